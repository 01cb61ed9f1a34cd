/* The schema of a message: its fields, their types and their constraints. */
#ifndef SCHEMA_SCHEMA_H
#define SCHEMA_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The types of values; type.c has a row for each. */
enum type {
	TYPE_STRING,  /* text */
	TYPE_TOKEN,   /* text without white space */
	TYPE_LETTERS, /* exactly max ASCII letters, kept in upper case */
	TYPE_CODE,    /* one of a list of codes, kept as listed */
	TYPE_EMAIL,   /* the address of a mailbox */
	TYPE_PHONE,   /* a telephone number, kept as digits */
	TYPE_BOOL,
	TYPE_INT,
	TYPE_DAY,     /* a calendar day, kept as 2020-12-30 */
	TYPE_INSTANT, /* a moment, kept as 2020-12-30T10:11:12Z */
	TYPE_GUID,    /* 16 bytes, kept as 32 hexadecimal digits */
	TYPE_LIST,    /* records of another schema */
	TYPE_RECORD,  /* one record of another schema */
	TYPE__MAX
};

/* Whether a field must be given. */
enum need { OPTIONAL, REQUIRED, REQUIRED_WHEN };

/* True when the field of that index in the same record equals a text. */
struct condition {
	size_t field;
	const char *is;
};

/* The part of a field in the bounds of API keys (store/bounds.h). */
enum bounding { BOUNDING_NONE, BOUNDING_BRAND, BOUNDING_POS, BOUNDING__MAX };

/* A field's width, as a part of a page's line. */
enum width { WIDTH_HALF, WIDTH_THIRD, WIDTH_TWO_THIRDS, WIDTH_FULL };

/* A group of fields on a page. */
struct group {
	const char *name; /* in crm.conf */
	const char *title;
	const char *text; /* advice on how to fill it in, or NULL */
	bool rare;        /* folded, unless there is something in it */
};

/* One member of a message. Zero is the sensible default of every column. */
struct field {
	const char *name;    /* on the wire, and the column of the database */
	const char *title;   /* label for people */
	const char *text;    /* its meaning, in a sentence or two */
	const char *help;    /* a word of help on a page, or NULL */
	const char *example; /* a valid value; a list's is made of its items' */
	enum type type;
	enum need need;
	struct condition when;     /* with REQUIRED_WHEN */
	unsigned max;              /* code points; 0: as the type says */
	const char *codes;         /* of TYPE_CODE: the allowed codes */
	const struct schema *item; /* of TYPE_LIST and TYPE_RECORD */
	const char *from;          /* of TYPE_DAY: the first day allowed */
	bool open;        /* codes are but suggestions: any text is valid */
	bool settable;    /* codes.NAME in the configuration replaces codes */
	bool past;        /* days and instants: not in the future */
	bool until;       /* instants: a day means the end of the day */
	bool single;      /* bool in a list's item: true at most once */
	bool empty_false; /* bool: stored as false when not given */
	bool nullable;    /* its type in typed clients may be null */
	bool consent;     /* bool: a consent, kept with its time */
	bool parameter;   /* a date: also as JavaScript prints it in a URL */
	bool own;         /* of a derived message: not of its base class */
	bool id;          /* text or int: the number of a record, 1 … 2^31-1 */
	enum bounding bounding; /* at most one field of each */
	bool rows;        /* of a message that is a table: the rows' list */
	unsigned lacking; /* the messages that lack the field; see schema_has()
			   */
	unsigned as_text; /* the messages that have its value as a text, … */
	const char *text_example; /* … such as this; NULL: as example */
	/* its input on a page */
	size_t group;            /* of a message: the index of its group */
	int rank;                /* lower ones come first, equals in order */
	enum width width;        /* of a line */
	struct condition shown;  /* its input is there when this is true */
	size_t begin;            /* of a list: items that are open at first */
	bool rare;               /* folded with the others of its group */
	bool inside;             /* only staff can know it */
	const char *autofill;    /* the autocomplete token of HTML, or NULL */
	const struct field *row; /* of a copy: the field in its table */
};

/* A message, or an item of a list: a name and its fields in order. */
struct schema {
	const char *name;  /* "CreateCustomer" */
	const char *title; /* for people; NULL: name */
	const char *table; /* of the database; NULL if it is never stored */
	const char *space; /* XML namespace; NULL for an item: its message's */
	bool array;        /* on the wire it is the list in its only field */
	bool plain;        /* of items: on the wire each is its only value */
	bool pascal;       /* in XML members begin with a capital */
	bool lax;          /* no field is required */
	bool derived;      /* in XML the members of a base class come first */
	bool listed;       /* in XML members stand in the order of the fields */
	const struct field *fields;
	size_t count;
	/* of messages that share an array of fields, each a bit of its own */
	unsigned message;
	unsigned passed;  /* the messages whose other members are passed over */
	const char *also; /* another name of the message in XML, or NULL */
	size_t first;     /* the index of the field that is written first */
};

/* Whether a message has the field of that index. */
static inline bool
schema_has(const struct schema *schema, size_t field)
{
	return (schema->fields[field].lacking & schema->message) == 0;
}

/* The lowest index from one on of a field that has no place of its own. */
static inline size_t
schema_from(const struct schema *schema, size_t field)
{
	while (field < schema->count &&
		(!schema_has(schema, field) ||
			(field == schema->first && field != 0)))
		field++;
	return field;
}

/* The index of a message's first field, in the order of writing. */
static inline size_t
schema_first(const struct schema *schema)
{
	return schema->first != 0 ? schema->first : schema_from(schema, 0);
}

/* The index of the field behind another one; the count behind the last. */
static inline size_t
schema_next(const struct schema *schema, size_t field)
{
	bool first = field == schema->first && field != 0;

	return schema_from(schema, first ? 0 : field + 1);
}

/* Whether a message needs the field of that index. */
static inline enum need
schema_need(const struct schema *schema, size_t field)
{
	return schema->lax ? OPTIONAL : schema->fields[field].need;
}

/* A field as a message has it: with the need and the type in this message. */
static inline struct field
schema_field(const struct schema *schema, size_t field)
{
	struct field own = schema->fields[field];

	own.row = &schema->fields[field];
	own.need = schema_need(schema, field);
	if (own.as_text & schema->message)
		own.type = TYPE_STRING;
	return own;
}

/*
 * The index of the field of that name, ASCII case ignored, or -1.
 */
int schema_find(const struct schema *schema, const char *name, size_t length);

/* Whether a field is a list of plain values, not of records: ["A","B"]. */
bool schema_is_plain(const struct field *field);

/*
 * The index of the field that holds a message's rows where the message is
 * written as a table, or -1 if it is no table.
 */
int schema_rows(const struct schema *schema);

/* The index of the field that bounds API keys so, or -1. */
int schema_bounding(const struct schema *schema, enum bounding bounding);

/*
 * The index of the last field that every record has to have; 0 if there is no
 * such field.
 */
size_t schema_required(const struct schema *schema);

/* The settings of reading, checking and answering, besides the schema. */
struct rules {
	int64_t now;      /* seconds since 1970-01-01T00:00:00Z */
	size_t max_items; /* in one list */
	bool reject_unknown;
	bool wcf_dates; /* JSON has dates as \/Date(ms)\/ */
	const struct zone *zone;              /* of days; NULL: unknown */
	const struct codes_setting *settings; /* replaced lists, or NULL */
	const struct language *language;      /* of messages; NULL: English */
};

/* A list of codes from the configuration, which replaces a field's own. */
struct codes_setting {
	const struct field *field;
	const char *codes; /* NULL: any text is valid */
	const char *added; /* codes that the field's own list lacks, or NULL */
	const struct codes_setting *next;
};

#endif
