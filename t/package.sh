#!/bin/sh
# Builds the Debian package, and installs, upgrades, removes and purges it in a
# Debian of its own, where both servers run it; speaks TAP.

: "${top_srcdir:=$(cd "$(dirname "$0")/.." && pwd)}"
: "${top_builddir:=$top_srcdir}"
. "$top_srcdir/t/tap.sh"
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES DESTDIR
PATH=$PATH:/usr/sbin:/sbin

for tool in dpkg-buildpackage dh lintian mmdebstrap unshare ip; do
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
	test "$1" -eq 0 || tail -n 60 "$room/log" | sed 's/^/# /'
}

# The package is built from what would be released.
build() {
	make -s -C "$top_builddir" distdir distdir="$room/source" &&
		cd "$room/source" &&
		DEB_BUILD_OPTIONS=parallel=2 dpkg-buildpackage -us -uc -b
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
	# shellcheck disable=SC1091
	suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
	mmdebstrap --variant=essential --include="$needs" \
		--include=apache2,lighttpd,curl "$suite" "$room/root" &&
		mkdir "$room/root/packages" "$room/root/t" &&
		cp "$package" "$room/root/packages/first.deb" &&
		next 0.1.1 && next 0.1.2 '# A newer version.' &&
		cp -R "$top_srcdir/debian/tests" "$top_srcdir/t/tap.sh" \
			"$top_srcdir/t/packaged.sh" "$room/root/t" &&
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

room=$(mktemp -d "${TMPDIR:-/tmp}/crm-package.XXXXXX") || exit 1
trap 'rm -rf --one-file-system "$room"' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
chmod 755 "$room"

echo 1..27
(build) >"$room/log" 2>&1
told $? 'the package is built'
package=$(ls "$room"/crm-cgi_*.deb)
lintian --allow-root --fail-on error,warning "$room"/*.changes \
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
in_root
