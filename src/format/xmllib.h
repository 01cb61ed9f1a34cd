/* The loader of libxml2, which loads it only when a message is XML. */
#ifndef FORMAT_XMLLIB_H
#define FORMAT_XMLLIB_H

#include <libxml/parser.h>
#include <libxml/tree.h>

/*
 * The functions of libxml2 that are used. A CGI process starts for every
 * request, and libxml2 with its libraries doubles the cost of a start.
 */
struct xmllib {
	xmlParserCtxtPtr (*new_context)(void);
	void (*free_context)(xmlParserCtxtPtr context);
	xmlDocPtr (*read)(xmlParserCtxtPtr context, const char *bytes, int size,
		const char *url, const char *encoding, int options);
	void (*stop)(xmlParserCtxtPtr context);
	void (*free_document)(xmlDocPtr document);
	void (*set_reporter)(void *context, xmlGenericErrorFunc report);
	int (*set_memory)(xmlFreeFunc release, xmlMallocFunc allocate,
		xmlReallocFunc resize, xmlStrdupFunc copy);
};

/* Loads libxml2, once. Returns NULL, or the reason why it can't be loaded. */
const char *xmllib_try(const struct xmllib **lib);

/* Loads libxml2, once; dies if it can't be loaded. */
const struct xmllib *xmllib_load(void);

#endif
