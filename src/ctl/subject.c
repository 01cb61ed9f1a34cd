/* crmctl subject: all that is kept about one person, for that person. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "base/text.h"
#include "ctl/commands.h"
#include "ctl/ctl.h"
#include "ctl/history.h"
#include "ctl/members.h"
#include "ctl/shown.h"
#include "customer/customer.h"
#include "format/json.h"
#include "format/jsonout.h"
#include "html/grid.h"
#include "html/html.h"
#include "operation/get.h"
#include "schema/record.h"

enum { FORMAT };

static const struct ctl_option options[] = {
	[FORMAT] = { "format", "FORMAT",
		"json, which is what there is without this, or html, a page "
		"that prints" },
	{ 0 },
};

/* All that is kept about a person. */
struct subject {
	const struct record *customer;
	struct whole_history history;
	int64_t id;
};

static void
print_json(struct ctl *ctl, const struct subject *subject)
{
	struct text out = { .arena = ctl->arena };

	jsonout_open(&out, '{');
	jsonout_member(&out, "printed", shown_instant(ctl, calendar_now()));
	jsonout_name(&out, "customer");
	json_write(&out, subject->customer);
	history_json(ctl, &out, &subject->history);
	jsonout_close(&out, '}');
	puts(out.bytes);
}

/* Adds a row of cells; a cell that is NULL is empty. */
static void
add_row(struct grid *grid, const char *const *cells)
{
	for (size_t i = 0; i < grid->count; i++) {
		grid_cell(grid);
		html_puts(grid->out, cells[i] == NULL ? "" : cells[i]);
	}
}

/* Adds a row for each member that is given, of items too. */
static void
add_members(struct grid *grid, const struct record *record)
{
	const struct schema *schema = record->schema;

	for (size_t i = schema_first(schema); i < schema->count;
		i = schema_next(schema, i)) {
		const struct value *value = &record->values[i];
		const char *cells[] = {
			schema->fields[i].title,
			record_path(record, (int)i),
			NULL,
		};

		if (value->state != VALUE_GIVEN)
			continue;
		if (schema->fields[i].type == TYPE_LIST) {
			for (size_t k = 0; k < value->count; k++)
				add_members(grid, value->items[k]);
			continue;
		}
		cells[2] = record_text(record->intake->arena, record, i);
		add_row(grid, cells);
	}
}

static void
add_heading(struct text *out, const char *heading)
{
	text_puts(out, "<h2>");
	html_puts(out, heading);
	text_puts(out, "</h2>\n");
}

static void
add_consents(
	struct ctl *ctl, struct text *out, const struct whole_history *history)
{
	static const char *const names[] = { "When", "What", "Answer", "By",
		"What was shown" };
	struct grid grid = { .out = out, .names = names, .count = 5 };

	add_heading(out, "Consents");
	grid_begin(&grid, "Consents");
	for (size_t i = 0; i < history->consent_count; i++) {
		const struct consent *consent = &history->consents[i];
		const char *const cells[] = {
			shown_instant(ctl, consent->time),
			consent->name,
			history_answer(consent),
			consent->source,
			consent->wording,
		};

		add_row(&grid, cells);
	}
	grid_end(&grid);
}

/* What a change gave another value, and what that was before. */
static const char *
members_of(struct ctl *ctl, const struct change *change)
{
	struct text out = { .arena = ctl->arena };

	text_puts(&out, "");
	for (size_t i = 0; i < change->member_count; i++) {
		const struct changed_member *member = &change->members[i];

		text_printf(&out, "%s%s: %s", i == 0 ? "" : "; ", member->name,
			member->before == NULL ? "-" : member->before);
	}
	return out.bytes;
}

static void
add_changes(
	struct ctl *ctl, struct text *out, const struct whole_history *history)
{
	static const char *const names[] = { "When", "What", "By", "Way",
		"What was before" };
	struct grid grid = { .out = out, .names = names, .count = 5 };

	add_heading(out, "Changes");
	grid_begin(&grid, "Changes");
	for (size_t i = 0; i < history->change_count; i++) {
		const struct change *change = &history->changes[i];
		const char *const cells[] = {
			shown_instant(ctl, change->time),
			history_kind(change),
			history_by(ctl, change),
			change->route,
			members_of(ctl, change),
		};

		add_row(&grid, cells);
	}
	grid_end(&grid);
}

static void
print_html(struct ctl *ctl, const struct subject *subject)
{
	static const char *const names[] = { "What", "Name", "Value" };
	struct text out = { .arena = ctl->arena };
	struct grid grid = { .out = &out, .names = names, .count = 3 };

	html_begin(&out, NULL, NULL,
		arena_printf(ctl->arena,
			"All that is kept of customer %" PRId64, subject->id));
	text_printf(&out, "<p>%s</p>\n", shown_instant(ctl, calendar_now()));
	grid_begin(&grid, "Members");
	add_members(&grid, subject->customer);
	grid_end(&grid);
	add_consents(ctl, &out, &subject->history);
	add_changes(ctl, &out, &subject->history);
	html_end(&out);
	fputs(out.bytes, stdout);
}

/* Reads all that is kept; complains if there is nothing. */
static bool
read_subject(struct ctl *ctl, struct subject *subject)
{
	static const struct bounds all = { 0 };
	struct intake *intake = arena_alloc(ctl->arena, sizeof(*intake));
	struct store *store = ctl_open_to_read(ctl);
	struct stored stored = { 0 };
	bool read;

	*intake = (struct intake){ ctl->arena, &ctl->rules, NULL, 0 };
	if (store == NULL)
		return false;
	read = get_customer(store, intake, &all, subject->id, &stored) ==
		       STORE_OK &&
	       history_read(ctl, store, subject->id, &subject->history);
	store_close(store);
	if (read && stored.record != NULL)
		subject->customer = get_whole(intake, &stored);
	else if (read)
		ctl_complain("there is no customer %" PRId64, subject->id);
	return subject->customer != NULL;
}

static int
run(struct ctl *ctl, char **arguments)
{
	const char *format =
		ctl->values[FORMAT] == NULL ? "json" : ctl->values[FORMAT];
	struct subject subject = { 0 };
	bool html = strcmp(format, "html") == 0;

	if (!html && strcmp(format, "json") != 0) {
		ctl_complain("--format: %s is none of json, html", format);
		return CTL_USAGE;
	}
	if (*arguments == NULL || arguments[1] != NULL) {
		ctl_complain("one number of a customer is to be named");
		return CTL_USAGE;
	}
	subject.id = members_id(*arguments);
	if (subject.id == 0)
		return CTL_USAGE;
	if (!read_subject(ctl, &subject))
		return CTL_FAILED;
	if (html)
		print_html(ctl, &subject);
	else
		print_json(ctl, &subject);
	return CTL_DONE;
}

static const struct ctl_form forms[] = {
	{ "ID", NULL },
	{ 0 },
};

const struct ctl_command ctl_subject = {
	.name = "subject",
	.summary = "print all that is kept about one person, for that person",
	.forms = forms,
	.options = options,
	.about = "That is the customer, all consents with the wording that was "
		 "shown, and all changes with what was before.",
	.run = run,
};
