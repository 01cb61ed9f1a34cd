/* crmctl set: changes members of a customer. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "ctl/changing.h"
#include "ctl/commands.h"
#include "ctl/ctl.h"
#include "ctl/members.h"
#include "customer/customer.h"
#include "format/jsonout.h"
#include "schema/record.h"

enum { DRY_RUN };

static const struct ctl_option options[] = {
	[DRY_RUN] = { "dry-run", NULL,
		"say what would be changed, and change nothing" },
	{ 0 },
};

/*
 * Has members that are set to nothing be cleared, as "reset" says it: of form
 * fields without a value a patch takes no notice.
 */
static char **
clear_empty(struct ctl *ctl, char *const *arguments)
{
	char **out = NULL;
	size_t count = 0;

	for (; *arguments != NULL; arguments++) {
		size_t length = strlen(*arguments);
		bool empty = length > 0 && (*arguments)[length - 1] == '=';

		out = arena_grow(ctl->arena, out, count, sizeof(*out));
		out[count++] = empty ? arena_printf(ctl->arena, "reset=%.*s",
					       (int)length - 1, *arguments)
				     : *arguments;
	}
	out = arena_grow(ctl->arena, out, count, sizeof(*out));
	out[count] = NULL;
	return out;
}

static void
add_member(struct text *out, const char *name, const char *value)
{
	if (value != NULL)
		jsonout_member(out, name, value);
}

/* Prints what differs, a line each, or as an object of JSON. */
static void
print_changes(struct ctl *ctl, const struct edit *edit, bool dry)
{
	const struct record *before = edit->before->record;
	const struct record *after = edit->after;
	struct text out = { .arena = ctl->arena };

	jsonout_open(&out, '{');
	jsonout_name(&out, "boosterCustomerId");
	jsonout_number(&out, edit->before->id);
	jsonout_name(&out, "version");
	jsonout_number(&out, dry ? edit->before->version : edit->version);
	jsonout_name(&out, "changes");
	jsonout_open(&out, '[');
	for (size_t i = 0; i < after->schema->count; i++) {
		const char *was, *is;

		if (record_agrees(before, after, i))
			continue;
		was = edit_value(before, i);
		is = edit_value(after, i);
		jsonout_open(&out, '{');
		jsonout_member(&out, "name", after->schema->fields[i].name);
		add_member(&out, "before", was);
		add_member(&out, "after", is);
		jsonout_close(&out, '}');
		if (!ctl->json)
			printf("  %s: %s -> %s\n",
				after->schema->fields[i].name,
				was == NULL ? "-" : ctl_shown(ctl, was),
				is == NULL ? "-" : ctl_shown(ctl, is));
	}
	jsonout_close(&out, ']');
	jsonout_close(&out, '}');
	if (ctl->json)
		puts(out.bytes);
}

/* The message that the arguments make; NULL after a complaint. */
static struct record *
read_message(struct ctl *ctl, char **arguments)
{
	struct record *message;

	if (*arguments == NULL) {
		ctl_complain("what to set is missing, as notes=new");
		return NULL;
	}
	message = members_read(ctl, &patch_schema, clear_empty(ctl, arguments));
	if (message == NULL ||
		!record_has(message, CUSTOMER_BOOSTER_CUSTOMER_ID))
		return message;
	ctl_complain("boosterCustomerId: a customer keeps its number");
	return NULL;
}

static int
run(struct ctl *ctl, char **arguments)
{
	bool dry = ctl->values[DRY_RUN] != NULL;
	struct edit edit = changing_begin(ctl, EDIT_PATCH);
	struct record *message;
	int64_t id;

	if (*arguments == NULL) {
		ctl_complain("the number of a customer is missing");
		return CTL_USAGE;
	}
	id = members_id(*arguments);
	message = id == 0 ? NULL : read_message(ctl, arguments + 1);
	if (message == NULL)
		return CTL_USAGE;
	edit_add(&edit, id, message);
	if (!changing_end(&edit, dry))
		return CTL_FAILED;
	print_changes(ctl, &edit, dry);
	if (dry)
		ctl_complain("customer %" PRId64 " would be changed", id);
	else
		ctl_complain("customer %" PRId64 " has version %" PRId64 " now",
			id, edit.version);
	return CTL_DONE;
}

static const char *
words(struct arena *arena)
{
	return members_words(arena, &patch_schema);
}

static const struct ctl_form forms[] = {
	{ "ID MEMBER=VALUE...", NULL },
	{ 0 },
};

const struct ctl_command ctl_set = {
	.name = "set",
	.summary = "change members of a customer",
	.forms = forms,
	.options = options,
	.about = "The customer is checked as PATCH checks it, and what is not "
		 "named stays as it is. MEMBER= without a value clears the "
		 "member. A list is replaced as a whole: emails[0].email=… "
		 "and further members of items make a new list.",
	.words = words,
	.run = run,
};
