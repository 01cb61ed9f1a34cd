#!/bin/sh
# Has the typed client for JavaScript create customers through a real lighttpd,
# from Node.js and from pages in Chromium; speaks TAP.

: "${top_srcdir:=$(cd "$(dirname "$0")/.." && pwd)}"
: "${top_builddir:=$top_srcdir}"
. "$top_srcdir/t/javascript.sh"

javascript_run all.mjs
