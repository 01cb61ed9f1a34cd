/* What --help and --version say. */
#ifndef DOCUMENT_USAGE_H
#define DOCUMENT_USAGE_H

struct exchange;

extern const char usage_text[];
extern const char usage_release[];

/* GET /--help and /--version: make these the answer. */
void usage_help(struct exchange *exchange);
void usage_version(struct exchange *exchange);

#endif
