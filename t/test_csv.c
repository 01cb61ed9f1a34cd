/* Tests of answers in CSV. */
#include "fixture.h"

#include <string.h>

#include "customer/customer.h"
#include "format/stream.h"

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

static const struct field parcels_fields[] = {
	{ .name = "items",
		.type = TYPE_LIST,
		.item = &parcel_schema,
		.rows = true },
};

static const struct schema parcels_schema = {
	.name = "ArrayOfCreateParcel",
	.array = true,
	.fields = parcels_fields,
	.count = 1,
};

/* A text, and its cell for people. */
static const struct {
	const char *text, *cell;
} sheets[] = {
	{ "", "" },
	{ "a", "a" },
	{ "a=b", "a=b" },
	{ "'a", "'a" },
	{ "=1+1", "'=1+1" },
	{ "+39", "'+39" },
	{ "-1", "'-1" },
	{ "@a", "'@a" },
	{ "=a,\"b\"", "\"'=a,\"\"b\"\"\"" },
};

START_TEST(no_cell_for_people_is_a_formula)
{
	struct record *list = record_new(&intake, &parcels_schema);
	struct record *parcel = record_item(list, 0, 0);
	struct text out = { .arena = &arena };

	record_set_string(parcel, PARCEL_LABEL, sheets[_i].text);
	record_set_int(parcel, PARCEL_WEIGHT, 3);
	stream_write(&out, format_named("csv", 3)->sheet, list);
	ck_assert_str_eq(out.bytes,
		arena_printf(&arena,
			"\xEF\xBB\xBF" HEADER ",%s,,,,,,,,,,,3,,,,,,,\r\n",
			sheets[_i].cell));
}
END_TEST

START_TEST(columns_are_those_of_the_message_in_its_order)
{
	struct record *customer = record_new(&intake, &whole_schema);
	const char *text;

	record_set_int(customer, CUSTOMER_BOOSTER_CUSTOMER_ID, 7);
	record_set_string(customer, CUSTOMER_TITLE, "Dr.");
	record_set_string(customer, CUSTOMER_COUNTRY_DS, "Italy");
	text = written("csv", customer);
	ck_assert_ptr_eq(strstr(text, "boosterCustomerId,"), text);
	text = strstr(text, "\r\n7,,,Dr.,");
	ck_assert_ptr_nonnull(text);
	ck_assert_ptr_nonnull(strstr(text, ",Italy,"));
}
END_TEST

static const struct field page_fields[] = {
	{ .name = "page", .type = TYPE_INT },
	{ .name = "elements",
		.type = TYPE_LIST,
		.item = &parcel_schema,
		.rows = true },
	{ .name = "next", .type = TYPE_STRING },
};

static const struct schema page_schema = {
	.name = "GetParcelPaginatedResponse",
	.space = "http://example.com/parcel",
	.fields = page_fields,
	.count = 3,
};

/* A page of two parcels. */
static struct record *
page_new(void)
{
	struct record *page = record_new(&intake, &page_schema);

	record_set_int(page, 0, 1);
	record_set_list(page, 1);
	record_set_string(page, 2, "x");
	return page;
}

START_TEST(a_page_is_its_elements_in_csv_and_json_lines)
{
	struct record *page = page_new();

	ck_assert_str_eq(written("csv", page), HEADER);
	ck_assert_str_eq(written("jsonl", page), "");
	record_set_int(record_add(page, 1), PARCEL_WEIGHT, 1);
	record_set_int(record_add(page, 1), PARCEL_WEIGHT, 2);
	ck_assert_str_eq(written("csv", page),
		HEADER ",,,,,,,,,,,,1,,,,,,,\r\n,,,,,,,,,,,,2,,,,,,,\r\n");
	ck_assert_str_eq(
		written("jsonl", page), "{\"weight\":1}\n{\"weight\":2}\n");
	ck_assert_str_eq(written("json", page),
		"{\"page\":1,\"elements\":[{\"weight\":1},{\"weight\":2}],"
		"\"next\":\"x\"}");
	ck_assert_ptr_nonnull(strstr(written("xml", page),
		"<elements><CreateParcel><weight>1</weight></CreateParcel>"));
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
	tcase_add_loop_test(
		tcase, no_cell_for_people_is_a_formula, 0, COUNT(sheets));
	tcase_add_test(tcase, columns_are_those_of_the_message_in_its_order);
	tcase_add_test(tcase, a_page_is_its_elements_in_csv_and_json_lines);
	return suite;
}
