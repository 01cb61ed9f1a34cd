/* Tests that what a format writes its reader reads as the same record. */
#include "fixture.h"

#include <string.h>

#include "customer/customer.h"
#include "schema/codes.h"

enum { RECORDS = 250, MOST_ITEMS = 3, MOST_PIECES = 24 };

Suite *roundtrip_suite(void);

static const char *const pieces[] = { "a", "Z", "0", " ", "  ", "\t", "\n",
	"\r", "\r\n", "\n\r", "\"", "\"\"", "'", ",", ";", ":", "{", "}", "[",
	"]", "[{", "}]", "{}", "[]", "<", ">", "</", "&", "&amp;", "&#10;",
	"]]>", "<![CDATA[", "<!--", "-->", "%", "%41", "+", "=", "&a=b", "\\",
	"\\n", "\\\"", "\\u0041", "/", "\\/", "--", "null", "True", "None",
	"=cmd()", "\x7f", "\u00a0", "\u3000", "\xc2\x85", "\u2028", "\ufeff",
	"\u00ad", "e\u0301", "é", "ß", "アナ", "שלום", "\u202eab\u202c",
	"\u200b", "😀", "𝒳", "\ufffd", "\U0010fffd" };

static const char *const solid[] = { "x", "\"", ",", "}", "]", ">", "😀" };

static const char *const tokens[] = { "ES100:102048", "\"", "a,b", "{x}", "[0]",
	"<&>", "]]>", "%41+b", "it's", "\\n", "null", "é😀", "=1+1" };

static const char *const letters[] = { "CAR", "abc", "zZz" };

static const char *const emails[] = { "ana@example.it",
	"o'brien+tag@sub.example.com", "x=y&z@example.com",
	"{a}|`b`@example.com", "é王𐐷@exämple.example.it" };

static const char *const phones[] = { "3331234567", "+39 02 1234.5678",
	"(02) 12-34", "0123", "+123456789012345" };

static const char *const bools[] = { "true", "false", "Y", "n", "1", "off" };

static const char *const days[] = { "2020-01-18", "19900102",
	"1900-01-01T23:59", "/Date(631238400000-0100)/", "2000-02-29" };

static const char *const instants[] = { "2020-01-18", "1990-01-02T03:04:05Z",
	"1990-01-02T03:04:05.123456789+05:30", "0001-01-02T00:00:00.000",
	"/Date(631238400001)/" };

/* Texts that are values of a type. */
static const struct {
	const char *const *texts;
	int count;
} samples[TYPE__MAX] = {
	[TYPE_TOKEN] = { tokens, COUNT(tokens) },
	[TYPE_LETTERS] = { letters, COUNT(letters) },
	[TYPE_EMAIL] = { emails, COUNT(emails) },
	[TYPE_PHONE] = { phones, COUNT(phones) },
	[TYPE_BOOL] = { bools, COUNT(bools) },
	[TYPE_DAY] = { days, COUNT(days) },
	[TYPE_INSTANT] = { instants, COUNT(instants) },
};

static uint64_t seed;

/* A number below a limit; the same ones in every run. */
static size_t
draw(size_t below)
{
	seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407;
	return (size_t)(seed >> 33) % below;
}

/* A text of at most so many characters. */
static const char *
draw_text(unsigned most)
{
	struct text text = { .arena = &arena };
	size_t count = draw(MOST_PIECES);

	while (count-- > 0)
		text_puts(&text, pieces[draw(COUNT(pieces))]);
	text_puts(&text, solid[draw(COUNT(solid))]);
	return utf8_count(text.bytes, text.length) > most ? repeated("😀", most)
							  : text.bytes;
}

static const char *
draw_code(const char *codes)
{
	const char *at = codes;
	struct code code;
	size_t count = 0;

	while (codes_next(&at, &code))
		count++;
	at = codes;
	for (count = draw(count) + 1; count > 0; count--)
		codes_next(&at, &code);
	return arena_copy(&arena, code.code, code.code_length);
}

/* A text that is a value of the field. */
static const char *
draw_value(const struct field *field)
{
	if (field->type == TYPE_STRING || field->open)
		return draw_text(field->max);
	if (field->type == TYPE_CODE)
		return draw_code(field->codes);
	ck_assert_int_gt(samples[field->type].count, 0);
	return samples[field->type]
		.texts[draw((size_t)samples[field->type].count)];
}

/* Gives about half of the members a value, some lists empty items. */
static void
fill(struct record *record)
{
	for (size_t i = schema_first(record->schema); i < record->schema->count;
		i = schema_next(record->schema, i)) {
		const struct field *field = &record->schema->fields[i];
		const char *text;

		if (draw(2) == 0)
			continue;
		if (field->type == TYPE_LIST) {
			record_set_list(record, i);
			for (size_t k = draw(MOST_ITEMS) + 1; k > 0; k--)
				fill(record_add(record, i));
			continue;
		}
		text = draw_value(field);
		record_set_text(record, i, text, strlen(text));
		ck_assert_msg(record->values[i].state == VALUE_GIVEN,
			"\"%s\" is no %s", text, field->name);
	}
}

static void compare(const struct record *read, const struct record *wrote);

static void
compare_items(const struct value *read, const struct value *wrote)
{
	ck_assert_uint_eq(read->count, wrote->count);
	for (size_t i = 0; i < wrote->count; i++) {
		ck_assert_ptr_nonnull(read->items[i]);
		compare(read->items[i], wrote->items[i]);
	}
}

static void
compare(const struct record *read, const struct record *wrote)
{
	for (size_t i = schema_first(wrote->schema); i < wrote->schema->count;
		i = schema_next(wrote->schema, i)) {
		const struct value *a = &read->values[i];
		const struct value *b = &wrote->values[i];
		const char *path = record_path(wrote, (int)i);

		ck_assert_msg(a->state == b->state, "%s: state %d, not %d",
			path, a->state, b->state);
		if (b->state == VALUE_NONE)
			continue;
		switch (wrote->schema->fields[i].type) {
		case TYPE_LIST:
			compare_items(a, b);
			break;
		case TYPE_BOOL:
			ck_assert_msg(a->number == b->number, "%s", path);
			break;
		default:
			ck_assert_msg(a->length == b->length &&
					      memcmp(a->text, b->text,
						      b->length) == 0,
				"%s: \"%s\", not \"%s\"", path, a->text,
				b->text);
		}
	}
}

static bool
goes_both_ways(const struct format *format)
{
	return format->read != NULL && format->write != NULL;
}

static struct record *
read_whole(const struct format *format, const struct text *text)
{
	struct record *read = record_new(&intake, &customer_schema);
	struct reading in = {
		.intake = &intake,
		.bytes = text->bytes,
		.length = text->length,
	};

	ck_assert_msg(format->read(&in, read), "%s is refused, %s: %s",
		format->name, in.detail, text->bytes);
	ck_assert_uint_eq(intake.unknown_count, 0);
	return read;
}

/* What the format reads from its own writing of a record. */
static struct record *
read_back(const struct format *format, const struct record *wrote)
{
	struct text out = { .arena = &arena };

	format->write(&out, wrote);
	return read_whole(format, &out);
}

/* The random record of that number. */
static struct record *
customer(uint64_t number)
{
	struct record *record = record_new(&intake, &customer_schema);

	seed = number;
	fill(record);
	return record;
}

START_TEST(a_customer_is_read_as_it_was_written)
{
	if (!goes_both_ways(&formats[_i]))
		return;
	for (uint64_t number = 1; number <= RECORDS; number++) {
		struct record *wrote = customer(number);

		compare(read_back(&formats[_i], wrote), wrote);
		arena_free(&arena);
	}
}
END_TEST

START_TEST(a_customer_is_the_same_laid_out_for_people)
{
	if (formats[_i].lay_out == NULL)
		return;
	for (uint64_t number = 1; number <= RECORDS; number++) {
		struct record *wrote = customer(number);
		struct text out = { .arena = &arena };
		struct text shown = { .arena = &arena };

		formats[_i].write(&out, wrote);
		formats[_i].lay_out(&shown, out.bytes, out.length);
		compare(read_whole(&formats[_i], &shown), wrote);
		arena_free(&arena);
	}
}
END_TEST

START_TEST(a_customer_goes_through_all_formats_unchanged)
{
	for (uint64_t number = 1; number <= RECORDS; number++) {
		struct record *wrote = customer(number), *read = wrote;

		for (size_t i = 0; i < format_count; i++)
			if (goes_both_ways(&formats[i]))
				read = read_back(&formats[i], read);
		ck_assert_ptr_ne(read, wrote);
		compare(read, wrote);
		arena_free(&arena);
	}
}
END_TEST

START_TEST(at_least_four_formats_are_both_read_and_written)
{
	int count = 0;

	for (size_t i = 0; i < format_count; i++)
		count += goes_both_ways(&formats[i]);
	ck_assert_int_ge(count, 4);
}
END_TEST

Suite *
roundtrip_suite(void)
{
	Suite *suite = suite_create("roundtrip");
	TCase *tcase = fixture_case(suite, "roundtrip");

	tcase_add_loop_test(tcase, a_customer_is_read_as_it_was_written, 0,
		(int)format_count);
	tcase_add_loop_test(tcase, a_customer_is_the_same_laid_out_for_people,
		0, (int)format_count);
	tcase_add_test(tcase, a_customer_goes_through_all_formats_unchanged);
	tcase_add_test(tcase, at_least_four_formats_are_both_read_and_written);
	return suite;
}
