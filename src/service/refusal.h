/* Answers to requests that can't be done. */
#ifndef SERVICE_REFUSAL_H
#define SERVICE_REFUSAL_H

struct exchange;

/*
 * Makes the faults that the exchange was refused for its answer. Where pages
 * are answered in and a customer was attempted, the answer is the form with
 * what was entered.
 */
void refusal_answer(struct exchange *exchange);

#endif
