/* What the program says on a terminal, where there is nobody to serve. */
#ifndef SERVER_TERMINAL_H
#define SERVER_TERMINAL_H

/* Does what the arguments, main()'s, ask for. Returns the exit status. */
int terminal_answer(int argc, char **argv);

#endif
