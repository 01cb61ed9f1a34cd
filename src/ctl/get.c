/* crmctl get: prints customers with all there is, and their history. */
#include <inttypes.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/text.h"
#include "ctl/commands.h"
#include "ctl/ctl.h"
#include "ctl/history.h"
#include "ctl/members.h"
#include "ctl/shown.h"
#include "customer/customer.h"
#include "customer/messages.h"
#include "format/format.h"
#include "format/json.h"
#include "format/jsonl.h"
#include "format/jsonout.h"
#include "format/stream.h"
#include "operation/get.h"
#include "schema/record.h"

enum { FORMAT, HISTORY };

static const struct ctl_option options[] = {
	[FORMAT] = { "format", "FORMAT",
		"one of json, jsonl, csv, xml, jsv or text, which is for "
		"people and "
		"what there is without this" },
	[HISTORY] = { "history", NULL,
		"with all changes and consents: in text, and in JSON lines" },
	{ 0 },
};

/* Customers on their way out. */
struct getting {
	struct stream stream; /* first: next() gets it */
	struct ctl *ctl;
	struct shown_format format;
	char **ids; /* the next ones */
	struct store *store;
	struct intake intake;
	struct arena_mark mark;
	size_t found, missing;
};

/*
 * Reads the next customer that is there. Returns NULL if there is none, or
 * after a failure, when the stream is broken.
 */
static const struct record *
next(struct stream *stream)
{
	static const struct bounds all = { 0 };
	struct getting *getting = (struct getting *)stream;
	struct stored stored;

	arena_release(getting->ctl->items, getting->mark);
	for (; *getting->ids != NULL; getting->missing++) {
		int64_t id = members_id(*getting->ids++);

		if (get_customer(getting->store, &getting->intake, &all, id,
			    &stored) != STORE_OK) {
			stream->broken = true;
			return NULL;
		}
		if (stored.record != NULL) {
			getting->found++;
			return get_whole(&getting->intake, &stored);
		}
		ctl_complain("there is no customer %" PRId64, id);
	}
	return NULL;
}

/* Prints a customer for people, or with its history as JSON. */
static bool
print_one(struct getting *getting, const struct record *customer, bool whole)
{
	struct ctl *ctl = getting->ctl;
	struct whole_history history;
	struct text out = { .arena = ctl->arena };
	int64_t id = customer->values[CUSTOMER_BOOSTER_CUSTOMER_ID].number;

	if (whole && !history_read(ctl, getting->store, id, &history))
		return false;
	if (getting->format.kind == SHOWN_TEXT) {
		printf("customer %" PRId64 "\n", id);
		shown_members(ctl, customer);
		if (whole)
			history_print(ctl, &history);
		return true;
	}
	jsonout_open(&out, '{');
	jsonout_name(&out, "customer");
	json_write(&out, customer);
	history_json(ctl, &out, &history);
	jsonout_close(&out, '}');
	puts(out.bytes);
	return true;
}

static void
print_each(struct getting *getting, bool whole)
{
	const struct record *customer;

	while ((customer = next(&getting->stream)) != NULL)
		if (!print_one(getting, customer, whole)) {
			getting->stream.broken = true;
			return;
		}
}

/* Prints the only customer, in the format of one, not of a list. */
static void
print_only(struct getting *getting)
{
	const struct record *customer = next(&getting->stream);
	struct text out = { .arena = getting->ctl->arena };

	if (customer == NULL)
		return;
	getting->format.format->write(&out, customer);
	fwrite(out.bytes, 1, out.length, stdout);
	if (out.length > 0 && out.bytes[out.length - 1] != '\n')
		putchar('\n');
}

static int
status_of(const struct getting *getting)
{
	if (getting->stream.broken || getting->found == 0)
		return CTL_FAILED;
	return getting->missing > 0 ? CTL_PARTLY : CTL_DONE;
}

static bool
are_ids(char *const *arguments)
{
	if (*arguments == NULL)
		ctl_complain("the number of a customer is missing");
	for (size_t i = 0; arguments[i] != NULL; i++)
		if (members_id(arguments[i]) == 0)
			return false;
	return *arguments != NULL;
}

static int
run(struct ctl *ctl, char **arguments)
{
	bool whole = ctl->values[HISTORY] != NULL;
	struct getting getting = {
		.stream = { .schema = &wholes_schema, .next = next },
		.ctl = ctl,
		.ids = arguments,
		.intake = { ctl->items, &ctl->rules, NULL, 0 },
	};

	if (!are_ids(arguments) || !shown_read(ctl, ctl->values[FORMAT], true,
					   false, &getting.format))
		return CTL_USAGE;
	if (whole && getting.format.kind == SHOWN_FORMAT &&
		getting.format.format->stream != &jsonl_stream) {
		ctl_complain("--history is for --format text and jsonl");
		return CTL_USAGE;
	}
	getting.store = ctl_open_to_read(ctl);
	if (getting.store == NULL)
		return CTL_FAILED;
	getting.mark = arena_mark(ctl->items);
	if (getting.format.kind == SHOWN_FORMAT)
		getting.stream.writer = getting.format.format->stream;
	if (whole || getting.format.kind == SHOWN_TEXT)
		print_each(&getting, whole);
	else if (arguments[1] == NULL)
		print_only(&getting);
	else
		shown_stream(ctl, stdout, &getting.stream);
	store_close(getting.store);
	return status_of(&getting);
}

static const struct ctl_form forms[] = {
	{ "ID...", NULL },
	{ 0 },
};

const struct ctl_command ctl_get = {
	.name = "get",
	.summary = "print customers, with all there is",
	.forms = forms,
	.options = options,
	.about = "What is printed is personal data: mind where it goes.",
	.run = run,
};
