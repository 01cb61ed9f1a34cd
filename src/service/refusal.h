/* The answers to refused requests: the faults, or the form with the faults. */
#ifndef SERVICE_REFUSAL_H
#define SERVICE_REFUSAL_H

struct exchange;

/*
 * Makes the faults that the exchange was refused for its answer. If the answer
 * is a page and a customer was attempted, the answer is the form with all that
 * was entered.
 */
void refusal_answer(struct exchange *exchange);

#endif
