/* Tests of who is at the other end of a socket. */
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/peer.h"
#include "fixture.h"

Suite *peer_suite(void);

static struct sockaddr_un address;
static int listener;

static void
set_up(void)
{
	address = (struct sockaddr_un){ .sun_family = AF_UNIX };
	sprintf(address.sun_path, "/tmp/crm-peer-%ld", (long)getpid());
	listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	ck_assert_int_eq(
		bind(listener, (struct sockaddr *)&address, sizeof(address)),
		0);
	ck_assert_int_eq(listen(listener, 1), 0);
}

static void
tear_down(void)
{
	close(listener);
	unlink(address.sun_path);
}

START_TEST(a_process_of_ours_is_connected_to)
{
	int fd = peer_connect(address.sun_path);

	ck_assert_int_ge(fd, 0);
	close(fd);
}
END_TEST

START_TEST(without_anybody_there_is_no_connection)
{
	close(listener);
	ck_assert_int_eq(peer_connect(address.sun_path), -1);
	ck_assert_int_eq(peer_connect(repeated("a", 1000)), -1);
}
END_TEST

START_TEST(without_room_for_a_socket_there_is_no_connection)
{
	struct rlimit usual, none;

	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &usual), 0);
	none = usual;
	none.rlim_cur = 0;
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &none), 0);
	ck_assert_int_eq(peer_connect(address.sun_path), -1);
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &usual), 0);
}
END_TEST

Suite *
peer_suite(void)
{
	Suite *suite = suite_create("peer");
	TCase *tcase = fixture_case(suite, "peer");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, a_process_of_ours_is_connected_to);
	tcase_add_test(tcase, without_anybody_there_is_no_connection);
	tcase_add_test(tcase, without_room_for_a_socket_there_is_no_connection);
	return suite;
}
