/* What codes are called in other languages. */
#include "customer/customer.h"
#include "language/language.h"

const char *
customer_codes(const struct language *language, const char *codes)
{
	const char *list = NULL;

	if (language != NULL && codes == customer_countries)
		list = language->countries;
	else if (language != NULL && codes == customer_languages)
		list = language->languages;
	return list != NULL ? list : codes;
}
