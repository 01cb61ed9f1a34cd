/* The other end of a socket: a process of this process's user. */
#ifndef BASE_PEER_H
#define BASE_PEER_H

/*
 * Connects to the socket at a path. Returns the descriptor; or -1: nobody
 * listens there, or the process there is of another user, and not root's.
 */
int peer_connect(const char *path);

#endif
