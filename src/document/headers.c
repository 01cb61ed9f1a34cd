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
		.name = "Authorization",
		.text = "The API key, behind Bearer; or behind Basic, as the "
			"password with any name. Bearer is not sent by "
			"browsers by themselves, so that no page of another "
			"site can use it.",
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
			"time, and nothing is stored twice. Each API key has "
			"keys of its own, and all clients without an API key "
			"share theirs: let yours be long and random, such as "
			"a UUID, for one that came with another request is "
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
		.name = "X-Api-Key",
		.text = "The API key, in the place of Authorization.",
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
		.name = "Content-Disposition",
		.text = "The name that a file with the answer is to have.",
		.schema = "{\"type\":\"string\"}",
		.example =
			"\"attachment; filename=\\\"CAR-2020-12-30.csv\\\"\"",
	},
	{
		.name = "ETag",
		.text = "The version of the customer, for If-Match and "
			"If-None-Match.",
		.schema = "{\"type\":\"string\"}",
		.example = "\"\\\"7-json\\\"\"",
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
		.name = "Link",
		.text = "The address of the next page, behind which stands "
			"rel=\"next\"; the last page has none.",
		.schema = "{\"type\":\"string\"}",
		.example =
			"\"</customer/CAR/slim?after=AbC>; rel=\\\"next\\\"\"",
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
		.name = "WWW-Authenticate",
		.text = "How a key may come: by Bearer, or, where the answer "
			"is a page, by Basic.",
		.schema = "{\"type\":\"string\"}",
		.example = "\"Bearer realm=\\\"crm\\\"\"",
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
	{
		.name = "X-CRM-Total",
		.text = "The number of customers in the whole list, of which "
			"the answer may be a page.",
		.schema = "{\"type\":\"integer\",\"minimum\":0}",
		.example = "1234",
	},
	{
		.name = "X-Request-Id",
		.text = "What this request is called in the log of the "
			"service: tell it to whoever looks after the service.",
		.schema = "{\"type\":\"string\"}",
		.example = "\"4e9f25d1c0a84c0b9fd0a2f1f6f3c7aa\"",
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
