/* JSON Lines of an import: an object in each line. */
#include <string.h>

#include "base/text.h"
#include "format/json.h"
#include "import/source.h"

static bool
open_lines(struct source *source)
{
	source->told = arena_printf(source->arena, "its encoding is %s%s",
		source->input.encoding,
		source->input.guessed ? ", as it seems" : "");
	return true;
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
	source->reading.bytes = source->raw;
	source->reading.length = source->raw_length;
	if (!utf8_valid(source->raw, source->raw_length))
		source_note(source, "",
			"it is not UTF-8 text, or holds a control character");
	else if (!json_read_object(&source->reading, source->raw,
			 source->raw_length, INPUT_MOST, source->record))
		source_refused(source);
	return true;
}

static const char *
no_place(struct source *source, const char *path)
{
	(void)source;
	(void)path;
	return NULL;
}

static void
nothing(struct source *source, struct text *out)
{
	(void)source;
	text_puts(out, "");
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

/* What is no object stays as it was. */
static void
report_line(struct source *source, struct text *out,
	const struct source_outcome *outcome)
{
	size_t length = object_length(source);

	text_add(out, source->raw, length);
	if (length < source->raw_length) {
		text_printf(out, "%s\"crm_status\":\"%s\"",
			length > 1 ? "," : "", outcome->status);
		if (outcome->id != 0)
			text_printf(out, ",\"crm_id\":%lld",
				(long long)outcome->id);
		if (*outcome->faults != '\0') {
			text_puts(out, ",\"crm_faults\":");
			text_json(
				out, outcome->faults, strlen(outcome->faults));
		}
		text_putc(out, '}');
	}
	text_putc(out, '\n');
}

const struct source_format lines_source = {
	.name = "jsonl",
	.endings = ".jsonl .ndjson",
	.open = open_lines,
	.next = next_line,
	.place = no_place,
	.report_begin = nothing,
	.report = report_line,
	.report_end = nothing,
};
