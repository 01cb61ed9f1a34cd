/* A process that stays: FastCGI, round by round, with a commit for each. */
#ifndef SERVER_STAY_H
#define SERVER_STAY_H

struct setup;

/*
 * Answers what comes in at a listening socket until SIGTERM or SIGUSR1, which
 * must be blocked. setup was read; the process is confined from now on. Returns
 * the exit status: 0 unless the process has to be replaced.
 */
int stay_serve(int listener, struct setup *setup);

#endif
