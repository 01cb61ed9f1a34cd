#!/bin/sh
# Holds the conversations of t/cases through a real nginx that asks a process
# which stays, by FastCGI; speaks TAP. Arguments go to t/conversations.py.

: "${top_srcdir:=$(cd "$(dirname "$0")/.." && pwd)}"
: "${top_builddir:=$top_srcdir}"
. "$top_srcdir/t/server.sh"

# nginx passes only the first of two headers on.
fastcgi_test nginx nginx --skip idempotency/400-key-two-merged \
	--skip idempotency/400-key-two-merged-unquoted "$@"
