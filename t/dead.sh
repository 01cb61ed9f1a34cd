#!/bin/sh
# Shows that all code of the library is there for a program, with what the
# linker leaves out of each; speaks TAP.

: "${top_srcdir:=$(cd "$(dirname "$0")/.." && pwd)}"
: "${top_builddir:=$top_srcdir}"

# What no program asks for, but tests do: the number of the keys of crm.conf, and
# what every store is held to (t/test_store.c, t/test_search.c) before a page
# shows the history of a record and of its consents, and figures.
spared='config_key_count|store_(history|consents|counters)'

# The linker of the build, or what a plain build has.
: "${crm_link:=${CC:-cc} -pie}"
: "${crm_libs:=-lcjson -lsqlite3 -lutf8proc}"

. "$top_srcdir/t/tap.sh"

# left_out LIBRARY OBJECT...: prints the functions and objects of the library
# that a program of these objects does not need, with their files.
#
# Sections with names of the compiler's (cst16), strings that are shared, and what
# is static within a function (.0 stands behind its name) say nothing.
left_out() {
	library=$1
	shift
	(cd "$top_builddir" &&
		$crm_link -Wl,--gc-sections,--print-gc-sections \
			-o "$room/program" "$@" -Wl,--whole-archive "$library" \
			-Wl,--no-whole-archive $crm_libs) 2>&1 |
		sed -nE 's/^.*unused section .\.(text|rodata|data|bss|data\.rel\.ro|data\.rel\.ro\.local)\.([A-Za-z_][A-Za-z_0-9]*)[^.A-Za-z_0-9].*libcrm\.a\((.*)\.o\).*$/\3.c: \2/p' |
		grep -vwE "$spared|cst[0-9]+" | sort -u
}

# dead LIBRARY: prints what no program needs; one of them describes the keys of
# crm.conf, for the build.
dead() {
	left_out "$1" cgi-bin/crm.o >"$room/crm.cgi"
	# shellcheck disable=SC2046
	left_out "$1" $(cd "$top_builddir" && ls src/ctl/*.o) >"$room/crmctl"
	left_out "$1" conf/describe.o >"$room/describe"
	comm -12 "$room/crm.cgi" "$room/crmctl" | comm -12 - "$room/describe"
}

room=$(mktemp -d "${TMPDIR:-/tmp}/crm-dead.XXXXXX") || exit 1
trap 'rm -rf "$room"' EXIT
mkdir "$room/with"

echo 1..2
cat >"$room/stray.c" <<'END_OF_CODE'
int stray(void);
int stray(void) { return 1; }
END_OF_CODE
cp "$top_builddir/libcrm.a" "$room/with/libcrm.a"
${CC:-cc} -ffunction-sections -c -o "$room/stray.o" "$room/stray.c" &&
	${AR:-ar} r "$room/with/libcrm.a" "$room/stray.o"
found=$(dead "$room/with/libcrm.a")
# An instrumented library has no sections to leave out.
if ! grep -qvx 'stray.c: stray' "$room/crmctl"; then
	skip 'this linker or build tells nothing' 'a stray function is found'
	skip 'this linker or build tells nothing' 'no code is there for nobody'
	exit
fi
printf '%s\n' "$found" | grep -qx 'stray.c: stray'
report $? 'a stray function is found'
found=$(printf '%s\n' "$found" | grep -vx 'stray.c: stray')
test -z "$found"
report $? 'no code is there for nobody'
test -z "$found" || printf '%s\n' "$found" | sed 's/^/#   /'
exit $failed
