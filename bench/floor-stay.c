/*
 * The floor that stays: FastCGI, one process with epoll, and a commit for all
 * customers that are there; of a request it reads the method and the body, and
 * any other method than POST is answered with a greeting.
 *
 *	CRM_DATABASE=FILE floor-stay	descriptor 0 listens
 */
#define FLOOR_STAY
#include "floor.c"

#include <errno.h>
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/socket.h>

enum { WIRES = 512, ROOM = 256 * 1024, HEAD = 8, EVENTS = 64 };

/* A connection, for one request. */
static struct wire {
	int fd;
	bool posts, whole;
	size_t length, taken, body_length;
	unsigned char in[ROOM];
	char body[ROOM];
	sqlite3_int64 id;
} wires[WIRES];

static int poller;

static void
take_records(struct wire *wire)
{
	while (wire->length - wire->taken >= HEAD) {
		unsigned char *head = wire->in + wire->taken;
		size_t length = (size_t)head[4] << 8 | head[5];

		if (wire->length - wire->taken < HEAD + length + head[6])
			return;
		wire->taken += HEAD + length + head[6];
		if (head[1] == 4)
			wire->posts |=
				memmem(head + HEAD, length,
					"REQUEST_METHODPOST", 18) != NULL;
		if (head[1] != 5)
			continue;
		wire->whole = length == 0;
		memcpy(wire->body + wire->body_length, head + HEAD, length);
		wire->body_length += length;
	}
}

static void
end(struct wire *wire)
{
	close(wire->fd);
	wire->fd = 0;
}

static void
hear(struct wire *wire)
{
	ssize_t got =
		read(wire->fd, wire->in + wire->length, ROOM - wire->length);

	if (got < 0 && errno == EAGAIN)
		return;
	if (got <= 0) {
		end(wire);
		return;
	}
	wire->length += (size_t)got;
	take_records(wire);
}

/* Finds room for a connection, and hears it. */
static void
begin(int fd)
{
	for (int i = 0; i < WIRES; i++)
		if (wires[i].fd == 0) {
			struct epoll_event event = { EPOLLIN,
				{ .ptr = &wires[i] } };

			wires[i].fd = fd;
			wires[i].posts = wires[i].whole = false;
			wires[i].length = wires[i].taken = 0;
			wires[i].body_length = 0;
			epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event);
			hear(&wires[i]);
			return;
		}
	close(fd);
}

/* Takes all connections that wait. */
static void
take_wires(void)
{
	int fd;

	while ((fd = accept4(STDIN_FILENO, NULL, NULL,
			SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0)
		begin(fd);
}

static void
keep(struct wire *wire, const char *now)
{
	cJSON *customer = cJSON_ParseWithLength(wire->body, wire->body_length);

	if (customer == NULL)
		fail("the body");
	wire->id = store(customer, now);
	cJSON_Delete(customer);
}

static void
tell(struct wire *wire)
{
	unsigned char out[1024] = { 1, 6, 0, 1 };
	static const unsigned char last[] = { 1, 6, 0, 1, 0, 0, 0, 0, 1, 3, 0,
		1, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 };
	char body[64];
	int size = wire->posts ? snprintf(body, sizeof(body),
					 "{\"boosterCustomerId\":%lld}",
					 (long long)wire->id)
			       : snprintf(body, sizeof(body), "hello");
	int length = snprintf((char *)out + HEAD, sizeof(out) - HEAD,
		"Status: 200 OK\r\nContent-Type: application/json\r\n"
		"Content-Length: %d\r\n\r\n%s",
		size, body);

	out[4] = (unsigned char)(length >> 8);
	out[5] = (unsigned char)length;
	memcpy(out + HEAD + length, last, sizeof(last));
	if (write(wire->fd, out, HEAD + (size_t)length + sizeof(last)) < 0)
		perror("write");
	end(wire);
}

/* Keeps all customers that are there, and answers all. */
static void
commit(void)
{
	time_t now = time(NULL);
	char text[TIME_ROOM];
	bool begun = false;

	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", gmtime(&now));
	for (int i = 0; i < WIRES; i++)
		if (wires[i].fd != 0 && wires[i].whole && wires[i].posts) {
			if (!begun)
				run("BEGIN IMMEDIATE");
			begun = true;
			keep(&wires[i], text);
		}
	if (begun)
		run("COMMIT");
	for (int i = 0; i < WIRES; i++)
		if (wires[i].fd != 0 && wires[i].whole)
			tell(&wires[i]);
}

int
main(void)
{
	struct epoll_event event = { .events = EPOLLIN }, events[EVENTS];

	format = &formats[0];
	open_database();
	fcntl(STDIN_FILENO, F_SETFL, O_NONBLOCK);
	poller = epoll_create1(EPOLL_CLOEXEC);
	epoll_ctl(poller, EPOLL_CTL_ADD, STDIN_FILENO, &event);
	for (;;) {
		int count = epoll_wait(poller, events, EVENTS, -1);

		for (int i = 0; i < count; i++)
			if (events[i].data.ptr == NULL)
				take_wires();
			else
				hear(events[i].data.ptr);
		commit();
	}
}
