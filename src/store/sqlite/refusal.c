/* The table of refusals: how often a field was refused on a day. */
#include "store/sqlite/connection.h"
#include "store/sqlite/look.h"
#include "store/sqlite/sql.h"

bool
refusal_may_note(const struct store_settings *settings)
{
	struct stat status;

	return settings->session != NULL ||
	       look_at(connection_path(settings->config), &status) == 0;
}

void
refusal_note(struct store *base, const char *day, const char *const *fields,
	size_t count)
{
	struct sqlite *store = sqlite_of(base);
	sqlite3_stmt *insert = sql_prepare(store,
		"INSERT INTO \"refusal\" VALUES(?,?,1)"
		" ON CONFLICT DO UPDATE SET \"count\"=\"count\"+1");

	for (size_t i = 0; i < count; i++) {
		sql_bind_text(store, insert, 1, day);
		sql_bind_text(store, insert, 2, fields[i]);
		sql_row(store, insert);
		sqlite3_reset(insert);
	}
	sql_finish(store, insert);
}
