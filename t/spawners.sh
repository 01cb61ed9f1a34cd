#!/bin/sh
# Has spawners start the program to stay: spawn-fcgi, lighttpd (bin-path) and
# Apache's mod_fcgid; and asks it with libfcgi's own client; speaks TAP.

: "${top_srcdir:=$(cd "$(dirname "$0")/.." && pwd)}"
: "${top_builddir:=$top_srcdir}"
. "$top_srcdir/t/server.sh"
. "$top_srcdir/t/tap.sh"

body='{"privacyPolicyAcceptanceStorage":true,"canBeContactedByMaison":false,
"clientType":"COMPANY","companyName":"Example Ltd","countryId":"it",
"posCode":"P","brand":"CAR"}'

binpath_configure() {
	lighttpd_configure | sed '/^server.modules += /,$d'
	cat <<-END
		server.modules += ( "mod_fastcgi" )
		fastcgi.server = ( "/" => ((
			"bin-path" => "$room/cgi-bin/crm.cgi",
			"bin-environment" => (
				"CRM_CONFIG" => "$room/etc/crm/crm.conf" ),
			"socket" => "$room/log/spawned.socket",
			"max-procs" => 1,
			"check-local" => "disable",
			"fix-root-scriptname" => "enable"
		)) )
	END
}
binpath_run() { lighttpd_run binpath; }

fcgid_configure() {
	apache_configure | sed '/^# crm-cgi for Apache/,$d'
	cat <<-END
		LoadModule fcgid_module $(apache_modules)/mod_fcgid.so
		FcgidIPCDir $room/log/fcgid
		FcgidProcessTableFile $room/log/fcgid.table
		FcgidInitialEnv CRM_CONFIG $room/etc/crm/crm.conf
		FcgidMaxProcesses 2
		Alias /cgi-bin/ $room/cgi-bin/
		<Directory $room/cgi-bin>
			Options +ExecCGI
			SetHandler fcgid-script
			Require all granted
		</Directory>
		RedirectMatch 404 ^/health
	END
}
fcgid_run() {
	exec "$(find_program apache2 httpd)" -D FOREGROUND \
		-f "$room/etc/fcgid.conf"
}

# creates URL: whether a customer is created there.
creates() {
	curl -s -o "$room/log/answer" --noproxy '*' --max-time 20 \
		-H 'Content-Type: application/json' -d "$body" \
		"http://127.0.0.1:$port$1" &&
		grep -q '"boosterCustomerId":' "$room/log/answer"
}

# The processes of the program that the room has.
processes() {
	for process in /proc/[0-9]*; do
		test "$(readlink "$process/exe")" != \
			"$room/cgi-bin/crm.cgi" || echo "${process##*/}"
	done
}

# Whether no process of the program is left, after a while.
all_end() {
	for waited in 0 1 2 3 4 5 6 7 8 9; do
		test -n "$(processes)" || return 0
		sleep "0.$waited"
	done
	return 1
}

# Those of them that another one of them started.
workers() {
	all=$(processes)
	for process in $all; do
		parent=$(sed -n 's/^PPid:[[:space:]]*//p' "/proc/$process/status")
		for other in $all; do
			test "$other" != "$parent" || echo "$process"
		done
	done 2>/dev/null
}

# told STATUS SENTENCE: a report, with the logs if it is bad.
told() {
	report "$1" "$2"
	test "$1" -eq 0 || { cat "$room/log/answer"; server_log; } 2>&1 |
		tail -n 40 | sed 's/^/# /'
}

# spawns SERVER URL NAME: the server starts the program, which creates, also once
# the process that answers was killed, and ends with the server.
spawns() {
	room_make
	server_start "$1" && creates "$2"
	told $? "$3 starts the program, which creates a customer"
	killed=$(workers)
	# shellcheck disable=SC2086
	kill -9 $killed
	for waited in 1 2 3 4 5; do
		! creates "$2" || break
		sleep "$waited"
	done
	test -n "$killed" && creates "$2"
	told $? "under $3 it creates when its process was killed, too"
	server_end
	all_end
	told $? "$3 ends it"
	room_leave
}

# ask PATH: asks the socket with libfcgi's client.
ask() {
	printf '%s' "$body" | env -i REQUEST_METHOD=POST SCRIPT_NAME= \
		PATH_INFO=/customer CONTENT_TYPE=application/json \
		CONTENT_LENGTH="${#body}" \
		"$(find_program cgi-fcgi)" -bind -connect "$1" \
		>"$room/log/answer" 2>&1
	grep -q '"boosterCustomerId":' "$room/log/answer"
}

by_hand() {
	room_make
	set -- -s "$room/log/spawned.socket" -P "$room/log/pid" -M 0666
	! is_root || set -- "$@" -u "$account" -g "$account"
	CRM_CONFIG=$room/etc/crm/crm.conf "$(find_program spawn-fcgi)" "$@" \
		-- "$room/cgi-bin/crm.cgi" >"$room/log/spawn.log" 2>&1 &&
		ask "$room/log/spawned.socket"
	told $? 'spawn-fcgi starts the program, which creates a customer'
	kill "$(cat "$room/log/pid")"
	all_end
	told $? 'SIGTERM ends it'
	room_leave
}

trap 'room_leave' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

echo 1..8
if test -n "$(find_program spawn-fcgi)" && test -n "$(find_program cgi-fcgi)"
then
	by_hand
else
	skip 'spawn-fcgi and cgi-fcgi are not both installed' 'spawn-fcgi starts'
	skip 'spawn-fcgi and cgi-fcgi are not both installed' 'SIGTERM ends it'
fi
if test -n "$(find_program lighttpd)"; then
	spawns binpath /customer lighttpd
else
	for what in starts restarts ends; do
		skip 'lighttpd is not installed' "lighttpd $what it"
	done
fi
if test -e "$(apache_modules)/mod_fcgid.so"; then
	spawns fcgid /cgi-bin/crm.cgi/customer mod_fcgid
else
	for what in starts restarts ends; do
		skip 'mod_fcgid is not installed' "mod_fcgid $what it"
	done
fi
exit "$failed"
