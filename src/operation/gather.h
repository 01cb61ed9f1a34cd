/* The lists of a record that is to add to those of a customer. */
#ifndef OPERATION_GATHER_H
#define OPERATION_GATHER_H

struct record;

/*
 * Puts the items that a customer has before those of a record's lists that are
 * given. An item with the same address or number is the customer's item, with
 * the members that the record gives; one of which all members that are given
 * are the customer's adds nothing. What was the main item is not if another one
 * is to be.
 */
void gather_lists(const struct record *before, struct record *record);

#endif
