/* The service's own URL, as its clients have to write it. */
#ifndef HTTP_SITE_H
#define HTTP_SITE_H

#include <stdbool.h>

struct arena;

/* What is known of it: never NULL, whatever bytes that may be. */
struct site {
	const char *host;        /* the header Host: what the client says */
	const char *https;       /* "on" or "1" if the server speaks TLS */
	const char *server_name; /* the name that the server goes by … */
	const char *server_port; /* … and its port */
};

/* Whether clients reach it by TLS, as far as the server knows. */
bool site_is_secure(const struct site *site);

/*
 * Returns scheme and authority, "https://www.example.com:8443", in the arena.
 * The authority is the client's Host if that can be one (a name, an IPv4
 * address or an IPv6 address in brackets, then perhaps a port: RFC 3986
 * section 3.2.2 without escapes and sub-delimiters), else the server's own
 * name and port. So it holds no character that could end or escape anything.
 */
const char *site_url(struct arena *arena, const struct site *site);

#endif
