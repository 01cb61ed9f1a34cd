/* Cells of a table: the member that a column is, and habits of spreadsheets. */
#include "import/cell.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "customer/customer.h"
#include "import/map.h"

const struct field cell_consented = {
	.name = "consentDate",
	.type = TYPE_INSTANT,
};

static const char digits[] = "0123456789";

/* The member of a list's item, "[0].email" behind the list's name. */
static struct cell_target
item_target(struct arena *arena, const struct field *list, const char *rest)
{
	const size_t count = strspn(rest + 1, digits);
	const char *member = rest + 1 + count;
	struct cell_target target = { .field = -1 };
	int field;

	if (count == 0 || count > 2 || (*rest == '[') != (*member == ']'))
		return target;
	member += *rest == '[';
	if (*member != '.' && *member != '[')
		return target;
	field = schema_find(list->item, member + 1, strcspn(member + 1, "]"));
	if (field < 0)
		return target;
	target.of = &list->item->fields[field];
	target.path = arena_printf(arena, "%s[%.*s].%s", list->name, (int)count,
		rest + 1, target.of->name);
	return target;
}

struct cell_target
cell_target(struct arena *arena, const char *name)
{
	const size_t length = strcspn(name, "[.");
	const int field = schema_find(&customer_schema, name, length);
	const struct field *of;

	if (text_is(name, strlen(name), cell_consented.name))
		return (struct cell_target){ cell_consented.name, -1,
			&cell_consented };
	if (field < 0)
		return (struct cell_target){ .field = -1 };
	of = &customer_schema.fields[field];
	if (name[length] == '\0')
		return (struct cell_target){ of->name, field, of };
	if (of->type != TYPE_LIST)
		return (struct cell_target){ .field = -1 };
	return item_target(arena, of, name + length);
}

void
cell_map(struct arena *arena, const struct map_column *column,
	struct cell_value *value)
{
	const char *bytes = value->bytes;
	size_t length = value->length;

	if (column->value_count == 0)
		return;
	text_strip(&bytes, &length);
	value->bytes = map_value(column, arena_copy(arena, bytes, length));
	value->length = strlen(value->bytes);
}

/* Takes a number of at most so many digits. */
static bool
take_number(const char **at, const char *end, size_t most, size_t *length)
{
	const char *begin = *at;

	while (*at < end && **at >= '0' && **at <= '9')
		++*at;
	*length = (size_t)(*at - begin);
	return *length > 0 && *length <= most;
}

/* Whether a number is as a spreadsheet shows one that is long: 3.93331E+11. */
static bool
is_rounded(const char *at, const char *end)
{
	size_t length;

	text_take(&at, end, '+');
	if (!take_number(&at, end, 1, &length))
		return false;
	if ((text_take(&at, end, '.') || text_take(&at, end, ',')) &&
		!take_number(&at, end, 20, &length))
		return false;
	if (!text_take(&at, end, 'E') && !text_take(&at, end, 'e'))
		return false;
	text_take(&at, end, '+');
	return take_number(&at, end, 3, &length) && at == end;
}

/* Turns 31.12.1990, be there a time behind it or not, to 1990-12-31. */
static const char *
turn_day(struct arena *arena, struct cell_value *value)
{
	const char *at = value->bytes, *end = at + value->length;
	const char *day = at, *month, *year;
	size_t day_length, month_length, year_length;
	char mark;

	if (!take_number(&at, end, 2, &day_length) || at == end ||
		strchr("./-", *at) == NULL)
		return NULL;
	mark = *at++;
	month = at;
	if (!take_number(&at, end, 2, &month_length) ||
		!text_take(&at, end, mark))
		return NULL;
	year = at;
	if (!take_number(&at, end, 4, &year_length) || year_length != 4)
		return "the year of a day needs four digits";
	value->bytes = arena_printf(arena, "%.4s-%s%.*s-%s%.*s%.*s", year,
		month_length == 1 ? "0" : "", (int)month_length, month,
		day_length == 1 ? "0" : "", (int)day_length, day,
		(int)(end - at), at);
	value->length = strlen(value->bytes);
	return NULL;
}

const char *
cell_clean(struct arena *arena, const struct cell_target *target,
	struct cell_value *value)
{
	const enum type type = target->of->type;

	text_strip(&value->bytes, &value->length);
	if (value->length > 1 && *value->bytes == '\'' &&
		strchr("=+-@", value->bytes[1]) != NULL) {
		value->bytes++;
		value->length--;
	}
	if (type == TYPE_PHONE &&
		is_rounded(value->bytes, value->bytes + value->length))
		return "a spreadsheet has rounded this number: give its "
		       "column the format \"text\" there, and enter the number "
		       "again";
	if (value->day_first && (type == TYPE_DAY || type == TYPE_INSTANT))
		return turn_day(arena, value);
	return NULL;
}
