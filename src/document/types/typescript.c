/* The messages as classes of TypeScript. */
#include "base/list.h"
#include "base/text.h"
#include "document/types/types.h"
#include "exchange/route.h"

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
	[TYPE_GUID] = "string",
};

static const char list_pattern[] = "%s[]";

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
		"export interface IReturnVoid\n"
		"{\n"
		"    createResponse(): void;\n"
		"}\n"
		"\n"
		"export interface IGet {}\n"
		"export interface IPost {}\n"
		"export interface IPut {}\n"
		"export interface IPatch {}\n"
		"export interface IDelete {}\n",
		url);
}

static void
open_class(struct text *out, const struct class *class)
{
	const char *name = class->schema->name;

	text_printf(out, "\n/** %s */\n", types_title(class->schema));
	if (class->route == NULL) {
		text_printf(out, "export class %s\n{\n", name);
		return;
	}
	text_printf(out,
		"// @Route(\"%s\", \"%s\")\nexport class %s implements ",
		class->route->path, class->route->method, name);
	if (class->answer == NULL)
		text_puts(out, "IReturnVoid");
	else
		text_printf(out, "IReturn<%s>",
			types_answer(out->arena, class, list_pattern));
	text_printf(out, ", %s\n{\n", types_verb(out->arena, class));
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
	if (class->route != NULL)
		text_printf(out,
			"    public getTypeName() { return '%s'; }\n"
			"    public getMethod() { return '%s'; }\n"
			"    public createResponse() {%s%s%s}\n",
			name, class->route->method,
			class->answer == NULL  ? ""
			: class->answer->array ? " return new Array<"
					       : " return new ",
			class->answer == NULL ? ""
			: class->answer->array
				? class->answer->fields[0].item->name
				: class->answer->name,
			class->answer == NULL  ? ""
			: class->answer->array ? ">(); "
					       : "(); ");
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
