/* The tables of API keys and of the prints of their secrets. */
#include "store/postgresql/keys.h"

#include <string.h>

#include "store/postgresql/audit.h"

#define COLUMNS                                                         \
	"SELECT id,name,scopes,brands,pos,expires,created,revoked,used" \
	" FROM api_key "

/* The searches, each by a member of struct key_wanted. */
static const char by_print[] =
	COLUMNS "WHERE id=coalesce((SELECT key FROM api_secret WHERE print=?"
		" AND(until IS NULL OR until>?)),0)";
static const char by_visit[] =
	COLUMNS "WHERE id=coalesce((SELECT key FROM session WHERE print=?"
		" AND until>?),0)";
static const char by_name[] = COLUMNS "WHERE name=? ORDER BY id DESC";
static const char by_id[] = COLUMNS "WHERE id=?";

/* The scopes of a key; a name that is no scope's allows nothing. */
static unsigned
read_scopes(struct arena *arena, const char *names)
{
	unsigned scopes;

	if (names == NULL)
		return SCOPE_ALL;
	scopes_read(arena, names, &scopes);
	return scopes;
}

static struct api_key
key_of(struct arena *arena, const struct rows *rows, int row)
{
	return (struct api_key){
		.id = rows_number(rows, row, 0),
		.name = rows_text(arena, rows, row, 1),
		.scopes = read_scopes(arena, rows_text(arena, rows, row, 2)),
		.bounds.brands = rows_text(arena, rows, row, 3),
		.bounds.pos = rows_text(arena, rows, row, 4),
		.expires = rows_text(arena, rows, row, 5),
		.created = rows_number(rows, row, 6),
		.revoked = rows_number(rows, row, 7),
		.used = rows_text(arena, rows, row, 8),
	};
}

/* Asks for the keys that may be the one that is wanted. */
static struct rows
search(struct postgresql *store, const struct key_wanted *wanted, int64_t now)
{
	struct parameters parameters = { .arena = store->arena };
	const unsigned char *print =
		wanted->print != NULL ? wanted->print : wanted->visit;

	if (print != NULL) {
		put_bytes(&parameters, print, SHA256_BYTES);
		put_number(&parameters, now);
		return sql_ask(store,
			wanted->print != NULL ? by_print : by_visit,
			&parameters);
	}
	if (wanted->name != NULL) {
		put_text(&parameters, wanted->name);
		return sql_ask(store, by_name, &parameters);
	}
	put_number(&parameters, wanted->id);
	return sql_ask(store, by_id, &parameters);
}

enum store_result
key_find(struct store *base, const struct key_wanted *wanted, int64_t now,
	struct api_key *key)
{
	struct postgresql *store = postgresql_of(base);
	struct rows rows = search(store, wanted, now);
	bool found = false;

	for (int i = 0; i < rows.count && !found; i++) {
		*key = key_of(store->arena, &rows, i);
		found = key_is_valid(key, now);
	}
	if (!found)
		*key = (struct api_key){ 0 };
	sql_forget(store);
	return store->result;
}

enum store_result
key_list(struct store *base, struct api_key **keys, size_t *count)
{
	struct postgresql *store = postgresql_of(base);
	struct rows rows = sql_ask(store, COLUMNS "ORDER BY id", NULL);

	*count = (size_t)rows.count;
	*keys = arena_array(store->arena, *count + 1, sizeof(**keys));
	for (int i = 0; i < rows.count; i++)
		(*keys)[i] = key_of(store->arena, &rows, i);
	sql_forget(store);
	return store->result;
}

/* Keeps a secret of a key. */
static void
add_secret(struct postgresql *store, int64_t id,
	const unsigned char print[SHA256_BYTES])
{
	struct parameters row = { .arena = store->arena };

	put_bytes(&row, print, SHA256_BYTES);
	put_number(&row, id);
	sql_tell(store, "INSERT INTO api_secret(print,key)VALUES(?,?)", &row);
}

/* Keeps a key without a secret; returns the number. */
static int64_t
add_row(struct postgresql *store, const struct api_key *key, int64_t now)
{
	struct parameters row = { .arena = store->arena };
	int64_t id =
		sql_number(store, "SELECT nextval('api_key_number')", NULL);

	put_number(&row, id);
	put_text(&row, key->name);
	put_text(&row, key->scopes == SCOPE_ALL
			       ? NULL
			       : scopes_names(store->arena, key->scopes));
	put_text(&row, key->bounds.brands);
	put_text(&row, key->bounds.pos);
	put_text(&row, key->expires);
	put_number(&row, now);
	sql_tell(store,
		"INSERT INTO api_key(id,name,scopes,brands,pos,expires,created)"
		"VALUES(?,?,?,?,?,?,?)",
		&row);
	return id;
}

/* Keys are added one after the other, so that no two get one name. */
enum store_result
key_add(struct store *base, const struct api_key *key,
	const unsigned char print[SHA256_BYTES], const struct deed *deed,
	int64_t *id)
{
	struct postgresql *store = postgresql_of(base);
	struct api_key namesake;

	*id = 0;
	sql_send(store, "SELECT 1 FROM program FOR UPDATE", NULL);
	key_find(base, &(struct key_wanted){ .name = key->name }, deed->time,
		&namesake);
	if (store->result != STORE_OK || namesake.id != 0)
		return store->result;
	*id = add_row(store, key, deed->time);
	add_secret(store, *id, print);
	deed_note(store, deed, AUDIT_KEY_ADD, *id);
	return store->result;
}

enum store_result
key_revoke(struct store *base, int64_t id, const struct deed *deed)
{
	struct postgresql *store = postgresql_of(base);
	struct parameters update = { .arena = store->arena };
	struct parameters drop = { .arena = store->arena };

	put_number(&update, deed->time);
	put_number(&update, id);
	sql_tell(store, "UPDATE api_key SET revoked=? WHERE id=?", &update);
	put_number(&drop, id);
	sql_tell(store, "DELETE FROM api_secret WHERE key=?", &drop);
	deed_note(store, deed, AUDIT_KEY_REVOKE, id);
	return store->result;
}

/* Has the secrets of a key end, and forgets those that have ended. */
static void
end_secrets(struct postgresql *store, int64_t id, int64_t until, int64_t now)
{
	struct parameters update = { .arena = store->arena };
	struct parameters drop = { .arena = store->arena };

	put_number(&update, until);
	put_number(&update, id);
	put_number(&update, until);
	sql_tell(store,
		"UPDATE api_secret SET until=? WHERE key=?"
		" AND(until IS NULL OR until>?)",
		&update);
	put_number(&drop, id);
	put_number(&drop, now);
	sql_tell(store, "DELETE FROM api_secret WHERE key=? AND until<=?",
		&drop);
}

enum store_result
key_rotate(struct store *base, int64_t id,
	const unsigned char print[SHA256_BYTES], int64_t until,
	const struct deed *deed)
{
	struct postgresql *store = postgresql_of(base);
	struct parameters leave = { .arena = store->arena };

	put_number(&leave, id);
	sql_tell(store, "DELETE FROM session WHERE key=?", &leave);
	end_secrets(store, id, until, deed->time);
	add_secret(store, id, print);
	deed_note(store, deed, AUDIT_KEY_ROTATE, id);
	return store->result;
}

enum store_result
key_note_use(struct store *base, int64_t id, const char *day)
{
	struct postgresql *store = postgresql_of(base);
	struct parameters update = { .arena = store->arena };

	put_text(&update, day);
	put_number(&update, id);
	sql_tell(store, "UPDATE api_key SET used=? WHERE id=?", &update);
	return store->result;
}

enum store_result
key_add_visit(struct store *base, int64_t key,
	const unsigned char print[SHA256_BYTES], int64_t until, int64_t now)
{
	struct postgresql *store = postgresql_of(base);
	struct parameters drop = { .arena = store->arena };
	struct parameters row = { .arena = store->arena };

	put_number(&drop, now);
	sql_tell(store, "DELETE FROM session WHERE until<=?", &drop);
	put_bytes(&row, print, SHA256_BYTES);
	put_number(&row, key);
	put_number(&row, until);
	sql_tell(store, "INSERT INTO session(print,key,until)VALUES(?,?,?)",
		&row);
	return store->result;
}

enum store_result
key_drop_visit(struct store *base, const unsigned char print[SHA256_BYTES])
{
	struct postgresql *store = postgresql_of(base);
	struct parameters drop = { .arena = store->arena };

	put_bytes(&drop, print, SHA256_BYTES);
	sql_tell(store, "DELETE FROM session WHERE print=?", &drop);
	return store->result;
}
