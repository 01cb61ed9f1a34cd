/* What any store has to do, seen through store.h alone; each store runs it. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/die.h"
#include "boat.h"
#include "config/config.h"
#include "customer/customer.h"
#include "fixture.h"
#include "schema/example.h"
#include "schema/type.h"
#include "store/methods.h"
#include "store/store.h"
#include "stores.h"

Suite *store_suite(void);

static char folder[] = "/tmp/crm-store-XXXXXX";
static struct config config;
static struct store_settings settings;
static struct idempotency idempotency;
static struct store *store;
static int64_t id;

static void
set_up(void)
{
	strcpy(folder + strlen(folder) - 6, "XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	umask(077);
	log_open(arena_printf(&arena, "%s/log", folder));
	settings = (struct store_settings){
		.config = &config,
		.schema = &boat_schema,
		.lock_timeout = 60000,
	};
}

static void
tear_down(void)
{
	log_open("stderr");
	remove_folder(folder);
}

/* Lets the test work with the store of that row, which is not there yet. */
static void
begin(int row)
{
	stores[row].furnish(&config, folder, "boats");
}

static void
open_store(void)
{
	ck_assert_int_eq(store_open(&arena, &settings, &store), STORE_OK);
}

static void
open_to_read(void)
{
	ck_assert_int_eq(
		store_open_to_read(&arena, &settings, &store), STORE_OK);
}

static void
commit(void)
{
	ck_assert_int_eq(store_commit(store), STORE_OK);
}

/* Adds a record in the open transaction and returns its id. */
static int64_t
add(const struct record *record)
{
	ck_assert_int_eq(store_add(store, record, &boat_origin, &id), STORE_OK);
	return id;
}

/* Stores a record in a transaction of its own and returns its id. */
static int64_t
keep(const struct record *record)
{
	open_store();
	add(record);
	commit();
	return id;
}

static struct stored
read_stored(int64_t which)
{
	struct stored stored;

	open_to_read();
	ck_assert_int_eq(store_read(store, &intake, which, &stored), STORE_OK);
	store_close(store);
	return stored;
}

/* The names of all boats, in order of their ids, joined by blanks. */
static const char *
names(void)
{
	struct text out = { .arena = &arena };
	struct cursor cursor = { 0 };

	text_puts(&out, "");
	open_to_read();
	do {
		ck_assert_int_eq(
			store_read_slice(store, &intake, &cursor), STORE_OK);
		for (size_t i = 0; i < cursor.count; i++)
			text_printf(&out, "%s%s", out.length == 0 ? "" : " ",
				cursor.records[i]
					.record->values[BOAT_NAME]
					.text);
	} while (cursor.count > 0);
	store_close(store);
	return out.bytes;
}

/* The number of all boats. */
static size_t
count_boats(void)
{
	const char *all = names();
	size_t count = *all == '\0' ? 0 : 1;

	while ((all = strchr(all, ' ')) != NULL)
		count++, all++;
	return count;
}

/* Runs work in a process of its own; returns its exit status. */
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

/* Two records that say the same, to the letter. */
static void
assert_same(const struct record *one, const struct record *other)
{
	ck_assert_ptr_eq(one->schema, other->schema);
	for (size_t i = 0; i < one->schema->count; i++) {
		const struct field *field = &one->schema->fields[i];
		const struct value *a = &one->values[i], *b = &other->values[i];

		ck_assert_msg(a->state == b->state, "%s: %d, not %d",
			field->name, b->state, a->state);
		if (a->state != VALUE_GIVEN)
			continue;
		if (types[field->type].is_number) {
			ck_assert_int_eq(a->number, b->number);
		} else if (field->type != TYPE_LIST) {
			ck_assert_str_eq(a->text, b->text);
			ck_assert_uint_eq(a->length, b->length);
		} else {
			ck_assert_uint_eq(a->count, b->count);
			for (size_t j = 0; j < a->count; j++)
				assert_same(a->items[j], b->items[j]);
		}
	}
}

START_TEST(a_record_comes_back_with_all_it_holds)
{
	const struct record *boat = boat_whole();
	struct stored stored;

	begin(_i);
	keep(boat_new("Argo"));
	keep(boat);
	stored = read_stored(id);
	ck_assert_int_eq(stored.id, id);
	ck_assert_str_eq(stored.origin.route, "/boat");
	ck_assert_str_eq(stored.origin.format, "json");
	ck_assert_int_eq(stored.origin.time, FIXTURE_NOW);
	for (size_t i = 0; i < BOAT__MAX; i++)
		ck_assert(record_has(stored.record, i));
	assert_same(boat, stored.record);
}
END_TEST

START_TEST(what_was_not_given_is_not_given)
{
	struct record *boat = boat_new("Argo");

	begin(_i);
	assert_same(boat, read_stored(keep(boat)).record);
	record_set_bool(boat, BOAT_LISTED, false);
	assert_same(boat, read_stored(keep(boat)).record);
	record_set_list(boat, BOAT_CREW);
	keep(boat);
	ck_assert(!record_has(read_stored(id).record, BOAT_CREW));
}
END_TEST

START_TEST(a_customer_comes_back_with_all_it_holds)
{
	begin(_i);
	settings.schema = &customer_schema;
	rules.now = INT64_C(1) << 32; /* examples are not in the future */
	for (int whole = 0; whole < 2; whole++) {
		struct record *customer =
			example_record(&intake, &customer_schema, whole);

		ck_assert_str_eq(faults_print(customer), "");
		assert_same(customer, read_stored(keep(customer)).record);
	}
}
END_TEST

/* Texts that are marks, commands or several bytes to somebody. */
static const char *const hostile[] = { "'", "\"", "\\", "'; --", "%s", "$1",
	"?", "\n", "\t x", "a\x7f", "😀", "e\u0301", "\ufeff", "NULL", "=1+1" };

START_TEST(texts_come_back_to_the_letter)
{
	begin(_i);
	for (int i = 0; i < COUNT(hostile); i++) {
		struct record *boat = boat_new("x");

		record_set_string(boat, BOAT_NAME, hostile[i]);
		assert_same(boat, read_stored(keep(boat)).record);
	}
}
END_TEST

START_TEST(an_id_that_nobody_has_has_no_record)
{
	begin(_i);
	ck_assert_ptr_null(read_stored(1).record);
	keep(boat_new("Argo"));
	ck_assert_ptr_null(read_stored(id + 1).record);
	ck_assert_ptr_null(read_stored(0).record);
	ck_assert_ptr_null(read_stored(-id).record);
	ck_assert_ptr_nonnull(read_stored(id).record);
}
END_TEST

START_TEST(ids_begin_at_one_and_grow)
{
	int64_t before;

	begin(_i);
	ck_assert_int_eq(keep(boat_new("Argo")), 1);
	before = id;
	open_store();
	add(boat_new("Bounty"));
	store_close(store);
	ck_assert_int_gt(keep(boat_new("Calypso")), before);
	ck_assert_str_eq(names(), "Argo Calypso");
}
END_TEST

START_TEST(a_batch_has_ids_in_a_row)
{
	const struct record *boat = boat_new("Argo");
	int64_t first;

	begin(_i);
	open_store();
	first = add(boat);
	for (int i = 1; i < 2000; i++)
		ck_assert_int_eq(add(boat), first + i);
	commit();
	ck_assert_uint_eq(count_boats(), 2000);
}
END_TEST

START_TEST(all_come_back_in_slices_in_the_order_of_their_ids)
{
	struct cursor cursor = { 0 };
	size_t count = 0;
	int64_t last = 0;

	begin(_i);
	open_store();
	for (int i = 0; i < 2 * STORE_SLICE + 1; i++)
		add(boat_whole());
	commit();
	open_to_read();
	do {
		ck_assert_int_eq(
			store_read_slice(store, &intake, &cursor), STORE_OK);
		ck_assert_uint_le(cursor.count, STORE_SLICE);
		for (size_t i = 0; i < cursor.count; i++) {
			ck_assert_int_gt(cursor.records[i].id, last);
			last = cursor.records[i].id;
			assert_same(boat_whole(), cursor.records[i].record);
		}
		ck_assert(cursor.count == 0 || cursor.after == last);
		count += cursor.count;
	} while (cursor.count > 0);
	store_close(store);
	ck_assert_uint_eq(count, 2 * STORE_SLICE + 1);
}
END_TEST

START_TEST(a_slice_of_large_records_ends_early)
{
	struct record *boat = boat_new("Argo");
	struct cursor cursor = { 0 };

	record_set_list(boat, BOAT_CREW);
	for (int bytes = 0; bytes <= STORE_SLICE_BYTES; bytes += 100)
		record_set_string(
			record_add(boat, BOAT_CREW), CREW_ORDER, "0123456789");
	begin(_i);
	open_store();
	add(boat);
	add(boat);
	commit();
	open_to_read();
	for (size_t count = 1; count < 4; count++) {
		ck_assert_int_eq(
			store_read_slice(store, &intake, &cursor), STORE_OK);
		ck_assert_uint_eq(cursor.count, count < 3 ? 1 : 0);
	}
	store_close(store);
}
END_TEST

static void
keep_bounty(void)
{
	keep(boat_new("Bounty"));
}

START_TEST(a_slice_that_was_read_keeps_no_writer_waiting)
{
	struct cursor cursor = { 0 };

	begin(_i);
	keep(boat_new("Argo"));
	settings.lock_timeout = 2000;
	open_to_read();
	ck_assert_int_eq(store_read_slice(store, &intake, &cursor), STORE_OK);
	ck_assert_uint_eq(cursor.count, 1);
	ck_assert_int_eq(in_child(keep_bounty), 0);
	ck_assert_int_eq(store_read_slice(store, &intake, &cursor), STORE_OK);
	ck_assert_uint_eq(cursor.count, 1);
	ck_assert_str_eq(
		cursor.records->record->values[BOAT_NAME].text, "Bounty");
	store_close(store);
}
END_TEST

/* A process that has added a boat, and keeps the transaction until released. */
static pid_t
hold_transaction(void)
{
	int ready[2];
	char byte = 0;
	pid_t pid;

	ck_assert_int_eq(pipe(ready), 0);
	pid = fork();
	if (pid == 0) {
		open_store();
		add(boat_new("Bounty"));
		if (write(ready[1], &byte, 1) == 1)
			pause();
		leave(EXIT_FAILURE);
	}
	close(ready[1]);
	ck_assert_int_eq(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	return pid;
}

static void
release(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

START_TEST(a_reader_waits_for_no_writer_and_sees_what_is_committed)
{
	unsigned char secret[STORE_SECRET];
	struct store_view view;
	pid_t holder;

	begin(_i);
	keep(boat_new("Argo"));
	holder = hold_transaction();
	settings.lock_timeout = 2000;
	ck_assert_str_eq(names(), "Argo");
	ck_assert_ptr_null(read_stored(id + 1).record);
	ck_assert_int_eq(
		store_read_secret(&arena, &settings, secret), STORE_OK);
	ck_assert_int_eq(store_inspect(&arena, &settings, &view), STORE_OK);
	release(holder);
	ck_assert_str_eq(names(), "Argo");
}
END_TEST

START_TEST(a_transaction_reads_what_it_added)
{
	struct cursor cursor = { 0 };
	struct stored stored;

	begin(_i);
	keep(boat_new("Argo"));
	open_store();
	add(boat_new("Bounty"));
	ck_assert_int_eq(store_read(store, &intake, id, &stored), STORE_OK);
	ck_assert_str_eq(stored.record->values[BOAT_NAME].text, "Bounty");
	ck_assert_int_eq(store_read_slice(store, &intake, &cursor), STORE_OK);
	ck_assert_uint_eq(cursor.count, 2);
	add(boat_new("Calypso"));
	commit();
	ck_assert_str_eq(names(), "Argo Bounty Calypso");
}
END_TEST

START_TEST(nothing_is_kept_without_a_commit)
{
	begin(_i);
	open_store();
	add(boat_whole());
	store_close(store);
	ck_assert_str_eq(names(), "");
	keep(boat_new("Bounty"));
	open_store();
	add(boat_new("Calypso"));
	store_close(store);
	ck_assert_str_eq(names(), "Bounty");
}
END_TEST

START_TEST(nothing_is_kept_of_a_process_that_was_killed)
{
	begin(_i);
	keep(boat_new("Argo"));
	release(hold_transaction());
	keep(boat_new("Calypso"));
	ck_assert_str_eq(names(), "Argo Calypso");
}
END_TEST

static void
keep_some(void)
{
	for (int i = 0; i < 10; i++)
		keep(boat_new("Argo"));
}

START_TEST(writers_that_make_the_store_together_lose_nothing)
{
	int status;

	begin(_i);
	for (int i = 0; i < 8; i++)
		if (fork() == 0) {
			keep_some();
			leave(EXIT_SUCCESS);
		}
	while (wait(&status) > 0)
		ck_assert_int_eq(status, 0);
	ck_assert_uint_eq(count_boats(), 80);
}
END_TEST

START_TEST(what_was_prepared_is_opened)
{
	begin(_i);
	settings.prepared = store_prepare(&arena, &settings);
	ck_assert_int_eq(settings.prepared->result, STORE_OK);
	keep(boat_new("Argo"));
	ck_assert_str_eq(names(), "Argo");
}
END_TEST

static int64_t first;
static size_t count;

static void
begin_once(const char *key, const char *print, int64_t time)
{
	idempotency = (struct idempotency){ .key = key, .time = time };
	memcpy(idempotency.print, print, strlen(print));
	settings.idempotency = &idempotency;
	first = 0;
	count = 0;
	open_store();
}

/* What is known of a key to a request; no store is left open. */
static enum recall
recall(const char *key, const char *print, int64_t time)
{
	enum recall known;

	begin_once(key, print, time);
	known = store_recall(store, &first, &count);
	store_close(store);
	settings.idempotency = NULL;
	return known;
}

/* Stores that many boats under a key; returns the first one's id. */
static int64_t
keep_once(const char *key, const char *print, int64_t time, int boats)
{
	int64_t made = 0;

	begin_once(key, print, time);
	ck_assert_int_eq(store_recall(store, &first, &count), RECALL_NOTHING);
	for (int i = 0; i < boats; i++) {
		add(boat_new("Argo"));
		made = i == 0 ? id : made;
	}
	commit();
	settings.idempotency = NULL;
	return made;
}

static void
assert_recalled(const char *key, const char *print, int64_t ids, size_t number)
{
	ck_assert_int_eq(recall(key, print, FIXTURE_NOW), RECALL_SAME);
	ck_assert_int_eq(first, ids);
	ck_assert_uint_eq(count, number);
}

START_TEST(without_a_key_nothing_is_known)
{
	begin(_i);
	keep(boat_new("Argo"));
	open_store();
	ck_assert_int_eq(store_recall(store, &first, &count), RECALL_NOTHING);
	store_close(store);
}
END_TEST

START_TEST(the_same_request_is_known_by_its_ids)
{
	int64_t three, one;

	begin(_i);
	keep(boat_new("Argo"));
	three = keep_once("key", "this", FIXTURE_NOW, 3);
	keep(boat_new("Bounty"));
	one = keep_once("second", "this", FIXTURE_NOW, 1);
	assert_recalled("key", "this", three, 3);
	assert_recalled("second", "this", one, 1);
	assert_recalled("key", "this", three, 3);
	ck_assert_uint_eq(count_boats(), 6);
}
END_TEST

START_TEST(another_request_with_its_key_is_told_apart)
{
	begin(_i);
	keep_once("key", "this", FIXTURE_NOW, 1);
	ck_assert_int_eq(recall("key", "that", FIXTURE_NOW), RECALL_OTHER);
	ck_assert_int_eq(recall("key", "", FIXTURE_NOW), RECALL_OTHER);
	assert_recalled("key", "this", id, 1);
}
END_TEST

START_TEST(keys_are_kept_to_the_letter)
{
	static const char *const others[] = { "Key", "KEY", "ke", "keys",
		"key ", "k%", "k_y", "' OR 1 --" };

	begin(_i);
	keep_once("key", "this", FIXTURE_NOW, 1);
	for (int i = 0; i < COUNT(others); i++)
		ck_assert_int_eq(
			recall(others[i], "this", FIXTURE_NOW), RECALL_NOTHING);
	keep_once(repeated("'", 255), "this", FIXTURE_NOW, 1);
	assert_recalled(repeated("'", 255), "this", id, 1);
	ck_assert_int_eq(recall(repeated("'", 254), "this", FIXTURE_NOW),
		RECALL_NOTHING);
}
END_TEST

START_TEST(a_key_is_known_for_a_day_to_the_second)
{
	const int64_t last = FIXTURE_NOW + STORE_REMEMBERS - 1;

	ck_assert_int_eq(STORE_REMEMBERS, 24 * 60 * 60);
	begin(_i);
	keep_once("key", "this", FIXTURE_NOW, 1);
	ck_assert_int_eq(recall("key", "this", last), RECALL_SAME);
	ck_assert_int_eq(recall("key", "that", last), RECALL_OTHER);
	ck_assert_int_eq(recall("key", "this", last + 1), RECALL_NOTHING);
	ck_assert_int_eq(recall("key", "that", last + 1), RECALL_NOTHING);
	keep_once("key", "that", last + 1, 1);
	ck_assert_int_eq(recall("key", "that", last + 1), RECALL_SAME);
	ck_assert_int_eq(first, id);
}
END_TEST

START_TEST(a_key_from_the_future_is_known)
{
	begin(_i);
	keep_once("key", "this", FIXTURE_NOW + 1000, 1);
	assert_recalled("key", "this", id, 1);
}
END_TEST

START_TEST(an_empty_batch_is_known_too)
{
	begin(_i);
	keep_once("key", "this", FIXTURE_NOW, 0);
	ck_assert_int_eq(recall("key", "this", FIXTURE_NOW), RECALL_SAME);
	ck_assert_uint_eq(count, 0);
	ck_assert_int_eq(recall("key", "that", FIXTURE_NOW), RECALL_OTHER);
}
END_TEST

START_TEST(a_key_is_not_kept_of_what_was_given_up)
{
	begin(_i);
	begin_once("key", "this", FIXTURE_NOW);
	ck_assert_int_eq(store_recall(store, &first, &count), RECALL_NOTHING);
	add(boat_new("Argo"));
	store_close(store);
	ck_assert_int_eq(recall("key", "that", FIXTURE_NOW), RECALL_NOTHING);
	keep_once("key", "that", FIXTURE_NOW, 1);
	assert_recalled("key", "that", id, 1);
}
END_TEST

START_TEST(a_key_that_was_recalled_is_kept_on)
{
	begin(_i);
	keep_once("key", "this", FIXTURE_NOW, 2);
	begin_once("key", "this", FIXTURE_NOW);
	ck_assert_int_eq(store_recall(store, &first, &count), RECALL_SAME);
	commit();
	assert_recalled("key", "this", id - 1, 2);
	ck_assert_uint_eq(count_boats(), 2);
}
END_TEST

/* Whether a request was done, as far as is known without waiting. */
static bool
was_done(const char *key, const char *print)
{
	bool done;

	idempotency = (struct idempotency){ .key = key, .time = FIXTURE_NOW };
	memcpy(idempotency.print, print, strlen(print));
	settings.idempotency = &idempotency;
	done = store_was_done(&arena, &settings);
	settings.idempotency = NULL;
	return done;
}

START_TEST(what_was_done_is_known_without_waiting_for_writers)
{
	pid_t holder;

	begin(_i);
	ck_assert(!was_done("key", "this"));
	keep_once("key", "this", FIXTURE_NOW, 1);
	holder = hold_transaction();
	settings.lock_timeout = 2000;
	ck_assert(was_done("key", "this"));
	ck_assert(!was_done("key", "that"));
	ck_assert(!was_done("other", "this"));
	release(holder);
}
END_TEST

/* Stores a boat unless that was done, as a request with a key does. */
static void
keep_unless_done(void)
{
	begin_once("key", "this", FIXTURE_NOW);
	switch (store_recall(store, &first, &count)) {
	case RECALL_NOTHING:
		add(boat_new("Argo"));
		commit();
		leave(EXIT_SUCCESS);
	case RECALL_SAME:
		leave(first < 1 || count != 1);
	default:
		leave(EXIT_FAILURE);
	}
}

START_TEST(a_request_that_is_sent_32_times_at_once_is_done_once)
{
	int status;

	begin(_i);
	for (int i = 0; i < 32; i++)
		if (fork() == 0)
			keep_unless_done();
	while (wait(&status) > 0)
		ck_assert_int_eq(status, 0);
	ck_assert_uint_eq(count_boats(), 1);
}
END_TEST

START_TEST(the_secret_is_made_once_and_another_stores_is_another)
{
	unsigned char made[STORE_SECRET] = { 0 }, again[STORE_SECRET] = { 0 };
	const unsigned char none[STORE_SECRET] = { 0 };

	begin(_i);
	ck_assert_int_eq(store_read_secret(&arena, &settings, made), STORE_OK);
	ck_assert_mem_ne(made, none, sizeof(none));
	keep(boat_new("Argo"));
	ck_assert_int_eq(store_read_secret(&arena, &settings, again), STORE_OK);
	ck_assert_mem_eq(made, again, sizeof(made));
	memset(again, 0, sizeof(again));
	open_store();
	ck_assert_int_eq(store_secret(store, again), STORE_OK);
	store_close(store);
	ck_assert_mem_eq(made, again, sizeof(made));
	stores[_i].furnish(&config, folder, "other");
	ck_assert_int_eq(store_read_secret(&arena, &settings, again), STORE_OK);
	ck_assert_mem_ne(made, again, sizeof(made));
}
END_TEST

/* Whether the word was used before, in a transaction of its own. */
static bool
spend(const char *word)
{
	bool before;

	open_store();
	before = store_spend(store, word, FIXTURE_NOW);
	commit();
	return before;
}

START_TEST(a_word_counts_once)
{
	begin(_i);
	ck_assert(!spend("one"));
	ck_assert(spend("one"));
	ck_assert(!spend("other"));
	ck_assert(spend("one"));
	open_store();
	ck_assert(!store_spend(store, "third", FIXTURE_NOW));
	store_close(store);
	ck_assert(!spend("third"));
}
END_TEST

START_TEST(a_store_tells_how_it_is)
{
	struct store_view view;

	begin(_i);
	spend("word");
	ck_assert_int_eq(store_inspect(&arena, &settings, &view), STORE_OK);
	ck_assert_str_ne(view.durability, "");
	ck_assert_str_eq(view.damage, "");
	ck_assert_str_eq(view.newest, "");
	ck_assert_int_gt(view.version, 0);
	keep(boat_new("Argo"));
	ck_assert_int_eq(store_inspect(&arena, &settings, &view), STORE_OK);
	ck_assert_str_eq(view.newest, "2020-06-15T12:00:00Z");
}
END_TEST

START_TEST(to_try_changes_nothing)
{
	begin(_i);
	keep(boat_new("Argo"));
	open_store();
	ck_assert_int_eq(store_try(store), STORE_OK);
	store_close(store);
	ck_assert_str_eq(names(), "Argo");
}
END_TEST

/* What was shown beside the fields of a boat. */
static const char *const wordings[BOAT__MAX] = {
	[BOAT_LISTED] = "May we list it?",
};

/* Sets a request aside in a transaction of its own. */
static enum store_result
set_aside(const char *body, int64_t most)
{
	const struct suspect suspect = {
		.reason = "trap",
		.language = "it",
		.query = { "a=%00", 5 },
		.type = { "text/x; y=\"\xff\"", 13 },
		.body = { body, strlen(body) },
		.origin = { "/boat", NULL, FIXTURE_NOW, wordings },
	};
	enum store_result result;

	open_store();
	result = store_quarantine(store, &suspect, most);
	if (result == STORE_OK)
		return store_commit(store);
	store_close(store);
	return result;
}

/* The request that was set aside after that one. */
static struct suspect
next_suspect(int64_t after)
{
	struct suspect suspect;

	open_store();
	ck_assert_int_eq(store_suspect(store, after, &suspect), STORE_OK);
	store_close(store);
	return suspect;
}

START_TEST(what_is_set_aside_comes_back_as_it_was_sent)
{
	struct suspect suspect;

	begin(_i);
	ck_assert_int_eq(next_suspect(0).id, 0);
	ck_assert_int_eq(set_aside("name=Argo", 9), STORE_OK);
	ck_assert_int_eq(set_aside("", 9), STORE_OK);
	suspect = next_suspect(0);
	ck_assert_int_gt(suspect.id, 0);
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
	suspect = next_suspect(suspect.id);
	ck_assert_uint_eq(suspect.body.length, 0);
	ck_assert_int_eq(next_suspect(suspect.id).id, 0);
	ck_assert_str_eq(names(), "");
}
END_TEST

START_TEST(what_is_set_aside_is_bounded)
{
	begin(_i);
	ck_assert_int_eq(set_aside("a", 2), STORE_OK);
	ck_assert_int_eq(set_aside("b", 2), STORE_OK);
	ck_assert_int_eq(set_aside("c", 2), STORE_UNAVAILABLE);
	ck_assert_str_eq(next_suspect(next_suspect(0).id).body.at, "b");
	keep(boat_new("Argo"));
}
END_TEST

START_TEST(what_was_set_aside_is_dropped_alone_or_with_others)
{
	int64_t ids[3], last = 0;

	begin(_i);
	for (int i = 0; i < 3; i++) {
		ck_assert_int_eq(set_aside("a", 9), STORE_OK);
		ids[i] = next_suspect(i == 0 ? 0 : ids[i - 1]).id;
	}
	open_store();
	ck_assert_int_eq(store_drop_suspect(store, ids[2] + 7), STORE_OK);
	ck_assert_int_eq(store_drop_suspect(store, ids[1]), STORE_OK);
	commit();
	ck_assert_int_eq(next_suspect(ids[0]).id, ids[2]);
	open_store();
	ck_assert_int_eq(
		store_drop_suspects(store, 0, ids[2], &last), STORE_OK);
	commit();
	ck_assert_int_eq(last, ids[2]);
	ck_assert_int_eq(next_suspect(0).id, 0);
	ck_assert_int_eq(set_aside("b", 9), STORE_OK);
	ck_assert_int_gt(next_suspect(0).id, ids[2]);
}
END_TEST

START_TEST(a_request_that_was_set_aside_is_known_by_its_key)
{
	const struct suspect suspect = {
		.reason = "trap",
		.language = "",
		.query = { "", 0 },
		.type = { "", 0 },
		.body = { "a", 1 },
		.origin = { "/boat", NULL, FIXTURE_NOW, NULL },
	};

	begin(_i);
	begin_once("key", "this", FIXTURE_NOW);
	ck_assert_int_eq(store_quarantine(store, &suspect, 9), STORE_OK);
	commit();
	assert_recalled("key", "this", next_suspect(0).id, 0);
}
END_TEST

START_TEST(every_kind_is_tested)
{
	size_t i = 0;

	while (i < stores_count &&
		strcmp(stores[i].kind, store_kinds[_i]->name) != 0)
		i++;
	ck_assert_msg(i < stores_count, "t/stores.c has none that is %s",
		store_kinds[_i]->name);
}
END_TEST

START_TEST(a_kind_that_is_not_known_is_unavailable)
{
	char line[512] = "";
	unsigned char secret[STORE_SECRET];
	struct store_view view;
	FILE *log;

	config = (struct config){ .database = "nowhere://user:secret@host" };
	ck_assert_int_eq(
		store_open(&arena, &settings, &store), STORE_UNAVAILABLE);
	ck_assert_ptr_null(store);
	log = fopen(arena_printf(&arena, "%s/log", folder), "r");
	ck_assert_ptr_nonnull(log);
	ck_assert_ptr_nonnull(fgets(line, sizeof(line), log));
	fclose(log);
	ck_assert_ptr_nonnull(strstr(line, "nowhere"));
	ck_assert_ptr_null(strstr(line, "secret"));
	ck_assert_int_eq(store_open_to_read(&arena, &settings, &store),
		STORE_UNAVAILABLE);
	ck_assert_ptr_null(store);
	ck_assert(!was_done("key", "this"));
	ck_assert_int_eq(store_read_secret(&arena, &settings, secret),
		STORE_UNAVAILABLE);
	ck_assert_int_eq(
		store_inspect(&arena, &settings, &view), STORE_UNAVAILABLE);
	config.database = "sqlito://host";
	ck_assert_int_eq(
		store_prepare(&arena, &settings)->result, STORE_UNAVAILABLE);
	ck_assert_ptr_null(store_prepare(&arena, &settings)->reach);
}
END_TEST

/* Databases of a configuration, and the file of each. */
static const struct {
	const char *database, *file;
} files[] = {
	{ "/srv/crm.db", "/srv/crm.db" },
	{ "sqlite:///srv/crm.db", "/srv/crm.db" },
	{ "/srv/sqlite://crm.db", "/srv/sqlite://crm.db" },
	{ "sqlite://crm.db", NULL },
	{ "sqlite://", NULL },
	{ "nowhere://user:secret@host/srv/crm.db", NULL },
};

START_TEST(the_file_of_a_database_is_told)
{
	const char *file;

	config = (struct config){ .database = files[_i].database };
	file = store_file(&config);
	if (files[_i].file == NULL)
		ck_assert_ptr_null(file);
	else
		ck_assert_str_eq(file, files[_i].file);
}
END_TEST

START_TEST(a_file_with_its_kind_needs_a_whole_path)
{
	config = (struct config){ .database = "sqlite://crm.db" };
	ck_assert_int_eq(
		store_open(&arena, &settings, &store), STORE_UNAVAILABLE);
	ck_assert_int_eq(
		store_prepare(&arena, &settings)->result, STORE_UNAVAILABLE);
	ck_assert(!was_done("key", "this"));
}
END_TEST

START_TEST(a_path_with_a_colon_and_two_slashes_names_no_kind)
{
	config = (struct config){
		.database =
			arena_printf(&arena, "%s/nowhere://boats.db", folder),
	};
	keep(boat_new("Argo"));
	ck_assert_str_eq(names(), "Argo");
}
END_TEST

static TCase *
store_case(Suite *suite, const char *name)
{
	TCase *tcase = fixture_case(suite, name);

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	return tcase;
}

/* Adds a test that every store has to pass. */
static void
add_each(TCase *tcase, const TTest *test)
{
	tcase_add_loop_test(tcase, test, 0, (int)stores_count);
}

static void
add_records(Suite *suite)
{
	TCase *tcase = store_case(suite, "records");

	add_each(tcase, a_record_comes_back_with_all_it_holds);
	add_each(tcase, what_was_not_given_is_not_given);
	add_each(tcase, a_customer_comes_back_with_all_it_holds);
	add_each(tcase, texts_come_back_to_the_letter);
	add_each(tcase, an_id_that_nobody_has_has_no_record);
	add_each(tcase, ids_begin_at_one_and_grow);
	add_each(tcase, a_batch_has_ids_in_a_row);
	add_each(tcase, all_come_back_in_slices_in_the_order_of_their_ids);
	add_each(tcase, a_slice_of_large_records_ends_early);
	add_each(tcase, a_slice_that_was_read_keeps_no_writer_waiting);
}

static void
add_transactions(Suite *suite)
{
	TCase *tcase = store_case(suite, "transactions");

	add_each(
		tcase, a_reader_waits_for_no_writer_and_sees_what_is_committed);
	add_each(tcase, a_transaction_reads_what_it_added);
	add_each(tcase, nothing_is_kept_without_a_commit);
	add_each(tcase, nothing_is_kept_of_a_process_that_was_killed);
	add_each(tcase, writers_that_make_the_store_together_lose_nothing);
	add_each(tcase, what_was_prepared_is_opened);
}

static void
add_idempotency(Suite *suite)
{
	TCase *tcase = store_case(suite, "idempotency");

	add_each(tcase, without_a_key_nothing_is_known);
	add_each(tcase, the_same_request_is_known_by_its_ids);
	add_each(tcase, another_request_with_its_key_is_told_apart);
	add_each(tcase, keys_are_kept_to_the_letter);
	add_each(tcase, a_key_is_known_for_a_day_to_the_second);
	add_each(tcase, a_key_from_the_future_is_known);
	add_each(tcase, an_empty_batch_is_known_too);
	add_each(tcase, a_key_is_not_kept_of_what_was_given_up);
	add_each(tcase, a_key_that_was_recalled_is_kept_on);
	add_each(tcase, what_was_done_is_known_without_waiting_for_writers);
	add_each(tcase, a_request_that_is_sent_32_times_at_once_is_done_once);
}

static void
add_secrets(Suite *suite)
{
	TCase *tcase = store_case(suite, "secrets");

	add_each(tcase, the_secret_is_made_once_and_another_stores_is_another);
	add_each(tcase, a_word_counts_once);
	add_each(tcase, a_store_tells_how_it_is);
	add_each(tcase, to_try_changes_nothing);
}

static void
add_quarantine(Suite *suite)
{
	TCase *tcase = store_case(suite, "quarantine");

	add_each(tcase, what_is_set_aside_comes_back_as_it_was_sent);
	add_each(tcase, what_is_set_aside_is_bounded);
	add_each(tcase, what_was_set_aside_is_dropped_alone_or_with_others);
	add_each(tcase, a_request_that_was_set_aside_is_known_by_its_key);
}

static void
add_kinds(Suite *suite)
{
	TCase *tcase = store_case(suite, "kinds");
	int kinds = 0;

	while (store_kinds[kinds] != NULL)
		kinds++;
	tcase_add_loop_test(tcase, every_kind_is_tested, 0, kinds);
	tcase_add_test(tcase, a_kind_that_is_not_known_is_unavailable);
	tcase_add_loop_test(
		tcase, the_file_of_a_database_is_told, 0, COUNT(files));
	tcase_add_test(tcase, a_file_with_its_kind_needs_a_whole_path);
	tcase_add_test(
		tcase, a_path_with_a_colon_and_two_slashes_names_no_kind);
}

Suite *
store_suite(void)
{
	Suite *suite = suite_create("store");

	add_records(suite);
	add_transactions(suite);
	add_idempotency(suite);
	add_secrets(suite);
	add_quarantine(suite);
	add_kinds(suite);
	return suite;
}
