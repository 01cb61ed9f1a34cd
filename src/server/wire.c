/* The connections of web servers: records come in as jobs, answers go out. */
#include "server/wire.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "base/calendar.h"
#include "config/config.h"

enum {
	PIECE = 4 * 1024,       /* the first memory for variables … */
	BODY_PIECE = 64 * 1024, /* … and for a body */
	CONNECTIONS = 512,
	FEW = 64 * 1024 /* bytes to be sent, of which memory is kept */
};

void
queue_add(struct queue *queue, struct job *job)
{
	job->next = NULL;
	if (queue->first == NULL)
		queue->end = &queue->first;
	*queue->end = job;
	queue->end = &job->next;
	queue->count++;
}

struct job *
queue_take(struct queue *queue)
{
	struct job *job = queue->first;

	if (job == NULL)
		return NULL;
	queue->first = job->next;
	queue->count--;
	return job;
}

struct wire *
wire_new(struct wires *wires, int fd)
{
	struct wire *wire = wires->spare_wires;

	if (wire == NULL)
		wire = arena_alloc(&wires->arena, sizeof(*wire));
	else
		wires->spare_wires = wire->next;
	memset(wire, 0, offsetof(struct wire, in));
	wire->fd = fd;
	wire->out.arena = &wire->arena;
	return wire;
}

static struct job *
job_new(struct wires *wires, struct wire *wire, unsigned id)
{
	struct job *job = wires->spare_jobs;

	if (job == NULL)
		job = arena_alloc(&wires->arena, sizeof(*job));
	else
		wires->spare_jobs = job->next;
	*job = (struct job){
		.wire = wire,
		.id = id,
		.deadline =
			calendar_elapsed() + wires->config->body_timeout * 1000,
	};
	wires->jobs++;
	return job;
}

/* The place of a job on its connection; NULL: it has none. */
static struct job **
place_of(struct wire *wire, const struct job *job)
{
	for (size_t i = 0; wire != NULL && i < WIRE_JOBS; i++)
		if (wire->jobs[i] == job)
			return &wire->jobs[i];
	return NULL;
}

void
job_free(struct wires *wires, struct job *job)
{
	struct job **place = place_of(job->wire, job);

	if (place != NULL)
		*place = NULL;
	turn_end(&job->turn);
	arena_free(&job->arena);
	job->next = wires->spare_jobs;
	wires->spare_jobs = job;
	wires->jobs--;
}

void
job_end(struct wires *wires, struct job *job)
{
	if (job->wire != NULL) {
		fastcgi_put_end(&job->wire->out, job->id, FASTCGI_COMPLETE);
		job->wire->ending |= !job->keep;
	}
	job_free(wires, job);
}

/* The job with that number; NULL finds room for one. */
static struct job **
find_job(struct wire *wire, unsigned id)
{
	for (size_t i = 0; i < WIRE_JOBS; i++)
		if (wire->jobs[i] != NULL && wire->jobs[i]->id == id)
			return &wire->jobs[i];
	return NULL;
}

static void
begin(struct wires *wires, struct wire *wire,
	const struct fastcgi_record *record)
{
	struct job **room = place_of(wire, NULL);
	bool keep = false;

	if (find_job(wire, record->id) != NULL) {
		wire->broken = true;
	} else if (!fastcgi_begins(record, &keep)) {
		fastcgi_put_end(&wire->out, record->id, FASTCGI_NO_ROLE);
		wire->ending |= !keep;
	} else if (room == NULL) {
		fastcgi_put_end(&wire->out, record->id, FASTCGI_OVERLOADED);
	} else {
		*room = job_new(wires, wire, record->id);
		(*room)->keep = keep;
	}
}

/* Makes room for more bytes behind those that are there; at most so many. */
static void *
make_room(struct arena *arena, void *bytes, size_t *room, size_t needed,
	size_t piece)
{
	size_t larger = *room == 0 ? piece : *room;

	while (larger < needed)
		larger *= 2;
	if (larger == *room)
		return bytes;
	bytes = arena_resize(arena, bytes, *room, larger);
	*room = larger;
	return bytes;
}

static void
make_request(void *context)
{
	struct job *job = context;

	request_read(&job->arena, fastcgi_find, &job->list, &job->request);
}

/* Makes a request of its variables, once all are there. */
static void
end_variables(struct wires *wires, struct job *job)
{
	job->state = JOB_BODY;
	if (!fastcgi_read_variables(&job->arena, job->variables,
		    job->variables_length, &job->list)) {
		job->wire->broken = true;
		return;
	}
	job->failed = !die_within(make_request, job, job->incident);
	if (job->failed)
		job->request = request_none;
	else
		request_expect(&job->request,
			fastcgi_find(&job->list, "CONTENT_LENGTH"),
			(size_t)wires->config->max_batch_body);
}

static void
take_variables(struct wires *wires, struct job *job,
	const struct fastcgi_record *record)
{
	if (job->state != JOB_VARIABLES)
		return;
	if (record->length == 0) {
		end_variables(wires, job);
		return;
	}
	if (record->length > FASTCGI_PARAMS - job->variables_length) {
		job->wire->broken = true;
		return;
	}
	job->variables =
		make_room(&job->arena, job->variables, &job->variables_room,
			job->variables_length + record->length, PIECE);
	memcpy(job->variables + job->variables_length, record->content,
		record->length);
	job->variables_length += record->length;
}

/* Has a job done whose body is there as far as it will come. */
static void
end_body(struct wires *wires, struct job *job, enum body_state otherwise)
{
	struct request *request = &job->request;

	if (request->state == BODY_OK && job->length < request->declared)
		request->state = otherwise;
	if (request->state == BODY_OK && job->body != NULL)
		request->body = job->body;
	if (request->state == BODY_OK)
		request->length = job->length;
	job->state = JOB_READY;
	queue_add(&wires->ready, job);
}

static void
take_body(struct wires *wires, struct job *job,
	const struct fastcgi_record *record)
{
	size_t left = job->request.state == BODY_OK
			      ? job->request.declared - job->length
			      : 0;
	size_t length = record->length < left ? record->length : left;

	if (job->state != JOB_BODY)
		return;
	if (record->length == 0)
		end_body(wires, job, BODY_SHORT);
	if (length == 0)
		return;
	job->body = make_room(&job->arena, job->body, &job->room,
		job->length + length + 1,
		job->request.declared < BODY_PIECE ? job->request.declared + 1
						   : BODY_PIECE);
	memcpy(job->body + job->length, record->content, length);
	job->length += length;
	job->body[job->length] = '\0';
}

/* Whether a job may be given up: no queue has it. */
static bool
is_loose(const struct job *job)
{
	return job->state == JOB_VARIABLES || job->state == JOB_BODY;
}

static void
abort_job(struct wires *wires, struct job *job)
{
	if (is_loose(job))
		job_end(wires, job);
}

/* Takes a record of a request. */
static void
take(struct wires *wires, struct wire *wire,
	const struct fastcgi_record *record)
{
	struct job **place = find_job(wire, record->id);

	if (record->type == FASTCGI_BEGIN)
		begin(wires, wire, record);
	else if (place == NULL)
		return;
	else if (record->type == FASTCGI_PARAM)
		take_variables(wires, *place, record);
	else if (record->type == FASTCGI_STDIN)
		take_body(wires, *place, record);
	else if (record->type == FASTCGI_ABORT)
		abort_job(wires, *place);
}

/* Takes all records that are there. */
static void
take_all(struct wires *wires, struct wire *wire)
{
	struct fastcgi_record record;
	size_t at = 0;
	int taken = 0;

	while (!wire->broken && (taken = fastcgi_take(wire->in + at,
					 wire->length - at, &record)) > 0) {
		at += (size_t)taken;
		if (record.id == 0)
			fastcgi_put_management(
				&wire->out, &record, CONNECTIONS, CONNECTIONS);
		else
			take(wires, wire, &record);
	}
	wire->broken |= taken < 0;
	wire->length -= at;
	memmove(wire->in, wire->in + at, wire->length);
}

void
wire_read(struct wires *wires, struct wire *wire)
{
	ssize_t got = read(wire->fd, wire->in + wire->length,
		sizeof(wire->in) - wire->length);

	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (got <= 0) {
		wire->broken = true;
		return;
	}
	wire->begun = true;
	wire->length += (size_t)got;
	take_all(wires, wire);
	wire->deadline = wire->length == 0
				 ? 0
				 : calendar_elapsed() +
					   wires->config->body_timeout * 1000;
}

bool
wire_has_more(const struct wire *wire)
{
	return wire->sent < wire->out.length;
}

void
wire_write(struct wire *wire)
{
	struct text *out = &wire->out;

	while (wire_has_more(wire)) {
		ssize_t sent = write(wire->fd, out->bytes + wire->sent,
			out->length - wire->sent);

		if (sent > 0)
			wire->sent += (size_t)sent;
		else if (sent == 0 || (errno != EAGAIN && errno != EINTR))
			wire->broken = true;
		if (sent <= 0)
			break;
	}
	if (wire_has_more(wire))
		return;
	wire->broken |= wire->ending;
	wire->sent = out->length = 0;
	if (out->room > FEW) {
		arena_free(&wire->arena);
		*out = (struct text){ .arena = &wire->arena };
	}
}

bool
wire_has_jobs(const struct wire *wire)
{
	for (size_t i = 0; i < WIRE_JOBS; i++)
		if (wire->jobs[i] != NULL)
			return true;
	return false;
}

void
wire_expire(struct wires *wires, struct wire *wire, int64_t now)
{
	for (size_t i = 0; i < WIRE_JOBS; i++) {
		struct job *job = wire->jobs[i];

		if (job == NULL || !is_loose(job) || job->deadline > now)
			continue;
		if (job->state == JOB_BODY)
			end_body(wires, job, BODY_TIMEOUT);
		else
			wire->broken = true;
		/* what still comes of it has no meaning */
		job->keep = false;
	}
	if (wire->deadline != 0 && wire->deadline <= now &&
		!wire_has_jobs(wire))
		wire->broken = true;
}

void
wire_free(struct wires *wires, struct wire *wire)
{
	for (size_t i = 0; i < WIRE_JOBS; i++) {
		struct job *job = wire->jobs[i];

		if (job != NULL && is_loose(job))
			job_free(wires, job);
		else if (job != NULL)
			job->wire = NULL;
	}
	close(wire->fd);
	arena_free(&wire->arena);
	wire->next = wires->spare_wires;
	wires->spare_wires = wire;
}
