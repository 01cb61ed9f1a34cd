#!/bin/sh
# Types the two commands of README on a fresh Debian: as small as can be, below
# /root, in a folder with blanks, under a closed umask, in Turkish, without
# /dev/shm, systemd and IPv6; speaks TAP.

: "${top_srcdir:=$(cd "$(dirname "$0")/.." && pwd)}"
: "${top_builddir:=$top_srcdir}"
. "$top_srcdir/t/tap.sh"
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES DESTDIR
PATH=$PATH:/usr/sbin:/sbin

for tool in mmdebstrap unshare ip; do
	command -v "$tool" >/dev/null || missing="$missing $tool"
done
if test -n "$missing"; then
	echo "1..0 # SKIP missing are:$missing"
	exit 0
elif test "$(id -u)" -ne 0 || ! unshare --mount --pid --net --fork true; then
	echo '1..0 # SKIP only root can make a place of its own'
	exit 0
fi

# told STATUS SENTENCE: a report, with what was said if it is bad.
told() {
	report "$1" "$2"
	test "$1" -eq 0 || tail -n 80 "$room/log" | sed 's/^/# /'
}

# A Debian that fetches its packages as this one does.
make_root() {
	# shellcheck disable=SC1091
	suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
	mmdebstrap --variant=minbase --include=locales,ca-certificates \
		"$suite" "$root" &&
		rm -rf "$root/etc/apt" &&
		cp -RL /etc/apt /etc/resolv.conf /etc/hosts "$root/etc" &&
		cp -RL /usr/share/keyrings "$root/usr/share" &&
		chroot "$root" localedef -i tr_TR -f UTF-8 tr_TR.UTF-8 &&
		chmod 700 "$root/root"
}

# The source as it is fetched: without what Autoconf and Automake make of it.
furnish() {
	make -s -C "$top_builddir" distdir distdir="$room/source" &&
		cd "$room/source" &&
		rm -rf configure aclocal.m4 Makefile.in build-aux &&
		mv "$room/source" "$root/root/a folder"
}

# types NETWORK WORD...: a command of bootstrap, where there is no other process;
# without a network but its own loopback if the first word is "alone".
types() {
	network=$1
	shift
	test "$network" = alone || unset network
	# shellcheck disable=SC2016
	unshare --mount --pid ${network:+--net} --fork --kill-child \
		--mount-proc="$root/proc" sh -c '
		if test -n "$1"; then
			ip link set lo up
			echo 1 >"$2/proc/sys/net/ipv6/conf/all/disable_ipv6"
		fi 2>/dev/null
		mkdir -p "$2/dev/pts" &&
			mount -t devpts -o newinstance,ptmxmode=0666 \
				devpts "$2/dev/pts"
		umask 027 && cd "$2/root" && shift 2 && exec chroot .. "$@"' \
		sh "$network" "$root" env -i HOME=/root TERM=dumb \
		PATH=/usr/local/sbin:/usr/sbin:/usr/local/bin:/usr/bin:/sbin:/bin \
		LC_ALL=tr_TR.UTF-8 SAMENESS_COUNT=100 \
		${MERGING_COUNT:+MERGING_COUNT="$MERGING_COUNT"} \
		${FINDING_COUNT:+FINDING_COUNT="$FINDING_COUNT"} \
		${HALVES_MOST:+HALVES_MOST="$HALVES_MOST"} \
		${DOCUMENTS:+DOCUMENTS="$DOCUMENTS"} \
		${LEFT_OUT:+LEFT_OUT="$LEFT_OUT"} \
		'/root/a folder/bootstrap' "$@" >"$room/log" 2>&1 </dev/null
}

room=$(mktemp -d "${TMPDIR:-/tmp}/crm-fresh.XXXXXX") || exit 1
trap 'rm -rf --one-file-system "$room"' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
root=$room/root

if ! make_root >"$room/log" 2>&1; then
	tail -n 20 "$room/log" | sed 's/^/# /'
	echo '1..0 # SKIP mmdebstrap can make no Debian here'
	exit 0
fi
echo 1..5
(furnish) >"$room/log" 2>&1
told $? 'the source is there as it is fetched'
test $failed -eq 0 || exit 1
types connected run --once && grep -q '{"boosterCustomerId":1}' "$room/log"
told $? 'run installs what it needs and creates a customer'
types connected check t/layers.sh
told $? 'check installs what it needs'
types alone run --once && grep -q '{"boosterCustomerId":1}' "$room/log"
told $? 'run needs no network then, and no IPv6'
types alone check
told $? 'check passes all its tests'
grep -E '^t/| skipped: ' "$room/log" | sed 's/^/# /'
exit $failed
