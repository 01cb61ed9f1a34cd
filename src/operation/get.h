/* Customers as they are read: within a key's bounds, in their two shapes. */
#ifndef OPERATION_GET_H
#define OPERATION_GET_H

#include <stdint.h>

#include "store/store.h"

struct bounds;
struct intake;
struct record;

/*
 * As store_read(), for a key with bounds: stored->record is NULL, too, if the
 * customer is outside of them. Number 0 is nobody's.
 */
enum store_result get_customer(struct store *store, struct intake *intake,
	const struct bounds *bounds, int64_t id, struct stored *stored);

/*
 * A customer in the short shape, of short_schema, in the intake's arena; it
 * shares the texts of the customer.
 */
struct record *get_short(struct intake *intake, const struct stored *stored);

/*
 * As get_short(), with all there is, of whole_schema; with names in the
 * language of the intake.
 */
struct record *get_whole(struct intake *intake, const struct stored *stored);

/* The names of countries as they were looked up, in a memory of their own. */
struct country_names {
	struct arena *arena;
	const char *names[26 * 26]; /* by code, from aa to zz */
};

/* As get_whole(), into a record of whole_schema that may have been another. */
void get_whole_again(struct record *into, const struct stored *stored,
	struct country_names *names);

#endif
