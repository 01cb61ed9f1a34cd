/* The stanza of a message that is a list of others: a batch, or its answer. */
#ifndef CUSTOMER_ARRAY_H
#define CUSTOMER_ARRAY_H

#include "schema/schema.h"

/*
 * The members of the schema that all lists have, but their names; the namespace
 * is that of customer/customer.h.
 */
#define ARRAY_OF(message)                                                      \
	.space = service_model, .array = true, .count = 1,                     \
	.fields = (const struct field[]){ {                                    \
		.name = "items", .type = TYPE_LIST, .item = &(message),        \
		.rows = true,                                                  \
	} }

#endif
