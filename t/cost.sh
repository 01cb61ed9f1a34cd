#!/bin/sh
# Keeps what one request costs near its floor (bench/README), by figures that no
# other process changes: instructions, and memory that no file has; speaks TAP.

: "${top_srcdir:=$(cd "$(dirname "$0")/.." && pwd)}"
: "${top_builddir:=$top_srcdir}"
program=$(cd "$top_builddir/cgi-bin" && pwd)/crm.cgi || exit 1
floor=$(cd "$top_builddir/bench" && pwd)/floor || exit 1
bodies=$(cd "$top_srcdir/bench/bodies" && pwd) || exit 1

most_instructions=1.5 # of the floor's
most_memory=1.5       # of the floor's, what is shared left out
most_growth=1.3       # of what an empty database takes
many=20000
batch=200
most_batch=1.55 # of what bare SQLite takes for as many rows

. "$top_srcdir/t/tap.sh"

# Sanitizers and coverage do work of their own.
is_instrumented() {
	grep -qE '__(asan|msan|tsan|ubsan|gcov)_' "$program"
}

# furnish NAME: gives it a configuration, and a database with one customer.
furnish() {
	mkdir -p "$room/$1" &&
		echo "database: $room/$1/crm.db" >"$room/$1/crm.conf" &&
		env -i GATEWAY_INTERFACE=CGI/1.1 REQUEST_METHOD=POST \
			PATH_INFO=/customer CONTENT_TYPE=application/json \
			CONTENT_LENGTH="$(wc -c <"$bodies/customer.json")" \
			CRM_CONFIG="$room/$1/crm.conf" "$program" \
			<"$bodies/customer.json" >"$room/answer" &&
		grep -q '^Status: 200' "$room/answer"
}

# Some valgrinds can't read what some compilers say for debuggers.
can_count() {
	command -v valgrind >/dev/null &&
		valgrind --tool=callgrind --callgrind-out-file=/dev/null \
			"$program" --version >/dev/null 2>&1
}

# is_uncounted TEST: skips it where instructions say nothing or have no count.
is_uncounted() {
	if is_instrumented; then
		skip 'the program is instrumented' "$1"
	elif test -n "$uncounted"; then
		skip "valgrind is missing, or can't run this program" "$1"
	else
		return 1
	fi
}

# race: by the plan it is given; the table goes to a file.
race() {
	# shellcheck disable=SC2086
	"$top_builddir/bench/race" "$room" 5 $uncounted >"$room/table" &&
		sed 's/^/# /' "$room/table"
}

# below NAME COLUMN LIMIT: whether the figure in the table is a number, and at
# most that.
below() {
	awk -v name="$1" -v column="$2" -v limit="$3" '
		$1 == name && $column ~ /^[0-9.]+$/ {
			found = $column + 0 > 0 && $column + 0 <= limit
		}
		END { exit !found }' "$room/table"
}

# has_little: whether the program's own memory is within bounds in the table.
has_little() {
	awk -v limit=$most_memory '
		{ own[$1] = $7 }
		END { exit !(own["program"] > 0 &&
			own["program"] <= limit * own["floor"]) }' \
		"$room/table"
}

# costs FORMAT TYPE FILE
costs() {
	little="a customer in $1 takes at most $most_memory times the floor's"
	little="$little own memory"
	few="and at most $most_instructions times the floor's instructions"
	if is_instrumented; then
		skip 'the program is instrumented' "$little"
		is_uncounted "$few"
		return
	fi
	race <<-END
		floor floor $floor /customer $2 $bodies/$3
		program floor $program /customer $2 $bodies/$3
	END
	if grep -qE '^program( +[0-9.]+){5} +0 ' "$room/table"; then
		skip 'the system does not tell what is its own' "$little"
	else
		has_little
		report $? "$little"
	fi
	is_uncounted "$few" && return
	below program 10 $most_instructions
	report $? "$few"
}

# Whether a request finds its way as fast among many customers.
grows() {
	sentence="with $many customers it takes at most $most_growth times the"
	sentence="$sentence instructions of the first"
	is_uncounted "$sentence" && return
	furnish many &&
		"$top_builddir/bench/database" "$room/many/crm.db" $many &&
		race <<-END && below many 10 $most_growth
			program program $program /customer application/json $bodies/customer.json
			many program $program /customer application/json $bodies/customer.json
		END
	report $? "$sentence"
}

# batches FORMAT TYPE FILE
batches() {
	sentence="a batch in $1 takes at most $most_batch times the"
	sentence="$sentence instructions of bare SQLite"
	if test -n "$portable_notices"; then
		skip "the static floor's block of memory holds no batch" \
			"$sentence"
		return
	fi
	is_uncounted "$sentence" && return
	race <<-END && below program 10 $most_batch
		floor floor $floor /customer application/json $bodies/customer.json FLOOR_TIMES=$batch
		program floor $program /$1/reply/CreateCustomer[] $2 $3
	END
	report $? "$sentence"
}

# The same customer $batch times.
write_batches() {
	for count in $(seq $batch); do
		test "$count" -eq 1 && printf '[' || printf ','
		cat "$bodies/customer.json"
	done >"$room/json"
	printf ']' >>"$room/json"
	head -n 1 "$bodies/customer.csv" >"$room/csv"
	for count in $(seq $batch); do
		tail -n +2 "$bodies/customer.csv"
	done >>"$room/csv"
}

room=$(mktemp -d "${TMPDIR:-/tmp}/crm-cost.XXXXXX") || exit 1
trap 'rm -rf "$room"' EXIT

echo 1..9
if ! furnish program || ! furnish floor; then
	echo 'Bail out! no customer could be created'
	exit 1
fi
uncounted=
can_count || uncounted=uncounted
costs JSON application/json customer.json
costs CSV text/csv customer.csv
costs 'a form' application/x-www-form-urlencoded customer.form
grows
write_batches
batches json application/json "$room/json"
batches csv text/csv "$room/csv"
exit $failed
