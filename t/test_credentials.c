/* Tests of the keys that a request has, and of what other sites may do. */
#include "fixture.h"

#include <string.h>

#include "config/config.h"
#include "http/credentials.h"
#include "http/request.h"
#include "http/sharing.h"

Suite *credentials_suite(void);

/* Two sound keys, and their forms in Basic: x:ONE, ONE: and x:TWO. */
#define ONE "crm_000000000000000000000000000000002wjyrI"
#define TWO "crm_1111111111111111111111111111111141XygD"
#define X_ONE "eDpjcm1fMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAyd2p5ckk="
#define ONE_X "Y3JtXzAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMndqeXJJOg=="
#define X_TWO "eDpjcm1fMTExMTExMTExMTExMTExMTExMTExMTExMTExMTExMTE0MVh5Z0Q="

static const struct {
	const char *authorization, *api_key, *query;
	enum credentials_state state;
	const char *key;
	bool ambient;
} sent[] = {
	{ "", "", "", CREDENTIALS_NONE, NULL, false },
	{ " ", " ", "", CREDENTIALS_NONE, NULL, false },
	{ "Bearer " ONE, "", "", CREDENTIALS_KEY, ONE, false },
	{ "bEARER \t " ONE " ", "", "", CREDENTIALS_KEY, ONE, false },
	{ "", ONE, "", CREDENTIALS_KEY, ONE, false },
	{ "", " " ONE "\t", "", CREDENTIALS_KEY, ONE, false },
	{ "Basic " X_ONE, "", "", CREDENTIALS_KEY, ONE, true },
	{ "basic  " ONE_X, "", "", CREDENTIALS_KEY, ONE, true },
	{ "Bearer " ONE, ONE, "", CREDENTIALS_KEY, ONE, false },
	{ "Basic " X_ONE, ONE, "", CREDENTIALS_KEY, ONE, false },
	/* two that differ */
	{ "Bearer " ONE, TWO, "", CREDENTIALS_WRONG, NULL, false },
	{ "Basic " X_TWO, ONE, "", CREDENTIALS_WRONG, NULL, false },
	{ "Bearer " ONE ", Bearer " ONE, "", "", CREDENTIALS_WRONG, NULL,
		false },
	{ "", ONE ", " ONE, "", CREDENTIALS_WRONG, NULL, false },
	/* what can be no key */
	{ "Bearer", "", "", CREDENTIALS_WRONG, NULL, false },
	{ "Bearer x", "", "", CREDENTIALS_WRONG, NULL, false },
	{ "Bearer\r", "", "", CREDENTIALS_WRONG, NULL, false },
	{ "Bearer" ONE, "", "", CREDENTIALS_NONE, NULL, false },
	{ ONE, "", "", CREDENTIALS_WRONG, NULL, false },
	{ "", "x", "", CREDENTIALS_WRONG, NULL, false },
	{ "Bearer x", ONE, "", CREDENTIALS_WRONG, NULL, false },
	{ "Bearer " ONE, "x", "", CREDENTIALS_WRONG, NULL, false },
	{ "Basic", "", "", CREDENTIALS_WRONG, NULL, false },
	{ "Basic !!!!", "", "", CREDENTIALS_WRONG, NULL, false },
	{ "Basic eA==", "", "", CREDENTIALS_WRONG, NULL, false }, /* x */
	{ "Basic Og==", "", "", CREDENTIALS_WRONG, NULL, false }, /* : */
	{ "Basic eDp5", "", "", CREDENTIALS_WRONG, NULL, false }, /* x:y */
	{ "Basic eDp5AA==", "", "", CREDENTIALS_WRONG, NULL,
		false }, /* x:y and a NUL */
	{ "Basic " X_ONE X_ONE, "", "", CREDENTIALS_WRONG, NULL, false },
	/* other schemes are the server's */
	{ "Digest username=\"x\"", "", "", CREDENTIALS_NONE, NULL, false },
	{ "Negotiate " ONE, "", "", CREDENTIALS_NONE, NULL, false },
	{ "Digest x", ONE, "", CREDENTIALS_KEY, ONE, false },
	/* the URL */
	{ "", "", "apikey=x", CREDENTIALS_IN_URL, NULL, false },
	{ "", "", "a&API_Key=x", CREDENTIALS_IN_URL, NULL, false },
	{ "", "", "apikey=%zz", CREDENTIALS_IN_URL, NULL, false },
	{ "", ONE, "a=b&%61ccess_token=" ONE, CREDENTIALS_IN_URL, NULL, false },
	{ "", "", "apikey=&api_key&access_token=", CREDENTIALS_NONE, NULL,
		false },
	{ "", "", "apikeys=x&x=apikey&a=%zz&%zz=b", CREDENTIALS_NONE, NULL,
		false },
};

START_TEST(keys_are_found_wherever_they_are_sent)
{
	struct request request = request_none;
	struct credentials found;

	request.authorization = sent[_i].authorization;
	request.api_key = sent[_i].api_key;
	request.query = sent[_i].query;
	/* without AUTH_TYPE the user's name was not checked */
	request.user = "ana";
	found = credentials_read(&arena, &request, true);
	ck_assert_int_eq(found.state, sent[_i].state);
	ck_assert_ptr_null(found.user);
	if (found.state != CREDENTIALS_KEY)
		return;
	ck_assert_str_eq(found.key, sent[_i].key);
	ck_assert_int_eq(found.ambient, sent[_i].ambient);
}
END_TEST

/* Where the server has authenticated a user. */
static const struct {
	const char *authorization, *api_key, *user;
	bool remote_user;
	enum credentials_state state;
	const char *key, *found_user;
	bool ambient;
} known[] = {
	{ "", "", "ana", true, CREDENTIALS_KEY, NULL, "ana", true },
	{ "Basic eDp5", "", "ana", true, CREDENTIALS_KEY, NULL, "ana", true },
	{ "Basic " X_ONE, "", "ana", true, CREDENTIALS_KEY, NULL, "ana", true },
	{ "Basic eDp5", ONE, "ana", true, CREDENTIALS_KEY, ONE, "ana", false },
	{ "Basic eDp5", "x", "ana", true, CREDENTIALS_WRONG, NULL, NULL,
		false },
	{ "Basic eDp5", "", "", true, CREDENTIALS_NONE, NULL, NULL, false },
	{ "Basic eDp5", "", "ana", false, CREDENTIALS_NONE, NULL, NULL, false },
	{ "Bearer x", "", "ana", false, CREDENTIALS_NONE, NULL, NULL, false },
	{ "Basic eDp5", ONE, "ana", false, CREDENTIALS_KEY, ONE, NULL, false },
	{ "Basic " X_ONE, "", "ana", false, CREDENTIALS_KEY, ONE, NULL, true },
	{ "Basic " X_ONE, TWO, "ana", false, CREDENTIALS_WRONG, NULL, NULL,
		false },
};

START_TEST(authorization_is_the_servers_where_the_server_knows_the_user)
{
	struct request request = request_none;
	struct credentials found;

	request.authorization = known[_i].authorization;
	request.api_key = known[_i].api_key;
	request.auth_type = "Basic";
	request.user = known[_i].user;
	found = credentials_read(&arena, &request, known[_i].remote_user);
	ck_assert_int_eq(found.state, known[_i].state);
	if (found.state != CREDENTIALS_KEY)
		return;
	ck_assert_pstr_eq(found.key, known[_i].key);
	ck_assert_pstr_eq(found.user, known[_i].found_user);
	ck_assert_int_eq(found.ambient, known[_i].ambient);
}
END_TEST

#define LISTED "https://shop.example.com"

static const struct {
	const char *method, *url, *https, *site, *origin;
	bool foreign;
} senders[] = {
	{ "POST", NULL, "", "", "", false },
	{ "POST", NULL, "", "none", "", false },
	{ "POST", NULL, "", "same-origin", "", false },
	{ "POST", NULL, "", "same-site", "", true },
	{ "POST", NULL, "", "cross-site", "", true },
	{ "DELETE", NULL, "", "Cross-Site", "", true },
	{ "PUT", NULL, "", "cross-site", "http://crm.example.com", true },
	{ "PATCH", NULL, "", "", "http://crm.example.com", false },
	{ "POST", NULL, "", "", "HTTP://CRM.example.com", false },
	/* a proxy may speak TLS; nothing may take it off */
	{ "POST", NULL, "", "", "https://crm.example.com", false },
	{ "POST", NULL, "on", "", "http://crm.example.com", true },
	{ "POST", NULL, "on", "", "https://crm.example.com", false },
	{ "POST", NULL, "", "", "http://crm.example.com:81", true },
	{ "POST", NULL, "", "", "http://crm.example.com.example.net", true },
	{ "POST", NULL, "", "", "http://crm.example.co", true },
	{ "POST", NULL, "", "", "null", true },
	{ "POST", NULL, "", "", LISTED, false },
	{ "POST", NULL, "", "cross-site", LISTED, false },
	{ "POST", NULL, "", "same-site", LISTED ".example.net", true },
	{ "POST", "https://www.example.com/crm", "", "",
		"https://www.example.com", false },
	{ "POST", "https://www.example.com:8443", "", "",
		"https://www.example.com:8443", false },
	{ "POST", "https://www.example.com/crm", "", "",
		"https://www.example.org", true },
	{ "GET", NULL, "", "cross-site", "null", false },
	{ "HEAD", NULL, "", "cross-site", "null", false },
	{ "OPTIONS", NULL, "", "cross-site", "null", false },
	{ "get", NULL, "", "cross-site", "", true },
};

START_TEST(the_pages_of_other_sites_are_told_from_others)
{
	struct request request = request_none;
	struct config config = { .allow_origin = "https://a.example " LISTED,
		.url = senders[_i].url };

	request.method = senders[_i].method;
	request.site.host = "crm.example.com";
	request.site.https = senders[_i].https;
	request.fetch_site = senders[_i].site;
	request.origin = senders[_i].origin;
	ck_assert_int_eq(sharing_is_foreign(&arena, &config, &request),
		senders[_i].foreign);
	if (strcmp(request.origin, LISTED) != 0)
		return;
	config.allow_origin = NULL;
	ck_assert(sharing_is_foreign(&arena, &config, &request));
}
END_TEST

/* The ids that a server may give, and whether they are taken. */
static const struct {
	const char *id;
	size_t times;
	bool taken;
} ids[] = {
	{ "ZWx1-_@.~+=:/9", 1, true },
	{ "a", 64, true },
	{ "a", 65, false },
	{ "", 1, false },
	{ "a b", 1, false },
	{ "a\r\nb: c", 1, false },
	{ "\xc3\xa9", 1, false },
	{ "a\"", 1, false },
};

START_TEST(the_servers_id_is_taken_if_it_is_harmless)
{
	struct request request = request_none;
	char id[REQUEST_ID], other[REQUEST_ID];

	request.id = repeated(ids[_i].id, ids[_i].times);
	request_identify(&request, id);
	request_identify(&request, other);
	if (ids[_i].taken) {
		ck_assert_str_eq(id, request.id);
		return;
	}
	ck_assert_uint_eq(strlen(id), 32);
	ck_assert_uint_eq(strspn(id, "0123456789abcdef"), 32);
	ck_assert_str_ne(id, other);
}
END_TEST

Suite *
credentials_suite(void)
{
	Suite *suite = suite_create("credentials");
	TCase *tcase = fixture_case(suite, "credentials");

	tcase_add_loop_test(
		tcase, keys_are_found_wherever_they_are_sent, 0, COUNT(sent));
	tcase_add_loop_test(tcase,
		authorization_is_the_servers_where_the_server_knows_the_user, 0,
		COUNT(known));
	tcase_add_loop_test(tcase,
		the_pages_of_other_sites_are_told_from_others, 0,
		COUNT(senders));
	tcase_add_loop_test(tcase, the_servers_id_is_taken_if_it_is_harmless, 0,
		COUNT(ids));
	return suite;
}
