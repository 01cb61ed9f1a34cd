/* The versions of the database's tables, and the step from each to the next. */
#include <string.h>
#include <sys/random.h>

#include "base/arena.h"
#include "base/text.h"
#include "store/sqlite/card.h"
#include "store/sqlite/sql.h"
#include "store/sqlite/tables.h"

enum { APPLICATION = 0x43524d31 }; /* "CRM1", in the header of the file */

/*
 * The changes of each version. These texts never change, because there are
 * databases that were made by them. own makes tables that the program has for
 * itself, and is done to every database; fields changes tables that are made
 * from a schema, which a new database has in their last shape at once.
 */
static const struct step {
	const char *own;
	const char *fields;
} steps[] = {
	{
		/* requests that were done under a key, and their ids */
		.own = "CREATE TABLE \"idempotency\"(\n"
		       "\t\"key\" TEXT PRIMARY KEY"
		       " CHECK(length(\"key\") <= 255),\n"
		       "\t\"print\" BLOB NOT NULL"
		       " CHECK(length(\"print\") = 16),\n"
		       "\t\"first\" INTEGER NOT NULL,\n"
		       "\t\"count\" INTEGER NOT NULL CHECK(\"count\" >= 0),\n"
		       "\t\"time\" INTEGER NOT NULL\n"
		       ")STRICT,WITHOUT ROWID;\n"
		       "CREATE INDEX \"idempotency_time\""
		       " ON \"idempotency\"(\"time\");\n",
	},
	{
		/* the secret for signing, the words that count once, the texts
		   that were shown, and the quarantine */
		.own = "CREATE TABLE \"secret\"(\n"
		       "\t\"id\" INTEGER PRIMARY KEY CHECK(\"id\" = 1),\n"
		       "\t\"bytes\" BLOB NOT NULL"
		       " CHECK(length(\"bytes\") = 32)\n"
		       ")STRICT;\n"
		       "CREATE TABLE \"spent\"(\n"
		       "\t\"print\" BLOB PRIMARY KEY"
		       " CHECK(length(\"print\") = 32),\n"
		       "\t\"time\" INTEGER NOT NULL\n"
		       ")STRICT,WITHOUT ROWID;\n"
		       "CREATE TABLE \"wording\"(\n"
		       "\t\"id\" INTEGER PRIMARY KEY,\n"
		       "\t\"text\" TEXT NOT NULL UNIQUE"
		       " CHECK(\"text\" <> '')\n"
		       ")STRICT;\n"
		       "CREATE TABLE \"suspect\"(\n"
		       "\t\"id\" INTEGER PRIMARY KEY AUTOINCREMENT,\n"
		       "\t\"time\" INTEGER NOT NULL,\n"
		       "\t\"reason\" TEXT NOT NULL CHECK(\"reason\" <> ''),\n"
		       "\t\"route\" TEXT NOT NULL CHECK(\"route\" <> ''),\n"
		       "\t\"language\" TEXT NOT NULL,\n"
		       "\t\"query\" BLOB NOT NULL,\n"
		       "\t\"type\" BLOB NOT NULL,\n"
		       "\t\"body\" BLOB NOT NULL\n"
		       ")STRICT;\n"
		       "CREATE TABLE \"suspect_wording\"(\n"
		       "\t\"suspect\" INTEGER NOT NULL"
		       " REFERENCES \"suspect\"(\"id\") ON DELETE CASCADE,\n"
		       "\t\"purpose\" TEXT NOT NULL,\n"
		       "\t\"wording\" INTEGER NOT NULL"
		       " REFERENCES \"wording\"(\"id\"),\n"
		       "\tPRIMARY KEY(\"suspect\",\"purpose\")\n"
		       ")STRICT,WITHOUT ROWID;\n",
		.fields = "ALTER TABLE \"consent\" ADD COLUMN"
			  " \"wording\" INTEGER CHECK(\"wording\" >= 0)"
			  " REFERENCES \"wording\"(\"id\")",
	},
	{
		/* prints are SHA-256 from now on; the shorter ones stay. The
		   keys of pages have a tab; a client may have given a key of
		   the old shape, so such keys stay too */
		.own = "ALTER TABLE \"idempotency\" RENAME TO \"old\";\n"
		       "CREATE TABLE \"idempotency\"(\n"
		       "\t\"key\" TEXT PRIMARY KEY"
		       " CHECK(length(\"key\") <= 255),\n"
		       "\t\"print\" BLOB NOT NULL"
		       " CHECK(length(\"print\") IN (16,32)),\n"
		       "\t\"first\" INTEGER NOT NULL,\n"
		       "\t\"count\" INTEGER NOT NULL CHECK(\"count\" >= 0),\n"
		       "\t\"time\" INTEGER NOT NULL\n"
		       ")STRICT,WITHOUT ROWID;\n"
		       "INSERT INTO \"idempotency\" SELECT * FROM \"old\";\n"
		       "INSERT INTO \"idempotency\" SELECT"
		       " 'form'||char(9)||substr(\"key\",6),"
		       "\"print\",\"first\",\"count\",\"time\" FROM \"old\""
		       " WHERE \"key\" GLOB 'form *' AND length(\"key\") = 37"
		       " AND substr(\"key\",6) NOT GLOB '*[^0-9a-f]*';\n"
		       "DROP TABLE \"old\";\n"
		       "CREATE INDEX \"idempotency_time\""
		       " ON \"idempotency\"(\"time\");\n",
	},
	{
		.own = card_tables,
	},
};

enum { VERSION = sizeof(steps) / sizeof(*steps), CARDS = 4 };

static void
create_tables(struct sqlite *store)
{
	struct text sql = { .arena = store->arena };

	tables_create(&sql, store->schema);
	sql_execute(store, sql.bytes);
}

/* Gives the database the secret that it signs with, if it has none. */
static void
create_secret(struct sqlite *store)
{
	unsigned char secret[STORE_SECRET];
	sqlite3_stmt *insert = sql_prepare(store,
		"INSERT INTO \"secret\"(\"id\",\"bytes\")VALUES(1,?)"
		" ON CONFLICT DO NOTHING");

	if (getrandom(secret, sizeof(secret), 0) != sizeof(secret))
		sql_refuse(store, STORE_UNAVAILABLE,
			"the system has no random numbers for its secret",
			"see getrandom(2)");
	sql_took(store, sqlite3_bind_blob(insert, 1, secret, sizeof(secret),
				SQLITE_TRANSIENT));
	sql_row(store, insert);
	sqlite3_finalize(insert);
}

static void
migrate(struct sqlite *store, int64_t version)
{
	bool is_new = version == 0;

	if (is_new)
		create_tables(store);
	for (int64_t step = version; step < VERSION; step++) {
		sql_execute(store, steps[step].own);
		if (!is_new && steps[step].fields != NULL)
			sql_execute(store, steps[step].fields);
	}
	if (!is_new && version < CARDS)
		card_fill(store);
	create_secret(store);
	sql_execute(store,
		arena_printf(store->arena,
			"PRAGMA application_id=%d;PRAGMA user_version=%d",
			APPLICATION, VERSION));
}

/* Whether a database is one of this program, or still empty. */
static bool
is_ours(struct sqlite *store, int64_t application, int64_t version)
{
	if (application == 0 && version == 0)
		return sql_query(store, "SELECT count(*)FROM sqlite_schema") ==
		       0;
	return application == APPLICATION && version > 0;
}

void
migration_adopt(struct sqlite *store)
{
	int64_t application = sql_query(store, "PRAGMA application_id");
	int64_t version = sql_query(store, "PRAGMA user_version");

	if (!is_ours(store, application, version))
		sql_refuse(store, STORE_UNAVAILABLE,
			"it belongs to another program",
			"set database in crm.conf to another file");
	else if (version > VERSION)
		sql_refuse(store, STORE_UNAVAILABLE,
			"a newer version of this program made it",
			"install that version");
	else if (version < VERSION)
		migrate(store, version);
	store->is_new = version == 0;
}

bool
migration_is_current(struct sqlite *store)
{
	return sql_query(store, "PRAGMA application_id") == APPLICATION &&
	       sql_query(store, "PRAGMA user_version") == VERSION;
}

bool
migration_has_keys(struct sqlite *store)
{
	return sql_query(store, "PRAGMA application_id") == APPLICATION &&
	       sql_query(store, "PRAGMA user_version") <= VERSION;
}
