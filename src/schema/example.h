/* Messages made of the examples that the tables of fields give. */
#ifndef SCHEMA_EXAMPLE_H
#define SCHEMA_EXAMPLE_H

#include <stdbool.h>

struct intake;
struct record;
struct schema;

/*
 * Makes a valid record: with every field, and an item in every list, if it is
 * to be whole, else with what is required. Where the configuration has other
 * codes than the example, the first of them is taken.
 */
struct record *
example_record(struct intake *intake, const struct schema *schema, bool whole);

/* Gives an empty record the same. */
void example_fill(struct record *record, bool whole);

#endif
