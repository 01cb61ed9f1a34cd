/* The generator of crm.conf and crm.conf(5), from a template and the keys. */
#include <stdbool.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/text.h"
#include "config/describe.h"
#include "customer/customer.h"

int
main(void)
{
	struct arena arena = { 0 };
	struct text template = { .arena = &arena }, out = { .arena = &arena };
	char piece[4096];
	size_t got;
	const char *wrong;
	bool good;

	while ((got = fread(piece, 1, sizeof(piece), stdin)) > 0)
		text_add(&template, piece, got);
	text_puts(&template, "");
	wrong = describe_keys(
		&out, &config_table, customer_settable(&arena), template.bytes);
	if (wrong != NULL)
		fprintf(stderr, "describe: %s\n", wrong);
	good = wrong == NULL && fputs(out.bytes, stdout) >= 0 &&
	       fclose(stdout) == 0;
	arena_free(&arena);
	return good ? 0 : 1;
}
