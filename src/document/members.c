/* The tables of the members of messages, for the documentation. */
#include "document/members.h"

#include <ctype.h>
#include <string.h>

#include "base/text.h"
#include "document/document.h"
#include "exchange/exchange.h"
#include "exchange/route.h"
#include "html/grid.h"
#include "html/html.h"
#include "schema/codes.h"
#include "schema/rule.h"
#include "schema/type.h"

/* A member in a table. */
struct member {
	struct text *out;
	const struct rules *rules;
	const struct schema *schema;
	size_t index;
	const struct field *field;
	bool of_item; /* of a record in a list */
	bool in_path; /* of the operation's own path */
};

/* Adds a name in camel case, which may break where a word begins. */
static void
write_broken(struct text *out, const char *name)
{
	for (const char *at = name; *at != '\0'; at++) {
		if (at > name && isupper((unsigned char)at[0]) &&
			islower((unsigned char)at[1]))
			text_puts(out, "<wbr/>");
		text_putc(out, *at);
	}
}

static void
write_name(const struct member *member)
{
	text_puts(member->out, "<code>");
	write_broken(member->out, member->field->name);
	text_puts(member->out, "</code>");
}

/* Adds a link to the table of a kind of record. */
static void
write_item(struct text *out, const char *name)
{
	text_printf(out, "<a href=\"#%s\">", name);
	write_broken(out, name);
	text_puts(out, "</a>");
}

static void
write_place(const struct member *member)
{
	text_puts(member->out,
		member->of_item   ? "in its list"
		: member->in_path ? "path, body or query"
				  : "body or query");
}

/* Adds the type that typed clients have. */
static void
write_type(const struct member *member)
{
	const struct field *field = member->field;
	bool is_list = field->type == TYPE_LIST;

	text_puts(member->out, is_list ? "<code>List&lt;<wbr/>" : "<code>");
	if (schema_is_plain(field))
		text_puts(member->out, types[field->item->fields[0].type].name);
	else if (field->item != NULL)
		write_item(member->out, field->item->name);
	else
		text_puts(member->out, types[field->type].name);
	text_puts(member->out, is_list           ? "&gt;</code>"
			       : field->nullable ? "?</code>"
						 : "</code>");
}

static void
write_need(const struct member *member)
{
	const struct condition *when = &member->field->when;

	switch (member->field->need) {
	case REQUIRED:
		text_puts(member->out, "yes");
		break;
	case REQUIRED_WHEN:
		text_printf(member->out, "when %s is %s",
			member->schema->fields[when->field].name, when->is);
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
	if (member->field->open &&
		codes_of(member->field, member->rules) == NULL)
		text_printf(&words, " It may be any text; usual are %s.",
			codes_print(words.arena, member->field->codes));
	text_xml(member->out, words.bytes, words.length);
}

/* The columns, and whether only messages that are sent have them. */
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

/* The path of the page's operation. */
static const char *
path_of(const struct document *document)
{
	const char *name = document->operation->name;

	return route_named(document->exchange->routes, name, strlen(name))
		->path;
}

static void
write_table(struct document *document, const struct schema *schema, bool sent,
	bool of_item)
{
	const char *names[COLUMNS];
	const char *path = path_of(document);
	struct grid grid = { .out = document->out, .names = names };
	struct member member = {
		.out = document->out,
		.rules = &document->rules,
		.schema = schema,
		.of_item = of_item,
	};

	for (size_t k = 0; k < COLUMNS; k++)
		if (sent || !columns[k].sent)
			names[grid.count++] = columns[k].name;
	text_printf(grid.out, "<h3 id=\"%s\">%s</h3>\n", schema->name,
		schema->name);
	grid_begin(&grid, schema->name);
	for (size_t i = schema_first(schema); i < schema->count;
		i = schema_next(schema, i)) {
		const struct field field = schema_field(schema, i);

		member.index = i;
		member.field = &field;
		member.in_path = route_has_member(path, field.name);
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

	if (schema->array) {
		text_puts(document->out, "<p>It is a list: <code>List&lt;");
		write_item(document->out, schema->fields[0].item->name);
		text_puts(document->out, "&gt;</code>.</p>\n");
	}
	for (size_t i = 0; i < count; i++)
		if (!list[i]->array && !list[i]->plain)
			write_table(document, list[i], sent, i > 0);
}
