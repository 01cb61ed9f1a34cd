#!/bin/sh
# Reads the manual pages as strictly as mandoc does, and asks the program for
# its help: from a terminal, and through the web servers; speaks TAP.

: "${top_srcdir:=$(cd "$(dirname "$0")/.." && pwd)}"
: "${top_builddir:=$top_srcdir}"
program=$(cd "$top_builddir/cgi-bin" && pwd)/crm.cgi || exit 1
control=$(cd "$top_builddir" && pwd)/crmctl || exit 1

. "$top_srcdir/t/tap.sh"
. "$top_srcdir/t/server.sh"

texts=$(mktemp -d "${TMPDIR:-/tmp}/crm-manual.XXXXXX") || exit 1

leave() {
	room_leave
	rm -rf "$texts"
}

trap leave EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# is_well_written PAGE: whether mandoc has nothing to say.
is_well_written() {
	mandoc -T lint -W warning "$1" >"$texts/complaints" 2>&1
	wrong=$?
	sed 's/^/# /' "$texts/complaints"
	test "$wrong" -eq 0 -a ! -s "$texts/complaints"
}

# lint PAGE
lint() {
	sentence="${1##*/} is well written"
	if ! command -v mandoc >/dev/null; then
		skip 'mandoc is missing' "$sentence"
		return
	fi
	is_well_written "$1"
	report $? "$sentence"
}

# notice_faults: whether a page with a fault is found out.
notice_faults() {
	sentence='a page that is badly written is noticed'
	if ! command -v mandoc >/dev/null; then
		skip 'mandoc is missing' "$sentence"
		return
	fi
	sed 's/^\.El$/.Eel/' "$top_builddir/man/crmctl.8" >"$texts/bad.8"
	! is_well_written "$texts/bad.8" >/dev/null
	report $? "$sentence"
}

# explains PROGRAM: whether it tells how to use it, and what it is.
explains() {
	name=${1##*/}
	env -i "$1" --help >"$texts/$name--help" 2>"$texts/error" &&
		grep -q "^Usage: $name " "$texts/$name--help" &&
		env -i "$1" --version >"$texts/$name--version" \
			2>>"$texts/error" &&
		grep -q "^$name (crm-cgi) [0-9]" "$texts/$name--version" &&
		test ! -s "$texts/error"
	report $? "$name explains itself on a terminal"
	env -i "$1" --nonsense >"$texts/answer" 2>"$texts/error"
	test $? -eq 2 -a ! -s "$texts/answer" && grep -q Usage "$texts/error" &&
		grep -q nonsense "$texts/error"
	report $? "$name takes no other option"
}

# is_told OPTION: whether the server that runs answers with what the program
# prints.
is_told() {
	curl -s -o "$texts/answer" --noproxy '*' --max-time 60 \
		"http://127.0.0.1:$port/cgi-bin/crm.cgi/$1" &&
		cmp "$texts/answer" "$texts/crm.cgi$1"
}

# ask NAME PROGRAM...: asks through that server.
ask() {
	name=$1
	shift
	sentence="$name lets the program explain itself at its own URL"
	if test -z "$(find_program "$@")"; then
		skip "$name is not installed" "$sentence"
		return
	fi
	room_make
	server_start "$name" && is_told --help && is_told --version
	report $? "$sentence"
	room_leave
}

lint "$top_builddir/man/crmctl.8"
lint "$top_builddir/man/crm.cgi.8"
lint "$top_builddir/man/crm.conf.5"
notice_faults
explains "$program"
explains "$control"
ask lighttpd lighttpd
ask apache apache2 httpd
echo "1..$number"
exit $failed
