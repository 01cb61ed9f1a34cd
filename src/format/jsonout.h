/* A writer of JSON, piece by piece, for documents other than records. */
#ifndef FORMAT_JSONOUT_H
#define FORMAT_JSONOUT_H

#include <stdbool.h>

struct text;

/*
 * Each adds a piece, after the comma that the last byte of out calls for: out
 * must be empty or end with the pieces added before.
 */
void jsonout_open(struct text *out, char bracket);     /* { or [ */
void jsonout_close(struct text *out, char bracket);    /* } or ] */
void jsonout_name(struct text *out, const char *name); /* of a member */
void jsonout_string(struct text *out, const char *string);
void jsonout_number(struct text *out, long long number);
void jsonout_bool(struct text *out, bool value);

/* Adds a value that is JSON already. */
void jsonout_json(struct text *out, const char *json);

/* Adds a member whose value is a string. */
void jsonout_member(struct text *out, const char *name, const char *string);

#endif
