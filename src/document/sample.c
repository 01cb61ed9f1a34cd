/* Samples of requests and answers, and of commands that send the requests. */
#include "document/sample.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/hex.h"
#include "base/sha256.h"
#include "base/text.h"
#include "customer/customer.h"
#include "document/document.h"
#include "exchange/exchange.h"
#include "exchange/route.h"
#include "format/format.h"
#include "html/html.h"
#include "http/response.h"
#include "schema/check.h"
#include "schema/error.h"
#include "schema/example.h"
#include "schema/record.h"

/* The number of customers in a batch, and the bytes of a key. */
enum { BATCH = 2, KEY_BYTES = 8 };

/* A request to show. */
struct sample {
	const char *title; /* behind the subject of the request */
	const char *text;
	bool whole;  /* all members, not just the required ones */
	bool many;   /* a batch */
	bool faulty; /* the last required member is missing */
};

static const struct sample samples[] = {
	{
		.title = "",
		.text = "With no more than what is required.",
	},
	{
		.title = " with everything",
		.text = "Every member, and an item in every list.",
		.whole = true,
	},
	{
		.title = " at once",
		.text = "All of them are done, or none.",
		.many = true,
	},
	{
		.title = " with a fault",
		.text = "A member that is required is missing. All faults of a "
			"request are answered together.",
		.faulty = true,
	},
};

/* The predefined route in the format of the page. */
static const struct route *
route_of(const struct document *document, bool many)
{
	size_t count;
	const struct route *route = route_list(
		document->out->arena, document->exchange->routes, &count);

	while (route->operation != document->operation ||
		route->choice != BY_PATH || route->many != many ||
		strcmp(route->method, "POST") != 0)
		route++;
	return route;
}

/* The row of the operation. */
static const struct route *
row_of(const struct document *document)
{
	const char *name = document->operation->name;

	return route_named(document->exchange->routes, name, strlen(name));
}

/* Whether the operation has requests of a kind. */
static bool
is_shown(const struct document *document, const struct sample *sample)
{
	const struct operation *operation = document->operation;

	if (sample->many)
		return operation->many.answer != NULL;
	return !sample->faulty || (route_has_body(row_of(document)) &&
					  !operation->one.request->lax);
}

/* The subject of a request. */
static const char *
about(const struct document *document, bool many)
{
	return many ? document->operation->samples
		    : document->operation->sample;
}

/* Takes the last required member away. */
static void
spoil(struct record *customer)
{
	customer->values[schema_required(customer->schema)].state = VALUE_NONE;
}

/* Makes an example another one, where it is told by a number. */
static void
number(struct record *record, int more)
{
	const struct schema *schema = record->schema;

	for (size_t i = schema_first(schema); i < schema->count;
		i = schema_next(schema, i)) {
		const struct field *field = &schema->fields[i];
		char *end;
		const char *text;
		long id;

		if (!field->id)
			continue;
		id = strtol(field->example, &end, 10);
		if (*end != '\0')
			continue;
		text = arena_printf(record->intake->arena, "%ld", id + more);
		record_set_text(record, i, text, strlen(text));
	}
}

/* Fills a batch with examples. */
static void
fill_batch(struct record *batch, bool whole)
{
	record_set_list(batch, 0);
	for (int i = 0; i < BATCH; i++) {
		struct record *record = record_add(batch, 0);

		example_fill(record, whole);
		number(record, i);
	}
}

static struct record *
make_request(const struct document *document, const struct sample *sample,
	struct intake *intake)
{
	const struct operation *operation = document->operation;
	struct record *record;

	if (sample->many) {
		record = record_new(intake, operation->many.request);
		fill_batch(record, sample->whole);
		return record;
	}
	record = example_record(intake, operation->one.request, sample->whole);
	if (sample->faulty)
		spoil(record);
	return record;
}

/* The answer to a request, NULL if it has no body, and its status. */
static struct record *
make_answer(
	const struct document *document, struct record *request, int *status)
{
	const struct operation *operation = document->operation;
	const struct message *message =
		request->schema->array ? &operation->many : &operation->one;
	struct intake *intake = request->intake;
	struct faults faults = { .arena = intake->arena };
	struct record *answer;

	*status = message->successes[0].status;
	if (!request->schema->array)
		check_record(request, &faults);
	if (faults.count > 0) {
		*status = fault_status(faults.list[0].kind);
		return faults_record(&faults, NULL);
	}
	if (message->response == NULL)
		return NULL;
	if (!message->response->array)
		return example_record(intake, message->response, true);
	answer = record_new(intake, message->response);
	fill_batch(answer, true);
	return answer;
}

/* The body of a request, laid out for people. */
static struct text
write_body(const struct document *document, const struct record *record)
{
	struct text body = { .arena = document->out->arena };
	struct text shown = body;

	document->format->write(&body, record);
	document->format->lay_out(&shown, body.bytes, body.length);
	return shown;
}

/* Whether the page's format can say a request, which may have no members. */
static bool
is_said(const struct document *document, const struct record *record)
{
	struct text body = { .arena = document->out->arena };

	document->format->write(&body, record);
	return strspn(body.bytes, "\r\n") < body.length;
}

/* Adds a text in a box, unchanged; HTML has no reference to what ends lines. */
static void
write_box(struct text *out, const char *kind, const struct text *content)
{
	const char *at = content->bytes, *end = at + content->length;

	text_printf(out, "<pre class=\"%s\" tabindex=\"0\"><code>", kind);
	while (at < end) {
		size_t length = strcspn(at, "\r");

		text_xml(out, at, length);
		at += length;
		if (at < end)
			text_putc(out, *at++);
	}
	text_puts(out, "</code></pre>\n");
}

/* The header that a key is sent with, or "" where none is needed. */
static const char *
key_header(const struct document *document)
{
	return exchange_is_open(document->exchange, row_of(document))
		       ? ""
		       : "Authorization: Bearer KEY";
}

static void
write_request(const struct document *document, const struct sample *sample,
	const struct record *record)
{
	struct text body = write_body(document, record);
	struct text message = { .arena = document->out->arena };
	const struct route *route = route_of(document, sample->many);
	const char *authority = strstr(document->url, "://") + 3;
	size_t length = strcspn(authority, "/");
	const char *key = key_header(document);

	text_printf(&message,
		"%s %s%s HTTP/1.1\nHost: %.*s\n%s%sContent-Type: %s\n"
		"Content-Length: %zu\n\n",
		route->method, authority + length,
		document_path(document, route), (int)length, authority, key,
		*key == '\0' ? "" : "\n", document->format->media[0],
		body.length);
	text_add(&message, body.bytes, body.length);
	write_box(document->out, "request", &message);
}

static void
write_answer(const struct document *document, struct record *request)
{
	struct text body = { .arena = document->out->arena };
	struct text message = body;
	int status;
	const struct record *answer = make_answer(document, request, &status);

	text_printf(
		&message, "HTTP/1.1 %d %s\n", status, response_phrase(status));
	if (answer != NULL) {
		document->format->write(&body, answer);
		text_printf(&message,
			"Content-Type: %s; charset=utf-8\n"
			"Content-Length: %zu\n\n",
			document->format->media[0], body.length);
		text_add(&message, body.bytes, body.length);
	}
	write_box(document->out, "answer", &message);
}

void
sample_messages(struct document *document)
{
	struct intake intake = {
		.arena = document->out->arena,
		.rules = &document->rules,
	};

	for (size_t i = 0; i < sizeof(samples) / sizeof(*samples); i++) {
		struct record *record;

		if (!is_shown(document, &samples[i]))
			continue;
		record = make_request(document, &samples[i], &intake);
		if (!is_said(document, record))
			continue;
		text_printf(document->out, "<h3>%s%s</h3><p>%s</p>\n",
			about(document, samples[i].many), samples[i].title,
			samples[i].text);
		write_request(document, &samples[i], record);
		text_puts(document->out, "<p>The answer:</p>\n");
		write_answer(document, record);
	}
}

/* A command to show: how a customer is sent with curl. */
struct command {
	const char *text; /* behind the subject of the request */
	bool many;
	bool form;        /* as a form, not in the format itself */
	bool plain;       /* at the operation's own path, without a body */
	bool idempotency; /* with an Idempotency-Key */
};

static const struct command commands[] = {
	{ .text = ":" },
	{ .text = ":", .many = true },
	{ .text = " as a form, with the answer in this format:", .form = true },
	{ .text = ", at the address of its own:", .plain = true },
	{ .text = " that is done once, however often the command is run "
		  "within a day; each request needs a key of its own:",
		.idempotency = true },
};

static void
write_option(struct text *out, const char *option, const char *word)
{
	text_printf(out, " \\\n  %s ", option);
	text_shell(out, word);
}

/* A given value as one text: that of a list has commas between the items. */
static const char *
value_text(struct arena *arena, const struct record *record, size_t field)
{
	const struct value *value = &record->values[field];
	struct text list = { .arena = arena };

	if (record->schema->fields[field].type != TYPE_LIST)
		return record_text(arena, record, field);
	for (size_t i = 0; i < value->count; i++)
		text_printf(&list, "%s%s", i == 0 ? "" : ",",
			record_text(arena, value->items[i], 0));
	return list.bytes;
}

/* Adds the given members of a record, but those in a path, as fields. */
static void
write_fields(struct text *out, const struct record *record, const char *path)
{
	const struct schema *schema = record->schema;

	for (size_t i = schema_first(schema); i < schema->count;
		i = schema_next(schema, i))
		if (record->values[i].state == VALUE_GIVEN &&
			!route_has_member(path, schema->fields[i].name))
			write_option(out, "--data-urlencode",
				arena_printf(out->arena, "%s=%s",
					schema->fields[i].name,
					value_text(out->arena, record, i)));
}

/* Adds the row's own path, with the examples of members in their places. */
static void
fill_path(
	struct text *out, const struct route *row, const struct record *record)
{
	const char *at = row->path, *open;

	while ((open = strchr(at, '{')) != NULL) {
		size_t length = strcspn(open + 1, "}");
		int field = schema_find(record->schema, open + 1, length);

		text_add(out, at, (size_t)(open - at));
		text_puts(out, record_text(out->arena, record, (size_t)field));
		at = open + length + 2;
	}
	text_puts(out, at);
}

/* Adds the address that a command sends to. */
static void
write_target(struct text *out, const struct document *document,
	const struct command *command, const struct record *record)
{
	struct text url = { .arena = out->arena };

	text_puts(&url, document->url);
	if (command->form || command->plain) {
		fill_path(&url, row_of(document), record);
		text_printf(&url, ".%s", document->format->name);
	} else {
		text_puts(&url, document_path(document,
					route_of(document, command->many)));
	}
	text_shell(out, url.bytes);
}

/* Adds a body as a here-document of a shell. */
static void
write_here(struct text *out, struct text body)
{
	text_puts(out, " \\\n  --data-binary @- <<'END'\n");
	text_add(out, body.bytes, body.length);
	if (body.bytes[body.length - 1] != '\n')
		text_putc(out, '\n');
	text_puts(out, "END");
}

/* A key for a request, different from the keys of all other requests shown. */
static const char *
make_key(const struct document *document, const struct record *record)
{
	struct text body = write_body(document, record);
	struct sha256 hash = sha256_begin();
	unsigned char bytes[SHA256_BYTES];
	char digits[2 * KEY_BYTES + 1];

	sha256_add(&hash, body.bytes, body.length);
	sha256_put(&hash, bytes);
	hex_put(digits, bytes, KEY_BYTES);
	return arena_printf(
		document->out->arena, "Idempotency-Key: \"%s\"", digits);
}

static void
write_command(struct document *document, const struct command *command)
{
	struct arena *arena = document->out->arena;
	struct intake intake = { .arena = arena, .rules = &document->rules };
	const struct sample sample = { .many = command->many };
	struct record *record = make_request(document, &sample, &intake);
	struct text line = { .arena = arena };

	if (!command->plain && !is_said(document, record))
		return;
	text_printf(document->out, "<p>%s%s</p>\n",
		about(document, command->many), command->text);

	/* -g: brackets in the address stand for themselves */
	text_puts(&line, "curl -g ");
	write_target(&line, document, command, record);
	if (*key_header(document) != '\0')
		write_option(&line, "-H", key_header(document));
	if (command->plain || command->form) {
		const struct route *row = row_of(document);

		if (command->plain)
			text_printf(&line, " -G -X %s", row->method);
		write_fields(&line, record, row->path);
	} else {
		write_option(&line, "-H",
			arena_printf(arena, "Content-Type: %s",
				document->format->media[0]));
		if (command->idempotency)
			write_option(&line, "-H", make_key(document, record));
		write_here(&line, write_body(document, record));
	}
	write_box(document->out, "command", &line);
}

/*
 * Whether a command is one of the operation: forms are sent to its own path
 * where a form alone says all.
 */
static bool
is_told(const struct document *document, const struct command *command)
{
	const struct route *row = row_of(document);

	if (command->many)
		return document->operation->many.answer != NULL;
	if (command->form)
		return strcmp(row->method, "POST") == 0 &&
		       strchr(row->path, '{') == NULL;
	if (command->plain)
		return !route_has_body(row);
	return !command->idempotency || (row->takes & TAKES_KEY) != 0;
}

void
sample_commands(struct document *document)
{
	const struct command *command = commands;

	for (; command < commands + sizeof(commands) / sizeof(*commands);
		command++) {
		if (!is_told(document, command))
			continue;
		write_command(document, command);
	}
}
