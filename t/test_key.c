/* What any store has to do with API keys, seen through store/key.h alone. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/calendar.h"
#include "base/die.h"
#include "boat.h"
#include "config/config.h"
#include "fixture.h"
#include "store/key.h"
#include "store/store.h"
#include "stores.h"

Suite *key_suite(void);

static char folder[] = "/tmp/crm-keys-XXXXXX";
static const char *log_file;
static struct config config;
static struct store_settings settings;
static struct store *store;

static const struct deed deed = { .by = "anna", .time = FIXTURE_NOW };

/* A key that may read all, and one with all that a key can have. */
static const struct api_key plain = { .name = "shop", .scopes = SCOPE_READ };
static const struct api_key whole = {
	.name = "Läden / *'%",
	.scopes = SCOPE_CREATE | SCOPE_EXPORT,
	.bounds = { "ABC XYZ", "ES100:* it200" },
	.expires = "2020-06-20",
};

/* Prints of secrets; those of a store are as long. */
static const unsigned char first[SHA256_BYTES] = "first";
static const unsigned char second[SHA256_BYTES] = "second";
static const unsigned char third[SHA256_BYTES] = "third";

static void
set_up(void)
{
	strcpy(folder + strlen(folder) - 6, "XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	umask(077);
	log_file = arena_printf(&arena, "%s/log", folder);
	log_open(log_file);
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
commit(void)
{
	ck_assert_int_eq(store_commit(store), STORE_OK);
}

/* Adds a key in a transaction of its own; returns the number. */
static int64_t
add(const struct api_key *key, const unsigned char *print)
{
	int64_t id;

	open_store();
	ck_assert_int_eq(
		store_add_key(store, key, print, &deed, &id), STORE_OK);
	commit();
	return id;
}

static struct api_key
find(struct key_wanted wanted, int64_t now)
{
	struct api_key key = { .id = -1 };

	ck_assert_int_eq(
		store_open_to_read(&arena, &settings, &store), STORE_OK);
	ck_assert_int_eq(store_find_key(store, &wanted, now, &key), STORE_OK);
	store_close(store);
	return key;
}

/* The number of the valid key with a secret, or 0. */
static int64_t
find_print(const unsigned char *print, int64_t now)
{
	return find((struct key_wanted){ .print = print }, now).id;
}

static int64_t
find_name(const char *name, int64_t now)
{
	return find((struct key_wanted){ .name = name }, now).id;
}

static int64_t
find_id(int64_t id, int64_t now)
{
	return find((struct key_wanted){ .id = id }, now).id;
}

static void
withdraw(int64_t id)
{
	open_store();
	ck_assert_int_eq(store_revoke_key(store, id, &deed), STORE_OK);
	commit();
}

static void
rotate(int64_t id, const unsigned char *print, int64_t until)
{
	open_store();
	ck_assert_int_eq(
		store_rotate_key(store, id, print, until, &deed), STORE_OK);
	commit();
}

/* Texts that are the same, or both missing. */
static void
assert_text(const char *is, const char *should)
{
	if (should == NULL)
		ck_assert_ptr_null(is);
	else
		ck_assert_str_eq(is, should);
}

static void
assert_whole(const struct api_key *is, const struct api_key *should)
{
	assert_text(is->name, should->name);
	ck_assert_uint_eq(is->scopes, should->scopes);
	assert_text(is->bounds.brands, should->bounds.brands);
	assert_text(is->bounds.pos, should->bounds.pos);
	assert_text(is->expires, should->expires);
	ck_assert_int_eq(is->created, FIXTURE_NOW);
	ck_assert_int_eq(is->revoked, 0);
	ck_assert_ptr_null(is->used);
}

START_TEST(a_key_comes_back_with_all_it_has)
{
	struct api_key key;
	int64_t shop, laden;

	begin(_i);
	shop = add(&plain, first);
	laden = add(&whole, second);
	ck_assert_int_gt(shop, 0);
	ck_assert_int_gt(laden, shop);
	key = find((struct key_wanted){ .print = second }, FIXTURE_NOW);
	ck_assert_int_eq(key.id, laden);
	assert_whole(&key, &whole);
	key = find((struct key_wanted){ .name = "shop" }, FIXTURE_NOW);
	ck_assert_int_eq(key.id, shop);
	assert_whole(&key, &plain);
	key = find((struct key_wanted){ .id = laden }, FIXTURE_NOW);
	ck_assert_int_eq(key.id, laden);
	assert_whole(&key, &whole);
}
END_TEST

START_TEST(a_key_for_all_has_every_scope)
{
	const struct api_key key = { .name = "all", .scopes = SCOPE_ALL };

	begin(_i);
	add(&key, first);
	ck_assert_uint_eq(
		find((struct key_wanted){ .name = "all" }, FIXTURE_NOW).scopes,
		SCOPE_ALL);
}
END_TEST

START_TEST(what_is_no_key_is_not_found)
{
	int64_t id;

	begin(_i);
	ck_assert_int_eq(find_print(first, FIXTURE_NOW), 0);
	id = add(&plain, first);
	ck_assert_int_eq(find_print(second, FIXTURE_NOW), 0);
	ck_assert_int_eq(find_name("Shop", FIXTURE_NOW), 0);
	ck_assert_int_eq(find_name("sho", FIXTURE_NOW), 0);
	ck_assert_int_eq(find_name("%", FIXTURE_NOW), 0);
	ck_assert_int_eq(find_name("", FIXTURE_NOW), 0);
	ck_assert_int_eq(find_id(id + 1, FIXTURE_NOW), 0);
	ck_assert_int_eq(find_id(0, FIXTURE_NOW), 0);
}
END_TEST

START_TEST(a_revoked_key_is_not_found)
{
	int64_t id;

	begin(_i);
	id = add(&plain, first);
	ck_assert_int_eq(find_print(first, FIXTURE_NOW), id);
	withdraw(id);
	ck_assert_int_eq(find_print(first, FIXTURE_NOW), 0);
	ck_assert_int_eq(find_name("shop", FIXTURE_NOW), 0);
	ck_assert_int_eq(find_id(id, FIXTURE_NOW), 0);
}
END_TEST

START_TEST(a_key_is_good_through_its_last_day)
{
	const int64_t end = INT64_C(1592697600); /* 2020-06-21T00:00:00Z */
	int64_t id;

	begin(_i);
	id = add(&whole, first);
	ck_assert_int_eq(find_print(first, end - 1), id);
	ck_assert_int_eq(find_name(whole.name, end - 1), id);
	ck_assert_int_eq(find_id(id, end - 1), id);
	ck_assert_int_eq(find_print(first, end), 0);
	ck_assert_int_eq(find_name(whole.name, end), 0);
	ck_assert_int_eq(find_id(id, end), 0);
}
END_TEST

START_TEST(a_name_is_unique_among_valid_keys)
{
	struct api_key old = plain;
	int64_t id, expired;

	begin(_i);
	old.expires = "2020-06-14";
	expired = add(&old, third);
	id = add(&plain, first);
	ck_assert_int_gt(id, expired);
	ck_assert_int_eq(add(&plain, second), 0);
	ck_assert_int_eq(find_print(second, FIXTURE_NOW), 0);
	ck_assert_int_eq(find_name("shop", FIXTURE_NOW), id);
	withdraw(id);
	ck_assert_int_gt(add(&plain, second), id);
}
END_TEST

START_TEST(an_old_secret_is_good_until_its_overlap_is_over)
{
	const int64_t over = FIXTURE_NOW + 100;
	int64_t id;

	begin(_i);
	id = add(&plain, first);
	rotate(id, second, over);
	ck_assert_int_eq(find_print(first, over - 1), id);
	ck_assert_int_eq(find_print(first, over), 0);
	ck_assert_int_eq(find_print(second, over), id);
	ck_assert_int_eq(find_name("shop", over), id);
}
END_TEST

START_TEST(rotating_again_prolongs_nothing)
{
	int64_t id;

	begin(_i);
	id = add(&plain, first);
	rotate(id, second, FIXTURE_NOW + 100);
	rotate(id, third, FIXTURE_NOW + 200);
	ck_assert_int_eq(find_print(first, FIXTURE_NOW + 99), id);
	ck_assert_int_eq(find_print(first, FIXTURE_NOW + 100), 0);
	ck_assert_int_eq(find_print(second, FIXTURE_NOW + 199), id);
	ck_assert_int_eq(find_print(second, FIXTURE_NOW + 200), 0);
	ck_assert_int_eq(find_print(third, FIXTURE_NOW + 200), id);
}
END_TEST

START_TEST(without_an_overlap_old_secrets_end_at_once)
{
	int64_t id;

	begin(_i);
	id = add(&plain, first);
	rotate(id, second, FIXTURE_NOW + 100);
	rotate(id, third, FIXTURE_NOW);
	ck_assert_int_eq(find_print(first, FIXTURE_NOW), 0);
	ck_assert_int_eq(find_print(second, FIXTURE_NOW), 0);
	ck_assert_int_eq(find_print(third, FIXTURE_NOW), id);
}
END_TEST

START_TEST(revoking_ends_every_secret_of_that_key_alone)
{
	struct api_key other = { .name = "desk", .scopes = SCOPE_READ };
	int64_t id, desk;

	begin(_i);
	id = add(&plain, first);
	desk = add(&other, third);
	rotate(id, second, FIXTURE_NOW + 100);
	withdraw(id);
	ck_assert_int_eq(find_print(first, FIXTURE_NOW), 0);
	ck_assert_int_eq(find_print(second, FIXTURE_NOW), 0);
	ck_assert_int_eq(find_print(third, FIXTURE_NOW), desk);
}
END_TEST

START_TEST(what_rotates_keeps_all_else)
{
	struct api_key key;
	int64_t id;

	begin(_i);
	id = add(&whole, first);
	rotate(id, second, FIXTURE_NOW);
	key = find((struct key_wanted){ .print = second }, FIXTURE_NOW);
	ck_assert_int_eq(key.id, id);
	assert_whole(&key, &whole);
}
END_TEST

START_TEST(all_keys_are_listed_be_they_valid_or_not)
{
	struct api_key *keys, old = plain;
	int64_t ids[3];
	size_t count;

	begin(_i);
	old.expires = "2020-06-14";
	ids[0] = add(&plain, first);
	withdraw(ids[0]);
	ids[1] = add(&old, second);
	ids[2] = add(&plain, third);
	ck_assert_int_eq(
		store_open_to_read(&arena, &settings, &store), STORE_OK);
	ck_assert_int_eq(store_list_keys(store, &keys, &count), STORE_OK);
	store_close(store);
	ck_assert_uint_eq(count, 3);
	for (int i = 0; i < 3; i++) {
		ck_assert_int_eq(keys[i].id, ids[i]);
		ck_assert_str_eq(keys[i].name, "shop");
		ck_assert_int_eq(key_is_valid(&keys[i], FIXTURE_NOW), i == 2);
	}
	ck_assert_int_eq(keys[0].revoked, FIXTURE_NOW);
	ck_assert_int_eq(keys[1].revoked, 0);
	ck_assert_str_eq(keys[1].expires, "2020-06-14");
}
END_TEST

START_TEST(a_store_without_keys_lists_none)
{
	struct api_key *keys;
	size_t count;

	begin(_i);
	open_store();
	ck_assert_int_eq(store_list_keys(store, &keys, &count), STORE_OK);
	ck_assert_uint_eq(count, 0);
	commit();
}
END_TEST

START_TEST(nothing_is_changed_without_a_commit)
{
	int64_t id, other;

	begin(_i);
	id = add(&plain, first);
	open_store();
	ck_assert_int_eq(
		store_add_key(store, &whole, second, &deed, &other), STORE_OK);
	ck_assert_int_eq(store_rotate_key(store, id, third, FIXTURE_NOW, &deed),
		STORE_OK);
	ck_assert_int_eq(store_revoke_key(store, id, &deed), STORE_OK);
	store_close(store);
	ck_assert_int_eq(find_print(first, FIXTURE_NOW), id);
	ck_assert_int_eq(find_print(second, FIXTURE_NOW), 0);
	ck_assert_int_eq(find_print(third, FIXTURE_NOW), 0);
}
END_TEST

/* Uses the key of a number, as the store has it, at a time. */
static const char *
use(int64_t id, int64_t now)
{
	struct api_key key = find((struct key_wanted){ .id = id }, FIXTURE_NOW);

	store_use_key(&arena, &settings, &key, now);
	return find((struct key_wanted){ .id = id }, FIXTURE_NOW).used;
}

START_TEST(the_day_of_the_last_use_is_kept)
{
	int64_t id, other;

	begin(_i);
	id = add(&plain, first);
	other = add(&whole, second);
	ck_assert_str_eq(use(id, FIXTURE_NOW), "2020-06-15");
	ck_assert_str_eq(use(id, FIXTURE_NOW + 1), "2020-06-15");
	ck_assert_str_eq(use(id, FIXTURE_NOW + CALENDAR_DAY), "2020-06-16");
	ck_assert_ptr_null(
		find((struct key_wanted){ .id = other }, FIXTURE_NOW).used);
}
END_TEST

START_TEST(a_key_that_says_its_day_is_not_noted_again)
{
	struct api_key key;

	begin(_i);
	key = (struct api_key){ .id = add(&plain, first),
		.used = "2020-06-15" };
	store_use_key(&arena, &settings, &key, FIXTURE_NOW);
	ck_assert_ptr_null(
		find((struct key_wanted){ .id = key.id }, FIXTURE_NOW).used);
}
END_TEST

static size_t
log_size(void)
{
	struct stat status;

	return stat(log_file, &status) == 0 ? (size_t)status.st_size : 0;
}

/* Holds the store until the other end of the pipe is closed. */
static void
hold(const int ready[2], const int go[2])
{
	char byte = 0;

	close(go[1]);
	open_store();
	if (write(ready[1], &byte, 1) != 1)
		leave(EXIT_FAILURE);
	while (read(go[0], &byte, 1) > 0)
		;
	store_close(store);
	leave(EXIT_SUCCESS);
}

START_TEST(a_use_waits_for_nobody_and_tells_nobody)
{
	int ready[2], go[2], status;
	struct api_key key;
	char byte;
	pid_t pid;

	begin(_i);
	key = (struct api_key){ .id = add(&plain, first) };
	ck_assert_int_eq(pipe(ready), 0);
	ck_assert_int_eq(pipe(go), 0);
	pid = fork();
	if (pid == 0)
		hold(ready, go);
	ck_assert_int_eq(read(ready[0], &byte, 1), 1);
	/* the lock timeout of the settings is longer than any test may take */
	store_use_key(&arena, &settings, &key, FIXTURE_NOW);
	close(go[1]);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
	/* of a kind whose writers wait for each other, it is not noted */
	ck_assert(_i >= STORES_OF_FILES ||
		  find((struct key_wanted){ .id = key.id }, FIXTURE_NOW).used ==
			  NULL);
	ck_assert_uint_eq(log_size(), 0);
	ck_assert_str_eq(use(key.id, FIXTURE_NOW), "2020-06-15");
}
END_TEST

/* Names, and whether a key may have them. */
static const struct {
	const char *name, *fault;
} names[] = {
	{ "shop", NULL },
	{ "Läden 店舗", NULL },
	{ "DOMAIN\\anna", NULL },
	{ "anna@example.com", NULL },
	{ "-x", NULL },
	{ "crm_0123456789ABCDEFGHIJKLMNOPQRSTUV1ggZdM", NULL },
	{ "", "is empty" },
	{ " \t", "is empty" },
	{ " shop", "begins or ends with white space" },
	{ "shop ", "begins or ends with white space" },
	{ "a\nb", "has characters that can't be seen" },
	{ "a\x7f", "has characters that can't be seen" },
	{ "a\x1b[2J", "has characters that can't be seen" },
	{ "a\u200bb", "has characters that can't be seen" },
	{ "a\u202eb", "has characters that can't be seen" },
	{ "a\u2028b", "has characters that can't be seen" },
	{ "a\u2029b", "has characters that can't be seen" },
	{ "\xff", "has characters that can't be seen" },
	{ "crm_0123456789ABCDEFGHIJKLMNOPQRSTUV1ggZdL",
		"is a key, and would be shown" },
	{ "my crm_crm_0123456789ABCDEFGHIJKLMNOPQRSTUV1ggZdL.",
		"is a key, and would be shown" },
};

START_TEST(a_name_can_be_seen_and_is_no_key)
{
	assert_text(key_name_fault(names[_i].name), names[_i].fault);
}
END_TEST

START_TEST(a_name_is_bounded)
{
	ck_assert_ptr_null(key_name_fault(repeated("é", KEY_NAME_MOST / 2)));
	ck_assert_str_eq(key_name_fault(repeated("x", KEY_NAME_MOST + 1)),
		"is too long");
}
END_TEST

/* Adds a test that every store has to pass. */
static void
add_each(TCase *tcase, const TTest *test)
{
	tcase_add_loop_test(tcase, test, stores_first(), stores_end());
}

/* The number of the valid key of a visit, or 0. */
static int64_t
find_visit(const unsigned char *print, int64_t now)
{
	return find((struct key_wanted){ .visit = print }, now).id;
}

static void
visit(int64_t key, const unsigned char *print, int64_t until, int64_t now)
{
	open_store();
	ck_assert_int_eq(
		store_add_visit(store, key, print, until, now), STORE_OK);
	commit();
}

START_TEST(a_visit_is_a_keys_until_it_is_over)
{
	const int64_t over = FIXTURE_NOW + 100;
	int64_t id;

	begin(_i);
	id = add(&plain, first);
	visit(id, second, over, FIXTURE_NOW);
	ck_assert_int_eq(find_visit(second, over - 1), id);
	ck_assert_int_eq(find_visit(second, over), 0);
	ck_assert_int_eq(find_visit(first, FIXTURE_NOW), 0);
	ck_assert_int_eq(find_print(second, FIXTURE_NOW), 0);
	visit(id, third, over + 100, over);
	ck_assert_int_eq(find_visit(second, over - 1), 0);
	ck_assert_int_eq(find_visit(third, over), id);
}
END_TEST

START_TEST(a_visit_ends_with_its_key)
{
	int64_t id;

	begin(_i);
	id = add(&whole, first);
	visit(id, second, INT64_MAX, FIXTURE_NOW);
	ck_assert_int_eq(find_visit(second, FIXTURE_NOW), id);
	ck_assert_int_eq(find_visit(second, FIXTURE_NOW + 86400 * 366), 0);
	withdraw(id);
	ck_assert_int_eq(find_visit(second, FIXTURE_NOW), 0);
}
END_TEST

START_TEST(a_visit_that_is_dropped_is_over_and_no_other)
{
	int64_t id;

	begin(_i);
	id = add(&plain, first);
	visit(id, first, INT64_MAX, FIXTURE_NOW);
	visit(id, second, INT64_MAX, FIXTURE_NOW);
	open_store();
	ck_assert_int_eq(store_drop_visit(store, first), STORE_OK);
	commit();
	ck_assert_int_eq(find_visit(first, FIXTURE_NOW), 0);
	ck_assert_int_eq(find_visit(second, FIXTURE_NOW), id);
}
END_TEST

Suite *
key_suite(void)
{
	Suite *suite = suite_create("key");
	TCase *tcase = fixture_case(suite, "keys");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	add_each(tcase, a_key_comes_back_with_all_it_has);
	add_each(tcase, a_key_for_all_has_every_scope);
	add_each(tcase, what_is_no_key_is_not_found);
	add_each(tcase, a_revoked_key_is_not_found);
	add_each(tcase, a_key_is_good_through_its_last_day);
	add_each(tcase, a_name_is_unique_among_valid_keys);
	add_each(tcase, an_old_secret_is_good_until_its_overlap_is_over);
	add_each(tcase, rotating_again_prolongs_nothing);
	add_each(tcase, without_an_overlap_old_secrets_end_at_once);
	add_each(tcase, revoking_ends_every_secret_of_that_key_alone);
	add_each(tcase, what_rotates_keeps_all_else);
	add_each(tcase, all_keys_are_listed_be_they_valid_or_not);
	add_each(tcase, a_store_without_keys_lists_none);
	add_each(tcase, nothing_is_changed_without_a_commit);
	add_each(tcase, the_day_of_the_last_use_is_kept);
	add_each(tcase, a_key_that_says_its_day_is_not_noted_again);
	add_each(tcase, a_use_waits_for_nobody_and_tells_nobody);
	add_each(tcase, a_visit_is_a_keys_until_it_is_over);
	add_each(tcase, a_visit_ends_with_its_key);
	add_each(tcase, a_visit_that_is_dropped_is_over_and_no_other);
	tcase_add_loop_test(
		tcase, a_name_can_be_seen_and_is_no_key, 0, COUNT(names));
	tcase_add_test(tcase, a_name_is_bounded);
	return suite;
}
