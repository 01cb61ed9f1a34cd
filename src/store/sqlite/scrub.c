/* The scrubbing of pages: no remains of moved rows reach the database. */
#include "store/sqlite/scrub.h"

#include <string.h>

#include "base/arena.h"
#include "store/sqlite/sql.h"

/*
 * The format of a page of a b-tree (https://sqlite.org/fileformat2.html section
 * 1.6): its header, the offsets of its cells, a gap, and the cells' content.
 * The first page has the file's header before that.
 */
enum {
	FILE_HEADER = 100,
	LEAST_PAGE = 512,
	CELLS = 3,   /* where a page's header has the number of cells … */
	CONTENT = 5, /* … and the offset of the content; 0 is 65536 */
	LEAF = 8,    /* in the type of a page; its header has so many bytes */
	INTERIOR = 12
};

/* The methods of the database's file, and SQLite's own behind them. */
struct scrub {
	sqlite3_io_methods methods;
	const sqlite3_io_methods *own;
};

static size_t
number_at(const unsigned char *bytes)
{
	return (size_t)bytes[0] << 8 | bytes[1];
}

/* Whether a page is of a b-tree: other pages begin with the number of a page.
 */
static bool
is_tree(unsigned char type)
{
	return type == 2 || type == 5 || type == 10 || type == 13;
}

/* Finds the gap of a page; an empty one if the page is no b-tree's. */
static size_t
find_gap(const unsigned char *page, size_t length, sqlite3_int64 offset,
	size_t *begin)
{
	const unsigned char *header = page + (offset == 0 ? FILE_HEADER : 0);
	size_t end;

	if (length < LEAST_PAGE || !is_tree(*header))
		return 0;
	*begin = (size_t)(header - page) +
		 ((*header & LEAF) != 0 ? LEAF : INTERIOR) +
		 2 * number_at(header + CELLS);
	end = number_at(header + CONTENT);
	if (end == 0)
		end = 1 << 16;
	return *begin < end && end <= length ? end - *begin : 0;
}

/* Whether bytes are all zero; there is at least one. */
static bool
is_clean(const unsigned char *bytes, size_t length)
{
	return *bytes == 0 && memcmp(bytes, bytes + 1, length - 1) == 0;
}

/* As SQLite's xWrite. */
static int
write_page(
	sqlite3_file *file, const void *bytes, int length, sqlite3_int64 offset)
{
	const struct scrub *scrub = (const struct scrub *)file->pMethods;
	size_t begin, gap = find_gap(bytes, (size_t)length, offset, &begin);
	char *copy;
	int code;

	if (gap == 0 || is_clean((const unsigned char *)bytes + begin, gap))
		return scrub->own->xWrite(file, bytes, length, offset);
	copy = sqlite3_malloc(length);
	if (copy == NULL)
		return SQLITE_IOERR_NOMEM;
	memcpy(copy, bytes, (size_t)length);
	memset(copy + begin, 0, gap);
	code = scrub->own->xWrite(file, copy, length, offset);
	sqlite3_free(copy);
	return code;
}

void
scrub_pages(struct sqlite *store)
{
	struct scrub *scrub = arena_alloc(store->lasting, sizeof(*scrub));
	sqlite3_file *file = NULL;

	if (!sql_took(store, sqlite3_file_control(store->db, "main",
				     SQLITE_FCNTL_FILE_POINTER, &file)))
		return;
	*scrub = (struct scrub){
		.methods = *file->pMethods,
		.own = file->pMethods,
	};
	scrub->methods.xWrite = write_page;
	file->pMethods = &scrub->methods;
}

/* Clears the gap of a page that the database has. */
static int
scrub_page(sqlite3_file *file, const struct scrub *scrub, unsigned char *page,
	int length, sqlite3_int64 offset, const void *zeros)
{
	int code = scrub->own->xRead(file, page, length, offset);
	size_t begin, gap;

	if (code != SQLITE_OK)
		return code;
	gap = find_gap(page, (size_t)length, offset, &begin);
	if (gap == 0 || is_clean(page + begin, gap))
		return SQLITE_OK;
	return scrub->own->xWrite(
		file, zeros, (int)gap, offset + (sqlite3_int64)begin);
}

void
scrub_file(struct sqlite *store)
{
	const int length = (int)sql_query(store, "PRAGMA page_size");
	unsigned char *page = arena_alloc(store->arena, (size_t)length);
	const void *zeros = arena_alloc(store->arena, (size_t)length);
	sqlite3_file *file = NULL;
	const struct scrub *scrub;
	sqlite3_int64 size = 0;

	if (!sql_took(store, sqlite3_file_control(store->db, "main",
				     SQLITE_FCNTL_FILE_POINTER, &file)))
		return;
	scrub = (const struct scrub *)file->pMethods;
	sql_took(store, scrub->own->xFileSize(file, &size));
	for (sqlite3_int64 offset = 0;
		store->result == STORE_OK && offset + length <= size;
		offset += length)
		sql_took(store,
			scrub_page(file, scrub, page, length, offset, zeros));
	sql_took(store, scrub->own->xSync(file, SQLITE_SYNC_NORMAL));
}
