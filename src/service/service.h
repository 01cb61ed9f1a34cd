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
struct intake;
struct reading;
struct record;

/* One request being answered, with all that its answer depends on. */
struct exchange {
	struct arena *arena;
	const struct config *config;
	const struct rules *rules;
	const struct request *request;
	/* folders that may not hold the database, NULL at the end */
	const char *const *forbidden;
	const struct format *body; /* what the body is in, or NULL */
	bool disguised; /* the body is in the default format, under its name */
	struct chosen answer;   /* what is answered in */
	const char *route;      /* its path, for the record */
	struct record *attempt; /* what was read, faulty or not; or NULL */
	size_t completed;       /* of a batch, the customers created */
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

/*
 * Sees whether the body may be read, as one customer or as many, and prepares
 * to read it; reads the key too if the request is to be done once. Returns
 * false if the request was refused.
 */
bool body_begin(struct exchange *exchange, bool many, struct intake *intake,
	struct reading *reading, struct once *once);

/* The format whose reader the body is for. */
const struct format *body_reader(const struct exchange *exchange);

/*
 * Lets the parameters of the URL fill what the body left out. Returns false
 * if they had to be refused, as reading says.
 */
bool body_fill(struct exchange *exchange, struct reading *reading,
	struct record *into);

/* At most this many members that were ignored are named. */
enum { BODY_IGNORED = 20 };

/*
 * Names members that were ignored in a header of the answer; none, or more
 * than that many, are no harm.
 */
void
body_ignored(struct exchange *exchange, const char *const *paths, size_t count);

/* What is kept with a customer of how it came. */
struct origin exchange_origin(const struct exchange *exchange);

/* As store_open(), with the settings of this service. */
enum store_result exchange_open(struct exchange *exchange, int64_t lock_timeout,
	const struct once *once, struct store **store);

/* The operations; the table of routes names them. */
void create_customer(struct exchange *exchange);
void create_batch(struct exchange *exchange);
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
