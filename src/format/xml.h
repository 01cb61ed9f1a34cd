/* XML 1.0, in the shape of .NET's data contracts. */
#ifndef FORMAT_XML_H
#define FORMAT_XML_H

struct record;
struct text;

void xml_write(struct text *out, const struct record *record);

#endif
