/* crmctl backup: a checked copy of the database, taken while it is used. */
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "ctl/commands.h"
#include "ctl/ctl.h"
#include "ctl/progress.h"
#include "ctl/whole.h"
#include "store/backup.h"

enum { KEEP, MAX_AGE, FORCE };

static const struct ctl_option options[] = {
	[KEEP] = { "keep", "NUMBER",
		"in a folder: so many backups stay, and older ones are taken "
		"away" },
	[MAX_AGE] = { "max-age", "AGE",
		"make none, but fail if the newest is older, as 26h or 7d" },
	[FORCE] = { "force", NULL, "replace a file that is there" },
	{ 0 },
};

/* The names of backups in a folder: "crm-20261129T101112Z.db". */
static const char name_begins[] = "crm-", name_ends[] = ".db";

enum { HOUR = 60 * 60, NAME = 4 + 16 + 3 /* letters */ };

static bool
is_backup(const char *name)
{
	return strlen(name) == NAME &&
	       strncmp(name, name_begins, strlen(name_begins)) == 0 &&
	       strcmp(name + NAME - strlen(name_ends), name_ends) == 0;
}

static const char *
name_now(struct ctl *ctl)
{
	char instant[CALENDAR_ROOM], *name, *at;

	calendar_put_instant(instant, calendar_now(), "");
	name = at = arena_alloc(ctl->arena, NAME + 1);
	at += sprintf(at, "%s", name_begins);
	for (const char *from = instant; *from != '\0'; from++)
		if (*from != '-' && *from != ':')
			*at++ = *from;
	sprintf(at, "%s", name_ends);
	return name;
}

static int
compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static const char *
path_in(struct ctl *ctl, const char *folder, const char *name)
{
	return arena_printf(ctl->arena, "%s/%s", folder, name);
}

static DIR *
open_folder(const char *path)
{
	DIR *folder = opendir(path);

	if (folder == NULL)
		ctl_complain("%s: %s", path, strerror(errno));
	return folder;
}

/* The names of the backups in a folder, the oldest first; closes it. */
static size_t
read_folder(struct ctl *ctl, DIR *folder, const char ***names)
{
	const struct dirent *entry;
	size_t count = 0;

	*names = NULL;
	rewinddir(folder);
	while ((entry = readdir(folder)) != NULL)
		if (is_backup(entry->d_name)) {
			*names = arena_grow(
				ctl->arena, *names, count, sizeof(**names));
			(*names)[count++] =
				arena_printf(ctl->arena, "%s", entry->d_name);
		}
	closedir(folder);
	if (count > 0)
		qsort(*names, count, sizeof(**names), compare);
	return count;
}

static const char *
erasures_of(struct ctl *ctl, const char *backup)
{
	return arena_printf(ctl->arena, "%s.erasures", backup);
}

/* Takes the oldest backups of a folder away, but for so many. */
static bool
forget_old(struct ctl *ctl, DIR *open, const char *folder, size_t keep)
{
	const char **names;
	size_t count = read_folder(ctl, open, &names);
	bool done = true;

	for (size_t i = 0; i + keep < count; i++) {
		const char *path = path_in(ctl, folder, names[i]);

		unlink(erasures_of(ctl, path));
		if (unlink(path) != 0) {
			ctl_complain("%s: %s", path, strerror(errno));
			done = false;
		}
	}
	return done;
}

/* Writes the numbers of all that were erased so far. */
static bool
write_erasures(struct ctl *ctl, struct store *store, const char *path)
{
	struct change_walk walk = { .erasures = true };
	const struct arena_mark mark = arena_mark(ctl->items);
	struct whole whole;
	bool read;

	if (!whole_begin(ctl->arena, path, &whole))
		return false;
	do {
		read = store_walk_changes(store, ctl->items, &walk) == STORE_OK;
		for (size_t i = 0; read && i < walk.count; i++)
			fprintf(whole.file, "%" PRId64 "\n",
				walk.changes[i].id);
		arena_release(ctl->items, mark);
	} while (read && walk.more);
	return whole_end(&whole, read);
}

/* Copies the database to a file of another name, then gives it its own. */
static bool
make(struct ctl *ctl, struct store *store, const char *path, int64_t *records)
{
	struct progress progress = progress_begin("pages", 0);
	struct copying copying = { .go_on = progress_go_on,
		.context = &progress };
	struct whole whole;
	bool copied;

	if (!whole_begin(ctl->arena, path, &whole))
		return false;
	copying.to = whole.beside;
	ctl_mind_stops();
	copied = store_copy(store, ctl->arena, &copying) == STORE_OK;
	progress_end(&progress);
	if (copying.fault != NULL)
		ctl_complain("%s: %s", path, copying.fault);
	*records = copying.records;
	copied = copied && copying.fault == NULL &&
		 write_erasures(ctl, store, erasures_of(ctl, path));
	return whole_end(&whole, copied);
}

/* Reads an age, 26h or 7d, in seconds; 0 after a complaint. */
static int64_t
read_age(const char *text)
{
	char *end;
	long number = strtol(text, &end, 10);

	if (number > 0 && number < 100000 && strcmp(end, "h") == 0)
		return (int64_t)number * HOUR;
	if (number > 0 && number < 100000 && strcmp(end, "d") == 0)
		return (int64_t)number * CALENDAR_DAY;
	ctl_complain("--max-age: %s is no age such as 26h or 7d", text);
	return 0;
}

/* Looks whether the newest backup is young enough. */
static int
look(struct ctl *ctl, const char *path, bool folder)
{
	int64_t age = read_age(ctl->values[MAX_AGE]), old;
	struct stat status;
	const char **names;
	size_t count;
	DIR *open;

	if (age == 0)
		return CTL_USAGE;
	if (folder) {
		open = open_folder(path);
		if (open == NULL)
			return CTL_FAILED;
		count = read_folder(ctl, open, &names);
		if (count > 0)
			path = path_in(ctl, path, names[count - 1]);
		else
			path = path_in(ctl, path, "crm-*.db");
	}
	if (stat(path, &status) != 0) {
		ctl_complain("there is no backup %s", path);
		return CTL_FAILED;
	}
	old = calendar_now() - status.st_mtime;
	ctl_complain("%s is %" PRId64 " h old", path, old / HOUR);
	return old <= age ? CTL_DONE : CTL_FAILED;
}

/* Reads how many backups are to stay; 0: all. */
static bool
read_keep(struct ctl *ctl, bool folder, size_t *keep)
{
	const char *text = ctl->values[KEEP];
	size_t digits = text == NULL ? 0 : strspn(text, "0123456789");

	*keep = text == NULL ? 0 : (size_t)strtol(text, NULL, 10);
	if (text == NULL ||
		(folder && *keep > 0 && digits < 6 && text[digits] == '\0'))
		return true;
	ctl_complain(folder ? "--keep: %s is no number of backups"
			    : "--keep %s is for a folder",
		text);
	return false;
}

static int
back_up(struct ctl *ctl, const char *path, const char *folder, size_t keep)
{
	DIR *open = keep == 0 ? NULL : open_folder(folder);
	struct store *store;
	int64_t records = 0;
	bool done;

	if (keep > 0 && open == NULL)
		return CTL_FAILED;
	ctl_confine(ctl, path);
	store = ctl_open_to_read(ctl);
	if (store == NULL)
		return CTL_FAILED;
	done = make(ctl, store, path, &records);
	store_close(store);
	if (ctl_is_stopped() && !done) {
		ctl_complain("stopped; there is no new backup");
		return CTL_PARTLY;
	}
	if (!done)
		return CTL_FAILED;
	if (ctl->json)
		printf("{\"file\":\"%s\",\"customers\":%" PRId64 "}\n", path,
			records);
	else
		printf("%s has %" PRId64 " customers\n", ctl_shown(ctl, path),
			records);
	return keep == 0 || forget_old(ctl, open, folder, keep) ? CTL_DONE
								: CTL_FAILED;
}

static int
run(struct ctl *ctl, char **arguments)
{
	const char *path = *arguments;
	struct stat status;
	bool there, folder;
	size_t keep;

	if (path == NULL) {
		ctl_complain("the file or folder for the backup is missing");
		return CTL_USAGE;
	}
	there = stat(path, &status) == 0;
	folder = there && S_ISDIR(status.st_mode);
	if (ctl->values[MAX_AGE] != NULL)
		return look(ctl, path, folder);
	if (!read_keep(ctl, folder, &keep))
		return CTL_USAGE;
	if (there && !folder && ctl->values[FORCE] == NULL) {
		ctl_complain("%s is there; --force replaces it", path);
		return CTL_FAILED;
	}
	return back_up(ctl, folder ? path_in(ctl, path, name_now(ctl)) : path,
		path, keep);
}

static const struct ctl_form forms[] = {
	{ "FILE [--force]", "make one backup" },
	{ "FOLDER [--keep NUMBER]", "make a backup that is named by the time" },
	{ "FILE --max-age AGE", "look how old the newest backup is" },
	{ 0 },
};

const struct ctl_command ctl_backup = {
	.name = "backup",
	.summary = "make a checked copy of the database, while it is used",
	.forms = forms,
	.options = options,
	.about = "The copy gets its name once it was looked through: its "
		 "pages, its references, and the number of its customers. A "
		 "file FILE.erasures beside it has the numbers of the "
		 "customers that were erased by then, which crmctl restore "
		 "takes. A backup belongs to the owner of the database and has "
		 "all that is secret: keep it as safe as the database "
		 "itself.\n\nWhere the database has no write-ahead log and "
		 "writers come all the time, these wait in the end until the "
		 "copy is made.",
	.confines = true,
	.run = run,
};
