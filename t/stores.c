/* The stores that what any store has to do is tested with. */
#include "stores.h"

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

const struct furnished stores[] = {
	{ "sqlite", furnish_file },
	{ "sqlite", furnish_wal },
};

const size_t stores_count = COUNT(stores);
