/* API keys: the demand on their names, and their validity. */
#include "store/key.h"

#include <string.h>

#include "base/apikey.h"
#include "base/calendar.h"
#include "base/text.h"
#include "base/unicode.h"

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
	if (apikey_find(name) != NULL)
		return "is a key, and would be shown";
	return NULL;
}

bool
key_is_valid(const struct api_key *key, int64_t now)
{
	char today[CALENDAR_ROOM];

	calendar_put_day(today, calendar_day_of(now));
	return key->revoked == 0 &&
	       (key->expires == NULL || strcmp(today, key->expires) <= 0);
}
