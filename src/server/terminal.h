/* The program on a terminal, without a request: --check, --help, --version. */
#ifndef SERVER_TERMINAL_H
#define SERVER_TERMINAL_H

/*
 * Carries out the option in argv, main()'s; config is the file that the
 * environment names, or NULL. Returns the exit status.
 */
int terminal_answer(const char *config, int argc, char **argv);

#endif
