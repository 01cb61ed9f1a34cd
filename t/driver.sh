#!/bin/sh
# Runs a script of tests with Automake's driver for TAP, and says at its end, in
# a line, how it ended; lines of scripts that run side by side stay apart.
#
# Usage: t/driver.sh DRIVER --test-name NAME OPTION... -- COMMAND...
#
# Behind that line come what failed, and the reasons of what was skipped, each
# once: SKIP: NAME: REASON (COUNT). What the script itself said is in its log.
# Scripts that LEFT_OUT names, with blanks between, are skipped.

driver=$1
shift
name=
for word; do
	test "$before" != --test-name || name=$word
	before=$word
	test "$word" != -- || break
done

# Puts a word on skipping in the place of the command.
leave_out() {
	left=$#
	while test $left -gt 0; do
		test -n "$ended" || set -- "$@" "$1"
		test "$1" != -- || ended=1
		shift
		left=$((left - 1))
	done
	said=$("${SHELL:-/bin/sh}" "$driver" "$@" \
		echo '1..0 # SKIP another build has shown it' 2>&1)
}

begun=$(date +%s)
case " $LEFT_OUT " in
*" $name "*) leave_out "$@" ;;
*) said=$("${SHELL:-/bin/sh}" "$driver" "$@" 2>&1) ;;
esac
status=$?
told=$(printf '%s\n' "$said" |
	awk -v name="$name" -v seconds="$(($(date +%s) - begun))" '
	# Takes what is skipped for what reason.
	function skip(line) {
		skipped++
		if (!sub(/.*# SKIP */, "", line))
			sub(/^SKIP: [^ ]* (- )?/, "", line)
		if (!reasons[line]++)
			order[++kinds] = line
	}
	{ gsub(/\033\[[0-9;]*m/, "") }
	/^(PASS|XFAIL): / { passed++; next }
	/^SKIP: / { skip($0); next }
	/^(FAIL|XPASS|ERROR): / { failed++ }
	{ rest = rest $0 "\n" }
	END {
		printf "%s: %d passed", name, passed
		if (failed)
			printf ", %d failed", failed
		if (skipped)
			printf ", %d skipped", skipped
		printf ", %d s\n%s", seconds, rest
		for (i = 1; i <= kinds; i++)
			printf "SKIP: %s: %s (%d)\n", name, order[i],
				reasons[order[i]]
	}')
printf '%s\n' "$told"
exit $status
