/* Sets of ids, each id a bit: what a search has found so far. */
#include "store/idset.h"

#include "base/arena.h"

enum { WORD = 64, WORDS = 64, PIECE = WORD * WORDS };

struct idset_piece {
	uint64_t words[WORDS];
};

static struct idset_piece *
piece_of(const struct idset *set, int64_t id)
{
	size_t piece = (size_t)id / PIECE;

	return piece < set->room ? set->pieces[piece] : NULL;
}

static struct idset_piece *
piece_made(struct idset *set, int64_t id)
{
	size_t piece = (size_t)id / PIECE;
	const size_t item = sizeof(*set->pieces);

	if (piece >= set->room) {
		set->pieces = arena_resize(set->arena, set->pieces,
			set->room * item, 2 * (piece + 1) * item);
		set->room = 2 * (piece + 1);
	}
	if (set->pieces[piece] == NULL)
		set->pieces[piece] =
			arena_alloc(set->arena, sizeof(**set->pieces));
	return set->pieces[piece];
}

static uint64_t
bit_of(int64_t id)
{
	return UINT64_C(1) << id % WORD;
}

void
idset_add(struct idset *set, int64_t id)
{
	struct idset_piece *piece = piece_made(set, id);
	uint64_t *word = &piece->words[id % PIECE / WORD];

	set->count += (*word & bit_of(id)) == 0;
	*word |= bit_of(id);
}

void
idset_clear(struct idset *set)
{
	for (size_t i = 0; i < set->room; i++)
		if (set->pieces[i] != NULL)
			*set->pieces[i] = (struct idset_piece){ 0 };
	set->count = 0;
}

bool
idset_has(const struct idset *set, int64_t id)
{
	const struct idset_piece *piece = piece_of(set, id);

	return piece != NULL &&
	       (piece->words[id % PIECE / WORD] & bit_of(id)) != 0;
}

void
idset_keep(struct idset *set, const struct idset *other)
{
	set->count = 0;
	for (size_t i = 0; i < set->room; i++) {
		struct idset_piece *piece = set->pieces[i];
		const struct idset_piece *mask =
			i < other->room ? other->pieces[i] : NULL;

		if (mask == NULL)
			set->pieces[i] = NULL;
		for (size_t j = 0; j < WORDS && piece != NULL && mask != NULL;
			j++) {
			piece->words[j] &= mask->words[j];
			set->count +=
				(size_t)__builtin_popcountll(piece->words[j]);
		}
	}
}

int64_t
idset_next(const struct idset *set, int64_t after)
{
	int64_t id = after + 1;

	while ((size_t)id / PIECE < set->room) {
		const struct idset_piece *piece = piece_of(set, id);
		uint64_t left;

		if (piece == NULL) {
			id += PIECE - id % PIECE;
			continue;
		}
		left = piece->words[id % PIECE / WORD] >> id % WORD;
		if (left != 0)
			return id + __builtin_ctzll(left);
		id += WORD - id % WORD;
	}
	return 0;
}
