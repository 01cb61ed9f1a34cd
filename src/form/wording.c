/* The texts that a form page shows beside the consents. */
#include "form/wording.h"

#include "base/arena.h"
#include "config/config.h"
#include "customer/customer.h"
#include "customer/face.h"
#include "exchange/exchange.h"
#include "language/language.h"

const char *
wording_of(struct exchange *exchange, const struct language *language,
	const struct field *field)
{
	const char *text = config_text_find(
		exchange->config->consent, field->name, language->tag);

	return text != NULL ? text : language_say(language, field->help);
}

const char *const *
wording_shown(
	struct exchange *exchange, const struct language *language, bool whole)
{
	const char **shown = arena_array(
		exchange->arena, customer_schema.count, sizeof(*shown));

	for (size_t i = 0; i < customer_schema.count; i++) {
		const struct field *field = &customer_schema.fields[i];

		if (field->consent &&
			(whole || !face_hides(exchange->config, field)))
			shown[i] = wording_of(exchange, language, field);
	}
	return shown;
}
