# Installs, upgrades, removes and purges the package; run by t/package.sh in a
# Debian of its own, where nothing else runs. Goes on with TAP behind $reported.
# shellcheck shell=sh disable=SC2154,SC2317

. /t/tap.sh
number=$reported
export DEBIAN_FRONTEND=noninteractive

# does SENTENCE COMMAND...: reports whether it does; nobody is there to answer.
does() {
	sentence=$1
	shift
	"$@" >/log 2>&1 </dev/null
	status=$?
	report $status "$sentence"
	test $status -eq 0 || tail -n 40 /log | awk '{ print "# " $0 }'
}

# serves SERVER FIRST LAST: as its test says, which creates these customers.
serves() {
	sh "/t/tests/$1" >/told 2>&1 &&
		grep -qx "created the customers $2 to $3" /told && return
	cat /told
	return 1
}

servers_are_well() {
	apache2ctl configtest && lighttpd -tt -f /etc/lighttpd/lighttpd.conf
}

has_no_link() {
	test ! -h /etc/apache2/conf-enabled/crm-cgi.conf &&
		test ! -h /etc/lighttpd/conf-enabled/50-crm-cgi.conf
}

is_closed() {
	test "$(stat -c '%a %U %G' /var/lib/crm-cgi)" = '700 www-data www-data'
}

is_edited() {
	tail -n 1 /etc/crm-cgi/crm.conf | grep -qx 'unknown: reject'
}

has_newer_beside() {
	tail -n 1 /etc/crm-cgi/crm.conf.dpkg-dist | grep -qx '# A newer version.'
}

is_kept() {
	cmp /before.db /var/lib/crm-cgi/crm.db && is_edited && has_no_link &&
		test ! -e /usr/lib/cgi-bin/crm.cgi
}

is_gone() {
	find /etc /usr /var \( -name 'crm*' -o -name '*-crm*' \) \
		! -path '/var/log/*' >/left
	cat /left
	test ! -s /left
}

does 'it is installed' dpkg -i /packages/first.deb
does 'its folder for customers is closed' is_closed
does 'nothing is enabled by itself' has_no_link
does 'lighttpd serves it once it is enabled' serves lighttpd 1 3
does 'so does Apache, with the same customers' serves apache2 4 6
does 'other CGI programs may be enabled in lighttpd' lighttpd-enable-mod cgi
does 'beside which it is served as before' serves lighttpd 7 9

echo 'unknown: reject' >>/etc/crm-cgi/crm.conf
does 'a next version is installed upon it' dpkg -i /packages/0.1.1.deb
does 'the settings stay as they were edited' is_edited
does 'one with other settings, too' \
	dpkg --force-confdef --force-confold -i /packages/0.1.2.deb
does 'they still stay' is_edited
does 'and the others lie beside them' has_newer_beside
does 'it is served as before' serves apache2 10 12

cp -p /var/lib/crm-cgi/crm.db /before.db
does 'it is removed' dpkg -r crm-cgi
does 'but customers and settings stay, and nothing is enabled' is_kept
does 'both servers do without it' servers_are_well
does 'it is installed once more' dpkg --force-confold -i /packages/0.1.2.deb
does 'and goes on where it was' serves lighttpd 13 15
does 'in both servers' serves apache2 16 18
does 'purging it asks nothing' dpkg --purge crm-cgi
does 'and leaves nothing' is_gone
does 'both servers do without it' servers_are_well
exit $failed
