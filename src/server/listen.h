/* The socket that a process which stays is asked at. */
#ifndef SERVER_LISTEN_H
#define SERVER_LISTEN_H

#include <sys/types.h>

/*
 * Listens at a place: the path of a socket, which is made with the mode, or
 * 127.0.0.1:PORT or [::1]:PORT. A socket there at which nobody listens is
 * replaced. Returns the descriptor; or -1, and *why says why.
 */
int listen_at(const char *place, mode_t mode, const char **why);

#endif
