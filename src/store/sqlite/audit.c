/* The audit trail: a row for each deed of an operator. */
#include "store/sqlite/sql.h"

void
audit_note(struct sqlite *store, const struct deed *deed, enum audit_kind kind,
	int64_t subject)
{
	sqlite3_stmt *insert = sql_prepare(store,
		"INSERT INTO \"audit\"(\"time\",\"operator\",\"kind\","
		"\"subject\")VALUES(?,?,?,?)");

	sql_bind_number(store, insert, 1, deed->time);
	sql_bind_text(store, insert, 2, deed->by);
	sql_bind_text(store, insert, 3, audit_kinds[kind]);
	sql_bind_number(store, insert, 4, subject);
	sql_row(store, insert);
	sql_finish(store, insert);
}
