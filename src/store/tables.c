/* The SQL of the tables that hold the records of a schema. */
#include "store/tables.h"

#include <string.h>

#include "base/text.h"
#include "schema/codes.h"
#include "schema/record.h"

enum { LIST_SHORT = 4 }; /* the number of codes that may stand in a CHECK */

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static const struct field root_fields[] = {
	[ROOT_CREATED] = {
		.name = "created", .type = TYPE_INSTANT, .need = REQUIRED,
	},
	[ROOT_ROUTE] = { .name = "route", .need = REQUIRED },
	[ROOT_FORMAT] = { .name = "format", .need = REQUIRED },
	[ROOT_VERSION] = { .name = "version", .type = TYPE_INT },
	[ROOT_MODIFIED] = { .name = "modified", .type = TYPE_INSTANT },
	[ROOT_KEY] = { .name = "key", .type = TYPE_INT },
};

static const struct field item_fields[] = {
	[ITEM_POSITION] = {
		.name = "position", .type = TYPE_INT, .need = REQUIRED,
	},
};

static const struct field consent_fields[] = {
	[CONSENT_PURPOSE] = { .name = "purpose", .need = REQUIRED },
	[CONSENT_GRANTED] = { .name = "granted", .type = TYPE_BOOL },
	[CONSENT_WHEN] = {
		.name = "when", .type = TYPE_INSTANT, .need = REQUIRED,
	},
	[CONSENT_SOURCE] = { .name = "source", .need = REQUIRED },
	[CONSENT_WORDING] = { .name = "wording", .type = TYPE_INT },
	[CONSENT_VERSION] = {
		.name = "version", .type = TYPE_INT, .need = REQUIRED,
	},
	[CONSENT_KEY] = { .name = "key", .type = TYPE_INT },
};

static const struct schema root_own = {
	.fields = root_fields,
	.count = COUNT(root_fields),
};

static const struct schema item_own = {
	.fields = item_fields,
	.count = COUNT(item_fields),
};

static const struct schema consent_own = {
	.fields = consent_fields,
	.count = COUNT(consent_fields),
};

struct table
table_root(const struct schema *root)
{
	return (struct table){
		.name = root->table,
		.own = &root_own,
		.members = root,
	};
}

struct table
table_list(const struct schema *root, const struct schema *item)
{
	return (struct table){
		.name = item->table,
		.own = &item_own,
		.members = item,
		.owner = root->table,
	};
}

struct table
table_consent(const struct schema *root)
{
	return (struct table){
		.name = "consent",
		.own = &consent_own,
		.owner = root->table,
	};
}

const struct dialect dialect_sqlite = {
	.columns = {
		[TYPE_STRING] = { "TEXT", "length($) <= #" },
		[TYPE_TOKEN] = { "TEXT", "length($) <= #" },
		[TYPE_CODE] = { "TEXT", "length($) <= #" },
		[TYPE_LETTERS] = { "TEXT",
			"length($) = # AND $ NOT GLOB '*[^A-Z]*'" },
		[TYPE_EMAIL] = { "TEXT",
			"length($) < 255 AND $ GLOB '?*@?*.?*'" },
		[TYPE_PHONE] = { "TEXT",
			"length($) BETWEEN 4 AND 16"
			" AND $ NOT GLOB '*[^+0-9]*'" },
		[TYPE_BOOL] = { "INTEGER", "$ IN (0,1)" },
		[TYPE_INT] = { "INTEGER", "$ >= 0" },
		[TYPE_DAY] = { "TEXT", "$ IS date($,'+0 days')" },
		[TYPE_INSTANT] = { "TEXT",
			"$ GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-"
			"[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]"
			"*Z'" },
	},
	.id = "INTEGER PRIMARY KEY AUTOINCREMENT",
	.owner = "INTEGER",
	.differs = "IS NOT",
	.root_end = "\n)STRICT;\n",
	.list_end = "\n)STRICT,WITHOUT ROWID;\n",
};

bool
table_has_column(const struct field *field)
{
	return dialect_sqlite.columns[field->type].storage != NULL;
}

/* Adds the condition that the type puts on the column. */
static void
add_check(struct text *sql, const struct dialect *dialect,
	const struct field *field, unsigned max)
{
	const char *check = dialect->columns[field->type].check;

	if (max == 0 && strchr(check, '#') != NULL)
		check = "$ <> ''";
	for (; *check != '\0'; check++)
		if (*check == '$')
			text_printf(sql, "\"%s\"", field->name);
		else if (*check == '#')
			text_printf(sql, "%u", max);
		else
			text_putc(sql, *check);
}

/*
 * Adds the check of fixed codes: the codes themselves, or of many the length.
 */
static void
add_codes(struct text *sql, const struct dialect *dialect,
	const struct field *field)
{
	const char *at = field->codes;
	struct text list = { .arena = sql->arena };
	unsigned longest = 0;
	size_t count = 0;
	struct code code;

	for (; codes_next(&at, &code); count++) {
		text_printf(&list, "%s'%.*s'", count == 0 ? "" : ",",
			(int)code.code_length, code.code);
		if (code.code_length > longest)
			longest = (unsigned)code.code_length;
	}
	if (count > LIST_SHORT)
		add_check(sql, dialect, field, longest);
	else
		text_printf(sql, "\"%s\" IN (%s)", field->name, list.bytes);
}

static void
add_column(struct text *sql, const struct dialect *dialect,
	const struct field *field, const struct schema *schema)
{
	text_printf(sql, ",\n\t\"%s\" %s", field->name,
		dialect->columns[field->type].storage);
	if (field->need == REQUIRED || field->empty_false)
		text_puts(sql, " NOT NULL");
	text_puts(sql, " CHECK(");
	if (field->codes != NULL && !field->settable && !field->open)
		add_codes(sql, dialect, field);
	else
		add_check(sql, dialect, field, field->max);
	text_putc(sql, ')');
	if (field->need == REQUIRED_WHEN)
		text_printf(sql, " CHECK(\"%s\" NOTNULL OR \"%s\" %s '%s')",
			field->name, schema->fields[field->when.field].name,
			dialect->differs, field->when.is);
	if (field == &consent_fields[CONSENT_WORDING])
		text_puts(sql, " REFERENCES \"wording\"(\"id\")");
}

static void
add_columns(struct text *sql, const struct dialect *dialect,
	const struct schema *schema)
{
	for (size_t i = 0; schema != NULL && i < schema->count; i++)
		if (table_has_column(&schema->fields[i]))
			add_column(sql, dialect, &schema->fields[i], schema);
}

static void
add_table(struct text *sql, const struct dialect *dialect, struct table table,
	const char *key)
{
	text_printf(sql, "CREATE TABLE \"%s\"(\n\t", table.name);
	if (table.owner == NULL)
		text_printf(sql,
			"\"id\" %s CHECK(\"id\" BETWEEN 1 AND 2147483647)",
			dialect->id);
	else
		text_printf(sql,
			"\"%s\" %s NOT NULL"
			" REFERENCES \"%s\"(\"id\") ON DELETE CASCADE",
			table.owner, dialect->owner, table.owner);
	add_columns(sql, dialect, table.own);
	add_columns(sql, dialect, table.members);
	if (table.owner != NULL)
		text_printf(
			sql, ",\n\tPRIMARY KEY(\"%s\",%s)", table.owner, key);
	text_puts(sql,
		table.owner == NULL ? dialect->root_end : dialect->list_end);
}

void
tables_create(struct text *sql, const struct dialect *dialect,
	const struct schema *root)
{
	add_table(sql, dialect, table_root(root), NULL);
	for (size_t i = 0; i < root->count; i++)
		if (root->fields[i].type == TYPE_LIST)
			add_table(sql, dialect,
				table_list(root, root->fields[i].item),
				"\"position\"");
	add_table(sql, dialect, table_consent(root),
		"\"purpose\",\"version\",\"when\"");
}

/* Adds the columns' names, each with a prefix. */
static size_t
add_names(struct text *sql, const struct schema *schema)
{
	size_t count = 0;

	for (size_t i = 0; schema != NULL && i < schema->count; i++) {
		if (!table_has_column(&schema->fields[i]))
			continue;
		text_puts(sql, ",\"");
		text_puts(sql, schema->fields[i].name);
		text_putc(sql, '"');
		count++;
	}
	return count;
}

/* The column that holds the id of the record. */
static const char *
id_column(const struct table *table)
{
	return table->owner == NULL ? "id" : table->owner;
}

void
table_select(struct text *sql, const struct table *table, const char *condition)
{
	text_printf(sql, "SELECT \"%s\"", id_column(table));
	add_names(sql, table->own);
	add_names(sql, table->members);
	text_printf(sql, " FROM \"%s\" WHERE \"%s\"%s ORDER BY \"%s\"",
		table->name, id_column(table), condition, id_column(table));
	if (table->owner != NULL)
		text_printf(sql, ",\"%s\"", item_fields[ITEM_POSITION].name);
}

void
table_update(struct text *sql, const struct table *table,
	const struct record *record, const struct record *before)
{
	const struct schema *members = table->members;

	text_printf(sql, "UPDATE \"%s\" SET \"%s\"=?,\"%s\"=?", table->name,
		table->own->fields[ROOT_VERSION].name,
		table->own->fields[ROOT_MODIFIED].name);
	for (size_t i = 0; i < members->count; i++)
		if (table_has_column(&members->fields[i]) &&
			!record_agrees(before, record, i))
			text_printf(sql, ",\"%s\"=?", members->fields[i].name);
	text_puts(sql, " WHERE \"id\"=?");
}

void
table_insert(struct text *sql, const struct table *table)
{
	size_t count;

	text_printf(sql, "INSERT INTO \"%s\"(\"%s\"", table->name,
		id_column(table));
	count = add_names(sql, table->own) + add_names(sql, table->members);
	text_puts(sql, ")VALUES(?");
	while (count-- > 0)
		text_puts(sql, ",?");
	text_putc(sql, ')');
}
