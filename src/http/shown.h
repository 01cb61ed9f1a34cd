/* The folders whose files a web server may hand out. */
#ifndef HTTP_SHOWN_H
#define HTTP_SHOWN_H

struct arena;
struct config;
struct request;

/*
 * The configuration file if it is executable, so a stub that starts the
 * program; else NULL.
 */
const char *shown_settings(const struct config *config);

/*
 * The folders that a web server may show, by the request, the file of the
 * program (NULL: not known), the stub that started the program (NULL: none) and
 * what shown_settings() returned; in the arena, then NULL. A folder in which
 * programs are run is one; but not the root folder, which holds all files,
 * shown or not.
 */
const char *const *
shown_folders(struct arena *arena, const struct request *request,
	const char *program, const char *stub, const char *settings);

#endif
