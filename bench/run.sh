#!/bin/sh
# Runs all benchmarks and prints their tables: what one request costs, whether
# that grows with the database, how fast batches are, and what a crowd gets.
# make bench calls it; bench/README says how to read what it prints.
#
# BENCH=quick takes fewer rounds and a smaller database.
# shellcheck disable=SC2154,SC2086

: "${top_srcdir:=$(cd "$(dirname "$0")/.." && pwd)}"
: "${top_builddir:=$top_srcdir}"
. "$top_srcdir/t/server.sh"

# Numbers have a point, and bytes are characters, in whatever language.
LC_ALL=C
export LC_ALL

case $BENCH in
quick) rounds=50 many=100000 batches=5 seconds=1 bursts=2 writes=128 ;;
*) rounds=400 many=1000000 batches=15 seconds=3 bursts=3 writes=640 ;;
esac
connections=32
bodies=$top_srcdir/bench/bodies
json='/customer application/json'
csv='/customer text/csv'
form='/customer application/x-www-form-urlencoded'
xml='/customer application/xml'

say() {
	echo "bench: $*" >&2
}

# title TEXT: begins a table.
title() {
	printf '\n%s\n\n' "$*"
}

# Puts every contestant that can run into $room/cgi-bin, named as it is.
gather() {
	missing=
	cp "$top_builddir/bench/nothing" "$room/cgi-bin/nothing"
	cp "$top_builddir/bench/floor" "$room/cgi-bin/floor"
	cp "$top_builddir/bench/floor-xml" "$room/cgi-bin/floor-xml"
	mv "$room/cgi-bin/crm.cgi" "$room/cgi-bin/program"
	crowd='program floor'
	peers=
	gather_static
	gather_peer php customer.php
	gather_peer python customer.py
	gather_peer perl customer.pl
	crowd="$crowd$peers"
}

# static_floor NAME FLAG...: a floor linked as the portable program is.
static_floor() {
	name=$1
	shift
	"$portable/libraries/bin/musl-cc" -O2 -D_GNU_SOURCE "$@" \
		-I"$portable/libraries/include" -o "$room/cgi-bin/$name" \
		"$top_srcdir/bench/floor.c" \
		-L"$portable/libraries/lib" -lcjson -lsqlite3 -lutf8proc -lm
}

# The portable program and its floors: a batch would fill up the block that is
# never given back.
gather_static() {
	static=
	if test -x "$portable/build/cgi-bin/crm.cgi" &&
		static_floor floor-static -DFLOOR_BLOCK=4194304 &&
		static_floor floor-batch; then
		cp "$portable/build/cgi-bin/crm.cgi" "$room/cgi-bin/portable"
		static='floor-static portable'
		crowd="$crowd $static"
	else
		missing="$missing
	portable takes no part: it is not in $portable (./bootstrap portable)"
	fi
}

# gather_peer NAME SCRIPT
gather_peer() {
	if can_run "$1"; then
		cp "$top_srcdir/bench/peers/$2" "$room/cgi-bin/$1"
		peers="$peers $1"
	else
		missing="$missing
	$1 takes no part: it is not installed (./bootstrap bench)"
	fi
}

# Whether a peer and the libraries that it uses are there.
can_run() {
	case $1 in
	php) php-cgi -q -m 2>/dev/null | grep -qx sqlite3 ;;
	python) /usr/bin/python3 -c 'import sqlite3' 2>/dev/null ;;
	perl) /usr/bin/perl -MCGI -MDBD::SQLite -e 1 2>/dev/null ;;
	esac
}

# furnish NAME...: makes each a configuration and a database that the program
# made with its first customer.
furnish() {
	for name; do
		rm -rf "${place:?}/$name"
		mkdir -p "$place/$name"
		echo "database: $place/$name/crm.db" >"$place/$name/crm.conf"
		request "$name" "$room/cgi-bin/program" $json \
			"$bodies/customer.json" >"$room/log/first" ||
			return 1
		grep -q '^Status: 200' "$room/log/first" || return 1
		if is_root; then
			chown -R "$account" "$place/$name"
		fi
	done
}

# request NAME PROGRAM PATH TYPE BODY: sends one request.
request() {
	env -i GATEWAY_INTERFACE=CGI/1.1 SERVER_PROTOCOL=HTTP/1.1 \
		REQUEST_METHOD=POST SCRIPT_NAME= PATH_INFO="$3" \
		CONTENT_TYPE="$4" CONTENT_LENGTH="$(($(wc -c <"$5")))" \
		CRM_CONFIG="$place/$1/crm.conf" "$2" <"$5"
}

# contestant NAME BASE PATH TYPE BODY [VARIABLE=VALUE]: a line of a plan.
contestant() {
	name=$1 base=$2
	shift 2
	echo "$name $base $room/cgi-bin/${program:-$name} $*"
}

race() {
	"$top_builddir/bench/race" "$place" "$@"
}

# What one request costs.

race_json() {
	furnish nothing $crowd || exit 1
	title "$1, in $rounds rounds"
	{
		contestant nothing floor $json "$bodies/customer.json"
		contestant floor floor $json "$bodies/customer.json"
		contestant program floor $json "$bodies/customer.json"
		for name in $static; do
			contestant "$name" floor-static $json \
				"$bodies/customer.json"
		done
		for name in $peers; do
			contestant "$name" program $json \
				"$bodies/customer.json"
		done
	} | race "$rounds" >"$room/table" || exit 1
	cat "$room/table"
	tell_peers
}

# How many times as long as the program in both its kinds each peer takes.
tell_peers() {
	test -z "$peers" || awk -v peers="$peers" '
		{ time[$1] = $2 }
		END {
			count = split(peers, name, " ")
			for (i = 1; i <= count; i++) {
				printf "\n%s takes %.1f times as long as program",
					name[i], time[name[i]] / time["program"]
				if ("portable" in time)
					printf ", %.1f times as long as portable",
						time[name[i]] / time["portable"]
			}
			print ""
		}' "$room/table"
}

# The same without the disk, which makes all wait for five syncs: what is left
# is what the processes cost.
race_memory() {
	memory=$(mktemp -d /dev/shm/crm.XXXXXX 2>/dev/null) || return
	place=$memory
	race_json 'The same with the database in memory'
	place=$room
	rm -rf "$memory"
	memory=
}

# race_static NAME FLOOR PATH TYPE BODY: the static floor reads no XML.
race_static() {
	case $1,$2 in
	floor-static,floor-xml) ;;
	portable,floor-xml) contestant "$@" ;;
	*) contestant "$1" floor-static "$3" "$4" "$5" ;;
	esac
}

# race_format TITLE FLOOR PATH TYPE BODY
race_format() {
	furnish program "$2" $static || exit 1
	title "The same in $1, in $rounds rounds"
	{
		contestant "$2" "$2" "$3" "$4" "$5"
		contestant program "$2" "$3" "$4" "$5"
		for name in $static; do
			race_static "$name" "$2" "$3" "$4" "$5"
		done
	} | race "$rounds" || exit 1
}

# Whether that grows with the database, and whether the floor's grows as much.
race_growth() {
	furnish empty full floor || exit 1
	say "making $many customers"
	"$top_builddir/bench/database" "$room/full/crm.db" "$many" || exit 1
	mkdir "$room/floor-full" && sed "s|/full/|/floor-full/|" \
		"$room/full/crm.conf" >"$room/floor-full/crm.conf" &&
		cp -p "$room/full/crm.db" "$room/floor-full" || exit 1
	if is_root; then
		chown -R "$account" "$room/floor-full"
	fi
	title "In JSON, in an empty database and in one of $many customers," \
		"in $rounds rounds"
	{
		program=floor
		contestant floor floor $json "$bodies/customer.json"
		contestant floor-full floor $json "$bodies/customer.json"
		program=program
		contestant empty floor $json "$bodies/customer.json"
		contestant full floor-full $json "$bodies/customer.json"
	} | race "$rounds" || exit 1
	program=
	rm -rf "${room:?}/full" "${room:?}/floor-full"
}

# repeat FILE BEFORE BETWEEN AFTER: as often as fits into 8 MiB; sets count.
repeat() {
	awk -v limit=8388608 -v before="$2" -v between="$3" -v after="$4" \
		'BEGIN { RS = "^$" } {
			room = limit - length(before) - length(after)
			count = int(room / (length($0) + length(between)))
			printf "%s%s", before, $0
			for (i = 1; i < count; i++)
				printf "%s%s", between, $0
			printf "%s", after
			print count >"/dev/stderr"
		}' "$1" 2>"$room/count"
	count=$(cat "$room/count")
}

# Batches, in one transaction as the floor's.
race_batch() {
	furnish program floor || exit 1
	test -z "$static" || furnish portable floor-batch || exit 1
	repeat "$bodies/customer.json" '[' ',' ']' >"$room/batch"
	title "$count customers in one JSON array," \
		"against bare SQLite with as many rows, in $batches rounds"
	batch_plan '/json/reply/CreateCustomer[] application/json'
	head -n 1 "$bodies/customer.csv" >"$room/head"
	tail -n +2 "$bodies/customer.csv" >"$room/row"
	repeat "$room/row" "$(cat "$room/head")
" '' '' >"$room/batch"
	title "$count customers in CSV, in the same way"
	batch_plan '/csv/reply/CreateCustomer[] text/csv'
}

# batch_plan PATH-AND-TYPE
batch_plan() {
	{
		contestant floor floor $json "$bodies/customer.json" \
			"FLOOR_TIMES=$count"
		contestant program floor $1 "$room/batch"
		if test -n "$static"; then
			contestant floor-batch floor-batch $json \
				"$bodies/customer.json" "FLOOR_TIMES=$count"
			contestant portable floor-batch $1 "$room/batch"
		fi
	} | race "$batches" uncounted >"$room/table" || exit 1
	cat "$room/table"
	awk -v count="$count" '
		BEGIN { print "" }
		NR == 1 { next }
		{ time[$1] = $2 }
		$1 != $7 {
			printf "%s %.0f customers a second, ", \
				$7, count * 1000 / time[$7]
			printf "%s %.0f: %.2f of it\n", \
				$1, count * 1000 / $2, time[$7] / $2
		}' "$room/table"
}

# What a crowd gets.

crowd_lighttpd_configure() {
	lighttpd_configure
	echo 'server.max-fds = 1024'
	for name in $crowd; do
		cat <<-END
			\$HTTP["url"] =~ "^/$name/" {
				alias.url = ( "/$name" => "$room/cgi-bin/$name" )
				cgi.assign = ( "/$name" => "" )
				setenv.add-environment = (
					"CRM_CONFIG" => "$room/$name/crm.conf",
					"CRM_DATABASE" => "$room/$name/crm.db" )
			}
		END
	done
}

crowd_lighttpd_run() {
	exec "$(find_program lighttpd)" -D -f \
		"$room/etc/crowd_lighttpd.conf"
}

crowd_apache_configure() {
	apache_configure
	for name in $crowd; do
		cat <<-END
			ScriptAlias "/$name" "$room/cgi-bin/$name"
			<Location "/$name">
				Require all granted
				SetEnv CRM_CONFIG "$room/$name/crm.conf"
				SetEnv CRM_DATABASE "$room/$name/crm.db"
				SetEnv REDIRECT_STATUS 200
				SetEnv ap_trust_cgilike_cl 1
			</Location>
		END
	done
}

crowd_apache_run() {
	exec "$(find_program apache2 httpd)" -D FOREGROUND \
		-f "$room/etc/crowd_apache.conf"
}

# crowd_through SERVER: the servers' own program is there to be waited for.
crowd_through() {
	furnish $crowd || exit 1
	cp "$room/cgi-bin/program" "$room/cgi-bin/crm.cgi"
	server_start "crowd_$1" || return
	title "Through $1, $connections connections," \
		"$bursts bursts of $seconds s each"
	"$top_builddir/bench/load" "$room" "$port" "$connections" "$seconds" \
		"$bursts" application/json "$bodies/customer.json" $crowd ||
		status=1
	server_end
}

# Writers who all come at once, with the gate and without.
race_writers() {
	title 'A crowd of writers at one database'
	"$top_builddir/bench/crowd" "$room/cgi-bin/program" "$room" \
		"$writes" || status=1
}

leave() {
	test -z "$memory" || rm -rf "$memory"
	room_leave
}

trap leave EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
status=0
portable=${PORTABLE:-$top_builddir/build-portable}
program=
memory=
room_make
place=$room
say "working in $room, which must not lie in memory (TMPDIR)"
gather
uname -srm
echo "$(getconf _NPROCESSORS_ONLN) processors, SQLite" \
	"$(sqlite3 --version 2>/dev/null | cut -d' ' -f1)"
test -z "$missing" || echo "$missing"
race_json 'One customer with 8 records in JSON'
race_memory
race_format CSV floor $csv "$bodies/customer.csv"
race_format 'a form' floor $form "$bodies/customer.form"
race_format XML floor-xml $xml "$bodies/customer.xml"
race_growth
race_batch
race_writers
crowd_through lighttpd
crowd_through apache
exit $status
