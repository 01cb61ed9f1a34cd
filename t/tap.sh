# What the shell tests say, in TAP: to be sourced by t/*.sh. Who sources it
# prints the plan, and exits with $failed.
# shellcheck shell=sh disable=SC2034

# What tests read of tools is in no language, and numbers have a point.
LC_ALL=C
export LC_ALL

number=0
failed=0

# report STATUS SENTENCE
report() {
	number=$((number + 1))
	if test "$1" -eq 0; then
		echo "ok $number - $2"
	else
		echo "not ok $number - $2"
		failed=1
	fi
}

# skip REASON SENTENCE
skip() {
	number=$((number + 1))
	echo "ok $number - $2 # SKIP $1"
}
