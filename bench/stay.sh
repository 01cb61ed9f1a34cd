#!/bin/sh
# What a process that stays gets done through lighttpd, beside the same program
# started for each request, in turns; and reading beside it.
#
# Usage: bench/stay.sh [CONNECTIONS...]; SECONDS_EACH and BURSTS as for load.
# shellcheck disable=SC2154

: "${top_srcdir:=$(cd "$(dirname "$0")/.." && pwd)}"
: "${top_builddir:=$top_srcdir}"
. "$top_srcdir/t/server.sh"

LC_ALL=C
export LC_ALL
test $# -gt 0 || set -- 1 32 128

bench_configure() {
	lighttpd_configure | sed '/^\$HTTP/,$d'
	echo 'server.max-fds = 1024'
	echo 'server.modules += ( "mod_fastcgi" )'
	for name in $staying; do
		cat <<-END
			\$HTTP["url"] =~ "^/$name/" {
				fastcgi.server = ( "/$name" => ((
					"socket" => "$room/log/$name.socket",
					"check-local" => "disable" )) )
			}
		END
	done
	for name in $started; do
		cat <<-END
			\$HTTP["url"] =~ "^/$name/" {
				alias.url = ( "/$name" => "$room/cgi-bin/$name" )
				cgi.assign = ( "/$name" => "" )
				setenv.add-environment += ( "CRM_CONFIG" => "$room/etc/crm/$name.conf" )
			}
		END
	done
	cat <<-END
		\$HTTP["url"] == "/health" { alias.url = ( "/" => "$room/cgi-bin/cgi/" )
			cgi.assign = ( "/cgi" => "" ) }
	END
}

bench_run() {
	exec "$(find_program lighttpd)" -D -f "$room/etc/bench.conf"
}

# prepare NAME: a database and a configuration.
prepare() {
	mkdir -p "$room/$1"
	chmod 700 "$room/$1"
	! is_root || chown "$account" "$room/$1"
	echo "database: $room/$1/crm.db" >"$room/etc/crm/$1.conf"
	cp "$room/cgi-bin/crm.cgi" "$room/cgi-bin/$1"
}

# stay NAME PROCESSES
stay() {
	prepare "$1"
	echo "processes: $2" >>"$room/etc/crm/$1.conf"
	if is_root; then
		CRM_CONFIG=$room/etc/crm/$1.conf setpriv "--reuid=$account" \
			"--regid=$account" --clear-groups \
			"$room/cgi-bin/crm.cgi" \
			--listen "$room/log/$1.socket" &
	else
		CRM_CONFIG=$room/etc/crm/$1.conf "$room/cgi-bin/crm.cgi" \
			--listen "$room/log/$1.socket" &
	fi
	keepers="$keepers $!"
}

leave() {
	test -z "$keepers" || kill $keepers
	room_leave
}

keepers=
started='cgi relay'
staying='stay-1 stay-2'
trap 'leave' EXIT
trap 'exit 130' INT
room_make
prepare cgi
stay stay-1 1
stay stay-2 2
stay relay 2
echo "relay: $room/log/relay.socket" >>"$room/etc/crm/relay.conf"
server_start bench || exit 1
for name in $started $staying; do
	curl -s -o "$room/log/first" --noproxy '*' \
		-H 'Content-Type: application/json' \
		--data-binary "@$top_srcdir/bench/bodies/customer.json" \
		"http://127.0.0.1:$port/$name/customer"
done
for connections; do
	"$top_builddir/bench/load" "$room" "$port" "$connections" \
		"${SECONDS_EACH:-2}" "${BURSTS:-3}" application/json \
		"$top_srcdir/bench/bodies/customer.json" $started $staying
done
