/* Creation of customers: checks and stores them, one or many, all or none. */
#include "operation/create.h"

#include "operation/permit.h"
#include "schema/check.h"
#include "schema/record.h"

enum { GLANCE_TIMEOUT = 1000 }; /* milliseconds, for a look mostly in vain */

/* Opens the store, and recalls whether the request was done before. */
static void
open_store(struct create *create)
{
	struct recalled recalled = { 0 };

	if (create->store != NULL || create->result != STORE_OK)
		return;
	create->settings.idempotency =
		create->idempotency.key == NULL ? NULL : &create->idempotency;
	create->result =
		store_open(create->arena, &create->settings, &create->store);
	if (create->result == STORE_OK)
		create->recall = store_recall(create->store, &recalled);
	create->first = recalled.first;
	/* a quarantined request has an id, but made no customer */
	create->quarantined =
		create->recall == RECALL_SAME && recalled.count == 0 && !create->many;
}

static void
keep(struct create *create, const struct record *customer)
{
	struct screening screening = { .wordings = create->origin.wordings };
	struct origin origin = create->origin;
	int64_t id;

	open_store(create);
	if (create->result != STORE_OK || create->recall != RECALL_NOTHING)
		return;
	if (create->screen != NULL)
		screening = create->screen(create, create->context);
	create->stopped = screening.stop;
	if (create->stopped)
		return;
	if (screening.suspect != NULL) {
		create->quarantined = true;
		create->result = store_quarantine(
			create->store, screening.suspect, create->suspects);
		return;
	}
	origin.wordings = screening.wordings;
	create->result = store_add(create->store, customer, &origin, &id);
	if (create->count == 0)
		create->first = id;
}

/* Whether a customer so far may not be created. */
static bool
is_refused(const struct create *create)
{
	return create->outside.count > 0 || create->faults.count > 0;
}

void
create_abandon(struct create *create)
{
	if (create->store != NULL)
		store_close(create->store);
	create->store = NULL;
}

void
create_add(struct create *create, struct record *customer)
{
	permit_customer(&create->bounds, customer, &create->outside);
	check_record(customer, &create->faults);
	if (is_refused(create))
		create_abandon(create);
	else
		keep(create, customer);
	create->count++;
}

void
create_skip(struct create *create)
{
	create_abandon(create);
	create->count++;
}

/* Makes all durable, also the work done under the key before. */
static void
commit(struct create *create)
{
	if (create->idempotency.key != NULL)
		open_store(create);
	if (create->store == NULL || create->result != STORE_OK ||
		create->recall == RECALL_OTHER || create->stopped)
		return;
	create->result = store_commit(create->store);
	create->store = NULL;
}

/* Looks, without a lock, whether a refused request was done before. */
static void
recall_refused(struct create *create)
{
	struct store_settings settings = create->settings;

	settings.lock_timeout = GLANCE_TIMEOUT;
	settings.idempotency = &create->idempotency;
	if (create->idempotency.key == NULL ||
		!store_was_done(create->arena, &settings))
		return;
	open_store(create);
	if (create->recall == RECALL_SAME)
		commit(create);
}

enum create_result
create_end(struct create *create)
{
	if (is_refused(create))
		recall_refused(create);
	else
		commit(create);
	create_abandon(create);
	if (create->outside.count > 0 && create->recall != RECALL_SAME)
		return CREATE_OUTSIDE;
	if (create->faults.count > 0 && create->recall != RECALL_SAME)
		return CREATE_FAULTY;
	if (create->stopped)
		return CREATE_STOPPED;
	if (create->recall == RECALL_OTHER)
		return CREATE_REUSED;
	if (create->result == STORE_AT_WORK)
		return CREATE_AT_WORK;
#if defined(CRM_POSTGRESQL)
	if (create->result == STORE_IN_DOUBT)
		return CREATE_IN_DOUBT;
#endif
	if (create->result != STORE_OK)
		return CREATE_UNAVAILABLE;
	if (create->quarantined)
		return CREATE_QUARANTINED;
	return create->recall == RECALL_SAME ? CREATE_REPLAYED : CREATE_DONE;
}
