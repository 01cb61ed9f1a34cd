#!/bin/sh
# Fuzzes the readers of all that comes from outside, each for FUZZ_SECONDS
# (60), after they have read again what once went wrong; speaks TAP.
#
# Usage: t/fuzz.sh [READER...]

: "${top_srcdir:=$(cd "$(dirname "$0")/.." && pwd)}"
: "${top_builddir:=$top_srcdir}"
: "${FUZZ_SECONDS:=60}"

# What is found is kept, so that the next run begins where this one ends.
room=$top_builddir/t/fuzz.d

# What is slower, larger or hungrier has failed; the sanitizers' share is in it.
limits='-timeout=5 -rss_limit_mb=512 -max_len=65536'

# build ARGUMENT...: compiles with libFuzzer and the sanitizers.
build() {
	clang -std=c11 -O1 -g -fsanitize=fuzzer,address,undefined \
		-fno-sanitize-recover=all "$@"
}

has_fuzzer() {
	echo '#include <stddef.h>
		int LLVMFuzzerTestOneInput(const char *, size_t);
		int LLVMFuzzerTestOneInput(const char *b, size_t n)
		{ return n > 0 && !b; }' |
		build -o "$room/trial" -x c - >"$room/trial.log" 2>&1
}

is_stale() {
	test ! -x "$room/fuzz" || test -n "$(find "$top_srcdir/src" \
		"$top_srcdir/t/fuzz" -name '*.[ch]' -newer "$room/fuzz")"
}

# shellcheck disable=SC2046
build_program() {
	build -o "$room/fuzz" -D_GNU_SOURCE -DCRM_UNCONFINED \
		-DCRM_VERSION='"fuzz"' -DCRM_CONFDIR='"/etc/crm"' -DCRM_CGIDIR='"/cgi"' \
		-DCRM_STATEDIR='"/var/lib/crm"' -I"$top_srcdir/src" \
		$(pkg-config --cflags libxml-2.0 libcjson libutf8proc sqlite3) \
		$(find "$top_srcdir/src" -name '*.c' ! -name crmctl.c \
			! -path '*/postgresql/*') \
		"$top_srcdir"/t/fuzz/*.c \
		$(pkg-config --libs libcjson libutf8proc sqlite3) -ldl
}

# The words that inputs are made of: a reader's own, and members' names where
# they have a meaning.
words() {
	case $1 in
	accept | language | media | key | host | ticket | date | fastcgi) ;;
	*) awk -F '\t' '!/^#/ { print "\"" $3 "\"" }' \
		"$top_srcdir/t/fields.tsv" ;;
	esac
	find "$top_srcdir/t/fuzz/dictionaries" -name "$1.dict" -exec cat {} +
}

# Where inputs of a reader are, besides those of its own corpus.
inputs() {
	find "$top_srcdir/t/fuzz/seeds" "$top_srcdir/t/fuzz/regressions" \
		-type d -name "$1"
}

# run READER ARGUMENT...: it is chosen by the name that it is started by.
# shellcheck disable=SC2046,SC2086
run() {
	reader=$1
	shift
	ASAN_OPTIONS=quarantine_size_mb=16 "$room/$reader" $limits \
		-artifact_prefix="$room/$reader-" "$@" $(inputs "$reader") \
		>"$room/$reader.log" 2>&1
}

fuzz() {
	run "$1" -max_total_time="$FUZZ_SECONDS" -dict="$room/$1.dict" \
		"$room/corpus/$1"
}

number=0
failed=0

# report STATUS READER SENTENCE
report() {
	number=$((number + 1))
	if test "$1" -eq 0; then
		echo "ok $number - $2: $3"
	else
		echo "not ok $number - $2: $3"
		tail -n 40 "$room/$2.log" | sed 's/^/#   /'
		failed=1
	fi
}

mkdir -p "$room" || exit 1
if ! has_fuzzer; then
	echo '1..0 # SKIP clang has no libFuzzer here'
	exit 0
fi
if is_stale && ! build_program; then
	echo 'Bail out! the fuzzer does not compile'
	exit 1
fi
# shellcheck disable=SC2046
test $# -gt 0 || set -- $("$room/fuzz")

for reader; do
	mkdir -p "$room/corpus/$reader"
	ln -sf fuzz "$room/$reader"
	words "$reader" >"$room/$reader.dict"
	run "$reader" -runs=0
	report $? "$reader" 'all that is known is read as it must be'
	test "$FUZZ_SECONDS" -gt 0 || continue
	fuzz "$reader"
	report $? "$reader" "so is what is made up in $FUZZ_SECONDS seconds"
done
echo "1..$number"
exit $failed
