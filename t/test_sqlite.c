/* Tests of the store in SQLite: tables, files, journals, locks, versions. */
#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/calendar.h"
#include "base/die.h"
#include "base/hex.h"
#include "base/path.h"
#include "base/sha256.h"
#include "boat.h"
#include "config/config.h"
#include "customer/customer.h"
#include "fixture.h"
#include "store/sqlite/writelock.h"
#include "store/sqlite/location.h"
#include "store/store.h"

Suite *sqlite_suite(void);

static const char *const no_folders[] = { NULL };

static char folder[] = "/tmp/crm-sqlite-XXXXXX";
static struct config config;
static struct store_settings settings;
static struct store *store;
static int64_t id;

/* A path in this test's folder. */
static const char *
path_of(const char *name)
{
	return arena_printf(&arena, "%s/%s", folder, name);
}

static void
set_up(void)
{
	strcpy(folder + strlen(folder) - 6, "XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	umask(077); /* a database that a test makes is to be as one of ours */
	config = (struct config){ .database = path_of("data/boats.db") };
	settings = (struct store_settings){
		.config = &config,
		.schema = &boat_schema,
		.lock_timeout = 300,
	};
	log_open(path_of("log"));
}

static void
tear_down(void)
{
	log_open("stderr");
	remove_folder(folder);
}

static enum store_result
open_store(void)
{
	return store_open(&arena, &settings, &store);
}

static enum store_result
add(const struct record *boat)
{
	return store_add(store, boat, &boat_origin, &id);
}

/* Stores a boat in a transaction of its own and returns its id. */
static int64_t
keep(const char *name)
{
	ck_assert_int_eq(open_store(), STORE_OK);
	ck_assert_int_eq(add(boat_new(name)), STORE_OK);
	ck_assert_int_eq(store_commit(store), STORE_OK);
	return id;
}

/* Opens the database without the store. */
static sqlite3 *
look(void)
{
	sqlite3 *db;

	ck_assert_int_eq(sqlite3_open(config.database, &db), SQLITE_OK);
	return db;
}

/* What a query results in: cells joined by |, rows by a blank. */
static const char *
rows(const char *sql)
{
	struct text out = { .arena = &arena };
	sqlite3 *db = look();
	sqlite3_stmt *query;
	int code = sqlite3_prepare_v2(db, sql, -1, &query, NULL);

	ck_assert_msg(code == SQLITE_OK, "%s: %s", sql, sqlite3_errmsg(db));
	while ((code = sqlite3_step(query)) == SQLITE_ROW) {
		text_puts(&out, out.length == 0 ? "" : " ");
		for (int i = 0; i < sqlite3_column_count(query); i++) {
			const void *cell = sqlite3_column_text(query, i);

			text_puts(&out, i == 0 ? "" : "|");
			text_puts(&out, cell == NULL ? "NULL" : cell);
		}
	}
	ck_assert_msg(code == SQLITE_DONE, "%s: %s", sql, sqlite3_errmsg(db));
	sqlite3_finalize(query);
	sqlite3_close(db);
	return out.bytes == NULL ? "" : out.bytes;
}

/* Runs SQL without the store and returns SQLite's result. */
static int
run(const char *sql)
{
	sqlite3 *db = look();
	int code = sqlite3_exec(db, sql, NULL, NULL, NULL);

	sqlite3_close(db);
	return code;
}

/* Whether the log has a text; no log is an empty one. */
static bool
log_has(const char *text)
{
	char bytes[4096] = "";
	FILE *file = fopen(path_of("log"), "r");

	if (file == NULL)
		return false;
	bytes[fread(bytes, 1, sizeof(bytes) - 1, file)] = '\0';
	fclose(file);
	return strstr(bytes, text) != NULL;
}

static void
assert_refused(const char *because)
{
	ck_assert_int_eq(open_store(), STORE_UNAVAILABLE);
	ck_assert_ptr_null(store);
	ck_assert_msg(log_has(because), "not logged: %s", because);
}

/* The permissions of what is at a path in this test's folder. */
static unsigned
mode_of(const char *name)
{
	struct stat status;

	ck_assert_int_eq(lstat(path_of(name), &status), 0);
	return status.st_mode & 07777;
}

static void
write_file(const char *name, const char *bytes)
{
	FILE *file = fopen(path_of(name), "w");

	ck_assert_ptr_nonnull(file);
	fputs(bytes, file);
	fclose(file);
}

/* Does work in a process of its own, which is waited for. Returns its status.
 */
static int
in_child(void (*work)(void))
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		work();
		leave(EXIT_SUCCESS);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	return status;
}

/* A process that runs SQL and keeps its locks for that many milliseconds. */
static pid_t
hold(const char *sql, int milliseconds)
{
	int ready[2];
	char byte = 0;
	pid_t pid;

	ck_assert_int_eq(pipe(ready), 0);
	pid = fork();
	if (pid == 0) {
		sqlite3 *db = look();

		if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK ||
			write(ready[1], &byte, 1) != 1)
			leave(EXIT_FAILURE);
		usleep((useconds_t)milliseconds * 1000);
		leave(EXIT_SUCCESS);
	}
	ck_assert_int_eq(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	close(ready[1]);
	return pid;
}

static void
release(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

static int64_t
milliseconds(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * INT64_C(1000) + time.tv_nsec / 1000000;
}

static const char user_tables[] =
	"SELECT name,strict,wr FROM pragma_table_list"
	" WHERE type='table' AND name NOT LIKE 'sqlite%' ORDER BY 1";

START_TEST(tables_are_strict_and_one_for_each_kind_of_thing)
{
	keep("Argo");
	ck_assert_str_eq(rows(user_tables),
		"api_key|1|0 api_secret|1|1 audit|1|0 boat|1|0 card|1|0 "
		"change|1|0 change_member|1|1 consent|1|1 counter|1|0 "
		"crew|1|1 idempotency|1|1 import|1|0 import_row|1|0 refusal|1|1 search|1|1 "
		"secret|1|0 session|1|1 spent|1|1 suspect|1|0 suspect_wording|1|1 task|1|1 "
		"wording|1|0");
	ck_assert_str_eq(rows("PRAGMA user_version"), "6");
	ck_assert_str_eq(rows("PRAGMA application_id"), "1129467185");
}
END_TEST

START_TEST(columns_are_the_members_that_are_no_lists)
{
	keep("Argo");
	ck_assert_str_eq(rows("SELECT group_concat(name)"
			      " FROM pragma_table_info('boat')"),
		"id,created,route,format,version,modified,key,name,kind,mast,"
		"flag,paint,port,mail,"
		"radio,built,seen,insured,listed");
	ck_assert_str_eq(rows("SELECT group_concat(name)"
			      " FROM pragma_table_info('crew')"),
		"boat,position,order,skipper");
	ck_assert_str_eq(rows("SELECT group_concat(name)"
			      " FROM pragma_table_info('consent')"),
		"boat,purpose,granted,when,source,wording,version,key");
}
END_TEST

START_TEST(a_customer_has_the_tables_of_the_contract)
{
	settings.schema = &customer_schema;
	ck_assert_int_eq(open_store(), STORE_OK);
	ck_assert_int_eq(store_commit(store), STORE_OK);
	ck_assert_str_eq(rows(user_tables),
		"address|1|1 api_key|1|0 api_secret|1|1 audit|1|0 card|1|0 "
		"change|1|0 change_member|1|1 consent|1|1 counter|1|0 "
		"customer|1|0 email|1|1 event|1|1"
		" hobby|1|1 idempotency|1|1 import|1|0 import_row|1|0 "
		"interest|1|1 phone|1|1 "
		"product_collection|1|1 refusal|1|1 search|1|1 secret|1|0 session|1|1 spent|1|1 "
		"suspect|1|0 suspect_wording|1|1 task|1|1 wording|1|0");
}
END_TEST

START_TEST(what_is_done_to_a_key_is_kept_with_time_and_operator)
{
	static const unsigned char prints[2][SHA256_BYTES] = { "a", "b" };
	const struct api_key key = { .name = "shop", .scopes = SCOPE_READ };
	int64_t number, other;

	ck_assert_int_eq(open_store(), STORE_OK);
	store_add_key(store, &key, prints[0], &(struct deed){ .by = "anna", .time = 1000 },
		&number);
	store_add_key(
		store, &key, prints[1], &(struct deed){ .by = "anna", .time = 1001 }, &other);
	ck_assert_int_eq(other, 0);
	store_rotate_key(
		store, number, prints[1], 5000, &(struct deed){ .by = "bert", .time = 2000 });
	store_revoke_key(store, number, &(struct deed){ .by = "carla", .time = 3000 });
	ck_assert_int_eq(store_commit(store), STORE_OK);
	ck_assert_str_eq(rows("SELECT time,operator,kind,subject FROM audit"),
		"1000|anna|key add|1 2000|bert|key rotate|1 "
		"3000|carla|key revoke|1");
	ck_assert_str_eq(rows("SELECT count(*)FROM api_secret"), "0");
	ck_assert_str_eq(rows("SELECT revoked FROM api_key"), "3000");
}
END_TEST

START_TEST(a_record_is_kept_with_all_it_holds)
{
	struct record *boat = boat_new("Ørn '\"%s");
	struct record *crew;

	record_set_text(boat, BOAT_KIND, BYTES("sail"));
	record_set_text(boat, BOAT_MAST, BYTES("2"));
	record_set_text(boat, BOAT_FLAG, BYTES("it"));
	record_set_text(boat, BOAT_MAIL, BYTES("a@example.com"));
	record_set_text(boat, BOAT_RADIO, BYTES("+39 0123"));
	record_set_text(boat, BOAT_BUILT, BYTES("20200229"));
	record_set_text(boat, BOAT_SEEN, BYTES("2020-01-01T10:00:00.5Z"));
	record_set_bool(boat, BOAT_LISTED, true);
	ck_assert(record_set_list(boat, BOAT_CREW));
	for (int i = 0; i < 3; i++) {
		crew = record_add(boat, BOAT_CREW);
		record_set_text(crew, CREW_ORDER, &"abc"[i], 1);
	}
	record_set_bool(crew, CREW_SKIPPER, true);
	ck_assert_int_eq(open_store(), STORE_OK);
	ck_assert_int_eq(add(boat), STORE_OK);
	ck_assert_int_eq(store_commit(store), STORE_OK);
	ck_assert_str_eq(rows("SELECT * FROM boat"),
		"1|2020-06-15T12:00:00Z|/boat|json|NULL|NULL|NULL|Ørn "
		"'\"%s|SAIL|2|IT|NULL|"
		"NULL|a@example.com|+390123|2020-02-29|"
		"2020-01-01T10:00:00.5Z|0|1");
	ck_assert_str_eq(
		rows("SELECT * FROM crew"), "1|0|a|NULL 1|1|b|NULL 1|2|c|1");
	ck_assert_str_eq(rows("SELECT * FROM consent"),
		"1|listed|1|2020-06-15T12:00:00Z|/boat|NULL|1|NULL");
}
END_TEST

START_TEST(what_is_not_given_is_null_and_no_consent)
{
	keep("Argo");
	ck_assert_str_eq(rows("SELECT kind,mast,built,seen,listed FROM boat"),
		"NULL|NULL|NULL|NULL|NULL");
	ck_assert_str_eq(rows("SELECT * FROM crew"), "");
	ck_assert_str_eq(rows("SELECT * FROM consent"), "");
}
END_TEST

START_TEST(an_id_is_never_used_again)
{
	ck_assert_int_eq(keep("Argo"), 1);
	ck_assert_int_eq(keep("Bounty"), 2);
	ck_assert_int_eq(run("DELETE FROM boat"), SQLITE_OK);
	ck_assert_int_eq(keep("Calypso"), 3);
}
END_TEST

START_TEST(a_deleted_record_takes_its_rows_along)
{
	struct record *boat = boat_new("Argo");

	record_set_bool(boat, BOAT_LISTED, false);
	record_set_list(boat, BOAT_CREW);
	record_set_text(record_add(boat, BOAT_CREW), CREW_ORDER, BYTES("a"));
	ck_assert_int_eq(open_store(), STORE_OK);
	ck_assert_int_eq(add(boat), STORE_OK);
	ck_assert_int_eq(store_commit(store), STORE_OK);
	ck_assert_int_eq(
		run("PRAGMA foreign_keys=ON;DELETE FROM boat"), SQLITE_OK);
	ck_assert_str_eq(rows("SELECT(SELECT count(*)FROM crew),"
			      "(SELECT count(*)FROM consent)"),
		"0|0");
}
END_TEST

START_TEST(nothing_is_kept_without_a_commit)
{
	ck_assert_int_eq(open_store(), STORE_OK);
	ck_assert_int_eq(add(boat_new("Argo")), STORE_OK);
	store_close(store);
	ck_assert_str_eq(rows(user_tables), "");
	keep("Bounty");
	ck_assert_int_eq(open_store(), STORE_OK);
	ck_assert_int_eq(add(boat_new("Calypso")), STORE_OK);
	store_close(store);
	ck_assert_str_eq(rows("SELECT id,name FROM boat"), "1|Bounty");
}
END_TEST

static void
die_midway(void)
{
	if (open_store() == STORE_OK && add(boat_new("Bounty")) == STORE_OK)
		raise(SIGKILL);
}

START_TEST(nothing_is_kept_of_a_process_that_was_killed)
{
	keep("Argo");
	ck_assert(WIFSIGNALED(in_child(die_midway)));
	ck_assert_int_eq(keep("Calypso"), 2);
	ck_assert_str_eq(rows("SELECT id,name FROM boat"), "1|Argo 2|Calypso");
	ck_assert_str_eq(rows("PRAGMA integrity_check"), "ok");
}
END_TEST

static void
add_faulty(void)
{
	struct record *boat = boat_new("Secret");

	record_set_string(boat, BOAT_KIND, "SAIL");
	if (open_store() == STORE_OK)
		add(boat);
}

START_TEST(a_record_that_was_not_checked_is_a_defect)
{
	int status = in_child(add_faulty);

	ck_assert(WIFEXITED(status));
	ck_assert_int_eq(WEXITSTATUS(status), EXIT_FAILURE);
	ck_assert(log_has("CHECK constraint failed"));
	ck_assert(!log_has("Secret"));
}
END_TEST

/* Values that the tables refuse, and values that they take. */
static const struct {
	const char *column, *value;
	bool good;
} by_hand[] = {
	{ "name", "NULL", false },
	{ "name", "'12345678901'", false },
	{ "name", "'éééééééééé'", true },
	{ "name", "x'41'", false },
	{ "kind", "'MOTOR'", true },
	{ "kind", "'ROWS'", false },
	{ "kind", "'SAIL'", false },
	{ "mast", "0", true },
	{ "mast", "-1", false },
	{ "mast", "'two'", false },
	{ "flag", "'IT'", true },
	{ "flag", "'it'", false },
	{ "flag", "'ITA'", false },
	{ "paint", "'any other'", true },
	{ "paint", "'12345678901'", false },
	{ "port", "'ee'", true },
	{ "port", "'eee'", false },
	{ "mail", "'a@b.it'", true },
	{ "mail", "'a.b.it'", false },
	{ "mail", "'a@'", false },
	{ "radio", "'+390123'", true },
	{ "radio", "'123'", false },
	{ "radio", "'12 34'", false },
	{ "built", "'2020-02-29'", true },
	{ "built", "'0001-01-02'", true },
	{ "built", "'2021-02-29'", false },
	{ "built", "'20200229'", false },
	{ "built", "'then'", false },
	{ "built", "''", false },
	{ "seen", "'2020-02-29T23:59:59Z'", true },
	{ "seen", "'2020-02-29T23:59:59.999999999Z'", true },
	{ "seen", "'2020-02-29 23:59:59'", false },
	{ "seen", "'2020-02-29T23:59:59'", false },
	{ "seen", "'then'", false },
	{ "insured", "1", true },
	{ "insured", "2", false },
	{ "insured", "NULL", false },
	{ "listed", "NULL", true },
	{ "created", "'then'", false },
	{ "id", "2147483647", true },
	{ "id", "2147483648", false },
	{ "id", "0", false },
};

START_TEST(tables_refuse_by_themselves_what_can_not_be)
{
	const char *sql = arena_printf(&arena, "UPDATE boat SET \"%s\"=%s",
		by_hand[_i].column, by_hand[_i].value);

	keep("Argo");
	ck_assert_msg((run(sql) == SQLITE_OK) == by_hand[_i].good, "%s", sql);
}
END_TEST

START_TEST(rows_of_lists_need_an_owner_and_a_place)
{
	keep("Argo");
	ck_assert_int_eq(
		run("INSERT INTO crew VALUES(1,0,'a',NULL)"), SQLITE_OK);
	ck_assert_int_ne(
		run("INSERT INTO crew VALUES(1,0,'b',NULL)"), SQLITE_OK);
	ck_assert_int_ne(
		run("INSERT INTO crew VALUES(1,-1,'a',NULL)"), SQLITE_OK);
	ck_assert_int_ne(run("PRAGMA foreign_keys=ON;"
			     "INSERT INTO crew VALUES(9,0,'a',NULL)"),
		SQLITE_OK);
}
END_TEST

/* The lowest descriptor that is free. */
static int
next_descriptor(void)
{
	int fd = dup(STDIN_FILENO);

	close(fd);
	return fd;
}

/* Adds a boat in a transaction, and dies of something else. */
static void
die_on_the_way(void *own)
{
	ck_assert_int_eq(store_open(own, &settings, &store), STORE_OK);
	ck_assert_int_eq(add(boat_new("lost")), STORE_OK);
	die("of something else");
}

/* Locks that a process holds itself would keep it waiting for nobody. */
START_TEST(a_request_that_dies_leaves_no_lock_no_boat_and_no_descriptor)
{
	char incident[DIE_INCIDENT];
	struct arena own = { 0 };
	int64_t last = keep("kept");
	int free_before = next_descriptor();

	ck_assert(!die_within(die_on_the_way, &own, incident));
	ck_assert_int_ne(next_descriptor(), free_before);
	arena_settle(&own);
	ck_assert_int_eq(next_descriptor(), free_before);
	ck_assert_int_eq(keep("next"), last + 1);
	ck_assert_str_eq(rows("SELECT \"name\" FROM \"boat\""), "kept next");
	arena_free(&own);
}
END_TEST

START_TEST(file_and_folders_are_private_whatever_the_umask)
{
	config.database = path_of("data/below/boats.db");
	umask(0);
	keep("Argo");
	keep("Bounty");
	ck_assert_uint_eq(mode_of("data"), 0700);
	ck_assert_uint_eq(mode_of("data/below"), 0700);
	ck_assert_uint_eq(mode_of("data/below/boats.db"), 0600);
	ck_assert_uint_eq(mode_of("data/below/boats.db-journal"), 0600);
}
END_TEST

START_TEST(a_symbolic_link_above_the_file_is_followed)
{
	ck_assert_int_eq(mkdir(path_of("real"), 0700), 0);
	ck_assert_int_eq(symlink("real", path_of("data")), 0);
	keep("Argo");
	ck_assert_uint_eq(mode_of("real/boats.db"), 0600);
}
END_TEST

START_TEST(the_file_itself_is_no_symbolic_link)
{
	keep("Argo");
	ck_assert_int_eq(symlink("boats.db", path_of("data/link.db")), 0);
	config.database = path_of("data/link.db");
	assert_refused("no regular file");
	ck_assert_int_eq(symlink("nothing", path_of("data/gone.db")), 0);
	config.database = path_of("data/gone.db");
	assert_refused("no regular file");
}
END_TEST

START_TEST(neither_folder_nor_fifo_is_a_database)
{
	config.database = path_of("folder");
	ck_assert_int_eq(mkdir(config.database, 0700), 0);
	assert_refused("no regular file");
	config.database = path_of("fifo");
	ck_assert_int_eq(mkfifo(config.database, 0600), 0);
	assert_refused("no regular file");
}
END_TEST

START_TEST(a_path_through_a_file_or_to_nowhere_is_refused)
{
	config.database = path_of("log/boats.db");
	write_file("log", "");
	assert_refused("Not a directory");
	config.database = "boats.db";
	assert_refused("no absolute path");
	ck_assert_int_eq(symlink("nothing", path_of("data")), 0);
	config.database = path_of("data/boats.db");
	assert_refused("No such file");
}
END_TEST

START_TEST(what_others_own_is_refused)
{
	const uid_t nobody = 65534;
	const bool root = geteuid() == 0;

	keep("Argo");
	ck_assert_int_eq(chmod(config.database, 0400), 0);
	ck_assert_int_eq(chmod(path_of("data"), 0500), 0);
	write_file("log", "");
	if (root) {
		ck_assert_int_eq(chmod(folder, 0711), 0);
		ck_assert_int_eq(chmod(path_of("log"), 0666), 0);
		ck_assert_int_eq(chown(path_of("data"), nobody, 0), 0);
		ck_assert_int_eq(chown(config.database, nobody, 0), 0);
		ck_assert_int_eq(seteuid(nobody), 0);
	}
	assert_refused("write to it");
	config.database = path_of("data/new.db");
	assert_refused("Permission denied");
	if (root)
		ck_assert_int_eq(seteuid(0), 0);
	chmod(path_of("data"), 0700);
}
END_TEST

/* Whether this process has a lock on the database, as others see it. */
static bool
is_locked(void)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		struct flock lock = { .l_type = F_WRLCK };
		int fd = open(config.database, O_RDWR | O_CLOEXEC);

		if (fd < 0 || fcntl(fd, F_GETLK, &lock) != 0)
			leave(EXIT_FAILURE);
		leave(lock.l_type == F_UNLCK ? 3 : EXIT_SUCCESS);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_ne(WEXITSTATUS(status), EXIT_FAILURE);
	return WEXITSTATUS(status) == EXIT_SUCCESS;
}

START_TEST(a_store_that_was_prepared_holds_its_lock)
{
	settings.prepared = store_prepare(&arena, &settings);
	ck_assert_int_eq(settings.prepared->result, STORE_OK);
	ck_assert_str_eq(
		settings.prepared->reach, path_real(&arena, path_of("data")));
	keep("Argo");
	ck_assert(!is_locked());
	ck_assert_int_eq(open_store(), STORE_OK);
	ck_assert_int_eq(add(boat_new("Calypso")), STORE_OK);
	ck_assert(is_locked());
	ck_assert_int_eq(store_commit(store), STORE_OK);
	ck_assert_str_eq(rows("SELECT name FROM boat"), "Argo Calypso");
}
END_TEST

/* What everybody may read or write, and so is no place for customers. */
static const struct {
	const char *name;
	mode_t mode;
} open_to_all[] = {
	{ "data", 0777 },
	{ "data", 01777 },
	{ "data", 0702 },
	{ "data/boats.db", 0644 },
	{ "data/boats.db", 0602 },
	{ "data/boats.db-journal", 0604 },
	{ "data/boats.db-lock", 0666 },
	{ "data/boats.db-wal", 0644 },
	{ "data/boats.db-shm", 0602 },
};

START_TEST(what_everybody_may_read_or_write_is_refused)
{
	const char *path = path_of(open_to_all[_i].name);
	mode_t before = S_IRUSR | S_IWUSR;
	struct stat status;
	bool there;

	keep("Argo");
	there = stat(path, &status) == 0;
	if (there)
		before = status.st_mode & 07777;
	else
		write_file(open_to_all[_i].name, "");
	ck_assert_int_eq(chmod(path, open_to_all[_i].mode), 0);
	assert_refused("everybody may");
	ck_assert(log_has(path) && log_has("chmod o-"));
	ck_assert_uint_eq(mode_of(open_to_all[_i].name), open_to_all[_i].mode);
	ck_assert_int_eq(there ? chmod(path, before) : unlink(path), 0);
	ck_assert_int_eq(keep("Bounty"), 2);
}
END_TEST

START_TEST(a_folder_that_can_not_be_listed_is_looked_at_too)
{
	const uid_t nobody = 65534;
	const bool root = geteuid() == 0;

	keep("Argo");
	write_file("log", "");
	ck_assert_int_eq(chmod(path_of("data"), 0333), 0);
	if (root) {
		ck_assert_int_eq(chmod(folder, 0711), 0);
		ck_assert_int_eq(chmod(path_of("log"), 0666), 0);
		ck_assert_int_eq(chown(path_of("data"), nobody, 0), 0);
		ck_assert_int_eq(chown(config.database, nobody, 0), 0);
		ck_assert_int_eq(
			chown(path_of("data/boats.db-lock"), nobody, 0), 0);
		ck_assert_int_eq(
			chown(path_of("data/boats.db-journal"), nobody, 0), 0);
		ck_assert_int_eq(seteuid(nobody), 0);
	}
	assert_refused("everybody may write to it");
	if (root)
		ck_assert_int_eq(seteuid(0), 0);
	chmod(path_of("data"), 0700);
}
END_TEST

/* The group is the operator's, and names tell nobody who the customers are. */
static const struct {
	mode_t folder, file;
} open_to_some[] = {
	{ 0755, 0600 },
	{ 0711, 0600 },
	{ 0750, 0640 },
	{ 02770, 0660 },
};

START_TEST(what_owner_and_group_may_do_is_the_operators_matter)
{
	ck_assert_int_eq(mkdir(path_of("data"), 0700), 0);
	ck_assert_int_eq(chmod(path_of("data"), open_to_some[_i].folder), 0);
	umask(0);
	keep("Argo");
	ck_assert_int_eq(chmod(config.database, open_to_some[_i].file), 0);
	ck_assert_int_eq(keep("Bounty"), 2);
	ck_assert_uint_eq(mode_of("data/boats.db-journal") & 07, 0);
}
END_TEST

/* What would be in the root folder, and is no file; what has no root. */
static const char *const places[] = { "/proc", "nowhere/boats.db" };

START_TEST(a_place_that_holds_no_database_is_refused)
{
	ck_assert_ptr_null(location_ready(&arena, places[_i], no_folders));
}
END_TEST

START_TEST(a_database_may_lie_in_the_root_folder)
{
	int status;
	pid_t child = geteuid() == 0 ? fork() : -1;

	if (child < 0)
		return;
	if (child == 0) {
		if (chroot(folder) != 0)
			leave(EXIT_FAILURE);
		config.database = "/boats.db";
		leave(open_store() == STORE_OK &&
					add(boat_new("Argo")) == STORE_OK &&
					store_commit(store) == STORE_OK
				? EXIT_SUCCESS
				: EXIT_FAILURE);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert(WIFEXITED(status));
	ck_assert_int_eq(WEXITSTATUS(status), EXIT_SUCCESS);
}
END_TEST

START_TEST(a_place_that_is_refused_is_not_looked_at)
{
	struct store_view view;

	config.database = "/proc";
	ck_assert_int_eq(
		store_inspect(&arena, &settings, &view), STORE_UNAVAILABLE);
	ck_assert_str_eq(view.durability, "");
}
END_TEST

START_TEST(forbidden_folders_are_refused_and_left_alone)
{
	static const char *const above[] = { "/", "/tmp", ".", "served", "link",
		"served/data" };
	const char *forbidden[] = { "/nowhere", above[_i], NULL };

	ck_assert_int_eq(mkdir(path_of("served"), 0700), 0);
	ck_assert_int_eq(symlink("served", path_of("link")), 0);
	if (*forbidden[1] != '/')
		forbidden[1] = path_of(forbidden[1]);
	config.database = path_of("served/data/boats.db");
	if (_i == COUNT(above) - 1)
		ck_assert_int_eq(mkdir(path_of("served/data"), 0700), 0);
	settings.exposed = forbidden;
	assert_refused("a web server may serve it");
	rmdir(path_of("served/data"));
	ck_assert_int_eq(rmdir(path_of("served")), 0);
}
END_TEST

START_TEST(a_folder_that_became_a_forbidden_one_is_noticed)
{
	const char *forbidden[] = { path_of("served"), NULL };

	ck_assert_int_eq(mkdir(path_of("served"), 0700), 0);
	ck_assert_ptr_nonnull(
		location_folder(&arena, config.database, forbidden));
	ck_assert_int_eq(rmdir(path_of("data")), 0);
	ck_assert_int_eq(symlink("served", path_of("data")), 0);
	ck_assert_ptr_null(location_ready(&arena, config.database, forbidden));
	ck_assert_int_eq(rmdir(path_of("served")), 0);
}
END_TEST

START_TEST(a_folder_beside_a_forbidden_one_is_fine)
{
	const char *const forbidden[] = { path_of("dat"), path_of("data/x"),
		NULL };

	ck_assert_int_eq(mkdir(path_of("dat"), 0700), 0);
	settings.exposed = forbidden;
	keep("Argo");
}
END_TEST

START_TEST(a_newer_version_is_refused)
{
	keep("Argo");
	run("PRAGMA user_version=7");
	assert_refused("newer version");
	ck_assert_str_eq(rows("SELECT name FROM boat"), "Argo");
}
END_TEST

/* What a database of version 1 had in the place of this. */
static const char to_version_1[] =
	"DROP TABLE change_member;DROP TABLE change;"
	"ALTER TABLE boat DROP COLUMN version;"
	"ALTER TABLE boat DROP COLUMN modified;"
	"ALTER TABLE boat DROP COLUMN key;"
	"CREATE TABLE old(\"boat\" INTEGER NOT NULL"
	" REFERENCES \"boat\"(\"id\") ON DELETE CASCADE,"
	"\"purpose\" TEXT NOT NULL CHECK(\"purpose\" <> ''),"
	"\"granted\" INTEGER NOT NULL CHECK(\"granted\" IN (0,1)),"
	"\"when\" TEXT NOT NULL CHECK(\"when\" GLOB '[0-9][0-9][0-9][0-9]"
	"-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]*Z'),"
	"\"source\" TEXT NOT NULL CHECK(\"source\" <> ''),"
	"PRIMARY KEY(\"boat\",\"purpose\",\"when\"))STRICT,WITHOUT ROWID;"
	"INSERT INTO old SELECT boat,purpose,granted,\"when\",source"
	" FROM consent;"
	"DROP TABLE consent;ALTER TABLE old RENAME TO consent;"
	"DROP TABLE suspect_wording;DROP TABLE suspect;DROP TABLE wording;"
	"DROP TABLE session;"
	"DROP TABLE api_secret;DROP TABLE api_key;DROP TABLE audit;"
	"DROP TABLE task;DROP TABLE import_row;DROP TABLE import;"
	"DROP TABLE refusal;"
	"DROP TABLE spent;DROP TABLE secret;DROP TABLE idempotency;"
	"DROP TABLE search;DROP TABLE card;DROP TABLE counter;"
	"CREATE TABLE idempotency(\"key\" TEXT PRIMARY KEY,"
	"\"print\" BLOB NOT NULL CHECK(length(\"print\") = 16),"
	"\"first\" INTEGER NOT NULL,\"count\" INTEGER NOT NULL,"
	"\"time\" INTEGER NOT NULL)STRICT,WITHOUT ROWID;"
	"CREATE INDEX idempotency_time ON idempotency(time);"
	"PRAGMA user_version=1";

/*
 * The shape of the database: the SQL of each table and index without its white
 * space and quotes, columns and constraints in the order of their texts, for a
 * column that was added stands at the end.
 */
static const char shape[] =
	"SELECT name,(SELECT group_concat(value)FROM(SELECT value FROM"
	" json_each('[\"'||replace(replace(replace(replace(replace(replace("
	"replace(sql,' ',''),char(9),''),char(10),''),')STRICT',',\")STRICT'),"
	"',\"','~'),'\"','`'),'~','\",\"`')||'\"]')ORDER BY 1))"
	" FROM sqlite_schema ORDER BY 1";

/* Makes a database of version 1 that holds a boat with a consent. */
static void
make_version_1(void)
{
	struct record *boat = boat_new("Argo");

	record_set_bool(boat, BOAT_LISTED, true);
	ck_assert_int_eq(open_store(), STORE_OK);
	ck_assert_int_eq(add(boat), STORE_OK);
	ck_assert_int_eq(store_commit(store), STORE_OK);
	ck_assert_int_eq(run(to_version_1), SQLITE_OK);
	ck_assert_str_eq(rows("SELECT * FROM consent"),
		"1|listed|1|2020-06-15T12:00:00Z|/boat");
}

START_TEST(an_old_database_becomes_what_a_new_one_is)
{
	const char *made;

	keep("Argo");
	made = rows(shape);
	ck_assert_int_eq(unlink(config.database), 0);
	make_version_1();
	ck_assert_str_ne(rows(shape), made);
	ck_assert_int_eq(keep("Bounty"), 2);
	ck_assert_str_eq(rows(shape), made);
	ck_assert_str_eq(rows("PRAGMA user_version"), "6");
	ck_assert_str_eq(rows("SELECT * FROM consent"),
		"1|listed|1|2020-06-15T12:00:00Z|/boat|NULL|1|NULL");
	ck_assert_str_eq(rows("SELECT id,length(bytes) FROM secret"), "1|32");
	ck_assert_str_eq(rows("PRAGMA integrity_check"), "ok");
}
END_TEST

START_TEST(a_migration_that_is_given_up_leaves_the_old_database)
{
	const char *old;

	make_version_1();
	old = rows(shape);
	ck_assert_int_eq(open_store(), STORE_OK);
	ck_assert_int_eq(add(boat_new("Bounty")), STORE_OK);
	store_close(store);
	ck_assert_str_eq(rows(shape), old);
	ck_assert_str_eq(rows("PRAGMA user_version"), "1");
	ck_assert_int_eq(keep("Bounty"), 2);
	ck_assert_str_eq(rows("PRAGMA user_version"), "6");
}
END_TEST

/* What comes of reading the boat of an id. */
static enum store_result
read_boat(int64_t which, struct stored *stored)
{
	enum store_result result =
		store_open_to_read(&arena, &settings, &store);

	if (result == STORE_OK) {
		result = store_read(store, &intake, which, stored);
		store_close(store);
	}
	return result;
}

START_TEST(an_old_database_is_read_as_what_it_becomes)
{
	struct stored stored;

	make_version_1();
	ck_assert_int_eq(read_boat(1, &stored), STORE_OK);
	ck_assert_str_eq(stored.record->values[BOAT_NAME].text, "Argo");
	ck_assert(record_is_true(stored.record, BOAT_LISTED));
	ck_assert_str_eq(rows("PRAGMA user_version"), "6");
}
END_TEST

START_TEST(an_old_database_that_others_write_to_is_not_read)
{
	struct stored stored;
	pid_t holder;

	make_version_1();
	holder = hold("BEGIN IMMEDIATE", 60000);
	ck_assert_int_eq(read_boat(1, &stored), STORE_BUSY);
	release(holder);
	ck_assert_str_eq(rows("PRAGMA user_version"), "1");
	ck_assert_int_eq(read_boat(1, &stored), STORE_OK);
}
END_TEST

START_TEST(a_database_that_readers_are_kept_out_of_is_busy)
{
	struct stored stored;
	pid_t holder;

	keep("Argo");
	holder = hold("BEGIN EXCLUSIVE", 60000);
	ck_assert_int_eq(read_boat(1, &stored), STORE_BUSY);
	release(holder);
	ck_assert_int_eq(read_boat(1, &stored), STORE_OK);
}
END_TEST

START_TEST(a_place_that_is_refused_is_not_read)
{
	struct stored stored;

	config.database = path_of("folder");
	ck_assert_int_eq(mkdir(config.database, 0700), 0);
	ck_assert_int_eq(read_boat(1, &stored), STORE_UNAVAILABLE);
	ck_assert(log_has("no regular file"));
}
END_TEST

START_TEST(rows_that_can_not_be_read_are_not_taken_for_none)
{
	static const char *const broken[] = { "DROP TABLE crew",
		"DROP TABLE boat", "ALTER TABLE boat DROP COLUMN paint" };
	struct cursor cursor = { 0 };
	struct stored stored;

	keep("Argo");
	ck_assert_int_eq(run(broken[_i]), SQLITE_OK);
	ck_assert_int_eq(read_boat(1, &stored), STORE_UNAVAILABLE);
	ck_assert(log_has("no such"));
	ck_assert_int_eq(
		store_open_to_read(&arena, &settings, &store), STORE_OK);
	ck_assert_int_eq(
		store_read_slice(store, &intake, &cursor), STORE_UNAVAILABLE);
	store_close(store);
}
END_TEST

START_TEST(the_secret_is_made_once_and_read_without_the_lock)
{
	unsigned char made[STORE_SECRET] = { 0 }, again[STORE_SECRET] = { 0 };
	const unsigned char none[STORE_SECRET] = { 0 };
	pid_t holder;

	config.journal = _i == 0 ? JOURNAL_ROLLBACK : JOURNAL_WAL;
	ck_assert_int_eq(store_read_secret(&arena, &settings, made), STORE_OK);
	ck_assert_mem_ne(made, none, sizeof(none));
	keep("Argo");
	holder = hold("BEGIN IMMEDIATE", 60000);
	ck_assert_int_eq(store_read_secret(&arena, &settings, again), STORE_OK);
	release(holder);
	ck_assert_mem_eq(made, again, sizeof(made));
	ck_assert_int_eq(open_store(), STORE_OK);
	memset(again, 0, sizeof(again));
	ck_assert_int_eq(store_secret(store, again), STORE_OK);
	store_close(store);
	ck_assert_mem_eq(made, again, sizeof(made));
}
END_TEST

/* Until version 3 the print of a word was made with the secret itself. */
START_TEST(a_word_that_was_spent_in_an_old_database_is_spent)
{
	unsigned char secret[STORE_SECRET], print[SHA256_BYTES];
	char digits[2 * SHA256_BYTES + 1];

	ck_assert_int_eq(
		store_read_secret(&arena, &settings, secret), STORE_OK);
	hmac_sha256(secret, sizeof(secret), BYTES("word"), print);
	hex_put(digits, print, sizeof(print));
	ck_assert_int_eq(run(arena_printf(&arena,
				 "INSERT INTO spent VALUES(x'%s',1)", digits)),
		SQLITE_OK);
	ck_assert_int_eq(open_store(), STORE_OK);
	ck_assert(store_spend(store, "word", FIXTURE_NOW));
	ck_assert(!store_spend(store, "other", FIXTURE_NOW));
	ck_assert(store_spend(store, "other", FIXTURE_NOW));
	store_close(store);
	hmac_sha256(secret, sizeof(secret), BYTES("other"), print);
	hex_put(digits, print, sizeof(print));
	ck_assert_str_eq(
		rows(arena_printf(&arena,
			"SELECT * FROM spent WHERE print=x'%s'", digits)),
		"");
}
END_TEST

START_TEST(an_old_database_gets_its_secret_when_it_is_asked_for)
{
	unsigned char secret[STORE_SECRET], again[STORE_SECRET];

	make_version_1();
	ck_assert_int_eq(
		store_read_secret(&arena, &settings, secret), STORE_OK);
	ck_assert_str_eq(rows("PRAGMA user_version"), "6");
	ck_assert_int_eq(store_read_secret(&arena, &settings, again), STORE_OK);
	ck_assert_mem_eq(secret, again, sizeof(secret));
}
END_TEST

START_TEST(a_secret_that_is_gone_makes_it_unavailable)
{
	unsigned char secret[STORE_SECRET];

	keep("Argo");
	run("DELETE FROM secret");
	ck_assert_int_eq(store_read_secret(&arena, &settings, secret),
		STORE_UNAVAILABLE);
	ck_assert(log_has("secret is gone"));
	keep("Bounty");
}
END_TEST

/* What was shown beside the fields of a boat. */
static const char *const wordings[BOAT__MAX] = {
	[BOAT_LISTED] = "May we list it?",
};

START_TEST(a_consent_refers_to_what_was_shown_which_is_kept_once)
{
	struct origin shown = boat_origin;
	struct record *boat = boat_new("Argo");

	shown.wordings = wordings;
	record_set_bool(boat, BOAT_LISTED, true);
	for (int i = 0; i < 2; i++) {
		ck_assert_int_eq(open_store(), STORE_OK);
		ck_assert_int_eq(store_add(store, boat, &shown, &id), STORE_OK);
		ck_assert_int_eq(store_commit(store), STORE_OK);
	}
	ck_assert_str_eq(rows("SELECT * FROM wording"), "1|May we list it?");
	ck_assert_str_eq(rows("SELECT boat,wording FROM consent"), "1|1 2|1");
	ck_assert_int_ne(
		run("PRAGMA foreign_keys=ON;DELETE FROM wording"), SQLITE_OK);
}
END_TEST

/* A request that is set aside; its texts hold what texts may hold. */
static struct suspect
suspect_new(const char *body)
{
	return (struct suspect){
		.reason = "trap",
		.language = "it",
		.query = { "a=%00", 5 },
		.type = { "text/x; y=\"\xff\"", 13 },
		.body = { body, strlen(body) },
		.origin = { .route = "/boat",
			.time = FIXTURE_NOW,
			.wordings = wordings },
	};
}

/* Sets a request aside in a transaction of its own. */
static enum store_result
set_aside(const char *body, int64_t most)
{
	const struct suspect suspect = suspect_new(body);

	ck_assert_int_eq(open_store(), STORE_OK);
	if (store_quarantine(store, &suspect, most) != STORE_OK) {
		store_close(store);
		return STORE_UNAVAILABLE;
	}
	return store_commit(store);
}

START_TEST(what_is_set_aside_comes_back_as_it_was_sent)
{
	struct suspect suspect;

	ck_assert_int_eq(set_aside("name=Argo", 9), STORE_OK);
	ck_assert_int_eq(set_aside("", 9), STORE_OK);
	ck_assert_int_eq(open_store(), STORE_OK);
	ck_assert_int_eq(store_suspect(store, 0, &suspect), STORE_OK);
	ck_assert_int_eq(suspect.id, 1);
	ck_assert_str_eq(suspect.reason, "trap");
	ck_assert_str_eq(suspect.language, "it");
	ck_assert_str_eq(suspect.query.at, "a=%00");
	ck_assert_uint_eq(suspect.type.length, 13);
	ck_assert_str_eq(suspect.type.at, "text/x; y=\"\xff\"");
	ck_assert_str_eq(suspect.body.at, "name=Argo");
	ck_assert_str_eq(suspect.origin.route, "/boat");
	ck_assert_int_eq(suspect.origin.time, FIXTURE_NOW);
	ck_assert_str_eq(
		suspect.origin.wordings[BOAT_LISTED], wordings[BOAT_LISTED]);
	ck_assert_ptr_null(suspect.origin.wordings[BOAT_NAME]);
	ck_assert_int_eq(store_suspect(store, 1, &suspect), STORE_OK);
	ck_assert_int_eq(suspect.id, 2);
	ck_assert_uint_eq(suspect.body.length, 0);
	ck_assert_int_eq(store_suspect(store, 2, &suspect), STORE_OK);
	ck_assert_int_eq(suspect.id, 0);
	store_close(store);
	ck_assert_str_eq(rows("SELECT count(*)FROM boat"), "0");
	ck_assert(!log_has("Argo"));
}
END_TEST

START_TEST(what_cannot_be_read_is_not_taken_for_nothing)
{
	static const char *const broken[] = { "DROP TABLE suspect_wording",
		"DROP TABLE suspect" };
	struct suspect suspect;

	ck_assert_int_eq(set_aside("name=Argo", 9), STORE_OK);
	run(broken[_i]);
	ck_assert_int_eq(open_store(), STORE_OK);
	ck_assert_int_eq(store_suspect(store, 0, &suspect), STORE_UNAVAILABLE);
	store_close(store);
	ck_assert(log_has("no such table"));
}
END_TEST

START_TEST(a_key_is_not_added_where_its_namesake_cannot_be_looked_for)
{
	const struct api_key key = { .name = "shop", .scopes = SCOPE_READ };
	const unsigned char print[SHA256_BYTES] = "print";
	int64_t added = -1;

	keep("Argo");
	ck_assert_int_eq(run("ALTER TABLE api_key RENAME COLUMN name TO was"),
		SQLITE_OK);
	ck_assert_int_eq(open_store(), STORE_OK);
	ck_assert_int_eq(store_add_key(store, &key, print,
				 &(struct deed){ .by = "anna", .time = 1000 }, &added),
		STORE_UNAVAILABLE);
	ck_assert_int_eq(added, 0);
	store_close(store);
	ck_assert_str_eq(rows("SELECT count(*)FROM audit"), "0");
	ck_assert(log_has("no such column"));
}
END_TEST

START_TEST(what_is_set_aside_is_bounded_and_the_log_says_so)
{
	ck_assert(!log_has("set aside"));
	ck_assert_int_eq(set_aside("a", 2), STORE_OK);
	ck_assert(log_has("crmctl"));
	ck_assert_int_eq(set_aside("b", 2), STORE_OK);
	ck_assert_int_eq(set_aside("c", 2), STORE_UNAVAILABLE);
	ck_assert(log_has("2 suspect requests"));
	ck_assert_str_eq(rows("SELECT CAST(body AS TEXT)FROM suspect"), "a b");
	keep("Argo");
}
END_TEST

START_TEST(what_was_set_aside_is_dropped_and_its_id_not_used_again)
{
	ck_assert_int_eq(set_aside("a", 9), STORE_OK);
	ck_assert_int_eq(open_store(), STORE_OK);
	ck_assert_int_eq(store_drop_suspect(store, 7), STORE_OK);
	ck_assert_int_eq(store_drop_suspect(store, 1), STORE_OK);
	ck_assert_int_eq(store_commit(store), STORE_OK);
	ck_assert_str_eq(rows("SELECT(SELECT count(*)FROM suspect),"
			      "(SELECT count(*)FROM suspect_wording)"),
		"0|0");
	ck_assert_int_eq(set_aside("b", 9), STORE_OK);
	ck_assert_str_eq(rows("SELECT id FROM suspect"), "2");
}
END_TEST

START_TEST(the_database_of_another_program_is_refused)
{
	static const char *const made[] = { "PRAGMA application_id=7",
		"CREATE TABLE t(a)", "PRAGMA user_version=1",
		"CREATE TABLE t(a);PRAGMA user_version=1",
		"PRAGMA application_id=1129467185" };

	ck_assert_int_eq(mkdir(path_of("data"), 0700), 0);
	ck_assert_int_eq(run(made[_i]), SQLITE_OK);
	assert_refused("another program");
}
END_TEST

START_TEST(what_is_no_database_is_refused_and_left_alone)
{
	static const char *const made[] = { "xy", "no database at all, but "
						  "longer than a header of a "
						  "database, which takes one "
						  "hundred bytes of a file" };
	struct stat status;

	ck_assert_int_eq(mkdir(path_of("data"), 0700), 0);
	write_file("data/boats.db", made[_i]);
	assert_refused("not a database");
	ck_assert_int_eq(stat(config.database, &status), 0);
	ck_assert_int_eq(status.st_size, (off_t)strlen(made[_i]));
}
END_TEST

START_TEST(an_empty_file_is_a_new_database)
{
	ck_assert_int_eq(mkdir(path_of("data"), 0700), 0);
	write_file("data/boats.db", "");
	ck_assert_int_eq(keep("Argo"), 1);
}
END_TEST

START_TEST(tables_that_are_gone_make_it_unavailable)
{
	keep("Argo");
	run("DROP TABLE boat");
	ck_assert_int_eq(open_store(), STORE_OK);
	ck_assert_int_eq(add(boat_new("Bounty")), STORE_UNAVAILABLE);
	ck_assert_int_eq(store_commit(store), STORE_UNAVAILABLE);
	ck_assert(log_has("no such table"));
}
END_TEST

START_TEST(a_lock_is_waited_for_just_so_long)
{
	int64_t begin, waited;
	pid_t holder;

	keep("Argo");
	holder = hold("BEGIN IMMEDIATE", 60000);
	begin = milliseconds();
	ck_assert_int_eq(open_store(), STORE_BUSY);
	waited = milliseconds() - begin;
	release(holder);
	ck_assert_ptr_null(store);
	ck_assert_int_ge(waited, 250);
	ck_assert_int_lt(waited, 2000);
	ck_assert_int_eq(keep("Bounty"), 2);
}
END_TEST

START_TEST(a_lock_that_is_released_in_time_is_taken)
{
	pid_t holder;

	keep("Argo");
	settings.lock_timeout = 5000;
	holder = hold("BEGIN EXCLUSIVE", 300);
	ck_assert_int_eq(keep("Bounty"), 2);
	release(holder);
}
END_TEST

START_TEST(a_reader_that_stays_keeps_the_commit_busy)
{
	pid_t reader;

	keep("Argo");
	reader = hold("BEGIN;SELECT * FROM boat", 60000);
	ck_assert_int_eq(open_store(), STORE_OK);
	ck_assert_int_eq(add(boat_new("Bounty")), STORE_OK);
	ck_assert_int_eq(store_commit(store), STORE_BUSY);
	release(reader);
	ck_assert_str_eq(rows("SELECT name FROM boat"), "Argo");
}
END_TEST

START_TEST(what_does_not_fit_on_the_disk_is_not_kept)
{
	const struct rlimit limit = { 1 << 17, 1 << 17 };
	enum store_result result = STORE_OK;

	keep("Argo");
	signal(SIGXFSZ, SIG_IGN);
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
	ck_assert_int_eq(open_store(), STORE_OK);
	for (int i = 0; i < 3000 && result == STORE_OK; i++)
		result = add(boat_new("Bounty"));
	if (result == STORE_OK)
		result = store_commit(store);
	else
		store_close(store);
	ck_assert_int_eq(result, STORE_UNAVAILABLE);
	ck_assert(!log_has("Bounty"));
	ck_assert_str_eq(rows("SELECT name FROM boat"), "Argo");
	ck_assert_int_eq(keep("Calypso"), 2);
	ck_assert_str_eq(rows("PRAGMA integrity_check"), "ok");
}
END_TEST

START_TEST(the_journal_is_truncated_by_default)
{
	struct stat status;

	keep("Argo");
	keep("Bounty");
	ck_assert_str_eq(rows("PRAGMA journal_mode"), "delete");
	ck_assert_int_eq(stat(path_of("data/boats.db-journal"), &status), 0);
	ck_assert_int_eq(status.st_size, 0);
}
END_TEST

START_TEST(a_database_stays_with_the_journal_it_was_made_with)
{
	static const char *const modes[] = { "wal", "delete" };
	static const enum config_journal journals[] = { JOURNAL_WAL,
		JOURNAL_ROLLBACK };

	config.journal = journals[_i];
	keep("Argo");
	ck_assert_str_eq(rows("PRAGMA journal_mode"), modes[_i]);
	config.journal = journals[1 - _i];
	ck_assert_int_eq(keep("Bounty"), 2);
	ck_assert_str_eq(rows("PRAGMA journal_mode"), modes[_i]);
	ck_assert_uint_eq(mode_of("data/boats.db"), 0600);
	ck_assert_str_eq(rows("PRAGMA integrity_check"), "ok");
}
END_TEST

static void
keep_some(void)
{
	settings.lock_timeout = 60000;
	for (int i = 0; i < 10; i++)
		if (open_store() != STORE_OK ||
			add(boat_new("Argo")) != STORE_OK ||
			store_commit(store) != STORE_OK)
			leave(EXIT_FAILURE);
}

START_TEST(writers_that_make_the_database_together_lose_nothing)
{
	int status;

	config.journal = _i == 0 ? JOURNAL_ROLLBACK : JOURNAL_WAL;
	for (int i = 0; i < 8; i++)
		if (fork() == 0) {
			keep_some();
			leave(EXIT_SUCCESS);
		}
	while (wait(&status) > 0)
		ck_assert_int_eq(status, 0);
	ck_assert_str_eq(rows("SELECT count(*),max(id)FROM boat"), "80|80");
	ck_assert_str_eq(rows("PRAGMA integrity_check"), "ok");
}
END_TEST

/* What the store is asked to do once: a key, the request's print, the time. */
static struct idempotency idempotency;
static struct recalled recalled;

static void
set_once(const char *key, const char *print, int64_t time)
{
	idempotency = (struct idempotency){ .key = key, .time = time };
	memcpy(idempotency.print, print, strlen(print));
	settings.idempotency = &idempotency;
}

static void
begin_once(const char *key, const char *print, int64_t time)
{
	set_once(key, print, time);
	recalled = (struct recalled){ 0 };
	ck_assert_int_eq(open_store(), STORE_OK);
}

/* What is known of a key to a request; no store is left open. */
static enum recall
recall(const char *key, const char *print, int64_t time)
{
	enum recall known;

	begin_once(key, print, time);
	known = store_recall(store, &recalled);
	store_close(store);
	return known;
}

/* Stores that many boats under a key. */
static void
keep_once(const char *key, const char *print, int64_t time, int boats)
{
	begin_once(key, print, time);
	ck_assert_int_eq(store_recall(store, &recalled), RECALL_NOTHING);
	while (boats-- > 0)
		ck_assert_int_eq(add(boat_new("Argo")), STORE_OK);
	ck_assert_int_eq(store_commit(store), STORE_OK);
}

static void
assert_recalled(const char *key, const char *print, int64_t ids, size_t number)
{
	ck_assert_int_eq(recall(key, print, FIXTURE_NOW), RECALL_SAME);
	ck_assert_int_eq(recalled.first, ids);
	ck_assert_uint_eq(recalled.count, number);
}

START_TEST(without_a_key_nothing_is_known_and_nothing_is_kept)
{
	keep("Argo");
	ck_assert_int_eq(open_store(), STORE_OK);
	ck_assert_int_eq(store_recall(store, &recalled), RECALL_NOTHING);
	store_close(store);
	ck_assert_str_eq(rows("SELECT count(*)FROM idempotency"), "0");
}
END_TEST

START_TEST(keys_that_are_old_are_deleted_with_the_next_that_is_kept)
{
	keep_once("old", "this", FIXTURE_NOW - STORE_REMEMBERS, 1);
	keep_once("young", "this", FIXTURE_NOW - STORE_REMEMBERS + 1, 1);
	ck_assert_int_eq(recall("new", "this", FIXTURE_NOW), RECALL_NOTHING);
	ck_assert_str_eq(
		rows("SELECT key FROM idempotency ORDER BY 1"), "old young");
	keep_once("new", "this", FIXTURE_NOW, 1);
	ck_assert_str_eq(
		rows("SELECT key FROM idempotency ORDER BY 1"), "new young");
	ck_assert_str_eq(rows("SELECT count(*)FROM boat"), "3");
}
END_TEST

static void
die_before_commit(void)
{
	begin_once("key", "this", FIXTURE_NOW);
	if (store_recall(store, &recalled) == RECALL_NOTHING &&
		add(boat_new("Argo")) == STORE_OK)
		raise(SIGKILL);
}

static void
die_after_commit(void)
{
	keep_once("key", "this", FIXTURE_NOW, 1);
	raise(SIGKILL);
}

START_TEST(a_killed_process_leaves_record_and_key_or_neither)
{
	ck_assert(WIFSIGNALED(in_child(die_before_commit)));
	ck_assert_int_eq(recall("key", "this", FIXTURE_NOW), RECALL_NOTHING);
	ck_assert(WIFSIGNALED(in_child(die_after_commit)));
	assert_recalled("key", "this", 1, 1);
	ck_assert_str_eq(rows("SELECT count(*)FROM boat"), "1");
}
END_TEST

/* A process that holds the lock of a key until it is released. */
static pid_t
hold_key(const char *key)
{
	int ready[2];
	char byte = 0;
	pid_t pid;

	ck_assert_int_eq(pipe(ready), 0);
	pid = fork();
	if (pid == 0) {
		if (writelock_take(writelock_open(&arena, config.database),
			    writelock_place(0, key), 0) != WRITELOCK_TAKEN ||
			write(ready[1], &byte, 1) != 1)
			leave(EXIT_FAILURE);
		pause();
	}
	close(ready[1]);
	ck_assert_int_eq(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	return pid;
}

START_TEST(a_key_that_is_at_work_keeps_only_its_own_requests)
{
	int64_t begin, waited;
	pid_t holder;

	keep("Argo");
	holder = hold_key("key");
	idempotency = (struct idempotency){ .key = "key", .time = FIXTURE_NOW };
	settings.idempotency = &idempotency;
	begin = milliseconds();
	ck_assert_int_eq(open_store(), STORE_AT_WORK);
	waited = milliseconds() - begin;
	ck_assert_ptr_null(store);
	ck_assert_int_ge(waited, 250);
	ck_assert_int_lt(waited, 2000);
	ck_assert(!log_has("lock"));
	keep_once("other", "this", FIXTURE_NOW, 1);
	settings.idempotency = NULL;
	keep("Bounty");
	release(holder);
	keep_once("key", "this", FIXTURE_NOW, 1);
}
END_TEST

START_TEST(one_that_waits_for_its_key_does_not_keep_writers)
{
	pid_t holder, waiting;

	keep("Argo");
	settings.lock_timeout = 60000;
	holder = hold_key("key");
	waiting = fork();
	if (waiting == 0) {
		keep_once("key", "this", FIXTURE_NOW, 1);
		leave(EXIT_SUCCESS);
	}
	usleep(100000);
	ck_assert_int_eq(keep("Bounty"), 2);
	release(holder);
	ck_assert_int_eq(waitpid(waiting, NULL, 0), waiting);
	assert_recalled("key", "this", 3, 1);
}
END_TEST

/* Stores a boat unless that was done, as a request with a key does. */
static void
keep_unless_done(void)
{
	settings.lock_timeout = 60000;
	begin_once("key", "this", FIXTURE_NOW);
	switch (store_recall(store, &recalled)) {
	case RECALL_NOTHING:
		leave(add(boat_new("Argo")) != STORE_OK ||
			store_commit(store) != STORE_OK);
	case RECALL_SAME:
		leave(recalled.first != 1 || recalled.count != 1);
	default:
		leave(EXIT_FAILURE);
	}
}

/* Whether a request was done, as far as is known without the lock. */
static bool
was_done(const char *key, const char *print)
{
	set_once(key, print, FIXTURE_NOW);
	return store_was_done(&arena, &settings);
}

START_TEST(what_was_done_is_known_without_the_lock)
{
	const struct store_prepared unavailable = {
		.result = STORE_UNAVAILABLE,
	};
	pid_t holder;

	ck_assert(!was_done("key", "this"));
	ck_assert_int_eq(access(config.database, F_OK), -1);
	keep_once("key", "this", FIXTURE_NOW, 1);
	holder = hold("BEGIN IMMEDIATE", 60000);
	ck_assert(was_done("key", "this"));
	ck_assert(!was_done("key", "that"));
	ck_assert(!was_done("other", "this"));
	release(holder);
	run("PRAGMA user_version = 1");
	ck_assert(was_done("key", "this"));
	run("PRAGMA user_version = 99");
	ck_assert(!was_done("key", "this"));
	settings.prepared = &unavailable;
	ck_assert(!was_done("key", "this"));
	settings.prepared = NULL;
	config.database = path_of("data");
	ck_assert(!was_done("key", "this"));
}
END_TEST

/* A print of version 1 and 2 can't be compared any more. */
START_TEST(a_key_that_an_older_version_kept_tells_its_request_alone)
{
	make_version_1();
	run(arena_printf(&arena,
		"INSERT INTO idempotency VALUES('key',zeroblob(16),1,1,%lld),"
		"('forgotten',zeroblob(16),1,1,%lld)",
		(long long)FIXTURE_NOW - 60,
		(long long)FIXTURE_NOW - STORE_REMEMBERS));
	ck_assert(was_done("key", "this"));
	ck_assert_str_eq(rows("PRAGMA user_version"), "1");
	assert_recalled("key", "this", 1, 1);
	begin_once("key", "this", FIXTURE_NOW);
	ck_assert_int_eq(store_recall(store, &recalled), RECALL_SAME);
	ck_assert_int_eq(store_commit(store), STORE_OK);
	ck_assert(was_done("key", "this"));
	keep_once("forgotten", "this", FIXTURE_NOW, 1);
	keep_once("new", "this", FIXTURE_NOW, 1);
	assert_recalled("new", "this", 3, 1);
	ck_assert_int_eq(recall("new", "that", FIXTURE_NOW), RECALL_OTHER);
	ck_assert_str_eq(
		rows("SELECT key,length(print) FROM idempotency ORDER BY 1"),
		"forgotten|32 key|16 new|32");
}
END_TEST

#define DIGITS "0123456789abcdef0123456789abcdef"

START_TEST(a_page_that_was_sent_to_an_older_version_is_not_done_again)
{
	make_version_1();
	run(arena_printf(&arena,
		"INSERT INTO idempotency SELECT value,zeroblob(16),1,1,%lld"
		" FROM json_each('[\"form " DIGITS "\",\"form " DIGITS "0\","
		"\"form x\",\"Form " DIGITS "\"]')",
		(long long)FIXTURE_NOW));
	assert_recalled("form\t" DIGITS, "this", 1, 1);
	assert_recalled("form " DIGITS, "this", 1, 1);
	assert_recalled("form x", "this", 1, 1);
	begin_once("other", "this", FIXTURE_NOW);
	ck_assert_int_eq(store_commit(store), STORE_OK);
	ck_assert_str_eq(rows("SELECT count(*),sum(key LIKE '%' || char(9) ||"
			      " '%') FROM idempotency"),
		"6|1");
}
END_TEST

START_TEST(a_request_that_is_sent_32_times_at_once_is_done_once)
{
	int status;

	config.journal = _i == 0 ? JOURNAL_ROLLBACK : JOURNAL_WAL;
	for (int i = 0; i < 32; i++)
		if (fork() == 0)
			keep_unless_done();
	while (wait(&status) > 0)
		ck_assert_int_eq(status, 0);
	ck_assert_str_eq(rows("SELECT count(*)FROM boat"), "1");
	ck_assert_str_eq(
		rows("SELECT key,first,count FROM idempotency"), "key|1|1");
	ck_assert_str_eq(rows("PRAGMA integrity_check"), "ok");
}
END_TEST

START_TEST(a_lock_file_that_is_none_makes_it_unavailable)
{
	keep("Argo");
	ck_assert_int_eq(unlink(path_of("data/boats.db-lock")), 0);
	ck_assert_int_eq(
		symlink(path_of("log"), path_of("data/boats.db-lock")), 0);
	assert_refused("lock file");
	ck_assert_int_eq(unlink(path_of("data/boats.db-lock")), 0);
	ck_assert_int_eq(keep("Bounty"), 2);
	ck_assert_uint_eq(mode_of("data/boats.db-lock"), 0600);
}
END_TEST

START_TEST(a_table_of_keys_that_is_gone_makes_it_unavailable)
{
	keep("Argo");
	run("DROP TABLE idempotency");
	ck_assert_int_eq(keep("Bounty"), 2);
	begin_once("key", "this", FIXTURE_NOW);
	ck_assert_int_eq(store_recall(store, &recalled), RECALL_NOTHING);
	ck_assert_int_eq(add(boat_new("Calypso")), STORE_UNAVAILABLE);
	ck_assert_int_eq(store_commit(store), STORE_UNAVAILABLE);
	ck_assert(log_has("no such table"));
}
END_TEST

static TCase *
store_case(Suite *suite, const char *name)
{
	TCase *tcase = fixture_case(suite, name);

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	return tcase;
}

static void
add_keeping(Suite *suite)
{
	TCase *tcase = store_case(suite, "keeping");

	tcase_add_test(tcase, tables_are_strict_and_one_for_each_kind_of_thing);
	tcase_add_test(tcase, columns_are_the_members_that_are_no_lists);
	tcase_add_test(tcase, a_customer_has_the_tables_of_the_contract);
	tcase_add_test(
		tcase, what_is_done_to_a_key_is_kept_with_time_and_operator);
	tcase_add_test(tcase, a_record_is_kept_with_all_it_holds);
	tcase_add_test(tcase, what_is_not_given_is_null_and_no_consent);
	tcase_add_test(tcase, an_id_is_never_used_again);
	tcase_add_test(tcase, a_deleted_record_takes_its_rows_along);
	tcase_add_test(tcase, nothing_is_kept_without_a_commit);
	tcase_add_test(tcase, nothing_is_kept_of_a_process_that_was_killed);
	tcase_add_test(tcase, a_record_that_was_not_checked_is_a_defect);
	tcase_add_loop_test(tcase, tables_refuse_by_themselves_what_can_not_be,
		0, COUNT(by_hand));
	tcase_add_test(tcase, rows_of_lists_need_an_owner_and_a_place);
}

static void
add_place(Suite *suite)
{
	TCase *tcase = store_case(suite, "place");

	tcase_add_test(tcase,
		a_request_that_dies_leaves_no_lock_no_boat_and_no_descriptor);
	tcase_add_test(tcase, file_and_folders_are_private_whatever_the_umask);
	tcase_add_test(tcase, a_store_that_was_prepared_holds_its_lock);
	tcase_add_test(tcase, a_symbolic_link_above_the_file_is_followed);
	tcase_add_test(tcase, the_file_itself_is_no_symbolic_link);
	tcase_add_test(tcase, neither_folder_nor_fifo_is_a_database);
	tcase_add_test(tcase, a_path_through_a_file_or_to_nowhere_is_refused);
	tcase_add_test(tcase, what_others_own_is_refused);
	tcase_add_test(tcase, a_folder_that_can_not_be_listed_is_looked_at_too);
	tcase_add_loop_test(tcase, what_everybody_may_read_or_write_is_refused,
		0, COUNT(open_to_all));
	tcase_add_loop_test(tcase,
		what_owner_and_group_may_do_is_the_operators_matter, 0,
		COUNT(open_to_some));
	tcase_add_loop_test(
		tcase, forbidden_folders_are_refused_and_left_alone, 0, 6);
	tcase_add_test(tcase, a_database_may_lie_in_the_root_folder);
	tcase_add_test(tcase, a_place_that_is_refused_is_not_looked_at);
	tcase_add_loop_test(tcase, a_place_that_holds_no_database_is_refused, 0,
		COUNT(places));
	tcase_add_test(tcase, a_folder_that_became_a_forbidden_one_is_noticed);
	tcase_add_test(tcase, a_folder_beside_a_forbidden_one_is_fine);
}

static void
add_world(Suite *suite)
{
	TCase *tcase = store_case(suite, "world");

	tcase_add_test(tcase, a_newer_version_is_refused);
	tcase_add_loop_test(
		tcase, the_database_of_another_program_is_refused, 0, 5);
	tcase_add_loop_test(
		tcase, what_is_no_database_is_refused_and_left_alone, 0, 2);
	tcase_add_test(tcase, an_empty_file_is_a_new_database);
	tcase_add_test(tcase, tables_that_are_gone_make_it_unavailable);
	tcase_add_test(tcase, a_lock_is_waited_for_just_so_long);
	tcase_add_test(tcase, a_lock_that_is_released_in_time_is_taken);
	tcase_add_test(tcase, a_reader_that_stays_keeps_the_commit_busy);
	tcase_add_test(tcase, what_does_not_fit_on_the_disk_is_not_kept);
	tcase_add_test(tcase, a_database_that_readers_are_kept_out_of_is_busy);
	tcase_add_test(tcase, a_place_that_is_refused_is_not_read);
	tcase_add_loop_test(
		tcase, rows_that_can_not_be_read_are_not_taken_for_none, 0, 3);
	tcase_add_test(tcase, the_journal_is_truncated_by_default);
	tcase_add_loop_test(tcase,
		a_database_stays_with_the_journal_it_was_made_with, 0, 2);
	tcase_add_loop_test(tcase,
		writers_that_make_the_database_together_lose_nothing, 0, 2);
}

static void
add_once(Suite *suite)
{
	TCase *tcase = store_case(suite, "once");

	tcase_add_test(
		tcase, without_a_key_nothing_is_known_and_nothing_is_kept);
	tcase_add_test(tcase,
		keys_that_are_old_are_deleted_with_the_next_that_is_kept);
	tcase_add_test(
		tcase, a_killed_process_leaves_record_and_key_or_neither);
	tcase_add_test(
		tcase, a_key_that_is_at_work_keeps_only_its_own_requests);
	tcase_add_test(tcase, one_that_waits_for_its_key_does_not_keep_writers);
	tcase_add_loop_test(tcase,
		a_request_that_is_sent_32_times_at_once_is_done_once, 0, 2);
	tcase_add_test(tcase, what_was_done_is_known_without_the_lock);
	tcase_add_test(tcase,
		a_key_that_an_older_version_kept_tells_its_request_alone);
	tcase_add_test(tcase,
		a_page_that_was_sent_to_an_older_version_is_not_done_again);
	tcase_add_test(tcase, a_lock_file_that_is_none_makes_it_unavailable);
	tcase_add_test(
		tcase, a_table_of_keys_that_is_gone_makes_it_unavailable);
}

static void
add_versions(Suite *suite)
{
	TCase *tcase = store_case(suite, "versions");

	tcase_add_test(tcase, an_old_database_becomes_what_a_new_one_is);
	tcase_add_test(
		tcase, a_migration_that_is_given_up_leaves_the_old_database);
	tcase_add_test(
		tcase, a_word_that_was_spent_in_an_old_database_is_spent);
	tcase_add_test(
		tcase, an_old_database_gets_its_secret_when_it_is_asked_for);
	tcase_add_test(tcase, an_old_database_is_read_as_what_it_becomes);
	tcase_add_test(tcase, an_old_database_that_others_write_to_is_not_read);
}

static void
add_quarantine(Suite *suite)
{
	TCase *tcase = store_case(suite, "quarantine");

	tcase_add_loop_test(
		tcase, the_secret_is_made_once_and_read_without_the_lock, 0, 2);
	tcase_add_test(tcase, a_secret_that_is_gone_makes_it_unavailable);
	tcase_add_test(
		tcase, a_consent_refers_to_what_was_shown_which_is_kept_once);
	tcase_add_test(tcase, what_is_set_aside_comes_back_as_it_was_sent);
	tcase_add_loop_test(
		tcase, what_cannot_be_read_is_not_taken_for_nothing, 0, 2);
	tcase_add_test(tcase,
		a_key_is_not_added_where_its_namesake_cannot_be_looked_for);
	tcase_add_test(tcase, what_is_set_aside_is_bounded_and_the_log_says_so);
	tcase_add_test(
		tcase, what_was_set_aside_is_dropped_and_its_id_not_used_again);
}

Suite *
sqlite_suite(void)
{
	Suite *suite = suite_create("sqlite");

	add_keeping(suite);
	add_place(suite);
	add_world(suite);
	add_once(suite);
	add_versions(suite);
	add_quarantine(suite);
	return suite;
}
