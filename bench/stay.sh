#!/bin/sh
# What a process that stays gets done through lighttpd, in turns with the same
# program started for each request, with its floor and with peers; and reading.
#
# Usage: bench/stay.sh [CONNECTIONS...]; SECONDS_EACH and BURSTS as for load.
# PORTABLE names a build-portable, whose program then is the one that takes part;
# NODE_PATH a node_modules that has fastify and better-sqlite3.
# shellcheck disable=SC2154

: "${top_srcdir:=$(cd "$(dirname "$0")/.." && pwd)}"
: "${top_builddir:=$top_srcdir}"
. "$top_srcdir/t/server.sh"

LC_ALL=C
export LC_ALL
test $# -gt 0 || set -- 1 32 128
portable=${PORTABLE:-$top_builddir/build-portable}

bench_configure() {
	lighttpd_configure | sed '/^\$HTTP/,$d'
	echo 'server.max-fds = 1024'
	echo 'server.modules += ( "mod_fastcgi", "mod_proxy" )'
	for name in $staying; do
		cat <<-END
			\$HTTP["url"] =~ "^/$name/" {
				fastcgi.server = ( "/$name" => ((
					"socket" => "$room/log/$name.socket",
					"check-local" => "disable" )) )
			}
		END
	done
	for name in $proxied; do
		eval "at=\$port_$name"
		cat <<-END
			\$HTTP["url"] =~ "^/$name/" {
				proxy.server = ( "" => (( "host" => "127.0.0.1",
					"port" => $at )) )
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

# as_account COMMAND...: runs it in the background as who serves.
as_account() {
	if is_root; then
		set -- setpriv "--reuid=$account" "--regid=$account" \
			--clear-groups "$@"
	fi
	"$@" >>"$room/log/peers.log" 2>&1 &
	keepers="$keepers $!"
}

# stay NAME PROCESSES
stay() {
	prepare "$1"
	echo "processes: $2" >>"$room/etc/crm/$1.conf"
	as_account env "CRM_CONFIG=$room/etc/crm/$1.conf" \
		"$room/cgi-bin/crm.cgi" --listen "$room/log/$1.socket"
}

# furnish NAME: a database that the program has made, with its first customer.
furnish() {
	prepare "$1"
	as_account env GATEWAY_INTERFACE=CGI/1.1 REQUEST_METHOD=POST \
		SCRIPT_NAME= PATH_INFO=/customer CONTENT_TYPE=application/json \
		"CONTENT_LENGTH=$(($(wc -c <"$body")))" \
		"CRM_CONFIG=$room/etc/crm/$1.conf" sh -c \
		'exec "$1" <"$2"' sh "$room/cgi-bin/crm.cgi" "$body"
	wait $!
}

# The floor, and the peers that can run.
gather() {
	furnish floor
	as_account env "CRM_DATABASE=$room/floor/crm.db" python3 -c '
import os, socket, sys
listener = socket.socket(socket.AF_UNIX)
listener.bind(sys.argv[1])
listener.listen(1024)
os.dup2(listener.fileno(), 0)
os.execv(sys.argv[2], sys.argv[2:])' "$room/log/floor.socket" \
		"$top_builddir/bench/floor-stay"
	staying="$staying floor"
	gather_php
	port_fastify=$((port_of_peers + 1)) port_fastapi=$((port_of_peers + 2))
	if (cd "${NODE_PATH:-/}/.." && node -e 'require("fastify")
		require("better-sqlite3")') 2>/dev/null; then
		furnish fastify
		ln -s "$NODE_PATH" "$room/node_modules"
		cp "$top_srcdir/bench/peers/customer.mjs" "$room"
		as_account env "CRM_DATABASE=$room/fastify/crm.db" \
			"PORT=$port_fastify" node "$room/customer.mjs"
		proxied="$proxied fastify"
	else
		echo 'fastify takes no part: it is not installed'
	fi
	if /usr/bin/python3 -c 'import fastapi, uvicorn' 2>/dev/null; then
		furnish fastapi
		cp "$top_srcdir/bench/peers/customer_api.py" "$room"
		as_account env "CRM_DATABASE=$room/fastapi/crm.db" \
			/usr/bin/python3 -m uvicorn --app-dir "$room" \
			--port "$port_fastapi" --log-level error \
			customer_api:app
		proxied="$proxied fastapi"
	else
		echo 'fastapi takes no part: it is not installed'
	fi
}

gather_php() {
	fpm=$(find_program php-fpm8.2 php-fpm)
	if test -z "$fpm"; then
		echo 'php takes no part: php-fpm is not installed'
		return
	fi
	furnish php
	tail -n +2 "$top_srcdir/bench/peers/customer.php" >"$room/htdocs/php"
	cat >"$room/etc/fpm.conf" <<-END
		[global]
		error_log = $room/log/fpm.log
		daemonize = no
		[www]
		listen = $room/log/php.socket
		pm = static
		pm.max_children = 4
		clear_env = no
		security.limit_extensions =
	END
	as_account env "CRM_DATABASE=$room/php/crm.db" "$fpm" -n \
		-d extension=sqlite3 -y "$room/etc/fpm.conf"
	staying="$staying php"
}

leave() {
	test -z "$keepers" || kill $keepers 2>/dev/null
	room_leave
}

keepers=
proxied=
started='cgi relay'
staying='stay stay-2'
body=$top_srcdir/bench/bodies/customer.json
port_of_peers=$((32100 + $$ % 500))
trap 'leave' EXIT
trap 'exit 130' INT
room_make
test ! -x "$portable/build/cgi-bin/crm.cgi" ||
	cp "$portable/build/cgi-bin/crm.cgi" "$room/cgi-bin/crm.cgi"
prepare cgi
stay stay 1
stay stay-2 2
stay relay 2
echo "relay: $room/log/relay.socket" >>"$room/etc/crm/relay.conf"
gather
server_start bench || exit 1
for name in $started stay stay-2; do
	curl -s -o "$room/log/first" --noproxy '*' \
		-H 'Content-Type: application/json' --data-binary "@$body" \
		"http://127.0.0.1:$port/$name/customer"
done
for connections; do
	echo "$connections connections"
	"$top_builddir/bench/load" "$room" "$port" "$connections" \
		"${SECONDS_EACH:-2}" "${BURSTS:-3}" application/json "$body" \
		stay stay-2 $started ${staying#stay stay-2} $proxied
done
as_account "$top_builddir/crmctl" --config "$room/etc/crm/stay.conf" key add read
wait $!
LOAD_KEY=$(grep -o 'crm_[0-9A-Za-z]*' "$room/log/peers.log" | tail -n 1)
export LOAD_KEY
for connections; do
	echo "reading, $connections connections"
	"$top_builddir/bench/load" "$room" "$port" "$connections" \
		"${SECONDS_EACH:-2}" "${BURSTS:-3}" GET /customer/1 \
		stay floor
done
