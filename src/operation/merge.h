/* Merging: what a customer will be when a message has changed it. */
#ifndef OPERATION_MERGE_H
#define OPERATION_MERGE_H

#include <stdbool.h>

struct faults;
struct record;

/*
 * A new record of what a customer is to be, in the memory of the message: all
 * members that the message can have are the message's or, if it is a patch, all
 * that it has; the others are as before. Values that came as before are taken
 * from there, even where the rules would not take them any more.
 */
struct record *
merge(const struct record *before, struct record *message, bool patch);

/*
 * Adds all faults of a merged customer and of its message. Lists that are as
 * before have no fault.
 */
void merge_check(const struct record *before, struct record *message,
	struct record *after, struct faults *faults);

#endif
