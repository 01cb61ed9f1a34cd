/* The parcel's tables, and records, faults and bodies as one line of text. */
#include "fixture.h"

#include <ftw.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/zone.h"

static const struct field scan_fields[] = {
	[SCAN_AT] = { .name = "at", .type = TYPE_INSTANT, .need = REQUIRED },
};

static const struct schema scan_schema = {
	.name = "Scan",
	.table = "scan",
	.fields = scan_fields,
	.count = SCAN__MAX,
};

static const struct field stop_fields[] = {
	[STOP_PLACE] = {
		.name = "place", .type = TYPE_STRING, .max = 20,
		.need = REQUIRED,
	},
	[STOP_LAST] = { .name = "last", .type = TYPE_BOOL, .single = true },
	[STOP_SCANS] = {
		.name = "scans", .type = TYPE_LIST, .item = &scan_schema,
	},
};

static const struct schema stop_schema = {
	.name = "Stop",
	.table = "stop",
	.fields = stop_fields,
	.count = STOP__MAX,
};

static const struct field tag_fields[] = {
	[TAG_TAG] = {
		.name = "tag", .type = TYPE_STRING, .max = 20,
		.need = REQUIRED,
	},
};

static const struct schema tag_schema = {
	.name = "Tag",
	.table = "tag",
	.fields = tag_fields,
	.count = TAG__MAX,
};

static const struct field size_fields[] = {
	[SIZE_HEIGHT] = {
		.name = "height", .type = TYPE_INT, .need = REQUIRED,
	},
	[SIZE_UNIT] = { .name = "unit", .type = TYPE_STRING, .max = 2 },
};

static const struct schema size_schema = {
	.name = "Size",
	.fields = size_fields,
	.count = SIZE__MAX,
};

static const struct field parcel_fields[] = {
	[PARCEL_KIND] = {
		.name = "kind", .title = "Kind", .example = "BOX",
		.type = TYPE_CODE, .need = REQUIRED, .max = 10,
		.codes = "LETTER\tLetter\tEnvelope\nBOX\tBox\n",
	},
	[PARCEL_LABEL] = {
		.name = "label", .title = "Label", .type = TYPE_STRING,
		.max = 10,
	},
	[PARCEL_CONTENT] = {
		.name = "content", .title = "Content", .type = TYPE_STRING,
		.max = 100, .need = REQUIRED_WHEN,
		.when = { PARCEL_KIND, "BOX" },
	},
	[PARCEL_TRACK] = {
		.name = "track", .title = "Track", .type = TYPE_TOKEN,
		.max = 8,
	},
	[PARCEL_AREA] = {
		.name = "area", .title = "Area", .type = TYPE_LETTERS,
		.max = 3,
	},
	[PARCEL_COLOUR] = {
		.name = "colour", .title = "Colour", .type = TYPE_CODE,
		.max = 10, .codes = "red\tRed\nblue\tBlue\n", .open = true,
	},
	[PARCEL_PRIORITY] = {
		.name = "priority", .title = "Priority", .type = TYPE_CODE,
		.max = 10, .codes = "slow\tSlow\nfast\tFast\n",
		.settable = true,
	},
	[PARCEL_SENDER] = {
		.name = "sender", .title = "Sender", .type = TYPE_EMAIL,
	},
	[PARCEL_PHONE] = {
		.name = "phone", .title = "Phone", .type = TYPE_PHONE,
	},
	[PARCEL_INSURED] = {
		.name = "insured", .title = "Insured", .type = TYPE_BOOL,
		.need = REQUIRED,
	},
	[PARCEL_FRAGILE] = {
		.name = "fragile", .title = "Fragile", .type = TYPE_BOOL,
		.empty_false = true,
	},
	[PARCEL_GIFT] = { .name = "gift", .title = "Gift", .type = TYPE_BOOL },
	[PARCEL_WEIGHT] = {
		.name = "weight", .title = "Weight", .type = TYPE_INT,
	},
	[PARCEL_MADE] = {
		.name = "made", .title = "Made", .type = TYPE_DAY,
		.from = "1900-01-01", .past = true,
	},
	[PARCEL_DUE] = { .name = "due", .title = "Due", .type = TYPE_DAY },
	[PARCEL_SENT] = {
		.name = "sent", .title = "Sent", .type = TYPE_INSTANT,
		.past = true,
	},
	[PARCEL_EXPECTED] = {
		.name = "expected", .title = "Expected", .type = TYPE_INSTANT,
	},
	[PARCEL_STOPS] = {
		.name = "stops", .title = "Stops", .type = TYPE_LIST,
		.item = &stop_schema,
	},
	[PARCEL_TAGS] = {
		.name = "tags", .title = "Tags", .type = TYPE_LIST,
		.item = &tag_schema,
	},
	[PARCEL_SIZE] = {
		.name = "size", .title = "Size", .type = TYPE_RECORD,
		.item = &size_schema,
	},
};

const struct schema parcel_schema = {
	.name = "CreateParcel",
	.table = "parcel",
	.space = "http://example.com/parcel",
	.fields = parcel_fields,
	.count = PARCEL__MAX,
};

/* clang-format off */
#define FLAG(n) { .name = "w" #n, .type = TYPE_BOOL, .single = true }
#define LIST(n) { .name = "w" #n, .type = TYPE_LIST, .item = &tag_schema }
#define FROM_3(n) \
	FLAG(n##3), FLAG(n##4), FLAG(n##5), FLAG(n##6), FLAG(n##7), \
	FLAG(n##8), FLAG(n##9)
#define TEN(n) FLAG(n##0), FLAG(n##1), FLAG(n##2), FROM_3(n)

static const struct field wide_fields[] = {
	FLAG(00), FLAG(01), LIST(02), FROM_3(0),
	TEN(1), TEN(2), TEN(3), TEN(4), TEN(5),
	FLAG(60), FLAG(61), FLAG(62), FLAG(63), FLAG(64), FLAG(65),
	LIST(66), FLAG(67), FLAG(68), FLAG(69),
};
/* clang-format on */

const struct schema wide_schema = {
	.name = "Wide",
	.fields = wide_fields,
	.count = sizeof(wide_fields) / sizeof(*wide_fields),
};

static const struct field wides_fields[] = {
	{ .name = "rows", .type = TYPE_LIST, .item = &wide_schema },
};

const struct schema wides_schema = {
	.name = "Wides",
	.fields = wides_fields,
	.count = 1,
};

static const struct field answer_fields[] = {
	{ .name = "boosterCustomerId", .type = TYPE_INT },
};

const struct schema answer_schema = {
	.name = "CreateCustomerResponse",
	.space = "http://schemas.datacontract.org/2004/07/"
		 "Richemont.Booster2.PublicApi.CRM.ServiceModel",
	.fields = answer_fields,
	.count = 1,
};

struct arena arena;
struct rules rules;
struct intake intake;

static void
start(void)
{
	rules = (struct rules){
		.now = FIXTURE_NOW,
		.max_items = FIXTURE_ITEMS,
	};
	intake = (struct intake){ .arena = &arena, .rules = &rules };
}

static void
end(void)
{
	arena_free(&arena);
}

TCase *
fixture_case(Suite *suite, const char *name)
{
	TCase *tcase = tcase_create(name);

	tcase_add_checked_fixture(tcase, start, end);
	tcase_set_timeout(tcase, 60);
	suite_add_tcase(suite, tcase);
	return tcase;
}

struct record *
parcel_new(void)
{
	return record_new(&intake, &parcel_schema);
}

struct record *
parcel_good(void)
{
	struct record *parcel = parcel_new();

	record_set_text(parcel, PARCEL_KIND, BYTES("LETTER"));
	record_set_text(parcel, PARCEL_INSURED, BYTES("no"));
	return parcel;
}

static void print_record(struct text *out, const struct record *record);

static void
print_items(struct text *out, const struct value *value)
{
	for (size_t i = 0; i < value->count; i++) {
		text_puts(out, i == 0 ? "" : " ");
		if (value->items[i] == NULL) {
			text_putc(out, '?');
			continue;
		}
		text_putc(out, '{');
		print_record(out, value->items[i]);
		text_putc(out, '}');
	}
}

static void
print_value(
	struct text *out, const struct field *field, const struct value *value)
{
	if (value->state == VALUE_WRONG) {
		text_printf(out, "!%s", fault_code(value->fault));
		return;
	}
	text_putc(out, '=');
	switch (field->type) {
	case TYPE_BOOL:
	case TYPE_INT:
		text_printf(out, "%" PRId64, value->number);
		break;
	case TYPE_LIST:
		text_putc(out, '[');
		print_items(out, value);
		text_putc(out, ']');
		break;
	case TYPE_RECORD:
		print_items(out, value);
		break;
	default:
		ck_assert_uint_eq(value->length, strlen(value->text));
		text_puts(out, value->text);
	}
}

static void
print_record(struct text *out, const struct record *record)
{
	const char *between = "";

	for (size_t i = schema_first(record->schema); i < record->schema->count;
		i = schema_next(record->schema, i)) {
		const struct field *field = &record->schema->fields[i];

		if (!record_has(record, i))
			continue;
		text_printf(out, "%s%s", between, field->name);
		print_value(out, field, &record->values[i]);
		between = "; ";
	}
}

const char *
record_print(const struct record *record)
{
	struct text out = { .arena = &arena };

	print_record(&out, record);
	return out.bytes == NULL ? "" : out.bytes;
}

const char *
parcel_field(size_t field, const char *bytes, size_t length)
{
	struct record *parcel = parcel_new();
	struct text out = { .arena = &arena };

	record_set_text(parcel, field, bytes, length);
	if (!record_has(parcel, field))
		return "";
	print_value(&out, &parcel_fields[field], &parcel->values[field]);
	return out.bytes;
}

const char *
faults_print(struct record *record)
{
	struct faults faults = { .arena = &arena };
	struct text out = { .arena = &arena };

	check_record(record, &faults);
	for (size_t i = 0; i < faults_listed(&faults); i++)
		text_printf(&out, "%s%s %s", i == 0 ? "" : ", ",
			fault_code(faults.list[i].kind), faults.list[i].path);
	return out.bytes == NULL ? "" : out.bytes;
}

static const char *
print_reading(const char *media, struct reading *in)
{
	const struct format *format = format_reading(media, strlen(media));
	struct record *parcel = parcel_new();

	ck_assert_msg(format != NULL, "%s is not read", media);
	ck_assert_msg(format->read != NULL, "%s has no reader", media);
	if (format->read(in, parcel))
		return record_print(parcel);
	ck_assert_int_ne(in->refused, FAULT_NONE);
	ck_assert_ptr_nonnull(in->detail);
	return arena_printf(&arena, "refused %s", fault_code(in->refused));
}

/* Reads from a copy with nothing behind it, so that a reader's every step
 * beyond the end is noticed. */
static const char *
print_body(const char *media, const char *boundary, const char *bytes,
	size_t length)
{
	char *copy = malloc(length + (length == 0));
	struct reading in = {
		.intake = &intake,
		.bytes = copy,
		.length = length,
		.boundary = boundary,
	};
	const char *printed;

	ck_assert_ptr_nonnull(copy);
	memcpy(copy, bytes, length);
	printed = print_reading(media, &in);
	free(copy);
	return printed;
}

const char *
body_print(const char *media, const char *bytes, size_t length)
{
	return print_body(media, NULL, bytes, length);
}

const char *
parts_print(const char *boundary, const char *bytes, size_t length)
{
	return print_body("multipart/form-data", boundary, bytes, length);
}

const char *
written(const char *format, const struct record *record)
{
	const struct format *row = format_named(format, strlen(format));
	struct text out = { .arena = &arena };

	ck_assert_msg(row != NULL && row->write != NULL,
		"nothing is answered in %s", format);
	row->write(&out, record);
	ck_assert_uint_eq(out.length, strlen(out.bytes));
	return out.bytes;
}

const char *
repeated(const char *string, size_t count)
{
	struct text out = { .arena = &arena };

	while (count-- > 0)
		text_puts(&out, string);
	return out.bytes == NULL ? "" : out.bytes;
}

/* A block of TZif without times, and with a single type of no offset. */
#define ZONE_BLOCK                                                    \
	"TZif2\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0" \
	"\0\0\0\0\0\0\0\1\0\0\0\4\0\0\0\0\0\0UTC\0"

const struct zone *
zone_made(const char *rule)
{
	char made[] = "/tmp/crm-zone-XXXXXX";
	const struct zone *zone;
	FILE *out;

	ck_assert_ptr_nonnull(mkdtemp(made));
	out = fopen(arena_printf(&arena, "%s/Made", made), "w");
	ck_assert_ptr_nonnull(out);
	fwrite(BYTES(ZONE_BLOCK ZONE_BLOCK), 1, out);
	fprintf(out, "\n%s\n", rule);
	fclose(out);
	ck_assert_pstr_eq(zone_read(&arena, made, "Made", &zone), NULL);
	remove_folder(made);
	return zone;
}

#if defined(CRM_COUNTED)
void __gcov_dump(void);
#endif

void
leave(int status)
{
#if defined(CRM_COUNTED)
	__gcov_dump();
#endif
	_exit(status);
}

/* Takes from a line of the log what it begins with. */
static const char *
message_of(char *line)
{
	char *message = strstr(line, "]: ");

	ck_assert_msg(message != NULL, "no line of the log: %s", line);
	message += strlen("]: ");
	return strncmp(message, "incident ", 9) == 0 ? strchr(message, ':') + 2
						     : message;
}

const char *
last_words(void (*work)(void))
{
	struct text out = { .arena = &arena };
	int words[2], status;
	char line[1024];
	FILE *heard;
	pid_t child;

	ck_assert_int_eq(pipe(words), 0);
	child = fork();
	ck_assert_int_ge(child, 0);
	if (child == 0) {
		dup2(words[1], STDERR_FILENO);
		work();
		leave(EXIT_SUCCESS);
	}
	close(words[1]);
	heard = fdopen(words[0], "r");
	text_puts(&out, "");
	while (fgets(line, sizeof(line), heard) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		text_printf(&out, "%s%s", out.length > 0 ? "; " : "",
			message_of(line));
	}
	fclose(heard);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert(WIFEXITED(status));
	return out.bytes;
}

static int
remove_entry(
	const char *path, const struct stat *status, int type, struct FTW *walk)
{
	(void)status;
	(void)type;
	(void)walk;
	return remove(path);
}

void
remove_folder(const char *folder)
{
	nftw(folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}
