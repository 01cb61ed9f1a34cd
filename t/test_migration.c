/* Tests of the way from each version of the database to this one: what was
 * added to the tables of fields must have come to the old databases too. */
#include "fixture.h"

#include <glob.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/die.h"
#include "base/path.h"
#include "config/config.h"
#include "customer/customer.h"
#include "store/store.h"

Suite *migration_suite(void);

static char folder[] = "/tmp/crm-migrate-XXXXXX";

static void
set_up(void)
{
	strcpy(folder + strlen(folder) - 6, "XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
}

static void
tear_down(void)
{
	remove_folder(folder);
}

static const char *
databases(void)
{
	const char *top = getenv("top_srcdir");

	return arena_printf(&arena, "%s/t/databases", top == NULL ? "." : top);
}

static glob_t
find_files(const char *pattern)
{
	glob_t kept;

	ck_assert_int_eq(
		glob(arena_printf(&arena, "%s/%s", databases(), pattern), 0,
			NULL, &kept),
		0);
	return kept;
}

/* The databases that earlier versions made, and this one. */
static glob_t
find_kept(void)
{
	return find_files("*.db");
}

/* Copies a database into the test's folder. */
static const char *
copy(const char *file)
{
	const char *made = path_join(&arena, folder, strrchr(file, '/'));
	FILE *from = fopen(file, "r"), *to = fopen(made, "w");
	char bytes[4096];
	size_t count;

	ck_assert_ptr_nonnull(from);
	ck_assert_ptr_nonnull(to);
	while ((count = fread(bytes, 1, sizeof(bytes), from)) > 0)
		ck_assert_uint_eq(fwrite(bytes, 1, count, to), count);
	fclose(from);
	ck_assert_int_eq(fclose(to), 0);
	ck_assert_int_eq(chmod(made, 0600), 0);
	return made;
}

/* Lets this program open a database, or make it, for customers. */
static void
adopt(const char *file)
{
	const struct config config = { .database = file };
	const struct store_settings settings = {
		.config = &config,
		.schema = &customer_schema,
		.lock_timeout = 300,
	};
	struct store *store;

	ck_assert_int_eq(store_open(&arena, &settings, &store), STORE_OK);
	ck_assert_int_eq(store_commit(store), STORE_OK);
}

/* The columns that one of two databases has, and that the other lacks. */
static const char *
find_lacking(const char *has, const char *lacks)
{
	static const char columns[] =
		"SELECT t.name||'.'||c.name||' '||c.type||"
		"iif(c.\"notnull\",' NOT NULL','')||iif(c.pk,' KEY','')"
		" FROM %s.sqlite_schema t, pragma_table_xinfo(t.name,'%s') c"
		" WHERE t.type='table'";
	struct text out = { .arena = &arena };
	sqlite3_stmt *query;
	sqlite3 *db;

	ck_assert_int_eq(sqlite3_open(has, &db), SQLITE_OK);
	ck_assert_int_eq(
		sqlite3_exec(db,
			arena_printf(&arena, "ATTACH '%s' AS other", lacks),
			NULL, NULL, NULL),
		SQLITE_OK);
	text_printf(&out, columns, "main", "main");
	text_puts(&out, " EXCEPT ");
	text_printf(&out, columns, "other", "other");
	ck_assert_int_eq(
		sqlite3_prepare_v2(db, out.bytes, -1, &query, NULL), SQLITE_OK);
	out = (struct text){ .arena = &arena };
	text_puts(&out, "");
	while (sqlite3_step(query) == SQLITE_ROW)
		text_printf(&out, "%s%s", out.length == 0 ? "" : ", ",
			(const char *)sqlite3_column_text(query, 0));
	ck_assert_int_eq(sqlite3_finalize(query), SQLITE_OK);
	sqlite3_close(db);
	return out.bytes;
}

START_TEST(a_field_that_is_new_comes_to_old_databases_too)
{
	const char *made = path_join(&arena, folder, "/made.db");
	glob_t kept = find_kept();

	adopt(made);
	ck_assert_uint_ge(kept.gl_pathc, 2);
	for (size_t i = 0; i < kept.gl_pathc; i++) {
		const char *file = copy(kept.gl_pathv[i]);

		adopt(file);
		ck_assert_msg(*find_lacking(made, file) == '\0',
			"%s: no migration adds %s", kept.gl_pathv[i],
			find_lacking(made, file));
		ck_assert_msg(*find_lacking(file, made) == '\0',
			"%s: no migration takes away %s", kept.gl_pathv[i],
			find_lacking(file, made));
	}
	globfree(&kept);
}
END_TEST

/* A customer's history goes back to its creation. */
static void
assert_created(struct store *store, const struct stored *stored)
{
	struct history history = { 0 };
	const struct change *first;

	ck_assert_int_eq(
		store_history(store, &arena, stored->id, &history), STORE_OK);
	ck_assert_uint_ge(history.count, 1);
	ck_assert_int_eq(stored->version, (int64_t)history.count);
	first = &history.changes[history.count - 1];
	ck_assert_int_eq(first->kind, CHANGE_CREATED);
	ck_assert_int_eq(first->version, 1);
	ck_assert_int_eq(first->time, stored->origin.time);
	ck_assert_str_eq(first->route, stored->origin.route);
	ck_assert_int_eq(stored->modified, stored->origin.time);
}

/* The answers that a customer gave at first. */
static size_t
count_consents(struct store *store, const struct stored *stored)
{
	struct consent *consents;
	size_t count, first = 0;

	ck_assert_int_eq(
		store_consents(store, &arena, stored->id, &consents, &count),
		STORE_OK);
	for (size_t i = 0; i < count; i++) {
		int field = schema_find(&customer_schema, consents[i].name,
			strlen(consents[i].name));

		ck_assert_int_ge(field, 0);
		if (consents[i].version > 1)
			continue;
		first++;
		ck_assert(consents[i].given);
		ck_assert(stored->version > 1 ||
			  consents[i].granted == record_is_true(stored->record,
							 (size_t)field));
		ck_assert_int_eq(consents[i].time, stored->origin.time);
	}
	return first;
}

/* Stores all customers of one database in another one, as if they came now. */
static void
store_again(const char *from, const char *to)
{
	struct config config = { .database = from };
	const struct store_settings settings = {
		.config = &config,
		.schema = &customer_schema,
		.lock_timeout = 300,
	};
	struct cursor cursor = { 0 };
	struct store *store;
	int64_t id;

	ck_assert_int_eq(
		store_open_to_read(&arena, &settings, &store), STORE_OK);
	ck_assert_int_eq(store_read_slice(store, &intake, &cursor), STORE_OK);
	store_close(store);
	config.database = to;
	ck_assert_int_eq(store_open(&arena, &settings, &store), STORE_OK);
	for (size_t i = 0; i < cursor.count; i++) {
		ck_assert_int_eq(store_add(store, cursor.records[i].record,
					 &cursor.records[i].origin, &id),
			STORE_OK);
		ck_assert_int_eq(id, cursor.records[i].id);
	}
	ck_assert_int_eq(store_commit(store), STORE_OK);
}

/* How many rows a table of one database has that another one's has not. */
static int
count_lacking(const char *has, const char *lacks, const char *table)
{
	const char *attach =
		arena_printf(&arena, "ATTACH '%s' AS other", lacks);
	const char *rows = arena_printf(&arena,
		"SELECT count(*),(SELECT count(*)FROM main.%s)FROM(SELECT*"
		"FROM main.%s EXCEPT SELECT*FROM other.%s)",
		table, table, table);
	sqlite3_stmt *query;
	sqlite3 *db;
	int count;

	ck_assert_int_eq(sqlite3_open(has, &db), SQLITE_OK);
	ck_assert_int_eq(sqlite3_exec(db, attach, NULL, NULL, NULL), SQLITE_OK);
	ck_assert_int_eq(
		sqlite3_prepare_v2(db, rows, -1, &query, NULL), SQLITE_OK);
	ck_assert_int_eq(sqlite3_step(query), SQLITE_ROW);
	count = sqlite3_column_int(query, 0);
	ck_assert_int_gt(sqlite3_column_int(query, 1), 0);
	ck_assert_int_eq(sqlite3_finalize(query), SQLITE_OK);
	sqlite3_close(db);
	return count;
}

START_TEST(old_customers_are_found_by_what_new_ones_are_found_by)
{
	static const char *const tables[] = { "card", "search", "counter" };
	glob_t kept = find_kept();

	for (size_t i = 0; i < kept.gl_pathc; i++) {
		const char *old = copy(kept.gl_pathv[i]);
		const char *again = path_join(&arena, folder,
			arena_printf(&arena, "/again%zu.db", i));

		adopt(old);
		store_again(old, again);
		for (int j = 0; j < COUNT(tables); j++) {
			ck_assert_int_eq(
				count_lacking(old, again, tables[j]), 0);
			ck_assert_int_eq(
				count_lacking(again, old, tables[j]), 0);
		}
	}
	globfree(&kept);
}
END_TEST

/* Version 4 was the first to count the versions of customers. */
START_TEST(old_customers_have_a_version_and_their_creation)
{
	glob_t kept = find_files("version-[123]-*.db");

	for (size_t i = 0; i < kept.gl_pathc; i++) {
		const struct config config = {
			.database = copy(kept.gl_pathv[i]),
		};
		const struct store_settings settings = {
			.config = &config,
			.schema = &customer_schema,
			.lock_timeout = 300,
		};
		struct cursor cursor = { 0 };
		struct store *store;
		size_t consents = 0;

		ck_assert_int_eq(store_open_to_read(&arena, &settings, &store),
			STORE_OK);
		ck_assert_int_eq(
			store_read_slice(store, &intake, &cursor), STORE_OK);
		ck_assert_uint_eq(cursor.count, 6);
		for (size_t j = 0; j < cursor.count; j++) {
			assert_created(store, &cursor.records[j]);
			consents += count_consents(store, &cursor.records[j]);
		}
		ck_assert_uint_gt(consents, 0);
		store_close(store);
	}
	globfree(&kept);
}
END_TEST

/* The word in a row of the table that the test below adds. */
static const char *
word_of(int number)
{
	return arena_printf(&arena, "cnry%05d", number);
}

enum { WORDS = 3000 };

/* Adds rows that move and deletes a third, as an earlier version could. */
static sqlite3 *
leave_remains(const char *file)
{
	sqlite3 *db;

	ck_assert_int_eq(sqlite3_open(file, &db), SQLITE_OK);
	ck_assert_int_eq(
		sqlite3_exec(db,
			arena_printf(&arena,
				"PRAGMA secure_delete=ON;"
				"CREATE TABLE w(id INTEGER PRIMARY KEY, t);"
				"CREATE INDEX i ON w(id*7919%%1009,t,substr("
				"t||t||t||t||t||t,1,9+id*31%%50));BEGIN;"
				"WITH RECURSIVE n(i) AS(SELECT 0 UNION ALL"
				" SELECT i+1 FROM n WHERE i<%d-1)"
				"INSERT INTO w SELECT i,printf('cnry%%05d',i)"
				" FROM n;COMMIT;DELETE FROM w WHERE id%%3=0",
				WORDS),
			NULL, NULL, NULL),
		SQLITE_OK);
	return db;
}

/* How many words of the rows that were deleted a file has. */
static size_t
count_remains(const char *file)
{
	static char bytes[1 << 20];
	FILE *in = fopen(file, "r");
	size_t length, count = 0;

	ck_assert_ptr_nonnull(in);
	length = fread(bytes, 1, sizeof(bytes), in);
	ck_assert_uint_lt(length, sizeof(bytes));
	fclose(in);
	for (int i = 0; i < WORDS; i += 3)
		count += memmem(bytes, length, word_of(i), 9) != NULL;
	return count;
}

/* Also where a log is not empty, as a process has the database open. */
START_TEST(what_rows_left_where_they_moved_from_is_cleared)
{
	const char *file = copy(arena_printf(&arena, "%s/version-3-%s.db",
		databases(), _i == 0 ? "rollback" : "wal"));
	sqlite3 *db = leave_remains(file);

	if (_i < 2) {
		sqlite3_close(db);
		ck_assert_uint_gt(count_remains(file), 0);
	}
	adopt(file);
	ck_assert_uint_eq(count_remains(file), 0);
	if (_i == 2)
		sqlite3_close(db);
	adopt(file);
	ck_assert_uint_eq(count_remains(file), 0);
}
END_TEST

enum { PAGE = 4096 };

/* Writes a page with a number, or else reads it. */
static void
move_page(const char *file, int number, void *bytes, bool write)
{
	FILE *stream = fopen(file, "r+");

	ck_assert_ptr_nonnull(stream);
	ck_assert_int_eq(fseek(stream, (number - 1L) * PAGE, SEEK_SET), 0);
	if (write)
		ck_assert_uint_eq(fwrite(bytes, 1, PAGE, stream), PAGE);
	else
		ck_assert_uint_eq(fread(bytes, 1, PAGE, stream), PAGE);
	ck_assert_int_eq(fclose(stream), 0);
}

/* The content of a page begins behind its end, as the page says. */
START_TEST(a_page_that_is_damaged_is_left_as_it_is)
{
	const char *file = copy(
		arena_printf(&arena, "%s/version-3-rollback.db", databases()));
	static const char head[] = { 10, 0, 0, 0, 0, '\xff', '\xff', 0 };
	char damaged[PAGE], left[PAGE];
	sqlite3 *db = leave_remains(file);
	sqlite3_stmt *query;
	int root;

	ck_assert_int_eq(
		sqlite3_prepare_v2(db,
			"SELECT rootpage,(SELECT page_size FROM"
			" pragma_page_size)FROM sqlite_schema WHERE name='i'",
			-1, &query, NULL),
		SQLITE_OK);
	ck_assert_int_eq(sqlite3_step(query), SQLITE_ROW);
	root = sqlite3_column_int(query, 0);
	ck_assert_int_eq(sqlite3_column_int(query, 1), PAGE);
	sqlite3_finalize(query);
	sqlite3_close(db);
	memset(damaged, 'x', PAGE);
	memcpy(damaged, head, sizeof(head));
	move_page(file, root, damaged, true);
	adopt(file);
	move_page(file, root, left, false);
	ck_assert_mem_eq(left, damaged, PAGE);
}
END_TEST

START_TEST(a_log_that_is_read_keeps_an_old_database_as_it_is)
{
	const char *file =
		copy(arena_printf(&arena, "%s/version-3-wal.db", databases()));
	const struct config config = { .database = file };
	const struct store_settings settings = {
		.config = &config,
		.schema = &customer_schema,
		.lock_timeout = 300,
	};
	sqlite3 *db = leave_remains(file);
	struct store *store;

	log_open("/dev/null");
	ck_assert_int_eq(
		sqlite3_exec(db, "BEGIN;SELECT * FROM w", NULL, NULL, NULL),
		SQLITE_OK);
	ck_assert_int_eq(store_open(&arena, &settings, &store), STORE_BUSY);
	log_open("stderr");
	sqlite3_close(db);
	adopt(file);
	ck_assert_uint_eq(count_remains(file), 0);
}
END_TEST

/* More customers than are read before their keys are written. */
enum { OLD_CUSTOMERS = 40100 };

static void
run_sql(const char *file, const char *sql)
{
	char *error = NULL;
	sqlite3 *db;

	ck_assert_int_eq(sqlite3_open(file, &db), SQLITE_OK);
	sqlite3_exec(db, sql, NULL, NULL, &error);
	ck_assert_msg(error == NULL, "%s", error);
	sqlite3_close(db);
}

static int64_t
number_of(const char *file, const char *sql)
{
	sqlite3_stmt *query;
	int64_t number;
	sqlite3 *db;

	ck_assert_int_eq(sqlite3_open(file, &db), SQLITE_OK);
	ck_assert_int_eq(
		sqlite3_prepare_v2(db, sql, -1, &query, NULL), SQLITE_OK);
	ck_assert_int_eq(sqlite3_step(query), SQLITE_ROW);
	number = sqlite3_column_int64(query, 0);
	sqlite3_finalize(query);
	sqlite3_close(db);
	return number;
}

/* The last of the old customers becomes many. */
START_TEST(very_many_old_customers_are_found)
{
	const char *file = copy(
		arena_printf(&arena, "%s/version-3-rollback.db", databases()));

	run_sql(file,
		arena_printf(&arena,
			"CREATE TEMP TABLE one AS SELECT * FROM customer"
			" ORDER BY id DESC LIMIT 1;"
			"CREATE TEMP TRIGGER more AFTER UPDATE ON one BEGIN"
			" INSERT INTO customer SELECT * FROM one; END;"
			"CREATE TEMP TABLE turn(id INTEGER);"
			"CREATE TEMP TRIGGER next AFTER INSERT ON turn BEGIN"
			" UPDATE one SET id=NEW.id; END;"
			"WITH RECURSIVE n(i) AS (SELECT max(id)+1 FROM customer"
			" UNION ALL SELECT i+1 FROM n WHERE i<%d)"
			" INSERT INTO turn SELECT i FROM n",
			OLD_CUSTOMERS));
	adopt(file);
	ck_assert_int_eq(number_of(file, "SELECT count(*) FROM card"),
		number_of(file, "SELECT count(*) FROM customer"));
	ck_assert_int_gt(number_of(file, "SELECT count(*) FROM card"),
		OLD_CUSTOMERS / 2);
	ck_assert_int_eq(
		number_of(file, "SELECT count(DISTINCT customer) FROM search"),
		number_of(file, "SELECT count(*) FROM customer"));
	ck_assert_int_eq(number_of(file, "SELECT sum(count) FROM counter"),
		number_of(file, "SELECT count(*) FROM customer"));
}
END_TEST

START_TEST(old_customers_that_can_not_be_read_make_it_unavailable)
{
	const char *file = copy(
		arena_printf(&arena, "%s/version-3-rollback.db", databases()));
	const struct config config = { .database = file };
	const struct store_settings settings = {
		.config = &config,
		.schema = &customer_schema,
		.lock_timeout = 300,
	};
	struct store *store;

	run_sql(file, "DROP TABLE hobby");
	log_open("/dev/null");
	ck_assert_int_eq(
		store_open(&arena, &settings, &store), STORE_UNAVAILABLE);
	log_open("stderr");
	ck_assert_int_eq(number_of(file, "PRAGMA user_version"), 3);
}
END_TEST

Suite *
migration_suite(void)
{
	Suite *suite = suite_create("migration");
	TCase *tcase = fixture_case(suite, "migration");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(
		tcase, what_rows_left_where_they_moved_from_is_cleared, 0, 3);
	tcase_add_test(tcase, a_page_that_is_damaged_is_left_as_it_is);
	tcase_add_test(
		tcase, a_log_that_is_read_keeps_an_old_database_as_it_is);
	tcase_add_test(tcase, old_customers_have_a_version_and_their_creation);
	tcase_add_test(
		tcase, old_customers_are_found_by_what_new_ones_are_found_by);
	tcase_add_test(tcase, a_field_that_is_new_comes_to_old_databases_too);
	tcase_add_test(tcase, very_many_old_customers_are_found);
	tcase_add_test(
		tcase, old_customers_that_can_not_be_read_make_it_unavailable);
	return suite;
}
