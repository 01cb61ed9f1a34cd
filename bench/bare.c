/* Inserts the rows of a database into another one, with SQLite and nothing
 * else: the rate that crmctl import is compared with. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

/* Usage: bench/bare FROM TO CUSTOMERS-OF-A-TRANSACTION. FROM is as crmctl made
 * it, with an index on search(customer) besides; TO has the same tables. */

enum { TABLES = 64, COLUMNS = 64, ROWS = 1 << 20 };

struct table {
	char *name;
	int columns;
	sqlite3_stmt *select, *insert;
};

static struct table tables[TABLES];
static int count;

/* A row that was read: of which table, and its values. */
static struct row {
	struct table *table;
	sqlite3_value *values[COLUMNS];
} * rows;

static void
check(sqlite3 *db, int code)
{
	if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE)
		return;
	fprintf(stderr, "%s\n", sqlite3_errmsg(db));
	exit(1);
}

static sqlite3_stmt *
prepare(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *statement;

	check(db, sqlite3_prepare_v2(db, sql, -1, &statement, NULL));
	return statement;
}

/* The column of a table that tells its customer; NULL: there is none. */
static const char *
owner_of(const char *name)
{
	static const char *const owners[][2] = {
		{ "customer", "id" },
		{ "card", "id" },
		{ "change", "record" },
		{ "import_row", "record" },
		{ "email", "customer" },
		{ "phone", "customer" },
		{ "address", "customer" },
		{ "consent", "customer" },
		{ "search", "customer" },
	};

	for (size_t i = 0; i < sizeof(owners) / sizeof(*owners); i++)
		if (strcmp(owners[i][0], name) == 0)
			return owners[i][1];
	return NULL;
}

static void
add_table(sqlite3 *from, sqlite3 *to, const char *name)
{
	struct table *table = &tables[count++];
	char *insert, marks[2 * COLUMNS + 1] = "?";
	const char *owner = owner_of(name);
	char *select = sqlite3_mprintf("SELECT * FROM \"%w\" WHERE ?1=%s", name,
		owner == NULL ? "?1" : owner);

	table->name = strdup(name);
	table->select = prepare(from, select);
	table->columns = sqlite3_column_count(table->select);
	for (int i = 1; i < table->columns; i++)
		strcat(marks, ",?");
	insert = sqlite3_mprintf("INSERT INTO \"%w\" VALUES(%s)", name, marks);
	table->insert = prepare(to, insert);
	sqlite3_free(select);
	sqlite3_free(insert);
}

/* Reads the rows of a table that are a customer's, or all. */
static size_t
read_rows(struct table *table, sqlite3_int64 customer, size_t at)
{
	sqlite3_reset(table->select);
	sqlite3_bind_int64(table->select, 1, customer);
	while (sqlite3_step(table->select) == SQLITE_ROW) {
		rows[at].table = table;
		for (int i = 0; i < table->columns; i++)
			rows[at].values[i] = sqlite3_value_dup(
				sqlite3_column_value(table->select, i));
		at++;
	}
	return at;
}

static double
processor(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
	       (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static double
now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* Inserts what was read in one transaction. */
static void
insert_rows(sqlite3 *to, size_t number)
{
	check(to, sqlite3_exec(to, "BEGIN IMMEDIATE", NULL, NULL, NULL));
	for (size_t i = 0; i < number; i++) {
		struct table *table = rows[i].table;

		for (int k = 0; k < table->columns; k++)
			sqlite3_bind_value(
				table->insert, k + 1, rows[i].values[k]);
		check(to, sqlite3_step(table->insert));
		sqlite3_reset(table->insert);
	}
	check(to, sqlite3_exec(to, "COMMIT", NULL, NULL, NULL));
}

int
main(int argc, char **argv)
{
	sqlite3 *from, *to;
	sqlite3_int64 last = 0;
	double used = 0, passed = 0;
	long most = argc == 4 ? atol(argv[3]) : 0;

	if (most <= 0 || sqlite3_open(argv[1], &from) != SQLITE_OK ||
		sqlite3_open(argv[2], &to) != SQLITE_OK)
		return 1;
	rows = calloc(ROWS, sizeof(*rows));
	check(to, sqlite3_exec(to,
			  "PRAGMA foreign_keys=ON;PRAGMA secure_delete=ON;"
			  "PRAGMA temp_store=MEMORY;PRAGMA synchronous=EXTRA",
			  NULL, NULL, NULL));
	sqlite3_stmt *names = prepare(from,
		"SELECT name FROM sqlite_schema WHERE type='table' AND name IN"
		"('customer','email','phone','address','consent','card',"
		"'search','change','import_row')ORDER BY name<>'customer'");
	while (sqlite3_step(names) == SQLITE_ROW)
		add_table(
			from, to, (const char *)sqlite3_column_text(names, 0));
	sqlite3_stmt *ids =
		prepare(from, "SELECT id FROM customer ORDER BY id");
	for (int more = SQLITE_ROW; more == SQLITE_ROW;) {
		size_t number = 0;
		double since, began;

		for (long i = 0;
			i < most && (more = sqlite3_step(ids)) == SQLITE_ROW;
			i++) {
			last++;
			for (int k = 0; k < count; k++)
				number = read_rows(&tables[k],
					sqlite3_column_int64(ids, 0), number);
		}
		since = processor();
		began = now();
		insert_rows(to, number);
		used += processor() - since;
		passed += now() - began;
		for (size_t i = 0; i < number; i++)
			for (int k = 0; k < rows[i].table->columns; k++)
				sqlite3_value_free(rows[i].values[k]);
	}
	printf("%lld %.2f %.2f\n", last, used, passed);
	return 0;
}
