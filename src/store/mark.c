/* Marks: what tells whose bounds an erased record was in, and nothing else. */
#include "store/mark.h"

#include <string.h>

#include "base/sha256.h"

/* What a mark is of: a brand, a whole POS code, a beginning of one. */
static const char brand_mark[] = "brand", whole_mark[] = "whole",
		  open_mark[] = "open";

struct marker
marker_new(struct arena *arena, const unsigned char secret[STORE_SECRET])
{
	struct marker marker = { .message = { .arena = arena } };

	secret_derive(secret, "mark", marker.key);
	return marker;
}

/* Makes the mark of a word, whose case does not count. */
static void
make(unsigned char mark[SHA256_BYTES], struct marker *marker, int64_t id,
	const char *kind, const char *word, size_t length)
{
	struct text *message = &marker->message;

	message->length = 0;
	text_printf(message, "%lld %s ", (long long)id, kind);
	while (length-- > 0)
		text_putc(message, text_lower(*word++));
	hmac_sha256(marker->key, sizeof(marker->key), message->bytes,
		message->length, mark);
}

static void
put(struct text *marks, struct marker *marker, int64_t id, const char *kind,
	const char *word, size_t length)
{
	unsigned char mark[SHA256_BYTES];

	make(mark, marker, id, kind, word, length);
	text_add(marks, (const char *)mark, MARK_BYTES);
}

void
mark_write(struct text *marks, struct marker *marker, int64_t id,
	const char *brand, const char *pos_code)
{
	const char *pos = pos_code == NULL ? "" : pos_code;

	if (brand != NULL)
		put(marks, marker, id, brand_mark, brand, strlen(brand));
	put(marks, marker, id, whole_mark, pos, strlen(pos));
	for (size_t length = 0; length <= strlen(pos); length++)
		put(marks, marker, id, open_mark, pos, length);
}

static bool
has(const char *marks, size_t length, struct marker *marker, int64_t id,
	const char *kind, const char *word, size_t word_length)
{
	unsigned char mark[SHA256_BYTES];

	make(mark, marker, id, kind, word, word_length);
	for (; length >= MARK_BYTES; length -= MARK_BYTES, marks += MARK_BYTES)
		if (memcmp(marks, mark, MARK_BYTES) == 0)
			return true;
	return false;
}

bool
mark_allow(const void *marks, size_t length, struct marker *marker, int64_t id,
	const char *brand, const struct bounds *bounds)
{
	const char *pos = bounds == NULL ? NULL : bounds->pos;
	const struct bounds of_brand = {
		.brands = bounds == NULL ? NULL : bounds->brands,
	};
	struct bound bound;

	if (!bounds_allow(&of_brand, brand, NULL) ||
		!has(marks, length, marker, id, brand_mark, brand,
			strlen(brand)))
		return false;
	while (pos != NULL && bounds_next(&pos, &bound))
		if (has(marks, length, marker, id,
			    bound.open ? open_mark : whole_mark, bound.word,
			    bound.length))
			return true;
	return pos == NULL;
}
