/* Tables of the members of messages, for the documentation. */
#include "service/members.h"

#include "base/text.h"
#include "format/grid.h"
#include "format/html.h"
#include "schema/rule.h"
#include "schema/type.h"
#include "service/document.h"
#include "service/exchange.h"

/* A member that is told of. */
struct member {
	struct text *out;
	const struct rules *rules;
	const struct schema *schema;
	size_t index;
	const struct field *field;
	bool of_item; /* of a record in a list */
};

static void
write_name(const struct member *member)
{
	text_printf(member->out, "<code>%s</code>", member->field->name);
}

static void
write_place(const struct member *member)
{
	text_puts(
		member->out, member->of_item ? "in its list" : "body or query");
}

/* As typed clients have it. */
static void
write_type(const struct member *member)
{
	const struct field *field = member->field;
	const char *item = field->item == NULL ? NULL : field->item->name;

	text_puts(member->out, "<code>");
	if (field->type == TYPE_LIST)
		text_printf(member->out, "List&lt;<a href=\"#%s\">%s</a>&gt;",
			item, item);
	else if (field->type == TYPE_RECORD)
		text_printf(member->out, "<a href=\"#%s\">%s</a>", item, item);
	else
		text_printf(member->out, "%s%s", types[field->type].name,
			field->nullable ? "?" : "");
	text_puts(member->out, "</code>");
}

static void
write_need(const struct member *member)
{
	switch (member->field->need) {
	case REQUIRED:
		text_puts(member->out, "yes");
		break;
	case REQUIRED_WHEN:
		text_puts(member->out, "when ");
		html_puts(member->out,
			rule_detail(member->out->arena, member->schema,
				member->index, member->rules,
				FAULT_MISSING_WHEN));
		break;
	default:
		text_puts(member->out, "no");
	}
}

static void
write_text(const struct member *member)
{
	html_puts(member->out, member->field->text);
}

static void
write_rules(const struct member *member)
{
	struct text words = { .arena = member->out->arena };

	rule_words(&words, member->schema, member->index, member->rules);
	text_xml(member->out, words.bytes, words.length);
}

/* The columns, and whether they are of messages that are sent only. */
static const struct {
	const char *name;
	bool sent;
	void (*write)(const struct member *member);
} columns[] = {
	{ "Name", false, write_name },
	{ "Parameter", true, write_place },
	{ "Type", false, write_type },
	{ "Required", true, write_need },
	{ "Description", false, write_text },
	{ "Rule", true, write_rules },
};

enum { COLUMNS = sizeof(columns) / sizeof(*columns) };

static void
write_table(struct document *document, const struct schema *schema, bool sent,
	bool of_item)
{
	const char *names[COLUMNS];
	struct grid grid = { .out = document->out, .names = names };
	struct member member = {
		.out = document->out,
		.rules = document->exchange->rules,
		.schema = schema,
		.of_item = of_item,
	};

	for (size_t k = 0; k < COLUMNS; k++)
		if (sent || !columns[k].sent)
			names[grid.count++] = columns[k].name;
	text_printf(grid.out, "<h3 id=\"%s\">%s</h3>\n", schema->name,
		schema->name);
	grid_begin(&grid, schema->name);
	for (size_t i = 0; i < schema->count; i++) {
		member.index = i;
		member.field = &schema->fields[i];
		for (size_t k = 0; k < COLUMNS; k++) {
			if (!sent && columns[k].sent)
				continue;
			grid_cell(&grid);
			columns[k].write(&member);
		}
	}
	grid_end(&grid);
}

void
members_write(struct document *document, const struct schema *schema, bool sent)
{
	size_t count;
	const struct schema **list =
		rule_schemas(document->out->arena, schema, &count);

	for (size_t i = 0; i < count; i++)
		write_table(document, list[i], sent, i > 0);
}
