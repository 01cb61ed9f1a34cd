/* What is left of an erased record in the files of a SQLite database: nothing.
 */
#include <dirent.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/die.h"
#include "boat.h"
#include "config/config.h"
#include "customer/customer.h"
#include "fixture.h"
#include "schema/example.h"
#include "store/store.h"

Suite *erasure_suite(void);

static char folder[] = "/tmp/crm-erasure-XXXXXX";
static struct config config;
static struct store_settings settings;
static struct store *store;

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
	umask(077);
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

/* The journal of a row: 0 is a rollback journal, 1 a write-ahead log. */
static void
begin(int row)
{
	config.journal = row == 0 ? JOURNAL_ROLLBACK : JOURNAL_WAL;
}

static void
open_store(void)
{
	ck_assert_int_eq(store_open(&arena, &settings, &store), STORE_OK);
}

static void
commit(void)
{
	ck_assert_int_eq(store_commit(store), STORE_OK);
}

static int64_t
keep(const struct record *boat)
{
	int64_t id;

	open_store();
	ck_assert_int_eq(store_add(store, boat, &boat_origin, &id), STORE_OK);
	commit();
	return id;
}

static void
erase_open(int64_t id)
{
	struct stored stored;

	ck_assert_int_eq(store_read(store, &intake, id, &stored), STORE_OK);
	ck_assert_int_eq(store_erase(store, &stored, &boat_origin), STORE_OK);
}

static void
erase(int64_t id)
{
	open_store();
	erase_open(id);
	commit();
}

/* The bytes of a file, followed by a NUL. */
static const char *
bytes_of(const char *path, size_t *length)
{
	FILE *file = fopen(path, "r");
	char *bytes;
	long size;

	ck_assert_ptr_nonnull(file);
	fseek(file, 0, SEEK_END);
	size = ftell(file);
	rewind(file);
	bytes = arena_alloc(&arena, (size_t)size + 1);
	*length = fread(bytes, 1, (size_t)size, file);
	fclose(file);
	return bytes;
}

/* The first file of the database's folder with a word; NULL: none has it. */
static const char *
file_with(const char *word)
{
	DIR *all = opendir(path_of("data"));
	const char *found = NULL;
	struct dirent *entry;

	ck_assert_ptr_nonnull(all);
	while (found == NULL && (entry = readdir(all)) != NULL) {
		const char *path =
			path_of(arena_printf(&arena, "data/%s", entry->d_name));
		const char *bytes;
		size_t length;

		if (*entry->d_name == '.')
			continue;
		bytes = bytes_of(path, &length);
		if (memmem(bytes, length, word, strlen(word)) != NULL)
			found = path;
	}
	closedir(all);
	return found;
}

static bool
log_has(const char *text)
{
	size_t length;

	if (access(path_of("log"), F_OK) != 0)
		return false;
	return strstr(bytes_of(path_of("log"), &length), text) != NULL;
}

/* Opens the database without the store, and reads something. */
static sqlite3 *
look(void)
{
	sqlite3 *db;

	ck_assert_int_eq(sqlite3_open(config.database, &db), SQLITE_OK);
	ck_assert_int_eq(
		sqlite3_exec(db, "SELECT count(*)FROM boat", NULL, NULL, NULL),
		SQLITE_OK);
	return db;
}

/* Begins to read in another process, which reads for so many milliseconds. */
static pid_t
hold_reader(int milliseconds)
{
	int ready[2];
	char byte = 0;
	pid_t pid;

	ck_assert_int_eq(pipe(ready), 0);
	pid = fork();
	if (pid == 0) {
		sqlite3 *db = look();

		if (sqlite3_exec(db, "BEGIN;SELECT * FROM boat", NULL, NULL,
			    NULL) != SQLITE_OK ||
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

/* The words in a boat's members, none of which says anything to others. */
static const char *const words[] = { "cnryname", "CNRYCREW", "cnrymail",
	"7770777", "1907-11-23", "1908-12-24T01", "cnryred", "cnrywas",
	"cnrynow" };

static struct record *
boat_of_words(void)
{
	struct record *boat = boat_new("cnryname");

	record_set_string(boat, BOAT_FLAG, "QX");
	record_set_string(boat, BOAT_PAINT, "cnryred");
	record_set_string(boat, BOAT_MAIL, "cnrymail@example.com");
	record_set_string(boat, BOAT_RADIO, "+7770777");
	record_set_string(boat, BOAT_BUILT, "1907-11-23");
	record_set_string(boat, BOAT_SEEN, "1908-12-24T01:02:03Z");
	record_set_bool(boat, BOAT_LISTED, true);
	record_set_list(boat, BOAT_CREW);
	record_set_string(record_add(boat, BOAT_CREW), CREW_ORDER, "CNRYCREW");
	return boat;
}

/* Stores a boat of words, changed once; returns its id. */
static int64_t
keep_words(void)
{
	const struct changed_member members[] = { { "name", "cnrywas" } };
	const int64_t id = keep(boat_of_words());
	struct record *after = boat_of_words();
	struct stored before;
	int64_t version;

	record_set_string(after, BOAT_NAME, "cnrynow");
	open_store();
	ck_assert_int_eq(store_read(store, &intake, id, &before), STORE_OK);
	ck_assert_int_eq(store_replace(store,
				 &(struct replacement){ &before, after,
					 &boat_origin, members, 1 },
				 &version),
		STORE_OK);
	commit();
	return id;
}

static void
assert_gone(void)
{
	size_t length;

	for (int i = 0; i < COUNT(words); i++)
		ck_assert_msg(file_with(words[i]) == NULL, "%s has %s",
			file_with(words[i]), words[i]);
	bytes_of(path_of("data/boats.db-lock"), &length);
	ck_assert_uint_eq(length, 0);
}

START_TEST(no_file_has_a_word_of_an_erased_record)
{
	int64_t id;

	begin(_i);
	keep(boat_new("Argo"));
	id = keep_words();
	for (int i = 1; i < COUNT(words); i++)
		ck_assert_msg(
			file_with(words[i]) != NULL, "nowhere: %s", words[i]);
	keep(boat_new("Bounty"));
	erase(id);
	assert_gone();
	ck_assert_ptr_nonnull(file_with("Argo"));
	ck_assert_ptr_nonnull(file_with("Bounty"));
	ck_assert(!log_has("erased"));
}
END_TEST

/* Words for members of all types that can say something unique. */
struct canary {
	const char *word;
	const char *digits; /* the same when read backwards */
	const char *day;
};

static const struct canary old = { "cnryold", "7770777", "1907-11-23" },
			   young = { "cnrynew", "8880888", "1908-12-24" },
			   other = { "other", "1234567", "1990-01-02" };

/* The value of a member that says the words of a canary; NULL: none can. */
static const char *
canary_value(const struct field *field, const struct canary *canary)
{
	switch (field->type) {
	case TYPE_EMAIL:
		return arena_printf(&arena, "%s@example.com", canary->word);
	case TYPE_PHONE:
		return arena_printf(&arena, "+39%s", canary->digits);
	case TYPE_DAY:
		return canary->day;
	case TYPE_INSTANT:
		return arena_printf(&arena, "%sT01:02:03Z", canary->day);
	case TYPE_STRING:
	case TYPE_TOKEN:
		return field->max < strlen(canary->word) ? NULL : canary->word;
	default:
		return NULL;
	}
}

/* Puts words into all members of a record and of its lists; counts them. */
static size_t
fill_words(struct record *record, const struct canary *canary)
{
	size_t count = 0;

	for (size_t i = 0; i < record->schema->count; i++) {
		const struct field *field = &record->schema->fields[i];
		const char *text = canary_value(field, canary);
		struct value *value = &record->values[i];

		if (text != NULL)
			record_set_string(record, i, text);
		count += text != NULL;
		for (size_t j = 0; field->type == TYPE_LIST && j < value->count;
			j++)
			count += fill_words(value->items[j], canary);
	}
	return count;
}

/* A customer with every field, and words wherever there may be any. */
static struct record *
customer_of(const struct canary *canary)
{
	struct record *customer;

	rules.now = INT64_C(1) << 32; /* examples are not in the future */
	customer = example_record(&intake, &customer_schema, true);
	ck_assert_uint_gt(fill_words(customer, canary), 30);
	return customer;
}

/* How many of the words of a canary are in any file. */
static int
count_words(const struct canary *canary)
{
	return (file_with(canary->word) != NULL) +
	       (file_with(canary->digits) != NULL) +
	       (file_with(canary->day) != NULL);
}

START_TEST(no_file_has_a_word_of_an_erased_customer)
{
	const struct changed_member members[] = { { "notes", "cnryold" } };
	struct replacement change = {
		.after = customer_of(&young),
		.origin = &boat_origin,
		.members = members,
		.member_count = 1,
	};
	struct stored before;
	int64_t id, version;

	begin(_i);
	settings.schema = &customer_schema;
	keep(customer_of(&other));
	id = keep(customer_of(&old));
	ck_assert_int_eq(count_words(&old), 3);
	open_store();
	ck_assert_int_eq(store_read(store, &intake, id, &before), STORE_OK);
	change.before = &before;
	ck_assert_int_eq(store_replace(store, &change, &version), STORE_OK);
	commit();
	ck_assert_ptr_nonnull(file_with(old.word));
	ck_assert_int_eq(count_words(&young), 3);
	keep(customer_of(&other));
	erase(id);
	ck_assert_int_eq(count_words(&old), 0);
	ck_assert_int_eq(count_words(&young), 0);
	ck_assert_int_eq(count_words(&other), 3);
}
END_TEST

/* The word in the members of one of many boats. */
static const char *
word_of(int number)
{
	return arena_printf(&arena, "cnry%05d", number);
}

/* A boat with a crew of any size, so that its rows move to other pages. */
static const struct record *
boat_of_many(int number)
{
	struct record *boat = boat_new(word_of(number));

	record_set_list(boat, BOAT_CREW);
	for (int i = 0; i < number * 7 % 11; i++)
		record_set_string(record_add(boat, BOAT_CREW), CREW_ORDER,
			word_of(number));
	return boat;
}

/* Has names in an index too, where rows of all sizes come in any order. */
static void
add_index(const char *page_size)
{
	static const char index[] =
		"CREATE INDEX names ON boat(id*7919%1009,name,"
		"substr(name||name||name||name||name||name,1,9+id*31%50))";
	const char *pages =
		arena_printf(&arena, "PRAGMA page_size=%s;VACUUM", page_size);
	sqlite3 *db;

	keep(boat_new("Argo"));
	db = look();
	ck_assert_int_eq(sqlite3_exec(db, pages, NULL, NULL, NULL), SQLITE_OK);
	ck_assert_int_eq(sqlite3_exec(db, index, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

/* Of the boats that were erased none has left its word where rows moved. */
static void
erase_many(int count)
{
	const char *bytes;
	size_t length;
	int64_t id;

	open_store();
	for (int i = 0; i < count; i++)
		ck_assert_int_eq(
			store_add(store, boat_of_many(i), &boat_origin, &id),
			STORE_OK);
	commit();
	open_store();
	for (int i = 0; i < count; i += 3)
		erase_open(i + 2);
	commit();
	bytes = bytes_of(config.database, &length);
	for (int i = 0; i < count; i++)
		ck_assert_msg((memmem(bytes, length, word_of(i), 9) == NULL) ==
				      (i % 3 == 0),
			"%s", word_of(i));
}

START_TEST(rows_that_moved_leave_no_copy_for_an_erasure_to_miss)
{
	static const char *const sizes[] = { "4096", "512", "65536" };

	begin(0);
	add_index(sizes[_i]);
	erase_many(1500);
}
END_TEST

/* The last row of a page leaves a gap as long as the page: 65536 is 0 there. */
START_TEST(pages_that_become_empty_are_cleared)
{
	begin(0);
	add_index("65536");
	ck_assert_ptr_nonnull(file_with("Argo"));
	erase(1);
	ck_assert_ptr_null(file_with("Argo"));
}
END_TEST

START_TEST(an_erasure_waits_for_a_reader)
{
	int64_t id;
	pid_t reader;

	begin(1);
	id = keep_words();
	reader = hold_reader(200);
	settings.lock_timeout = 60000;
	erase(id);
	assert_gone();
	ck_assert_int_eq(waitpid(reader, NULL, 0), reader);
	ck_assert(!log_has("erased"));
}
END_TEST

static void
keep_argo(void)
{
	keep(boat_new("Argo"));
}

/* A connection that stays keeps SQLite from emptying the log by itself. */
START_TEST(an_erasure_that_a_reader_hinders_is_completed_by_the_next_process)
{
	sqlite3 *idle;
	pid_t reader;
	int64_t id;
	int status;

	begin(1);
	id = keep_words();
	idle = look();
	reader = hold_reader(60000);
	erase(id);
	ck_assert(log_has("what was erased is still in its write-ahead log"));
	ck_assert_ptr_nonnull(file_with("cnrymail"));
	ck_assert_int_eq(unlink(path_of("log")), 0);
	keep_argo();
	ck_assert(!log_has("erased"));
	ck_assert_ptr_nonnull(file_with("cnrymail"));
	release(reader);
	if (fork() == 0) {
		keep_argo();
		leave(EXIT_SUCCESS);
	}
	ck_assert_int_gt(wait(&status), 0);
	ck_assert_int_eq(status, 0);
	assert_gone();
	sqlite3_close(idle);
}
END_TEST

/* A process that has erased, and waits for a reader for a long time. */
static pid_t
erase_behind(pid_t reader, int64_t id)
{
	pid_t pid = fork();
	sqlite3_stmt *query;
	sqlite3 *db;
	int left;

	(void)reader;
	if (pid == 0) {
		settings.lock_timeout = 60000;
		erase(id);
		leave(EXIT_SUCCESS);
	}
	db = look();
	ck_assert_int_eq(sqlite3_prepare_v2(db, "SELECT count(*)FROM boat", -1,
				 &query, NULL),
		SQLITE_OK);
	do {
		usleep(2000);
		ck_assert_int_eq(sqlite3_step(query), SQLITE_ROW);
		left = sqlite3_column_int(query, 0);
		sqlite3_reset(query);
	} while (left > 0);
	sqlite3_finalize(query);
	sqlite3_close(db);
	return pid;
}

START_TEST(an_erasure_that_was_killed_is_completed_by_the_next_process)
{
	sqlite3 *idle;
	pid_t reader;
	int64_t id;

	begin(1);
	id = keep_words();
	idle = look();
	reader = hold_reader(60000);
	release(erase_behind(reader, id));
	release(reader);
	ck_assert_ptr_nonnull(file_with("cnrymail"));
	keep_argo();
	assert_gone();
	sqlite3_close(idle);
}
END_TEST

START_TEST(writers_do_not_wait_for_an_erasure_that_waits)
{
	pid_t reader, eraser;

	begin(1);
	reader = hold_reader((keep_words(), 60000));
	eraser = erase_behind(reader, 1);
	settings.lock_timeout = 5000;
	for (int i = 0; i < 20; i++)
		keep_argo();
	release(reader);
	ck_assert_int_eq(waitpid(eraser, NULL, 0), eraser);
	assert_gone();
}
END_TEST

/* A process that begins to write when the pipe has a byte, and does not end. */
static pid_t
hold_writer(int pipe_end)
{
	pid_t pid = fork();
	char byte;

	if (pid == 0) {
		settings.lock_timeout = 60000;
		if (read(pipe_end, &byte, 1) == 1)
			open_store();
		pause();
		leave(EXIT_FAILURE);
	}
	return pid;
}

START_TEST(an_erasure_ends_its_wait_while_another_process_writes)
{
	pid_t reader, writer;
	int ready[2];

	begin(1);
	keep_words();
	reader = hold_reader(60000);
	ck_assert_int_eq(pipe(ready), 0);
	writer = hold_writer(ready[0]);
	open_store();
	erase_open(1);
	ck_assert_int_eq(write(ready[1], "", 1), 1);
	commit();
	ck_assert(log_has("what was erased is still in its write-ahead log"));
	release(writer);
	release(reader);
	keep_argo();
	assert_gone();
	close(ready[0]);
	close(ready[1]);
}
END_TEST

/* Erases where no file can become longer. */
static void
erase_without_room(void)
{
	struct rlimit all, none;
	enum store_result result;

	open_store();
	erase_open(1);
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &all);
	none = (struct rlimit){ 0, all.rlim_max };
	setrlimit(RLIMIT_FSIZE, &none);
	result = store_commit(store);
	setrlimit(RLIMIT_FSIZE, &all);
	leave(result == STORE_UNAVAILABLE ? EXIT_SUCCESS : EXIT_FAILURE);
}

START_TEST(an_erasure_without_room_is_none)
{
	int status;

	begin(_i);
	keep_words();
	if (fork() == 0)
		erase_without_room();
	ck_assert_int_gt(wait(&status), 0);
	ck_assert_int_eq(status, 0);
	ck_assert_ptr_nonnull(file_with("cnrymail"));
	erase(1);
	assert_gone();
}
END_TEST

Suite *
erasure_suite(void)
{
	Suite *suite = suite_create("erasure");
	TCase *tcase = fixture_case(suite, "erasure");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(
		tcase, no_file_has_a_word_of_an_erased_record, 0, 2);
	tcase_add_loop_test(
		tcase, no_file_has_a_word_of_an_erased_customer, 0, 2);
	tcase_add_loop_test(tcase,
		rows_that_moved_leave_no_copy_for_an_erasure_to_miss, 0, 3);
	tcase_add_test(tcase, pages_that_become_empty_are_cleared);
	tcase_add_test(tcase, an_erasure_waits_for_a_reader);
	tcase_add_test(tcase,
		an_erasure_that_a_reader_hinders_is_completed_by_the_next_process);
	tcase_add_test(tcase,
		an_erasure_that_was_killed_is_completed_by_the_next_process);
	tcase_add_test(tcase, writers_do_not_wait_for_an_erasure_that_waits);
	tcase_add_test(
		tcase, an_erasure_ends_its_wait_while_another_process_writes);
	tcase_add_loop_test(tcase, an_erasure_without_room_is_none, 0, 2);
	return suite;
}
