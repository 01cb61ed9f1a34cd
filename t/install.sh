#!/bin/sh
# Configures the program with odd folders, installs it, upgrades it, runs it and
# uninstalls it again; speaks TAP.

: "${top_srcdir:=$(cd "$(dirname "$0")/.." && pwd)}"
: "${top_builddir:=$top_srcdir}"
. "$top_srcdir/t/tap.sh"
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES DESTDIR

if test -n "$portable_notices"; then
	echo '1..0 # SKIP the ordinary program is what make install is for'
	exit 0
fi

# do_make GOAL [VARIABLE=VALUE]...: in the folder of the odd build, as an
# administrator does whose umask is as closed as can be.
do_make() (
	umask 077
	make -C "$room/build" "$@" >"$room/log" 2>&1
)

# told STATUS SENTENCE [FILE]: a report, with the file or the log if it is bad.
told() {
	report "$1" "$2"
	test "$1" -eq 0 || tail -n 40 "${3:-$room/log}" | sed 's/^/# /'
}

# A tree that is configured already can't be built elsewhere: so from a copy.
build() {
	make -s -C "$top_builddir" distdir distdir="$room/source" &&
		mkdir "$room/build" && cd "$room/build" &&
		"$room/source/configure" CFLAGS=-O0 --prefix="$odd/pre+fix" \
			--sbindir="$odd/admin" --sysconfdir="$odd/etc" \
			--localstatedir="$odd/var" --datadir="$odd/share.d" \
			--mandir="$odd/manual" --docdir="$odd/words" \
			--with-cgidir="$odd/www/cgi" \
			--with-confdir="$odd/settings" \
			--with-statedir="$odd/customers" \
			--with-lighttpddir="$odd/lighty" \
			--with-nginxdir="$odd/engine" \
			--with-fcgisocket="$odd/socket" \
			--with-logdir="$odd/logs" &&
		make -s -j "$(getconf _NPROCESSORS_ONLN)" all
}

# files ROOT: prints the files of the odd folders below it, sorted.
files() {
	(cd "$1$odd" && find . -type f | LC_ALL=C sort)
}

installed='./admin/crmctl
./engine/crm-cgi.conf
./etc/apache2/conf-available/crm-cgi.conf
./lighty/50-crm-cgi.conf
./manual/man5/crm.conf.5
./manual/man8/crm.cgi.8
./manual/man8/crmctl.8
./settings/crm.conf
./share.d/bash-completion/completions/crmctl
./share.d/crm-cgi/apache.conf
./share.d/crm-cgi/backup/crm-cgi-backup.cron
./share.d/crm-cgi/backup/crm-cgi-backup.service
./share.d/crm-cgi/backup/crm-cgi-backup.timer
./share.d/crm-cgi/crm.conf
./share.d/crm-cgi/customers.sql
./share.d/crm-cgi/fastcgi/apache-fastcgi.conf
./share.d/crm-cgi/fastcgi/crm-cgi.service
./share.d/crm-cgi/fastcgi/crm-cgi.socket
./share.d/crm-cgi/fastcgi/lighttpd-fastcgi.conf
./share.d/crm-cgi/fastcgi/nginx-fastcgi.conf
./share.d/crm-cgi/forms/customer
./share.d/crm-cgi/forms/staff
./share.d/crm-cgi/lighttpd.conf
./share.d/crm-cgi/nginx.conf
./words/COPYING
./words/HACKING
./words/NEWS
./words/README
./words/form.png
./www/cgi/crm.cgi'

# Whether the files are those, and no others.
are() {
	files "$room/root" >"$room/files"
	echo "$1" | diff - "$room/files" >"$room/difference"
}

# has MODE FILE: below $room/root.
has() {
	test "$(stat -c %a "$at/$2")" = "$1" || {
		stat -c '%a %n' "$at/$2" >>"$room/difference"
		return 1
	}
}

# Whether no file names a folder but those that were chosen.
is_true_to_its_place() {
	! grep -rnE '@[a-z]+@|/usr/local|/etc/(crm|apache2/[^c])' "$at/etc" \
		"$at/engine" "$at/lighty" "$at/settings" "$at/manual" "$at/share.d" \
		>"$room/difference" &&
		grep -qF "SetEnv CRM_CONFIG \"$odd/settings/crm.conf\"" \
			"$apache" &&
		grep -qF "\"$odd/www/cgi/crm.cgi/\"" "$lighttpd" &&
		grep -qF "\"$odd/logs/crm.log\"" "$lighttpd" &&
		grep -qF "unix:$odd/socket;" "$at/engine/crm-cgi.conf" &&
		grep -qxF "#database: $odd/customers/crm.db" "$config" &&
		grep -qF "$odd/customers/crm.db" "$at/manual/man5/crm.conf.5" &&
		"$at/www/cgi/crm.cgi" --help |
		grep -qF "$odd/settings/crm.conf" &&
		grep -qaF "$odd/customers/crm.db" "$at/www/cgi/crm.cgi"
}

room=$(mktemp -d "${TMPDIR:-/tmp}/crm-install.XXXXXX") || exit 1
trap 'rm -rf "$room"' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
chmod 755 "$room"
odd=$room/o.d-d at=$room/root$room/o.d-d
apache=$at/etc/apache2/conf-available/crm-cgi.conf
lighttpd=$at/lighty/50-crm-cgi.conf
config=$at/settings/crm.conf
if ! (build) >"$room/log" 2>&1; then
	echo 'Bail out! it does not build with odd folders'
	tail -n 40 "$room/log" | sed 's/^/# /'
	exit 1
fi

echo 1..18
do_make install DESTDIR="$room/root"
told $? 'it is installed below DESTDIR'
are "$installed"
told $? 'each file lies in the folder chosen for it' "$room/difference"
is_true_to_its_place
told $? 'and names the folders that were chosen' "$room/difference"
has 755 www/cgi/crm.cgi && has 755 admin/crmctl &&
	has 644 settings/crm.conf && has 700 customers
told $? 'the programs can be run, and the folder for customers is closed' \
	"$room/difference"
grep -qF "chown www-data: '$at/customers'" "$room/log"
told $? 'who has to own it is said'

find "$room/root" -type d ! -perm 755 ! -name customers >"$room/difference"
test ! -s "$room/difference"
told $? 'all may enter its folders but that one' "$room/difference"

# A next version, which has other configurations.
echo kept >"$at/customers/crm.db"
echo 'unknown: reject' >>"$config"
cp -p "$config" "$room/edited"
chmod 640 "$apache"
echo '# next' | tee -a "$room/build/conf/crm.conf" \
	"$room/build/conf/apache.conf" >>"$room/build/conf/lighttpd.conf"
do_make install DESTDIR="$room/root"
told $? 'the next version is installed upon it'
cmp "$config" "$room/edited" 2>"$room/difference"
told $? 'a crm.conf that was changed stays' "$room/difference"
cmp "$config.new" "$room/build/conf/crm.conf" 2>"$room/difference"
told $? 'the new one lies beside it' "$room/difference"
cmp "$apache" "$room/build/conf/apache.conf" 2>"$room/difference" &&
	cmp "$lighttpd" "$room/build/conf/lighttpd.conf" \
		2>"$room/difference" &&
	has 640 etc/apache2/conf-available/crm-cgi.conf
told $? 'those that nobody changed are replaced, and as closed as they were' \
	"$room/difference"
do_make install DESTDIR="$room/root" && cmp "$config" "$room/edited"
told $? 'once more changes nothing'
cp "$config.new" "$config"
do_make install DESTDIR="$room/root" && test ! -e "$config.new"
told $? 'who takes the new one over has no other beside it'

cp -p "$room/edited" "$config"
for conf in "$apache" "$lighttpd"; do
	enabled=$(dirname "$conf")/../conf-enabled
	mkdir "$enabled" && ln -s "../conf-available/${conf##*/}" "$enabled/"
done
do_make uninstall DESTDIR="$room/root" &&
	test -z "$(find "$room/root" -name '*crm-cgi.conf' -print)"
told $? 'it is uninstalled, and nothing that was enabled leads nowhere'
are './customers/crm.db
./settings/crm.conf' && cmp "$config" "$room/edited" 2>"$room/difference" &&
	grep -qx kept "$at/customers/crm.db"
told $? 'but for the customers and a crm.conf that was changed' \
	"$room/difference"

do_make install
told $? 'it is installed without DESTDIR'
owner=$(id -un)
test "$owner" != root || owner=www-data
test "$(stat -c '%a %U' "$odd/customers")" = "700 $owner"
told $? 'the folder for customers belongs to who runs CGI programs'
do_make installcheck
told $? 'servers run what is installed, and customers are created'
sed -n '/# SKIP/s/^/# /p' "$room/log"
test -z "$(ls -A "$odd/customers")" && do_make uninstall &&
	test -z "$(files /)"
told $? 'in a database of their own: nothing is left when it is uninstalled'
exit $failed
