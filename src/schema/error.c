/* The error response: a record of faults that every format can write. */
#include "schema/error.h"

#include "base/arena.h"
#include "base/text.h"
#include "schema/fault.h"
#include "schema/record.h"

static const struct field field_fields[] = {
	[FIELD_CODE] = {
		.name = "errorCode", .title = "Error code",
		.text = "The kind of fault.",
		.example = "NotEmpty", .need = REQUIRED,
	},
	[FIELD_NAME] = {
		.name = "fieldName", .title = "Field",
		.text = "The path of the member, such as emails[0].email; in "
			"a batch it begins with the item, [3].",
		.example = "brand", .need = REQUIRED,
	},
	[FIELD_MESSAGE] = {
		.name = "message", .title = "Message",
		.text = "What is wrong, and what would be right.",
		.example = "brand is required.", .need = REQUIRED,
	},
};

static const struct schema field_schema = {
	.name = "ResponseError",
	.pascal = true,
	.listed = true,
	.fields = field_fields,
	.count = sizeof(field_fields) / sizeof(*field_fields),
};

static const struct field status_fields[] = {
	[STATUS_CODE] = {
		.name = "errorCode", .title = "Error code",
		.text = "The kind of the first fault.",
		.example = "NotEmpty", .need = REQUIRED,
	},
	[STATUS_MESSAGE] = {
		.name = "message", .title = "Message",
		.text = "The message of the first fault.",
		.example = "brand is required.", .need = REQUIRED,
	},
	[STATUS_ERRORS] = {
		.name = "errors", .title = "Fields",
		.text = "All faults of members, in their order; none if the "
			"request as a whole is at fault.",
		.type = TYPE_LIST, .item = &field_schema, .rows = true,
		.need = REQUIRED,
	},
};

static const struct schema status_schema = {
	.name = "ResponseStatus",
	.pascal = true,
	.listed = true,
	.fields = status_fields,
	.count = sizeof(status_fields) / sizeof(*status_fields),
};

static const struct field error_fields[] = {
	[ERROR_STATUS] = {
		.name = "responseStatus", .title = "What happened",
		.text = "Why the request was refused.",
		.type = TYPE_RECORD, .item = &status_schema, .rows = true,
		.need = REQUIRED,
	},
};

const struct schema error_schema = {
	.name = "ErrorResponse",
	.title = "The request was refused",
	.space = "http://schemas.servicestack.net/types",
	.pascal = true,
	.listed = true,
	.fields = error_fields,
	.count = sizeof(error_fields) / sizeof(*error_fields),
};

static const char *
message_of(const struct intake *intake, const struct fault *fault)
{
	struct text message = { .arena = intake->arena };

	fault_message(&message, fault, intake_language(intake));
	return message.bytes;
}

struct record *
faults_record(const struct faults *faults, const struct rules *rules)
{
	struct arena *arena = faults->arena;
	struct intake *intake = arena_alloc(arena, sizeof(*intake));
	const struct fault *first = &faults->list[0];
	struct record *error, *status;

	intake->arena = arena;
	intake->rules = rules;
	error = record_new(intake, &error_schema);
	status = record_set_record(error, ERROR_STATUS);
	record_set_string(status, STATUS_CODE, fault_code(first->kind));
	record_set_string(status, STATUS_MESSAGE, message_of(intake, first));
	record_set_list(status, STATUS_ERRORS);
	for (size_t i = 0; i < faults_listed(faults); i++) {
		const struct fault *fault = &faults->list[i];
		struct record *item;

		if (*fault->path == '\0')
			continue;
		item = record_add(status, STATUS_ERRORS);
		record_set_string(item, FIELD_CODE, fault_code(fault->kind));
		record_set_string(item, FIELD_NAME, fault->path);
		record_set_string(
			item, FIELD_MESSAGE, message_of(intake, fault));
	}
	return error;
}
