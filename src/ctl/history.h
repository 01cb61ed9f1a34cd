/* The history of a customer: its changes and its consents. */
#ifndef CTL_HISTORY_H
#define CTL_HISTORY_H

#include <stdbool.h>
#include <stdint.h>

#include "store/change.h"

struct ctl;
struct text;

/* All changes of a customer, the oldest first, and all entries of consents. */
struct whole_history {
	struct change *changes;
	size_t change_count;
	struct consent *consents;
	size_t consent_count;
};

/* Reads them, into the arena; false after a failure, which the log tells. */
bool history_read(struct ctl *ctl, struct store *store, int64_t id,
	struct whole_history *history);

/* Prints them in lines for people. */
void history_print(struct ctl *ctl, const struct whole_history *history);

/* Adds them as the members changes and consents of an object of JSON. */
void history_json(
	struct ctl *ctl, struct text *out, const struct whole_history *history);

/* An answer: "yes", "no" or "taken back". */
const char *history_answer(const struct consent *consent);

/* The kind of a change: "created", "changed" or "erased". */
const char *history_kind(const struct change *change);

/* Who made a change, in the arena: "operator anna", "key 3", or "nobody's key".
 */
const char *history_by(struct ctl *ctl, const struct change *change);

#endif
