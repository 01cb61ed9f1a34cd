/* The PostgreSQL store: a database behind a connection. */
#ifndef POSTGRESQL_POSTGRESQL_H
#define POSTGRESQL_POSTGRESQL_H

struct store_methods;

extern const struct store_methods postgresql_methods;

#endif
