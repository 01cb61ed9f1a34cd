/* The domain: what a customer consists of, as tables of fields. */
#ifndef CUSTOMER_CUSTOMER_H
#define CUSTOMER_CUSTOMER_H

#include "schema/schema.h"

struct arena;
struct config;
struct config_codes;
struct language;

/* Indexes of the groups that a page has the fields in. */
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

/* Indexes of the fields of the items of its lists. */
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

/* The request, CreateCustomer: the customer and all that hangs on it. */
extern const struct schema customer_schema;

extern const struct schema email_schema;
extern const struct schema phone_schema;
extern const struct schema address_schema;
extern const struct schema event_schema;
extern const struct schema interest_schema;
extern const struct schema hobby_schema;
extern const struct schema product_collection_schema;

/* A batch of requests. */
extern const struct schema customers_schema;

/* The answer, CreateCustomerResponse, and that to a batch. */
extern const struct schema response_schema;
extern const struct schema responses_schema;

/*
 * Lists of codes (see schema/codes.h) too long for the table of fields, without
 * names: those are each language's (customer_codes()).
 */
extern const char customer_countries[]; /* ISO 3166-1 alpha-2 */
extern const char customer_languages[]; /* ISO 639-2 */

/*
 * A list of codes as a language has it: that of the countries or of the
 * languages in the order of their names in it, others as they are, to be said
 * one by one. NULL is English.
 */
const char *customer_codes(const struct language *language, const char *codes);

/*
 * Puts the lists of codes that the configuration gives in the place of the
 * fields' own: adds them to rules->settings. "*" opens the field to any text.
 * Returns NULL, or what is wrong, beginning with the line's place, in the
 * arena: a field that does not exist or whose codes are not to be set, or is
 * set twice; a list that is malformed, repeats a code, or has one that the
 * field could not hold.
 */
const char *customer_configure(struct arena *arena,
	const struct config_codes *codes, struct rules *rules);

/*
 * Adds the countries that the configuration names ("xk Kosovo, …") to ISO's,
 * for all fields that are one: adds to rules->settings. NULL adds none. Returns
 * NULL, or what is wrong, beginning with the line's place, in the arena: what
 * is no code of two letters and a name, is ISO's already, or there twice.
 */
const char *customer_extend(struct arena *arena,
	const struct config_codes *countries, struct rules *rules);

/*
 * Reads a configuration, NULL for the defaults, and makes the rules of it that
 * customers are read by now, in English. Returns NULL, or what is wrong,
 * beginning with file and line, in the arena; all is then as without a file.
 */
const char *customer_setup(struct arena *arena, const char *file,
	struct config *config, struct rules *rules);

/*
 * The fields whose codes the configuration can set, and what they are without
 * it: "gender: M, F", a line for each, in the arena. "*" is any text.
 */
const char *customer_settable(struct arena *arena);

#endif
