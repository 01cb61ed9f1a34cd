/* The audit trail: a row for each deed of an operator. */
#ifndef POSTGRESQL_AUDIT_H
#define POSTGRESQL_AUDIT_H

#include "store/postgresql/sql.h"

/* Notes a deed in the audit trail, as store/audit.h tells of deeds. */
void deed_note(struct postgresql *store, const struct deed *deed,
	enum audit_kind kind, int64_t subject);

/* As store_list_deeds(). */
enum store_result deed_list(struct store *store, struct arena *arena,
	int64_t after, struct audit_entry **entries, size_t *count);

#endif
