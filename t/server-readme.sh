#!/bin/sh
# Runs the examples of README against a real lighttpd; speaks TAP.

: "${top_srcdir:=$(cd "$(dirname "$0")/.." && pwd)}"
: "${top_builddir:=$top_srcdir}"
. "$top_srcdir/t/server.sh"

if test -z "$(find_program lighttpd)"; then
	echo "1..0 # SKIP lighttpd is not installed"
	exit 0
fi

server_begin lighttpd
python3 "$top_srcdir/t/readme.py" "http://127.0.0.1:$port"
