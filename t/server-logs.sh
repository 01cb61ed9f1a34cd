#!/bin/sh
# Sees that the access logs of real servers, as they are shipped, have neither
# the queries of requests nor the names of users, which may be keys; speaks TAP.

: "${top_srcdir:=$(cd "$(dirname "$0")/.." && pwd)}"
: "${top_builddir:=$top_srcdir}"
. "$top_srcdir/t/server.sh"
. "$top_srcdir/t/tap.sh"

# A site that logs all it can, around what is shipped.
nginxlog_configure() {
	nginx_configure |
		sed "0,/access_log off;/s||access_log $room/log/access.log;|"
}
nginxlog_run() { nginx_run nginxlog; }

lighttpdlog_configure() {
	lighttpd_configure | sed 's/"mod_access", "mod_alias"/&, "mod_accesslog"/'
	echo "accesslog.filename = \"$room/log/access.log\""
}
lighttpdlog_run() {
	exec "$(find_program lighttpd)" -D -f "$room/etc/lighttpdlog.conf"
}

apachelog_configure() {
	for module in log_config setenvif unique_id; do # or they are built in
		file=$(apache_modules)/mod_$module.so
		test ! -e "$file" || echo "LoadModule ${module}_module $file"
	done
	apache_configure
	echo 'LogFormat "%h %l %u %t \"%r\" %>s %O \"%{Referer}i\"" combined'
	sed -n 's|^#	\(CustomLog\) ${APACHE_LOG_DIR}|\1 '"$room/log|p" \
		"$top_srcdir/conf/apache$way.conf.in"
}
apachelog_run() {
	exec "$(find_program apache2 httpd)" -D FOREGROUND \
		-f "$room/etc/apachelog.conf"
}

ask() {
	curl -s -o "$room/log/answer" --noproxy '*' --max-time 60 "$@"
}

# Sends what must not be logged, at short URLs and at the program's own.
send() {
	for below in '' /cgi-bin/crm.cgi; do
		ask -u canary: "http://127.0.0.1:$port$below/me?lastName=canary"
		ask "http://127.0.0.1:$port$below/customer?apikey=canary" \
			-d lastName=canary
		ask "http://127.0.0.1:$port$below/json/metadata?op=canary"
	done
	ask "http://127.0.0.1:$port/elsewhere?seen"
}

# logged SERVER: whether requests are logged, and nothing of ours that must not.
logged() {
	rm -f "$room/log/fcgiwrap.socket"
	server_start "$1log" || return
	send
	server_end
	sed 's/^/# /' "$room/log/access.log"
	grep -q 'elsewhere' "$room/log/access.log" &&
		! grep -q canary "$room/log/access.log"
}

# marked SERVER: whether the program's log calls a request as its answer does,
# and as the server does.
marked() {
	rm -f "$room/log/fcgiwrap.socket"
	server_start "$1log" || return
	echo 'lock-timeout: none' >>"$room/etc/crm/crm.conf"
	curl -s -D "$room/log/head" -o "$room/log/answer" --noproxy '*' \
		"http://127.0.0.1:$port/customer" -d a=b
	sed -i '$d' "$room/etc/crm/crm.conf"
	server_end
	name=$(tr -d '\r' <"$room/log/head" |
		sed -n 's/^X-Request-Id: //ip')
	test -n "$name" && cat "$room"/log/*.log | grep -qF "]: $name incident"
}

trap 'room_leave' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# logged_fastcgi SERVER: the same, where a process stays.
logged_fastcgi() (
	way=-fastcgi
	trap 'room_leave' EXIT
	room_make
	stay_run && logged "$1"
)

# there SERVER: whether it is installed.
there() {
	case $1 in
	apache) test -n "$(find_program apache2 httpd)" ;;
	nginx) test -n "$(find_program nginx)" &&
		test -n "$(find_program fcgiwrap)" ;;
	*) test -n "$(find_program "$1")" ;;
	esac
}

echo 1..9
for server_name in lighttpd apache nginx; do
	if ! there "$server_name"; then
		skip "it is not installed" \
			"$server_name logs neither queries nor users"
		skip "it is not installed" \
			"$server_name logs neither where a process stays"
		skip "it is not installed" \
			"$server_name, the program and the client name a request alike"
		continue
	fi
	room_make
	logged "$server_name"
	report $? "$server_name logs neither queries nor users"
	logged_fastcgi "$server_name"
	report $? "$server_name logs neither where a process stays"
	marked "$server_name"
	report $? "$server_name, the program and the client name a request alike"
	room_leave
done
exit "$failed"
