/* Tests of the negotiation of the answer's format. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "fixture.h"
#include "http/accept.h"

/* What is chosen, as "FORMAT MEDIA", or "nothing". */
static const char *
choice(const char *header, const char *body)
{
	const struct format *format =
		body == NULL ? NULL : format_named(body, strlen(body));
	struct chosen chosen = accept_choose(header, format);

	if (chosen.format == NULL)
		return "nothing";
	return arena_printf(&arena, "%s %s", chosen.format->name, chosen.media);
}

static const struct {
	const char *header, *body, *chosen;
} choices[] = {
	/* without a wish */
	{ NULL, NULL, "json application/json" },
	{ "", NULL, "json application/json" },
	{ " \t", "csv", "csv text/csv" },
	{ " , ,", NULL, "json application/json" },
	{ "*/*", NULL, "json application/json" },
	{ "*/*", "xml", "xml application/xml" },
	{ "*/*;q=0.1", NULL, "json application/json" },
	{ "*/*\t;\tq=0.1", NULL, "json application/json" },

	/* ranges as long as one that matches */
	{ "text/x", NULL, "nothing" },
	{ "font/*", NULL, "nothing" },
	{ "font/*, text/x, text/*;q=0.1", NULL, "json text/json" },

	/* the name that was asked for */
	{ "application/json", NULL, "json application/json" },
	{ "text/json", NULL, "json text/json" },
	{ "application/xml", NULL, "xml application/xml" },
	{ "text/xml", NULL, "xml text/xml" },
	{ "text/csv", NULL, "csv text/csv" },
	{ "text/html", NULL, "html text/html" },
	{ "application/xhtml+xml", NULL, "html application/xhtml+xml" },
	{ "TEXT/Csv", NULL, "csv text/csv" },
	{ "text/xml, application/xml", NULL, "xml text/xml" },
	{ "application/xml, text/xml", NULL, "xml application/xml" },
	{ "text/json;q=0.5, application/json;q=0.4", NULL, "json text/json" },

	/* the highest weight wins */
	{ "application/json;q=0.8, text/csv", NULL, "csv text/csv" },
	{ "application/json;q=0.8, text/csv;q=0.9", "json", "csv text/csv" },
	{ "text/csv;q=0.001, text/html;q=0.002", NULL, "html text/html" },
	{ "text/csv;q=0.5,*/*;q=0.4", "json", "csv text/csv" },
	{ "text/csv;q=0.4,*/*;q=0.5", "csv", "json application/json" },
	{ "text/csv;Q=0.2, text/xml;Q=0.3", NULL, "xml text/xml" },
	{ "text/html,application/xhtml+xml,application/xml;q=0.9,"
	  "image/avif,image/webp,*/*;q=0.8",
		NULL, "html text/html" },

	/* among equals: the body's format, JSON, the first named */
	{ "text/csv, text/xml", NULL, "csv text/csv" },
	{ "text/xml, text/csv", NULL, "xml text/xml" },
	{ "text/csv, text/xml", "xml", "xml text/xml" },
	{ "text/csv, application/json", NULL, "json application/json" },
	{ "text/csv, application/json", "csv", "csv text/csv" },
	{ "text/csv, text/html", "json", "csv text/csv" },
	{ "text/csv, */*", NULL, "json application/json" },
	{ "text/*", NULL, "json text/json" },
	{ "text/*", "xml", "xml text/xml" },
	{ "text/*", "html", "html text/html" },
	{ "application/*", "csv", "json application/json" },
	{ "text/csv, text/*", "xml", "xml text/xml" },

	/* the most specific range counts, wherever it stands */
	{ "*/*, application/json;q=0, text/json;q=0, text/csv;q=0.5", "csv",
		"xml application/xml" },
	{ "text/*;q=0.3, text/csv;q=0.9, */*;q=0.5", NULL, "csv text/csv" },
	{ "text/*, text/json;q=0.1, application/json;q=0.2", NULL,
		"xml text/xml" },
	{ "*/*;q=0.9, application/*;q=0.1, text/*;q=0.2", NULL,
		"json text/json" },
	{ "text/csv;q=0.2, text/csv;q=0.7, text/xml;q=0.5", NULL,
		"csv text/csv" },

	/* a weight of nothing excludes */
	{ "*/*;q=0", NULL, "nothing" },
	{ "application/json;q=0, text/csv;q=0.0", "json", "nothing" },
	{ "*/*, application/json;q=0.000", "json", "json text/json" },
	{ "text/*, text/json;q=0", "json", "xml text/xml" },

	/* other parameters are ignored */
	{ "text/csv;header=present", NULL, "csv text/csv" },
	{ "text/csv ; header=present ; q=0.1, text/xml;q=0.2", NULL,
		"xml text/xml" },
	{ "text/csv;a=\"x, text/xml;q=1\";q=0.9, text/html;q=0.8", NULL,
		"csv text/csv" },
	{ "text/csv;a=\"\\\",\";q=0.1, text/html;q=0.8", NULL,
		"html text/html" },
	{ "text/csv;charset=utf-8;", NULL, "csv text/csv" },

	/* a malformed parameter is passed over, and its range counts */
	{ "text/csv;q=1;e1", NULL, "csv text/csv" },
	{ "text/csv;e1;q=0.1, text/xml;q=0.2", NULL, "xml text/xml" },
	{ "text/csv;;@;q=0.1;=;\"a;b,\", text/xml;q=0.2", NULL,
		"xml text/xml" },
	{ "text/csv;e1, text/xml;q=0.1", NULL, "csv text/csv" },
	{ "text/csv;q=2, text/xml;q=0.1", NULL, "csv text/csv" },
	{ "text/csv;q=1.001, text/xml;q=0.1", NULL, "csv text/csv" },
	{ "text/csv;q=0.1234, text/xml;q=0.2", NULL, "csv text/csv" },
	{ "text/csv;q=.1234, text/xml;q=0.2", NULL, "csv text/csv" },
	{ "text/csv;q=., text/xml;q=0.1", NULL, "csv text/csv" },
	{ "text/csv;q=, text/xml;q=0.1", NULL, "csv text/csv" },
	{ "text/csv;q, text/xml;q=0.1", NULL, "csv text/csv" },
	{ "text/csv;q=\"0\", text/xml;q=0.1", NULL, "csv text/csv" },
	{ "text/csv;q=-1, text/xml;q=0.1", NULL, "csv text/csv" },
	{ "text/csv;q=1x, text/xml;q=0.1", NULL, "csv text/csv" },
	{ "text/csv;q=00, text/xml;q=0.1", NULL, "csv text/csv" },
	{ "text/csv;q=0..1, text/xml;q=0.1", NULL, "csv text/csv" },
	{ "text/csv;q = 0.05, text/xml;q=0.1", NULL, "csv text/csv" },
	{ "text/csv;q=0.05;q=7, text/xml;q=0.1", NULL, "xml text/xml" },
	{ "text/csv;q=1., text/xml;q=0.9", NULL, "csv text/csv" },
	{ "text/csv;q=0., text/xml;q=0.9", NULL, "xml text/xml" },
	{ "text/csv;q=1.000, text/xml;q=0.999", NULL, "csv text/csv" },
	{ "text/html, image/gif, *; q=.2, */*; q=.2", "json",
		"html text/html" },
	{ "text/csv;a=\"unclosed, text/xml", NULL, "csv text/csv" },

	/* a malformed range is void, the others count */
	{ "text, text/, /csv, /, *, text/csv/x, text/xml;q=0.1", NULL,
		"xml text/xml" },
	{ "*/csv, text/xml;q=0.1", NULL, "xml text/xml" },
	{ "text/csv really, text/xml;q=0.1", NULL, "xml text/xml" },

	/* nothing that there is */
	{ "image/png", "json", "nothing" },
	{ "text/plain, image/*", NULL, "nothing" },
	{ "text/csvx, text/cs, text", NULL, "nothing" },
	{ "application/x-www-form-urlencoded", NULL, "nothing" },
	{ "multipart/form-data, multipart/*", NULL, "nothing" },
	{ "garbage \x01\xff", NULL, "nothing" },
};

START_TEST(the_client_gets_what_it_wants_most)
{
	ck_assert_str_eq(choice(choices[_i].header, choices[_i].body),
		choices[_i].chosen);
}
END_TEST

START_TEST(a_body_that_no_answer_has_the_format_of_counts_as_none)
{
	static const char form[] = "application/x-www-form-urlencoded";
	struct chosen chosen =
		accept_choose("*/*", format_reading(form, strlen(form)));

	ck_assert_ptr_eq(chosen.format, format_default());
}
END_TEST

static const char *const floods[] = { "a,", "*/*,", "text/csv;q=0.1,", ";",
	"\"", "text/csv;q=0;", ",", "~", "a/b;c=\"\\\"\"," };

/* What one may cost, in milliseconds; counting and checking take their time. */
#if defined(SANITIZED) || !defined(__OPTIMIZE__)
#define FLOOD_MOST 50
#else
#define FLOOD_MOST 5
#endif

START_TEST(a_flood_of_items_takes_no_time)
{
	struct text header = { .arena = &arena };
	clock_t start;

	while (header.length < 8192)
		text_puts(&header, floods[_i]);
	start = clock();
	for (int i = 0; i < 10; i++)
		accept_choose(header.bytes, NULL);
	ck_assert_int_lt(
		(clock() - start) / 10, CLOCKS_PER_SEC / 1000 * FLOOD_MOST);
}
END_TEST

Suite *
accept_suite(void)
{
	Suite *suite = suite_create("accept");
	TCase *tcase = fixture_case(suite, "accept");

	tcase_add_loop_test(
		tcase, the_client_gets_what_it_wants_most, 0, COUNT(choices));
	tcase_add_test(
		tcase, a_body_that_no_answer_has_the_format_of_counts_as_none);
	tcase_add_loop_test(
		tcase, a_flood_of_items_takes_no_time, 0, COUNT(floods));
	return suite;
}
