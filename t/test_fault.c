/* Tests of the table of faults, and of faults as answers. */
#include "fixture.h"

#include "language/language.h"
#include "schema/error.h"

#include <string.h>

Suite *fault_suite(void);

static const char *
message_of(struct fault fault)
{
	struct text out = { .arena = &arena };

	fault_message(&out, &fault, NULL);
	ck_assert_ptr_nonnull(out.bytes);
	return out.bytes;
}

/* A field that has all that a message may speak of. */
static const struct field any = {
	.name = "any",
	.text = "Whatever.",
	.max = 17,
	.from = "1900-01-01",
	.example = "X",
	.need = REQUIRED_WHEN,
	.when = { 0, "Y" },
};

/* The one that its condition is about. */
static const struct field other = { .name = "other", .text = "Whatever." };

/* The codes of section 5, and the statuses that they go with. */
static const struct {
	const char *code;
	int status;
} codes[] = {
	{ "NotEmpty", 400 },
	{ "Email", 400 },
	{ "MaximumLength", 400 },
	{ "Enum", 400 },
	{ "InclusiveBetween", 400 },
	{ "RegularExpression", 400 },
	{ "Predicate", 400 },
	{ "SerializationException", 400 },
	{ "Unauthorized", 401 },
	{ "Forbidden", 403 },
	{ "NotFound", 404 },
	{ "MethodNotAllowed", 405 },
	{ "NotAcceptable", 406 },
	{ "RequestTimeout", 408 },
	{ "Conflict", 409 },
	{ "LengthRequired", 411 },
	{ "PreconditionFailed", 412 },
	{ "RequestEntityTooLarge", 413 },
	{ "UnsupportedMediaType", 415 },
	{ "Conflict", 422 },
	{ "InternalError", 500 },
	{ "ServiceUnavailable", 503 },
};

START_TEST(every_fault_has_a_code_and_its_status)
{
	const char *code = fault_code((enum fault_kind)_i);
	int known = 0;

	ck_assert_ptr_nonnull(code);
	for (int i = 0; i < COUNT(codes); i++)
		known += strcmp(codes[i].code, code) == 0 &&
			 codes[i].status == fault_status((enum fault_kind)_i);
	ck_assert_msg(known == 1, "%s with %d is no code", code,
		fault_status((enum fault_kind)_i));
}
END_TEST

START_TEST(every_message_is_a_sentence_without_placeholders)
{
	const char *message = message_of((struct fault){
		.kind = (enum fault_kind)_i,
		.field = &any,
		.other = &other,
		.path = "any",
		.detail = "this",
	});

	ck_assert_ptr_null(strpbrk(message, "{}"));
	ck_assert_ptr_null(strstr(message, "(null)"));
	ck_assert_uint_gt(strlen(message), 4);
	ck_assert_int_eq(message[strlen(message) - 1], '.');
	if (_i <= FAULT_UNKNOWN_MEMBER)
		ck_assert_ptr_eq(strstr(message, "any "), message);
}
END_TEST

START_TEST(a_message_needs_no_field)
{
	const char *message = message_of((struct fault){
		.kind = (enum fault_kind)_i,
		.path = "",
		.detail = "",
	});

	ck_assert_ptr_null(strpbrk(message, "{}"));
	ck_assert_ptr_null(strstr(message, "(null)"));
}
END_TEST

START_TEST(a_message_says_what_would_be_right)
{
	struct fault fault = {
		.field = &any,
		.other = &other,
		.path = "a[0].b",
		.detail = "X, Y",
	};

	fault.kind = FAULT_TOO_LONG;
	ck_assert_ptr_nonnull(strstr(message_of(fault), "17"));
	fault.kind = FAULT_TOO_EARLY;
	ck_assert_ptr_nonnull(strstr(message_of(fault), "1900-01-01"));
	fault.kind = FAULT_CODE;
	ck_assert_ptr_nonnull(strstr(message_of(fault), "one of X, Y"));
	ck_assert_ptr_nonnull(strstr(message_of(fault), "a[0].b"));
	fault.kind = FAULT_UNKNOWN_CODE;
	ck_assert_ptr_nonnull(strstr(message_of(fault), "such as X"));
	fault.kind = FAULT_MISSING_WHEN;
	ck_assert_ptr_nonnull(strstr(message_of(fault), "when other is Y"));
}
END_TEST

START_TEST(people_are_told_a_size_as_their_language_writes_it)
{
	const struct fault fault = {
		.kind = FAULT_TOO_LARGE,
		.path = "",
		.detail = "524288",
	};
	struct text out = { .arena = &arena };

	ck_assert_ptr_nonnull(strstr(message_of(fault), " 524288 bytes."));
	fault_tell(&out, &fault, &in_french);
	ck_assert_ptr_nonnull(strstr(out.bytes, "512\u00A0Kio"));
}
END_TEST

START_TEST(a_placeholder_in_a_detail_stays_as_it_is)
{
	const char *message = message_of((struct fault){
		.kind = FAULT_CODE,
		.field = &any,
		.path = "any",
		.detail = "{path}",
	});

	ck_assert_ptr_nonnull(strstr(message, "one of {path}"));
}
END_TEST

START_TEST(faults_beyond_a_thousand_are_counted_only)
{
	struct faults faults = { .arena = &arena };
	struct record *error;

	for (int i = 0; i < FAULTS_LISTED + 234; i++) {
		ck_assert_uint_eq(faults.count, (size_t)i);
		faults_add(&faults,
			(struct fault){
				.kind = FAULT_MISSING,
				.field = &any,
				.path = arena_printf(&arena, "a[%d]", i),
				.detail = "",
			});
	}
	ck_assert_uint_eq(faults.count, FAULTS_LISTED + 234);
	ck_assert_uint_eq(faults_listed(&faults), 1000);
	ck_assert_str_eq(faults.list[0].path, "a[0]");
	ck_assert_str_eq(faults.list[999].path, "a[999]");
	error = faults_record(&faults, NULL);
	error = error->values[ERROR_STATUS].items[0];
	ck_assert_uint_eq(error->values[STATUS_ERRORS].count, 1000);
}
END_TEST

START_TEST(a_fault_outlives_what_it_was_made_of)
{
	struct faults faults = { .arena = &arena };
	char path[] = "emails[0]", detail[] = "2";

	faults_add(&faults, (struct fault){
				    .kind = FAULT_TOO_MANY_ITEMS,
				    .field = &any,
				    .path = path,
				    .detail = detail,
			    });
	memset(path, 'x', strlen(path));
	memset(detail, 'x', strlen(detail));
	ck_assert_str_eq(faults.list[0].path, "emails[0]");
	ck_assert_str_eq(faults.list[0].detail, "2");
}
END_TEST

/* Two faults of fields, the second with text to escape. */
static struct record *
two_faults(void)
{
	struct faults faults = { .arena = &arena };

	faults_add(&faults, (struct fault){
				    .kind = FAULT_MISSING,
				    .field = &any,
				    .path = "kind",
				    .detail = "",
			    });
	faults_add(&faults, (struct fault){
				    .kind = FAULT_CODE,
				    .field = &any,
				    .path = "stops[0].place",
				    .detail = "\"<A>\", 'B' & C",
			    });
	return faults_record(&faults, NULL);
}

/* A fault of the whole request. */
static struct record *
one_fault(void)
{
	struct faults faults = { .arena = &arena };

	faults_add(&faults, (struct fault){
				    .kind = FAULT_MALFORMED,
				    .path = "",
				    .detail = "it ends in the middle",
			    });
	return faults_record(&faults, NULL);
}

#define HEAD "<?xml version=\"1.0\" encoding=\"utf-8\"?>"
#define INSTANCE "xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\""

static const struct {
	const char *format, *two, *one;
} bodies[] = {
	{ "json",
		"{\"responseStatus\":{\"errorCode\":\"NotEmpty\","
		"\"message\":\"kind is required.\",\"errors\":["
		"{\"errorCode\":\"NotEmpty\",\"fieldName\":\"kind\","
		"\"message\":\"kind is required.\"},"
		"{\"errorCode\":\"Enum\",\"fieldName\":\"stops[0].place\","
		"\"message\":\"stops[0].place must be "
		"one of \\\"<A>\\\", 'B' & C.\"}]}}",
		"{\"responseStatus\":{\"errorCode\":\"SerializationException\","
		"\"message\":\"The body can't be read: "
		"it ends in the middle.\",\"errors\":[]}}" },
	{ "jsv",
		"{responseStatus:{errorCode:NotEmpty,"
		"message:kind is required.,errors:["
		"{errorCode:NotEmpty,fieldName:kind,"
		"message:kind is required.},"
		"{errorCode:Enum,fieldName:\"stops[0].place\","
		"message:\"stops[0].place must be "
		"one of \"\"<A>\"\", 'B' & C.\"}]}}",
		"{responseStatus:{errorCode:SerializationException,"
		"message:\"The body can't be read: "
		"it ends in the middle.\",errors:[]}}" },
	{ "csv",
		"errorCode,fieldName,message\r\n"
		"NotEmpty,kind,kind is required.\r\n"
		"Enum,stops[0].place,\"stops[0].place must be "
		"one of \"\"<A>\"\", 'B' & C.\"\r\n",
		"errorCode,fieldName,message\r\n"
		"SerializationException,,The body can't be read: "
		"it ends in the middle.\r\n" },
	{ "xml",
		HEAD "<ErrorResponse " INSTANCE
		     " xmlns=\"http://schemas.servicestack.net/types\">"
		     "<ResponseStatus><ErrorCode>NotEmpty</ErrorCode>"
		     "<Message>kind is required.</Message><Errors>"
		     "<ResponseError><ErrorCode>NotEmpty</ErrorCode>"
		     "<FieldName>kind</FieldName>"
		     "<Message>kind is required.</Message></ResponseError>"
		     "<ResponseError><ErrorCode>Enum</ErrorCode>"
		     "<FieldName>stops[0].place</FieldName>"
		     "<Message>stops[0].place must be one of "
		     "&quot;&lt;A&gt;&quot;, &#39;B&#39; &amp; C.</Message>"
		     "</ResponseError></Errors></ResponseStatus>"
		     "</ErrorResponse>",
		HEAD "<ErrorResponse " INSTANCE
		     " xmlns=\"http://schemas.servicestack.net/types\">"
		     "<ResponseStatus>"
		     "<ErrorCode>SerializationException</ErrorCode>"
		     "<Message>The body can&#39;t be read: "
		     "it ends in the middle.</Message><Errors></Errors>"
		     "</ResponseStatus></ErrorResponse>" },
};

START_TEST(faults_of_fields_are_answered_in_every_format)
{
	ck_assert_str_eq(
		written(bodies[_i].format, two_faults()), bodies[_i].two);
}
END_TEST

START_TEST(a_fault_of_the_request_is_answered_in_every_format)
{
	ck_assert_str_eq(
		written(bodies[_i].format, one_fault()), bodies[_i].one);
}
END_TEST

START_TEST(faults_are_escaped_on_a_page)
{
	const char *page = written("html", two_faults());

	ck_assert_ptr_null(strstr(page, "<A>"));
	ck_assert_ptr_nonnull(strstr(page, "&lt;A&gt;"));
	ck_assert_ptr_nonnull(strstr(page, "kind is required."));
}
END_TEST

Suite *
fault_suite(void)
{
	Suite *suite = suite_create("fault");
	TCase *tcase = fixture_case(suite, "fault");

	tcase_add_loop_test(tcase, every_fault_has_a_code_and_its_status,
		FAULT_NONE + 1, FAULT__MAX);
	tcase_add_loop_test(tcase,
		every_message_is_a_sentence_without_placeholders,
		FAULT_NONE + 1, FAULT__MAX);
	tcase_add_loop_test(
		tcase, a_message_needs_no_field, FAULT_NONE + 1, FAULT__MAX);
	tcase_add_test(tcase, a_message_says_what_would_be_right);
	tcase_add_test(
		tcase, people_are_told_a_size_as_their_language_writes_it);
	tcase_add_test(tcase, a_placeholder_in_a_detail_stays_as_it_is);
	tcase_add_test(tcase, faults_beyond_a_thousand_are_counted_only);
	tcase_add_test(tcase, a_fault_outlives_what_it_was_made_of);
	tcase_add_loop_test(tcase,
		faults_of_fields_are_answered_in_every_format, 0,
		COUNT(bodies));
	tcase_add_loop_test(tcase,
		a_fault_of_the_request_is_answered_in_every_format, 0,
		COUNT(bodies));
	tcase_add_test(tcase, faults_are_escaped_on_a_page);
	return suite;
}
