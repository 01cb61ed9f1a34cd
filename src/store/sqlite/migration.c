/* The versions of the database's tables, and the step from each to the next. */
#include <string.h>
#include <sys/random.h>

#include "base/arena.h"
#include "base/text.h"
#include "store/sqlite/card.h"
#include "store/sqlite/look.h"
#include "store/sqlite/scrub.h"
#include "store/sqlite/sql.h"
#include "store/tables.h"
#include "store/sqlite/task.h"

enum { APPLICATION = 0x43524d31 }; /* "CRM1", in the header of the file */

/* The changes of customers, and what the members were before. */
static const char changes[] =
	"CREATE TABLE \"change\"(\n"
	"\t\"sequence\" INTEGER PRIMARY KEY,\n"
	"\t\"record\" INTEGER NOT NULL,\n"
	"\t\"version\" INTEGER NOT NULL,\n"
	"\t\"time\" INTEGER NOT NULL,\n"
	"\t\"key\" INTEGER,\n"
	"\t\"kind\" INTEGER NOT NULL CHECK(\"kind\" IN (0,1,2)),\n"
	"\t\"route\" TEXT,\n"
	"\t\"format\" TEXT,\n"
	"\t\"operator\" TEXT,\n"
	"\t\"marks\" BLOB\n"
	")STRICT;\n"
	"CREATE INDEX \"change_record\" ON \"change\"(\"record\");\n"
	"CREATE TABLE \"change_member\"(\n"
	"\t\"change\" INTEGER NOT NULL"
	" REFERENCES \"change\"(\"sequence\"),\n"
	"\t\"name\" TEXT NOT NULL,\n"
	"\t\"before\" TEXT,\n"
	"\tPRIMARY KEY(\"change\",\"name\")\n"
	")STRICT,WITHOUT ROWID;\n";

/* Keys of requests belong to the API keys they come with. */
static const char owners[] =
	"ALTER TABLE \"idempotency\" RENAME TO \"old\";\n"
	"CREATE TABLE \"idempotency\"(\n"
	"\t\"owner\" INTEGER NOT NULL,\n"
	"\t\"key\" TEXT NOT NULL CHECK(length(\"key\") <= 255),\n"
	"\t\"print\" BLOB NOT NULL CHECK(length(\"print\") IN (16,32)),\n"
	"\t\"first\" INTEGER NOT NULL,\n"
	"\t\"count\" INTEGER NOT NULL CHECK(\"count\" >= 0),\n"
	"\t\"version\" INTEGER NOT NULL,\n"
	"\t\"time\" INTEGER NOT NULL,\n"
	"\tPRIMARY KEY(\"owner\",\"key\")\n"
	")STRICT,WITHOUT ROWID;\n"
	"INSERT INTO \"idempotency\" SELECT 0,\"key\",\"print\",\"first\","
	"\"count\",0,\"time\" FROM \"old\";\n"
	"DROP TABLE \"old\";\n"
	"CREATE INDEX \"idempotency_time\""
	" ON \"idempotency\"(\"time\");\n";

/*
 * Customers have versions, and a change for their creation; a consent may have
 * several entries of one second, also one without an answer.
 */
static const char versions[] =
	"ALTER TABLE \"$\" ADD COLUMN"
	" \"version\" INTEGER CHECK(\"version\" >= 0);\n"
	"ALTER TABLE \"$\" ADD COLUMN \"modified\" TEXT"
	" CHECK(\"modified\" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]"
	"T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]*Z');\n"
	"ALTER TABLE \"$\" ADD COLUMN"
	" \"key\" INTEGER CHECK(\"key\" >= 0);\n"
	"ALTER TABLE \"consent\" RENAME TO \"old\";\n"
	"CREATE TABLE \"consent\"(\n"
	"\t\"$\" INTEGER NOT NULL"
	" REFERENCES \"$\"(\"id\") ON DELETE CASCADE,\n"
	"\t\"purpose\" TEXT NOT NULL CHECK(\"purpose\" <> ''),\n"
	"\t\"granted\" INTEGER CHECK(\"granted\" IN (0,1)),\n"
	"\t\"when\" TEXT NOT NULL"
	" CHECK(\"when\" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]"
	"T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]*Z'),\n"
	"\t\"source\" TEXT NOT NULL CHECK(\"source\" <> ''),\n"
	"\t\"wording\" INTEGER CHECK(\"wording\" >= 0)"
	" REFERENCES \"wording\"(\"id\"),\n"
	"\t\"version\" INTEGER NOT NULL CHECK(\"version\" >= 0),\n"
	"\t\"key\" INTEGER CHECK(\"key\" >= 0),\n"
	"\tPRIMARY KEY(\"$\",\"purpose\",\"version\",\"when\")\n"
	")STRICT,WITHOUT ROWID;\n"
	"INSERT INTO \"consent\" SELECT \"$\",\"purpose\",\"granted\","
	"\"when\",\"source\",\"wording\",1,NULL FROM \"old\";\n"
	"DROP TABLE \"old\";\n"
	"INSERT INTO \"change\"(\"record\",\"version\",\"time\",\"kind\")"
	"SELECT \"id\",1,CAST(strftime('%s',\"created\")AS INTEGER),0"
	" FROM \"$\" ORDER BY \"id\";\n";

/* API keys, the prints of their secrets, and what operators did. */
static const char keys[] =
	"CREATE TABLE \"api_key\"(\n"
	"\t\"id\" INTEGER PRIMARY KEY AUTOINCREMENT,\n"
	"\t\"name\" TEXT NOT NULL CHECK(\"name\" <> ''),\n"
	"\t\"scopes\" TEXT CHECK(\"scopes\" <> ''),\n"
	"\t\"brands\" TEXT CHECK(\"brands\" <> ''),\n"
	"\t\"pos\" TEXT CHECK(\"pos\" <> ''),\n"
	"\t\"expires\" TEXT CHECK(length(\"expires\") = 10),\n"
	"\t\"created\" INTEGER NOT NULL,\n"
	"\t\"revoked\" INTEGER,\n"
	"\t\"used\" TEXT CHECK(length(\"used\") = 10)\n"
	")STRICT;\n"
	"CREATE INDEX \"api_key_name\" ON \"api_key\"(\"name\");\n"
	"CREATE TABLE \"api_secret\"(\n"
	"\t\"print\" BLOB PRIMARY KEY CHECK(length(\"print\") = 32),\n"
	"\t\"key\" INTEGER NOT NULL REFERENCES \"api_key\"(\"id\"),\n"
	"\t\"until\" INTEGER\n"
	")STRICT,WITHOUT ROWID;\n"
	"CREATE INDEX \"api_secret_key\" ON \"api_secret\"(\"key\");\n"
	"CREATE TABLE \"audit\"(\n"
	"\t\"id\" INTEGER PRIMARY KEY AUTOINCREMENT,\n"
	"\t\"time\" INTEGER NOT NULL,\n"
	"\t\"operator\" TEXT NOT NULL CHECK(\"operator\" <> ''),\n"
	"\t\"kind\" TEXT NOT NULL CHECK(\"kind\" <> ''),\n"
	"\t\"subject\" INTEGER NOT NULL\n"
	")STRICT;\n";

/* Imports, and of each row that was taken in: its print and its record. */
static const char imports[] =
	"CREATE TABLE \"import\"(\n"
	"\t\"id\" INTEGER PRIMARY KEY AUTOINCREMENT,\n"
	"\t\"name\" TEXT NOT NULL CHECK(\"name\" <> ''),\n"
	"\t\"operator\" TEXT NOT NULL CHECK(\"operator\" <> ''),\n"
	"\t\"begun\" INTEGER NOT NULL,\n"
	"\t\"ended\" INTEGER,\n"
	"\t\"undone\" INTEGER,\n"
	"\t\"created\" INTEGER NOT NULL,\n"
	"\t\"changed\" INTEGER NOT NULL\n"
	")STRICT;\n"
	"CREATE TABLE \"import_row\"(\n"
	"\t\"id\" INTEGER PRIMARY KEY,\n"
	"\t\"import\" INTEGER NOT NULL REFERENCES \"import\"(\"id\"),\n"
	"\t\"record\" INTEGER NOT NULL,\n"
	"\t\"version\" INTEGER NOT NULL,\n"
	"\t\"kind\" INTEGER NOT NULL CHECK(\"kind\" IN (0,1,2)),\n"
	"\t\"print\" BLOB NOT NULL UNIQUE CHECK(length(\"print\") = 16)\n"
	")STRICT;\n"
	"CREATE INDEX \"import_row_import\" ON \"import_row\"(\"import\");\n";

/*
 * Reasons of erasures, what more there is to a deed, and how often a field was
 * refused on a day.
 */
static const char operating[] =
	"ALTER TABLE \"change\" ADD COLUMN \"reason\" TEXT;\n"
	"ALTER TABLE \"audit\" ADD COLUMN \"detail\" TEXT;\n"
	"CREATE TABLE \"refusal\"(\n"
	"\t\"day\" TEXT NOT NULL CHECK(length(\"day\") = 10),\n"
	"\t\"field\" TEXT NOT NULL CHECK(\"field\" <> ''),\n"
	"\t\"count\" INTEGER NOT NULL CHECK(\"count\" > 0),\n"
	"\tPRIMARY KEY(\"day\",\"field\")\n"
	")STRICT,WITHOUT ROWID;\n";

/* Who is at the desk: the print of a cookie, and the key that opened it. */
static const char sessions[] =
	"CREATE TABLE \"session\"(\n"
	"\t\"print\" BLOB PRIMARY KEY CHECK(length(\"print\") = 32),\n"
	"\t\"key\" INTEGER NOT NULL REFERENCES \"api_key\"(\"id\"),\n"
	"\t\"until\" INTEGER NOT NULL\n"
	")STRICT,WITHOUT ROWID;\n";

enum { MORE = 4 }; /* the most further texts of a step */

/*
 * The changes of each version. These texts never change, because there are
 * databases that were made by them. own makes tables that the program has for
 * itself, and is done to every database; fields changes tables that are made
 * from a schema, which a new database has in their last shape at once. There $
 * stands for the name of the root's table.
 */
static const struct step {
	const char *own;
	const char *fields;
	const char *more[MORE]; /* as own, done after it; NULLs behind */
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
		.own = changes,
		.more = { owners, keys, TASK_TABLES, card_tables },
		.fields = versions,
	},
	{
		.own = imports,
		.more = { operating },
	},
	{
		.own = sessions,
	},
};

enum {
	VERSION = sizeof(steps) / sizeof(*steps),
	VERSION_OF_OWNERS = 4,
	VERSION_OF_SCRUBBING = 4,
	VERSION_OF_CARDS = 4,
	VERSION_OF_REFERENCES = 5
};

static void
create_tables(struct sqlite *store)
{
	struct text sql = { .arena = store->arena };

	tables_create(&sql, &dialect_sqlite, store->schema);
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
	sql_finish(store, insert);
}

/* Changes the tables that are made from the schema. */
static void
change_fields(struct sqlite *store, const char *fields)
{
	struct text sql = { .arena = store->arena };

	for (; *fields != '\0'; fields++)
		if (*fields == '$')
			text_puts(&sql, store->schema->table);
		else
			text_putc(&sql, *fields);
	sql_execute(store, sql.bytes);
}

static void
take_step(struct sqlite *store, const struct step *step, bool is_new)
{
	sql_execute(store, step->own);
	for (size_t i = 0; i < MORE && step->more[i] != NULL; i++)
		sql_execute(store, step->more[i]);
	if (!is_new && step->fields != NULL)
		change_fields(store, step->fields);
}

/* Whether all of the database is in its file, and nothing in a log. */
static bool
is_in_file(struct sqlite *store)
{
	struct stat status;

	return !store->has_log ||
	       look_at(arena_printf(store->arena, "%s-wal", store->file),
		       &status) != 0 ||
	       status.st_size == 0;
}

/*
 * Clears what earlier versions left in the file of rows that moved, so that an
 * erasure finds all of a record. A log has to be emptied for that.
 */
static void
clear_remains(struct sqlite *store)
{
	if (!is_in_file(store)) {
		sql_execute(store, "ROLLBACK");
		sql_execute(store, "PRAGMA wal_checkpoint(TRUNCATE)");
		sql_execute(store, "BEGIN IMMEDIATE");
	}
	if (is_in_file(store))
		scrub_file(store);
	else if (store->result == STORE_OK)
		sql_refuse(store, STORE_BUSY,
			"its write-ahead log can't be emptied while it is read",
			"end the process that reads it");
}

static void
migrate(struct sqlite *store, int64_t version)
{
	bool is_new = version == 0;

	if (is_new)
		create_tables(store);
	else if (version < VERSION_OF_SCRUBBING)
		clear_remains(store);
	for (int64_t step = version; step < VERSION; step++)
		take_step(store, &steps[step], is_new);
	if (!is_new && version < VERSION_OF_CARDS)
		card_fill(store);
	if (version < VERSION_OF_REFERENCES)
		card_index_references(store);
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
	bool is = store->current ||
		  (sql_query(store, "PRAGMA application_id") == APPLICATION &&
			  sql_query(store, "PRAGMA user_version") == VERSION);

	store->current = is && store->shared;
	return is;
}

bool
migration_has_keys(struct sqlite *store, bool *owned)
{
	int64_t version = sql_query(store, "PRAGMA user_version");

	*owned = version >= VERSION_OF_OWNERS;
	return sql_query(store, "PRAGMA application_id") == APPLICATION &&
	       version <= VERSION;
}
