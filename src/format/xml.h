/* XML 1.0 in the shape of .NET's data contracts: reads and writes records. */
#ifndef FORMAT_XML_H
#define FORMAT_XML_H

#include <stdbool.h>

struct batch;
struct field;
struct reading;
struct record;
struct stream_writer;
struct text;

/* Loads libxml2. */
void xml_prepare(void);

/* The reason why libxml2 can't be loaded; NULL if it can. */
const char *xml_missing(void);

/*
 * Readers take members in any order, in any namespace or none. No document type
 * declaration, processing instruction, XInclude or text between members;
 * only UTF-8.
 */
bool xml_read(struct reading *in, struct record *into);
bool xml_read_many(struct reading *in, struct batch *batch);
void xml_write(struct text *out, const struct record *record);

/* Writes a list, record by record. */
extern const struct stream_writer xml_stream;

/*
 * The elements of a list of plain values: their namespace, and their name,
 * which tells the type of the values.
 */
extern const char xml_plain_space[];
const char *xml_plain_name(const struct field *list);

#endif
