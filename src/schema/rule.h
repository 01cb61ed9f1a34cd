/* The rules for the values of a field, in words and as regular expressions. */
#ifndef SCHEMA_RULE_H
#define SCHEMA_RULE_H

#include "schema/fault.h"
#include "schema/schema.h"

struct arena;
struct text;

/*
 * Whether a field has the rule whose breach is a fault of that kind. A wrong
 * type breaks no rule.
 */
bool rule_holds(const struct field *field, const struct rules *rules,
	enum fault_kind kind);

/* The fault of a broken rule, for messages; its path is the field's name. */
struct fault rule_fault(struct arena *arena, const struct schema *schema,
	size_t field, const struct rules *rules, enum fault_kind kind);

/*
 * Adds all rules of a field but its need, in the words of the messages: "It
 * must have at most 100 characters." Adds nothing if there are none.
 */
void rule_words(struct text *out, const struct schema *schema, size_t field,
	const struct rules *rules);

/*
 * Adds the whole description of a member, in sentences: its meaning, whether it
 * must be given, and its rules.
 */
void rule_describe(struct text *out, const struct schema *schema, size_t field,
	const struct rules *rules);

/*
 * Adds the pattern of a field's texts for JSON Schema: a regular expression of
 * ECMA-262, with the flag u. Adds nothing if there is none. The program takes
 * more texts: with blanks around, with other ways to write a day.
 */
void rule_pattern(struct text *out, const struct field *field);

/* The name of a field's format in JSON Schema, or NULL. */
const char *rule_format(const struct field *field);

/*
 * A schema and, behind it, the schemas of its lists and records and of theirs,
 * each once, in the order of the fields, in the arena; *count is their number.
 */
const struct schema **
rule_schemas(struct arena *arena, const struct schema *schema, size_t *count);

#endif
