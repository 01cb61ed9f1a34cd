/*
 * Fills a database that the program made with copies of its first customer:
 *
 *	database FILE COUNT
 *
 * Columns are taken from the database itself, whatever tables it has that name
 * the customer, or that have a row for each.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

static sqlite3 *db;

static void
need(int result, const char *what)
{
	if (result == SQLITE_OK)
		return;
	fprintf(stderr, "%s: %s\n", what, sqlite3_errmsg(db));
	exit(EXIT_FAILURE);
}

static void
run(const char *sql)
{
	need(sqlite3_exec(db, sql, NULL, NULL, NULL), sql);
}

/*
 * The statements that copy what is there of the first customer, a row of each
 * table that has a key to it: ?1 tells how often.
 */
static const char copies[] =
	"SELECT printf('WITH RECURSIVE n(i)AS(VALUES(2)UNION ALL SELECT i+1"
	" FROM n WHERE i<%d)INSERT INTO \"%w\"SELECT %s FROM n CROSS JOIN"
	"(SELECT*FROM \"%w\"WHERE \"%w\"=1)',?1,t.name,"
	"group_concat(iif(c.name IN('customer',iif(t.name IN('customer',"
	"'card'),'id','')),'i','\"'||c.name||'\"')),t.name,"
	"iif(t.name IN('customer','card'),'id','customer'))"
	"FROM sqlite_schema AS t JOIN pragma_table_info(t.name)AS c"
	" WHERE t.type='table'GROUP BY t.name"
	" HAVING t.name IN('customer','card')OR sum(c.name='customer')>0";

int
main(int argc, char **argv)
{
	sqlite3_stmt *query;
	char *statements[32];
	int count = 0;

	if (argc != 3 || sqlite3_open_v2(argv[1], &db, SQLITE_OPEN_READWRITE,
				 NULL) != SQLITE_OK) {
		fprintf(stderr, "usage: %s FILE COUNT\n", argv[0]);
		return 2;
	}
	run("PRAGMA synchronous=OFF;PRAGMA journal_mode=OFF;"
	    "PRAGMA cache_size=-65536;PRAGMA ignore_check_constraints=ON;"
	    "PRAGMA foreign_keys=OFF;BEGIN");
	need(sqlite3_prepare_v2(db, copies, -1, &query, NULL), copies);
	sqlite3_bind_text(query, 1, argv[2], -1, SQLITE_STATIC);
	while (count < 32 && sqlite3_step(query) == SQLITE_ROW)
		statements[count++] =
			sqlite3_mprintf("%s", sqlite3_column_text(query, 0));
	sqlite3_finalize(query);
	for (int i = 0; i < count; i++)
		run(statements[i]);
	run("COMMIT");
	return count < 2 || sqlite3_close(db) != SQLITE_OK;
}
