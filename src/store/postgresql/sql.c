/* Statements of the PostgreSQL store, and the meaning of their failures. */
#include "store/postgresql/sql.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/calendar.h"
#include "base/die.h"
#include "base/hex.h"
#include "base/text.h"

enum { ROW_MOST = 200 }; /* statements that are sent before their results */

/*
 * What the classes of SQLSTATE mean, the longer before the shorter. What is not
 * in this table is a defect.
 */
static const struct trouble {
	const char *state;
	enum store_result result;
	const char *remedy;
} troubles[] = {
	{ "25006", STORE_UNAVAILABLE,
		"name the server that can be written to" },
	{ "40", STORE_BUSY, "others changed the same rows" },
	{ "55P03", STORE_BUSY, "others kept rows locked" },
	{ "57014", STORE_BUSY, "the server ended what took too long" },
	{ "53", STORE_UNAVAILABLE, "give the server what it lacks" },
	{ "58", STORE_UNAVAILABLE, "see what the server logged" },
	{ "XX", STORE_UNAVAILABLE, "see what the server logged" },
	{ "28", STORE_UNAVAILABLE,
		"have pg_hba.conf let the role in, with its password" },
	{ "3D", STORE_UNAVAILABLE, "create the database" },
	{ "3F", STORE_UNAVAILABLE,
		"create the schema of its search path and let the role use"
		" it" },
	{ "42501", STORE_UNAVAILABLE,
		"grant the role the rights to its tables and to its schema" },
	{ "42P01", STORE_UNAVAILABLE, "restore its tables from a backup" },
};

static void
add(struct parameters *parameters, const char *value, size_t length, int format)
{
	const size_t count = (size_t)parameters->count++;

	parameters->values = arena_grow(parameters->arena, parameters->values,
		count, sizeof(*parameters->values));
	parameters->lengths = arena_grow(parameters->arena, parameters->lengths,
		count, sizeof(*parameters->lengths));
	parameters->formats = arena_grow(parameters->arena, parameters->formats,
		count, sizeof(*parameters->formats));
	parameters->values[count] = value;
	parameters->lengths[count] = (int)length;
	parameters->formats[count] = format;
}

void
put_number(struct parameters *parameters, int64_t number)
{
	add(parameters,
		arena_printf(parameters->arena, "%lld", (long long)number), 0,
		0);
}

void
put_text(struct parameters *parameters, const char *text)
{
	add(parameters, text, 0, 0);
}

void
put_bytes(struct parameters *parameters, const void *bytes, size_t length)
{
	add(parameters, bytes, length, 1);
}

void
put_key(struct parameters *parameters, int64_t key)
{
	if (key == 0)
		put_text(parameters, NULL);
	else
		put_number(parameters, key);
}

void
put_texts(struct parameters *parameters, const char *const *texts, size_t count)
{
	struct text array = { .arena = parameters->arena };

	text_putc(&array, '{');
	for (size_t i = 0; i < count; i++) {
		text_puts(&array, i == 0 ? "\"" : ",\"");
		for (const char *at = texts[i]; *at != '\0'; at++) {
			if (*at == '"' || *at == '\\')
				text_putc(&array, '\\');
			text_putc(&array, *at);
		}
		text_putc(&array, '"');
	}
	text_putc(&array, '}');
	put_text(parameters, array.bytes);
}

void
put_numbers(struct parameters *parameters, const int64_t *numbers, size_t count)
{
	struct text array = { .arena = parameters->arena };

	text_putc(&array, '{');
	for (size_t i = 0; i < count; i++)
		text_printf(&array, "%s%lld", i == 0 ? "" : ",",
			(long long)numbers[i]);
	text_putc(&array, '}');
	put_text(parameters, array.bytes);
}

int64_t
sql_deadline(const struct postgresql *store)
{
	return calendar_elapsed() + store->patience + ANSWER_TIME;
}

void
sql_give_up(struct postgresql *store, enum store_result result, const char *why,
	const char *remedy)
{
	if (!store->quiet)
		log_line("database: %s; %s", why, remedy);
	store->result = result;
}

void
sql_draw(struct postgresql *store, unsigned char *bytes, size_t count)
{
	memset(bytes, 0, count);
	if (getrandom(bytes, count, 0) != (ssize_t)count)
		sql_give_up(store, STORE_UNAVAILABLE,
			"the system has no random numbers", "see getrandom(2)");
}

/* Gives up after the server refused a statement, or dies of our defect. */
static void
take_refusal(struct postgresql *store)
{
	const struct link *link = store->link;

	for (size_t i = 0; i < sizeof(troubles) / sizeof(*troubles); i++)
		if (strncmp(link->state, troubles[i].state,
			    strlen(troubles[i].state)) == 0) {
			sql_give_up(store, troubles[i].result,
				arena_printf(store->arena, "%s (%s)", link->why,
					link->state),
				troubles[i].remedy);
			return;
		}
	die("database: SQLSTATE %s at %s", link->state, link->sql);
}

bool
sql_ended(struct postgresql *store, enum link_end end)
{
	const bool well = store->result == STORE_OK;

	if (well && end == LINK_REFUSED)
		take_refusal(store);
	else if (well && end != LINK_DONE)
		sql_give_up(store,
			end == LINK_LATE ? STORE_BUSY : STORE_UNAVAILABLE,
			store->link->why,
			"see that the server runs and can be reached");
	if (end == LINK_LATE || end == LINK_LOST)
		link_close(store->link);
	return store->result == STORE_OK;
}

/* A statement whose parameters are those. */
static struct statement
statement_of(const char *sql, const struct parameters *parameters)
{
	struct statement statement = { .sql = sql };

	if (parameters != NULL) {
		statement.values = parameters->values;
		statement.lengths = parameters->lengths;
		statement.formats = parameters->formats;
		statement.count = parameters->count;
	}
	return statement;
}

static void
send(struct postgresql *store, const struct statement *statement)
{
	if (store->result == STORE_OK && store->link->connection == NULL)
		store->result = STORE_UNAVAILABLE;
	if (store->result != STORE_OK)
		return;
	if (store->link->sent_count >= ROW_MOST && !sql_settle(store))
		return;
	link_send(store->link, statement);
}

/* A copy of an array that lives as long as the transaction. */
static const void *
kept(struct deeds *deeds, const void *array, int count, size_t size)
{
	return memcpy(arena_array(deeds->arena, (size_t)count, size), array,
		(size_t)count * size);
}

/* Adds to the transaction's deeds. */
static void
keep(struct postgresql *store, struct statement statement)
{
	struct deeds *deeds = store->deeds;
	const int count = statement.count;

	if (deeds == NULL || store->result != STORE_OK)
		return;
	if (count > 0) {
		statement.values = kept(deeds, statement.values, count,
			sizeof(*statement.values));
		statement.lengths = kept(deeds, statement.lengths, count,
			sizeof(*statement.lengths));
		statement.formats = kept(deeds, statement.formats, count,
			sizeof(*statement.formats));
	}
	deeds->statements = arena_grow(deeds->arena, deeds->statements,
		deeds->count, sizeof(*deeds->statements));
	deeds->statements[deeds->count++] = statement;
}

void
sql_tell(struct postgresql *store, const char *sql,
	const struct parameters *parameters)
{
	struct statement statement = statement_of(sql, parameters);

	keep(store, statement);
	send(store, &statement);
}

void
sql_must(struct postgresql *store, const char *sql,
	const struct parameters *parameters)
{
	struct statement statement = statement_of(sql, parameters);

	statement.must = true;
	keep(store, statement);
	send(store, &statement);
}

void
sql_keep(struct postgresql *store, const char *sql,
	const struct parameters *parameters)
{
	keep(store, statement_of(sql, parameters));
}

void
sql_send(struct postgresql *store, const char *sql,
	const struct parameters *parameters)
{
	struct statement statement = statement_of(sql, parameters);

	send(store, &statement);
}

void
sql_want(struct postgresql *store, const char *sql,
	const struct parameters *parameters)
{
	struct statement statement = statement_of(sql, parameters);

	statement.wanted = true;
	send(store, &statement);
}

bool
sql_settle(struct postgresql *store)
{
	return store->result == STORE_OK &&
	       sql_ended(store, link_settle(store->link, sql_deadline(store)));
}

struct rows
sql_rows(struct postgresql *store, size_t number)
{
	const struct link *link = store->link;
	struct rows rows = { .lib = link->lib };

	if (store->result != STORE_OK || number >= link->result_count)
		return rows;
	rows.result = link->results[number];
	rows.count = rows.lib->rows(rows.result);
	return rows;
}

void
sql_forget(struct postgresql *store)
{
	link_forget(store->link);
}

struct rows
sql_ask(struct postgresql *store, const char *sql,
	const struct parameters *parameters)
{
	size_t number = store->link->result_count;

	sql_want(store, sql, parameters);
	sql_settle(store);
	return sql_rows(store, number);
}

int64_t
sql_number(struct postgresql *store, const char *sql,
	const struct parameters *parameters)
{
	struct rows rows = sql_ask(store, sql, parameters);
	int64_t number = rows.count > 0 ? rows_number(&rows, 0, 0) : 0;

	sql_forget(store);
	return number;
}

bool
rows_null(const struct rows *rows, int row, int column)
{
	return rows->lib->is_null(rows->result, row, column) != 0;
}

int64_t
rows_number(const struct rows *rows, int row, int column)
{
	return strtoll(rows->lib->value(rows->result, row, column), NULL, 10);
}

const char *
rows_text(struct arena *arena, const struct rows *rows, int row, int column)
{
	const char *text = rows->lib->value(rows->result, row, column);

	return rows_null(rows, row, column)
		       ? NULL
		       : arena_copy(arena, text, strlen(text));
}

const char *
rows_string(struct arena *arena, const struct rows *rows, int row, int column)
{
	const char *text = rows_text(arena, rows, row, column);

	return text == NULL ? "" : text;
}

const char *
rows_bytes(struct arena *arena, const struct rows *rows, int row, int column,
	size_t *length)
{
	const char *hex = rows->lib->value(rows->result, row, column);
	char *bytes;

	/* "\x" and two digits for each byte */
	*length = *hex == '\0' ? 0 : strlen(hex) / 2 - 1;
	bytes = arena_alloc(arena, *length + 1);
	for (size_t i = 0; i < *length; i++)
		bytes[i] = (char)(hex_value(hex[2 * i + 2]) << 4 |
				  hex_value(hex[2 * i + 3]));
	return rows_null(rows, row, column) ? NULL : bytes;
}

bool
sql_begin(struct postgresql *store)
{
	if (store->link->begun || store->result != STORE_OK)
		return false;
	sql_send(
		store, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", NULL);
	store->link->begun = true;
	return true;
}

void
sql_end(struct postgresql *store, bool begun)
{
	if (!begun)
		return;
	sql_send(store, "COMMIT", NULL);
	if (sql_settle(store))
		store->link->begun = false;
	else
		link_roll_back(store->link);
}
