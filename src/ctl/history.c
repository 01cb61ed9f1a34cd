/* The history of a customer: its changes and its consents. */
#include "ctl/history.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/text.h"
#include "ctl/ctl.h"
#include "ctl/shown.h"
#include "format/jsonout.h"

/* Puts the changes in the order of time; the store has the latest first. */
static void
turn(struct whole_history *history)
{
	for (size_t i = 0, k = history->change_count; i + 1 < k; i++) {
		struct change first = history->changes[i];

		k--;
		history->changes[i] = history->changes[k];
		history->changes[k] = first;
	}
}

bool
history_read(struct ctl *ctl, struct store *store, int64_t id,
	struct whole_history *history)
{
	struct history walk = { 0 };

	*history = (struct whole_history){ 0 };
	do {
		if (store_history(store, ctl->arena, id, &walk) != STORE_OK)
			return false;
		for (size_t i = 0; i < walk.count; i++) {
			history->changes = arena_grow(ctl->arena,
				history->changes, history->change_count,
				sizeof(*history->changes));
			history->changes[history->change_count++] =
				walk.changes[i];
		}
	} while (walk.count > 0);
	turn(history);
	return store_consents(store, ctl->arena, id, &history->consents,
		       &history->consent_count) == STORE_OK;
}

const char *
history_kind(const struct change *change)
{
	static const char *const kinds[] = {
		[CHANGE_CREATED] = "created",
		[CHANGE_CHANGED] = "changed",
		[CHANGE_ERASED] = "erased",
	};

	return kinds[change->kind];
}

const char *
history_by(struct ctl *ctl, const struct change *change)
{
	if (change->operator!= NULL)
		return arena_printf(ctl->arena, "operator %s",
			ctl_shown(ctl, change->operator));
	return change->key == 0
		       ? "no key"
		       : arena_printf(ctl->arena, "key %" PRId64, change->key);
}

static void
print_change(struct ctl *ctl, const struct change *change)
{
	printf("  %s  version %" PRId64 " %s by %s%s%s\n",
		shown_instant(ctl, change->time), change->version,
		history_kind(change), history_by(ctl, change),
		change->route == NULL ? "" : ", ",
		change->route == NULL ? "" : ctl_shown(ctl, change->route));
	for (size_t i = 0; i < change->member_count; i++) {
		const struct changed_member *member = &change->members[i];

		printf("    %s was %s\n", member->name,
			member->before == NULL
				? "not given"
				: ctl_shown(ctl, member->before));
	}
}

const char *
history_answer(const struct consent *consent)
{
	return !consent->given ? "taken back" : consent->granted ? "yes" : "no";
}

static void
print_consent(struct ctl *ctl, const struct consent *consent)
{
	printf("  %s  %s: %s, by %s\n", shown_instant(ctl, consent->time),
		consent->name, history_answer(consent),
		ctl_shown(ctl, consent->source));
	if (consent->wording != NULL)
		printf("    %s\n", ctl_shown(ctl, consent->wording));
}

void
history_print(struct ctl *ctl, const struct whole_history *history)
{
	puts("changes");
	for (size_t i = 0; i < history->change_count; i++)
		print_change(ctl, &history->changes[i]);
	puts("consents");
	for (size_t i = 0; i < history->consent_count; i++)
		print_consent(ctl, &history->consents[i]);
}

/* Adds a member with a text, unless there is none. */
static void
add_text(struct text *out, const char *name, const char *text)
{
	if (text != NULL)
		jsonout_member(out, name, text);
}

static void
add_number(struct text *out, const char *name, int64_t number)
{
	if (number == 0)
		return;
	jsonout_name(out, name);
	jsonout_number(out, number);
}

static void
add_change(struct ctl *ctl, struct text *out, const struct change *change)
{
	jsonout_open(out, '{');
	add_number(out, "version", change->version);
	add_text(out, "time", shown_instant(ctl, change->time));
	add_text(out, "kind", history_kind(change));
	add_number(out, "key", change->key);
	add_text(out, "operator", change->operator);
	add_text(out, "route", change->route);
	add_text(out, "format", change->format);
	jsonout_name(out, "members");
	jsonout_open(out, '[');
	for (size_t i = 0; i < change->member_count; i++) {
		jsonout_open(out, '{');
		add_text(out, "name", change->members[i].name);
		add_text(out, "before", change->members[i].before);
		jsonout_close(out, '}');
	}
	jsonout_close(out, ']');
	jsonout_close(out, '}');
}

static void
add_consent(struct ctl *ctl, struct text *out, const struct consent *consent)
{
	jsonout_open(out, '{');
	add_text(out, "name", consent->name);
	if (consent->given) {
		jsonout_name(out, "granted");
		jsonout_bool(out, consent->granted);
	}
	add_text(out, "time", shown_instant(ctl, consent->time));
	add_number(out, "version", consent->version);
	add_number(out, "key", consent->key);
	add_text(out, "source", consent->source);
	add_text(out, "wording", consent->wording);
	jsonout_close(out, '}');
}

void
history_json(
	struct ctl *ctl, struct text *out, const struct whole_history *history)
{
	jsonout_name(out, "changes");
	jsonout_open(out, '[');
	for (size_t i = 0; i < history->change_count; i++)
		add_change(ctl, out, &history->changes[i]);
	jsonout_close(out, ']');
	jsonout_name(out, "consents");
	jsonout_open(out, '[');
	for (size_t i = 0; i < history->consent_count; i++)
		add_consent(ctl, out, &history->consents[i]);
	jsonout_close(out, ']');
}
