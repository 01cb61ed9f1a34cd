/* The log, and the end of a request on which the program itself fails. */
#include "base/die.h"

#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "base/calendar.h"

/* A line this short reaches a pipe whole, and needs no memory. */
enum {
	LOG_LINE = 512,
	/* with the time and the program before the line */
	STAMPED = LOG_LINE + CALENDAR_ROOM + 32 + LOG_MARK
};

static int log_fd = STDERR_FILENO;
static int log_system; /* the kind of the socket to syslog; 0: none */
static const char *log_writer = "crm.cgi";
static char log_request[LOG_MARK]; /* the mark of lines, or "" */
static void (*listener)(void *context, const char *line);
static void *listener_context;

/* The way out of a work that dies, and the room for the incident's id. */
struct landing {
	jmp_buf place;
	char *incident;
};

static struct landing *landing; /* NULL: the process ends */

void
log_listen(void (*hear)(void *context, const char *line), void *context)
{
	listener = hear;
	listener_context = context;
}

void
log_name(const char *name)
{
	log_writer = name;
}

void
log_mark(const char *mark)
{
	snprintf(log_request, sizeof(log_request), "%s", mark);
}

/*
 * A socket of a kind, connected to the system's log; -1 if there can be none.
 * The process has a socket of its own because syslog(3) would open another
 * whenever a line does not go out.
 */
static int
connect_system(int kind)
{
	const struct sockaddr_un address = {
		.sun_family = AF_UNIX,
		.sun_path = _PATH_LOG,
	};
	int fd = socket(AF_UNIX, kind | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd < 0 || connect(fd, (const struct sockaddr *)&address,
			      sizeof(address)) == 0)
		return fd;
	close(fd);
	return -1;
}

/* Closes what was opened as the log before. */
static void
close_log(void)
{
	if (log_fd != STDERR_FILENO)
		close(log_fd);
	log_fd = STDERR_FILENO;
	log_system = 0;
}

/* The logs of most systems take datagrams, others a stream. */
static void
open_system(void)
{
	static const int kinds[] = { SOCK_DGRAM, SOCK_STREAM };

	tzset(); /* lines have local time when no file can be opened too */
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		int fd = connect_system(kinds[i]);

		if (fd < 0)
			continue;
		close_log();
		log_fd = fd;
		log_system = kinds[i];
		return;
	}
}

static void
open_file(const char *path)
{
	int fd = open(path,
		O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NOCTTY |
			O_NONBLOCK | O_CLOEXEC,
		0600);

	if (fd < 0)
		return;
	close_log();
	log_fd = fd;
}

void
log_open(const char *where)
{
	if (strcmp(where, "syslog") == 0)
		open_system();
	else if (strcmp(where, "stderr") != 0)
		open_file(where);
}

/* Keeps a line one line, and harmless to a terminal. */
static void
sanitize(char *line)
{
	for (; *line != '\0'; line++)
		if (*line < ' ' || *line > '~')
			*line = '?';
}

/* What stands between a mark and its line. */
static const char *
between(void)
{
	return *log_request == '\0' ? "" : " ";
}

/* Writes a line of a log file. Returns its length. */
static int
stamp_for_file(char stamped[STAMPED], const char *line)
{
	char now[CALENDAR_ROOM];

	calendar_put_instant(now, calendar_now(), "");
	return snprintf(stamped, STAMPED, "%s %s[%ld]: %s%s%s\n", now, log_writer,
		(long)getpid(), log_request, between(), line);
}

/*
 * Writes a line of the system's log (RFC 3164, without a host). Returns its
 * length, in a stream with the NUL behind the line.
 */
static int
stamp_for_system(char stamped[STAMPED], const char *line)
{
	char now[CALENDAR_ROOM] = "";
	time_t seconds = (time_t)calendar_now();
	struct tm here;

	if (localtime_r(&seconds, &here) != NULL)
		strftime(now, sizeof(now), "%b %e %H:%M:%S", &here);
	return snprintf(stamped, STAMPED, "<%d>%s %s[%ld]: %s%s%s",
		       LOG_DAEMON | LOG_WARNING, now, log_writer,
		       (long)getpid(), log_request, between(), line) +
	       (log_system == SOCK_STREAM);
}

static void
write_line(const char *line)
{
	char stamped[STAMPED];
	struct pollfd ready = { .fd = log_fd, .events = POLLOUT };
	int length = log_system == 0 ? stamp_for_file(stamped, line)
				     : stamp_for_system(stamped, line);

	if (poll(&ready, 1, 0) == 1 && (ready.revents & POLLOUT) != 0 &&
		write(log_fd, stamped, (size_t)length) < 0)
		return; /* a line that can't be kept is lost, by contract */
}

void
log_line(const char *format, ...)
{
	char line[LOG_LINE];
	va_list values;

	va_start(values, format);
	vsnprintf(line, sizeof(line), format, values);
	va_end(values);
	sanitize(line);
	if (listener != NULL)
		listener(listener_context, line);
	write_line(line);
}

bool
die_within(
	void (*work)(void *context), void *context, char incident[DIE_INCIDENT])
{
	struct landing *const outer = landing;
	struct landing own = { .incident = incident };

	landing = &own;
	if (setjmp(own.place) == 0) {
		work(context);
		landing = outer;
		return true;
	}
	landing = outer;
	return false;
}

void
die(const char *format, ...)
{
	uint32_t number = (uint32_t)getpid(); /* if no random bytes are there */
	ssize_t got = getrandom(&number, sizeof(number), GRND_NONBLOCK);
	char line[LOG_LINE], incident[DIE_INCIDENT];
	va_list values;

	va_start(values, format);
	vsnprintf(line, sizeof(line), format, values);
	va_end(values);
	(void)got;
	snprintf(incident, sizeof(incident), "%08" PRIx32, number);
	log_line("incident %s: %s", incident, line);
	if (landing == NULL)
		exit(EXIT_FAILURE);
	memcpy(landing->incident, incident, sizeof(incident));
	longjmp(landing->place, 1);
}
