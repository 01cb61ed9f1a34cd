/* Which folders a web server may hand files out of. */
#ifndef HTTP_SHOWN_H
#define HTTP_SHOWN_H

struct arena;
struct config;
struct request;

/*
 * The folders that a web server may show, as the request, the file of the
 * program (NULL: not known) and the stub that started it (NULL: none) tell; in
 * the arena, then NULL. A folder in which programs are run is one; but not the
 * root folder, which holds all files there are, shown or not.
 */
const char *const *
shown_folders(struct arena *arena, const struct request *request,
	const struct config *config, const char *program, const char *stub);

#endif
