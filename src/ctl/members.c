/* Arguments MEMBER=VALUE, read into a message as the fields of a form are. */
#include "ctl/members.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "ctl/ctl.h"
#include "ctl/resemble.h"
#include "format/form.h"
#include "format/read.h"
#include "schema/fault.h"
#include "schema/record.h"
#include "store/keys.h"

/* The member that a word resembles most, or NULL. */
static const char *
member_like(struct arena *arena, const struct schema *schema, const char *word)
{
	struct resemblance best = {
		.word = arena_copy(arena, word, strcspn(word, "[.=")),
	};

	for (size_t i = schema_first(schema); i < schema->count;
		i = schema_next(schema, i))
		resemble(&best, schema->fields[i].name);
	return best.name;
}

/* Whether an argument names a member; complains else. */
static bool
names_member(struct ctl *ctl, const struct schema *schema, const char *argument)
{
	const char *equals = strchr(argument, '=');
	const char *like;

	if (equals == NULL) {
		ctl_complain("%s is no MEMBER=VALUE", argument);
		return false;
	}
	if (form_names_member(schema, argument, (size_t)(equals - argument)))
		return true;
	like = member_like(ctl->arena, schema, argument);
	ctl_complain("there is no member %.*s%s%s%s", (int)(equals - argument),
		argument, like == NULL ? "" : "; is it ",
		like == NULL ? "" : like, like == NULL ? "" : "?");
	return false;
}

static bool
take(struct form *form, const char *argument)
{
	const char *equals = strchr(argument, '=');
	const struct form_field field = {
		.name = argument,
		.name_length = (size_t)(equals - argument),
		.value = equals + 1,
		.length = strlen(equals + 1),
	};

	return form_take(form, &field);
}

/* Whether all members of the items are known; complains of the first else. */
static bool
knows_all(const struct intake *intake)
{
	if (intake->unknown_count > 0)
		ctl_complain("there is no member %s", intake->unknown[0]);
	return intake->unknown_count == 0;
}

struct record *
members_read(
	struct ctl *ctl, const struct schema *schema, char *const *arguments)
{
	struct intake *intake = arena_alloc(ctl->arena, sizeof(*intake));
	struct reading in = { .intake = intake };
	struct faults faults = { .arena = ctl->arena };
	struct record *record;
	struct form form;
	bool taken = true;

	*intake = (struct intake){ ctl->arena, &ctl->rules, NULL, 0 };
	record = record_new(intake, schema);
	form = form_begin(&in, record);
	for (; taken && *arguments != NULL; arguments++) {
		if (!names_member(ctl, schema, *arguments))
			return NULL;
		taken = take(&form, *arguments);
	}
	if (taken && form_end(&form))
		return knows_all(intake) ? record : NULL;
	faults_add(&faults, read_fault(&in));
	members_complain("", &faults);
	return NULL;
}

void
members_complain(const char *of, const struct faults *faults)
{
	for (size_t i = 0; i < faults_listed(faults); i++) {
		struct text message = { .arena = faults->arena };

		fault_message(&message, &faults->list[i], NULL);
		ctl_complain("%s%s", of, message.bytes);
	}
}

const char *
members_words(struct arena *arena, const struct schema *schema)
{
	struct text words = { .arena = arena };

	for (size_t i = schema_first(schema); i < schema->count;
		i = schema_next(schema, i))
		text_printf(&words, "%s%s=", words.length == 0 ? "" : " ",
			schema->fields[i].name);
	return words.bytes;
}

int64_t
members_id(const char *text)
{
	int64_t id = keys_id(text);

	if (id == 0)
		ctl_complain("%s is no number of a customer", text);
	return id;
}
