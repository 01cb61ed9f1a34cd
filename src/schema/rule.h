/* The rules that a field's columns make, one by one, in words and patterns. */
#ifndef SCHEMA_RULE_H
#define SCHEMA_RULE_H

#include "schema/fault.h"
#include "schema/schema.h"

struct arena;
struct text;

/*
 * Whether a member of that field can have a fault of that kind, other than to
 * be of the wrong type: whether the field has the rule.
 */
bool rule_holds(const struct field *field, const struct rules *rules,
	enum fault_kind kind);

/* Such a fault, with all that its message says; the path is the name. */
struct fault rule_fault(struct arena *arena, const struct schema *schema,
	size_t field, const struct rules *rules, enum fault_kind kind);

/*
 * Adds all rules of a field but its need, in the words of the messages: "It
 * must have at most 100 characters." Nothing if it has none.
 */
void rule_words(struct text *out, const struct schema *schema, size_t field,
	const struct rules *rules);

/*
 * Adds what a member means, whether it must be given, and its rules: all that
 * is to be said of it, in sentences.
 */
void rule_describe(struct text *out, const struct schema *schema, size_t field,
	const struct rules *rules);

/*
 * Adds what JSON Schema can say of a text that is sent as documents show it: a
 * pattern of ECMA-262, with the flag u. Nothing if there is none. The program
 * takes more: blanks around it, other ways to write a day.
 */
void rule_pattern(struct text *out, const struct field *field);

/* The name of its format in JSON Schema, or NULL. */
const char *rule_format(const struct field *field);

/*
 * A schema and, behind it, those of its lists and records and of theirs, each
 * once, in the order in which the fields name them; *count is their number.
 */
const struct schema **
rule_schemas(struct arena *arena, const struct schema *schema, size_t *count);

#endif
