/* Copies of a database, taken while it is used. */
#ifndef SQLITE_BACKUP_H
#define SQLITE_BACKUP_H

#include "store/backup.h"

/* As store_copy(). */
enum store_result
backup_copy(struct store *store, struct arena *arena, struct copying *copying);

#endif
