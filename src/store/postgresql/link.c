/* Links: connections to a PostgreSQL server, and statements sent in a row. */
#include "store/postgresql/link.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "base/die.h"
#include "base/text.h"

enum {
	NAMED = 250,          /* statements that are prepared, at most */
	OPTIONS = 64,         /* of a connection, more than libpq has */
	ROLLBACK_TIME = 1000, /* milliseconds */
	NAME_ROOM = 16        /* for the name of a statement */
};

/* A statement that the server has, or is asked to have, under a name. */
struct named {
	const char *sql;
	bool ready;
};

/* A place in the row of what was sent. */
struct sent {
	const char *sql;
	struct named *prepares; /* NULL: it is no preparation */
	bool wanted, must;
};

/* Options that are set unless the configuration sets them. */
static const struct {
	const char *keyword, *value;
} usual[] = {
	{ "client_encoding", "UTF8" },
	{ "application_name", "crm" },
	/* of several servers the one that can be written to */
	{ "target_session_attrs", "read-write" },
	{ "gssencmode", "disable" },
};

/* The value that an option has unless it is set; NULL: libpq knows it. */
static const char *
usual_value(const char *keyword)
{
	for (size_t i = 0; i < sizeof(usual) / sizeof(*usual); i++)
		if (strcmp(usual[i].keyword, keyword) == 0)
			return usual[i].value;
	return NULL;
}

/* The name of the user who runs this program, which libpq would look up. */
static const char *
find_user(struct arena *arena, const struct pqlib *lib)
{
	PQconninfoOption *all = lib->defaults(), *at = all;
	const char *user = NULL;

	for (; at != NULL && at->keyword != NULL; at++)
		if (strcmp(at->keyword, "user") == 0 && at->val != NULL)
			user = arena_printf(arena, "%s", at->val);
	lib->free_options(all);
	return user;
}

/* Copies the options that are set; *options goes. */
static void
copy_options(struct arena *arena, const struct pqlib *lib,
	PQconninfoOption *options, struct target *target)
{
	const char **keywords =
		arena_array(arena, OPTIONS + 1, sizeof(*keywords));
	const char **values = arena_array(arena, OPTIONS + 1, sizeof(*values));
	size_t count = 0;

	for (PQconninfoOption *at = options;
		at->keyword != NULL && count < OPTIONS; at++) {
		const char *value =
			at->val == NULL ? usual_value(at->keyword) : at->val;

		if (value == NULL && strcmp(at->keyword, "user") == 0)
			value = find_user(arena, lib);
		if (value == NULL)
			continue;
		keywords[count] = arena_printf(arena, "%s", at->keyword);
		values[count++] = arena_printf(arena, "%s", value);
	}
	lib->free_options(options);
	target->keywords = keywords;
	target->values = values;
}

const struct target *
target_read(struct arena *arena, const char *database)
{
	struct target *target = arena_alloc(arena, sizeof(*target));
	const struct pqlib *lib;
	const char *wrong = pqlib_try(&lib);
	PQconninfoOption *options = NULL;

	if (wrong == NULL) {
		options = lib->parse(database, NULL);
		wrong = "database in crm.conf is no connection string of"
			" PostgreSQL";
	}
	if (options == NULL) {
		log_line("database not opened: %s", wrong);
		return NULL;
	}
	copy_options(arena, lib, options, target);
	target->base.connects = true;
	return target;
}

/* Waits for the connection until the deadline; false: it passed. */
static bool
await(struct link *link, short events, int64_t deadline)
{
	struct pollfd fd = {
		.fd = link->lib->socket(link->connection),
		.events = events,
	};
	int64_t left = deadline - calendar_elapsed();

	return left > 0 &&
	       poll(&fd, 1, left > INT32_MAX ? INT32_MAX : (int)left) != 0;
}

/* Notes the first line of what libpq says. */
static void
say(struct link *link, const char *message)
{
	snprintf(link->why, sizeof(link->why), "%.*s",
		(int)strcspn(message, "\n"), message);
}

static enum link_end
lose(struct link *link)
{
	say(link, link->connection == NULL
			  ? "no memory for a connection"
			  : link->lib->message(link->connection));
	return LINK_LOST;
}

static enum link_end
be_late(struct link *link)
{
	say(link, "the server does not answer in time");
	return LINK_LATE;
}

/* Notes that the server warned: a commit may not be on the standby. */
static void
note(void *context, const PGresult *notice)
{
	struct link *link = context;
	const char *state = link->lib->field_of(notice, PG_DIAG_SQLSTATE);

	link->warned |= state != NULL && strncmp(state, "01", 2) == 0;
}

enum link_end
link_open(struct link *link, const struct target *target, int64_t deadline)
{
	PostgresPollingStatusType status = PGRES_POLLING_WRITING;

	pqlib_try(&link->lib);
	link->connection =
		link->lib->start(target->keywords, target->values, 0);
	if (link->connection == NULL ||
		link->lib->status(link->connection) == CONNECTION_BAD)
		return lose(link);
	do {
		if (!await(link,
			    status == PGRES_POLLING_READING ? POLLIN : POLLOUT,
			    deadline))
			return be_late(link);
		status = link->lib->poll(link->connection);
	} while (status == PGRES_POLLING_READING ||
		 status == PGRES_POLLING_WRITING);
	if (status != PGRES_POLLING_OK ||
		link->lib->set_nonblocking(link->connection, 1) != 0 ||
		link->lib->enter_pipeline(link->connection) == 0)
		return lose(link);
	link->lib->set_receiver(link->connection, note, link);
	return LINK_DONE;
}

void
link_look(struct link *link)
{
	struct pollfd fd = { .events = POLLIN };

	if (link->connection == NULL)
		return;
	fd.fd = link->lib->socket(link->connection);
	if (poll(&fd, 1, 0) != 0 &&
		(link->lib->consume(link->connection) == 0 ||
			link->lib->status(link->connection) != CONNECTION_OK))
		link_close(link);
}

void
link_close(struct link *link)
{
	link_forget(link);
	if (link->connection != NULL)
		link->lib->finish(link->connection);
	arena_free(&link->row);
	arena_free(&link->arena);
	*link = (struct link){ .lasts = link->lasts };
}

/* The statement as PostgreSQL reads it, with $1 for the first ?. */
static const char *
translate(struct arena *arena, const char *sql)
{
	struct text out = { .arena = arena };
	int count = 0;

	for (; *sql != '\0'; sql++)
		if (*sql == '?')
			text_printf(&out, "$%d", ++count);
		else
			text_putc(&out, *sql);
	return out.bytes;
}

/* Puts into the row what is being sent. */
static void
put(struct link *link, const struct statement *statement,
	struct named *prepares)
{
	link->sent = arena_grow(
		&link->row, link->sent, link->sent_count, sizeof(*link->sent));
	link->sent[link->sent_count++] = (struct sent){
		.sql = arena_printf(
			&link->row, "%.*s", LINK_SQL, statement->sql),
		.prepares = prepares,
		.wanted = prepares == NULL && statement->wanted,
		.must = prepares == NULL && statement->must,
	};
}

/* The number of a statement's name, NAMED if it gets none. */
static size_t
find_name(struct link *link, const struct statement *statement)
{
	const char *sql = statement->sql;
	size_t i = 0;

	if (!link->lasts || statement->once)
		return NAMED;
	while (i < link->named_count && link->named[i].sql != sql &&
		strcmp(link->named[i].sql, sql) != 0)
		i++;
	if (i < link->named_count || i == NAMED)
		return i;
	if (link->named == NULL)
		link->named =
			arena_array(&link->arena, NAMED, sizeof(*link->named));
	link->named[i].sql = arena_printf(&link->arena, "%s", sql);
	link->named_count++;
	return i;
}

void
link_send(struct link *link, const struct statement *statement)
{
	size_t number = find_name(link, statement);
	char name[NAME_ROOM];

	if (number == NAMED) {
		put(link, statement, NULL);
		link->lib->send(link->connection,
			translate(&link->row, statement->sql), statement->count,
			NULL, statement->values, statement->lengths,
			statement->formats, 0);
		return;
	}
	snprintf(name, sizeof(name), "s%zu", number);
	if (!link->named[number].ready) {
		put(link, statement, &link->named[number]);
		link->named[number].ready = true;
		link->lib->send_prepare(link->connection, name,
			translate(&link->row, statement->sql), 0, NULL);
	}
	put(link, statement, NULL);
	link->lib->send_prepared(link->connection, name, statement->count,
		statement->values, statement->lengths, statement->formats, 0);
}

/* Has all that was sent leave, and waits until a result is there. */
static enum link_end
await_result(struct link *link, int64_t deadline)
{
	int left;

	while ((left = link->lib->flush(link->connection)) != 0 ||
		link->lib->is_busy(link->connection) != 0) {
		if (!await(link, left == 0 ? POLLIN : POLLIN | POLLOUT,
			    deadline))
			return be_late(link);
		if (link->lib->consume(link->connection) == 0)
			return lose(link);
	}
	return LINK_DONE;
}

/* Notes why the server refused a statement. */
static enum link_end
refuse(struct link *link, const struct sent *sent, const char *state,
	const char *why)
{
	link->state[0] = '\0';
	strncat(link->state, state == NULL ? "" : state, LINK_STATE - 1);
	say(link, why == NULL ? "" : why);
	snprintf(link->sql, sizeof(link->sql), "%s", sent->sql);
	return strncmp(link->state, "57P", 3) == 0 ||
			       strncmp(link->state, "08", 2) == 0
		       ? LINK_LOST
		       : LINK_REFUSED;
}

/* Takes a result of a statement. */
static enum link_end
take(struct link *link, struct sent *sent, PGresult *result)
{
	const struct pqlib *lib = link->lib;
	ExecStatusType status = lib->status_of(result);
	enum link_end end = LINK_DONE;

	if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
		if (sent->prepares != NULL)
			sent->prepares->ready = false;
		if (status != PGRES_PIPELINE_ABORTED)
			end = refuse(link, sent,
				lib->field_of(result, PG_DIAG_SQLSTATE),
				lib->field_of(result, PG_DIAG_MESSAGE_PRIMARY));
	} else if (sent->must && strcmp(lib->affected(result), "0") == 0) {
		end = refuse(link, sent, "40001", "a row was changed");
	}
	link->tag[0] = '\0';
	strncat(link->tag, lib->tag_of(result), sizeof(link->tag) - 1);
	if (status == PGRES_TUPLES_OK && sent->wanted &&
		link->result_count < LINK_RESULTS)
		link->results[link->result_count++] = result;
	else
		lib->clear(result);
	return end;
}

/* Takes the results of the row, and the end of the row. */
static enum link_end
take_all(struct link *link, int64_t deadline)
{
	struct sent behind = { .sql = "" };
	enum link_end end = LINK_DONE, more;

	while (link->at <= link->sent_count) {
		PGresult *result;

		more = await_result(link, deadline);
		if (more != LINK_DONE)
			return more;
		result = link->lib->next(link->connection);
		if (result == NULL) {
			link->at++;
			continue;
		}
		if (link->lib->status_of(result) == PGRES_PIPELINE_SYNC) {
			link->lib->clear(result);
			return end;
		}
		more = take(link,
			link->at < link->sent_count ? &link->sent[link->at]
						    : &behind,
			result);
		if (end == LINK_DONE)
			end = more;
	}
	return lose(link);
}

enum link_end
link_settle(struct link *link, int64_t deadline)
{
	enum link_end end;

	if (link->connection == NULL)
		return LINK_LOST;
	end = link->lib->sync(link->connection) == 0 ? lose(link)
						     : take_all(link, deadline);
	arena_free(&link->row);
	link->sent = NULL;
	link->sent_count = link->at = 0;
	return end;
}

void
link_forget(struct link *link)
{
	while (link->result_count > 0)
		link->lib->clear(link->results[--link->result_count]);
}

void
link_roll_back(struct link *link)
{
	const struct statement statement = { .sql = "ROLLBACK" };

	link_forget(link);
	if (link->connection == NULL || !link->begun)
		return;
	link->begun = false;
	/* what was sent meanwhile ends first */
	if (link->sent_count > 0)
		link_settle(link, calendar_elapsed() + ROLLBACK_TIME);
	link_forget(link);
	link_send(link, &statement);
	if (link_settle(link, calendar_elapsed() + ROLLBACK_TIME) != LINK_DONE)
		link_close(link);
}
