/* The audit trail: a row for each deed of an operator. */
#include "base/arena.h"
#include "store/sqlite/sql.h"

void
audit_note(struct sqlite *store, const struct deed *deed, enum audit_kind kind,
	int64_t subject)
{
	sqlite3_stmt *insert = sql_prepare(store,
		"INSERT INTO \"audit\"(\"time\",\"operator\",\"kind\","
		"\"subject\",\"detail\")VALUES(?,?,?,?,?)");

	sql_bind_number(store, insert, 1, deed->time);
	sql_bind_text(store, insert, 2, deed->by);
	sql_bind_text(store, insert, 3, audit_kinds[kind]);
	sql_bind_number(store, insert, 4, subject);
	sql_bind_text(store, insert, 5, deed->detail);
	sql_row(store, insert);
	sql_finish(store, insert);
}

enum store_result
audit_list(struct store *base, struct arena *arena, int64_t after,
	struct audit_entry **entries, size_t *count)
{
	struct sqlite *store = sqlite_of(base);
	sqlite3_stmt *query = sql_prepare(store,
		"SELECT \"id\",\"time\",\"operator\",\"kind\",\"subject\","
		"\"detail\" FROM \"audit\" WHERE \"id\">? ORDER BY 1 LIMIT ?");

	*entries = arena_array(arena, STORE_DEEDS, sizeof(**entries));
	*count = 0;
	sql_bind_number(store, query, 1, after);
	sql_bind_number(store, query, 2, STORE_DEEDS);
	while (sql_row(store, query))
		(*entries)[(*count)++] = (struct audit_entry){
			.id = sqlite3_column_int64(query, 0),
			.deed = {
				.time = sqlite3_column_int64(query, 1),
				.by = sql_string(store, arena, query, 2),
				.detail = sql_copy(store, arena, query, 5),
			},
			.kind = sql_string(store, arena, query, 3),
			.subject = sqlite3_column_int64(query, 4),
		};
	sql_finish(store, query);
	return store->result;
}
