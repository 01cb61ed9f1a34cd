/* GET /types/LANGUAGE: the messages as classes, for typed clients. */
#include "document/types/types.h"

#include <string.h>

#include "base/arena.h"
#include "base/list.h"
#include "base/text.h"
#include "customer/customer.h"
#include "exchange/exchange.h"
#include "exchange/route.h"
#include "schema/rule.h"

static const struct syntax *const syntaxes[] = { &typescript, &csharp,
	&python };

static const struct syntax *
find_syntax(const char *path)
{
	const char *name = strrchr(path, '/') + 1;
	size_t i = 0;

	while (strcmp(syntaxes[i]->name, name) != 0)
		i++;
	return syntaxes[i];
}

const char *
types_title(const struct schema *schema)
{
	return schema->title == NULL ? schema->name : schema->title;
}

/* The bytes of a character that ends a line in some language, or 0. */
static size_t
break_length(const char *at)
{
	static const char *const breaks[] = { "\u2028", "\u2029" };

	for (size_t i = 0; i < sizeof(breaks) / sizeof(*breaks); i++)
		if (strncmp(at, breaks[i], strlen(breaks[i])) == 0)
			return strlen(breaks[i]);
	return 0;
}

/*
 * Makes words harmless in a comment of any language: the words may name codes
 * of the configuration.
 */
static const char *
harmless(struct arena *arena, const char *words)
{
	struct text out = { .arena = arena };

	text_puts(&out, "");
	while (*words != '\0') {
		size_t length = break_length(words);

		if (length == 0)
			text_putc(&out, *words);
		if (length > 0 || strncmp(words, "*/", 2) == 0)
			text_putc(&out, ' ');
		words += length > 0 ? length : 1;
	}
	return out.bytes;
}

/* The comment on a member; members of answers have no rules. */
static const char *
words_of(struct exchange *exchange, const struct schema *schema, size_t field,
	bool sent)
{
	struct text words = { .arena = exchange->arena };

	if (!sent)
		text_puts(&words, schema->fields[field].text);
	else
		rule_describe(&words, schema, field, exchange->rules);
	return harmless(exchange->arena, words.bytes);
}

static void
write_class(struct exchange *exchange, const struct syntax *syntax,
	const struct class *class)
{
	const struct schema *schema = class->schema;
	struct text *out = &exchange->response->body;

	syntax->open(out, class);
	for (size_t i = schema_first(schema); i < schema->count;
		i = schema_next(schema, i))
		syntax->member(out, &schema->fields[i],
			words_of(exchange, schema, i, class->sent));
	syntax->close(out, class);
}

/* Adds the classes of a message: after the classes of its members. */
static void
write_message(struct exchange *exchange, const struct syntax *syntax,
	const struct class *class)
{
	size_t count;
	const struct schema **schemas =
		rule_schemas(exchange->arena, class->schema, &count);

	while (--count > 0)
		write_class(exchange, syntax,
			&(struct class){ .schema = schemas[count],
				.space = class->space,
				.sent = class->sent });
	write_class(exchange, syntax, class);
}

/* Adds the answer of an operation, and its request. */
static void
write_operation(struct exchange *exchange, const struct syntax *syntax,
	const struct route *route)
{
	const struct message *message = &route->operation->one;

	if (message->response != NULL)
		write_message(exchange, syntax,
			&(struct class){ .schema = message->response,
				.space = message->response->space });
	write_message(exchange, syntax,
		&(struct class){ .schema = message->request,
			.space = message->request->space,
			.sent = true,
			.answer = message->response,
			.method = route->method,
			.path = route->path });
}

void
types_show(struct exchange *exchange)
{
	const struct routes *routes = exchange->routes;
	const struct syntax *syntax = find_syntax(exchange->route);
	struct response *response = exchange->response;

	response->status = 200;
	response->media = "text/plain";
	response_header(response, "Content-Disposition",
		arena_printf(exchange->arena, "inline; filename=\"%s\"",
			syntax->file));
	syntax->begin(&response->body,
		harmless(exchange->arena, exchange_url(exchange)),
		customer_schema.space);
	for (size_t i = 0; i < routes->count; i++)
		if (routes->rows[i].operation != NULL)
			write_operation(exchange, syntax, &routes->rows[i]);
	text_puts(&response->body, syntax->end);
}
