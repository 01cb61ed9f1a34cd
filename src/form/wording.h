/* The texts that a form page shows beside the consents. */
#ifndef FORM_WORDING_H
#define FORM_WORDING_H

#include <stdbool.h>

struct exchange;
struct field;
struct language;

/* The text that is shown as the label of a consent. */
const char *wording_of(struct exchange *exchange,
	const struct language *language, const struct field *field);

/*
 * The texts, by the field they are shown with; NULL for fields that are no
 * consents, or are not asked for; a page that is whole, as in label.h, asks for
 * all. They are in the arena, or constant.
 */
const char *const *
wording_shown(
	struct exchange *exchange, const struct language *language, bool whole);

#endif
