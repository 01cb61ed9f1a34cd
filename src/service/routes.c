/* The table of routes: the requests that this service answers. */
#include "service/routes.h"

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

/* … the self-check, which looks at no key, … */
static const int refusals_check[] = { 404, 405, 406, 500, 503, 0 };

/* … and a request that changes the store. */
static const int refusals_change[] = { 400, 401, 403, 404, 405, 406, 408, 409,
	411, 413, 415, 422, 500, 503, 0 };

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
		.refusals = refusals_change,
		.text = "Creates a customer. The body is in the format that "
			"its Content-Type names, the answer in the one that "
			"is asked for.",
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
