/* The service's own URL for its clients: scheme, host and port. */
#ifndef HTTP_SITE_H
#define HTTP_SITE_H

#include <stdbool.h>

struct arena;

/* The parts of the URL as the server gave them: any bytes, never NULL. */
struct site {
	const char *host;        /* the client's header Host */
	const char *https;       /* "on" or "1" if the server speaks TLS */
	const char *server_name; /* the name that the server goes by … */
	const char *server_port; /* … and its port */
};

/* Whether clients reach the site by TLS, as far as the server knows. */
bool site_is_secure(const struct site *site);

/*
 * Returns scheme and authority, "https://www.example.com:8443", in the arena.
 * The authority is the client's Host if well-formed (a name, an IPv4 address or
 * an IPv6 address in brackets, then perhaps a port: RFC 3986 section 3.2.2
 * without escapes and sub-delimiters), else the server's own name and port. So
 * the URL holds no character that could end or escape anything.
 */
const char *site_url(struct arena *arena, const struct site *site);

#endif
