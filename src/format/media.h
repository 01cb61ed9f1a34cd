/* Media types, as Content-Type names them. */
#ifndef FORMAT_MEDIA_H
#define FORMAT_MEDIA_H

struct arena;

/* A media type with the two parameters that matter here (RFC 9110 8.3.1). */
struct media_type {
	const char *name;     /* "text/csv", lower case; "" if malformed */
	const char *charset;  /* lower case; "" if not said */
	const char *boundary; /* as sent; NULL if not said */
};

/* Parses a Content-Type; strings are in the arena. */
struct media_type media_type_parse(struct arena *arena, const char *value);

#endif
