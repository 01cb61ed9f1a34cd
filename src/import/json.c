/* JSON of an import: objects in an array, or one in each line. */
#include <string.h>

#include "base/text.h"
#include "format/json.h"
#include "import/source.h"

/* An array that is being read. */
struct array {
	bool begun, ended;
	size_t count; /* of the objects that were reported */
};

static bool
open_lines(struct source *source)
{
	source->told = arena_printf(source->arena, "its encoding is %s%s",
		source->input.encoding,
		source->input.guessed ? ", as it seems" : "");
	return true;
}

static bool
open_array(struct source *source)
{
	source->own = arena_alloc(source->arena, sizeof(struct array));
	return open_lines(source);
}

/* The length of an object without its end and what a report added before. */
static size_t
object_length(const struct source *source)
{
	const char *mark = ",\"crm_status\":\"";
	const char *end = source->raw + source->raw_length;
	const char *at =
		memmem(source->raw, source->raw_length, mark, strlen(mark));

	return at != NULL       ? (size_t)(at - source->raw)
	       : end[-1] == '}' ? source->raw_length - 1
				: source->raw_length;
}

/* Reads the object at hand, but for what a report has added. */
static void
read_object(struct source *source)
{
	const char *bytes = source->raw;
	size_t length = object_length(source);

	if (length + 1 < source->raw_length)
		bytes = arena_printf(
			&source->items, "%.*s}", (int)length++, source->raw);
	else
		length = source->raw_length;
	source->reading.bytes = bytes;
	source->reading.length = length;
	if (!utf8_valid(bytes, length))
		source_note(source, "",
			"it is not UTF-8 text, or holds a control character");
	else if (!json_read_object(&source->reading, bytes, length, INPUT_MOST,
			 source->record))
		source_refused(source);
}

/* Takes a line; returns false at the end. */
static bool
take_line(struct source *source)
{
	struct input *input = &source->input;
	const char *end;

	while ((end = memchr(input->at, '\n',
			(size_t)(input->end - input->at))) == NULL &&
		input_more(input))
		;
	if (input->at == input->end || input->wrong != NULL)
		return false;
	source->raw = input->at;
	source->raw_length =
		(size_t)((end == NULL ? input->end : end) - input->at);
	source->line = source->next_line++;
	input->at = end == NULL ? input->end : end + 1;
	return true;
}

static bool
next_line(struct source *source)
{
	do {
		if (!take_line(source))
			return false;
		text_trim(&source->raw, &source->raw_length);
	} while (source->raw_length == 0);
	read_object(source);
	return true;
}

static void
nothing(struct source *source, struct text *out)
{
	(void)source;
	text_puts(out, "");
}

/* Adds an object; what is none stays as it was. */
static void
report_object(struct source *source, struct text *out,
	const struct source_outcome *outcome)
{
	size_t length = object_length(source);

	text_add(out, source->raw, length);
	if (length == source->raw_length)
		return;
	text_printf(out, "%s\"crm_status\":\"%s\"", length > 1 ? "," : "",
		outcome->status);
	if (outcome->id != 0)
		text_printf(out, ",\"crm_id\":%lld", (long long)outcome->id);
	if (*outcome->faults != '\0') {
		text_puts(out, ",\"crm_faults\":");
		text_json(out, outcome->faults, strlen(outcome->faults));
	}
	text_putc(out, '}');
}

static void
report_line(struct source *source, struct text *out,
	const struct source_outcome *outcome)
{
	report_object(source, out, outcome);
	text_putc(out, '\n');
}

static void
report_item(struct source *source, struct text *out,
	const struct source_outcome *outcome)
{
	struct array *array = source->own;

	text_puts(out, array->count++ == 0 ? "[" : ",\n");
	report_object(source, out, outcome);
}

static void
end_array(struct source *source, struct text *out)
{
	struct array *array = source->own;

	text_puts(out, array->count == 0 ? "[]\n" : "]\n");
}

/* Goes to the next object; returns false if there is none. */
static bool
find_object(struct source *source)
{
	struct input *input = &source->input;
	struct array *array = source->own;

	for (;; input->at++) {
		if (input->at == input->end && !input_more(input)) {
			if (array->begun != array->ended)
				source->wrong = "it ends before its array does";
			return false;
		}
		source->next_line += *input->at == '\n';
		if (*input->at == '{')
			return true;
		array->begun |= *input->at == '[';
		array->ended |= *input->at == ']';
		if (strchr("[], \t\r\n", *input->at) == NULL) {
			source->wrong = "it is no array of objects";
			return false;
		}
	}
}

/* Takes an object, up to the brace that closes it, or to the end. */
static void
take_object(struct source *source)
{
	struct input *input = &source->input;
	size_t at = 0, depth = 0;
	bool quoted = false;

	source->line = source->next_line;
	do {
		char byte;

		if (input->at + at == input->end && !input_more(input))
			break;
		byte = input->at[at++];
		source->next_line += byte == '\n';
		if (byte == '"')
			quoted = !quoted;
		else if (quoted && byte == '\\' &&
			 (input->at + at < input->end || input_more(input)))
			at++;
		else if (!quoted)
			depth += (size_t)((byte == '{') - (byte == '}'));
	} while (depth > 0);
	source->raw = input->at;
	source->raw_length = at;
	input->at += at;
}

static bool
next_item(struct source *source)
{
	if (!find_object(source))
		return false;
	take_object(source);
	if (source->input.wrong != NULL)
		return false;
	read_object(source);
	return true;
}

const struct source_format array_source = {
	.name = "json",
	.endings = ".json",
	.open = open_array,
	.next = next_item,
	.place = source_no_place,
	.report_begin = nothing,
	.report = report_item,
	.report_end = end_array,
};

const struct source_format lines_source = {
	.name = "jsonl",
	.endings = ".jsonl .ndjson",
	.open = open_lines,
	.next = next_line,
	.place = source_no_place,
	.report_begin = nothing,
	.report = report_line,
	.report_end = nothing,
};
