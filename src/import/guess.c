/* Guesses which member a column of a table may be, for a map to begin with. */
#include "import/guess.h"

#include <stdbool.h>
#include <string.h>

#include "base/arena.h"
#include "base/fold.h"
#include "base/text.h"
#include "customer/customer.h"
#include "import/cell.h"
#include "import/source.h"
#include "language/language.h"

/* Words of other programs, folded, without what is no letter. */
static const struct {
	const char *path, *words;
} known[] = {
	{ "firstName", "vorname nome prenom nombre givenname forename" },
	{ "lastName",
		"nachname cognome nom apellidos surname familyname name" },
	{ "companyName", "company firma azienda societe empresa" },
	{ "emails[0].email", "email mail emailaddress emailadresse courriel "
			     "adresseemail indirizzoemail" },
	{ "phones[0].phone", "phone telephone telefon telefono tel mobile "
			     "mobil handy cellulare phonenumber" },
	{ "addresses[0].street", "street strasse via rue address adresse "
				 "indirizzo" },
	{ "addresses[0].city", "city ort stadt citta ville town" },
	{ "addresses[0].zipCode", "zip zipcode plz cap postcode postalcode "
				  "codepostal postleitzahl" },
	{ "countryId", "country land paese pays" },
	{ "languageId", "language sprache lingua langue" },
	{ "birthDate", "birthday birthdate dateofbirth geburtsdatum "
		       "geburtstag datadinascita datedenaissance" },
	{ "customerReference", "customernumber customerid kundennummer "
			       "reference id" },
	{ "notes", "note remarks notizen bemerkungen" },
};

/* A name folded, without what is no letter and no digit. */
static const char *
plain(struct arena *arena, const char *name)
{
	struct text folded = { .arena = arena }, out = { .arena = arena };

	text_puts(&out, "");
	fold_text(&folded, name, strlen(name));
	for (size_t i = 0; i < folded.length; i++)
		if (strchr(" -_./()[]'*:", folded.bytes[i]) == NULL)
			text_putc(&out, folded.bytes[i]);
	return out.bytes;
}

/* Whether a field's title in a language is a name, in plain letters. */
static bool
is_title(struct arena *arena, const struct field *field, const char *name)
{
	for (size_t i = 0; field->title != NULL && i < language_count; i++)
		if (strcmp(plain(arena,
				   language_say(languages[i], field->title)),
			    name) == 0)
			return true;
	return false;
}

static bool
has_word(const char *words, const char *word)
{
	const size_t length = strlen(word);

	for (const char *at = words; length > 0 && (at = strstr(at, word));
		at += length)
		if ((at == words || at[-1] == ' ') &&
			(at[length] == ' ' || at[length] == '\0'))
			return true;
	return false;
}

const char *
guess_member(struct arena *arena, const char *name)
{
	const struct cell_target target = cell_target(arena, name);
	const char *word = plain(arena, name);

	if (target.path != NULL)
		return target.path;
	for (size_t i = 0; i < customer_schema.count; i++) {
		const struct field *field = &customer_schema.fields[i];

		if (field->type != TYPE_LIST &&
			(strcmp(plain(arena, field->name), word) == 0 ||
				is_title(arena, field, word)))
			return field->name;
	}
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (has_word(known[i].words, word))
			return known[i].path;
	return NULL;
}

/* Adds a name as a map has it, in quotes if need be. */
static void
put_name(struct text *out, const char *name)
{
	if (*name != '\0' && strpbrk(name, "\"#=") == NULL &&
		strstr(name, "->") == NULL) {
		text_puts(out, name);
		return;
	}
	text_putc(out, '"');
	for (; *name != '\0'; name++) {
		if (*name == '"')
			text_putc(out, '"');
		text_putc(out, *name);
	}
	text_putc(out, '"');
}

/* Whether a member is one of those that were guessed. */
static bool
is_guessed(const char *const *paths, size_t count, const char *path)
{
	for (size_t i = 0; i < count; i++)
		if (paths[i] != NULL && strcmp(paths[i], path) == 0)
			return true;
	return false;
}

void
guess_map(struct text *out, const char *const *names, size_t count)
{
	const char **paths = arena_array(out->arena, count, sizeof(*paths));

	text_puts(out, "# their column = our member\n");
	for (size_t i = 0; i < count; i++) {
		const char *path = guess_member(out->arena, names[i]);

		if (source_is_own(names[i], strlen(names[i])) ||
			*names[i] == '\0')
			continue;
		if (path != NULL && !is_guessed(paths, i, path))
			paths[i] = path;
		put_name(out, names[i]);
		text_printf(out, " =%s%s\n", paths[i] == NULL ? "" : " ",
			paths[i] == NULL ? "" : paths[i]);
	}
	text_puts(out, "\n# what the file lacks\n");
	for (size_t i = 0; i < customer_schema.count; i++) {
		const struct field *field = &customer_schema.fields[i];

		if (field->need != OPTIONAL && field->type != TYPE_LIST &&
			!is_guessed(paths, count, field->name))
			text_printf(out, "# %s := %s\n", field->name,
				field->example == NULL ? "" : field->example);
	}
}
