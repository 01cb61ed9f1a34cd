#!/bin/sh
# Does what the documentation of the service says, with a real lighttpd, once
# with codes that a shell or a page could take for its own; speaks TAP.

: "${top_srcdir:=$(cd "$(dirname "$0")/.." && pwd)}"
: "${top_builddir:=$top_srcdir}"
. "$top_srcdir/t/server.sh"

if test -z "$(find_program lighttpd)"; then
	echo "1..0 # SKIP lighttpd is not installed"
	exit 0
fi

server_begin lighttpd
cat >"$room/etc/crm/hostile.conf" <<'END'
codes.title: O'Neil $(false) `false`, "Dr." \
codes.gender: <b>&amp;</b>, END
END
key=$("$top_builddir/crmctl" --config "$room/etc/crm/crm.conf" \
	key add tests) || exit 1
python3 "$top_srcdir/t/metadata.py" "http://127.0.0.1:$port" \
	"$room/etc/crm/crm.conf" "$room/etc/crm/hostile.conf" "$key"
