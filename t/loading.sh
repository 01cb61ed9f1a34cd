#!/bin/sh
# Shows what a request costs: libxml2 and ICU are opened only when XML is read,
# and a great batch takes one transaction and little memory; speaks TAP.

: "${top_srcdir:=$(cd "$(dirname "$0")/.." && pwd)}"
: "${top_builddir:=$top_srcdir}"
program=$(cd "$top_builddir/cgi-bin" && pwd)/crm.cgi || exit 1

# no request on SQLite opens what another kind of store needs
xml_libraries='lib(xml2|icu[a-z]*)\.so'
other_libraries='lib(pq|ssl|gssapi_krb5|ldap)[-.]'
untraced='strace is missing or may not trace'
batch_customers=10000
most_kib=65536
most_seconds=20

. "$top_srcdir/t/tap.sh"

can_trace() {
	strace -f -e trace=openat -o /dev/null true 2>/dev/null
}

# Whether libxml2 is a part of the program, as it is of the portable one.
has_xml() {
	! grep -q 'libxml2\.so' "$program"
}

is_sanitized() {
	grep -qE '__(asan|msan|tsan|ubsan)_' "$program"
}

# set_up JOURNAL: begins anew with an empty database.
set_up() {
	rm -rf "$room/data"
	printf 'database: %s\njournal: %s\n' "$room/data/crm.db" "$1" \
		>"$room/crm.conf"
}

# ask METHOD PATH TYPE BODY ACCEPT [COMMAND...]: asks the program, started by
# the command if there is one. The answer goes to a file.
ask() {
	method=$1 path=$2 type=$3 body=$4 accept=$5
	shift 5
	env -i PATH="$PATH" GATEWAY_INTERFACE=CGI/1.1 \
		SERVER_PROTOCOL=HTTP/1.1 REQUEST_METHOD="$method" \
		SCRIPT_NAME= PATH_INFO="$path" CONTENT_TYPE="$type" \
		CONTENT_LENGTH="$(($(wc -c <"$body")))" HTTP_ACCEPT="$accept" \
		CRM_CONFIG="$room/crm.conf" \
		ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0" \
		"$@" "$program" <"$body" >"$room/answer"
}

# traced CALLS COMMAND...: sends a request and notes its system calls.
traced() {
	calls=$1
	shift
	"$@" strace -f -e "trace=$calls" -o "$room/trace"
}

answered() {
	head -n 1 "$room/answer" | grep -q "^Status: $1 "
}

# loads YES-OR-NO STATUS SENTENCE METHOD PATH TYPE BODY ACCEPT
loads() {
	wanted=$1 status=$2 sentence=$3
	shift 3
	if ! can_trace; then
		skip "$untraced" "$sentence"
		return
	elif test "$wanted" = yes && has_xml; then
		skip 'libxml2 is linked in' "$sentence"
		return
	fi
	traced '?open,openat' ask "$@"
	found=no
	! grep -qE "$xml_libraries" "$room/trace" || found=yes
	answered "$status" && grep -q 'crm\.conf' "$room/trace" &&
		! grep -qE "$other_libraries" "$room/trace" &&
		test $found = "$wanted"
	report $? "$sentence"
}

# Writes one customer in every format, one that is none, and an empty body.
write_bodies() {
	cat >"$room/json" <<-'END'
		{"privacyPolicyAcceptanceStorage":"true",
		"canBeContactedByMaison":"false","clientType":"COMPANY",
		"companyName":"Example Ltd","countryId":"it","posCode":"P",
		"brand":"CAR","emails":[{"email":"a@example.it",
		"isMainEmail":"true"}]}
	END
	tr -d '"\n' <"$room/json" >"$room/jsv"
	cat >"$room/xml" <<-'END'
		<CreateCustomer>
		<privacyPolicyAcceptanceStorage>true</privacyPolicyAcceptanceStorage>
		<canBeContactedByMaison>false</canBeContactedByMaison>
		<clientType>COMPANY</clientType>
		<companyName>Example Ltd</companyName>
		<countryId>it</countryId><posCode>P</posCode><brand>CAR</brand>
		<emails><Email><email>a@example.it</email>
		<isMainEmail>true</isMainEmail></Email></emails>
		</CreateCustomer>
	END
	tr -d '\n' <<-'END' >"$room/form"
		privacyPolicyAcceptanceStorage=true
		&canBeContactedByMaison=false&clientType=COMPANY
		&companyName=Example+Ltd&countryId=it&posCode=P&brand=CAR
		&emails[0].email=a@example.it&emails[0].isMainEmail=true
	END
	tr '&' '\n' <"$room/form" >"$room/pairs"
	echo >>"$room/pairs"
	write_parts <"$room/pairs" >"$room/multipart"
	columns=privacyPolicyAcceptanceStorage,canBeContactedByMaison
	columns=$columns,clientType,companyName,countryId,posCode,brand,emails
	cells='true,false,COMPANY,Example Ltd,it,P,CAR'
	cat >"$room/csv" <<-END
		$columns
		$cells,"[{email:a@example.it,isMainEmail:True}]"
	END
	cat >"$room/csv-json" <<-END
		$columns
		$cells,"[{""email"":""a@example.it"",""isMainEmail"":true}]"
	END
	echo '{}' >"$room/faulty"
	: >"$room/empty"
}

# Makes a part of every line NAME=VALUE.
write_parts() {
	while IFS='=' read -r name value; do
		printf -- '--limit\r\nContent-Disposition: form-data; '
		printf 'name="%s"\r\n\r\n%s\r\n' "$name" "$value"
	done
	printf -- '--limit--\r\n'
}

# write_batch LAST: close to 8 MiB of customers, the last as in that file.
write_batch() {
	python3 - "$room/json" "$1" $batch_customers <<-'END' >"$room/batch"
		import json, sys
		first, last = (json.load(open(name)) for name in sys.argv[1:3])
		count = int(sys.argv[3])
		room = (8 * 1024 * 1024 - 2) // count - 2
		first["notes"] = "n" * (room - len(json.dumps(first)) - 13)
		print(json.dumps([first] * (count - 1) + [last]), end="")
	END
}

# send_batch [COMMAND...]
send_batch() {
	ask POST '/json/reply/CreateCustomer[]' application/json \
		"$room/batch" '*/*' "$@"
}

send_customer() {
	ask POST /customer application/json "$room/json" '*/*'
}

# Prints how many customers there are.
customers() {
	python3 - "$room/data/crm.db" <<-'END'
		import sqlite3, sys
		base = sqlite3.connect(sys.argv[1])
		print(*base.execute("SELECT count(*) FROM customer").fetchone())
	END
}

# How often a rollback journal came to its end: once for every transaction.
commits() {
	grep -cE 'unlink(at)?\(.*-journal"|ftruncate\([0-9]+, 0\)' "$room/trace"
}

one_transaction() {
	sentence="a batch of $batch_customers takes one transaction"
	if ! can_trace; then
		skip "$untraced" "$sentence"
		return
	fi
	set_up rollback && send_customer && write_batch "$room/json" &&
		traced '?unlink,unlinkat,ftruncate' send_batch &&
		answered 200 &&
		test "$(customers)" -eq $((batch_customers + 1)) &&
		test "$(commits)" -eq 1
	report $? "$sentence"
}

all_or_nothing() {
	set_up rollback && send_customer && write_batch "$room/faulty" &&
		send_batch && answered 400 && test "$(customers)" -eq 1
	report $? 'of a batch whose last customer is faulty none is stored'
}

# Prints KiB of memory and seconds of processor time that a command took.
measure='
import resource, subprocess, sys
status = subprocess.run(sys.argv[2:]).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
with open(sys.argv[1], "w") as out:
    print(used.ru_maxrss, int(used.ru_utime + used.ru_stime), file=out)
sys.exit(status)'

little_memory() {
	sentence="a batch of close to 8 MiB takes less than 64 MiB of memory"
	if is_sanitized; then
		skip 'sanitizers take memory of their own' "$sentence"
		return
	fi
	set_up auto && write_batch "$room/json" &&
		send_batch python3 -c "$measure" "$room/used" &&
		answered 200 && read -r kib seconds <"$room/used" &&
		echo "# $(wc -c <"$room/batch") bytes: $kib KiB, $seconds s" &&
		test "$kib" -lt $most_kib && test "$seconds" -lt $most_seconds
	report $? "$sentence"
}

room=$(mktemp -d "${TMPDIR:-/tmp}/crm-loading.XXXXXX") || exit 1
trap 'rm -rf "$room"' EXIT
write_bodies
set_up auto

echo 1..17
loads yes 200 'a body in XML opens libxml2' \
	POST /customer application/xml "$room/xml" '*/*'
loads no 200 'a body in JSON opens neither libxml2 nor ICU' \
	POST /customer application/json "$room/json" '*/*'
loads no 200 'nor does one in CSV' \
	POST /customer text/csv "$room/csv" '*/*'
loads no 200 'nor one in CSV with a list in JSON' \
	POST /customer text/csv "$room/csv-json" '*/*'
loads no 200 'nor one in JSON under the name of CSV' \
	POST /customer text/csv "$room/json" '*/*'
loads no 200 'nor one in JSV' \
	POST /customer application/jsv "$room/jsv" '*/*'
loads no 200 'nor one in JSON Lines' \
	POST /customer text/jsonl "$room/json" '*/*'
loads no 200 'nor a form' \
	POST /customer application/x-www-form-urlencoded "$room/form" '*/*'
loads no 200 'nor a multipart form' \
	POST /customer 'multipart/form-data; boundary=limit' \
	"$room/multipart" '*/*'
loads no 200 'nor an answer in XML' \
	POST /customer.xml application/json "$room/json" '*/*'
loads no 400 'nor faults in XML' \
	POST /customer application/json "$room/faulty" application/xml
loads no 200 'nor an answer in HTML' \
	POST /customer application/json "$room/json" text/html
loads no 200 'nor the form page' \
	GET /customer '' "$room/empty" text/html
loads no 200 'nor the state of health' \
	GET /health '' "$room/empty" '*/*'
one_transaction
all_or_nothing
little_memory
exit $failed
