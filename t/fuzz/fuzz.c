/*
 * Feeds libFuzzer's inputs to the readers of all that comes from outside.
 *
 * The name that the program is started by says which reader; under any other
 * name it prints their names.
 */
#undef NDEBUG
#include <assert.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/arena.h"
#include "config/config.h"
#include "config/key.h"
#include "base/text.h"
#include "customer/customer.h"
#include "customer/lists.h"
#include "format/form.h"
#include "format/format.h"
#include "format/media.h"
#include "format/query.h"
#include "format/read.h"
#include "http/accept.h"
#include "http/request.h"
#include "http/site.h"
#include "language/language.h"
#include "laws.h"
#include "server/wire.h"
#include "schema/check.h"
#include "schema/date.h"
#include "schema/record.h"
#include "form/ticket.h"

/* It is noon UTC on 2020-06-15. */
static const struct rules rules = {
	.now = INT64_C(1592222400),
	.max_items = 64,
};

static struct arena arena;

/* Each input is answered in a language, which its length decides. */
static struct rules
rules_for(size_t length)
{
	struct rules spoken = rules;

	spoken.language = languages[length % language_count];
	return spoken;
}

/* A reader and what feeds it. */
struct reader {
	const char *name;
	void (*run)(
		const struct reader *reader, const char *bytes, size_t length);
	const char *media; /* of bodies: their media type */
};

/*
 * Of a batch's records so many are put to all laws, the rest are checked; none
 * may take more bytes.
 */
enum { SAMPLES = 4, ITEM_MOST = 4096 };

/* A batch that is being read. */
struct heap {
	struct batch batch;
	struct intake *intake;
	size_t count;
};

static struct record *
batch_begin(struct batch *batch)
{
	struct heap *heap = (struct heap *)batch;
	struct record *record = record_new(heap->intake, batch->schema);

	record->in_batch = true;
	record->index = heap->count++;
	return record;
}

static bool
batch_end(struct batch *batch, struct record *record)
{
	struct faults faults = { .arena = &arena };

	(void)batch;
	if (record->index < SAMPLES)
		law_accepted(record);
	else
		check_record(record, &faults);
	return true;
}

static void
run_body(const struct reader *reader, const char *bytes, size_t length)
{
	const struct format *format =
		format_reading(reader->media, strlen(reader->media));
	struct rules spoken = rules_for(length);
	struct intake intake = { .arena = &arena, .rules = &spoken };
	struct reading one = {
		.intake = &intake,
		.bytes = bytes,
		.length = length,
		.boundary = "crm",
	};
	struct reading many = one;
	struct heap heap = {
		.batch = {
			.schema = &customer_schema,
			.most = ITEM_MOST,
			.begin = batch_begin,
			.end = batch_end,
		},
		.intake = &intake,
	};
	struct record *record = record_new(&intake, &customer_schema);

	if (format->prepare != NULL)
		format->prepare();
	if (format->read(&one, record))
		law_accepted(record);
	else
		law_refused(&one);
	if (format->read_many != NULL && !format->read_many(&many, &heap.batch))
		law_refused(&many);
}

static void
run_page(const struct reader *reader, const char *bytes, size_t length)
{
	struct rules spoken = rules_for(length);
	struct intake intake = { .arena = &arena, .rules = &spoken };
	struct reading in = {
		.intake = &intake,
		.bytes = bytes,
		.length = length,
	};
	struct record *record = record_new(&intake, &customer_schema);

	(void)reader;
	if (format_default()->read(&in, record))
		law_shown(record);
}

/* What the body gave stays, whatever the query says. */
static void
run_query(const struct reader *reader, const char *bytes, size_t length)
{
	struct intake intake = { .arena = &arena, .rules = &rules };
	struct reading in = {
		.intake = &intake,
		.bytes = bytes,
		.length = length,
	};
	struct record *record = record_new(&intake, &customer_schema);
	const char *format = query_find(&arena, bytes, length, "format");

	(void)reader;
	assert(format == NULL || strlen(format) <= length);
	record_set_text(record, CUSTOMER_FIRST_NAME, "Ana", 3);
	if (!form_fill(&in, record)) {
		law_refused(&in);
		return;
	}
	assert(record_is(record, CUSTOMER_FIRST_NAME, "Ana"));
	law_accepted(record);
}

/* Lists of plain values, too, mean the same in every format. */
static void
run_filter(const struct reader *reader, const char *bytes, size_t length)
{
	struct rules spoken = rules_for(length);
	struct intake intake = { .arena = &arena, .rules = &spoken };
	struct reading in = {
		.intake = &intake,
		.bytes = bytes,
		.length = length,
	};
	struct record *record = record_new(&intake, &paginated_schema);

	(void)reader;
	/* without any value there would be no row in CSV */
	record_set_text(record, LIST_BRAND, "CAR", 3);
	if (form_fill(&in, record))
		law_accepted(record);
	else
		law_refused(&in);
}

static bool
is_name_of(const char *media, const struct format *format)
{
	for (size_t i = 0; i < FORMAT_MEDIA; i++)
		if (media == format->media[i])
			return true;
	return false;
}

/*
 * A format that is written is chosen, by one of its names; the body's format
 * changes the choice only in its own favour.
 */
static void
run_accept(const struct reader *reader, const char *bytes, size_t length)
{
	char *header = strndup(bytes, length);
	struct chosen plain = accept_choose(header, NULL);

	(void)reader;
	for (size_t i = 0; i < format_count; i++) {
		struct chosen chosen = accept_choose(header, &formats[i]);

		assert(chosen.format == plain.format ||
			chosen.format == &formats[i]);
		if (chosen.format == NULL)
			continue;
		assert(chosen.format->write != NULL);
		assert(is_name_of(chosen.media, chosen.format));
	}
	free(header);
}

/*
 * One of the languages is chosen; it is named, unless it is the first, and one
 * that is asked for before it, as much as can be, is chosen in its place.
 */
static void
run_language(const struct reader *reader, const char *bytes, size_t length)
{
	const char *header = arena_copy(&arena, bytes, length);
	const struct language *spoken = accept_language(header);
	size_t known = 0;

	(void)reader;
	for (size_t i = 0; i < language_count; i++) {
		known += languages[i] == spoken;
		assert(accept_language(arena_printf(&arena, "%s;q=1, %s",
			       languages[i]->tag, header)) == languages[i]);
	}
	assert(known == 1);
	if (spoken != languages[0])
		assert(strcasestr(header, spoken->tag) != NULL);
}

/* A media type's name is lower case, and parses to itself. */
static void
run_media(const struct reader *reader, const char *bytes, size_t length)
{
	char *header = strndup(bytes, length);
	struct media_type type = media_type_parse(&arena, header);
	struct media_type again = media_type_parse(&arena, type.name);

	(void)reader;
	assert(strcmp(type.name, again.name) == 0);
	assert(*type.name == '\0' || strchr(type.name, '/') != NULL);
	for (const char *at = type.name; *at != '\0'; at++)
		assert(*at == tolower((unsigned char)*at));
	format_reading(type.name, strlen(type.name));
	free(header);
}

/* A key, put in quotes, is the same key. */
static void
run_key(const struct reader *reader, const char *bytes, size_t length)
{
	char *header = strndup(bytes, length);
	const char *key = idempotency_key_parse(&arena, header);
	struct text quoted = { .arena = &arena };

	(void)reader;
	free(header);
	if (key == NULL)
		return;
	assert(strlen(key) >= 1 && strlen(key) <= 255);
	text_putc(&quoted, '"');
	for (const char *at = key; *at != '\0'; at++) {
		assert(*at >= ' ' && *at <= '~');
		text_puts(&quoted, *at == '"' || *at == '\\' ? "\\" : "");
		text_putc(&quoted, *at);
	}
	text_putc(&quoted, '"');
	assert(strcmp(idempotency_key_parse(&arena, quoted.bytes), key) == 0);
}

/* Whoever a client says we are, the URL holds nothing that escapes or ends. */
static void
run_host(const struct reader *reader, const char *bytes, size_t length)
{
	char *host = strndup(bytes, length);
	const struct site site = { host, "", host, host };
	const char *url = site_url(&arena, &site);

	(void)reader;
	assert(strncmp(url, "http://", 7) == 0 && url[7] != '\0');
	for (url += 7; *url != '\0'; url++)
		assert(isalnum((unsigned char)*url) ||
			strchr("-._:[]", *url) != NULL);
	free(host);
}

/* A ticket that was read is written as one that is read the same. */
static void
run_ticket(const struct reader *reader, const char *bytes, size_t length)
{
	static const unsigned char secret[STORE_SECRET] = "fuzz";
	char *text = strndup(bytes, length);
	struct text again = { .arena = &arena };
	struct ticket first = { 0 }, second = { 0 };

	(void)reader;
	if (ticket_parse(text, &first)) {
		ticket_write(&again, &first, secret);
		assert(ticket_parse(again.bytes, &second));
		assert(first.time == second.time);
		assert(strcmp(first.key, second.key) == 0);
		assert(strcmp(first.wording, second.wording) == 0);
		assert(strcmp(first.language, second.language) == 0);
		assert(ticket_is_signed(again.bytes, secret));
	}
	/* nobody signs but us */
	assert(!ticket_is_signed(text, secret) ||
		(again.bytes != NULL && strcmp(text, again.bytes) == 0));
	free(text);
}

/* Reads a date that we wrote. */
static struct date
date_again(const char *text)
{
	struct date date;

	assert(date_parse(text, strlen(text), &date) == FAULT_NONE);
	return date;
}

/* A date that exists means the same as we write it. */
static void
run_date(const struct reader *reader, const char *bytes, size_t length)
{
	struct date date, again;
	char text[CALENDAR_ROOM];

	(void)reader;
	if ((date_parse(bytes, length, &date) != FAULT_NONE &&
		    date_parse_printed(bytes, length, &date) != FAULT_NONE) ||
		!calendar_exists(date_day(&date, NULL)) ||
		!calendar_exists(calendar_day_of(date.seconds)))
		return;
	calendar_put_day(text, date_day(&date, NULL));
	again = date_again(text);
	assert(calendar_days(date_day(&again, NULL)) ==
		calendar_days(date_day(&date, NULL)));
	calendar_put_instant(text, date.seconds, date.fraction);
	again = date_again(text);
	assert(again.seconds == date.seconds);
	assert(strcmp(again.fraction, date.fraction) == 0);
}

/* The number of a list's words, as they stand with one blank between them. */
static int64_t
words_count(const char *words)
{
	int64_t count = 1;

	for (; *words != '\0'; words++)
		count += *words == ' ';
	return count;
}

/* A value that was accepted is one that its key may have. */
static void
law_key(const struct config *config, const struct config_key *key)
{
	const char *member = (const char *)config + key->offset;
	const char *text = *(const char *const *)member;
	int64_t number = *(const int64_t *)member;

	switch (key->kind) {
	case CONFIG_ORIGINS:
		assert(text == NULL || *text != '\0');
		break;
	case CONFIG_PATH:
		assert(text == NULL || *text == '/' ||
			(key->words != NULL &&
				strstr(key->words, text) != NULL));
		break;
	case CONFIG_DATABASE:
		assert(*text == '/' || strstr(text, "://") != NULL);
		break;
	case CONFIG_NUMBER:
		assert(number >= key->low && number <= key->high);
		break;
	case CONFIG_WORD:
		assert(number >= 0 && number < words_count(key->words));
		break;
	case CONFIG_TOKEN:
		assert(text == NULL ||
			((int64_t)strlen(text) >= key->low &&
				(int64_t)strlen(text) <= key->high));
		break;
	case CONFIG_URL:
		assert(text == NULL || strncmp(text, "http", 4) == 0);
		break;
	case CONFIG_ZONE:
	case CONFIG_NAMES:
	case CONFIG_CODES:
	case CONFIG_TEXTS:
	case CONFIG_FIELDS:
	case CONFIG_PAIRS:
	case CONFIG_CONTENT:
		break;
	}
}

/* Reads from a file that is in memory only, and has no name of its own. */
static const char *
config_load(struct config *config, const char *bytes, size_t length)
{
	static char path[32];
	static int fd = -1;

	if (fd < 0) {
		fd = memfd_create("crm.conf", MFD_CLOEXEC);
		snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	}
	assert(ftruncate(fd, 0) == 0);
	assert(pwrite(fd, bytes, length, 0) == (ssize_t)length);
	return config_read(&arena, config, path);
}

/* What is wrong is told by file and line; what is not wrong is of use. */
static void
run_config(const struct reader *reader, const char *bytes, size_t length)
{
	struct config config;
	struct rules set = rules;
	const char *wrong = config_load(&config, bytes, length);

	(void)reader;
	if (wrong == NULL)
		wrong = customer_configure(&arena, config.codes, &set);
	if (wrong != NULL) {
		assert(strncmp(wrong, config.file, strlen(config.file)) == 0);
		assert(wrong[strlen(config.file)] == ':');
		return;
	}
	for (size_t i = 0; i < config_table.count; i++)
		law_key(&config, &config_table.keys[i]);
	if (config.codes != NULL)
		law_described(&arena, &config, &set);
}

/* What goes out are whole records. */
static void
law_records(const struct text *out)
{
	const unsigned char *at = (const unsigned char *)out->bytes;
	struct fastcgi_record record;
	size_t left = out->length;

	while (left > 0) {
		int taken = fastcgi_take(at, left, &record);

		assert(taken > 0);
		at += taken;
		left -= (size_t)taken;
	}
}

/* A request that is complete is within all bounds. */
static void
law_job(const struct job *job, const struct config *config)
{
	assert(job->variables_length <= FASTCGI_PARAMS);
	assert(job->list.count <= FASTCGI_VARIABLES);
	assert(job->length <= (size_t)config->max_batch_body);
	assert(job->request.method != NULL);
	assert(job->request.state != BODY_OK ||
		job->request.length == job->request.declared);
	assert(job->request.body[job->request.length] == '\0');
}

/* A web server, or somebody else, says anything on a connection, and goes. */
static void
run_fastcgi(const struct reader *reader, const char *bytes, size_t length)
{
	const struct config config = {
		.max_batch_body = 4096,
		.body_timeout = 1,
	};
	struct wires wires = { .config = &config };
	struct wire *wire;
	struct job *job;
	int ends[2];

	(void)reader;
	assert(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
	assert(write(ends[1], bytes, length) == (ssize_t)length);
	shutdown(ends[1], SHUT_WR);
	wire = wire_new(&wires, ends[0]);
	while (!wire->broken)
		wire_read(&wires, wire);
	assert(wires.jobs <= wires.ready.count + WIRE_JOBS);
	law_records(&wire->out);
	wire_free(&wires, wire);
	assert(wires.jobs == wires.ready.count);
	while ((job = queue_take(&wires.ready)) != NULL) {
		law_job(job, &config);
		job_free(&wires, job);
	}
	assert(wires.jobs == 0);
	arena_free(&wires.arena);
	close(ends[1]);
}

static const struct reader readers[] = {
	{ "json", run_body, "application/json" },
	{ "xml", run_body, "application/xml" },
	{ "csv", run_body, "text/csv" },
	{ "jsonl", run_body, "text/jsonl" },
	{ "jsv", run_body, "application/jsv" },
	{ "form", run_body, "application/x-www-form-urlencoded" },
	{ "multipart", run_body, "multipart/form-data" },
	{ .name = "page", .run = run_page },
	{ .name = "query", .run = run_query },
	{ .name = "filter", .run = run_filter },
	{ .name = "accept", .run = run_accept },
	{ .name = "language", .run = run_language },
	{ .name = "media", .run = run_media },
	{ .name = "key", .run = run_key },
	{ .name = "host", .run = run_host },
	{ .name = "ticket", .run = run_ticket },
	{ .name = "date", .run = run_date },
	{ .name = "config", .run = run_config },
	{ .name = "fastcgi", .run = run_fastcgi },
};

static const struct reader *chosen;

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	const char *slash = strrchr((*argv)[0], '/');
	const char *name = slash != NULL ? slash + 1 : (*argv)[0];

	(void)argc;
	for (size_t i = 0; i < sizeof(readers) / sizeof(*readers); i++)
		if (strcmp(readers[i].name, name) == 0)
			chosen = &readers[i];
	if (chosen != NULL)
		return 0;
	for (size_t i = 0; i < sizeof(readers) / sizeof(*readers); i++)
		puts(readers[i].name);
	exit(EXIT_SUCCESS);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	chosen->run(chosen, (const char *)bytes, length);
	arena_free(&arena);
	return 0;
}
