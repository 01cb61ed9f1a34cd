#!/bin/sh
# Builds what the portable program is linked with: SQLite, libxml2, cJSON,
# utf8proc and, for the tests, Check, as static libraries for musl, from
# Debian's sources.
#
# Usage: conf/portable/libraries.sh FOLDER
#
# All is made below FOLDER: include and lib, the compiler bin/musl-cc, and in
# notices the licences of what is linked in. What is there already and was
# made by this very script is left alone: take FOLDER away to have newer
# sources.

sources='sqlite3 libxml2 cjson utf8proc check'

# SQLite: one process, one thread, one connection, one request. MEMSYS5 is for
# the benchmarks' floor.
sqlite_options='-DSQLITE_THREADSAFE=0 -DSQLITE_DEFAULT_MEMSTATUS=0
	-DSQLITE_DEFAULT_FOREIGN_KEYS=1 -DSQLITE_LIKE_DOESNT_MATCH_BLOBS
	-DSQLITE_MAX_EXPR_DEPTH=0 -DSQLITE_USE_ALLOCA
	-DSQLITE_OMIT_LOAD_EXTENSION -DSQLITE_OMIT_DEPRECATED
	-DSQLITE_OMIT_SHARED_CACHE -DSQLITE_DQS=0 -DSQLITE_SECURE_DELETE
	-DSQLITE_ENABLE_MEMSYS5'

# libxml2: a parser of documents in memory that makes a tree.
xml_options='--with-minimum --with-tree --with-sax1 --without-threads
	--without-iconv --without-icu --without-zlib --without-lzma'

fail() {
	echo "${0##*/}: $*" >&2
	exit 1
}

# Says what goes on, while all that is done goes to the log.
exec 3>&1
tell() {
	echo "${0##*/}: $*" >&3
}

# Sources

# Prints where this machine has its Debian from: URI and release.
mirrors() {
	apt-get indextargets --format \
		'$(ORIGIN) $(COMPONENT) $(REPO_URI) $(CODENAME)' \
		'Created-By: Packages' |
		sed -n 's/^Debian main //p' | sort -u
}

# Writes a source list of our own, which is nobody else's business.
list_sources() {
	mkdir -p apt/lists/partial apt/cache/archives/partial apt/parts
	keys=/usr/share/keyrings/debian-archive-keyring.gpg
	mirrors | while read -r uri release; do
		echo "deb-src [signed-by=$keys] $uri $release main"
	done >apt/sources.list
	test -s apt/sources.list ||
		fail 'apt knows no release of Debian: run apt-get update'
}

own_apt() {
	apt-get -q -o Dir::Etc::SourceList="$PWD/apt/sources.list" \
		-o Dir::Etc::SourceParts="$PWD/apt/parts" \
		-o Dir::State::Lists="$PWD/apt/lists" \
		-o Dir::Cache="$PWD/apt/cache" \
		-o APT::Sandbox::User=root -o Acquire::Languages=none "$@"
}

# apt verifies what it brings with the keys of Debian.
bring_sources() {
	list_sources && own_apt update || return
	# shellcheck disable=SC2086
	own_apt --download-only source $sources
}

# unpack NAME: unpacks Debian's source into build/NAME, its patches applied.
unpack() {
	rm -rf "build/$1" && mkdir -p build &&
		dpkg-source --no-check --no-copy -x "$1"_*.dsc "build/$1"
}

# The compiler

# musl-gcc makes programs that are loaded by musl or lie at a fixed address.
# This one makes programs that need nobody and lie anywhere, and copies few
# bytes in place: musl's memcpy() is one instruction that takes its time.
make_compiler() {
	specs=$(sed -n 's/.*-specs "\([^"]*\)".*/\1/p' "$(command -v musl-gcc)")
	machine=$(gcc -print-multiarch)
	mkdir -p bin kernel lib/pkgconfig include notices
	ln -sfn /usr/include/linux kernel/linux
	ln -sfn /usr/include/asm-generic kernel/asm-generic
	ln -sfn "/usr/include/$machine/asm" kernel/asm
	sed -e 's/Scrt1/rcrt1/' \
		-e 's/-dynamic-linker [^ ]*/--no-dynamic-linker/' \
		-e 's/%{static:-static}/-static -pie -z text/' \
		"$specs" >bin/musl-cc.specs || return
	case $machine in
	x86_64-*)
		copying='-minline-stringops-dynamically'
		copying="$copying -mmemcpy-strategy=unrolled_loop:256:noalign"
		copying="$copying,libcall:-1:noalign"
		;;
	*) copying= ;;
	esac
	cat >bin/musl-cc <<-END
		#!/bin/sh
		exec gcc $copying "\$@" -specs '$PWD/bin/musl-cc.specs' \\
			-idirafter '$PWD/kernel'
	END
	chmod 755 bin/musl-cc
}

# Libraries

# archive NAME SOURCE OPTION...: compiles a file to lib/libNAME.a.
archive() (
	name=$1 source=$2
	shift 2
	# shellcheck disable=SC2086
	"$CC" $CFLAGS "$@" -c -o "build/$name.o" "$source" &&
		rm -f "lib/lib$name.a" &&
		ar cr "lib/lib$name.a" "build/$name.o"
)

# describe MODULE VERSION FLAGS LIBRARIES: for pkg-config.
describe() {
	cat >"lib/pkgconfig/$1.pc" <<-END
		Name: $1
		Description: $1 for the portable program
		Version: $2
		Cflags: $3
		Libs: -L$PWD/lib $4
	END
}

# version NAME: the version of a source, without Debian's part of it.
version() {
	sed -n 's/^Version: \([0-9]*:\)*\([0-9.]*\).*/\2/p' "$1"_*.dsc |
		head -n 1
}

# note NAME: keeps the licence of what is linked in.
note() {
	cp "build/$1/debian/copyright" "notices/$1"
}

make_sqlite3() {
	# shellcheck disable=SC2086
	(cd build/sqlite3 && ./configure --disable-tcl --disable-readline &&
		make sqlite3.c OPTS="$(echo $sqlite_options)") &&
		archive sqlite3 build/sqlite3/sqlite3.c -Ibuild/sqlite3 \
			-D_HAVE_SQLITE_CONFIG_H $sqlite_options &&
		cp build/sqlite3/sqlite3.h include/ &&
		describe sqlite3 "$(version sqlite3)" "-isystem $PWD/include" \
			-lsqlite3
}

# Debian's patches are newer than what autoconf made of the files they change.
make_libxml2() (
	# shellcheck disable=SC2086
	cd build/libxml2 &&
		./configure --prefix="$top" --disable-shared $xml_options &&
		for goal in libxml2.la install-libLTLIBRARIES \
			install-pkgconfigDATA; do
			still "$goal" || exit
		done &&
		still -C include install
)

still() {
	make -s AUTOCONF=: AUTOHEADER=: AUTOMAKE=: ACLOCAL=: "$@"
}

make_cjson() {
	archive cjson build/cjson/cJSON.c &&
		mkdir -p include/cjson &&
		cp build/cjson/cJSON.h include/cjson/ &&
		describe libcjson "$(version cjson)" "-isystem $PWD/include" -lcjson
}

make_utf8proc() {
	archive utf8proc build/utf8proc/utf8proc.c &&
		cp build/utf8proc/utf8proc.h include/ &&
		describe libutf8proc "$(version utf8proc)" \
			"-isystem $PWD/include" -lutf8proc
}

make_check() {
	(cd build/check && ./configure --prefix="$top" --disable-shared \
		--disable-subunit --disable-build-docs &&
		still -C lib && still -C src install &&
		cp check_stdint.h "$top/include/") &&
		describe check "$(version check)" "-isystem $PWD/include" -lcheck
}

make_all() {
	tell 'fetches the sources'
	bring_sources && make_compiler || return
	CC=$top/bin/musl-cc
	CFLAGS='-O2 -ffunction-sections -fdata-sections -fstack-protector-strong'
	export CC CFLAGS
	for source in $sources; do
		tell "builds $source"
		unpack "$source" && "make_$source" && note "$source" || return
	done
	cp /usr/share/doc/musl-dev/copyright notices/musl
	rm -rf apt build notices/check
}

test $# -eq 1 || fail 'name the folder that the libraries are made in'
stamp=$(cksum "$0" "$(command -v gcc)" | cut -d ' ' -f 1,2)
mkdir -p "$1" && cd "$1" || exit 1
top=$PWD
stamp="$top
$stamp"
if test "$(cat made 2>/dev/null)" != "$stamp"; then
	tell "makes its libraries, which takes minutes; all is in $top/log"
	rm -rf apt bin include kernel lib notices made ./*.dsc ./*.tar.*
	make_all >log 2>&1 || {
		tail -n 20 log >&2
		fail "the libraries were not built; all is in $top/log"
	}
	echo "$stamp" >made
fi
