/* Samples of requests and answers, and commands that send them. */
#ifndef DOCUMENT_SAMPLE_H
#define DOCUMENT_SAMPLE_H

struct document;

/*
 * Adds requests in the format that the page tells of, each with what it is
 * answered: they are made by the format's own writers, of what the tables of
 * fields give as examples, and of what the checks find in them.
 */
void sample_messages(struct document *document);

/* Adds commands of curl that send such requests to this very service. */
void sample_commands(struct document *document);

#endif
