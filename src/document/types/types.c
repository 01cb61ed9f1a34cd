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
		i = schema_next(schema, i)) {
		const struct field field = schema_field(schema, i);

		syntax->member(out, &field,
			words_of(exchange, schema, i, class->sent));
	}
	syntax->close(out, class);
}

/* A list of schemas. */
struct schemas {
	const struct schema **list;
	size_t count;
};

/* The file under way: messages share items, of which it has each once. */
struct classes {
	struct exchange *exchange;
	const struct syntax *syntax;
	struct schemas sent; /* of requests and their items */
	struct schemas done; /* of classes that are written */
};

/* Whether a schema is in a list, or another one of its name. */
static bool
has_name(const struct schemas *schemas, const struct schema *schema)
{
	for (size_t i = 0; i < schemas->count; i++)
		if (strcmp(schemas->list[i]->name, schema->name) == 0)
			return true;
	return false;
}

static bool
has_schema(const struct schemas *schemas, const struct schema *schema)
{
	for (size_t i = 0; i < schemas->count; i++)
		if (schemas->list[i] == schema)
			return true;
	return false;
}

static void
add_schema(struct arena *arena, struct schemas *schemas,
	const struct schema *schema)
{
	schemas->list = arena_grow(arena, schemas->list, schemas->count,
		sizeof(const struct schema *));
	schemas->list[schemas->count++] = schema;
}

/* Notes the schemas that requests have. */
static void
note_sent(struct classes *classes, const struct routes *routes)
{
	struct arena *arena = classes->exchange->arena;

	for (size_t i = 0; i < routes->count; i++) {
		const struct operation *operation = routes->rows[i].operation;
		const struct schema **list;
		size_t count = 0;

		if (operation == NULL)
			continue;
		list = rule_schemas(arena, operation->one.request, &count);
		while (count-- > 0)
			add_schema(arena, &classes->sent, list[count]);
	}
}

/* Adds the classes of a message: after the classes of its members. */
static void
write_message(struct classes *classes, const struct class *class)
{
	struct arena *arena = classes->exchange->arena;
	size_t count;
	const struct schema **list = rule_schemas(arena, class->schema, &count);

	while (count-- > 0) {
		struct class item = { .schema = list[count] };

		if (item.schema->array || item.schema->plain ||
			has_name(&classes->done, item.schema))
			continue;
		add_schema(arena, &classes->done, item.schema);
		if (item.schema == class->schema)
			item = *class;
		item.space = class->schema->space;
		item.sent = has_schema(&classes->sent, item.schema);
		write_class(classes->exchange, classes->syntax, &item);
	}
}

/* Adds the answer of an operation, and its request. */
static void
write_operation(struct classes *classes, const struct route *route)
{
	const struct message *message = &route->operation->one;

	if (message->response != NULL)
		write_message(classes,
			&(struct class){ .schema = message->response });
	write_message(classes, &(struct class){
				       .schema = message->request,
				       .route = route,
				       .answer = message->response,
			       });
}

const char *
types_verb(struct arena *arena, const struct class *class)
{
	const char *method = class->route->method;
	struct text verb = { .arena = arena };

	text_printf(&verb, "I%c", *method);
	while (*++method != '\0')
		text_putc(&verb, text_lower(*method));
	return verb.bytes;
}

const char *
types_answer(
	struct arena *arena, const struct class *class, const char *pattern)
{
	const char *mark = strstr(pattern, "%s");
	const struct schema *answer = class->answer;

	if (!answer->array)
		return answer->name;
	return arena_printf(arena, "%.*s%s%s", (int)(mark - pattern), pattern,
		answer->fields[0].item->name, mark + 2);
}

void
types_show(struct exchange *exchange)
{
	const struct routes *routes = exchange->routes;
	const struct syntax *syntax = find_syntax(exchange->route);
	struct classes classes = { .exchange = exchange, .syntax = syntax };
	struct response *response = exchange->response;

	response->status = 200;
	response->media = "text/plain";
	response_header(response, "Content-Disposition",
		arena_printf(exchange->arena, "inline; filename=\"%s\"",
			syntax->file));
	syntax->begin(&response->body,
		harmless(exchange->arena, exchange_url(exchange)),
		customer_schema.space);
	note_sent(&classes, routes);
	for (size_t i = 0; i < routes->count; i++)
		if (routes->rows[i].operation != NULL)
			write_operation(&classes, &routes->rows[i]);
	text_puts(&response->body, syntax->end);
}
