/* The messages about one customer that is there, and batches of them. */
#ifndef CUSTOMER_MESSAGES_H
#define CUSTOMER_MESSAGES_H

#include "schema/schema.h"

/* Indexes of the fields of get_schema, get_whole_schema and delete_schema. */
enum { GET_CUSTOMER_ID, GET__MAX };

/*
 * The requests GetCustomer, GetCustomerV2 (whose number is a text) and
 * DeleteCustomer; UpdateCustomer and PatchCustomer are in customer.h.
 */
extern const struct schema get_schema;
extern const struct schema get_whole_schema;
extern const struct schema delete_schema;

/* Indexes of the fields of short_schema, and of its lists' items. */
enum {
	SHORT_ID,
	SHORT_CUSTOMER_REFERENCE,
	SHORT_GENDER,
	SHORT_PERSONAL_TITLE,
	SHORT_FIRST_NAME,
	SHORT_LAST_NAME,
	SHORT_FIRST_NAME_NOT_LATIN,
	SHORT_LAST_NAME_NOT_LATIN,
	SHORT_MIDDLE_NAME,
	SHORT_CAN_BE_CONTACTED,
	SHORT_LANGUAGE,
	SHORT_COUNTRY_ID,
	SHORT_BRAND,
	SHORT_EMAILS,
	SHORT_PHONES,
	SHORT_EVENTS,
	SHORT_REGISTRATION_DATE,
	SHORT__MAX
};

enum { SHORT_EMAIL_EMAIL, SHORT_EMAIL_IS_MAIN, SHORT_EMAIL__MAX };

enum {
	SHORT_PHONE_DESCRIPTION,
	SHORT_PHONE_PHONE,
	SHORT_PHONE_IS_MAIN,
	SHORT_PHONE_PREFIX_COUNTRY_ID,
	SHORT_PHONE_TELEPHONE_PREFIX,
	SHORT_PHONE__MAX
};

enum {
	SHORT_EVENT_EVENT_ID,
	SHORT_EVENT_EVENT_DESCRIPTION,
	SHORT_EVENT_EVENT_TYPE_OTHER,
	SHORT_EVENT_COMMENT,
	SHORT_EVENT_EVENT_DAY,
	SHORT_EVENT_EVENT_MONTH,
	SHORT_EVENT_EVENT_YEAR,
	SHORT_EVENT__MAX
};

/* The answer GetCustomerResponse: the short shape of a customer. */
extern const struct schema short_schema;

/* Batches: each is a list in its only field, of index 0. */
extern const struct schema gets_schema;
extern const struct schema gets_whole_schema;
extern const struct schema updates_schema;
extern const struct schema patches_schema;
extern const struct schema deletes_schema;
extern const struct schema shorts_schema;
extern const struct schema wholes_schema;

#endif
