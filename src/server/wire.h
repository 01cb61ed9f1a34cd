/* The connections of web servers: records come in as jobs, answers go out. */
#ifndef SERVER_WIRE_H
#define SERVER_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/die.h"
#include "base/text.h"
#include "http/fastcgi.h"
#include "http/request.h"
#include "server/turn.h"

struct config;
struct wire;

enum {
	WIRE_JOBS = 8 /* requests at once on one connection */
};

enum job_state {
	JOB_VARIABLES, /* not all of its variables are there */
	JOB_BODY,      /* nor all of its body */
	JOB_READY,
	JOB_WAITING, /* for the commit of the group */
	JOB_STREAM   /* its answer is being sent */
};

/* A request on its way. */
struct job {
	struct arena arena; /* for the request as it comes */
	struct wire *wire;  /* NULL: the client went away */
	unsigned id;
	bool keep; /* the connection stays open */
	enum job_state state;
	int64_t deadline; /* for all of it to come, as calendar_elapsed() */
	unsigned char *variables;
	size_t variables_length, variables_room;
	struct fastcgi_variables list;
	struct request request;
	char *body;
	size_t length, room;
	bool failed; /* the program itself did, while the request came */
	char incident[DIE_INCIDENT];
	struct turn turn;
	struct job *next; /* in one of the queues */
};

/* Jobs in their order. */
struct queue {
	struct job *first, **end; /* end NULL: empty */
	size_t count;
};

/* A connection. */
struct wire {
	int fd;
	struct arena arena; /* for what goes out */
	struct text out;
	size_t sent;     /* bytes of out */
	bool begun;      /* something came */
	bool ending;     /* to be closed when all is sent */
	bool broken;     /* nothing more comes, or can be sent */
	unsigned events; /* that epoll watches; 0: none */
	int64_t deadline;
	struct job *jobs[WIRE_JOBS]; /* NULL: room for one */
	size_t place;                /* of the wire, with its server */
	struct wire *next;           /* of those that are spare */
	size_t length;               /* bytes that came */
	unsigned char in[FASTCGI_RECORD];
};

/* What connections have in common. */
struct wires {
	struct arena arena; /* for connections and jobs, which are used again */
	const struct config *config;
	struct wire *spare_wires;
	struct job *spare_jobs;
	struct queue ready;
	size_t jobs; /* that there are */
};

/* Adds a job to the end of a queue; takes the first one, or NULL. */
void queue_add(struct queue *queue, struct job *job);
struct job *queue_take(struct queue *queue);

/* A connection with a descriptor, which is not blocking. */
struct wire *wire_new(struct wires *wires, int fd);

/*
 * Reads what is there, and adds to wires->ready the jobs that are complete. May
 * die without memory. Sets broken if the connection is of no use any more.
 */
void wire_read(struct wires *wires, struct wire *wire);

/* Sends what can be sent now. */
void wire_write(struct wire *wire);

/* Whether anything is still to be sent. */
bool wire_has_more(const struct wire *wire);

/* Whether some request of the connection is not answered yet. */
bool wire_has_jobs(const struct wire *wire);

/*
 * Ends the patience with what has not come whole; now is calendar_elapsed().
 */
void wire_expire(struct wires *wires, struct wire *wire, int64_t now);

/* Closes a connection; jobs that are complete go on without it. */
void wire_free(struct wires *wires, struct wire *wire);

/* Ends a job whose answer is whole, and tells the web server so. */
void job_end(struct wires *wires, struct job *job);

/* Gives a job up; its memory is free again. */
void job_free(struct wires *wires, struct job *job);

#endif
