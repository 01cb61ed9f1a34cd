/* The audit trail: a row for each deed of an operator. */
#include "store/postgresql/audit.h"

void
deed_note(struct postgresql *store, const struct deed *deed,
	enum audit_kind kind, int64_t subject)
{
	struct parameters row = { .arena = store->arena };

	put_number(&row, deed->time);
	put_text(&row, deed->by);
	put_text(&row, audit_kinds[kind]);
	put_number(&row, subject);
	put_text(&row, deed->detail);
	sql_tell(store,
		"INSERT INTO audit(time,operator,kind,subject,detail)"
		"VALUES(?,?,?,?,?)",
		&row);
}

enum store_result
deed_list(struct store *base, struct arena *arena, int64_t after,
	struct audit_entry **entries, size_t *count)
{
	struct postgresql *store = postgresql_of(base);
	struct parameters wanted = { .arena = store->arena };
	struct rows rows;

	put_number(&wanted, after);
	put_number(&wanted, STORE_DEEDS);
	rows = sql_ask(store,
		"SELECT id,time,operator,kind,subject,detail FROM audit"
		" WHERE id>? ORDER BY 1 LIMIT ?",
		&wanted);
	*count = (size_t)rows.count;
	*entries = arena_array(arena, STORE_DEEDS, sizeof(**entries));
	for (int i = 0; i < rows.count; i++)
		(*entries)[i] = (struct audit_entry){
			.id = rows_number(&rows, i, 0),
			.deed = {
				.time = rows_number(&rows, i, 1),
				.by = rows_string(arena, &rows, i, 2),
				.detail = rows_text(arena, &rows, i, 5),
			},
			.kind = rows_string(arena, &rows, i, 3),
			.subject = rows_number(&rows, i, 4),
		};
	sql_forget(store);
	return store->result;
}
