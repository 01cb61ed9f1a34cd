/* The headers of requests and answers that the documentation describes. */
#include "document/headers.h"

#include <string.h>

const struct header headers[] = {
	{
		.name = "Accept",
		.text = "The formats to answer in, unless the address names "
			"one.",
	},
	{
		.name = "Accept-Language",
		.text = "The languages in which messages may be told; error "
			"codes stay as they are.",
	},
	{
		.name = "Content-Type",
		.text = "The format of the body, unless the address begins "
			"with one.",
	},
	{
		.name = "Idempotency-Key",
		.text = "A key of the client's choice, 1 to 255 characters in "
			"double quotes, which may be left out. Who can't tell "
			"whether a request arrived sends it again with the "
			"same key: for 24 hours it is answered as the first "
			"time, and nothing is stored twice. All clients share "
			"the keys: let yours be long and random, such as a "
			"UUID, for one that came with another request is "
			"refused.",
	},
	{
		.name = "If-Match",
		.text = "The tags of the versions that may be changed, or *. "
			"Where the customer is at another version, nothing is "
			"changed: so no change of somebody else is lost.",
	},
	{
		.name = "If-None-Match",
		.text = "The tags of the versions that the client has. Where "
			"one of them is the answer, it is not sent again.",
	},
	{
		.name = "X-HTTP-Method-Override",
		.text = "The method that counts instead of POST.",
	},
	{
		.name = "Allow",
		.text = "The methods that the address takes.",
		.schema = "{\"type\":\"string\"}",
		.example = "\"GET, HEAD, OPTIONS, POST\"",
	},
	{
		.name = "Idempotency-Replayed",
		.text = "The request was done before, under this "
			"Idempotency-Key: this is what was answered then, and "
			"nothing was stored.",
		.schema = "{\"type\":\"boolean\",\"const\":true}",
		.example = "true",
	},
	{
		.name = "Location",
		.text = "The address to go on with; no answer about a customer "
			"has it.",
		.schema = "{\"type\":\"string\",\"format\":\"uri-reference\"}",
		.example = "\"/customer\"",
	},
	{
		.name = "Retry-After",
		.text = "Seconds to wait before it is sent again.",
		.schema = "{\"type\":\"integer\",\"minimum\":0}",
		.example = "1",
	},
	{
		.name = "X-AutoBatch-Completed",
		.text = "The number of customers that a batch created: all or "
			"none.",
		.schema = "{\"type\":\"integer\",\"minimum\":0}",
		.example = "2",
	},
	{
		.name = "X-CRM-Ignored",
		.text = "The paths of members that were ignored, for the "
			"message does not have them; the first 20.",
		.schema = "{\"type\":\"string\"}",
		.example = "\"nickname, emails[0].label\"",
	},
};

const size_t header_count = sizeof(headers) / sizeof(*headers);

const char *
header_text(const char *name)
{
	const struct header *header = headers;

	while (strcmp(header->name, name) != 0)
		header++;
	return header->text;
}
