/* Permission: whether an API key may create or move a customer there. */
#ifndef OPERATION_PERMIT_H
#define OPERATION_PERMIT_H

#include <stdbool.h>

struct bounds;
struct faults;
struct record;

/*
 * Looks whether a customer, as it is to be stored, is within the bounds of a
 * key. Adds a fault for each member that is not: brand and posCode, with the
 * item's place in a batch before them. Members that are missing or malformed
 * are left to check_record(). Returns whether there was no fault.
 */
bool permit_customer(const struct bounds *bounds, const struct record *customer,
	struct faults *outside);

#endif
