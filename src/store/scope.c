/* Scopes: the sorts of work that an API key can be good for. */
#include "store/scope.h"

#include <stddef.h>

#include "base/arena.h"
#include "base/list.h"
#include "base/text.h"

const struct scope_row scope_rows[] = {
	{ SCOPE_CREATE, "create", "creating customers, batches" },
	{ SCOPE_READ, "read",
		"reading customers, lists of them, and what changed" },
	{ SCOPE_WRITE, "write",
		"changing customers, and taking in what was set aside" },
	{ SCOPE_ERASE, "erase",
		"erasing customers, and dropping what was set aside" },
	{ SCOPE_EXPORT, "export", "exporting all customers" },
	{ 0 },
};

/* The scope of a name, or 0. */
static unsigned
scope_of(const char *name, size_t length)
{
	for (const struct scope_row *row = scope_rows; row->name != NULL; row++)
		if (text_is(name, length, row->name))
			return row->scope;
	return 0;
}

const char *
scopes_read(struct arena *arena, const char *names, unsigned *scopes)
{
	const char *name;
	size_t length;

	*scopes = 0;
	while ((name = list_word(&names, &length)) != NULL) {
		unsigned scope = scope_of(name, length);

		if (scope == 0)
			return arena_copy(arena, name, length);
		*scopes |= scope;
	}
	return *scopes == 0 ? "" : NULL;
}

const char *
scopes_names(struct arena *arena, unsigned scopes)
{
	struct text names = { .arena = arena };

	text_puts(&names, "");
	for (const struct scope_row *row = scope_rows; row->name != NULL; row++)
		if ((scopes & row->scope) != 0)
			text_printf(&names, "%s%s",
				names.length == 0 ? "" : " ", row->name);
	return names.bytes;
}
