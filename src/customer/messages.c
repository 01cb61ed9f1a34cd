/* The messages about one customer that is there, and batches of them. */
#include "customer/messages.h"

#include "customer/array.h"
#include "customer/customer.h"

static const struct field get_fields[GET__MAX] = {
	[GET_CUSTOMER_ID] = {
		.name = "boosterCustomerId",
		.title = "Customer number",
		.text = "The number of the customer.",
		.example = "42",
		.type = TYPE_INT, .need = REQUIRED, .id = true,
	},
};

static const struct field get_whole_fields[GET__MAX] = {
	[GET_CUSTOMER_ID] = {
		.name = "customerId",
		.title = "Customer number",
		.text = "The number of the customer.",
		.example = "42",
		.type = TYPE_STRING, .need = REQUIRED, .id = true,
		.max = 100,
	},
};

const struct schema get_schema = {
	.name = "GetCustomer",
	.space = service_model,
	.fields = get_fields,
	.count = GET__MAX,
};

const struct schema get_whole_schema = {
	.name = "GetCustomerV2",
	.space = service_model,
	.fields = get_whole_fields,
	.count = GET__MAX,
};

const struct schema delete_schema = {
	.name = "DeleteCustomer",
	.space = service_model,
	.fields = get_fields,
	.count = GET__MAX,
};

static const struct field short_email_fields[SHORT_EMAIL__MAX] = {
	[SHORT_EMAIL_EMAIL] = {
		.name = "email",
		.title = "E-mail address",
		.text = "The address.",
		.example = "ana@example.com",
		.type = TYPE_STRING,
	},
	[SHORT_EMAIL_IS_MAIN] = {
		.name = "isMain",
		.title = "Main e-mail address",
		.text = "Whether this is the address to write to first.",
		.example = "true",
		.type = TYPE_BOOL,
	},
};

static const struct schema short_email_schema = {
	.name = "CustomerEmail",
	.title = "E-mail address",
	.fields = short_email_fields,
	.count = SHORT_EMAIL__MAX,
};

static const struct field short_phone_fields[SHORT_PHONE__MAX] = {
	[SHORT_PHONE_DESCRIPTION] = {
		.name = "description",
		.title = "Home, work or mobile",
		.text = "Where the telephone stands, or that it travels along.",
		.example = "Mobile",
		.type = TYPE_STRING,
	},
	[SHORT_PHONE_PHONE] = {
		.name = "phone",
		.title = "Telephone number",
		.text = "The number, as it was given.",
		.example = "3331234567",
		.type = TYPE_STRING,
	},
	[SHORT_PHONE_IS_MAIN] = {
		.name = "isMain",
		.title = "Main telephone number",
		.text = "Whether this is the number to call first.",
		.example = "true",
		.type = TYPE_BOOL,
	},
	[SHORT_PHONE_PREFIX_COUNTRY_ID] = {
		.name = "prefixCountryId",
		.title = "Country of the number",
		.text = "The country that the number belongs to.",
		.example = "it",
		.type = TYPE_STRING,
	},
	[SHORT_PHONE_TELEPHONE_PREFIX] = {
		.name = "telephonePrefix",
		.title = "Dialling code",
		.text = "The dialling code of that country.",
		.example = "+39",
		.type = TYPE_STRING,
	},
};

static const struct schema short_phone_schema = {
	.name = "CustomerPhone",
	.title = "Telephone number",
	.fields = short_phone_fields,
	.count = SHORT_PHONE__MAX,
};

static const struct field short_event_fields[SHORT_EVENT__MAX] = {
	[SHORT_EVENT_EVENT_ID] = {
		.name = "eventId",
		.title = "Number of the event",
		.text = "The place of the event in the list, from 1 up.",
		.example = "1",
		.type = TYPE_INT,
	},
	[SHORT_EVENT_EVENT_DESCRIPTION] = {
		.name = "eventDescription",
		.title = "Kind of event",
		.text = "What there is to celebrate or to remember.",
		.example = "Other",
		.type = TYPE_STRING,
	},
	[SHORT_EVENT_EVENT_TYPE_OTHER] = {
		.name = "eventTypeOther",
		.title = "Other name of the event",
		.text = "What the event is called where its kind does not say "
			"enough, as with Other.",
		.example = "Name day",
		.type = TYPE_STRING,
	},
	[SHORT_EVENT_COMMENT] = {
		.name = "comment",
		.title = "Notes on the event",
		.text = "What to know about the event, in free text.",
		.example = "Tea: no cake",
		.type = TYPE_STRING,
	},
	[SHORT_EVENT_EVENT_DAY] = {
		.name = "eventDay",
		.title = "Day of the month",
		.text = "The day of the event's date.",
		.example = "26",
		.type = TYPE_INT,
	},
	[SHORT_EVENT_EVENT_MONTH] = {
		.name = "eventMonth",
		.title = "Month",
		.text = "The month of the event's date, from 1 to 12.",
		.example = "7",
		.type = TYPE_INT,
	},
	[SHORT_EVENT_EVENT_YEAR] = {
		.name = "eventYear",
		.title = "Year",
		.text = "The year of the event's date.",
		.example = "2021",
		.type = TYPE_INT,
	},
};

static const struct schema short_event_schema = {
	.name = "CustomerEvent",
	.title = "Date to remember",
	.fields = short_event_fields,
	.count = SHORT_EVENT__MAX,
};

static const struct field short_fields[SHORT__MAX] = {
	[SHORT_ID] = {
		.name = "id",
		.title = "Customer number",
		.text = "The number of the customer.",
		.example = "42",
		.type = TYPE_INT, .need = REQUIRED,
	},
	[SHORT_CUSTOMER_REFERENCE] = {
		.name = "customerReference",
		.title = "Customer reference",
		.text = "What the sender calls this customer, to find it again "
			"in a system of its own. It need not be unique.",
		.example = "REF-001",
		.type = TYPE_STRING,
	},
	[SHORT_GENDER] = {
		.name = "gender",
		.title = "Gender",
		.text = "The customer's gender, on which the way of address may "
			"depend.",
		.example = "F",
		.type = TYPE_STRING,
	},
	[SHORT_PERSONAL_TITLE] = {
		.name = "personalTitle",
		.title = "Title",
		.text = "How the customer is addressed, in front of the name.",
		.example = "Mrs.",
		.type = TYPE_STRING,
	},
	[SHORT_FIRST_NAME] = {
		.name = "firstName",
		.title = "First name",
		.text = "The given name, in Latin letters.",
		.example = "Ana",
		.type = TYPE_STRING,
	},
	[SHORT_LAST_NAME] = {
		.name = "lastName",
		.title = "Last name",
		.text = "The family name, in Latin letters.",
		.example = "Rossi",
		.type = TYPE_STRING,
	},
	[SHORT_FIRST_NAME_NOT_LATIN] = {
		.name = "firstNameNotLatin",
		.title = "First name in another script",
		.text = "The given name as the customer writes it, where that "
			"is not in Latin letters.",
		.example = "アナ",
		.type = TYPE_STRING,
	},
	[SHORT_LAST_NAME_NOT_LATIN] = {
		.name = "lastNameNotLatin",
		.title = "Last name in another script",
		.text = "The family name as the customer writes it, where that "
			"is not in Latin letters.",
		.example = "ロッシ",
		.type = TYPE_STRING,
	},
	[SHORT_MIDDLE_NAME] = {
		.name = "middleName",
		.title = "Middle name",
		.text = "Names between the first and the last, or their "
			"initials.",
		.example = "Lucía",
		.type = TYPE_STRING,
	},
	[SHORT_CAN_BE_CONTACTED] = {
		.name = "canBeContacted",
		.title = "May be contacted",
		.text = "Whether the maison may contact the customer at all.",
		.example = "true",
		.type = TYPE_BOOL,
	},
	[SHORT_LANGUAGE] = {
		.name = "language",
		.title = "Language",
		.text = "The language to address the customer in. Three "
			"letters of ISO 639-2.",
		.example = "ita",
		.type = TYPE_STRING,
	},
	[SHORT_COUNTRY_ID] = {
		.name = "countryId",
		.title = "Country",
		.text = "The country where the customer is at home. Two "
			"letters of ISO 3166-1, in lower case.",
		.example = "it",
		.type = TYPE_STRING,
	},
	[SHORT_BRAND] = {
		.name = "brand",
		.title = "Brand",
		.text = "The brand that the customer belongs to: three "
			"letters, in upper case.",
		.example = "CAR",
		.type = TYPE_STRING,
	},
	[SHORT_EMAILS] = {
		.name = "emails",
		.title = "E-mail addresses",
		.text = "The e-mail addresses of the customer.",
		.type = TYPE_LIST, .item = &short_email_schema,
	},
	[SHORT_PHONES] = {
		.name = "phones",
		.title = "Telephone numbers",
		.text = "The telephone numbers of the customer.",
		.type = TYPE_LIST, .item = &short_phone_schema,
	},
	[SHORT_EVENTS] = {
		.name = "events",
		.title = "Dates to remember",
		.text = "Days that matter to the customer.",
		.type = TYPE_LIST, .item = &short_event_schema,
	},
	[SHORT_REGISTRATION_DATE] = {
		.name = "registrationDate",
		.title = "Registered",
		.text = "The moment the customer registered, in UTC.",
		.example = "2020-12-30T10:11:12Z",
		.type = TYPE_INSTANT,
	},
};

const struct schema short_schema = {
	.name = "GetCustomerResponse",
	.title = "A customer",
	.space = service_model,
	.fields = short_fields,
	.count = SHORT__MAX,
};

const struct schema gets_schema = {
	.name = "ArrayOfGetCustomer",
	ARRAY_OF(get_schema),
};

const struct schema gets_whole_schema = {
	.name = "ArrayOfGetCustomerV2",
	ARRAY_OF(get_whole_schema),
};

const struct schema updates_schema = {
	.name = "ArrayOfUpdateCustomer",
	ARRAY_OF(update_schema),
};

const struct schema patches_schema = {
	.name = "ArrayOfPatchCustomer",
	ARRAY_OF(patch_schema),
};

const struct schema deletes_schema = {
	.name = "ArrayOfDeleteCustomer",
	ARRAY_OF(delete_schema),
};

const struct schema shorts_schema = {
	.name = "ArrayOfGetCustomerResponse",
	.title = "Customers",
	ARRAY_OF(short_schema),
};

const struct schema wholes_schema = {
	.name = "ArrayOfGetCustomerV2Response",
	.title = "Customers",
	ARRAY_OF(whole_schema),
};
