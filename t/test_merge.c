/* Tests of what a customer is when a message has changed it. */
#include <string.h>

#include "customer/customer.h"
#include "fixture.h"
#include "format/json.h"
#include "operation/merge.h"

Suite *merge_suite(void);

/*
 * A customer that was stored when more was allowed than now: gender X, three
 * addresses of mail, telephones of the kind Fax, and a day to come.
 */
static const char stored[] =
	"{\"privacyPolicyAcceptanceStorage\":true,\"title\":\"Mrs.\","
	"\"lastName\":\"Rossi\",\"canBeContactedByMaison\":true,"
	"\"clientType\":\"PRIVATE\",\"languageId\":\"ita\",\"gender\":\"X\","
	"\"countryId\":\"it\",\"birthDate\":\"2020-06-20\","
	"\"posCode\":\"ES100:1\",\"brand\":\"CAR\",\"contactByEmailFlag\":true,"
	"\"contactByMailFlag\":false,\"contactByPhoneFlag\":false,"
	"\"contactBySMSFlag\":false,\"contactBySocialMediaFlag\":false,"
	"\"dataSharingConsent\":false,"
	"\"emails\":[{\"email\":\"a@example.com\",\"isMainEmail\":true},"
	"{\"email\":\"b@example.com\",\"isMainEmail\":false},"
	"{\"email\":\"c@example.com\",\"isMainEmail\":false}],"
	"\"phones\":[{\"phone\":\"11111\",\"countryPrefix\":\"it\","
	"\"phoneType\":\"Fax\",\"isMainPhone\":true},"
	"{\"phone\":\"22222\",\"countryPrefix\":\"it\",\"phoneType\":\"Home\","
	"\"isMainPhone\":false}]}";

#define FIRST                                            \
	"{\"phone\":\"11111\",\"countryPrefix\":\"it\"," \
	"\"phoneType\":\"Fax\",\"isMainPhone\":true}"
#define SECOND                                           \
	"{\"phone\":\"22222\",\"countryPrefix\":\"it\"," \
	"\"phoneType\":\"Home\",\"isMainPhone\":false}"
#define EMAIL(name) "{\"email\":\"" name "@example.com\",\"isMainEmail\":false}"

static const struct codes_setting phone_types = {
	.codes = "Home\tHome\nWork\tWork\n",
};

/* Reads a message under the rules of the fixture. */
static struct record *
read(const struct schema *schema, const char *json)
{
	struct record *record = record_new(&intake, schema);
	struct reading in = {
		.intake = &intake,
		.bytes = json,
		.length = strlen(json),
	};

	ck_assert(json_read(&in, record));
	return record;
}

/* The customer, read when the rules took it. */
static struct record *
before(void)
{
	static struct codes_setting genders, types;
	const int64_t now = rules.now;
	struct record *record;

	genders.field = &customer_schema.fields[CUSTOMER_GENDER];
	genders.codes = "M\tMale\nF\tFemale\nX\tAnother\n";
	types.field = &phone_schema.fields[PHONE_PHONE_TYPE];
	types.next = &genders;
	rules.settings = &types;
	rules.now = now + INT64_C(365) * 24 * 60 * 60;
	record = read(&customer_schema, stored);
	ck_assert_str_eq(faults_print(record), "");
	rules.settings = NULL;
	rules.now = now;
	return record;
}

/* The members that differ, and what they are now: a list by its items. */
static const char *
difference(const struct record *was, const struct record *is)
{
	struct text text = { .arena = &arena };

	text_puts(&text, "");
	for (size_t i = 0; i < was->schema->count; i++) {
		const struct value *value = &is->values[i];

		if (record_agrees(was, is, i))
			continue;
		text_printf(&text, "%s%s=", text.length == 0 ? "" : " ",
			is->schema->fields[i].name);
		if (value->state != VALUE_GIVEN)
			text_puts(&text, "-");
		else if (is->schema->fields[i].type == TYPE_LIST)
			text_printf(&text, "[%zu]", value->count);
		else
			text_puts(&text, record_text(&arena, is, i));
	}
	return text.bytes;
}

/* What merge_check() finds: "NotEmpty kind, Email sender", or "". */
static const char *
found(const struct faults *faults)
{
	struct text text = { .arena = &arena };

	text_puts(&text, "");
	for (size_t i = 0; i < faults->count; i++)
		text_printf(&text, "%s%s %s", i == 0 ? "" : ", ",
			fault_code(faults->list[i].kind), faults->list[i].path);
	return text.bytes;
}

/* A message, what it changes, and its faults. */
static const struct {
	const char *json, *difference, *faults;
} patches[] = {
	{ "{}", "", "" },
	{ "{\"firstName\":\"Ana\"}", "firstName=Ana", "" },
	{ "{\"gender\":\"X\"}", "", "" },
	{ "{\"gender\":\"x\"}", "gender=-", "Enum gender" },
	{ "{\"gender\":\"M\"}", "gender=M", "" },
	{ "{\"gender\":\"Y\"}", "gender=-", "Enum gender" },
	{ "{\"birthDate\":\"2020-06-20\"}", "", "" },
	{ "{\"birthDate\":\"2020-06-21\"}", "birthDate=-",
		"InclusiveBetween birthDate" },
	{ "{\"birthDate\":null}", "birthDate=-", "" },
	{ "{\"lastName\":null}", "lastName=-", "NotEmpty lastName" },
	{ "{\"contactByEmailFlag\":null}", "contactByEmailFlag=false", "" },
	{ "{\"reset\":[\"birthDate\",\"Emails\"]}", "birthDate=- emails=-",
		"" },
	{ "{\"reset\":[\"lastName\"],\"lastName\":\"Bianchi\"}", "lastName=-",
		"NotEmpty lastName" },
	{ "{\"reset\":[\"colour\",\"boosterCustomerId\",\"gender\"]}",
		"gender=-", "NotEmpty gender, Enum reset[0], Enum reset[1]" },
	{ "{\"reset\":3}", "", "SerializationException reset" },
	{ "{\"emails\":[]}", "emails=[0]", "" },
	{ "{\"emails\":[" EMAIL("d") "]}", "emails=[1]", "" },
	{ "{\"emails\":[" EMAIL("d") "," EMAIL("e") "," EMAIL("f") "]}",
		"emails=[3]", "InclusiveBetween emails" },
	{ "{\"emails\":[" EMAIL("b") "," EMAIL("c") "," EMAIL("x@y") "]}",
		"emails=[3]",
		"InclusiveBetween emails, Email emails[2].email" },
	{ "{\"emails\":[{\"email\":\"a@example.com\",\"isMainEmail\":true}"
	  "," EMAIL("b") "," EMAIL("c") "]}",
		"", "" },
	{ "{\"phones\":[" FIRST "," SECOND "]}", "", "" },
	{ "{\"phones\":[" SECOND "," FIRST "]}", "phones=[2]", "" },
	{ "{\"phones\":[" FIRST "]}", "phones=[1]", "" },
	{ "{\"phones\":[" FIRST "," FIRST "]}", "phones=[2]",
		"Predicate phones[1].isMainPhone" },
	{ "{\"phones\":[{\"phone\":\"33333\",\"countryPrefix\":\"it\","
	  "\"phoneType\":\"Fax\",\"isMainPhone\":true}]}",
		"phones=[1]", "" },
	{ "{\"phones\":[" SECOND ",{\"phone\":\"33333\",\"countryPrefix\":"
	  "\"it\",\"phoneType\":\"Fax\",\"isMainPhone\":true}]}",
		"phones=[2]", "Enum phones[1].phoneType" },
	{ "{\"phones\":[" FIRST "," SECOND ",7]}", "phones=[3]",
		"InclusiveBetween phones, SerializationException phones[2]" },
	{ "{\"phones\":[{},7]}", "phones=[2]",
		"NotEmpty phones[0].phone, NotEmpty phones[0].countryPrefix, "
		"NotEmpty phones[0].isMainPhone, SerializationException "
		"phones[1]" },
	{ "{\"clientType\":\"COMPANY\"}", "clientType=COMPANY",
		"NotEmpty companyName" },
};

static void
setup_closed(void)
{
	static struct codes_setting types;

	types = phone_types;
	types.field = &phone_schema.fields[PHONE_PHONE_TYPE];
	rules.settings = &types;
	rules.max_items = 2;
}

/* Merges, and looks at the outcome. */
static void
merge_is(const struct schema *schema, bool patch, const char *json,
	const char *differs, const char *faulty)
{
	struct record *was = before(), *message, *is;
	struct faults faults = { .arena = &arena };

	setup_closed();
	message = read(schema, json);
	is = merge(was, message, patch);
	merge_check(was, message, is, &faults);
	ck_assert_str_eq(found(&faults), faulty);
	ck_assert_str_eq(difference(was, is), differs);
}

START_TEST(a_patch_changes_what_it_names)
{
	merge_is(&patch_schema, true, patches[_i].json, patches[_i].difference,
		patches[_i].faults);
}
END_TEST

#define KEPT                                                       \
	"\"title\":\"Mrs.\",\"lastName\":\"Rossi\","               \
	"\"canBeContactedByMaison\":true,\"clientType\":"          \
	"\"Private\",\"languageId\":\"ita\",\"countryId\":\"it\"," \
	"\"posCode\":\"ES100:1\",\"brand\":\"CAR\""

static const struct {
	const char *json, *difference, *faults;
} replacements[] = {
	{ "{" KEPT ",\"gender\":\"X\"}",
		"birthDate=- contactByEmailFlag=false emails=- phones=-", "" },
	{ "{" KEPT ",\"gender\":\"X\",\"privacyPolicyAcceptanceStorage\":false,"
	  "\"countryDs\":\"Italy\",\"modificationDate\":\"no date\"}",
		"birthDate=- contactByEmailFlag=false emails=- phones=-", "" },
	{ "{" KEPT ",\"gender\":\"Y\",\"birthDate\":\"2020-06-20\","
	  "\"contactByEmailFlag\":true,\"phones\":[" FIRST "]}",
		"gender=- emails=- phones=[1]", "Enum gender" },
	{ "{" KEPT ",\"birthDate\":\"2020-06-20\"}",
		"gender=- contactByEmailFlag=false emails=- phones=-",
		"NotEmpty gender" },
	{ "{}",
		"title=- lastName=- canBeContactedByMaison=- clientType=- "
		"languageId=- gender=- countryId=- birthDate=- posCode=- "
		"brand=- contactByEmailFlag=false emails=- phones=-",
		"NotEmpty canBeContactedByMaison, NotEmpty clientType, "
		"NotEmpty countryId, NotEmpty posCode, NotEmpty brand" },
};

START_TEST(a_replacement_clears_what_it_leaves_out)
{
	merge_is(&update_schema, false, replacements[_i].json,
		replacements[_i].difference, replacements[_i].faults);
}
END_TEST

START_TEST(a_whole_customer_replaced_by_itself_is_the_same)
{
	merge_is(&update_schema, false, stored, "", "");
}
END_TEST

START_TEST(unknown_members_are_faults_where_they_are_refused)
{
	rules.reject_unknown = true;
	merge_is(&patch_schema, true, "{\"colour\":\"red\"}", "",
		"Predicate colour");
}
END_TEST

START_TEST(a_customer_of_a_batch_is_told_by_its_place)
{
	struct record *was = before(), *message, *is;
	struct faults faults = { .arena = &arena };

	setup_closed();
	message = record_new(&intake, &patch_schema);
	message->in_batch = true;
	message->index = 3;
	record_set_text(message, CUSTOMER_GENDER, BYTES("Y"));
	record_set_text(record_item(message, CUSTOMER_RESET, 0), 0, BYTES("y"));
	is = merge(was, message, true);
	merge_check(was, message, is, &faults);
	ck_assert_str_eq(found(&faults), "Enum [3].gender, Enum [3].reset[0]");
}
END_TEST

Suite *
merge_suite(void)
{
	Suite *suite = suite_create("merge");
	TCase *tcase = fixture_case(suite, "merge");

	tcase_add_loop_test(
		tcase, a_patch_changes_what_it_names, 0, COUNT(patches));
	tcase_add_loop_test(tcase, a_replacement_clears_what_it_leaves_out, 0,
		COUNT(replacements));
	tcase_add_test(tcase, a_whole_customer_replaced_by_itself_is_the_same);
	tcase_add_test(
		tcase, unknown_members_are_faults_where_they_are_refused);
	tcase_add_test(tcase, a_customer_of_a_batch_is_told_by_its_place);
	return suite;
}
