/* Tests that the pages of the form speak one language, and that wholly. */
#include "fixture.h"

#include "schema/error.h"

#include <ctype.h>
#include <string.h>

#include "config/config.h"
#include "customer/customer.h"
#include "language/language.h"
#include "phrases.h"
#include "exchange/exchange.h"
#include "form/page.h"

Suite *page_suite(void);

/* A language in which every phrase is what it is in English, in brackets. */
static struct language brackets = {
	.tag = "xx",
	.direction = "rtl",
	.day = "%y-%m-%d",
	.group = ",",
	.grouped = 4,
	.point = ".",
	.units = "[bytes]",
};

static struct config config;
static struct request request;
static struct response response;
static struct exchange exchange;

static void
say(struct text *out, const char *english)
{
	text_printf(out, "%s\t[", english);
	/* what a placeholder stands for is said by itself */
	for (; *english != '\0'; english++)
		if (*english == '{')
			text_puts(out, "]{");
		else if (*english == '}')
			text_puts(out, "}[");
		else
			text_putc(out, *english);
	text_puts(out, "]");
	text_add(out, "\0", 1);
}

/* There is no store. */
static const struct store_prepared none = { .result = STORE_UNAVAILABLE };

static void
begin(void)
{
	struct phrases phrases;
	struct text table = { .arena = &arena };

	phrases_gather(&phrases);
	for (size_t i = 0; i < phrases.count; i++)
		say(&table, phrases.list[i]);
	brackets.phrases = table.bytes;
	brackets.length = table.length;
	brackets.countries = "it\t[Italy]\n";
	brackets.languages = "ita\t[Italian]\n";
	rules.language = &brackets;
	config_read(&arena, &config, NULL);
	request = request_none;
	request.accept_language = "xx";
	response = (struct response){ .body.arena = &arena };
	exchange = (struct exchange){
		.arena = &arena,
		.config = &config,
		.rules = &rules,
		.request = &request,
		.prepared = &none,
		.response = &response,
	};
}

/* Where the element that begins here ends, if what is in it is not said. */
static const char *
skip_unsaid(const char *at)
{
	static const struct {
		const char *begin, *end;
	} unsaid[] = {
		{ "<style", "</style>" },
		{ "<script", "</script>" },
		/* each is named in itself */
		{ "<nav class=\"languages", "</nav>" },
	};

	for (int i = 0; i < COUNT(unsaid); i++)
		if (strncmp(at, unsaid[i].begin, strlen(unsaid[i].begin)) == 0)
			return strstr(at, unsaid[i].end);
	return at;
}

/* The letters outside of brackets, or "". */
static const char *
said_otherwise(const char *page)
{
	struct text other = { .arena = &arena };
	int depth = 0;

	for (const char *at = page; *at != '\0'; at++) {
		at = skip_unsaid(at);
		if (*at == '<')
			at = strchr(at, '>');
		else if (*at == '[' || *at == ']')
			depth += *at == '[' ? 1 : -1;
		else if (depth == 0 && isalpha((unsigned char)*at))
			text_putc(&other, *at);
		ck_assert_int_ge(depth, 0);
	}
	ck_assert_int_eq(depth, 0);
	return other.length == 0 ? "" : other.bytes;
}

static void
assert_one_language(void)
{
	const char *page = response.body.bytes;

	ck_assert_str_eq(said_otherwise(page), "");
	ck_assert_ptr_nonnull(strstr(page, " lang=\"xx\" dir=\"rtl\""));
	ck_assert_str_eq(response.language, "xx");
}

START_TEST(an_empty_form_speaks_one_language)
{
	begin();
	page_write(&exchange, 200, record_new(&intake, &customer_schema), NULL);
	ck_assert_ptr_nonnull(
		strstr(response.body.bytes, "[Create the customer]"));
	assert_one_language();
}
END_TEST

START_TEST(countries_that_are_added_stand_among_the_others)
{
	const struct config_codes line = { "", "xk Kosovo", "crm.conf:7",
		NULL };
	const char *page, *before, *added, *behind;

	begin();
	rules.language = NULL;
	request.accept_language = "en";
	ck_assert_ptr_null(customer_extend(&arena, &line, &rules));
	page_write(&exchange, 200, record_new(&intake, &customer_schema), NULL);
	page = strstr(response.body.bytes, "name=\"countryId\"");
	ck_assert_ptr_nonnull(page);
	before = strstr(page, ">Kiribati<");
	added = strstr(page, "<option value=\"xk\">Kosovo<");
	behind = strstr(page, ">Kuwait<");
	ck_assert_ptr_nonnull(before);
	ck_assert(before < added && added < behind);
}
END_TEST

START_TEST(a_mark_stands_above_the_heading_with_the_name_of_the_house)
{
	struct text mark = { .arena = &arena };
	struct config_text house = {
		.name = "house", .language = "", .text = "A & B"
	};

	begin();
	text_puts(&mark, "<svg/>");
	config.form_mark = &mark;
	for (int i = 0; i < 2; i++) {
		response = (struct response){ .body.arena = &arena };
		page_write(&exchange, 200,
			record_new(&intake, &customer_schema), NULL);
		ck_assert_ptr_nonnull(strstr(response.body.bytes,
			arena_printf(&arena,
				"<p class=\"house\"><img src=\"data:image/svg+"
				"xml;base64,PHN2Zy8+\" alt=\"%s\"/></p>",
				i == 0 ? "" : "A &amp; B")));
		config.form = &house;
	}
}
END_TEST

/* A customer who has a fault in each field that takes this text. */
static struct record *
faulty(const char *text)
{
	struct record *customer = record_new(&intake, &customer_schema);

	for (size_t i = 0; i < customer_schema.count; i++)
		record_set_text(customer, i, text, strlen(text));
	return customer;
}

static const char *const texts[] = { "", "?", "01/02/2020", "2020-02-30",
	"1492-01-01", "2999-01-01", "000" };

START_TEST(faults_speak_the_language_of_their_form)
{
	struct faults faults = { .arena = &arena };
	struct record *customer;

	begin();
	customer = faulty(texts[_i]);
	check_record(customer, &faults);
	ck_assert_uint_gt(faults.count, 0);
	page_write(&exchange, 400, customer, &faults);
	ck_assert_ptr_nonnull(
		strstr(response.body.bytes, "[Please look at this again]"));
	assert_one_language();
}
END_TEST

START_TEST(what_was_created_is_told_in_one_language)
{
	begin();
	exchange.attempt = record_new(&intake, &customer_schema);
	record_set_text(exchange.attempt, CUSTOMER_CLIENT_TYPE, "PRIVATE", 7);
	record_set_text(exchange.attempt, CUSTOMER_GENDER, "F", 1);
	record_set_text(exchange.attempt, CUSTOMER_COUNTRY_ID, "it", 2);
	record_set_text(exchange.attempt, CUSTOMER_LANGUAGE_ID, "ita", 3);
	record_set_text(exchange.attempt,
		CUSTOMER_PRIVACY_POLICY_ACCEPTANCE_STORAGE, "true", 4);
	page_created(&exchange, 42);
	ck_assert_ptr_nonnull(strstr(response.body.bytes, ">[Italian]<"));
	assert_one_language();
}
END_TEST

START_TEST(what_is_kept_aside_is_told_in_one_language)
{
	begin();
	page_received(&exchange);
	assert_one_language();
}
END_TEST

START_TEST(a_refusal_says_nothing_else_but_its_code)
{
	struct faults faults = { .arena = &arena };
	struct fault fault = { (enum fault_kind)_i, NULL, NULL, "", "" };

	begin();
	faults_add(&faults, fault);
	ck_assert_str_eq(
		said_otherwise(written("html", faults_record(&faults, &rules))),
		fault_code(fault.kind));
	page_refused(&exchange, fault_status(fault.kind), &faults);
	assert_one_language();
}
END_TEST

Suite *
page_suite(void)
{
	Suite *suite = suite_create("page");
	TCase *tcase = fixture_case(suite, "page");

	tcase_add_test(tcase, an_empty_form_speaks_one_language);
	tcase_add_test(tcase, countries_that_are_added_stand_among_the_others);
	tcase_add_test(tcase,
		a_mark_stands_above_the_heading_with_the_name_of_the_house);
	tcase_add_loop_test(tcase, faults_speak_the_language_of_their_form, 0,
		COUNT(texts));
	tcase_add_test(tcase, what_was_created_is_told_in_one_language);
	tcase_add_test(tcase, what_is_kept_aside_is_told_in_one_language);
	tcase_add_loop_test(tcase, a_refusal_says_nothing_else_but_its_code,
		FAULT_NONE + 1, FAULT__MAX);
	return suite;
}
