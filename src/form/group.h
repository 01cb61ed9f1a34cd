/* The groups of the form page: their fields in order, lists and their items. */
#ifndef FORM_GROUP_H
#define FORM_GROUP_H

#include <stdbool.h>
#include <stddef.h>

struct page;
struct record;

/* Stands before the first field, and after the last. */
enum { GROUP_EDGE = 255 };

/*
 * The field of a record that comes next in a group, in the order of the page
 * and of its language; those that the page does not ask for are passed over.
 * All fields of an item are in one group, whichever is named.
 */
size_t group_next(const struct page *page, const struct record *record,
	size_t group, size_t after);

/* Whether a field of a group has a value or a fault. */
bool group_is_used(
	const struct page *page, const struct record *record, size_t group);

/*
 * Adds the fields of a record that stand in a group, those of its lists
 * included. Every list has the items that are open at first, and one that is
 * empty.
 */
void group_write(struct page *page, struct record *record, size_t group);

#endif
