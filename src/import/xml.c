/* XML of an import: the elements below the root, each a customer. */
#include <string.h>

#include "base/text.h"
#include "customer/customer.h"
#include "format/xml.h"
#include "import/source.h"

/* A document that is being read. */
struct document {
	const char *root; /* its start tag, with all namespaces … */
	const char *end;  /* … and its end tag */
};

/* What is passed over, from its first letters to its last. */
static const struct {
	const char *begin, *end;
} passed[] = {
	{ "<!--", "-->" },
	{ "<![CDATA[", "]]>" },
	{ "<?", "?>" },
};

/* Finds a text from an offset on; the offset behind it, or 0. */
static size_t
find(struct input *input, size_t at, const char *text)
{
	const size_t length = strlen(text);

	for (;;) {
		const char *from = input->at + at;
		const char *found =
			memmem(from, (size_t)(input->end - from), text, length);

		if (found != NULL)
			return (size_t)(found - input->at) + length;
		if ((size_t)(input->end - from) >= length)
			at = (size_t)(input->end - input->at) - length + 1;
		if (!input_more(input))
			return 0;
	}
}

/* The offset behind a tag's >, which quoted values may have too; or 0. */
static size_t
tag_end(struct input *input, size_t at)
{
	char quote = '\0';

	for (;; at++) {
		char byte;

		if (input->at + at == input->end && !input_more(input))
			return 0;
		byte = input->at[at];
		if (quote == '\0' && byte == '>')
			return at + 1;
		if (byte == quote)
			quote = '\0';
		else if (quote == '\0' && (byte == '"' || byte == '\''))
			quote = byte;
	}
}

/* A piece of markup: from its < on to behind its end. */
struct markup {
	size_t begin, end;
	int depth; /* 1: a start tag, -1: an end tag, 0: anything else */
	bool element;
};

/* Takes the next markup from an offset on; returns false at the end. */
static bool
take_markup(struct input *input, size_t at, struct markup *markup)
{
	size_t behind = find(input, at, "<");

	if (behind == 0)
		return false;
	*markup = (struct markup){ .begin = behind - 1 };
	while (input->end - input->at < (ptrdiff_t)(behind + 16) &&
		input_more(input))
		;
	for (size_t i = 0; i < sizeof(passed) / sizeof(*passed); i++)
		if ((size_t)(input->end - input->at) >= behind + 8 &&
			strncmp(input->at + markup->begin, passed[i].begin,
				strlen(passed[i].begin)) == 0) {
			markup->end = find(input, behind, passed[i].end);
			return markup->end != 0;
		}
	markup->end = tag_end(input, behind);
	if (markup->end == 0)
		return false;
	markup->element = input->at[behind] != '!';
	markup->depth = !markup->element                    ? 0
			: input->at[behind] == '/'          ? -1
			: input->at[markup->end - 2] == '/' ? 0
							    : 1;
	return true;
}

/* Moves on, and counts the lines. */
static void
pass(struct source *source, size_t length)
{
	for (; length > 0; length--)
		source->next_line += *source->input.at++ == '\n';
}

static bool
fail(struct source *source, const char *what)
{
	if (source->input.wrong == NULL)
		source->wrong = what;
	return false;
}

static bool
open_document(struct source *source)
{
	struct document *document =
		arena_alloc(source->arena, sizeof(*document));
	struct input *input = &source->input;
	struct markup tag;
	const char *name;

	source->own = document;
	if (xml_missing() != NULL)
		return fail(source, xml_missing());
	do {
		if (!take_markup(input, 0, &tag))
			return fail(source, "it has no element");
		pass(source, tag.begin);
		name = input->at;
		pass(source, tag.end - tag.begin);
	} while (!tag.element);
	document->root = arena_copy(source->arena, name, tag.end - tag.begin);
	document->end = arena_printf(source->arena, "</%.*s>",
		(int)strcspn(document->root + 1, " \t\r\n/>"),
		document->root + 1);
	source->told = arena_printf(
		source->arena, "its encoding is %s", source->input.encoding);
	return tag.depth == 1 || fail(source, "its root has no elements");
}

static struct record *
begin_record(struct batch *batch)
{
	struct source *source =
		(struct source *)((char *)batch -
				  offsetof(struct source, batch));

	return source->record;
}

static bool
end_record(struct batch *batch, struct record *record)
{
	(void)batch;
	(void)record;
	return true;
}

/* Where the end tag of the element at hand stands. */
static size_t
end_tag(const struct source *source)
{
	size_t at = source->raw_length;

	while (at > 0 && source->raw[at] != '<')
		at--;
	return at;
}

/* The length of the element without its end, and without a report. */
static size_t
element_length(const struct source *source)
{
	const char *mark = "<crm_status>";
	const char *at =
		memmem(source->raw, source->raw_length, mark, strlen(mark));

	return at == NULL ? end_tag(source) : (size_t)(at - source->raw);
}

static void
read_element(struct source *source)
{
	const struct document *document = source->own;
	struct text text = { .arena = &source->items };
	const size_t end = end_tag(source);

	text_puts(&text, document->root);
	text_add(&text, source->raw, element_length(source));
	text_add(&text, source->raw + end, source->raw_length - end);
	text_puts(&text, document->end);
	source->reading.bytes = text.bytes;
	source->reading.length = text.length;
	source->batch = (struct batch){
		.schema = &customer_schema,
		.most = INPUT_MOST,
		.begin = begin_record,
		.end = end_record,
	};
	if (!xml_read_many(&source->reading, &source->batch))
		source_refused(source);
}

static bool
next_element(struct source *source)
{
	struct input *input = &source->input;
	struct markup tag;
	size_t at;
	int depth = 0;

	do {
		if (!take_markup(input, 0, &tag))
			return fail(source, "it ends before its root does");
		pass(source, tag.element ? tag.begin : tag.end);
	} while (!tag.element);
	if (tag.depth < 0)
		return false;
	source->line = source->next_line;
	at = tag.end - tag.begin;
	for (depth = tag.depth; depth > 0; at = tag.end) {
		if (!take_markup(input, at, &tag))
			return fail(source, "it ends before its root does");
		depth += tag.depth;
	}
	pass(source, at);
	source->raw = input->at - at;
	source->raw_length = at;
	read_element(source);
	return true;
}

static void
begin_document(struct source *source, struct text *out)
{
	const struct document *document = source->own;

	text_puts(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
	text_puts(out, document->root);
	text_putc(out, '\n');
}

static void
put_element(struct text *out, const char *name, const char *text)
{
	if (*text == '\0')
		return;
	text_printf(out, "<%s>", name);
	text_xml(out, text, strlen(text));
	text_printf(out, "</%s>", name);
}

static void
report_element(struct source *source, struct text *out,
	const struct source_outcome *outcome)
{
	const size_t end = end_tag(source);

	text_add(out, source->raw, element_length(source));
	put_element(out, source_own[SOURCE_STATUS], outcome->status);
	if (outcome->id != 0)
		put_element(out, source_own[SOURCE_ID],
			arena_printf(&source->items, "%lld",
				(long long)outcome->id));
	put_element(out, source_own[SOURCE_FAULTS], outcome->faults);
	text_add(out, source->raw + end, source->raw_length - end);
	text_putc(out, '\n');
}

static void
end_document(struct source *source, struct text *out)
{
	const struct document *document = source->own;

	text_puts(out, document->end);
	text_putc(out, '\n');
}

const struct source_format xml_source = {
	.name = "xml",
	.endings = ".xml",
	.open = open_document,
	.next = next_element,
	.place = source_no_place,
	.report_begin = begin_document,
	.report = report_element,
	.report_end = end_document,
};
