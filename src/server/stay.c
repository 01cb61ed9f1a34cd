/* A process that stays: FastCGI, round by round, with a commit for each. */
#include "server/stay.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/calendar.h"
#include "base/die.h"
#include "base/sandbox.h"
#include "customer/customer.h"
#include "format/format.h"
#include "format/stream.h"
#include "http/response.h"
#include "server/setup.h"
#include "server/wire.h"
#include "store/store.h"

enum {
	WIRES = 512,     /* connections at once; more wait to be accepted */
	WAITING = 256,   /* requests of a round; more are refused */
	GROUP = 64,      /* requests of a group … */
	GROUP_TIME = 20, /* … and milliseconds of work, before the commit */
	TOGETHER = 16 * 1024, /* bytes of a stream that are sent at once */
	EVENTS = 64,
	TICK = 250 /* milliseconds between looks at what is late */
};

struct stay {
	struct arena arena;
	struct setup *setup;
	struct store_session *session;
	struct wires wires;
	struct wire *list[WIRES];
	size_t count;
	struct queue waiting, streams;
	int64_t group_since; /* as calendar_elapsed() counts */
	int listener, epoll, signals;
	int64_t looked;   /* when it was looked for what is late */
	bool full;        /* nothing is accepted at present */
	bool stopping;    /* a signal came, or the process is used up */
	bool used_up;     /* it has to be replaced */
	int64_t patience; /* when stopping, the end */
};

/* A job that is worked on. */
struct work {
	struct stay *stay;
	struct job *job;
};

static void
answer(void *context)
{
	struct work *work = context;
	struct turn *turn = &work->job->turn;

	turn->request = work->job->request;
	request_override(&turn->arena, &turn->request);
	turn_answer(turn);
}

static void
note(void *context)
{
	turn_after(context);
}

/*
 * Works a job off, up to its answer. Returns whether the answer has to wait
 * until the group is committed.
 */
static bool
work_off(struct stay *stay, struct job *job)
{
	struct work work = { stay, job };
	struct turn *turn = &job->turn;
	char incident[DIE_INCIDENT];
	bool took;

	turn_begin(turn, stay->setup);
	if (job->failed)
		turn_fail(turn, job->incident);
	else if (!die_within(answer, &work, incident))
		turn_fail(turn, incident);
	took = store_session_took(stay->session);
	if (turn_has_rest(turn))
		die_within(note, turn, incident);
	store_session_took(stay->session);
	log_mark("");
	return took;
}

/* Puts bytes that gathered into records. */
static void
send_text(struct job *job, struct text *text)
{
	if (job->wire != NULL)
		fastcgi_put(
			&job->wire->out, job->id, text->bytes, text->length);
	text->length = 0;
}

/* Sends an answer, or its beginning if it is a stream. */
static void
finish(struct stay *stay, struct job *job)
{
	struct response *response = &job->turn.response;
	struct text head = { .arena = &job->turn.arena };

	response_print_head(&head, response);
	send_text(job, &head);
	response->sent = true;
	if (response_has_body(response) && response->stream != NULL) {
		job->state = JOB_STREAM;
		queue_add(&stay->streams, job);
		return;
	}
	if (response_has_body(response))
		send_text(job, &response->body);
	job_end(&stay->wires, job);
}

static void
finish_within(void *context)
{
	const struct work *work = context;

	finish(work->stay, work->job);
}

/* Sends an answer; if that fails, the connection ends without one. */
static void
finish_safely(struct stay *stay, struct job *job)
{
	struct work work = { stay, job };
	struct wire *wire = job->wire;
	char incident[DIE_INCIDENT];

	if (die_within(finish_within, &work, incident))
		return;
	if (wire != NULL)
		wire->broken = true;
	stay->used_up = true;
	job_free(&stay->wires, job);
}

/* The commit of a group, and what came of it. */
struct committing {
	struct store_session *session;
	enum store_result result;
};

static void
commit_within(void *context)
{
	struct committing *committing = context;

	committing->result = store_session_commit(committing->session);
}

/* Makes the group durable; false: nothing of it was kept. */
static bool
commit_group(struct stay *stay)
{
	struct committing committing = { .session = stay->session };
	char incident[DIE_INCIDENT];

	if (!die_within(commit_within, &committing, incident)) {
		stay->used_up = true;
		store_session_close(stay->session);
		return false;
	}
	return committing.result == STORE_OK;
}

/* Works a job off again whose group was lost. */
static void
repeat(struct stay *stay, struct job *job)
{
	turn_end(&job->turn);
	store_session_alone(stay->session, true);
	work_off(stay, job);
	commit_group(stay);
	store_session_alone(stay->session, false);
}

/* Ends the group at hand, and answers all that waited for that. */
static void
settle(struct stay *stay)
{
	bool kept = commit_group(stay);
	struct job *job;

	while ((job = queue_take(&stay->waiting)) != NULL) {
		if (!kept)
			repeat(stay, job);
		finish_safely(stay, job);
	}
}

/* Works off all jobs that are complete. */
static void
work(struct stay *stay)
{
	struct job *job;

	if (stay->wires.ready.count == 0)
		return;
	store_session_begin(stay->session);
	while ((job = queue_take(&stay->wires.ready)) != NULL) {
		bool refused = stay->wires.ready.count >= WAITING;

		if (refused)
			store_session_refuse(stay->session, true);
		if (work_off(stay, job)) {
			/* the wait for the write lock is over by now */
			if (stay->waiting.count == 0)
				stay->group_since = calendar_elapsed();
			job->state = JOB_WAITING;
			queue_add(&stay->waiting, job);
		} else {
			finish_safely(stay, job);
		}
		if (refused)
			store_session_refuse(stay->session, false);
		if (stay->waiting.count >= GROUP ||
			(stay->waiting.count > 0 &&
				calendar_elapsed() - stay->group_since >
					GROUP_TIME))
			settle(stay);
	}
	settle(stay);
	if (store_session_is_lost(stay->session))
		stay->used_up = true;
}

/* A piece of a stream. */
struct piece {
	struct job *job;
	enum stream_state state;
};

static void
make_piece(void *context)
{
	struct piece *piece = context;
	struct response *response = &piece->job->turn.response;
	struct text *body = &response->body;

	do
		piece->state = stream_next(response->stream, body);
	while (piece->state == STREAM_MORE && body->length < TOGETHER);
}

/* Sends the next piece of a stream. Returns whether there are more. */
static bool
go_on(struct stay *stay, struct job *job)
{
	struct piece piece = { job, STREAM_BROKEN };
	struct response *response = &job->turn.response;
	char incident[DIE_INCIDENT];

	if (!die_within(make_piece, &piece, incident)) {
		response->body.length = 0;
		stream_break(response->stream, &response->body);
	}
	send_text(job, &response->body);
	if (piece.state == STREAM_MORE)
		return true;
	if (piece.state == STREAM_END) {
		job_end(&stay->wires, job);
		return false;
	}
	/* so that the client notices: the web server gets no end */
	job->wire->ending = true;
	job_free(&stay->wires, job);
	return false;
}

/* Lets each stream whose client has taken all so far go on. */
static bool
stream(struct stay *stay)
{
	bool busy = false;

	for (size_t left = stay->streams.count; left > 0; left--) {
		struct job *job = queue_take(&stay->streams);

		if (job->wire == NULL || job->wire->broken) {
			job_free(&stay->wires, job);
			continue;
		}
		if (!wire_has_more(job->wire)) {
			busy = true;
			if (!go_on(stay, job))
				continue;
		}
		queue_add(&stay->streams, job);
	}
	return busy;
}

static void
watch(struct stay *stay, struct wire *wire, unsigned events)
{
	struct epoll_event event = { .events = events, .data.ptr = wire };

	if (events == wire->events)
		return;
	epoll_ctl(stay->epoll,
		wire->events == 0 ? EPOLL_CTL_ADD
		: events == 0     ? EPOLL_CTL_DEL
				  : EPOLL_CTL_MOD,
		wire->fd, &event);
	wire->events = events;
}

static void
drop(struct stay *stay, struct wire *wire)
{
	struct wire *last = stay->list[--stay->count];

	stay->list[wire->place] = last;
	last->place = wire->place;
	wire_free(&stay->wires, wire);
}

/* Reads; without memory the connection is lost, and the process ends. */
struct reading_wire {
	struct wires *wires;
	struct wire *wire;
};

static void
read_within(void *context)
{
	const struct reading_wire *reading = context;

	wire_read(reading->wires, reading->wire);
}

static void
read_wire(struct stay *stay, struct wire *wire)
{
	struct reading_wire reading = { &stay->wires, wire };
	char incident[DIE_INCIDENT];

	if (die_within(read_within, &reading, incident))
		return;
	wire->broken = true;
	stay->used_up = true;
}

/* Takes the connections that wait for it. */
static void
accept_all(struct stay *stay)
{
	while (stay->count < WIRES) {
		int fd = accept4(stay->listener, NULL, NULL,
			SOCK_NONBLOCK | SOCK_CLOEXEC);
		struct wire *wire;

		if (fd < 0)
			return;
		wire = wire_new(&stay->wires, fd);
		wire->place = stay->count;
		stay->list[stay->count++] = wire;
		read_wire(stay, wire);
	}
}

/* Watches for connections, unless there are too many or no more is taken. */
static void
listen_on(struct stay *stay)
{
	struct epoll_event event = { .events = EPOLLIN };
	bool full = stay->stopping || stay->count == WIRES;

	if (full == stay->full)
		return;
	epoll_ctl(stay->epoll, full ? EPOLL_CTL_DEL : EPOLL_CTL_ADD,
		stay->listener, &event);
	stay->full = full;
}

/* Whether nothing is, or is about to be, under way on a connection. */
static bool
is_idle(const struct wire *wire)
{
	return wire->begun && wire->length == 0 && !wire_has_jobs(wire) &&
	       !wire_has_more(wire);
}

/* Sends what there is, and closes what is of no use any more. */
static void
tend(struct stay *stay)
{
	for (size_t i = stay->count; i-- > 0;) {
		struct wire *wire = stay->list[i];

		if (wire_has_more(wire) || wire->ending)
			wire_write(wire);
		if (stay->stopping && is_idle(wire))
			wire->broken = true;
		if (wire->broken)
			drop(stay, wire);
		else
			watch(stay, wire,
				wire_has_more(wire) ? EPOLLOUT : EPOLLIN);
	}
}

static void
stop(struct stay *stay)
{
	if (!stay->stopping)
		stay->patience = calendar_elapsed() +
				 stay->setup->config.body_timeout * 1000;
	stay->stopping = true;
}

/* Looks from time to time for what is late. */
static void
look_for_late(struct stay *stay)
{
	int64_t now = calendar_elapsed();

	if (now - stay->looked < TICK)
		return;
	stay->looked = now;
	for (size_t i = 0; i < stay->count; i++)
		wire_expire(&stay->wires, stay->list[i], now);
}

/* Waits until there is something to do, and reads it. */
static void
gather(struct stay *stay, bool busy)
{
	struct epoll_event events[EVENTS];
	int count = epoll_wait(stay->epoll, events, EVENTS,
		busy                                ? 0
		: stay->count > 0 || stay->stopping ? TICK
						    : -1);

	for (int i = 0; i < count; i++) {
		struct wire *wire = events[i].data.ptr;

		if (wire == NULL)
			accept_all(stay);
		else if (events[i].data.ptr == stay)
			stop(stay);
		else if ((events[i].events & EPOLLIN) != 0)
			read_wire(stay, wire);
		else if ((events[i].events & (EPOLLHUP | EPOLLERR)) != 0)
			wire->broken = true;
	}
	look_for_late(stay);
}

/* Gives up all rights that answering does not need. */
static void
confine(struct stay *stay)
{
	struct setup *setup = stay->setup;
	struct store_settings settings = {
		.config = &setup->config,
		.schema = &customer_schema,
		.lock_timeout = setup->config.lock_timeout * 1000,
		.exposed = setup_exposed(setup, &stay->arena),
	};

	setup->prepared = store_prepare(&stay->arena, &settings);
	settings.prepared = setup->prepared;
	settings.exposed = NULL;
	stay->session = store_session_new(&stay->arena, &settings);
	setup->session = stay->session;
	setup->confined = true;
	for (size_t i = 0; i < format_count; i++)
		if (formats[i].prepare != NULL)
			formats[i].prepare();
	sandbox_stay(setup->prepared->reach, setup->prepared->connects,
		setup->config.max_batch_body);
}

static void
begin(struct stay *stay)
{
	struct epoll_event event = { .events = EPOLLIN, .data.ptr = stay };
	sigset_t signals;

	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGUSR1);
	stay->signals = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
	stay->epoll = epoll_create1(EPOLL_CLOEXEC);
	epoll_ctl(stay->epoll, EPOLL_CTL_ADD, stay->signals, &event);
	stay->full = true;
	confine(stay);
	listen_on(stay);
}

int
stay_serve(int listener, struct setup *setup)
{
	struct stay stay = {
		.setup = setup,
		.listener = listener,
		.wires.config = &setup->config,
	};
	bool busy = false;

	begin(&stay);
	do {
		gather(&stay, busy);
		work(&stay);
		busy = stream(&stay);
		tend(&stay);
		if (stay.used_up)
			stop(&stay);
		listen_on(&stay);
	} while (!stay.stopping ||
		 (stay.count > 0 && calendar_elapsed() < stay.patience));
	store_session_close(stay.session);
	return stay.used_up ? EXIT_FAILURE : EXIT_SUCCESS;
}
