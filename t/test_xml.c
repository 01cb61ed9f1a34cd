/* Tests of answers in XML. */
#include "fixture.h"

#include <string.h>

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
		HEAD "<kind>LETTER</kind><insured>false</insured>"
		     "<gift>true</gift><stops><Stop><place>Rome</place>"
		     "<scans><Scan><at>2020-01-02T00:00:00Z</at></Scan>"
		     "</scans></Stop><Stop></Stop></stops>"
		     "<size><height>3</height></size>" FOOT);
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
	tcase_add_loop_test(
		tcase, a_document_is_a_parcel_or_refused, 0, COUNT(documents));
	return suite;
}
