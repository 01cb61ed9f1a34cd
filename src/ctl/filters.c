/* Arguments FILTER=VALUE: the customers that a command is for. */
#include "ctl/filters.h"

#include "ctl/ctl.h"
#include "ctl/members.h"
#include "customer/lists.h"
#include "operation/filters.h"
#include "schema/record.h"

struct record *
filters_of(struct ctl *ctl, const struct schema *schema, char *const *arguments,
	struct search *search)
{
	static const struct bounds all = { 0 };
	struct faults faults = { .arena = ctl->arena };
	struct record *asked = members_read(ctl, schema, arguments);

	if (asked == NULL)
		return NULL;
	if (filters_read(asked, &all, search, &faults))
		return asked;
	members_complain("", &faults);
	return NULL;
}

const char *
filters_words(struct arena *arena)
{
	return members_words(arena, &export_operator_schema);
}
