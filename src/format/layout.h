/* The layout of messages for people: adds line ends and indentation. */
#ifndef FORMAT_LAYOUT_H
#define FORMAT_LAYOUT_H

#include <stddef.h>

struct text;

/*
 * Each adds a message in its format, with line ends (LF) and blanks where the
 * format's reader takes them: the message stays the same.
 */
void layout_json(struct text *out, const char *bytes, size_t length);
void layout_jsv(struct text *out, const char *bytes, size_t length);
void layout_xml(struct text *out, const char *bytes, size_t length);

/* Lines stay as they are. */
void layout_lines(struct text *out, const char *bytes, size_t length);

/* Rows stay whole; their lines end with LF. */
void layout_csv(struct text *out, const char *bytes, size_t length);

#endif
