/* The restoring of a store from a copy: those who were erased stay erased. */
#include "operation/restore.h"

#include "base/arena.h"
#include "config/config.h"
#include "customer/messages.h"
#include "operation/edit.h"
#include "schema/record.h"

/* Erases a record of the copy; returns whether it is not there any more. */
static bool
erase(struct restore *restore, const struct config *config, int64_t id)
{
	static const struct bounds all = { 0 };
	const struct deed *deed = restore->restoring.deed;
	struct intake intake = { restore->items, restore->rules, NULL, 0 };
	struct edit edit = {
		.arena = restore->items,
		.kind = EDIT_ERASE,
		.settings = restore->settings,
		.origin = {
			.route = "restore",
			.time = deed->time,
			.operator = deed->by,
			.reason = "erased before the restore",
		},
		.bounds = &all,
		.missing = { .arena = restore->items },
		.outside = { .arena = restore->items },
		.faults = { .arena = restore->items },
	};
	enum edit_result result;

	edit.settings.config = config;
	edit_add(&edit, id, record_new(&intake, &delete_schema));
	result = edit_end(&edit);
	restore->erased += result == EDIT_DONE;
	return result == EDIT_DONE || result == EDIT_MISSING;
}

static bool
erase_again(struct restore *restore)
{
	const struct restoring *restoring = &restore->restoring;
	struct config config = *restore->settings.config;
	bool erased = true;

	config.database = restoring->staged;
	for (size_t i = 0; erased && i < restoring->again_count; i++) {
		erased = erase(restore, &config, restoring->again[i]);
		arena_free(restore->items);
	}
	return erased;
}

bool
restore_run(struct restore *restore)
{
	struct restoring *restoring = &restore->restoring;
	bool staged = store_stage(restore->arena, &restore->settings,
			      restoring) == STORE_OK &&
		      restoring->fault == NULL && erase_again(restore);

	if (staged && !restore->dry)
		return store_swap(restore->arena, &restore->settings,
			       restoring) == STORE_OK &&
		       restoring->fault == NULL;
	store_unstage(restore->arena, &restore->settings, restoring);
	return staged;
}
