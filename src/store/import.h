/* Imports: what came from files, each row once, and how it is taken back. */
#ifndef STORE_IMPORT_H
#define STORE_IMPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/audit.h"
#include "store/result.h"

struct arena;

/* An import. */
struct import_run {
	int64_t number;   /* 1 or more, never used again; 0: not kept as yet */
	const char *name; /* of the source, not empty */
	const char *operator; /* the name that the operator logged in with */
	int64_t begun;        /* seconds since 1970-01-01T00:00:00Z … */
	int64_t ended;        /* … 0: it is at work, or was interrupted */
	int64_t undone;       /* … 0: it was not taken back */
	int64_t created, changed; /* customers */
};

enum { IMPORT_PRINT = 16 }; /* bytes */

/* The result of a row of a file. */
enum import_kind {
	IMPORT_CREATED, /* a record */
	IMPORT_CHANGED, /* a record that was there */
	IMPORT_FOUND    /* a record that needed no change */
};

/* A row that was taken in. */
struct import_row {
	int64_t id;      /* larger than those of all rows before */
	int64_t import;  /* the number */
	int64_t record;  /* 0: there is no such row */
	int64_t version; /* of the record, from then on */
	enum import_kind kind;
	/* an HMAC, shortened, of all that the row says (RFC 2104 section 5);
	 * a row that is found need not have it */
	unsigned char print[IMPORT_PRINT];
	bool erased; /* the record is not there any more */
};

/*
 * Keeps an import: with number 0 a new one, which gets its number and is noted
 * in the audit trail; else what the import has reached. An import that is
 * undone is noted in the audit trail as the deed tells.
 */
enum store_result store_keep_import(
	struct store *store, struct import_run *run, const struct deed *deed);

/*
 * Reads all imports, or with a number that one, by their numbers, into the
 * arena. The store may be open to read.
 */
enum store_result store_list_imports(struct store *store, struct arena *arena,
	int64_t number, struct import_run **runs, size_t *count);

/* Keeps a row; its id is the store's to give. */
enum store_result
store_keep_import_row(struct store *store, const struct import_row *row);

/* Finds the row with a print. The store may be open to read. */
enum store_result store_find_import_row(struct store *store,
	const unsigned char print[IMPORT_PRINT], struct import_row *row);

/* Finds the last row of an import before that id; INT64_MAX: the last one. */
enum store_result store_last_import_row(struct store *store, int64_t import,
	int64_t before, struct import_row *row);

/* Forgets a row, so that a file may bring it again. */
enum store_result store_drop_import_row(struct store *store, int64_t id);

/* What a record is known by outside. */
enum known_by { BY_REFERENCE, BY_EMAIL, BY__MAX };

/* At most so many records are told. */
enum { KNOWN_MOST = 2 };

/*
 * Finds the records with a reference, as kept, or an e-mail address, in any
 * case: of a brand, as kept, or with NULL of any. On STORE_OK ids has *count of
 * them.
 */
enum store_result
store_find_known(struct store *store, enum known_by by, const char *text,
	const char *brand, int64_t ids[KNOWN_MOST], size_t *count);

#endif
