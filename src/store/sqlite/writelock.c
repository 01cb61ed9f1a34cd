/* The write lock: an advisory file lock that a database's writers queue for. */
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
#include "base/sha256.h"
#include "store/sqlite/look.h"

enum {
	PLACE_BYTES = 7, /* of a hash; so an offset in a file is positive */
	NUDGE = 50       /* milliseconds between interruptions */
};

/* The queue for the write lock: no key has a place so far behind. */
static const int64_t queue = INT64_C(1) << 60;

int64_t
writelock_place(int64_t owner, const char *key)
{
	struct sha256 hash = sha256_begin();
	unsigned char bytes[SHA256_BYTES];
	int64_t place = 0;

	sha256_add(&hash, &owner, sizeof(owner));
	sha256_add(&hash, key, strlen(key));
	sha256_put(&hash, bytes);
	for (int i = 0; i < PLACE_BYTES; i++)
		place = place << 8 | bytes[i];
	return place + 1;
}

int
writelock_open(struct arena *arena, const char *database)
{
	const char *path = arena_printf(arena, "%s-lock", database);
	struct stat status;
	int fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (fd >= 0 && look_through(fd, &status) == 0 &&
		!S_ISREG(status.st_mode)) {
		close(fd);
		errno = EINVAL;
		return -1;
	}
	return fd;
}

/* Interrupts the waiting system call, so that it can end. */
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
 * Has the process interrupted after so many milliseconds, and repeatedly from
 * then on, because the first signal may come before the process waits. Not
 * earlier: an interrupted process goes to the end of the queue. 0 ends the
 * interruptions.
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
		SIG_UNBLOCK, &alarm, NULL); /* the parent may have blocked it */
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

enum writelock_result
writelock_queue(int fd, int64_t deadline)
{
	enum writelock_result result = writelock_take(fd, queue, deadline);

	if (result != WRITELOCK_TAKEN)
		return result;
	result = writelock_take(fd, WRITELOCK_WRITE, deadline);
	writelock_give(fd, queue);
	return result;
}

void
writelock_give(int fd, int64_t place)
{
	struct flock lock = {
		.l_type = F_UNLCK,
		.l_whence = SEEK_SET,
		.l_start = place,
		.l_len = 1,
	};

	fcntl(fd, F_OFD_SETLK, &lock);
}
