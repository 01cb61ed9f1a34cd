/* The parser of Content-Type: a media type, its charset and boundary. */
#ifndef FORMAT_MEDIA_H
#define FORMAT_MEDIA_H

struct arena;

/* A media type with two of its parameters (RFC 9110 section 8.3.1). */
struct media_type {
	const char *name;     /* "text/csv", lower case; "" if malformed */
	const char *charset;  /* lower case; "" if not given */
	const char *boundary; /* as sent; NULL if not given */
};

/* Parses a Content-Type; strings are in the arena. */
struct media_type media_type_parse(struct arena *arena, const char *value);

#endif
