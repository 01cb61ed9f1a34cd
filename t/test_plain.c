/* Tests of lists of plain values, in every format. */
#include "fixture.h"

#include <string.h>

#include "document/openapi/jsonschema.h"
#include "format/form.h"
#include "schema/example.h"
#include "schema/plain.h"

Suite *plain_suite(void);

enum { SEARCH_WORDS, SEARCH_MONTHS, SEARCH_MAILS, SEARCH_TAGS, SEARCH__MAX };

static const struct field word_fields[] = {
	{ .name = "word", .type = TYPE_STRING, .max = 8, .example = "red" },
};

static const struct schema word_schema = {
	.name = "Word",
	.plain = true,
	.fields = word_fields,
	.count = 1,
};

static const struct field month_fields[] = {
	{ .name = "month", .type = TYPE_INT, .example = "7" },
};

static const struct schema month_schema = {
	.name = "Month",
	.plain = true,
	.fields = month_fields,
	.count = 1,
};

static const struct field mail_fields[] = {
	{ .name = "mail", .type = TYPE_EMAIL, .example = "ana@example.com" },
};

static const struct schema mail_schema = {
	.name = "Mail",
	.plain = true,
	.fields = mail_fields,
	.count = 1,
};

static const struct field tag_fields[] = {
	{ .name = "tag", .type = TYPE_STRING, .example = "new" },
};

static const struct schema tag_schema = {
	.name = "Tag",
	.fields = tag_fields,
	.count = 1,
};

static const struct field search_fields[] = {
	[SEARCH_WORDS] = { .name = "words",
		.title = "Words",
		.text = "What is looked for.",
		.type = TYPE_LIST,
		.item = &word_schema },
	[SEARCH_MONTHS] = { .name = "months",
		.text = "When.",
		.type = TYPE_LIST,
		.item = &month_schema,
		.need = REQUIRED },
	[SEARCH_MAILS] = { .name = "mails",
		.text = "Whose.",
		.type = TYPE_LIST,
		.item = &mail_schema },
	[SEARCH_TAGS] = { .name = "tags",
		.text = "As what.",
		.type = TYPE_LIST,
		.item = &tag_schema },
};

static const struct schema search_schema = {
	.name = "Search",
	.space = "http://example.com/search",
	.fields = search_fields,
	.count = SEARCH__MAX,
};

static void
print_list(struct text *out, const struct record *record, size_t field)
{
	const struct value *list = &record->values[field];
	const struct field *row = &record->schema->fields[field];

	if (list->state == VALUE_NONE)
		return;
	text_printf(out, "%s%s", out->length > 0 ? "; " : "", row->name);
	if (list->state == VALUE_WRONG) {
		text_puts(out, "!");
		return;
	}
	for (size_t i = 0; i < plain_count(record, field); i++) {
		const struct value *value = &list->items[i]->values[0];

		text_putc(out, i == 0 ? '=' : '|');
		text_puts(out, value->state == VALUE_WRONG ? "!" : "");
		text_puts(out, value->state == VALUE_NONE
				       ? "?"
				       : plain_text(record, field, i));
	}
}

/* A search as a line: "words=a|b; months=1|!x", and its faults behind. */
static const char *
print(struct record *search)
{
	struct faults faults = { .arena = &arena };
	struct text out = { .arena = &arena };

	text_puts(&out, "");
	for (size_t i = 0; i < SEARCH__MAX; i++)
		print_list(&out, search, i);
	check_record(search, &faults);
	for (size_t i = 0; i < faults.count; i++)
		if (faults.list[i].kind != FAULT_MISSING)
			text_printf(&out, " (%s %s)",
				fault_code(faults.list[i].kind),
				faults.list[i].path);
	return out.bytes;
}

static const char *
print_body(const char *media, const char *body)
{
	struct record *search = record_new(&intake, &search_schema);
	struct reading in = {
		.intake = &intake,
		.bytes = body,
		.length = strlen(body),
	};

	if (!format_reading(media, strlen(media))->read(&in, search))
		return arena_printf(
			&arena, "refused %s", in.path == NULL ? "" : in.path);
	return print(search);
}

#define XML_SEARCH(inner) "<Search>" inner "</Search>"

static const struct {
	const char *media, *body, *prints;
} bodies[] = {
	{ "text/json", "{\"words\":[\"a\",\"b\"]}", "words=a|b" },
	{ "text/json", "{\"WORDS\":[\" a \",20]}", "words=a|20" },
	{ "text/json", "{\"words\":[]}", "words" },
	{ "text/json", "{\"words\":\"a,b\"}", "words=a|b" },
	{ "text/json", "{\"words\":\"[a, \\\"b,c\\\"]\"}", "words=a|b,c" },
	{ "text/json", "{\"words\":\"\"}", "" },
	{ "text/json", "{\"words\":null}", "" },
	{ "text/json", "{\"words\":\"[a\"}",
		"words! (SerializationException words)" },
	{ "text/json", "{\"words\":\"a\\\"b\"}",
		"words! (SerializationException words)" },
	{ "text/json", "{\"words\":true}",
		"words! (SerializationException words)" },
	{ "text/json", "{\"words\":{}}",
		"words! (SerializationException words)" },
	{ "text/json", "{\"words\":[\"a\",null,\"\",\"much too long\"]}",
		"words=a|!much too long (MaximumLength words[3])" },
	{ "text/json", "{\"words\":[\"a\",{\"b\":1},[\"c\"],true]}",
		"words=a|!|!|!true (SerializationException words[1]) "
		"(SerializationException words[2]) "
		"(SerializationException words[3])" },
	{ "text/json", "{\"words\":[{\"b\":1,\"b\":2}]}",
		"refused words[0].b" },
	{ "text/json", "{\"months\":[1,\"2\",12]}", "months=1|2|12" },
	{ "text/json", "{\"months\":\"1,2\"}", "months=1|2" },
	{ "text/json", "{\"months\":[1,\"two\",-3]}",
		"months=1|!two|!-3 (SerializationException months[1]) "
		"(SerializationException months[2])" },
	{ "text/json", "{\"mails\":[\"ana@example.com\",\"ana\"]}",
		"mails=ana@example.com|!ana (Email mails[1])" },
	{ "text/json", "{\"words\":[\"1\",\"2\",\"3\",\"4\",\"5\"]}",
		"words=1|2|3|4|5 (InclusiveBetween words)" },
	{ "text/jsv", "{words:[a,b],months:[1, 2 ]}", "words=a|b; months=1|2" },
	{ "text/jsv", "{words:[\"a,b\",\"\"\"c\"\"\"]}", "words=a,b|\"c\"" },
	{ "text/jsv", "{words:a}", "words=a" },
	{ "text/jsv", "{words:[]}", "words" },
	{ "text/jsv", "{words:[a,,{b:c},much too long]}",
		"words=a|!|!much too long (SerializationException words[2]) "
		"(MaximumLength words[3])" },
	{ "text/csv", "words,months\n\"[a,b]\",\"[1,2]\"\n",
		"words=a|b; months=1|2" },
	{ "text/csv", "words,months\n\"a,b\",1\n", "words=a|b; months=1" },
	{ "text/csv", "words\n\"[\"\"a\"\",\"\"b,c\"\"]\"\n", "words=a|b,c" },
	{ "text/csv", "words,months\n,3\n", "months=3" },
	{ "text/csv", "words\n\"[true,1.5,null]\"\n", "words=true|1.5|null" },
	{ "text/csv", "words\n\"[\"\"a\\n,b\"\"]\"\n", "words=a\\n,b" },
	{ "text/csv", "words\n\"[\"\"a\\\"\"b\"\"]\"\n", "words=a\"b" },
	{ "text/csv", "words\n\"[\"\"a,b]\"\n",
		"words! (SerializationException words)" },
	{ "text/csv", "words\n\"[\"\"a\"\"b]\"\n",
		"words! (SerializationException words)" },
	{ "text/csv", "words\n\"[a,{b]\"\n",
		"words! (SerializationException words)" },
	{ "text/xml",
		XML_SEARCH(
			"<words xmlns:d2p1=\"http://schemas.microsoft.com/"
			"2003/10/Serialization/Arrays\"><d2p1:string>a"
			"</d2p1:string><d2p1:string>b,c</d2p1:string>"
			"</words><months xmlns:a=\"http://schemas.microsoft"
			".com/2003/10/Serialization/Arrays\"><a:int>7</a:int>"
			"</months>"),
		"words=a|b,c; months=7" },
	{ "text/xml", XML_SEARCH("<words><string>a</string></words>"),
		"words=a" },
	{ "text/xml", XML_SEARCH("<words>a,b</words>"), "words=a|b" },
	{ "text/xml", XML_SEARCH("<words/><months/>"), "" },
	{ "text/xml",
		XML_SEARCH("<words><string/><Word>a</Word><string>much too "
			   "long</string></words>"),
		"words=!|!much too long (SerializationException words[1]) "
		"(MaximumLength words[2])" },
	{ "text/xml", XML_SEARCH("<words><string>a<b/></string></words>"),
		"refused words[0]" },
	{ "text/xml", XML_SEARCH("<months><string>1</string></months>"),
		"months=! (SerializationException months[0])" },
};

START_TEST(a_list_of_values_is_read)
{
	ck_assert_str_eq(print_body(bodies[_i].media, bodies[_i].body),
		bodies[_i].prints);
}
END_TEST

/* Forms, and query strings beside a body. */
static const struct {
	const char *query, *prints;
} queries[] = {
	{ "words=a", "words=a" },
	{ "words=a,b", "words=a|b" },
	{ "words=[a,b]", "words=a|b" },
	{ "words=%5B%22a%22%2C%22b%2Cc%22%5D", "words=a|b,c" },
	{ "words=a&words=b&WORDS=c,d", "words=a|b|c|d" },
	{ "words[]=a&words[]=b", "words=a|b" },
	{ "words%5B%5D=a&words=b", "words=a|b" },
	{ "words[1]=b&words[0]=a", "words=a|b" },
	{ "words.0=a&words.1=b", "words=a|b" },
	{ "words[0]=a&words[1]=", "words=a" },
	{ "words=&words=a&words=", "words=a" },
	{ "words=", "" },
	{ "words=much+too+long&words=a&words=even+much+longer",
		"words=!much too long|a|!even much longer (MaximumLength "
		"words[0]) (MaximumLength words[2])" },
	{ "words=a&words=[b", "words! (SerializationException words)" },
	{ "words=[b&words=a", "words! (SerializationException words)" },
	{ "words=a&words[1]=b", "refused words" },
	{ "words[0]=b&words=a", "refused words" },
	{ "words[0]=b&words[]=a", "refused words" },
	{ "words[0]=b&words[0]=a", "refused words[0]" },
	{ "words[1]=b", "refused words" },
	{ "words[x]=b", "refused words" },
	{ "words[0].word=b", "refused words" },
	{ "words[][word]=b", "refused words" },
	{ "words[0=b", "refused words" },
	{ "words-0=b", "refused words" },
	{ "months=1,2&months=3", "months=1|2|3" },
	{ "months=1,x", "months=1|!x (SerializationException months[1])" },
	{ "mails=ana@example.com,ana",
		"mails=ana@example.com|!ana (Email mails[1])" },
	{ "tags=[{tag:a}]&words=b", "words=b; tags=a" },
	{ "tags=%5B%7B%22tag%22%3A%22a%22%7D%5D", "tags=a" },
	{ "tags=[{tag:a}]&tags=[{tag:b}]", "refused tags" },
	{ "tags=[object+Object]", "tags! (SerializationException tags)" },
	{ "tags=%5Bobject%20Object%5D%2C%5Bobject%20Object%5D&words=a",
		"words=a; tags! (SerializationException tags)" },
	{ "words=[object+Object]", "words! (SerializationException words)" },
};

START_TEST(a_list_of_values_is_read_from_a_form)
{
	ck_assert_str_eq(print_body("application/x-www-form-urlencoded",
				 queries[_i].query),
		queries[_i].prints);
}
END_TEST

START_TEST(a_list_of_values_is_read_from_a_query)
{
	struct record *search = record_new(&intake, &search_schema);
	struct reading in = {
		.intake = &intake,
		.bytes = queries[_i].query,
		.length = strlen(queries[_i].query),
	};

	if (!form_fill(&in, search))
		ck_assert_str_eq(arena_printf(&arena, "refused %s", in.path),
			queries[_i].prints);
	else
		ck_assert_str_eq(print(search), queries[_i].prints);
}
END_TEST

START_TEST(what_javascript_makes_of_objects_is_refused_with_advice)
{
	static const char query[] = "tags=[object+Object]";
	struct record *search = record_new(&intake, &search_schema);
	struct faults faults = { .arena = &arena };
	struct text message = { .arena = &arena };
	struct reading in = {
		.intake = &intake,
		.bytes = query,
		.length = strlen(query),
	};

	record_set_text(search, SEARCH_MONTHS, BYTES("1"));
	ck_assert(form_fill(&in, search));
	check_record(search, &faults);
	ck_assert_uint_eq(faults.count, 1);
	ck_assert_int_eq(fault_status(faults.list[0].kind), 400);
	fault_message(&message, &faults.list[0], NULL);
	ck_assert_ptr_eq(strstr(message.bytes, "tags must"), message.bytes);
	ck_assert_ptr_nonnull(strstr(message.bytes, "POST"));
}
END_TEST

START_TEST(a_query_adds_nothing_to_the_list_of_a_body)
{
	static const char query[] = "words=c&words=d&months=3";
	struct record *search = record_new(&intake, &search_schema);
	struct reading in = {
		.intake = &intake,
		.bytes = query,
		.length = strlen(query),
	};

	record_set_text(search, SEARCH_WORDS, BYTES("a,b"));
	ck_assert(form_fill(&in, search));
	ck_assert_str_eq(print(search), "words=a|b; months=3");
}
END_TEST

/* A search with a value that has to be quoted. */
static struct record *
search_full(void)
{
	struct record *search = record_new(&intake, &search_schema);

	record_set_text(search, SEARCH_WORDS, BYTES("a,\"b,\"\"<c\""));
	record_set_text(search, SEARCH_MONTHS, BYTES("7,12"));
	record_set_list(search, SEARCH_MAILS);
	return search;
}

static const struct {
	const char *format, *writes;
} writings[] = {
	{ "json", "{\"words\":[\"a\",\"b,\\\"<c\"],\"months\":[7,12],"
		  "\"mails\":[]}" },
	{ "jsv", "{words:[a,\"b,\"\"<c\"],months:[7,12],mails:[]}" },
	{ "csv", "words,months,mails,tags\r\n"
		 "\"[a,\"\"b,\"\"\"\"<c\"\"]\",\"[7,12]\",[],\r\n" },
	{ "xml", "<?xml version=\"1.0\" encoding=\"utf-8\"?><Search "
		 "xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" "
		 "xmlns=\"http://example.com/search\">"
		 "<mails xmlns:d2p1=\"http://schemas.microsoft.com/2003/10/"
		 "Serialization/Arrays\"></mails>"
		 "<months xmlns:d2p1=\"http://schemas.microsoft.com/2003/10/"
		 "Serialization/Arrays\"><d2p1:int>7</d2p1:int>"
		 "<d2p1:int>12</d2p1:int></months>"
		 "<words xmlns:d2p1=\"http://schemas.microsoft.com/2003/10/"
		 "Serialization/Arrays\"><d2p1:string>a</d2p1:string>"
		 "<d2p1:string>b,&quot;&lt;c</d2p1:string></words>"
		 "</Search>" },
};

START_TEST(a_list_of_values_is_written)
{
	ck_assert_str_eq(written(writings[_i].format, search_full()),
		writings[_i].writes);
}
END_TEST

START_TEST(a_list_of_values_is_shown_on_a_page)
{
	const char *page = written("html", search_full());

	ck_assert_ptr_nonnull(
		strstr(page, "<dt>Words</dt><dd>a, b,&quot;&lt;c</dd>"));
	ck_assert_ptr_nonnull(strstr(page, "<dd>7, 12</dd>"));
}
END_TEST

START_TEST(a_list_of_values_is_read_as_it_was_written)
{
	for (size_t i = 0; i < format_count; i++) {
		struct text out = { .arena = &arena };
		struct text shown = { .arena = &arena };
		const char *media = formats[i].media[0];

		if (!format_is_both(&formats[i]))
			continue;
		formats[i].write(&out, search_full());
		formats[i].lay_out(&shown, out.bytes, out.length);
		ck_assert_ptr_nonnull(strstr(print_body(media, out.bytes),
			"words=a|b,\"<c; months=7|12"));
		ck_assert_str_eq(print_body(media, shown.bytes),
			print_body(media, out.bytes));
	}
}
END_TEST

START_TEST(the_values_of_a_list_are_told_one_by_one)
{
	struct record *search = search_full();

	ck_assert_uint_eq(plain_count(search, SEARCH_WORDS), 2);
	ck_assert_uint_eq(plain_count(search, SEARCH_MAILS), 0);
	ck_assert_uint_eq(plain_count(search, SEARCH_TAGS), 0);
	ck_assert_str_eq(plain_text(search, SEARCH_WORDS, 1), "b,\"<c");
	ck_assert_str_eq(plain_text(search, SEARCH_MONTHS, 0), "7");
	ck_assert_int_eq(plain_number(search, SEARCH_MONTHS, 1), 12);
}
END_TEST

START_TEST(examples_of_lists_have_a_value)
{
	ck_assert_str_eq(
		written("json", example_record(&intake, &search_schema, true)),
		"{\"words\":[\"red\"],\"months\":[7],"
		"\"mails\":[\"ana@example.com\"],\"tags\":[{\"tag\":\"new\"}]"
		"}");
	ck_assert_str_eq(
		written("json", example_record(&intake, &search_schema, false)),
		"{\"months\":[7]}");
}
END_TEST

START_TEST(a_list_of_values_has_a_json_schema)
{
	struct text out = { .arena = &arena };

	jsonschema_value(&out, &search_fields[SEARCH_WORDS], &rules);
	ck_assert_str_eq(out.bytes,
		"{\"type\":\"array\",\"items\":{\"type\":\"string\","
		"\"maxLength\":8,\"xml\":{\"name\":\"string\",\"namespace\":"
		"\"http://schemas.microsoft.com/2003/10/Serialization/Arrays"
		"\"}},\"maxItems\":4}");
	out.length = 0;
	jsonschema_value(&out, &search_fields[SEARCH_MONTHS], NULL);
	ck_assert_str_eq(out.bytes,
		"{\"type\":\"array\",\"items\":{\"type\":\"integer\","
		"\"format\":\"int32\",\"xml\":{\"name\":\"int\",\"namespace\":"
		"\"http://schemas.microsoft.com/2003/10/Serialization/Arrays"
		"\"}}}");
}
END_TEST

Suite *
plain_suite(void)
{
	Suite *suite = suite_create("plain");
	TCase *tcase = fixture_case(suite, "plain");

	tcase_add_loop_test(tcase, a_list_of_values_is_read, 0, COUNT(bodies));
	tcase_add_loop_test(
		tcase, a_list_of_values_is_read_from_a_form, 0, COUNT(queries));
	tcase_add_loop_test(tcase, a_list_of_values_is_read_from_a_query, 0,
		COUNT(queries));
	tcase_add_test(
		tcase, what_javascript_makes_of_objects_is_refused_with_advice);
	tcase_add_test(tcase, a_query_adds_nothing_to_the_list_of_a_body);
	tcase_add_loop_test(
		tcase, a_list_of_values_is_written, 0, COUNT(writings));
	tcase_add_test(tcase, a_list_of_values_is_shown_on_a_page);
	tcase_add_test(tcase, a_list_of_values_is_read_as_it_was_written);
	tcase_add_test(tcase, the_values_of_a_list_are_told_one_by_one);
	tcase_add_test(tcase, examples_of_lists_have_a_value);
	tcase_add_test(tcase, a_list_of_values_has_a_json_schema);
	return suite;
}
