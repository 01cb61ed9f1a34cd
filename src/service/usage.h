/* What --help and --version say. */
#ifndef SERVICE_USAGE_H
#define SERVICE_USAGE_H

extern const char usage_text[];
extern const char usage_release[];

#endif
