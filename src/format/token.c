/* Tokens, quoted strings and parameters of headers (RFC 9110 section 5.6). */
#include "format/token.h"

#include <ctype.h>
#include <string.h>

static bool
is_token(char byte)
{
	return isalnum((unsigned char)byte) ||
	       (byte != '\0' && strchr("!#$%&'*+-.^_`|~", byte) != NULL);
}

static const char *
blank_end(const char *at)
{
	while (*at == ' ' || *at == '\t')
		at++;
	return at;
}

const char *
token_end(const char *at)
{
	while (is_token(*at))
		at++;
	return at;
}

const char *
quoted_end(const char *at)
{
	for (at++; *at != '\0'; at++) {
		if (*at == '"')
			return at + 1;
		if (*at == '\\' && *++at == '\0')
			return NULL;
	}
	return NULL;
}

bool
parameter_next(const char **at, struct parameter *parameter)
{
	const char *name, *equals, *value, *end;

	name = blank_end(*at);
	if (*name != ';') {
		*at = name;
		return false;
	}
	while (*name == ';')
		name = blank_end(name + 1);
	*at = name;
	equals = token_end(name);
	if (equals == name || *equals != '=')
		return false;
	value = equals + 1;
	end = *value == '"' ? quoted_end(value) : token_end(value);
	if (end == NULL || end == value)
		return false;
	*at = end;
	*parameter = (struct parameter){
		.name = name,
		.name_length = (size_t)(equals - name),
		.value = value,
		.value_length = (size_t)(end - value),
		.quoted = *value == '"',
	};
	if (parameter->quoted) {
		parameter->value++;
		parameter->value_length -= 2;
	}
	return true;
}
