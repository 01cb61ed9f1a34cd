/* Changes of customers by the operator: what is common to set and erase. */
#ifndef CTL_CHANGING_H
#define CTL_CHANGING_H

#include <stdbool.h>

#include "operation/edit.h"

struct ctl;

/* A change on its way, to be begun by edit_add(). */
struct edit changing_begin(struct ctl *ctl, enum edit_kind kind);

/*
 * Makes the change durable, or on a dry run not. Returns whether that worked;
 * complains of what was wrong else.
 */
bool changing_end(struct edit *edit, bool dry);

#endif
