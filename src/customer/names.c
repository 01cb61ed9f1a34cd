/* The lists of countries and languages with their names in each language. */
#include "customer/customer.h"
#include "language/language.h"

const char *
customer_codes(const struct language *language, const char *codes)
{
	if (language == NULL)
		language = &in_english;
	if (codes == customer_countries)
		return language->countries;
	if (codes == customer_languages)
		return language->languages;
	return codes;
}
