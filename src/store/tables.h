/* The SQL of the tables that hold the records of a schema. */
#ifndef STORE_TABLES_H
#define STORE_TABLES_H

#include <stdbool.h>

#include "schema/schema.h"

struct record;
struct text;

/*
 * A table has columns for the store's own data of a row, then one for each
 * member that is no list. Every table but the root's begins with the id of the
 * record that owns the row, in a column named as the root's table.
 */
struct table {
	const char *name;
	const struct schema *own;
	const struct schema *members; /* NULL: none */
	const char *owner;            /* the root's table; NULL: this one */
};

/* The columns before the fields of table.own: the id of the record. */
enum { COLUMN_ID, COLUMN_OWN };

/* The fields of table.own: of a record, of a list's item, of a consent. */
enum {
	ROOT_CREATED,
	ROOT_ROUTE,
	ROOT_FORMAT,
	ROOT_VERSION,  /* NULL: 1 */
	ROOT_MODIFIED, /* NULL: when it was created */
	ROOT_KEY       /* NULL: none */
};
enum { ITEM_POSITION };
enum {
	CONSENT_PURPOSE,
	CONSENT_GRANTED, /* NULL: the answer was taken back */
	CONSENT_WHEN,
	CONSENT_SOURCE,
	CONSENT_WORDING,
	CONSENT_VERSION, /* of the record, that made the entry */
	CONSENT_KEY      /* NULL: none */
};

/*
 * The differences of the kinds of SQL: the storage and the check of each type,
 * and words. $ stands for the column, # for the field's max. Without a max,
 * text must only not be empty.
 */
struct dialect {
	struct {
		const char *storage; /* NULL: not in a column */
		const char *check;
	} columns[TYPE__MAX];
	const char *id;    /* the column of the root's id, but its CHECK */
	const char *owner; /* the storage of a column with such an id */
	const char *differs;
	const char *root_end, *list_end;
};

extern const struct dialect dialect_sqlite;

struct table table_root(const struct schema *root);
struct table table_list(const struct schema *root, const struct schema *item);
struct table table_consent(const struct schema *root);

/* Whether a member has a column: it is neither a list nor a record. */
bool table_has_column(const struct field *field);

/*
 * Adds the statements that create the tables of records. Their CHECKs hold only
 * rules that can't change: types, lengths, conditions, and lists of codes that
 * are fixed and short. SQLite parses this text at every start, so it is kept
 * brief.
 */
void tables_create(struct text *sql, const struct dialect *dialect,
	const struct schema *root);

/*
 * Adds the SELECT of all columns, in their order, of the rows for whose
 * record's id a condition such as "=?" is true, ordered by ids, and in a list
 * by positions.
 */
void table_select(
	struct text *sql, const struct table *table, const char *condition);

/*
 * Adds the UPDATE of the root's row: parameters for the version and its time,
 * for every column whose member differs from before, and for the id.
 */
void table_update(struct text *sql, const struct table *table,
	const struct record *record, const struct record *before);

/* Adds the INSERT of a row: a parameter for every column, in their order. */
void table_insert(struct text *sql, const struct table *table);

#endif
