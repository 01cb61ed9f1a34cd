/* A record that is no customer, to test stores with. */
#include "boat.h"

#include <string.h>

#include "fixture.h"
#include "store/record.h"

static const struct field crew_fields[] = {
	[CREW_ORDER] = { .name = "order", .max = 10, .need = REQUIRED },
	[CREW_SKIPPER] = { .name = "skipper", .type = TYPE_BOOL },
};

static const struct schema crew_schema = {
	.name = "Crew",
	.table = "crew",
	.fields = crew_fields,
	.count = CREW__MAX,
};

static const struct field boat_fields[] = {
	[BOAT_NAME] = { .name = "name", .max = 10, .need = REQUIRED,
		.bounding = BOUNDING_POS },
	[BOAT_KIND] = {
		.name = "kind", .type = TYPE_CODE,
		.codes = "SAIL\tSails\nMOTOR\tMotor\n",
	},
	[BOAT_MAST] = {
		.name = "mast", .type = TYPE_INT, .need = REQUIRED_WHEN,
		.when = { BOAT_KIND, "SAIL" },
	},
	[BOAT_FLAG] = { .name = "flag", .type = TYPE_LETTERS, .max = 2,
		.bounding = BOUNDING_BRAND },
	[BOAT_PAINT] = {
		.name = "paint", .type = TYPE_CODE, .max = 10, .settable = true,
		.codes = "red\tRed\n",
	},
	[BOAT_PORT] = {
		.name = "port", .type = TYPE_CODE,
		.codes = "a\tA\nb\tB\nc\tC\nd\tD\nee\tE\n",
	},
	[BOAT_MAIL] = { .name = "mail", .type = TYPE_EMAIL },
	[BOAT_RADIO] = { .name = "radio", .type = TYPE_PHONE },
	[BOAT_BUILT] = { .name = "built", .type = TYPE_DAY },
	[BOAT_SEEN] = { .name = "seen", .type = TYPE_INSTANT },
	[BOAT_INSURED] = {
		.name = "insured", .type = TYPE_BOOL, .empty_false = true,
	},
	[BOAT_LISTED] = {
		.name = "listed", .type = TYPE_BOOL, .consent = true,
	},
	[BOAT_CREW] = {
		.name = "crew", .type = TYPE_LIST, .item = &crew_schema,
	},
};

const struct schema boat_schema = {
	.name = "Boat",
	.table = "boat",
	.fields = boat_fields,
	.count = BOAT__MAX,
};

const struct origin boat_origin = {
	.route = "/boat",
	.format = "json",
	.time = FIXTURE_NOW,
};

struct record *
boat_new(const char *name)
{
	struct record *boat = record_new(&intake, &boat_schema);

	record_set_text(boat, BOAT_NAME, name, strlen(name));
	record_set_int(boat, BOAT_INSURED, 0);
	return boat;
}

struct record *
boat_whole(void)
{
	struct record *boat = boat_new("Ørn '\"%s");

	record_set_text(boat, BOAT_KIND, BYTES("sail"));
	record_set_text(boat, BOAT_MAST, BYTES("2"));
	record_set_text(boat, BOAT_FLAG, BYTES("it"));
	record_set_text(boat, BOAT_PAINT, BYTES("red"));
	record_set_text(boat, BOAT_PORT, BYTES("ee"));
	record_set_text(boat, BOAT_MAIL, BYTES("a@example.com"));
	record_set_text(boat, BOAT_RADIO, BYTES("+39 0123"));
	record_set_text(boat, BOAT_BUILT, BYTES("20200229"));
	record_set_text(boat, BOAT_SEEN, BYTES("2020-01-01T10:00:00.5Z"));
	record_set_bool(boat, BOAT_LISTED, true);
	record_set_list(boat, BOAT_CREW);
	for (int i = 0; i < 3; i++)
		record_set_text(
			record_add(boat, BOAT_CREW), CREW_ORDER, &"abc"[i], 1);
	record_set_bool(boat->values[BOAT_CREW].items[1], CREW_SKIPPER, false);
	record_set_bool(boat->values[BOAT_CREW].items[2], CREW_SKIPPER, true);
	return boat;
}
