/* Credentials: the API keys that a request has, wherever it has them. */
#ifndef HTTP_CREDENTIALS_H
#define HTTP_CREDENTIALS_H

#include <stdbool.h>

struct arena;
struct request;

enum credentials_state {
	CREDENTIALS_NONE,
	CREDENTIALS_KEY,   /* one that is to be looked up */
	CREDENTIALS_WRONG, /* what can be no key, or two that differ */
	CREDENTIALS_IN_URL /* a key where none may stand */
};

struct credentials {
	enum credentials_state state;
	const char *key;  /* with CREDENTIALS_KEY: its text; or NULL */
	const char *user; /* likewise the user that the server knows, or NULL */
	/* a browser may have added all of this by itself, whatever page has
	   sent the request */
	bool ambient;
	bool leaked; /* a sound key stands in the URL */
};

/* What the log says of each request with a sound key in its URL. */
extern const char credentials_leaked[];

/*
 * Reads what stands in Authorization (Bearer, RFC 6750 section 2.1; Basic, RFC
 * 7617), in X-Api-Key and in the URL. Where the server knows the user
 * (AUTH_TYPE), Authorization is the server's: with remote_user it is not looked
 * at, and the user counts; else it counts only if it has a key. Another
 * scheme is not looked at, and an empty header is none. No key stands in what
 * is returned unless it is sound (apikey_is_sound()).
 */
struct credentials credentials_read(
	struct arena *arena, const struct request *request, bool remote_user);

#endif
