/* The messages as classes of C#, for data contract serializers. */
#include <string.h>

#include "base/list.h"
#include "base/text.h"
#include "document/types/types.h"
#include "exchange/route.h"

/* Types of values can't be null, unless declared so. */
static const struct {
	const char *name;
	bool value;
} names[TYPE__MAX] = {
	[TYPE_STRING] = { "string", false },
	[TYPE_TOKEN] = { "string", false },
	[TYPE_LETTERS] = { "string", false },
	[TYPE_CODE] = { "string", false },
	[TYPE_EMAIL] = { "string", false },
	[TYPE_PHONE] = { "string", false },
	[TYPE_BOOL] = { "bool", true },
	[TYPE_INT] = { "int", true },
	[TYPE_DAY] = { "DateTime", true },
	[TYPE_INSTANT] = { "DateTime", true },
	[TYPE_GUID] = { "Guid", true },
};

/* The namespace in .NET is the last part of the XML namespace. */
static void
begin_file(struct text *out, const char *url, const char *space)
{
	text_printf(out,
		"/* Options:\n"
		"Version: " CRM_VERSION "\n"
		"BaseUrl: %s\n"
		"*/\n"
		"\n"
		"using System;\n"
		"using System.Collections.Generic;\n"
		"using System.Runtime.Serialization;\n"
		"using ServiceStack;\n"
		"\n"
		"namespace %s\n"
		"{\n",
		url, strrchr(space, '/') + 1);
}

/* Adds documentation, which is XML. */
static void
summarize(struct text *out, const char *indent, const char *words)
{
	struct text xml = { .arena = out->arena };
	struct text prefix = { .arena = out->arena };

	text_printf(&prefix, "%s/// ", indent);
	text_xml(&xml, words, strlen(words));
	text_printf(out, "%s<summary>\n", prefix.bytes);
	list_wrap(out, prefix.bytes, xml.bytes);
	text_printf(out, "%s</summary>\n", prefix.bytes);
}

static void
open_class(struct text *out, const struct class *class)
{
	summarize(out, "    ", types_title(class->schema));
	if (class->route != NULL)
		text_printf(out, "    [Route(\"%s\", \"%s\")]\n",
			class->route->path, class->route->method);
	text_printf(out,
		"    [DataContract(Namespace=\"%s\")]\n"
		"    public partial class %s",
		class->space, class->schema->name);
	if (class->answer != NULL)
		text_printf(out, " : IReturn<%s>",
			types_answer(out->arena, class, "List<%s>"));
	else if (class->route != NULL)
		text_puts(out, " : IReturnVoid");
	if (class->route != NULL)
		text_printf(out, ", %s", types_verb(out->arena, class));
	text_puts(out, "\n    {\n");
}

static void
write_member(struct text *out, const struct field *field, const char *words)
{
	summarize(out, "        ", words);
	text_printf(out,
		"        [DataMember(Name=\"%s\"%s)]\n        public virtual ",
		field->name,
		field->need == REQUIRED ? ", IsRequired=true" : "");
	if (schema_is_plain(field))
		text_printf(out, "List<%s>",
			names[field->item->fields[0].type].name);
	else if (field->type == TYPE_LIST)
		text_printf(out, "List<%s>", field->item->name);
	else if (field->type == TYPE_RECORD)
		text_puts(out, field->item->name);
	else
		text_printf(out, "%s%s", names[field->type].name,
			names[field->type].value && field->nullable ? "?" : "");
	text_printf(out, " %s { get; set; }\n", field->name);
}

static void
close_class(struct text *out, const struct class *class)
{
	(void)class;
	text_puts(out, "    }\n\n");
}

const struct syntax csharp = {
	.name = "csharp",
	.file = "dtos.cs",
	.begin = begin_file,
	.open = open_class,
	.member = write_member,
	.close = close_class,
	.end = "}\n",
};
