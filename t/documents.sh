#!/bin/sh
# Has other people's tools judge what the service says about itself: linters and
# a validator the OpenAPI document, a compiler the classes of TypeScript; speaks
# TAP.

: "${top_srcdir:=$(cd "$(dirname "$0")/.." && pwd)}"
: "${top_builddir:=$top_srcdir}"
export top_srcdir
. "$top_srcdir/t/javascript.sh"

node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null ||
	skip 'the linters need Node.js 20'
javascript_run all.mjs documents
