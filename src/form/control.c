/* The controls of the form page, each written from a field of a record. */
#include "form/control.h"

#include <string.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "base/list.h"
#include "base/text.h"
#include "config/config.h"
#include "customer/customer.h"
#include "customer/face.h"
#include "exchange/exchange.h"
#include "form/label.h"
#include "form/wording.h"
#include "format/form.h"
#include "html/html.h"
#include "language/language.h"
#include "schema/codes.h"
#include "schema/record.h"

/* A text that may be longer than this gets several lines. */
enum { LONG_TEXT = 250 };

/* The number of codes that are all shown at once, if one must be chosen. */
enum { FEW_CODES = 2 };

/* The kinds of controls that a field can have. */
enum look {
	LOOK_INPUT,
	LOOK_DAY,     /* three boxes, for which a script puts a picker */
	LOOK_LINES,   /* several lines of text */
	LOOK_SELECT,  /* one of many codes */
	LOOK_CHOICES, /* one of few, all in sight */
	LOOK_CHECK    /* a box to tick: empty means false */
};

/* A control: a field of a record, by the name that it is sent under. */
struct control {
	const struct field *field;
	const struct value *value;
	const struct schema *schema;
	const char *name;
	bool item;           /* of a list */
	const char *section; /* of an item behind the first, for autofill */
	const char *codes;   /* NULL: any text */
	const char *text;    /* a word of help, or NULL */
	enum look look;
	bool focus; /* the person goes on here */
	bool wrong; /* a fault is told beside the control */
};

/* The names of true and false, for people. */
static const char yes_no[] =
	"true\t" PHRASE("Yes") "\nfalse\t" PHRASE("No") "\n";

/* Adds an attribute whose value is the name of a control and an ending. */
static void
attribute_of(struct page *page, const char *name, const char *control,
	const char *ending)
{
	html_attribute(page->out, name,
		arena_printf(page->exchange->arena, "%s%s", control, ending));
}

/* Whether there is a message about the control of a name. */
static bool
has_fault(const struct page *page, const char *name)
{
	for (size_t i = 0;
		page->faults != NULL && i < faults_listed(page->faults); i++)
		if (strcmp(page->faults->list[i].path, name) == 0)
			return true;
	return false;
}

/* The number of codes in a list. */
static size_t
count_codes(const char *codes)
{
	struct code code;
	size_t count = 0;

	while (codes_next(&codes, &code))
		count++;
	return count;
}

/* Whether a text has lines, which an input would join. */
static bool
has_lines(const struct field *field, const struct value *value)
{
	return field->type == TYPE_STRING && value->state != VALUE_NONE &&
	       strchr(value->text, '\n') != NULL;
}

static enum look
look_of(const struct page *page, const struct field *field,
	const struct value *value, const char *codes)
{
	if (field->type == TYPE_BOOL)
		return field->empty_false ? LOOK_CHECK : LOOK_CHOICES;
	if (codes != NULL)
		return field->need == REQUIRED &&
				       count_codes(codes) <= FEW_CODES
			       ? LOOK_CHOICES
			       : LOOK_SELECT;
	if (field->type == TYPE_DAY)
		return LOOK_DAY;
	return (field->type == TYPE_STRING && field->max > LONG_TEXT) ||
			       (page->whole && has_lines(field, value))
		       ? LOOK_LINES
		       : LOOK_INPUT;
}

/* A word of help, translated; a consent's text is its label. */
static const char *
help_of(const struct page *page, const struct field *field)
{
	if (field->type == TYPE_INSTANT)
		return language_say(page->language, "In UTC.");
	return field->help == NULL || field->consent
		       ? NULL
		       : language_say(page->language, field->help);
}

/*
 * The part of the page that an item is for browsers, or NULL: first items go
 * with the name, so that one tap fills in all.
 */
static const char *
section_of(const struct page *page, const struct record *record)
{
	const struct record *list = record->parent;

	if (list == NULL || record->index == 0)
		return NULL;
	return arena_printf(page->exchange->arena, "section-%s-%zu",
		list->schema->fields[record->field].name, record->index);
}

static struct control
control_of(const struct page *page, const struct record *record, size_t index,
	bool focus)
{
	const struct field *field = &record->schema->fields[index];
	const char *codes =
		field->type == TYPE_BOOL ? yes_no : label_codes(page, field);
	const char *name = record_path(record, (int)index);

	return (struct control){
		.field = field,
		.value = &record->values[index],
		.schema = record->schema,
		.name = name,
		.item = record->parent != NULL,
		.section = section_of(page, record),
		.codes = codes,
		.text = help_of(page, field),
		.look = look_of(page, field, &record->values[index], codes),
		.focus = focus,
		.wrong = has_fault(page, name),
	};
}

/* The value as text, as it was entered or as it was understood. */
static const char *
value_text(const struct control *control)
{
	const struct value *value = control->value;

	if (value->state == VALUE_NONE)
		return "";
	if (value->state == VALUE_GIVEN && control->field->type == TYPE_BOOL)
		return value->number != 0 ? "true" : "false";
	return value->text;
}

/* Whether a value is an instant with a fraction, which pickers may drop. */
static bool
is_fraction(const struct control *control)
{
	return control->field->type == TYPE_INSTANT &&
	       control->value->state == VALUE_GIVEN &&
	       control->value->length > strlen("2020-12-30T10:11:12Z");
}

/* The value of an input: a whole second without its zone. */
static const char *
input_value(const struct page *page, const struct control *control)
{
	const char *text = value_text(control);

	return control->field->type == TYPE_INSTANT &&
			       control->value->state == VALUE_GIVEN &&
			       !is_fraction(control)
		       ? arena_copy(page->exchange->arena, text,
				 strlen("2020-12-30T10:11:12"))
		       : text;
}

/* The attributes that tell of a control's help, faults and need. */
static void
write_relations(struct page *page, const struct control *control)
{
	struct text by = { .arena = page->exchange->arena };

	if (control->text != NULL)
		text_printf(&by, "%s-help", control->name);
	if (control->wrong) {
		text_printf(&by, "%s%s-fault", by.length == 0 ? "" : " ",
			control->name);
		html_attribute(page->out, "aria-invalid", "true");
	}
	if (by.length > 0)
		html_attribute(page->out, "aria-describedby", by.bytes);
	if (control->field->need == REQUIRED)
		html_attribute(page->out, "aria-required", "true");
}

/*
 * What browsers may fill in, or NULL. Where many use a device, or a customer is
 * not the person there, browsers fill in nothing, and with a tab that is opened
 * again they bring nothing back.
 */
static const char *
autofill_of(const struct page *page, const struct control *control)
{
	return page->whole || page->exchange->config->form_kiosk != 0
		       ? NULL
		       : control->field->autofill;
}

/* The attributes for autofill by browsers; end belongs to a part of a day. */
static void
write_autofill(
	struct page *page, const struct control *control, const char *end)
{
	const char *autofill = autofill_of(page, control);

	if (autofill == NULL)
		autofill = "off";
	else if (end != NULL)
		autofill = arena_printf(
			page->exchange->arena, "%s-%s", autofill, end);
	else if (control->section != NULL)
		autofill = arena_printf(page->exchange->arena, "%s %s",
			control->section, autofill);
	html_attribute(page->out, "autocomplete", autofill);
}

/* The attributes that every control has. */
static void
write_attributes(struct page *page, const struct control *control)
{
	html_attribute(page->out, "id", control->name);
	html_attribute(page->out, "name", control->name);
	if (control->look != LOOK_CHECK)
		write_autofill(page, control, NULL);
	if (control->focus)
		html_attribute(page->out, "autofocus", "autofocus");
	write_relations(page, control);
}

static void
write_option(struct page *page, const struct code *code, bool selected)
{
	text_puts(page->out, "<option value=\"");
	text_xml(page->out, code->code, code->code_length);
	text_puts(page->out, selected ? "\" selected=\"selected\">" : "\">");
	label_phrase(page, arena_copy(page->exchange->arena, code->name,
				   code->name_length));
	text_puts(page->out, "</option>");
}

/* The codes that stand first in a list, with commas between; or NULL. */
static const char *
first_codes(const struct page *page, const struct field *field)
{
	const char *first = face_first(page->exchange->config, field);

	if (first != NULL)
		return first;
	if (field->codes == customer_countries)
		return page->language->likely_countries;
	return field->codes == customer_languages
		       ? page->language->likely_languages
		       : NULL;
}

/* Whether a code is an item of a list. */
static bool
is_among(const char *list, const struct code *code)
{
	while (list != NULL) {
		size_t length;
		const char *item = list_item(&list, &length);

		if (text_same(item, length, code->code, code->code_length))
			return true;
	}
	return false;
}

/* Options on their way out. */
struct options {
	struct page *page;
	const char *entered;
	bool found; /* the text that was entered is among them */
};

static void
add_option(struct options *options, const struct code *code)
{
	bool selected =
		text_is(code->code, code->code_length, options->entered);

	write_option(options->page, code, selected);
	options->found = options->found || selected;
}

/* The codes that stand first, and a line behind them. */
static void
add_first(struct options *options, const char *codes, const char *first)
{
	if (first == NULL)
		return;
	while (first != NULL) {
		size_t length;
		const char *item = list_item(&first, &length);
		struct code code;

		if (codes_find(codes, item, length, &code))
			add_option(options, &code);
	}
	text_puts(options->page->out, "<hr/>");
}

/* All codes; a text that is none of them stays an option. */
static void
write_options(struct page *page, const struct control *control)
{
	const char *entered = value_text(control), *codes = control->codes;
	const char *first = first_codes(page, control->field);
	size_t length = strlen(entered);
	struct options options = { page, entered, length == 0 };
	struct code code;

	add_first(&options, codes, first);
	while (codes_next(&codes, &code))
		if (!is_among(first, &code))
			add_option(&options, &code);
	code = (struct code){ entered, entered, NULL, length, length, 0 };
	if (!options.found)
		write_option(page, &code, true);
}

/* Lets the script choose the customer's country where none was chosen yet. */
static void
write_follower(struct page *page, const struct control *control)
{
	if (control->item && control->field->codes == customer_countries)
		html_attribute(page->out, "data-follows",
			customer_schema.fields[CUSTOMER_COUNTRY_ID].name);
}

static void
write_select(struct page *page, const struct control *control)
{
	text_puts(page->out, "<select");
	write_attributes(page, control);
	write_follower(page, control);
	text_puts(page->out, "><option value=\"\">&#160;</option>");
	write_options(page, control);
	text_puts(page->out, "</select>");
}

/* The input of each kind of value. */
static const struct {
	const char *type, *mode;
	bool free; /* the text may be in any script */
	bool capitals;
} inputs[TYPE__MAX] = {
	[TYPE_STRING] = { NULL, NULL, true, false },
	[TYPE_CODE] = { NULL, NULL, true, false },
	[TYPE_LETTERS] = { NULL, NULL, false, true },
	[TYPE_EMAIL] = { "email", "email", false, false },
	[TYPE_PHONE] = { "tel", "tel", false, false },
	[TYPE_INSTANT] = { "datetime-local", NULL, false, false },
};

/* The most seconds that a day is ahead of UTC. */
enum { AHEAD = 14 * 60 * 60 };

/* Writes the last day, or the last minute, that a field may have. */
static void
put_last(char out[CALENDAR_ROOM], const struct page *page,
	const struct field *field)
{
	static const struct day end = { 9999, 12, 31 };
	int64_t now = page->exchange->rules->now;

	if (field->type == TYPE_INSTANT)
		calendar_put_instant(out, now, "");
	else
		calendar_put_day(
			out, field->past ? calendar_day_of(now + AHEAD) : end);
	if (field->type == TYPE_INSTANT)
		out[strlen("2020-12-30T10:11")] = '\0';
}

/* The first and the last day that may be chosen; years have four digits. */
static void
write_bounds(struct page *page, const struct field *field)
{
	char last[CALENDAR_ROOM];

	put_last(last, page, field);
	html_attribute(page->out,
		field->type == TYPE_DAY ? "data-first" : "min",
		field->from != NULL           ? field->from
		: field->type == TYPE_INSTANT ? "1900-01-01T00:00"
					      : "1900-01-01");
	html_attribute(
		page->out, field->type == TYPE_DAY ? "data-last" : "max", last);
}

/* The attributes of a control for typing text. */
static void
write_typing(struct page *page, const struct control *control)
{
	enum type type = control->field->type;

	write_attributes(page, control);
	if (inputs[type].mode != NULL)
		html_attribute(page->out, "inputmode", inputs[type].mode);
	if (inputs[type].free)
		html_attribute(page->out, "dir", "auto");
	else if (type != TYPE_INSTANT)
		html_attribute(page->out, "spellcheck", "false");
	else
		write_bounds(page, control->field);
	if (control->field->max > 0)
		html_attribute(page->out, "data-max",
			arena_printf(page->exchange->arena, "%u",
				control->field->max));
	if (inputs[type].capitals)
		html_attribute(page->out, "autocapitalize", "characters");
}

/* A suggestion, which browsers show with its name. */
static void
write_suggestion(struct page *page, struct code *code)
{
	text_puts(page->out, "<option value=\"");
	text_xml(page->out, code->code, code->code_length);
	codes_say(page->language, code);
	text_puts(page->out, "\" label=\"");
	text_xml(page->out, code->name, code->name_length);
	text_puts(page->out, "\"></option>");
}

/* The suggestions of usual texts, where any text is valid. */
static void
write_suggestions(struct page *page, const struct control *control)
{
	const char *codes = control->field->codes;
	struct code code;

	text_puts(page->out, "<datalist");
	attribute_of(page, "id", control->name, "-list");
	text_putc(page->out, '>');
	while (codes_next(&codes, &code))
		write_suggestion(page, &code);
	text_puts(page->out, "</datalist>");
}

/* The type of an input: an input for moments drops a text that is none. */
static const char *
input_type(const struct control *control)
{
	const char *type = inputs[control->field->type].type;

	return type == NULL || control->value->state == VALUE_WRONG ||
			       is_fraction(control)
		       ? "text"
		       : type;
}

static void
write_input(struct page *page, const struct control *control)
{
	const struct field *field = control->field;
	bool suggests = field->type == TYPE_CODE && field->open;

	text_puts(page->out, "<input");
	html_attribute(page->out, "type", input_type(control));
	write_typing(page, control);
	if (suggests)
		attribute_of(page, "list", control->name, "-list");
	html_attribute(page->out, "value", input_value(page, control));
	text_puts(page->out, "/>");
	if (suggests)
		write_suggestions(page, control);
}

static void
write_lines(struct page *page, const struct control *control)
{
	text_puts(page->out, "<textarea rows=\"5\"");
	write_typing(page, control);
	/* a parser drops a line break that comes first */
	text_puts(page->out, ">\n");
	html_puts(page->out, value_text(control));
	text_puts(page->out, "</textarea>");
}

/* One of a group of radio buttons; the first bears the name as its id. */
static void
write_choice(struct page *page, const struct control *control,
	const struct code *code, size_t number)
{
	const char *value = arena_copy(
		page->exchange->arena, code->code, code->code_length);

	text_puts(page->out, "<label><input");
	html_attribute(page->out, "type", "radio");
	if (number == 0)
		html_attribute(page->out, "id", control->name);
	html_attribute(page->out, "name", control->name);
	html_attribute(page->out, "value", value);
	if (strcmp(value, value_text(control)) == 0)
		html_attribute(page->out, "checked", "checked");
	text_puts(page->out, "/> <span>");
	label_phrase(page, arena_copy(page->exchange->arena, code->name,
				   code->name_length));
	text_puts(page->out, "</span></label>");
}

/* All choices; a bool that may be left open has a choice for that, too. */
static void
write_choices(struct page *page, const struct control *control)
{
	static const char left_open[] = PHRASE("Not answered");
	const struct code none = { "", left_open, NULL, 0,
		sizeof(left_open) - 1, 0 };
	const char *codes = control->codes;
	struct code code;
	size_t number = 0;

	text_puts(page->out, "<div class=\"choices\">");
	while (codes_next(&codes, &code))
		write_choice(page, control, &code, number++);
	if (control->field->need == OPTIONAL)
		write_choice(page, control, &none, number);
	text_puts(page->out, "</div>");
}

/* Says whether the field must be given. */
static void
write_need(struct page *page, const struct control *control)
{
	const struct field *field = control->field;

	if (field->need == OPTIONAL && field->shown.is == NULL)
		return;
	text_puts(page->out, " <span class=\"need\">");
	if (field->need == REQUIRED)
		label_phrase(page, "required");
	else if (field->need == REQUIRED_WHEN)
		label_condition(
			page, control->schema, &field->when, "required for %s");
	else
		label_condition(page, control->schema, &field->shown, "for %s");
	text_puts(page->out, "</span>");
}

static void
write_help(struct page *page, const struct control *control)
{
	if (control->text == NULL)
		return;
	text_puts(page->out, "<p class=\"help\"");
	attribute_of(page, "id", control->name, "-help");
	text_putc(page->out, '>');
	html_puts(page->out, control->text);
	text_puts(page->out, "</p>");
}

/* The label: of a consent, the text that is agreed to. */
static void
write_label(struct page *page, const struct control *control)
{
	if (control->field->consent)
		html_puts(page->out, wording_of(page->exchange, page->language,
					     control->field));
	else
		label_phrase(page, control->field->title);
	write_need(page, control);
}

void
control_write_faults(struct page *page, const char *name)
{
	if (!has_fault(page, name))
		return;
	text_puts(page->out, "<div class=\"fault\"");
	attribute_of(page, "id", name, "-fault");
	text_putc(page->out, '>');
	for (size_t i = 0; i < faults_listed(page->faults); i++) {
		const struct fault *fault = &page->faults->list[i];

		if (strcmp(fault->path, name) != 0)
			continue;
		text_puts(page->out, "<p>");
		label_fault(page, fault);
		text_puts(page->out, "</p>");
		page->told[page->told_count++] = i;
	}
	text_puts(page->out, "</div>");
}

/* A control of several buttons: its label is a legend. */
static void
write_many(struct page *page, const struct control *control)
{
	text_puts(page->out, "<fieldset role=\"radiogroup\"");
	write_relations(page, control);
	text_puts(page->out, "><legend>");
	write_label(page, control);
	text_puts(page->out, "</legend>");
	write_choices(page, control);
	write_help(page, control);
	control_write_faults(page, control->name);
	text_puts(page->out, "</fieldset>");
}

/* A box to tick, with the label behind the box. */
static void
write_check(struct page *page, const struct control *control)
{
	text_puts(page->out, "<label><input type=\"checkbox\" value=\"true\"");
	write_attributes(page, control);
	if (strcmp(value_text(control), "true") == 0)
		html_attribute(page->out, "checked", "checked");
	text_puts(page->out, "/> <span>");
	write_label(page, control);
	text_puts(page->out, "</span></label>");
	write_help(page, control);
	control_write_faults(page, control->name);
}

/* A control, with its label in front of it. */
static void
write_one(struct page *page, const struct control *control)
{
	text_puts(page->out, "<label");
	html_attribute(page->out, "for", control->name);
	text_putc(page->out, '>');
	write_label(page, control);
	text_puts(page->out, "</label>");
	if (control->look == LOOK_SELECT)
		write_select(page, control);
	else if (control->look == LOOK_LINES)
		write_lines(page, control);
	else
		write_input(page, control);
	write_help(page, control);
	control_write_faults(page, control->name);
}

/* The parts of a day: the letters of a language's pattern, and their names. */
static const struct {
	char letter;
	const char *name, *title;
	int digits;
} parts[FORM_PARTS] = {
	[FORM_YEAR] = { 'y', "year", PHRASE("Year"), 4 },
	[FORM_MONTH] = { 'm', "month", PHRASE("Month"), 2 },
	[FORM_DAY] = { 'd', "day", PHRASE("Day"), 2 },
};

/* A part of a day as it was entered. */
static const char *
part_text(const struct page *page, const struct control *control, size_t part)
{
	const char *at = value_text(control), *end;

	for (size_t i = 0; i < part; i++) {
		at += strcspn(at, "-");
		at += *at == '-';
	}
	end = part == FORM_DAY ? at + strlen(at) : at + strcspn(at, "-");
	return arena_copy(page->exchange->arena, at, (size_t)(end - at));
}

/* A box for a part of a day; the first bears the name of the field as its id.
 */
static void
write_box(struct page *page, const struct control *control, size_t part,
	bool first)
{
	text_printf(page->out,
		"<label class=\"box-%d\"><input type=\"text\" "
		"inputmode=\"numeric\"",
		parts[part].digits);
	attribute_of(page, "id", control->name, first ? "" : form_parts[part]);
	attribute_of(page, "name", control->name, form_parts[part]);
	text_printf(page->out, " size=\"%d\" maxlength=\"%d\"",
		parts[part].digits, parts[part].digits);
	write_autofill(page, control, parts[part].name);
	if (control->focus && first)
		html_attribute(page->out, "autofocus", "autofocus");
	write_relations(page, control);
	html_attribute(page->out, "value", part_text(page, control, part));
	text_puts(page->out, "/><span>");
	label_phrase(page, parts[part].title);
	text_puts(page->out, "</span></label>");
}

/* The boxes, in the order in which the language writes a day. */
static void
write_boxes(struct page *page, const struct control *control)
{
	bool first = true;

	text_puts(page->out, "<div class=\"boxes\">");
	for (const char *at = page->language->day; *at != '\0'; at++)
		for (size_t i = 0; i < FORM_PARTS; i++)
			if (at[0] == '%' && at[1] == parts[i].letter) {
				write_box(page, control, i, first);
				first = false;
			}
	text_puts(page->out, "</div>");
}

/* A day: its label is a legend. */
static void
write_day(struct page *page, const struct control *control)
{
	text_puts(page->out, "<fieldset");
	html_attribute(page->out, "data-day", control->name);
	write_bounds(page, control->field);
	if (autofill_of(page, control) != NULL)
		html_attribute(
			page->out, "data-autofill", autofill_of(page, control));
	text_puts(page->out, "><legend>");
	write_label(page, control);
	text_puts(page->out, "</legend>");
	write_boxes(page, control);
	write_help(page, control);
	control_write_faults(page, control->name);
	text_puts(page->out, "</fieldset>");
}

/* Tells the script a condition. */
static void
write_condition(struct page *page, const struct schema *schema,
	const struct condition *condition, const char *kind)
{
	struct arena *arena = page->exchange->arena;

	if (condition->is == NULL)
		return;
	html_attribute(page->out, arena_printf(arena, "data-%s", kind),
		schema->fields[condition->field].name);
	html_attribute(page->out, arena_printf(arena, "data-%s-is", kind),
		condition->is);
}

void
control_write(struct page *page, const struct record *record, size_t index,
	bool focus)
{
	static const char *const widths[] = {
		[WIDTH_HALF] = "half",
		[WIDTH_THIRD] = "third",
		[WIDTH_TWO_THIRDS] = "most",
		[WIDTH_FULL] = "full",
	};
	struct control control = control_of(page, record, index, focus);
	const struct field *field = control.field;

	text_printf(page->out, "<div class=\"field %s%s%s\"",
		widths[field->width],
		control.look == LOOK_CHECK ? " check" : "",
		field->consent ? " consent" : "");
	write_condition(page, record->schema, &field->when, "need");
	write_condition(page, record->schema, &field->shown, "shown");
	if (field->single)
		html_attribute(page->out, "data-single", "true");
	if (face_keeps(page->exchange->config, field))
		html_attribute(page->out, "data-keep", "true");
	text_putc(page->out, '>');
	if (control.look == LOOK_CHOICES)
		write_many(page, &control);
	else if (control.look == LOOK_CHECK)
		write_check(page, &control);
	else if (control.look == LOOK_DAY)
		write_day(page, &control);
	else
		write_one(page, &control);
	text_puts(page->out, "</div>\n");
}
