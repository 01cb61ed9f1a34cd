/* The scrubbing of pages: no remains of moved rows reach the database. */
#ifndef SQLITE_SCRUB_H
#define SQLITE_SCRUB_H

struct sqlite;

/*
 * Has SQLite write pages of the open database without the bytes that belong to
 * no row. secure_delete overwrites what is deleted, but when rows move to
 * another page, as a page gets full, their copies stay in the gap of the old
 * page, where no later deletion finds them.
 */
void scrub_pages(struct sqlite *store);

/*
 * Clears these bytes in the pages that the database has already, from before
 * pages were written without them. A transaction must have begun that keeps all
 * others from writing to the file: a write-ahead log must be empty.
 */
void scrub_file(struct sqlite *store);

#endif
