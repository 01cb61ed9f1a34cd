#!/bin/sh
# Shows that the portable program needs nobody: no loader, no library, no other
# file; speaks TAP.

: "${top_srcdir:=$(cd "$(dirname "$0")/.." && pwd)}"
: "${top_builddir:=$top_srcdir}"
program=$top_builddir/cgi-bin/crm.cgi

if test -z "$portable_notices"; then
	echo '1..0 # SKIP this is the ordinary program'
	exit 0
fi

. "$top_srcdir/t/tap.sh"

# lacks OPTION WORD SENTENCE: readelf with the option doesn't show the word.
lacks() {
	readelf -W "$1" "$program" >"$room/elf" && ! grep -q "$2" "$room/elf"
	report $? "$3"
}

# Changes the root: as root, or as somebody who is root in a place of his own.
change_root=$(PATH=$PATH:/usr/sbin command -v chroot)
test "$(id -u)" -eq 0 ||
	change_root="$(command -v unshare) --map-root-user $change_root"

# alone COMMAND...: runs it where there is nothing but what lies in the cell.
alone() {
	env -i GATEWAY_INTERFACE=CGI/1.1 SERVER_PROTOCOL=HTTP/1.1 \
		SCRIPT_NAME= CRM_CONFIG=/crm.conf "$@"
}

# creates TYPE BODY SENTENCE: a customer comes of the body.
creates() {
	# shellcheck disable=SC2086
	alone REQUEST_METHOD=POST PATH_INFO=/customer CONTENT_TYPE="$1" \
		CONTENT_LENGTH="$(($(wc -c <"$2")))" \
		$change_root "$room/cell" /bin/crm.cgi \
		<"$2" >"$room/answer" 2>"$room/log"
	head -n 1 "$room/answer" | grep -q '^Status: 200 ' &&
		grep -qE 'boosterCustomerId[">:]+[1-9]' "$room/answer"
	status=$?
	report $status "$3"
	test $status -eq 0 || sed 's/^/# /' "$room/answer" "$room/log"
}

room=$(mktemp -d "${TMPDIR:-/tmp}/crm-portable.XXXXXX") || exit 1
trap 'rm -rf "$room"' EXIT
mkdir -p "$room/cell/bin"
cp "$program" "$room/cell/bin/crm.cgi"
echo 'database: /data/crm.db' >"$room/cell/crm.conf"
cat >"$room/json" <<'END_OF_BODY'
{"privacyPolicyAcceptanceStorage":true,"canBeContactedByMaison":false,
"clientType":"COMPANY","companyName":"Example Ltd","countryId":"it",
"posCode":"P","brand":"CAR"}
END_OF_BODY
cat >"$room/xml" <<'END_OF_BODY'
<CreateCustomer>
<privacyPolicyAcceptanceStorage>true</privacyPolicyAcceptanceStorage>
<canBeContactedByMaison>false</canBeContactedByMaison>
<clientType>COMPANY</clientType><companyName>Example Ltd</companyName>
<countryId>it</countryId><posCode>P</posCode><brand>CAR</brand>
</CreateCustomer>
END_OF_BODY

echo 1..6
lacks -l INTERP 'it has no loader'
lacks -d NEEDED 'it needs no library'
readelf -W -h "$program" | grep -q 'DYN (Position-Independent Executable'
report $? 'it may lie anywhere in memory'
# shellcheck disable=SC2086
if ! $change_root / true 2>/dev/null; then
	skip 'nobody may change the root here' 'JSON'
	skip 'nobody may change the root here' 'XML'
	skip 'nobody may change the root here' 'files'
	exit $failed
fi
creates application/json "$room/json" \
	'where there is nothing else, a customer in JSON is created'
creates application/xml "$room/xml" 'and one in XML'
cat <<'END_OF_LIST' >"$room/wanted"
bin/crm.cgi
crm.conf
data/crm.db
data/crm.db-journal
data/crm.db-lock
END_OF_LIST
(cd "$room/cell" && find . -type f | sed 's|^\./||' | sort) |
	cmp -s - "$room/wanted"
report $? 'and there is nothing new but the database'
exit $failed
