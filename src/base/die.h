/* The end of a request that met a defect of ours, and the log. */
#ifndef BASE_DIE_H
#define BASE_DIE_H

#include <stdbool.h>
#include <stdnoreturn.h>

/*
 * Where log lines go from now on: "stderr" (where they go before), "syslog" or
 * the path of a file, which is made with mode 0600; if it can't be opened,
 * they go on to stderr. It is opened at once, because later the process may
 * have given up to open anything; the system's log is connected to once, and
 * lines are lost when it begins anew before the process ends.
 */
void log_open(const char *where);

/*
 * Who hears the lines of the log from now on, besides it, with that context;
 * NULL: nobody does.
 */
void log_listen(void (*hear)(void *context, const char *line), void *context);

/* What lines of the log say who wrote them: "crm.cgi" unless it is called. */
void log_name(const char *name);

/*
 * Logs one line, never waiting for a reader: a line that the log does not take
 * at once is lost. Control characters and bytes
 * beyond ASCII become '?'. The caller sees to it that it holds nothing
 * personal.
 */
void log_line(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Room for the id of an incident, with its NUL. */
enum { DIE_INCIDENT = 9 };

/*
 * Calls work(context). Returns true when it is done; or false if it died, and
 * then incident is the id that is in the log. What the work held is left as it
 * was: it has to be within reach of an arena (arena_settle()). Works may nest.
 */
bool die_within(void (*work)(void *context), void *context,
	char incident[DIE_INCIDENT]);

/*
 * Ends the work at hand after a failure of our own: logs one line with an
 * incident id and leaves to the innermost die_within(); without one, it exits
 * with status 1.
 */
noreturn void
die(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
