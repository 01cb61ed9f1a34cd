/* GET /openapi.json: the service's description as a document of OpenAPI 3.1. */
#include "document/openapi/openapi.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "config/config.h"
#include "exchange/exchange.h"
#include "format/jsonout.h"

/* %s is the sentence about members in the URL. */
static const char description[] =
	"Creates customers. All faults of a request are found and answered "
	"together, each with the path of its member, and nothing is stored "
	"unless all of it is.\n"
	"\n"
	"The schemas tell how messages are best sent. More is understood: "
	"names and codes in any case; true and false as yes and no, y and n, "
	"t and f, on and off, 1 and 0; days and moments in any form of ISO "
	"8601 that has the year first, and as /Date(0)/; a number in the "
	"place of a text. An instant in the place of a day (/Date(0)/ without "
	"an offset, a time with Z) is the day of the nearest midnight in UTC, "
	"unless the service knows the zone of the shop. White space and "
	"invisible characters around a text are taken off. Absent, "
	"null and an empty text all mean that a member is not given. Members "
	"that a message does not have are ignored, and named in the header "
	"X-CRM-Ignored, unless the schemas forbid them.\n"
	"\n"
	"What is refused beside that: text that is no UTF-8 or holds other "
	"control characters than tabs and line ends, a member that is given "
	"twice, a message of which no member is known, and more than one "
	"message in one body.\n"
	"\n"
	"JSON Schema has no word for two of the rules: x-seconds-ahead says "
	"how many seconds after now a day (its midnight in UTC) or a moment "
	"may lie; x-octets says how many bytes of UTF-8 an address of mail "
	"may take in all and before the @.\n"
	"\n"
	"Behind the paths of customers may stand the format to answer in, "
	"such as /customer.csv; it goes before the parameter format, and this "
	"before the header Accept. A browser that sends the form is answered "
	"with a page. %s The header X-HTTP-Method-Override replaces the method "
	"of a POST.\n"
	"\n"
	"CSV has a line of names and a line for each customer. What stands "
	"between cells is a comma; or a semicolon or a TAB, if only these "
	"divide the line of names into members; or what a line sep= before it "
	"names. Rows and columns without content are left out. A body of CSV "
	"that is JSON is read as such, and answered with JSON under the name "
	"of CSV.\n"
	"\n"
	"JSON Lines has a JSON object in each line, one for each customer; "
	"blank lines are passed over. One message, a refusal too, is JSON "
	"without a line end.\n"
	"\n"
	"A list in a cell of CSV, or in a field of a form, is JSV or JSON; in "
	"forms its items may also be numbered from 0, as in emails[0].email, "
	"emails[0][email] or emails.0.email. There, and in addresses, a list "
	"of plain values is A,B or [A,B], or the field is given again for "
	"each value; a value with a comma in it stands in double quotes. A "
	"part of multipart/form-data whose type is JSON is read as such; files "
	"are refused.";

static const char in_url_accepted[] =
	"Parameters that name members fill what the body leaves out; but "
	"servers keep URLs in their access logs, so that personal data belong "
	"into the body.";

static const char in_url_refused[] =
	"Parameters that name members are refused, because servers keep URLs "
	"in their access logs.";

static void
write_tag(struct text *out, const char *name, const char *words)
{
	jsonout_open(out, '{');
	jsonout_member(out, "name", name);
	jsonout_member(out, "description", words);
	jsonout_close(out, '}');
}

static void
write_info(struct exchange *exchange, struct text *out, const char *url)
{
	bool refused = exchange->config->refuse_query_members != 0;

	jsonout_name(out, "info");
	jsonout_open(out, '{');
	jsonout_member(out, "title", "crm-cgi");
	jsonout_member(out, "version", CRM_VERSION);
	jsonout_member(out, "summary", "Customers for a CRM, over HTTP");
	jsonout_member(out, "description",
		arena_printf(out->arena, description,
			refused ? in_url_refused : in_url_accepted));
	jsonout_name(out, "contact");
	jsonout_open(out, '{');
	jsonout_member(out, "name", "Who runs this service");
	jsonout_member(out, "url", url);
	jsonout_close(out, '}');
	jsonout_name(out, "license");
	jsonout_open(out, '{');
	jsonout_member(out, "name", "ISC");
	jsonout_member(out, "identifier", "ISC");
	jsonout_close(out, '}');
	jsonout_close(out, '}');
}

static void
write_servers(struct text *out, const char *url)
{
	jsonout_name(out, "servers");
	jsonout_open(out, '[');
	jsonout_open(out, '{');
	jsonout_member(out, "url", url);
	jsonout_close(out, '}');
	jsonout_close(out, ']');
}

/* Whether an operation before a row has the tag. */
static bool
has_tag(const struct routes *routes, size_t row, const char *tag)
{
	for (size_t i = 0; i < row; i++)
		if (routes->rows[i].operation != NULL &&
			strcmp(routes->rows[i].operation->tag, tag) == 0)
			return true;
	return false;
}

/* Adds the groups of operations. */
static void
write_groups(struct text *out, const struct routes *routes)
{
	for (size_t i = 0; i < routes->count; i++) {
		const struct operation *operation = routes->rows[i].operation;

		if (operation == NULL || has_tag(routes, i, operation->tag))
			continue;
		jsonout_open(out, '{');
		jsonout_member(out, "name", operation->tag);
		jsonout_close(out, '}');
	}
}

static void
write_tags(struct text *out, const struct routes *routes)
{
	jsonout_name(out, "tags");
	jsonout_open(out, '[');
	write_groups(out, routes);
	write_tag(out, "pages", "Pages for people.");
	write_tag(out, "service", "The service about itself.");
	jsonout_close(out, ']');
}

void
openapi_show(struct exchange *exchange)
{
	struct response *response = exchange->response;
	struct text *out = &response->body;
	const char *url = exchange_url(exchange);

	response->status = 200;
	response->media = exchange->answer.media;
	jsonout_open(out, '{');
	jsonout_member(out, "openapi", "3.1.0");
	write_info(exchange, out, url);
	write_servers(out, url);
	/* each operation says for itself what it needs */
	jsonout_name(out, "security");
	jsonout_json(out, "[]");
	write_tags(out, exchange->routes);
	openapi_paths(exchange, out);
	openapi_components(exchange, out);
	jsonout_close(out, '}');
}
