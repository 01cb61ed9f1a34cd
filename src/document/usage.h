/* What --help and --version say. */
#ifndef DOCUMENT_USAGE_H
#define DOCUMENT_USAGE_H

extern const char usage_text[];
extern const char usage_release[];

#endif
