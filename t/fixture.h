/* A message that is no customer, to test the engine with, and short ways to it.
 */
#ifndef T_FIXTURE_H
#define T_FIXTURE_H

#include <check.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/text.h"
#include "format/format.h"
#include "format/read.h"
#include "schema/check.h"
#include "schema/fault.h"
#include "schema/record.h"
#include "schema/schema.h"

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED
#endif
#endif

#define COUNT(array) ((int)(sizeof(array) / sizeof(*(array))))

/* The bytes of a literal and their number, NULs in it included. */
#define BYTES(literal) literal, sizeof(literal) - 1

/* A parcel has a field for each type, and for each column of struct field. */
enum {
	PARCEL_KIND,     /* required code; has an alias */
	PARCEL_LABEL,    /* at most ten characters */
	PARCEL_CONTENT,  /* required when kind is BOX */
	PARCEL_TRACK,    /* token */
	PARCEL_AREA,     /* three letters */
	PARCEL_COLOUR,   /* open code */
	PARCEL_PRIORITY, /* settable code */
	PARCEL_SENDER,   /* e-mail */
	PARCEL_PHONE,
	PARCEL_INSURED,  /* required bool */
	PARCEL_FRAGILE,  /* bool, false when empty */
	PARCEL_GIFT,     /* optional bool */
	PARCEL_WEIGHT,   /* whole number */
	PARCEL_MADE,     /* day from 1900, not in the future */
	PARCEL_DUE,      /* any day */
	PARCEL_SENT,     /* instant, not in the future */
	PARCEL_EXPECTED, /* any instant */
	PARCEL_STOPS,
	PARCEL_TAGS,
	PARCEL_SIZE, /* one record */
	PARCEL__MAX
};

enum { STOP_PLACE, STOP_LAST, STOP_SCANS, STOP__MAX };
enum { SCAN_AT, SCAN__MAX };
enum { TAG_TAG, TAG__MAX };
enum { SIZE_HEIGHT, SIZE_UNIT, SIZE__MAX };

extern const struct schema parcel_schema;

/*
 * More fields than an integer has bits: w00 to w69 are flags that may be true
 * in one item, but for the lists w02 and w66. A wides has rows of these.
 */
enum {
	WIDE_FLAG = 1,
	WIDE_LIST = 2,
	WIDE_FAR_FLAG = WIDE_FLAG + 64,
	WIDE_FAR_LIST = WIDE_LIST + 64
};

extern const struct schema wide_schema, wides_schema;

/* An answer of the shape that CreateCustomer has. */
extern const struct schema answer_schema;

/* It is noon UTC on 2020-06-15, and lists take at most this many items. */
#define FIXTURE_NOW INT64_C(1592222400)
enum { FIXTURE_ITEMS = 4 };

/* New for each test, see fixture_case(). */
extern struct arena arena;
extern struct rules rules;
extern struct intake intake;

/* Makes a test case in which each test has an arena and an intake of its own.
 */
TCase *fixture_case(Suite *suite, const char *name);

/* An empty parcel, and one that has no fault. */
struct record *parcel_new(void);
struct record *parcel_good(void);

/* Sets a field of a new parcel to a text and returns how it then prints. */
const char *parcel_field(size_t field, const char *bytes, size_t length);

/*
 * A record as one line: "label=a; weight=3; gift!SerializationException;
 * stops=[{place=Rome} ?]", nothing of fields that are not given, "?" for an
 * item that is no record.
 */
const char *record_print(const struct record *record);

/* What check_record() finds: "NotEmpty kind, Email sender", or "". */
const char *faults_print(struct record *record);

/*
 * Reads a body into a new parcel and prints it, or says why it was refused:
 * "refused SerializationException".
 */
const char *body_print(const char *media, const char *bytes, size_t length);

/* As body_print() for multipart/form-data with that boundary. */
const char *parts_print(const char *boundary, const char *bytes, size_t length);

/* A record as the format of that name writes it. */
const char *written(const char *format, const struct record *record);

/*
 * What a child writes on stderr that does this work: its lines, joined by "; ",
 * without times, names and numbers of incidents.
 */
const char *last_words(void (*work)(void));

/*
 * A time zone whose clocks go by a rule of POSIX, as zone_read() has it of a
 * file that is made for it.
 */
const struct zone *zone_made(const char *rule);

/* Ends a child of a test; unlike _exit() it keeps what was counted of it. */
_Noreturn void leave(int status);

/* Removes a folder of a test and all that is in it. */
void remove_folder(const char *folder);

/* A text repeated. */
const char *repeated(const char *string, size_t count);

#endif
