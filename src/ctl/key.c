/* crmctl key: makes, shows, revokes and rotates API keys. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/apikey.h"
#include "base/arena.h"
#include "base/calendar.h"
#include "base/list.h"
#include "base/text.h"
#include "ctl/commands.h"
#include "ctl/ctl.h"
#include "ctl/listing.h"
#include "schema/date.h"

enum { SCOPES, BRANDS, POS, EXPIRES, OVERLAP, DRY_RUN };

static const struct ctl_option options[] = {
	[SCOPES] = { "scopes", "LIST",
		"what the key allows, of create, read, write, erase and "
		"export; "
		"without it all" },
	[BRANDS] = { "brands", "LIST",
		"the brands whose customers there are for it; without it all" },
	[POS] = { "pos", "LIST", "the points of sale likewise, as ES100:*" },
	[EXPIRES] = { "expires", "DAY",
		"the last day that it is good, in UTC" },
	[OVERLAP] = { "overlap", "DAYS",
		"for how long the old secret is good too; without it not" },
	[DRY_RUN] = { "dry-run", NULL,
		"say what would be done, and do nothing" },
	{ 0 },
};

enum {
	OVERLAP_MOST = 3650, /* days */
	BRAND_LETTERS = 3,
	POS_LETTERS = 32 + 1 /* of a code, and the asterisk */
};

/* An action on keys; the name of a key stands behind it, unless it lists. */
struct action {
	const char *name;
	int (*run)(struct ctl *ctl, const char *key);
	bool named;
	unsigned options; /* that it takes: bits by their places */
};

/* The readers of options: return whether the value is good, or complain. */

/* A list as a user separates it, by commas or white space, by blanks. */
static char *
split(struct ctl *ctl, const char *list)
{
	char *words = arena_printf(ctl->arena, "%s", list);

	for (char *at = words; *at != '\0'; at++)
		if (strchr(", \t\r\n\v\f", *at) != NULL)
			*at = ' ';
	return words;
}

static bool
read_scopes(struct ctl *ctl, unsigned *scopes)
{
	const char *value = ctl->values[SCOPES], *wrong;

	*scopes = SCOPE_ALL;
	if (value == NULL)
		return true;
	wrong = scopes_read(ctl->arena, split(ctl, value), scopes);
	if (wrong != NULL)
		ctl_complain("--scopes: %s%s; the scopes are %s",
			*wrong == '\0' ? "there is none" : wrong,
			*wrong == '\0' ? "" : " is no scope",
			scopes_names(ctl->arena, SCOPE_ALL));
	return wrong == NULL;
}

static bool
is_brand(const char *word, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (text_lower(word[i]) < 'a' || text_lower(word[i]) > 'z')
			return false;
	return length == BRAND_LETTERS;
}

static bool
is_pattern(const char *word, size_t length)
{
	const char *star = memchr(word, '*', length);

	return (star == NULL || star == word + length - 1) &&
	       utf8_valid(word, length) &&
	       utf8_count(word, length) <= POS_LETTERS;
}

/*
 * Reads a list of words of a sort. *words becomes NULL without the option, else
 * the words, blank-separated.
 */
static bool
read_words(struct ctl *ctl, int option, bool is(const char *, size_t),
	const char *sort, const char **words)
{
	struct text out = { .arena = ctl->arena };
	const char *at, *word;
	size_t length;

	*words = NULL;
	if (ctl->values[option] == NULL)
		return true;
	at = split(ctl, ctl->values[option]);
	while ((word = list_word(&at, &length)) != NULL && is(word, length)) {
		text_puts(&out, out.length == 0 ? "" : " ");
		text_add(&out, word, length);
	}
	*words = out.bytes;
	if (word != NULL)
		ctl_complain("--%s: %.*s is no %s", options[option].name,
			(int)length, word, sort);
	else if (out.length == 0)
		ctl_complain(
			"--%s: there is no %s", options[option].name, sort);
	return word == NULL && out.length > 0;
}

static bool
read_brands(struct ctl *ctl, const char **brands)
{
	char *upper;

	if (!read_words(ctl, BRANDS, is_brand, "brand, which has three letters",
		    brands))
		return false;
	if (*brands == NULL)
		return true;
	*brands = upper = arena_printf(ctl->arena, "%s", *brands);
	for (; *upper != '\0'; upper++)
		if (*upper >= 'a' && *upper <= 'z')
			*upper = (char)(*upper & ~0x20);
	return true;
}

static bool
read_pos(struct ctl *ctl, const char **pos)
{
	return read_words(ctl, POS, is_pattern,
		"code of a point of sale, or its beginning with a * behind",
		pos);
}

static bool
read_expiry(struct ctl *ctl, const char **expires)
{
	const char *value = ctl->values[EXPIRES];
	char *day = arena_alloc(ctl->arena, CALENDAR_ROOM);
	struct date date;

	*expires = NULL;
	if (value == NULL)
		return true;
	if (date_parse(value, strlen(value), &date) != FAULT_NONE ||
		date.is_instant || !calendar_exists(date.day)) {
		ctl_complain(
			"--expires: %s is no day such as 2027-01-31", value);
		return false;
	}
	calendar_put_day(day, date.day);
	*expires = day;
	return true;
}

/* Reads the seconds for which an old secret is good on. */
static bool
read_overlap(struct ctl *ctl, int64_t *seconds)
{
	const char *value =
		ctl->values[OVERLAP] == NULL ? "0" : ctl->values[OVERLAP];
	size_t digits = strspn(value, "0123456789");
	long long days = strtoll(value, NULL, 10);

	if (digits > 0 && digits < 6 && value[digits] == '\0' &&
		days <= OVERLAP_MOST) {
		*seconds = days * CALENDAR_DAY;
		return true;
	}
	ctl_complain("--overlap: %s is no number of days from 0 to %d", value,
		OVERLAP_MOST);
	return false;
}

/* What is printed */

static const char *
state_of(const struct api_key *key)
{
	return key->revoked != 0                   ? "revoked"
	       : key_is_valid(key, calendar_now()) ? "valid"
						   : "expired";
}

/* A list, or what "none listed" means. */
static const char *
listed(struct ctl *ctl, const char *words)
{
	return words == NULL ? "all" : ctl_shown(ctl, words);
}

static const char *
scopes_of(struct ctl *ctl, const struct api_key *key)
{
	return scopes_names(ctl->arena, key->scopes);
}

static const char *
instant_of(struct ctl *ctl, int64_t seconds)
{
	char *instant = arena_alloc(ctl->arena, CALENDAR_ROOM);

	calendar_put_instant(instant, seconds, "");
	return instant;
}

static void
add_string(struct text *out, const char *name, const char *value)
{
	if (value == NULL)
		return;
	text_printf(out, ",\"%s\":", name);
	text_json(out, value, strlen(value));
}

static void
add_words(struct text *out, const char *name, const char *words)
{
	const char *word, *comma = "";
	size_t length;

	if (words == NULL)
		return;
	text_printf(out, ",\"%s\":[", name);
	while ((word = list_word(&words, &length)) != NULL) {
		text_puts(out, comma);
		text_json(out, word, length);
		comma = ",";
	}
	text_putc(out, ']');
}

/* Prints a key for programs, with its secret unless that is NULL. */
static void
print_json(struct ctl *ctl, const struct api_key *key, const char *secret)
{
	struct text out = { .arena = ctl->arena };

	text_printf(&out, "{\"number\":%" PRId64, key->id);
	add_string(&out, "name", ctl_shown(ctl, key->name));
	add_words(&out, "scopes", scopes_of(ctl, key));
	add_words(&out, "brands", key->bounds.brands);
	add_words(&out, "pos",
		key->bounds.pos == NULL ? NULL
					: ctl_shown(ctl, key->bounds.pos));
	add_string(&out, "expires", key->expires);
	add_string(&out, "created", instant_of(ctl, key->created));
	add_string(&out, "used", key->used);
	if (key->revoked != 0)
		add_string(&out, "revoked", instant_of(ctl, key->revoked));
	add_string(&out, "state", state_of(key));
	add_string(&out, "key", secret);
	printf("%s}\n", out.bytes);
}

/* Prints a key that was made or rotated, once. */
static void
print_secret(struct ctl *ctl, const struct api_key *key, const char *secret)
{
	if (ctl->json)
		print_json(ctl, key, secret);
	else
		puts(secret);
	fflush(stdout);
}

static void
print_members(struct ctl *ctl, const struct api_key *key)
{
	const struct {
		const char *name, *value;
	} members[] = {
		{ "state", state_of(key) },
		{ "scopes", scopes_of(ctl, key) },
		{ "brands", listed(ctl, key->bounds.brands) },
		{ "points of sale", listed(ctl, key->bounds.pos) },
		{ "last day", key->expires == NULL ? "none" : key->expires },
		{ "created", instant_of(ctl, key->created) },
		{ "last used", key->used == NULL ? "never" : key->used },
		{ "revoked", key->revoked == 0
				     ? NULL
				     : instant_of(ctl, key->revoked) },
	};

	printf("key %" PRId64 ", %s\n", key->id, ctl_shown(ctl, key->name));
	for (size_t i = 0; i < sizeof(members) / sizeof(*members); i++)
		if (members[i].value != NULL)
			printf("  %s: %s\n", members[i].name, members[i].value);
}

/* Prints keys, a row each below a head. */
static void
print_listing(struct ctl *ctl, const struct api_key *keys, size_t count)
{
	static const char *const heads[] = { "NUMBER", "NAME", "STATE",
		"SCOPES", "BRANDS", "POS", "LAST DAY", "USED" };
	struct listing listing = {
		.arena = ctl->arena,
		.columns = sizeof(heads) / sizeof(*heads),
	};

	for (size_t i = 0; i < listing.columns; i++)
		listing_add(&listing, heads[i]);
	for (size_t i = 0; i < count; i++) {
		const struct api_key *key = &keys[i];

		listing_add(&listing,
			arena_printf(ctl->arena, "%" PRId64, key->id));
		listing_add(&listing, ctl_shown(ctl, key->name));
		listing_add(&listing, state_of(key));
		listing_add(&listing, scopes_of(ctl, key));
		listing_add(&listing, listed(ctl, key->bounds.brands));
		listing_add(&listing, listed(ctl, key->bounds.pos));
		listing_add(
			&listing, key->expires == NULL ? "-" : key->expires);
		listing_add(&listing, key->used == NULL ? "-" : key->used);
	}
	listing_print(&listing);
}

/* The actions: return an exit status. */

static bool
is_dry(const struct ctl *ctl)
{
	return ctl->values[DRY_RUN] != NULL;
}

static struct deed
deed_of(const struct ctl *ctl)
{
	return (struct deed){ .by = ctl->login, .time = calendar_now() };
}

/* Ends the transaction; without it nothing is changed on a dry run. */
static int
finish(struct ctl *ctl, struct store *store)
{
	if (!is_dry(ctl))
		return store_commit(store) == STORE_OK ? CTL_DONE : CTL_FAILED;
	store_close(store);
	return CTL_DONE;
}

/* Says on standard error what was done to a key, or would be. */
static void
tell(struct ctl *ctl, const struct api_key *key, const char *done,
	const char *more)
{
	ctl_complain("key %s %s%s%s", key->name,
		is_dry(ctl) ? "would be " : "is ", done, more);
}

/* Makes a secret and its print; complains if there are no random numbers. */
static bool
make_secret(char secret[APIKEY_ROOM], unsigned char print[SHA256_BYTES])
{
	if (!apikey_make(secret)) {
		ctl_complain("the system has no random numbers for a key; see "
			     "getrandom(2)");
		return false;
	}
	apikey_print(secret, APIKEY_LENGTH, print);
	return true;
}

/* Stores a key; the result is a key with its number, or a status to end with.
 */
static int
store_new(struct ctl *ctl, struct api_key *key, const char *secret,
	const unsigned char print[SHA256_BYTES])
{
	const struct deed deed = deed_of(ctl);
	struct store *store = ctl_open(ctl);
	int status;

	if (store == NULL)
		return CTL_FAILED;
	key->created = deed.time;
	if (store_add_key(store, key, print, &deed, &key->id) == STORE_OK &&
		key->id == 0) {
		store_close(store);
		ctl_complain("a key is named %s already; revoke that one, or "
			     "rotate it for another secret",
			key->name);
		return CTL_FAILED;
	}
	status = finish(ctl, store);
	if (status == CTL_DONE && !is_dry(ctl))
		print_secret(ctl, key, secret);
	return status;
}

static int
add(struct ctl *ctl, const char *name)
{
	struct api_key key = { .name = name };
	const char *fault = key_name_fault(name);
	unsigned char print[SHA256_BYTES];
	char secret[APIKEY_ROOM];
	int status;

	if (fault != NULL) {
		ctl_complain("the name of the key %s", fault);
		return CTL_USAGE;
	}
	if (!read_scopes(ctl, &key.scopes) ||
		!read_brands(ctl, &key.bounds.brands) ||
		!read_pos(ctl, &key.bounds.pos) ||
		!read_expiry(ctl, &key.expires))
		return CTL_USAGE;
	if (!make_secret(secret, print))
		return CTL_FAILED;
	status = store_new(ctl, &key, secret, print);
	if (status != CTL_DONE)
		return status;
	tell(ctl, &key, "good for: ", scopes_of(ctl, &key));
	if (!key_is_valid(&key, calendar_now()))
		ctl_complain("its last day, %s, is over", key.expires);
	return CTL_DONE;
}

/* Reads all keys; false after a failure, which the log tells. */
static bool
read_keys(struct ctl *ctl, struct api_key **keys, size_t *count)
{
	struct store *store = ctl_open_to_read(ctl);
	enum store_result result;

	if (store == NULL)
		return false;
	result = store_list_keys(store, keys, count);
	store_close(store);
	return result == STORE_OK;
}

static int
list(struct ctl *ctl, const char *name)
{
	struct api_key *keys;
	size_t count;

	(void)name;
	if (!read_keys(ctl, &keys, &count))
		return CTL_FAILED;
	if (ctl->json)
		for (size_t i = 0; i < count; i++)
			print_json(ctl, &keys[i], NULL);
	else if (count > 0)
		print_listing(ctl, keys, count);
	return CTL_DONE;
}

/* Shows the valid key of a name; without one, the last that had the name. */
static int
show(struct ctl *ctl, const char *name)
{
	const struct api_key *found = NULL;
	struct api_key *keys;
	size_t count;

	if (!read_keys(ctl, &keys, &count))
		return CTL_FAILED;
	for (size_t i = 0; i < count; i++)
		if (strcmp(keys[i].name, name) == 0 &&
			(found == NULL || !key_is_valid(found, calendar_now())))
			found = &keys[i];
	if (found == NULL) {
		ctl_complain(
			"no key is named %s; crmctl key list shows them", name);
		return CTL_FAILED;
	}
	if (ctl->json)
		print_json(ctl, found, NULL);
	else
		print_members(ctl, found);
	return CTL_DONE;
}

/*
 * Finds the valid key of a name in a transaction. Returns NULL and has ended
 * the transaction, after a complaint, if there is none.
 */
static struct store *
open_key(struct ctl *ctl, const char *name, struct api_key *key)
{
	const struct key_wanted wanted = { .name = name };
	struct store *store = ctl_open(ctl);
	enum store_result result;

	if (store == NULL)
		return NULL;
	result = store_find_key(store, &wanted, calendar_now(), key);
	if (result == STORE_OK && key->id != 0)
		return store;
	store_close(store);
	if (result == STORE_OK)
		ctl_complain("no valid key is named %s; crmctl key list shows "
			     "all",
			name);
	return NULL;
}

static int
revoke_key(struct ctl *ctl, const char *name)
{
	const struct deed deed = deed_of(ctl);
	struct api_key key;
	struct store *store = open_key(ctl, name, &key);
	int status;

	if (store == NULL)
		return CTL_FAILED;
	store_revoke_key(store, key.id, &deed);
	status = finish(ctl, store);
	if (status != CTL_DONE)
		return status;
	key.revoked = deed.time;
	if (ctl->json)
		print_json(ctl, &key, NULL);
	tell(ctl, &key, "revoked", "");
	return CTL_DONE;
}

static int
rotate(struct ctl *ctl, const char *name)
{
	const struct deed deed = deed_of(ctl);
	unsigned char print[SHA256_BYTES];
	char secret[APIKEY_ROOM];
	struct store *store;
	struct api_key key;
	int64_t overlap;
	int status;

	if (!read_overlap(ctl, &overlap))
		return CTL_USAGE;
	if (!make_secret(secret, print))
		return CTL_FAILED;
	store = open_key(ctl, name, &key);
	if (store == NULL)
		return CTL_FAILED;
	store_rotate_key(store, key.id, print, deed.time + overlap, &deed);
	status = finish(ctl, store);
	if (status != CTL_DONE)
		return status;
	if (!is_dry(ctl))
		print_secret(ctl, &key, secret);
	tell(ctl, &key, "rotated; the old secret is good ",
		overlap == 0 ? "no more"
			     : arena_printf(ctl->arena, "until %s",
				       instant_of(ctl, deed.time + overlap)));
	return CTL_DONE;
}

enum { CHANGE = 1 << DRY_RUN };

static const struct action actions[] = {
	{ "add", add, true,
		CHANGE | 1 << SCOPES | 1 << BRANDS | 1 << POS | 1 << EXPIRES },
	{ "list", list, false, 0 },
	{ "show", show, true, 0 },
	{ "revoke", revoke_key, true, CHANGE },
	{ "rotate", rotate, true, CHANGE | 1 << OVERLAP },
};

/* Whether an action takes all options and arguments that are there. */
static bool
suits(struct ctl *ctl, const struct action *action, char *const *arguments)
{
	for (int i = 0; options[i].name != NULL; i++)
		if (ctl->values[i] != NULL &&
			(action->options & 1U << i) == 0) {
			ctl_complain("key %s takes no --%s", action->name,
				options[i].name);
			return false;
		}
	if (action->named && *arguments == NULL) {
		ctl_complain("the name of the key is missing");
		return false;
	}
	arguments += action->named;
	if (*arguments != NULL)
		ctl_complain("key %s: there is %s too much", action->name,
			*arguments);
	return *arguments == NULL;
}

static int
run(struct ctl *ctl, char **arguments)
{
	const char *name = *arguments == NULL ? "" : *arguments;

	for (size_t i = 0; i < sizeof(actions) / sizeof(*actions); i++)
		if (strcmp(name, actions[i].name) == 0)
			return suits(ctl, &actions[i], arguments + 1)
				       ? actions[i].run(ctl, arguments[1])
				       : CTL_USAGE;
	ctl_complain("key%s%s: there are key add, key list, key show, key "
		     "revoke and key rotate",
		*name == '\0' ? "" : " ", name);
	return CTL_USAGE;
}

/* A key may be the first thing that the database has. */
static bool
makes(const struct ctl *ctl, char *const *arguments)
{
	return *arguments != NULL && strcmp(*arguments, "add") == 0 &&
	       !is_dry(ctl);
}

static const struct ctl_form forms[] = {
	{ "add NAME [--scopes LIST] [--brands LIST] [--pos LIST] "
	  "[--expires DAY]",
		"make a key, and print it: this once" },
	{ "list", "list all keys, without what is secret of them" },
	{ "show NAME", "print one of them" },
	{ "revoke NAME", "have a key be good for nothing, from now on" },
	{ "rotate NAME [--overlap DAYS]",
		"give a key another secret, and print it" },
	{ 0 },
};

const struct ctl_command ctl_key = {
	.name = "key",
	.summary = "make, list, revoke and rotate the API keys of clients",
	.forms = forms,
	.options = options,
	.about = "Lists are separated by commas. A key is a secret: mind where "
		 "it goes.",
	.makes = makes,
	.run = run,
};
