#!/bin/sh
# Runs the examples of README against a real lighttpd, where one customer is, as
# after ./bootstrap run; speaks TAP.

: "${top_srcdir:=$(cd "$(dirname "$0")/.." && pwd)}"
: "${top_builddir:=$top_srcdir}"
. "$top_srcdir/t/server.sh"

if test -z "$(find_program lighttpd)"; then
	echo "1..0 # SKIP lighttpd is not installed"
	exit 0
fi

server_begin lighttpd
curl -sS --noproxy '*' --max-time 30 "http://127.0.0.1:$port/customer" \
	-d clientType=COMPANY -d companyName=Example -d countryId=it \
	-d posCode=P -d brand=CAR -d canBeContactedByMaison=no \
	-d privacyPolicyAcceptanceStorage=yes >"$room/answer"
key=$("$top_builddir/crmctl" --config "$room/etc/crm/crm.conf" key add trying)
python3 "$top_srcdir/t/readme.py" "http://127.0.0.1:$port" "$key"
