#!/bin/sh
# Has programs in Python and C# create, read and change customers with the
# classes that the service hands out, through a real lighttpd; speaks TAP.
# TypeScript is compiled by t/documents.sh.

: "${top_srcdir:=$(cd "$(dirname "$0")/.." && pwd)}"
: "${top_builddir:=$top_srcdir}"
. "$top_srcdir/t/server.sh"
. "$top_srcdir/t/tap.sh"

for program in lighttpd curl python3; do
	if test -z "$(find_program "$program")"; then
		echo "1..0 # SKIP $program is not installed"
		exit 0
	fi
done

# download LANGUAGE FILE
download() {
	curl -sS --fail --noproxy '*' --max-time 60 -D "$room/headers" \
		-o "$room/types/$2" "$url/types/$1" &&
		grep -qi "^Content-Disposition: inline; filename=\"$2\"" \
			"$room/headers" &&
		grep -qx "BaseUrl: $url" "$room/types/$2"
}

# stored ID ROW: whether the customer of that id is that, with its lists.
stored() {
	python3 - "$room/data/crm.db" "$1" >"$room/row" <<-'END' &&
		import pathlib, sqlite3, sys
		file, id = sys.argv[1:]
		base = sqlite3.connect(pathlib.Path(file).as_uri() + '?mode=ro',
		                       uri=True)
		for statement in (
		        'SELECT customerReference, format, companyName, weddingDate, '
		        'registrationDate, contactBySMSFlag, dataSharingConsent, '
		        'birthDate, allowStoreDataAbroad FROM customer WHERE id = ?',
		        'SELECT email, isMainEmail FROM email WHERE customer = ? '
		        'ORDER BY position',
		        'SELECT eventType, eventDate FROM event WHERE customer = ?'):
		    for row in base.execute(statement, (id,)):
		        print(*row, sep='|', end='/')
		print()
	END
		test "$(cat "$room/row")" = "$2" || {
		sed 's/^/# /' "$room/row"
		false
	}
}

lists='ana@example.com|1/office@example.com|0/Other|2021-07-26/'

# runs COMMAND...: keeps what it prints as ids, and shows it if it fails.
runs() {
	"$@" >"$room/ids" 2>"$room/log/client" && return
	sed 's/^/# /' "$room/log/client"
	false
}

# made N: the id of the nth that was created.
made() {
	sed -n "$1p" "$room/ids"
}

python() {
	download python dtos.py
	report $? 'Python is handed out, with the URL of the service'
	runs python3 "$top_srcdir/t/types/client.py" "$url" "$room/types" "$key"
	report $? 'a program in Python sends what it made of the classes'
	rest="|json|Example & Sons|2020-01-18|2020-12-30T10:11:12Z|1|0|None|None/"
	stored "$(made 1)" "Python$rest$lists"
	report $? 'and all of it is stored'
	stored "$(made 2)" "Python with client$rest$lists"
	report $? 'so it is with the classes that the typed client knows'
}

csharp() {
	compiles='C# compiles where the library of ServiceStack is'
	sends='a program in C# sends what it made of the classes'
	json='and all of it is stored, sent as JSON'
	xml='and sent as XML'
	download csharp dtos.cs
	report $? 'C# is handed out, with the URL of the service'
	missing='mcs or mono is not installed'
	if test -n "$(find_program mcs)" && test -n "$(find_program mono)"; then
		mcs -nologo -warnaserror -r:System.Runtime.Serialization.dll \
			-out:"$room/types/client.exe" "$room/types/dtos.cs" \
			"$top_srcdir/t/types/stubs.cs" \
			"$top_srcdir/t/types/client.cs" >"$room/log/mcs" 2>&1
		status=$?
		sed 's/^/# /' "$room/log/mcs"
		missing='no serializers are installed'
		grep -q "System.Runtime.Serialization.*not be found" \
			"$room/log/mcs" || missing=
	fi
	if test -n "$missing"; then
		for sentence in "$compiles" "$sends" "$json" "$xml"; do
			skip "$missing" "$sentence"
		done
		return
	fi
	report $status "$compiles"
	# the serializer of .NET knows no other dates in JSON
	echo 'json-dates: wcf' >>"$room/etc/crm/crm.conf"
	runs mono "$room/types/client.exe" "$url" "$key"
	report $? "$sends"
	rest='|Example & Sons|2020-01-18|None|0|1|None|None/'
	stored "$(made 1)" "C# JSON|json$rest$lists"
	report $? "$json"
	stored "$(made 2)" "C# XML|xml$rest$lists"
	report $? "$xml"
}

server_begin lighttpd
# Comments hold codes, whatever these are.
printf 'codes.title: a*/b, c\342\200\250d, e"""f\\, <i>\n' \
	>>"$room/etc/crm/crm.conf"
mkdir "$room/types" || exit 1
url=http://127.0.0.1:$port/cgi-bin/crm.cgi
key=$("$top_builddir/crmctl" --config "$room/etc/crm/crm.conf" \
	key add tests) || exit 1

echo 1..9
python
csharp
exit $failed
