/* Permission: whether an API key may create or move a customer there. */
#include "operation/permit.h"

#include "customer/customer.h"
#include "schema/fault.h"
#include "schema/record.h"
#include "store/bounds.h"

/* The text of a member; NULL if it is not given, or malformed. */
static const char *
text_of(const struct record *customer, size_t field)
{
	return customer->values[field].state == VALUE_GIVEN
		       ? record_text(customer->intake->arena, customer, field)
		       : NULL;
}

bool
permit_customer(const struct bounds *bounds, const struct record *customer,
	struct faults *outside)
{
	const char *brand = text_of(customer, CUSTOMER_BRAND);
	const char *pos = text_of(customer, CUSTOMER_POS_CODE);
	const struct bounds brands = { .brands = bounds->brands };
	const struct bounds shops = { .pos = bounds->pos };
	const struct {
		int field;
		bool within;
	} members[] = {
		{ CUSTOMER_POS_CODE,
			pos == NULL || bounds_allow(&shops, NULL, pos) },
		{ CUSTOMER_BRAND,
			brand == NULL || bounds_allow(&brands, brand, NULL) },
	};
	size_t before = outside->count;

	for (size_t i = 0; i < sizeof(members) / sizeof(*members); i++)
		if (!members[i].within)
			faults_add(outside,
				(struct fault){
					.kind = FAULT_OUTSIDE,
					.field = &customer_schema.fields
							  [members[i].field],
					.path = record_path(
						customer, members[i].field),
					.detail = "",
				});
	return outside->count == before;
}
