/*
 * Times programs that a web server starts for each request, round by round,
 * in an order that changes, so that what else the machine does strikes all.
 *
 *	race ROOM ROUNDS [uncounted] <PLAN
 *
 * A line of the plan is a contestant:
 *
 *	NAME BASE PROGRAM PATH TYPE BODY [VARIABLE=VALUE]...
 *
 * The program gets the file BODY sent to PATH, has ROOM/NAME/crm.conf as its
 * configuration and ROOM/NAME/crm.db as its database. What BASE, a NAME too,
 * needs is 1 in the columns of ratios. Instructions are counted where there is
 * valgrind, unless they are not wanted.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
	CONTESTANTS = 16,
	WARM_UP = 3, /* rounds that do not count */
	VARIABLES = 32,
	ROOM = PATH_MAX + 64 /* for a variable */
};

/* What a web server tells about a request. */
struct environment {
	char *list[VARIABLES];
	int count;
};

struct contestant {
	char *name, *base_name, *program, *path, *type, *body;
	struct environment environment;
	int base;
	double *times; /* milliseconds, by round */
	long *faults;  /* pages that were faulted in, by round */
	long kib;      /* the most memory that it held at once */
	long own;      /* KiB of it that no file has: written to, its alone */
	double instructions;
};

static struct contestant contestants[CONTESTANTS];
static int count;

static void
fail(const char *what)
{
	fprintf(stderr, "race: %s: %s\n", what, strerror(errno));
	exit(EXIT_FAILURE);
}

static double
milliseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void
need(bool good, const char *what)
{
	if (!good)
		fail(what);
}

static void
set(struct environment *environment, const char *format, ...)
{
	char text[ROOM];
	va_list values;

	va_start(values, format);
	vsnprintf(text, sizeof(text), format, values);
	va_end(values);
	need(environment->count < VARIABLES - 1, "too many variables");
	environment->list[environment->count] = strdup(text);
	need(environment->list[environment->count++] != NULL, "strdup");
}

static void
describe(struct contestant *contestant, const char *room)
{
	static const char *const common[] = { "GATEWAY_INTERFACE=CGI/1.1",
		"SERVER_PROTOCOL=HTTP/1.1", "SERVER_SOFTWARE=race",
		"SERVER_NAME=127.0.0.1", "SERVER_PORT=80",
		"REMOTE_ADDR=127.0.0.1", "REQUEST_METHOD=POST",
		"SCRIPT_NAME=", "DOCUMENT_ROOT=/var/www/html",
		"REDIRECT_STATUS=200", "PATH=/usr/local/bin:/usr/bin:/bin" };
	struct environment *environment = &contestant->environment;
	struct stat status;

	need(stat(contestant->body, &status) == 0, contestant->body);
	for (size_t i = 0; i < sizeof(common) / sizeof(*common); i++)
		set(environment, "%s", common[i]);
	set(environment, "PATH_INFO=%s", contestant->path);
	set(environment, "REQUEST_URI=%s", contestant->path);
	set(environment, "CONTENT_TYPE=%s", contestant->type);
	set(environment, "CONTENT_LENGTH=%jd", (intmax_t)status.st_size);
	set(environment, "SCRIPT_FILENAME=%s", contestant->program);
	set(environment, "CRM_CONFIG=%s/%s/crm.conf", room, contestant->name);
	set(environment, "CRM_DATABASE=%s/%s/crm.db", room, contestant->name);
}

/* Starts a program with the body as its input, and pipes for what it says. */
static pid_t
start(const struct contestant *contestant, char *const *arguments, int out,
	int err)
{
	posix_spawn_file_actions_t actions;
	pid_t pid;
	int error;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(
		&actions, STDIN_FILENO, contestant->body, O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
	if (err >= 0)
		posix_spawn_file_actions_adddup2(&actions, err, STDERR_FILENO);
	error = posix_spawnp(&pid, arguments[0], &actions, NULL, arguments,
		contestant->environment.list);
	posix_spawn_file_actions_destroy(&actions);
	errno = error;
	need(error == 0, arguments[0]);
	return pid;
}

/* Reads to the end; keeps what has room, as a string. */
static void
drain(int in, char *text, size_t room_for)
{
	char more[4096];
	size_t length = 0;
	ssize_t got;

	while ((got = read(in, more, sizeof(more))) > 0) {
		size_t kept = (size_t)got < room_for - 1 - length
				      ? (size_t)got
				      : room_for - 1 - length;

		memcpy(text + length, more, kept);
		length += kept;
	}
	text[length] = '\0';
	close(in);
}

/* Ends the race if an answer is not that of a success. */
static void
check(const struct contestant *contestant, const char *answer, int status)
{
	bool good = status == 0 &&
		    (strncmp(answer, "Status: ", 8) != 0 || answer[8] == '2');

	if (good)
		return;
	fprintf(stderr, "race: %s ended with %#x:\n%s\n", contestant->name,
		(unsigned)status, answer);
	exit(EXIT_FAILURE);
}

/* Runs a contestant once; returns how long it took from start to end. */
static double
run(const struct contestant *contestant, struct rusage *usage)
{
	char answer[4096];
	char *arguments[] = { contestant->program, NULL };
	int out[2], status;
	double begin = milliseconds(), time;
	pid_t pid;

	need(pipe2(out, O_CLOEXEC) == 0, "pipe");
	pid = start(contestant, arguments, out[1], -1);
	close(out[1]);
	drain(out[0], answer, sizeof(answer));
	need(wait4(pid, &status, 0, usage) == pid, "wait4");
	time = milliseconds() - begin;
	check(contestant, answer, status);
	return time;
}

/* The instructions that one request takes; 0 without valgrind. */
static double
count_instructions(const struct contestant *contestant)
{
	char answer[4096], report[8192];
	char *arguments[] = { "valgrind", "--tool=callgrind",
		"--callgrind-out-file=/dev/null", contestant->program, NULL };
	int out[2], err[2], status;
	const char *collected;
	pid_t pid;

	need(pipe2(out, O_CLOEXEC) == 0 && pipe2(err, O_CLOEXEC) == 0, "pipe");
	pid = start(contestant, arguments, out[1], err[1]);
	close(out[1]);
	close(err[1]);
	drain(out[0], answer, sizeof(answer));
	drain(err[0], report, sizeof(report));
	need(waitpid(pid, &status, 0) == pid, "waitpid");
	check(contestant, answer, status);
	collected = strstr(report, "Collected : ");
	return collected == NULL ? 0 : atof(collected + strlen("Collected : "));
}

/*
 * From now on programs are on a kernel that filters no system calls: valgrind
 * works in the process that it watches, and needs more of them.
 */
static void
forbid_filters(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_prctl, 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			offsetof(struct seccomp_data, args)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PR_SET_SECCOMP, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EINVAL),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = {
		.len = sizeof(code) / sizeof(*code),
		.filter = code,
	};

	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

/* Becomes the program, stopped as it begins, where the system allows that. */
static void
become(const struct contestant *contestant, int out)
{
	char *arguments[] = { contestant->program, NULL };
	int in = open(contestant->body, O_RDONLY);

	dup2(in, STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	ptrace(PTRACE_TRACEME, 0, NULL, NULL);
	execve(contestant->program, arguments, contestant->environment.list);
	_exit(127);
}

/* The number behind a name in a file of /proc; 0 if there is none. */
static long
look_up(pid_t pid, const char *file, const char *name)
{
	char path[64], line[256];
	long value = 0;
	FILE *in;

	snprintf(path, sizeof(path), "/proc/%ld/%s", (long)pid, file);
	in = fopen(path, "re");
	while (in != NULL && value == 0 && fgets(line, sizeof(line), in))
		if (strncmp(line, name, strlen(name)) == 0)
			value = atol(line + strlen(name));
	if (in != NULL)
		fclose(in);
	return value;
}

/* Only root may count the pages of a process that hides; others are told. */
static long
look_at_memory(pid_t pid)
{
	long own = look_up(pid, "smaps_rollup", "Anonymous:");

	return own > 0 ? own : look_up(pid, "status", "RssAnon:");
}

/*
 * The KiB of memory that are a request's own when it ends, whatever of its
 * files is in the page cache; 0 where the system does not tell.
 */
static long
measure_own(const struct contestant *contestant)
{
	const int ends = SIGTRAP | PTRACE_EVENT_EXIT << 8;
	char answer[4096];
	int out[2], status;
	long own = 0, signal;
	pid_t pid;

	need(pipe2(out, O_CLOEXEC) == 0, "pipe");
	pid = fork();
	need(pid >= 0, "fork");
	if (pid == 0)
		become(contestant, out[1]);
	close(out[1]);
	need(waitpid(pid, &status, 0) == pid, "waitpid");
	if (WIFSTOPPED(status))
		ptrace(PTRACE_SETOPTIONS, pid, NULL, PTRACE_O_TRACEEXIT);
	while (WIFSTOPPED(status)) {
		if (status >> 8 == ends)
			own = look_at_memory(pid);
		signal = WSTOPSIG(status) == SIGTRAP ? 0 : WSTOPSIG(status);
		ptrace(PTRACE_CONT, pid, NULL, (void *)signal);
		need(waitpid(pid, &status, 0) == pid, "waitpid");
	}
	drain(out[0], answer, sizeof(answer));
	check(contestant, answer, status);
	return own;
}

static bool
has_valgrind(void)
{
	return system("command -v valgrind >/dev/null") == 0;
}

/* Brings the contestants in another order, the same in every race. */
static void
shuffle(int *order)
{
	static uint32_t state = 1;

	for (int i = count - 1; i > 0; i--) {
		int other, kept = order[i];

		state = state * 1664525 + 1013904223;
		other = (int)((state >> 16) % (uint32_t)(i + 1));
		order[i] = order[other];
		order[other] = kept;
	}
}

/* Runs a contestant in a round, which counts if it is none to warm up. */
static void
take_turn(struct contestant *contestant, int round)
{
	struct rusage usage;
	double time = run(contestant, &usage);

	if (round < 0)
		return;
	contestant->times[round] = time;
	contestant->faults[round] = usage.ru_minflt;
	if (usage.ru_maxrss > contestant->kib)
		contestant->kib = usage.ru_maxrss;
}

static void
race(int rounds, bool counted)
{
	int order[CONTESTANTS];

	for (int i = 0; i < count; i++)
		order[i] = i;
	for (int round = -WARM_UP; round < rounds; round++) {
		shuffle(order);
		for (int i = 0; i < count; i++)
			take_turn(&contestants[order[i]], round);
	}
	for (int i = 0; i < count; i++)
		contestants[i].own = measure_own(&contestants[i]);
	if (counted)
		forbid_filters();
	for (int i = 0; counted && i < count; i++)
		contestants[i].instructions =
			count_instructions(&contestants[i]);
}

static int
compare_times(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static int
compare_faults(const void *a, const void *b)
{
	long x = *(const long *)a, y = *(const long *)b;

	return (x > y) - (x < y);
}

/* Prints a ratio, or a dash where there is nothing to compare. */
static void
print_ratio(double value, double base)
{
	if (base > 0)
		printf(" %7.2f", value / base);
	else
		printf(" %7s", "-");
}

static void
report(int rounds)
{
	printf("%-14s %9s %8s %8s %7s %7s %7s  %-12s %7s %7s\n", "",
		"median ms", "p99 ms", "Minstr.", "faults", "KiB", "own",
		"compared to", "time", "instr.");
	for (int i = 0; i < count; i++) {
		qsort(contestants[i].times, (size_t)rounds, sizeof(double),
			compare_times);
		qsort(contestants[i].faults, (size_t)rounds, sizeof(long),
			compare_faults);
	}
	for (int i = 0; i < count; i++) {
		const struct contestant *it = &contestants[i];
		const struct contestant *base = &contestants[it->base];

		printf("%-14s %9.2f %8.2f %8.2f %7ld %7ld %7ld  %-12s",
			it->name, it->times[rounds / 2],
			it->times[rounds * 99 / 100], it->instructions / 1e6,
			it->faults[rounds / 2], it->kib, it->own, base->name);
		print_ratio(it->times[rounds / 2], base->times[rounds / 2]);
		print_ratio(it->instructions, base->instructions);
		putchar('\n');
	}
}

static int
find(const char *name)
{
	for (int i = 0; i < count; i++)
		if (strcmp(contestants[i].name, name) == 0)
			return i;
	errno = ENOENT;
	fail(name);
	return -1;
}

/* Takes a line of the plan. */
static void
enlist(char *line, const char *room, int rounds)
{
	struct contestant *it = &contestants[count++];
	char **words[] = { &it->name, &it->base_name, &it->program, &it->path,
		&it->type, &it->body };
	char *word = NULL;

	need(count <= CONTESTANTS, "too many contestants");
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		word = strtok(i == 0 ? line : NULL, " \n");
		*words[i] = word == NULL ? NULL : strdup(word);
		need(*words[i] != NULL, "a line of the plan");
	}
	describe(it, room);
	while ((word = strtok(NULL, " \n")) != NULL)
		set(&it->environment, "%s", word);
	it->times = calloc((size_t)rounds, sizeof(*it->times));
	it->faults = calloc((size_t)rounds, sizeof(*it->faults));
	need(it->times != NULL && it->faults != NULL, "calloc");
}

int
main(int argc, char **argv)
{
	int rounds = argc > 2 ? atoi(argv[2]) : 0;
	bool counted = argc == 3 && has_valgrind();
	char line[8 * PATH_MAX];

	if (rounds <= 0 || argc > 4) {
		fprintf(stderr, "usage: %s ROOM ROUNDS [uncounted] <PLAN\n",
			argv[0]);
		return 2;
	}
	while (fgets(line, sizeof(line), stdin) != NULL)
		enlist(line, argv[1], rounds);
	for (int i = 0; i < count; i++)
		contestants[i].base = find(contestants[i].base_name);
	race(rounds, counted);
	report(rounds);
	return EXIT_SUCCESS;
}
