/* The sandbox: rights the process gives up before it reads strangers' input. */
#include "base/sandbox.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/filter.h"

enum {
	MIB = 1 << 20,
	MEMORY_USUAL = 512 * MIB, /* unless bodies need more */
	SORTING = 8192, /* MiB, for an index of millions of customers */
	CPU_SECONDS = 60,
	REQUESTS = 4 /* of the largest kind, at once in a process that stays */
};

/* Lowers a bound, for good. */
static void
limit(rlimit_kind resource, rlim_t most)
{
	struct rlimit now;

	if (getrlimit(resource, &now) != 0)
		return;
	if (now.rlim_max > most)
		now.rlim_max = most;
	if (now.rlim_cur > most)
		now.rlim_cur = most;
	setrlimit(resource, &now);
}

void
sandbox_hide(void)
{
	limit(RLIMIT_CORE, 0);
	prctl(PR_SET_DUMPABLE, 0);
}

int64_t
sandbox_memory(int64_t body)
{
	return body * 8 + 64 * MIB;
}

/* Bounds the memory of a process that is no build that watches itself. */
static void
limit_memory(int64_t body)
{
#if defined(CRM_UNCONFINED)
	(void)body;
#else
	limit(RLIMIT_AS, sandbox_memory(body) > MEMORY_USUAL
				 ? (rlim_t)sandbox_memory(body)
				 : MEMORY_USUAL);
#endif
}

void
sandbox_limit(int64_t body)
{
	limit(RLIMIT_CPU, CPU_SECONDS);
	limit_memory(body);
}

#if defined(CRM_UNCONFINED)

void
sandbox_enter(const char *folder, bool connects)
{
	(void)folder;
	(void)connects;
}

void
sandbox_stay(const char *folder, bool connects, int64_t body)
{
	(void)folder;
	(void)connects;
	(void)body;
}

void
sandbox_work(const char *const *folders, bool connects, int64_t body)
{
	(void)folders;
	(void)connects;
	limit_memory(body);
}

#else

/* All rights that Landlock can take in the file system, by its ABI version. */
static uint64_t
file_rights(long version)
{
	uint64_t rights = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1;

	if (version >= 2)
		rights |= UINT64_C(1) << 13; /* to link or rename elsewhere */
	if (version >= 3)
		rights |= UINT64_C(1) << 14; /* to truncate */
	if (version >= 5)
		rights |= UINT64_C(1) << 15; /* to control devices */
	return rights;
}

/* The rights that SQLite needs in the folder of a database. */
static const uint64_t database_rights =
	LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE |
	LANDLOCK_ACCESS_FS_READ_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |
	LANDLOCK_ACCESS_FS_REMOVE_FILE | UINT64_C(1) << 14;

/* Lets files of a folder be reached, with these rights. */
static void
add_folder(int ruleset, const char *folder, uint64_t rights)
{
	struct landlock_path_beneath_attr rule = {
		.allowed_access = rights,
		.parent_fd = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC),
	};

	if (rule.parent_fd < 0)
		return;
	syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH,
		&rule, 0);
	close(rule.parent_fd);
}

/* Landlock (landlock(7)): a rule for each folder, and none for the rest. */
static void
confine_files(const char *const *folders)
{
	long version = syscall(SYS_landlock_create_ruleset, NULL, 0,
		LANDLOCK_CREATE_RULESET_VERSION);
	struct landlock_ruleset_attr all = {
		.handled_access_fs = file_rights(version),
	};
	int ruleset;

	if (version < 1)
		return;
	ruleset =
		(int)syscall(SYS_landlock_create_ruleset, &all, sizeof(all), 0);
	if (ruleset < 0)
		return;
	for (; *folders != NULL; folders++)
		add_folder(ruleset, *folders,
			database_rights & all.handled_access_fs);
	syscall(SYS_landlock_restrict_self, ruleset, 0);
	close(ruleset);
}

static void
enter(const char *const *folders, unsigned more)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return;
	confine_files(folders);
	filter_enter(more);
}

void
sandbox_enter(const char *folder, bool connects)
{
	enter((const char *[]){ folder, NULL }, connects ? FILTER_CONNECTS : 0);
}

void
sandbox_stay(const char *folder, bool connects, int64_t body)
{
	limit(RLIMIT_AS,
		MEMORY_USUAL + REQUESTS * (rlim_t)sandbox_memory(body));
	enter((const char *[]){ folder, NULL },
		FILTER_STAYS | (connects ? FILTER_CONNECTS : 0));
}

void
sandbox_work(const char *const *folders, bool connects, int64_t body)
{
	limit(RLIMIT_AS, SORTING * (rlim_t)MIB + (rlim_t)sandbox_memory(body));
	enter(folders, FILTER_WORKS | (connects ? FILTER_CONNECTS : 0));
}

#endif
