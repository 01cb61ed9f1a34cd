/* The pass of a page of success, which lets its reader correct the customer. */
#ifndef FORM_PASS_H
#define FORM_PASS_H

#include <stdint.h>

#include "store/store.h"

struct arena;
struct text;

/* The seconds from a customer's creation that a pass is good for. */
enum { PASS_LASTS = 30 * 60 };

/*
 * Adds the pass to a customer as text, signed: digits, letters and points. How
 * long it is good, and whether it was used, the customer itself tells.
 */
void pass_write(
	struct text *out, int64_t id, const unsigned char secret[STORE_SECRET]);

/* The customer that a text is a pass to; 0 if the text is no pass. */
int64_t pass_read(struct arena *arena, const char *text,
	const unsigned char secret[STORE_SECRET]);

#endif
