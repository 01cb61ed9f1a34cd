/* The export: all customers that match, on their way out one by one. */
#include "operation/export.h"

#include "customer/customer.h"
#include "customer/messages.h"
#include "operation/search.h"
#include "store/damage.h"

bool
export_count(struct arena *arena, struct store *store,
	const struct search *search, int64_t *total)
{
	struct search all = *search;
	struct search_page found;

	all.count = true;
	all.most = 0;
	if (store_search(store, arena, &all, &found) != STORE_OK)
		return false;
	store_end_reading(store);
	*total = found.total;
	return true;
}

/* Opens the store anew, to read around its damage, if that was the failure. */
static bool
turn_around(struct exporting *exporting)
{
	if (!damage_turn(exporting->settings.damage))
		return false;
	store_close(exporting->store);
	return store_open_to_read(exporting->arena, &exporting->settings,
		       &exporting->store) == STORE_OK;
}

/* Reads the next slice, in the memory of the last one. */
static bool
read_slice(struct exporting *exporting)
{
	struct cursor *cursor = &exporting->cursor;
	const int64_t after = cursor->after;

	arena_release(exporting->items, exporting->mark);
	exporting->at = 0;
	if (store_read_slice(exporting->store, &exporting->intake, cursor) ==
		STORE_OK)
		return true;
	if (!turn_around(exporting))
		return false;
	*cursor =
		(struct cursor){ .search = &exporting->search, .after = after };
	return store_read_slice(exporting->store, &exporting->intake, cursor) ==
	       STORE_OK;
}

/* Begins with the customers of the next brand; false: the store fails. */
static bool
next_brand(struct exporting *exporting)
{
	exporting->search.brand = *exporting->brands++;
	exporting->cursor = (struct cursor){ .search = &exporting->search };
	return read_slice(exporting);
}

/* Reads on until there are customers, or no more. */
static bool
read_on(struct exporting *exporting)
{
	struct cursor *cursor = &exporting->cursor;

	if (cursor->count > 0 && exporting->at == cursor->count &&
		!read_slice(exporting))
		return false;
	while (cursor->count == 0 && *exporting->brands != NULL)
		if (!next_brand(exporting))
			return false;
	return true;
}

static const struct record *
next(struct stream *stream)
{
	struct exporting *exporting = (struct exporting *)stream;
	struct cursor *cursor = &exporting->cursor;

	if (exporting->store != NULL && !read_on(exporting)) {
		stream->broken = true;
		return NULL;
	}
	if (exporting->at < cursor->count) {
		get_whole_again(exporting->whole,
			&cursor->records[exporting->at++], &exporting->names);
		return exporting->whole;
	}
	if (exporting->store != NULL)
		store_close(exporting->store);
	exporting->store = NULL;
	return NULL;
}

/* Finds the brands, and how many customers of them match. */
static bool
count_all(struct exporting *exporting)
{
	const char **only = arena_array(exporting->arena, 2, sizeof(*only));
	struct search search = exporting->search;
	int64_t total;

	exporting->total = 0;
	*only = search.brand;
	exporting->brands = only;
	if (search.brand == NULL)
		exporting->brands =
			search_brands(exporting->store, exporting->arena, NULL);
	if (exporting->brands == NULL)
		return false;
	for (size_t i = 0; exporting->brands[i] != NULL; i++) {
		search.brand = exporting->brands[i];
		if (!export_count(exporting->arena, exporting->store, &search,
			    &total))
			return false;
		exporting->total += total;
	}
	return true;
}

bool
export_begin(struct exporting *exporting)
{
	exporting->stream = (struct stream){
		.schema = &wholes_schema,
		.next = next,
	};
	if (store_open_to_read(exporting->arena, &exporting->settings,
		    &exporting->store) != STORE_OK ||
		(!count_all(exporting) &&
			(!turn_around(exporting) || !count_all(exporting))))
		return false;
	exporting->intake = (struct intake){
		.arena = exporting->items,
		.rules = exporting->rules,
	};
	exporting->names.arena = exporting->arena;
	exporting->whole = record_new(&exporting->intake, &whole_schema);
	exporting->mark = arena_mark(exporting->items);
	return *exporting->brands == NULL || next_brand(exporting);
}
