/* The parts that the pages of the documentation have in common. */
#include "document/document.h"

#include <ctype.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "exchange/exchange.h"
#include "format/format.h"
#include "html/grid.h"
#include "html/html.h"
#include "store/scope.h"

struct document
document_begin(struct exchange *exchange, const char *about, const char *title)
{
	struct document document = {
		.out = &exchange->response->body,
		.exchange = exchange,
		.format = exchange->target.format,
		.url = exchange_url(exchange),
		.rules = *exchange->rules,
	};

	document.rules.language = NULL;
	exchange_page(exchange, 200);
	html_begin(document.out, NULL, about, title);
	return document;
}

void
document_name(struct text *out, const struct format *format)
{
	for (const char *at = format->name; *at != '\0'; at++)
		text_putc(out, (char)toupper((unsigned char)*at));
}

void
document_link(struct document *document, const char *path)
{
	text_puts(document->out, "<a");
	html_attribute(
		document->out, "href", exchange_path(document->exchange, path));
	text_putc(document->out, '>');
}

/* The names of all formats that a path can have, "{json,xml}". */
static const char *
list_names(struct arena *arena)
{
	struct text list = { .arena = arena };

	for (size_t i = 0; i < format_count; i++)
		if (format_is_both(&formats[i]))
			text_printf(&list, "%c%s", list.length == 0 ? '{' : ',',
				formats[i].name);
	text_putc(&list, '}');
	return list.bytes;
}

const char *
document_path(const struct document *document, const struct route *route)
{
	struct arena *arena = document->exchange->arena;
	const struct format all = { .name = list_names(arena) };

	return route_name(arena, route->path,
		document->format == NULL ? &all : document->format);
}

/* Adds the scope that a key needs for a route; nothing if none is needed. */
static void
write_need(struct document *document, const struct route *route)
{
	struct text *out = document->out;

	if (exchange_is_open(document->exchange, route))
		return;
	if (route->scope == SCOPE_ALL)
		text_puts(out, "any");
	else
		html_puts(out, scopes_names(out->arena, route->scope));
}

void
document_keys(struct document *document)
{
	static const char *const names[] = { "Scope", "What it allows" };
	struct text *out = document->out;
	struct grid grid = { .out = out, .names = names, .count = 2 };

	text_puts(out,
		"<p>Where an address needs an API key, the table of addresses "
		"says the scope that the key must have. The administrator of "
		"the service gives keys out. A key is sent as <code>"
		"X-Api-Key: KEY</code>, as <code>Authorization: Bearer "
		"KEY</code>, or as the password of <code>Basic</code> with any "
		"name; never in an address, for servers keep addresses in "
		"their logs. A key that is not valid is refused everywhere. "
		"What a key is good for, the operation <code>GetMe</code> "
		"tells "
		"it.</p>\n");
	grid_begin(&grid, "Scopes");
	for (const struct scope_row *row = scope_rows; row->name != NULL;
		row++) {
		grid_cell(&grid);
		text_printf(out, "<code>%s</code>", row->name);
		grid_cell(&grid);
		html_puts(out, row->allows);
	}
	grid_end(&grid);
}

void
document_routes(struct document *document,
	bool (*is_told)(
		const struct document *document, const struct route *route))
{
	static const char *const names[] = { "Address", "Method", "Key",
		"What it is for" };
	struct text *out = document->out;
	struct grid grid = { .out = out, .names = names, .count = 4 };
	const struct route *routes;
	size_t count;

	grid_begin(&grid, "Addresses");
	routes = route_list(out->arena, document->exchange->routes, &count);
	for (size_t i = 0; i < count; i++) {
		const char *path = document_path(document, &routes[i]);
		bool leads = strcmp(routes[i].method, "GET") == 0 &&
			     strchr(path, '{') == NULL &&
			     exchange_is_open(document->exchange, &routes[i]);

		if (!is_told(document, &routes[i]))
			continue;
		grid_cell(&grid);
		if (leads)
			document_link(document, path);
		text_puts(out, "<code>");
		html_puts(out, path);
		text_puts(out, leads ? "</code></a>" : "</code>");
		grid_cell(&grid);
		html_puts(out, routes[i].method);
		grid_cell(&grid);
		write_need(document, &routes[i]);
		grid_cell(&grid);
		html_puts(out, routes[i].text);
	}
	grid_end(&grid);
}

/* Adds the media types of a format. */
static void
write_media(struct text *out, const struct format *format)
{
	for (size_t i = 0; i < FORMAT_MEDIA; i++)
		if (format->media[i] != NULL)
			text_printf(out, "%s<code>%s</code>",
				i == 0 ? "" : ", ", format->media[i]);
	if (format->media_suffix != NULL)
		text_printf(out, ", <code>application/…%s</code> (bodies)",
			format->media_suffix);
}

/* Adds the table of formats. */
static void
write_formats(struct text *out)
{
	static const char *const names[] = { "Format", "Suffix", "Parameter",
		"Media types", "Bodies", "Answers" };
	struct grid grid = { .out = out, .names = names, .count = 6 };

	grid_begin(&grid, "Formats");
	for (size_t i = 0; i < format_count; i++) {
		const struct format *format = &formats[i];
		bool answers = format->write != NULL;

		grid_cell(&grid);
		document_name(out, format);
		grid_cell(&grid);
		if (answers)
			text_printf(out, "<code>.%s</code>", format->name);
		grid_cell(&grid);
		if (answers)
			text_printf(
				out, "<code>?format=%s</code>", format->name);
		grid_cell(&grid);
		write_media(out, format);
		grid_cell(&grid);
		text_puts(out, format->read != NULL ? "yes" : "no");
		grid_cell(&grid);
		text_puts(out, answers ? "yes" : "no");
	}
	grid_end(&grid);
}

void
document_formats(struct document *document)
{
	struct text *out = document->out;

	text_puts(out,
		"<p>The answer is in the format that is named first by</p>\n"
		"<ol><li>the suffix of the address, as in <code>/customer.");
	text_puts(out, format_default()->name);
	text_puts(out,
		"</code>;</li>\n"
		"<li>the parameter <code>format</code>, as in <code>?format=");
	text_puts(out, format_default()->name);
	text_puts(out,
		"</code>;</li>\n"
		"<li>the address itself, where it begins with a format, or "
		"with <code>/api</code>, which is ");
	document_name(out, format_default());
	text_puts(out,
		";</li>\n"
		"<li>the header <code>Accept</code>, with weights; where it "
		"leaves the choice, the body’s own format, else ");
	document_name(out, format_default());
	text_puts(out,
		".</li></ol>\n"
		"<p>The body is in the format that the address begins with, "
		"else in that of its <code>Content-Type</code>, as forms are "
		"everywhere. Text is UTF-8. Where there is no format that "
		"could be answered in, nothing is stored.</p>\n");
	write_formats(out);
}
