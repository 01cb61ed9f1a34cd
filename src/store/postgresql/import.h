/* The tables of imports, and of the rows that they have taken in. */
#ifndef POSTGRESQL_IMPORT_H
#define POSTGRESQL_IMPORT_H

#include "store/postgresql/sql.h"

/* As the functions of store/import.h. */
enum store_result import_note(struct store *store, struct import_run *import,
	const struct deed *deed);
enum store_result import_all(struct store *store, struct arena *arena,
	int64_t number, struct import_run **runs, size_t *count);
enum store_result
import_add_row(struct store *store, const struct import_row *row);
enum store_result import_get_row(struct store *store,
	const unsigned char print[IMPORT_PRINT], struct import_row *row);
enum store_result import_get_last(struct store *store, int64_t import,
	int64_t before, struct import_row *row);
enum store_result import_forget_row(struct store *store, int64_t id);
enum store_result
import_known(struct store *store, enum known_by by, const char *text,
	const char *brand, int64_t ids[KNOWN_MOST], size_t *count);

#endif
