/* vCard 4.0 (RFC 6350): customers as cards for address books. */
#ifndef FORMAT_VCARD_H
#define FORMAT_VCARD_H

struct stream_writer;

/* Writes a list of whole_schema, a card for each customer. */
extern const struct stream_writer vcard_stream;

#endif
