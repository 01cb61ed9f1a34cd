/* The end of a request that met a defect of ours, and the log. */
#include "base/die.h"

#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "base/calendar.h"

/* A line this short reaches a pipe whole, and needs no memory. */
enum { LOG_LINE = 512 };

static int log_fd = STDERR_FILENO;
static bool log_to_system;
static const char *log_writer = "crm.cgi";
static void (*listener)(const char *line);
static bool (*last_words)(const char *incident);

void
log_listen(void (*hear)(const char *line))
{
	listener = hear;
}

void
log_name(const char *name)
{
	log_writer = name;
}

void
log_open(const char *where)
{
	int fd;

	if (strcmp(where, "stderr") == 0)
		return;
	log_to_system = strcmp(where, "syslog") == 0;
	if (log_to_system) {
		tzset(); /* syslog() tells the hour, when files are closed */
		openlog(log_writer, LOG_PID | LOG_NDELAY, LOG_DAEMON);
		return;
	}
	fd = open(where,
		O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NOCTTY |
			O_NONBLOCK | O_CLOEXEC,
		0600);
	if (fd >= 0)
		log_fd = fd;
}

/* Keeps a line one line, and harmless to a terminal. */
static void
sanitize(char *line)
{
	for (; *line != '\0'; line++)
		if (*line < ' ' || *line > '~')
			*line = '?';
}

static void
write_line(const char *line)
{
	char stamped[LOG_LINE + CALENDAR_ROOM + 32];
	char now[CALENDAR_ROOM];
	struct pollfd ready = { .fd = log_fd, .events = POLLOUT };
	int length;

	calendar_put_instant(now, calendar_now(), "");
	length = snprintf(stamped, sizeof(stamped), "%s %s[%ld]: %s\n", now,
		log_writer, (long)getpid(), line);
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
		listener(line);
	if (log_to_system)
		syslog(LOG_WARNING, "%s", line);
	else
		write_line(line);
}

void
die_last_words(bool (*speak)(const char *incident))
{
	last_words = speak;
}

void
die(const char *format, ...)
{
	bool (*speak)(const char *) = last_words;
	uint32_t number = (uint32_t)getpid(); /* if nothing better is there */
	ssize_t got = getrandom(&number, sizeof(number), GRND_NONBLOCK);
	char line[LOG_LINE], incident[2 * sizeof(number) + 1];
	va_list values;

	last_words = NULL;
	va_start(values, format);
	vsnprintf(line, sizeof(line), format, values);
	va_end(values);
	(void)got;
	snprintf(incident, sizeof(incident), "%08" PRIx32, number);
	log_line("incident %s: %s", incident, line);
	exit(speak != NULL && speak(incident) ? EXIT_SUCCESS : EXIT_FAILURE);
}
