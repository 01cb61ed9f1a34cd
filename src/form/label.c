/* The labels and messages of the form's fields, in the language of the page. */
#include "form/label.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "customer/customer.h"
#include "exchange/exchange.h"
#include "html/html.h"
#include "language/language.h"
#include "schema/codes.h"
#include "schema/record.h"

void
label_phrase(struct page *page, const char *phrase)
{
	html_say(page->out, page->language, phrase);
}

/* Whether an item has the same title as its field of the name given. */
static bool
is_namesake(const struct schema *item, const char *name)
{
	int index = schema_find(item, name, strlen(name));

	return index >= 0 &&
	       strcmp(item->fields[index].title, item->title) == 0;
}

/*
 * Adds the page's name for the field of a path: "E-mail address 2 – Main e-mail
 * address" for emails[1].isMainEmail, "E-mail address 2" for emails[1].email.
 */
static void
write_label(struct page *page, struct text *out, const struct schema *schema,
	const char *path)
{
	size_t length = strcspn(path, "[.");
	int index = schema_find(schema, path, length);
	const struct field *field = index < 0 ? NULL : &schema->fields[index];
	char *rest;

	if (field == NULL) {
		text_puts(out, path);
	} else if (path[length] == '[' && field->item != NULL) {
		text_puts(
			out, language_say(page->language, field->item->title));
		text_printf(
			out, " %lu", strtoul(path + length + 1, &rest, 10) + 1);
		if (rest[0] == ']' && rest[1] == '.' &&
			!is_namesake(field->item, rest + 2)) {
			text_puts(out, " – ");
			write_label(page, out, field->item, rest + 2);
		}
	} else {
		text_puts(out, language_say(page->language, field->title));
	}
}

void
label_fault(struct page *page, const struct fault *fault)
{
	struct arena *arena = page->exchange->arena;
	struct text label = { .arena = arena }, message = { .arena = arena };
	struct fault told = *fault;
	bool answer = fault->kind == FAULT_MISSING && fault->field != NULL &&
		      fault->field->consent;

	if (*fault->path == '\0') {
		fault_tell(&message, fault, page->language);
	} else {
		write_label(page, &label, page->customer->schema, fault->path);
		told.path = label.bytes;
		/* the condition was chosen on the same page */
		if (told.kind == FAULT_MISSING_WHEN)
			told.kind = FAULT_MISSING;
		if (answer)
			text_printf(&message,
				language_say(page->language,
					"%s: please answer with yes or no."),
				label.bytes);
		else
			fault_tell(&message, &told, page->language);
	}
	html_puts(page->out, message.bytes);
}

const char *
label_codes(const struct page *page, const struct field *field)
{
	const struct rules *rules = page->exchange->rules;
	const char *added = codes_added(field, rules);

	if (field->type != TYPE_CODE)
		return NULL;
	if (added == NULL)
		return customer_codes(page->language, codes_of(field, rules));
	return codes_insert(page->exchange->arena,
		customer_codes(page->language, field->codes), added, true);
}

const char *
label_code(const struct page *page, const struct field *field, const char *text)
{
	const char *codes = label_codes(page, field);
	struct code code;

	if (codes == NULL || !codes_find(codes, text, strlen(text), &code))
		return text;
	codes_say(page->language, &code);
	return arena_copy(page->exchange->arena, code.name, code.name_length);
}

void
label_condition(struct page *page, const struct schema *schema,
	const struct condition *condition, const char *phrase)
{
	const struct field *field = &schema->fields[condition->field];

	html_puts(page->out, arena_printf(page->exchange->arena,
				     language_say(page->language, phrase),
				     label_code(page, field, condition->is)));
}

const char *
label_day(const struct page *page, const char *text)
{
	struct text out = { .arena = page->exchange->arena };

	language_put_day(&out, page->language, text);
	return out.bytes;
}
