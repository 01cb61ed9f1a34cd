/* Tests of answers in XML. */
#include "fixture.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "customer/customer.h"
#include "format/xmllib.h"
#include "schema/error.h"

Suite *xml_suite(void);

#define HEAD                                                       \
	"<?xml version=\"1.0\" encoding=\"utf-8\"?><CreateParcel " \
	"xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" "   \
	"xmlns=\"http://example.com/parcel\">"
#define FOOT "</CreateParcel>"

START_TEST(an_answer_is_written_to_the_byte)
{
	struct record *answer = record_new(&intake, &answer_schema);

	record_set_int(answer, 0, 42);
	ck_assert_str_eq(written("xml", answer),
		"<?xml version=\"1.0\" encoding=\"utf-8\"?>"
		"<CreateCustomerResponse "
		"xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" "
		"xmlns=\"http://schemas.datacontract.org/2004/07/"
		"Richemont.Booster2.PublicApi.CRM.ServiceModel\">"
		"<boosterCustomerId>42</boosterCustomerId>"
		"</CreateCustomerResponse>");
}
END_TEST

START_TEST(an_empty_message_is_an_empty_element)
{
	ck_assert_str_eq(written("xml", parcel_new()), HEAD FOOT);
}
END_TEST

/* A text, and how it stands in an element. */
static const struct {
	const char *text, *xml;
} texts[] = {
	{ "a", "a" },
	{ "<b>", "&lt;b&gt;" },
	{ "&amp;", "&amp;amp;" },
	{ "]]>", "]]&gt;" },
	{ "<![CDATA[a]]>", "&lt;![CDATA[a]]&gt;" },
	{ "<!-- a -->", "&lt;!-- a --&gt;" },
	{ "<?a?>", "&lt;?a?&gt;" },
	{ "a\r\nb", "a&#13;\nb" },
	{ "a\tb", "a\tb" },
	{ "\"'", "&quot;&#39;" },
	{ "Dé😀", "Dé😀" },
	{ "=1+1", "=1+1" },
};

START_TEST(text_is_escaped_where_it_must_be)
{
	struct record *parcel = parcel_new();

	record_set_string(parcel, PARCEL_LABEL, texts[_i].text);
	ck_assert_str_eq(written("xml", parcel),
		arena_printf(
			&arena, HEAD "<label>%s</label>" FOOT, texts[_i].xml));
}
END_TEST

START_TEST(lists_have_an_element_for_each_item)
{
	struct record *parcel = parcel_good();
	struct record *stop;

	record_set_int(parcel, PARCEL_GIFT, 1);
	record_set_list(parcel, PARCEL_STOPS);
	stop = record_add(parcel, PARCEL_STOPS);
	record_set_string(stop, STOP_PLACE, "Rome");
	record_set_list(stop, STOP_SCANS);
	record_set_string(
		record_add(stop, STOP_SCANS), SCAN_AT, "2020-01-02T00:00:00Z");
	record_add(parcel, PARCEL_STOPS);
	record_set_int(record_set_record(parcel, PARCEL_SIZE), SIZE_HEIGHT, 3);
	ck_assert_str_eq(written("xml", parcel),
		HEAD "<gift>true</gift><insured>false</insured>"
		     "<kind>LETTER</kind><size><height>3</height></size>"
		     "<stops><Stop><place>Rome</place>"
		     "<scans><Scan><at>2020-01-02T00:00:00Z</at></Scan>"
		     "</scans></Stop><Stop></Stop></stops>" FOOT);
}
END_TEST

/* The order of members in data contracts: by the bytes of their names. */
#define FIRST_MEMBERS \
	"addresses brand contactBySMSFlag contactBySocialMediaFlag"
#define LAST_MEMBERS "title tvAllowStoreDataAbroad"

static const struct {
	const struct schema *schema;
	const char *order;
} orders[] = {
	{ &customer_schema, FIRST_MEMBERS " " LAST_MEMBERS " weddingDate"
					  " privacyPolicyAcceptanceStorage"
					  " tvPrivacyPolicyAcceptanceStorage" },
	{ &update_schema, FIRST_MEMBERS " " LAST_MEMBERS
					" weddingDate boosterCustomerId" },
	{ &patch_schema,
		"addresses boosterCustomerId brand contactBySMSFlag"
		" contactBySocialMediaFlag privacyPolicyAcceptanceStorage"
		" reset " LAST_MEMBERS
		" tvPrivacyPolicyAcceptanceStorage weddingDate" },
	{ &whole_schema, "addresses boosterCustomerId brand contactBySMSFlag"
			 " contactBySocialMediaFlag countryDs"
			 " privacyPolicyAcceptanceStorage " LAST_MEMBERS
			 " tvPrivacyPolicyAcceptanceStorage weddingDate" },
};

START_TEST(members_stand_as_data_contracts_have_them)
{
	const struct schema *schema = orders[_i].schema;
	struct record *customer = record_new(&intake, schema);
	const char *name = orders[_i].order, *at;

	for (const char *one = name; *one != '\0';
		one += strcspn(one, " "), one += *one == ' ') {
		int field = schema_find(schema, one, strcspn(one, " "));

		ck_assert_int_ge(field, 0);
		record_set_string(customer, (size_t)field, "1");
		if (schema->fields[field].type == TYPE_LIST)
			record_set_list(customer, (size_t)field);
		if (schema->fields[field].type == TYPE_BOOL)
			record_set_int(customer, (size_t)field, 1);
	}
	at = strchr(strstr(written("xml", customer), "?>") + 2, '>') + 1;
	while (*name != '\0') {
		size_t length = strcspn(name, " ");
		const char *end =
			arena_printf(&arena, "</%.*s>", (int)length, name);

		ck_assert_msg(strncmp(at + 1, name, length) == 0,
			"%.*s is not at %s", (int)length, name, at);
		at = strstr(at, end) + strlen(end);
		name += length;
		name += *name == ' ';
	}
	ck_assert_str_eq(at, arena_printf(&arena, "</%s>", schema->name));
}
END_TEST

START_TEST(the_members_of_an_item_stand_by_their_names_too)
{
	struct record *customer = record_new(&intake, &customer_schema);
	struct record *address;

	address = record_item(customer, CUSTOMER_ADDRESSES, 0);
	record_set_string(address, ADDRESS_STREET2, "B");
	record_set_string(address, ADDRESS_STREET, "A");
	record_set_string(address, ADDRESS_CITY, "Roma");
	record_set_string(address, ADDRESS_ZIP_CODE, "1");
	record_set_int(address, ADDRESS_IS_MAIN_ADDRESS, 1);
	ck_assert_ptr_nonnull(strstr(written("xml", customer),
		"<addresses><Address><city>Roma</city>"
		"<isMainAddress>true</isMainAddress><street>A</street>"
		"<street2>B</street2><zipCode>1</zipCode></Address>"
		"</addresses>"));
}
END_TEST

START_TEST(a_refusal_has_its_members_as_its_table_has_them)
{
	struct faults faults = { .arena = &arena };

	faults_add(&faults,
		(struct fault){
			.kind = FAULT_NO_TEXT, .path = "a", .detail = "" });
	ck_assert_str_eq(written("xml", faults_record(&faults, NULL)),
		"<?xml version=\"1.0\" encoding=\"utf-8\"?><ErrorResponse "
		"xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" "
		"xmlns=\"http://schemas.servicestack.net/types\">"
		"<ResponseStatus><ErrorCode>SerializationException</ErrorCode>"
		"<Message>a must be text.</Message><Errors><ResponseError>"
		"<ErrorCode>SerializationException</ErrorCode>"
		"<FieldName>a</FieldName><Message>a must be text.</Message>"
		"</ResponseError></Errors></ResponseStatus></ErrorResponse>");
}
END_TEST

#define INSTANCE \
	"<CreateParcel xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\">"

/* A document, and the parcel in it. */
static const struct {
	const char *xml, *prints;
} documents[] = {
	{ INSTANCE "<label i:nil=\"\">a</label></CreateParcel>", "label=a" },
	{ INSTANCE "<label i:type=\"x\">a</label></CreateParcel>", "label=a" },
	{ INSTANCE "<label i:type=\"x\" i:nil=\"true\"/></CreateParcel>", "" },
	{ "<?xml version=\"1.0\" encoding=\"utf-8?><CreateParcel/>",
		"refused SerializationException" },
	{ "<?xml version=\"1.0\" encoding", "refused SerializationException" },
	{ "<?xml version=\"1.0\" encoding?><CreateParcel/>",
		"refused SerializationException" },
};

START_TEST(a_document_is_a_parcel_or_refused)
{
	ck_assert_str_eq(body_print("application/xml", documents[_i].xml,
				 strlen(documents[_i].xml)),
		documents[_i].prints);
}
END_TEST

#if !defined(SANITIZED)

static struct rlimit usual;

static void
lift_limit(void)
{
	setrlimit(RLIMIT_AS, &usual);
}

/* Has libxml2 read a text that takes more memory than there is. */
static void
read_without_memory(void)
{
	static char document[1 << 25];
	const struct xmllib *lib = xmllib_load();
	xmlParserCtxtPtr context = lib->new_context();
	struct rlimit none;

	memset(document, 'a', sizeof(document));
	memcpy(document, BYTES("<a>"));
	getrlimit(RLIMIT_AS, &usual);
	none = usual;
	none.rlim_cur = 0;
	atexit(lift_limit);
	setrlimit(RLIMIT_AS, &none);
	lib->read(context, document, sizeof(document), NULL, NULL,
		XML_PARSE_HUGE);
}

START_TEST(libxml2_that_lacks_memory_ends_the_work)
{
	ck_assert_str_eq(
		last_words(read_without_memory), "libxml2 has no memory left");
}
END_TEST

#endif

Suite *
xml_suite(void)
{
	Suite *suite = suite_create("xml");
	TCase *tcase = fixture_case(suite, "xml");

	tcase_add_test(tcase, an_answer_is_written_to_the_byte);
	tcase_add_test(tcase, an_empty_message_is_an_empty_element);
	tcase_add_loop_test(
		tcase, text_is_escaped_where_it_must_be, 0, COUNT(texts));
	tcase_add_test(tcase, lists_have_an_element_for_each_item);
	tcase_add_loop_test(tcase, members_stand_as_data_contracts_have_them, 0,
		COUNT(orders));
	tcase_add_test(tcase, the_members_of_an_item_stand_by_their_names_too);
	tcase_add_test(tcase, a_refusal_has_its_members_as_its_table_has_them);
	tcase_add_loop_test(
		tcase, a_document_is_a_parcel_or_refused, 0, COUNT(documents));
#if !defined(SANITIZED)
	tcase_add_test(tcase, libxml2_that_lacks_memory_ends_the_work);
#endif
	return suite;
}
