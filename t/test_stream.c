/* Tests of lists that are written record by record, and of sending them. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/die.h"
#include "fixture.h"
#include "format/stream.h"
#include "http/cgi.h"
#include "http/response.h"

enum {
	MANY = 100000,
	SOME = 1000,       /* more than is written at once */
	SPARE = 512 * 1024 /* bytes of memory for all that is sent */
};

Suite *stream_suite(void);

static const struct field parcels_fields[] = {
	{ .name = "items",
		.title = "Items",
		.type = TYPE_LIST,
		.item = &parcel_schema,
		.rows = true },
};

static const struct schema parcels_schema = {
	.name = "ArrayOfCreateParcel",
	.space = "http://example.com/parcel",
	.array = true,
	.fields = parcels_fields,
	.count = 1,
};

/* How a list ends. */
enum fate { WHOLE, BREAKS, DIES };

/* Parcels of which each has its number as weight. */
struct parcels {
	struct stream stream;
	int64_t count, at;
	enum fate fate;
};

static const struct record *
next_parcel(struct stream *stream)
{
	static struct record *parcel;
	struct parcels *parcels = (struct parcels *)stream;

	if (parcels->at == parcels->count) {
		if (parcels->fate == DIES)
			die("the parcels are lost");
		stream->broken = parcels->fate == BREAKS;
		return NULL;
	}
	if (parcels->at == 0) {
		struct record *tag;

		parcel = parcel_good();
		record_set_text(parcel, PARCEL_LABEL, BYTES("a \"b\", <c>"));
		record_set_list(parcel, PARCEL_TAGS);
		tag = record_add(parcel, PARCEL_TAGS);
		record_set_text(tag, TAG_TAG, BYTES("{\"x\",y}"));
	}
	record_set_int(parcel, PARCEL_WEIGHT, parcels->at++);
	return parcel;
}

static struct parcels
parcels_new(const struct format *format, int64_t count, enum fate fate)
{
	return (struct parcels){
		.stream = {
			.schema = &parcels_schema,
			.next = next_parcel,
			.writer = format->stream,
		},
		.count = count,
		.fate = fate,
	};
}

static struct response
response_of(struct parcels *parcels)
{
	return (struct response){
		.status = 200,
		.media = "text/x",
		.body = { .arena = &arena },
		.stream = &parcels->stream,
	};
}

/* What the child answers with. */
static struct response answer;

static void
respond(void *sent)
{
	*(bool *)sent = cgi_respond(&arena, &answer);
}

/* Allows no more memory than there is and a little more. */
static void
bound_memory(void)
{
#if !defined(SANITIZED)
	FILE *file = fopen("/proc/self/statm", "r");
	unsigned long pages;
	rlim_t most;

	if (file == NULL ||
		fscanf(file, "%*u %*u %*u %*u %*u %lu", &pages) != 1)
		leave(99);
	fclose(file);
	most = pages * (rlim_t)sysconf(_SC_PAGESIZE) + SPARE;
	setrlimit(RLIMIT_DATA, &(struct rlimit){ most, most });
#endif
}

/* Sends parcels in a child whose stdout that is; -1: closed. */
static pid_t
send_to(int output, struct parcels *parcels, bool head)
{
	char incident[DIE_INCIDENT];
	bool whole = false;
	pid_t child = fork();

	ck_assert_int_ge(child, 0);
	if (child != 0)
		return child;
	close(STDERR_FILENO);
	close(STDOUT_FILENO);
	if (output >= 0)
		dup2(output, STDOUT_FILENO);
	for (int fd = STDERR_FILENO + 1; fd < 64; fd++)
		close(fd); /* the other end of a pipe among them */
	cgi_start();
	answer = response_of(parcels);
	answer.head = head;
	bound_memory();
	if (!die_within(respond, &whole, incident) && answer.sent)
		cgi_break_off(&arena, &answer);
	leave(whole ? 0 : 1);
}

static int
status_of(pid_t child)
{
	int status;

	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert(WIFEXITED(status));
	return WEXITSTATUS(status);
}

/* Reads what the child writes, a little at a time. */
static struct text
read_all(int input, size_t at_once)
{
	struct text text = { .arena = &arena };
	char bytes[64 * 1024];
	ssize_t got;

	text_puts(&text, "");
	while ((got = read(input, bytes, at_once)) > 0)
		text_add(&text, bytes, (size_t)got);
	close(input);
	return text;
}

/* Sends parcels through a pipe. Returns all that came, and how it ended. */
static struct text
sent(struct parcels *parcels, bool head, size_t at_once, int *status)
{
	struct text text;
	pid_t child;
	int ends[2];

	ck_assert_int_eq(pipe(ends), 0);
	if (at_once < 4096)
		fcntl(ends[1], F_SETFL, O_NONBLOCK);
	child = send_to(ends[1], parcels, head);
	close(ends[1]);
	text = read_all(ends[0], at_once);
	*status = status_of(child);
	return text;
}

/* The body behind the headers, of which none tells a length. */
static const char *
body_of(const struct text *text)
{
	const char *blank = strstr(text->bytes, "\r\n\r\n");

	ck_assert_int_eq(strncmp(text->bytes, BYTES("Status: 200 OK\r\n")), 0);
	ck_assert_ptr_nonnull(blank);
	ck_assert_ptr_null(strstr(text->bytes, "Content-Length"));
	ck_assert_ptr_nonnull(
		strstr(text->bytes, "Content-Type: text/x; charset=utf-8\r\n"));
	ck_assert_ptr_nonnull(strstr(text->bytes, "Vary: Accept\r\n"));
	return blank + 4;
}

/* Parcels that a format's own reader finds. */
struct found {
	struct batch batch;
	struct arena_mark mark;
	int64_t count;
};

static struct record *
begin(struct batch *batch)
{
	((struct found *)batch)->mark = arena_mark(&arena);
	return record_new(&intake, batch->schema);
}

static bool
end(struct batch *batch, struct record *parcel)
{
	struct found *found = (struct found *)batch;
	const struct value *tags = &parcel->values[PARCEL_TAGS];

	ck_assert(record_is(parcel, PARCEL_KIND, "LETTER"));
	ck_assert(record_is(parcel, PARCEL_LABEL, "a \"b\", <c>"));
	ck_assert_uint_eq(tags->count, 1);
	ck_assert(record_is(tags->items[0], TAG_TAG, "{\"x\",y}"));
	ck_assert_int_eq(parcel->values[PARCEL_WEIGHT].number, found->count++);
	arena_release(&arena, found->mark);
	return true;
}

/* The parcels of a body, or -1 if its format refuses it. */
static int64_t
count_parcels(const struct format *format, const char *body)
{
	struct found found = {
		.batch = { &parcel_schema, 65536, begin, end },
	};
	struct reading in = {
		.intake = &intake,
		.bytes = body,
		.length = strlen(body),
	};

	return format->read_many(&in, &found.batch) ? found.count : -1;
}

/* Whether a page has its end, and how many parcels it shows; else -1. */
static int64_t
count_shown(const char *page)
{
	int64_t count = 0;

	for (const char *at = page; *at != '\0'; at++)
		count += *at == 'L' && strncmp(at, BYTES("LETTER")) == 0;
	return strstr(page, "</html>") == NULL ? -1 : count;
}

static int64_t
count_in(const struct format *format, const char *body)
{
	return format->people ? count_shown(body) : count_parcels(format, body);
}

START_TEST(what_is_written_can_be_written_as_a_stream)
{
	const struct format *format = &formats[_i];

	ck_assert_int_eq(format->write != NULL, format->stream != NULL);
}
END_TEST

static const int64_t counts[] = { 0, 1, 2, SOME, MANY };

START_TEST(a_list_comes_whole_with_memory_for_a_record)
{
	const struct format *format = &formats[_i];

	for (int i = 0; format->stream != NULL && i < COUNT(counts); i++) {
		struct parcels parcels = parcels_new(format, counts[i], WHOLE);
		int status;
		struct text text = sent(&parcels, false, 65536, &status);

		ck_assert_int_eq(status, 0);
		ck_assert_int_eq(count_in(format, body_of(&text)), counts[i]);
		arena_free(&arena);
	}
}
END_TEST

/* A list in memory as the same format writes it. */
static const char *
written_whole(const struct format *format, int64_t count)
{
	struct record *list = record_new(&intake, &parcels_schema);
	struct parcels parcels = parcels_new(format, count, WHOLE);
	struct text out = { .arena = &arena };

	record_set_list(list, 0);
	for (int64_t i = 0; i < count; i++) {
		const struct record *parcel = next_parcel(&parcels.stream);
		struct record *copy = record_add(list, 0);

		memcpy(copy->values, parcel->values,
			parcel->schema->count * sizeof(*copy->values));
	}
	format->write(&out, list);
	return out.bytes;
}

START_TEST(a_stream_has_the_bytes_of_the_same_list_in_one_message)
{
	const struct format *format = &formats[_i];

	for (int64_t count = 0; format->stream != NULL && count < 3; count++) {
		struct parcels parcels = parcels_new(format, count, WHOLE);
		struct response response = response_of(&parcels);

		response_gather(&response);
		ck_assert_ptr_null(response.stream);
		ck_assert_str_eq(
			response.body.bytes, written_whole(format, count));
	}
}
END_TEST

static const enum fate ends_early[] = { BREAKS, DIES };

START_TEST(a_list_that_breaks_off_is_noticed)
{
	const struct format *format = &formats[_i];

	for (int i = 0; format->stream != NULL && i < COUNT(ends_early); i++)
		for (int64_t count = SOME; count < SOME + 200; count += 37) {
			struct parcels parcels =
				parcels_new(format, count, ends_early[i]);
			int status;
			struct text text =
				sent(&parcels, false, 65536, &status);

			ck_assert_int_eq(status, 1);
			ck_assert_uint_gt(strlen(body_of(&text)), 16384);
			ck_assert_int_eq(count_in(format, body_of(&text)), -1);
		}
}
END_TEST

START_TEST(nothing_is_sent_of_what_breaks_off_at_once)
{
	struct parcels parcels =
		parcels_new(format_default(), 3, ends_early[_i]);
	int status;
	struct text text = sent(&parcels, false, 65536, &status);

	ck_assert_int_eq(status, 1);
	ck_assert_uint_eq(text.length, 0);
}
END_TEST

START_TEST(a_list_that_breaks_off_is_none_in_a_whole_answer)
{
	struct parcels parcels = parcels_new(format_default(), SOME, BREAKS);
	struct response response = response_of(&parcels);
	pid_t child = fork();

	ck_assert_int_ge(child, 0);
	if (child == 0) {
		close(STDERR_FILENO);
		response_gather(&response);
		leave(0);
	}
	ck_assert_int_eq(status_of(child), 1);
}
END_TEST

START_TEST(a_head_asks_for_no_record)
{
	struct parcels parcels = parcels_new(format_default(), 0, DIES);
	int status;
	struct text text = sent(&parcels, true, 65536, &status);

	ck_assert_int_eq(status, 0);
	ck_assert_str_eq(body_of(&text), "");
}
END_TEST

START_TEST(a_list_comes_whole_however_little_stdout_takes_at_once)
{
	struct parcels parcels = parcels_new(format_default(), 5000, WHOLE);
	int status;
	struct text text = sent(&parcels, false, 1000, &status);

	ck_assert_int_eq(status, 0);
	ck_assert_int_eq(count_in(format_default(), body_of(&text)), 5000);
}
END_TEST

START_TEST(a_stdout_that_takes_no_more_ends_a_list)
{
	struct parcels parcels = parcels_new(format_default(), MANY, WHOLE);
	char byte;
	int ends[2];
	pid_t child;

	ck_assert_int_eq(pipe(ends), 0);
	child = send_to(ends[1], &parcels, false);
	close(ends[1]);
	ck_assert_int_eq(read(ends[0], &byte, 1), 1);
	close(ends[0]);
	ck_assert_int_eq(status_of(child), 1);
	child = send_to(open("/dev/full", O_WRONLY), &parcels, false);
	ck_assert_int_eq(status_of(child), 1);
	ck_assert_int_eq(status_of(send_to(-1, &parcels, false)), 1);
}
END_TEST

Suite *
stream_suite(void)
{
	Suite *suite = suite_create("stream");
	TCase *tcase = fixture_case(suite, "stream");
	int count = (int)format_count;

	tcase_add_loop_test(
		tcase, what_is_written_can_be_written_as_a_stream, 0, count);
	tcase_add_loop_test(
		tcase, a_list_comes_whole_with_memory_for_a_record, 0, count);
	tcase_add_loop_test(tcase,
		a_stream_has_the_bytes_of_the_same_list_in_one_message, 0,
		count);
	tcase_add_loop_test(tcase, a_list_that_breaks_off_is_noticed, 0, count);
	tcase_add_loop_test(tcase, nothing_is_sent_of_what_breaks_off_at_once,
		0, COUNT(ends_early));
	tcase_add_test(tcase, a_list_that_breaks_off_is_none_in_a_whole_answer);
	tcase_add_test(tcase, a_head_asks_for_no_record);
	tcase_add_test(
		tcase, a_list_comes_whole_however_little_stdout_takes_at_once);
	tcase_add_test(tcase, a_stdout_that_takes_no_more_ends_a_list);
	return suite;
}
