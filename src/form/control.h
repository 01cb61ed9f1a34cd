/* The controls of the form page, each written from a field of a record. */
#ifndef FORM_CONTROL_H
#define FORM_CONTROL_H

#include <stdbool.h>
#include <stddef.h>

struct page;
struct record;

/*
 * Adds the control of a field that is no list, with its label, its help and its
 * messages. The control takes focus if the person goes on there.
 */
void control_write(struct page *page, const struct record *record, size_t index,
	bool focus);

/* Adds the messages about the input of a name, if there are any. */
void control_write_faults(struct page *page, const char *name);

#endif
