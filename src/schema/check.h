/* The checks that need more than one value, and the list of all faults. */
#ifndef SCHEMA_CHECK_H
#define SCHEMA_CHECK_H

struct faults;
struct record;

/*
 * Adds all faults of a record and of what it holds, in field order; sets the
 * flags that are false when not given. The record is fit to store if no fault
 * was added.
 */
void check_record(struct record *record, struct faults *faults);

#endif
