/* Transactions that write: begun with a key, and done once whatever happens. */
#include "store/postgresql/transaction.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "base/die.h"
#include "base/hex.h"
#include "store/postgresql/migration.h"

enum {
	DRAWN_BYTES = 16, /* of a key for a request without one */
	DRAWN_OWNER = -1, /* which no API key has */
	PAUSE = 20        /* milliseconds between two tries to connect */
};

bool
transaction_ready(struct postgresql *store)
{
	struct link *link = store->link;

	if (store->result != STORE_OK)
		return false;
	if (link->connection == NULL &&
		!sql_ended(store,
			link_open(link, store->target, sql_deadline(store))))
		return false;
	if (!link->checked)
		migration_run(store);
	link->checked = store->result == STORE_OK;
	return link->checked;
}

/* Sends what a transaction begins with; locks are waited for so long. */
static void
send_begin(struct link *link, int64_t patience)
{
	char sql[64];
	struct statement begin = { .sql = "BEGIN" },
			 wait = { .sql = sql, .once = true };

	snprintf(sql, sizeof(sql), "SET LOCAL lock_timeout=%lld",
		(long long)(patience > 0 ? patience : 1));
	link_send(link, &begin);
	link_send(link, &wait);
}

bool
transaction_begin(struct postgresql *store)
{
	struct link *link = store->link;

	link_look(link);
	if (!transaction_ready(store))
		return false;
	send_begin(link, store->patience);
	link->begun = true;
	return true;
}

void
transaction_take_key(struct postgresql *store)
{
	const struct idempotency *idempotency = store->idempotency;
	struct parameters key = { .arena = store->arena };
	struct rows rows;
	enum link_end end;

	if (idempotency == NULL || store->result != STORE_OK)
		return;
	put_number(&key, idempotency->owner);
	put_text(&key, idempotency->key);
	put_bytes(&key, idempotency->print, SHA256_BYTES);
	put_number(&key, idempotency->time);
	put_number(&key, idempotency->time - STORE_REMEMBERS);
	sql_want(store,
		"INSERT INTO idempotency AS k"
		"(owner,key,print,first,count,version,time)"
		"VALUES(?,?,?,0,0,0,?)ON CONFLICT(owner,key)DO UPDATE SET"
		" print=excluded.print,first=0,count=0,version=0,"
		"time=excluded.time WHERE k.time<=? RETURNING 1",
		&key);
	end = link_settle(store->link, sql_deadline(store));
	if (end == LINK_LATE ||
		(end == LINK_REFUSED &&
			strcmp(store->link->state, "55P03") == 0)) {
		store->result = STORE_AT_WORK;
		return;
	}
	if (!sql_ended(store, end))
		return;
	rows = sql_rows(store, 0);
	store->known = rows.count == 0;
	sql_forget(store);
}

/* The key of the request, or one that is drawn for it. */
static struct keeping
key_of(struct postgresql *store)
{
	const struct idempotency *idempotency = store->idempotency;
	unsigned char bytes[DRAWN_BYTES];
	struct keeping key = {
		.first = store->first,
		.count = (int64_t)store->count,
		.version = store->version,
		.known = store->known,
	};
	char *drawn;

	if (idempotency != NULL) {
		key.key = idempotency->key;
		key.owner = idempotency->owner;
		key.time = idempotency->time;
		memcpy(key.print, idempotency->print, SHA256_BYTES);
		return key;
	}
	sql_draw(store, bytes, sizeof(bytes));
	drawn = arena_alloc(store->deeds->arena, 2 * DRAWN_BYTES + 1);
	hex_put(drawn, bytes, sizeof(bytes));
	key.key = drawn;
	key.owner = DRAWN_OWNER;
	key.time = calendar_now();
	return key;
}

/* The parameters of a statement that writes all of a key's row. */
static struct parameters
row_of(struct arena *arena, const struct keeping *key)
{
	struct parameters row = { .arena = arena };

	put_number(&row, key->owner);
	put_text(&row, key->key);
	put_bytes(&row, key->print, SHA256_BYTES);
	put_number(&row, key->first);
	put_number(&row, key->count);
	put_number(&row, key->version);
	put_number(&row, key->time);
	return row;
}

static const char insert_key[] =
	"INSERT INTO idempotency(owner,key,print,first,count,version,time)"
	"VALUES(?,?,?,?,?,?,?)";

/* Writes the row of a key that is kept again: its commit has to be durable. */
static const char touch_key[] =
	"UPDATE idempotency SET time=time WHERE owner=? AND key=?"
	" AND print=? AND first=? AND count=? AND version=?";

static const char touch_known[] =
	"UPDATE idempotency SET time=time WHERE owner=? AND key=?";

static void
put_id(struct parameters *parameters, const struct keeping *key)
{
	put_number(parameters, key->owner);
	put_text(parameters, key->key);
}

/*
 * Forgets keys that are old enough when a client's key comes, or else those
 * that were drawn; but none that another process forgets.
 */
static void
forget_keys(struct postgresql *store, const struct keeping *key)
{
	struct parameters row = { .arena = store->arena };

	put_number(&row, key->time - STORE_REMEMBERS);
	put_number(&row, key->owner == DRAWN_OWNER ? DRAWN_OWNER : INT64_MAX);
	sql_send(store,
		"DELETE FROM idempotency WHERE ctid=ANY(ARRAY(SELECT ctid"
		" FROM idempotency WHERE time<=? AND owner<=? LIMIT 100"
		" FOR UPDATE SKIP LOCKED))",
		&row);
}

void
transaction_keep_key(struct postgresql *store)
{
	struct deeds *deeds = store->deeds;
	struct parameters row = { .arena = store->arena };
	struct keeping key;

	/* what did nothing need not be told from what was done */
	if (store->result != STORE_OK ||
		(store->idempotency == NULL &&
			deeds->count == store->deeds_before))
		return;
	key = key_of(store);
	forget_keys(store, &key);
	deeds->keys = arena_grow(deeds->arena, deeds->keys, deeds->key_count,
		sizeof(*deeds->keys));
	deeds->keys[deeds->key_count++] = key;
	if (store->idempotency == NULL) {
		row = row_of(store->arena, &key);
		sql_send(store, insert_key, &row);
	} else if (key.known) {
		put_id(&row, &key);
		sql_send(store, touch_known, &row);
	} else {
		put_number(&row, key.first);
		put_number(&row, key.count);
		put_number(&row, key.version);
		put_id(&row, &key);
		sql_send(store,
			"UPDATE idempotency SET first=?,count=?,version=?"
			" WHERE owner=? AND key=?",
			&row);
	}
}

/* Ends the transaction; LINK_DONE only if it is durable for certain. */
static enum link_end
end_transaction(struct link *link, int64_t deadline)
{
	const struct statement commit = { .sql = "COMMIT" };
	enum link_end end;

	link->warned = false;
	link_send(link, &commit);
	end = link_settle(link, deadline);
	link->begun = end == LINK_REFUSED;
	if (end == LINK_DONE &&
		(link->warned || strcmp(link->tag, "COMMIT") != 0))
		end = LINK_LOST;
	return end;
}

/* Touches the keys of a transaction that had been done. */
static enum link_end
touch(struct postgresql *store, const struct deeds *deeds, int64_t deadline)
{
	struct link *link = store->link;

	link_roll_back(link);
	if (link->connection == NULL)
		return LINK_LOST;
	send_begin(link, store->patience);
	link->begun = true;
	for (size_t i = 0; i < deeds->key_count; i++) {
		const struct keeping *key = &deeds->keys[i];
		struct parameters row = row_of(store->arena, key);
		struct statement statement = {
			.sql = touch_key,
			.values = row.values,
			.lengths = row.lengths,
			.formats = row.formats,
			.count = row.count - 1,
			.must = true,
		};

		link_send(link, &statement);
	}
	return end_transaction(link, deadline);
}

/* Does a transaction again, and the keys first. */
static enum link_end
redo(struct postgresql *store, const struct deeds *deeds, int64_t deadline)
{
	struct link *link = store->link;
	enum link_end end = LINK_DONE;

	send_begin(link, store->patience);
	link->begun = true;
	for (size_t i = 0; i < deeds->key_count; i++) {
		struct parameters row = row_of(store->arena, &deeds->keys[i]);
		struct statement statement = {
			.sql = insert_key,
			.values = row.values,
			.lengths = row.lengths,
			.formats = row.formats,
			.count = row.count,
		};

		if (deeds->keys[i].known) {
			statement.sql = touch_known;
			statement.count = 2;
		}
		link_send(link, &statement);
	}
	for (size_t i = 0; i < deeds->count && end == LINK_DONE; i++) {
		link_send(link, &deeds->statements[i]);
		if (i % 100 == 99)
			end = link_settle(link, deadline);
	}
	if (end == LINK_DONE)
		end = end_transaction(link, deadline);
	if (end == LINK_REFUSED && strcmp(link->state, "23505") == 0)
		end = touch(store, deeds, deadline);
	return end;
}

/* Finds a server that can be written to, and does the transaction there. */
static enum link_end
resolve(struct postgresql *store, const struct deeds *deeds)
{
	const int64_t deadline = sql_deadline(store);
	struct link *link = store->link;
	enum link_end end = LINK_LOST;

	for (;;) {
		link_close(link);
		end = link_open(link, store->target, deadline);
		if (end == LINK_DONE)
			end = redo(store, deeds, deadline);
		if ((end != LINK_LOST && end != LINK_LATE) ||
			calendar_elapsed() + PAUSE >= deadline)
			return end;
		poll(NULL, 0, PAUSE);
	}
}

void
transaction_commit(struct postgresql *store, const struct deeds *deeds)
{
	struct link *link = store->link;
	enum link_end end;

	if (store->result != STORE_OK)
		return;
	end = end_transaction(link, sql_deadline(store));
	if (end == LINK_REFUSED || end == LINK_DONE) {
		sql_ended(store, end);
		return;
	}
	log_line("database: a commit is in doubt (%s)", link->why);
	end = resolve(store, deeds);
	if (end == LINK_DONE) {
		log_line("database: what was in doubt is done");
		return;
	}
	sql_give_up(store, STORE_IN_DOUBT,
		arena_printf(store->arena, "still in doubt (%s)", link->why),
		"what the request was about may have been stored, and a retry"
		" under its Idempotency-Key tells");
	link_close(link);
}
