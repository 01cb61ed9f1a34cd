/* A writer of JSON, piece by piece, for documents other than records. */
#include "format/jsonout.h"

#include <string.h>

#include "base/text.h"

/* Adds a comma, unless out is empty or ends with { or [ or a name. */
static void
separate(struct text *out)
{
	if (out->length > 0 &&
		strchr("{[:", out->bytes[out->length - 1]) == NULL)
		text_putc(out, ',');
}

void
jsonout_open(struct text *out, char bracket)
{
	separate(out);
	text_putc(out, bracket);
}

void
jsonout_close(struct text *out, char bracket)
{
	text_putc(out, bracket);
}

void
jsonout_name(struct text *out, const char *name)
{
	jsonout_string(out, name);
	text_putc(out, ':');
}

void
jsonout_string(struct text *out, const char *string)
{
	separate(out);
	text_json(out, string, strlen(string));
}

void
jsonout_number(struct text *out, long long number)
{
	separate(out);
	text_printf(out, "%lld", number);
}

void
jsonout_bool(struct text *out, bool value)
{
	jsonout_json(out, value ? "true" : "false");
}

void
jsonout_json(struct text *out, const char *json)
{
	separate(out);
	text_puts(out, json);
}

void
jsonout_member(struct text *out, const char *name, const char *string)
{
	jsonout_name(out, name);
	jsonout_string(out, string);
}
