/* The answers to --help and --version, on a terminal and below the URL. */
#ifndef DOCUMENT_USAGE_H
#define DOCUMENT_USAGE_H

struct exchange;

extern const char usage_text[];
extern const char usage_release[];

/* GET /--help and /--version: make the texts the answer. */
void usage_help(struct exchange *exchange);
void usage_version(struct exchange *exchange);

#endif
