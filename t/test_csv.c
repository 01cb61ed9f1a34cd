/* Tests of answers in CSV. */
#include "fixture.h"

#include <string.h>

Suite *csv_suite(void);

#define HEADER                                                                \
	"kind,label,content,track,area,colour,priority,sender,phone,insured," \
	"fragile,gift,weight,made,due,sent,expected,stops,tags,size\r\n"

START_TEST(an_answer_is_written_to_the_byte)
{
	struct record *answer = record_new(&intake, &answer_schema);

	record_set_int(answer, 0, 42);
	ck_assert_str_eq(written("csv", answer), "boosterCustomerId\r\n42\r\n");
}
END_TEST

/* A text, and its cell. */
static const struct {
	const char *text, *cell;
} cells[] = {
	{ "a", "a" },
	{ "a b", "a b" },
	{ "a,b", "\"a,b\"" },
	{ "a;b", "a;b" },
	{ "\"", "\"\"\"\"" },
	{ "a\"b", "\"a\"\"b\"" },
	{ "a\rb", "\"a\rb\"" },
	{ "a\nb", "\"a\nb\"" },
	{ "a\r\nb", "\"a\r\nb\"" },
	{ "<&>'\\", "<&>'\\" },
	{ "{a}", "{a}" },
	{ "[a:b]", "[a:b]" },
	{ "Dé😀", "Dé😀" },
	/* formulas stay as they are: programs read this */
	{ "=1+1", "=1+1" },
	{ "+1", "+1" },
	{ "-1", "-1" },
	{ "@a", "@a" },
	{ "=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0" },
};

START_TEST(a_cell_is_quoted_where_it_must_be)
{
	struct record *parcel = parcel_new();

	record_set_string(parcel, PARCEL_LABEL, cells[_i].text);
	ck_assert_str_eq(written("csv", parcel),
		arena_printf(&arena, HEADER ",%s,,,,,,,,,,,,,,,,,,\r\n",
			cells[_i].cell));
}
END_TEST

START_TEST(a_message_is_a_row_and_lists_are_jsv_in_a_cell)
{
	struct record *parcel = parcel_good();
	struct record *stop;

	record_set_int(parcel, PARCEL_GIFT, 1);
	record_set_int(parcel, PARCEL_WEIGHT, 12);
	record_set_list(parcel, PARCEL_STOPS);
	stop = record_add(parcel, PARCEL_STOPS);
	record_set_string(stop, STOP_PLACE, "\"R\"");
	record_set_int(stop, STOP_LAST, 1);
	record_set_list(parcel, PARCEL_TAGS);
	record_set_string(record_add(parcel, PARCEL_TAGS), TAG_TAG, "a");
	ck_assert_str_eq(written("csv", parcel),
		HEADER "LETTER,,,,,,,,,False,,True,12,,,,,"
		       "\"[{place:\"\"\"\"\"\"R\"\"\"\"\"\",last:True}]\","
		       "[{tag:a}],\r\n");
}
END_TEST

static const char *const blanks[] = { "\n", "\r\n", "\n\n", "\r\n\n" };

START_TEST(line_ends_alone_are_no_table)
{
	ck_assert_str_eq(body_print("text/csv", blanks[_i], strlen(blanks[_i])),
		"refused SerializationException");
}
END_TEST

Suite *
csv_suite(void)
{
	Suite *suite = suite_create("csv");
	TCase *tcase = fixture_case(suite, "csv");

	tcase_add_test(tcase, an_answer_is_written_to_the_byte);
	tcase_add_loop_test(
		tcase, a_cell_is_quoted_where_it_must_be, 0, COUNT(cells));
	tcase_add_test(tcase, a_message_is_a_row_and_lists_are_jsv_in_a_cell);
	tcase_add_loop_test(
		tcase, line_ends_alone_are_no_table, 0, COUNT(blanks));
	return suite;
}
