/* The faults of a request: each kind's HTTP status, error code and message. */
#include "schema/fault.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "language/language.h"

/*
 * A row for each kind. In its message {path} is the member's path, {max},
 * {from} and {example} are its field's columns, {other} and {is} the
 * condition's, and {detail} is the fault's own.
 */
static const struct {
	const char *code;
	int status;
	const char *message;
} rows[FAULT__MAX] = {
	[FAULT_MISSING] = { "NotEmpty", 400, "{path} is required." },
	[FAULT_MISSING_WHEN] = { "NotEmpty", 400,
		"{path} is required when {other} is {is}." },
	[FAULT_NO_TEXT] = { "SerializationException", 400,
		"{path} must be text." },
	[FAULT_NO_BOOL] = { "SerializationException", 400,
		"{path} must be true or false." },
	[FAULT_NO_INT] = { "SerializationException", 400,
		"{path} must be a whole number." },
	[FAULT_NO_DATE] = { "SerializationException", 400,
		"{path} must be a date such as 2020-12-30, or a date with a "
		"time such as 2020-12-30T10:11:12Z." },
	[FAULT_AMBIGUOUS_DATE] = { "SerializationException", 400,
		"{path} must have the year first, such as 2020-12-30: with "
		"the day or the month first nobody can tell which is which." },
	[FAULT_NO_SUCH_DAY] = { "SerializationException", 400,
		"{path} must be a day that exists, from 0001-01-02 to "
		"9999-12-31." },
	[FAULT_NO_GUID] = { "SerializationException", 400,
		"{path} must be 32 hexadecimal digits, with or without "
		"hyphens." },
	[FAULT_NO_LIST] = { "SerializationException", 400,
		"{path} must be a well-formed list." },
	[FAULT_NO_RECORD] = { "SerializationException", 400,
		"{path} must be an object with members." },
	[FAULT_NO_OBJECTS] = { "SerializationException", 400,
		"{path} must be a list in JSON or JSV, not what JavaScript "
		"makes of objects in an address: send the request with POST, "
		"and the list in the body." },
	[FAULT_TOO_LONG] = { "MaximumLength", 400,
		"{path} must have at most {max} characters." },
	[FAULT_CODE] = { "Enum", 400, "{path} must be one of {detail}." },
	[FAULT_UNKNOWN_CODE] = { "Enum", 400,
		"{path} must be a known code such as {example}." },
	[FAULT_EMAIL] = { "Email", 400,
		"{path} must be an e-mail address such as ana@example.com." },
	[FAULT_WHITE_SPACE] = { "RegularExpression", 400,
		"{path} must not contain white space." },
	[FAULT_LETTERS] = { "RegularExpression", 400,
		"{path} must be exactly {max} letters from A to Z." },
	[FAULT_PHONE] = { "RegularExpression", 400,
		"{path} must be a telephone number: digits, with spaces, "
		"dots, hyphens, parentheses or a leading + among them." },
	[FAULT_PHONE_DIGITS] = { "InclusiveBetween", 400,
		"{path} must have 4 to 15 digits." },
	[FAULT_FUTURE] = { "InclusiveBetween", 400,
		"{path} must not be in the future." },
	[FAULT_TOO_EARLY] = { "InclusiveBetween", 400,
		"{path} must not be before {from}." },
	[FAULT_TOO_MANY_ITEMS] = { "InclusiveBetween", 400,
		"{path} must have at most {detail} items." },
	[FAULT_SECOND_SINGLE] = { "Predicate", 400,
		"{path} must be true in one item of the list at most." },
	[FAULT_UNKNOWN_MEMBER] = { "Predicate", 400,
		"{path} is not a member of this message: remove it, or "
		"correct its name." },
	[FAULT_IN_URL] = { "Predicate", 400,
		"{path} must be sent in the body, because servers keep URLs in "
		"their logs." },
	[FAULT_PRESET] = { "Predicate", 400,
		"{path} is set by the service for this page; another value was "
		"sent. Send the page again to go on with the service's." },
	[FAULT_NOT_ASKED] = { "Predicate", 400,
		"{path} is not asked for on this page, but a value was sent. "
		"Send the page again to go on without that." },
	[FAULT_NO_STORAGE] = { "Predicate", 400,
		"{path}: you agree to this, but not that your data are stored. "
		"If that is right, send the form again." },
	[FAULT_NO_WAY] = { "Predicate", 400,
		"{path}: you gave nothing to reach you by in this way. If that "
		"is right, send the form again." },
	[FAULT_NOT_BETWEEN] = { "InclusiveBetween", 400,
		"{path} must be in the range {detail}." },
	[FAULT_PATTERN] = { "RegularExpression", 400,
		"{path} must be codes of points of sale; a * may stand at the "
		"end of each only." },
	[FAULT_NOT_KEPT] = { "Predicate", 400,
		"{path} asks for what is not kept here: leave it out." },
	[FAULT_BAD_CURSOR] = { "Predicate", 400,
		"{path} must be the next of an answer to the same request, as "
		"it was answered." },
	[FAULT_TOO_FAR] = { "Predicate", 400,
		"{path} must be given, which is the next of the page before, "
		"for a page that begins behind row 100000." },
	[FAULT_OTHER_PAGE] = { "Predicate", 400,
		"{path} must be {detail}, which is where after goes on, or "
		"left out." },
	[FAULT_OTHER_PATH] = { "Predicate", 400,
		"{path} must be the same as in the address, or left out." },
	[FAULT_NO_MEMBER] = { "Enum", 400,
		"{path} must be the name of a member that can be cleared." },
	[FAULT_MALFORMED] = { "SerializationException", 400,
		"The body can't be read: {detail}." },
	[FAULT_REPEATED] = { "SerializationException", 400,
		"The body can't be read: {path} is given twice (names that "
		"differ in case only are the same)." },
	[FAULT_STRANGE] = { "SerializationException", 400,
		"None of the members that were given is known: {detail}." },
	[FAULT_NO_KEY] = { "Unauthorized", 401,
		"The request has no valid API key. Send one in the header "
		"X-Api-Key, or in Authorization behind Bearer." },
	[FAULT_KEY_IN_URL] = { "Unauthorized", 401,
		"An API key must not stand in the URL, because servers keep "
		"URLs in their logs. Send it in the header X-Api-Key, and have "
		"this one replaced." },
	[FAULT_SCOPE] = { "Forbidden", 403,
		"The API key does not allow this: it has not the scope "
		"{detail}." },
	[FAULT_FOREIGN] = { "Forbidden", 403,
		"The page of another site asked for this, with what the "
		"browser sends by itself. Scripts send an API key in the "
		"header X-Api-Key." },
	[FAULT_OUTSIDE] = { "Forbidden", 403,
		"{path} must be one that the API key allows." },
	[FAULT_NOT_FOUND] = { "NotFound", 404,
		"There is nothing at this address. Customers are created with "
		"POST at /customer." },
	[FAULT_NO_CUSTOMER] = { "NotFound", 404,
		"There is no customer of that number." },
	[FAULT_NO_TASK] = { "NotFound", 404,
		"There is no task of that number." },
	[FAULT_NOT_SIGNED] = { "Forbidden", 403,
		"This address is not good any more. Ask for the task again, "
		"with an API key, to get another one." },
	[FAULT_METHOD] = { "MethodNotAllowed", 405,
		"This address does not take that method. It takes {detail}." },
	[FAULT_NOT_ACCEPTABLE] = { "NotAcceptable", 406,
		"None of the formats asked for can be answered in. There are "
		"{detail}." },
	[FAULT_LENGTH_REQUIRED] = { "LengthRequired", 411,
		"The Content-Length is missing: the request must say how many "
		"bytes its body has." },
	[FAULT_BAD_LENGTH] = { "SerializationException", 400,
		"The Content-Length must be the number of the body's bytes, "
		"in digits only." },
	[FAULT_SHORT_BODY] = { "SerializationException", 400,
		"The body ended before the number of bytes that "
		"Content-Length announced. Send it again." },
	[FAULT_TOO_LARGE] = { "RequestEntityTooLarge", 413,
		"The body must have at most {detail} bytes." },
	[FAULT_ITEM_TOO_LARGE] = { "RequestEntityTooLarge", 413,
		"Every customer of a batch must have at most {detail} bytes." },
	[FAULT_TOO_MANY_FIELDS] = { "RequestEntityTooLarge", 413,
		"The form must have at most {detail} fields." },
	[FAULT_ENCODING] = { "UnsupportedMediaType", 415,
		"The body must not be compressed: send it without "
		"Content-Encoding." },
	[FAULT_BATCH_TYPE] = { "UnsupportedMediaType", 415,
		"A batch must be in a format that has lists, such as "
		"application/json." },
	[FAULT_MEDIA_TYPE] = { "UnsupportedMediaType", 415,
		"The Content-Type must be one of those that are read, such as "
		"application/json." },
	[FAULT_CHARSET] = { "UnsupportedMediaType", 415,
		"The charset must be utf-8." },
	[FAULT_FILE] = { "UnsupportedMediaType", 415,
		"{path} must be a value, not a file." },
	[FAULT_BAD_KEY] = { "SerializationException", 400,
		"The Idempotency-Key must be 1 to 255 printable ASCII "
		"characters, in double quotes." },
	[FAULT_BAD_MATCH] = { "SerializationException", 400,
		"If-Match must have the ETag of an answer, such as "
		"\"7-json\", or *." },
	[FAULT_BATCH_MATCH] = { "Predicate", 400,
		"If-Match can't be sent with a batch, because it is about one "
		"customer." },
	[FAULT_CHANGED] = { "PreconditionFailed", 412,
		"The customer is not any more as If-Match says: somebody "
		"changed it. Read the customer again, and then decide." },
	[FAULT_KEY_REUSED] = { "Conflict", 422,
		"This Idempotency-Key came with another request before. Give "
		"every request a key of its own." },
	[FAULT_KEY_AT_WORK] = { "Conflict", 409,
		"A request with this Idempotency-Key is still at work. Send "
		"it again in a moment." },
	[FAULT_TASK_REUSED] = { "Conflict", 422,
		"This downloadRequestId came with other filters before. Give "
		"every export one of its own." },
	[FAULT_MANY_TASKS] = { "ServiceUnavailable", 503,
		"The API key has as many tasks as it can have: {detail}. Each "
		"is forgotten after 7 days." },
	[FAULT_LONG_ANSWER] = { "RequestEntityTooLarge", 413,
		"The answer to this batch would have more than {detail} bytes. "
		"Send a smaller batch." },
	[FAULT_PAGE_OLD] = { "Predicate", 400,
		"This form was opened too long ago. Please look through what "
		"you entered and send it again." },
	[FAULT_PAGE_CHANGED] = { "Predicate", 400,
		"What the consents say has changed since this form was "
		"opened. Please read them again, and send the form." },
	[FAULT_PAGE_SENT] = { "Conflict", 422,
		"This form was sent before, with other entries, and these were "
		"taken. To enter another customer, send it again." },
	[FAULT_NO_PASS] = { "Predicate", 400,
		"This page can't be used to correct a customer. What is stored "
		"stays as it is." },
	[FAULT_PASS_OLD] = { "Predicate", 400,
		"Corrections were possible for 30 minutes, which are over. "
		"What is stored stays as it is." },
	[FAULT_NO_VISIT] = { "Forbidden", 403,
		"Nobody is signed in here, or not any more. Nothing was done: "
		"sign in, and do it again." },
	[FAULT_PASS_USED] = { "Conflict", 422,
		"This customer was corrected already, or changed since, and "
		"can't be corrected here again. What is stored stays as it "
		"is." },
	[FAULT_TIMEOUT] = { "RequestTimeout", 408,
		"The body did not arrive within {detail} s. Send it again." },
	[FAULT_UNAVAILABLE] = { "ServiceUnavailable", 503,
		"The service can't store anything at the moment. Nothing was "
		"stored; try again." },
#if defined(CRM_POSTGRESQL)
	[FAULT_IN_DOUBT] = { "ServiceUnavailable", 503,
		"The service can't tell whether this was stored: it may have "
		"been. Try again under the same Idempotency-Key." },
#endif
	[FAULT_INTERNAL] = { "InternalError", 500,
		"Something is wrong with the service itself. Its operator "
		"finds the reason in the log under incident {detail}." },
};

/* The messages for people at the form, where they differ. */
static const char *const told[FAULT__MAX] = {
	[FAULT_NO_DATE] = "{path} must be a date.",
	[FAULT_AMBIGUOUS_DATE] = "{path} must be a date.",
	[FAULT_NO_SUCH_DAY] = "{path} must be a day that exists.",
	[FAULT_CODE] = "{path} must be chosen from the list.",
	[FAULT_UNKNOWN_CODE] = "{path} must be chosen from the list.",
	[FAULT_TOO_LARGE] =
		"What was sent is too large: it may have at most {size}.",
	[FAULT_SECOND_SINGLE] =
		"{path} can be chosen once only: there is one already.",
};

void
faults_add(struct faults *faults, struct fault fault)
{
	struct arena *arena = faults->arena;

	if (faults->count < FAULTS_LISTED) {
		fault.path = arena_copy(arena, fault.path, strlen(fault.path));
		fault.detail =
			arena_copy(arena, fault.detail, strlen(fault.detail));
		faults->list = arena_grow(arena, faults->list, faults->count,
			sizeof(*faults->list));
		faults->list[faults->count] = fault;
	}
	faults->count++;
}

size_t
faults_listed(const struct faults *faults)
{
	return faults->count < FAULTS_LISTED ? faults->count : FAULTS_LISTED;
}

int
fault_status(enum fault_kind kind)
{
	return rows[kind].status;
}

const char *
fault_code(enum fault_kind kind)
{
	return rows[kind].code;
}

const char *
fault_phrase(enum fault_kind kind, bool people)
{
	return people ? told[kind] : rows[kind].message;
}

bool
fault_passes(enum fault_kind kind)
{
#if defined(CRM_POSTGRESQL)
	if (kind == FAULT_IN_DOUBT)
		return true;
#endif
	return kind == FAULT_UNAVAILABLE || kind == FAULT_KEY_AT_WORK;
}

/* Adds a number for people, or for programs. */
static void
add_number(struct text *out, const struct language *people, const char *digits)
{
	if (people == NULL)
		text_puts(out, digits);
	else
		language_put_number(out, people, digits);
}

/* Adds a day for people, or for programs. */
static void
add_day(struct text *out, const struct language *people, const char *day)
{
	if (people == NULL)
		text_puts(out, day);
	else
		language_put_day(out, people, day);
}

/* Adds the value of a placeholder; people is their language, or NULL. */
static void
add_value(struct text *out, const struct fault *fault,
	const struct language *language, const struct language *people,
	const char *name)
{
	const struct field *field = fault->field;

	if (*name == 'p')
		text_puts(out, *fault->path == '\0'
				       ? language_say(language, "A member")
				       : fault->path);
	else if (*name == 's')
		language_put_size(out, language, fault->detail);
	else if (*name == 'd')
		add_number(out, people, fault->detail);
	else if (field == NULL)
		return;
	else if (*name == 'm')
		add_number(out, people,
			arena_printf(out->arena, "%u", field->max));
	else if (*name == 'f')
		add_day(out, people, field->from);
	else if (*name == 'e')
		text_puts(out, field->example);
	else if (*name == 'i')
		text_puts(out, field->when.is);
	else if (fault->other != NULL)
		text_puts(out, fault->other->name);
}

static void
tell(struct text *out, const struct fault *fault,
	const struct language *language, const struct language *people,
	const char *phrase)
{
	const char *at = language_say(language, phrase);

	while (*at != '\0') {
		size_t plain = strcspn(at, "{");

		text_add(out, at, plain);
		at += plain;
		if (*at == '{') {
			add_value(out, fault, language, people, at + 1);
			at += strcspn(at, "}") + 1;
		}
	}
}

void
fault_message(struct text *out, const struct fault *fault,
	const struct language *language)
{
	tell(out, fault, language, NULL, rows[fault->kind].message);
}

void
fault_tell(struct text *out, const struct fault *fault,
	const struct language *language)
{
	const char *phrase = told[fault->kind];

	tell(out, fault, language, language,
		phrase == NULL ? rows[fault->kind].message : phrase);
}
