/* XML 1.0 in the shape of .NET's data contracts: reads and writes records. */
#include "format/xml.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/die.h"
#include "base/text.h"
#include "format/read.h"
#include "format/stream.h"
#include "format/xmllib.h"
#include "language/language.h"
#include "schema/plain.h"
#include "schema/record.h"
#include "schema/type.h"

const char xml_plain_space[] =
	"http://schemas.microsoft.com/2003/10/Serialization/Arrays";
static const char instance_space[] =
	"http://www.w3.org/2001/XMLSchema-instance";
static const char include_space[] = "http://www.w3.org/2001/XInclude";

void
xml_prepare(void)
{
	xmllib_load();
}

const char *
xml_missing(void)
{
	const struct xmllib *lib;

	return xmllib_try(&lib);
}

/* The most attributes of an element. No member has any but nil and type. */
enum { ATTRIBUTES = 64 };

/* No message has more members that are written. */
enum { MEMBERS = 128 };

/* A parser at work, and the reason for its stop. */
struct parsing {
	startElementNsSAX2Func start_element; /* libxml2's own */
	const char *refused;                  /* NULL: not stopped */
	int line;
};

static void
stop(xmlParserCtxtPtr parser, const char *why)
{
	*(struct parsing *)parser->_private = (struct parsing){
		.refused = why,
		.line = parser->input->line,
	};
	xmllib_load()->stop(parser);
}

/* Called by libxml2 for a document type declaration, which is refused. */
static void
notice_dtd(void *context, const xmlChar *name, const xmlChar *id,
	const xmlChar *url)
{
	(void)name;
	(void)id;
	(void)url;
	stop(context, PHRASE("a document type declaration is not allowed"));
}

/*
 * Called by libxml2 for the start of an element. The deeper an element, the
 * longer the search for its namespace may take.
 */
static void
notice_element(void *context, const xmlChar *name, const xmlChar *prefix,
	const xmlChar *space, int space_count, const xmlChar **spaces,
	int attribute_count, int default_count, const xmlChar **attributes)
{
	xmlParserCtxtPtr parser = context;
	const struct parsing *parsing = parser->_private;

	if (parser->nodeNr >= FORMAT_DEPTH)
		stop(parser, PHRASE("nested deeper than 16 levels"));
	else
		parsing->start_element(context, name, prefix, space,
			space_count, spaces, attribute_count, default_count,
			attributes);
}

static bool
refuse(struct reading *in, const xmlNode *node, const char *what)
{
	if (node == NULL)
		return read_refuse(
			in, FAULT_MALFORMED, "XML: %s", read_say(in, what));
	return read_refuse(in, FAULT_MALFORMED, "XML at line %d: %s",
		(int)node->line, read_say(in, what));
}

/* As refuse(), because of a member, or with field -1 of a whole record. */
static bool
refuse_at(struct reading *in, const xmlNode *node, const struct record *record,
	int field, const char *what)
{
	refuse(in, node, what);
	in->path = record_path(record, field);
	return false;
}

/* Whether the XML declaration names no other encoding than UTF-8. */
static bool
declares_utf8(const struct reading *in)
{
	static const char keyword[] = "encoding";
	const char *at = in->bytes, *end, *quote;
	size_t length;

	if (in->length < 5 || memcmp(at, "<?xml", 5) != 0)
		return true;
	end = memmem(at, in->length, "?>", 2);
	if (end == NULL)
		return true;
	at = memmem(at, (size_t)(end - at), keyword, strlen(keyword));
	if (at == NULL)
		return true;
	while (at < end && *at != '"' && *at != '\'')
		at++;
	if (at == end)
		return true;
	quote = memchr(at + 1, *at, (size_t)(end - at - 1));
	length = quote == NULL ? 0 : (size_t)(quote - at - 1);
	return text_is_utf8(at + 1, length);
}

/* Sections without markup inside, by their ends. */
static const struct {
	const char *begin, *end;
} sections[] = {
	{ "<!--", "-->" },
	{ "<![CDATA[", "]]>" },
	{ "<?", "?>" },
};

/* The end of the section that begins at a position; without one, at. */
static const char *
skip_section(const char *at, const char *end)
{
	for (size_t i = 0; i < sizeof(sections) / sizeof(*sections); i++) {
		size_t length = strlen(sections[i].begin);
		const char *found;

		if ((size_t)(end - at) < length ||
			memcmp(at, sections[i].begin, length) != 0)
			continue;
		found = memmem(at + length, (size_t)(end - at) - length,
			sections[i].end, strlen(sections[i].end));
		return found == NULL ? end : found;
	}
	return at;
}

/*
 * The number of equals signs of a tag outside of quotes: no less than the
 * attributes that a parser finds, as no value may hold a <.
 */
static size_t
count_attributes(const char *at, const char *end)
{
	char quote = '\0';
	size_t count = 0;

	for (; at < end && *at != '<' && (quote != '\0' || *at != '>'); at++) {
		count += quote == '\0' && *at == '=';
		if (quote == '\0' && (*at == '"' || *at == '\''))
			quote = *at;
		else if (*at == quote)
			quote = '\0';
	}
	return count;
}

/*
 * Whether no element has too many attributes: libxml2 compares each with each,
 * before it reports any.
 */
static bool
check_attributes(struct reading *in)
{
	const char *end = in->bytes + in->length;
	const char *at = memchr(in->bytes, '<', in->length);

	while (at != NULL && at < end) {
		const char *next = skip_section(at, end);

		if (next == at && count_attributes(++next, end) > ATTRIBUTES)
			return refuse(in, NULL,
				"an element has more than 64 attributes");
		at = memchr(next, '<', (size_t)(end - next));
	}
	return true;
}

/* Parses the body. Returns NULL if the body had to be refused. */
static xmlDocPtr
parse(struct reading *in)
{
	const struct xmllib *lib = xmllib_load();
	struct parsing parsing = { 0 };
	xmlParserCtxtPtr parser;
	xmlDocPtr document;

	parser = lib->new_context();
	parsing.start_element = parser->sax->startElementNs;
	parser->_private = &parsing;
	parser->sax->internalSubset = notice_dtd;
	parser->sax->startElementNs = notice_element;
	document = lib->read(parser, in->bytes, (int)in->length, NULL, NULL,
		XML_PARSE_NONET | XML_PARSE_NOCDATA | XML_PARSE_NOERROR |
			XML_PARSE_NOWARNING | XML_PARSE_IGNORE_ENC);
	if (parsing.refused == NULL &&
		(document == NULL || parser->wellFormed == 0 ||
			parser->nsWellFormed == 0))
		parsing = (struct parsing){
			.refused = PHRASE("it is not well-formed"),
			.line = parser->lastError.line,
		};
	lib->free_context(parser);
	if (parsing.refused == NULL)
		return document;
	if (document != NULL)
		lib->free_document(document);
	read_refuse(in, FAULT_MALFORMED, "XML at line %d: %s", parsing.line,
		read_say(in, parsing.refused));
	return NULL;
}

static const char *
name_of(const xmlNode *node)
{
	return (const char *)node->name;
}

static bool
is_space(const xmlNs *ns, const char *space)
{
	return ns != NULL && strcmp((const char *)ns->href, space) == 0;
}

static bool
is_named(const xmlNode *node, const char *name)
{
	return strcasecmp(name_of(node), name) == 0;
}

/* Whether an element's name is a prefix and one of a message's names. */
static bool
is_message(const xmlNode *node, const char *prefix, const struct schema *schema)
{
	const char *name = name_of(node);
	size_t length = strlen(prefix);

	return strncasecmp(name, prefix, length) == 0 &&
	       (strcasecmp(name + length, schema->name) == 0 ||
		       (schema->also != NULL &&
			       strcasecmp(name + length, schema->also) == 0));
}

/* Whether an element has i:nil="true". */
static bool
is_nil(const xmlNode *node)
{
	const xmlAttr *attribute = node->properties;

	for (; attribute != NULL; attribute = attribute->next) {
		const char *value =
			attribute->children == NULL
				? ""
				: (const char *)attribute->children->content;

		if (is_space(attribute->ns, instance_space) &&
			strcmp((const char *)attribute->name, "nil") == 0)
			return type_bool(value, strlen(value)) == 1;
	}
	return false;
}

/*
 * Notes attributes as unknown members: their values are not read. Attributes in
 * a namespace are about the document, not the customer.
 */
static void
note_attributes(struct arena *arena, const xmlNode *element,
	struct record *record, const char *member)
{
	const xmlAttr *attribute = element->properties;

	for (; attribute != NULL; attribute = attribute->next) {
		const char *path;

		if (attribute->ns != NULL)
			continue;
		path = arena_printf(arena, "%s%s%s", member,
			*member == '\0' ? "" : ".",
			(const char *)attribute->name);
		record_unknown(record, path, strlen(path));
	}
}

/*
 * The text of an element, which comments and CDATA may split; the parser was
 * told to make text of CDATA.
 */
static struct text
text_of(struct arena *arena, const xmlNode *element)
{
	struct text text = { .arena = arena };
	const xmlNode *node = element->children;

	text_puts(&text, "");
	for (; node != NULL; node = node->next)
		if (node->type == XML_TEXT_NODE)
			text_puts(&text, (const char *)node->content);
	return text;
}

static bool
has_text(struct arena *arena, const xmlNode *element)
{
	struct text text = text_of(arena, element);
	const char *bytes = text.bytes;
	size_t length = text.length;

	text_trim(&bytes, &length);
	return length > 0;
}

/* The first element from a node on, or NULL. */
static const xmlNode *
element_from(const xmlNode *node)
{
	while (node != NULL && node->type != XML_ELEMENT_NODE)
		node = node->next;
	return node;
}

/* Refuses a document with nodes that are not allowed anywhere. */
static bool
check_tree(struct reading *in, const xmlNode *node)
{
	for (; node != NULL; node = node->next) {
		if (node->type == XML_PI_NODE)
			return refuse(in, node,
				"a processing instruction is not allowed");
		if (node->type == XML_ENTITY_REF_NODE)
			return refuse(in, node, "an entity is not allowed");
		if (node->type != XML_ELEMENT_NODE)
			continue;
		if (is_space(node->ns, include_space))
			return refuse(in, node, "XInclude is not allowed");
		if (!check_tree(in, node->children))
			return false;
	}
	return true;
}

static bool
read_members(struct reading *in, const xmlNode *element, struct record *into);

static bool read_value(struct reading *in, const xmlNode *element,
	struct record *into, size_t field);

const char *
xml_plain_name(const struct field *list)
{
	return types[list->item->fields[0].type].is_number ? "int" : "string";
}

/* Reads a list of plain values: <posCodes><string>…</string></posCodes> */
static bool
read_values(struct reading *in, const xmlNode *element, struct record *into,
	size_t field)
{
	const char *name = xml_plain_name(&into->schema->fields[field]);
	const xmlNode *item = element_from(element->children);
	size_t index = 0;

	for (; item != NULL; item = element_from(item->next)) {
		struct record *value = plain_add(into, field, index++);

		if (!is_named(item, name))
			record_set_list(value, 0); /* which no value is */
		else if (!read_value(in, item, value, 0))
			return false;
		plain_end(into, field);
	}
	return true;
}

/* Reads the items of a list: <emails><Email>…</Email></emails> */
static bool
read_items(struct reading *in, const xmlNode *element, struct record *into,
	size_t field)
{
	const char *name = into->schema->fields[field].item->name;
	const xmlNode *item = element_from(element->children);

	for (; item != NULL; item = element_from(item->next))
		if (!is_named(item, name) || is_nil(item) ||
			(element_from(item->children) == NULL &&
				has_text(in->intake->arena, item)))
			record_add_wrong(into, field);
		else if (!read_members(in, item, record_add(into, field)))
			return false;
	return true;
}

static bool
read_value(struct reading *in, const xmlNode *element, struct record *into,
	size_t field)
{
	struct arena *arena = in->intake->arena;
	bool has_elements = element_from(element->children) != NULL;
	struct text text;

	note_attributes(arena, element, into, into->schema->fields[field].name);
	if (has_elements && has_text(arena, element))
		return refuse_at(
			in, element, into, (int)field, "text between members");
	if (is_nil(element)) {
		if (has_elements || has_text(arena, element))
			return refuse_at(in, element, into, (int)field,
				"a nil that is not empty");
		return true;
	}
	if (has_elements)
		return !record_set_list(into, field) ||
		       (schema_is_plain(&into->schema->fields[field])
				       ? read_values
				       : read_items)(in, element, into, field);
	text = text_of(arena, element);
	record_set_text(into, field, text.bytes, text.length);
	return true;
}

static bool
read_members(struct reading *in, const xmlNode *element, struct record *into)
{
	struct arena *arena = in->intake->arena;
	const xmlNode *member = element_from(element->children);
	const char **names = NULL, *repeated;
	size_t count = 0;

	note_attributes(arena, element, into, "");
	if (has_text(arena, element))
		return refuse_at(in, element, into, -1, "text between members");
	for (; member != NULL; member = element_from(member->next)) {
		const char *name = name_of(member);
		int field = record_member(into, name, strlen(name));

		names = arena_grow(arena, names, count, sizeof(*names));
		names[count++] = name;
		if (field >= 0 && !read_value(in, member, into, (size_t)field))
			return false;
		if (field < 0 && element_from(member->children) != NULL)
			record_wraps(into);
	}
	repeated = text_repeated(names, count);
	if (repeated == NULL)
		return true;
	read_refuse_repeated(in, into->schema, repeated);
	return read_within_record(in, into);
}

/* The root element, if it is the one expected and the tree is harmless. */
static const xmlNode *
find_root(struct reading *in, xmlDocPtr document, const char *prefix,
	const struct schema *schema)
{
	const xmlNode *root = element_from(document->children);

	if (!check_tree(in, document->children))
		return NULL;
	if (!is_message(root, prefix, schema)) {
		read_refuse(in, FAULT_MALFORMED,
			"XML: the root element must be %s%s", prefix,
			schema->name);
		return NULL;
	}
	return root;
}

static xmlDocPtr
open_document(struct reading *in)
{
	if (!read_text(in))
		return NULL;
	if (!declares_utf8(in)) {
		refuse(in, NULL, "the encoding must be UTF-8");
		return NULL;
	}
	return check_attributes(in) ? parse(in) : NULL;
}

bool
xml_read(struct reading *in, struct record *into)
{
	xmlDocPtr document = open_document(in);
	const xmlNode *root;
	bool good;

	if (document == NULL)
		return false;
	root = find_root(in, document, "", into->schema);
	good = root != NULL && read_members(in, root, into);
	xmllib_load()->free_document(document);
	return good;
}

bool
xml_read_many(struct reading *in, struct batch *batch)
{
	xmlDocPtr document = open_document(in);
	const xmlNode *root, *item;
	bool good;

	if (document == NULL)
		return false;
	root = find_root(in, document, "ArrayOf", batch->schema);
	good = root != NULL;
	if (good && has_text(in->intake->arena, root))
		good = refuse(in, root, "text between items");
	item = good ? element_from(root->children) : NULL;
	for (; good && item != NULL; item = element_from(item->next)) {
		struct record *into = batch->begin(batch);

		good = is_message(item, "", batch->schema)
			       ? read_members(in, item, into)
			       : read_refuse(in, FAULT_MALFORMED,
					 "XML: every item must be %s",
					 batch->schema->name);
		good = good && batch->end(batch, into);
	}
	xmllib_load()->free_document(document);
	return good;
}

static void
write_members(struct text *out, const struct record *record, bool pascal);

/* Writes a member's name, in the case of its message. */
static void
write_name(struct text *out, const char *name, bool pascal)
{
	text_putc(out, pascal ? (char)toupper((unsigned char)*name) : *name);
	text_puts(out, name + 1);
}

static void write_value(
	struct text *out, const struct field *field, const struct value *value);

static void
write_item(struct text *out, const struct record *item)
{
	const struct schema *schema = item->schema;

	text_printf(out, "<%s>", schema->name);
	if (schema->array)
		write_value(out, &schema->fields[0], &item->values[0]);
	else
		write_members(out, item, schema->pascal);
	text_printf(out, "</%s>", schema->name);
}

/* Writes a plain value of a list, in the namespace of its list's element. */
static void
write_plain(
	struct text *out, const struct field *list, const struct record *item)
{
	const char *name = xml_plain_name(list);

	text_printf(out, "<d2p1:%s>", name);
	write_value(out, &item->schema->fields[0], &item->values[0]);
	text_printf(out, "</d2p1:%s>", name);
}

static void
write_guid(struct text *out, const char *digits)
{
	char guid[TYPE_GUID_ROOM];

	type_put_guid(guid, digits);
	text_puts(out, guid);
}

static void
write_value(
	struct text *out, const struct field *field, const struct value *value)
{
	switch (field->type) {
	case TYPE_BOOL:
		text_puts(out, value->number != 0 ? "true" : "false");
		break;
	case TYPE_INT:
		text_number(out, value->number);
		break;
	case TYPE_GUID:
		write_guid(out, value->text);
		break;
	case TYPE_LIST:
		for (size_t i = 0; i < value->count; i++)
			if (field->item->plain)
				write_plain(out, field, value->items[i]);
			else
				write_item(out, value->items[i]);
		break;
	case TYPE_RECORD:
		write_members(out, value->items[0], field->item->pascal);
		break;
	default:
		text_xml(out, value->text, value->length);
	}
}

static void
write_member(struct text *out, const struct field *field,
	const struct value *value, bool pascal)
{
	text_putc(out, '<');
	write_name(out, field->name, pascal);
	if (schema_is_plain(field))
		text_printf(out, " xmlns:d2p1=\"%s\"", xml_plain_space);
	text_putc(out, '>');
	write_value(out, field, value);
	text_puts(out, "</");
	write_name(out, field->name, pascal);
	text_putc(out, '>');
}

/*
 * Whether a member stands before another one. Data contracts have the members
 * of a base class first, and both classes' members by the bytes of their names.
 */
static bool
is_before(const struct schema *schema, size_t a, size_t b)
{
	const struct field *first = &schema->fields[a];
	const struct field *second = &schema->fields[b];

	if (schema->listed)
		return a < b;
	if (schema->derived && first->own != second->own)
		return second->own;
	return strcmp(first->name, second->name) < 0;
}

/*
 * Puts the indexes of the members that were given in the order of writing;
 * returns their number.
 */
static size_t
sort_members(const struct record *record, size_t order[MEMBERS])
{
	const struct schema *schema = record->schema;
	size_t count = 0;

	for (size_t i = 0; i < schema->count; i++) {
		size_t at = count;

		if (record->values[i].state != VALUE_GIVEN)
			continue;
		if (count++ == MEMBERS)
			die("%s has too many members for XML", schema->name);
		for (; at > 0 && is_before(schema, i, order[at - 1]); at--)
			order[at] = order[at - 1];
		order[at] = i;
	}
	return count;
}

static void
write_members(struct text *out, const struct record *record, bool pascal)
{
	size_t order[MEMBERS];
	size_t count = sort_members(record, order);

	for (size_t i = 0; i < count; i++)
		write_member(out, &record->schema->fields[order[i]],
			&record->values[order[i]], pascal);
}

static void
begin_root(struct text *out, const struct schema *schema)
{
	text_printf(out,
		"<?xml version=\"1.0\" encoding=\"utf-8\"?><%s"
		" xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\""
		" xmlns=\"%s\">",
		schema->name, schema->space);
}

static void
end_root(struct text *out, const struct schema *schema)
{
	text_printf(out, "</%s>", schema->name);
}

static void
begin_list(struct text *out, const struct stream *stream)
{
	begin_root(out, stream->schema);
}

static void
add_item(struct text *out, const struct stream *stream,
	const struct record *record)
{
	(void)stream;
	write_item(out, record);
}

static void
end_list(struct text *out, const struct stream *stream)
{
	end_root(out, stream->schema);
}

const struct stream_writer xml_stream = {
	.begin = begin_list,
	.add = add_item,
	.end = end_list,
	.broken = "",
};

void
xml_write(struct text *out, const struct record *record)
{
	const struct schema *schema = record->schema;

	if (schema->array) {
		stream_write(out, &xml_stream, record);
		return;
	}
	begin_root(out, schema);
	write_members(out, record, schema->pascal);
	end_root(out, schema);
}
