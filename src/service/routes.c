/* The table of routes: the requests that this service answers. */
#include "service/routes.h"

#include "customer/lists.h"
#include "desk/desk.h"
#include "doctor/doctor.h"
#include "document/metadata.h"
#include "document/openapi/openapi.h"
#include "document/types/types.h"
#include "document/usage.h"
#include "form/page.h"
#include "service/operations.h"
#include "store/scope.h"

/* The statuses that refuse any request, … */
static const int refusals[] = { 401, 404, 405, 406, 500, 503, 0 };

/* … a request that needs a key, … */
static const int refusals_key[] = { 401, 403, 404, 405, 406, 500, 503, 0 };

/* … a question that may come with a body, … */
static const int refusals_body[] = { 400, 401, 403, 404, 405, 406, 408, 411,
	413, 415, 500, 503, 0 };

/* … the self-check, which looks at no key, … */
static const int refusals_check[] = { 404, 405, 406, 500, 503, 0 };

/* … a request that is done once under an Idempotency-Key, … */
static const int refusals_once[] = { 400, 401, 403, 404, 405, 406, 408, 409,
	411, 413, 415, 422, 500, 503, 0 };

/* … one that may change a customer of some version alone, … */
static const int refusals_change[] = { 400, 401, 403, 404, 405, 406, 408, 411,
	412, 413, 415, 500, 503, 0 };

/* … and one that is both. */
static const int refusals_patch[] = { 400, 401, 403, 404, 405, 406, 408, 409,
	411, 412, 413, 415, 422, 500, 503, 0 };

static const char *const location[] = { "Location", NULL };

static const struct success elsewhere[] = {
	{
		.status = 302,
		.name = "Elsewhere",
		.text = "It goes on at another address.",
		.headers = location,
	},
	{ 0 },
};

static const struct route rows[] = {
	{
		.path = "/",
		.method = "GET",
		.answer = metadata_home,
		.choice = ONLY_PAGE,
		.below_only = true,
		.successes = elsewhere,
		.refusals = refusals,
		.text = "Leads to the documentation.",
	},
	{
		.path = "/customer",
		.method = "GET",
		.answer = page_form,
		.choice = ONLY_PAGE,
		.scope = SCOPE_CREATE,
		.takes = TAKES_LANGUAGE,
		.refusals = refusals_key,
		.text = "The form, for people.",
	},
	{
		.path = "/customer",
		.method = "POST",
		.operation = &create_customer,
		.choice = BY_HEADERS,
		.scope = SCOPE_CREATE,
		.takes = TAKES_FORMAT | TAKES_KEY | TAKES_LANGUAGE,
		.refusals = refusals_once,
		.text = "Creates a customer. The body is in the format that "
			"its Content-Type names, the answer in the one that "
			"is asked for.",
	},
	{
		.path = "/customer/v2/{customerId}",
		.method = "GET",
		.operation = &get_customer_whole,
		.choice = BY_HEADERS,
		.scope = SCOPE_READ,
		.takes = TAKES_FORMAT | TAKES_LANGUAGE | TAKES_KNOWN,
		.refusals = refusals_body,
		.text = "Reads all of a customer.",
	},
	{
		.path = "/customer/{boosterCustomerId}",
		.method = "GET",
		.operation = &get_customer_short,
		.choice = BY_HEADERS,
		.scope = SCOPE_READ,
		.takes = TAKES_FORMAT | TAKES_LANGUAGE | TAKES_KNOWN,
		.refusals = refusals_body,
		.text = "Reads a customer.",
	},
	{
		.path = "/customer/{boosterCustomerId}",
		.method = "PUT",
		.operation = &update_customer,
		.choice = BY_HEADERS,
		.scope = SCOPE_WRITE,
		.takes = TAKES_FORMAT | TAKES_LANGUAGE | TAKES_MATCH,
		.refusals = refusals_change,
		.text = "Replaces a customer.",
	},
	{
		.path = "/customer/{boosterCustomerId}",
		.method = "PATCH",
		.operation = &patch_customer,
		.choice = BY_HEADERS,
		.scope = SCOPE_WRITE,
		.takes =
			TAKES_FORMAT | TAKES_KEY | TAKES_LANGUAGE | TAKES_MATCH,
		.refusals = refusals_patch,
		.text = "Changes members of a customer.",
	},
	{
		.path = "/customer/{boosterCustomerId}",
		.method = "DELETE",
		.operation = &delete_customer,
		.choice = BY_HEADERS,
		.scope = SCOPE_ERASE,
		.takes = TAKES_FORMAT | TAKES_LANGUAGE | TAKES_MATCH,
		.refusals = refusals_change,
		.text = "Erases a customer for good.",
	},
	{
		.path = "/customer/{brand}/slim",
		.method = "GET",
		.operation = &get_customer_paginated,
		.choice = BY_HEADERS,
		.scope = SCOPE_READ,
		.takes = TAKES_FORMAT | TAKES_LANGUAGE,
		.refusals = refusals_body,
		.text = "Lists the customers of a brand that match, page by "
			"page.",
	},
	{
		.path = "/customer/{brand}/changes",
		.method = "GET",
		.operation = &get_customer_changes,
		.choice = BY_HEADERS,
		.scope = SCOPE_READ,
		.takes = TAKES_FORMAT | TAKES_LANGUAGE,
		.refusals = refusals_body,
		.text = "Tells which customers of a brand were created, "
			"changed "
			"or erased since.",
	},
	{
		.path = "/customer/{brand}/export",
		.method = "GET",
		.answer = export_show,
		.request = &export_schema,
		.choice = BY_LIST,
		.scope = SCOPE_EXPORT,
		.takes = TAKES_FORMAT | TAKES_LANGUAGE,
		.successes = export_successes,
		.refusals = refusals_body,
		.text = "Answers with all customers of a brand that match, as "
			"a file to save.",
	},
	{
		.path = "/customer/{brand}/export",
		.method = "POST",
		.operation = &export_customer,
		.choice = BY_HEADERS,
		.scope = SCOPE_EXPORT,
		.takes = TAKES_FORMAT | TAKES_KEY | TAKES_LANGUAGE,
		.refusals = refusals_once,
		.text = "Orders a list of all customers of a brand that match.",
	},
	{
		.path = "/tasks",
		.method = "GET",
		.operation = &get_task,
		.choice = BY_HEADERS,
		.scope = SCOPE_EXPORT,
		.takes = TAKES_FORMAT | TAKES_LANGUAGE,
		.refusals = refusals_body,
		.text = "Lists the exports that were ordered.",
	},
	{
		.path = "/tasks/{asyncTaskId}",
		.method = "GET",
		.operation = &get_task_detail,
		.choice = BY_HEADERS,
		.scope = SCOPE_EXPORT,
		.takes = TAKES_FORMAT | TAKES_LANGUAGE,
		.refusals = refusals_body,
		.text = "Tells of an export that was ordered.",
	},
	{
		.path = "/tasks/{asyncTaskId}/download",
		.method = "GET",
		.answer = task_download,
		.request = &download_schema,
		.choice = BY_FILE,
		.signed_scope = SCOPE_EXPORT,
		.takes = TAKES_FORMAT | TAKES_LANGUAGE,
		.successes = export_successes,
		.refusals = refusals_body,
		.text = "Answers with the list of an export that was ordered: "
			"with the API key that ordered the list, or by an "
			"address that is signed and good for 15 minutes.",
	},
	{
		.path = "/me",
		.method = "GET",
		.operation = &get_me,
		.choice = BY_HEADERS,
		.scope = SCOPE_ALL,
		.takes = TAKES_FORMAT | TAKES_LANGUAGE,
		.refusals = refusals_body,
		.text = "Tells what the API key of the request is good for.",
	},
	{
		.path = "/metadata",
		.method = "GET",
		.answer = metadata_list,
		.choice = ONLY_PAGE,
		.refusals = refusals,
		.text = "The documentation: what can be asked, and how.",
	},
	{
		.path = "/{}/metadata",
		.method = "GET",
		.answer = metadata_show,
		.choice = ONLY_PAGE,
		.takes = TAKES_NAME,
		.refusals = refusals,
		.text = "The documentation of the operation that the parameter "
			"op names, for those who use the format that the path "
			"names.",
	},
	{
		.path = "/health",
		.method = "GET",
		.answer = health_show,
		.choice = ONLY_DATA,
		.successes = health_successes,
		.refusals = refusals,
		.text = "Whether a customer could be stored now.",
	},
	{
		.path = "/openapi.json",
		.method = "GET",
		.answer = openapi_show,
		.choice = ONLY_DATA,
		.refusals = refusals,
		.text = "This service as a document of OpenAPI 3.1.",
	},
	{
		.path = "/types/typescript",
		.method = "GET",
		.answer = types_show,
		.choice = ONLY_TEXT,
		.refusals = refusals,
		.text = "The messages as classes of TypeScript, for typed "
			"clients.",
	},
	{
		.path = "/types/csharp",
		.method = "GET",
		.answer = types_show,
		.choice = ONLY_TEXT,
		.refusals = refusals,
		.text = "The messages as classes of C#, for typed clients.",
	},
	{
		.path = "/types/python",
		.method = "GET",
		.answer = types_show,
		.choice = ONLY_TEXT,
		.refusals = refusals,
		.text = "The messages as data classes of Python, for typed "
			"clients.",
	},
	{
		.path = "/-/check",
		.method = "GET",
		.answer = check_ask,
		.choice = ONLY_PAGE,
		.own_guard = true,
		.refusals = refusals_check,
		.text = "Asks the administrator for the word that opens the "
			"self-check.",
	},
	{
		.path = "/-/check",
		.method = "POST",
		.answer = check_show,
		.choice = ONLY_PAGE,
		.own_guard = true,
		.refusals = refusals_check,
		.text = "The self-check: what around the program is not as it "
			"should be, and what helps.",
	},
	{
		.path = "/desk/sign-in",
		.method = "GET",
		.answer = desk_sign_in,
		.choice = ONLY_PAGE,
		.own_guard = true,
		.staff = true,
		.refusals = refusals_check,
		.text = "Asks somebody of the staff for a key.",
	},
	{
		.path = "/desk/sign-in",
		.method = "POST",
		.answer = desk_signed_in,
		.choice = ONLY_PAGE,
		.own_guard = true,
		.staff = true,
		.refusals = refusals_check,
		.text = "Signs somebody of the staff in.",
	},
	{
		.path = "/desk/sign-out",
		.method = "POST",
		.answer = desk_sign_out,
		.choice = ONLY_PAGE,
		.scope = SCOPE_ALL,
		.own_guard = true,
		.staff = true,
		.refusals = refusals_check,
		.text = "Signs somebody of the staff out.",
	},
	{
		.path = "/desk",
		.method = "GET",
		.answer = desk_list,
		.choice = ONLY_PAGE,
		.scope = SCOPE_READ,
		.own_guard = true,
		.staff = true,
		.refusals = refusals_check,
		.text = "The list of customers, for the staff.",
	},
	{
		.path = "/desk",
		.method = "POST",
		.answer = desk_search,
		.choice = ONLY_PAGE,
		.scope = SCOPE_READ,
		.own_guard = true,
		.staff = true,
		.refusals = refusals_check,
		.text = "Searches customers, for the staff.",
	},
	{
		.path = "/desk/customer/{boosterCustomerId}",
		.method = "GET",
		.answer = desk_record,
		.choice = ONLY_PAGE,
		.scope = SCOPE_READ,
		.own_guard = true,
		.staff = true,
		.refusals = refusals_check,
		.text = "All of a customer, for the staff.",
	},
	{
		.path = "/desk/customer/{boosterCustomerId}/edit",
		.method = "GET",
		.answer = desk_edit,
		.choice = ONLY_PAGE,
		.scope = SCOPE_WRITE,
		.own_guard = true,
		.staff = true,
		.refusals = refusals_check,
		.text = "The form with the values of a customer, for the "
			"staff.",
	},
	{
		.path = "/desk/customer/{boosterCustomerId}/edit",
		.method = "POST",
		.answer = desk_correct,
		.choice = ONLY_PAGE,
		.scope = SCOPE_WRITE,
		.own_guard = true,
		.staff = true,
		.refusals = refusals_check,
		.text = "Corrects a customer, for the staff.",
	},
	{
		.path = "/--help",
		.method = "GET",
		.answer = usage_help,
		.choice = ONLY_TEXT,
		.below_only = true,
		.refusals = refusals,
		.text = "What the program prints with the option --help.",
	},
	{
		.path = "/--version",
		.method = "GET",
		.answer = usage_version,
		.choice = ONLY_TEXT,
		.below_only = true,
		.refusals = refusals,
		.text = "What the program prints with the option --version.",
	},
};

const struct routes service_routes = { rows, sizeof(rows) / sizeof(*rows) };
