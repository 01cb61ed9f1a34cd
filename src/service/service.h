/* The service: takes a request to its route, and answers it. */
#ifndef SERVICE_SERVICE_H
#define SERVICE_SERVICE_H

struct exchange;

/*
 * Answers a request: exchange holds all above body, and response, which is
 * zeroed but for body.arena. The answer is in exchange->response.
 */
void service_answer(struct exchange *exchange);

/*
 * Answers a request that met a defect of ours: exchange holds all that was
 * known by then, and response.
 */
void service_fail(struct exchange *exchange, const char *incident);

#endif
