/* Negotiation of an answer's format and language (RFC 9110 section 12). */
#ifndef HTTP_ACCEPT_H
#define HTTP_ACCEPT_H

struct format;
struct language;

/* A format, and the name for it that the client is answered with. */
struct chosen {
	const struct format *format; /* NULL: nothing is acceptable */
	const char *media;           /* one of format->media */
};

/*
 * Chooses among all formats that are written by the value of an Accept header
 * (NULL or blank: as with none). Media ranges count by specificity and q, and
 * what is malformed among their parameters is passed over; of equals the body's
 * format wins (NULL if there is none), then the default format, then what the
 * header names first.
 */
struct chosen accept_choose(const char *header, const struct format *body);

/*
 * Chooses a language by the value of an Accept-Language header: that of the
 * language range with the highest q, or else the first, which falls to one
 * that there is (RFC 9110 section 12.5.4, RFC 4647 section 3.4). Of no other,
 * and of *, it is English.
 */
const struct language *accept_language(const char *header);

#endif
