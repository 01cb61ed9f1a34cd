/* The keeper of processes that stay: starts, replaces and ends them. */
#ifndef SERVER_KEEPER_H
#define SERVER_KEEPER_H

#include <stdbool.h>

/* Whether descriptor 0 is a listening socket, as a spawner hands it over. */
bool keeper_is_asked(void);

/*
 * Has as many processes as crm.conf says (processes) answer what comes in at a
 * listening socket; with a spawner, which starts as many as it wants, one. A
 * process that dies is replaced, more slowly if it dies at once. SIGTERM and
 * SIGUSR1 end all, SIGHUP begins anew with crm.conf as it is then. config and
 * argv are as for once_answer(). Returns the exit status.
 */
int keeper_run(int listener, bool spawned, const char *config, char **argv);

#endif
