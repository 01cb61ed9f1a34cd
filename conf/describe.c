/* Puts the keys of crm.conf into a template of the file or its manual page. */
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
