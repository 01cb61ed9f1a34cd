/* The operation GetMe: tells an API key its own name, scopes and bounds. */
#include "base/list.h"
#include "exchange/body.h"
#include "exchange/exchange.h"
#include "format/read.h"
#include "schema/record.h"
#include "service/operations.h"
#include "store/idempotency.h"

/* In ordinal order, as XML has members. */
enum { ME_BRANDS, ME_EXPIRES, ME_NAME, ME_POS_CODES, ME_SCOPES, ME__MAX };

static const struct field scope_fields[] = {
	{ .name = "scope", .example = "create" },
};

static const struct schema scope_schema = {
	.name = "Scope",
	.plain = true,
	.fields = scope_fields,
	.count = 1,
};

static const struct field brand_fields[] = {
	{ .name = "brand", .example = "CAR" },
};

static const struct schema brand_schema = {
	.name = "Brand",
	.plain = true,
	.fields = brand_fields,
	.count = 1,
};

static const struct field pos_code_fields[] = {
	{ .name = "posCode", .example = "ES100:*" },
};

static const struct schema pos_code_schema = {
	.name = "PosCode",
	.plain = true,
	.fields = pos_code_fields,
	.count = 1,
};

static const struct field me_fields[ME__MAX] = {
	[ME_BRANDS] = {
		.name = "brands",
		.title = "Brands",
		.text = "The brands that the key is good for; without them "
			"all.",
		.type = TYPE_LIST, .item = &brand_schema,
	},
	[ME_EXPIRES] = {
		.name = "expires",
		.title = "Last day",
		.text = "The last day on which the key is good, in UTC.",
		.example = "2030-12-31", .type = TYPE_DAY,
	},
	[ME_NAME] = {
		.name = "name",
		.title = "Name",
		.text = "The name that the key was given.",
		.example = "shop", .need = REQUIRED,
	},
	[ME_POS_CODES] = {
		.name = "posCodes",
		.title = "Points of sale",
		.text = "The points of sale that the key is good for, * "
			"standing for any end; without them all.",
		.type = TYPE_LIST, .item = &pos_code_schema,
	},
	[ME_SCOPES] = {
		.name = "scopes",
		.title = "Scopes",
		.text = "What the key may do: create, read, write, erase, "
			"export.",
		.type = TYPE_LIST, .item = &scope_schema, .need = REQUIRED,
	},
};

static const struct schema me_schema = {
	.name = "GetMeResponse",
	.title = "The API key",
	.space = "http://schemas.datacontract.org/2004/07/"
		 "Booster.API.ServiceModel",
	.fields = me_fields,
	.count = ME__MAX,
};

/* The question has no members. */
static const struct schema question_schema = {
	.name = "GetMe",
	.title = "Ask who I am",
	.space = "http://schemas.datacontract.org/2004/07/"
		 "Booster.API.ServiceModel",
};

/* Sets a list to the words of a text; NULL: the list is not given. */
static void
set_words(struct record *me, size_t field, const char *words)
{
	const char *word;
	size_t length;

	if (words == NULL)
		return;
	record_set_list(me, field);
	while ((word = list_word(&words, &length)) != NULL)
		record_set_text(record_add(me, field), 0, word, length);
}

static void
show_me(struct exchange *exchange)
{
	const struct api_key *key = &exchange->key;
	struct intake intake = { exchange->arena, exchange->rules, NULL, 0 };
	struct record *me = record_new(&intake, &me_schema);
	struct idempotency idempotency;
	struct reading reading;

	if (exchange->request->state != BODY_NONE &&
		!body_begin(exchange, false, &intake, &reading, &idempotency))
		return;
	record_set_string(me, ME_NAME, key->name);
	set_words(me, ME_SCOPES, scopes_names(exchange->arena, key->scopes));
	set_words(me, ME_BRANDS, key->bounds.brands);
	set_words(me, ME_POS_CODES, key->bounds.pos);
	if (key->expires != NULL)
		record_set_string(me, ME_EXPIRES, key->expires);
	exchange_answer(exchange, 200, me);
}

static const struct success successes[] = {
	{
		.status = 200,
		.name = "Me",
		.text = "What the API key of the request is good for.",
		.schema = &me_schema,
	},
	{ 0 },
};

const struct operation get_me = {
	.name = "GetMe",
	.summary = "Tells an API key what it is good for.",
	.text = "Tells the API key of the request its own name, scopes and "
		"bounds.",
	.tag = "keys",
	.sample = "An API key",
	.one = {
		.answer = show_me,
		.text = "Tells what the API key of the request is good for.",
		.request = &question_schema,
		.response = &me_schema,
		.successes = successes,
	},
};
