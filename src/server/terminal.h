/* What the program says on a terminal, where there is nobody to serve. */
#ifndef SERVER_TERMINAL_H
#define SERVER_TERMINAL_H

/*
 * Does what the arguments, main()'s, ask for; config is the file that the
 * environment names, or NULL. Returns the exit status.
 */
int terminal_answer(const char *config, int argc, char **argv);

#endif
