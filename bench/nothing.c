/* A CGI program that does nothing: what starting a process costs. */
#include <stdio.h>

int
main(void)
{
	return fputs("Status: 204 No Content\r\n\r\n", stdout) < 0;
}
