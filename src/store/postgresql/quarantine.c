/* The tables of the quarantine, and of the texts that people were shown. */
#include "store/postgresql/quarantine.h"

#include <string.h>

#include "base/die.h"
#include "schema/record.h"

/* The bytes of requests that a transaction drops; the last may exceed them. */
enum { DROPPED_BYTES = 8 << 20 };

/*
 * A wording is seldom new: the number of one that is there is read without
 * waiting for anybody.
 */
int64_t
wording_number(struct postgresql *store, const char *text)
{
	struct parameters wanted = { .arena = store->arena };
	struct parameters row = { .arena = store->arena };
	int64_t number;

	put_text(&wanted, text);
	number = sql_number(store,
		"SELECT id FROM wording WHERE md5(text)=md5(?)", &wanted);
	if (number != 0)
		return number;
	put_number(&row,
		sql_number(store, "SELECT nextval('wording_number')", NULL));
	put_text(&row, text);
	sql_keep(store, "INSERT INTO wording VALUES(?,?)ON CONFLICT DO NOTHING",
		&row);
	return sql_number(store,
		"INSERT INTO wording VALUES(?,?)ON CONFLICT(md5(text))"
		"DO UPDATE SET text=excluded.text RETURNING id",
		&row);
}

/* Keeps the texts that were shown beside the fields. */
static void
add_wordings(
	struct postgresql *store, int64_t suspect, const char *const *wordings)
{
	for (size_t i = 0; i < store->schema->count; i++) {
		struct parameters row = { .arena = store->arena };

		if (wordings[i] == NULL)
			continue;
		put_number(&row, suspect);
		put_text(&row, store->schema->fields[i].name);
		put_number(&row, wording_number(store, wordings[i]));
		sql_tell(store, "INSERT INTO suspect_wording VALUES(?,?,?)",
			&row);
	}
}

/* Whether there is room for one more request; else gives up. */
static bool
has_room(struct postgresql *store, int64_t most)
{
	int64_t kept = sql_number(store, "SELECT count(*)FROM suspect", NULL);

	if (store->result == STORE_OK && kept == 0)
		log_line("a request was set aside as suspect: see crmctl(8)");
	if (store->result == STORE_OK && kept >= most)
		sql_give_up(store, STORE_UNAVAILABLE,
			arena_printf(store->arena,
				"%lld suspect requests were set aside",
				(long long)kept),
			"take them in or drop them with crmctl, or set"
			" spam-keep in crm.conf higher");
	return store->result == STORE_OK;
}

enum store_result
quarantine_put(struct store *base, const struct suspect *suspect, int64_t most)
{
	struct postgresql *store = postgresql_of(base);
	const struct origin *origin = &suspect->origin;
	struct parameters row = { .arena = store->arena };

	if (!has_room(store, most))
		return store->result;
	store->first =
		sql_number(store, "SELECT nextval('suspect_number')", NULL);
	put_number(&row, store->first);
	put_number(&row, origin->time);
	put_text(&row, suspect->reason);
	put_text(&row, origin->route);
	put_text(&row, suspect->language);
	put_bytes(&row, suspect->query.at, suspect->query.length);
	put_bytes(&row, suspect->type.at, suspect->type.length);
	put_bytes(&row, suspect->body.at, suspect->body.length);
	sql_tell(store, "INSERT INTO suspect VALUES(?,?,?,?,?,?,?,?)", &row);
	if (origin->wordings != NULL)
		add_wordings(store, store->first, origin->wordings);
	return store->result;
}

/* Reads the texts that were shown beside the fields. */
static const char *const *
read_wordings(struct postgresql *store, int64_t suspect)
{
	const struct schema *schema = store->schema;
	const char **wordings =
		arena_array(store->arena, schema->count, sizeof(*wordings));
	struct parameters wanted = { .arena = store->arena };
	struct rows rows;

	put_number(&wanted, suspect);
	rows = sql_ask(store,
		"SELECT purpose,text FROM suspect_wording"
		" JOIN wording ON id=wording WHERE suspect=?",
		&wanted);
	for (int i = 0; i < rows.count; i++) {
		const char *purpose = rows_string(store->arena, &rows, i, 0);
		int field = schema_find(schema, purpose, strlen(purpose));

		if (field >= 0)
			wordings[field] = rows_text(store->arena, &rows, i, 1);
	}
	sql_forget(store);
	return wordings;
}

static struct bytes
column_bytes(struct postgresql *store, const struct rows *rows, int column)
{
	struct bytes bytes;

	bytes.at = rows_bytes(store->arena, rows, 0, column, &bytes.length);
	return bytes;
}

enum store_result
quarantine_get(struct store *base, int64_t after, struct suspect *suspect)
{
	struct postgresql *store = postgresql_of(base);
	struct parameters wanted = { .arena = store->arena };
	struct rows rows;

	*suspect = (struct suspect){ 0 };
	put_number(&wanted, after);
	rows = sql_ask(store,
		"SELECT id,time,reason,route,language,query,type,body"
		" FROM suspect WHERE id>? ORDER BY 1 LIMIT 1",
		&wanted);
	if (rows.count == 0)
		return store->result;
	suspect->id = rows_number(&rows, 0, 0);
	suspect->origin.time = rows_number(&rows, 0, 1);
	suspect->reason = rows_text(store->arena, &rows, 0, 2);
	suspect->origin.route = rows_text(store->arena, &rows, 0, 3);
	suspect->language = rows_text(store->arena, &rows, 0, 4);
	suspect->query = column_bytes(store, &rows, 5);
	suspect->type = column_bytes(store, &rows, 6);
	suspect->body = column_bytes(store, &rows, 7);
	sql_forget(store);
	suspect->origin.wordings = read_wordings(store, suspect->id);
	return store->result;
}

enum store_result
quarantine_drop_one(struct store *base, int64_t id)
{
	struct postgresql *store = postgresql_of(base);
	struct parameters row = { .arena = store->arena };

	put_number(&row, id);
	sql_tell(store, "DELETE FROM suspect WHERE id=?", &row);
	return store->result;
}

/* The last id of as many requests as one transaction may drop, or 0. */
static int64_t
find_last(struct postgresql *store, const struct parameters *wanted)
{
	struct rows rows = sql_ask(store,
		"SELECT id,length(body)FROM suspect WHERE id>? AND id<=?"
		" ORDER BY 1 LIMIT 250",
		wanted);
	int64_t last = 0, bytes = 0;

	for (int i = 0; i < rows.count && bytes < DROPPED_BYTES; i++) {
		last = rows_number(&rows, i, 0);
		bytes += rows_number(&rows, i, 1);
	}
	sql_forget(store);
	return last;
}

enum store_result
quarantine_drop_some(
	struct store *base, int64_t after, int64_t to, int64_t *last)
{
	struct postgresql *store = postgresql_of(base);
	struct parameters wanted = { .arena = store->arena };
	struct parameters row = { .arena = store->arena };

	put_number(&wanted, after);
	put_number(&wanted, to);
	*last = find_last(store, &wanted);
	put_number(&row, after);
	put_number(&row, *last);
	sql_tell(store, "DELETE FROM suspect WHERE id>? AND id<=?", &row);
	return store->result;
}
