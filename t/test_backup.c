/* Unit tests of src/store/sqlite/backup.c: a copy ends, whoever writes. */
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "fixture.h"
#include "store/sqlite/backup.h"

Suite *backup_suite(void);

enum { PATIENCE = 1000 };

static char folder[] = "/tmp/crm-backup-XXXXXX";
static sqlite3 *from, *into, *other;

static sqlite3 *
open_database(const char *name)
{
	sqlite3 *db;
	const char *path = arena_printf(&arena, "%s/%s", folder, name);

	ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
	return db;
}

static int
execute(sqlite3 *db, const char *sql)
{
	return sqlite3_exec(db, sql, NULL, NULL, NULL);
}

static void
set_up(void)
{
	strcpy(folder + strlen(folder) - 6, "XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	from = open_database("boats.db");
	/* more than is copied in one step */
	ck_assert_int_eq(
		execute(from, "CREATE TABLE boat(name);"
			      "INSERT INTO boat VALUES(zeroblob(8000000));"
			      "CREATE TABLE visit(count);"
			      "INSERT INTO visit VALUES(0)"),
		SQLITE_OK);
	other = open_database("boats.db");
	into = open_database("copy.db");
}

static void
tear_down(void)
{
	sqlite3_close(from);
	sqlite3_close(other);
	sqlite3_close(into);
	remove_folder(folder);
}

/* Writes after each step, as long as the copy lets others write. */
static bool
write_again(void *context, int64_t done, int64_t total)
{
	int *written = context;

	ck_assert_int_le(done, total);
	if (execute(other, "UPDATE visit SET count = count + 1") == SQLITE_OK)
		++*written;
	return true;
}

START_TEST(who_writes_all_the_time_waits_in_the_end)
{
	int written = 0;
	struct run run = {
		.arena = &arena,
		.from = from,
		.into = into,
		.go_on = write_again,
		.context = &written,
		.patience = PATIENCE,
	};

	ck_assert(run_copy(&run));
	ck_assert_ptr_null(run.fault);
	ck_assert_int_ge(written, 3);
	ck_assert_str_eq(run_query(&run, into, "SELECT count FROM visit"),
		arena_printf(&arena, "%d", written));
	ck_assert(run_is_whole(&run));
	/* nobody has to wait any more */
	ck_assert_int_eq(
		execute(other, "UPDATE visit SET count = 0"), SQLITE_OK);
}
END_TEST

Suite *
backup_suite(void)
{
	Suite *suite = suite_create("backup");
	TCase *tcase = fixture_case(suite, "backup");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, who_writes_all_the_time_waits_in_the_end);
	return suite;
}
