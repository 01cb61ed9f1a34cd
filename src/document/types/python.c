/* The messages as data classes of Python; no other package is needed. */
#include "base/list.h"
#include "base/text.h"
#include "document/types/types.h"
#include "exchange/route.h"

static const char *const names[TYPE__MAX] = {
	[TYPE_STRING] = "str",
	[TYPE_TOKEN] = "str",
	[TYPE_LETTERS] = "str",
	[TYPE_CODE] = "str",
	[TYPE_EMAIL] = "str",
	[TYPE_PHONE] = "str",
	[TYPE_BOOL] = "bool",
	[TYPE_INT] = "int",
	[TYPE_DAY] = "datetime.date",
	[TYPE_INSTANT] = "datetime.datetime",
	[TYPE_GUID] = "str",
};

/* The base of all messages; the client of ServiceStack asks for to_dict(). */
static const char base[] =
	"import dataclasses\n"
	"import datetime\n"
	"import json\n"
	"from typing import Generic, List, Optional, TypeVar\n"
	"\n"
	"try:\n"
	"    from servicestack import (IDelete, IGet, IPatch, IPost, IPut,\n"
	"                              IReturn, IReturnVoid)\n"
	"except ImportError:\n"
	"    T = TypeVar('T')\n"
	"\n"
	"    class IReturn(Generic[T]):\n"
	"        pass\n"
	"\n"
	"    class IReturnVoid:\n"
	"        pass\n"
	"\n"
	"    class IGet:\n"
	"        pass\n"
	"\n"
	"    class IPost:\n"
	"        pass\n"
	"\n"
	"    class IPut:\n"
	"        pass\n"
	"\n"
	"    class IPatch:\n"
	"        pass\n"
	"\n"
	"    class IDelete:\n"
	"        pass\n"
	"\n"
	"\n"
	"def _member(name):\n"
	"    return dataclasses.field(default=None, metadata={'name': name})\n"
	"\n"
	"\n"
	"def _plain(value):\n"
	"    if isinstance(value, datetime.date):\n"
	"        return value.isoformat()\n"
	"    if isinstance(value, list):\n"
	"        return [_plain(item) for item in value]\n"
	"    if isinstance(value, _Message):\n"
	"        return value.to_dict()\n"
	"    return value\n"
	"\n"
	"\n"
	"class _Message:\n"
	"    def to_dict(self):\n"
	"        \"\"\"What is given, by its name in JSON.\"\"\"\n"
	"        values = {field.metadata['name']: getattr(self, field.name)\n"
	"                  for field in dataclasses.fields(self)}\n"
	"        return {name: _plain(value) for name, value in "
	"values.items()\n"
	"                if value is not None}\n"
	"\n"
	"    def to_json(self):\n"
	"        return json.dumps(self.to_dict())\n"
	"\n"
	"    @classmethod\n"
	"    def from_json(cls, text):\n"
	"        \"\"\"Makes an answer of JSON; members unknown here are left "
	"out.\"\"\"\n"
	"        members = json.loads(text)\n"
	"        return cls(**{field.name: "
	"members.get(field.metadata['name'])\n"
	"                      for field in dataclasses.fields(cls)})\n";

static void
begin_file(struct text *out, const char *url, const char *space)
{
	(void)space;
	text_printf(out,
		"\"\"\" Options:\n"
		"Version: " CRM_VERSION "\n"
		"BaseUrl: %s\n"
		"\"\"\"\n"
		"\n"
		"%s",
		url, base);
}

static void
open_class(struct text *out, const struct class *class)
{
	const char *name = class->schema->name;

	text_puts(out, "\n\n");
	if (class->route != NULL)
		text_printf(out, "# @Route(\"%s\", \"%s\")\n",
			class->route->path, class->route->method);
	text_printf(out, "@dataclasses.dataclass\nclass %s(_Message", name);
	if (class->answer != NULL)
		text_printf(out, ", IReturn[%s]",
			types_answer(out->arena, class, "List[%s]"));
	else if (class->route != NULL)
		text_puts(out, ", IReturnVoid");
	if (class->route != NULL)
		text_printf(out, ", %s", types_verb(out->arena, class));
	text_puts(out, "):");
	text_printf(out, "\n    \"\"\"%s\"\"\"\n", types_title(class->schema));
}

static bool
is_upper(char letter)
{
	return letter >= 'A' && letter <= 'Z';
}

/* Adds a name as Python has them: contact_by_sms_flag. */
static void
put_snake(struct text *out, const char *name)
{
	for (const char *at = name; *at != '\0'; at++) {
		if (is_upper(*at) && at > name &&
			(!is_upper(at[-1]) ||
				(at[1] != '\0' && !is_upper(at[1]))))
			text_putc(out, '_');
		text_putc(out, is_upper(*at) ? (char)(*at | 0x20) : *at);
	}
}

static void
write_member(struct text *out, const struct field *field, const char *words)
{
	text_putc(out, '\n');
	list_wrap(out, "    # ", words);
	text_puts(out, "    ");
	put_snake(out, field->name);
	if (schema_is_plain(field))
		text_printf(out, ": Optional[List[%s]]",
			names[field->item->fields[0].type]);
	else if (field->type == TYPE_LIST)
		text_printf(out, ": Optional[List[%s]]", field->item->name);
	else
		text_printf(out, ": Optional[%s]",
			field->item == NULL ? names[field->type]
					    : field->item->name);
	text_printf(out, " = _member('%s')\n", field->name);
}

static void
close_class(struct text *out, const struct class *class)
{
	(void)out;
	(void)class;
}

const struct syntax python = {
	.name = "python",
	.file = "dtos.py",
	.begin = begin_file,
	.open = open_class,
	.member = write_member,
	.close = close_class,
	.end = "",
};
