/* The service: which route answers a request, and how. */
#ifndef SERVICE_SERVICE_H
#define SERVICE_SERVICE_H

#include "http/accept.h"
#include "http/request.h"
#include "http/response.h"
#include "schema/fault.h"
#include "schema/schema.h"
#include "store/store.h"

struct arena;
struct config;
struct record;

/* One request being answered, with all that its answer depends on. */
struct exchange {
	struct arena *arena;
	const struct config *config;
	const struct rules *rules;
	const struct request *request;
	/* folders that may not hold the database, NULL at the end */
	const char *const *forbidden;
	const struct format *body;  /* what the body is read as, or NULL */
	struct chosen answer;       /* what is answered in */
	const char *route;          /* the route's path, as the table has it */
	struct record *attempt;     /* what was read, faulty or not; or NULL */
	struct response *response;
};

/*
 * Answers a request: exchange holds all above body, and response, which is
 * zeroed but for body.arena. The answer is in exchange->response.
 */
void service_answer(struct exchange *exchange);

/* Makes a record the answer, in the format negotiated. */
void exchange_answer(
	struct exchange *exchange, int status, const struct record *record);

/*
 * Makes the faults the answer; there must be one. Where pages are answered in
 * and a customer was attempted, it is the form with what was entered.
 */
void exchange_fail(struct exchange *exchange, const struct faults *faults);

/* Makes one fault of the whole request the answer. */
void exchange_refuse(
	struct exchange *exchange, enum fault_kind kind, const char *detail);

/* Begins an answer that is a page: status, media type, protective headers. */
void exchange_page(struct exchange *exchange, int status);

/* As store_open(), with the settings of this service. */
enum store_result exchange_open(struct exchange *exchange,
	int64_t lock_timeout, struct store **store);

/* The operations; the table of routes names them. */
void create_customer(struct exchange *exchange);
void health_show(struct exchange *exchange);
void page_form(struct exchange *exchange);

/*
 * Adds the form, with a record's values and, unless NULL, the faults found.
 * The lists of the record get an empty item each.
 */
void page_write(struct exchange *exchange, struct record *customer,
	const struct faults *faults);

/* Makes the page that says that a customer was created the answer. */
void page_created(struct exchange *exchange, int64_t id);

#endif
