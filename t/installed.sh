#!/bin/sh
# Lets real servers run what make install installed, with their configurations
# as installed, and creates customers in a database of its own; speaks TAP. To
# be started by make installcheck, which tells where all is.
# shellcheck disable=SC2154

. "$top_srcdir/t/server.sh"
. "$top_srcdir/t/tap.sh"

program=$DESTDIR$cgidir/crm.cgi
customer='{"privacyPolicyAcceptanceStorage":true,
"canBeContactedByMaison":false,"clientType":"COMPANY",
"companyName":"Example Ltd","countryId":"it","posCode":"P","brand":"CAR"}'

# Prints an installed configuration of a server, made to fit the room.
shipped() {
	case $1 in
	apache) file=$apachedir/crm-cgi.conf ;;
	lighttpd) file=$lighttpddir/50-crm-cgi.conf ;;
	nginx) file=$nginxdir/crm-cgi.conf ;;
	esac
	sed -e "s|$cgidir/|$DESTDIR$cgidir/|g" \
		-e "s|\"$cgidir\"|\"$DESTDIR$cgidir\"|g" \
		-e "s|$confdir/crm.conf|$room/etc/crm/crm.conf|g" \
		-e "s|unix:$fcgisocket;|unix:$room/log/fcgiwrap.socket;|g" \
		-e "s|$logdir/|$room/log/|g" "$DESTDIR$file"
}

# creates NAME PATH: a customer comes to be.
creates() {
	answer=$(curl -s --noproxy '*' --max-time 20 \
		-H 'Content-Type: application/json' -d "$customer" \
		"http://127.0.0.1:$port$2")
	case $answer in
	'{"boosterCustomerId":'[1-9]*'}') report 0 "$1 creates a customer at $2" ;;
	*)
		report 1 "$1 creates a customer at $2"
		echo "# $answer"
		server_log | sed 's/^/# /'
		;;
	esac
}

# serves NAME: the server starts, and customers are created.
serves() {
	if ! server_start "$1" 2>"$room/start"; then
		report 1 "$1 starts"
		sed 's/^/# /' "$room/start"
		return
	fi
	report 0 "$1 starts"
	creates "$1" /customer
	creates "$1" /cgi-bin/crm.cgi/customer
	server_end
}

# try NAME PROGRAM...: does so if the server is there.
try() {
	name=$1
	shift
	if test -z "$(find_program "$@")"; then
		skip "$name is not installed" "$name"
	elif ! account_enters "$program"; then
		skip "$account does not get at $program" "$name"
	else
		serves "$name"
	fi
}

trap 'room_leave' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
room_make
rm -r "$room/cgi-bin"
{
	sed -E '/^ *(database|log) *:/d' "$DESTDIR$confdir/crm.conf"
	echo "database: $room/data/crm.db"
} >"$room/etc/crm/crm.conf"

"$program" --version >"$room/version" &&
	grep -q '^crm\.cgi (crm-cgi) ' "$room/version"
report $? 'the program says its version'
"$DESTDIR$sbindir/crmctl" --version >"$room/version" &&
	grep -q '^crmctl (crm-cgi) ' "$room/version"
report $? 'so does crmctl'
try lighttpd lighttpd
try apache apache2 httpd
if test -z "$(find_program fcgiwrap)"; then
	skip 'fcgiwrap is not installed' nginx
else
	try nginx nginx
fi
echo "1..$number"
exit $failed
