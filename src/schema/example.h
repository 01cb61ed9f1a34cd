/* Valid sample records, made of the examples in the tables of fields. */
#ifndef SCHEMA_EXAMPLE_H
#define SCHEMA_EXAMPLE_H

#include <stdbool.h>

struct intake;
struct record;
struct schema;

/*
 * Makes a valid record: if whole, with every field and an item in every list,
 * else with the required fields only. Where the configured codes lack the
 * example, the first configured code is taken.
 */
struct record *
example_record(struct intake *intake, const struct schema *schema, bool whole);

/* Fills an empty record with the same values. */
void example_fill(struct record *record, bool whole);

#endif
