/* The texts that a form page shows beside the consents. */
#include "service/wording.h"

#include "base/arena.h"
#include "customer/customer.h"
#include "service/exchange.h"

const char *const *
wording_shown(struct exchange *exchange, const char *language)
{
	const char **shown = arena_array(
		exchange->arena, customer_schema.count, sizeof(*shown));

	(void)language;
	for (size_t i = 0; i < customer_schema.count; i++) {
		const struct field *field = &customer_schema.fields[i];

		if (field->consent)
			shown[i] = arena_printf(exchange->arena, "%s. %s",
				field->title, field->text);
	}
	return shown;
}
