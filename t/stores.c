/* The stores that what any store has to do is tested with. */
#include "stores.h"

#include <stdlib.h>
#include <string.h>

#include "config/config.h"
#include "fixture.h"

static void
furnish_file(struct config *config, const char *folder, const char *name)
{
	*config = (struct config){
		.database = arena_printf(&arena, "%s/data/%s.db", folder, name),
		.journal = JOURNAL_ROLLBACK,
	};
}

/* The kind may be named. */
static void
furnish_wal(struct config *config, const char *folder, const char *name)
{
	furnish_file(config, folder, name);
	config->database =
		arena_printf(&arena, "sqlite://%s", config->database);
	config->journal = JOURNAL_WAL;
}

#if defined(CRM_POSTGRESQL)

/* The server that t/postgresql.py has started, if it runs the tests. */
static const char *
server(void)
{
	return getenv("CRM_POSTGRESQL");
}

/* A schema of the server's database for each store. */
static void
furnish_schema(struct config *config, const char *folder, const char *name)
{
	const char *schema =
		arena_printf(&arena, "%s-%s", strrchr(folder, '/') + 1, name);
	const char *make = arena_printf(&arena,
		"psql -qX -d '%s' -c 'CREATE SCHEMA \"%s\"'", server(), schema);

	ck_assert_int_eq(system(make), 0);
	*config = (struct config){
		.database = arena_printf(&arena,
			"%s&options=-csearch_path%%3D%%22%s%%22", server(),
			schema),
	};
}

#endif

const struct furnished stores[] = {
	{ "sqlite", furnish_file },
	{ "sqlite", furnish_wal },
#if defined(CRM_POSTGRESQL)
	{ "postgresql", furnish_schema },
#endif
};

const size_t stores_count = COUNT(stores);

#if defined(CRM_POSTGRESQL)

int
stores_first(void)
{
	return server() == NULL ? 0 : STORES_OF_FILES;
}

int
stores_end(void)
{
	return server() == NULL ? STORES_OF_FILES : (int)stores_count;
}

#else

int
stores_first(void)
{
	return 0;
}

int
stores_end(void)
{
	return STORES_OF_FILES;
}

#endif
