#!/bin/sh
# Installs a configuration file so that what somebody wrote into it stays.
#
# Usage: conf/keep.sh install NEW FILE SHIPPED
#        conf/keep.sh uninstall FILE SHIPPED
#
# NEW is the file that comes with this version, FILE its place, and SHIPPED
# where a copy of it is kept as it was installed. A FILE that is as it was
# installed is replaced, with its owner and mode as they are. One that was
# changed, or is a link now, stays, and the new one goes beside it, to FILE.new.
# Uninstalling leaves what was changed. Folders that are missing are made so
# that all may enter them, whatever the umask.

set -e
umask 022

# same ONE TWO: whether both are there, with the same content.
same() {
	cmp -s "$1" "$2"
}

# put FROM TO: as a whole or not at all.
put() {
	mkdir -p "$(dirname "$2")"
	${INSTALL_DATA:-install -m 644} "$1" "$2.tmp"
	mv -f "$2.tmp" "$2"
}

# renew FROM TO: the same, with owner and mode of what was there.
renew() {
	cp -p "$2" "$2.tmp"
	cat "$1" >"$2.tmp"
	mv -f "$2.tmp" "$2"
}

case $1,$# in
install,4)
	new=$2 file=$3 shipped=$4
	if test ! -e "$file" && test ! -h "$file"; then
		put "$new" "$file"
	elif same "$new" "$file"; then
		rm -f "$file.new"
	elif test ! -h "$file" && same "$shipped" "$file"; then
		renew "$new" "$file"
		rm -f "$file.new"
	else
		put "$new" "$file.new"
		echo "$file was changed and stays; the new one is $file.new"
	fi
	put "$new" "$shipped"
	;;
uninstall,3)
	file=$2 shipped=$3
	! same "$shipped" "$file" || rm -f "$file"
	test ! -e "$file" || echo "$file was changed and stays"
	rm -f "$file.new" "$shipped"
	;;
*)
	sed -n '/^# Usage/,/^#$/s/^# //p' "$0" >&2
	exit 2
	;;
esac
