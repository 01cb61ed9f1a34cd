/* The tables of fields: a customer, its lists, its batches and its answers. */
#include "customer/customer.h"

#include "customer/array.h"

const char service_model[] =
	"http://schemas.datacontract.org/2004/07/"
	"Richemont.Booster2.PublicApi.CRM.ServiceModel";

static const char client_types[] = "PRIVATE\tPrivate person\tPersonal\n"
				   "COMPANY\tCompany\n";

static const char titles[] = "Mr & Mrs\tMr & Mrs\n"
			     "Mr.\tMr.\n"
			     "Mrs.\tMrs.\n"
			     "Sama\tSama\n"
			     "Captain\tCaptain\n";

static const char genders[] = "M\tMale\n"
			      "F\tFemale\n";

static const char contact_methods[] = "Fax\tFax\n"
				      "Tel\tTelephone\n"
				      "EMail\tE-mail\n"
				      "Mail\tPost\n"
				      "Survey\tSurvey\n";

static const char phone_types[] = "Home\tHome\n"
				  "Mobile\tMobile\n"
				  "Work\tWork\n"
				  "Other\tOther\n"
				  "Secondary Address\tSecondary address\n";

static const char address_types[] = "Home\tHome\n"
				    "Office\tOffice\n"
				    "Shipping\tShipping\n";

static const char event_types[] = "Birthday\tBirthday\n"
				  "Wedding\tWedding\n"
				  "Anniversary\tAnniversary\n"
				  "Barmitza\tBar mitzvah\n"
				  "Other\tOther\n";

const struct group customer_groups[GROUP__MAX] = {
	[GROUP_PERSON] = { .name = "person", .title = "Person or company" },
	[GROUP_CONTACT] = { .name = "contact", .title = "Contact" },
	[GROUP_ADDRESSES] = {
		.name = "addresses",
		.title = "Addresses",
		.rare = true,
	},
	[GROUP_EVENTS] = {
		.name = "events",
		.title = "Dates to remember",
		.rare = true,
	},
	[GROUP_INTERESTS] = {
		.name = "interests",
		.title = "Interests",
		.rare = true,
	},
	[GROUP_CONSENTS] = {
		.name = "consents",
		.title = "Consents",
		.text = "Each is asked for by itself, and none depends on "
			"another.",
	},
	[GROUP_STAFF] = {
		.name = "staff",
		.title = "For staff",
		.text = "This is filled in by those who look after the "
			"customer.",
	},
};

static const struct field reset_fields[] = {
	{
		.name = "name",
		.title = "Member",
		.text = "The name of a member.",
		.example = "companyName",
		.type = TYPE_STRING,
		.max = 100,
		.need = REQUIRED,
	},
};

static const struct schema reset_schema = {
	.name = "string",
	.plain = true,
	.fields = reset_fields,
	.count = 1,
};

static const struct field customer_fields[] = {
	[CUSTOMER_PRIVACY_POLICY_ACCEPTANCE_STORAGE] = {
		.name = "privacyPolicyAcceptanceStorage",
		.title = "Privacy policy accepted",
		.text = "Whether the customer accepts the privacy policy and "
			"the storing of personal data. It must be answered; "
			"false is an answer.",
		.help = "I agree that my data are stored as the privacy policy says.",
		.example = "true",
		.type = TYPE_BOOL, .need = REQUIRED, .consent = true, .own = true,
		.lacking = IN_UPDATE,
		.group = GROUP_CONSENTS, .width = WIDTH_FULL,
	},
	[CUSTOMER_TV_PRIVACY_POLICY_ACCEPTANCE_STORAGE] = {
		.name = "tvPrivacyPolicyAcceptanceStorage",
		.title = "Privacy policy accepted (TV)",
		.text = "The acceptance of the privacy policy that is asked "
			"for under the heading TV, kept apart from the other. "
			"It may be left open.",
		.help = "TV: I agree that my data are stored as the privacy policy says.",
		.example = "false",
		.type = TYPE_BOOL, .nullable = true, .consent = true, .own = true,
		.lacking = IN_UPDATE,
		.group = GROUP_CONSENTS, .rank = 3,
		.inside = true,
		.rare = true,
	},
	[CUSTOMER_TITLE] = {
		.name = "title",
		.title = "Title",
		.text = "How the customer is addressed, in front of the name.",
		.example = "Mrs.",
		.type = TYPE_CODE, .codes = titles, .max = 100,
		.open = true, .settable = true,
		.need = REQUIRED_WHEN,
		.when = { CUSTOMER_CLIENT_TYPE, "PRIVATE" },
		.group = GROUP_PERSON, .rank = 2, .width = WIDTH_THIRD,
		.autofill = "honorific-prefix",
	},
	[CUSTOMER_FIRST_NAME] = {
		.name = "firstName",
		.title = "First name",
		.text = "The given name, in any script.",
		.example = "Ana",
		.type = TYPE_STRING, .max = 100,
		.group = GROUP_PERSON, .rank = 2, .width = WIDTH_THIRD,
		.autofill = "given-name",
	},
	[CUSTOMER_LAST_NAME] = {
		.name = "lastName",
		.title = "Last name",
		.text = "The family name, in any script.",
		.example = "Rossi",
		.type = TYPE_STRING, .max = 100,
		.need = REQUIRED_WHEN,
		.when = { CUSTOMER_CLIENT_TYPE, "PRIVATE" },
		.group = GROUP_PERSON, .rank = 2, .width = WIDTH_THIRD,
		.autofill = "family-name",
	},
	[CUSTOMER_FIRST_NAME_NOT_LATIN] = {
		.name = "firstNameNotLatin",
		.title = "First name in another script",
		.text = "The given name as the customer writes it, where that "
			"is not in Latin letters.",
		.help = "As it is written in its own script.",
		.example = "アナ",
		.type = TYPE_STRING, .max = 100,
		.group = GROUP_PERSON, .rank = 4,
		.rare = true,
	},
	[CUSTOMER_LAST_NAME_NOT_LATIN] = {
		.name = "lastNameNotLatin",
		.title = "Last name in another script",
		.text = "The family name as the customer writes it, where that "
			"is not in Latin letters.",
		.help = "As it is written in its own script.",
		.example = "ロッシ",
		.type = TYPE_STRING, .max = 100,
		.group = GROUP_PERSON, .rank = 4,
		.rare = true,
	},
	[CUSTOMER_MIDDLE_NAME] = {
		.name = "middleName",
		.title = "Middle name",
		.text = "Names between the first and the last, or their "
			"initials.",
		.example = "Lucía",
		.type = TYPE_STRING, .max = 100,
		.group = GROUP_PERSON, .rank = 3, .autofill = "additional-name",
		.rare = true,
	},
	[CUSTOMER_NAME_SUFFIX] = {
		.name = "nameSuffix",
		.title = "Name suffix",
		.text = "What follows the name, such as Junior or a degree.",
		.help = "What follows the name, such as Junior or a degree.",
		.example = "PhD",
		.type = TYPE_STRING, .max = 100,
		.group = GROUP_PERSON, .rank = 3, .autofill = "honorific-suffix",
		.rare = true,
	},
	[CUSTOMER_CAN_BE_CONTACTED_BY_MAISON] = {
		.name = "canBeContactedByMaison",
		.title = "May be contacted",
		.text = "Whether the maison may contact the customer at all. "
			"It must be answered; false is an answer.",
		.help = "I agree to be contacted by the house.",
		.example = "true",
		.type = TYPE_BOOL, .need = REQUIRED, .consent = true,
		.group = GROUP_CONSENTS, .width = WIDTH_FULL,
	},
	[CUSTOMER_CLIENT_TYPE] = {
		.name = "clientType",
		.title = "Kind of customer",
		.text = "Whether the customer is a private person or a "
			"company. On it depends what else is required. "
			"Personal is understood as PRIVATE.",
		.example = "PRIVATE",
		.as_text = IN_WHOLE, .text_example = "Private",
		.type = TYPE_CODE, .codes = client_types, .need = REQUIRED,
		.group = GROUP_PERSON, .width = WIDTH_FULL,
	},
	[CUSTOMER_COMPANY_NAME] = {
		.name = "companyName",
		.title = "Company",
		.text = "Name of the company the customer acts for.",
		.example = "Example & Sons, Ltd.",
		.type = TYPE_STRING, .max = 250,
		.need = REQUIRED_WHEN,
		.when = { CUSTOMER_CLIENT_TYPE, "COMPANY" },
		.group = GROUP_PERSON, .rank = 1, .width = WIDTH_FULL,
		.shown = { CUSTOMER_CLIENT_TYPE, "COMPANY" },
		.autofill = "organization",
	},
	[CUSTOMER_LANGUAGE_ID] = {
		.name = "languageId",
		.title = "Language",
		.text = "The language to address the customer in. Three "
			"letters of ISO 639-2; a terminological code such as "
			"deu is kept as the bibliographic one, ger.",
		.help = "For letters and calls.",
		.example = "ita",
		.type = TYPE_CODE, .codes = customer_languages,
		.need = REQUIRED_WHEN,
		.when = { CUSTOMER_CLIENT_TYPE, "PRIVATE" },
		.group = GROUP_CONTACT,
	},
	[CUSTOMER_GENDER] = {
		.name = "gender",
		.title = "Gender",
		.text = "The customer's gender, on which the way of address may "
			"depend.",
		.example = "F",
		.type = TYPE_CODE, .codes = genders, .max = 100,
		.settable = true,
		.need = REQUIRED_WHEN,
		.when = { CUSTOMER_CLIENT_TYPE, "PRIVATE" },
		.group = GROUP_PERSON, .rank = 5, .width = WIDTH_THIRD,
		.shown = { CUSTOMER_CLIENT_TYPE, "PRIVATE" },
		.autofill = "sex",
	},
	[CUSTOMER_COUNTRY_ID] = {
		.name = "countryId",
		.title = "Country",
		.text = "The country where the customer is at home. Two "
			"letters of ISO 3166-1, kept in lower case.",
		.example = "it",
		.type = TYPE_CODE, .codes = customer_countries,
		.need = REQUIRED,
		.group = GROUP_CONTACT, .autofill = "country",
	},
	[CUSTOMER_BIRTH_DATE] = {
		.name = "birthDate",
		.title = "Date of birth",
		.text = "The day the customer was born, year first; not before "
			"1900 and not in the future.",
		.example = "1990-01-02",
		.type = TYPE_DAY, .as_text = IN_WHOLE,
		.from = "1900-01-01", .past = true,
		.nullable = true,
		.group = GROUP_PERSON, .rank = 5, .width = WIDTH_THIRD,
		.shown = { CUSTOMER_CLIENT_TYPE, "PRIVATE" },
		.autofill = "bday",
		.rare = true,
	},
	[CUSTOMER_CUSTOMER_REFERENCE] = {
		.name = "customerReference",
		.title = "Customer reference",
		.text = "What the sender calls this customer, to find it again "
			"in a system of its own. It need not be unique.",
		.help = "What the sender calls this customer, to find it again in a system of its own.",
		.example = "REF-001",
		.type = TYPE_STRING, .max = 100,
		.group = GROUP_STAFF, .width = WIDTH_THIRD,
		.inside = true,
	},
	[CUSTOMER_POS_CODE] = {
		.name = "posCode",
		.title = "Point of sale",
		.text = "Code of the point of sale that the customer comes "
			"from. White space in it is refused.",
		.example = "ES100:102048",
		.type = TYPE_TOKEN, .max = 32, .need = REQUIRED,
		.bounding = BOUNDING_POS,
		.group = GROUP_STAFF, .width = WIDTH_THIRD,
	},
	[CUSTOMER_BRAND] = {
		.name = "brand",
		.title = "Brand",
		.text = "The brand that the customer is created for: three "
			"letters, kept in upper case.",
		.help = "Three letters.",
		.example = "CAR",
		.type = TYPE_LETTERS, .max = 3, .settable = true,
		.need = REQUIRED,
		.bounding = BOUNDING_BRAND,
		.group = GROUP_STAFF, .width = WIDTH_THIRD,
	},
	[CUSTOMER_WEDDING_DATE] = {
		.name = "weddingDate",
		.title = "Date of wedding",
		.text = "The day the customer married, year first; not in the "
			"future.",
		.example = "2020-01-18",
		.type = TYPE_DAY, .as_text = IN_WHOLE, .past = true, .nullable = true,
		.group = GROUP_PERSON, .rank = 5, .width = WIDTH_THIRD,
		.shown = { CUSTOMER_CLIENT_TYPE, "PRIVATE" },
		.rare = true,
	},
	[CUSTOMER_PREFERRED_CONTACT_METHOD] = {
		.name = "preferredContactMethod",
		.title = "Preferred way of contact",
		.text = "How the customer would rather be contacted. It is a "
			"preference, the consents are asked for one by one.",
		.example = "EMail",
		.type = TYPE_CODE, .codes = contact_methods, .max = 100,
		.settable = true,
		.group = GROUP_CONSENTS, .rank = 4,
	},
	[CUSTOMER_CONTACT_BY_EMAIL_FLAG] = {
		.name = "contactByEmailFlag",
		.title = "Contact by e-mail",
		.text = "Consent to be sent e-mail. Left empty, it is stored "
			"as false.",
		.help = "I agree to receive e-mail.",
		.example = "true",
		.type = TYPE_BOOL, .empty_false = true, .consent = true,
		.group = GROUP_CONSENTS, .rank = 1,
	},
	[CUSTOMER_CONTACT_BY_MAIL_FLAG] = {
		.name = "contactByMailFlag",
		.title = "Contact by post",
		.text = "Consent to be sent letters and printed matter. Left "
			"empty, it is stored as false.",
		.help = "I agree to receive letters and printed matter.",
		.example = "false",
		.type = TYPE_BOOL, .empty_false = true, .consent = true,
		.group = GROUP_CONSENTS, .rank = 1,
	},
	[CUSTOMER_CONTACT_BY_PHONE_FLAG] = {
		.name = "contactByPhoneFlag",
		.title = "Contact by telephone",
		.text = "Consent to be called by telephone. Left empty, it is "
			"stored as false.",
		.help = "I agree to be called by telephone.",
		.example = "true",
		.type = TYPE_BOOL, .empty_false = true, .consent = true,
		.group = GROUP_CONSENTS, .rank = 1,
	},
	[CUSTOMER_CONTACT_BY_SMS_FLAG] = {
		.name = "contactBySMSFlag",
		.title = "Contact by SMS",
		.text = "Consent to be sent text messages. Left empty, it is "
			"stored as false.",
		.help = "I agree to receive text messages.",
		.example = "false",
		.type = TYPE_BOOL, .empty_false = true, .consent = true,
		.group = GROUP_CONSENTS, .rank = 1,
	},
	[CUSTOMER_CONTACT_BY_SOCIAL_MEDIA_FLAG] = {
		.name = "contactBySocialMediaFlag",
		.title = "Contact by social media",
		.text = "Consent to be approached through social media. Left "
			"empty, it is stored as false.",
		.help = "I agree to be contacted through social media.",
		.example = "false",
		.type = TYPE_BOOL, .empty_false = true, .consent = true,
		.group = GROUP_CONSENTS, .rank = 1,
	},
	[CUSTOMER_SALE_REPRESENTATIVE_EMAIL] = {
		.name = "saleRepresentativeEmail",
		.title = "Sales representative",
		.text = "E-mail address of the sales representative who looks "
			"after the customer.",
		.help = "E-mail address of the sales representative who looks after the customer.",
		.example = "rep@example.com",
		.type = TYPE_EMAIL,
		.group = GROUP_STAFF, .rank = 1,
		.inside = true,
	},
	[CUSTOMER_ALLOW_STORE_DATA_ABROAD] = {
		.name = "allowStoreDataAbroad",
		.title = "Data may be stored abroad",
		.text = "Consent to store the data outside the customer's "
			"country. It may be left open.",
		.help = "I agree that my data are stored outside of my country.",
		.example = "false",
		.type = TYPE_BOOL, .nullable = true, .consent = true,
		.group = GROUP_CONSENTS, .rank = 2, .width = WIDTH_FULL,
	},
	[CUSTOMER_TV_ALLOW_STORE_DATA_ABROAD] = {
		.name = "tvAllowStoreDataAbroad",
		.title = "Data may be stored abroad (TV)",
		.text = "The consent to store data abroad that is asked for "
			"under the heading TV, kept apart from the other. It "
			"may be left open.",
		.help = "TV: I agree that my data are stored outside of my country.",
		.example = "true",
		.type = TYPE_BOOL, .nullable = true, .consent = true,
		.group = GROUP_CONSENTS, .rank = 3,
		.inside = true,
		.rare = true,
	},
	[CUSTOMER_EMAILS] = {
		.name = "emails",
		.title = "E-mail addresses",
		.text = "Where the customer gets e-mail. At most one address "
			"is the main one.",
		.type = TYPE_LIST, .item = &email_schema,
		.group = GROUP_CONTACT,
		.begin = 1,
	},
	[CUSTOMER_PHONES] = {
		.name = "phones",
		.title = "Telephone numbers",
		.text = "Where the customer can be called. At most one number "
			"is the main one.",
		.type = TYPE_LIST, .item = &phone_schema,
		.group = GROUP_CONTACT,
		.begin = 1,
	},
	[CUSTOMER_ADDRESSES] = {
		.name = "addresses",
		.title = "Postal addresses",
		.text = "Where the customer lives, works or gets parcels. At "
			"most one address is the main one.",
		.type = TYPE_LIST, .item = &address_schema,
		.group = GROUP_ADDRESSES,
		.begin = 1,
	},
	[CUSTOMER_EVENTS] = {
		.name = "events",
		.title = "Dates to remember",
		.text = "Days in the customer's life that are worth a word.",
		.type = TYPE_LIST, .item = &event_schema,
		.group = GROUP_EVENTS,
		.begin = 1,
	},
	[CUSTOMER_INTERESTS] = {
		.name = "interests",
		.title = "Interests",
		.text = "What the customer would like to hear about.",
		.type = TYPE_LIST, .item = &interest_schema,
		.group = GROUP_INTERESTS,
		.inside = true,
	},
	[CUSTOMER_HOBBIES] = {
		.name = "hobbies",
		.title = "Hobbies",
		.text = "What the customer likes to do at leisure.",
		.type = TYPE_LIST, .item = &hobby_schema,
		.group = GROUP_INTERESTS,
		.inside = true,
	},
	[CUSTOMER_PRODUCT_COLLECTIONS] = {
		.name = "productCollections",
		.title = "Product collections",
		.text = "The collections of products that the customer is "
			"fond of.",
		.type = TYPE_LIST, .item = &product_collection_schema,
		.group = GROUP_INTERESTS,
		.inside = true,
	},
	[CUSTOMER_DATA_SHARING_CONSENT] = {
		.name = "dataSharingConsent",
		.title = "Data may be shared",
		.text = "Consent to pass the data on to others. Left empty, it "
			"is stored as false.",
		.help = "I agree that my data are passed on to others.",
		.example = "true",
		.type = TYPE_BOOL, .empty_false = true, .nullable = true,
		.consent = true,
		.group = GROUP_CONSENTS, .rank = 1,
	},
	[CUSTOMER_NOTES] = {
		.name = "notes",
		.title = "Notes",
		.text = "Anything else worth knowing, in free text; line "
			"breaks are kept.",
		.example = "Prefers to be called in the afternoon.",
		.type = TYPE_STRING, .max = 4000,
		.group = GROUP_STAFF, .rank = 2, .width = WIDTH_FULL,
		.inside = true,
	},
	[CUSTOMER_REFERENCE_SALE_REPRESENTATIVE_EMAIL] = {
		.name = "referenceSaleRepresentativeEmail",
		.title = "Reference sales representative",
		.text = "E-mail address of the sales representative who is "
			"named as the customer's reference.",
		.help = "E-mail address of the sales representative who is named as the customer's reference.",
		.example = "ref.rep@example.com",
		.type = TYPE_EMAIL,
		.group = GROUP_STAFF, .rank = 1,
		.inside = true,
	},
	[CUSTOMER_REGISTRATION_DATE] = {
		.name = "registrationDate",
		.title = "Registered",
		.text = "The moment the customer registered, such as "
			"2020-12-30T10:11:12Z; not in the future. It is kept "
			"in UTC, and without a time zone is taken to be in "
			"UTC.",
		.example = "2020-12-30T10:11:12Z",
		.type = TYPE_INSTANT, .past = true, .nullable = true,
		.group = GROUP_STAFF, .rank = 1,
		.inside = true,
		.width = WIDTH_TWO_THIRDS,
	},
	[CUSTOMER_BOOSTER_CUSTOMER_ID] = {
		.name = "boosterCustomerId",
		.title = "Customer number",
		.text = "The number of the customer.",
		.example = "42",
		.own = true, .type = TYPE_INT, .need = REQUIRED, .id = true,
	},
	[CUSTOMER_COUNTRY_DS] = {
		.name = "countryDs",
		.title = "Name of the country",
		.text = "The name of the customer's country, in the language "
			"that is asked for.",
		.example = "Italy",
		.type = TYPE_STRING,
		.lacking = IN_UPDATE | IN_PATCH,
	},
	[CUSTOMER_CREATION_DATE] = {
		.name = "creationDate",
		.title = "Created",
		.text = "When the customer was created.",
		.example = "2020-12-30T10:11:12Z",
		.type = TYPE_INSTANT,
		.lacking = IN_UPDATE | IN_PATCH,
	},
	[CUSTOMER_MODIFICATION_DATE] = {
		.name = "modificationDate",
		.title = "Last changed",
		.text = "When the customer was changed for the last time.",
		.example = "2020-12-31T09:10:11Z",
		.type = TYPE_INSTANT,
		.lacking = IN_UPDATE | IN_PATCH,
	},
	[CUSTOMER_RESET] = {
		.name = "reset",
		.title = "Members to clear",
		.text = "The names of members that are to have no value any "
			"more, in formats that can't say so otherwise.",
		.type = TYPE_LIST, .item = &reset_schema,
		.lacking = IN_UPDATE | IN_WHOLE,
	},
};

static const struct field email_fields[] = {
	[EMAIL_EMAIL] = {
		.name = "email",
		.title = "E-mail address",
		.text = "The address, such as name@example.com. Behind its "
			"one @ is a domain of two or more labels. Full-width "
			"letters and signs are kept as plain ones.",
		.example = "ana@example.com",
		.type = TYPE_EMAIL, .need = REQUIRED,
		.autofill = "email",
		.width = WIDTH_TWO_THIRDS,
	},
	[EMAIL_IS_MAIN_EMAIL] = {
		.name = "isMainEmail",
		.title = "Main e-mail address",
		.text = "Whether this is the address to write to first. At "
			"most one of the list is.",
		.example = "true",
		.type = TYPE_BOOL, .need = REQUIRED, .single = true,
	},
};

static const struct field phone_fields[] = {
	[PHONE_PHONE] = {
		.name = "phone",
		.title = "Telephone number",
		.text = "The number, 4 to 15 digits. Spaces, dots, hyphens and "
			"parentheses are taken out, as is the (0) of +39 (0) "
			"333; a leading + is kept. Full-width digits and those "
			"of other scripts are kept as plain ones.",
		.example = "3331234567",
		.type = TYPE_PHONE, .need = REQUIRED,
		.autofill = "tel",
		.width = WIDTH_TWO_THIRDS,
	},
	[PHONE_COUNTRY_PREFIX] = {
		.name = "countryPrefix",
		.title = "Country of the number",
		.text = "The country that the number belongs to. Two letters "
			"of ISO 3166-1 such as it, not a dialling code such "
			"as 39.",
		.example = "it",
		.type = TYPE_CODE, .codes = customer_countries,
		.need = REQUIRED,
		.width = WIDTH_THIRD,
	},
	[PHONE_PHONE_TYPE] = {
		.name = "phoneType",
		.title = "Home, work or mobile",
		.text = "Where the telephone stands, or that it travels along.",
		.example = "Mobile",
		.type = TYPE_CODE, .codes = phone_types, .max = 100,
		.settable = true,
		.width = WIDTH_THIRD,
	},
	[PHONE_IS_MAIN_PHONE] = {
		.name = "isMainPhone",
		.title = "Main telephone number",
		.text = "Whether this is the number to call first. At most one "
			"of the list is.",
		.example = "true",
		.type = TYPE_BOOL, .need = REQUIRED, .single = true,
	},
};

static const struct field address_fields[] = {
	[ADDRESS_ADDRESS_TYPE] = {
		.name = "addressType",
		.title = "Kind of address",
		.text = "What the customer uses the address for.",
		.example = "Home",
		.type = TYPE_CODE, .codes = address_types, .max = 100,
		.settable = true, .need = REQUIRED,
	},
	[ADDRESS_COUNTRY_ID] = {
		.name = "countryId",
		.title = "Country",
		.text = "The country of this address. Two letters of ISO "
			"3166-1, kept in lower case.",
		.example = "it",
		.type = TYPE_CODE, .codes = customer_countries,
		.need = REQUIRED,
		.autofill = "country",
	},
	[ADDRESS_HOUSE_NUMBER] = {
		.name = "houseNumber",
		.title = "House number",
		.text = "The number of the house, with its letter if it has "
			"one.",
		.example = "5/B",
		.type = TYPE_STRING, .max = 20,
		.rank = 2, .width = WIDTH_THIRD,
	},
	[ADDRESS_STATE_ID] = {
		.name = "stateId",
		.title = "State or province",
		.text = "Code or name of the state, province or region, where "
			"addresses of that country have one.",
		.example = "MI",
		.type = TYPE_STRING, .max = 100,
		.rank = 6, .autofill = "address-level1",
	},
	[ADDRESS_CITY] = {
		.name = "city",
		.title = "City",
		.text = "The city, town or village.",
		.example = "Milano",
		.type = TYPE_STRING, .max = 100,
		.rank = 5, .width = WIDTH_TWO_THIRDS,
		.autofill = "address-level2",
	},
	[ADDRESS_ZIP_CODE] = {
		.name = "zipCode",
		.title = "Postal code",
		.text = "The postal code, written as in its country.",
		.example = "20121",
		.type = TYPE_STRING, .max = 20,
		.rank = 4, .width = WIDTH_THIRD,
		.autofill = "postal-code",
	},
	[ADDRESS_STREET] = {
		.name = "street",
		.title = "Street",
		.text = "The street, with the house number unless that is "
			"given by itself.",
		.example = "Via Roma",
		.type = TYPE_STRING, .max = 250,
		.rank = 1, .width = WIDTH_TWO_THIRDS,
		.autofill = "address-line1",
	},
	[ADDRESS_STREET2] = {
		.name = "street2",
		.title = "Street, line 2",
		.text = "What the street's first line has no room for, such as "
			"a staircase.",
		.example = "Scala A",
		.type = TYPE_STRING, .max = 250,
		.rank = 3, .autofill = "address-line2",
		.rare = true,
	},
	[ADDRESS_STREET3] = {
		.name = "street3",
		.title = "Street, line 3",
		.text = "A third line, such as the floor.",
		.example = "Piano 2",
		.type = TYPE_STRING, .max = 250,
		.rank = 3, .autofill = "address-line3",
		.rare = true,
	},
	[ADDRESS_STREET4] = {
		.name = "street4",
		.title = "Street, line 4",
		.text = "A fourth line, such as the flat.",
		.example = "Interno 7",
		.type = TYPE_STRING, .max = 250,
		.rank = 3,
		.rare = true,
	},
	[ADDRESS_STREET5] = {
		.name = "street5",
		.title = "Street, line 5",
		.text = "The fifth and last line, such as whose letter box it "
			"is.",
		.example = "c/o Rossi",
		.type = TYPE_STRING, .max = 250,
		.rank = 3,
		.rare = true,
	},
	[ADDRESS_IS_MAIN_ADDRESS] = {
		.name = "isMainAddress",
		.title = "Main postal address",
		.text = "Whether this is the address that post goes to first. "
			"At most one of the list is.",
		.example = "true",
		.type = TYPE_BOOL, .need = REQUIRED, .single = true,
		.rank = 8, .width = WIDTH_FULL,
	},
	[ADDRESS_PO_BOX] = {
		.name = "poBox",
		.title = "PO box",
		.text = "Number of the post-office box, for post that is not "
			"brought to the house.",
		.example = "77",
		.type = TYPE_STRING, .max = 20,
		.rank = 6,
		.rare = true,
	},
	[ADDRESS_ADDITIONAL_INFORMATION] = {
		.name = "additionalInformation",
		.title = "Additional information",
		.text = "What helps to find the door or to deliver, in free "
			"text.",
		.example = "Ring twice, then wait.",
		.type = TYPE_STRING, .max = 250,
		.rank = 7, .width = WIDTH_FULL,
		.rare = true,
	},
};

static const struct field event_fields[] = {
	[EVENT_EVENT_TYPE] = {
		.name = "eventType",
		.title = "Kind of event",
		.text = "What there is to celebrate or to remember.",
		.example = "Other",
		.type = TYPE_CODE, .codes = event_types, .max = 100,
		.settable = true, .need = REQUIRED,
	},
	[EVENT_EVENT_DATE] = {
		.name = "eventDate",
		.title = "Date of the event",
		.text = "The day of the event, year first; it may be still to "
			"come.",
		.example = "2021-07-26",
		.type = TYPE_DAY, .need = REQUIRED,
	},
	[EVENT_EVENT_NOTES] = {
		.name = "eventNotes",
		.title = "Notes on the event",
		.text = "What to know about the event, in free text.",
		.example = "Tea: no cake",
		.type = TYPE_STRING, .max = 250,
		.rank = 1, .width = WIDTH_FULL,
	},
	[EVENT_EVENT_OTHER_NAME] = {
		.name = "eventOtherName",
		.title = "Other name of the event",
		.text = "What the event is called where its kind does not say "
			"enough, as with Other.",
		.example = "Name day",
		.type = TYPE_STRING, .max = 100,
	},
};

static const struct field interest_fields[] = {
	[INTEREST_INTEREST] = {
		.name = "interest",
		.title = "Interest",
		.text = "The subject that the customer is interested in.",
		.example = "Watches",
		.type = TYPE_STRING, .max = 100, .need = REQUIRED,
		.width = WIDTH_THIRD,
	},
	[INTEREST_SAP_INTEREST_ID] = {
		.name = "sapInterestId",
		.title = "SAP id of the interest",
		.text = "The key under which SAP knows the interest.",
		.example = "CA-1",
		.type = TYPE_STRING, .max = 100, .need = REQUIRED,
		.width = WIDTH_THIRD,
	},
	[INTEREST_TRANSLATION] = {
		.name = "translation",
		.title = "Translation of the interest",
		.text = "What the interest is called in the customer's "
			"language.",
		.example = "Orologi",
		.type = TYPE_STRING, .max = 100,
		.width = WIDTH_THIRD,
	},
};

static const struct field hobby_fields[] = {
	[HOBBY_HOBBY] = {
		.name = "hobby",
		.title = "Hobby",
		.text = "The pastime that the customer enjoys.",
		.example = "Art",
		.type = TYPE_STRING, .max = 100, .need = REQUIRED,
		.width = WIDTH_THIRD,
	},
	[HOBBY_SAP_HOBBY_ID] = {
		.name = "sapHobbyId",
		.title = "SAP id of the hobby",
		.text = "The key under which SAP knows the hobby.",
		.example = "ART",
		.type = TYPE_STRING, .max = 100, .need = REQUIRED,
		.width = WIDTH_THIRD,
	},
	[HOBBY_TRANSLATION] = {
		.name = "translation",
		.title = "Translation of the hobby",
		.text = "What the hobby is called in the customer's language.",
		.example = "Arte",
		.type = TYPE_STRING, .max = 100,
		.width = WIDTH_THIRD,
	},
};

static const struct field product_collection_fields[] = {
	[PRODUCT_COLLECTION_PRODUCT_COLLECTION] = {
		.name = "productCollection",
		.title = "Product collection",
		.text = "The collection that the customer is fond of.",
		.example = "Heritage",
		.type = TYPE_STRING, .max = 100, .need = REQUIRED,
		.width = WIDTH_THIRD,
	},
	[PRODUCT_COLLECTION_SAP_PRODUCT_COLLECTION_ID] = {
		.name = "sapProductCollectionId",
		.title = "SAP id of the collection",
		.text = "The key under which SAP knows the collection.",
		.example = "HER-1",
		.type = TYPE_STRING, .max = 100, .need = REQUIRED,
		.width = WIDTH_THIRD,
	},
	[PRODUCT_COLLECTION_TRANSLATION] = {
		.name = "translation",
		.title = "Translation of the collection",
		.text = "What the collection is called in the customer's "
			"language.",
		.example = "Tradizione",
		.type = TYPE_STRING, .max = 100, .need = REQUIRED,
		.width = WIDTH_THIRD,
	},
};

static const struct field response_fields[] = {
	[RESPONSE_BOOSTER_CUSTOMER_ID] = {
		.name = "boosterCustomerId",
		.title = "Customer number",
		.text = "The number that the customer was given, from 1 up and "
			"never given again.",
		.example = "42",
		.type = TYPE_INT, .need = REQUIRED,
	},
};

const struct schema customer_schema = {
	.name = "CreateCustomer",
	.table = "customer",
	.space = service_model,
	.derived = true,
	.fields = customer_fields,
	.count = CUSTOMER__MAX,
};

const struct schema update_schema = {
	.name = "UpdateCustomer",
	.space = service_model,
	.derived = true,
	.fields = customer_fields,
	.count = CUSTOMER_FIELDS,
	.message = IN_UPDATE,
	.passed = IN_WHOLE,
	.also = "GetCustomerV2Response",
	.first = CUSTOMER_BOOSTER_CUSTOMER_ID,
};

const struct schema patch_schema = {
	.name = "PatchCustomer",
	.space = service_model,
	.lax = true,
	.fields = customer_fields,
	.count = CUSTOMER_FIELDS,
	.message = IN_PATCH,
	.first = CUSTOMER_BOOSTER_CUSTOMER_ID,
};

const struct schema whole_schema = {
	.name = "GetCustomerV2Response",
	.title = "A customer",
	.space = service_model,
	.lax = true,
	.fields = customer_fields,
	.count = CUSTOMER_FIELDS,
	.message = IN_WHOLE,
	.first = CUSTOMER_BOOSTER_CUSTOMER_ID,
};

const struct schema email_schema = {
	.name = "Email",
	.title = "E-mail address",
	.table = "email",
	.fields = email_fields,
	.count = EMAIL__MAX,
};

const struct schema phone_schema = {
	.name = "Phone",
	.title = "Telephone number",
	.table = "phone",
	.fields = phone_fields,
	.count = PHONE__MAX,
};

const struct schema address_schema = {
	.name = "Address",
	.title = "Postal address",
	.table = "address",
	.fields = address_fields,
	.count = ADDRESS__MAX,
};

const struct schema event_schema = {
	.name = "Event",
	.title = "Date to remember",
	.table = "event",
	.fields = event_fields,
	.count = EVENT__MAX,
};

const struct schema interest_schema = {
	.name = "Interest",
	.title = "Interest",
	.table = "interest",
	.fields = interest_fields,
	.count = INTEREST__MAX,
};

const struct schema hobby_schema = {
	.name = "Hobby",
	.title = "Hobby",
	.table = "hobby",
	.fields = hobby_fields,
	.count = HOBBY__MAX,
};

const struct schema product_collection_schema = {
	.name = "ProductCollection",
	.title = "Product collection",
	.table = "product_collection",
	.fields = product_collection_fields,
	.count = PRODUCT_COLLECTION__MAX,
};

const struct schema interest_wanted = {
	.name = "Interest",
	.title = "Interest",
	.lax = true,
	.fields = interest_fields,
	.count = INTEREST__MAX,
};

const struct schema hobby_wanted = {
	.name = "Hobby",
	.title = "Hobby",
	.lax = true,
	.fields = hobby_fields,
	.count = HOBBY__MAX,
};

const struct schema product_collection_wanted = {
	.name = "ProductCollection",
	.title = "Product collection",
	.lax = true,
	.fields = product_collection_fields,
	.count = PRODUCT_COLLECTION__MAX,
};

const struct schema response_schema = {
	.name = "CreateCustomerResponse",
	.space = service_model,
	.fields = response_fields,
	.count = RESPONSE__MAX,
};

const struct schema customers_schema = {
	.name = "ArrayOfCreateCustomer",
	ARRAY_OF(customer_schema),
};

const struct schema responses_schema = {
	.name = "ArrayOfCreateCustomerResponse",
	.title = "The customers were created",
	ARRAY_OF(response_schema),
};
