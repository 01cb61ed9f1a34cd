/* Corrections by a person who has just created a customer with a page of ours.
 */
#ifndef SERVICE_CORRECT_H
#define SERVICE_CORRECT_H

#include <stdbool.h>

struct exchange;
struct faults;
struct reading;
struct record;

/*
 * Answers a request with a pass (form/pass.h): with the form, which has the
 * customer's values, where the person only wants to correct; else the customer
 * is changed once, by what the form has, unless there are faults already.
 */
void correct_answer(struct exchange *exchange, const struct reading *reading,
	struct record *message, const struct faults *faults);

#endif
