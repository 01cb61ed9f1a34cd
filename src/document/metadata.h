/* GET /metadata: the documentation for programmers, made from the tables. */
#ifndef DOCUMENT_METADATA_H
#define DOCUMENT_METADATA_H

struct exchange;

/* GET /: redirects to the documentation. */
void metadata_home(struct exchange *exchange);

/* GET /metadata: makes the page about the whole service the answer. */
void metadata_list(struct exchange *exchange);

/* Makes the page about the operation that the parameter op names the answer. */
void metadata_show(struct exchange *exchange);

#endif
