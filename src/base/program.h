/* Where the program itself lies. */
#ifndef BASE_PROGRAM_H
#define BASE_PROGRAM_H

struct arena;

/* The program's own file, in the arena; NULL if it can't be told. */
const char *program_file(struct arena *arena);

#endif
