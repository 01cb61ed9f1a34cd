/* The error response: a record of faults that every format can write. */
#ifndef SCHEMA_ERROR_H
#define SCHEMA_ERROR_H

struct faults;
struct record;
struct rules;
struct schema;

/*
 * The faults as a record of error_schema, which every format can write. There
 * must be at least one fault. Faults of a whole request stand at the top only.
 * With rules NULL the messages are in English.
 */
struct record *
faults_record(const struct faults *faults, const struct rules *rules);

/* Indexes of the members of the messages below. */
enum { ERROR_STATUS };
enum { STATUS_CODE, STATUS_MESSAGE, STATUS_ERRORS };
enum { FIELD_CODE, FIELD_NAME, FIELD_MESSAGE };

/* ErrorResponse { responseStatus { errorCode message errors[] } } */
extern const struct schema error_schema;

#endif
