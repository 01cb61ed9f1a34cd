/* crmctl suspects: looks at what was set aside, takes it in, or drops it. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "base/text.h"
#include "ctl/ctl.h"
#include "customer/customer.h"
#include "format/format.h"
#include "schema/record.h"
#include "schema/type.h"
#include "form/quarantine.h"

/* A request that was set aside, as a record that every format can write. */
enum {
	SUSPECT_ID,
	SUSPECT_RECEIVED,
	SUSPECT_REASON,
	SUSPECT_LANGUAGE,
	SUSPECT_ROUTE,
	SUSPECT_CUSTOMER,
	SUSPECT__MAX
};

static const struct field suspect_fields[] = {
	[SUSPECT_ID] = { .name = "suspect", .type = TYPE_INT },
	[SUSPECT_RECEIVED] = { .name = "received", .type = TYPE_INSTANT },
	[SUSPECT_REASON] = { .name = "reason" },
	[SUSPECT_LANGUAGE] = { .name = "language" },
	[SUSPECT_ROUTE] = { .name = "route" },
	[SUSPECT_CUSTOMER] = {
		.name = "customer", .type = TYPE_RECORD,
		.item = &customer_schema,
	},
};

static const struct schema suspect_schema = {
	.name = "Suspect",
	.fields = suspect_fields,
	.count = SUSPECT__MAX,
};

/* What became of one, for programs. */
enum { ADMITTED_SUSPECT, ADMITTED_ID, ADMITTED__MAX };

static const struct field admitted_fields[] = {
	[ADMITTED_SUSPECT] = { .name = "suspect", .type = TYPE_INT },
	[ADMITTED_ID] = { .name = "boosterCustomerId", .type = TYPE_INT },
};

static const struct schema admitted_schema = {
	.name = "Admitted",
	.fields = admitted_fields,
	.count = ADMITTED__MAX,
};

/* The members that a customer is known by at a glance. */
static const size_t glance[] = {
	CUSTOMER_CLIENT_TYPE,
	CUSTOMER_TITLE,
	CUSTOMER_FIRST_NAME,
	CUSTOMER_LAST_NAME,
	CUSTOMER_COMPANY_NAME,
	CUSTOMER_COUNTRY_ID,
	CUSTOMER_POS_CODE,
	CUSTOMER_EMAILS,
	CUSTOMER_NOTES,
};

enum { GLANCE_LETTERS = 40 }; /* of one value */

static void
print_json(struct ctl *ctl, const struct record *record)
{
	struct text out = { .arena = ctl->arena };

	format_default()->write(&out, record);
	puts(out.bytes);
}

/* A text as ctl_show() adds it, in the arena. */
static const char *
shown(struct ctl *ctl, const char *text)
{
	struct text out = { .arena = ctl->arena };

	ctl_show(&out, text);
	return out.bytes;
}

static struct record *
record_of(
	struct ctl *ctl, const struct suspect *suspect, struct record *customer)
{
	struct record *record = record_new(customer->intake, &suspect_schema);
	char *received = arena_alloc(ctl->arena, CALENDAR_ROOM);

	calendar_put_instant(received, suspect->origin.time, "");
	record_set_int(record, SUSPECT_ID, suspect->id);
	record_set_string(record, SUSPECT_RECEIVED, received);
	record_set_string(record, SUSPECT_REASON, shown(ctl, suspect->reason));
	if (*suspect->language != '\0')
		record_set_string(record, SUSPECT_LANGUAGE,
			shown(ctl, suspect->language));
	record_set_string(
		record, SUSPECT_ROUTE, shown(ctl, suspect->origin.route));
	record->values[SUSPECT_CUSTOMER] = (struct value){
		.state = VALUE_GIVEN,
		.items = arena_alloc(ctl->arena, sizeof(customer)),
		.count = 1,
	};
	record->values[SUSPECT_CUSTOMER].items[0] = customer;
	return record;
}

/* The text of a value that is no list, as it was understood or as sent. */
static const char *
text_of(struct ctl *ctl, const struct record *record, size_t field)
{
	const struct value *value = &record->values[field];
	enum type type = record->schema->fields[field].type;

	if (value->state == VALUE_GIVEN && type == TYPE_BOOL)
		return value->number != 0 ? "true" : "false";
	if (value->state == VALUE_GIVEN && types[type].is_number)
		return arena_printf(ctl->arena, "%" PRId64, value->number);
	return value->text;
}

/* Cuts a text after so many characters. */
static const char *
cut(struct ctl *ctl, const char *text)
{
	const char *at = text, *end = text + strlen(text);

	for (int i = 0; i < GLANCE_LETTERS && at < end; i++)
		utf8_next(&at, end);
	return at == end ? text
			 : arena_printf(
				   ctl->arena, "%.*s…", (int)(at - text), text);
}

/* Adds what a member says of its customer; of a list, its first item's. */
static void
add_glance(struct ctl *ctl, struct text *line, const struct record *record,
	size_t field)
{
	const struct value *value = &record->values[field];

	if (value->state == VALUE_NONE)
		return;
	if (record->schema->fields[field].type != TYPE_LIST) {
		text_puts(line, ", ");
		ctl_show(line, cut(ctl, text_of(ctl, record, field)));
	} else if (value->state == VALUE_GIVEN && value->count > 0) {
		add_glance(ctl, line, value->items[0], 0);
	}
}

static void
print_line(struct ctl *ctl, const struct suspect *suspect,
	const struct record *customer)
{
	struct text line = { .arena = ctl->arena };
	char received[CALENDAR_ROOM];

	text_puts(&line, "");
	for (size_t i = 0; i < sizeof(glance) / sizeof(*glance); i++)
		add_glance(ctl, &line, customer, glance[i]);
	calendar_put_instant(received, suspect->origin.time, "");
	printf("%6" PRId64 "  %s  %-6s  %s\n", suspect->id, received,
		shown(ctl, suspect->reason),
		line.length > 2 ? line.bytes + 2 : "");
}

/* Prints every member that was given, by its path. */
static void
print_members(struct ctl *ctl, const struct record *record)
{
	for (size_t i = 0; i < record->schema->count; i++) {
		const struct value *value = &record->values[i];

		if (value->state == VALUE_NONE)
			continue;
		if (value->state == VALUE_GIVEN &&
			record->schema->fields[i].type == TYPE_LIST) {
			for (size_t k = 0; k < value->count; k++)
				print_members(ctl, value->items[k]);
			continue;
		}
		printf("  %s: %s\n", record_path(record, (int)i),
			shown(ctl, text_of(ctl, record, i)));
	}
}

/* Says what is wrong with a customer by the configuration of today. */
static void
complain_of(struct ctl *ctl, const struct suspect *suspect,
	const struct faults *faults)
{
	for (size_t i = 0; i < faults_listed(faults); i++) {
		struct text message = { .arena = ctl->arena };

		fault_message(&message, &faults->list[i], NULL);
		ctl_complain(
			"suspect %" PRId64 ": %s", suspect->id, message.bytes);
	}
}

static struct record *
read_customer(
	struct ctl *ctl, const struct suspect *suspect, struct faults *faults)
{
	*faults = (struct faults){ .arena = ctl->arena };
	return quarantine_read(
		ctl->arena, &ctl->config, &ctl->rules, suspect, faults);
}

/*
 * The actions: take a suspect in the transaction in which it was read, end
 * that, and return whether it did.
 */

static bool
show(struct ctl *ctl, struct store *store, const struct suspect *suspect)
{
	struct faults faults;
	struct record *customer = read_customer(ctl, suspect, &faults);
	char received[CALENDAR_ROOM];

	/* nobody waits while a terminal does */
	store_close(store);
	if (ctl->json) {
		print_json(ctl, record_of(ctl, suspect, customer));
		return true;
	}
	calendar_put_instant(received, suspect->origin.time, "");
	printf("suspect %" PRId64 ", %s, %s%s%s\n", suspect->id, received,
		shown(ctl, suspect->reason),
		*suspect->language == '\0' ? "" : ", ",
		shown(ctl, suspect->language));
	print_members(ctl, customer);
	fflush(stdout);
	complain_of(ctl, suspect, &faults);
	return true;
}

static bool
accept(struct ctl *ctl, struct store *store, const struct suspect *suspect)
{
	struct faults faults;
	struct record *customer = read_customer(ctl, suspect, &faults);
	struct record *admitted;
	int64_t id;

	if (faults.count > 0) {
		store_close(store);
		complain_of(ctl, suspect, &faults);
		return false;
	}
	quarantine_accept(store, suspect, customer, &id);
	if (store_commit(store) != STORE_OK)
		return false;
	admitted = record_new(customer->intake, &admitted_schema);
	record_set_int(admitted, ADMITTED_SUSPECT, suspect->id);
	record_set_int(admitted, ADMITTED_ID, id);
	if (ctl->json)
		print_json(ctl, admitted);
	else
		printf("suspect %" PRId64 " is customer %" PRId64 "\n",
			suspect->id, id);
	return true;
}

static bool
drop(struct ctl *ctl, struct store *store, const struct suspect *suspect)
{
	(void)ctl;
	store_drop_suspect(store, suspect->id);
	return store_commit(store) == STORE_OK;
}

/* Numbers that are asked for, 3 or 3-17. */
struct range {
	int64_t from, to;
};

static bool
range_read(const char *text, struct range *range)
{
	char *end;

	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	range->from = range->to = strtoll(text, &end, 10);
	if (*end == '-' && end[1] >= '0' && end[1] <= '9')
		range->to = strtoll(end + 1, &end, 10);
	return *end == '\0' && range->from > 0 && range->to >= range->from &&
	       errno == 0;
}

typedef bool
act_on(struct ctl *ctl, struct store *store, const struct suspect *suspect);

/* Acts on all of a range; returns whether there were any, and all was done. */
static bool
act_on_range(struct ctl *ctl, struct range range, act_on *action)
{
	int64_t after = range.from - 1;
	struct suspect suspect;

	for (size_t count = 0; after < range.to; count++) {
		struct store *store = ctl_open(ctl);

		if (store == NULL)
			return false;
		if (store_suspect(store, after, &suspect) != STORE_OK) {
			store_close(store);
			return false;
		}
		if (suspect.id == 0 || suspect.id > range.to) {
			store_close(store);
			if (count == 0)
				ctl_complain("there is no suspect %" PRId64,
					range.from);
			return count > 0;
		}
		if (!action(ctl, store, &suspect))
			return false;
		after = suspect.id;
	}
	return true;
}

static int
act(struct ctl *ctl, char **arguments, act_on *action)
{
	int status = CTL_DONE;
	struct range range;

	if (*arguments == NULL) {
		ctl_complain("the number of a suspect is missing");
		return CTL_USAGE;
	}
	for (char **at = arguments; *at != NULL; at++)
		if (!range_read(*at, &range)) {
			ctl_complain("%s is no number of a suspect, and no "
				     "range such as 3-17",
				*at);
			return CTL_USAGE;
		}
	for (; *arguments != NULL; arguments++)
		if (range_read(*arguments, &range) &&
			!act_on_range(ctl, range, action))
			status = CTL_FAILED;
	return status;
}

/* Reads all in one transaction, and prints when it is over: all or nothing. */
static int
list(struct ctl *ctl)
{
	struct store *store = ctl_open(ctl);
	struct suspect *all = NULL;
	enum store_result result;
	size_t count = 0;
	int64_t after = 0;

	if (store == NULL)
		return CTL_FAILED;
	for (;; after = all[count++].id) {
		all = arena_grow(ctl->arena, all, count, sizeof(*all));
		result = store_suspect(store, after, &all[count]);
		if (result != STORE_OK || all[count].id == 0)
			break;
	}
	store_close(store);
	if (result != STORE_OK)
		return CTL_FAILED;
	for (size_t i = 0; i < count; i++) {
		struct faults faults;
		struct record *customer = read_customer(ctl, &all[i], &faults);

		if (ctl->json)
			print_json(ctl, record_of(ctl, &all[i], customer));
		else
			print_line(ctl, &all[i], customer);
	}
	return CTL_DONE;
}

int
ctl_quarantine(struct ctl *ctl, char **arguments)
{
	static const struct {
		const char *name;
		act_on *act;
	} actions[] = {
		{ "show", show },
		{ "accept", accept },
		{ "drop", drop },
	};

	if (*arguments == NULL)
		return list(ctl);
	for (size_t i = 0; i < sizeof(actions) / sizeof(*actions); i++)
		if (strcmp(*arguments, actions[i].name) == 0)
			return act(ctl, arguments + 1, actions[i].act);
	ctl_complain("suspects %s: there are suspects, suspects show, "
		     "suspects accept and suspects drop",
		*arguments);
	return CTL_USAGE;
}
