/* The process of the CGI program, which answers one request. */
#ifndef SERVER_ONCE_H
#define SERVER_ONCE_H

/*
 * Answers the request that the web server hands over; config is the file that
 * the environment names, or NULL; argv is main()'s. Returns the exit status: 0
 * if an answer went out, be it 500, else 1.
 */
int once_answer(const char *config, char **argv);

#endif
