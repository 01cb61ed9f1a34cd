/* Progress of long work: a bar on a terminal, nothing elsewhere. */
#include "ctl/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/calendar.h"
#include "ctl/ctl.h"

enum { EACH = 100, SECOND = 1000, BAR = 24 }; /* milliseconds; columns */

struct progress
progress_begin(const char *what, int64_t total)
{
	int64_t now = isatty(STDERR_FILENO) ? calendar_elapsed() : -1;

	return (struct progress){ what, total, now, now };
}

static void
show_bar(const struct progress *progress, int64_t done, int64_t passed)
{
	static const char full[] = "########################";
	int64_t part = done < progress->total ? done : progress->total;
	int64_t left = (progress->total - part) * passed / (part + 1) / SECOND;

	fprintf(stderr, "[%-*.*s] %3d %%  ", BAR,
		(int)(part * BAR / progress->total), full,
		(int)(part * 100 / progress->total));
	fprintf(stderr, "%" PRId64 "/s  %" PRId64 ":%02d left  ",
		done * SECOND / passed, left / 60, (int)(left % 60));
}

void
progress_show(struct progress *progress, int64_t done)
{
	int64_t now;

	if (progress->begun < 0)
		return;
	now = calendar_elapsed();
	if (now - progress->shown < EACH)
		return;
	progress->shown = now;
	fputc('\r', stderr);
	if (progress->total > 0)
		show_bar(progress, done, now - progress->begun);
	fprintf(stderr, "%" PRId64 " %s\033[K", done, progress->what);
	fflush(stderr);
}

bool
progress_go_on(void *context, int64_t done, int64_t total)
{
	struct progress *progress = context;

	progress->total = total;
	progress_show(progress, done);
	return !ctl_is_stopped();
}

void
progress_end(struct progress *progress)
{
	if (progress->begun >= 0 && progress->shown > progress->begun)
		fputs("\r\033[K", stderr);
}
