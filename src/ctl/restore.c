/* crmctl restore: the database again as a backup has it. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "base/path.h"
#include "ctl/ask.h"
#include "ctl/commands.h"
#include "ctl/ctl.h"
#include "ctl/members.h"
#include "ctl/progress.h"
#include "operation/restore.h"

enum { ERASURES, YES, DRY_RUN };

static const struct ctl_option options[] = {
	[ERASURES] = { "erasures", "FILE",
		"the database that was is lost: erase whom this list names, of "
		"the newest backup or of crmctl audit --erased, and revoke all "
		"keys" },
	[YES] = { "yes", NULL, "do not ask, on a terminal" },
	[DRY_RUN] = { "dry-run", NULL,
		"do all of it beside the database, and then leave that as it "
		"is" },
	{ 0 },
};

/* Reads a list of numbers, one a line; false after a complaint. */
static bool
read_erasures(struct ctl *ctl, const char *path, struct restoring *restoring)
{
	FILE *file = fopen(path, "re");
	int64_t *numbers = NULL;
	char line[32];
	bool good = true;

	if (file == NULL) {
		ctl_complain("%s: %s", path, strerror(errno));
		return false;
	}
	while (good && fgets(line, sizeof(line), file) != NULL) {
		numbers = arena_grow(ctl->arena, numbers,
			restoring->erased_count, sizeof(*numbers));
		line[strcspn(line, "\r\n")] = '\0';
		numbers[restoring->erased_count] = members_id(line);
		good = numbers[restoring->erased_count++] > 0;
	}
	good = good && !ferror(file);
	fclose(file);
	restoring->erased = numbers;
	return good;
}

static int
tell(struct ctl *ctl, const struct restore *restore)
{
	const struct restoring *restoring = &restore->restoring;
	int64_t records = restoring->records - (int64_t)restore->erased;

	if (ctl->json)
		printf("{\"customers\":%" PRId64 ",\"erased\":%zu}\n", records,
			restore->erased);
	else
		printf("%" PRId64 " customers %s restored, %zu erased again\n",
			records, restore->dry ? "would be" : "are",
			restore->erased);
	if (restoring->kept != NULL)
		ctl_complain("the database that was is %s: take it away when "
			     "you do not need it any more",
			restoring->kept);
	if (restoring->lost)
		ctl_complain("all keys are revoked: crmctl key add makes new "
			     "ones");
	return CTL_DONE;
}

/* Whether the database may be replaced: complains where it is lost. */
static bool
may_restore(struct ctl *ctl)
{
	const char *file = store_file(&ctl->config);

	if (file == NULL) {
		ctl_complain("the database is in no file; its own programs "
			     "restore it");
		return false;
	}
	if (access(file, F_OK) == 0 || ctl->values[ERASURES] != NULL)
		return true;
	ctl_complain("there is no database %s, which would say whom to erase "
		     "again: name the list with --erasures, the newest one "
		     "that you have",
		file);
	return false;
}

static int
restore(struct ctl *ctl, struct restore *restore)
{
	struct progress progress = progress_begin("pages", 0);
	bool done;

	restore->restoring.go_on = progress_go_on;
	restore->restoring.context = &progress;
	ctl_mind_stops();
	done = restore_run(restore);
	progress_end(&progress);
	if (done)
		return tell(ctl, restore);
	if (restore->restoring.fault != NULL)
		ctl_complain("%s: %s", restore->restoring.from,
			restore->restoring.fault);
	ctl_complain("the database is as it was");
	return ctl_is_stopped() ? CTL_PARTLY : CTL_FAILED;
}

static int
run(struct ctl *ctl, char **arguments)
{
	const struct deed deed = { .by = ctl->login, .time = calendar_now() };
	struct restore run = {
		.arena = ctl->arena,
		.items = ctl->items,
		.rules = &ctl->rules,
		.settings = ctl_settings(ctl),
		.dry = ctl->values[DRY_RUN] != NULL,
		.restoring = {
			.from = *arguments,
			.lost = ctl->values[ERASURES] != NULL,
			.deed = &deed,
		},
	};
	const char *real;

	if (*arguments == NULL) {
		ctl_complain("the backup to restore is missing");
		return CTL_USAGE;
	}
	if (!may_restore(ctl) ||
		(run.restoring.lost &&
			!read_erasures(
				ctl, ctl->values[ERASURES], &run.restoring)) ||
		!ask(run.dry || ctl->values[YES] != NULL,
			"replace the database by the backup"))
		return CTL_FAILED;
	real = path_real(ctl->arena, *arguments);
	if (real != NULL)
		run.restoring.from = real;
	ctl_confine(ctl, real);
	run.settings.prepared = ctl->prepared;
	return restore(ctl, &run);
}

static bool
makes(const struct ctl *ctl, char *const *arguments)
{
	(void)ctl;
	return *arguments != NULL;
}

static const struct ctl_form forms[] = {
	{ "FILE [--erasures FILE]", NULL },
	{ 0 },
};

const struct ctl_command ctl_restore = {
	.name = "restore",
	.summary = "have the database again as a backup has it",
	.forms = forms,
	.options = options,
	.about = "The backup is copied and looked through first; the database "
		 "that was stays beside it, and what a backup must not bring "
		 "back is taken from that: those who were erased are erased "
		 "again, the keys stay as they are now, with all revocations, "
		 "what was taken in or dropped since does not wait again, and "
		 "no number is given twice. The secret is a new one: pages, "
		 "cursors, signed addresses and tasks from before are void. "
		 "Customers and changes that came after the backup are in the "
		 "old file only.",
	.makes = makes,
	.confines = true,
	.run = run,
};
