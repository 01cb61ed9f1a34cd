/* API keys: their names, their validity, and the day of their last use. */
#include "store/key.h"

#include <string.h>

#include "base/apikey.h"
#include "base/calendar.h"
#include "base/text.h"
#include "base/unicode.h"
#include "store/methods.h"
#include "store/store.h"

/* Whether a text has a key in it. */
static bool
has_key(const char *text)
{
	while ((text = strstr(text, "crm_")) != NULL) {
		if (apikey_is_sound(text, strnlen(text, APIKEY_LENGTH)))
			return true;
		text++;
	}
	return false;
}

/* Whether a text has a character that is not seen, or ends the line. */
static bool
has_unseen(const char *text)
{
	const char *end = text + strlen(text);

	while (text < end) {
		int32_t point = utf8_next(&text, end);

		if (point < 0x20 || (point >= 0x7f && point < 0xa0) ||
			point == 0x2028 || point == 0x2029 ||
			unicode_is_format(point))
			return true;
	}
	return false;
}

const char *
key_name_fault(const char *name)
{
	const char *inner = name;
	size_t length = strlen(name), inner_length = length;

	text_trim(&inner, &inner_length);
	if (inner_length == 0)
		return "is empty";
	if (length > KEY_NAME_MOST)
		return "is too long";
	if (!utf8_valid(name, length) || has_unseen(name))
		return "has characters that can't be seen";
	if (inner_length != length)
		return "begins or ends with white space";
	if (has_key(name))
		return "is a key, and would be shown";
	return NULL;
}

/* Writes the day of an instant. */
static void
put_day(char out[CALENDAR_ROOM], int64_t now)
{
	calendar_put_day(out, calendar_day_of(now));
}

bool
key_is_valid(const struct api_key *key, int64_t now)
{
	char today[CALENDAR_ROOM];

	put_day(today, now);
	return key->revoked == 0 &&
	       (key->expires == NULL || strcmp(today, key->expires) <= 0);
}

void
store_use_key(struct arena *arena, const struct store_settings *settings,
	const struct api_key *key, int64_t now)
{
	struct store_settings hasty = *settings;
	char today[CALENDAR_ROOM];
	struct store *store;

	put_day(today, now);
	if (key->used != NULL && strcmp(key->used, today) == 0)
		return;
	hasty.lock_timeout = 0;
	hasty.quiet = true;
	hasty.idempotency = NULL;
	if (store_open(arena, &hasty, &store) != STORE_OK)
		return;
	store->methods->note_key_use(store, key->id, today);
	store_commit(store);
}
