/* Tests of how a response is printed. */
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fixture.h"
#include "http/response.h"

/* The headers that every answer with a body has. */
#define COMMON                        \
	"Vary: Accept\r\n"            \
	"Cache-Control: no-store\r\n" \
	"X-Content-Type-Options: nosniff\r\n"

static struct response
response_new(int status, const char *body)
{
	struct response response = {
		.status = status,
		.media = "text/csv",
		.body = { .arena = &arena },
	};

	if (*body != '\0')
		text_puts(&response.body, body);
	return response;
}

static const char *
printed(const struct response *response)
{
	struct text out = { .arena = &arena };

	response_print_head(&out, response);
	if (response_has_body(response))
		text_add(&out, response->body.bytes, response->body.length);
	ck_assert_uint_eq(strlen(out.bytes), out.length);
	return out.bytes;
}

START_TEST(a_response_is_headers_a_blank_line_and_the_body)
{
	struct response response = response_new(200, "a\r\n1\r\n");

	response_header(&response, "Allow", "GET, POST");
	ck_assert_str_eq(printed(&response),
		"Status: 200 OK\r\n"
		"Content-Type: text/csv; charset=utf-8\r\n"
		"Content-Length: 6\r\n" COMMON "Allow: GET, POST\r\n"
		"\r\n"
		"a\r\n1\r\n");
}
END_TEST

START_TEST(the_reason_is_the_error_code)
{
	struct response response = response_new(400, "x");

	response.reason = "NotEmpty";
	ck_assert_ptr_nonnull(
		strstr(printed(&response), "Status: 400 NotEmpty\r\n"));
}
END_TEST

static const struct {
	int status;
	const char *line;
} reasons[] = {
	{ 204, "Status: 204 No Content\r\n" },
	{ 302, "Status: 302 Found\r\n" },
	{ 413, "Status: 413 Content Too Large\r\n" },
	{ 503, "Status: 503 Service Unavailable\r\n" },
	{ 799, "Status: 799 \r\n" },
};

START_TEST(without_a_reason_it_is_the_standard_one)
{
	struct response response = response_new(reasons[_i].status, "");

	ck_assert_int_eq(strncmp(printed(&response), reasons[_i].line,
				 strlen(reasons[_i].line)),
		0);
}
END_TEST

START_TEST(no_content_has_no_header_of_a_body)
{
	struct response response = response_new(204, "ignored");

	response_header(&response, "Allow", "POST");
	ck_assert_str_eq(printed(&response), "Status: 204 No Content\r\n"
					     "Allow: POST\r\n"
					     "\r\n");
}
END_TEST

START_TEST(a_head_keeps_the_length_of_the_body_it_leaves_out)
{
	struct response response = response_new(200, "twelve bytes");

	response.head = true;
	ck_assert_str_eq(printed(&response),
		"Status: 200 OK\r\n"
		"Content-Type: text/csv; charset=utf-8\r\n"
		"Content-Length: 12\r\n" COMMON "\r\n");
}
END_TEST

START_TEST(an_empty_body_has_a_length_too)
{
	struct response response = response_new(302, "");

	ck_assert_ptr_nonnull(
		strstr(printed(&response), "Content-Length: 0\r\n"));
}
END_TEST

START_TEST(no_value_can_end_its_line)
{
	struct response response = response_new(204, "");

	response_header(&response, "X", "a\r\nSet-Cookie: b\t\x7F\xC3\xA9 ~");
	ck_assert_ptr_nonnull(strstr(
		printed(&response), "\r\nX: a??Set-Cookie: b???? ~\r\n"));
}
END_TEST

START_TEST(too_many_headers_are_a_defect)
{
	struct response response = response_new(200, "");
	int status;
	pid_t child;

	for (int i = 0; i < RESPONSE_HEADERS; i++)
		response_header(&response, "X", "y");
	child = fork();
	if (child == 0) {
		close(STDERR_FILENO);
		response_header(&response, "X", "y");
		leave(0);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_ne(status, 0);
}
END_TEST

Suite *
response_suite(void)
{
	Suite *suite = suite_create("response");
	TCase *tcase = fixture_case(suite, "response");

	tcase_add_test(tcase, a_response_is_headers_a_blank_line_and_the_body);
	tcase_add_test(tcase, the_reason_is_the_error_code);
	tcase_add_loop_test(tcase, without_a_reason_it_is_the_standard_one, 0,
		COUNT(reasons));
	tcase_add_test(tcase, no_content_has_no_header_of_a_body);
	tcase_add_test(
		tcase, a_head_keeps_the_length_of_the_body_it_leaves_out);
	tcase_add_test(tcase, an_empty_body_has_a_length_too);
	tcase_add_test(tcase, no_value_can_end_its_line);
	tcase_add_test(tcase, too_many_headers_are_a_defect);
	return suite;
}
