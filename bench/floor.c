/*
 * The least that can create a customer: the statements, the durability and the
 * answer of the program, and nothing else. It checks nothing, refuses nothing
 * and believes all it is sent; what the program costs beyond it is the price
 * of all that the program promises.
 *
 * With FLOOR_XML it reads XML with libxml2, else JSON, and CSV and forms whose
 * lists are JSON, with cJSON. With FLOOR_BLOCK SQLite gets a block of so many
 * bytes and gives nothing back. CRM_DATABASE names a database that the program
 * has made. With FLOOR_TIMES it stores the customer so many times in the one
 * transaction.
 */
#include <cjson/cJSON.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <utf8proc.h>

#ifdef FLOOR_XML
#include <libxml/parser.h>
#include <libxml/tree.h>
#endif

enum {
	PATIENCE = 5000,
	MEMBERS = 40,
	TIME_ROOM = 24,
	LINES_ROOM = 4096, /* of a card's keys */
	TICKS = 10000000   /* of a second */
};

/* A table, its INSERT, and the members that it takes after what is its own. */
static const struct table {
	const char *list; /* the member that holds its records */
	const char *insert;
	const char *members[MEMBERS];
} tables[] = {
	{ "emails",
		"INSERT INTO email(customer,position,email,isMainEmail)"
		"VALUES(?,?,?,?)",
		{ "email", "isMainEmail" } },
	{ "phones",
		"INSERT INTO phone(customer,position,phone,countryPrefix,"
		"phoneType,isMainPhone)VALUES(?,?,?,?,?,?)",
		{ "phone", "countryPrefix", "phoneType", "isMainPhone" } },
	{ "addresses",
		"INSERT INTO address(customer,position,addressType,countryId,"
		"houseNumber,stateId,city,zipCode,street,street2,street3,"
		"street4,street5,isMainAddress,poBox,additionalInformation)"
		"VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
		{ "addressType", "countryId", "houseNumber", "stateId", "city",
			"zipCode", "street", "street2", "street3", "street4",
			"street5", "isMainAddress", "poBox",
			"additionalInformation" } },
	{ "events",
		"INSERT INTO event(customer,position,eventType,eventDate,"
		"eventNotes,eventOtherName)VALUES(?,?,?,?,?,?)",
		{ "eventType", "eventDate", "eventNotes", "eventOtherName" } },
	{ "interests",
		"INSERT INTO interest(customer,position,interest,"
		"sapInterestId,translation)VALUES(?,?,?,?,?)",
		{ "interest", "sapInterestId", "translation" } },
	{ "hobbies",
		"INSERT INTO hobby(customer,position,hobby,sapHobbyId,"
		"translation)VALUES(?,?,?,?,?)",
		{ "hobby", "sapHobbyId", "translation" } },
	{ "productCollections",
		"INSERT INTO product_collection(customer,position,"
		"productCollection,sapProductCollectionId,translation)"
		"VALUES(?,?,?,?,?)",
		{ "productCollection", "sapProductCollectionId",
			"translation" } },
};

enum { TABLES = sizeof(tables) / sizeof(*tables) };

static const struct table root = { NULL,
	"INSERT INTO customer(created,route,format,"
	"privacyPolicyAcceptanceStorage,tvPrivacyPolicyAcceptanceStorage,title,"
	"firstName,lastName,firstNameNotLatin,lastNameNotLatin,middleName,"
	"nameSuffix,canBeContactedByMaison,clientType,companyName,languageId,"
	"gender,countryId,birthDate,customerReference,posCode,brand,"
	"weddingDate,preferredContactMethod,contactByEmailFlag,"
	"contactByMailFlag,contactByPhoneFlag,contactBySMSFlag,"
	"contactBySocialMediaFlag,saleRepresentativeEmail,"
	"allowStoreDataAbroad,tvAllowStoreDataAbroad,dataSharingConsent,notes,"
	"referenceSaleRepresentativeEmail,registrationDate)VALUES(?,?,?,?,?,?,"
	"?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
	{ "privacyPolicyAcceptanceStorage", "tvPrivacyPolicyAcceptanceStorage",
		"title", "firstName", "lastName", "firstNameNotLatin",
		"lastNameNotLatin", "middleName", "nameSuffix",
		"canBeContactedByMaison", "clientType", "companyName",
		"languageId", "gender", "countryId", "birthDate",
		"customerReference", "posCode", "brand", "weddingDate",
		"preferredContactMethod", "contactByEmailFlag",
		"contactByMailFlag", "contactByPhoneFlag", "contactBySMSFlag",
		"contactBySocialMediaFlag", "saleRepresentativeEmail",
		"allowStoreDataAbroad", "tvAllowStoreDataAbroad",
		"dataSharingConsent", "notes",
		"referenceSaleRepresentativeEmail", "registrationDate" } };

static const char consent_insert[] =
	"INSERT INTO consent(customer,purpose,granted,\"when\",source,version)"
	"VALUES(?,?,?,?,?,1)";

static const char *const consents[] = { "privacyPolicyAcceptanceStorage",
	"tvPrivacyPolicyAcceptanceStorage", "canBeContactedByMaison",
	"contactByEmailFlag", "contactByMailFlag", "contactByPhoneFlag",
	"contactBySMSFlag", "contactBySocialMediaFlag", "allowStoreDataAbroad",
	"tvAllowStoreDataAbroad", "dataSharingConsent" };

enum { CONSENTS = sizeof(consents) / sizeof(*consents) };

/* A body's type, and how a customer's number is answered in it. */
static const struct format {
	const char *type, *name;
	cJSON *(*read)(char *body, size_t length);
	const char *answer_type, *answer;
} * format;

static sqlite3 *db;

static void
fail(const char *what)
{
	fprintf(stderr, "%s: %s\n", what,
		db == NULL ? "failed" : sqlite3_errmsg(db));
	exit(EXIT_FAILURE);
}

#ifdef FLOOR_XML

/* An element with elements in it is an object, or a list of such. */
static cJSON *
read_element(xmlNodePtr element)
{
	xmlNodePtr first = xmlFirstElementChild(element);
	bool list = first != NULL && xmlFirstElementChild(first) != NULL;
	cJSON *item = list ? cJSON_CreateArray() : cJSON_CreateObject();

	for (xmlNodePtr node = first; node != NULL;
		node = xmlNextElementSibling(node)) {
		const char *text = node->children == NULL
					   ? ""
					   : (char *)node->children->content;

		if (xmlFirstElementChild(node) != NULL)
			cJSON_AddItemToObject(item, (const char *)node->name,
				read_element(node));
		else if (strcmp(text, "true") == 0 ||
			 strcmp(text, "false") == 0)
			cJSON_AddBoolToObject(item, (const char *)node->name,
				strcmp(text, "true") == 0);
		else
			cJSON_AddStringToObject(
				item, (const char *)node->name, text);
	}
	return item;
}

static cJSON *
read_xml(char *body, size_t length)
{
	xmlDocPtr document = xmlReadMemory(body, (int)length, NULL, NULL,
		XML_PARSE_NONET | XML_PARSE_NOENT);

	return document == NULL ? NULL
				: read_element(xmlDocGetRootElement(document));
}

#else

static cJSON *
read_json(char *body, size_t length)
{
	return cJSON_ParseWithLength(body, length);
}

static void
add(cJSON *customer, const char *name, const char *text)
{
	if (*text == '[')
		cJSON_AddItemToObject(customer, name, cJSON_Parse(text));
	else if (strcmp(text, "true") == 0 || strcmp(text, "false") == 0)
		cJSON_AddBoolToObject(
			customer, name, strcmp(text, "true") == 0);
	else
		cJSON_AddStringToObject(customer, name, text);
}

/* Takes a cell in place, and moves *at behind what ends it. */
static char *
take_cell(char **at)
{
	bool quoted = **at == '"';
	char *cell = *at + quoted, *in = cell, *out = cell, end;

	for (; quoted ? *in != '"' || *++in == '"'
		      : *in != ',' && *in != '\r' && *in != '\0';
		in++)
		*out++ = *in;
	end = *in;
	*at = in + (end == '\r' ? 2 : end != '\0');
	*out = '\0';
	return cell;
}

static cJSON *
read_csv(char *body, size_t length)
{
	cJSON *customer = cJSON_CreateObject();
	char *name = body, *row = memchr(body, '\n', length);

	if (row == NULL)
		return NULL;
	row++;
	while (name < row) {
		char *cell = take_cell(&name);

		if (name >= row)
			row = name;
		add(customer, cell, take_cell(&row));
		if (*row == '\0')
			break;
	}
	return customer;
}

static char *
unescape(char *text)
{
	char *out = text;

	for (char *in = text; *in != '\0'; in++) {
		char hex[3] = "";

		if (*in == '%') {
			memcpy(hex, in + 1, 2);
			*out++ = (char)strtol(hex, NULL, 16);
			in += 2;
		} else {
			*out++ = *in == '+' ? ' ' : *in;
		}
	}
	*out = '\0';
	return text;
}

static cJSON *
read_form(char *body, size_t length)
{
	cJSON *customer = cJSON_CreateObject();
	char *name, *value;

	(void)length;
	while ((value = strsep(&body, "&")) != NULL) {
		name = strsep(&value, "=");
		if (value != NULL)
			add(customer, name, unescape(value));
	}
	return customer;
}

#endif

static const struct format formats[] = {
#ifdef FLOOR_XML
	{ "application/xml", "xml", read_xml, "application/xml",
		"<?xml version=\"1.0\" encoding=\"utf-8\"?>"
		"<CreateCustomerResponse xmlns:i=\"http://www.w3.org/2001/"
		"XMLSchema-instance\" xmlns=\"http://"
		"schemas.datacontract.org/2004/07/"
		"Richemont.Booster2.PublicApi.CRM.ServiceModel\">"
		"<boosterCustomerId>%lld</boosterCustomerId>"
		"</CreateCustomerResponse>" },
#else
	{ "application/json", "json", read_json, "application/json",
		"{\"boosterCustomerId\":%lld}" },
	{ "text/csv", "csv", read_csv, "text/csv",
		"boosterCustomerId\r\n%lld\r\n" },
	{ "application/x-www-form-urlencoded", "form", read_form,
		"application/json", "{\"boosterCustomerId\":%lld}" },
#endif
};

#ifndef FLOOR_STAY

static const struct format *
format_of(const char *type)
{
	for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++)
		if (type != NULL && strcmp(type, formats[i].type) == 0)
			return &formats[i];
	fail("CONTENT_TYPE");
	return NULL;
}

static char *
read_body(size_t *length)
{
	const char *declared = getenv("CONTENT_LENGTH");
	size_t most = declared == NULL ? 0 : strtoul(declared, NULL, 10);
	char *body = malloc(most + 1);
	ssize_t got;

	if (body == NULL)
		fail("malloc");
	for (*length = 0; *length < most; *length += (size_t)got) {
		got = read(STDIN_FILENO, body + *length, most - *length);
		if (got <= 0)
			fail("read");
	}
	body[most] = '\0';
	return body;
}

#endif

static void
run(const char *sql)
{
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		fail(sql);
}

/* Prepares a statement once. */
static sqlite3_stmt *
prepared(sqlite3_stmt **statement, const char *sql)
{
	if (*statement == NULL &&
		sqlite3_prepare_v2(db, sql, -1, statement, NULL) != SQLITE_OK)
		fail(sql);
	return *statement;
}

static void
insert(sqlite3_stmt *statement)
{
	if (sqlite3_step(statement) != SQLITE_DONE)
		fail("INSERT");
	sqlite3_reset(statement);
}

static void
bind_text(sqlite3_stmt *statement, int column, const char *text)
{
	sqlite3_bind_text(statement, column, text, -1, SQLITE_STATIC);
}

/* Binds the members of an object from that column on. */
static void
bind_members(sqlite3_stmt *statement, int column, const struct table *table,
	const cJSON *object)
{
	for (const char *const *name = table->members; *name != NULL;
		name++, column++) {
		const cJSON *item =
			cJSON_GetObjectItemCaseSensitive(object, *name);

		if (cJSON_IsString(item))
			bind_text(statement, column, item->valuestring);
		else if (item != NULL)
			sqlite3_bind_int(statement, column, cJSON_IsTrue(item));
		else
			sqlite3_bind_null(statement, column);
	}
}

static void
store_lists(const cJSON *customer, sqlite3_int64 id)
{
	static sqlite3_stmt *statements[TABLES];

	for (int i = 0; i < TABLES; i++) {
		const cJSON *list = cJSON_GetObjectItemCaseSensitive(
			customer, tables[i].list);
		const cJSON *item;
		int position = 0;

		cJSON_ArrayForEach(item, list)
		{
			sqlite3_stmt *statement =
				prepared(&statements[i], tables[i].insert);

			sqlite3_bind_int64(statement, 1, id);
			sqlite3_bind_int(statement, 2, position++);
			bind_members(statement, 3, &tables[i], item);
			insert(statement);
		}
	}
}

static void
store_consents(const cJSON *customer, sqlite3_int64 id, const char *now)
{
	static sqlite3_stmt *statement;

	for (int i = 0; i < CONSENTS; i++) {
		const cJSON *item =
			cJSON_GetObjectItemCaseSensitive(customer, consents[i]);

		if (item == NULL)
			continue;
		prepared(&statement, consent_insert);
		sqlite3_bind_int64(statement, 1, id);
		bind_text(statement, 2, consents[i]);
		sqlite3_bind_int(statement, 3, cJSON_IsTrue(item));
		bind_text(statement, 4, now);
		bind_text(statement, 5, "/customer");
		insert(statement);
	}
}

static const char *
member(const cJSON *object, const char *name)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, name);

	return cJSON_IsString(item) ? item->valuestring : "";
}

/* Writes a text in lower case and without marks, as it is searched for. */
static void
fold(char *out, size_t size, const char *text)
{
	utf8proc_uint8_t *folded = NULL;

	utf8proc_map((const utf8proc_uint8_t *)text, 0, &folded,
		UTF8PROC_NULLTERM | UTF8PROC_STABLE | UTF8PROC_COMPAT |
			UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD |
			UTF8PROC_STRIPMARK);
	snprintf(out, size, "%s", (const char *)folded);
	free(folded);
}

/* Adds a folded key to the card's lines and to the index. */
static void
add_key(char *lines, char kind, const char *brand, const char *text,
	sqlite3_int64 id)
{
	static sqlite3_stmt *statement;
	char key[256], folded[250], of[8] = { kind };

	fold(folded, sizeof(folded), text);
	snprintf(key, sizeof(key), "%c%s\n", kind, folded);
	if (strlen(lines) + strlen(key) >= LINES_ROOM ||
		strstr(lines, key) != NULL)
		return;
	strcat(lines, key);
	strncat(of, brand, 3);
	prepared(&statement, "INSERT INTO search VALUES(?,?,?)");
	bind_text(statement, 1, of);
	sqlite3_bind_text(
		statement, 2, key + 1, (int)strlen(key) - 2, SQLITE_STATIC);
	sqlite3_bind_int64(statement, 3, id);
	insert(statement);
}

static void
add_words(char *lines, const char *brand, const char *name, sqlite3_int64 id)
{
	char copy[256], *at = copy, *word;

	snprintf(copy, sizeof(copy), "%s", name);
	while ((word = strsep(&at, " ")) != NULL)
		if (*word != '\0')
			add_key(lines, 'n', brand, word, id);
}

/* Adds a key for each item of a list. */
static void
add_items(char *lines, char kind, const char *brand, const cJSON *customer,
	const char *list, const char *name, sqlite3_int64 id)
{
	const cJSON *item;

	cJSON_ArrayForEach(
		item, cJSON_GetObjectItemCaseSensitive(customer, list))
		add_key(lines, kind, brand, member(item, name), id);
}

static sqlite3_int64
count(const char *brand, const char *pos)
{
	static sqlite3_stmt *statement;
	sqlite3_int64 counter;

	prepared(&statement,
		"INSERT INTO counter(brand,pos,count)VALUES(?,?,1)"
		"ON CONFLICT DO UPDATE SET count=count+1 RETURNING id");
	bind_text(statement, 1, brand);
	bind_text(statement, 2, pos);
	if (sqlite3_step(statement) != SQLITE_ROW)
		fail("counter");
	counter = sqlite3_column_int64(statement, 0);
	sqlite3_reset(statement);
	return counter;
}

/* Stores what the customer is found by. */
static void
store_card(const cJSON *customer, sqlite3_int64 id)
{
	static const char *const names[] = { "firstName", "lastName",
		"middleName", "firstNameNotLatin", "lastNameNotLatin",
		"companyName" };
	static sqlite3_stmt *statement;
	const char *brand = member(customer, "brand");
	char lines[LINES_ROOM] = "\n";

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		add_words(lines, brand, member(customer, names[i]), id);
	add_items(lines, 'e', brand, customer, "emails", "email", id);
	add_items(lines, 'p', brand, customer, "phones", "phone", id);
	prepared(
		&statement, "INSERT INTO card VALUES(?,?,?,?,?,?,?,?,?,?,?,?)");
	sqlite3_bind_int64(statement, 1, id);
	bind_text(statement, 2, brand);
	sqlite3_bind_int64(
		statement, 3, count(brand, member(customer, "posCode")));
	sqlite3_bind_int64(statement, 4, time(NULL) * TICKS);
	bind_text(statement, 5, member(customer, "lastName"));
	sqlite3_bind_int64(statement, 6, time(NULL));
	sqlite3_bind_int64(statement, 7, time(NULL));
	bind_text(statement, 8, member(customer, "countryId"));
	sqlite3_bind_int(statement, 9, 1);
	sqlite3_bind_int(statement, 10, 1);
	bind_text(statement, 11, member(customer, "saleRepresentativeEmail"));
	bind_text(statement, 12, lines);
	insert(statement);
}

/* Stores that the customer was created. */
static void
store_change(sqlite3_int64 id)
{
	static sqlite3_stmt *statement;

	prepared(&statement,
		"INSERT INTO change(record,version,time,kind)VALUES(?,1,?,0)");
	sqlite3_bind_int64(statement, 1, id);
	sqlite3_bind_int64(statement, 2, time(NULL));
	insert(statement);
}

static sqlite3_int64
store(const cJSON *customer, const char *now)
{
	static sqlite3_stmt *statement;
	sqlite3_int64 id;

	prepared(&statement, root.insert);
	bind_text(statement, 1, now);
	bind_text(statement, 2, "/customer");
	bind_text(statement, 3, format->name);
	bind_members(statement, 4, &root, customer);
	insert(statement);
	id = sqlite3_last_insert_rowid(db);
	store_lists(customer, id);
	store_consents(customer, id, now);
	store_card(customer, id);
	store_change(id);
	return id;
}

#ifdef FLOOR_BLOCK

static char block[FLOOR_BLOCK];
static size_t used;

/* Every piece has its size before it. */
static void *
block_take(int size)
{
	size_t room = ((size_t)size + 7) / 8 * 8;
	char *piece = block + used + 8;

	if (room + 8 > sizeof(block) - used)
		return NULL;
	memcpy(piece - 8, &room, sizeof(room));
	used += room + 8;
	return piece;
}

static void
block_give(void *piece)
{
	(void)piece;
}

static int
block_size(void *piece)
{
	size_t room = 0;

	if (piece != NULL)
		memcpy(&room, (char *)piece - 8, sizeof(room));
	return (int)room;
}

static void *
block_resize(void *piece, int size)
{
	void *other = size <= block_size(piece) ? piece : block_take(size);

	if (other != NULL && other != piece)
		memcpy(other, piece, (size_t)block_size(piece));
	return other;
}

static int
block_round(int size)
{
	return (size + 7) / 8 * 8;
}

static int
block_start(void *nothing)
{
	(void)nothing;
	return SQLITE_OK;
}

static void
block_end(void *nothing)
{
	(void)nothing;
}

static void
give_block(void)
{
	static const sqlite3_mem_methods methods = { block_take, block_give,
		block_resize, block_size, block_round, block_start, block_end,
		NULL };

	sqlite3_config(SQLITE_CONFIG_MALLOC, &methods);
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

#else

static void
give_block(void)
{
}

#endif

static void
open_database(void)
{
	const char *file = getenv("CRM_DATABASE");

	give_block();
	if (file == NULL || sqlite3_open_v2(file, &db, SQLITE_OPEN_READWRITE,
				    NULL) != SQLITE_OK)
		fail("CRM_DATABASE");
	sqlite3_busy_timeout(db, PATIENCE);
#ifdef FLOOR_STAY
	run("PRAGMA foreign_keys=ON;PRAGMA synchronous=FULL;"
	    "PRAGMA journal_mode=WAL");
#else
	run("PRAGMA foreign_keys=ON;PRAGMA synchronous=EXTRA;BEGIN IMMEDIATE;"
	    "PRAGMA journal_mode=TRUNCATE");
#endif
}

#ifndef FLOOR_STAY

static int
answer(sqlite3_int64 id)
{
	char body[512];
	int length =
		snprintf(body, sizeof(body), format->answer, (long long)id);

	printf("Status: 200 OK\r\nContent-Type: %s; charset=utf-8\r\n"
	       "Content-Length: %d\r\nVary: Accept\r\n"
	       "Cache-Control: no-store\r\n"
	       "X-Content-Type-Options: nosniff\r\n\r\n%s",
		format->answer_type, length, body);
	return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

int
main(void)
{
	const char *times = getenv("FLOOR_TIMES");
	time_t now = time(NULL);
	char text[TIME_ROOM];
	size_t length;
	char *body;
	cJSON *customer;
	sqlite3_int64 id = 0;

	format = format_of(getenv("CONTENT_TYPE"));
	body = read_body(&length);
	customer = format->read(body, length);
	if (customer == NULL)
		fail("the body");
	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", gmtime(&now));
	open_database();
	for (int left = times == NULL ? 1 : atoi(times); left > 0; left--)
		id = store(customer, text);
	run("COMMIT");
	return answer(id);
}

#endif
