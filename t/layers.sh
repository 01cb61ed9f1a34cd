#!/bin/sh
# Keeps the architecture: which folder may include which, that no files include
# each other, and which file alone may use a foreign library; speaks TAP.

: "${top_srcdir:=$(cd "$(dirname "$0")/.." && pwd)}"

# A folder includes only itself and those before it.
layers='base config language html schema customer format import store operation ctl http exchange form document doctor desk service server cgi-bin'

# What is used, as an extended regular expression, and the files that may, as
# patterns of the shell.
borders='
"cJSON\.h"|<cjson/|<cJSON\.h>	src/format/json.c
<libxml/	src/format/xml*.[ch]
[<"]sqlite3\.h	src/store/sqlite/sql.h
[<"]libpq-fe\.h	src/store/postgresql/pqlib.h
"store/(sqlite/|postgresql/|tables\.h|methods\.h)	src/store/*.[ch] src/store/*/*.[ch] src/doctor/probe.c
[<"]utf8proc\.h	src/base/unicode.c
(get|set|put|clear)env *\(|\<(environ|getauxval)\>	src/http/cgi.c src/config/load.c src/config/config.h src/ctl/crmctl.c cgi-bin/crm.c
"http/cgi\.h"	src/http/cgi.c src/server/once.c src/server/relay.c cgi-bin/crm.c
'

sources() {
	find src cgi-bin -name '*.[ch]' | LC_ALL=C sort
}

# Prints every include of a folder that is not before the includer's own.
wrong_includes() {
	sources | xargs awk -v layers="$layers" '
		BEGIN {
			count = split(layers, names, " ")
			for (i = 1; i <= count; i++)
				rank[names[i]] = i
		}
		/^[ \t]*#[ \t]*include[ \t]*"/ {
			path = FILENAME
			sub(/^src\//, "", path)
			sub(/\/.*/, "", path)
			split($0, quoted, "\"")
			folder = quoted[2]
			sub(/\/.*/, "", folder)
			if (!(folder in rank) || rank[folder] > rank[path])
				print FILENAME ":" FNR ": " $0
		}'
}

# Prints every use of a foreign library where it may not be.
wrong_uses() {
	printf '%s' "$borders" | while IFS='	' read -r use files; do
		test -n "$use" || continue
		sources | xargs grep -nE "$use" | while IFS=: read -r file rest; do
			for may in $files; do
				# shellcheck disable=SC2254
				case $file in
				$may) continue 2 ;;
				esac
			done
			echo "$file:$rest"
		done
	done
}

# Prints the modules (a file and its header) that include each other, be it
# through others.
circles() {
	sources | xargs grep -E '^[ 	]*#[ 	]*include[ 	]*"' /dev/null |
		sed -E 's/^src\/([^:]*)\.[ch]:[^"]*"([^"]*)\.h".*/\1 \2/' |
		awk '$1 != $2' | tsort 2>&1 >/dev/null |
		sed -n 's|^tsort: \(.*/.*\)|src/\1.c: stands in a circle|p'
}

wrong() {
	(cd "$1" && wrong_includes && wrong_uses && circles)
}

. "$top_srcdir/t/tap.sh"

# finds FILE LINE SENTENCE: with the line in the file something is wrong.
finds() {
	rm -rf "$copy/src" "$copy/cgi-bin"
	cp -R "$top_srcdir/src" "$top_srcdir/cgi-bin" "$copy/"
	chmod -R u+w "$copy"
	printf '%s\n' "$2" >>"$copy/$1"
	wrong "$copy" | grep -qF "$1:"
	report $? "$3"
}

copy=$(mktemp -d "${TMPDIR:-/tmp}/crm-layers.XXXXXX") || exit 1
trap 'rm -rf "$copy"' EXIT

echo 1..15
found=$(wrong "$top_srcdir")
test -z "$found"
report $? 'every folder includes only those before it, and no circle is there'
test -z "$found" || printf '%s\n' "$found" | sed 's/^/#   /'

finds src/base/text.c '#include "schema/schema.h"' \
	'base including schema would be found'
finds src/format/format.h '#include "http/request.h"' \
	'a format including http would be found'
finds src/operation/create.c '#include "http/request.h"' \
	'an operation including http would be found'
finds src/ctl/quarantine.c '#include "http/request.h"' \
	'crmctl including http would be found'
finds src/schema/type.c '#include "stray.h"' \
	'an include without its folder would be found'
finds src/schema/fault.c '#include "schema/record.h"' \
	'files that include each other would be found'
finds src/http/request.c '#include <cjson/cJSON.h>' \
	'cJSON outside its file would be found'
finds src/format/json.c '#include <libxml/tree.h>' \
	'libxml2 outside its file would be found'
finds src/format/format.c '	#include <sqlite3.h>' \
	'SQLite outside its file would be found'
finds src/operation/create.c '#include "store/sqlite/sql.h"' \
	'a kind of store used outside of the store would be found'
finds src/base/text.c '#include <utf8proc.h>' \
	'utf8proc outside its file would be found'
finds src/base/text.c 'char *secret = secure_getenv("SECRET");' \
	'the environment read outside its files would be found'
finds src/doctor/probe.c '	for (char **each = environ; *each != NULL; each++)' \
	'the environment walked outside its files would be found'
finds src/service/service.c '#include "http/cgi.h"' \
	'the transport used below the server would be found'
exit $failed
