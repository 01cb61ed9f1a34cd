#!/bin/sh
# Holds the conversations of t/cases through a real Apache; speaks TAP. Arguments
# go to t/conversations.py.

: "${top_srcdir:=$(cd "$(dirname "$0")/.." && pwd)}"
: "${top_builddir:=$top_srcdir}"
. "$top_srcdir/t/server.sh"

if test -z "$(find_program apache2 httpd)"; then
	echo "1..0 # SKIP Apache is not installed"
	exit 0
fi

server_test apache "$@"
