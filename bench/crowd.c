/* A crowd of writers at one database: is anybody lost, refused, or starved? */
#include <fcntl.h>
#include <limits.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "store/sqlite/writelock.h"

enum {
	WRITERS = 32,
	ROUNDS = 5,      /* in each, every way has its turn */
	REQUESTS = 640,  /* in a round, unless told otherwise */
	PATIENCE = 5000, /* milliseconds; the program's lock-timeout */
	FAIR = 10        /* the p99 is below so many medians */
};

static const char body[] =
	"{\"privacyPolicyAcceptanceStorage\":true,"
	"\"canBeContactedByMaison\":true,\"clientType\":\"COMPANY\","
	"\"companyName\":\"Example Ltd.\",\"countryId\":\"it\","
	"\"posCode\":\"P1\",\"brand\":\"CAR\",\"emails\":["
	"{\"email\":\"ada@example.com\",\"isMainEmail\":true},"
	"{\"email\":\"bob@example.it\",\"isMainEmail\":false}],\"phones\":["
	"{\"phone\":\"0612345678\",\"countryPrefix\":\"it\","
	"\"isMainPhone\":true},"
	"{\"phone\":\"0612345679\",\"countryPrefix\":\"it\","
	"\"isMainPhone\":false}],\"addresses\":["
	"{\"addressType\":\"Home\",\"countryId\":\"it\",\"houseNumber\":\"5\","
	"\"city\":\"Milano\",\"zipCode\":\"20121\",\"street\":\"Via Roma\","
	"\"isMainAddress\":true}],\"events\":["
	"{\"eventType\":\"Birthday\",\"eventDate\":\"2020-12-30\"}],"
	"\"interests\":[{\"interest\":\"Watches\",\"sapInterestId\":\"W1\"}],"
	"\"hobbies\":[{\"hobby\":\"Art\",\"sapHobbyId\":\"A1\"}]}";

/* What the program makes of the body. */
static const char insert[] =
	"PRAGMA foreign_keys=ON;PRAGMA temp_store=MEMORY;"
	"PRAGMA synchronous=EXTRA;BEGIN IMMEDIATE;PRAGMA journal_mode=TRUNCATE;"
	"INSERT INTO customer(created,route,format,"
	"privacyPolicyAcceptanceStorage,canBeContactedByMaison,clientType,"
	"companyName,countryId,posCode,brand,contactByEmailFlag,"
	"contactByMailFlag,contactByPhoneFlag,contactBySMSFlag,"
	"contactBySocialMediaFlag,dataSharingConsent)"
	"VALUES('2020-12-30T10:11:12Z','/customer','json',1,1,'COMPANY',"
	"'Example Ltd.','it','P1','CAR',0,0,0,0,0,0);"
	"INSERT INTO email(customer,position,email,isMainEmail)"
	"VALUES(last_insert_rowid(),0,'ada@example.com',1),"
	"(last_insert_rowid(),1,'bob@example.it',0);"
	"INSERT INTO phone(customer,position,phone,countryPrefix,isMainPhone)"
	"VALUES(last_insert_rowid(),0,'0612345678','it',1),"
	"(last_insert_rowid(),1,'0612345679','it',0);"
	"INSERT INTO address(customer,position,addressType,countryId,"
	"houseNumber,city,zipCode,street,isMainAddress)"
	"VALUES(last_insert_rowid(),0,'Home','it','5','Milano','20121',"
	"'Via Roma',1);"
	"INSERT INTO event(customer,position,eventType,eventDate)"
	"VALUES(last_insert_rowid(),0,'Birthday','2020-12-30');"
	"INSERT INTO interest(customer,position,interest,sapInterestId)"
	"VALUES(last_insert_rowid(),0,'Watches','W1');"
	"INSERT INTO hobby(customer,position,hobby,sapHobbyId)"
	"VALUES(last_insert_rowid(),0,'Art','A1');"
	"INSERT INTO consent(customer,purpose,granted,\"when\",source)"
	"SELECT last_insert_rowid(),column1,column2,'2020-12-30T10:11:12Z',"
	"'/customer'FROM(VALUES('privacyPolicyAcceptanceStorage',1),"
	"('canBeContactedByMaison',1),('contactByEmailFlag',0),"
	"('contactByMailFlag',0),('contactByPhoneFlag',0),"
	"('contactBySMSFlag',0),('contactBySocialMediaFlag',0),"
	"('dataSharingConsent',0));"
	"COMMIT";

/* How many of the ids that were answered are customers with all their rows. */
static const char kept[] =
	"SELECT count(*)FROM answered JOIN customer USING(id)WHERE 8="
	"(SELECT count(*)FROM email WHERE customer=id)+"
	"(SELECT count(*)FROM phone WHERE customer=id)+"
	"(SELECT count(*)FROM address WHERE customer=id)+"
	"(SELECT count(*)FROM event WHERE customer=id)+"
	"(SELECT count(*)FROM interest WHERE customer=id)+"
	"(SELECT count(*)FROM hobby WHERE customer=id)";

struct way;
static void run_program(const struct way *way);
static void pass_gate(const struct way *way);
static void insert_bare(const struct way *way);

struct answer {
	double time;  /* milliseconds until its process has ended */
	long long id; /* 0: it failed */
};

/* A way to serve a request, in a process that has it as a CGI program would. */
static struct way {
	const char *name;
	const char *config, *database;
	void (*serve)(const struct way *way);
	bool fair;              /* it promises that nobody starves or fails */
	double duration;        /* milliseconds, of all its rounds */
	struct answer *answers; /* by number of the request */
	int lost, failed;
	double rate, median, p99, most;
} ways[] = {
	{
		.name = "the program",
		.config = "program.conf",
		.database = "program.db",
		.serve = run_program,
		.fair = true,
	},
	{
		.name = "gate, bare SQLite",
		.config = "gate.conf",
		.database = "gate.db",
		.serve = pass_gate,
		.fair = true,
	},
	{
		.name = "bare SQLite's own waiting",
		.config = "bare.conf",
		.database = "bare.db",
		.serve = insert_bare,
	},
};

enum { WAYS = sizeof(ways) / sizeof(*ways) };

static char program[PATH_MAX];

/* The number of the next request, which the writers share. */
static atomic_int *next;

static void
need(bool good, const char *what)
{
	if (good)
		return;
	fprintf(stderr, "%s failed\n", what);
	exit(EXIT_FAILURE);
}

static double
milliseconds(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static void
run_program(const struct way *way)
{
	char config[PATH_MAX], length[40];
	char *const environment[] = { "GATEWAY_INTERFACE=CGI/1.1",
		"SERVER_PROTOCOL=HTTP/1.1", "REQUEST_METHOD=POST",
		"SCRIPT_NAME=", "PATH_INFO=/customer",
		"CONTENT_TYPE=application/json", length, config, NULL };

	snprintf(length, sizeof(length), "CONTENT_LENGTH=%zu", strlen(body));
	snprintf(config, sizeof(config), "CRM_CONFIG=%s", way->config);
	execve(program, (char *[]){ program, NULL }, environment);
	_exit(EXIT_FAILURE);
}

static void
insert_bare(const struct way *way)
{
	sqlite3 *db;

	if (sqlite3_open(way->database, &db) != SQLITE_OK)
		_exit(EXIT_FAILURE);
	sqlite3_busy_timeout(db, PATIENCE);
	if (sqlite3_exec(db, insert, NULL, NULL, NULL) != SQLITE_OK)
		_exit(EXIT_FAILURE);
	printf("{\"boosterCustomerId\":%lld}",
		(long long)sqlite3_last_insert_rowid(db));
	sqlite3_close(db);
}

static void
pass_gate(const struct way *way)
{
	struct arena arena = { 0 };
	int writelock = writelock_open(&arena, way->database);

	if (writelock_take(writelock, WRITELOCK_WRITE,
		    calendar_elapsed() + PATIENCE) != WRITELOCK_TAKEN)
		_exit(EXIT_FAILURE);
	insert_bare(way);
	close(writelock);
}

/* Becomes the process that serves a request. */
static void
serve(const struct way *way, int out)
{
	int in = open("body", O_RDONLY);

	if (dup2(in, STDIN_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0)
		_exit(EXIT_FAILURE);
	close(in);
	close(out);
	way->serve(way);
	_exit(fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
}

/* Reads an answer to its end. Returns the id in it, 0 if there is none. */
static long long
read_id(int in)
{
	static const char name[] = "\"boosterCustomerId\":";
	char text[4096];
	size_t length = 0;
	ssize_t got;
	const char *id;

	while ((got = read(in, text + length, sizeof(text) - 1 - length)) > 0)
		length += (size_t)got;
	text[length] = '\0';
	id = strstr(text, name);
	return id == NULL ? 0 : atoll(id + strlen(name));
}

static struct answer
request(const struct way *way)
{
	struct answer answer = { .time = milliseconds() };
	int answers[2], status;
	pid_t pid;

	need(pipe2(answers, O_CLOEXEC) == 0, "pipe");
	pid = fork();
	need(pid >= 0, "fork");
	if (pid == 0)
		serve(way, answers[1]);
	close(answers[1]);
	answer.id = read_id(answers[0]);
	close(answers[0]);
	need(waitpid(pid, &status, 0) == pid, "waitpid");
	if (status != 0)
		answer.id = 0;
	answer.time = milliseconds() - answer.time;
	return answer;
}

/* Makes requests up to that number, whichever no other writer makes. */
static void
write_on(const struct way *way, int end)
{
	for (int i; (i = atomic_fetch_add(next, 1)) < end;)
		way->answers[i] = request(way);
	_exit(EXIT_SUCCESS);
}

/* Sends the crowd, which makes the requests between those numbers. */
static void
send_crowd(struct way *way, int begin, int end)
{
	double start = milliseconds();
	int status;

	atomic_store(next, begin);
	for (int i = 0; i < WRITERS; i++) {
		pid_t pid = fork();

		need(pid >= 0, "fork");
		if (pid == 0)
			write_on(way, end);
	}
	for (int i = 0; i < WRITERS; i++)
		need(wait(&status) > 0 && status == 0, "writer");
	way->duration += milliseconds() - start;
}

static void
write_file(const char *name, const char *text)
{
	FILE *file = fopen(name, "w");

	need(file != NULL && fputs(text, file) >= 0 && fclose(file) == 0, name);
}

/* Has the program make the database of a way. */
static void
make_database(struct way *way)
{
	struct way maker = *way;
	char text[PATH_MAX];

	snprintf(text, sizeof(text), "database: %s\n", way->database);
	write_file(way->config, text);
	maker.serve = run_program;
	need(request(&maker).id == 1, program);
}

/* How many customers were answered and are not there. */
static int
count_lost(const struct way *way, int count)
{
	sqlite3 *db;
	sqlite3_stmt *query;
	int lost = 0;

	need(sqlite3_open(way->database, &db) == SQLITE_OK &&
			sqlite3_exec(db,
				"PRAGMA temp_store=MEMORY;CREATE TEMP TABLE"
				" answered(id INTEGER PRIMARY KEY)",
				NULL, NULL, NULL) == SQLITE_OK &&
			sqlite3_prepare_v2(db,
				"INSERT OR IGNORE INTO answered VALUES(?)", -1,
				&query, NULL) == SQLITE_OK,
		way->database);
	for (int i = 0; i < count; i++) {
		if (way->answers[i].id == 0)
			continue;
		lost++;
		sqlite3_bind_int64(query, 1, way->answers[i].id);
		sqlite3_step(query);
		sqlite3_reset(query);
	}
	sqlite3_finalize(query);
	need(sqlite3_prepare_v2(db, kept, -1, &query, NULL) == SQLITE_OK &&
			sqlite3_step(query) == SQLITE_ROW,
		way->database);
	lost -= sqlite3_column_int(query, 0);
	sqlite3_finalize(query);
	sqlite3_close(db);
	return lost;
}

static int
compare(const void *a, const void *b)
{
	double x = ((const struct answer *)a)->time;
	double y = ((const struct answer *)b)->time;

	return (x > y) - (x < y);
}

static void
measure(struct way *way, int count)
{
	way->lost = count_lost(way, count);
	for (int i = 0; i < count; i++)
		way->failed += way->answers[i].id == 0;
	qsort(way->answers, (size_t)count, sizeof(*way->answers), compare);
	way->rate = count * 1e3 / way->duration;
	way->median = way->answers[count / 2].time;
	way->p99 = way->answers[count * 99 / 100].time;
	way->most = way->answers[count - 1].time;
}

/* Prints how a way did, and beside it how that is to another's. */
static void
report(const struct way *way, const struct way *other)
{
	printf("%-26s %4d %6d %8.0f %7.1f %7.1f %7.1f %10.1f %6.2f %6.2f\n",
		way->name, way->lost, way->failed, way->rate, way->median,
		way->p99, way->most, way->p99 / way->median,
		way->rate / other->rate, way->p99 / other->p99);
}

static bool
keeps_promises(const struct way *way)
{
	return way->lost == 0 &&
	       (!way->fair ||
		       (way->failed == 0 && way->p99 < FAIR * way->median));
}

/* Memory that stays one when processes part. */
static void *
share(size_t size)
{
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	need(memory != MAP_FAILED, "mmap");
	return memory;
}

static void
prepare(int count)
{
	write_file("body", body);
	next = share(sizeof(*next));
	for (int i = 0; i < WAYS; i++) {
		ways[i].answers = share((size_t)count * sizeof(struct answer));
		make_database(&ways[i]);
	}
}

static void
clear(void)
{
	static const char *const suffixes[] = { "", "-journal", "-lock" };
	enum { SUFFIXES = sizeof(suffixes) / sizeof(*suffixes) };
	char name[PATH_MAX];

	unlink("body");
	for (int i = 0; i < WAYS; i++) {
		unlink(ways[i].config);
		for (int j = 0; j < SUFFIXES; j++) {
			snprintf(name, sizeof(name), "%s%s", ways[i].database,
				suffixes[j]);
			unlink(name);
		}
	}
}

int
main(int argc, char **argv)
{
	int requests = argc == 4 ? atoi(argv[3]) : REQUESTS;
	char folder[] = "crowd.XXXXXX";
	bool good = true;

	if (argc < 3 || requests <= 0 || realpath(argv[1], program) == NULL ||
		chdir(argv[2]) != 0 || mkdtemp(folder) == NULL ||
		chdir(folder) != 0) {
		fprintf(stderr, "usage: %s PROGRAM FOLDER [REQUESTS]\n",
			argv[0]);
		return EXIT_FAILURE;
	}
	prepare(requests * ROUNDS);
	for (int i = 0; i < ROUNDS * WAYS; i++)
		send_crowd(&ways[i % WAYS], i / WAYS * requests,
			(i / WAYS + 1) * requests);
	for (int i = 0; i < WAYS; i++)
		measure(&ways[i], requests * ROUNDS);
	printf("%d writers, %d customers each way; milliseconds, and ratios to"
	       " the last\n\n",
		WRITERS, requests * ROUNDS);
	printf("%-26s %4s %6s %8s %7s %7s %7s %10s %6s %6s\n", "", "lost",
		"failed", "a second", "median", "p99", "max", "p99/median",
		"rate", "p99");
	for (int i = 0; i < WAYS; i++) {
		report(&ways[i], &ways[WAYS - 1]);
		good &= keeps_promises(&ways[i]);
	}
	clear();
	return !good || chdir("..") != 0 || rmdir(folder) != 0;
}
