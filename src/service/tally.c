/* The tally: which fields of customers requests were refused for. */
#include "service/tally.h"

#include <string.h>

#include "base/arena.h"
#include "customer/customer.h"
#include "exchange/exchange.h"

enum { NAMES = 64 }; /* of one request */

/* Whether a fault is of a field of a customer, which a request was to store. */
static bool
counts(const struct fault *fault)
{
	const char *name = fault->path;

	if (fault->field == NULL || fault_status(fault->kind) != 400)
		return false;
	if (*name == '[')
		name += strcspn(name, ".") + 1;
	return schema_find(&customer_schema, name, strcspn(name, "[.")) >= 0;
}

/* Whether a request asks for what there is, and stores nothing. */
static bool
is_reading(const struct exchange *exchange)
{
	const char *method = exchange->request->method;

	return strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0;
}

bool
tally_has(const struct exchange *exchange)
{
	const struct faults *faults = exchange->refused;

	/* without a request there are no faults of fields */
	for (size_t i = 0; faults != NULL && i < faults_listed(faults); i++)
		if (counts(&faults->list[i]))
			return !is_reading(exchange);
	return false;
}

/* The name of a field by a path: "emails.email" of "[3].emails[0].email". */
static const char *
name_of(struct arena *arena, const char *path)
{
	char *name = arena_alloc(arena, strlen(path) + 1), *to = name;

	for (; *path != '\0'; path++) {
		if (*path == '[')
			path += strcspn(path, "]");
		else if (*path != '.' || to > name)
			*to++ = *path;
	}
	return name;
}

static bool
has(const char *const *names, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

void
tally_note(struct exchange *exchange)
{
	const struct store_settings settings = exchange_settings(exchange, 0);
	const struct faults *faults = exchange->refused;
	const char *names[NAMES];
	size_t count = 0;

	for (size_t i = 0; i < faults_listed(faults) && count < NAMES; i++) {
		const char *name;

		if (!counts(&faults->list[i]))
			continue;
		name = name_of(exchange->arena, faults->list[i].path);
		if (!has(names, count, name))
			names[count++] = name;
	}
	store_note_refusal(
		exchange->arena, &settings, exchange->rules->now, names, count);
}
