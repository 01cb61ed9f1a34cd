#!/bin/sh
# Shows what finding customers costs beside reading one, among a million of
# them. make bench-search calls it; bench/find.c says how to read what it prints.
#
# BENCH=quick takes fewer customers and rounds. CUSTOMERS names a database that
# bench/customers made before, or where one is to be kept.

: "${top_builddir:=.}"

case $BENCH in
quick) many=100000 rounds=9 ;;
*) many=1000000 rounds=51 ;;
esac

room=$(mktemp -d "${TMPDIR:-/tmp}/crm-search.XXXXXX") || exit 1
trap 'rm -rf "$room"' EXIT
: "${CUSTOMERS:=$room/crm.db}"
if ! test -s "$CUSTOMERS"; then
	echo "bench: makes $many customers" >&2
	"$top_builddir/bench/customers" "$CUSTOMERS" $many || exit 1
fi
"$top_builddir/bench/find" "$CUSTOMERS" $rounds
