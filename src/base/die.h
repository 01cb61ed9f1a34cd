/* The log, and the end of a request on which the program itself fails. */
#ifndef BASE_DIE_H
#define BASE_DIE_H

#include <stdbool.h>
#include <stdnoreturn.h>

/*
 * Sends log lines from now on to "stderr" (the default), "syslog" or the path
 * of a file, which is made with mode 0600; if the log can't be opened, lines go
 * on to stderr. The log is opened at once, because later the process may have
 * given up to open anything; the system's log is connected to once, and lines
 * are lost when the system's log restarts before the process ends.
 */
void log_open(const char *where);

/*
 * Has hear(context, line) called for each line from now on, before the line is
 * logged; NULL: no function is called.
 */
void log_listen(void (*hear)(void *context, const char *line), void *context);

/* Room for the mark of a request in lines of the log, with its NUL. */
enum { LOG_MARK = 72 };

/*
 * Has each line from now on begin with a copy of the mark, cut where there is
 * no room, and a blank; "": lines have no mark. The mark is printable ASCII.
 */
void log_mark(const char *mark);

/* Sets the program's name in lines of the log, "crm.cgi" by default. */
void log_name(const char *name);

/*
 * Logs one line, never waiting for a reader: a line that the log does not take
 * at once is lost. Control characters and bytes beyond ASCII become '?'. The
 * caller keeps personal data out of the line.
 */
void log_line(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Room for the id of an incident, with its NUL. */
enum { DIE_INCIDENT = 9 };

/*
 * Calls work(context). Returns true when the work is done, or false if it died;
 * incident is then the id that is in the log. Resources of the work are not
 * given back: an arena must know of them (arena_settle()). Works may nest.
 */
bool die_within(void (*work)(void *context), void *context,
	char incident[DIE_INCIDENT]);

/*
 * Ends the work at hand after a failure of the program: logs one line with an
 * incident id and leaves to the innermost die_within(); without one, the
 * process exits with status 1.
 */
noreturn void
die(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
