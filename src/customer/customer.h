/* The domain: a customer's fields as tables, its codes, and their settings. */
#ifndef CUSTOMER_CUSTOMER_H
#define CUSTOMER_CUSTOMER_H

#include <stddef.h>

#include "schema/schema.h"

struct arena;
struct config;
struct config_codes;
struct language;

/* Indexes of the groups of fields on a page. */
enum {
	GROUP_PERSON,
	GROUP_CONTACT,
	GROUP_ADDRESSES,
	GROUP_EVENTS,
	GROUP_INTERESTS,
	GROUP_CONSENTS,
	GROUP_STAFF,
	GROUP__MAX
};

extern const struct group customer_groups[GROUP__MAX];

/* Indexes of the fields of customer_schema. */
enum {
	CUSTOMER_PRIVACY_POLICY_ACCEPTANCE_STORAGE,
	CUSTOMER_TV_PRIVACY_POLICY_ACCEPTANCE_STORAGE,
	CUSTOMER_TITLE,
	CUSTOMER_FIRST_NAME,
	CUSTOMER_LAST_NAME,
	CUSTOMER_FIRST_NAME_NOT_LATIN,
	CUSTOMER_LAST_NAME_NOT_LATIN,
	CUSTOMER_MIDDLE_NAME,
	CUSTOMER_NAME_SUFFIX,
	CUSTOMER_CAN_BE_CONTACTED_BY_MAISON,
	CUSTOMER_CLIENT_TYPE,
	CUSTOMER_COMPANY_NAME,
	CUSTOMER_LANGUAGE_ID,
	CUSTOMER_GENDER,
	CUSTOMER_COUNTRY_ID,
	CUSTOMER_BIRTH_DATE,
	CUSTOMER_CUSTOMER_REFERENCE,
	CUSTOMER_POS_CODE,
	CUSTOMER_BRAND,
	CUSTOMER_WEDDING_DATE,
	CUSTOMER_PREFERRED_CONTACT_METHOD,
	CUSTOMER_CONTACT_BY_EMAIL_FLAG,
	CUSTOMER_CONTACT_BY_MAIL_FLAG,
	CUSTOMER_CONTACT_BY_PHONE_FLAG,
	CUSTOMER_CONTACT_BY_SMS_FLAG,
	CUSTOMER_CONTACT_BY_SOCIAL_MEDIA_FLAG,
	CUSTOMER_SALE_REPRESENTATIVE_EMAIL,
	CUSTOMER_ALLOW_STORE_DATA_ABROAD,
	CUSTOMER_TV_ALLOW_STORE_DATA_ABROAD,
	CUSTOMER_EMAILS,
	CUSTOMER_PHONES,
	CUSTOMER_ADDRESSES,
	CUSTOMER_EVENTS,
	CUSTOMER_INTERESTS,
	CUSTOMER_HOBBIES,
	CUSTOMER_PRODUCT_COLLECTIONS,
	CUSTOMER_DATA_SHARING_CONSENT,
	CUSTOMER_NOTES,
	CUSTOMER_REFERENCE_SALE_REPRESENTATIVE_EMAIL,
	CUSTOMER_REGISTRATION_DATE,
	CUSTOMER__MAX
};

/* Indexes of the further fields of messages about a customer that is there. */
enum {
	CUSTOMER_BOOSTER_CUSTOMER_ID = CUSTOMER__MAX,
	CUSTOMER_COUNTRY_DS,
	CUSTOMER_CREATION_DATE,
	CUSTOMER_MODIFICATION_DATE,
	CUSTOMER_RESET,
	CUSTOMER_FIELDS
};

/* The XML namespace of the messages. */
extern const char service_model[];

/* The messages that share the fields of a customer, as bits. */
enum { IN_UPDATE = 1, IN_PATCH = 2, IN_WHOLE = 4 };

/* Indexes of the fields of the items of a customer's lists. */
enum { EMAIL_EMAIL, EMAIL_IS_MAIN_EMAIL, EMAIL__MAX };

enum {
	PHONE_PHONE,
	PHONE_COUNTRY_PREFIX,
	PHONE_PHONE_TYPE,
	PHONE_IS_MAIN_PHONE,
	PHONE__MAX
};

enum {
	ADDRESS_ADDRESS_TYPE,
	ADDRESS_COUNTRY_ID,
	ADDRESS_HOUSE_NUMBER,
	ADDRESS_STATE_ID,
	ADDRESS_CITY,
	ADDRESS_ZIP_CODE,
	ADDRESS_STREET,
	ADDRESS_STREET2,
	ADDRESS_STREET3,
	ADDRESS_STREET4,
	ADDRESS_STREET5,
	ADDRESS_IS_MAIN_ADDRESS,
	ADDRESS_PO_BOX,
	ADDRESS_ADDITIONAL_INFORMATION,
	ADDRESS__MAX
};

enum {
	EVENT_EVENT_TYPE,
	EVENT_EVENT_DATE,
	EVENT_EVENT_NOTES,
	EVENT_EVENT_OTHER_NAME,
	EVENT__MAX
};

enum {
	INTEREST_INTEREST,
	INTEREST_SAP_INTEREST_ID,
	INTEREST_TRANSLATION,
	INTEREST__MAX
};

enum { HOBBY_HOBBY, HOBBY_SAP_HOBBY_ID, HOBBY_TRANSLATION, HOBBY__MAX };

enum {
	PRODUCT_COLLECTION_PRODUCT_COLLECTION,
	PRODUCT_COLLECTION_SAP_PRODUCT_COLLECTION_ID,
	PRODUCT_COLLECTION_TRANSLATION,
	PRODUCT_COLLECTION__MAX
};

/* Indexes of the fields of response_schema. */
enum { RESPONSE_BOOSTER_CUSTOMER_ID, RESPONSE__MAX };

/* Indexes of the fields of customers_schema and of responses_schema. */
enum { CUSTOMERS_ITEMS, CUSTOMERS__MAX };
enum { RESPONSES_ITEMS, RESPONSES__MAX };

/*
 * The request, CreateCustomer: the customer, with its lists. The same indexes
 * are those of the messages about a customer that is there: the requests
 * UpdateCustomer and PatchCustomer, and the whole customer in the answer
 * GetCustomerV2Response.
 */
extern const struct schema customer_schema;
extern const struct schema update_schema;
extern const struct schema patch_schema;
extern const struct schema whole_schema;

extern const struct schema email_schema;
extern const struct schema phone_schema;
extern const struct schema address_schema;
extern const struct schema event_schema;
extern const struct schema interest_schema;
extern const struct schema hobby_schema;
extern const struct schema product_collection_schema;

/* An item of these lists that is looked for, by the members that it has. */
extern const struct schema interest_wanted;
extern const struct schema hobby_wanted;
extern const struct schema product_collection_wanted;

/* A batch of requests. */
extern const struct schema customers_schema;

/* The answer, CreateCustomerResponse, and the answer to a batch. */
extern const struct schema response_schema;
extern const struct schema responses_schema;

/*
 * Lists of codes (see schema/codes.h) too long for the table of fields, without
 * names: each language has its names (customer_codes()).
 */
extern const char customer_countries[]; /* ISO 3166-1 alpha-2 */
extern const char customer_languages[]; /* ISO 639-2 */

/*
 * The code that telephone numbers of a country begin with, from abroad (ITU-T
 * E.164), without a plus: "39" of it, and its length; not ended by a NUL. Of
 * what is no country the length is 0.
 */
const char *customer_dial(const char *country, size_t *length);

/*
 * The code that a number as dialled from abroad, "39333…", begins with: the
 * number itself, and the length of its code, or 0.
 */
const char *customer_dialled(const char *number, size_t *length);

/*
 * A list of codes in a language: the countries and the languages with their
 * names, in the order of the names; other lists unchanged, for codes_say() to
 * translate code by code. Language NULL is English.
 */
const char *customer_codes(const struct language *language, const char *codes);

/*
 * Replaces the fields' own lists of codes by the configuration's: adds those to
 * rules->settings. "*" opens a field to any text. Returns NULL, or a message in
 * the arena that begins with the file and line: the field does not exist, has
 * no codes to set, or is set twice; the list is malformed, repeats a code, or
 * has a code that the field could not hold.
 */
const char *customer_configure(struct arena *arena,
	const struct config_codes *codes, struct rules *rules);

/*
 * Adds the countries of the configuration ("xk Kosovo, …") to ISO's, for all
 * fields with a country: adds to rules->settings. Countries NULL adds none.
 * Returns NULL, or a message in the arena that begins with the file and line:
 * an item is no code of two letters with a name, is ISO's already, or is there
 * twice.
 */
const char *customer_extend(struct arena *arena,
	const struct config_codes *countries, struct rules *rules);

/*
 * Reads a configuration file, NULL for the defaults, and makes its rules for
 * customers read now, in English. Returns NULL, or a message in the arena that
 * begins with the file and line; config and rules are then as without a file.
 */
const char *customer_setup(struct arena *arena, const char *file,
	struct config *config, struct rules *rules);

/*
 * The fields whose codes the configuration can set, with their default codes:
 * "gender: M, F", a line for each, in the arena. "*" is any text.
 */
const char *customer_settable(struct arena *arena);

#endif
