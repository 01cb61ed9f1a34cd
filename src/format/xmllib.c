/* libxml2, loaded when XML is spoken and not before. */
#include "format/xmllib.h"

#include <dlfcn.h>

#include "base/die.h"

static void *
find(void *library, const char *name)
{
	void *symbol = dlsym(library, name);

	if (symbol == NULL)
		die("libxml2 has no %s", name);
	return symbol;
}

const struct xmllib *
xmllib_load(void)
{
	static struct xmllib lib;
	void *library;

	if (lib.read != NULL)
		return &lib;
	library = dlopen("libxml2.so.2", RTLD_NOW | RTLD_LOCAL);
	if (library == NULL)
		die("libxml2 can't be loaded: install it (Debian: libxml2)");
	/* POSIX lets a pointer to an object hold one to a function */
	*(void **)&lib.new_context = find(library, "xmlNewParserCtxt");
	*(void **)&lib.free_context = find(library, "xmlFreeParserCtxt");
	*(void **)&lib.stop = find(library, "xmlStopParser");
	*(void **)&lib.free_document = find(library, "xmlFreeDoc");
	*(void **)&lib.read = find(library, "xmlCtxtReadMemory");
	return &lib;
}
