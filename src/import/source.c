/* The records of a file that is imported, one after the other, with what is
 * wrong with each. */
#include "import/source.h"

#include <string.h>

#include "base/text.h"
#include "customer/customer.h"
#include "format/jsv.h"
#include "import/cell.h"
#include "import/map.h"

static const struct source_format *const source_formats[] = {
	&table_source,
	&array_source,
	&lines_source,
	&xml_source,
	&cards_source,
};

enum { FORMATS = sizeof(source_formats) / sizeof(*source_formats) };

const char *const source_own[SOURCE_OWN] = {
	[SOURCE_STATUS] = "crm_status",
	[SOURCE_ID] = "crm_id",
	[SOURCE_FAULTS] = "crm_faults",
};

const char *
source_no_place(struct source *source, const char *path)
{
	(void)source;
	(void)path;
	return NULL;
}

bool
source_is_own(const char *name, size_t length)
{
	for (size_t i = 0; i < SOURCE_OWN; i++)
		if (text_is(name, length, source_own[i]))
			return true;
	return false;
}

/* Whether a word is in a list, separated by blanks. */
static bool
has_word(const char *words, const char *word, size_t length)
{
	for (; *words != '\0'; words += strspn(words, " ")) {
		size_t at = strcspn(words, " ");

		if (text_same(words, at, word, length))
			return true;
		words += at;
	}
	return false;
}

/* The format of a name, or of a file's ending. */
static const struct source_format *
find_format(const struct source *source)
{
	const char *name = source->format_name;
	const char *ending = strrchr(source->file, '.');

	for (size_t i = 0; i < FORMATS; i++)
		if (name != NULL ? text_is(name, strlen(name),
					   source_formats[i]->name)
				 : ending != NULL &&
					   has_word(source_formats[i]->endings,
						   ending, strlen(ending)))
			return source_formats[i];
	return NULL;
}

/* Says that the format can't be read, and what can. */
static const char *
no_format(const struct source *source)
{
	struct text out = { .arena = source->arena };
	const char *name = source->format_name == NULL
				   ? strrchr(source->file, '.')
				   : source->format_name;

	if (name != NULL && strstr(name, "xls") != NULL)
		return "a workbook can't be read: in Excel, save it as \"CSV "
		       "UTF-8\"; in LibreOffice, as \"Text CSV\"";
	text_puts(&out, source->format_name == NULL
				? "its name doesn't end in what tells its "
				  "format: --format names one of"
				: "there is no such format: --format names one "
				  "of");
	for (size_t i = 0; i < FORMATS; i++)
		text_printf(&out, " %s", source_formats[i]->name);
	return out.bytes;
}

bool
source_open(struct source *source)
{
	source->format = find_format(source);
	source->input.file = -1;
	source->input.converter = (iconv_t)-1;
	if (source->format == NULL) {
		source->wrong = no_format(source);
		return false;
	}
	if (!input_open(&source->input, source->arena, source->file,
		    source->encoding)) {
		source->wrong = source->input.wrong;
		return false;
	}
	source->next_line = 1;
	source->intake = (struct intake){
		.arena = &source->items,
		.rules = source->rules,
	};
	source->reading = (struct reading){ .intake = &source->intake };
	return source->format->open(source);
}

/* Sets a member that is not given to what a map has for all records. */
static void
set_constant(struct source *source, struct record *record, int field,
	const char *constant)
{
	if (!record_has(record, (size_t)field))
		jsv_read_cell(&source->reading, constant, strlen(constant),
			record, (size_t)field);
}

/* Adds the members that a map has for all records, also for all items. */
static void
add_constants(struct source *source)
{
	for (size_t i = 0; source->map != NULL && i < source->map->count; i++) {
		const struct map_column *column = &source->map->columns[i];
		const struct cell_target target =
			cell_target(&source->items, column->ours);
		const int list = schema_find(&customer_schema, column->ours,
			strcspn(column->ours, "[."));
		const struct value *items =
			list < 0 ? NULL : &source->record->values[list];

		if (column->constant == NULL || target.path == NULL)
			continue;
		if (target.field >= 0)
			set_constant(source, source->record, target.field,
				column->constant);
		for (size_t k = 0;
			target.field < 0 && items->state == VALUE_GIVEN &&
			k < items->count;
			k++)
			set_constant(source, items->items[k],
				schema_find(items->items[k]->schema,
					target.of->name,
					strlen(target.of->name)),
				column->constant);
	}
}

bool
source_next(struct source *source)
{
	arena_release(&source->items, (struct arena_mark){ 0 });
	source->intake.unknown = NULL;
	source->intake.unknown_count = 0;
	source->notes = NULL;
	source->note_count = 0;
	source->consented = 0;
	source->reading.refused = FAULT_NONE;
	source->reading.path = source->reading.detail = NULL;
	source->record = record_new(&source->intake, &customer_schema);
	if (source->wrong == NULL && source->format->next(source)) {
		if (source->format != &table_source)
			add_constants(source);
		return true;
	}
	if (source->wrong == NULL)
		source->wrong = source->input.wrong;
	return false;
}

void
source_close(struct source *source)
{
	arena_free(&source->items);
	input_close(&source->input);
}

void
source_note(struct source *source, const char *path, const char *message)
{
	struct arena *arena = &source->items;

	source->notes = arena_grow(arena, source->notes, source->note_count,
		sizeof(*source->notes));
	source->notes[source->note_count++] = (struct source_note){
		.path = arena_copy(arena, path, strlen(path)),
		.message = arena_copy(arena, message, strlen(message)),
	};
}

void
source_refused(struct source *source)
{
	const struct fault fault = read_fault(&source->reading);
	struct text message = { .arena = &source->items };

	if (fault.kind == FAULT_MALFORMED)
		text_puts(&message, fault.detail);
	else
		fault_message(&message, &fault, NULL);
	source_note(source, fault.path, message.bytes);
}
