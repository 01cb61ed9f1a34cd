/* The socket that a process which stays is asked at. */
#include "server/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { BACKLOG = 1024, HIGHEST_PORT = 65535 };

/* An address of any kind, and its length. */
struct place {
	union {
		struct sockaddr any;
		struct sockaddr_un path;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
	} address;
	socklen_t length;
};

/* Reads a port; 0 if there is none. */
static in_port_t
port_of(const char *text)
{
	char *end;
	unsigned long port = strtoul(text, &end, 10);

	if (*text < '0' || *text > '9' || *end != '\0' || port > HIGHEST_PORT)
		return 0;
	return htons((in_port_t)port);
}

/* Reads an address of loopback; returns false if it is none. */
static bool
read_loopback(const char *text, struct place *place)
{
	static const char v4[] = "127.0.0.1:", v6[] = "[::1]:";

	memset(place, 0, sizeof(*place));
	if (strncmp(text, v4, sizeof(v4) - 1) == 0) {
		place->length = sizeof(place->address.v4);
		place->address.v4.sin_family = AF_INET;
		place->address.v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		place->address.v4.sin_port = port_of(text + sizeof(v4) - 1);
		return place->address.v4.sin_port != 0;
	}
	if (strncmp(text, v6, sizeof(v6) - 1) != 0)
		return false;
	place->length = sizeof(place->address.v6);
	place->address.v6.sin6_family = AF_INET6;
	place->address.v6.sin6_addr = in6addr_loopback;
	place->address.v6.sin6_port = port_of(text + sizeof(v6) - 1);
	return place->address.v6.sin6_port != 0;
}

static bool
read_path(const char *text, struct place *place)
{
	memset(place, 0, sizeof(*place));
	if (strchr(text, '/') == NULL ||
		strlen(text) >= sizeof(place->address.path.sun_path))
		return false;
	place->length = sizeof(place->address.path);
	place->address.path.sun_family = AF_UNIX;
	strcpy(place->address.path.sun_path, text);
	return true;
}

/* Takes away a socket at which nobody listens any more. */
static void
clear(const struct place *place)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct stat status;

	if (fd < 0)
		return;
	if (connect(fd, &place->address.any, place->length) != 0 &&
		errno == ECONNREFUSED &&
		lstat(place->address.path.sun_path, &status) == 0 &&
		S_ISSOCK(status.st_mode))
		unlink(place->address.path.sun_path);
	close(fd);
}

int
listen_at(const char *text, mode_t mode, const char **why)
{
	struct place place;
	bool is_path = read_path(text, &place);
	const int yes = 1;
	int fd;

	*why = "that is no path with a slash, no 127.0.0.1:PORT and no"
	       " [::1]:PORT";
	if (!is_path && !read_loopback(text, &place))
		return -1;
	if (is_path)
		clear(&place);
	fd = socket(place.address.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd >= 0 && !is_path)
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
	if (fd >= 0 && bind(fd, &place.address.any, place.length) == 0 &&
		(!is_path || chmod(text, mode) == 0) &&
		listen(fd, BACKLOG) == 0)
		return fd;
	*why = strerror(errno);
	if (fd >= 0)
		close(fd);
	return -1;
}
