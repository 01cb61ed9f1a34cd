/* The SQLite store: a database file, opened for one transaction. */
#ifndef SQLITE_SQLITE_H
#define SQLITE_SQLITE_H

struct store_methods;

extern const struct store_methods sqlite_methods;

#endif
