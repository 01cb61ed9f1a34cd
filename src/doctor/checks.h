/* The self-check: a table of what can be wrong around the program, and of what
 * puts it right. */
#ifndef DOCTOR_CHECKS_H
#define DOCTOR_CHECKS_H

#include <stddef.h>

#include "doctor/verdicts.h"

struct arena;
struct probe;

/* The surroundings in which something is put right in different ways. */
enum setting {
	SETTING_ANY, /* everybody, first */
	SETTING_APACHE,
	SETTING_LIGHTTPD,
	SETTING_NGINX,
	SETTING_HOST, /* shared hosting, where one can upload files and no more
		       */
	SETTING__MAX
};

/*
 * A check: one stanza of the table. In remedies, which are lines to type or to
 * put into a file, and sentences, {database} and its like stand for what
 * checks_remedy() knows.
 */
struct check {
	const char *name;
	const char *title; /* what is so if all is well */
	struct outcome (*verdict)(const struct probe *probe);
	const char *remedies[SETTING__MAX];
};

extern const struct check checks[];
extern const size_t check_count;

/* What a setting is called, for people; "" for everybody. */
const char *setting_title(enum setting setting);

/*
 * The remedy of a check in a setting, in the arena; NULL if there is none, or
 * if the server that asks is another.
 */
const char *checks_remedy(const struct probe *probe, const struct check *check,
	enum setting setting);

#endif
