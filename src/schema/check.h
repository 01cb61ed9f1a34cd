/* The validation of a whole record, which lists all of its faults. */
#ifndef SCHEMA_CHECK_H
#define SCHEMA_CHECK_H

struct faults;
struct record;

/*
 * Adds all faults of a record and of the records in it, in field order; sets
 * the flags that are false when not given. A record without faults is fit to
 * store.
 */
void check_record(struct record *record, struct faults *faults);

#endif
