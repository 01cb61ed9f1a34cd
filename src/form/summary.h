/* The summary of a record, shown after the record was entered. */
#ifndef FORM_SUMMARY_H
#define FORM_SUMMARY_H

#include <stddef.h>

struct page;
struct record;

/* Adds the given fields of the page's customer, by groups. */
void summary_write(struct page *page);

/* Adds the value of a record's field; a dash if there is none. */
void summary_write_value(
	struct page *page, const struct record *record, size_t index);

#endif
