/* Tests of time zones, by files of our own and by those of the system. */
#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/zone.h"
#include "base/zonerule.h"

Suite *zone_suite(void);

enum { DAY = 86400, HOUR = 3600 };

static char made[] = "/tmp/crm-zones-XXXXXX";
static const struct zone *zone;

static void
start(void)
{
	strcpy(made, "/tmp/crm-zones-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(made));
}

static void
end(void)
{
	remove_folder(made);
}

/* Reads bytes as the file of a zone; returns what is wrong with it. */
static const char *
read_bytes(const char *bytes, size_t length)
{
	FILE *out = fopen(arena_printf(&arena, "%s/Made", made), "w");

	ck_assert_ptr_nonnull(out);
	ck_assert_uint_eq(fwrite(bytes, 1, length, out), length);
	fclose(out);
	return zone_read(&arena, made, "Made", &zone);
}

static const char *
read_file(const struct text *text)
{
	return read_bytes(text->bytes, text->length);
}

static void
put_number(struct text *out, int64_t number, int width)
{
	while (width-- > 0)
		text_putc(out, (char)((uint64_t)number >> width * 8));
}

/* Changes of a zone that was 1 h 23 s ahead, then at UTC, then 2 h behind. */
static const int64_t changes[] = { -2000000000, 1000000000 };

/* Adds a header and a block with these changes, and leap seconds. */
static void
put_block(struct text *out, char version, int width, int leaps)
{
	text_add(out, BYTES("TZif"));
	text_putc(out, version);
	put_number(out, 0, 8);
	put_number(out, 0, 7);
	put_number(out, 3, 4);
	put_number(out, 3, 4);
	put_number(out, leaps, 4);
	put_number(out, 2, 4);
	put_number(out, 3, 4);
	put_number(out, 4, 4);
	put_number(out, changes[0], width);
	put_number(out, changes[1], width);
	text_add(out, BYTES("\1\2"));
	for (int i = 0; i < 3; i++) {
		static const int64_t offsets[] = { 3623, 0, -7200 };

		put_number(out, offsets[i], 4);
		put_number(out, 0, 2);
	}
	text_add(out, BYTES("ABC\0"));
	put_number(out, 0, leaps * (width + 4));
	put_number(out, 0, 6);
}

static void
check_changes(void)
{
	ck_assert_int_eq(zone_offset(zone, INT64_MIN), 3623);
	ck_assert_int_eq(zone_offset(zone, changes[0] - 1), 3623);
	ck_assert_int_eq(zone_offset(zone, changes[0]), 0);
	ck_assert_int_eq(zone_offset(zone, changes[1] - 1), 0);
}

START_TEST(a_file_of_version_1_ends_with_its_last_change)
{
	struct text out = { .arena = &arena };

	put_block(&out, '\0', 4, 0);
	ck_assert_pstr_eq(read_file(&out), NULL);
	check_changes();
	ck_assert_int_eq(zone_offset(zone, changes[1]), -7200);
	ck_assert_int_eq(zone_offset(zone, INT64_MAX), -7200);
}
END_TEST

/* A file whose second part, the one that counts, goes on by a rule. */
static void
put_file(struct text *out, const char *rule)
{
	put_block(out, '3', 4, 0);
	put_block(out, '3', 8, 0);
	text_printf(out, "\n%s\n", rule);
}

START_TEST(a_file_of_a_later_version_goes_on_by_its_rule)
{
	struct text out = { .arena = &arena };

	put_file(&out, "<+05>-5");
	ck_assert_pstr_eq(read_file(&out), NULL);
	check_changes();
	ck_assert_int_eq(zone_offset(zone, changes[1]), 5 * HOUR);
}
END_TEST

START_TEST(a_file_may_have_no_rule)
{
	struct text out = { .arena = &arena };

	put_file(&out, "");
	ck_assert_pstr_eq(read_file(&out), NULL);
	check_changes();
	ck_assert_int_eq(zone_offset(zone, changes[1]), -7200);
}
END_TEST

START_TEST(a_file_that_is_cut_short_is_none)
{
	struct text out = { .arena = &arena };

	put_file(&out, "<+05>-5");
	for (size_t length = 0; length < out.length; length++)
		ck_assert_ptr_nonnull(read_bytes(out.bytes, length));
}
END_TEST

START_TEST(a_file_that_is_damaged_is_none)
{
	static const struct {
		int at;
		char byte;
	} damages[] = {
		{ 0, 't' },           /* the mark */
		{ 20, 1 }, { 33, 1 }, /* a number beyond all bounds */
		{ 39, 0 },            /* no types */
		{ 53, 3 },            /* a type that is not there */
		{ 44, 0x7F },         /* changes in another order */
	};

	for (int i = 0; i < COUNT(damages); i++) {
		struct text out = { .arena = &arena };

		put_block(&out, '\0', 4, 0);
		out.bytes[damages[i].at] = damages[i].byte;
		ck_assert_ptr_nonnull(read_file(&out));
	}
}
END_TEST

START_TEST(a_file_that_counts_leap_seconds_is_none)
{
	struct text out = { .arena = &arena };

	put_block(&out, '\0', 4, 1);
	ck_assert_ptr_nonnull(read_file(&out));
}
END_TEST

START_TEST(a_file_that_is_too_large_is_none)
{
	struct text out = { .arena = &arena };

	put_file(&out, "<+05>-5");
	text_puts(&out, repeated("x", 64 * 1024));
	ck_assert_ptr_nonnull(read_file(&out));
}
END_TEST

static const char *const hostile[] = { "", "/", "/etc/passwd", "..", ".",
	"../Made", "x/../Made", "./Made", "Made/", "/Made", "x//Made", "Ma de",
	"Made\n", "Mad\xc3\xa9", "Made.txt", ":Made",
	"CET-1CEST,M3.5.0,M10.5.0", "~", "$HOME", "Made;x", "Made\\x" };

START_TEST(a_name_leads_nowhere_else)
{
	struct text out = { .arena = &arena };

	put_file(&out, "<+05>-5");
	ck_assert_pstr_eq(read_file(&out), NULL);
	ck_assert_pstr_eq(zone_read(&arena, made, hostile[_i], &zone),
		"is no name such as Europe/Rome");
}
END_TEST

START_TEST(what_is_missing_is_told)
{
	ck_assert_ptr_nonnull(strstr(
		zone_read(&arena, made, "Europe/Atlantis", &zone), made));
	ck_assert_ptr_nonnull(strstr(
		zone_read(&arena, "/nowhere/zoneinfo", "Europe/Rome", &zone),
		"/nowhere/zoneinfo is missing; install it"));
}
END_TEST

static const struct {
	const char *rule;
	int64_t seconds;
	int offset; /* minutes */
} ruled[] = {
	{ "UTC0", 0, 0 }, { "<-0330>+3:30", 0, -210 },
	{ "<+0545>-5:45", 0, 345 }, { "ABC-1:02:30", 0, 62 },
	/* 2021-03-28T01:00Z and 2021-10-31T01:00Z */
	{ "CET-1CEST,M3.5.0,M10.5.0/3", 1616893199, 60 },
	{ "CET-1CEST,M3.5.0,M10.5.0/3", 1616893200, 120 },
	{ "CET-1CEST,M3.5.0,M10.5.0/3", 1635641999, 120 },
	{ "CET-1CEST,M3.5.0,M10.5.0/3", 1635642000, 60 },
	/* south of the equator: 2021-04-03T16:00Z, 2021-10-02T16:00Z */
	{ "AEST-10AEDT,M10.1.0,M4.1.0/3", 1617465599, 660 },
	{ "AEST-10AEDT,M10.1.0,M4.1.0/3", 1617465600, 600 },
	{ "AEST-10AEDT,M10.1.0,M4.1.0/3", 1633190399, 600 },
	{ "AEST-10AEDT,M10.1.0,M4.1.0/3", 1633190400, 660 },
	/* a winter time that is named summer's: 2021-03-28T01:00Z */
	{ "IST-1GMT0,M10.5.0,M3.5.0/1", 1616893199, 0 },
	{ "IST-1GMT0,M10.5.0,M3.5.0/1", 1616893200, 60 },
	/* hours of another day: 2021-03-28T01:00Z is the evening before */
	{ "<-02>2<-01>,M3.5.0/-1,M10.5.0/0", 1616893199, -120 },
	{ "<-02>2<-01>,M3.5.0/-1,M10.5.0/0", 1616893200, -60 },
	/* summer for ever */
	{ "EST5EDT,0/0,J365/25", 1609477199, -240 },
	{ "EST5EDT,0/0,J365/25", 1609477200, -240 },
	{ "EST5EDT,0/0,J365/25", 1625000000, -240 },
	/* days of the year, with and without February's 29th */
	{ "AAA0BBB,J60/0,J61/0", 1582934400, 0 },  /* 2020-02-29T00:00Z */
	{ "AAA0BBB,J60/0,J61/0", 1583020800, 60 }, /* 2020-03-01T00:00Z */
	{ "AAA0BBB,59/0,60/0", 1582934400, 60 },
	{ "AAA0BBB,59/0,60/0", 1583020800, 0 },
	{ "AAA0BBB-2,M12.5.5/0,M12.5.6/0", 1640908800, 120 }, /* 2021-12-31 */
};

START_TEST(a_rule_of_posix_is_followed)
{
	struct zonerule rule;

	ck_assert(
		zonerule_parse(ruled[_i].rule, strlen(ruled[_i].rule), &rule));
	ck_assert_int_eq(zonerule_offset(&rule, ruled[_i].seconds) / 60,
		ruled[_i].offset);
}
END_TEST

static const char *const unruly[] = { "", "U", "UT0", "UTC", "UTC+", "UTC0x",
	"UTC168", "UTC0:60", "UTC0:00:60", "<UTC0", "<>0", "CET-1CEST",
	"CET-1CEST,", "CET-1CEST,M3.5.0", "CET-1CEST,M3.5.0,",
	"CET-1CEST,M13.5.0,M10.5.0", "CET-1CEST,M3.6.0,M10.5.0",
	"CET-1CEST,M3.5.7,M10.5.0", "CET-1CEST,M3.5,M10.5.0",
	"CET-1CEST,J0,J365", "CET-1CEST,J1,J366", "CET-1CEST,0,366",
	"CET-1CEST,M3.5.0/,M10.5.0", "CET-1CEST,M3.5.0,M10.5.0 ",
	"CET-1CEST,M3.5.0,M10.5.0/168", "CET-1CEST-x,M3.5.0,M10.5.0",
	":Europe/Rome", "Europe/Rome", "CET-99999999999999999999" };

START_TEST(what_is_no_rule_of_posix_is_refused)
{
	struct zonerule rule;

	ck_assert(!zonerule_parse(unruly[_i], strlen(unruly[_i]), &rule));
}
END_TEST

/* Compares a zone of the system with what the C library makes of it. */
static void
compare(const char *name)
{
	const char *wrong = zone_read(&arena, ZONE_FOLDER, name, &zone);

	ck_assert_msg(wrong == NULL, "%s %s", name, wrong);
	setenv("TZ", arena_printf(&arena, ":%s/%s", ZONE_FOLDER, name), 1);
	tzset();
	for (int64_t seconds = 0; seconds < INT64_C(4102444800);
		seconds += 9 * DAY + 5 * HOUR + 7) {
		time_t now = (time_t)seconds;
		struct tm there;

		localtime_r(&now, &there);
		if (zone_offset(zone, seconds) != there.tm_gmtoff)
			ck_abort_msg("%s is %ld ahead at %lld, not %lld", name,
				there.tm_gmtoff, (long long)seconds,
				(long long)zone_offset(zone, seconds));
	}
}

/* Of the names that systems have, those that changed in every way. */
static const char *const places[] = { "Europe/Rome", "Europe/London",
	"Europe/Dublin", "Europe/Moscow", "Europe/Lisbon", "Asia/Tokyo",
	"Asia/Kolkata", "Asia/Kathmandu", "Asia/Tehran", "Asia/Gaza",
	"Africa/Casablanca", "Africa/Cairo", "America/New_York",
	"America/Sao_Paulo", "America/Caracas", "America/Nuuk",
	"America/St_Johns", "Australia/Lord_Howe", "Australia/Sydney",
	"Pacific/Apia", "Pacific/Kiritimati", "Pacific/Chatham",
	"Pacific/Auckland", "Etc/GMT+12", "Etc/GMT-14", "UTC" };

START_TEST(the_zones_of_the_system_are_read_as_the_c_library_does)
{
	const char *name = places[_i];

	if (access(arena_printf(&arena, ZONE_FOLDER "/%s", name), R_OK) == 0)
		compare(name);
	unsetenv("TZ");
	tzset();
}
END_TEST

Suite *
zone_suite(void)
{
	Suite *suite = suite_create("zone");
	TCase *tcase = fixture_case(suite, "zone");

	tcase_add_checked_fixture(tcase, start, end);
	tcase_add_test(tcase, a_file_of_version_1_ends_with_its_last_change);
	tcase_add_test(tcase, a_file_of_a_later_version_goes_on_by_its_rule);
	tcase_add_test(tcase, a_file_may_have_no_rule);
	tcase_add_test(tcase, a_file_that_is_cut_short_is_none);
	tcase_add_test(tcase, a_file_that_is_damaged_is_none);
	tcase_add_test(tcase, a_file_that_counts_leap_seconds_is_none);
	tcase_add_test(tcase, a_file_that_is_too_large_is_none);
	tcase_add_loop_test(
		tcase, a_name_leads_nowhere_else, 0, COUNT(hostile));
	tcase_add_test(tcase, what_is_missing_is_told);
	tcase_add_loop_test(
		tcase, a_rule_of_posix_is_followed, 0, COUNT(ruled));
	tcase_add_loop_test(
		tcase, what_is_no_rule_of_posix_is_refused, 0, COUNT(unruly));
	tcase_add_loop_test(tcase,
		the_zones_of_the_system_are_read_as_the_c_library_does, 0,
		COUNT(places));
	return suite;
}
