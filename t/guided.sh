# Types what README says to install and look after the service; run by
# t/package.sh in a Debian of its own, where nothing else runs. Goes on with TAP
# behind $reported.
#
# Usage: guided.sh SERVER
# SERVER is one of Debian, or apache-staying.
# shellcheck shell=sh disable=SC2154

. /t/tap.sh
number=$reported
server=$1
export DEBIAN_FRONTEND=noninteractive
cd /root || exit 1
cp /packages/first.deb crm-cgi_0.1.0_amd64.deb

# There is no systemd where nothing runs. A reload is what the unit says, to a
# server that runs: what only a start brings must be missed here too. Then those
# who still answer as before are waited for, since nobody types that fast.
cat >/usr/local/sbin/systemctl <<'END_OF_SCRIPT'
#!/bin/sh
unit=/lib/systemd/system/$2.service
said() {
	sed -n "s/^$1=//p" "$unit"
}
case $1 in
reload)
	MAINPID=$(cat "$(said PIDFile | grep . || echo "/run/$2/$2.pid")") &&
		kill -0 "$MAINPID" || exit 1
	export MAINPID
	before=$(grep -lsx "PPid:[[:blank:]]*$MAINPID" /proc/[0-9]*/status)
	said ExecReload | sh || exit 1
	for one in $before; do
		while test -e "$one"; do sleep 0.1; done
	done
	;;
restart) service "$2" stop; service "$2" start ;;
start | stop) service "$2" "$1" ;;
daemon-reload) ;;
enable)
	# the socket is handed over at once, not with the first request
	unit=/etc/systemd/system/${3%.socket}
	grep -qx 'WantedBy=sockets.target' "$unit.socket" || exit 1
	user=$(sed -n 's/^User=//p' "$unit.service")
	sed -n 's/^ExecStart=\([^ ]*\) \(.*\)$/exec \1 \2/p' \
		"$unit.service" >/run/start.sh
	# shellcheck disable=SC2046
	exec spawn-fcgi -s "$(sed -n 's/^ListenStream=//p' "$unit.socket")" \
		-M "$(sed -n 's/^SocketMode=//p' "$unit.socket")" \
		-U "$(sed -n 's/^SocketUser=//p' "$unit.socket")" \
		-G "$(sed -n 's/^SocketGroup=//p' "$unit.socket")" \
		-u "$user" -g "$user" -- /usr/bin/env \
		$(sed -n 's/^Environment=//p' "$unit.service") sh /run/start.sh
	;;
*) exit 1 ;;
esac
END_OF_SCRIPT
chmod 755 /usr/local/sbin/systemctl

# types NAME SENTENCE: the commands of a list.
types() {
	sh "/t/guides/$1.sh" >/log 2>&1 </dev/null
	told $? "$2"
}

told() {
	report "$1" "$2"
	test "$1" -eq 0 || tail -n 80 /log | awk '{ print "# " $0 }'
}

# Prints the numbers of the customers.
numbers() {
	sqlite3 /var/lib/crm-cgi/crm.db \
		"SELECT group_concat(id, ' ') FROM customer"
}

# creates NUMBER
creates() {
	curl -sS --retry 5 --retry-connrefused http://localhost/customer \
		-d clientType=COMPANY -d companyName=Example -d countryId=it \
		-d posCode=P -d brand=CAR -d canBeContactedByMaison=no \
		-d privacyPolicyAcceptanceStorage=yes >/log 2>&1 &&
		grep -qx "{\"boosterCustomerId\":$1}" /log
}

# Whether the self-check was made through the server, and both found no fault.
is_well() {
	test "$(grep -c '^All is well' /log)" -eq 2 &&
		! grep -q '^FAULT' /log &&
		grep -A 1 '^ok  *The header Authorization comes' /log |
		grep -q 'It came' &&
		! grep -q '^check-token' /etc/crm-cgi/crm.conf
}

# asks PATH: prints the status.
asks() {
	curl -s -o /log -w '%{http_code}' --retry 5 --retry-connrefused \
		"http://localhost$1"
}

# Lets in the addresses of the example alone, with the lines that the server's
# configuration has for that, and everybody again.
restricts() {
	case $1 in
	apache) unit=apache2 file=/etc/apache2/conf-available/crm-cgi.conf ;;
	lighttpd) unit=$1 file=/etc/lighttpd/conf-available/50-crm-cgi.conf ;;
	nginx) unit=$1 file=/etc/nginx/snippets/crm-cgi.conf ;;
	esac
	cp -p "$file" /before
	sed -i 's|^\([[:blank:]]*\)#\(.*192\.0\.2\.0/24\)|\1\2|' "$file"
	systemctl restart "$unit" >/log 2>&1
	test "$(asks /customer) $(asks /cgi-bin/crm.cgi/customer)" = '403 403' ||
		return 1
	cp -p /before "$file"
	systemctl restart "$unit" >/log 2>&1
	test "$(asks /customer)" = 200
}

# install_with SERVER
install_with() {
	# as Debian leaves a server that was just installed
	for unit in apache2 lighttpd nginx; do
		case $unit in
		"$1"*) service $unit start >/log 2>&1 </dev/null ;;
		esac
	done
	types "$1" "what README says for $1 can be typed"
	types selfcheck 'so can the self-check'
	is_well
	told $? 'which finds no fault'
	creates 1
	told $? 'then a customer can be created'
	restricts "$1"
	told $? 'by anybody, unless its line for addresses is uncommented'
}

# Whether a process that stays answers, and no other: it is stopped for a while.
stays() {
	creates 2 || return 1
	staying=$(pgrep -x crm.cgi) || return 1
	# shellcheck disable=SC2086
	kill -STOP $staying
	curl -sS --max-time 2 http://localhost/health >/log 2>&1
	late=$?
	# shellcheck disable=SC2086
	kill -CONT $staying
	test $late -eq 28
}

# stay_behind SERVER STARTER
stay_behind() {
	types "stay-$2" "a process that stays can be started with $2"
	types "stay-$1" 'and the server set up to ask it'
	stays
	told $? 'which then creates the customers'
}

# Whether what README says of a2disconf crm-cgi alone is so.
answers_elsewhere() {
	a2disconf crm-cgi && systemctl reload apache2 &&
		test "$(asks /customer) $(asks /cgi-bin/crm.cgi/health)" = \
			'404 200'
}

has_backup() {
	grep -q '\.db has 1 customers\{0,1\}$' /log &&
		test "$(stat -c %a /var/backups/crm-cgi)" = 700
}

look_after() {
	types customers 'the customers can be seen'
	grep -q '│ *1 *│.*│ Example *│' /log
	told $? 'each in a line'
	types key 'a key can be made'
	grep -qxE 'crm_[0-9A-Za-z]{38}' /log
	told $? 'it is printed'
	types backup 'the backup can be made'
	has_backup
	told $? 'it is whole, and closed to others'
	creates 2
	types restore 'the backup can be restored'
	grep -q '^All is well' /log && test "$(numbers)" = 1 && creates 3
	told $? 'what came after it is gone, and its number is not given again'

	rm crm-cgi_*.deb
	cp /packages/0.1.1.deb crm-cgi_0.1.1_amd64.deb
	types upgrade 'the next version can be installed'
	grep -q '^All is well' /log && creates 4 &&
		test "$(dpkg-query -W -f '${Version}' crm-cgi)" = 0.1.1
	told $? 'it goes on where the other was'
	answers_elsewhere >/told 2>&1
	told $? 'without its configuration Debian serves its long address'
	types disable 'it can be disabled'
	test "$(asks /customer) $(asks /cgi-bin/crm.cgi/health)" = '404 404'
	told $? 'then nothing answers'
	{ a2enconf crm-cgi serve-cgi-bin && systemctl reload apache2; } >/log 2>&1
	types uninstall 'it can be uninstalled'
	test "$(numbers)" = '1 3 4' && test ! -e /usr/lib/cgi-bin/crm.cgi &&
		test "$(curl -s -o /log -w '%{http_code}' \
			http://localhost/customer)" = 404
	told $? 'then nothing answers, and the customers are still there'
	types purge 'it can be purged'
	test ! -e /var/lib/crm-cgi && test ! -e /etc/crm-cgi
	told $? 'then they are gone'
}

install_with "${server%-staying}"
case $server in
apache) look_after ;;
apache-staying) stay_behind apache systemd ;;
lighttpd) stay_behind lighttpd spawn-fcgi ;;
nginx) stay_behind nginx systemd ;;
esac
exit $failed
