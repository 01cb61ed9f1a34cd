/* Hints in a refusal: the format or the message that a wrong body resembles. */
#include "exchange/guess.h"

#include <string.h>

#include "base/arena.h"
#include "exchange/exchange.h"
#include "exchange/route.h"
#include "format/format.h"
#include "format/read.h"
#include "language/language.h"
#include "schema/error.h"
#include "schema/record.h"

static const char *
say(const struct exchange *exchange, const char *english)
{
	return language_say(exchange->rules->language, english);
}

/* The hint that the body looks like another format, or NULL. */
static const char *
other_format(const struct exchange *exchange)
{
	const struct format *reader = exchange_reader(exchange);
	const struct format *format =
		reader == NULL
			? NULL
			: format_resembled(reader, exchange->request->body,
				  exchange->request->length);

	return format == NULL
		       ? NULL
		       : arena_printf(exchange->arena,
				 say(exchange,
					 PHRASE("the body looks like %s, but "
						"was sent as %s")),
				 format->media[0], reader->media[0]);
}

struct fault
guess_refused(const struct exchange *exchange, const struct reading *reading)
{
	struct fault fault = read_fault(reading);
	const char *looks =
		fault.kind == FAULT_MALFORMED ? other_format(exchange) : NULL;

	if (looks == NULL)
		return fault;
	fault.path = "";
	fault.detail =
		arena_printf(exchange->arena, "%s; %s", fault.detail, looks);
	return fault;
}

/* The first name of a path below a message. */
static const char *
first_name(const struct record *message, const char *path)
{
	const char *name = path + strlen(record_path(message, -1));

	name += *name == '.';
	return arena_copy(message->intake->arena, name, strcspn(name, "[."));
}

/* The hint that the members stand within another member, or NULL. */
static const char *
wrapper(const struct exchange *exchange, const struct record *message)
{
	const char *name = message->wrapper == NULL
				   ? "?"
				   : first_name(message, message->wrapper);

	return *name == '?'
		       ? NULL
		       : arena_printf(exchange->arena,
				 say(exchange,
					 PHRASE("send what %s holds, without "
						"that name")),
				 name);
}

/* The message's request or response schema that has a member; or NULL. */
static const struct schema *
with_member(const struct message *message, const char *name)
{
	const struct schema *const schemas[] = { message->request,
		message->response };

	for (size_t i = 0; i < 2; i++)
		if (schemas[i] != NULL &&
			schema_find(schemas[i], name, strlen(name)) >= 0)
			return schemas[i];
	return NULL;
}

/* The schema with a member: of any operation, or of refusals; or NULL. */
static const struct schema *
find_member(const struct routes *routes, const char *name)
{
	const struct schema *found = NULL;

	for (size_t i = 0; found == NULL && i < routes->count; i++) {
		const struct operation *operation = routes->rows[i].operation;

		if (operation != NULL)
			found = with_member(&operation->one, name);
		if (operation != NULL && found == NULL)
			found = with_member(&operation->many, name);
	}
	if (found == NULL &&
		schema_find(&error_schema, name, strlen(name)) >= 0)
		found = &error_schema;
	return found;
}

/* The hint that the members are those of another message, or NULL. */
static const char *
other_message(const struct exchange *exchange, const struct record *message)
{
	const struct schema *other = find_member(exchange->routes,
		first_name(message, message->intake->unknown[0]));

	return other == NULL
		       ? NULL
		       : arena_printf(exchange->arena,
				 say(exchange, PHRASE("they are those of %s")),
				 other->name);
}

bool
guess_strange(const struct exchange *exchange, const struct record *message,
	struct faults *faults)
{
	const struct schema *schema = message->schema;
	const char *seems;

	if (message->known || message->intake->unknown_count == 0 ||
		schema->count == 0)
		return false;
	seems = other_format(exchange);
	if (seems == NULL)
		seems = wrapper(exchange, message);
	if (seems == NULL)
		seems = other_message(exchange, message);
	if (seems == NULL)
		seems = arena_printf(exchange->arena,
			say(exchange, PHRASE("they seem to be those of another "
					     "message: those of %s are others, "
					     "such as %s")),
			schema->name,
			schema->fields[schema_required(schema)].name);
	faults_add(faults, (struct fault){
				   .kind = FAULT_STRANGE,
				   .path = record_path(message, -1),
				   .detail = seems,
			   });
	return true;
}
