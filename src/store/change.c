/* What all kinds of stores note of a change. */
#include "store/change.h"

#include "schema/record.h"
#include "store/mark.h"

struct change
change_by(const struct origin *origin, enum change_kind kind, int64_t id,
	int64_t version)
{
	return (struct change){
		.kind = kind,
		.id = id,
		.version = version,
		.time = origin->time,
		.key = origin->key,
		.route = origin->route,
		.format = origin->format,
		.operator= origin->operator,
		.reason = origin->reason,
	};
}

/* The value of the member that bounds keys; NULL: there is none. */
static const char *
bounding_value(const struct record *record, enum bounding bounding)
{
	const int field = schema_bounding(record->schema, bounding);

	return field < 0 || record->values[field].state != VALUE_GIVEN
		       ? NULL
		       : record->values[field].text;
}

void
change_mark(struct text *marks, const struct stored *stored,
	const unsigned char secret[STORE_SECRET])
{
	struct marker marker = marker_new(marks->arena, secret);

	mark_write(marks, &marker, stored->id,
		bounding_value(stored->record, BOUNDING_BRAND),
		bounding_value(stored->record, BOUNDING_POS));
}
