/* The inspection of a PostgreSQL database for the self-check. */
#include "store/postgresql/inspection.h"

#include <string.h>

#include "base/text.h"
#include "store/tables.h"

enum store_result
inspect_try(struct store *base)
{
	struct postgresql *store = postgresql_of(base);

	sql_send(store, "UPDATE secret SET id=id", NULL);
	sql_settle(store);
	return store->result;
}

/* The text that a query results in, in the arena; "" if there is no row. */
static const char *
text_of(struct postgresql *store, const char *sql)
{
	struct rows rows = sql_ask(store, sql, NULL);
	const char *text =
		rows.count == 0 ? "" : rows_string(store->arena, &rows, 0, 0);

	sql_forget(store);
	return text;
}

/* Whether the configuration names several hosts. */
static bool
has_hosts(const struct target *target)
{
	bool has = false;

	for (size_t i = 0; target->keywords[i] != NULL; i++)
		has |= strncmp(target->keywords[i], "host", 4) == 0 &&
		       strchr(target->values[i], ',') != NULL;
	return has;
}

/* What may lose customers that were acknowledged. */
static const char *
find_danger(struct postgresql *store, bool standby)
{
	const char *commit =
		text_of(store, "SELECT current_setting('synchronous_commit')");

	if (strcmp(text_of(store, "SELECT current_setting('fsync')"), "on") !=
		0)
		return "fsync is off: a power loss damages it.";
	if (strcmp(commit, "on") != 0 && strcmp(commit, "remote_apply") != 0)
		return arena_printf(store->arena,
			"synchronous_commit is %s: customers that were"
			" acknowledged may get lost.",
			commit);
	return has_hosts(store->target) && !standby
		       ? "Several hosts are named, but no commit waits for a"
			 " standby: a fail-over loses customers that were"
			 " acknowledged."
		       : "";
}

void
inspect_look(struct postgresql *store, struct store_view *view)
{
	const struct table root = table_root(store->schema);
	const bool standby =
		*text_of(store,
			"SELECT "
			"current_setting('synchronous_standby_names')") != '\0';

	view->apart = true;
	view->version = sql_number(store, "SELECT version FROM program", NULL);
	view->durability = standby ? "Its commits wait for a standby."
				   : "Its commits are on its server's disk.";
	view->danger = find_danger(store, standby);
	view->newest = text_of(
		store, arena_printf(store->arena,
			       "SELECT \"%s\" FROM \"%s\" ORDER BY id DESC"
			       " LIMIT 1",
			       root.own->fields[ROOT_CREATED].name, root.name));
	view->damage = NULL;
}
