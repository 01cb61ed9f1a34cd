/* The faults of a request: each kind's HTTP status, error code and message. */
#ifndef SCHEMA_FAULT_H
#define SCHEMA_FAULT_H

#include "schema/schema.h"

struct arena;
struct language;
struct record;
struct text;

/* The table in fault.c gives each its status, error code and message. */
enum fault_kind {
	FAULT_NONE,
	/* of a field */
	FAULT_MISSING,
	FAULT_MISSING_WHEN,
	FAULT_NO_TEXT,
	FAULT_NO_BOOL,
	FAULT_NO_INT,
	FAULT_NO_DATE,
	FAULT_AMBIGUOUS_DATE,
	FAULT_NO_SUCH_DAY,
	FAULT_NO_GUID,
	FAULT_NO_LIST,
	FAULT_NO_RECORD,
	FAULT_NO_OBJECTS, /* what JavaScript prints of them */
	FAULT_TOO_LONG,
	FAULT_CODE,
	FAULT_UNKNOWN_CODE,
	FAULT_EMAIL,
	FAULT_WHITE_SPACE,
	FAULT_LETTERS,
	FAULT_PHONE,
	FAULT_PHONE_DIGITS,
	FAULT_FUTURE,
	FAULT_TOO_EARLY,
	FAULT_TOO_MANY_ITEMS,
	FAULT_SECOND_SINGLE,
	FAULT_UNKNOWN_MEMBER,
	FAULT_IN_URL,
	FAULT_PRESET,
	FAULT_NOT_ASKED,
	FAULT_NO_STORAGE, /* contradictions, which a page asks about once */
	FAULT_NO_WAY,
	FAULT_NOT_BETWEEN,
	FAULT_PATTERN,    /* of points of sale */
	FAULT_NOT_KEPT,   /* a filter asks for what is not there */
	FAULT_BAD_CURSOR, /* forged, or of another list */
	FAULT_TOO_FAR,    /* a page that has no number */
	FAULT_OTHER_PAGE, /* than the cursor's */
	FAULT_OTHER_PATH,
	FAULT_NO_MEMBER, /* the value is to be a member's name */
	/* of a body or a request; with a detail */
	FAULT_MALFORMED,
	FAULT_REPEATED, /* of a member */
	FAULT_STRANGE,  /* of a message of which no member is known */
	FAULT_NO_KEY,
	FAULT_KEY_IN_URL,
	FAULT_SCOPE,
	FAULT_FOREIGN, /* the page of another site asks */
	FAULT_OUTSIDE, /* of a member, whose value the key is not good for */
	FAULT_NOT_FOUND,
	FAULT_NO_CUSTOMER,
	FAULT_NO_TASK,
	FAULT_NOT_SIGNED, /* an address without a key */
	FAULT_METHOD,
	FAULT_NOT_ACCEPTABLE,
	FAULT_LENGTH_REQUIRED,
	FAULT_BAD_LENGTH,
	FAULT_SHORT_BODY,
	FAULT_TOO_LARGE,
	FAULT_ITEM_TOO_LARGE,
	FAULT_TOO_MANY_FIELDS,
	FAULT_ENCODING,
	FAULT_BATCH_TYPE,
	FAULT_MEDIA_TYPE,
	FAULT_CHARSET,
	FAULT_FILE,
	FAULT_BAD_KEY,
	FAULT_BAD_MATCH,
	FAULT_BATCH_MATCH,
	FAULT_CHANGED, /* since the version that the client knows */
	FAULT_KEY_REUSED,
	FAULT_KEY_AT_WORK,
	FAULT_TASK_REUSED, /* the name of a task */
	FAULT_MANY_TASKS,
	FAULT_LONG_ANSWER, /* to a batch */
	FAULT_PAGE_OLD,
	FAULT_PAGE_CHANGED,
	FAULT_PAGE_SENT,
	FAULT_NO_PASS,
	FAULT_PASS_OLD,
	FAULT_PASS_USED,
	FAULT_NO_VISIT, /* nobody is signed in at the desk */
	FAULT_TIMEOUT,
	FAULT_UNAVAILABLE,
#if defined(CRM_POSTGRESQL)
	FAULT_IN_DOUBT,
#endif
	FAULT_INTERNAL,
	FAULT__MAX
};

/* One fault found. */
struct fault {
	enum fault_kind kind;
	const struct field *field; /* NULL if of the whole request */
	const struct field *other; /* the condition's field, or NULL */
	const char *path;          /* "emails[0].email", or "" */
	const char *detail;        /* for the message's {detail}, or "" */
};

/* At most this many faults are kept; the rest is counted only. */
enum { FAULTS_LISTED = 1000 };

/* All faults of a request, in the order found. Start with { .arena = a }. */
struct faults {
	struct arena *arena;
	struct fault *list;
	size_t count; /* found, listed or not */
};

/* Adds a fault, with copies of its path and detail in the arena. */
void faults_add(struct faults *faults, struct fault fault);

/* The number of faults in the list. */
size_t faults_listed(const struct faults *faults);

/* The HTTP status of the answer to a fault; 400 for faults of fields. */
int fault_status(enum fault_kind kind);

/* The error code on the wire, such as "NotEmpty". */
const char *fault_code(enum fault_kind kind);

/*
 * Adds the message: the fault and its remedy, with the names of members on the
 * wire.
 */
void fault_message(struct text *out, const struct fault *fault,
	const struct language *language);

/*
 * As fault_message(), in words for people at the form, with numbers, days and
 * sizes as the language writes them.
 */
void fault_tell(struct text *out, const struct fault *fault,
	const struct language *language);

/*
 * The message of the table, as the translations have it: with placeholders. For
 * people, the table's message for the form, or NULL if there is none.
 */
const char *fault_phrase(enum fault_kind kind, bool people);

/* Whether the same request may succeed in a moment. */
bool fault_passes(enum fault_kind kind);

#endif
