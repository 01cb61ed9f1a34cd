/* The folders whose files a web server may hand out. */
#ifndef HTTP_SHOWN_H
#define HTTP_SHOWN_H

struct arena;
struct config;
struct request;

/*
 * The folders that a web server may show, by the request, the configuration,
 * the file of the program (NULL: not known) and the stub that started the
 * program (NULL: none); in the arena, then NULL. A folder in which programs are
 * run is one; but not the root folder, which holds all files, shown or not.
 */
const char *const *
shown_folders(struct arena *arena, const struct request *request,
	const struct config *config, const char *program, const char *stub);

#endif
