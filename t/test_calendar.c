/* Tests of days and instants of the Gregorian calendar. */
#include "fixture.h"

#include "base/calendar.h"

Suite *calendar_suite(void);

static bool
leaps(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int
month_days(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
		31 };

	return days[month - 1] + (month == 2 && leaps(year));
}

/* 0001-01-01 is 719162 days before 1970-01-01. */
START_TEST(every_day_of_the_years_1_to_9999_goes_there_and_back)
{
	int64_t days = -719162;

	for (int year = 1; year <= 9999; year++)
		for (int month = 1; month <= 12; month++)
			for (int day = 1; day <= month_days(year, month);
				day++, days++) {
				struct day back = calendar_day(days);

				if (calendar_days((struct day){
					    year, month, day }) != days ||
					back.year != year ||
					back.month != month ||
					back.day != day ||
					!calendar_exists(back))
					ck_abort_msg(
						"%d-%d-%d", year, month, day);
			}
	ck_assert_int_eq(days, 2932897);
}
END_TEST

static const struct {
	struct day day;
	int64_t days;
} known[] = {
	{ { 1970, 1, 1 }, 0 },
	{ { 1969, 12, 31 }, -1 },
	{ { 2000, 2, 29 }, 11016 },
	{ { 2020, 12, 30 }, 18626 },
	{ { 2038, 1, 19 }, 24855 },
	{ { 1, 1, 1 }, -719162 },
	{ { 9999, 12, 31 }, 2932896 },
};

START_TEST(known_days_have_their_number)
{
	ck_assert_int_eq(calendar_days(known[_i].day), known[_i].days);
}
END_TEST

static const struct day missing[] = {
	{ 2021, 2, 29 },
	{ 1900, 2, 29 },
	{ 2020, 2, 30 },
	{ 2020, 4, 31 },
	{ 2020, 6, 31 },
	{ 2020, 9, 31 },
	{ 2020, 11, 31 },
	{ 2020, 1, 32 },
	{ 2020, 12, 32 },
	{ 2020, 13, 1 },
	{ 2020, 0, 1 },
	{ 2020, 1, 0 },
	{ 0, 1, 1 },
	{ 10000, 1, 1 },
	{ -1, 1, 1 },
	{ 2020, -1, 1 },
	{ 2020, 1, -1 },
};

START_TEST(a_day_that_is_in_no_calendar_does_not_exist)
{
	ck_assert(!calendar_exists(missing[_i]));
}
END_TEST

static const struct {
	int64_t seconds;
	const char *fraction, *text;
} instants[] = {
	{ 0, "", "1970-01-01T00:00:00Z" },
	{ -1, "", "1969-12-31T23:59:59Z" },
	{ 1609323072, "", "2020-12-30T10:11:12Z" },
	{ 1609323072, "123456789", "2020-12-30T10:11:12.123456789Z" },
	{ INT64_C(1) << 31, "", "2038-01-19T03:14:08Z" },
	{ -INT64_C(719162) * 86400, "", "0001-01-01T00:00:00Z" },
	{ INT64_C(2932897) * 86400 - 1, "5", "9999-12-31T23:59:59.5Z" },
};

START_TEST(an_instant_is_written_in_utc)
{
	char out[CALENDAR_ROOM];

	calendar_put_instant(out, instants[_i].seconds, instants[_i].fraction);
	ck_assert_str_eq(out, instants[_i].text);
}
END_TEST

START_TEST(a_day_is_written_with_the_year_first)
{
	char out[CALENDAR_ROOM];

	calendar_put_day(out, (struct day){ 2020, 12, 30 });
	ck_assert_str_eq(out, "2020-12-30");
	calendar_put_day(out, (struct day){ 7, 1, 2 });
	ck_assert_str_eq(out, "0007-01-02");
}
END_TEST

START_TEST(now_is_this_century)
{
	ck_assert_int_gt(calendar_now(), FIXTURE_NOW);
}
END_TEST

Suite *
calendar_suite(void)
{
	Suite *suite = suite_create("calendar");
	TCase *tcase = fixture_case(suite, "calendar");

	tcase_add_test(
		tcase, every_day_of_the_years_1_to_9999_goes_there_and_back);
	tcase_add_loop_test(
		tcase, known_days_have_their_number, 0, COUNT(known));
	tcase_add_loop_test(tcase, a_day_that_is_in_no_calendar_does_not_exist,
		0, COUNT(missing));
	tcase_add_loop_test(
		tcase, an_instant_is_written_in_utc, 0, COUNT(instants));
	tcase_add_test(tcase, a_day_is_written_with_the_year_first);
	tcase_add_test(tcase, now_is_this_century);
	return suite;
}
