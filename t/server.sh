# Runs a real web server around the built program, in a temporary folder of its
# own: to be sourced by t/server-*.sh and bootstrap, which set top_srcdir and
# top_builddir.
# shellcheck shell=sh disable=SC2154

room=
server=

# The account that a server started by root runs programs as.
account=www-data

is_root() {
	test "$(id -u)" -eq 0
}

# Makes the folder that everything lies in: $room/cgi-bin, etc, data, …. Whatever
# the umask is, the account gets at the program, and nobody else at the data.
room_make() {
	umask 022
	for place in "${TMPDIR:-/tmp}" /tmp /var/tmp; do
		room=$(mktemp -d "$place/crm.XXXXXX") || exit 1
		! is_root || chmod 755 "$room"
		! account_enters "$room" || break
		rmdir "$room"
	done
	mkdir -p "$room/cgi-bin" "$room/etc/crm" "$room/data" \
		"$room/htdocs" "$room/log"
	install -m 755 "$top_builddir/cgi-bin/crm.cgi" "$room/cgi-bin/" ||
		exit 1
	echo "database: $room/data/crm.db" >"$room/etc/crm/crm.conf"
	chmod 700 "$room/data"
	! is_root || chown "$account" "$room/data" "$room/log"
}

# account_enters FOLDER: whether the account that programs run as may do so.
account_enters() {
	! is_root || setpriv --reuid "$account" --regid "$account" \
		--clear-groups test -x "$1"
}

# Ends the server, if one runs, and takes the folder away.
room_leave() {
	server_end
	stay_end
	test -z "$room" || rm -rf "$room"
	room=
}

# The way that programs are run: by CGI, or, when "-fastcgi", as one that stays.
way=

# stay_run: starts the program to stay, as the account; $keeper is its process.
stay_run() {
	if is_root; then
		set -- setpriv "--reuid=$account" "--regid=$account" \
			--clear-groups
	else
		set --
	fi
	CRM_CONFIG=$room/etc/crm/crm.conf "$@" "$room/cgi-bin/crm.cgi" \
		--listen "$room/log/stay.socket" --mode 0666 \
		2>>"$room/log/crm.log" &
	keeper=$!
	for waited in 0 1 2 3 4 5 6 7 8 9; do
		test ! -S "$room/log/stay.socket" || return 0
		sleep "0.$waited"
	done
	return 1
}

# Ends the program that stays, if there is one.
stay_end() {
	test -n "$keeper" || return 0
	kill "$keeper" 2>/dev/null
	wait "$keeper" 2>/dev/null
	keeper=
}

keeper=

# Prints a shipped configuration (lighttpd or apache) made to fit the room.
shipped() {
	sed -e "s|@cgidir@|$room/cgi-bin|g" -e "s|@confdir@|$room/etc/crm|g" \
		-e "s|@fcgisocket@|$room/log/fcgiwrap.socket|g" \
		-e "s|@staysocket@|$room/log/stay.socket|g" \
		-e "s|@logdir@|$room/log|g" "$top_srcdir/conf/$1.conf.in"
}

port_choose() {
	port=$((20000 + $(od -An -N2 -tu2 /dev/urandom) % 12000))
}

# Whether somebody listens there.
port_is_taken() {
	curl -s -o /dev/null --noproxy '*' --max-time 5 \
		"http://127.0.0.1:$port/"
	test $? -ne 7
}

# server_start NAME [PORT]: writes the configuration with NAME_configure, runs
# NAME_run in the background and waits for an answer. Without a port it takes
# one that is free: who finds it taken tries the next.
server_start() {
	for attempt in 1 2 3 4 5 6 7 8; do
		if test -n "$2"; then port=$2; else port_choose; fi
		if port_is_taken; then
			test -n "$2" || continue
			echo "port $port is taken" >&2
			return 1
		fi
		"$1_configure" >"$room/etc/$1.conf"
		"$1_run" >"$room/log/server.log" 2>&1 &
		server=$!
		server_answers && return
		server_end
		if test -n "$2" || ! server_log | grep -qi 'in use'; then
			break
		fi
		: >"$room/log/error.log"
	done
	echo "the server did not start (attempt $attempt):" >&2
	server_log >&2
	return 1
}

# Waits up to 20 s until the server answers; fails if it ends before.
server_answers() {
	waited=0
	while test "$waited" -lt 200; do
		kill -0 "$server" 2>/dev/null || return 1
		if curl -s -o "$room/log/first" --noproxy '*' --max-time 5 \
			"http://127.0.0.1:$port/health"; then
			kill -0 "$server" 2>/dev/null
			return
		fi
		sleep 0.1
		waited=$((waited + 1))
	done
	return 1
}

server_end() {
	test -n "$server" || return 0
	kill "$server" 2>/dev/null
	wait "$server" 2>/dev/null
	server=
}

# Prints what the server and the program logged.
server_log() {
	for log in "$room"/log/*.log; do
		test ! -s "$log" || sed "s|^|${log##*/}: |" "$log"
	done
}

# Finds a program that may lie in sbin.
find_program() {
	PATH=$PATH:/usr/sbin:/usr/local/sbin:/sbin command -v "$@" | head -n 1
}

lighttpd_configure() {
	cat <<-END
		server.modules = ( "mod_access", "mod_alias" )
		server.document-root = "$room/htdocs"
		server.bind = "127.0.0.1"
		server.port = $port
		server.errorlog = "$room/log/error.log"
		server.upload-dirs = ( "$room/log" )
		# A client whose machine is busy may come back late.
		server.max-keep-alive-idle = 60
		server.max-keep-alive-requests = 10000
	END
	if is_root; then
		echo "server.username = \"$account\""
	fi
	env | sed -n 's/^\([AUL]B*SAN_OPTIONS\)=\(.*\)/setenv.add-environment += ( "\1" => "\2" )/p'
	shipped "lighttpd$way"
}

lighttpd_run() {
	exec "$(find_program lighttpd)" -D -f "$room/etc/${1:-lighttpd}.conf"
}

apache_modules() {
	for folder in /usr/lib/apache2/modules /usr/lib64/httpd/modules \
		/usr/libexec/apache2 /usr/lib/httpd/modules; do
		test ! -e "$folder/mod_cgid.so" || echo "$folder"
	done | head -n 1
}

apache_configure() {
	modules=$(apache_modules)
	cat <<-END
		ServerRoot "$room"
		ServerName 127.0.0.1
		Listen 127.0.0.1:$port
		DefaultRuntimeDir "$room/log"
		PidFile "$room/log/apache.pid"
		ErrorLog "$room/log/error.log"
		DocumentRoot "$room/htdocs"
	END
	for module in mpm_event authz_core alias env setenvif cgid proxy proxy_fcgi; do
		echo "LoadModule ${module}_module $modules/mod_$module.so"
	done
	echo "ScriptSock $room/log/cgid.socket"
	if is_root; then
		echo "User $account"
		echo "Group $account"
	fi
	for name in ASAN_OPTIONS UBSAN_OPTIONS LSAN_OPTIONS; do
		env | grep -q "^$name=" && echo "PassEnv $name"
	done
	shipped "apache$way"
}

apache_run() {
	exec "$(find_program apache2 httpd)" -D FOREGROUND \
		-f "$room/etc/apache.conf"
}

nginx_configure() {
	cat <<-END
		pid $room/log/nginx.pid;
		error_log $room/log/error.log;
		$(is_root && echo "user $account;")
		events {}
		http {
			access_log off;
			$(for kind in client_body fastcgi proxy scgi uwsgi; do
				echo "${kind}_temp_path $room/log/$kind;"
			done)
			server {
				listen 127.0.0.1:$port;
				root $room/htdocs;
	END
	shipped "nginx$way"
	echo '}}'
}

# Runs what starts programs for nginx beside it, until one of both is ended.
nginx_run() {
	configuration=$room/etc/${1:-nginx}.conf
	if is_root; then
		set -- setpriv "--reuid=$account" "--regid=$account" \
			--clear-groups
	else
		set --
	fi
	if test -z "$way"; then
		"$@" "$(find_program fcgiwrap)" -f \
			-s "unix:$room/log/fcgiwrap.socket" \
			2>>"$room/log/error.log" &
		wrapper=$!
	else
		sleep infinity &
		wrapper=$!
	fi
	"$(find_program nginx)" -e "$room/log/error.log" -c "$configuration" \
		-g 'daemon off;' &
	front=$!
	trap 'kill $wrapper $front' TERM
	wait $front
	kill "$wrapper" 2>/dev/null
	wait
}

# server_begin NAME: starts a server that is ended when the script ends.
server_begin() {
	trap 'room_leave' EXIT
	trap 'exit 129' HUP
	trap 'exit 130' INT
	trap 'exit 143' TERM
	room_make
	test -z "$way" || stay_run || exit 1
	server_start "$1" || exit 1
}

# server_test NAME [OPTION]...: holds all conversations through the server.
server_test() {
	server_begin "$1"
	shift
	python3 "$top_srcdir/t/conversations.py" \
		--server "http://127.0.0.1:$port" --data "$room/data" \
		--config "$room/etc/crm/crm.conf" \
		${keeper:+--keeper "$keeper"} "$@"
}

# fastcgi_test NAME PROGRAM [OPTION]...: the same, through a server that asks a
# process which stays, by FastCGI. A mistake in crm.conf changes nothing for such
# a process.
fastcgi_test() {
	if test -z "$(find_program "$2")"; then
		echo "1..0 # SKIP $2 is not installed"
		exit 0
	fi
	way=-fastcgi
	name=$1
	shift 2
	server_test "$name" --skip selfcheck/500-word-too-short "$@"
}
