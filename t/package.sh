#!/bin/sh
# Builds the Debian package, and installs, upgrades, removes and purges it in a
# Debian of its own, where web servers run it; speaks TAP.

: "${top_srcdir:=$(cd "$(dirname "$0")/.." && pwd)}"
: "${top_builddir:=$top_srcdir}"
. "$top_srcdir/t/tap.sh"
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES DESTDIR
PATH=$PATH:/usr/sbin:/sbin

for tool in lintian mmdebstrap unshare ip; do
	command -v "$tool" >/dev/null || missing="$missing $tool"
done
if test -n "$missing"; then
	echo "1..0 # SKIP missing are:$missing"
	exit 0
elif test "$(id -u)" -ne 0 || ! unshare --mount --pid --net --fork true; then
	echo '1..0 # SKIP only root can make a place of its own'
	exit 0
fi

# told STATUS SENTENCE: a report, with the log if it is bad.
told() {
	report "$1" "$2"
	test "$1" -eq 0 || tail -n 60 "$room/log" | awk '{ print "# " $0 }'
}

# The package is built as README says, from what would be released, in a Debian
# that has nothing yet. What its build tests has been tested here.
# shellcheck disable=SC2016
build() {
	mkdir "$room/guides" "$room/built" &&
		python3 "$top_srcdir/t/guide.py" "$room/guides" &&
		make -s -C "$top_builddir" distdir distdir="$room/source" &&
		room="$room" mmdebstrap --variant=apt \
			--customize-hook='cp -R "$room/source" "$1/root/"' \
			--customize-hook='cp "$room/guides/package.sh" "$1/"' \
			--customize-hook='chroot "$1" env -u CC -u AR HOME=/root \
				DEB_BUILD_OPTIONS="nocheck parallel=2" sh -c \
				"cd /root/source && . /package.sh && ls *.deb"' \
			--customize-hook='cp "$1"/root/crm-cgi* "$room/built"' \
			"$suite" /dev/null
}

# next VERSION [TEXT]: packs the package again as that version, which has the
# text at the end of its crm.conf.
next() {
	rm -rf "$room/next"
	dpkg-deb -R "$package" "$room/next" &&
		sed -i "s/^Version: .*/Version: $1/" \
			"$room/next/DEBIAN/control" &&
		printf '%s' "$2" >>"$room/next/etc/crm-cgi/crm.conf" &&
		dpkg-deb -b "$room/next" "$room/root/packages/$1.deb"
}

# Makes a Debian as small as can be, with what the package depends on, both
# servers, and the package in three versions.
make_root() {
	needs=$(dpkg-deb -f "$package" Depends | sed 's/([^)]*)//g')
	mmdebstrap --variant=essential --include="$needs" \
		--include=apache2,lighttpd,nginx,fcgiwrap,spawn-fcgi \
		--include=apt,curl,procps,sqlite3 "$suite" "$room/root" &&
		mkdir "$room/root/packages" "$room/root/t" &&
		cp "$package" "$room/root/packages/first.deb" &&
		next 0.1.1 && next 0.1.2 '# A newer version.' &&
		cp -R "$top_srcdir/debian/tests" "$top_srcdir/t/tap.sh" \
			"$top_srcdir/t/packaged.sh" "$top_srcdir/t/guided.sh" \
			"$room/root/t" &&
		cp -R "$room/guides" "$room/root/t" &&
		printf '#!/bin/sh\nexit 101\n' \
			>"$room/root/usr/sbin/policy-rc.d" &&
		chmod 755 "$room/root/usr/sbin/policy-rc.d"
}

# Runs what is in the root where there is no other process and no network but
# its own loopback. All that it started ends with it.
in_root() {
	# shellcheck disable=SC2016
	unshare --mount --pid --net --fork --kill-child \
		--mount-proc="$room/root/proc" \
		sh -c 'ip link set lo up && exec chroot "$@"' sh "$room/root" \
		env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 \
		reported="$number" sh /t/packaged.sh
}

# As in_root, types what README says for a server; what that changes is gone
# afterwards.
guided() {
	mkdir -p "$room/$1/upper" "$room/$1/work" "$room/$1/root"
	# shellcheck disable=SC2016
	unshare --mount --pid --net --fork --kill-child sh -c '
		mount -t overlay -o "lowerdir=$1,upperdir=$2/upper,workdir=$2/work" \
			overlay "$2/root" && mount -t proc proc "$2/root/proc" &&
			ip link set lo up && shift && cd "$1/root" && shift &&
			exec chroot . "$@"' sh "$room/root" "$room/$1" \
		env -i PATH=/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin \
		HOME=/root LC_ALL=C.UTF-8 reported="$number" \
		sh /t/guided.sh "$1" >"$room/said" 2>&1 || failed=1
	cat "$room/said"
	number=$((number + $2))
	test "$(grep -cE '^(not )?ok ' "$room/said")" -eq "$2" || failed=1
}

room=$(mktemp -d "${TMPDIR:-/tmp}/crm-package.XXXXXX") || exit 1
trap 'rm -rf --one-file-system "$room"' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
chmod 755 "$room"

# shellcheck disable=SC1091
suite=$(. /etc/os-release && echo "$VERSION_CODENAME")

echo 1..73
(build) >"$room/log" 2>&1
told $? 'what README says makes the package'
test $failed -eq 0 || exit 1
package=$(ls "$room"/built/crm-cgi_*.deb)
lintian --allow-root --fail-on error,warning "$room"/built/*.changes \
	>"$room/log" 2>&1
told $? 'lintian has nothing against it'
test "$(dpkg-deb -f "$package" Version)" = \
	"$("$top_builddir/cgi-bin/crm.cgi" --version |
		sed -n 's/^crm\.cgi (crm-cgi) //p')"
told $? 'it has the version of the program'
dpkg-deb -f "$package" Depends | grep -qw libxml2
told $? 'it depends on libxml2, though that is opened late'
make_root >"$room/log" 2>&1
told $? 'a Debian of its own is made'
test $failed -eq 0 || exit 1
guided apache 22
guided apache-staying 8
guided lighttpd 8
guided nginx 8
in_root || failed=1
exit $failed
