/* What holds of every body and of every record, whatever a client sends. */
#ifndef T_FUZZ_LAWS_H
#define T_FUZZ_LAWS_H

struct reading;
struct record;

/*
 * Aborts unless a record that a reader filled keeps these laws. If it has no
 * fault, every format writes it, and every format that is read too reads the
 * same values back. If it has faults, each has a code and a message, and they
 * can be answered in every format, and on the form with what was sent. To
 * check again finds the same again.
 */
void law_accepted(struct record *record);

/*
 * Aborts unless a refusal says why, by a fault of the table and a detail, and
 * can be answered in every format.
 */
void law_refused(const struct reading *in);

#endif
