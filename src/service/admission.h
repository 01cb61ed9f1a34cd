/* Admission: whether a request has the API key that its route needs. */
#ifndef SERVICE_ADMISSION_H
#define SERVICE_ADMISSION_H

#include <stdbool.h>

struct exchange;
struct route;
struct target;

/*
 * Looks the request's key up, if the request has one, and puts it into the
 * exchange. Refuses the request without a valid one where one is needed, and
 * with one that is not valid everywhere; or if the key has not the scope, or
 * the page of another site sent what browsers add by themselves. The store is
 * opened only if there is a key, or a page's ticket in its place. Returns
 * whether the request may go on.
 */
bool admission_decide(struct exchange *exchange, const struct route *route,
	const struct target *target);

/*
 * Notes that the key of a request was used, if one was. To be called when the
 * answer has gone out.
 */
void admission_note(struct exchange *exchange);

#endif
