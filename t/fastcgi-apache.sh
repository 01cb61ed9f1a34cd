#!/bin/sh
# Holds the conversations of t/cases through a real Apache that asks a process
# which stays, by FastCGI; speaks TAP. Arguments go to t/conversations.py.

: "${top_srcdir:=$(cd "$(dirname "$0")/.." && pwd)}"
: "${top_builddir:=$top_srcdir}"
. "$top_srcdir/t/server.sh"

fastcgi_test apache apache2 "$@"
