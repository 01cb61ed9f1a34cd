#!/bin/sh
# Makes the folder that the customers are kept in, closed to everybody but the
# account that CGI programs run as.
#
# Usage: conf/place.sh FOLDER ACCOUNT
#
# A folder that is there is left alone. Who is not root, or installs into a
# DESTDIR, can't give it to the account; then it is said who has to own it. All
# may enter the folders above it, whatever the umask.

set -e
umask 022
test $# -eq 2 || {
	sed -n 's/^# Usage/Usage/p' "$0" >&2
	exit 2
}
folder=$1 account=$2
test ! -e "$folder" || exit 0
mkdir -p "$(dirname "$folder")"
mkdir -m 700 "$folder"
if test -z "$DESTDIR" && test "$(id -u)" -eq 0 &&
	id "$account" >/dev/null 2>&1; then
	chown "$account:" "$folder"
else
	echo "let the account that runs CGI programs own $folder, such as:"
	echo "	chown $account: '$folder'"
fi
