/* The exchange: one request, the state of its processing, and its answer. */
#ifndef EXCHANGE_EXCHANGE_H
#define EXCHANGE_EXCHANGE_H

#include "base/arena.h"
#include "exchange/route.h"
#include "http/accept.h"
#include "http/request.h"
#include "http/response.h"
#include "schema/fault.h"
#include "schema/schema.h"
#include "store/key.h"
#include "store/store.h"

struct arena;
struct config;
struct html_rights;
struct record;
struct stream;

/* A request with all that its answer depends on, and the answer. */
struct exchange {
	struct arena *arena;
	struct arena items; /* memory of a batch's current customer */
	const struct config *config;
	const struct rules *rules;
	const struct request *request;
	const struct routes *routes; /* of the service */
	/* folders that a web server may show, and those of them that may not
	   hold the database, each with NULL at the end */
	const char *const *shown, *const *forbidden;
	const struct format *body; /* the body's format by its label, or NULL */
	bool mislabelled;     /* the body is really in the default format */
	struct chosen answer; /* the format of the answer */
	struct target target; /* with the route that answers, or none */
	struct text fill;     /* the parameters of the URL that name members */
	const char *route;    /* the route's path, for the record */
	struct record *attempt; /* as read, faulty or not; or NULL */
	struct api_key key;     /* id 0: none came; then all is allowed */
	bool by_ticket;         /* a page's ticket has let it in, and no key */
	const char *file;       /* name to save the answer by, without ending */
	const char *ticket;     /* from a form (ticket.h), or NULL */
	bool ticket_used;       /* its key was used for other entries */
	const char *pass; /* to correct a customer, from a form (pass.h), or NULL */
	bool trap_filled;       /* the field hidden from people was filled */
	bool asked;             /* the page asked about contradictions */
	bool confined;          /* the process is in its sandbox already */
	const struct store_prepared *prepared; /* the store, or NULL: not yet */
	struct store_session *session; /* that keeps the store open, or NULL */
	size_t completed;             /* of a batch, the customers created */
	const struct faults *refused; /* the reasons of a refusal, or NULL */
	struct response *response;
};

/* The format that the body is read as; NULL if there is none. */
const struct format *exchange_reader(const struct exchange *exchange);

/*
 * The language of the answer. If there was an Accept-Language, the answer's
 * headers name the language.
 */
const struct language *exchange_speak(struct exchange *exchange);

/* Begins an answer that is a page: status, media type, protective headers. */
void exchange_page(struct exchange *exchange, int status);

/* As exchange_page(), for a page that may do more. */
void exchange_page_with(struct exchange *exchange, int status,
	const struct html_rights *rights);

/* The format that the answer is really written in. */
const struct format *exchange_writer(const struct exchange *exchange);

/* Makes a record the answer, in the format negotiated. */
void exchange_answer(
	struct exchange *exchange, int status, const struct record *record);

/*
 * Gives the answer an entity tag, which it returns in the arena: the version of
 * what is answered, its format and, unless NULL, its language.
 */
const char *exchange_tag(struct exchange *exchange, int64_t version,
	const struct language *language);

/*
 * Makes a list the answer, in the format negotiated. The stream is asked for
 * its records when the answer is sent, or gathered by response_gather(), and
 * must live until then.
 */
void
exchange_stream(struct exchange *exchange, int status, struct stream *stream);

/*
 * Refuses the request: the faults, at least one, will be the answer. The faults
 * are kept by reference, and must live as long as the exchange.
 */
void
exchange_refuse_faults(struct exchange *exchange, const struct faults *faults);

/* Refuses the request for one fault. */
void exchange_refuse_fault(struct exchange *exchange, struct fault fault);

/* Refuses the whole request for one reason. */
void exchange_refuse(
	struct exchange *exchange, enum fault_kind kind, const char *detail);

/* A path of the service as clients must write it, in the arena. */
const char *exchange_path(const struct exchange *exchange, const char *below);

/*
 * The base URL of the service, as its clients must write it:
 * "http://www.example.com/cgi-bin/crm.cgi", in the arena. crm.conf may set
 * the URL; else it is made of the names that the client and the server use.
 */
const char *exchange_url(const struct exchange *exchange);

/* Whether the base URL has a path; all routes below are the service's. */
bool exchange_is_below(const struct exchange *exchange);

/*
 * Whether everybody may use a route without an API key: it needs none, or none
 * by crm.conf. What a page of the service sends may be let in besides.
 */
bool
exchange_is_open(const struct exchange *exchange, const struct route *route);

/* The origin that is stored with a customer. */
struct origin exchange_origin(const struct exchange *exchange);

/* The settings that the store of this service is opened with. */
struct store_settings
exchange_settings(const struct exchange *exchange, int64_t lock_timeout);

/* As store_open(), with the settings of this service. */
enum store_result exchange_open(
	struct exchange *exchange, int64_t lock_timeout, struct store **store);

/* As store_open_to_read(), with the settings and patience of this service. */
enum store_result
exchange_open_to_read(struct exchange *exchange, struct store **store);

/* As store_read_secret(), with the settings of this service. */
enum store_result exchange_secret(struct exchange *exchange,
	int64_t lock_timeout, unsigned char secret[STORE_SECRET]);

/* As store_inspect(), with the settings of this service. */
enum store_result exchange_inspect(
	struct exchange *exchange, int64_t patience, struct store_view *view);

#endif
