# Types what README says to install and look after the service; run by
# t/package.sh in a Debian of its own, where nothing else runs. Goes on with TAP
# behind $reported.
#
# Usage: guided.sh SERVER
# shellcheck shell=sh disable=SC2154

. /t/tap.sh
number=$reported
server=$1
export DEBIAN_FRONTEND=noninteractive
cd /root || exit 1
cp /packages/first.deb crm-cgi_0.1.0_amd64.deb

# There is no systemd where nothing runs.
cat >/usr/local/sbin/systemctl <<'END_OF_SCRIPT'
#!/bin/sh
case $1 in
reload | restart) service "$2" stop; service "$2" start ;;
start | stop) service "$2" "$1" ;;
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
	test "$1" -eq 0 || tail -n 80 /log | sed 's/^/# /'
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

# install_with SERVER
install_with() {
	types "$1" "what README says for $1 can be typed"
	is_well
	told $? "and ends with a self-check that finds no fault"
	creates 1
	told $? "then a customer can be created"
}

has_backup() {
	tail -n 1 /log | grep -qx ok &&
		test "$(stat -c %a /var/backups/crm-cgi)" = 700
}

look_after() {
	types backup 'the backup can be made'
	has_backup
	told $? 'it is whole, and closed to others'
	creates 2
	types restore 'the backup can be restored'
	grep -q '^All is well' /log && test "$(numbers)" = 1 && creates 2
	told $? 'what came after it is gone, and its number is given again'

	rm crm-cgi_*.deb
	cp /packages/0.1.1.deb crm-cgi_0.1.1_amd64.deb
	types upgrade 'the next version can be installed'
	grep -q '^All is well' /log && creates 3 &&
		test "$(dpkg-query -W -f '${Version}' crm-cgi)" = 0.1.1
	told $? 'it goes on where the other was'
	types uninstall 'it can be uninstalled'
	test "$(numbers)" = '1 2 3' && test ! -e /usr/lib/cgi-bin/crm.cgi &&
		test "$(curl -s -o /log -w '%{http_code}' \
			http://localhost/customer)" = 404
	told $? 'then nothing answers, and the customers are still there'
	types purge 'it can be purged'
	test ! -e /var/lib/crm-cgi && test ! -e /etc/crm-cgi
	told $? 'then they are gone'
}

install_with "$server"
test "$server" != apache || look_after
exit $failed
