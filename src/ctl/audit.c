/* crmctl audit: who did what, and when. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "base/text.h"
#include "ctl/commands.h"
#include "ctl/ctl.h"
#include "ctl/history.h"
#include "ctl/listing.h"
#include "ctl/members.h"
#include "ctl/shown.h"
#include "format/jsonout.h"
#include "schema/check.h"
#include "schema/date.h"
#include "schema/record.h"

enum { ERASED };

static const struct ctl_option options[] = {
	[ERASED] = { "erased", NULL,
		"print nothing but the numbers of the customers that were "
		"erased, a line each: crmctl restore --erasures takes such a "
		"list" },
	{ 0 },
};

/* The filters, as members of a message. */
enum { BY, KEY, KIND, SUBJECT, FROM, TO, FILTERS };

static const struct field filter_fields[FILTERS] = {
	[BY] = { .name = "by", .type = TYPE_STRING },
	[KEY] = { .name = "key", .type = TYPE_INT },
	[KIND] = { .name = "kind", .type = TYPE_STRING },
	[SUBJECT] = { .name = "id", .type = TYPE_INT },
	[FROM] = { .name = "from", .type = TYPE_INSTANT },
	[TO] = { .name = "to", .type = TYPE_INSTANT, .until = true },
};

enum { ROWS = 500 }; /* that are as wide as these need */

static const struct schema filter_schema = {
	.name = "Audit",
	.lax = true,
	.fields = filter_fields,
	.count = FILTERS,
};

/* An entry of the trail. */
struct entry {
	int64_t time;
	const char *kind;
	int64_t subject, key;
	const char *by; /* the operator, or NULL */
	const char *route, *detail;
	const struct changed_member *members;
	size_t member_count;
};

/* The two walks that the trail is merged of, by time. */
struct trail {
	struct ctl *ctl; /* whose memory is that of the rows at hand */
	struct arena_mark mark;
	struct arena read, noted; /* of the changes and deeds at hand */
	struct store *store;
	const struct record *asked;
	struct listing *listing;
	struct change_walk walk;
	size_t change; /* the next one of the walk */
	bool changes_over;
	struct audit_entry *deeds;
	size_t deed, deed_count;
	int64_t after;
	bool failed;
};

/* The next change; NULL: there are no more. */
static const struct change *
peek_change(struct trail *trail)
{
	while (trail->change == trail->walk.count && !trail->changes_over) {
		arena_free(&trail->read);
		trail->failed |= store_walk_changes(trail->store, &trail->read,
					 &trail->walk) != STORE_OK;
		trail->changes_over = trail->failed || !trail->walk.more;
		trail->change = 0;
	}
	return trail->failed || trail->change == trail->walk.count
		       ? NULL
		       : &trail->walk.changes[trail->change];
}

/* The next deed, likewise. */
static const struct audit_entry *
peek_deed(struct trail *trail)
{
	if (trail->deed < trail->deed_count)
		return &trail->deeds[trail->deed];
	if (trail->deed_count > 0)
		trail->after = trail->deeds[trail->deed_count - 1].id;
	trail->deed = 0;
	arena_free(&trail->noted);
	trail->failed |=
		store_list_deeds(trail->store, &trail->noted, trail->after,
			&trail->deeds, &trail->deed_count) != STORE_OK;
	return trail->failed || trail->deed_count == 0 ? NULL : trail->deeds;
}

static struct entry
entry_of_change(const struct change *change)
{
	return (struct entry){
		.time = change->time,
		.kind = history_kind(change),
		.subject = change->id,
		.key = change->key,
		.by = change->operator,
		.route = change->route,
		.detail = change->reason,
		.members = change->members,
		.member_count = change->member_count,
	};
}

static struct entry
entry_of_deed(const struct audit_entry *deed)
{
	return (struct entry){
		.time = deed->deed.time,
		.kind = deed->kind,
		.subject = deed->subject,
		.by = deed->deed.by,
		.detail = deed->deed.detail,
	};
}

/* Takes the next entry; returns false at the end, or after a failure. */
static bool
take(struct trail *trail, struct entry *entry)
{
	const struct change *change = peek_change(trail);
	const struct audit_entry *deed = peek_deed(trail);

	if (trail->failed || (change == NULL && deed == NULL))
		return false;
	if (deed == NULL ||
		(change != NULL && change->time <= deed->deed.time)) {
		*entry = entry_of_change(change);
		trail->change++;
	} else {
		*entry = entry_of_deed(deed);
		trail->deed++;
	}
	return true;
}

static bool
is_text(const struct record *asked, size_t field, const char *text)
{
	return !record_has(asked, field) ||
	       (text != NULL && strcmp(asked->values[field].text, text) == 0);
}

static bool
is_number(const struct record *asked, size_t field, int64_t number)
{
	return !record_has(asked, field) ||
	       asked->values[field].number == number;
}

static int64_t
time_of(const struct record *asked, size_t field, int64_t otherwise)
{
	struct date date;

	if (!record_has(asked, field))
		return otherwise;
	date_parse(
		asked->values[field].text, asked->values[field].length, &date);
	return date.seconds;
}

static bool
matches(const struct record *asked, const struct entry *entry)
{
	return is_text(asked, BY, entry->by) &&
	       is_text(asked, KIND, entry->kind) &&
	       is_number(asked, KEY, entry->key) &&
	       is_number(asked, SUBJECT, entry->subject) &&
	       entry->time >= time_of(asked, FROM, INT64_MIN) &&
	       entry->time <= time_of(asked, TO, INT64_MAX);
}

static void
add_text(struct text *out, const char *name, const char *text)
{
	if (text != NULL)
		jsonout_member(out, name, text);
}

static void
print_json(struct ctl *ctl, const struct entry *entry)
{
	struct text out = { .arena = ctl->arena };

	jsonout_open(&out, '{');
	add_text(&out, "time", shown_instant(ctl, entry->time));
	add_text(&out, "kind", entry->kind);
	jsonout_name(&out, "id");
	jsonout_number(&out, entry->subject);
	add_text(&out, "operator", entry->by);
	if (entry->key != 0) {
		jsonout_name(&out, "key");
		jsonout_number(&out, entry->key);
	}
	add_text(&out, "route", entry->route);
	add_text(&out, "detail", entry->detail);
	jsonout_name(&out, "members");
	jsonout_open(&out, '[');
	for (size_t i = 0; i < entry->member_count; i++)
		jsonout_string(&out, entry->members[i].name);
	jsonout_close(&out, ']');
	jsonout_close(&out, '}');
	puts(out.bytes);
}

/* What more there is to say: the members of a change, or a reason. */
static const char *
more_of(struct ctl *ctl, const struct entry *entry)
{
	struct text out = { .arena = ctl->arena };

	text_puts(&out, "");
	for (size_t i = 0; i < entry->member_count; i++)
		text_printf(&out, "%s%s", i == 0 ? "" : " ",
			entry->members[i].name);
	if (entry->detail != NULL)
		ctl_show(&out, entry->detail);
	return out.bytes;
}

static const char *
who(struct ctl *ctl, const struct entry *entry)
{
	if (entry->by != NULL)
		return ctl_shown(ctl, entry->by);
	return entry->key == 0
		       ? "-"
		       : arena_printf(ctl->arena, "key %" PRId64, entry->key);
}

static void
add_row(struct trail *trail, const struct entry *entry)
{
	struct ctl *ctl = trail->ctl;

	listing_add(trail->listing, shown_instant(ctl, entry->time));
	listing_add(trail->listing, who(ctl, entry));
	listing_add(trail->listing, ctl_shown(ctl, entry->kind));
	listing_add(trail->listing,
		entry->subject == 0
			? "-"
			: arena_printf(ctl->arena, "%" PRId64, entry->subject));
	listing_add(trail->listing,
		entry->route == NULL ? "-" : ctl_shown(ctl, entry->route));
	listing_add(trail->listing, more_of(ctl, entry));
}

/* Prints the rows so far; the head stands above the first ones. */
static void
flush(struct trail *trail)
{
	listing_print(trail->listing);
	*trail->listing = (struct listing){
		.arena = trail->ctl->arena,
		.columns = trail->listing->columns,
	};
	arena_release(trail->ctl->arena, trail->mark);
}

static void
print_trail(struct trail *trail)
{
	static const char *const heads[] = { "TIME", "WHO", "WHAT", "NUMBER",
		"ROUTE", "MEMBERS" };
	struct entry entry;

	for (size_t i = 0; !trail->ctl->json && i < trail->listing->columns;
		i++)
		listing_add(trail->listing, heads[i]);
	while (take(trail, &entry)) {
		if (!matches(trail->asked, &entry))
			continue;
		if (trail->ctl->json) {
			print_json(trail->ctl, &entry);
			arena_release(trail->ctl->arena, trail->mark);
			continue;
		}
		add_row(trail, &entry);
		if (trail->listing->count == trail->listing->columns * ROWS)
			flush(trail);
	}
	if (!trail->ctl->json && !trail->failed)
		flush(trail);
	arena_free(&trail->read);
	arena_free(&trail->noted);
}

static void
print_erased(struct trail *trail)
{
	trail->walk.erasures = true;
	do {
		trail->failed |= store_walk_changes(trail->store, &trail->read,
					 &trail->walk) != STORE_OK;
		for (size_t i = 0; !trail->failed && i < trail->walk.count; i++)
			printf("%" PRId64 "\n", trail->walk.changes[i].id);
		arena_free(&trail->read);
	} while (!trail->failed && trail->walk.more);
}

static int
run(struct ctl *ctl, char **arguments)
{
	struct faults faults = { .arena = ctl->arena };
	struct ctl moment = *ctl;
	struct listing listing = { .arena = ctl->items, .columns = 6 };
	struct trail trail = { .ctl = &moment, .listing = &listing };
	struct record *asked = members_read(ctl, &filter_schema, arguments);

	if (asked == NULL)
		return CTL_USAGE;
	check_record(asked, &faults);
	members_complain("", &faults);
	if (faults.count > 0)
		return CTL_USAGE;
	moment.arena = ctl->items;
	trail.mark = arena_mark(ctl->items);
	trail.asked = asked;
	trail.store = ctl_open_to_read(ctl);
	if (trail.store == NULL)
		return CTL_FAILED;
	if (ctl->values[ERASED] != NULL)
		print_erased(&trail);
	else
		print_trail(&trail);
	store_close(trail.store);
	return trail.failed ? CTL_FAILED : CTL_DONE;
}

static const char *
words(struct arena *arena)
{
	return members_words(arena, &filter_schema);
}

static const struct ctl_form forms[] = {
	{ "[FILTER=VALUE...]", "print who did what, the oldest first" },
	{ "--erased", "print which customers were erased" },
	{ 0 },
};

const struct ctl_command ctl_audit = {
	.name = "audit",
	.summary = "print who did what, and when",
	.forms = forms,
	.options = options,
	.about = "The filters are by (the login name of an operator), key (its "
		 "number), kind (created, changed, erased, key add, key "
		 "revoke, key rotate, import, import undo or restore), id (the "
		 "number of a customer, a key or an import), from and to (days "
		 "or instants). Of a customer that was erased the trail keeps "
		 "who changed it when, and no more.",
	.words = words,
	.run = run,
};
