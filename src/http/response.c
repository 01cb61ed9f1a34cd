/* A response: status, headers and a body, which is a value or a stream. */
#include "http/response.h"

#include <stddef.h>

#include "base/die.h"
#include "format/stream.h"

static const struct {
	int status;
	const char *reason;
} reasons[] = {
	{ 200, "OK" },
	{ 202, "Accepted" },
	{ 204, "No Content" },
	{ 302, "Found" },
	{ 303, "See Other" },
	{ 304, "Not Modified" },
	{ 400, "Bad Request" },
	{ 401, "Unauthorized" },
	{ 403, "Forbidden" },
	{ 404, "Not Found" },
	{ 405, "Method Not Allowed" },
	{ 406, "Not Acceptable" },
	{ 408, "Request Timeout" },
	{ 409, "Conflict" },
	{ 411, "Length Required" },
	{ 412, "Precondition Failed" },
	{ 413, "Content Too Large" },
	{ 415, "Unsupported Media Type" },
	{ 422, "Unprocessable Content" },
	{ 500, "Internal Server Error" },
	{ 503, "Service Unavailable" },
};

const char *
response_phrase(int status)
{
	for (size_t i = 0; i < sizeof(reasons) / sizeof(*reasons); i++)
		if (reasons[i].status == status)
			return reasons[i].reason;
	return "";
}

void
response_header(struct response *response, const char *name, const char *value)
{
	if (response->header_count == RESPONSE_HEADERS)
		die("no room for the header %s", name);
	response->headers[response->header_count].name = name;
	response->headers[response->header_count].value = value;
	response->header_count++;
}

static void
header_print(struct text *out, const char *name, const char *value)
{
	text_printf(out, "%s: ", name);
	for (; *value != '\0'; value++)
		text_putc(out, *value < ' ' || *value > '~' ? '?' : *value);
	text_puts(out, "\r\n");
}

/* Whether an answer of that status has content, but to HEAD. */
static bool
has_content(const struct response *response)
{
	return response->status != 204 && response->status != 304;
}

/* Prints Vary: the headers that the answer depends on. */
static void
vary_print(struct text *out, const struct response *response)
{
	if (response->status != 204 || response->by_origin)
		text_printf(out, "Vary: Accept%s%s\r\n",
			response->language == NULL ? "" : ", Accept-Language",
			response->by_origin ? ", Origin" : "");
}

void
response_gather(struct response *response)
{
	enum stream_state state;

	do {
		state = stream_next(response->stream, &response->body);
	} while (state == STREAM_MORE);
	if (state == STREAM_BROKEN)
		die("a list of which the rest can't be had");
	response->stream = NULL;
}

bool
response_has_body(const struct response *response)
{
	return has_content(response) && !response->head;
}

void
response_print_head(struct text *out, const struct response *response)
{
	bool has_body = has_content(response);

	text_printf(out, "Status: %d %s\r\n", response->status,
		response->reason != NULL ? response->reason
					 : response_phrase(response->status));
	if (has_body)
		text_printf(out, "Content-Type: %s; charset=utf-8\r\n",
			response->media);
	if (has_body && response->stream == NULL)
		text_printf(
			out, "Content-Length: %zu\r\n", response->body.length);
	vary_print(out, response);
	if (response->status != 204)
		text_puts(out, "Cache-Control: no-store\r\n"
			       "X-Content-Type-Options: nosniff\r\n");
	if (response->language != NULL)
		header_print(out, "Content-Language", response->language);
	if (response->id != NULL)
		header_print(out, "X-Request-Id", response->id);
	for (size_t i = 0; i < response->header_count; i++)
		header_print(out, response->headers[i].name,
			response->headers[i].value);
	text_puts(out, "\r\n");
}
