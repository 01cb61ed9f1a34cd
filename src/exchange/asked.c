/* The messages of a request, each put together from path, body and query. */
#include "exchange/asked.h"

#include <string.h>

#include "config/config.h"
#include "exchange/exchange.h"
#include "exchange/guess.h"
#include "exchange/route.h"
#include "format/form.h"
#include "format/format.h"
#include "format/query.h"
#include "schema/rule.h"
#include "schema/type.h"

enum { USUAL_ROOM = 64 * 1024 };

/* The index of the member that a parameter of the path names, or -1. */
static int
member_of(const struct schema *schema, const struct parameter_value *parameter)
{
	return schema_find(schema, parameter->name, parameter->name_length);
}

/*
 * Sets a member from a parameter of the path, which names a record only if
 * nothing has to be stripped off.
 */
static void
set_path(struct record *message, size_t field,
	const struct parameter_value *parameter)
{
	record_set_text(message, field, parameter->value, parameter->length);
	if (message->schema->fields[field].id &&
		message->schema->fields[field].type != TYPE_GUID &&
		type_id(parameter->value, parameter->length) == 0)
		message->values[field] = (struct value){
			.state = VALUE_WRONG,
			.fault = FAULT_NO_INT,
			.text = "?",
			.length = 1,
		};
}

/* Refuses a request that says other than its path. Always returns false. */
static bool
refuse_other(struct asked *asked, const struct record *message, size_t field)
{
	asked->reading.refused = FAULT_OTHER_PATH;
	asked->reading.path = record_path(message, (int)field);
	asked->reading.detail = "";
	return false;
}

/* Whether what was given says nothing else than the parameters of the path. */
static bool
agrees(struct asked *asked, const struct record *given)
{
	const struct target *target = &asked->exchange->target;

	for (size_t i = 0; i < target->parameter_count; i++) {
		const struct parameter_value *parameter =
			&target->parameters[i];
		int field = member_of(given->schema, parameter);
		struct record *path;

		if (field < 0 || !record_has(given, (size_t)field))
			continue;
		path = record_new(given->intake, given->schema);
		set_path(path, (size_t)field, parameter);
		if (!record_agrees(path, given, (size_t)field))
			return refuse_other(asked, given, (size_t)field);
	}
	return true;
}

/* Sets the members that parameters of the path name. */
static void
take_path(struct asked *asked, struct record *message)
{
	const struct target *target = &asked->exchange->target;

	for (size_t i = 0; i < target->parameter_count; i++) {
		int field = member_of(message->schema, &target->parameters[i]);

		if (field >= 0 && !record_has(message, (size_t)field))
			set_path(
				message, (size_t)field, &target->parameters[i]);
	}
}

/* Whether the query says nothing else than the path. */
static bool
query_agrees(struct asked *asked)
{
	struct intake intake = { asked->exchange->arena, asked->exchange->rules,
		NULL, 0 };
	struct record *query;

	if (asked->exchange->target.parameter_count == 0)
		return true;
	query = record_new(&intake, asked->batch.schema);
	return body_fill(asked->exchange, &asked->reading, query) &&
	       agrees(asked, query);
}

/* Completes a message that the body began. */
static bool
complete(struct asked *asked, struct record *message)
{
	if (!agrees(asked, message))
		return false;
	take_path(asked, message);
	return query_agrees(asked) &&
	       body_fill(asked->exchange, &asked->reading, message);
}

static struct record *
begin(struct batch *batch)
{
	struct asked *asked = (struct asked *)batch;
	struct record *message;

	asked->mark = arena_mark(&asked->exchange->items);
	asked->intake.unknown = NULL;
	asked->intake.unknown_count = 0;
	message = record_new(&asked->intake, batch->schema);
	message->in_batch = asked->many;
	message->index = asked->count;
	return message;
}

/* Keeps the paths of ignored members beyond their message's memory. */
static void
note_ignored(struct asked *asked)
{
	struct arena *arena = asked->exchange->arena;

	for (size_t i = 0; i < asked->intake.unknown_count &&
			   asked->ignored_count < BODY_IGNORED;
		i++) {
		asked->ignored = arena_grow(arena, asked->ignored,
			asked->ignored_count, sizeof(*asked->ignored));
		asked->ignored[asked->ignored_count++] =
			arena_printf(arena, "%s", asked->intake.unknown[i]);
	}
}

/*
 * Adds a fault for each member that should name a record and is missing, or
 * neither text nor number.
 */
static void
check_ids(struct asked *asked, const struct record *message)
{
	const struct schema *schema = message->schema;

	for (size_t i = schema_first(schema); i < schema->count;
		i = schema_next(schema, i)) {
		const struct value *value = &message->values[i];
		enum fault_kind kind = value->fault;
		struct fault fault;

		if (!schema->fields[i].id || value->state == VALUE_GIVEN ||
			(value->state == VALUE_WRONG && value->length > 0))
			continue;
		if (value->state == VALUE_NONE)
			kind = FAULT_MISSING;
		fault = rule_fault(asked->exchange->arena, schema, i,
			asked->exchange->rules, kind);
		fault.path = record_path(message, (int)i);
		faults_add(asked->faults, fault);
	}
}

/* Whether a parameter of a URL is one that any route takes. */
static bool
is_common(const char *name, size_t length)
{
	static const char *const common[] = { "format", "_method" };

	for (size_t i = 0; i < sizeof(common) / sizeof(*common); i++)
		if (text_is(name, length, common[i]))
			return true;
	return false;
}

/* Notes the parameters of the URL that the message does not know. */
static void
note_parameters(struct asked *asked, struct record *message)
{
	const char *at = asked->exchange->request->query;
	const char *end = at + strlen(at), *name;
	size_t length;
	struct pair pair;

	while (query_next(&at, end, &pair)) {
		name = query_decode(message->intake->arena, pair.name,
			pair.name_length, &length);
		if (pair.length > 0 && name != NULL &&
			!is_common(name, length) &&
			!form_names_member(message->schema, name, length))
			record_unknown(message, name, length);
	}
}

static bool
end(struct batch *batch, struct record *message)
{
	struct asked *asked = (struct asked *)batch;

	if (!complete(asked, message))
		return false;
	if (asked->count == 0 && asked->personal &&
		!body_check_url(
			asked->exchange, &asked->reading, asked->faults))
		return false;
	if (!asked->strict)
		note_ignored(asked);
	asked->strange = guess_strange(asked->exchange, message, asked->faults);
	if (!asked->strange)
		check_ids(asked, message);
	if (asked->strict)
		note_parameters(asked, message);
	if (!asked->refuses || asked->faults->count == 0)
		asked->take(asked, message);
	asked->count++;
	if (asked->many)
		arena_release(&asked->exchange->items, asked->mark);
	return true;
}

/*
 * The bytes that one message of a batch may take: those of a single one, but
 * not less than usual, because max-body is not about batches.
 */
static size_t
message_room(const struct config *config)
{
	return config->max_body > USUAL_ROOM ? (size_t)config->max_body
					     : USUAL_ROOM;
}

static bool
read_messages(struct asked *asked, const struct format *reader)
{
	struct record *message;

	if (asked->many)
		return reader->read_many(&asked->reading, &asked->batch);
	message = begin(&asked->batch);
	if (asked->attempt)
		asked->exchange->attempt = message;
	return (asked->reading.length == 0 ||
		       reader->read(&asked->reading, message)) &&
	       end(&asked->batch, message);
}

/* Refuses what could not be read, or messages that were not handed over. */
static void
refuse(struct asked *asked)
{
	struct exchange *exchange = asked->exchange;

	if (asked->reading.refused != FAULT_NONE)
		exchange_refuse_fault(
			exchange, guess_refused(exchange, &asked->reading));
	else if (asked->refuses && asked->faults->count > 0)
		exchange_refuse_faults(exchange, asked->faults);
}

bool
asked_begin(struct asked *asked)
{
	struct exchange *exchange = asked->exchange;

	asked->batch = (struct batch){
		.schema = route_request(exchange->target.route),
		.most = message_room(exchange->config),
		.begin = begin,
		.end = end,
	};
	asked->intake = (struct intake){
		.arena = &exchange->items,
		.rules = asked->strict ? &asked->strict_rules : exchange->rules,
	};
	asked->strict_rules = *exchange->rules;
	asked->strict_rules.reject_unknown = true;
	if (asked->faults == NULL) {
		asked->refuses = true;
		asked->faults =
			arena_alloc(exchange->arena, sizeof(*asked->faults));
		asked->faults->arena = exchange->arena;
	}
	return body_begin(exchange, asked->many, &asked->intake,
		&asked->reading, asked->keyed ? &asked->idempotency : NULL);
}

bool
asked_read(struct asked *asked)
{
	struct exchange *exchange = asked->exchange;

	read_messages(asked, exchange_reader(exchange));
	refuse(asked);
	body_ignored(exchange, asked->ignored, asked->ignored_count);
	return exchange->refused == NULL;
}

int64_t
asked_id(const struct record *message, size_t field)
{
	const struct value *value = &message->values[field];

	if (value->state != VALUE_GIVEN)
		return 0;
	return types[message->schema->fields[field].type].is_number
		       ? value->number
		       : type_id(value->text, value->length);
}
