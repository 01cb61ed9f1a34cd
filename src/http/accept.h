/* Negotiation of an answer's format and language (RFC 9110 section 12). */
#ifndef HTTP_ACCEPT_H
#define HTTP_ACCEPT_H

struct format;
struct language;

/* A format, and the media type for it that the answer has. */
struct chosen {
	const struct format *format; /* NULL: nothing is acceptable */
	const char *media;           /* one of format->media */
};

/*
 * Chooses among all formats that are written by the value of an Accept header
 * (NULL or blank: as without the header). Media ranges count by specificity and
 * q, and malformed parameters are passed over; of equals the body's format wins
 * (NULL: no body), then the default format, then the first in the header.
 */
struct chosen accept_choose(const char *header, const struct format *body);

/*
 * Chooses a language by the value of an Accept-Language header: the language
 * of the range with the highest q, the first of equals, among the ranges that
 * fall to a language of the table (RFC 9110 section 12.5.4, RFC 4647 section
 * 3.4). Without such a range, and for *, the language is English.
 */
const struct language *accept_language(const char *header);

#endif
