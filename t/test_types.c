/* Tests of the messages as classes. */
#include "fixture.h"

#include <string.h>

#include "config/config.h"
#include "customer/customer.h"
#include "http/request.h"
#include "http/response.h"
#include "exchange/exchange.h"
#include "document/types/types.h"
#include "service/routes.h"

Suite *types_suite(void);

/* What is handed out at a path. */
static const char *
handed_out(const char *path)
{
	const struct config config = { .url = NULL };
	struct request request = request_none;
	struct response *response = arena_alloc(&arena, sizeof(*response));
	struct exchange exchange = {
		.arena = &arena,
		.config = &config,
		.rules = &rules,
		.routes = &service_routes,
		.request = &request,
		.route = path,
		.response = response,
	};

	request.script = "/crm*/.cgi";
	response->body.arena = &arena;
	types_show(&exchange);
	ck_assert_int_eq(response->status, 200);
	return response->body.bytes;
}

static const char *const paths[] = { "/types/typescript", "/types/csharp",
	"/types/python" };

START_TEST(a_comment_ends_where_it_should_whatever_it_tells)
{
	struct codes_setting title = {
		.field = &customer_schema.fields[CUSTOMER_TITLE],
		.codes = "a*/b\tA\nc\u2028d\u2029e\tC\n",
	};
	const char *text;

	rules.settings = &title;
	text = handed_out(paths[_i]);
	ck_assert_ptr_nonnull(strstr(text, "a* /b"));
	ck_assert_ptr_nonnull(strstr(text, "c d e"));
	ck_assert_ptr_nonnull(strstr(text, "/crm* /.cgi\n"));
	ck_assert_ptr_null(strstr(text, "*/b"));
	ck_assert_ptr_null(strstr(text, "\u2028"));
	ck_assert_ptr_null(strstr(text, "\u2029"));
}
END_TEST

static const struct {
	const struct syntax *syntax;
	size_t field;
	const char *line;
} members[] = {
	{ &typescript, PARCEL_KIND, "public kind!: string;" },
	{ &typescript, PARCEL_LABEL, "public label?: string;" },
	{ &typescript, PARCEL_STOPS, "public stops?: Stop[];" },
	{ &typescript, PARCEL_SIZE, "public size?: Size;" },
	{ &csharp, PARCEL_KIND, "public virtual string kind { get; set; }" },
	{ &csharp, PARCEL_MADE, "public virtual DateTime made { get; set; }" },
	{ &csharp, PARCEL_STOPS,
		"public virtual List<Stop> stops { get; set; }" },
	{ &csharp, PARCEL_SIZE, "public virtual Size size { get; set; }" },
	{ &python, PARCEL_WEIGHT, "weight: Optional[int] = _member('weight')" },
	{ &python, PARCEL_STOPS,
		"stops: Optional[List[Stop]] = _member('stops')" },
	{ &python, PARCEL_SIZE, "size: Optional[Size] = _member('size')" },
};

START_TEST(a_member_is_of_the_type_of_its_language)
{
	struct text out = { .arena = &arena };

	members[_i].syntax->member(&out,
		&parcel_schema.fields[members[_i].field], "What it means.");
	ck_assert_msg(strstr(out.bytes, members[_i].line) != NULL,
		"%s is not in %s", members[_i].line, out.bytes);
	ck_assert_ptr_nonnull(strstr(out.bytes, "What it means."));
}
END_TEST

static const struct field weight_fields[] = {
	{ .name = "weight", .type = TYPE_INT },
};

static const struct schema weight_schema = {
	.name = "Weight",
	.plain = true,
	.fields = weight_fields,
	.count = 1,
};

static const struct {
	const struct syntax *syntax;
	const char *line;
} plains[] = {
	{ &typescript, "public weights?: number[];" },
	{ &csharp, "public virtual List<int> weights { get; set; }" },
	{ &python, "weights: Optional[List[int]] = _member('weights')" },
};

START_TEST(a_list_of_plain_values_is_one_in_every_language)
{
	const struct field field = {
		.name = "weights",
		.type = TYPE_LIST,
		.item = &weight_schema,
	};
	struct text out = { .arena = &arena };

	plains[_i].syntax->member(&out, &field, "What they weigh.");
	ck_assert_msg(strstr(out.bytes, plains[_i].line) != NULL,
		"%s is not in %s", plains[_i].line, out.bytes);
}
END_TEST

static const struct {
	const char *name, *snake;
} snakes[] = {
	{ "brand", "brand" },
	{ "posCode", "pos_code" },
	{ "contactBySMSFlag", "contact_by_sms_flag" },
	{ "street2", "street2" },
	{ "sapID", "sap_id" },
};

START_TEST(names_in_python_are_written_as_python_has_them)
{
	const struct field field = { .name = snakes[_i].name };
	struct text out = { .arena = &arena };

	python.member(&out, &field, "x");
	ck_assert_ptr_nonnull(strstr(out.bytes,
		arena_printf(&arena, "    %s: Optional[str] = _member('%s')\n",
			snakes[_i].snake, snakes[_i].name)));
}
END_TEST

Suite *
types_suite(void)
{
	Suite *suite = suite_create("types");
	TCase *tcase = fixture_case(suite, "types");

	tcase_add_loop_test(tcase,
		a_comment_ends_where_it_should_whatever_it_tells, 0,
		COUNT(paths));
	tcase_add_loop_test(tcase, a_member_is_of_the_type_of_its_language, 0,
		COUNT(members));
	tcase_add_loop_test(tcase,
		a_list_of_plain_values_is_one_in_every_language, 0,
		COUNT(plains));
	tcase_add_loop_test(tcase,
		names_in_python_are_written_as_python_has_them, 0,
		COUNT(snakes));
	return suite;
}
