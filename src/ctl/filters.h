/* Arguments FILTER=VALUE: the customers that a command is for. */
#ifndef CTL_FILTERS_H
#define CTL_FILTERS_H

#include <stdbool.h>

#include "store/search.h"

struct arena;
struct ctl;
struct record;
struct schema;

/*
 * Reads arguments into a message of list_operator_schema or
 * export_operator_schema, and checks the filters. Returns NULL after a
 * complaint. Without brand= the search is for customers of any brand.
 */
struct record *filters_of(struct ctl *ctl, const struct schema *schema,
	char *const *arguments, struct search *search);

/* The names of the filters, each with a = behind, for completion. */
const char *filters_words(struct arena *arena);

/* What a help says of them. */
#define FILTERS_ABOUT                                                        \
	"The filters are those of the service, and different ones must all " \
	"match: brand, posCodes, searchKey, phoneNumber, email, "            \
	"locationCountryIds, creationDateFrom, creationDateTo, "             \
	"modificationDateFrom, canBeContactedByMaison, birthdateMonths, "    \
	"interests, hobbies, productCollections, boosterCustomerIds and "    \
	"saleRepresentativeEmails. Of a list any item may match: "           \
	"posCodes=A,B or posCodes=ES100:*."

#endif
