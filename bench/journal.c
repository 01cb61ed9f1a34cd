/* What each journal mode costs a program that is started for every request. */
#include <signal.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { REQUESTS = 480, ROWS = 8, CROWD = 8 };

static const struct mode {
	const char *name;
	const char *pragmas;
	bool held; /* another process keeps the database open */
} modes[] = {
	{ "DELETE, EXTRA",
		"PRAGMA journal_mode=DELETE;PRAGMA synchronous=EXTRA", false },
	{ "TRUNCATE, FULL",
		"PRAGMA journal_mode=TRUNCATE;PRAGMA synchronous=FULL", false },
	{ "PERSIST, EXTRA",
		"PRAGMA journal_mode=PERSIST;PRAGMA synchronous=EXTRA", false },
	{ "WAL, FULL", "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL",
		false },
	{ "WAL, FULL, held open",
		"PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL", true },
};

static const char file[] = "journal.db";

static void
run(sqlite3 *db, const char *sql)
{
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK)
		return;
	fprintf(stderr, "%s: %s\n", sql, sqlite3_errmsg(db));
	_exit(EXIT_FAILURE);
}

static sqlite3 *
open_in(const struct mode *mode)
{
	sqlite3 *db;

	if (sqlite3_open(file, &db) != SQLITE_OK)
		_exit(EXIT_FAILURE);
	sqlite3_busy_timeout(db, 60000);
	run(db, mode->pragmas);
	return db;
}

static void
create(const struct mode *mode)
{
	sqlite3 *db = open_in(mode);

	run(db, "CREATE TABLE customer(id INTEGER PRIMARY KEY AUTOINCREMENT,"
		"text TEXT)STRICT;"
		"CREATE TABLE item(customer INTEGER,position INTEGER,"
		"text TEXT,PRIMARY KEY(customer,position))"
		"STRICT,WITHOUT ROWID");
	sqlite3_close(db);
}

/* Stores a customer and what hangs on it. */
static void
request(const struct mode *mode)
{
	sqlite3 *db = open_in(mode);

	run(db, "BEGIN IMMEDIATE;"
		"INSERT INTO customer(text)VALUES(hex(randomblob(200)))");
	for (int i = 0; i < ROWS; i++)
		run(db, "INSERT INTO item SELECT max(id),abs(random()),"
			"hex(randomblob(20))FROM customer");
	run(db, "COMMIT");
	sqlite3_close(db);
}

static void
hold(const struct mode *mode)
{
	run(open_in(mode), "SELECT count(*)FROM customer");
	pause();
}

/* Does the work in a process of its own. */
static pid_t
start(void (*work)(const struct mode *mode), const struct mode *mode)
{
	pid_t pid = fork();

	if (pid != 0)
		return pid;
	work(mode);
	_exit(EXIT_SUCCESS);
}

static void
finish(pid_t pid)
{
	int status;

	if (waitpid(pid, &status, 0) != pid || status != 0)
		exit(EXIT_FAILURE);
}

static double
milliseconds(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Prints how long requests take when crowd clients make one after another. */
static void
measure(const struct mode *mode, double *times, int crowd)
{
	pid_t clients[CROWD];
	double begin = milliseconds();

	for (int i = 0; i < crowd; i++) {
		clients[i] = fork();
		if (clients[i] != 0)
			continue;
		for (int j = i; j < REQUESTS; j += crowd) {
			times[j] = milliseconds();
			finish(start(request, mode));
			times[j] = milliseconds() - times[j];
		}
		_exit(EXIT_SUCCESS);
	}
	for (int i = 0; i < crowd; i++)
		finish(clients[i]);
	begin = milliseconds() - begin;
	qsort(times, REQUESTS, sizeof(*times), compare);
	printf(" %8.2f %8.2f %8.0f", times[REQUESTS / 2],
		times[REQUESTS * 99 / 100], REQUESTS * 1e3 / begin);
	fflush(stdout);
}

int
main(int argc, char **argv)
{
	double *times = mmap(NULL, REQUESTS * sizeof(*times),
		PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	char folder[] = "journal.XXXXXX";

	if (argc != 2 || chdir(argv[1]) != 0 || times == MAP_FAILED ||
		mkdtemp(folder) == NULL || chdir(folder) != 0) {
		fprintf(stderr, "usage: %s FOLDER\n", argv[0]);
		return EXIT_FAILURE;
	}
	printf("%-22s%27s%27s\n%-22s", "", "one client", "eight clients", "");
	for (int i = 0; i < 2; i++)
		printf(" %8s %8s %8s", "median", "p99", "a second");
	for (size_t i = 0; i < sizeof(modes) / sizeof(*modes); i++) {
		pid_t holder = 0;

		finish(start(create, &modes[i]));
		if (modes[i].held)
			holder = start(hold, &modes[i]);
		printf("\n%-22s", modes[i].name);
		measure(&modes[i], times, 1);
		measure(&modes[i], times, CROWD);
		if (holder != 0)
			kill(holder, SIGKILL);
		unlink("journal.db");
		unlink("journal.db-journal");
		unlink("journal.db-wal");
		unlink("journal.db-shm");
	}
	putchar('\n');
	return chdir("..") != 0 || rmdir(folder) != 0;
}
