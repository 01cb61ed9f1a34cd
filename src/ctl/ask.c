/* The question whether to go on, for what can't be undone. */
#include "ctl/ask.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "ctl/ctl.h"

bool
ask(bool yes, const char *question)
{
	char answer[8] = "";

	/* what may not be asked is no answer */
	if (yes || (!isatty(STDIN_FILENO) && errno != EPERM))
		return true;
	fprintf(stderr, "crmctl: %s? (y/n) ", question);
	if (fgets(answer, sizeof(answer), stdin) != NULL &&
		(*answer == 'y' || *answer == 'Y'))
		return true;
	ctl_complain("nothing was done");
	return false;
}
