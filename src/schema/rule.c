/* The rules for the values of a field, in words and as regular expressions. */
#include "schema/rule.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "schema/codes.h"
#include "schema/type.h"

/* Bytes: a longer list of codes is not spelled out in a message. */
enum { LONG_LIST = 700 };

/* Whether the length is a rule of its own, not hidden by shorter codes. */
static bool
is_bounded(const struct field *field, const struct rules *rules)
{
	if (field->type == TYPE_CODE && codes_of(field, rules) != NULL)
		return false;
	return field->max != 0 && field->type != TYPE_LETTERS;
}

/* Whether a list is too long for a message, which gives an example then. */
static bool
is_long(const struct field *field, const char *codes)
{
	return field->example != NULL && strlen(codes) > LONG_LIST;
}

bool
rule_holds(const struct field *field, const struct rules *rules,
	enum fault_kind kind)
{
	const char *codes;

	switch (kind) {
	case FAULT_MISSING:
		return field->need == REQUIRED;
	case FAULT_MISSING_WHEN:
		return field->need == REQUIRED_WHEN;
	case FAULT_NO_DATE:
		return types[field->type].wrong == FAULT_NO_DATE;
	case FAULT_NO_GUID:
		return types[field->type].wrong == FAULT_NO_GUID;
	case FAULT_TOO_LONG:
		return is_bounded(field, rules);
	case FAULT_CODE:
	case FAULT_UNKNOWN_CODE:
		codes = codes_of(field, rules);
		return codes != NULL &&
		       is_long(field, codes) == (kind == FAULT_UNKNOWN_CODE);
	case FAULT_EMAIL:
		return field->type == TYPE_EMAIL;
	case FAULT_WHITE_SPACE:
		return field->type == TYPE_TOKEN;
	case FAULT_LETTERS:
		return field->type == TYPE_LETTERS;
	case FAULT_PHONE:
	case FAULT_PHONE_DIGITS:
		return field->type == TYPE_PHONE;
	case FAULT_FUTURE:
		return field->past;
	case FAULT_TOO_EARLY:
		return field->from != NULL;
	case FAULT_TOO_MANY_ITEMS:
		return field->type == TYPE_LIST;
	case FAULT_SECOND_SINGLE:
		return field->single;
	default:
		return false;
	}
}

/* The detail of a fault: for its message, beyond the field's columns. */
static const char *
detail_of(struct arena *arena, const struct field *field,
	const struct rules *rules, enum fault_kind kind)
{
	switch (kind) {
	case FAULT_CODE:
		return codes_print(arena, codes_of(field, rules));
	case FAULT_TOO_MANY_ITEMS:
		return arena_printf(arena, "%zu", rules->max_items);
	default:
		return "";
	}
}

struct fault
rule_fault(struct arena *arena, const struct schema *schema, size_t field,
	const struct rules *rules, enum fault_kind kind)
{
	const struct field *row = &schema->fields[field];

	if (kind == FAULT_CODE && rule_holds(row, rules, FAULT_UNKNOWN_CODE))
		kind = FAULT_UNKNOWN_CODE;
	return (struct fault){
		.kind = kind,
		.field = row,
		.other = row->need == REQUIRED_WHEN
				 ? &schema->fields[row->when.field]
				 : NULL,
		.path = row->name,
		.detail = detail_of(arena, row, rules, kind),
	};
}

/*
 * Adds the messages of the field's rules, of the kinds from kind up to but not
 * including end, about "It"; the text between comes before the first message.
 */
static void
add_words(struct text *out, const char *between, const struct schema *schema,
	size_t field, const struct rules *rules, int kind, int end)
{
	const struct field row = schema_field(schema, field);

	for (; kind < end; kind++) {
		struct fault fault;

		if (!rule_holds(&row, rules, (enum fault_kind)kind))
			continue;
		fault = rule_fault(out->arena, schema, field, rules,
			(enum fault_kind)kind);
		fault.path = "It";
		text_puts(out, between);
		fault_message(out, &fault, NULL);
		between = " ";
	}
}

void
rule_words(struct text *out, const struct schema *schema, size_t field,
	const struct rules *rules)
{
	add_words(out, "", schema, field, rules, FAULT_MISSING_WHEN + 1,
		FAULT__MAX);
}

void
rule_describe(struct text *out, const struct schema *schema, size_t field,
	const struct rules *rules)
{
	text_puts(out, schema->fields[field].text);
	add_words(out, " ", schema, field, rules, FAULT_MISSING, FAULT__MAX);
}

/* Pieces of the patterns: white space, and characters stripped off a text. */
#define BLANKS "\\t-\\r \\u00A0\\u3000"
#define INVISIBLE                                               \
	"\\u00AD\\u0600-\\u0605\\u061C\\u06DD\\u070F\\u0890-"   \
	"\\u0891\\u08E2\\u180E"                                 \
	"\\u200B-\\u200F\\u202A-\\u202E\\u2060-\\u2064\\u2066-" \
	"\\u206F\\uFEFF\\uFFF9-\\uFFFB"
#define SEEN "[^" BLANKS INVISIBLE "]"

/*
 * Letters, marks and digits beyond ASCII: not all, but in ranges that every
 * dialect of regular expressions reads alike.
 */
#define LETTERS                                         \
	"\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u02AF" \
	"\\u0300-\\u036F\\u0388-\\u038A\\u038E-\\u03A1" \
	"\\u03A3-\\u03CE\\u0400-\\u0481\\u048A-\\u052F" \
	"\\u0531-\\u0556\\u0561-\\u0587\\u05D0-\\u05EA" \
	"\\u0620-\\u0669\\u0671-\\u06D3\\u0900-\\u0963" \
	"\\u0966-\\u096F\\u0E01-\\u0E3A\\u0E40-\\u0E4E" \
	"\\u0E50-\\u0E59\\u10D0-\\u10FA\\u1E00-\\u1EFF" \
	"\\u3041-\\u3096\\u30A1-\\u30FA\\u30FC-\\u30FE" \
	"\\u3400-\\u4DBF\\u4E00-\\u9FFF\\uAC00-\\uD7A3"

/* Pieces of mail addresses: atoms of local parts, and labels of domains. */
#define WORD "A-Za-z0-9" LETTERS
#define ATOM "[!#-'*+\\-/=?^-`{-~" WORD "]+"
#define OUTER "[" WORD "]"
#define INNER "[" WORD "\\-]"
#define LABEL OUTER "(?:" INNER "{0,61}" OUTER ")?"

/* For texts that must be given: at least one character that is kept. */
static const char given[] = SEEN;

/* The day before this one means "no day" (see date_is_none()). */
static const char first_day[] = "0001-01-02";

/* Patterns and formats by type; {max} stands for the field's column. */
static const struct {
	const char *pattern, *format;
} shapes[TYPE__MAX] = {
	[TYPE_STRING] = { given, NULL },
	[TYPE_TOKEN] = { "^(?=.*" SEEN ")[^" BLANKS "]+$", NULL },
	[TYPE_LETTERS] = { "^[A-Za-z]{{max}}$", NULL },
	[TYPE_CODE] = { given, NULL },
	[TYPE_EMAIL] = { "^(?=[^@]{1,64}@)(?=.{6,254}$)" ATOM "(?:\\." ATOM
			 ")*@(?:" LABEL "\\.)+" LABEL "$",
		"idn-email" },
	[TYPE_PHONE] = { "^(?=(?:[^0-9]*[0-9]){4,15}[^0-9]*$)"
			 "[ .()\\-]*\\+?[0-9 .()\\-]*$",
		NULL },
	[TYPE_DAY] = { NULL, "date" },
	[TYPE_INSTANT] = { "^(?!000[01]|9999-12-31)[0-9]{4}-[0-9]{2}-[0-9]{2}"
			   "T(?:[01][0-9]|2[0-3])(?::[0-5][0-9]){2}"
			   "(?:\\.[0-9]{1,9})?"
			   "(?:Z|[+\\-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|"
			   "14:00))$",
		"date-time" },
	[TYPE_GUID] = { "^[0-9A-Fa-f]{8}(?:[0-9A-Fa-f]{24}|"
			"(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})$",
		NULL },
};

/* Adds a pattern for days from the first one on. */
static void
add_days(struct text *out, const char *first)
{
	text_puts(out, "^(?:");
	for (size_t i = 0; first[i] != '\0'; i++)
		if (first[i] >= '0' && first[i] < '9')
			text_printf(out, "%.*s[%c-9]|", (int)i, first,
				first[i] + 1);
	text_printf(out, "%s)", first);
}

void
rule_pattern(struct text *out, const struct field *field)
{
	static const char mark[] = "{max}";
	const char *pattern = shapes[field->type].pattern, *at;

	if (field->type == TYPE_DAY)
		add_days(out, field->from == NULL ? first_day : field->from);
	if (pattern == NULL || (pattern == given && field->need == OPTIONAL))
		return;
	at = strstr(pattern, mark);
	if (at == NULL) {
		text_puts(out, pattern);
		return;
	}
	text_add(out, pattern, (size_t)(at - pattern));
	text_printf(out, "%u%s", field->max, at + strlen(mark));
}

const char *
rule_format(const struct field *field)
{
	return shapes[field->type].format;
}

/* Adds a schema and those of its items, if the list lacks it. */
static const struct schema **
gather(struct arena *arena, const struct schema **list, size_t *count,
	const struct schema *schema)
{
	for (size_t i = 0; i < *count; i++)
		if (list[i] == schema)
			return list;
	list = arena_grow(arena, list, *count, sizeof(const struct schema *));
	list[(*count)++] = schema;
	for (size_t i = schema_first(schema); i < schema->count;
		i = schema_next(schema, i))
		if (schema->fields[i].item != NULL &&
			!schema->fields[i].item->plain)
			list = gather(
				arena, list, count, schema->fields[i].item);
	return list;
}

const struct schema **
rule_schemas(struct arena *arena, const struct schema *schema, size_t *count)
{
	*count = 0;
	return gather(arena, NULL, count, schema);
}
