/* The cards of customers in PostgreSQL: the rows that customers are found by.
 */
#include "store/postgresql/card.h"

#include <string.h>
#include <unistd.h>

#include "base/fold.h"
#include "base/text.h"
#include "customer/customer.h"
#include "schema/date.h"
#include "schema/record.h"
#include "store/keys.h"

/*
 * A counter is the sum of several rows, and each process has one of them: so
 * processes seldom wait for each other's.
 */
enum { PARTS = 64, TICKS = 10000000 /* of a second */ };

/* An instant of a customer in ticks; without one, seconds. */
static int64_t
ticks_of(const struct value *instant, int64_t seconds)
{
	struct date date = { .seconds = seconds };
	int64_t ticks = 0, unit = TICKS;

	if (instant->state == VALUE_GIVEN)
		date_parse(instant->text, instant->length, &date);
	for (const char *at = date.fraction; *at != '\0'; at++)
		ticks += (unit /= 10) * (*at - '0');
	return date.seconds * TICKS + ticks;
}

static void
put_folded(struct parameters *row, const struct value *text)
{
	struct text folded = { .arena = row->arena };

	if (text->state == VALUE_GIVEN)
		fold_text(&folded, text->text, text->length);
	put_text(row, folded.bytes);
}

/* Puts the month of a day such as 1990-01-02, if there is one. */
static void
put_month(struct parameters *row, const struct value *day)
{
	if (day->state == VALUE_GIVEN)
		put_number(row, (day->text[5] - '0') * 10 + day->text[6] - '0');
	else
		put_text(row, NULL);
}

const char *
card_kind(struct arena *arena, const struct key *key, const char *brand)
{
	return arena_printf(arena, "%c%s", (char)key->kind, brand);
}

/* Puts the kinds and the texts of lines of keys, as two arrays. */
static void
put_keys(struct parameters *parameters, const char *lines, const char *brand)
{
	struct arena *arena = parameters->arena;
	const char **kinds = NULL, **texts = NULL, *at = NULL;
	size_t count = 0;
	struct key key;

	while (lines != NULL && keys_next(lines, &at, &key)) {
		kinds = arena_grow(arena, kinds, count, sizeof(*kinds));
		texts = arena_grow(arena, texts, count, sizeof(*texts));
		kinds[count] = card_kind(arena, &key, brand);
		texts[count++] = arena_copy(arena, key.text, key.length);
	}
	put_texts(parameters, kinds, count);
	put_texts(parameters, texts, count);
}

/* Counts a customer more, or one less. */
static void
count(struct postgresql *store, const char *brand, const char *pos, int by)
{
	struct parameters row = { .arena = store->arena };

	put_text(&row, brand);
	put_text(&row, pos);
	put_number(&row, getpid() % PARTS);
	put_number(&row, by);
	sql_tell(store,
		"INSERT INTO counter AS c VALUES(?,?,?,?)"
		"ON CONFLICT(brand,pos,part)"
		"DO UPDATE SET count=c.count+excluded.count",
		&row);
}

void
card_put(struct postgresql *store, int64_t id, const struct record *customer,
	int64_t created, int64_t modified)
{
	const struct value *values = customer->values;
	struct parameters row = { .arena = store->arena };
	struct parameters index = { .arena = store->arena };
	struct text keys = { .arena = store->arena };

	if (customer->schema != &customer_schema)
		return;
	keys_of(&keys, customer);
	put_number(&row, id);
	put_text(&row, values[CUSTOMER_BRAND].text);
	put_text(&row, values[CUSTOMER_POS_CODE].text);
	put_number(
		&row, ticks_of(&values[CUSTOMER_REGISTRATION_DATE], created));
	put_text(&row, keys_order(store->arena, customer));
	put_number(&row, created);
	put_number(&row, modified);
	put_text(&row, values[CUSTOMER_COUNTRY_ID].text);
	put_number(&row, values[CUSTOMER_CAN_BE_CONTACTED_BY_MAISON].number);
	put_month(&row, &values[CUSTOMER_BIRTH_DATE]);
	put_folded(&row, &values[CUSTOMER_SALE_REPRESENTATIVE_EMAIL]);
	put_text(&row, keys.bytes);
	sql_tell(store, "INSERT INTO card VALUES(?,?,?,?,?,?,?,?,?,?,?,?)",
		&row);
	put_number(&index, id);
	put_keys(&index, keys.bytes, values[CUSTOMER_BRAND].text);
	sql_tell(store,
		"INSERT INTO search(customer,kind,key)"
		"SELECT ?::bigint,k,t FROM unnest(?::text[],?::text[])x(k,t)",
		&index);
	count(store, values[CUSTOMER_BRAND].text,
		values[CUSTOMER_POS_CODE].text, 1);
}

/* Takes away the index and the card of a row. */
static void
drop(struct postgresql *store, int64_t id, const char *brand, const char *lines)
{
	struct parameters index = { .arena = store->arena };
	struct parameters card = { .arena = store->arena };

	put_number(&index, id);
	put_keys(&index, lines, brand);
	sql_tell(store,
		"DELETE FROM search WHERE customer=? AND(kind,key)IN"
		"(SELECT k,t FROM unnest(?::text[],?::text[])x(k,t))",
		&index);
	put_number(&card, id);
	sql_tell(store, "DELETE FROM card WHERE id=?", &card);
}

void
card_drop(struct postgresql *store, int64_t id)
{
	struct parameters wanted = { .arena = store->arena };
	struct rows rows;
	const char *brand, *pos, *lines;

	if (store->schema != &customer_schema)
		return;
	put_number(&wanted, id);
	rows = sql_ask(
		store, "SELECT brand,pos,keys FROM card WHERE id=?", &wanted);
	if (rows.count == 0)
		return;
	brand = rows_text(store->arena, &rows, 0, 0);
	pos = rows_text(store->arena, &rows, 0, 1);
	lines = rows_text(store->arena, &rows, 0, 2);
	sql_forget(store);
	drop(store, id, brand, lines);
	count(store, brand, pos, -1);
}

enum store_result
card_count(struct store *base, struct arena *arena, struct counter **counters,
	size_t *number)
{
	struct postgresql *store = postgresql_of(base);
	struct rows rows = sql_ask(store,
		"SELECT brand,pos,sum(count)FROM counter GROUP BY brand,pos"
		" HAVING sum(count)>0 ORDER BY brand,pos",
		NULL);

	*number = (size_t)rows.count;
	*counters = arena_array(arena, *number + 1, sizeof(**counters));
	for (int i = 0; i < rows.count; i++)
		(*counters)[i] = (struct counter){
			.brand = rows_text(arena, &rows, i, 0),
			.pos = rows_text(arena, &rows, i, 1),
			.count = rows_number(&rows, i, 2),
		};
	sql_forget(store);
	return store->result;
}
