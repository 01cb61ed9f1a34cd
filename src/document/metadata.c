/* GET /metadata: the documentation for programmers, made from the tables. */
#include "document/metadata.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "customer/customer.h"
#include "document/document.h"
#include "document/headers.h"
#include "document/members.h"
#include "document/sample.h"
#include "exchange/exchange.h"
#include "exchange/route.h"
#include "form/page.h"
#include "format/format.h"
#include "format/query.h"
#include "html/grid.h"
#include "html/html.h"
#include "http/response.h"
#include "schema/error.h"
#include "schema/fault.h"

static bool
is_reached(const struct document *document, const struct route *route)
{
	return route_is_reached(route, exchange_is_below(document->exchange));
}

static bool
is_of_operation(const struct document *document, const struct route *route)
{
	return route->operation == document->operation;
}

/* The path of the route that a function answers. */
static const char *
path_to(const struct document *document,
	void (*answer)(struct exchange *exchange))
{
	return route_to(document->exchange->routes, answer)->path;
}

/* Adds links to the page of an operation, in each format but the page's. */
static void
write_choices(struct document *document, const struct operation *operation)
{
	struct text *out = document->out;
	const struct route *route =
		route_to(document->exchange->routes, metadata_show);
	struct document other = *document;
	const char *between = "";

	for (size_t i = 0; i < format_count; i++) {
		if (!format_is_both(&formats[i]) ||
			document->format == &formats[i])
			continue;
		other.format = &formats[i];
		text_puts(out, between);
		document_link(document,
			arena_printf(out->arena, "%s?op=%s",
				document_path(&other, route), operation->name));
		document_name(out, &formats[i]);
		text_puts(out, "</a>");
		between = ", ";
	}
}

static void
write_operations(struct document *document)
{
	static const char *const names[] = { "Operation", "What it does",
		"Its documentation" };
	struct grid grid = { .out = document->out, .names = names, .count = 3 };
	const struct routes *routes = document->exchange->routes;

	grid_begin(&grid, "Operations");
	for (size_t i = 0; i < routes->count; i++) {
		const struct operation *operation = routes->rows[i].operation;

		if (operation == NULL)
			continue;
		grid_cell(&grid);
		text_printf(document->out, "<code>%s</code>", operation->name);
		grid_cell(&grid);
		text_puts(document->out, operation->text);
		grid_cell(&grid);
		write_choices(document, operation);
	}
	grid_end(&grid);
}

void
metadata_list(struct exchange *exchange)
{
	struct document document =
		document_begin(exchange, NULL, "How to talk to this service");
	struct text *out = document.out;

	document.format = NULL;
	text_puts(out, "<p class=\"intro\">For programmers. People who enter "
		       "customers find ");
	document_link(&document, path_to(&document, page_form));
	text_puts(out, "the form</a>.</p>\n<h2>Operations</h2>\n");
	write_operations(&document);
	text_puts(out, "<h2>Addresses</h2>\n<p>They are below <code>");
	html_puts(out, document.url);
	text_puts(out, "</code>. Upper and lower case are the same there.</p>");
	document_routes(&document, is_reached);
	text_puts(out, "<h2>Keys</h2>\n");
	document_keys(&document);
	text_puts(out, "<h2>Formats</h2>\n");
	document_formats(&document);
	html_end(out);
}

/* Whether an earlier kind of fault has the same status and code. */
static bool
is_told(int kind)
{
	for (int i = FAULT_NONE + 1; i < kind; i++)
		if (fault_status((enum fault_kind)i) ==
				fault_status((enum fault_kind)kind) &&
			strcmp(fault_code((enum fault_kind)i),
				fault_code((enum fault_kind)kind)) == 0)
			return true;
	return false;
}

/* Adds the codes that faults of a status have; returns their number. */
static size_t
write_codes(struct text *out, int status)
{
	size_t count = 0;

	for (int kind = FAULT_NONE + 1; kind < FAULT__MAX; kind++)
		if (fault_status((enum fault_kind)kind) == status &&
			!is_told(kind))
			text_printf(out, "%s<code>%s</code>",
				count++ == 0 ? "" : ", ",
				fault_code((enum fault_kind)kind));
	return count;
}

/* Adds the statuses and codes of refusals. */
static void
write_statuses(struct text *out)
{
	static const char *const names[] = { "Status", "Error codes" };
	struct grid grid = { .out = out, .names = names, .count = 2 };

	grid_begin(&grid, "Refusals");
	for (int status = 400; status < 600; status++) {
		struct text codes = { .arena = out->arena };

		if (write_codes(&codes, status) == 0)
			continue;
		grid_cell(&grid);
		text_printf(out, "%d %s", status, response_phrase(status));
		grid_cell(&grid);
		text_add(out, codes.bytes, codes.length);
	}
	grid_end(&grid);
}

static void
write_addresses(struct document *document)
{
	document_routes(document, is_of_operation);
}

static void
write_request(struct document *document)
{
	text_puts(document->out,
		"<p>Names ignore case. A member that is absent, null or empty "
		"is not given. Parameters of the address that name members "
		"give what the body leaves out. A <code>bool</code> is true "
		"or false, and may be said with yes and no, on and off, 1 and "
		"0. A <code>DateTime</code> has the year first, as in "
		"2020-12-30; the form <code>/Date(1609286400000)/</code> is "
		"understood as well. A list of texts or numbers may be a text, "
		"<code>A,B</code>, in an address also the same name again for "
		"each. An instant in the place of a day is the "
		"day of the nearest midnight in UTC, unless the service knows "
		"the time zone of the shop.</p>\n");
	members_write(document, document->operation->one.request, true);
}

static void
write_answer(struct document *document)
{
	const struct schema *response = document->operation->one.response;

	if (response == NULL)
		text_puts(document->out, "<p>The answer has no body.</p>\n");
	else
		members_write(document, response, false);
}

static void
write_refusals(struct document *document)
{
	write_statuses(document->out);
	members_write(document, &error_schema, false);
}

static void
write_headers(struct document *document)
{
	static const char *const names[] = { "Header", "Stands in",
		"What it says" };
	struct text *out = document->out;
	struct grid grid = { .out = out, .names = names, .count = 3 };

	grid_begin(&grid, "Headers");
	for (size_t i = 0; i < header_count; i++) {
		grid_cell(&grid);
		text_printf(out, "<code>%s</code>", headers[i].name);
		grid_cell(&grid);
		text_puts(out,
			headers[i].schema == NULL ? "requests" : "answers");
		grid_cell(&grid);
		html_puts(out, headers[i].text);
	}
	grid_end(&grid);
}

/* The sections of an operation's page. */
static const struct {
	const char *id, *title;
	void (*write)(struct document *document);
} sections[] = {
	{ "addresses", "Addresses", write_addresses },
	{ "keys", "Keys", document_keys },
	{ "curl", "With curl", sample_commands },
	{ "request", "The request", write_request },
	{ "answer", "The answer", write_answer },
	{ "refusals", "Refusals", write_refusals },
	{ "headers", "Headers", write_headers },
	{ "formats", "How to choose a format", document_formats },
	{ "samples", "Samples", sample_messages },
};

enum { SECTIONS = sizeof(sections) / sizeof(*sections) };

/* Adds the subject of the page, and links to its sections. */
static void
write_opening(struct document *document)
{
	struct text *out = document->out;

	text_printf(out, "<p class=\"intro\">%s This page is about ",
		document->operation->summary);
	document_name(out, document->format);
	text_puts(out, "; there is one about ");
	write_choices(document, document->operation);
	text_puts(out, " too, and one about ");
	document_link(document, path_to(document, metadata_list));
	text_puts(out, "the service as a whole</a>.</p>\n"
		       "<nav aria-label=\"On this page\"><ul>");
	for (size_t i = 0; i < SECTIONS; i++)
		text_printf(out, "<li><a href=\"#%s\">%s</a></li>",
			sections[i].id, sections[i].title);
	text_puts(out, "</ul></nav>\n");
}

static void
write_operation(struct document *document)
{
	write_opening(document);
	for (size_t i = 0; i < SECTIONS; i++) {
		text_printf(document->out, "<h2 id=\"%s\">%s</h2>\n",
			sections[i].id, sections[i].title);
		sections[i].write(document);
	}
}

void
metadata_show(struct exchange *exchange)
{
	const char *query = exchange->request->query;
	const char *name =
		query_find(exchange->arena, query, strlen(query), "op");
	struct text about = { .arena = exchange->arena };
	const struct route *route;
	struct document document;

	if (name == NULL || *name == '\0') {
		metadata_list(exchange);
		return;
	}
	route = route_named(exchange->routes, name, strlen(name));
	if (route == NULL) {
		exchange_refuse(exchange, FAULT_NOT_FOUND, "");
		return;
	}
	document_name(&about, exchange->target.format);
	document =
		document_begin(exchange, about.bytes, route->operation->name);
	document.operation = route->operation;
	write_operation(&document);
	html_end(document.out);
}

void
metadata_home(struct exchange *exchange)
{
	exchange->response->status = 302;
	response_header(exchange->response, "Location",
		exchange_path(exchange, "/metadata"));
	text_puts(&exchange->response->body,
		"The documentation is at /metadata, below this address.\n");
	exchange->response->media = "text/plain";
}
