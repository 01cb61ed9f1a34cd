#!/bin/sh
# Has a person with a Chromium use the pages, through a real lighttpd; speaks
# TAP.

: "${top_srcdir:=$(cd "$(dirname "$0")/.." && pwd)}"
: "${top_builddir:=$top_srcdir}"
. "$top_srcdir/t/javascript.sh"

javascript_run pages.mjs
