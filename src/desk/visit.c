/* Visits: who is at the desk, by a cookie that nothing but the desk looks at.
 */
#include "desk/visit.h"

#include <string.h>
#include <sys/random.h>

#include "base/arena.h"
#include "base/die.h"
#include "base/hex.h"
#include "config/config.h"
#include "exchange/body.h"
#include "exchange/exchange.h"
#include "http/sharing.h"
#include "http/site.h"

#define COOKIE "crm-desk="

enum store_result
visit_find_key(struct exchange *exchange, const struct key_wanted *wanted)
{
	struct store *store;
	enum store_result result = exchange_open_to_read(exchange, &store);

	exchange->key = (struct api_key){ 0 };
	if (result != STORE_OK)
		return result;
	result = store_find_key(
		store, wanted, exchange->rules->now, &exchange->key);
	store_close(store);
	return result;
}

/* The secret in the header Cookie (RFC 6265 section 4.2), or NULL. */
static const char *
find_secret(const char *cookies)
{
	const size_t begin = strlen(COOKIE);

	while (*cookies != '\0') {
		size_t length = strcspn(cookies, ";");

		if (length == begin + VISIT_DIGITS &&
			strncmp(cookies, COOKIE, begin) == 0 &&
			strspn(cookies + begin, "0123456789abcdef") ==
				VISIT_DIGITS)
			return cookies + begin;
		cookies += length;
		cookies += strspn(cookies, "; ");
	}
	return NULL;
}

/* A visit under a secret at random. */
static struct visit
new_visit(void)
{
	unsigned char random[SHA256_BYTES];
	struct visit visit = { .is_new = true };

	if (getrandom(random, sizeof(random), 0) != sizeof(random))
		die("the system has no random numbers for a cookie");
	hex_put(visit.secret, random, sizeof(random));
	return visit;
}

struct visit
visit_read(const struct exchange *exchange)
{
	const char *secret = find_secret(exchange->request->cookie);
	struct visit visit = { .is_new = false };

	if (secret == NULL)
		return new_visit();
	memcpy(visit.secret, secret, VISIT_DIGITS);
	return visit;
}

/* Whether the browser reaches the desk by TLS, as far as can be told. */
static bool
is_secure(const struct exchange *exchange)
{
	const char *url = exchange->config->url;

	return site_is_secure(&exchange->request->site) ||
	       (url != NULL && strncmp(url, "https:", strlen("https:")) == 0);
}

/* Sets the cookie to a value, for as long as more says. */
static void
set_cookie(struct exchange *exchange, const char *value, const char *more)
{
	response_header(exchange->response, "Set-Cookie",
		arena_printf(exchange->arena,
			COOKIE "%s; Path=%s; HttpOnly; SameSite=Lax%s%s", value,
			exchange_path(exchange, "/desk"),
			is_secure(exchange) ? "; Secure" : "", more));
}

void
visit_keep(struct exchange *exchange, const struct visit *visit)
{
	set_cookie(exchange, visit->secret, "");
}

void
visit_clear(struct exchange *exchange)
{
	set_cookie(exchange, "", "; Max-Age=0");
}

/* What is kept of a secret. */
static void
print_secret(const struct visit *visit, unsigned char print[SHA256_BYTES])
{
	struct sha256 hash = sha256_begin();

	sha256_add(&hash, visit->secret, VISIT_DIGITS);
	sha256_put(&hash, print);
}

/* Whether the web server says who visits, and crm.conf that this counts. */
static bool
has_user(const struct exchange *exchange)
{
	return exchange->config->remote_user != 0 &&
	       *exchange->request->auth_type != '\0';
}

bool
visit_is_given(const struct exchange *exchange)
{
	/* the names of valid keys differ */
	return has_user(exchange) &&
	       strcmp(exchange->request->user, exchange->key.name) == 0;
}

enum store_result
visit_identify(struct exchange *exchange, const struct visit *visit)
{
	unsigned char print[SHA256_BYTES];
	enum store_result result = STORE_OK;

	exchange->key = (struct api_key){ 0 };
	if (has_user(exchange))
		result = visit_find_key(
			exchange, &(struct key_wanted){
					  .name = exchange->request->user });
	if (result != STORE_OK || exchange->key.id != 0 || visit->is_new)
		return result;
	print_secret(visit, print);
	return visit_find_key(exchange, &(struct key_wanted){ .visit = print });
}

enum store_result
visit_begin(struct exchange *exchange, const struct visit *before)
{
	const int64_t now = exchange->rules->now;
	struct visit visit = new_visit();
	unsigned char print[SHA256_BYTES];
	struct store *store;
	enum store_result result = exchange_open(
		exchange, exchange->config->lock_timeout * 1000, &store);

	if (result != STORE_OK)
		return result;
	print_secret(before, print);
	store_drop_visit(store, print);
	print_secret(&visit, print);
	store_add_visit(store, exchange->key.id, print, now + VISIT_LASTS, now);
	result = store_commit(store);
	if (result == STORE_OK)
		visit_keep(exchange, &visit);
	else
		exchange->key.id = 0;
	return result;
}

enum store_result
visit_end(struct exchange *exchange, const struct visit *visit)
{
	unsigned char print[SHA256_BYTES];
	struct store *store;
	enum store_result result = exchange_open(
		exchange, exchange->config->lock_timeout * 1000, &store);

	if (result != STORE_OK)
		return result;
	print_secret(visit, print);
	store_drop_visit(store, print);
	return store_commit(store);
}

void
visit_ticket(const struct visit *visit, char out[VISIT_DIGITS + 1])
{
	static const char label[] = "ticket";
	unsigned char bytes[SHA256_BYTES];

	hmac_sha256((const unsigned char *)visit->secret, VISIT_DIGITS, label,
		strlen(label), bytes);
	hex_put(out, bytes, sizeof(bytes));
}

bool
visit_is_genuine(struct exchange *exchange, const struct visit *visit)
{
	const char *sent = body_entry(exchange, "ticket");
	char ticket[VISIT_DIGITS + 1];

	visit_ticket(visit, ticket);
	return strlen(sent) == VISIT_DIGITS &&
	       sha256_same(sent, ticket, VISIT_DIGITS) &&
	       !sharing_is_foreign(
		       exchange->arena, exchange->config, exchange->request);
}
