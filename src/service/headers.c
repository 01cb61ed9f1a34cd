/* The headers that mean something here, for documents to tell of. */
#include "service/headers.h"

const struct header headers[] = {
	{ "Content-Type", false,
		"The format of the body, unless the address begins with one." },
	{ "Accept", false,
		"The formats to answer in, unless the address names one." },
	{ "Accept-Language", false,
		"The languages in which messages may be told; error codes "
		"stay as they are." },
	{ "Idempotency-Key", false,
		"A key of the client's choice, 1 to 255 characters in double "
		"quotes. For 24 hours the same request with the same key "
		"creates nothing again, and is answered as the first time." },
	{ "X-HTTP-Method-Override", false,
		"The method that counts instead of POST." },
	{ "X-CRM-Ignored", true,
		"The paths of members that the message does not have, at most "
		"20 of them: they were ignored." },
	{ "X-AutoBatch-Completed", true,
		"How many customers a batch created: all or none." },
	{ "Idempotency-Replayed", true,
		"It is true if the request came before, with the same "
		"Idempotency-Key." },
	{ "Retry-After", true,
		"In how many seconds to send the same again, if nothing could "
		"be stored now." },
	{ "Allow", true, "The methods that the address takes." },
};

const size_t header_count = sizeof(headers) / sizeof(*headers);
