#!/bin/sh
# Has a person with a Firefox fill in the form, leave it, come back and send it,
# as crm.conf lets it ask; through a real lighttpd. Speaks TAP.

: "${top_srcdir:=$(cd "$(dirname "$0")/.." && pwd)}"
: "${top_builddir:=$top_srcdir}"
. "$top_srcdir/t/javascript.sh"

javascript_run keep.mjs "" firefox-esr
