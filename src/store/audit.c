/* The names of what is kept in the audit trail of a store. */
#include "store/audit.h"

const char *const audit_kinds[AUDIT__MAX] = {
	[AUDIT_KEY_ADD] = "key add",
	[AUDIT_KEY_REVOKE] = "key revoke",
	[AUDIT_KEY_ROTATE] = "key rotate",
	[AUDIT_IMPORT] = "import",
	[AUDIT_IMPORT_UNDO] = "import undo",
	[AUDIT_RESTORE] = "restore",
};
