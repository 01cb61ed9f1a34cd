/* The labels and messages of the form's fields, in the language of the page. */
#ifndef FORM_LABEL_H
#define FORM_LABEL_H

#include <stdbool.h>
#include <stddef.h>

struct condition;
struct exchange;
struct fault;
struct faults;
struct field;
struct language;
struct record;
struct schema;
struct text;

/* The page under construction. */
struct page {
	struct text *out;
	struct exchange *exchange;
	const struct faults *faults; /* NULL: no form came yet */
	const char *grown;           /* a list that got an item, or NULL */
	const struct language *language;
	const struct record *customer; /* the customer of the page */
	bool whole;   /* for the staff: with all fields, and no autofill */
	size_t *told; /* indexes of faults, in the order of their controls */
	size_t told_count;
};

/* Adds a phrase. */
void label_phrase(struct page *page, const char *phrase);

/* Adds the message of a fault, with the page's name for the field. */
void label_fault(struct page *page, const struct fault *fault);

/*
 * Adds a phrase about a condition, with the name of the condition's field in
 * place of %s. The condition is that of a field of the schema.
 */
void label_condition(struct page *page, const struct schema *schema,
	const struct condition *condition, const char *phrase);

/*
 * The codes of a field to choose from, as customer_codes() has them for the
 * language of the page; NULL if any text may be entered.
 */
const char *label_codes(const struct page *page, const struct field *field);

/*
 * A day, or the day and the minute of an instant, as the language of the page
 * writes it, in the arena. The text is as records have it.
 */
const char *label_day(const struct page *page, const char *text);

/* The name of a field's code, in the arena; else the text as it is. */
const char *label_code(
	const struct page *page, const struct field *field, const char *text);

#endif
