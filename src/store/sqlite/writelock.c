/* The queue of writers: an advisory lock on a file beside the database. */
#include "store/sqlite/writelock.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "base/fnv.h"

enum { NUDGE = 50 }; /* milliseconds between interruptions */

int64_t
writelock_place(const char *key)
{
	struct fnv hash = fnv_begin();

	fnv_add(&hash, key, strlen(key));
	return 1 +
	       (int64_t)((uint64_t)(hash.limbs[1] >> 2) << 32 | hash.limbs[0]);
}

int
writelock_open(struct arena *arena, const char *database)
{
	const char *path = arena_printf(arena, "%s-lock", database);
	struct stat status;
	int fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (fd >= 0 && fstat(fd, &status) == 0 && !S_ISREG(status.st_mode)) {
		close(fd);
		errno = EINVAL;
		return -1;
	}
	return fd;
}

/* Interrupts the waiting, so that it can end. */
static void
nudge(int signal)
{
	(void)signal;
}

static struct timeval
time_of(int64_t milliseconds)
{
	return (struct timeval){ milliseconds / 1000,
		milliseconds % 1000 * 1000 };
}

/*
 * Has the process interrupted after so long, and again and again from then
 * on, because the first time may come before it waits. Not earlier: who is
 * interrupted goes to the end of the queue. 0 ends it.
 */
static void
set_nudges(int64_t first)
{
	const struct itimerval timer = {
		.it_value = time_of(first),
		.it_interval = time_of(first > 0 ? NUDGE : 0),
	};

	setitimer(ITIMER_REAL, &timer, NULL);
}

enum writelock_result
writelock_take(int fd, int64_t place, int64_t deadline)
{
	struct sigaction action = { .sa_handler = nudge };
	sigset_t alarm;
	struct flock lock = {
		.l_type = F_WRLCK,
		.l_whence = SEEK_SET,
		.l_start = place,
		.l_len = 1,
	};
	int64_t left = deadline - calendar_elapsed();
	int result = fcntl(fd, F_OFD_SETLK, &lock), error;

	if (result == 0)
		return WRITELOCK_TAKEN;
	if (errno != EAGAIN)
		return WRITELOCK_BROKEN;
	sigaction(SIGALRM, &action, NULL);
	sigemptyset(&alarm);
	sigaddset(&alarm, SIGALRM);
	sigprocmask(
		SIG_UNBLOCK, &alarm, NULL); /* who started us may block it */
	set_nudges(left > 1 ? left : 1);
	do
		result = fcntl(fd, F_OFD_SETLKW, &lock);
	while (result != 0 && errno == EINTR && calendar_elapsed() < deadline);
	error = errno;
	set_nudges(0);
	errno = error;
	if (result == 0)
		return WRITELOCK_TAKEN;
	return error == EINTR ? WRITELOCK_LATE : WRITELOCK_BROKEN;
}
