/* The tables of API keys and of the prints of their secrets. */
#include <string.h>

#include "base/arena.h"
#include "store/sqlite/sql.h"

#define COLUMNS                                                             \
	"SELECT \"id\",\"name\",\"scopes\",\"brands\",\"pos\",\"expires\"," \
	"\"created\",\"revoked\",\"used\" FROM \"api_key\" "

/*
 * The searches, each by a member of struct key_wanted. A print that is unknown
 * looks for a key too, which takes its time.
 */
static const char by_print[] =
	COLUMNS "WHERE \"id\"=coalesce((SELECT \"key\" FROM \"api_secret\""
		" WHERE \"print\"=?1 AND(\"until\" IS NULL OR \"until\">?2)),"
		"0)";
static const char by_visit[] =
	COLUMNS "WHERE \"id\"=coalesce((SELECT \"key\" FROM \"session\""
		" WHERE \"print\"=?1 AND \"until\">?2),0)";
static const char by_name[] = COLUMNS "WHERE \"name\"=?1 ORDER BY \"id\" DESC";
static const char by_id[] = COLUMNS "WHERE \"id\"=?1";
static const char all[] = COLUMNS "ORDER BY \"id\"";

/* Runs a statement that results in nothing. */
static void
run(struct sqlite *store, sqlite3_stmt *statement)
{
	sql_row(store, statement);
	sql_finish(store, statement);
}

/* The scopes of a key; a name that is no scope's allows nothing. */
static unsigned
read_scopes(struct sqlite *store, const char *names)
{
	unsigned scopes;

	if (names == NULL)
		return SCOPE_ALL;
	scopes_read(store->arena, names, &scopes);
	return scopes;
}

static void
read_key(struct sqlite *store, sqlite3_stmt *query, struct api_key *key)
{
	*key = (struct api_key){
		.id = sqlite3_column_int64(query, 0),
		.name = sql_text(store, query, 1),
		.scopes = read_scopes(store, sql_text(store, query, 2)),
		.bounds.brands = sql_text(store, query, 3),
		.bounds.pos = sql_text(store, query, 4),
		.expires = sql_text(store, query, 5),
		.created = sqlite3_column_int64(query, 6),
		.revoked = sqlite3_column_int64(query, 7),
		.used = sql_text(store, query, 8),
	};
}

/* The SELECT of a search, with its parameters. */
static sqlite3_stmt *
search(struct sqlite *store, const struct key_wanted *wanted, int64_t now)
{
	sqlite3_stmt *query =
		sql_prepare(store, wanted->print != NULL   ? by_print
				   : wanted->visit != NULL ? by_visit
				   : wanted->name != NULL  ? by_name
							   : by_id);
	const unsigned char *print =
		wanted->print != NULL ? wanted->print : wanted->visit;

	if (print != NULL) {
		sql_bind_print(store, query, 1, print);
		sql_bind_number(store, query, 2, now);
	} else if (wanted->name != NULL) {
		sql_bind_text(store, query, 1, wanted->name);
	} else {
		sql_bind_number(store, query, 1, wanted->id);
	}
	return query;
}

enum store_result
keys_find(struct store *base, const struct key_wanted *wanted, int64_t now,
	struct api_key *key)
{
	struct sqlite *store = sqlite_of(base);
	sqlite3_stmt *query = search(store, wanted, now);
	bool found = false;

	while (!found && sql_row(store, query)) {
		read_key(store, query, key);
		found = key_is_valid(key, now);
	}
	if (!found)
		*key = (struct api_key){ 0 };
	sql_finish(store, query);
	return store->result;
}

enum store_result
keys_list(struct store *base, struct api_key **keys, size_t *count)
{
	struct sqlite *store = sqlite_of(base);
	sqlite3_stmt *query = sql_prepare(store, all);

	*keys = NULL;
	for (*count = 0; sql_row(store, query); ++*count) {
		*keys = arena_grow(store->arena, *keys, *count, sizeof(**keys));
		read_key(store, query, &(*keys)[*count]);
	}
	sql_finish(store, query);
	return store->result;
}

/* Keeps a secret of a key. */
static void
add_secret(struct sqlite *store, int64_t id,
	const unsigned char print[SHA256_BYTES])
{
	sqlite3_stmt *insert = sql_prepare(store,
		"INSERT INTO \"api_secret\"(\"print\",\"key\")VALUES(?,?)");

	sql_bind_print(store, insert, 1, print);
	sql_bind_number(store, insert, 2, id);
	run(store, insert);
}

/* Keeps a key without a secret; returns the number. */
static int64_t
add_row(struct sqlite *store, const struct api_key *key, int64_t now)
{
	sqlite3_stmt *insert = sql_prepare(store,
		"INSERT INTO \"api_key\"(\"name\",\"scopes\",\"brands\","
		"\"pos\",\"expires\",\"created\")VALUES(?,?,?,?,?,?)");

	sql_bind_text(store, insert, 1, key->name);
	if (key->scopes != SCOPE_ALL)
		sql_bind_text(store, insert, 2,
			scopes_names(store->arena, key->scopes));
	sql_bind_text(store, insert, 3, key->bounds.brands);
	sql_bind_text(store, insert, 4, key->bounds.pos);
	sql_bind_text(store, insert, 5, key->expires);
	sql_bind_number(store, insert, 6, now);
	run(store, insert);
	return sqlite3_last_insert_rowid(store->db);
}

enum store_result
keys_add(struct store *base, const struct api_key *key,
	const unsigned char print[SHA256_BYTES], const struct deed *deed,
	int64_t *id)
{
	struct sqlite *store = sqlite_of(base);
	struct api_key namesake;

	*id = 0;
	keys_find(base, &(struct key_wanted){ .name = key->name }, deed->time,
		&namesake);
	if (store->result != STORE_OK || namesake.id != 0)
		return store->result;
	*id = add_row(store, key, deed->time);
	add_secret(store, *id, print);
	audit_note(store, deed, AUDIT_KEY_ADD, *id);
	return store->result;
}

enum store_result
keys_revoke(struct store *base, int64_t id, const struct deed *deed)
{
	struct sqlite *store = sqlite_of(base);
	sqlite3_stmt *update = sql_prepare(
		store, "UPDATE \"api_key\" SET \"revoked\"=?1 WHERE \"id\"=?2");
	sqlite3_stmt *delete = sql_prepare(
		store, "DELETE FROM \"api_secret\" WHERE \"key\"=?");

	sql_bind_number(store, update, 1, deed->time);
	sql_bind_number(store, update, 2, id);
	run(store, update);
	sql_bind_number(store, delete, 1, id);
	run(store, delete);
	audit_note(store, deed, AUDIT_KEY_REVOKE, id);
	return store->result;
}

/* Has the secrets of a key end, and forgets those that have ended. */
static void
end_secrets(struct sqlite *store, int64_t id, int64_t until, int64_t now)
{
	sqlite3_stmt *update = sql_prepare(store,
		"UPDATE \"api_secret\" SET \"until\"=?1"
		" WHERE \"key\"=?2 AND(\"until\" IS NULL OR \"until\">?1)");
	sqlite3_stmt *delete = sql_prepare(store,
		"DELETE FROM \"api_secret\" WHERE \"key\"=? AND \"until\"<=?");

	sql_bind_number(store, update, 1, until);
	sql_bind_number(store, update, 2, id);
	run(store, update);
	sql_bind_number(store, delete, 1, id);
	sql_bind_number(store, delete, 2, now);
	run(store, delete);
}

enum store_result
keys_rotate(struct store *base, int64_t id,
	const unsigned char print[SHA256_BYTES], int64_t until,
	const struct deed *deed)
{
	struct sqlite *store = sqlite_of(base);
	sqlite3_stmt *leave = sql_prepare(
		store, "DELETE FROM \"session\" WHERE \"key\"=?");

	sql_bind_number(store, leave, 1, id);
	run(store, leave);
	end_secrets(store, id, until, deed->time);
	add_secret(store, id, print);
	audit_note(store, deed, AUDIT_KEY_ROTATE, id);
	return store->result;
}

enum store_result
keys_note_use(struct store *base, int64_t id, const char *day)
{
	struct sqlite *store = sqlite_of(base);
	sqlite3_stmt *update = sql_prepare(
		store, "UPDATE \"api_key\" SET \"used\"=?1 WHERE \"id\"=?2");

	sql_bind_text(store, update, 1, day);
	sql_bind_number(store, update, 2, id);
	run(store, update);
	return store->result;
}

enum store_result
keys_add_visit(struct store *base, int64_t key,
	const unsigned char print[SHA256_BYTES], int64_t until, int64_t now)
{
	struct sqlite *store = sqlite_of(base);
	sqlite3_stmt *delete = sql_prepare(
		store, "DELETE FROM \"session\" WHERE \"until\"<=?");
	sqlite3_stmt *insert = sql_prepare(store,
		"INSERT INTO \"session\"(\"print\",\"key\",\"until\")"
		"VALUES(?,?,?)");

	sql_bind_number(store, delete, 1, now);
	run(store, delete);
	sql_bind_print(store, insert, 1, print);
	sql_bind_number(store, insert, 2, key);
	sql_bind_number(store, insert, 3, until);
	run(store, insert);
	return store->result;
}

enum store_result
keys_drop_visit(struct store *base, const unsigned char print[SHA256_BYTES])
{
	struct sqlite *store = sqlite_of(base);
	sqlite3_stmt *delete = sql_prepare(
		store, "DELETE FROM \"session\" WHERE \"print\"=?");

	sql_bind_print(store, delete, 1, print);
	run(store, delete);
	return store->result;
}
