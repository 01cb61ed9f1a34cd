/* crmctl import: takes customers in from files, lists imports, undoes one. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "base/text.h"
#include "ctl/ask.h"
#include "ctl/ctl.h"
#include "ctl/listing.h"
#include "ctl/progress.h"
#include "customer/customer.h"
#include "import/guess.h"
#include "import/map.h"
#include "import/source.h"
#include "operation/import.h"
#include "schema/check.h"

enum {
	FORMAT,
	ENCODING,
	MAP,
	TEMPLATE,
	SOURCE,
	UPDATE_BY,
	DATES,
	REPORT,
	ALL_OR_NOTHING,
	DRY_RUN,
	YES
};

static const struct ctl_option options[] = {
	[FORMAT] = { "format", "NAME",
		"csv, json, jsonl, xml, vcard; else by the file's name" },
	[ENCODING] = { "encoding", "NAME",
		"of the file, as iconv -l has it; else it is guessed" },
	[MAP] = { "map", "FILE", "which column is which member" },
	[TEMPLATE] = { "map-template", NULL,
		"print a map with the columns of the file, guessed" },
	[SOURCE] = { "source", "NAME",
		"what the file is from; else the file's name" },
	[UPDATE_BY] = { "update-by", "MEMBER",
		"change the customer with the same customerReference, or "
		"email, if there is one" },
	[DATES] = { "dates", "day-first", "31.12.1990 is a day" },
	[REPORT] = { "report", "FILE",
		"write the file again, with what became of each record" },
	[ALL_OR_NOTHING] = { "all-or-nothing", NULL,
		"store nothing if any record has a fault" },
	[DRY_RUN] = { "dry-run", NULL, "look for faults, and store nothing" },
	[YES] = { "yes", NULL, "undo without asking" },
	{ 0 },
};

/* What a record became, in the report and in the summary. */
static const struct {
	const char *status, *summary;
} outcomes[IMPORT_ROW__MAX] = {
	[IMPORT_ROW_CREATED] = { "created", "created" },
	[IMPORT_ROW_UPDATED] = { "updated", "updated" },
	[IMPORT_ROW_SAME] = { "unchanged", "unchanged" },
	[IMPORT_ROW_KNOWN] = { "known", "in already" },
	[IMPORT_ROW_ERASED] = { "erased", "erased before, and left out" },
	[IMPORT_ROW_FAULTY] = { "faulty", "faulty" },
	[IMPORT_ROW_TWINS] = { "faulty", "of more than one customer" },
	[IMPORT_ROW_FAILED] = { "failed", "failed" },
};

/* A file on its way. */
struct run {
	struct ctl *ctl;
	struct source source;
	struct import import;
	struct map map;
	FILE *report;
	const char *report_file, *report_new;
	struct text lines;   /* of the report, since the last commit */
	struct arena memory; /* of these */
	int64_t faults;
	bool told, told_unknown;
	struct progress progress;
};

/* Prints a fault of the record at hand. */
static void
print_fault(struct run *run, const char *path, const char *code,
	const char *message)
{
	struct source *source = &run->source;
	const char *place =
		*path == '\0' ? NULL : source->format->place(source, path);

	if (++run->faults > FAULTS_LISTED)
		return;
	progress_end(&run->progress);
	if (run->ctl->json) {
		struct text out = { .arena = &source->items };

		text_printf(&out, "{\"line\":%zu", source->line);
		if (place != NULL) {
			text_puts(&out, ",\"place\":");
			text_json(&out, place, strlen(place));
		}
		text_puts(&out, ",\"fieldName\":");
		text_json(&out, path, strlen(path));
		text_printf(&out, ",\"errorCode\":\"%s\",\"message\":", code);
		text_json(&out, message, strlen(message));
		printf("%s}\n", out.bytes);
	} else {
		ctl_complain("line %zu%s%s%s%s: %s", source->line,
			place == NULL ? "" : ", ", place == NULL ? "" : place,
			*path == '\0' ? "" : ", ", path, message);
	}
}

/* Adds a fault to those that a report tells of the record at hand. */
static void
tell_fault(struct run *run, struct text *all, const char *path,
	const char *code, const char *message)
{
	print_fault(run, path, code, message);
	text_printf(all, "%s%s%s%s", all->length == 0 ? "" : "; ", path,
		*path == '\0' ? "" : ": ", message);
}

/* Whether it is told already what is wrong with a member. */
static bool
is_noted(const struct source *source, const char *path)
{
	for (size_t i = 0; i < source->note_count; i++)
		if (strcmp(source->notes[i].path, path) == 0)
			return true;
	return false;
}

/* Tells all that is wrong with the record at hand. */
static void
tell_faults(struct run *run, struct text *all, enum import_result result)
{
	const struct faults *faults = &run->import.faults;

	for (size_t i = 0; i < run->source.note_count; i++)
		tell_fault(run, all, run->source.notes[i].path,
			fault_code(FAULT_MALFORMED),
			run->source.notes[i].message);
	for (size_t i = 0; i < faults_listed(faults); i++) {
		struct text message = { .arena = &run->source.items };

		if (is_noted(&run->source, faults->list[i].path))
			continue;
		fault_message(&message, &faults->list[i], NULL);
		tell_fault(run, all, faults->list[i].path,
			fault_code(faults->list[i].kind), message.bytes);
	}
	if (result == IMPORT_ROW_TWINS)
		tell_fault(run, all,
			run->import.by == BY_EMAIL ? "emails"
						   : "customerReference",
			fault_code(FAULT_CHANGED),
			"more than one customer has it");
}

/* Takes the record at hand. */
static enum import_result
take_record(struct run *run)
{
	struct import *import = &run->import;

	if (run->source.note_count == 0)
		return import_take(
			import, run->source.record, run->source.consented);
	import->faults = (struct faults){ .arena = &run->source.items };
	import->id = 0;
	if (!import->updates && !is_noted(&run->source, ""))
		check_record(run->source.record, &import->faults);
	import->counts[IMPORT_ROW_FAULTY]++;
	return IMPORT_ROW_FAULTY;
}

/* Tells once of members that are none. */
static void
tell_unknown(struct run *run)
{
	const struct intake *intake = &run->source.intake;
	struct text names = { .arena = &run->source.items };

	if (run->told_unknown || intake->unknown_count == 0)
		return;
	run->told_unknown = true;
	for (size_t i = 0; i < intake->unknown_count && i < UNKNOWN_LISTED; i++)
		text_printf(
			&names, "%s %s", i == 0 ? "" : ",", intake->unknown[i]);
	ctl_complain("line %zu: what is no member is left out, here and in all "
		     "records:%s",
		run->source.line, names.bytes);
}

static void
take_one(struct run *run)
{
	struct text faults = { .arena = &run->source.items };
	enum import_result result = take_record(run);

	tell_unknown(run);
	tell_faults(run, &faults, result);
	if (run->report != NULL)
		run->source.format->report(&run->source, &run->lines,
			&(struct source_outcome){
				.status = outcomes[result].status,
				.id = run->import.dry ? 0 : run->import.id,
				.faults =
					faults.length == 0 ? "" : faults.bytes,
			});
}

/* Writes what is true by now to the report. */
static void
write_lines(struct run *run)
{
	if (run->report != NULL && run->lines.length > 0)
		fwrite(run->lines.bytes, 1, run->lines.length, run->report);
	arena_release(&run->memory, (struct arena_mark){ 0 });
	run->lines = (struct text){ .arena = &run->memory };
}

/* Makes all so far durable; returns whether to go on. */
static bool
commit(struct run *run)
{
	if (import_commit(&run->import) != STORE_OK)
		return false;
	write_lines(run);
	progress_show(&run->progress, run->source.input.done);
	return !ctl_is_stopped();
}

/* Goes through the file. Returns whether it came to the end. */
static bool
go_through(struct run *run)
{
	bool on = true;

	if (run->report != NULL)
		run->source.format->report_begin(&run->source, &run->lines);
	while (on && source_next(&run->source)) {
		take_one(run);
		if (import_is_due(&run->import) ||
			run->lines.length > INPUT_PIECE ||
			run->import.result != STORE_OK)
			on = commit(run);
	}
	if (on && run->report != NULL)
		run->source.format->report_end(&run->source, &run->lines);
	on = on && commit(run);
	progress_end(&run->progress);
	return on && run->source.wrong == NULL;
}

static bool
open_report(struct run *run)
{
	struct ctl *ctl = run->ctl;

	run->report_file = ctl->values[REPORT];
	if (run->report_file == NULL)
		return true;
	run->report_new = arena_printf(ctl->arena, "%s.new", run->report_file);
	run->report = fopen(run->report_new, "we");
	if (run->report == NULL)
		ctl_complain("%s: %s", run->report_new, strerror(errno));
	return run->report != NULL;
}

/* Gives the report its name, once it is whole. */
static bool
close_report(struct run *run)
{
	bool lost;

	if (run->report == NULL)
		return true;
	lost = ferror(run->report) != 0;
	lost |= fclose(run->report) != 0;
	lost = lost || rename(run->report_new, run->report_file) != 0;
	if (lost)
		ctl_complain("%s: %s", run->report_file, strerror(errno));
	return !lost;
}

static void
print_summary(struct run *run)
{
	const size_t *counts = run->import.counts;
	const char *comma = "";

	if (run->ctl->json) {
		printf("{\"import\":%" PRId64, run->import.run.number);
		for (size_t i = 0; i < IMPORT_ROW_TWINS; i++)
			printf(",\"%s\":%zu", outcomes[i].status,
				counts[i] +
					(i == IMPORT_ROW_FAULTY
							? counts[IMPORT_ROW_TWINS]
							: 0));
		printf(",\"faults\":%" PRId64 "}\n", run->faults);
		return;
	}
	if (run->import.dry)
		printf("dry run: ");
	else if (run->import.run.number != 0)
		printf("import %" PRId64 ": ", run->import.run.number);
	for (size_t i = 0; i < IMPORT_ROW__MAX; i++)
		if (counts[i] > 0 || i == IMPORT_ROW_CREATED) {
			printf("%s%zu %s", comma, counts[i],
				outcomes[i].summary);
			comma = ", ";
		}
	printf("\n");
	if (run->faults > FAULTS_LISTED)
		ctl_complain("there are %" PRId64 " faults more",
			run->faults - FAULTS_LISTED);
}

/* Takes what an import has stored back, and tells of it. */
static int
undo(struct ctl *ctl, struct import *import)
{
	int64_t before = INT64_MAX;
	bool went = import_begin(import);

	ctl_confine(ctl, NULL);
	import->origin.time = ctl->rules.now;
	while (went && before != 0 && !ctl_is_stopped())
		went = import_undo(import, &ctl->rules, &before);
	import_end(import);
	if (!went || before != 0) {
		ctl_complain("stopped; go on with: crmctl import undo %" PRId64,
			import->run.number);
		return went ? CTL_PARTLY : CTL_FAILED;
	}
	if (import->left > 0)
		ctl_complain("%zu customers were changed since, and left as "
			     "they are",
			import->left);
	return import->left > 0 ? CTL_PARTLY : CTL_DONE;
}

/* The exit status of an import that went through its file. */
static int
status_of(const struct run *run)
{
	const size_t *counts = run->import.counts;
	const size_t faulty =
		counts[IMPORT_ROW_FAULTY] + counts[IMPORT_ROW_TWINS];
	size_t all = 0;

	for (size_t i = 0; i < IMPORT_ROW__MAX; i++)
		all += counts[i];
	return faulty == 0 ? CTL_DONE : faulty == all ? CTL_FAILED : CTL_PARTLY;
}

/* Tells why the file was not read to its end, and how to go on. */
static void
complain_of_rest(const struct run *run)
{
	if (run->source.wrong != NULL)
		ctl_complain("%s: line %zu: %s", run->source.file,
			run->source.line, run->source.wrong);
	if (ctl_is_stopped())
		ctl_complain("stopped; run the same command again to go on: "
			     "what is in already is not stored again");
}

/* Goes through a file that is open. */
static int
import_file(struct run *run)
{
	struct import *import = &run->import;
	bool whole;

	if (!open_report(run))
		return CTL_FAILED;
	run->progress = progress_begin("bytes", run->source.input.size);
	whole = go_through(run);
	if (!whole)
		complain_of_rest(run);
	else
		import_finish(import);
	if (!close_report(run))
		whole = false;
	if (import->result == STORE_OK)
		print_summary(run);
	if (!whole)
		return ctl_is_stopped() ? CTL_PARTLY : CTL_FAILED;
	return status_of(run);
}

/* Takes the options; returns whether they can be understood. */
static bool
take_options(struct run *run)
{
	struct ctl *ctl = run->ctl;
	const char *by = ctl->values[UPDATE_BY], *dates = ctl->values[DATES];
	const char *wrong;

	if (dates != NULL && strcmp(dates, "day-first") != 0) {
		ctl_complain("--dates is day-first, or left out");
		return false;
	}
	run->source.day_first = dates != NULL;
	run->import.updates = by != NULL;
	run->import.by = by != NULL && strcmp(by, "email") == 0 ? BY_EMAIL
								: BY_REFERENCE;
	if (by != NULL && strcmp(by, "email") != 0 &&
		strcmp(by, "customerReference") != 0) {
		ctl_complain("--update-by is customerReference or email");
		return false;
	}
	if (ctl->values[MAP] == NULL)
		return true;
	wrong = map_read(ctl->arena, ctl->values[MAP], &run->map);
	if (wrong != NULL)
		ctl_complain("%s", wrong);
	run->source.map = &run->map;
	return wrong == NULL;
}

/* The name of a source: the file's, without its folders. */
static const char *
source_name(const struct ctl *ctl, const char *file)
{
	const char *slash = strrchr(file, '/');

	if (ctl->values[SOURCE] != NULL && *ctl->values[SOURCE] != '\0')
		return ctl->values[SOURCE];
	return slash == NULL ? file : slash + 1;
}

/* Opens the file, and says what was found out. */
static bool
open_file(struct run *run)
{
	struct source *source = &run->source;

	if (!source_open(source)) {
		ctl_complain("%s: %s", source->file, source->wrong);
		return false;
	}
	if (run->told)
		return true;
	ctl_complain("%s: %s", source->file, source->told);
	if (source->unknown != NULL)
		ctl_complain("%s: these columns are left out, for they are no "
			     "members: %s",
			source->file, source->unknown);
	return true;
}

static struct run *
run_new(struct ctl *ctl, const char *file)
{
	struct run *run = arena_alloc(ctl->arena, sizeof(*run));

	run->ctl = ctl;
	run->lines.arena = &run->memory;
	run->source = (struct source){
		.arena = ctl->arena,
		.rules = &ctl->rules,
		.file = file,
		.encoding = ctl->values[ENCODING],
		.format_name = ctl->values[FORMAT],
	};
	run->import = (struct import){
		.arena = ctl->arena,
		.settings = ctl_settings(ctl),
		.run = {
			.name = source_name(ctl, file),
			.operator = ctl->login,
			.begun = ctl->rules.now,
		},
		.dry = ctl->values[DRY_RUN] != NULL,
	};
	return run;
}

/* Opens all that a file needs; returns an exit status. */
static int
make_ready(struct run *run)
{
	if (!take_options(run))
		return CTL_USAGE;
	if (!open_file(run))
		return CTL_FAILED;
	run->import.format = run->source.format->name;
	return import_begin(&run->import) ? CTL_DONE : CTL_FAILED;
}

static void
end(struct run *run)
{
	import_end(&run->import);
	if (run->source.format != NULL)
		source_close(&run->source);
	arena_free(&run->memory);
}

/* Goes through the file once. */
static int
run_once(struct run *run)
{
	int status = make_ready(run);

	ctl_confine(run->ctl, run->ctl->values[REPORT]);
	if (status == CTL_DONE)
		status = import_file(run);
	end(run);
	return status;
}

/*
 * Goes through the file twice, and looks for faults first. Both are made ready
 * before the process is confined.
 */
static int
run_twice(struct run *first, struct run *run)
{
	struct ctl *ctl = run->ctl;
	int status = make_ready(first);

	run->told = true;
	if (status == CTL_DONE)
		status = make_ready(run);
	ctl_confine(ctl, ctl->values[REPORT]);
	if (status == CTL_DONE)
		status = import_file(first);
	end(first);
	if (status == CTL_DONE)
		status = import_file(run);
	if (status != CTL_DONE && run->import.run.number != 0) {
		ctl_complain("what was stored is taken back");
		undo(ctl, &run->import);
		status = CTL_FAILED;
	}
	end(run);
	return status;
}

/* Prints a map of the columns of a file. */
static int
print_template(struct run *run)
{
	struct text map = { .arena = run->ctl->arena };
	const char *const *names;
	size_t count;

	run->source.nameless = true;
	if (!open_file(run))
		return CTL_FAILED;
	ctl_confine(run->ctl, NULL);
	names = source_names(&run->source, &count);
	source_close(&run->source);
	if (count == 0) {
		ctl_complain("only a table (csv) has columns for a map");
		return CTL_FAILED;
	}
	guess_map(&map, names, count);
	fputs(map.bytes, stdout);
	return CTL_DONE;
}

static int
import(struct ctl *ctl, char **arguments)
{
	struct run *run = run_new(ctl, *arguments), *first;
	int status;

	if (arguments[1] != NULL) {
		ctl_complain("there is %s too much", arguments[1]);
		return CTL_USAGE;
	}
	if (ctl->values[TEMPLATE] != NULL)
		return print_template(run);
	ctl_mind_stops();
	if (ctl->values[ALL_OR_NOTHING] == NULL)
		return run_once(run);
	first = run_new(ctl, *arguments);
	first->import.dry = true;
	status = run->import.dry ? run_once(run) : run_twice(first, run);
	return status == CTL_PARTLY ? CTL_FAILED : status;
}

static const char *
instant_of(struct ctl *ctl, int64_t time)
{
	char *instant = arena_alloc(ctl->arena, CALENDAR_ROOM);

	if (time != 0)
		calendar_put_instant(instant, time, "");
	return instant;
}

static const char *
number_of(struct ctl *ctl, int64_t number)
{
	return arena_printf(ctl->arena, "%" PRId64, number);
}

static void
add_run(struct ctl *ctl, struct listing *listing, const struct import_run *run)
{
	listing_add(listing, number_of(ctl, run->number));
	listing_add(listing, instant_of(ctl, run->begun));
	listing_add(listing, run->undone != 0  ? "undone"
			     : run->ended != 0 ? "whole"
					       : "stopped");
	listing_add(listing, number_of(ctl, run->created));
	listing_add(listing, number_of(ctl, run->changed));
	listing_add(listing, ctl_shown(ctl, run->operator));
	listing_add(listing, ctl_shown(ctl, run->name));
}

static void
print_run(struct ctl *ctl, const struct import_run *run)
{
	struct text out = { .arena = ctl->arena };

	text_printf(&out,
		"{\"import\":%" PRId64 ",\"begun\":\"%s\",\"ended\":%s,"
		"\"undone\":%s,\"created\":%" PRId64 ",\"changed\":%" PRId64
		",\"operator\":",
		run->number, instant_of(ctl, run->begun),
		run->ended == 0 ? "false" : "true",
		run->undone == 0 ? "false" : "true", run->created,
		run->changed);
	text_json(&out, run->operator, strlen(run->operator));
	text_puts(&out, ",\"name\":");
	text_json(&out, run->name, strlen(run->name));
	printf("%s}\n", out.bytes);
}

static const char *const heads[] = { "number", "begun", "state", "created",
	"changed", "by", "source" };

enum { HEADS = sizeof(heads) / sizeof(*heads) };

static int
list(struct ctl *ctl)
{
	struct listing listing = { .arena = ctl->arena, .columns = HEADS };
	struct store *store = ctl_open_to_read(ctl);
	struct import_run *runs;
	enum store_result result;
	size_t count;

	if (store == NULL)
		return CTL_FAILED;
	result = store_list_imports(store, ctl->arena, 0, &runs, &count);
	store_close(store);
	if (result != STORE_OK)
		return CTL_FAILED;
	for (size_t i = 0; i < HEADS && count > 0; i++)
		listing_add(&listing, heads[i]);
	for (size_t i = 0; i < count; i++)
		if (ctl->json)
			print_run(ctl, &runs[i]);
		else
			add_run(ctl, &listing, &runs[i]);
	if (!ctl->json)
		listing_print(&listing);
	return CTL_DONE;
}

/* Finds an import by its number in an argument; NULL, with a complaint. */
static struct import_run *
find_run(struct ctl *ctl, const char *number)
{
	struct store *store = ctl_open_to_read(ctl);
	struct import_run *runs;
	size_t count = 0;
	char *end;
	int64_t wanted = strtoll(number, &end, 10);

	if (store == NULL)
		return NULL;
	if (wanted > 0 && *end == '\0' &&
		store_list_imports(store, ctl->arena, wanted, &runs, &count) !=
			STORE_OK)
		count = 0;
	store_close(store);
	if (count == 1 && runs->undone == 0)
		return runs;
	ctl_complain(count == 1 ? "import %s is undone already"
				: "there is no import %s; crmctl import list "
				  "has all",
		number);
	return NULL;
}

static int
undo_number(struct ctl *ctl, char **arguments)
{
	struct import *undoing = arena_alloc(ctl->arena, sizeof(*undoing));
	struct import_run *run;
	const char *question;
	int64_t created;
	int status;

	if (*arguments == NULL || arguments[1] != NULL) {
		ctl_complain("import undo takes the number of one import");
		return CTL_USAGE;
	}
	run = find_run(ctl, *arguments);
	if (run == NULL)
		return CTL_FAILED;
	created = run->created;
	question = arena_printf(ctl->arena,
		"erase %" PRId64 " customers that import %" PRId64
		" created, and set back the %" PRId64 " that it changed",
		run->created, run->number, run->changed);
	if (ctl->values[DRY_RUN] != NULL) {
		printf("this would %s\n", question);
		return CTL_DONE;
	}
	if (!ask(ctl->values[YES] != NULL, question))
		return CTL_FAILED;
	ctl_mind_stops();
	*undoing = (struct import){
		.arena = ctl->arena,
		.settings = ctl_settings(ctl),
		.run = *run,
		.format = "csv",
	};
	undoing->run.operator= ctl->login;
	status = undo(ctl, undoing);
	if (undoing->result != STORE_OK)
		return status;
	printf("import %" PRId64 ": %" PRId64 " customers were erased\n",
		run->number, created - undoing->run.created);
	return status;
}

static int
run(struct ctl *ctl, char **arguments)
{
	if (*arguments == NULL) {
		ctl_complain("the file is missing");
		return CTL_USAGE;
	}
	if (strcmp(*arguments, "list") == 0 && arguments[1] == NULL) {
		ctl_confine(ctl, NULL);
		return list(ctl);
	}
	if (strcmp(*arguments, "undo") == 0)
		return undo_number(ctl, arguments + 1);
	return import(ctl, arguments);
}

/* An import may be the first thing that the database has. */
static bool
makes(const struct ctl *ctl, char *const *arguments)
{
	(void)ctl;
	return *arguments == NULL || (strcmp(*arguments, "list") != 0 &&
					     strcmp(*arguments, "undo") != 0);
}

static const struct ctl_form forms[] = {
	{ "FILE [OPTION]...", "take in the customers of a file" },
	{ "list", "list all imports" },
	{ "undo NUMBER [--yes]",
		"take an import back: what it created, and what it changed" },
	{ 0 },
};

const struct ctl_command ctl_import = {
	.name = "import",
	.summary = "take in customers from files, and take imports back",
	.forms = forms,
	.options = options,
	.about = "The first line of a table names its columns: members, as "
		 "firstName and emails[0].email, or what a map says. A map is "
		 "a file of lines: \"their column = our member\", below it "
		 "\"their value -> our value\", and \"our member := value\" "
		 "for what the file lacks. A column consentDate tells when "
		 "the consents were given.\n"
		 "\n"
		 "Each record is checked as a request is. What is in already "
		 "is not stored again, so the same file, a longer one or the "
		 "report can be imported again, after a stop too.",
	.makes = makes,
	.confines = true,
	.run = run,
};
