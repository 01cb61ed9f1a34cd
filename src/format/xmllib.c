/* libxml2, loaded when XML is spoken and not before. */
#include "format/xmllib.h"

#include <stdlib.h>
#include <string.h>

#if !defined(CRM_PORTABLE)
#include <dlfcn.h>
#endif

#include "base/die.h"

/*
 * libxml2 takes a lack of memory for many things, a malformed document among
 * them: so it never sees one.
 */
static void *
resize(void *memory, size_t size)
{
	memory = realloc(memory, size);
	if (memory == NULL && size > 0)
		die("libxml2 has no memory left");
	return memory;
}

static void *
allocate(size_t size)
{
	return resize(NULL, size);
}

static char *
copy(const char *string)
{
	return strcpy(allocate(strlen(string) + 1), string);
}

/* What libxml2 has to say is said to the client, not on stderr. */
static void
keep_silent(void *context, const char *message, ...)
{
	(void)context;
	(void)message;
}

#if defined(CRM_PORTABLE)

/* It is linked in. */
static void
load(struct xmllib *lib)
{
	*lib = (struct xmllib){
		.new_context = xmlNewParserCtxt,
		.free_context = xmlFreeParserCtxt,
		.read = xmlCtxtReadMemory,
		.stop = xmlStopParser,
		.free_document = xmlFreeDoc,
		.set_reporter = xmlSetGenericErrorFunc,
		.set_memory = xmlMemSetup,
	};
}

#else

static void *
find(void *library, const char *name)
{
	void *symbol = dlsym(library, name);

	if (symbol == NULL)
		die("libxml2 has no %s", name);
	return symbol;
}

static void
load(struct xmllib *lib)
{
	void *library = dlopen("libxml2.so.2", RTLD_NOW | RTLD_LOCAL);

	if (library == NULL)
		die("libxml2 can't be loaded: install it (Debian: libxml2)");
	/* POSIX lets a pointer to an object hold one to a function */
	*(void **)&lib->new_context = find(library, "xmlNewParserCtxt");
	*(void **)&lib->free_context = find(library, "xmlFreeParserCtxt");
	*(void **)&lib->read = find(library, "xmlCtxtReadMemory");
	*(void **)&lib->stop = find(library, "xmlStopParser");
	*(void **)&lib->free_document = find(library, "xmlFreeDoc");
	*(void **)&lib->set_reporter = find(library, "xmlSetGenericErrorFunc");
	*(void **)&lib->set_memory = find(library, "xmlMemSetup");
}

#endif

const struct xmllib *
xmllib_load(void)
{
	static struct xmllib lib;

	if (lib.read != NULL)
		return &lib;
	load(&lib);
	lib.set_memory(free, allocate, resize, copy);
	lib.set_reporter(NULL, keep_silent);
	return &lib;
}
