/* The messages about many customers: lists, changes, exports and tasks. */
#include "customer/lists.h"

#include "customer/array.h"
#include "customer/customer.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/* The messages that share the filters, as bits. */
enum { IN_PAGINATED = 1, IN_EXPORT = 2, IN_ORDER = 4 };

const char list_sorts[] = "RegDESC\tLatest registration first\n"
			  "RegASC\tEarliest registration first\n"
			  "NameASC\tNames from A to Z\n"
			  "NameDESC\tNames from Z to A\n";

const char *const list_not_kept[] = { "clientSpendingFrom", "clientSpendingTo",
	"transactionDateFrom", "transactionDateTo", "customerStatus",
	"hasSapCrmError", "productCategories", NULL };

static const struct field pattern_fields[] = {
	{
		.name = "value",
		.title = "Pattern of points of sale",
		.text = "A code, or the beginning of codes with a * behind.",
		.example = "ES100:*",
		.type = TYPE_TOKEN, .need = REQUIRED, .max = 33,
	},
};

static const struct schema pattern_schema = {
	.name = "string",
	.plain = true,
	.fields = pattern_fields,
	.count = COUNT(pattern_fields),
};

static const struct field country_fields[] = {
	{
		.name = "value",
		.title = "Country",
		.text = "Two letters of ISO 3166-1.",
		.example = "it",
		.type = TYPE_STRING, .need = REQUIRED, .max = 100,
	},
};

static const struct schema country_schema = {
	.name = "string",
	.plain = true,
	.fields = country_fields,
	.count = COUNT(country_fields),
};

static const struct field month_fields[] = {
	{
		.name = "value",
		.title = "Month",
		.text = "A month, from 1 for January to 12.",
		.example = "1",
		.type = TYPE_INT, .need = REQUIRED,
	},
};

static const struct schema month_schema = {
	.name = "int",
	.plain = true,
	.fields = month_fields,
	.count = COUNT(month_fields),
};

static const struct field number_fields[] = {
	{
		.name = "value",
		.title = "Customer number",
		.text = "The number of a customer.",
		.example = "42",
		.type = TYPE_INT, .need = REQUIRED,
	},
};

static const struct schema number_schema = {
	.name = "int",
	.plain = true,
	.fields = number_fields,
	.count = COUNT(number_fields),
};

static const struct field representative_fields[] = {
	{
		.name = "value",
		.title = "Sales representative",
		.text = "The e-mail address of a sales representative.",
		.example = "rep@example.com",
		.type = TYPE_STRING, .need = REQUIRED, .max = 254,
	},
};

static const struct schema representative_schema = {
	.name = "string",
	.plain = true,
	.fields = representative_fields,
	.count = COUNT(representative_fields),
};

static const struct field list_fields[] = {
	[LIST_BRAND] = {
		.name = "brand",
		.title = "Brand",
		.text = "The brand whose customers are listed: three "
			"letters.",
		.example = "CAR",
		.type = TYPE_LETTERS, .max = 3, .need = REQUIRED,
	},
	[LIST_DOWNLOAD_REQUEST_ID] = {
		.name = "downloadRequestId",
		.title = "Name of the order",
		.text = "What the sender calls this order. Sent again with "
			"the same filters it is the same task.",
		.example = "ORDER-1",
		.type = TYPE_STRING, .max = 100, .need = REQUIRED,
		.lacking = IN_PAGINATED | IN_EXPORT,
	},
	[LIST_PAGE] = {
		.name = "page",
		.title = "Page",
		.text = "The number of the page, from 1. A page that begins "
			"behind row 100 000 is reached with after.",
		.example = "1",
		.type = TYPE_INT, .nullable = true,
		.lacking = IN_EXPORT | IN_ORDER,
	},
	[LIST_ITEMS] = {
		.name = "items",
		.title = "Customers on a page",
		.text = "How many customers a page has at most, 1 to 500; 25 "
			"if not given.",
		.example = "25",
		.type = TYPE_INT, .nullable = true,
		.lacking = IN_EXPORT | IN_ORDER,
	},
	[LIST_NO_COUNT] = {
		.name = "noCount",
		.title = "Without totals",
		.text = "Whether to leave out how many customers match, "
			"which takes time to find.",
		.example = "true",
		.type = TYPE_BOOL, .nullable = true,
		.lacking = IN_EXPORT | IN_ORDER,
	},
	[LIST_SORT_BY] = {
		.name = "sortBy",
		.title = "Order",
		.text = "The order of the customers: by name, or by "
			"registration, else creation; RegDESC if not given.",
		.example = "NameASC",
		.type = TYPE_CODE, .codes = list_sorts,
		.lacking = IN_EXPORT | IN_ORDER,
	},
	[LIST_POS_CODES] = {
		.name = "posCodes",
		.title = "Points of sale",
		.text = "The points of sale that the customers come from: "
			"codes, or the beginnings of codes with a * behind; "
			"* alone is all that the API key may see.",
		.type = TYPE_LIST, .item = &pattern_schema, .need = REQUIRED,
	},
	[LIST_SEARCH_KEY] = {
		.name = "searchKey",
		.title = "Search",
		.text = "The number of a customer, an e-mail address or its "
			"beginning, a telephone number or its end from 5 "
			"digits, or words that begin those of the name.",
		.example = "rossi an",
		.type = TYPE_STRING,
	},
	[LIST_PHONE_NUMBER] = {
		.name = "phoneNumber",
		.title = "Telephone number",
		.text = "A whole telephone number, with or without the "
			"prefix of its country.",
		.example = "3331234567",
		.type = TYPE_STRING,
	},
	[LIST_EMAIL] = {
		.name = "email",
		.title = "E-mail address",
		.text = "A whole e-mail address.",
		.example = "ana@example.com",
		.type = TYPE_STRING,
	},
	[LIST_LOCATION_COUNTRY_IDS] = {
		.name = "locationCountryIds",
		.title = "Countries",
		.text = "The countries where the customers are at home.",
		.type = TYPE_LIST, .item = &country_schema,
	},
	[LIST_CREATION_DATE_FROM] = {
		.name = "creationDateFrom",
		.title = "Created from",
		.text = "The customers that were created then or later.",
		.example = "2020-12-30T00:00:00Z",
		.parameter = true,
		.type = TYPE_INSTANT, .nullable = true,
	},
	[LIST_CREATION_DATE_TO] = {
		.name = "creationDateTo",
		.title = "Created to",
		.text = "The customers that were created then or earlier; a "
			"day includes the whole day.",
		.example = "2020-12-31",
		.parameter = true,
		.type = TYPE_INSTANT, .until = true, .nullable = true,
	},
	[LIST_CAN_BE_CONTACTED_BY_MAISON] = {
		.name = "canBeContactedByMaison",
		.title = "May be contacted",
		.text = "The customers that may be contacted, or those that "
			"may not.",
		.example = "true",
		.type = TYPE_BOOL, .nullable = true,
	},
	[LIST_BIRTHDATE_MONTHS] = {
		.name = "birthdateMonths",
		.title = "Months of birth",
		.text = "The months that the customers were born in, 1 to "
			"12.",
		.type = TYPE_LIST, .item = &month_schema,
	},
	[LIST_INTERESTS] = {
		.name = "interests",
		.title = "Interests",
		.text = "Interests of which the customers have one, each by "
			"the members given.",
		.type = TYPE_LIST, .item = &interest_wanted,
	},
	[LIST_HOBBIES] = {
		.name = "hobbies",
		.title = "Hobbies",
		.text = "Hobbies of which the customers have one, each by "
			"the members given.",
		.type = TYPE_LIST, .item = &hobby_wanted,
	},
	[LIST_PRODUCT_COLLECTIONS] = {
		.name = "productCollections",
		.title = "Product collections",
		.text = "Product collections of which the customers have "
			"one, each by the members given.",
		.type = TYPE_LIST, .item = &product_collection_wanted,
	},
	[LIST_BOOSTER_CUSTOMER_IDS] = {
		.name = "boosterCustomerIds",
		.title = "Customer numbers",
		.text = "The numbers of the customers.",
		.type = TYPE_LIST, .item = &number_schema,
	},
	[LIST_SALE_REPRESENTATIVE_EMAILS] = {
		.name = "saleRepresentativeEmails",
		.title = "Sales representatives",
		.text = "The e-mail addresses of the sales representatives "
			"who look after the customers.",
		.type = TYPE_LIST, .item = &representative_schema,
	},
	[LIST_MODIFICATION_DATE_FROM] = {
		.name = "modificationDateFrom",
		.title = "Changed from",
		.text = "The customers that were created or changed then or "
			"later.",
		.example = "2020-12-30T00:00:00Z",
		.parameter = true,
		.type = TYPE_INSTANT, .nullable = true,
	},
	[LIST_AFTER] = {
		.name = "after",
		.title = "Place to go on",
		.text = "The next of the page before, which is for the same "
			"filters and the same order only.",
		.type = TYPE_STRING,
		.lacking = IN_EXPORT | IN_ORDER,
	},
	[LIST_PEOPLE] = {
		.name = "people",
		.title = "For people",
		.text = "Whether a spreadsheet is to open the CSV: without "
			"formulas, and with a byte order mark.",
		.example = "true",
		.type = TYPE_BOOL, .nullable = true,
		.lacking = IN_PAGINATED | IN_ORDER,
	},
};

const struct schema paginated_schema = {
	.name = "GetCustomerPaginated",
	.space = service_model,
	.fields = list_fields,
	.count = COUNT(list_fields),
	.message = IN_PAGINATED,
};

const struct schema export_schema = {
	.name = "Export",
	.space = service_model,
	.fields = list_fields,
	.count = COUNT(list_fields),
	.message = IN_EXPORT,
};

const struct schema order_schema = {
	.name = "ExportCustomer",
	.space = service_model,
	.fields = list_fields,
	.count = COUNT(list_fields),
	.message = IN_ORDER,
};

const struct schema list_operator_schema = {
	.name = "List",
	.lax = true,
	.fields = list_fields,
	.count = COUNT(list_fields),
	.message = IN_PAGINATED,
};

const struct schema export_operator_schema = {
	.name = "Export",
	.lax = true,
	.fields = list_fields,
	.count = COUNT(list_fields),
	.message = IN_EXPORT,
};

static const struct field slim_fields[] = {
	[SLIM_BOOSTER_CUSTOMER_ID] = {
		.name = "boosterCustomerId",
		.title = "Customer number",
		.text = "The number of the customer.",
		.example = "42",
		.type = TYPE_INT, .need = REQUIRED,
	},
	[SLIM_TITLE] = {
		.name = "title",
		.title = "Title",
		.text = "How the customer is addressed.",
		.example = "Mrs.",
		.type = TYPE_STRING,
	},
	[SLIM_FIRST_NAME] = {
		.name = "firstName",
		.title = "First name",
		.text = "The given name, in Latin letters.",
		.example = "Ana",
		.type = TYPE_STRING,
	},
	[SLIM_LAST_NAME] = {
		.name = "lastName",
		.title = "Last name",
		.text = "The family name, in Latin letters.",
		.example = "Rossi",
		.type = TYPE_STRING,
	},
	[SLIM_FIRST_NAME_NOT_LATIN] = {
		.name = "firstNameNotLatin",
		.title = "First name in another script",
		.text = "The given name as the customer writes it.",
		.example = "アナ",
		.type = TYPE_STRING,
	},
	[SLIM_LAST_NAME_NOT_LATIN] = {
		.name = "lastNameNotLatin",
		.title = "Last name in another script",
		.text = "The family name as the customer writes it.",
		.example = "ロッシ",
		.type = TYPE_STRING,
	},
	[SLIM_CLIENT_TYPE] = {
		.name = "clientType",
		.title = "Kind of customer",
		.text = "Private or Company.",
		.example = "Private",
		.type = TYPE_STRING,
	},
	[SLIM_COMPANY_NAME] = {
		.name = "companyName",
		.title = "Company",
		.text = "Name of the company the customer acts for.",
		.example = "Example & Sons, Ltd.",
		.type = TYPE_STRING,
	},
	[SLIM_COUNTRY_ID] = {
		.name = "countryId",
		.title = "Country",
		.text = "The country where the customer is at home.",
		.example = "it",
		.type = TYPE_STRING,
	},
	[SLIM_BRAND] = {
		.name = "brand",
		.title = "Brand",
		.text = "The brand that the customer is of.",
		.example = "CAR",
		.type = TYPE_STRING,
	},
	[SLIM_POS_CODE] = {
		.name = "posCode",
		.title = "Point of sale",
		.text = "The point of sale that the customer comes from.",
		.example = "ES100:102048",
		.type = TYPE_STRING,
	},
	[SLIM_EMAIL] = {
		.name = "email",
		.title = "E-mail address",
		.text = "The main e-mail address, else the first.",
		.example = "ana@example.com",
		.type = TYPE_STRING,
	},
	[SLIM_PHONE] = {
		.name = "phone",
		.title = "Telephone number",
		.text = "The main telephone number, else the first.",
		.example = "3331234567",
		.type = TYPE_STRING,
	},
	[SLIM_CAN_BE_CONTACTED_BY_MAISON] = {
		.name = "canBeContactedByMaison",
		.title = "May be contacted",
		.text = "Whether the maison may contact the customer at all.",
		.example = "true",
		.type = TYPE_BOOL, .nullable = true,
	},
	[SLIM_REGISTRATION_DATE] = {
		.name = "registrationDate",
		.title = "Registered",
		.text = "The moment the customer registered.",
		.example = "2020-12-30T10:11:12Z",
		.type = TYPE_INSTANT, .nullable = true,
	},
	[SLIM_CREATION_DATE] = {
		.name = "creationDate",
		.title = "Created",
		.text = "When the customer was created.",
		.example = "2020-12-30T10:11:12Z",
		.type = TYPE_INSTANT,
	},
	[SLIM_MODIFICATION_DATE] = {
		.name = "modificationDate",
		.title = "Last changed",
		.text = "When the customer was changed for the last time.",
		.example = "2020-12-31T09:10:11Z",
		.type = TYPE_INSTANT,
	},
};

const struct schema slim_schema = {
	.name = "CustomerSlim",
	.title = "A customer in a list",
	.fields = slim_fields,
	.count = COUNT(slim_fields),
};

const struct schema slims_schema = {
	.name = "ArrayOfCustomerSlim",
	.title = "Customers",
	ARRAY_OF(slim_schema),
};

static const struct field page_fields[] = {
	[PAGE_PAGE] = {
		.name = "page",
		.title = "Page",
		.text = "The number of the page.",
		.example = "1",
		.type = TYPE_INT,
	},
	[PAGE_ITEMS] = {
		.name = "items",
		.title = "Customers on a page",
		.text = "How many customers a page has at most.",
		.example = "25",
		.type = TYPE_INT,
	},
	[PAGE_TOTAL_PAGES] = {
		.name = "totalPages",
		.title = "Pages",
		.text = "How many pages there are.",
		.example = "1",
		.type = TYPE_INT, .nullable = true,
	},
	[PAGE_TOTAL_RESULTS] = {
		.name = "totalResults",
		.title = "Customers",
		.text = "How many customers match.",
		.example = "1",
		.type = TYPE_INT, .nullable = true,
	},
	[PAGE_ELEMENTS] = {
		.name = "elements",
		.title = "Elements",
		.text = "The customers of the page.",
		.type = TYPE_LIST, .item = &slim_schema, .rows = true,
	},
	[PAGE_NEXT] = {
		.name = "next",
		.title = "Next",
		.text = "The after of the following page; not given where "
			"there is none.",
		.example = "piK6nFStdZ_sXd6dDEJA5ypbwbj4QgO6aq60yuUcfMc",
		.type = TYPE_STRING,
	},
};

const struct schema page_schema = {
	.name = "GetCustomerPaginatedResponse",
	.title = "Customers",
	.space = service_model,
	.fields = page_fields,
	.count = COUNT(page_fields),
};

static const struct field changes_fields[] = {
	[CHANGES_BRAND] = {
		.name = "brand",
		.title = "Brand",
		.text = "The brand whose customers are asked for: three "
			"letters.",
		.example = "CAR",
		.type = TYPE_LETTERS, .max = 3, .need = REQUIRED,
	},
	[CHANGES_ITEMS] = {
		.name = "items",
		.title = "Elements",
		.text = "How many elements an answer has at most, 1 to 500; "
			"500 if not given.",
		.example = "500",
		.type = TYPE_INT, .nullable = true,
	},
	[CHANGES_AFTER] = {
		.name = "after",
		.title = "Place to go on",
		.text = "The next of the answer before; not given, the "
			"changes are told from the beginning.",
		.type = TYPE_STRING,
	},
};

const struct schema changes_schema = {
	.name = "GetCustomerChanges",
	.space = service_model,
	.fields = changes_fields,
	.count = COUNT(changes_fields),
};

static const struct field change_fields[] = {
	[CHANGE_BOOSTER_CUSTOMER_ID] = {
		.name = "boosterCustomerId",
		.title = "Customer number",
		.text = "The number of the customer.",
		.example = "42",
		.type = TYPE_INT, .need = REQUIRED,
	},
	[CHANGE_VERSION] = {
		.name = "version",
		.title = "Version",
		.text = "The version of the customer: 1 when created, and "
			"one more for each change.",
		.example = "1",
		.type = TYPE_INT,
	},
	[CHANGE_MODIFICATION_DATE] = {
		.name = "modificationDate",
		.title = "Last changed",
		.text = "When the customer was created, changed or erased "
			"for the last time.",
		.example = "2020-12-31T09:10:11Z",
		.type = TYPE_INSTANT,
	},
	[CHANGE_IS_ERASED] = {
		.name = "erased",
		.title = "Erased",
		.text = "Whether the customer was erased.",
		.example = "false",
		.type = TYPE_BOOL,
	},
};

const struct schema change_schema = {
	.name = "CustomerChange",
	.title = "A change",
	.fields = change_fields,
	.count = COUNT(change_fields),
};

static const struct field feed_fields[] = {
	[FEED_ELEMENTS] = {
		.name = "elements",
		.title = "Elements",
		.text = "The customers that were created, changed or erased, "
			"each with its latest change, oldest first.",
		.type = TYPE_LIST, .item = &change_schema, .rows = true,
	},
	[FEED_NEXT] = {
		.name = "next",
		.title = "Next",
		.text = "The after of the next request, which tells what has "
			"changed since this one.",
		.example = "piK6nFStdZ_sXd6dDEJA5ypbwbj4QgO6aq60yuUcfMc",
		.type = TYPE_STRING,
	},
};

const struct schema feed_schema = {
	.name = "GetCustomerChangesResponse",
	.title = "Changes",
	.space = service_model,
	.fields = feed_fields,
	.count = COUNT(feed_fields),
};

static const struct field ordered_fields[] = {
	[ORDERED_ASYNC_TASK_ID] = {
		.name = "asyncTaskId",
		.title = "Task",
		.text = "The number of the task.",
		.example = "3f2504e04f8941d39a0c0305e82c3301",
		.type = TYPE_GUID, .need = REQUIRED,
	},
};

const struct schema ordered_schema = {
	.name = "ExportCustomerResponse",
	.title = "An export was ordered",
	.space = service_model,
	.fields = ordered_fields,
	.count = COUNT(ordered_fields),
};

const struct schema tasks_schema = {
	.name = "GetTask",
	.space = service_model,
};

static const struct field task_asked_fields[] = {
	[TASK_ASKED_ASYNC_TASK_ID] = {
		.name = "asyncTaskId",
		.title = "Task",
		.text = "The number of the task.",
		.example = "3f2504e04f8941d39a0c0305e82c3301",
		.type = TYPE_GUID, .need = REQUIRED, .id = true,
	},
};

const struct schema task_asked_schema = {
	.name = "GetTaskDetail",
	.space = service_model,
	.fields = task_asked_fields,
	.count = COUNT(task_asked_fields),
};

static const struct field download_fields[] = {
	[DOWNLOAD_ASYNC_TASK_ID] = {
		.name = "asyncTaskId",
		.title = "Task",
		.text = "The number of the task.",
		.example = "3f2504e04f8941d39a0c0305e82c3301",
		.type = TYPE_GUID, .need = REQUIRED, .id = true,
	},
	[DOWNLOAD_UNTIL] = {
		.name = "until",
		.title = "Good until",
		.text = "Of an address without a key: until when it is good.",
		.example = "1609323972",
		.type = TYPE_STRING,
	},
	[DOWNLOAD_SIGNATURE] = {
		.name = "signature",
		.title = "Signature",
		.text = "Of an address without a key: that it is ours.",
		.example = "BfPC1roCrZwkU2SQK0EiXgpbSj8JyOolQoW2pJ2V7LI",
		.type = TYPE_STRING,
	},
	[DOWNLOAD_PEOPLE] = {
		.name = "people",
		.title = "For people",
		.text = "Whether a spreadsheet is to open the CSV: without "
			"formulas, and with a byte order mark.",
		.example = "true",
		.type = TYPE_BOOL, .nullable = true,
	},
};

const struct schema download_schema = {
	.name = "Download",
	.space = service_model,
	.fields = download_fields,
	.count = COUNT(download_fields),
};

static const struct field task_fields[] = {
	[TASK_ASYNC_TASK_ID] = {
		.name = "asyncTaskId",
		.title = "Task",
		.text = "The number of the task.",
		.example = "3f2504e04f8941d39a0c0305e82c3301",
		.type = TYPE_GUID, .need = REQUIRED,
	},
	[TASK_TYPE] = {
		.name = "type",
		.title = "Kind of task",
		.text = "What the task makes: crm, a list of customers.",
		.example = "crm",
		.type = TYPE_STRING,
	},
	[TASK_REQUEST_DATE] = {
		.name = "requestDate",
		.title = "Ordered",
		.text = "When the task was ordered.",
		.example = "2020-12-30T10:11:12Z",
		.type = TYPE_INSTANT,
	},
	[TASK_STATUS] = {
		.name = "status",
		.title = "Status",
		.text = "COM: the list can be fetched.",
		.example = "COM",
		.type = TYPE_STRING,
	},
	[TASK_PERCENTAGE] = {
		.name = "percentage",
		.title = "Percentage",
		.text = "How much of the task is done: 100.",
		.example = "100",
		.type = TYPE_INT,
	},
	[TASK_BRAND] = {
		.name = "brand",
		.title = "Brand",
		.text = "The brand whose customers are listed.",
		.example = "CAR",
		.type = TYPE_STRING,
	},
	[TASK_DOWNLOAD_URL] = {
		.name = "downloadUrl",
		.title = "Address of the list",
		.text = "Where the list is fetched with the API key that "
			"ordered it.",
		.example = "https://www.example.com/tasks/"
			   "3f2504e04f8941d39a0c0305e82c3301/download",
		.type = TYPE_STRING,
	},
	[TASK_SIGNED_DOWNLOAD_URL] = {
		.name = "signedDownloadUrl",
		.title = "Address without a key",
		.text = "Where the list can be fetched without a key, for 15 "
			"minutes.",
		.example = "https://www.example.com/tasks/"
			   "3f2504e04f8941d39a0c0305e82c3301/download?…",
		.type = TYPE_STRING,
	},
	[TASK_TOTAL_RESULTS] = {
		.name = "totalResults",
		.title = "Customers",
		.text = "How many customers matched when the task was "
			"ordered.",
		.example = "1",
		.type = TYPE_INT,
	},
};

const struct schema task_schema = {
	.name = "Task",
	.title = "A task",
	.space = service_model,
	.fields = task_fields,
	.count = COUNT(task_fields),
};

const struct schema task_list_schema = {
	.name = "ArrayOfTask",
	.title = "Tasks",
	ARRAY_OF(task_schema),
};

const struct schema paginateds_schema = {
	.name = "ArrayOfGetCustomerPaginated",
	ARRAY_OF(paginated_schema),
};

const struct schema pages_schema = {
	.name = "ArrayOfGetCustomerPaginatedResponse",
	.title = "Lists of customers",
	ARRAY_OF(page_schema),
};

const struct schema changeses_schema = {
	.name = "ArrayOfGetCustomerChanges",
	ARRAY_OF(changes_schema),
};

const struct schema feeds_schema = {
	.name = "ArrayOfGetCustomerChangesResponse",
	.title = "Lists of changes",
	ARRAY_OF(feed_schema),
};

const struct schema task_lists_schema = {
	.name = "ArrayOfArrayOfTask",
	.title = "Lists of tasks",
	ARRAY_OF(task_list_schema),
};

const struct schema taskses_schema = {
	.name = "ArrayOfGetTask",
	ARRAY_OF(tasks_schema),
};

const struct schema task_details_schema = {
	.name = "ArrayOfGetTaskDetail",
	ARRAY_OF(task_asked_schema),
};
