/* The messages as classes of TypeScript. */
#include "base/list.h"
#include "base/text.h"
#include "document/types/types.h"

static const char *const names[TYPE__MAX] = {
	[TYPE_STRING] = "string",
	[TYPE_TOKEN] = "string",
	[TYPE_LETTERS] = "string",
	[TYPE_CODE] = "string",
	[TYPE_EMAIL] = "string",
	[TYPE_PHONE] = "string",
	[TYPE_BOOL] = "boolean",
	[TYPE_INT] = "number",
	[TYPE_DAY] = "string",
	[TYPE_INSTANT] = "string",
};

static void
begin_file(struct text *out, const char *url, const char *space)
{
	(void)space;
	text_printf(out,
		"/* Options:\n"
		"Version: " CRM_VERSION "\n"
		"BaseUrl: %s\n"
		"*/\n"
		"\n"
		"export interface IReturn<T>\n"
		"{\n"
		"    createResponse(): T;\n"
		"}\n"
		"\n"
		"export interface IPost {}\n",
		url);
}

static void
open_class(struct text *out, const struct class *class)
{
	const char *name = class->schema->name;

	text_printf(out, "\n/** %s */\n", types_title(class->schema));
	if (class->answer == NULL)
		text_printf(out, "export class %s\n{\n", name);
	else
		text_printf(out,
			"// @Route(\"%s\", \"%s\")\n"
			"export class %s implements IReturn<%s>, IPost\n{\n",
			class->path, class->method, name, class->answer->name);
}

static void
write_member(struct text *out, const struct field *field, const char *words)
{
	text_puts(out, "    /**\n");
	list_wrap(out, "     * ", words);
	text_printf(out, "     */\n    public %s%s: ", field->name,
		field->need == REQUIRED ? "!" : "?");
	if (schema_is_plain(field))
		text_printf(out, "%s[]", names[field->item->fields[0].type]);
	else if (field->item == NULL)
		text_puts(out, names[field->type]);
	else
		text_printf(out, "%s%s", field->item->name,
			field->type == TYPE_LIST ? "[]" : "");
	text_printf(out, "%s;\n\n", field->nullable ? " | null" : "");
}

static void
close_class(struct text *out, const struct class *class)
{
	const char *name = class->schema->name;

	text_printf(out,
		"    public constructor(init?: Partial<%s>) { "
		"(Object as any).assign(this, init); }\n",
		name);
	if (class->answer != NULL)
		text_printf(out,
			"    public getTypeName() { return '%s'; }\n"
			"    public getMethod() { return '%s'; }\n"
			"    public createResponse() { return new %s(); }\n",
			name, class->method, class->answer->name);
	text_puts(out, "}\n");
}

const struct syntax typescript = {
	.name = "typescript",
	.file = "dtos.ts",
	.begin = begin_file,
	.open = open_class,
	.member = write_member,
	.close = close_class,
	.end = "",
};
