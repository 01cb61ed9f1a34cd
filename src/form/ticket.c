/* The ticket that a form page is shown with, and sends back with the form. */
#include "form/ticket.h"

#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "base/sha256.h"
#include "base/text.h"

/* The beginning of a ticket; another shape of ticket begins with another. */
static const char begin[] = "1.";

enum { SIGNATURE = 2 * SHA256_BYTES };

/* Writes the signature of a text. */
static void
sign(char out[SIGNATURE + 1], const char *text, size_t length,
	const unsigned char secret[STORE_SECRET])
{
	unsigned char key[STORE_SECRET], bytes[SHA256_BYTES];

	secret_derive(secret, "ticket", key);
	hmac_sha256(key, sizeof(key), text, length, bytes);
	hex_put(out, bytes, sizeof(bytes));
}

void
ticket_write(struct text *out, const struct ticket *ticket,
	const unsigned char secret[STORE_SECRET])
{
	struct text text = { .arena = out->arena };
	char signature[SIGNATURE + 1];

	text_printf(&text, "%s%lld.%s.%s.%s", begin, (long long)ticket->time,
		ticket->key, ticket->wording, ticket->language);
	sign(signature, text.bytes, text.length, secret);
	text_printf(out, "%s.%s", text.bytes, signature);
}

/* Takes a piece of the letters of set, and the point behind the piece. */
static bool
take(const char **at, const char *set, char *piece, size_t least, size_t most)
{
	size_t length = strspn(*at, set);

	if (length < least || length > most || (*at)[length] != '.')
		return false;
	memcpy(piece, *at, length);
	piece[length] = '\0';
	*at += length + 1;
	return true;
}

bool
ticket_parse(const char *text, struct ticket *ticket)
{
	static const char digits[] = "0123456789abcdef";
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ-";
	char time[16 + 1];

	if (strncmp(text, begin, strlen(begin)) != 0)
		return false;
	text += strlen(begin);
	if (!take(&text, "0123456789", time, 1, sizeof(time) - 1) ||
		!take(&text, digits, ticket->key, TICKET_DIGITS,
			TICKET_DIGITS) ||
		!take(&text, digits, ticket->wording, TICKET_DIGITS,
			TICKET_DIGITS) ||
		!take(&text, letters, ticket->language, 1, TICKET_LANGUAGE))
		return false;
	ticket->time = strtoll(time, NULL, 10);
	return strspn(text, digits) == SIGNATURE && text[SIGNATURE] == '\0';
}

bool
ticket_is_signed(const char *text, const unsigned char secret[STORE_SECRET])
{
	const char *point = strrchr(text, '.');
	char signature[SIGNATURE + 1];

	if (point == NULL || strlen(point + 1) != SIGNATURE)
		return false;
	sign(signature, text, (size_t)(point - text), secret);
	return sha256_same(signature, point + 1, SIGNATURE);
}
