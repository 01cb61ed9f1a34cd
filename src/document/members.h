/* The tables of the members of messages, for the documentation. */
#ifndef DOCUMENT_MEMBERS_H
#define DOCUMENT_MEMBERS_H

#include <stdbool.h>

struct document;
struct schema;

/*
 * Adds a table of the members of a message, and of each kind of record in the
 * message. For a message that is sent, the table also has each member's place,
 * whether the member must be given, and its rules.
 */
void members_write(
	struct document *document, const struct schema *schema, bool sent);

#endif
