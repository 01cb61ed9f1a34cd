/* Arguments MEMBER=VALUE, read into a message as the fields of a form are. */
#ifndef CTL_MEMBERS_H
#define CTL_MEMBERS_H

#include <stddef.h>
#include <stdint.h>

struct arena;
struct ctl;
struct faults;
struct record;
struct schema;

/*
 * Reads arguments up to NULL into a new message of a schema, in the arena. An
 * item's member is named as in emails[0].email. What a value is, is checked by
 * who takes the message. Returns NULL after a complaint: an argument has no =,
 * names no member, or one twice.
 */
struct record *members_read(
	struct ctl *ctl, const struct schema *schema, char *const *arguments);

/* Complains of each fault, behind what the fault is of. */
void members_complain(const char *of, const struct faults *faults);

/* The names of a message's members, each with a = behind, blank-separated. */
const char *members_words(struct arena *arena, const struct schema *schema);

/* The number of a customer that a text is; 0 after a complaint. */
int64_t members_id(const char *text);

#endif
