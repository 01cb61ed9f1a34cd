/* crmctl vacuum: writes the database anew, without the gaps in it. */
#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>

#include "ctl/ask.h"
#include "ctl/commands.h"
#include "ctl/ctl.h"
#include "ctl/progress.h"
#include "store/backup.h"

enum { YES, DRY_RUN, MIB = 1 << 20 };

static const struct ctl_option options[] = {
	[YES] = { "yes", NULL, "do not ask, on a terminal" },
	[DRY_RUN] = { "dry-run", NULL, "say what it needs, and do nothing" },
	{ 0 },
};

static int
vacuum(struct ctl *ctl)
{
	const struct store_settings settings = ctl_settings(ctl);
	struct progress progress = progress_begin("databases done", 0);
	struct vacuuming vacuuming = { .go_on = progress_go_on,
		.context = &progress };

	ctl_mind_stops();
	store_vacuum(ctl->arena, &settings, &vacuuming);
	progress_end(&progress);
	if (vacuuming.fault != NULL) {
		ctl_complain("%s; the database is as it was", vacuuming.fault);
		return ctl_is_stopped() ? CTL_PARTLY : CTL_FAILED;
	}
	printf(ctl->json ? "{\"before\":%" PRId64 ",\"after\":%" PRId64 "}\n"
			 : "%" PRId64 " bytes before, %" PRId64 " now\n",
		vacuuming.before, vacuuming.after);
	return CTL_DONE;
}

static int
run(struct ctl *ctl, char **arguments)
{
	const char *file = store_file(&ctl->config);
	struct stat status;

	if (*arguments != NULL) {
		ctl_complain("vacuum: there is %s too much", *arguments);
		return CTL_USAGE;
	}
	if (file == NULL || stat(file, &status) != 0) {
		ctl_complain("the database is in no file");
		return CTL_FAILED;
	}
	ctl_confine(ctl, NULL);
	ctl_complain("this needs up to %" PRId64 " MiB of the disk, and holds "
		     "writers until it is done: about a second for each 100 "
		     "MiB",
		(int64_t)status.st_size * 2 / MIB + 1);
	if (ctl->values[DRY_RUN] != NULL)
		return CTL_DONE;
	return ask(ctl->values[YES] != NULL, "write the database anew")
		       ? vacuum(ctl)
		       : CTL_FAILED;
}

static const struct ctl_form forms[] = {
	{ "", NULL },
	{ 0 },
};

const struct ctl_command ctl_vacuum = {
	.name = "vacuum",
	.summary = "write the database anew, without the gaps in it",
	.forms = forms,
	.options = options,
	.confines = true,
	.run = run,
};
