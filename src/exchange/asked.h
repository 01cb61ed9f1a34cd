/* The messages of a request, each put together from path, body and query. */
#ifndef EXCHANGE_ASKED_H
#define EXCHANGE_ASKED_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "exchange/body.h"
#include "format/read.h"
#include "schema/record.h"
#include "store/idempotency.h"

struct exchange;

/*
 * A request on its way: each message is handed over as soon as it is complete,
 * so that in a batch the memory of one serves for the next.
 */
struct asked {
	struct batch batch; /* first: the reader gives it back */

	/* to be set */
	struct exchange *exchange;
	bool many;     /* a batch; route->many, where the route says so */
	bool personal; /* crm.conf may forbid its members in the URL */
	bool keyed;    /* an Idempotency-Key counts */
	/* members and parameters that are not known are faults, for which
	   check_record() is to be asked, whatever crm.conf says */
	bool strict;
	bool attempt; /* a page shows what was read, if it is refused */
	/*
	 * Takes a complete message, whose memory lasts until take() returns if
	 * the request is a batch.
	 */
	void (*take)(struct asked *asked, struct record *message);
	/*
	 * For faults of messages as such. NULL: the request is refused for
	 * them, and no message is handed over behind one.
	 */
	struct faults *faults;

	/* the result */
	struct intake intake;           /* of the messages */
	struct idempotency idempotency; /* key NULL: none */
	size_t count;                   /* of messages taken */
	bool strange; /* the message at hand has no member that is known */
	struct reading reading;

	/* internal */
	struct rules strict_rules;
	bool refuses; /* for the faults */
	struct arena_mark mark;
	const char **ignored; /* paths of unknown members */
	size_t ignored_count;
};

/*
 * Checks whether the request may be read, as its length, type and key are, and
 * confines the process. Returns false if the request was refused.
 */
bool asked_begin(struct asked *asked);

/*
 * Reads the body, if there is one, and hands over its messages; without a body
 * a single message has no members. Members that the body leaves out come from
 * the query, those that a parameter of the path names from the path; the body
 * or the query may not say otherwise. Ignored members are named in the answer.
 * Returns false if the request was refused: then what was handed over is to be
 * forgotten.
 */
bool asked_read(struct asked *asked);

/*
 * The number in a member that names a record (struct field's id), of a message
 * that was handed over; 0 for a text or a number that no record can have.
 */
int64_t asked_id(const struct record *message, size_t field);

#endif
