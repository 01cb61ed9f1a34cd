/* One request being answered, and the ways to answer it. */
#ifndef EXCHANGE_EXCHANGE_H
#define EXCHANGE_EXCHANGE_H

#include "base/arena.h"
#include "http/accept.h"
#include "http/request.h"
#include "http/response.h"
#include "schema/fault.h"
#include "schema/schema.h"
#include "store/store.h"

struct arena;
struct config;
struct record;
struct stream;

/* A request with all that its answer depends on, and the answer. */
struct exchange {
	struct arena *arena;
	struct arena items; /* memory of the customer of a batch at hand */
	const struct config *config;
	const struct rules *rules;
	const struct request *request;
	const struct routes *routes; /* what can be asked */
	/* folders that a web server may show, and those of them that may not
	   hold the database, each with NULL at the end */
	const char *const *shown, *const *forbidden;
	const struct format *body; /* what the body is in, or NULL */
	bool mislabelled; /* the body is in the default format, under its name
			   */
	struct chosen answer;       /* what is answered in */
	const struct format *named; /* by the path of the route, or NULL */
	struct text fill;  /* the parameters of the URL that name members */
	const char *route; /* its path, for the record */
	struct record *attempt; /* what was read, faulty or not; or NULL */
	const char *ticket;     /* that a form handed in (ticket.h), or NULL */
	bool ticket_used;       /* its key was, with other entries */
	bool trap_filled;       /* what no person sees was filled in */
	bool confined; /* the process gave up already what it won't need */
	const struct store_prepared *prepared; /* the store, or NULL: not yet */
	size_t completed; /* of a batch, the customers created */
	const struct faults *refused; /* why nothing was done, or NULL */
	struct response *response;
};

/* The format whose reader the body is for; NULL if it has none. */
const struct format *exchange_reader(const struct exchange *exchange);

/*
 * The language that the answer speaks. What depends on it says
 * so in the headers, if there was an Accept-Language.
 */
const struct language *exchange_speak(struct exchange *exchange);

/* Begins an answer that is a page: status, media type, protective headers. */
void exchange_page(struct exchange *exchange, int status);

/*
 * As exchange_page(), of a page with a script, which alone may run there; it
 * may ask the service if it asks.
 */
void exchange_page_with(
	struct exchange *exchange, int status, const char *script, bool asks);

/* Makes a record the answer, in the format negotiated. */
void exchange_answer(
	struct exchange *exchange, int status, const struct record *record);

/*
 * Makes a list the answer, in the format negotiated: its records are asked for
 * when it is sent, or gathered by response_gather(). The stream must live until
 * then.
 */
void
exchange_stream(struct exchange *exchange, int status, struct stream *stream);

/*
 * Refuses the request: the faults, at least one, will be the answer. They are
 * kept by reference, and so have to live as long as the exchange.
 */
void
exchange_refuse_faults(struct exchange *exchange, const struct faults *faults);

/* Refuses the request for one fault. */
void exchange_refuse_fault(struct exchange *exchange, struct fault fault);

/* Refuses the whole request for one reason. */
void exchange_refuse(
	struct exchange *exchange, enum fault_kind kind, const char *detail);

/* A path of the service as clients have to write it, in the arena. */
const char *exchange_path(const struct exchange *exchange, const char *below);

/*
 * The URL below which the service is, as its clients have to write it:
 * "http://www.example.com/cgi-bin/crm.cgi", in the arena. crm.conf may say it;
 * else it is what the client and the server call it.
 */
const char *exchange_url(const struct exchange *exchange);

/* Whether that URL has a path, below which all routes are the service's. */
bool exchange_is_below(const struct exchange *exchange);

/* What is kept with a customer of how it came. */
struct origin exchange_origin(const struct exchange *exchange);

/* What the store of this service is opened with. */
struct store_settings
exchange_settings(const struct exchange *exchange, int64_t lock_timeout);

/* As store_open(), with the settings of this service. */
enum store_result exchange_open(
	struct exchange *exchange, int64_t lock_timeout, struct store **store);

/* As store_read_secret(), with the settings of this service. */
enum store_result exchange_secret(struct exchange *exchange,
	int64_t lock_timeout, unsigned char secret[STORE_SECRET]);

/* As store_inspect(), with the settings of this service. */
enum store_result exchange_inspect(
	struct exchange *exchange, int64_t patience, struct store_view *view);

#endif
