/* crmctl suspects: shows, accepts or drops requests that are in quarantine. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "base/text.h"
#include "ctl/commands.h"
#include "ctl/ctl.h"
#include "ctl/listing.h"
#include "ctl/shown.h"
#include "customer/customer.h"
#include "format/format.h"
#include "operation/quarantine.h"
#include "schema/record.h"

enum { DRY_RUN };

static const struct ctl_option options[] = {
	[DRY_RUN] = { "dry-run", NULL,
		"of accept and drop: say what they would do, and do nothing" },
	{ 0 },
};

/* A request in quarantine, as a record that every format can write. */
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

/* An accepted suspect and its customer, for programs. */
enum { ACCEPTED_SUSPECT, ACCEPTED_ID, ACCEPTED__MAX };

static const struct field accepted_fields[] = {
	[ACCEPTED_SUSPECT] = { .name = "suspect", .type = TYPE_INT },
	[ACCEPTED_ID] = { .name = "boosterCustomerId", .type = TYPE_INT },
};

static const struct schema accepted_schema = {
	.name = "Accepted",
	.fields = accepted_fields,
	.count = ACCEPTED__MAX,
};

/* The members of a customer in the line of a list. */
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

static struct record *
record_of(
	struct ctl *ctl, const struct suspect *suspect, struct record *customer)
{
	struct record *record = record_new(customer->intake, &suspect_schema);
	char *received = arena_alloc(ctl->arena, CALENDAR_ROOM);

	calendar_put_instant(received, suspect->origin.time, "");
	record_set_int(record, SUSPECT_ID, suspect->id);
	record_set_string(record, SUSPECT_RECEIVED, received);
	record_set_string(
		record, SUSPECT_REASON, ctl_shown(ctl, suspect->reason));
	if (*suspect->language != '\0')
		record_set_string(record, SUSPECT_LANGUAGE,
			ctl_shown(ctl, suspect->language));
	record_set_string(
		record, SUSPECT_ROUTE, ctl_shown(ctl, suspect->origin.route));
	record->values[SUSPECT_CUSTOMER] = (struct value){
		.state = VALUE_GIVEN,
		.items = arena_alloc(ctl->arena, sizeof(customer)),
		.count = 1,
	};
	record->values[SUSPECT_CUSTOMER].items[0] = customer;
	return record;
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

/* Adds a member of a customer to a line; of a list, the first item's. */
static void
add_glance(struct ctl *ctl, struct text *line, const struct record *record,
	size_t field)
{
	const struct value *value = &record->values[field];

	if (value->state == VALUE_NONE)
		return;
	if (record->schema->fields[field].type != TYPE_LIST) {
		text_puts(line, ", ");
		ctl_show(
			line, cut(ctl, record_text(ctl->arena, record, field)));
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
	listing_put(arena_printf(ctl->arena, "%6" PRId64 "  %s  %-6s  %s",
		suspect->id, received, ctl_shown(ctl, suspect->reason),
		line.length > 2 ? line.bytes + 2 : ""));
}

/* Prints the faults of a customer by the configuration of today. */
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
	return quarantine_read(ctl->arena, &ctl->rules, suspect, faults);
}

/*
 * The actions: take a suspect in the transaction that has read it, end the
 * transaction, and return whether all was done.
 */

static bool
print(struct ctl *ctl, struct store *store, const struct suspect *suspect)
{
	struct faults faults;
	struct record *customer = read_customer(ctl, suspect, &faults);

	/* no writer waits while the terminal does */
	store_close(store);
	if (ctl->json)
		shown_json(ctl, record_of(ctl, suspect, customer));
	else
		print_line(ctl, suspect, customer);
	return true;
}

static bool
show(struct ctl *ctl, struct store *store, const struct suspect *suspect)
{
	struct faults faults;
	struct record *customer = read_customer(ctl, suspect, &faults);
	char received[CALENDAR_ROOM];

	store_close(store);
	if (ctl->json) {
		shown_json(ctl, record_of(ctl, suspect, customer));
		return true;
	}
	calendar_put_instant(received, suspect->origin.time, "");
	printf("suspect %" PRId64 ", %s, %s%s%s\n", suspect->id, received,
		ctl_shown(ctl, suspect->reason),
		*suspect->language == '\0' ? "" : ", ",
		ctl_shown(ctl, suspect->language));
	shown_members(ctl, customer);
	fflush(stdout);
	complain_of(ctl, suspect, &faults);
	return true;
}

static bool
accept(struct ctl *ctl, struct store *store, const struct suspect *suspect)
{
	struct create create;
	struct intake intake = { .arena = ctl->arena, .rules = &ctl->rules };
	struct record *accepted;
	struct suspect taken = *suspect;
	enum create_result result;

	taken.origin.operator= ctl->login;
	result = quarantine_accept(
		&create, ctl->arena, &ctl->rules, store, &taken);
	if (result == CREATE_FAULTY)
		complain_of(ctl, suspect, &create.faults);
	if (result != CREATE_DONE)
		return false;
	accepted = record_new(&intake, &accepted_schema);
	record_set_int(accepted, ACCEPTED_SUSPECT, suspect->id);
	record_set_int(accepted, ACCEPTED_ID, create.first);
	if (ctl->json)
		shown_json(ctl, accepted);
	else
		printf("suspect %" PRId64 " is customer %" PRId64 "\n",
			suspect->id, create.first);
	return true;
}

/* Says what would become of a suspect. */
static bool
say(struct ctl *ctl, const struct suspect *suspect, const char *what)
{
	printf(ctl->json ? "{\"suspect\":%" PRId64 ",\"wouldBe\":\"%s\"}\n"
			 : "suspect %" PRId64 " would be %s\n",
		suspect->id, what);
	return true;
}

static bool
try_accept(struct ctl *ctl, struct store *store, const struct suspect *suspect)
{
	struct faults faults;

	read_customer(ctl, suspect, &faults);
	store_close(store);
	complain_of(ctl, suspect, &faults);
	return faults.count == 0 && say(ctl, suspect, "accepted");
}

static bool
try_drop(struct ctl *ctl, struct store *store, const struct suspect *suspect)
{
	store_close(store);
	return say(ctl, suspect, "dropped");
}

/* A range of suspects in an argument, 3 or 3-17: after < number <= to. */
struct range {
	int64_t after, to;
};

static bool
range_read(const char *text, struct range *range)
{
	char *end;

	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	range->to = strtoll(text, &end, 10);
	range->after = range->to - 1;
	if (*end == '-' && end[1] >= '0' && end[1] <= '9')
		range->to = strtoll(end + 1, &end, 10);
	return *end == '\0' && range->after >= 0 && range->to > range->after &&
	       errno == 0;
}

/* The outcome of a step at the beginning of a range. */
enum step {
	STEP_DONE, /* range->after is the suspect now */
	STEP_NONE, /* the range has no suspect */
	STEP_FAILED
};

/* Takes the first suspect of a range in a transaction of its own. */
static enum step
take_first(struct ctl *ctl, struct range *range,
	bool (*action)(struct ctl *, struct store *, const struct suspect *))
{
	struct store *store = action == print || ctl->values[DRY_RUN] != NULL
				      ? ctl_open_to_read(ctl)
				      : ctl_open(ctl);
	struct suspect suspect;
	enum store_result result;

	if (store == NULL)
		return STEP_FAILED;
	result = store_suspect(store, range->after, &suspect);
	if (result != STORE_OK || suspect.id == 0 || suspect.id > range->to) {
		store_close(store);
		return result == STORE_OK ? STEP_NONE : STEP_FAILED;
	}
	range->after = suspect.id;
	return action(ctl, store, &suspect) ? STEP_DONE : STEP_FAILED;
}

typedef enum step stepper(struct ctl *ctl, struct range *range);

static enum step
print_first(struct ctl *ctl, struct range *range)
{
	enum step step = take_first(ctl, range, print);

	return step == STEP_FAILED && damage_turn(&ctl->damage)
		       ? take_first(ctl, range, print)
		       : step;
}

static enum step
show_first(struct ctl *ctl, struct range *range)
{
	return take_first(ctl, range, show);
}

static enum step
try_accept_first(struct ctl *ctl, struct range *range)
{
	return take_first(ctl, range, try_accept);
}

static enum step
try_drop_first(struct ctl *ctl, struct range *range)
{
	return take_first(ctl, range, try_drop);
}

/* Prints a customer stored for good before the next suspect is taken. */
static enum step
accept_first(struct ctl *ctl, struct range *range)
{
	return take_first(ctl, range, accept);
}

/* Drops the first suspect of a range that can be read, if it can be dropped. */
static enum step
drop_one(struct ctl *ctl, struct range *range)
{
	struct store *store = ctl_open_to_read(ctl);
	struct suspect suspect = { 0 };
	bool read = store != NULL &&
		    store_suspect(store, range->after, &suspect) == STORE_OK;

	if (store != NULL)
		store_close(store);
	if (!read || suspect.id == 0 || suspect.id > range->to)
		return read ? STEP_NONE : STEP_FAILED;
	range->after = suspect.id;
	ctl->damage.met = false;
	store = ctl_open(ctl);
	if (store != NULL)
		store_drop_suspect(store, suspect.id);
	if (store != NULL && store_commit(store) == STORE_OK)
		return STEP_DONE;
	idset_add(&ctl->damage.lost, suspect.id);
	return ctl->damage.met ? STEP_DONE : STEP_FAILED;
}

/* Drops suspects in one transaction, as many as other writers can wait for. */
static enum step
drop_many(struct ctl *ctl, struct range *range)
{
	struct store *store = ctl_open(ctl);
	int64_t last;

	if (store == NULL)
		return STEP_FAILED;
	store_drop_suspects(store, range->after, range->to, &last);
	if (store_commit(store) != STORE_OK)
		return STEP_FAILED;
	if (last == 0)
		return STEP_NONE;
	range->after = last;
	return STEP_DONE;
}

/* Drops one after the other, once damage was in the way of many. */
static enum step
drop_first(struct ctl *ctl, struct range *range)
{
	enum step step = STEP_FAILED;

	if (!ctl->damage.around)
		step = drop_many(ctl, range);
	damage_turn(&ctl->damage);
	return step == STEP_FAILED && ctl->damage.around ? drop_one(ctl, range)
							 : step;
}

/*
 * Goes through a range, step by step, in the memory of one step. Returns the
 * outcome of the last step; *count is the number of steps done.
 */
static enum step
go_through(struct ctl *ctl, struct range *range, stepper *take, size_t *count)
{
	const struct arena_mark mark = arena_mark(ctl->arena);
	enum step step = STEP_DONE;

	*count = 0;
	while (step == STEP_DONE && range->after < range->to &&
		!ctl_is_stopped()) {
		step = take(ctl, range);
		*count += step == STEP_DONE;
		arena_release(ctl->arena, mark);
	}
	return step;
}

/* Acts on a range; returns whether it had suspects, and all were done. */
static bool
act_on_range(struct ctl *ctl, struct range *range, stepper *take)
{
	const int64_t from = range->after + 1;
	const size_t lost = ctl->damage.lost.count;
	size_t count;
	enum step step = go_through(ctl, range, take, &count);

	if (step == STEP_NONE)
		range->after = range->to;
	if (step == STEP_NONE && count == 0 && ctl->damage.lost.count == lost)
		ctl_complain("there is no suspect %" PRId64, from);
	return step == STEP_DONE || (step == STEP_NONE && count > 0);
}

/* Prints the rest of a range and of the arguments after a stop, if any. */
static bool
complain_of_rest(struct ctl *ctl, const char *action, const struct range *range,
	char *const *arguments)
{
	struct text rest = { .arena = ctl->arena };

	if (range->after < range->to)
		text_printf(&rest, " %" PRId64 "-%" PRId64, range->after + 1,
			range->to);
	for (; *arguments != NULL; arguments++)
		text_printf(&rest, " %s", *arguments);
	if (rest.length > 0)
		ctl_complain("stopped; go on with: crmctl suspects %s%s",
			action, rest.bytes);
	return rest.length > 0;
}

/* The actions on suspects by number. */
static const struct action {
	const char *name;
	stepper *take, *try; /* in earnest, and in a dry run */
	bool changes;        /* a stop waits for the end of a transaction */
} actions[] = {
	{ "show", show_first, show_first, false },
	{ "accept", accept_first, try_accept_first, true },
	{ "drop", drop_first, try_drop_first, true },
};

static int
act(struct ctl *ctl, char **arguments, const struct action *action)
{
	stepper *take =
		ctl->values[DRY_RUN] == NULL ? action->take : action->try;
	int status = CTL_DONE;
	struct range range = { 0 };

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
	if (action->changes)
		ctl_mind_stops();
	while (*arguments != NULL && !ctl_is_stopped())
		if (range_read(*arguments++, &range) &&
			!act_on_range(ctl, &range, take))
			status = CTL_FAILED;
	status = ctl_tell_damage(ctl, "suspects", status);
	if (ctl_is_stopped() &&
		complain_of_rest(ctl, action->name, &range, arguments))
		return CTL_PARTLY;
	return status;
}

static int
list(struct ctl *ctl)
{
	struct range all = { 0, INT64_MAX };
	size_t count;
	enum step step = go_through(ctl, &all, print_first, &count);
	bool none = count == 0 && ctl->damage.lost.count > 0;

	return ctl_tell_damage(ctl, "suspects",
		step == STEP_FAILED || none ? CTL_FAILED : CTL_DONE);
}

static int
run(struct ctl *ctl, char **arguments)
{
	if (*arguments == NULL)
		return list(ctl);
	for (size_t i = 0; i < sizeof(actions) / sizeof(*actions); i++)
		if (strcmp(*arguments, actions[i].name) == 0)
			return act(ctl, arguments + 1, &actions[i]);
	ctl_complain("suspects %s: there are suspects, suspects show, "
		     "suspects accept and suspects drop",
		*arguments);
	return CTL_USAGE;
}

static const struct ctl_form forms[] = {
	{ "", "list the requests that the form set aside as suspect" },
	{ "show NUMBER...", "print all that was entered" },
	{ "accept NUMBER...", "create the customers, and print their ids" },
	{ "drop NUMBER...", "delete the requests, for good" },
	{ 0 },
};

const struct ctl_command ctl_suspects = {
	.name = "suspects",
	.also = "quarantine",
	.summary = "look after requests that the form set aside as suspect",
	.forms = forms,
	.options = options,
	.about = "A number may be a range too, as in 3-17. What is printed is "
		 "personal data: mind where it goes.",
	.run = run,
};
