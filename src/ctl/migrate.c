/* crmctl migrate: brings the database to the version of this program. */
#include <inttypes.h>
#include <stdio.h>

#include "ctl/ask.h"
#include "ctl/commands.h"
#include "ctl/ctl.h"

enum { YES, DRY_RUN };

static const struct ctl_option options[] = {
	[YES] = { "yes", NULL, "do not ask, on a terminal" },
	[DRY_RUN] = { "dry-run", NULL, "say what it needs, and do nothing" },
	{ 0 },
};

/* The version of the database; -1 after a failure, which the log tells. */
static int64_t
version(struct ctl *ctl)
{
	const struct store_settings settings = ctl_settings(ctl);
	struct store_view view;

	return store_inspect(ctl->arena, &settings, &view) == STORE_OK
		       ? view.version
		       : -1;
}

static int
tell(struct ctl *ctl, int64_t before)
{
	int64_t now = version(ctl);

	if (now < 0)
		return CTL_FAILED;
	printf(ctl->json ? "{\"before\":%" PRId64 ",\"now\":%" PRId64 "}\n"
			 : "version %" PRId64 " before, %" PRId64 " now\n",
		before, now);
	return CTL_DONE;
}

static int
run(struct ctl *ctl, char **arguments)
{
	struct store *store;
	int64_t before;

	if (*arguments != NULL) {
		ctl_complain("migrate: there is %s too much", *arguments);
		return CTL_USAGE;
	}
	before = version(ctl);
	if (before < 0)
		return CTL_FAILED;
	ctl_complain("the database has version %" PRId64 "; a migration needs "
		     "room for it on the disk once more, and holds writers "
		     "until it is done: up to a minute for each million "
		     "customers",
		before);
	if (ctl->values[DRY_RUN] != NULL)
		return CTL_DONE;
	if (!ask(ctl->values[YES] != NULL, "migrate the database"))
		return CTL_FAILED;
	store = ctl_open(ctl);
	if (store == NULL || store_commit(store) != STORE_OK)
		return CTL_FAILED;
	return tell(ctl, before);
}

static const struct ctl_form forms[] = {
	{ "", NULL },
	{ 0 },
};

const struct ctl_command ctl_migrate = {
	.name = "migrate",
	.summary = "bring the database to the version of this program",
	.forms = forms,
	.options = options,
	.about = "The first request does the same, and waits for it. A "
		 "migration that is interrupted leaves the database as it "
		 "was. Make a backup before.",
	.run = run,
};
