/* The operations GetTask and GetTaskDetail, and the lists that tasks make. */
#include "operation/task.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "config/config.h"
#include "customer/lists.h"
#include "exchange/asked.h"
#include "exchange/exchange.h"
#include "format/format.h"
#include "schema/record.h"
#include "service/answers.h"
#include "service/export.h"
#include "service/operations.h"
#include "store/key.h"

/* A request for tasks on its way. */
struct run {
	struct asked asked; /* first: take() gets it */
	struct store *store;
	unsigned char signing[SHA256_BYTES];
	struct answers answers; /* to a batch */
	struct record *answer;  /* the only one */
	bool unavailable;
	size_t missing; /* the index of the first task that is not there … */
	bool is_missing;
};

/* Opens the store to read, with what addresses are signed with. */
static bool
open_store(struct exchange *exchange, struct store **store,
	unsigned char signing[SHA256_BYTES])
{
	if (exchange_open_to_read(exchange, store) == STORE_OK &&
		task_signing(*store, signing) == STORE_OK)
		return true;
	exchange_refuse(exchange, FAULT_UNAVAILABLE, "");
	return false;
}

static void
fill(const struct run *run, struct record *record, const struct task *task)
{
	const struct exchange *exchange = run->asked.exchange;

	task_fill(record, task, exchange_url(exchange), run->signing,
		exchange->rules->now);
}

/* Makes a list of the key's tasks. */
static struct record *
list_tasks(struct run *run)
{
	struct exchange *exchange = run->asked.exchange;
	struct record *list = record_new(&run->asked.intake, &task_list_schema);
	struct task *tasks;
	size_t count;

	if (store_list_tasks(run->store, exchange->key.id, exchange->rules->now,
		    &tasks, &count) != STORE_OK) {
		run->unavailable = true;
		return NULL;
	}
	record_set_list(list, 0);
	for (size_t i = 0; i < count; i++)
		fill(run, record_add(list, 0), &tasks[i]);
	return list;
}

/* Finds one task of the key. */
static struct record *
find_task(struct run *run, const struct record *message)
{
	struct exchange *exchange = run->asked.exchange;
	const struct value *id = &message->values[TASK_ASKED_ASYNC_TASK_ID];
	struct task task = { 0 };
	struct record *record;

	if (id->state == VALUE_GIVEN)
		run->unavailable =
			store_find_task(run->store, id->text,
				exchange->rules->now, &task) != STORE_OK;
	if (run->unavailable || run->is_missing)
		return NULL;
	if (task.id == NULL || task.key != exchange->key.id) {
		run->is_missing = true;
		run->missing = run->asked.count;
		return NULL;
	}
	record = record_new(&run->asked.intake, &task_schema);
	fill(run, record, &task);
	return record;
}

static void
take(struct asked *asked, struct record *message)
{
	struct run *run = (struct run *)asked;

	if (run->unavailable || run->answers.too_long)
		return;
	run->answer = message->schema == &tasks_schema
			      ? list_tasks(run)
			      : find_task(run, message);
	if (asked->many && run->answer != NULL)
		answers_add(&run->answers, run->answer);
}

static void
refuse_missing(const struct run *run)
{
	struct exchange *exchange = run->asked.exchange;

	exchange_refuse_fault(exchange,
		(struct fault){
			.kind = FAULT_NO_TASK,
			.path = run->asked.many ? arena_printf(exchange->arena,
							  "[%zu]", run->missing)
						: "",
			.detail = "",
		});
}

static void
answer(struct run *run)
{
	struct exchange *exchange = run->asked.exchange;

	if (run->unavailable)
		exchange_refuse(exchange, FAULT_UNAVAILABLE, "");
	else if (run->is_missing)
		refuse_missing(run);
	else if (run->asked.many)
		answers_end(&run->answers);
	else
		exchange_answer(exchange, 200, run->answer);
}

/* Reads the request; answers, NULL for one message, is the list of answers. */
static void
read_tasks(struct exchange *exchange, const struct schema *answers)
{
	struct run *run = arena_alloc(exchange->arena, sizeof(*run));

	run->asked = (struct asked){
		.exchange = exchange,
		.many = answers != NULL,
		.take = take,
	};
	if (!asked_begin(&run->asked) ||
		!open_store(exchange, &run->store, run->signing))
		return;
	if (answers != NULL)
		run->answers = answers_begin(exchange, answers);
	if (asked_read(&run->asked))
		answer(run);
	store_close(run->store);
}

static void
answer_list(struct exchange *exchange)
{
	read_tasks(exchange, NULL);
}

static void
answer_lists(struct exchange *exchange)
{
	read_tasks(exchange, &task_lists_schema);
}

static void
answer_detail(struct exchange *exchange)
{
	read_tasks(exchange, NULL);
}

static void
answer_details(struct exchange *exchange)
{
	read_tasks(exchange, &task_list_schema);
}

/* The text of a parameter, or "". */
static const char *
given(const struct record *asked, size_t field)
{
	return record_has(asked, field) ? asked->values[field].text : "";
}

/*
 * Whether a request without a key may have the list: its address is signed, and
 * still good.
 */
static bool
is_signed(const struct exchange *exchange, const struct record *asked,
	const char *id, const unsigned char signing[SHA256_BYTES])
{
	const char *until = given(asked, DOWNLOAD_UNTIL);

	return task_is_signed(exchange->arena, signing, id,
		       exchange->answer.format->name, until,
		       given(asked, DOWNLOAD_SIGNATURE)) &&
	       strtoll(until, NULL, 10) > exchange->rules->now;
}

/*
 * The fault of a request that has no right to the list of a task, whichever
 * task that is.
 */
static enum fault_kind
check_right(const struct exchange *exchange, const struct record *asked,
	const char *id, const unsigned char signing[SHA256_BYTES])
{
	if (record_has(asked, DOWNLOAD_SIGNATURE))
		return is_signed(exchange, asked, id, signing)
			       ? FAULT_NONE
			       : FAULT_NOT_SIGNED;
	if (exchange->key.id == 0)
		return FAULT_NO_KEY;
	return (exchange->key.scopes & SCOPE_EXPORT) == 0 ? FAULT_SCOPE
							  : FAULT_NONE;
}

/* Finds the task, and the key that it belongs to. */
static enum fault_kind
find(const struct exchange *exchange, struct store *store,
	const struct record *asked, struct task *task, struct api_key *key)
{
	const struct value *id = &asked->values[DOWNLOAD_ASYNC_TASK_ID];
	bool by_key = !record_has(asked, DOWNLOAD_SIGNATURE);
	int64_t now = exchange->rules->now;

	if (id->state != VALUE_GIVEN)
		return FAULT_NO_TASK;
	if (store_find_task(store, id->text, now, task) != STORE_OK)
		return FAULT_UNAVAILABLE;
	if (task->id == NULL || (by_key && task->key != exchange->key.id))
		return FAULT_NO_TASK;
	if (store_find_key(store, &(struct key_wanted){ .id = task->key }, now,
		    key) != STORE_OK)
		return FAULT_UNAVAILABLE;
	return key->id == 0 || (key->scopes & SCOPE_EXPORT) == 0
		       ? FAULT_NOT_SIGNED
		       : FAULT_NONE;
}

/* Finds the search of a task, if the request has the right to its list. */
static enum fault_kind
find_search(struct exchange *exchange, const struct record *asked,
	struct search *search)
{
	struct api_key *key = arena_alloc(exchange->arena, sizeof(*key));
	unsigned char signing[SHA256_BYTES];
	enum fault_kind fault;
	struct store *store;
	struct task task;

	if (!open_store(exchange, &store, signing))
		return FAULT_UNAVAILABLE;
	fault = check_right(
		exchange, asked, given(asked, DOWNLOAD_ASYNC_TASK_ID), signing);
	if (fault == FAULT_NONE)
		fault = find(exchange, store, asked, &task, key);
	if (fault == FAULT_NONE &&
		!task_search(exchange->arena, exchange->rules, store, &task,
			&key->bounds, search))
		fault = FAULT_NO_TASK;
	store_close(store);
	return fault;
}

void
task_download(struct exchange *exchange)
{
	struct record *asked = export_asked(exchange, false, NULL);
	struct search search;
	enum fault_kind fault;

	if (asked == NULL)
		return;
	fault = find_search(exchange, asked, &search);
	if (fault == FAULT_NONE)
		export_answer(exchange, &search,
			record_is_true(asked, DOWNLOAD_PEOPLE));
	else
		exchange_refuse(exchange, fault,
			fault == FAULT_SCOPE
				? scopes_names(exchange->arena, SCOPE_EXPORT)
				: "");
}

static const char *const headers_many[] = { "X-AutoBatch-Completed", NULL };

static const struct success successes_list[] = {
	{
		.status = 200,
		.name = "Tasks",
		.text = "The tasks of the API key, the latest first.",
		.schema = &task_list_schema,
	},
	{ 0 },
};

static const struct success successes_lists[] = {
	{
		.status = 200,
		.name = "TasksMany",
		.text = "The tasks of the API key, as often as asked for.",
		.schema = &task_lists_schema,
		.headers = headers_many,
	},
	{ 0 },
};

static const struct success successes_detail[] = {
	{
		.status = 200,
		.name = "TaskFound",
		.text = "The task, with the addresses of its list.",
		.schema = &task_schema,
	},
	{ 0 },
};

static const struct success successes_details[] = {
	{
		.status = 200,
		.name = "TaskFoundMany",
		.text = "The tasks, in the order of the request.",
		.schema = &task_list_schema,
		.headers = headers_many,
	},
	{ 0 },
};

const struct operation get_task = {
	.name = "GetTask",
	.tag = "exports",
	.summary = "Lists the exports that were ordered.",
	.text = "Lists the exports that the API key ordered in the last 7 "
		"days.",
	.sample = "A request",
	.samples = "Many requests",
	.one = {
		.answer = answer_list,
		.text = "Lists the exports that were ordered.",
		.request = &tasks_schema,
		.response = &task_list_schema,
		.successes = successes_list,
	},
	.many = {
		.answer = answer_lists,
		.text = "Lists the exports many times.",
		.request = &taskses_schema,
		.response = &task_lists_schema,
		.successes = successes_lists,
	},
};

const struct operation get_task_detail = {
	.name = "GetTaskDetail",
	.tag = "exports",
	.summary = "Tells of an export that was ordered.",
	.text = "Tells of an export that was ordered, and where its list is "
		"fetched.",
	.sample = "A task",
	.samples = "Many tasks",
	.one = {
		.answer = answer_detail,
		.text = "Tells of an export that was ordered.",
		.request = &task_asked_schema,
		.response = &task_schema,
		.successes = successes_detail,
	},
	.many = {
		.answer = answer_details,
		.text = "Tells of many exports that were ordered.",
		.request = &task_details_schema,
		.response = &task_list_schema,
		.successes = successes_details,
	},
};
