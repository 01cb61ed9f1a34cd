#!/bin/sh
# Holds the conversations of t/cases through a real nginx with fcgiwrap; speaks
# TAP. Arguments go to t/conversations.py.

: "${top_srcdir:=$(cd "$(dirname "$0")/.." && pwd)}"
: "${top_builddir:=$top_srcdir}"
. "$top_srcdir/t/server.sh"

if test -z "$(find_program nginx)" || test -z "$(find_program fcgiwrap)"; then
	echo "1..0 # SKIP nginx or fcgiwrap is not installed"
	exit 0
fi

# nginx passes only the first of two headers on.
server_test nginx --skip idempotency/400-key-two-merged \
	--skip idempotency/400-key-two-merged-unquoted "$@"
