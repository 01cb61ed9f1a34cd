/* The exchange: one request, the state of its processing, and its answer. */
#include "exchange/exchange.h"

#include <string.h>

#include "base/arena.h"
#include "config/config.h"
#include "customer/customer.h"
#include "format/format.h"
#include "format/stream.h"
#include "html/html.h"
#include "http/site.h"
#include "language/language.h"

const struct format *
exchange_reader(const struct exchange *exchange)
{
	return exchange->mislabelled ? format_default() : exchange->body;
}

const struct language *
exchange_speak(struct exchange *exchange)
{
	if (exchange->rules == NULL || exchange->rules->language == NULL)
		return languages[0];
	if (*exchange->request->accept_language != '\0' ||
		exchange->rules->language != languages[0])
		exchange->response->language = exchange->rules->language->tag;
	return exchange->rules->language;
}

void
exchange_page(struct exchange *exchange, int status)
{
	exchange_page_with(exchange, status, &(struct html_rights){ 0 });
}

void
exchange_page_with(
	struct exchange *exchange, int status, const struct html_rights *rights)
{
	struct response *response = exchange->response;

	response->status = status;
	response->media = exchange->answer.media;
	response_header(response, "Content-Security-Policy",
		html_policy(exchange->arena, rights));
	/* with no-referrer a browser sends a form of ours with Origin: null */
	response_header(response, "Referrer-Policy", "same-origin");
	response_header(response, "Cross-Origin-Opener-Policy", "same-origin");
}

/* What a file is called that somebody keeps an answer in. */
static const char *
file_name(const struct exchange *exchange)
{
	const struct route *route = exchange->target.route;

	if (exchange->file != NULL)
		return exchange->file;
	return route == NULL || route->operation == NULL
		       ? customer_schema.name
		       : route->operation->name;
}

const struct format *
exchange_writer(const struct exchange *exchange)
{
	const struct format *format = exchange->answer.format;

	return exchange->mislabelled && format == exchange->body
		       ? format_default()
		       : format;
}

/*
 * Begins an answer in the format negotiated. Returns the format that the answer
 * is really written in.
 */
static const struct format *
begin_answer(struct exchange *exchange, int status)
{
	const struct format *format = exchange->answer.format;
	struct response *response = exchange->response;

	if (format->people) {
		exchange_speak(exchange);
		exchange_page(exchange, status);
	}
	response->status = status;
	response->media = exchange->answer.media;
	if (format->file_ending != NULL || exchange->file != NULL)
		response_header(response, "Content-Disposition",
			arena_printf(exchange->arena,
				"attachment; filename=\"%s.%s\"",
				file_name(exchange), format->name));
	return exchange_writer(exchange);
}

void
exchange_answer(
	struct exchange *exchange, int status, const struct record *record)
{
	begin_answer(exchange, status)
		->write(&exchange->response->body, record);
}

const char *
exchange_tag(struct exchange *exchange, int64_t version,
	const struct language *language)
{
	const char *tag = arena_printf(exchange->arena, "\"%lld-%s%s%s\"",
		(long long)version, exchange->answer.format->name,
		language == NULL ? "" : "-",
		language == NULL ? "" : language->tag);

	response_header(exchange->response, "ETag", tag);
	return tag;
}

void
exchange_stream(struct exchange *exchange, int status, struct stream *stream)
{
	stream->writer = begin_answer(exchange, status)->stream;
	stream->language = exchange->rules->language;
	exchange->response->stream = stream;
}

void
exchange_refuse_faults(struct exchange *exchange, const struct faults *faults)
{
	exchange->refused = faults;
}

void
exchange_refuse_fault(struct exchange *exchange, struct fault fault)
{
	struct faults *faults = arena_alloc(exchange->arena, sizeof(*faults));

	faults->arena = exchange->arena;
	faults_add(faults, fault);
	exchange->refused = faults;
}

void
exchange_refuse(
	struct exchange *exchange, enum fault_kind kind, const char *detail)
{
	exchange_refuse_fault(exchange,
		(struct fault){ .kind = kind, .path = "", .detail = detail });
}

const char *
exchange_path(const struct exchange *exchange, const char *below)
{
	const char *script = exchange->request->script;
	struct text path = { .arena = exchange->arena };

	text_path(&path, script, strlen(script));
	text_puts(&path, below);
	return path.bytes;
}

const char *
exchange_url(const struct exchange *exchange)
{
	if (exchange->config->url != NULL)
		return exchange->config->url;
	return arena_printf(exchange->arena, "%s%s",
		site_url(exchange->arena, &exchange->request->site),
		exchange_path(exchange, ""));
}

bool
exchange_is_below(const struct exchange *exchange)
{
	const char *url = exchange->config->url;

	return url == NULL ? *exchange->request->script != '\0'
			   : strchr(strstr(url, "//") + 2, '/') != NULL;
}

bool
exchange_is_open(const struct exchange *exchange, const struct route *route)
{
	if (route->scope == 0)
		return true;
	if (route->scope != SCOPE_CREATE)
		return false;
	/* the form page is no operation */
	return exchange->config->open == OPEN_CREATE ||
	       (exchange->config->open == OPEN_FORM &&
		       route->operation == NULL);
}

struct origin
exchange_origin(const struct exchange *exchange)
{
	return (struct origin){
		.route = exchange->route,
		.format = exchange_reader(exchange) == NULL
				  ? "query"
				  : exchange_reader(exchange)->name,
		.time = exchange->rules->now,
		.key = exchange->key.id,
	};
}

struct store_settings
exchange_settings(const struct exchange *exchange, int64_t lock_timeout)
{
	return (struct store_settings){
		.config = exchange->config,
		.schema = &customer_schema,
		.lock_timeout = lock_timeout,
		.prepared = exchange->prepared,
		.session = exchange->session,
		.exposed = exchange->forbidden,
	};
}

enum store_result
exchange_open(
	struct exchange *exchange, int64_t lock_timeout, struct store **store)
{
	const struct store_settings settings =
		exchange_settings(exchange, lock_timeout);

	return store_open(exchange->arena, &settings, store);
}

enum store_result
exchange_open_to_read(struct exchange *exchange, struct store **store)
{
	const struct store_settings settings = exchange_settings(
		exchange, exchange->config->lock_timeout * 1000);

	return store_open_to_read(exchange->arena, &settings, store);
}

enum store_result
exchange_secret(struct exchange *exchange, int64_t lock_timeout,
	unsigned char secret[STORE_SECRET])
{
	const struct store_settings settings =
		exchange_settings(exchange, lock_timeout);

	return store_read_secret(exchange->arena, &settings, secret);
}

enum store_result
exchange_inspect(
	struct exchange *exchange, int64_t patience, struct store_view *view)
{
	const struct store_settings settings =
		exchange_settings(exchange, patience);

	return store_inspect(exchange->arena, &settings, view);
}
