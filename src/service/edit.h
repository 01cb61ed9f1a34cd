/* The HTTP face that the operations which change customers have in common. */
#ifndef SERVICE_EDIT_H
#define SERVICE_EDIT_H

#include <stdbool.h>
#include <stddef.h>

#include "exchange/route.h"
#include "operation/edit.h"

/*
 * Reads the request, one message or many, changes the customers so, and
 * answers. id is the index of the field with the customer's number.
 */
void edit_answer(
	struct exchange *exchange, enum edit_kind kind, size_t id, bool many);

/*
 * Makes the refusal by which a change ended the answer; a result that is none
 * is not allowed.
 */
void edit_refuse(struct exchange *exchange, const struct edit *edit,
	enum edit_result result);

/* The answers, for documents: to one message, … */
extern const struct success edit_replaced[];
extern const struct success edit_patched[];
extern const struct success edit_erased[];

/* … and to many. */
extern const struct success edit_many[];
extern const struct success edit_patched_many[];

#endif
