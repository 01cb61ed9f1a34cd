/* The self-check's table: possible faults around the program, with remedies. */
#ifndef DOCTOR_CHECKS_H
#define DOCTOR_CHECKS_H

#include <stddef.h>

#include "doctor/verdicts.h"

struct arena;
struct probe;

/* The surroundings that need different remedies. */
enum setting {
	SETTING_ANY, /* all surroundings, first */
	SETTING_APACHE,
	SETTING_LIGHTTPD,
	SETTING_NGINX,
	SETTING_HOST, /* shared hosting, where one can upload files and no more
		       */
	SETTING__MAX
};

/*
 * A check: one stanza of the table. Remedies are sentences, and lines to type
 * or to put into a file; in them {database} and its like stand for the values
 * that checks_remedy() puts in.
 */
struct check {
	const char *name;
	const char *title; /* true if all is well */
	struct outcome (*verdict)(const struct probe *probe);
	const char *remedies[SETTING__MAX];
};

extern const struct check checks[];
extern const size_t check_count;

/* The name of a setting, for people; "" for SETTING_ANY. */
const char *setting_title(enum setting setting);

/*
 * The remedy of a check in a setting, in the arena; NULL if there is none, or
 * if the server of the request is of another setting.
 */
const char *checks_remedy(const struct probe *probe, const struct check *check,
	enum setting setting);

#endif
