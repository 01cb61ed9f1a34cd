/* Tests of the service's own URL. */
#include "fixture.h"

#include <stdlib.h>
#include <string.h>

#include "config/config.h"
#include "http/cgi.h"
#include "http/request.h"
#include "http/site.h"

Suite *site_suite(void);

#define TEN "::::::::::"
#define HUNDRED TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN

static const struct {
	const char *host, *https, *name, *port, *url;
} sites[] = {
	{ "www.example.com", "", "", "", "http://www.example.com" },
	{ "www.example.com:8080", "", "", "", "http://www.example.com:8080" },
	{ "www.example.com", "on", "", "", "https://www.example.com" },
	{ "www.example.com", "ON", "", "", "https://www.example.com" },
	{ "www.example.com", "1", "", "", "https://www.example.com" },
	{ "www.example.com", "off", "", "", "http://www.example.com" },
	{ "192.0.2.1:81", "", "", "", "http://192.0.2.1:81" },
	{ "[2001:db8::1]:81", "", "", "", "http://[2001:db8::1]:81" },
	{ "[::ffff:192.0.2.1]", "", "", "", "http://[::ffff:192.0.2.1]" },
	/* without a header, or with one that no host is */
	{ "", "", "shop.example.org", "80", "http://shop.example.org" },
	{ "", "on", "shop.example.org", "443", "https://shop.example.org" },
	{ "", "", "shop.example.org", "443", "http://shop.example.org:443" },
	{ "", "", "shop.example.org", "8080", "http://shop.example.org:8080" },
	{ "", "", "[::1]", "8080", "http://[::1]:8080" },
	{ "", "", "", "", "http://localhost" },
	{ "", "", "a b", "1x", "http://localhost" },
	{ "[" HUNDRED HUNDRED HUNDRED "]", "", "shop.example.org", "",
		"http://shop.example.org" },
	{ "[::1", "", "shop.example.org", "", "http://shop.example.org" },
	{ "[]", "", "shop.example.org", "", "http://shop.example.org" },
	{ "a\"><b>", "", "shop.example.org", "", "http://shop.example.org" },
	{ "a b", "", "shop.example.org", "", "http://shop.example.org" },
	{ "a'$(id)'", "", "shop.example.org", "", "http://shop.example.org" },
	{ "a/b", "", "shop.example.org", "", "http://shop.example.org" },
	{ "u@a", "", "shop.example.org", "", "http://shop.example.org" },
	{ "a:", "", "shop.example.org", "", "http://shop.example.org" },
	{ "a:x", "", "shop.example.org", "", "http://shop.example.org" },
	{ "a:123456", "", "shop.example.org", "", "http://shop.example.org" },
	{ ":80", "", "shop.example.org", "", "http://shop.example.org" },
	{ "[" HUNDRED HUNDRED HUNDRED "]", "", "shop.example.org", "",
		"http://shop.example.org" },
	{ "[::1", "", "shop.example.org", "", "http://shop.example.org" },
	{ "[]", "", "shop.example.org", "", "http://shop.example.org" },
	{ "[::1]x", "", "shop.example.org", "", "http://shop.example.org" },
	{ "\xC3\xA4.example", "", "shop.example.org", "",
		"http://shop.example.org" },
};

START_TEST(the_url_is_what_clients_can_write)
{
	struct site site = { sites[_i].host, sites[_i].https, sites[_i].name,
		sites[_i].port };

	ck_assert_str_eq(site_url(&arena, &site), sites[_i].url);
}
END_TEST

START_TEST(a_host_is_as_long_as_a_name_can_be)
{
	struct site site = { repeated("a", 255), "", "b", "" };

	ck_assert_uint_eq(strlen(site_url(&arena, &site)), 7 + 255);
	site.host = repeated("a", 256);
	ck_assert_str_eq(site_url(&arena, &site), "http://b");
}
END_TEST

/* The variables that a web server says it with, and values of theirs. */
static const char *const variables[][2] = {
	{ "HTTP_HOST", "" },
	{ "HTTPS", "on" },
	{ "SERVER_NAME", "shop.example.org" },
	{ "SERVER_PORT", "8443" },
};

/* What a request says of it that comes with these variables. */
static const char *
url_told(void)
{
	struct config config = { .body_timeout = 1 };
	struct request request;

	setenv("REQUEST_METHOD", "GET", 1);
	cgi_request(&arena, &config, &request);
	return site_url(&arena, &request.site);
}

START_TEST(the_web_server_says_what_the_site_is)
{
	for (int i = 0; i < COUNT(variables); i++)
		setenv(variables[i][0], variables[i][1], 1);
	ck_assert_str_eq(url_told(), "https://shop.example.org:8443");
	setenv("HTTP_HOST", "www.example.com", 1);
	ck_assert_str_eq(url_told(), "https://www.example.com");
	for (int i = 0; i < COUNT(variables); i++)
		unsetenv(variables[i][0]);
	ck_assert_str_eq(url_told(), "http://localhost");
}
END_TEST

Suite *
site_suite(void)
{
	Suite *suite = suite_create("site");
	TCase *tcase = fixture_case(suite, "site");

	tcase_add_loop_test(
		tcase, the_url_is_what_clients_can_write, 0, COUNT(sites));
	tcase_add_test(tcase, the_web_server_says_what_the_site_is);
	tcase_add_test(tcase, a_host_is_as_long_as_a_name_can_be);
	return suite;
}
