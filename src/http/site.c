/* The service's own URL for its clients: scheme, host and port. */
#include "http/site.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"

#define DIGITS "0123456789"
#define HEX DIGITS "ABCDEFabcdef"
#define NAME DIGITS "-._ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

/* No name of a host is longer (RFC 1035 section 2.3.4). */
enum { NAME_LETTERS = 255, PORT_DIGITS = 5 };

/* The end of the name or address that a host begins with; NULL if none. */
static const char *
host_end(const char *host)
{
	size_t length;

	if (*host != '[') {
		length = strspn(host, NAME);
		return length == 0 || length > NAME_LETTERS ? NULL
							    : host + length;
	}
	length = strspn(host + 1, HEX ":.");
	return length == 0 || length > NAME_LETTERS || host[length + 1] != ']'
		       ? NULL
		       : host + length + 2;
}

static bool
is_port(const char *port)
{
	size_t length = strspn(port, DIGITS);

	return length > 0 && length <= PORT_DIGITS && port[length] == '\0';
}

static bool
is_authority(const char *text)
{
	const char *end = host_end(text);

	return end != NULL &&
	       (*end == '\0' || (*end == ':' && is_port(end + 1)));
}

/* The server's name, and the port unless the scheme has it by default. */
static const char *
own_authority(struct arena *arena, const struct site *site, bool secure)
{
	const char *name = site->server_name, *port = site->server_port;
	const char *end = host_end(name);

	if (end == NULL || *end != '\0')
		name = "localhost";
	if (!is_port(port) || strcmp(port, secure ? "443" : "80") == 0)
		return name;
	return arena_printf(arena, "%s:%s", name, port);
}

bool
site_is_secure(const struct site *site)
{
	return text_is(site->https, strlen(site->https), "on") ||
	       strcmp(site->https, "1") == 0;
}

const char *
site_url(struct arena *arena, const struct site *site)
{
	bool secure = site_is_secure(site);
	const char *authority = is_authority(site->host)
					? site->host
					: own_authority(arena, site, secure);

	return arena_printf(arena, "http%s://%s", secure ? "s" : "", authority);
}
