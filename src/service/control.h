/* The controls of the form page, written from the fields of a record. */
#ifndef SERVICE_CONTROL_H
#define SERVICE_CONTROL_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct exchange;
struct fault;
struct faults;
struct field;
struct language;
struct record;
struct text;

/* The page under construction. */
struct page {
	struct text *out;
	struct exchange *exchange;
	const struct faults *faults; /* NULL: the first time */
	const char *grown;           /* a list that got an item, or NULL */
	const struct language *language;
	const struct record *customer; /* of which the page is */
};

/* Adds a phrase in the language of the page. */
void page_say(struct page *page, const char *phrase);

/*
 * The codes that a field is chosen from, named in the language of the page;
 * NULL if any text may be entered.
 */
const char *page_codes(const struct page *page, const struct field *field);

/* What people call a code of a field, in the arena; else the text as it is. */
const char *page_code_name(
	const struct page *page, const struct field *field, const char *text);

/*
 * The first sentence of a field's text, in the arena: what people need to
 * know. The others are for programs.
 */
const char *control_help(struct arena *arena, const struct field *field);

/*
 * Adds the message of a fault, which calls the field what the page calls it.
 */
void page_tell(struct page *page, const struct fault *fault);

/*
 * Adds the fields of a record that stand in a group, those of its lists
 * included. Every list that has no item gets an empty one.
 */
void
control_write_group(struct page *page, struct record *record, size_t group);

/* Visits the fields of a record that stand in a group, in their order. */
size_t control_next(const struct record *record, size_t group, size_t after);

/* Before the first field, and after the last. */
enum { CONTROL_NONE = 255 };

#endif
