/* The tables of the quarantine, and of the texts that people were shown. */
#include <string.h>

#include "base/arena.h"
#include "base/die.h"
#include "schema/record.h"
#include "store/sqlite/sql.h"

/* The bounds of a transaction that drops requests; the last may exceed them. */
enum { DROPPED_REQUESTS = 250, DROPPED_BYTES = 8 << 20 };

/* Copies a column that holds bytes, with a NUL behind them. */
static struct bytes
column_bytes(struct sqlite *store, sqlite3_stmt *query, int column)
{
	const char *bytes = sqlite3_column_blob(query, column);
	size_t length = (size_t)sqlite3_column_bytes(query, column);

	return (struct bytes){
		arena_copy(store->arena, bytes == NULL ? "" : bytes, length),
		length,
	};
}

static void
bind_bytes(struct sqlite *store, sqlite3_stmt *statement, int at,
	struct bytes bytes)
{
	sql_took(store, sqlite3_bind_blob64(statement, at, bytes.at,
				bytes.length, SQLITE_STATIC));
}

int64_t
wording_keep(struct sqlite *store, const char *text)
{
	sqlite3_stmt *insert =
		sql_prepare(store, "INSERT INTO \"wording\"(\"text\")VALUES(?1)"
				   " ON CONFLICT DO NOTHING");
	sqlite3_stmt *query = sql_prepare(
		store, "SELECT \"id\" FROM \"wording\" WHERE \"text\"=?1");
	int64_t id = 0;

	sql_bind_text(store, insert, 1, text);
	sql_row(store, insert);
	sql_bind_text(store, query, 1, text);
	if (sql_row(store, query))
		id = sqlite3_column_int64(query, 0);
	sql_finish(store, insert);
	sql_finish(store, query);
	return id;
}

/* Keeps the texts that were shown beside the fields. */
static void
add_wordings(struct sqlite *store, int64_t suspect, const char *const *wordings)
{
	for (size_t i = 0; i < store->schema->count; i++) {
		sqlite3_stmt *insert;

		if (wordings[i] == NULL)
			continue;
		insert = sql_prepare(
			store, "INSERT INTO \"suspect_wording\"VALUES(?,?,?)");
		sql_took(store, sqlite3_bind_int64(insert, 1, suspect));
		sql_bind_text(store, insert, 2, store->schema->fields[i].name);
		sql_took(store, sqlite3_bind_int64(insert, 3,
					wording_keep(store, wordings[i])));
		sql_row(store, insert);
		sql_finish(store, insert);
	}
}

/* Whether there is room for one more request; else gives up. */
static bool
has_room(struct sqlite *store, int64_t most)
{
	int64_t kept = sql_query(store, "SELECT count(*)FROM\"suspect\"");

	if (store->result == STORE_OK && kept == 0)
		log_line("a request was set aside as suspect: see crmctl(8)");
	if (store->result == STORE_OK && kept >= most)
		sql_refuse(store, STORE_UNAVAILABLE,
			arena_printf(store->arena,
				"%lld suspect requests were set aside",
				(long long)kept),
			"take them in or drop them with crmctl, or set"
			" spam-keep in crm.conf higher");
	return store->result == STORE_OK;
}

enum store_result
quarantine_add(struct store *base, const struct suspect *suspect, int64_t most)
{
	struct sqlite *store = sqlite_of(base);
	const struct origin *origin = &suspect->origin;
	sqlite3_stmt *insert;

	if (!has_room(store, most))
		return store->result;
	insert = sql_prepare(store,
		"INSERT INTO \"suspect\"(\"time\",\"reason\",\"route\","
		"\"language\",\"query\",\"type\",\"body\")"
		"VALUES(?,?,?,?,?,?,?)");
	sql_took(store, sqlite3_bind_int64(insert, 1, origin->time));
	sql_bind_text(store, insert, 2, suspect->reason);
	sql_bind_text(store, insert, 3, origin->route);
	sql_bind_text(store, insert, 4, suspect->language);
	bind_bytes(store, insert, 5, suspect->query);
	bind_bytes(store, insert, 6, suspect->type);
	bind_bytes(store, insert, 7, suspect->body);
	sql_row(store, insert);
	sql_finish(store, insert);
	store->first = sqlite3_last_insert_rowid(store->db);
	if (origin->wordings != NULL)
		add_wordings(store, store->first, origin->wordings);
	return store->result;
}

/* Reads the texts that were shown beside the fields. */
static const char *const *
read_wordings(struct sqlite *store, int64_t suspect)
{
	const struct schema *schema = store->schema;
	const char **wordings =
		arena_array(store->arena, schema->count, sizeof(*wordings));
	sqlite3_stmt *query = sql_prepare(store,
		"SELECT \"purpose\",\"text\" FROM \"suspect_wording\""
		" JOIN \"wording\" ON \"id\"=\"wording\" WHERE \"suspect\"=?");

	sql_took(store, sqlite3_bind_int64(query, 1, suspect));
	while (sql_row(store, query)) {
		const char *purpose = sql_text(store, query, 0);
		int field = schema_find(schema, purpose, strlen(purpose));

		if (field >= 0)
			wordings[field] = sql_text(store, query, 1);
	}
	sql_finish(store, query);
	return wordings;
}

/* Reads the first request of numbers from one to another, if there is one. */
static void
read_first(
	struct sqlite *store, int64_t from, int64_t to, struct suspect *suspect)
{
	sqlite3_stmt *query = sql_prepare(store,
		"SELECT \"id\",\"time\",\"reason\",\"route\",\"language\","
		"\"query\",\"type\",\"body\" FROM \"suspect\""
		" WHERE \"id\">=? AND \"id\"<=? ORDER BY 1 LIMIT 1");

	*suspect = (struct suspect){ 0 };
	sql_took(store, sqlite3_bind_int64(query, 1, from));
	sql_took(store, sqlite3_bind_int64(query, 2, to));
	if (sql_row(store, query)) {
		suspect->id = sqlite3_column_int64(query, 0);
		suspect->origin.time = sqlite3_column_int64(query, 1);
		suspect->reason = sql_text(store, query, 2);
		suspect->origin.route = sql_text(store, query, 3);
		suspect->language = sql_text(store, query, 4);
		suspect->query = column_bytes(store, query, 5);
		suspect->type = column_bytes(store, query, 6);
		suspect->body = column_bytes(store, query, 7);
		suspect->origin.wordings = read_wordings(store, suspect->id);
	}
	sql_finish(store, query);
}

/* Reads the next request whose pages are whole, number by number. */
static void
read_whole(struct sqlite *store, int64_t after, struct suspect *suspect)
{
	const int64_t last = sql_query(
		store, "SELECT seq FROM sqlite_sequence WHERE name='suspect'");

	*suspect = (struct suspect){ 0 };
	while (suspect->id == 0 && ++after <= last) {
		sql_bear(store);
		read_first(store, after, after, suspect);
		if (sql_bore(store, after))
			*suspect = (struct suspect){ 0 };
	}
}

enum store_result
quarantine_next(struct store *base, int64_t after, struct suspect *suspect)
{
	struct sqlite *store = sqlite_of(base);

	if (store->salvages)
		read_whole(store, after, suspect);
	else
		read_first(store, after + 1, INT64_MAX, suspect);
	return store->result;
}

enum store_result
quarantine_drop(struct store *base, int64_t id)
{
	struct sqlite *store = sqlite_of(base);

	sql_execute(store, arena_printf(store->arena,
				   "DELETE FROM \"suspect\" WHERE \"id\"=%lld",
				   (long long)id));
	return store->result;
}

/* The last id of as many requests as one transaction may drop, or 0. */
static int64_t
find_last(struct sqlite *store, int64_t after, int64_t to)
{
	sqlite3_stmt *query = sql_prepare(store,
		"SELECT \"id\",length(\"body\") FROM \"suspect\""
		" WHERE \"id\">? AND \"id\"<=? ORDER BY 1 LIMIT ?");
	int64_t last = 0, bytes = 0;

	sql_took(store, sqlite3_bind_int64(query, 1, after));
	sql_took(store, sqlite3_bind_int64(query, 2, to));
	sql_took(store, sqlite3_bind_int64(query, 3, DROPPED_REQUESTS));
	while (bytes < DROPPED_BYTES && sql_row(store, query)) {
		last = sqlite3_column_int64(query, 0);
		bytes += sqlite3_column_int64(query, 1);
	}
	sql_finish(store, query);
	return last;
}

enum store_result
quarantine_drop_many(
	struct store *base, int64_t after, int64_t to, int64_t *last)
{
	struct sqlite *store = sqlite_of(base);

	*last = find_last(store, after, to);
	sql_execute(store, arena_printf(store->arena,
				   "DELETE FROM \"suspect\""
				   " WHERE \"id\">%lld AND \"id\"<=%lld",
				   (long long)after, (long long)*last));
	return store->result;
}
