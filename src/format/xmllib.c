/* The loader of libxml2, which loads it only when a message is XML. */
#include "format/xmllib.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#if !defined(CRM_PORTABLE)
#include <dlfcn.h>
#endif

#include "base/die.h"

/*
 * libxml2 reports a lack of memory as other errors, such as a malformed
 * document: so the process dies before libxml2 sees the lack.
 */
static void *
resize(void *memory, size_t size)
{
	memory = realloc(memory, size);
	if (memory == NULL)
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

/* Drops the messages of libxml2: the client is told, not stderr. */
static void
keep_silent(void *context, const char *message, ...)
{
	(void)context;
	(void)message;
}

#if defined(CRM_PORTABLE)

/* In a portable build libxml2 is linked in. */
static const char *
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
	return NULL;
}

#else

static const char *
load(struct xmllib *lib)
{
	const struct {
		const char *name;
		void *function;
	} functions[] = {
		{ "xmlNewParserCtxt", &lib->new_context },
		{ "xmlFreeParserCtxt", &lib->free_context },
		{ "xmlCtxtReadMemory", &lib->read },
		{ "xmlStopParser", &lib->stop },
		{ "xmlFreeDoc", &lib->free_document },
		{ "xmlSetGenericErrorFunc", &lib->set_reporter },
		{ "xmlMemSetup", &lib->set_memory },
	};
	void *library = dlopen("libxml2.so.2", RTLD_NOW | RTLD_LOCAL);

	if (library == NULL)
		return "libxml2 can't be loaded: install it (Debian: libxml2)";
	for (size_t i = 0; i < sizeof(functions) / sizeof(*functions); i++) {
		void *symbol = dlsym(library, functions[i].name);

		if (symbol == NULL)
			return "libxml2 lacks a function: install a newer "
			       "one (Debian: libxml2)";
		/* POSIX lets a pointer to an object hold one to a function */
		*(void **)functions[i].function = symbol;
	}
	return NULL;
}

#endif

const char *
xmllib_try(const struct xmllib **loaded)
{
	static struct xmllib lib;
	static bool ready;
	const char *wrong = ready ? NULL : load(&lib);

	*loaded = &lib;
	if (ready || wrong != NULL)
		return wrong;
	ready = true;
	lib.set_memory(free, allocate, resize, copy);
	lib.set_reporter(NULL, keep_silent);
	return NULL;
}

const struct xmllib *
xmllib_load(void)
{
	const struct xmllib *lib;
	const char *wrong = xmllib_try(&lib);

	if (wrong != NULL)
		die("%s", wrong);
	return lib;
}
