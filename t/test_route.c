/* Tests that routes are data: one more row, and all documents speak of it. */
#include "fixture.h"

#include <string.h>

#include "config/config.h"
#include "customer/customer.h"
#include "exchange/body.h"
#include "exchange/exchange.h"
#include "exchange/guess.h"
#include "format/format.h"
#include "format/read.h"
#include "schema/record.h"
#include "service/routes.h"
#include "service/service.h"
#include "store/idempotency.h"

Suite *route_suite(void);

enum { QUERY_PARCEL_ID, QUERY_DEPOT };

static const struct field query_fields[] = {
	[QUERY_PARCEL_ID] = { .name = "parcelId",
		.type = TYPE_INT,
		.title = "Number",
		.text = "The number of the parcel.",
		.example = "42",
		.need = REQUIRED },
	[QUERY_DEPOT] = { .name = "depot",
		.title = "Depot",
		.text = "Where the parcel lies.",
		.example = "Rome" },
};

static const struct schema query_schema = {
	.name = "FindParcel",
	.title = "Find a parcel",
	.fields = query_fields,
	.count = COUNT(query_fields),
};

static const struct field place_fields[] = {
	{ .name = "shelf",
		.title = "Shelf",
		.text = "The shelf it is on.",
		.example = "B 12" },
};

static const struct schema place_schema = {
	.name = "FindParcelResponse",
	.title = "Where a parcel is",
	.fields = place_fields,
	.count = COUNT(place_fields),
};

static const char *found;  /* the path of the route that was taken */
static const char *number; /* what stood in the path for the parameter */

static void
find_parcel(struct exchange *exchange)
{
	struct record *query = record_new(&intake, &query_schema);
	struct record *place = record_new(&intake, &place_schema);
	const struct target *target = &exchange->target;
	struct idempotency idempotency;
	struct reading reading;

	found = exchange->route;
	for (size_t i = 0; i < target->parameter_count; i++)
		number = arena_copy(&arena, target->parameters[i].value,
			target->parameters[i].length);
	if (!body_begin(exchange, false, &intake, &reading, &idempotency) ||
		!body_fill(exchange, &reading, query))
		return;
	record_set_string(place, 0,
		record_has(query, QUERY_DEPOT)
			? record_text(&arena, query, QUERY_DEPOT)
			: "A 1");
	exchange_answer(exchange, 200, place);
}

static const struct success successes[] = {
	{
		.status = 200,
		.name = "ParcelFound",
		.text = "The shelf of the parcel.",
		.schema = &place_schema,
	},
	{ 0 },
};

static const struct operation operation = {
	.name = "FindParcel",
	.summary = "Finds a parcel.",
	.text = "Finds a parcel by its number.",
	.tag = "parcels",
	.sample = "A parcel",
	.one = {
		.answer = find_parcel,
		.text = "Finds a parcel.",
		.request = &query_schema,
		.response = &place_schema,
		.successes = successes,
	},
};

static const int refusals[] = { 404, 405, 406, 500, 0 };

static const struct route row = {
	.path = "/parcel/{parcelId}/shelf",
	.method = "GET",
	.operation = &operation,
	.takes = TAKES_FORMAT,
	.refusals = refusals,
	.text = "Finds a parcel by the number in the path.",
};

static unsigned scope; /* of the row, for the test at hand */
static struct config config;
static struct request request;
static struct response response;
static struct exchange exchange;
static struct route rows[64];
static struct routes routes;

/* Answers a request to a service that has the row too. */
static const char *
answer(const char *method, const char *path, const char *query)
{
	memcpy(rows, service_routes.rows, service_routes.count * sizeof(*rows));
	rows[service_routes.count] = row;
	rows[service_routes.count].scope = scope;
	routes = (struct routes){ rows, service_routes.count + 1 };
	config_read(&arena, &config, NULL);
	request = request_none;
	request.method = method;
	request.script = "/crm.cgi";
	request.path = path;
	request.query = query;
	response = (struct response){ .body.arena = &arena };
	exchange = (struct exchange){
		.arena = &arena,
		.config = &config,
		.rules = &rules,
		.request = &request,
		.routes = &routes,
		.confined = true,
		.response = &response,
	};
	found = number = NULL;
	service_answer(&exchange);
	return response.body.bytes == NULL ? "" : response.body.bytes;
}

static void
assert_tells(const char *document, const char *what)
{
	ck_assert_msg(strstr(document, what) != NULL, "no word of %s", what);
}

/* The value of a header of the answer, or "". */
static const char *
header(const char *name)
{
	for (size_t i = 0; i < response.header_count; i++)
		if (strcmp(response.headers[i].name, name) == 0)
			return response.headers[i].value;
	return "";
}

START_TEST(a_path_is_matched_with_its_parameters)
{
	struct target target;

	answer("GET", "/Parcel/4711/SHELF.json", "");
	ck_assert_int_eq(response.status, 200);
	ck_assert_str_eq(response.body.bytes, "{\"shelf\":\"A 1\"}");
	ck_assert_str_eq(found, row.path);
	ck_assert_str_eq(number, "4711");
	target = route_target(&routes, request.path);
	ck_assert_uint_eq(target.parameter_count, 1);
	ck_assert_uint_eq(target.parameters[0].name_length, 8);
	ck_assert_mem_eq(target.parameters[0].name, "parcelId", 8);
	ck_assert_uint_eq(target.parameters[0].length, 4);
	ck_assert_mem_eq(target.parameters[0].value, "4711", 4);
}
END_TEST

START_TEST(members_of_its_message_may_stand_in_the_URL)
{
	answer("GET", "/parcel/4711/shelf", "brand=CAR&depot=Rome");
	ck_assert_int_eq(response.status, 200);
	ck_assert_str_eq(response.body.bytes, "{\"shelf\":\"Rome\"}");
}
END_TEST

START_TEST(a_file_that_it_answers_has_its_name)
{
	answer("GET", "/parcel/4711/shelf.csv", "");
	ck_assert_str_eq(header("Content-Disposition"),
		"attachment; filename=\"FindParcel.csv\"");
}
END_TEST

static const struct {
	const char *method, *path;
	int status;
} locked[] = {
	{ "GET", "/parcel/4711/shelf", 401 },
	{ "GET", "/parcel/4711/shelf.csv", 401 },
	{ "HEAD", "/parcel/4711/shelf", 401 },
	{ "GET", "/xml/reply/FindParcel", 401 },
	{ "POST", "/json/oneway/FindParcel", 401 },
	{ "POST", "/api/FindParcel", 401 },
	{ "DELETE", "/api/FindParcel", 405 },
	{ "GET", "/parcel/4711/shelf.doc", 404 },
	{ "OPTIONS", "/parcel/4711/shelf", 204 },
	{ "GET", "/metadata", 200 },
};

START_TEST(a_row_with_a_scope_needs_a_key_by_all_its_routes)
{
	scope = SCOPE_EXPORT;
	answer(locked[_i].method, locked[_i].path, "");
	scope = 0;
	ck_assert_int_eq(response.status, locked[_i].status);
	ck_assert_str_eq(header("WWW-Authenticate"),
		locked[_i].status == 401 ? "Bearer realm=\"crm\"" : "");
	ck_assert_ptr_null(found);
}
END_TEST

START_TEST(the_documents_tell_the_scope_that_it_needs)
{
	const char *document;

	scope = SCOPE_EXPORT;
	document = answer("GET", "/openapi.json", "");
	assert_tells(document, "\"security\":[{\"bearer\":[\"export\"]},"
			       "{\"apiKey\":[\"export\"]},"
			       "{\"basic\":[\"export\"]}]");
	document = answer("GET", "/json/metadata", "op=findParcel");
	scope = 0;
	assert_tells(document, "data-name=\"Key\">export<");
	assert_tells(document, "-H &#39;Authorization: Bearer KEY&#39;");
	assert_tells(document, "\nAuthorization: Bearer KEY\nContent-Type");
	document = answer("GET", "/json/metadata", "op=findParcel");
	ck_assert_ptr_null(strstr(document, "data-name=\"Key\">export<"));
	ck_assert_ptr_null(strstr(document, "-H &#39;X-Api-Key"));
	ck_assert_ptr_null(strstr(document, "\nAuthorization: Bearer KEY"));
}
END_TEST

static const char *const strangers[] = { "/parcel", "/parcel/",
	"/parcel//shelf", "/parcel/4711", "/parcel/4711/shelf/x",
	"/parcel/47/11/shelf", "/parcels/4711/shelf", "/api/FindParcel[]",
	"/json/reply/FindParcel[]", "/html/reply/FindParcel",
	"//reply/FindParcel", "/api/Find", "/api/FindParcelx",
	"/api//FindParcel" };

START_TEST(other_paths_are_not_found)
{
	answer("GET", strangers[_i], "");
	ck_assert_int_eq(response.status, 404);
}
END_TEST

START_TEST(predefined_routes_take_its_method_and_POST)
{
	static const char *const methods[] = { "GET", "POST" };

	answer(methods[_i], "/xml/reply/findparcel", "");
	ck_assert_int_eq(response.status, 200);
	ck_assert_str_eq(found, "/xml/reply/FindParcel");
	ck_assert_str_eq(response.media, "application/xml");
	answer(methods[_i], "/api/FindParcel.csv", "");
	ck_assert_int_eq(response.status, 200);
	ck_assert_str_eq(response.media, "text/csv");
	answer("DELETE", "/api/FindParcel", "");
	ck_assert_int_eq(response.status, 405);
	ck_assert_str_eq(header("Allow"), "GET, HEAD, OPTIONS, POST");
}
END_TEST

START_TEST(its_methods_are_told)
{
	answer("OPTIONS", "/parcel/1/shelf", "");
	ck_assert_int_eq(response.status, 204);
	ck_assert_str_eq(header("Allow"), "GET, HEAD, OPTIONS");
	answer("POST", "/parcel/1/shelf", "");
	ck_assert_int_eq(response.status, 405);
	ck_assert_str_eq(header("Allow"), "GET, HEAD, OPTIONS");
}
END_TEST

START_TEST(the_documentation_tells_of_it)
{
	const char *page = answer("GET", "/metadata", "");

	assert_tells(page, "<code>FindParcel</code>");
	assert_tells(page, operation.text);
	assert_tells(page, "/parcel/{parcelId}/shelf");
	assert_tells(page, row.text);
	assert_tells(page, "/api/FindParcel");
	assert_tells(page, "/metadata?op=FindParcel");
	page = answer("GET", "/json/metadata", "op=findParcel");
	assert_tells(page, "<h1>FindParcel</h1>");
	assert_tells(page, "<p class=\"intro\">Finds a parcel. ");
	assert_tells(page, "/json/reply/FindParcel");
	assert_tells(page, "The number of the parcel.");
	assert_tells(page, "The shelf it is on.");
	assert_tells(page, "A parcel:");
	assert_tells(page, "B 12");
	ck_assert_ptr_null(strstr(page, "CreateCustomer"));
	ck_assert_ptr_null(strstr(page, "is done once"));
	ck_assert_ptr_null(strstr(page, " at once"));
}
END_TEST

START_TEST(the_OpenAPI_document_tells_of_it)
{
	const char *document = answer("GET", "/openapi.json", "");

	assert_tells(document, "\"/parcel/{parcelId}/shelf\":{\"get\":");
	assert_tells(document, "\"operationId\":\"get_parcel_parcelId_shelf\"");
	assert_tells(document, "{\"name\":\"parcelId\",\"in\":\"path\","
			       "\"required\":true,\"description\":"
			       "\"The number of the parcel.");
	assert_tells(document, "\"/xml/reply/FindParcel\":{\"get\":");
	assert_tells(document, "\"200\":{\"$ref\":"
			       "\"#/components/responses/ParcelFound\"}");
	assert_tells(document, "\"ParcelFound\":{\"description\":"
			       "\"The shelf of the parcel.\"");
	assert_tells(document, "\"FindParcelResponse\":{\"title\":");
	assert_tells(document, "\"FindParcel.json\":{\"required\":true");
	ck_assert_ptr_null(strstr(document, "FindParcel[]"));
}
END_TEST

static const char *const languages_told[] = { "/types/typescript",
	"/types/csharp", "/types/python" };

START_TEST(typed_clients_get_its_classes)
{
	const char *classes = answer("GET", languages_told[_i], "");

	assert_tells(classes, "class FindParcel");
	assert_tells(classes, "class FindParcelResponse");
	assert_tells(classes, "/parcel/{parcelId}/shelf");
	assert_tells(classes, "shelf");
}
END_TEST

START_TEST(members_of_its_messages_are_known_as_such)
{
	static const char *const members[][2] = {
		{ "depot", "FindParcel" },
		{ "shelf", "FindParcelResponse" },
	};
	struct record *customer = record_new(&intake, &customer_schema);
	struct faults faults = { .arena = &arena };
	const char *name = members[_i][0];

	answer("GET", "/metadata", "");
	exchange.body = format_default();
	ck_assert_int_eq(record_member(customer, name, strlen(name)), -1);
	ck_assert(guess_strange(&exchange, customer, &faults));
	ck_assert_uint_eq(faults.count, 1);
	ck_assert_str_eq(faults.list[0].detail,
		arena_printf(&arena, "they are those of %s", members[_i][1]));
}
END_TEST

START_TEST(an_example_of_its_members_is_its_own)
{
	struct record *query = record_new(&intake, &query_schema);
	struct faults faults = { .arena = &arena };

	answer("GET", "/metadata", "");
	exchange.body = format_default();
	ck_assert_int_eq(record_member(query, BYTES("nickname")), -1);
	ck_assert(guess_strange(&exchange, query, &faults));
	ck_assert_str_eq(faults.list[0].detail,
		"they seem to be those of another message: those of FindParcel "
		"are others, such as parcelId");
}
END_TEST

Suite *
route_suite(void)
{
	Suite *suite = suite_create("route");
	TCase *tcase = fixture_case(suite, "one more row");

	tcase_add_test(tcase, a_path_is_matched_with_its_parameters);
	tcase_add_loop_test(tcase,
		a_row_with_a_scope_needs_a_key_by_all_its_routes, 0,
		COUNT(locked));
	tcase_add_test(tcase, the_documents_tell_the_scope_that_it_needs);
	tcase_add_test(tcase, members_of_its_message_may_stand_in_the_URL);
	tcase_add_test(tcase, a_file_that_it_answers_has_its_name);
	tcase_add_loop_test(
		tcase, other_paths_are_not_found, 0, COUNT(strangers));
	tcase_add_loop_test(
		tcase, predefined_routes_take_its_method_and_POST, 0, 2);
	tcase_add_test(tcase, its_methods_are_told);
	tcase_add_test(tcase, the_documentation_tells_of_it);
	tcase_add_test(tcase, the_OpenAPI_document_tells_of_it);
	tcase_add_loop_test(
		tcase, typed_clients_get_its_classes, 0, COUNT(languages_told));
	tcase_add_loop_test(
		tcase, members_of_its_messages_are_known_as_such, 0, 2);
	tcase_add_test(tcase, an_example_of_its_members_is_its_own);
	return suite;
}
