/* Tests of how each kind of value is read from text. */
#include "fixture.h"

#include <string.h>

#include "base/calendar.h"
#include "schema/type.h"

Suite *type_suite(void);

START_TEST(every_type_has_a_name_and_a_fault)
{
	ck_assert_ptr_nonnull(types[_i].name);
	ck_assert_str_eq(fault_code(types[_i].wrong), "SerializationException");
}
END_TEST

static const struct {
	const char *word;
	int value;
} words[] = {
	{ "true", 1 },
	{ "True", 1 },
	{ "TRUE", 1 },
	{ "1", 1 },
	{ "yes", 1 },
	{ "YES", 1 },
	{ "y", 1 },
	{ "Y", 1 },
	{ "t", 1 },
	{ "T", 1 },
	{ "on", 1 },
	{ "On", 1 },
	{ "false", 0 },
	{ "False", 0 },
	{ "FALSE", 0 },
	{ "0", 0 },
	{ "no", 0 },
	{ "No", 0 },
	{ "n", 0 },
	{ "N", 0 },
	{ "f", 0 },
	{ "F", 0 },
	{ "off", 0 },
	{ "OFF", 0 },
	{ "2", -1 },
	{ "-1", -1 },
	{ "00", -1 },
	{ "01", -1 },
	{ "1.0", -1 },
	{ "truer", -1 },
	{ "tru", -1 },
	{ "yes!", -1 },
	{ "ye", -1 },
	{ "o", -1 },
	{ "of", -1 },
	{ "null", -1 },
	{ "vero", -1 },
	{ "checked", -1 },
	{ "true false", -1 },
	{ " ", -1 },
	{ "", -1 },
};

START_TEST(a_bool_takes_every_word_of_the_list)
{
	const char *word = words[_i].word;

	ck_assert_int_eq(type_bool(word, strlen(word)), words[_i].value);
}
END_TEST

/* How a field prints once it was set to a text, see parcel_field(). */
static const struct {
	size_t field;
	const char *text, *prints;
} values[] = {
	{ PARCEL_LABEL, "", "" },
	{ PARCEL_LABEL, " \t\r\n\xc2\xa0\xe3\x80\x80", "" },
	{ PARCEL_LABEL, "  a  b\n", "=a  b" },
	/* marks without a look of their own: of them alone there is nothing */
	{ PARCEL_LABEL, "\u200b", "" },
	{ PARCEL_LABEL, " \u200e\u00a0\ufeff\u3000\u00ad ", "" },
	{ PARCEL_LABEL, "\u202aRossi\u202c", "=Rossi" },
	{ PARCEL_LABEL, "\u200b \u200bRo\u200bssi\u00a0\ufeff",
		"=Ro\u200bssi" },
	{ PARCEL_LABEL, "\u200b0123456789\u200b", "=0123456789" },
	{ PARCEL_LABEL, "０１２", "=０１２" },
	{ PARCEL_KIND, "\u200ebox\u200f", "=BOX" },
	{ PARCEL_INSURED, "\ufeffyes", "=1" },
	{ PARCEL_LABEL, "0123456789", "=0123456789" },
	{ PARCEL_LABEL, "   0123456789   ", "=0123456789" },
	{ PARCEL_LABEL, "0123456789x", "!MaximumLength" },
	{ PARCEL_LABEL, "éééééééééé", "=éééééééééé" },
	{ PARCEL_LABEL, "😀😀😀😀😀😀😀😀😀😀", "=😀😀😀😀😀😀😀😀😀😀" },
	{ PARCEL_LABEL, "😀😀😀😀😀😀😀😀😀😀x", "!MaximumLength" },
	{ PARCEL_LABEL, "'; DROP", "='; DROP" },
	{ PARCEL_LABEL, "%s%n", "=%s%n" },
	{ PARCEL_LABEL, "false", "=false" },

	{ PARCEL_TRACK, " AB:12 ", "=AB:12" },
	{ PARCEL_TRACK, "12345678", "=12345678" },
	{ PARCEL_TRACK, "123456789", "!MaximumLength" },
	{ PARCEL_TRACK, "A B", "!RegularExpression" },
	{ PARCEL_TRACK, "A\tB", "!RegularExpression" },
	{ PARCEL_TRACK, "A\nB", "!RegularExpression" },
	{ PARCEL_TRACK,
		"A\xc2\xa0"
		"B",
		"!RegularExpression" },
	{ PARCEL_TRACK,
		"A\xe3\x80\x80"
		"B",
		"!RegularExpression" },

	{ PARCEL_AREA, "CAR", "=CAR" },
	{ PARCEL_AREA, " car ", "=CAR" },
	{ PARCEL_AREA, "cA", "!RegularExpression" },
	{ PARCEL_AREA, "cart", "!RegularExpression" },
	{ PARCEL_AREA, "c4r", "!RegularExpression" },
	{ PARCEL_AREA, "c-r", "!RegularExpression" },
	{ PARCEL_AREA, "çar", "!RegularExpression" },
	{ PARCEL_AREA, "é1", "!RegularExpression" },
	{ PARCEL_AREA, "@[`", "!RegularExpression" },

	{ PARCEL_KIND, "BOX", "=BOX" },
	{ PARCEL_KIND, " box ", "=BOX" },
	{ PARCEL_KIND, "envelope", "=LETTER" },
	{ PARCEL_KIND, "crate", "!Enum" },
	{ PARCEL_KIND, "B", "!Enum" },
	{ PARCEL_PRIORITY, "FAST", "=fast" },
	{ PARCEL_PRIORITY, "faster", "!Enum" },
	{ PARCEL_COLOUR, "mauve", "=mauve" },
	{ PARCEL_COLOUR, "0123456789", "=0123456789" },
	{ PARCEL_COLOUR, "0123456789x", "!MaximumLength" },

	{ PARCEL_INSURED, "yes", "=1" },
	{ PARCEL_INSURED, " OFF ", "=0" },
	{ PARCEL_INSURED, "maybe", "!SerializationException" },
	{ PARCEL_INSURED, "2", "!SerializationException" },
	{ PARCEL_INSURED, " ", "" },

	{ PARCEL_WEIGHT, "0", "=0" },
	{ PARCEL_WEIGHT, " 12 ", "=12" },
	{ PARCEL_WEIGHT, "9007199254740992", "=9007199254740992" },
	{ PARCEL_WEIGHT, "12.5", "!SerializationException" },
	{ PARCEL_WEIGHT, "1e3", "!SerializationException" },
	{ PARCEL_WEIGHT, "twelve", "!SerializationException" },
	{ PARCEL_WEIGHT, "99999999999999999999", "!SerializationException" },

	{ PARCEL_STOPS, "text", "!SerializationException" },
	{ PARCEL_STOPS, " ", "" },
	{ PARCEL_SIZE, "text", "!SerializationException" },
};

START_TEST(a_text_becomes_the_value_of_its_type)
{
	const char *text = values[_i].text;

	ck_assert_str_eq(parcel_field(values[_i].field, text, strlen(text)),
		values[_i].prints);
}
END_TEST

static const struct {
	const char *text, *prints;
} phones[] = {
	{ "3331234567", "=3331234567" },
	{ "+393331234567", "=+393331234567" },
	{ " +39 333 123-4567 ", "=+393331234567" },
	{ "(02) 1234.567", "=021234567" },
	{ "0039-02", "=003902" },
	{ "1234", "=1234" },
	{ "123", "!InclusiveBetween" },
	{ "1-2-3", "!InclusiveBetween" },
	{ "+123", "!InclusiveBetween" },
	{ "+1234", "=+1234" },
	{ "123456789012345", "=123456789012345" },
	{ "+123456789012345", "=+123456789012345" },
	{ "1234567890123456", "!InclusiveBetween" },
	{ "+1234567890123456", "!InclusiveBetween" },
	{ "0000000000000000000000000000000000000000", "!InclusiveBetween" },
	{ "12+34", "!RegularExpression" },
	{ "1234+", "!RegularExpression" },
	{ "++1234", "!RegularExpression" },
	{ "12a34", "!RegularExpression" },
	{ "1234 x5", "!RegularExpression" },
	{ "1234;5", "!RegularExpression" },
	{ "12/34", "!RegularExpression" },
	{ "12,34", "!RegularExpression" },
	{ "tel:1234", "!RegularExpression" },
	{ "call", "!RegularExpression" },
	/* twins of digits, plus, hyphens, parentheses and blanks */
	{ "０９０－１２３４－５６７８", "=09012345678" },
	{ "＋３９（３３３）１２３４５６７", "=+393331234567" },
	{ "٠٥٠١٢٣٤٥٦٧", "=0501234567" },
	{ "۰۵۰۱۲۳۴۵۶۷", "=0501234567" },
	{ "०९८७६", "=09876" },
	{ "𝟏𝟐𝟛𝟜𝟱", "=12345" },
	{ "¹²³⁴", "=1234" },
	{ "①②③④", "=1234" },
	{ "12–34", "=1234" },
	{ "12\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d34",
		"=1234" },
	{ "+39\u00a0333\u202f1234567", "=+393331234567" },
	{ "\u3000+39\u2003333\u30001234567", "=+393331234567" },
	{ "\u202d+39 333 1234567\u202c", "=+393331234567" },
	{ "+39\u200b333\u200e1234567", "=+393331234567" },
	{ "⁺39 333 1234567", "=+393331234567" },
	{ "﹢39 333 1234567", "=+393331234567" },
	{ "12․34", "!RegularExpression" }, /* U+2024 is the twin of a dot */
	{ "12…34", "!RegularExpression" },
	{ "½34567", "!RegularExpression" },
	{ "⑴⑵⑶⑷", "!RegularExpression" },
	{ "090ー1234ー5678", "!RegularExpression" }, /* a letter */
	{ "℡ 1234", "!RegularExpression" },
	{ "一二三四", "!RegularExpression" },
	{ "12\t34", "!RegularExpression" },
	/* what is left out when calling from abroad */
	{ "+39 (0) 333 1234567", "=+393331234567" },
	{ "+44(0)20 7946 0000", "=+442079460000" },
	{ "+1(0)2345", "=+12345" },
	{ "+353 (0) 1 234", "=+3531234" },
	{ "＋４４（０）２０７９４６", "=+44207946" },
	{ "+(39) (0) 333 123", "=+39333123" },
	{ "+44 0 20 7946", "=+440207946" },
	{ "+44 (01) 234", "=+4401234" },
	{ "+4420 (0) 794", "=+44200794" },
	{ "44 (0) 20 794", "=44020794" },
	{ "(0) 20 7946", "=0207946" },
	{ "+(0) 20 7946", "=+0207946" },
	{ "+39 (0) 1", "!InclusiveBetween" },
};

START_TEST(a_phone_is_kept_as_digits)
{
	const char *text = phones[_i].text;

	ck_assert_str_eq(parcel_field(PARCEL_PHONE, text, strlen(text)),
		phones[_i].prints);
}
END_TEST

static const char *const mailboxes[] = {
	"ana@example.com",
	"a@b.it",
	"o'brien+tag@sub.example.com",
	"first.last@example.com",
	"a.b.c.d@x.y.z.example",
	"1@2.example",
	"a-b_c@ex-ample.com",
	"!#$%&'*/=?^`{|}~@example.com",
	"ana@bücher.example",
	"ana@例え.example",
	"A@EXAMPLE.COM",
	"a@xn--bcher-kva.example",
	"a@b--c.it",
	"søren.ñandú@example.com",
	"用户@例子.公司",
	"उपभोक्ता@उदाहरण.कॉम",
	"ana@مثال٣.example",
	"e\u0301ve@example.com",
	"𐐷@example.com",
};

START_TEST(a_mailbox_is_kept_as_it_is)
{
	const char *text = mailboxes[_i];

	ck_assert_str_eq(parcel_field(PARCEL_SENDER, text, strlen(text)),
		arena_printf(&arena, "=%s", text));
}
END_TEST

/* What only looks like another mailbox, and that one. */
static const struct {
	const char *text, *kept;
} folded[] = {
	{ "ａｎａ＠ｅｘａｍｐｌｅ．ｃｏｍ", "ana@example.com" },
	{ "Ana＋１＿x@example.com", "Ana+1_x@example.com" },
	{ "ana@example．com", "ana@example.com" },
	{ "\u200bana@example.com\u200b", "ana@example.com" },
	{ "ana\u200b@exam\u00adple.com", "ana@example.com" },
	{ "\u202aana@example.com\u202c", "ana@example.com" },
	{ "\ufeffana@example.com", "ana@example.com" },
	{ "\u00a0ana@example.com\u3000", "ana@example.com" },
};

START_TEST(a_mailbox_is_kept_in_its_usual_form)
{
	const char *text = folded[_i].text;

	ck_assert_str_eq(parcel_field(PARCEL_SENDER, text, strlen(text)),
		arena_printf(&arena, "=%s", folded[_i].kept));
}
END_TEST

static const char *const no_mailboxes[] = {
	"ana",
	"@",
	"a@",
	"@b.it",
	"a@b",
	"a@@b.it",
	"a@b@c.it",
	"a@.it",
	"a@b.",
	"a@b.it.",
	"a@b..it",
	".a@b.it",
	"a.@b.it",
	"a..b@c.it",
	"a@-b.it",
	"a@b-.it",
	"a@b.-it",
	"a@b.it-",
	"a@b_c.it",
	"a@b!c.it",
	"a@b c.it",
	"a b@c.it",
	"a\tb@c.it",
	"a\nb@c.it",
	"\"a\"@b.it",
	"\"a b\"@c.it",
	"a@[192.0.2.1]",
	"a@[IPv6:::1]",
	"<a@b.it>",
	"Ana <a@b.it>",
	"mailto:a@b.it@c.it",
	"a@b.it,c@d.it",
	"a@b,it",
	"a@b;it.it",
	"a@b/c.it",
	"a@b:25.it",
	/* signs that look like what belongs there */
	"“ana”@example.com",
	"o’brien@example.com",
	"‘ana’@example.com",
	"ana…@example.com",
	"ana…b@example.com",
	"ana@example…com",
	"ana․b@example.com", /* U+2024 */
	"ana@example․com",
	"ana@example。com", /* U+3002 */
	"ana@example｡com",  /* U+FF61 */
	"ana@exam–ple.com",
	"ana@exam\u2011ple.com",
	"ana\u2212b@example.com",
	"ana\u00a0b@example.com",
	"ana@exam\u2003ple.com",
	"ana@example.com\u2028",
	"ana\u3000b@example.com",
	"ana®@example.com",
	"😀@example.com",
	"ana@😀.example",
	"ana@exam①ple.com",
	"ａ．．ｂ@example.com",
	"ana＠b＠example.com",
	"＂ana＂@example.com",
	"ana@ｅｘａｍｐｌｅ＿ｃ.com",
};

START_TEST(what_is_no_mailbox_is_refused)
{
	const char *text = no_mailboxes[_i];

	ck_assert_str_eq(
		parcel_field(PARCEL_SENDER, text, strlen(text)), "!Email");
}
END_TEST

/* A mailbox with that many octets before the @ and in its labels. */
static const struct {
	size_t local, label, label2;
	bool good;
} lengths[] = {
	{ 64, 1, 0, true },
	{ 65, 1, 0, false },
	{ 1, 63, 0, true },
	{ 1, 64, 0, false },
	{ 1, 63, 63, true },
	{ 1, 63, 64, false },
	{ 1000, 1, 0, false },
	{ 1, 1000, 0, false },
};

START_TEST(a_mailbox_has_parts_of_bounded_length)
{
	const char *text = arena_printf(&arena, "%s@%s%s%s.it",
		repeated("l", lengths[_i].local),
		repeated("d", lengths[_i].label),
		lengths[_i].label2 == 0 ? "" : ".",
		repeated("e", lengths[_i].label2));
	const char *printed = parcel_field(PARCEL_SENDER, text, strlen(text));

	ck_assert_str_eq(printed, lengths[_i].good
					  ? arena_printf(&arena, "=%s", text)
					  : "!Email");
}
END_TEST

START_TEST(a_mailbox_has_254_octets_at_most)
{
	/* 4 × 60 + 4 dots = 244, with "it" 246; the local part and @ come on */
	const char *label = repeated("d", 60);
	const char *domain = arena_printf(
		&arena, "%s.%s.%s.%s.it", label, label, label, label);

	for (size_t local = 6; local <= 9; local++) {
		const char *text = arena_printf(
			&arena, "%s@%s", repeated("l", local), domain);
		bool given =
			strcmp(parcel_field(PARCEL_SENDER, text, strlen(text)),
				"!Email") != 0;

		ck_assert_int_eq(given, strlen(text) <= 254);
	}
}
END_TEST

START_TEST(a_mailbox_counts_octets_not_code_points)
{
	const char *good =
		arena_printf(&arena, "%s@b.it", repeated("\xc3\xa9", 32));
	const char *bad =
		arena_printf(&arena, "%s@b.it", repeated("\xc3\xa9", 33));

	ck_assert_str_eq(parcel_field(PARCEL_SENDER, good, strlen(good)),
		arena_printf(&arena, "=%s", good));
	ck_assert_str_eq(
		parcel_field(PARCEL_SENDER, bad, strlen(bad)), "!Email");
}
END_TEST

START_TEST(a_mailbox_is_measured_as_it_is_kept)
{
	const char *wide = arena_printf(
		&arena, "%s\u200b@example.com", repeated("ａ", 64));

	ck_assert_str_eq(parcel_field(PARCEL_SENDER, wide, strlen(wide)),
		arena_printf(&arena, "=%s@example.com", repeated("a", 64)));
}
END_TEST

/* A text, the day and the instant that it means; NULL: it is no such thing. */
static const struct {
	const char *text, *day, *instant;
} dates[] = {
	{ "2020-12-30", "2020-12-30", "2020-12-30T00:00:00Z" },
	{ " 2020-12-30\n", "2020-12-30", "2020-12-30T00:00:00Z" },
	{ "20201230", "2020-12-30", "2020-12-30T00:00:00Z" },
	{ "2020-12-30Z", "2020-12-30", "2020-12-30T00:00:00Z" },
	{ "2020-12-30z", "2020-12-30", "2020-12-30T00:00:00Z" },
	{ "20201230Z", "2020-12-30", "2020-12-30T00:00:00Z" },
	{ "2020-12-30+01:00", "2020-12-30", "2020-12-29T23:00:00Z" },
	{ "2020-12-30+0100", "2020-12-30", "2020-12-29T23:00:00Z" },
	{ "2020-12-30-05:00", "2020-12-30", "2020-12-30T05:00:00Z" },
	{ "2020-12-30+14:00", "2020-12-30", "2020-12-29T10:00:00Z" },
	{ "20201230+01:00", "2020-12-30", "2020-12-29T23:00:00Z" },
	{ "20201230-0500", "2020-12-30", "2020-12-30T05:00:00Z" },
	{ "2020-12-30T10:11", "2020-12-30", "2020-12-30T10:11:00Z" },
	{ "2020-12-30 10:11", "2020-12-30", "2020-12-30T10:11:00Z" },
	{ "2020-12-30T10:11Z", "2020-12-30", "2020-12-30T10:11:00Z" },
	{ "2020-12-30T10:11:12", "2020-12-30", "2020-12-30T10:11:12Z" },
	{ "2020-12-30 10:11:12", "2020-12-30", "2020-12-30T10:11:12Z" },
	{ "20201230T10:11:12Z", "2020-12-30", "2020-12-30T10:11:12Z" },
	{ "2020-12-30T10:11:12Z", "2020-12-30", "2020-12-30T10:11:12Z" },
	{ "2020-12-30T10:11:12.5", "2020-12-30", "2020-12-30T10:11:12.5Z" },
	{ "2020-12-30T10:11:12.123Z", "2020-12-30",
		"2020-12-30T10:11:12.123Z" },
	{ "2020-12-30T10:11:12.1234567Z", "2020-12-30",
		"2020-12-30T10:11:12.1234567Z" },
	{ "2020-12-30T10:11:12.123456789Z", "2020-12-30",
		"2020-12-30T10:11:12.123456789Z" },
	{ "2020-12-30T10:11:12+00:00", "2020-12-30", "2020-12-30T10:11:12Z" },
	{ "2020-12-30T10:11:12+02:00", "2020-12-30", "2020-12-30T08:11:12Z" },
	{ "2020-12-30T10:11:12+0200", "2020-12-30", "2020-12-30T08:11:12Z" },
	{ "2020-12-30T10:11:12+02", "2020-12-30", "2020-12-30T08:11:12Z" },
	{ "2020-12-30T10:11:12-05:30", "2020-12-30", "2020-12-30T15:41:12Z" },
	{ "2020-12-30T10:11:12.5-05:30", "2020-12-30",
		"2020-12-30T15:41:12.5Z" },
	{ "2020-12-30T00:30:00+02:00", "2020-12-30", "2020-12-29T22:30:00Z" },
	{ "2020-12-31T23:30-01:00", "2020-12-31", "2021-01-01T00:30:00Z" },
	{ "2020-12-30T00:00:00", "2020-12-30", "2020-12-30T00:00:00Z" },
	{ "2020-12-30T23:59:59", "2020-12-30", "2020-12-30T23:59:59Z" },
	{ "2020-12-30T23:59:59+00:00", "2020-12-30", "2020-12-30T23:59:59Z" },
	/* the nearest midnight of UTC, at noon the day written */
	{ "2020-12-30T23:59:59Z", "2020-12-31", "2020-12-30T23:59:59Z" },
	{ "2020-12-30T00:00:00Z", "2020-12-30", "2020-12-30T00:00:00Z" },
	{ "2020-12-30T12:00:00Z", "2020-12-30", "2020-12-30T12:00:00Z" },
	{ "2020-12-30T12:00:00.000Z", "2020-12-30",
		"2020-12-30T12:00:00.000Z" },
	{ "2020-12-30T12:00:00.001Z", "2020-12-31",
		"2020-12-30T12:00:00.001Z" },
	{ "2020-12-30T12:00:01Z", "2020-12-31", "2020-12-30T12:00:01Z" },
	{ "1990-01-01T23:00:00.000Z", "1990-01-02",
		"1990-01-01T23:00:00.000Z" },
	{ "2020-02-29", "2020-02-29", "2020-02-29T00:00:00Z" },
	{ "2000-02-29", "2000-02-29", "2000-02-29T00:00:00Z" },
	{ "0001-01-02", "0001-01-02", "0001-01-02T00:00:00Z" },
	{ "9999-12-31", "9999-12-31", "9999-12-31T00:00:00Z" },
	{ "1969-12-31T23:59:59Z", "1970-01-01", "1969-12-31T23:59:59Z" },
	{ "/Date(1609323072000)/", "2020-12-30", "2020-12-30T10:11:12Z" },
	{ "\\/Date(1609323072000)\\/", "2020-12-30", "2020-12-30T10:11:12Z" },
	{ "/Date(1609282800000+0100)/", "2020-12-30", "2020-12-29T23:00:00Z" },
	{ "/Date(1609372800000-0500)/", "2020-12-30", "2020-12-31T00:00:00Z" },
	{ "/Date(1609286399000+0000)/", "2020-12-29", "2020-12-29T23:59:59Z" },
	{ "/Date(0)/", "1970-01-01", "1970-01-01T00:00:00Z" },
	{ "/Date(-1000)/", "1970-01-01", "1969-12-31T23:59:59Z" },
	{ "/Date(631234800000-0000)/", "1990-01-02", "1990-01-01T23:00:00Z" },
	{ "/Date(631206000000-0000)/", "1990-01-02", "1990-01-01T15:00:00Z" },
	{ "/Date(631234800000)/", "1990-01-02", "1990-01-01T23:00:00Z" },
	{ "/Date(631234800000+0100)/", "1990-01-02", "1990-01-01T23:00:00Z" },
	{ "/Date(631234800000+0000)/", "1990-01-01", "1990-01-01T23:00:00Z" },
	{ "/Date(631195200000)/", "1990-01-01", "1990-01-01T12:00:00Z" },
	{ "/Date(631195200001)/", "1990-01-02", "1990-01-01T12:00:00.001Z" },
	{ "/Date(-86400000)/", "1969-12-31", "1969-12-31T00:00:00Z" },
	/* not given, as .NET says it */
	{ "0001-01-01", "", "" },
	{ "00010101", "", "" },
	{ "0001-01-01T00:00:00", "", "" },
	{ "0001-01-01T00:00:00Z", "", "" },
	{ "/Date(-62135596800000)/", "", "" },
	{ "\\/Date(-62135596800000)\\/", "", "" },
	/* a fraction finer than a billionth, and what only begins like WCF's */
	{ "2020-12-30T10:11:12.1234567890Z", NULL, NULL },
	{ "/Dat(1609323072000)/", NULL, NULL },
	{ "/2020-12-30", NULL, NULL },
	/* no days */
	{ "2021-02-29", NULL, NULL },
	{ "1900-02-29", NULL, NULL },
	{ "2020-02-30", NULL, NULL },
	{ "20200230", NULL, NULL },
	{ "2020-13-01", NULL, NULL },
	{ "2020-00-10", NULL, NULL },
	{ "2020-04-31T10:11:12Z", NULL, NULL },
	{ "0000-01-01", NULL, NULL },
	{ "/Date(253402300800000)/", NULL, NULL },
	{ "/Date(-62135596801000)/", "", NULL },
	{ "/Date(-62135640000001)/", NULL, NULL },
	/* the day or the month first */
	{ "30/12/2020", NULL, NULL },
	{ "12/30/2020", NULL, NULL },
	{ "1/2/2020", NULL, NULL },
	{ "30.12.2020", NULL, NULL },
	{ "30-12-2020", NULL, NULL },
	{ "30-12-2020 10:11", NULL, NULL },
	{ "01/02/03", NULL, NULL },
	/* no dates */
	{ "yesterday", NULL, NULL },
	{ "30 Dec 2020", NULL, NULL },
	{ "2020", NULL, NULL },
	{ "2020-12", NULL, NULL },
	{ "2020-1-2", NULL, NULL },
	{ "2020/12/30", NULL, NULL },
	{ "202012300", NULL, NULL },
	{ "2020123", NULL, NULL },
	{ "2020-1230", NULL, NULL },
	{ "10000-01-01", NULL, NULL },
	{ "-2020-12-30", NULL, NULL },
	{ "+2020-12-30", NULL, NULL },
	{ "2020-12-30x", NULL, NULL },
	{ "2020-12-30T", NULL, NULL },
	{ "2020-12-30T10", NULL, NULL },
	{ "2020-12-30T1:11", NULL, NULL },
	{ "2020-12-30T10:1", NULL, NULL },
	{ "2020-12-30T10:11:", NULL, NULL },
	{ "2020-12-30T10:11:1", NULL, NULL },
	{ "2020-12-30T10:11:12.", NULL, NULL },
	{ "2020-12-30T10:11:12.Z", NULL, NULL },
	{ "2020-12-30T10:11:12.5x", NULL, NULL },
	{ "2020-12-30T25:00:00", NULL, NULL },
	{ "2020-12-30T10:60:00", NULL, NULL },
	{ "2020-12-30T10:11:61", NULL, NULL },
	{ "2020-12-30T-1:11:12", NULL, NULL },
	{ "2020-12-30T10:11:12+", NULL, NULL },
	{ "2020-12-30T10:11:12+1", NULL, NULL },
	{ "2020-12-30T10:11:12+01:", NULL, NULL },
	{ "2020-12-30T10:11:12+25:00", NULL, NULL },
	{ "2020-12-30T10:11:12+01:60", NULL, NULL },
	{ "2020-12-30T10:11:12Z+01:00", NULL, NULL },
	{ "2020-12-30T10:11:12ZZ", NULL, NULL },
	{ "2020-12-30T10:11:12 CET", NULL, NULL },
	{ "2020-12-30 Z", NULL, NULL },
	{ "2020-12-30Z10:11", NULL, NULL },
	{ "2020-12-30+", NULL, NULL },
	{ "2020-12-30+1", NULL, NULL },
	{ "2020-12-30+14:01", NULL, NULL },
	{ "2020-12-30ZZ", NULL, NULL },
	{ "２０２０-12-30", NULL, NULL },
	{ "/Date()/", NULL, NULL },
	{ "/Date(-)/", NULL, NULL },
	{ "/Date(x)/", NULL, NULL },
	{ "/Date(1 2)/", NULL, NULL },
	{ "/Date(1609323072000)", NULL, NULL },
	{ "/Date(1609323072000", NULL, NULL },
	{ "Date(1609323072000)", NULL, NULL },
	{ "/Date(1609323072000)/x", NULL, NULL },
	{ "/Date(1609323072000+1)/", NULL, NULL },
	{ "/Date(1609323072000+2500)/", NULL, NULL },
	{ "/Date(9223372036854775807)/", NULL, NULL },
	{ "/Date(-9223372036854775808)/", NULL, NULL },
	{ "/Date(99999999999999999999999999)/", NULL, NULL },
};

static void
check_date(size_t field, const char *text, const char *kept)
{
	const char *expected = kept == NULL ? "!SerializationException"
			       : *kept == '\0'
				       ? ""
				       : arena_printf(&arena, "=%s", kept);

	ck_assert_str_eq(parcel_field(field, text, strlen(text)), expected);
}

START_TEST(a_date_is_kept_as_the_day_written)
{
	check_date(PARCEL_DUE, dates[_i].text, dates[_i].day);
}
END_TEST

START_TEST(a_date_is_kept_as_an_instant_of_utc)
{
	check_date(PARCEL_EXPECTED, dates[_i].text, dates[_i].instant);
}
END_TEST

START_TEST(no_instant_lies_beyond_the_calendar)
{
	check_date(PARCEL_EXPECTED, "9999-12-31T23:59:59-01:00", NULL);
}
END_TEST

/* The zones of the world: minutes ahead of UTC. */
static const int offsets[] = { -12 * 60, -11 * 60, -10 * 60, -9 * 60 - 30,
	-9 * 60, -8 * 60, -7 * 60, -6 * 60, -5 * 60, -4 * 60, -3 * 60 - 30,
	-3 * 60, -2 * 60 - 30, -2 * 60, -1 * 60, 0, 1 * 60, 2 * 60, 3 * 60,
	3 * 60 + 30, 4 * 60, 4 * 60 + 30, 5 * 60, 5 * 60 + 30, 5 * 60 + 45,
	6 * 60, 6 * 60 + 30, 7 * 60, 8 * 60, 8 * 60 + 45, 9 * 60, 9 * 60 + 30,
	10 * 60, 10 * 60 + 30, 11 * 60, 12 * 60, 12 * 60 + 45, 13 * 60,
	13 * 60 + 45, 14 * 60 };

/* What clients send for the midnight of 1990-01-02 in such a zone. */
static void
check_midnight(int minutes, const char *day)
{
	int64_t seconds = INT64_C(631238400) - minutes * 60;
	char text[CALENDAR_ROOM];

	calendar_put_instant(text, seconds, "");
	check_date(PARCEL_MADE, text, day);
	check_date(PARCEL_MADE,
		arena_printf(&arena, "/Date(%lld)/", (long long)seconds * 1000),
		day);
	check_date(PARCEL_MADE,
		arena_printf(
			&arena, "/Date(%lld-0000)/", (long long)seconds * 1000),
		day);
}

START_TEST(a_midnight_anywhere_is_the_day_that_began)
{
	check_midnight(offsets[_i],
		offsets[_i] < 12 * 60 ? "1990-01-02" : "1990-01-01");
}
END_TEST

START_TEST(a_midnight_in_the_zone_of_the_shop_is_the_day_that_began)
{
	int east = offsets[_i], minutes = east < 0 ? -east : east;

	rules.zone = zone_made(arena_printf(&arena, "<ZONE>%s%d:%02d",
		east > 0 ? "-" : "", minutes / 60, minutes % 60));
	check_midnight(east, "1990-01-02");
	check_date(PARCEL_MADE, "/Date(631238400000)/", "1990-01-02");
	check_date(PARCEL_MADE, "1990-01-02T00:00:00Z", "1990-01-02");
	check_date(PARCEL_MADE, "1990-01-02T00:00:00.000Z", "1990-01-02");
}
END_TEST

static const struct {
	const char *rule, *text, *day;
} shops[] = {
	/* clocks that change: the days around, from their first second on */
	{ "CET-1CEST,M3.5.0,M10.5.0/3", "2019-03-30T23:00:00Z", "2019-03-31" },
	{ "CET-1CEST,M3.5.0,M10.5.0/3", "2019-03-30T22:59:59Z", "2019-03-30" },
	{ "CET-1CEST,M3.5.0,M10.5.0/3", "2019-03-31T22:00:00Z", "2019-04-01" },
	{ "CET-1CEST,M3.5.0,M10.5.0/3", "2019-03-31T21:59:59Z", "2019-03-31" },
	{ "CET-1CEST,M3.5.0,M10.5.0/3", "2019-10-26T22:00:00Z", "2019-10-27" },
	{ "CET-1CEST,M3.5.0,M10.5.0/3", "2019-10-27T23:00:00Z", "2019-10-28" },
	{ "CET-1CEST,M3.5.0,M10.5.0/3", "2019-10-27T22:59:59Z", "2019-10-27" },
	{ "CET-1CEST,M3.5.0,M10.5.0/3", "/Date(1561932000000-0000)/",
		"2019-07-01" },
	{ "EST5EDT,M3.2.0,M11.1.0", "2019-03-10T05:00:00Z", "2019-03-10" },
	{ "EST5EDT,M3.2.0,M11.1.0", "2019-03-11T04:00:00Z", "2019-03-11" },
	{ "EST5EDT,M3.2.0,M11.1.0", "2019-03-11T03:59:59Z", "2019-03-10" },
	{ "AEST-10AEDT,M10.1.0,M4.1.0/3", "2019-01-31T13:00:00Z",
		"2019-02-01" },
	{ "AEST-10AEDT,M10.1.0,M4.1.0/3", "2019-06-30T14:00:00Z",
		"2019-07-01" },
	/* a day without a midnight begins at one */
	{ "<-03>3<-02>,M11.1.0/0,M2.3.0/0", "2018-11-04T03:00:00Z",
		"2018-11-04" },
	/* of a midnight of UTC the day is known everywhere */
	{ "EST5EDT,M3.2.0,M11.1.0", "2019-03-11T00:00:00Z", "2019-03-11" },
	{ "EST5EDT,M3.2.0,M11.1.0", "2019-03-11T00:00:00.001Z", "2019-03-10" },
	{ "EST5EDT,M3.2.0,M11.1.0", "/Date(1552262400000)/", "2019-03-11" },
	/* what has a day of its own keeps it */
	{ "EST5EDT,M3.2.0,M11.1.0", "/Date(1552262401000+0000)/",
		"2019-03-11" },
	{ "EST5EDT,M3.2.0,M11.1.0", "/Date(1552262400000+0100)/",
		"2019-03-11" },
	{ "EST5EDT,M3.2.0,M11.1.0", "2019-03-11T01:00:00+00:00", "2019-03-11" },
	{ "EST5EDT,M3.2.0,M11.1.0", "2019-03-11T01:00:00", "2019-03-11" },
	{ "EST5EDT,M3.2.0,M11.1.0", "2019-03-11", "2019-03-11" },
	{ "EST5EDT,M3.2.0,M11.1.0", "2019-03-11Z", "2019-03-11" },
	{ "EST5EDT,M3.2.0,M11.1.0", "2019-03-11+09:00", "2019-03-11" },
};

START_TEST(an_instant_is_a_day_of_the_shop)
{
	rules.zone = zone_made(shops[_i].rule);
	check_date(PARCEL_MADE, shops[_i].text, shops[_i].day);
}
END_TEST

START_TEST(an_instant_is_the_same_in_every_zone)
{
	rules.zone = zone_made("EST5EDT,M3.2.0,M11.1.0");
	check_date(PARCEL_SENT, "2019-03-11T01:02:03Z", "2019-03-11T01:02:03Z");
	check_date(PARCEL_SENT, "2019-03-11T01:02:03", "2019-03-11T01:02:03Z");
	check_date(PARCEL_SENT, "2019-03-11", "2019-03-11T00:00:00Z");
}
END_TEST

/* A text as JavaScript prints a date, and the day and instant; NULL: a fault */
static const struct {
	const char *text, *day, *instant;
} printed[] = {
	{ "Sat Jan 01 2022 00:00:00 GMT+0100 (Central European Standard Time)",
		"2022-01-01", "2021-12-31T23:00:00Z" },
	{ "Mon Jan 01 1990 19:00:00 GMT-0500 (Eastern Standard Time)",
		"1990-01-01", "1990-01-02T00:00:00Z" },
	{ "Wed Jul 20 2022 09:08:07 GMT+0545 (+0545)", "2022-07-20",
		"2022-07-20T03:23:07Z" },
	{ "Tue Feb 29 2000 23:59:59 GMT+0000", "2000-02-29",
		"2000-02-29T23:59:59Z" },
	{ "Sat Dec 31 2022 00:00:00 GMT+0900 (日本標準時)", "2022-12-31",
		"2022-12-30T15:00:00Z" },
	{ "2022-01-01", "2022-01-01", "2022-01-01T00:00:00Z" },
	{ "Tue Feb 30 2000 00:00:00 GMT+0000", NULL, NULL },
	{ "Invalid Date", NULL, NULL },
	{ "Sat Jan 01 2022", NULL, NULL },
	{ "Sat Jan 01 2022 00:00:00", NULL, NULL },
	{ "Sat Jan 01 2022 00:00:00 GMT", NULL, NULL },
	{ "Sat Jan 01 2022 24:00:00 GMT+0000", NULL, NULL },
	{ "Sat Jan 01 2022 00:00:00 GMT+0100 Europe", NULL, NULL },
	{ "Sat Jan 01 2022 00:00:00 GMT+0100 (Europe", NULL, NULL },
	{ "Sat Jan 01 2022 00:00:00 GMT+0100 ", "2022-01-01",
		"2021-12-31T23:00:00Z" },
	{ "Sam Jan 01 2022 00:00:00 GMT+0100", NULL, NULL },
	{ "Sat Mai 01 2022 00:00:00 GMT+0100", NULL, NULL },
	{ "Sat Jan 1 2022 00:00:00 GMT+0100", NULL, NULL },
	{ "Sat Jan 01 22 00:00:00 GMT+0100", NULL, NULL },
	{ "Sat, 01 Jan 2022 00:00:00 GMT", NULL, NULL },
	{ "Sat", NULL, NULL },
};

/* What a field makes of a printed date. */
static const char *
read_printed(const struct field *field, const char *text)
{
	const struct schema schema = { .fields = field, .count = 1 };
	struct record *record = record_new(&intake, &schema);

	record_set_text(record, 0, text, strlen(text));
	return record->values[0].state == VALUE_GIVEN ? record->values[0].text
						      : NULL;
}

static const struct {
	const char *text, *kept;
} guids[] = {
	{ "3f2504e04f8941d39a0c0305e82c3301",
		"3f2504e04f8941d39a0c0305e82c3301" },
	{ "3F2504E0-4F89-41D3-9A0C-0305E82C3301",
		"3f2504e04f8941d39a0c0305e82c3301" },
	{ " 3f2504e0-4f89-41d3-9a0c-0305e82c3301 ",
		"3f2504e04f8941d39a0c0305e82c3301" },
	{ "00000000000000000000000000000000",
		"00000000000000000000000000000000" },
	{ "3f2504e04f8941d39a0c0305e82c330", NULL },
	{ "3f2504e04f8941d39a0c0305e82c33011", NULL },
	{ "3f2504e04f8941d39a0c0305e82c330g", NULL },
	{ "3f2504e0-4f8941d39a0c0305e82c3301", NULL },
	{ "3f2504e04-f89-41d3-9a0c-0305e82c3301", NULL },
	{ "3f2504e0--4f8-41d3-9a0c-0305e82c3301", NULL },
	{ "-3f2504e04f89-41d3-9a0c-0305e82c3301", NULL },
	{ "{3f2504e04f8941d39a0c0305e82c3301}", NULL },
	{ "------------------------------------", NULL },
};

START_TEST(a_guid_is_kept_as_its_digits)
{
	const struct field guid = { .name = "task", .type = TYPE_GUID };

	ck_assert_pstr_eq(
		read_printed(&guid, guids[_i].text), guids[_i].kept);
}
END_TEST

START_TEST(a_guid_is_written_with_hyphens)
{
	char out[TYPE_GUID_ROOM];

	type_put_guid(out, "3f2504e04f8941d39a0c0305e82c3301");
	ck_assert_str_eq(out, "3f2504e0-4f89-41d3-9a0c-0305e82c3301");
}
END_TEST

static const struct {
	const char *text, *kept;
} ends[] = {
	{ "2020-12-30", "2020-12-30T23:59:59Z" },
	{ "20201230", "2020-12-30T23:59:59Z" },
	{ "2020-12-30T00:00:00", "2020-12-30T00:00:00Z" },
	{ "2020-12-30T10:11:12Z", "2020-12-30T10:11:12Z" },
	{ "/Date(1609286400000)/", "2020-12-30T00:00:00Z" },
	{ "Wed Dec 30 2020 00:00:00 GMT+0000", "2020-12-30T00:00:00Z" },
};

START_TEST(a_day_alone_may_mean_its_end)
{
	const struct field until = { .name = "to",
		.type = TYPE_INSTANT,
		.until = true,
		.parameter = true };

	ck_assert_pstr_eq(read_printed(&until, ends[_i].text), ends[_i].kept);
}
END_TEST

START_TEST(a_parameter_is_read_as_javascript_prints_a_date)
{
	const struct field day = {
		.name = "from", .type = TYPE_DAY, .parameter = true
	};
	const struct field instant = {
		.name = "from", .type = TYPE_INSTANT, .parameter = true
	};
	const struct field other = { .name = "from", .type = TYPE_DAY };

	ck_assert_pstr_eq(
		read_printed(&day, printed[_i].text), printed[_i].day);
	ck_assert_pstr_eq(
		read_printed(&instant, printed[_i].text), printed[_i].instant);
	if (*printed[_i].text > '9')
		ck_assert_ptr_null(read_printed(&other, printed[_i].text));
}
END_TEST

START_TEST(no_day_lies_beyond_the_calendar)
{
	check_date(PARCEL_DUE, "9999-12-31T23:59:59Z", NULL);
	check_date(PARCEL_DUE, "9999-12-31T23:59:59", "9999-12-31");
	check_date(PARCEL_DUE, "9999-12-31T12:00:00Z", "9999-12-31");
	check_date(PARCEL_DUE, "/Date(253402300799999)/", NULL);
	check_date(PARCEL_DUE, "/Date(-62135600400000)/", ""); /* 0001-01-01 */
	check_date(PARCEL_DUE, "0001-01-02T00:00+14:00", "0001-01-02");
}
END_TEST

START_TEST(a_day_is_past_until_it_ended_everywhere)
{
	check_date(PARCEL_MADE, "2020-06-15", "2020-06-15");
	check_date(PARCEL_MADE, "2020-06-16", "2020-06-16");
	ck_assert_str_eq(parcel_field(PARCEL_MADE, BYTES("2020-06-17")),
		"!InclusiveBetween");
	rules.now = FIXTURE_NOW - 2 * 3600 - 1; /* 23:59:59 at UTC+14 */
	check_date(PARCEL_MADE, "2020-06-15", "2020-06-15");
	ck_assert_str_eq(parcel_field(PARCEL_MADE, BYTES("2020-06-16")),
		"!InclusiveBetween");
	rules.now++;
	check_date(PARCEL_MADE, "2020-06-16", "2020-06-16");
}
END_TEST

START_TEST(a_day_is_not_before_the_first_allowed)
{
	check_date(PARCEL_MADE, "1900-01-01", "1900-01-01");
	ck_assert_str_eq(parcel_field(PARCEL_MADE, BYTES("1899-12-31")),
		"!InclusiveBetween");
	check_date(PARCEL_MADE, "0001-01-01", "");
}
END_TEST

START_TEST(an_instant_may_be_five_minutes_ahead)
{
	check_date(PARCEL_SENT, "2020-06-15T12:05:00Z", "2020-06-15T12:05:00Z");
	check_date(PARCEL_SENT, "2020-06-15T14:05:00+02:00",
		"2020-06-15T12:05:00Z");
	ck_assert_str_eq(
		parcel_field(PARCEL_SENT, BYTES("2020-06-15T12:05:01Z")),
		"!InclusiveBetween");
	ck_assert_str_eq(
		parcel_field(PARCEL_SENT, BYTES("2020-06-15T12:06:00+00:00")),
		"!InclusiveBetween");
}
END_TEST

Suite *
type_suite(void)
{
	Suite *suite = suite_create("type");
	TCase *tcase = fixture_case(suite, "type");

	tcase_add_loop_test(tcase,
		a_parameter_is_read_as_javascript_prints_a_date, 0,
		COUNT(printed));
	tcase_add_loop_test(
		tcase, every_type_has_a_name_and_a_fault, 0, TYPE__MAX);
	tcase_add_loop_test(
		tcase, a_bool_takes_every_word_of_the_list, 0, COUNT(words));
	tcase_add_loop_test(
		tcase, a_text_becomes_the_value_of_its_type, 0, COUNT(values));
	tcase_add_loop_test(tcase, a_phone_is_kept_as_digits, 0, COUNT(phones));
	tcase_add_loop_test(
		tcase, a_mailbox_is_kept_as_it_is, 0, COUNT(mailboxes));
	tcase_add_loop_test(
		tcase, a_mailbox_is_kept_in_its_usual_form, 0, COUNT(folded));
	tcase_add_loop_test(
		tcase, what_is_no_mailbox_is_refused, 0, COUNT(no_mailboxes));
	tcase_add_loop_test(tcase, a_mailbox_has_parts_of_bounded_length, 0,
		COUNT(lengths));
	tcase_add_test(tcase, a_mailbox_has_254_octets_at_most);
	tcase_add_test(tcase, a_mailbox_counts_octets_not_code_points);
	tcase_add_test(tcase, a_mailbox_is_measured_as_it_is_kept);
	tcase_add_loop_test(
		tcase, a_date_is_kept_as_the_day_written, 0, COUNT(dates));
	tcase_add_loop_test(
		tcase, a_date_is_kept_as_an_instant_of_utc, 0, COUNT(dates));
	tcase_add_test(tcase, no_instant_lies_beyond_the_calendar);
	tcase_add_loop_test(tcase, a_midnight_anywhere_is_the_day_that_began, 0,
		COUNT(offsets));
	tcase_add_loop_test(tcase,
		a_midnight_in_the_zone_of_the_shop_is_the_day_that_began, 0,
		COUNT(offsets));
	tcase_add_loop_test(
		tcase, an_instant_is_a_day_of_the_shop, 0, COUNT(shops));
	tcase_add_test(tcase, an_instant_is_the_same_in_every_zone);
	tcase_add_loop_test(
		tcase, a_guid_is_kept_as_its_digits, 0, COUNT(guids));
	tcase_add_test(tcase, a_guid_is_written_with_hyphens);
	tcase_add_loop_test(
		tcase, a_day_alone_may_mean_its_end, 0, COUNT(ends));
	tcase_add_test(tcase, no_day_lies_beyond_the_calendar);
	tcase_add_test(tcase, a_day_is_past_until_it_ended_everywhere);
	tcase_add_test(tcase, a_day_is_not_before_the_first_allowed);
	tcase_add_test(tcase, an_instant_may_be_five_minutes_ahead);
	return suite;
}
