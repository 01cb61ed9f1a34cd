/* The records of a file that is imported, one after the other, with what is
 * wrong with each. */
#ifndef IMPORT_SOURCE_H
#define IMPORT_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "format/read.h"
#include "import/input.h"
#include "schema/record.h"

struct map;
struct source;
struct text;

/* What is wrong with a record, before the rules have looked at it. */
struct source_note {
	const char *path; /* "phones[0].phone"; "": the whole record */
	const char *message;
};

/* What becomes of a record, for the report. */
struct source_outcome {
	const char *status; /* "created" */
	int64_t id;         /* of the customer; 0: none */
	const char *faults; /* "" */
};

/* A format of files; each has a file and a row in source.c. */
struct source_format {
	const char *name;
	const char *endings; /* of names of files, ".csv .txt" */
	/* Begins to read; returns false if source->wrong says why not. */
	bool (*open)(struct source *source);
	/* As source_next(). */
	bool (*next)(struct source *source);
	/* The place of a member in the file, "column 3 (Email)"; or NULL. */
	const char *(*place)(struct source *source, const char *path);
	/* Add to a report what stands before the first record, the record at
	   hand with what became of it, and what stands behind the last. */
	void (*report_begin)(struct source *source, struct text *out);
	void (*report)(struct source *source, struct text *out,
		const struct source_outcome *outcome);
	void (*report_end)(struct source *source, struct text *out);
};

/* A file that is being read. */
struct source {
	/* to be set */
	struct arena *arena; /* of what lives as long as the source */
	const struct rules *rules;
	const char *file;
	const char *encoding;    /* NULL: to be guessed */
	const char *format_name; /* NULL: by the name of the file */
	const struct map *map;   /* NULL: none */
	bool day_first;          /* 31.12.1990 is a day */
	bool nameless;           /* names of columns need not be known */

	/* the result of opening */
	const struct source_format *format;
	struct input input;
	const char *wrong; /* why no more can be read; NULL: all is well */
	const char *told;  /* what was found out, in a line or more; or NULL */
	const char *unknown; /* columns that are nothing here; NULL: none */

	/* the record at hand, until the next one */
	size_t line; /* where it begins, from 1 */
	struct record *record;
	int64_t consented; /* when its consents were given; 0: not known */
	struct source_note *notes;
	size_t note_count;

	/* internal: of the formats */
	struct arena items; /* the memory of the record at hand */
	struct intake intake;
	struct reading reading;
	struct batch batch; /* of the one record */
	size_t next_line;
	const char *raw; /* the record as it stands in the file */
	size_t raw_length;
	void *own;
};

/*
 * Opens a file. Returns whether records can be read; else source->wrong says
 * why not, with what to do.
 */
bool source_open(struct source *source);

/*
 * Goes to the next record, in the schema of a customer. Returns false at the
 * end, or if source->wrong says why no more can be read.
 */
bool source_next(struct source *source);

void source_close(struct source *source);

/* Notes a fault of the record at hand, with a copy of path and message. */
void source_note(struct source *source, const char *path, const char *message);

/* Notes the fault that the record at hand was refused for by its reader. */
void source_refused(struct source *source);

/* The names of the columns of a report behind those of the file. */
enum { SOURCE_STATUS, SOURCE_ID, SOURCE_FAULTS, SOURCE_OWN };
extern const char *const source_own[SOURCE_OWN];

/* Whether a name is one of them, in any case. */
bool source_is_own(const char *name, size_t length);

extern const struct source_format table_source, lines_source, array_source,
	xml_source, cards_source;

/*
 * The names of the columns of a table that is open, in the arena; *count is 0
 * if the file is no table.
 */
const char *const *source_names(struct source *source, size_t *count);

/* A source that knows no places in its records. */
const char *source_no_place(struct source *source, const char *path);

#endif
