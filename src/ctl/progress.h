/* Progress of long work: a bar on a terminal, nothing elsewhere. */
#ifndef CTL_PROGRESS_H
#define CTL_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

/* Work that goes on; start with progress_begin(). */
struct progress {
	const char *what; /* "customers", of which the total counts */
	int64_t total;    /* 0: not known */
	/* internal */
	int64_t begun,
		shown; /* as calendar_elapsed() counts; -1: no terminal */
};

/* Begins work on a total of something. */
struct progress progress_begin(const char *what, int64_t total);

/*
 * Shows how far the work is, with its rate and the time left, if standard error
 * is a terminal and some time has passed since the last time.
 */
void progress_show(struct progress *progress, int64_t done);

/*
 * As progress_show(), of a total that the work tells, for work that calls back.
 * Returns whether the work is to go on: the operator has not stopped it.
 */
bool progress_go_on(void *progress, int64_t done, int64_t total);

/* Takes the bar off the terminal. */
void progress_end(struct progress *progress);

#endif
