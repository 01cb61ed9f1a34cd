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
static int64_t owner; /* of idempotency keys */

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
	owner = 0;
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
	for (size_t i = schema_first(one->schema); i < one->schema->count;
		i = schema_next(one->schema, i)) {
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

static struct recalled recalled;

static void
begin_once(const char *key, const char *print, int64_t time)
{
	idempotency = (struct idempotency){
		.key = key,
		.owner = owner,
		.time = time,
	};
	memcpy(idempotency.print, print, strlen(print));
	settings.idempotency = &idempotency;
	recalled = (struct recalled){ 0 };
	open_store();
}

/* What is known of a key to a request; no store is left open. */
static enum recall
recall(const char *key, const char *print, int64_t time)
{
	enum recall known;

	begin_once(key, print, time);
	known = store_recall(store, &recalled);
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
	ck_assert_int_eq(store_recall(store, &recalled), RECALL_NOTHING);
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
	ck_assert_int_eq(recalled.first, ids);
	ck_assert_uint_eq(recalled.count, number);
}

START_TEST(without_a_key_nothing_is_known)
{
	begin(_i);
	keep(boat_new("Argo"));
	open_store();
	ck_assert_int_eq(store_recall(store, &recalled), RECALL_NOTHING);
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
	ck_assert_int_eq(recalled.first, id);
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
	ck_assert_uint_eq(recalled.count, 0);
	ck_assert_int_eq(recall("key", "that", FIXTURE_NOW), RECALL_OTHER);
}
END_TEST

START_TEST(a_key_is_not_kept_of_what_was_given_up)
{
	begin(_i);
	begin_once("key", "this", FIXTURE_NOW);
	ck_assert_int_eq(store_recall(store, &recalled), RECALL_NOTHING);
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
	ck_assert_int_eq(store_recall(store, &recalled), RECALL_SAME);
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

	idempotency = (struct idempotency){
		.key = key,
		.owner = owner,
		.time = FIXTURE_NOW,
	};
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
	switch (store_recall(store, &recalled)) {
	case RECALL_NOTHING:
		add(boat_new("Argo"));
		commit();
		leave(EXIT_SUCCESS);
	case RECALL_SAME:
		leave(recalled.first < 1 || recalled.count != 1);
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
	/* a server looks for damage itself */
	ck_assert(_i < STORES_OF_FILES ? *view.damage == '\0'
				       : view.damage == NULL);
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

/* How boats are changed: a day later, by an API key, from a page. */
static const char *const other_wordings[BOAT__MAX] = {
	[BOAT_LISTED] = "May we still list it?",
};
static const struct origin changer = {
	.route = "/boat/1",
	.format = "form",
	.time = FIXTURE_NOW + 86400,
	.key = 7,
	.operator= "ada",
	.wordings = other_wordings,
};

/* Changes a boat in the open transaction; returns its version. */
static int64_t
replace_open(int64_t which, const struct record *after,
	const struct changed_member *members, size_t count)
{
	struct stored before;
	int64_t version = 0;

	ck_assert_int_eq(store_read(store, &intake, which, &before), STORE_OK);
	ck_assert_ptr_nonnull(before.record);
	ck_assert_int_eq(store_replace(store,
				 &(struct replacement){ &before, after,
					 &changer, members, count },
				 &version),
		STORE_OK);
	return version;
}

/* Changes a boat in a transaction of its own; returns its version. */
static int64_t
replace(int64_t which, const struct record *after)
{
	int64_t version;

	open_store();
	version = replace_open(which, after, NULL, 0);
	commit();
	return version;
}

/* Erases a boat in the open transaction. */
static void
erase_open(int64_t which)
{
	struct stored stored;

	ck_assert_int_eq(store_read(store, &intake, which, &stored), STORE_OK);
	ck_assert_ptr_nonnull(stored.record);
	ck_assert_int_eq(store_erase(store, &stored, &changer), STORE_OK);
}

static void
erase(int64_t which)
{
	open_store();
	erase_open(which);
	commit();
}

/* The changes of a boat from the first on, as "kind version key route". */
static const char *
history(int64_t which)
{
	static const char *const kinds[] = { "created", "changed", "erased" };
	struct history history = { 0 };
	const char *all = "";

	open_to_read();
	do {
		ck_assert_int_eq(store_history(store, &arena, which, &history),
			STORE_OK);
		for (size_t i = 0; i < history.count; i++) {
			const struct change *change = &history.changes[i];
			const char *route = change->route;

			ck_assert_int_eq(change->id, which);
			all = arena_printf(&arena, "%s %lld %lld %s%s%s",
				kinds[change->kind], (long long)change->version,
				(long long)change->key,
				route == NULL ? "-" : route,
				*all == '\0' ? "" : "; ", all);
		}
	} while (history.count > 0);
	store_close(store);
	return all;
}

/* The consents of a boat, as "version answer key source wording". */
static const char *
consents(int64_t which)
{
	struct text out = { .arena = &arena };
	struct consent *list;
	size_t number;

	text_puts(&out, "");
	open_to_read();
	ck_assert_int_eq(
		store_consents(store, &arena, which, &list, &number), STORE_OK);
	for (size_t i = 0; i < number; i++) {
		ck_assert_str_eq(list[i].name, "listed");
		ck_assert_int_eq(list[i].time,
			list[i].version == 1 ? FIXTURE_NOW : changer.time);
		text_printf(&out, "%s%lld %s %lld %s %s", i == 0 ? "" : "; ",
			(long long)list[i].version,
			!list[i].given    ? "none"
			: list[i].granted ? "yes"
					  : "no",
			(long long)list[i].key, list[i].source,
			list[i].wording == NULL ? "-" : list[i].wording);
	}
	store_close(store);
	return out.bytes;
}

START_TEST(a_new_record_has_version_one)
{
	struct origin origin = boat_origin;
	struct stored stored;

	begin(_i);
	stored = read_stored(keep(boat_new("Argo")));
	ck_assert_int_eq(stored.version, 1);
	ck_assert_int_eq(stored.modified, FIXTURE_NOW);
	ck_assert_int_eq(stored.origin.key, 0);
	ck_assert_str_eq(history(id), "created 1 0 /boat");
	origin.key = 9;
	open_store();
	ck_assert_int_eq(
		store_add(store, boat_new("Bounty"), &origin, &id), STORE_OK);
	commit();
	ck_assert_int_eq(read_stored(id).origin.key, 9);
	ck_assert_str_eq(history(id), "created 1 9 /boat");
	ck_assert_str_eq(history(id + 1), "");
}
END_TEST

START_TEST(a_changed_record_comes_back_as_it_was_changed)
{
	struct stored stored;

	begin(_i);
	keep(boat_new("Argo"));
	keep(boat_new("Bounty"));
	ck_assert_int_eq(replace(id, boat_whole()), 2);
	stored = read_stored(id);
	assert_same(boat_whole(), stored.record);
	ck_assert_int_eq(stored.id, id);
	ck_assert_int_eq(stored.version, 2);
	ck_assert_int_eq(stored.modified, changer.time);
	ck_assert_str_eq(stored.origin.route, "/boat");
	ck_assert_str_eq(stored.origin.format, "json");
	ck_assert_int_eq(stored.origin.time, FIXTURE_NOW);
	ck_assert_int_eq(stored.origin.key, 0);
	ck_assert_int_eq(replace(id, boat_new("Calypso")), 3);
	assert_same(boat_new("Calypso"), read_stored(id).record);
	ck_assert_str_eq(history(id), "created 1 0 /boat; changed 2 7 /boat/1; "
				      "changed 3 7 /boat/1");
	ck_assert_str_eq(history(id - 1), "created 1 0 /boat");
	ck_assert_str_eq(names(), "Argo Calypso");
}
END_TEST

/* Every member alone is cleared, but for those that a boat has to have. */
START_TEST(each_member_is_changed_alone)
{
	int64_t version = 1;

	begin(_i);
	keep(boat_whole());
	for (size_t i = 0; i < BOAT__MAX; i++) {
		struct record *boat = boat_whole();

		if (i == BOAT_NAME)
			record_set_string(boat, i, "Argo");
		else if (i == BOAT_INSURED)
			record_set_bool(boat, i, true);
		else if (i == BOAT_MAST)
			record_set_int(boat, i, 3);
		else
			boat->values[i] = (struct value){ 0 };
		ck_assert_int_eq(replace(id, boat), ++version);
		assert_same(boat, read_stored(id).record);
		ck_assert_int_eq(replace(id, boat_whole()), ++version);
		assert_same(boat_whole(), read_stored(id).record);
	}
}
END_TEST

START_TEST(an_item_of_a_list_is_changed)
{
	struct record *boat = boat_whole();

	begin(_i);
	keep(boat);
	record_set_string(boat->values[BOAT_CREW].items[2], CREW_ORDER, "mate");
	ck_assert_int_eq(replace(id, boat), 2);
	assert_same(boat, read_stored(id).record);
	boat->values[BOAT_CREW].count = 2;
	ck_assert_int_eq(replace(id, boat), 3);
	assert_same(boat, read_stored(id).record);
}
END_TEST

START_TEST(a_change_that_changes_nothing_is_none)
{
	struct record *boat = boat_new("Argo");

	begin(_i);
	keep(boat_whole());
	ck_assert_int_eq(replace(id, boat_whole()), 1);
	ck_assert_int_eq(read_stored(id).modified, FIXTURE_NOW);
	ck_assert_str_eq(history(id), "created 1 0 /boat");
	ck_assert_str_eq(consents(id), "1 yes 0 /boat -");
	keep(boat);
	record_set_list(boat, BOAT_CREW);
	ck_assert_int_eq(replace(id, boat), 1);
}
END_TEST

START_TEST(a_change_that_was_given_up_is_none)
{
	begin(_i);
	keep(boat_whole());
	open_store();
	ck_assert_int_eq(replace_open(id, boat_new("Argo"), NULL, 0), 2);
	store_close(store);
	open_store();
	erase_open(id);
	store_close(store);
	assert_same(boat_whole(), read_stored(id).record);
	ck_assert_str_eq(history(id), "created 1 0 /boat");
	ck_assert_str_eq(consents(id), "1 yes 0 /boat -");
}
END_TEST

START_TEST(many_changes_of_one_transaction_are_all_kept)
{
	begin(_i);
	keep(boat_new("Argo"));
	open_store();
	for (int i = 0; i < 2 * STORE_HISTORY; i++)
		ck_assert_int_eq(
			replace_open(
				id, boat_new(i % 2 == 0 ? "B" : "C"), NULL, 0),
			i + 2);
	commit();
	ck_assert_int_eq(read_stored(id).version, 2 * STORE_HISTORY + 1);
	ck_assert_ptr_nonnull(strstr(
		history(id), arena_printf(&arena, "%d 7 /boat/1; changed %d 7",
				     STORE_HISTORY, STORE_HISTORY + 1)));
	ck_assert_int_eq(strncmp(history(id), "created 1 ", 10), 0);
}
END_TEST

START_TEST(a_history_tells_who_changed_what_and_when)
{
	const struct changed_member members[] = { { "radio", "'; --" },
		{ "crew", "[]" }, { "name", NULL } };
	struct history history = { 0 };
	const struct change *change;

	begin(_i);
	keep(boat_new("Argo"));
	open_store();
	replace_open(id, boat_whole(), members, 3);
	commit();
	open_to_read();
	ck_assert_int_eq(store_history(store, &arena, id, &history), STORE_OK);
	store_close(store);
	ck_assert_uint_eq(history.count, 2);
	change = &history.changes[0];
	ck_assert_int_eq(change->time, changer.time);
	ck_assert_str_eq(change->format, "form");
	ck_assert_str_eq(change->operator, "ada");
	ck_assert_uint_eq(change->member_count, 3);
	ck_assert_str_eq(change->members[0].name, "crew");
	ck_assert_str_eq(change->members[0].before, "[]");
	ck_assert_str_eq(change->members[1].name, "name");
	ck_assert_ptr_null(change->members[1].before);
	ck_assert_str_eq(change->members[2].before, "'; --");
	ck_assert_int_gt(change->sequence, history.changes[1].sequence);
	ck_assert_int_eq(history.changes[1].time, FIXTURE_NOW);
	ck_assert_str_eq(history.changes[1].format, "json");
	ck_assert_ptr_null(history.changes[1].operator);
	ck_assert_uint_eq(history.changes[1].member_count, 0);
}
END_TEST

START_TEST(every_answer_of_a_consent_is_kept)
{
	struct record *boat = boat_whole();

	begin(_i);
	keep(boat);
	record_set_bool(boat, BOAT_LISTED, false);
	replace(id, boat);
	boat->values[BOAT_LISTED] = (struct value){ 0 };
	replace(id, boat);
	ck_assert(!record_has(read_stored(id).record, BOAT_LISTED));
	record_set_string(boat, BOAT_NAME, "Argo");
	replace(id, boat);
	record_set_bool(boat, BOAT_LISTED, true);
	replace(id, boat);
	ck_assert_str_eq(consents(id),
		"1 yes 0 /boat -; 2 no 7 /boat/1 May we still list it?; "
		"3 none 7 /boat/1 May we still list it?; "
		"5 yes 7 /boat/1 May we still list it?");
	ck_assert_str_eq(consents(id + 1), "");
}
END_TEST

START_TEST(an_erased_record_leaves_its_number_and_when)
{
	const struct changed_member members[] = { { "name", "Argo" } };
	int64_t last;

	begin(_i);
	keep(boat_new("Argo"));
	last = keep(boat_whole());
	open_store();
	replace_open(id, boat_new("Bounty"), members, 1);
	commit();
	erase(id);
	ck_assert_ptr_null(read_stored(id).record);
	ck_assert_str_eq(names(), "Argo");
	ck_assert_str_eq(consents(id), "");
	ck_assert_str_eq(history(id),
		"created 1 0 -; changed 2 7 -; erased 3 7 /boat/1");
	ck_assert_int_gt(keep(boat_new("Calypso")), last);
	ck_assert_str_eq(history(id), "created 1 0 /boat");
}
END_TEST

START_TEST(an_erased_records_values_are_in_no_history)
{
	const struct changed_member members[] = { { "name", "Argo" } };
	struct history history = { 0 };

	begin(_i);
	keep(boat_new("Argo"));
	open_store();
	replace_open(id, boat_new("Bounty"), members, 1);
	commit();
	erase(id);
	open_to_read();
	ck_assert_int_eq(store_history(store, &arena, id, &history), STORE_OK);
	store_close(store);
	ck_assert_uint_eq(history.count, 3);
	for (size_t i = 0; i < history.count; i++) {
		ck_assert_uint_eq(history.changes[i].member_count, 0);
		ck_assert_int_ge(history.changes[i].time, FIXTURE_NOW);
	}
	ck_assert_str_eq(history.changes[0].operator, "ada");
}
END_TEST

START_TEST(a_record_is_added_changed_and_erased_in_one_transaction)
{
	begin(_i);
	open_store();
	add(boat_whole());
	replace_open(id, boat_new("Argo"), NULL, 0);
	erase_open(id);
	add(boat_new("Bounty"));
	commit();
	ck_assert_str_eq(names(), "Bounty");
	ck_assert_str_eq(history(id - 1),
		"created 1 0 -; changed 2 7 -; erased 3 7 /boat/1");
}
END_TEST

static struct feed feed;

/*
 * The feed as "id version" or "id version erased", and how it ended. The brand
 * of a boat is its flag, and its name the code of its point of sale.
 */
static const char *
fed(const char *brand, const struct bounds *bounds, int64_t after, size_t most)
{
	struct text out = { .arena = &arena };

	feed = (struct feed){
		.brand = brand, .bounds = bounds, .after = after, .most = most
	};
	text_puts(&out, "");
	open_to_read();
	ck_assert_int_eq(store_feed(store, &arena, &feed), STORE_OK);
	store_close(store);
	for (size_t i = 0; i < feed.count; i++)
		text_printf(&out, "%s%lld %lld%s", i == 0 ? "" : "; ",
			(long long)feed.changes[i].id,
			(long long)feed.changes[i].version,
			feed.changes[i].kind == CHANGE_ERASED ? " erased" : "");
	return out.bytes;
}

/* A boat of a brand and a point of sale. */
static struct record *
boat_at(const char *brand, const char *pos)
{
	struct record *boat = boat_new(pos);

	if (brand != NULL)
		record_set_text(boat, BOAT_FLAG, brand, strlen(brand));
	return boat;
}

START_TEST(a_feed_tells_each_record_once_at_its_latest_change)
{
	int64_t middle;

	begin(_i);
	ck_assert_str_eq(fed("IT", NULL, 0, 9), "");
	ck_assert_int_eq(feed.next, 0);
	ck_assert(!feed.more);
	for (int i = 0; i < 3; i++)
		keep(boat_at("IT", "Argo"));
	keep(boat_at("FR", "Argo"));
	keep(boat_at(NULL, "Argo"));
	replace(1, boat_at("IT", "Bounty"));
	replace(1, boat_at("IT", "Calypso"));
	erase(2);
	ck_assert_str_eq(fed("IT", NULL, 0, 9), "3 1; 1 3; 2 2 erased");
	ck_assert(!feed.more);
	ck_assert_int_eq(feed.changes[1].time, changer.time);
	ck_assert_int_eq(feed.changes[1].key, 7);
	ck_assert_str_eq(fed("IT", NULL, feed.next, 9), "");
	ck_assert_str_eq(fed("it", NULL, 0, 2), "3 1; 1 3");
	ck_assert(feed.more);
	middle = feed.next;
	ck_assert_str_eq(fed("IT", NULL, middle, 2), "2 2 erased");
	ck_assert_str_eq(fed("IT", NULL, middle, 1), "2 2 erased");
	ck_assert_str_eq(fed("FR", NULL, 0, 9), "4 1");
	ck_assert_str_eq(fed("ITA", NULL, 0, 9), "");
	ck_assert_str_eq(fed("IT", NULL, INT64_MAX, 9), "");
	ck_assert_int_eq(feed.next, INT64_MAX);
	replace(3, boat_at("IT", "Bounty"));
	ck_assert_str_eq(fed("IT", NULL, middle, 9), "2 2 erased; 3 2");
}
END_TEST

/* A boat's schema without members that bound keys: no key is bounded there. */
START_TEST(a_feed_of_what_has_no_brand_tells_nothing_of_a_brand)
{
	struct schema schema = boat_schema;
	struct field *fields =
		arena_array(&arena, boat_schema.count, sizeof(*fields));
	struct record *boat;

	memcpy(fields, boat_schema.fields, boat_schema.count * sizeof(*fields));
	fields[BOAT_NAME].bounding = fields[BOAT_FLAG].bounding = BOUNDING_NONE;
	schema.fields = fields;
	settings.schema = &schema;
	begin(_i);
	boat = record_new(&intake, &schema);
	record_set_string(boat, BOAT_NAME, "Argo");
	record_set_string(boat, BOAT_FLAG, "IT");
	record_set_bool(boat, BOAT_INSURED, false);
	keep(boat);
	keep(boat);
	erase(id);
	ck_assert_str_eq(fed("IT", NULL, 0, 9), "");
	ck_assert(!feed.more);
	ck_assert_str_eq(names(), "Argo");
}
END_TEST

/* Bounds, and which of the boats of the test below they show. */
static const struct {
	struct bounds bounds;
	const char *fed;
} bounded[] = {
	{ { NULL, NULL }, "1 1; 2 1; 3 2 erased; 4 2 erased" },
	{ { "IT", NULL }, "1 1; 2 1; 3 2 erased; 4 2 erased" },
	{ { "FR IT", "*" }, "1 1; 2 1; 3 2 erased; 4 2 erased" },
	{ { "FR", NULL }, "" },
	{ { "", NULL }, "" },
	{ { NULL, "" }, "" },
	{ { NULL, "ES1:*" }, "1 1; 3 2 erased" },
	{ { NULL, "es1:*" }, "1 1; 3 2 erased" },
	{ { NULL, "ES1:a" }, "1 1; 3 2 erased" },
	{ { NULL, "ES1:" }, "" },
	{ { NULL, "ES1:ab*" }, "" },
	{ { NULL, "FR1 ES2:B" }, "2 1; 4 2 erased" },
	{ { NULL, "ES*" }, "1 1; 2 1; 3 2 erased; 4 2 erased" },
	{ { NULL, "ES2* ES1:A" }, "1 1; 2 1; 3 2 erased; 4 2 erased" },
};

START_TEST(a_feed_tells_an_erased_record_to_those_who_could_see_it)
{
	begin(_i);
	for (int i = 0; i < 2; i++) {
		keep(boat_at("IT", "ES1:A"));
		keep(boat_at("IT", "ES2:b"));
	}
	erase(3);
	erase(4);
	for (int i = 0; i < COUNT(bounded); i++)
		ck_assert_msg(strcmp(fed("it", &bounded[i].bounds, 0, 9),
				      bounded[i].fed) == 0,
			"%s: %s", bounded[i].bounds.pos,
			fed("it", &bounded[i].bounds, 0, 9));
	ck_assert_str_eq(fed("FR", NULL, 0, 9), "");
}
END_TEST

/* Walks the whole feed of a brand; returns how many records it tells. */
static size_t
walk_feed(const char *brand, size_t *steps)
{
	size_t told = 0;

	*steps = 0;
	do {
		fed(brand, NULL, *steps == 0 ? 0 : feed.next, 1000);
		told += feed.count;
		++*steps;
	} while (feed.more);
	return told;
}

START_TEST(a_feed_of_many_others_ends_early_and_goes_on)
{
	const struct record *other = boat_at("FR", "Argo");
	size_t steps;

	begin(_i);
	open_store();
	add(boat_at("IT", "Argo"));
	for (int i = 0; i < 30000; i++)
		add(other);
	add(boat_at("IT", "Bounty"));
	commit();
	ck_assert_str_eq(fed("IT", NULL, 0, 9), "1 1");
	ck_assert(feed.more);
	ck_assert_uint_eq(walk_feed("IT", &steps), 2);
	ck_assert_uint_eq(steps, 2);
	ck_assert_uint_eq(walk_feed("FR", &steps), 30000);
}
END_TEST

START_TEST(the_same_key_of_two_owners_is_two_keys)
{
	begin(_i);
	keep_once("key", "this", FIXTURE_NOW, 1);
	owner = 5;
	ck_assert_int_eq(recall("key", "this", FIXTURE_NOW), RECALL_NOTHING);
	ck_assert(!was_done("key", "this"));
	keep_once("key", "that", FIXTURE_NOW, 2);
	ck_assert_int_eq(recall("key", "that", FIXTURE_NOW), RECALL_SAME);
	ck_assert_uint_eq(recalled.count, 2);
	ck_assert(was_done("key", "that"));
	owner = 0;
	assert_recalled("key", "this", 1, 1);
	ck_assert_int_eq(recalled.version, 1);
}
END_TEST

START_TEST(a_change_is_known_by_its_key_with_its_version)
{
	begin(_i);
	keep(boat_new("Argo"));
	keep(boat_new("Bounty"));
	begin_once("key", "this", FIXTURE_NOW);
	replace_open(id, boat_new("Calypso"), NULL, 0);
	commit();
	begin_once("none", "this", FIXTURE_NOW);
	replace_open(1, boat_new("Argo"), NULL, 0);
	commit();
	settings.idempotency = NULL;
	replace(id, boat_new("Dory"));
	assert_recalled("key", "this", id, 1);
	ck_assert_int_eq(recalled.version, 2);
	assert_recalled("none", "this", 1, 1);
	ck_assert_int_eq(recalled.version, 1);
	erase(id);
	assert_recalled("key", "this", id, 1);
	ck_assert_ptr_null(read_stored(id).record);
}
END_TEST

static void
change_and_die(void)
{
	open_store();
	replace_open(1, boat_new("Bounty"), NULL, 0);
	erase_open(2);
	raise(SIGKILL);
}

START_TEST(nothing_is_changed_by_a_process_that_was_killed)
{
	begin(_i);
	keep(boat_new("Argo"));
	keep(boat_whole());
	ck_assert(WIFSIGNALED(in_child(change_and_die)));
	ck_assert_int_eq(read_stored(1).version, 1);
	assert_same(boat_new("Argo"), read_stored(1).record);
	assert_same(boat_whole(), read_stored(2).record);
	ck_assert_str_eq(history(2), "created 1 0 /boat");
}
END_TEST

/* Changes a boat ten times, each time to a version of its own. */
static void
change_some(void)
{
	for (int i = 0; i < 10; i++) {
		struct record *boat = boat_whole();
		struct stored before;

		open_store();
		ck_assert_int_eq(
			store_read(store, &intake, 1, &before), STORE_OK);
		record_set_int(boat, BOAT_MAST, before.version);
		replace_open(1, boat, NULL, 0);
		commit();
	}
}

START_TEST(writers_that_change_one_record_lose_nothing)
{
	int status;

	begin(_i);
	keep(boat_whole());
	for (int i = 0; i < 8; i++)
		if (fork() == 0) {
			change_some();
			leave(EXIT_SUCCESS);
		}
	while (wait(&status) > 0)
		ck_assert_int_eq(status, 0);
	ck_assert_int_eq(read_stored(1).version, 81);
	ck_assert_int_eq(read_stored(1).record->values[BOAT_MAST].number, 80);
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
		.origin = { .route = "/boat",
			.time = FIXTURE_NOW,
			.wordings = wordings },
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
		.origin = { .route = "/boat", .time = FIXTURE_NOW },
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
	ck_assert_ptr_nonnull(
		strstr(line, "was built without a store for nowhere://;"));
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
	ck_assert_ptr_null(store_session_new(&arena, &settings));
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

/* A task of a key, by the client's name, of one letter, and the order's. */
static struct task
task_of(int64_t key, char name, char order, int64_t created)
{
	return (struct task){
		.key = key,
		.name = { (unsigned char)name },
		.print = { (unsigned char)order, 0, 255 },
		.filters = "sealed",
		.brand = "CAR",
		.created = created,
		.total = 7,
	};
}

/* Keeps a task in a transaction of its own. */
static enum task_kept
keep_task(struct task *task)
{
	enum task_kept kept;

	open_store();
	ck_assert_int_eq(store_keep_task(store, task, &kept), STORE_OK);
	commit();
	return kept;
}

static struct task
find_task(const char *task, int64_t now)
{
	struct task found;

	open_to_read();
	ck_assert_int_eq(store_find_task(store, task, now, &found), STORE_OK);
	store_close(store);
	return found;
}

/* The names of the tasks of a key, in their order. */
static const char *
task_names(int64_t key, int64_t now)
{
	struct text out = { .arena = &arena };
	struct task *tasks;
	size_t count;

	text_puts(&out, "");
	open_to_read();
	ck_assert_int_eq(
		store_list_tasks(store, key, now, &tasks, &count), STORE_OK);
	store_close(store);
	for (size_t i = 0; i < count; i++)
		text_putc(&out, (char)tasks[i].name[0]);
	return out.bytes;
}

START_TEST(a_task_comes_back_as_it_was_kept)
{
	struct task task = task_of(3, 'a', 'x', 1000), found;

	begin(_i);
	ck_assert_int_eq(keep_task(&task), TASK_KEPT);
	ck_assert_uint_eq(strlen(task.id), TASK_ID);
	ck_assert_uint_eq(strspn(task.id, "0123456789abcdef"), TASK_ID);
	found = find_task(task.id, 1000);
	ck_assert_str_eq(found.id, task.id);
	ck_assert_int_eq(found.key, 3);
	ck_assert_mem_eq(found.name, task.name, SHA256_BYTES);
	ck_assert_mem_eq(found.print, task.print, SHA256_BYTES);
	ck_assert_str_eq(found.filters, "sealed");
	ck_assert_str_eq(found.brand, "CAR");
	ck_assert_int_eq(found.created, 1000);
	ck_assert_int_eq(found.total, 7);
	ck_assert_ptr_null(find_task("nothing", 1000).id);
}
END_TEST

START_TEST(a_task_is_the_same_by_key_and_name)
{
	struct task first = task_of(3, 'a', 'x', 1000);
	struct task same = task_of(3, 'a', 'x', 2000);
	struct task other = task_of(3, 'a', 'y', 2000);
	struct task another = task_of(4, 'a', 'y', 2000);

	begin(_i);
	ck_assert_int_eq(keep_task(&first), TASK_KEPT);
	ck_assert_int_eq(keep_task(&same), TASK_SAME);
	ck_assert_str_eq(same.id, first.id);
	ck_assert_int_eq(same.created, 1000);
	ck_assert_int_eq(keep_task(&other), TASK_OTHER);
	ck_assert_int_eq(keep_task(&another), TASK_KEPT);
	ck_assert_str_ne(another.id, first.id);
}
END_TEST

START_TEST(the_tasks_of_a_key_are_listed_latest_first)
{
	static const struct {
		int64_t key;
		char name;
		int64_t created;
	} rows[] = { { 3, 'a', 1000 }, { 3, 'c', 3000 }, { 4, 'd', 4000 },
		{ 3, 'b', 2000 } };

	begin(_i);
	for (int i = 0; i < COUNT(rows); i++) {
		struct task task = task_of(
			rows[i].key, rows[i].name, 'x', rows[i].created);

		ck_assert_int_eq(keep_task(&task), TASK_KEPT);
	}
	ck_assert_str_eq(task_names(3, 4000), "cba");
	ck_assert_str_eq(task_names(4, 4000), "d");
	ck_assert_str_eq(task_names(5, 4000), "");
}
END_TEST

START_TEST(a_task_is_forgotten_when_it_is_old)
{
	struct task old = task_of(3, 'a', 'x', 1000);
	struct task again = task_of(3, 'a', 'y', 1000 + TASK_REMEMBERED);
	const char *first;

	begin(_i);
	keep_task(&old);
	first = old.id;
	ck_assert_ptr_nonnull(find_task(first, 999 + TASK_REMEMBERED).id);
	ck_assert_str_eq(task_names(3, 999 + TASK_REMEMBERED), "a");
	ck_assert_ptr_null(find_task(first, 1000 + TASK_REMEMBERED).id);
	ck_assert_str_eq(task_names(3, 1000 + TASK_REMEMBERED), "");
	ck_assert_int_eq(keep_task(&again), TASK_KEPT);
	ck_assert_str_ne(again.id, first);
	ck_assert_ptr_null(find_task(first, 1000).id);
}
END_TEST

START_TEST(tasks_are_counted_by_key)
{
	struct task task;
	enum task_kept kept;

	begin(_i);
	open_store();
	for (int i = 0; i <= TASK_MOST; i++) {
		task = task_of(3, 'a', 'x', 1000);
		task.name[1] = (unsigned char)(i & 255);
		task.name[2] = (unsigned char)(i >> 8);
		ck_assert_int_eq(
			store_keep_task(store, &task, &kept), STORE_OK);
		ck_assert_int_eq(
			kept, i < TASK_MOST ? TASK_KEPT : TASK_CROWDED);
	}
	task = task_of(3, 'a', 'x', 1000);
	store_keep_task(store, &task, &kept);
	ck_assert_int_eq(kept, TASK_SAME);
	task = task_of(4, 'a', 'x', 1000);
	store_keep_task(store, &task, &kept);
	ck_assert_int_eq(kept, TASK_KEPT);
	commit();
}
END_TEST

/* Adds a test that every store has to pass. */
static void
add_each(TCase *tcase, const TTest *test)
{
	tcase_add_loop_test(tcase, test, stores_first(), stores_end());
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
add_changes(Suite *suite)
{
	TCase *tcase = store_case(suite, "changes");

	add_each(tcase, a_new_record_has_version_one);
	add_each(tcase, a_changed_record_comes_back_as_it_was_changed);
	add_each(tcase, each_member_is_changed_alone);
	add_each(tcase, an_item_of_a_list_is_changed);
	add_each(tcase, a_change_that_changes_nothing_is_none);
	add_each(tcase, a_change_that_was_given_up_is_none);
	add_each(tcase, many_changes_of_one_transaction_are_all_kept);
	add_each(tcase, a_history_tells_who_changed_what_and_when);
	add_each(tcase, every_answer_of_a_consent_is_kept);
	add_each(tcase, an_erased_record_leaves_its_number_and_when);
	add_each(tcase, an_erased_records_values_are_in_no_history);
	add_each(
		tcase, a_record_is_added_changed_and_erased_in_one_transaction);
	add_each(tcase, a_feed_tells_each_record_once_at_its_latest_change);
	add_each(tcase, a_feed_of_what_has_no_brand_tells_nothing_of_a_brand);
	add_each(
		tcase, a_feed_tells_an_erased_record_to_those_who_could_see_it);
	add_each(tcase, a_feed_of_many_others_ends_early_and_goes_on);
	add_each(tcase, the_same_key_of_two_owners_is_two_keys);
	add_each(tcase, a_change_is_known_by_its_key_with_its_version);
	add_each(tcase, nothing_is_changed_by_a_process_that_was_killed);
	add_each(tcase, writers_that_change_one_record_lose_nothing);
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
add_tasks(Suite *suite)
{
	TCase *tcase = store_case(suite, "tasks");

	add_each(tcase, a_task_comes_back_as_it_was_kept);
	add_each(tcase, a_task_is_the_same_by_key_and_name);
	add_each(tcase, the_tasks_of_a_key_are_listed_latest_first);
	add_each(tcase, a_task_is_forgotten_when_it_is_old);
	add_each(tcase, tasks_are_counted_by_key);
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
	add_changes(suite);
	add_secrets(suite);
	add_quarantine(suite);
	add_tasks(suite);
	add_kinds(suite);
	return suite;
}
