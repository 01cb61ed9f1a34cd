#!/bin/sh
# Holds the conversations of t/cases through real web servers that ask a process
# which stays, by FastCGI; speaks TAP.
#
# Usage: t/server-fastcgi.sh SERVER [OPTION]...
#
# SERVER is lighttpd, apache or nginx; options go to t/conversations.py.

: "${top_srcdir:=$(cd "$(dirname "$0")/.." && pwd)}"
: "${top_builddir:=$top_srcdir}"
. "$top_srcdir/t/server.sh"

name=$1
shift
case $name in
apache) program=$(find_program apache2 httpd) ;;
*) program=$(find_program "$name") ;;
esac
if test -z "$program"; then
	echo "1..0 # SKIP $name is not installed"
	exit 0
fi

# nginx passes only the first of two headers on.
case $name in
nginx)
	set -- --skip idempotency/400-key-two-merged \
		--skip idempotency/400-key-two-merged-unquoted "$@"
	;;
esac

way=-fastcgi
server_test "$name" "$@"
