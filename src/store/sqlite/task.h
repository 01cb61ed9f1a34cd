/* The SQL of the table of tasks. */
#ifndef SQLITE_TASK_H
#define SQLITE_TASK_H

/* A part of the step to version 4 (migration.c); this text never changes. */
#define TASK_TABLES                                                  \
	"CREATE TABLE \"task\"(\n"                                   \
	"\t\"id\" TEXT PRIMARY KEY CHECK(length(\"id\") = 32),\n"    \
	"\t\"key\" INTEGER NOT NULL CHECK(\"key\" > 0),\n"           \
	"\t\"name\" BLOB NOT NULL CHECK(length(\"name\") = 32),\n"   \
	"\t\"print\" BLOB NOT NULL CHECK(length(\"print\") = 32),\n" \
	"\t\"filters\" TEXT NOT NULL,\n"                             \
	"\t\"brand\" TEXT NOT NULL CHECK(length(\"brand\") = 3),\n"  \
	"\t\"created\" INTEGER NOT NULL,\n"                          \
	"\t\"total\" INTEGER NOT NULL CHECK(\"total\" >= 0),\n"      \
	"\tUNIQUE(\"key\",\"name\")\n"                               \
	")STRICT,WITHOUT ROWID;\n"                                   \
	"CREATE INDEX \"task_created\" ON \"task\"(\"created\");\n"

#endif
