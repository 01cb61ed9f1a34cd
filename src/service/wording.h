/* The texts that a form page shows beside the consents. */
#ifndef SERVICE_WORDING_H
#define SERVICE_WORDING_H

struct exchange;

/*
 * The texts, in a language ("it"), by the field they are shown beside; NULL
 * beside fields that are no consents. They are in the arena, or constant.
 */
const char *const *
wording_shown(struct exchange *exchange, const char *language);

#endif
