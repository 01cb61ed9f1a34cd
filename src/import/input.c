/* The text of a file that is imported: read in pieces, whatever its encoding.
 */
#include "import/input.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/text.h"

/* The marks that a file may begin with. */
static const struct {
	const char *bytes;
	size_t length;
	const char *encoding;
} marks[] = {
	{ "\xEF\xBB\xBF", 3, "UTF-8" },
	{ "\xFF\xFE", 2, "UTF-16LE" },
	{ "\xFE\xFF", 2, "UTF-16BE" },
};

enum { MARKS = sizeof(marks) / sizeof(*marks) };

static bool
fail(struct input *input, const char *what)
{
	input->wrong = what;
	return false;
}

/* Reads a piece of the file behind what is left of the last one. */
static bool
read_raw(struct input *input)
{
	ssize_t got = read(input->file, input->raw + input->raw_length,
		sizeof(input->raw) - input->raw_length);

	if (got < 0)
		return fail(input,
			arena_printf(input->arena, "%s", strerror(errno)));
	input->ended = got == 0;
	input->raw_length += (size_t)got;
	input->done += got;
	return got > 0;
}

/* The mark that the file begins with; MARKS: none. */
static size_t
find_mark(const struct input *input)
{
	size_t i = 0;

	while (i < MARKS && (input->raw_length < marks[i].length ||
				    memcmp(input->raw, marks[i].bytes,
					    marks[i].length) != 0))
		i++;
	return i;
}

/* UTF-16 by its zeros: those of ASCII letters; NULL: there are none. */
static const char *
guess_wide(const struct input *input)
{
	size_t zeros[2] = { 0, 0 };

	for (size_t i = 0; i < input->raw_length; i++)
		zeros[i % 2] += input->raw[i] == '\0';
	if (zeros[0] + zeros[1] < input->raw_length / 4 + 1)
		return NULL;
	return zeros[1] > zeros[0] ? "UTF-16LE" : "UTF-16BE";
}

/* The length of the beginning that is UTF-8, be it of any character. */
static size_t
utf8_length(const char *bytes, size_t length)
{
	const char *at = bytes;

	while (at < bytes + length && utf8_next(&at, bytes + length) >= 0)
		;
	return (size_t)(at - bytes);
}

/* Takes the first bytes of a piece away. */
static void
take_raw(struct input *input, size_t length)
{
	input->raw_length -= length;
	memmove(input->raw, input->raw + length, input->raw_length);
}

/* Whether all of the file is UTF-8; reads the file from here to its end. */
static bool
is_utf8(struct input *input)
{
	do {
		take_raw(input, utf8_length(input->raw, input->raw_length));
		if (input->raw_length > 3)
			return false;
	} while (read_raw(input));
	return input->raw_length == 0;
}

/* Goes back to the beginning of the text, behind a mark. */
static bool
rewind_to(struct input *input, size_t at)
{
	input->raw_length = 0;
	input->done = (int64_t)at;
	input->ended = false;
	lseek(input->file, (off_t)at, SEEK_SET);
	return input->wrong == NULL;
}

/* Finds the encoding, and goes to where the text begins. */
static bool
find_encoding(struct input *input, const char *encoding)
{
	size_t mark;

	read_raw(input);
	mark = find_mark(input);
	input->guessed = encoding == NULL;
	input->encoding = encoding;
	if (encoding == NULL && mark < MARKS)
		input->encoding = marks[mark].encoding;
	else if (encoding == NULL)
		input->encoding = guess_wide(input);
	if (input->encoding == NULL)
		input->encoding = is_utf8(input) ? "UTF-8" : "WINDOWS-1252";
	return rewind_to(
		input, mark < MARKS && strncasecmp(marks[mark].encoding,
					       input->encoding, 5) == 0
			       ? marks[mark].length
			       : 0);
}

bool
input_open(struct input *input, struct arena *arena, const char *file,
	const char *encoding)
{
	struct stat status;

	*input = (struct input){ .arena = arena,
		.converter = (iconv_t)-1,
		.file = open(file, O_RDONLY | O_CLOEXEC) };
	if (input->file < 0 || fstat(input->file, &status) != 0)
		return fail(input, arena_printf(arena, "%s", strerror(errno)));
	if (!S_ISREG(status.st_mode))
		return fail(input, "it is no file of a disk");
	input->size = status.st_size;
	if (!find_encoding(input, encoding))
		return false;
	if (!text_is_utf8(input->encoding, strlen(input->encoding))) {
		input->converter = iconv_open("UTF-8", input->encoding);
		if (input->converter == (iconv_t)-1)
			return fail(input,
				arena_printf(arena,
					"there is no encoding %s; iconv -l has "
					"all",
					input->encoding));
	}
	input->room = 4 * INPUT_PIECE;
	input->bytes = arena_alloc(arena, input->room);
	input->at = input->end = input->bytes;
	return true;
}

/* Makes room for all that a piece may become; false: it is too much. */
static bool
make_room(struct input *input)
{
	size_t length = (size_t)(input->end - input->at), room = input->room;

	memmove(input->bytes, input->at, length);
	if (room - length < 3 * INPUT_PIECE) {
		if (room >= INPUT_MOST)
			return fail(input,
				"a record is too long; does a quote lack its "
				"other one?");
		input->room = 2 * room;
		input->bytes = arena_resize(
			input->arena, input->bytes, room, input->room);
	}
	input->at = input->bytes;
	input->end = input->bytes + length;
	return true;
}

/* Converts the piece at hand, but for a letter that it ends within. */
static bool
convert(struct input *input)
{
	size_t length = (size_t)(input->end - input->bytes);
	char *from = input->raw, *to = input->bytes + length;
	size_t left = input->raw_length, room = input->room - length;

	if (input->converter == (iconv_t)-1) {
		memcpy(to, from, left);
		input->end = to + left;
		input->raw_length = 0;
		return true;
	}
	if (iconv(input->converter, &from, &left, &to, &room) == (size_t)-1 &&
		(errno == EILSEQ || input->ended))
		return fail(input,
			arena_printf(input->arena,
				"at byte %lld it is not %s; --encoding names "
				"another one",
				(long long)(input->done - (int64_t)left + 1),
				input->encoding));
	input->end = to;
	take_raw(input, input->raw_length - left);
	return true;
}

bool
input_more(struct input *input)
{
	if (input->wrong != NULL || input->ended || !make_room(input))
		return false;
	if (!read_raw(input) && input->raw_length == 0)
		return false;
	return input->wrong == NULL && convert(input);
}

void
input_close(struct input *input)
{
	if (input->converter != (iconv_t)-1)
		iconv_close(input->converter);
	if (input->file >= 0)
		close(input->file);
	input->converter = (iconv_t)-1;
	input->file = -1;
}
