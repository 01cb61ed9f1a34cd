/* The keeper of processes that stay: starts, replaces and ends them. */
#include "server/keeper.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "base/die.h"
#include "server/setup.h"
#include "server/stay.h"
#include "store/store.h"

enum {
	PROCESSES = 64,
	SHORT_LIFE = 1000, /* milliseconds */
	FIRST_PAUSE = 100, /* before a process is started that died at once */
	LONGEST_PAUSE = 2000,
	/* on a store that is a server's: most of them wait for it */
	WAITING_PROCESSES = 8,
	GRACE = 2000 /* for processes to end, beyond body-timeout */
};

/* A process, and when it was started. */
struct kept {
	pid_t pid; /* 0: none */
	int64_t since;
};

struct keeper {
	int listener;
	bool spawned;
	const char *config;
	char **argv;
	struct arena arena; /* of the setup */
	struct setup setup;
	struct kept kept[PROCESSES];
	size_t wanted;
	int64_t pause, not_before;
	bool stopping;
};

bool
keeper_is_asked(void)
{
	int listens = 0;
	socklen_t length = sizeof(listens);

	return getsockopt(STDIN_FILENO, SOL_SOCKET, SO_ACCEPTCONN, &listens,
		       &length) == 0 &&
	       listens != 0;
}

static size_t
count_wanted(const struct keeper *keeper)
{
	const struct config *config = &keeper->setup.config;
	int64_t count = config->processes;

	if (keeper->spawned)
		return 1;
	if (count == 0)
		count = store_file(config) == NULL
				? WAITING_PROCESSES
				: sysconf(_SC_NPROCESSORS_ONLN);
	return count < 1 ? 1 : count > PROCESSES ? PROCESSES : (size_t)count;
}

static void
set_signals(sigset_t *signals)
{
	static const int kinds[] = { SIGTERM, SIGUSR1, SIGINT, SIGHUP,
		SIGCHLD };

	sigemptyset(signals);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		sigaddset(signals, kinds[i]);
	sigprocmask(SIG_BLOCK, signals, NULL);
}

/* Starts a process; it ends when its keeper is gone. */
static void
start(struct keeper *keeper, struct kept *kept)
{
	const pid_t parent = getpid();
	pid_t pid = fork();

	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		if (getppid() != parent)
			_exit(EXIT_FAILURE);
		_exit(stay_serve(keeper->listener, &keeper->setup));
	}
	*kept = (struct kept){ pid < 0 ? 0 : pid, calendar_elapsed() };
	if (pid < 0)
		keeper->not_before = calendar_elapsed() + LONGEST_PAUSE;
}

static void
start_all(struct keeper *keeper)
{
	for (size_t i = 0; i < keeper->wanted; i++)
		if (keeper->kept[i].pid == 0 && !keeper->stopping &&
			calendar_elapsed() >= keeper->not_before)
			start(keeper, &keeper->kept[i]);
}

/* Notes that a process has ended. */
static void
bury(struct keeper *keeper, pid_t pid, int status)
{
	for (size_t i = 0; i < PROCESSES; i++) {
		struct kept *kept = &keeper->kept[i];
		int64_t now = calendar_elapsed();

		if (kept->pid != pid)
			continue;
		if (WIFSIGNALED(status))
			log_line("process %ld ended by signal %d: another is"
				 " started",
				(long)pid, WTERMSIG(status));
		kept->pid = 0;
		keeper->pause = now - kept->since > SHORT_LIFE ? 0
				: keeper->pause == 0           ? FIRST_PAUSE
						     : keeper->pause * 2;
		if (keeper->pause > LONGEST_PAUSE)
			keeper->pause = LONGEST_PAUSE;
		keeper->not_before = now + keeper->pause;
	}
}

static void
bury_all(struct keeper *keeper)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		bury(keeper, pid, status);
}

static size_t
count_kept(const struct keeper *keeper)
{
	size_t count = 0;

	for (size_t i = 0; i < PROCESSES; i++)
		count += keeper->kept[i].pid != 0;
	return count;
}

/* Has all processes end; they finish what is at hand. */
static void
end_all(const struct keeper *keeper, int signal)
{
	for (size_t i = 0; i < PROCESSES; i++)
		if (keeper->kept[i].pid != 0)
			kill(keeper->kept[i].pid, signal);
}

/* Reads crm.conf anew; one with a mistake in it changes nothing. */
static void
read_again(struct keeper *keeper)
{
	struct arena arena = { 0 };
	struct setup setup;

	setup_read(&arena, keeper->config, keeper->argv, &setup);
	if (setup.wrong != NULL) {
		log_line("%s; the configuration before is kept", setup.wrong);
		arena_free(&arena);
		return;
	}
	arena_free(&keeper->arena);
	keeper->arena = arena;
	keeper->setup = setup;
	log_open(setup.config.log);
	end_all(keeper, SIGTERM);
	/* those that end have no place any more, and are not replaced */
	memset(keeper->kept, 0, sizeof(keeper->kept));
	keeper->wanted = count_wanted(keeper);
}

/* Waits for a signal, or for the time to start a process. */
static void
wait_for_signal(struct keeper *keeper, const sigset_t *signals)
{
	int64_t left = keeper->not_before - calendar_elapsed();
	struct timespec time = { 1, 0 };
	int signal;

	if (left > 0 && left < 1000)
		time = (struct timespec){ 0, left * 1000000 };
	signal = count_kept(keeper) == keeper->wanted && !keeper->stopping
			 ? sigwaitinfo(signals, NULL)
			 : sigtimedwait(signals, NULL, &time);
	if (signal == SIGHUP && !keeper->stopping)
		read_again(keeper);
	else if (signal == SIGTERM || signal == SIGUSR1 || signal == SIGINT)
		keeper->stopping = true;
	bury_all(keeper);
}

/* Waits for the end of all processes; those that take too long are ended. */
static void
wait_for_end(struct keeper *keeper)
{
	int64_t end = calendar_elapsed() + GRACE +
		      keeper->setup.config.body_timeout * 1000;
	const struct timespec pause = { 0, 5000000 };

	end_all(keeper, SIGTERM);
	while (count_kept(keeper) > 0 && calendar_elapsed() < end) {
		bury_all(keeper);
		if (count_kept(keeper) > 0)
			nanosleep(&pause, NULL);
	}
	end_all(keeper, SIGKILL);
}

int
keeper_run(int listener, bool spawned, const char *config, char **argv)
{
	struct keeper keeper = {
		.listener = listener,
		.spawned = spawned,
		.config = config,
		.argv = argv,
	};
	sigset_t signals;

	set_signals(&signals);
	fcntl(listener, F_SETFL, O_NONBLOCK);
	setup_read(&keeper.arena, config, argv, &keeper.setup);
	log_open(keeper.setup.config.log);
	keeper.wanted = count_wanted(&keeper);
	while (!keeper.stopping) {
		start_all(&keeper);
		wait_for_signal(&keeper, &signals);
	}
	wait_for_end(&keeper);
	arena_free(&keeper.arena);
	return EXIT_SUCCESS;
}
