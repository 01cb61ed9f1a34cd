#!/bin/sh
# Keeps state in its place: what HACKING names is all that a program remembers
# from one request to the next; speaks TAP.

: "${top_srcdir:=$(cd "$(dirname "$0")/.." && pwd)}"
: "${top_builddir:=$top_srcdir}"

. "$top_srcdir/t/tap.sh"

# Prints "FILE NAME" for each variable in an object that can be written: tables
# that only the loader fills in are no such thing. What is static in a function
# is NAME.NUMBER for gcc and FUNCTION.NAME for clang.
variables_of() {
	nm --format=sysv "$1" | sed -nE \
		's/^([^ |]+) *\|.*\| *(\.t?(data|bss)[^ ]*|\*COM\*)$/\1 \2/p' |
		grep -vE ' \.data\.rel\.ro' |
		sed -E "s|^[^ .]+\.([a-z_]+) .*|$2 \1|; t
			s|^([^ .]*).*|$2 \1|"
}

# Prints those of all objects of the programs, in order.
found() {
	source=$(cd "$top_srcdir" && pwd) || return
	(cd "$top_builddir" && find src cgi-bin -name '*.o' |
		while read -r object; do
			test -e "$source/${object%.o}.c" || continue
			variables_of "$object" "${object%.o}.c"
		done) | LC_ALL=C sort
}

# Whether a file is there and was not compiled.
is_left_out() {
	test -e "$top_srcdir/$1" && ! test -e "$top_builddir/${1%.c}.o"
}

# Prints those that HACKING gives a reason for: "src/FILE.c NAME, NAME: WHY", but
# of files that this build leaves out.
told() {
	sed -nE 's/^    (src\/[^ ]*\.c) ([a-z_, ]+):.*/\1 \2/p' \
		"$top_srcdir/HACKING" | tr -d , |
		while read -r file names; do
			! is_left_out "$file" || continue
			for name in $names; do
				echo "$file $name"
			done
		done | LC_ALL=C sort
}

# Whether nothing stands in the first list only; what does is shown.
within() {
	more=$(printf '%s\n' "$1" | grep . | while read -r line; do
		printf '%s\n' "$2" | grep -qxF "$line" || echo "#   $line"
	done)
	test -z "$more"
}

room=$(mktemp -d "${TMPDIR:-/tmp}/crm-statics.XXXXXX") || exit 1
trap 'rm -rf "$room"' EXIT

# is_seen LINE SENTENCE: a variable "stray" of an object would be found.
is_seen() {
	printf '%s\n' "$1" 'int use(void);' 'int use(void) { return stray++; }' \
		>"$room/stray.c"
	$CC -O2 -c -o "$room/stray.o" "$room/stray.c" &&
		test "$(variables_of "$room/stray.o" stray.c)" = 'stray.c stray'
	report $? "$2"
}

echo 1..5
: "${CC:=cc}"
if grep -qE '__(asan|msan|tsan|ubsan|gcov)_' "$top_builddir/cgi-bin/crm.cgi"
then
	for sentence in 'no variable is there that HACKING has no reason for' \
		'all that HACKING has a reason for is there'; do
		skip 'the program is instrumented' "$sentence"
	done
else
	there=$(found)
	reasons=$(told)
	test -n "$there" && within "$there" "$reasons"
	report $? 'no variable is there that HACKING has no reason for'
	test -z "$more" || printf '%s\n' "$more"
	within "$reasons" "$there"
	report $? 'all that HACKING has a reason for is there'
	test -z "$more" || printf '%s\n' "$more"
fi
is_seen 'static int stray;' 'a static variable would be found'
is_seen 'int stray = 1;' 'a global variable would be found'
is_seen '_Thread_local int stray;' 'a variable of a thread would be found'
exit $failed
