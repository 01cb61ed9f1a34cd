/* Refusals: how often requests were refused for a field, by day. */
#ifndef STORE_REFUSAL_H
#define STORE_REFUSAL_H

#include <stddef.h>
#include <stdint.h>

struct arena;
struct store_settings;

/*
 * Counts that a request was refused for fields, each by its name, at a time in
 * seconds since 1970-01-01T00:00:00Z. Waits for nobody, makes no store, and
 * tells no failure to anybody: then it is not counted. No store may be open in
 * this process.
 */
void
store_note_refusal(struct arena *arena, const struct store_settings *settings,
	int64_t time, const char *const *fields, size_t count);

#endif
