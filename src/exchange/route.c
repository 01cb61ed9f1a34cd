/* Operations and routes as data, and the lookup of the route for a path. */
#include "exchange/route.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "format/format.h"

/*
 * The predefined routes of every operation: the operation's name follows the
 * beginning, for a batch with brackets.
 */
struct way {
	const char *begin;
	enum choice choice;
	bool many;
	bool again;       /* the text is complete */
	const char *text; /* the same for all operations */
};

static const struct way ways[] = {
	{ "/{}/reply/", BY_PATH, false, false,
		"Body and answer are in the format that the path names." },
	{ "/{}/oneway/", BY_PATH, false, true,
		"The same as reply, for clients that know it by this name." },
	{ "/api/", BY_API, false, false,
		"The answer is in JSON, or in the format of the suffix." },
	{ "/{}/reply/", BY_PATH, true, false,
		"Body and answer are in the format that the path names." },
	{ "/{}/oneway/", BY_PATH, true, true,
		"The same as reply, for clients that know it by this name." },
	{ "/api/", BY_API, true, false,
		"The answer is in JSON, or in the format of the suffix." },
};

enum { WAYS = sizeof(ways) / sizeof(*ways) };

static const char batch[] = "[]";

/* Whether a row's operation has the predefined route. */
static bool
leads_to(const struct way *way, const struct route *row)
{
	return row->operation != NULL &&
	       (!way->many || row->operation->many.answer != NULL);
}

/* The length of a path's piece: of a name, or of its sign in a pattern. */
static size_t
piece_length(const char *at, const char *end)
{
	const char *slash = memchr(at, '/', (size_t)(end - at));

	return (size_t)((slash == NULL ? end : slash) - at);
}

/* Takes a piece of a path by its pattern: a parameter, a format, or a name. */
static bool
take_piece(struct target *target, const char *pattern, size_t pattern_length,
	const char *piece, size_t length)
{
	if (pattern_length < 2 || *pattern != '{')
		return text_same(piece, length, pattern, pattern_length);
	if (pattern_length == 2) {
		target->format = format_named(piece, length);
		return target->format != NULL && target->format->read != NULL;
	}
	if (length == 0 || target->parameter_count == ROUTE_PARAMETERS)
		return false;
	target->parameters[target->parameter_count++] =
		(struct parameter_value){ pattern + 1, piece,
			pattern_length - 2, length };
	return true;
}

/* Whether a path begins with a pattern; moves *at behind it. */
static bool
begins(struct target *target, const char *pattern, const char **at,
	const char *end)
{
	const char *pattern_end = pattern + strlen(pattern);

	while (*at < end && *pattern == '/' && **at == '/') {
		size_t wanted, got;

		pattern++;
		(*at)++;
		if (pattern == pattern_end)
			return true;
		wanted = piece_length(pattern, pattern_end);
		got = piece_length(*at, end);
		if (!take_piece(target, pattern, wanted, *at, got))
			return false;
		pattern += wanted;
		*at += got;
	}
	return pattern == pattern_end;
}

/* Whether a path is a row's, or the predefined one of its operation. */
static bool
matches(struct target *target, const struct route *row, const struct way *way,
	const char *path, size_t length)
{
	const char *at = path, *end = path + length;

	*target = (struct target){ .route = row, .way = way };
	if (way == NULL)
		return begins(target, row->path, &at, end) && at == end;
	if (!begins(target, way->begin, &at, end))
		return false;
	if (way->many &&
		((size_t)(end - at) < strlen(batch) ||
			memcmp(end - strlen(batch), batch, strlen(batch)) != 0))
		return false;
	end -= way->many ? strlen(batch) : 0;
	return text_is(at, (size_t)(end - at), row->operation->name);
}

static struct target
find_path(const struct routes *routes, const char *path, size_t length)
{
	struct target target;

	for (size_t i = 0; i < routes->count; i++)
		if (matches(&target, &routes->rows[i], NULL, path, length))
			return target;
	for (size_t k = 0; k < WAYS; k++)
		for (size_t i = 0; i < routes->count; i++)
			if (leads_to(&ways[k], &routes->rows[i]) &&
				matches(&target, &routes->rows[i], &ways[k],
					path, length))
				return target;
	return (struct target){ 0 };
}

/* Whether a parameter took what stands at a position of the path. */
static bool
takes_end(const struct target *target, const char *at)
{
	for (size_t i = 0; i < target->parameter_count; i++)
		if (target->parameters[i].value <= at &&
			at < target->parameters[i].value +
					target->parameters[i].length)
			return true;
	return false;
}

struct target
route_target(const struct routes *routes, const char *path)
{
	size_t length = strlen(path);
	const char *dot = memrchr(path, '.', length);
	const struct format *suffix;
	struct target target;

	if (length == 0)
		return route_target(routes, "/");
	if (length > 1 && path[length - 1] == '/')
		length--;
	target = find_path(routes, path, length);
	if (dot == NULL || (target.route != NULL && !takes_end(&target, dot)))
		return target;
	suffix = format_named(dot + 1, length - (size_t)(dot + 1 - path));
	if (suffix != NULL)
		target = find_path(routes, path, (size_t)(dot - path));
	target.suffix = suffix;
	return target;
}

/* The row of an operation's predefined route. */
static struct route
predefine(struct arena *arena, const struct route *row, const struct way *way,
	const char *method)
{
	const struct operation *operation = row->operation;
	const struct message *message =
		way->many ? &operation->many : &operation->one;
	struct route route = *row;

	route.path = arena_printf(arena, "%s%s%s", way->begin, operation->name,
		way->many ? batch : "");
	route.method = method;
	route.choice = way->choice;
	route.many = way->many;
	if (way->many)
		route.takes &= ~(unsigned)(TAKES_MATCH | TAKES_KNOWN);
	else if (strcmp(method, "POST") == 0)
		route.takes &= ~(unsigned)TAKES_KNOWN;
	route.text = way->again ? way->text
				: arena_printf(arena, "%s %s", message->text,
					  way->text);
	return route;
}

/* The method of that index of a predefined route, or NULL. */
static const char *
way_method(const struct route *row, size_t index)
{
	if (index == 0)
		return row->method;
	return index == 1 && strcmp(row->method, "POST") != 0 ? "POST" : NULL;
}

const struct route *
route_find(struct arena *arena, const struct routes *routes,
	const struct target *target, const char *method)
{
	const char *taken;
	struct route *found;

	for (size_t i = 0; target->way == NULL && i < routes->count; i++)
		if (strcmp(routes->rows[i].path, target->route->path) == 0 &&
			strcmp(routes->rows[i].method, method) == 0)
			return &routes->rows[i];
	for (size_t i = 0; target->way != NULL &&
			   (taken = way_method(target->route, i)) != NULL;
		i++)
		if (strcmp(taken, method) == 0) {
			found = arena_alloc(arena, sizeof(*found));
			*found = predefine(
				arena, target->route, target->way, method);
			return found;
		}
	return NULL;
}

const char *
route_allow(struct arena *arena, const struct routes *routes,
	const struct target *target)
{
	/* in alphabetical order, HEAD and OPTIONS included */
	static const char *const methods[] = { "DELETE", "GET", "HEAD",
		"OPTIONS", "PATCH", "POST", "PUT" };
	struct text allow = { .arena = arena };

	for (size_t i = 0; i < sizeof(methods) / sizeof(*methods); i++) {
		const char *asked =
			strcmp(methods[i], "HEAD") == 0 ? "GET" : methods[i];

		if (strcmp(asked, "OPTIONS") == 0 ||
			route_find(arena, routes, target, asked) != NULL)
			text_printf(&allow, "%s%s",
				allow.length == 0 ? "" : ", ", methods[i]);
	}
	return allow.bytes;
}

const struct route *
route_list(struct arena *arena, const struct routes *routes, size_t *count)
{
	struct route *list = arena_array(
		arena, routes->count * (1 + 2 * WAYS), sizeof(*list));
	const char *method;

	*count = 0;
	for (size_t i = 0; i < routes->count; i++) {
		const struct route *row = &routes->rows[i];

		list[(*count)++] = *row;
		for (size_t k = 0; k < WAYS; k++)
			for (size_t j = 0;
				leads_to(&ways[k], row) &&
				(method = way_method(row, j)) != NULL;
				j++)
				list[(*count)++] =
					predefine(arena, row, &ways[k], method);
	}
	return list;
}

bool
route_has_member(const char *path, const char *name)
{
	size_t length = strlen(name);

	while ((path = strchr(path, '{')) != NULL)
		if (strncmp(++path, name, length) == 0 && path[length] == '}')
			return true;
	return false;
}

bool
route_has_body(const struct route *route)
{
	return strcmp(route->method, "GET") != 0 &&
	       strcmp(route->method, "DELETE") != 0;
}

const struct message *
route_message(const struct route *route)
{
	if (route->operation == NULL)
		return NULL;
	return route->many ? &route->operation->many : &route->operation->one;
}

const struct schema *
route_request(const struct route *route)
{
	return route->operation == NULL ? route->request
					: route->operation->one.request;
}

const struct success *
route_successes(const struct route *route)
{
	const struct message *message = route_message(route);

	return message == NULL ? route->successes : message->successes;
}

const struct route *
route_to(const struct routes *routes, void (*answer)(struct exchange *exchange))
{
	const struct route *route = routes->rows;

	while (route->answer != answer)
		route++;
	return route;
}

const struct route *
route_named(const struct routes *routes, const char *name, size_t length)
{
	for (size_t i = 0; i < routes->count; i++)
		if (routes->rows[i].operation != NULL &&
			text_is(name, length, routes->rows[i].operation->name))
			return &routes->rows[i];
	return NULL;
}

bool
route_is_reached(const struct route *route, bool below)
{
	return below || !route->below_only;
}

const char *
route_name(struct arena *arena, const char *path, const struct format *format)
{
	const char *mark = strstr(path, "{}");

	if (mark == NULL)
		return path;
	return arena_printf(arena, "%.*s%s%s", (int)(mark - path), path,
		format->name, mark + 2);
}
