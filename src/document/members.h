/* Tables of the members of messages, for the documentation. */
#ifndef DOCUMENT_MEMBERS_H
#define DOCUMENT_MEMBERS_H

#include <stdbool.h>

struct document;
struct schema;

/*
 * Adds a table of the members of a message, and of each kind of record that it
 * holds: of one that is sent also where, whether they must be, and their rules.
 */
void members_write(
	struct document *document, const struct schema *schema, bool sent);

#endif
