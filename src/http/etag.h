/* Entity tags (RFC 9110 section 8.8.3), which begin with a version's number. */
#ifndef HTTP_ETAG_H
#define HTTP_ETAG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

/* The versions that an If-Match names. */
struct etag_match {
	bool any;          /* *: every version */
	int64_t *versions; /* in the arena */
	size_t count;
};

/*
 * Reads an If-Match (RFC 9110 section 13.1.1): a list of tags, quoted or not,
 * weak or strong. Of each the number before the first dash counts, if there is
 * one. Returns false if no tag has a number and none is *.
 */
bool
etag_match(struct arena *arena, const char *header, struct etag_match *match);

/*
 * Whether an If-None-Match (RFC 9110 section 13.1.2) names a tag, which is
 * quoted, or has *. Tags are compared weakly; what a server that compresses
 * answers puts behind a tag ("7-json-gzip") does not count.
 */
bool etag_is_among(const char *tag, const char *header);

#endif
