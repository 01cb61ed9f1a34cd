/* The groups of the form page: their fields in order, lists and their items. */
#ifndef FORM_GROUP_H
#define FORM_GROUP_H

#include <stddef.h>

struct page;
struct record;

/* Stands before the first field, and after the last. */
enum { GROUP_EDGE = 255 };

/*
 * The field of a record that comes next in a group, in the order of the page.
 * All fields of an item are in one group, whichever is named.
 */
size_t group_next(const struct record *record, size_t group, size_t after);

/*
 * Adds the fields of a record that stand in a group, those of its lists
 * included. Every list that may have one more item gets an empty one.
 */
void group_write(struct page *page, struct record *record, size_t group);

#endif
