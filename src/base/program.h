/* The path of the program's own file. */
#ifndef BASE_PROGRAM_H
#define BASE_PROGRAM_H

struct arena;

/* The path of the program's own file, in the arena; NULL if unknown. */
const char *program_file(struct arena *arena);

#endif
