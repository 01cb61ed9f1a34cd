#!/bin/sh
# Packs the portable programs for a shared host, where one can upload files and
# do nothing else: as a tarball that is the same whenever it is made.
#
# Usage: conf/portable/pack.sh PROGRAM CRMCTL CONFIGURATION NOTICES TARBALL
#
# The tarball holds a folder crm. What lies in it is in conf/portable/host, but for
# crm.cgi, which is the configuration made to start the program.

top_srcdir=$(cd "$(dirname "$0")/../.." && pwd) || exit 1

fail() {
	echo "${0##*/}: $*" >&2
	exit 1
}

# Where the customers are kept when crm lies in a folder that is served. Should
# another site serve that, Apache still shows no file whose name begins so.
database='../../crm-data/.htcrm.db'

# stub CONFIGURATION: prints it with the program in its first line.
stub() {
	echo '#!./crm-program'
	sed "s|^#database:.*|database: $database|" "$1"
}

test $# -eq 5 ||
	fail 'name crm.cgi, crmctl, crm.conf, the notices and the tarball'
room=$(mktemp -d "${TMPDIR:-/tmp}/crm-pack.XXXXXX") || exit 1
trap 'rm -rf "$room"' EXIT
umask 022
mkdir -p "$room/crm/notices" &&
	strip -o "$room/crm/crm-program" "$1" &&
	strip -o "$room/crm/crmctl" "$2" &&
	stub "$3" >"$room/crm/crm.cgi" &&
	grep -qx "database: $database" "$room/crm/crm.cgi" &&
	cp "$top_srcdir/conf/portable/host/htaccess" "$room/crm/.htaccess" &&
	cp "$top_srcdir/conf/portable/host/README" "$room/crm/README.txt" &&
	cp "$top_srcdir/conf/customers.sql" "$room/crm/customers.sql" &&
	cp "$4"/* "$room/crm/notices/" &&
	cp "$top_srcdir/COPYING" "$room/crm/notices/crm-cgi" &&
	find "$room/crm" -type d -exec chmod 755 {} + &&
	find "$room/crm" -type f -exec chmod 644 {} + &&
	chmod 755 "$room/crm/crm.cgi" "$room/crm/crm-program" \
		"$room/crm/crmctl" &&
	tar -cf "$room/tar" -C "$room" --format=ustar --sort=name \
		--owner=0 --group=0 --numeric-owner \
		--mtime="@${SOURCE_DATE_EPOCH:-315532800}" crm &&
	gzip -9n <"$room/tar" >"$5" || fail "$5 could not be made"
echo "$5"
