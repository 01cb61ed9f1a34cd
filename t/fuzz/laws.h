/* What holds of every body and of every record, whatever a client sends. */
#ifndef T_FUZZ_LAWS_H
#define T_FUZZ_LAWS_H

struct arena;
struct config;
struct reading;
struct record;
struct rules;

/*
 * Aborts unless a record that a reader filled keeps these laws. Its faults
 * have a code and a message each, break a rule that is told, can be answered in
 * every format, and to check again finds the same again. What is not faulty every format writes,
 * and every format that is read too reads the same values back. Leaves the
 * faulty values out of the record.
 */
void law_accepted(struct record *record);

/*
 * Aborts unless the form shows a record that a reader filled, however faulty
 * it is, as well-formed markup of bounded size. Changes the record's lists.
 */
void law_shown(struct record *record);

/*
 * Aborts unless a refusal says why, by a fault of the table and a detail, and
 * can be answered in every format.
 */
void law_refused(const struct reading *in);

/*
 * Aborts unless the document of the service is JSON, whatever codes are
 * configured.
 */
void law_described(struct arena *arena, const struct config *config,
	const struct rules *rules);

#endif
