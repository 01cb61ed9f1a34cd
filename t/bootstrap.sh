#!/bin/sh
# Types the commands of README in a folder with blanks in its name, under closed
# umasks, and looks at what they say; speaks TAP.

: "${top_srcdir:=$(cd "$(dirname "$0")/.." && pwd)}"
: "${top_builddir:=$top_srcdir}"
. "$top_srcdir/t/server.sh"
. "$top_srcdir/t/tap.sh"
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES DESTDIR

if test -n "$portable_notices"; then
	echo '1..0 # SKIP the ordinary program is what bootstrap builds'
	exit 0
elif grep -qE '__(asan|ubsan|gcov)_' "$top_builddir/cgi-bin/crm.cgi"; then
	echo '1..0 # SKIP the program is instrumented'
	exit 0
elif test -z "$(find_program lighttpd)"; then
	echo '1..0 # SKIP lighttpd is not installed'
	exit 0
fi

# told STATUS SENTENCE: a report, with what was said if it is bad.
told() {
	report "$1" "$2"
	test "$1" -eq 0 || tail -n 40 "$home/said" | sed 's/^/# /'
}

# A source as it is fetched, but for configure, and a Debian that has all.
furnish() {
	make -s -C "$top_builddir" distdir distdir="$home/source" &&
		mv "$home/source" "$folder" && mkdir "$home/bin" || return
	printf '#!/bin/sh\necho installed\n' >"$home/bin/dpkg-query"
	cp "$home/bin/dpkg-query" "$home/bin/apt-get"
	chmod 755 "$home"/bin/*
}

# becomes WORD...: the shell becomes a command of bootstrap, whose place for
# temporary files is closed to others, as systems give to root.
becomes() {
	exec env PATH="$home/bin:$PATH" TMPDIR="$home" CFLAGS=-O0 \
		"$folder/bootstrap" "$@" >"$home/said" 2>&1 </dev/null
}

types() {
	(becomes "$@")
}

says() {
	grep -qF -e "$1" "$home/said"
}

# refuses TEXT WORD...: says that it takes no such port, and builds nothing.
refuses() {
	text=$1
	shift
	! types run "$@" && test ! -e "$folder/Makefile" &&
		says "--port takes a number from 1 to 65535, not '$text'"
}

refuses_all() {
	refuses '' --port && refuses '' --port= && refuses 0 --port 0 &&
		refuses 99999 --port 99999 && refuses 65536 --port=65536 &&
		refuses 8o8o --port 8o8o && refuses -1 --port -1 &&
		refuses 99999999999999999999 --port 99999999999999999999
}

# The folder that it says it removed is not there any more.
is_tidy() {
	left=$(sed -n 's/.*stopped, \(.*\) is removed$/\1/p' "$home/said")
	test -n "$left" && test ! -e "$left"
}

# stays PORT: starts bootstrap in the background, and waits until it waits.
stays() {
	becomes run --port "$1" &
	running=$!
	until says 'Ctrl-C ends it'; do
		kill -0 "$running" 2>/dev/null || return
		sleep 0.1
	done
}

# asked PATH: how the server answers.
asked() {
	curl -s -o /dev/null --noproxy '*' --max-time 20 \
		-w '%{http_code} %{redirect_url}\n' "http://127.0.0.1:$port$1"
}

ends() {
	kill -TERM "$running"
	wait "$running"
	! port_is_taken
}

# Listens at a port of the system's choice till its standard input ends.
listen='
import socket, sys
with socket.create_server(("127.0.0.1", 0)) as server:
    print(server.getsockname()[1], flush=True)
    sys.stdin.read()'

finds_taken() {
	mkfifo "$home/hold"
	python3 -c "$listen" <"$home/hold" >"$home/port" &
	exec 3>"$home/hold"
	until test -s "$home/port"; do
		kill -0 $! 2>/dev/null || return
		sleep 0.1
	done
	taken=$(cat "$home/port")
	! types run --once --port "$taken" && says "port $taken is taken"
	status=$?
	exec 3>&-
	wait $!
	return $status
}

# pretend STATUS <LINES: from now on the tests end so.
pretend() {
	cat >"$home/lines"
	cat >"$home/bin/make" <<-END
		#!/bin/sh
		case " \$* " in
		*' check '*) cat '$home/lines'; exit $1 ;;
		esac
	END
	chmod 755 "$home/bin/make"
}

lines() {
	cat <<'END'
  CC       t/unit.o
t/unit: 2800 passed, 20 s
t/one.py: 3 passed, 3 skipped, 4 s
SKIP: t/one.py: only for root (1)
SKIP: t/one.py: npm is missing (2)
t/two.sh: 0 passed, 1 skipped, 0 s
SKIP: t/two.sh: npm is missing (4)
# TOTAL: 2810
END
}

expected='bootstrap: the tests take minutes; a line comes for each script that ended
t/unit: 2800 passed, 20 s
t/one.py: 3 passed, 3 skipped, 4 s
t/two.sh: 0 passed, 1 skipped, 0 s
   6 skipped: npm is missing
   1 skipped: only for root
# TOTAL: 2810
bootstrap: all tests passed'

# A script whose tests pass, fail and are skipped.
write_script() {
	cat <<-'END'
		echo 1..5
		echo 'ok 1 - one'
		echo 'not ok 2 - two'
		echo 'ok 3 - three # SKIP no moon'
		echo 'ok 4 - four # SKIP no moon'
		echo 'ok 5 - five # SKIP only for root'
	END
}

# drives SCRIPT: has the driver run it; its time is of no interest.
drives() {
	AM_TAP_AWK=awk sh "$top_srcdir/t/driver.sh" \
		"$top_srcdir/build-aux/tap-driver.sh" --test-name t/some.sh \
		--log-file "$home/log" --trs-file "$home/trs" \
		--color-tests yes -- sh "$1" | sed 's/, [0-9]* s$//' >"$home/said"
}

driven='t/some.sh: 1 passed, 1 failed, 3 skipped
FAIL: t/some.sh 2 - two
SKIP: t/some.sh: no moon (2)
SKIP: t/some.sh: only for root (1)'

home=$(mktemp -d "${TMPDIR:-/tmp}/crm-bootstrap.XXXXXX") || exit 1
trap 'exec 3>&-; rm -rf "$home"' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
folder="$home/a folder"
if ! furnish >"$home/said" 2>&1; then
	echo 'Bail out! there is no source to begin with'
	sed 's/^/# /' "$home/said"
	exit 1
fi

echo 1..12
refuses_all
told $? 'a port that is none is refused at once'
(umask 027 && types run --once) && says 'HTTP/1.1 200 OK' &&
	says '{"boosterCustomerId":1}'
told $? 'run --once creates a customer under umask 027, in a folder with blanks'
! says http:// && is_tidy
told $? 'it names no address that is gone, and leaves nothing'
(umask 077 && types run --once) && says '{"boosterCustomerId":1}' &&
	! says 'checking '
told $? 'the next time nothing is configured again'
finds_taken
told $? 'a port that is taken is told'
port_choose
stays "$port" && says "lighttpd answers at http://127.0.0.1:$port"
told $? 'run stays until it is ended'
test "$(asked /)" = "302 http://127.0.0.1:$port/metadata"
told $? 'meanwhile the root leads to the documentation'
test "$(asked /customer)" = '200 '
told $? 'and the form is there'
ends && is_tidy
told $? 'then the server is stopped, and leaves nothing'

lines | pretend 0
types check && test "$(cat "$home/said")" = "$expected"
told $? 'check says a line a script, and why tests were skipped, each once'
{ lines && echo 'FAIL: t/unit 7 - seven'; } | pretend 2
! types check && says 'FAIL: t/unit 7 - seven' && says 'a test failed'
told $? 'and fails where one does'
write_script >"$home/script"
drives "$home/script"
test "$(cat "$home/said")" = "$driven"
told $? 'such a line tells what passed, what failed, and what was skipped'
exit $failed
