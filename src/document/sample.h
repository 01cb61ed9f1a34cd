/* Samples of requests and answers, and of commands that send the requests. */
#ifndef DOCUMENT_SAMPLE_H
#define DOCUMENT_SAMPLE_H

struct document;

/*
 * Adds requests in the format of the page, each with its answer. Both are made
 * by the format's own writers: from the examples in the tables of fields, and
 * from the faults that the checks find in the examples.
 */
void sample_messages(struct document *document);

/* Adds commands of curl that send such requests to this very service. */
void sample_commands(struct document *document);

#endif
