/* crmctl export: all customers that match, to stdout or into a file. */
#include <inttypes.h>
#include <stdio.h>

#include "ctl/commands.h"
#include "ctl/ctl.h"
#include "ctl/filters.h"
#include "ctl/progress.h"
#include "ctl/shown.h"
#include "ctl/whole.h"
#include "customer/lists.h"
#include "format/csv.h"
#include "format/format.h"
#include "format/vcard.h"
#include "operation/export.h"

enum { FORMAT, OUTPUT };

static const struct ctl_option options[] = {
	[FORMAT] = { "format", "FORMAT",
		"one of csv, which is what there is without this, json, jsonl, "
		"xml, jsv, and vcard, for address books" },
	[OUTPUT] = { "output", "FILE",
		"write a file, or -o FILE: it gets its name when it is whole" },
	{ 0 },
};

/* An export that can be stopped, and is looked at meanwhile. */
struct stoppable {
	struct exporting exporting; /* first: next() gets its stream */
	const struct record *(*next)(struct stream *stream);
	struct progress progress;
};

static const struct record *
next(struct stream *stream)
{
	struct stoppable *stoppable = (struct stoppable *)stream;

	progress_show(&stoppable->progress, (int64_t)stream->count);
	if (!ctl_is_stopped())
		return stoppable->next(stream);
	stream->broken = true;
	return NULL;
}

static bool
write_all(struct ctl *ctl, struct stoppable *stoppable, FILE *out)
{
	struct stream *stream = &stoppable->exporting.stream;
	bool done;

	ctl_mind_stops();
	stoppable->next = stream->next;
	stream->next = next;
	stoppable->progress =
		progress_begin("customers", stoppable->exporting.total);
	done = shown_stream(ctl, out, stream);
	progress_end(&stoppable->progress);
	if (ctl_is_stopped())
		ctl_complain("stopped after %zu of %" PRId64
			     " customers; the same command begins again",
			stream->count, stoppable->exporting.total);
	return done;
}

static int export(struct ctl *ctl, struct stoppable *stoppable)
{
	const char *path = ctl->values[OUTPUT];
	struct whole whole;
	bool done;

	if (path == NULL) {
		done = write_all(ctl, stoppable, stdout);
	} else {
		if (!whole_begin(ctl->arena, path, &whole))
			return CTL_FAILED;
		done = write_all(ctl, stoppable, whole.file);
		done = whole_end(&whole, done);
	}
	if (path != NULL && done)
		ctl_complain("%s has %zu customers", path,
			stoppable->exporting.stream.count);
	return ctl_tell_damage(ctl, "customers",
		done               ? CTL_DONE
		: ctl_is_stopped() ? CTL_PARTLY
				   : CTL_FAILED);
}

static int
run(struct ctl *ctl, char **arguments)
{
	struct stoppable stoppable = {
		.exporting = {
			.arena = ctl->arena,
			.items = ctl->items,
			.rules = &ctl->rules,
		},
	};
	struct exporting *exporting = &stoppable.exporting;
	struct shown_format format;
	struct record *asked;

	if (!shown_read(ctl, ctl->values[FORMAT], false, true, &format))
		return CTL_USAGE;
	ctl_confine(ctl, ctl->values[OUTPUT]);
	exporting->settings = ctl_settings(ctl);
	asked = filters_of(
		ctl, &export_operator_schema, arguments, &exporting->search);
	if (asked == NULL)
		return CTL_USAGE;
	if (!export_begin(exporting))
		return CTL_FAILED;
	exporting->stream.writer = format.kind == SHOWN_VCARD
					   ? &vcard_stream
					   : format.format->stream;
	if (record_is_true(asked, LIST_PEOPLE) &&
		exporting->stream.writer == &csv_stream)
		exporting->stream.writer = &csv_sheet_stream;
	return export(ctl, &stoppable);
}

static const struct ctl_form forms[] = {
	{ "[FILTER=VALUE...] [-o FILE]", NULL },
	{ 0 },
};

const struct ctl_command ctl_export = {
	.name = "export",
	.summary = "write all customers that match, with all there is",
	.forms = forms,
	.options = options,
	.about = FILTERS_ABOUT
	"\n\nWithout brand, customers are written brand by brand. "
	"people=true makes CSV that spreadsheets open without "
	"harm.\n\nThe file belongs to the owner of the database, who "
	"alone may read it.",
	.words = filters_words,
	.confines = true,
	.run = run,
};
