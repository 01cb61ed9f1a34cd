#!/bin/sh
# Lets the self-check look at real web servers, as they are shipped and with
# something taken out of their configuration; speaks TAP.

: "${top_srcdir:=$(cd "$(dirname "$0")/.." && pwd)}"
: "${top_builddir:=$top_srcdir}"
. "$top_srcdir/t/server.sh"
. "$top_srcdir/t/tap.sh"

largest=8388608 # max-batch-body
words=0

# Runs a configuration that was made of a shipped one.
again() {
	case $1 in
	apache) exec "$(find_program apache2 httpd)" -D FOREGROUND \
		-f "$room/etc/$2.conf" ;;
	lighttpd) exec "$(find_program lighttpd)" -D -f "$room/etc/$2.conf" ;;
	esac
}

deaf_configure() { apache_configure | sed '/CGIPassAuth/d'; }
deaf_run() { again apache deaf; }

narrow_configure() {
	apache_configure | sed 's/LimitRequestBody.*/LimitRequestBody 1000000/'
}
narrow_run() { again apache narrow; }

forgetful_configure() {
	apache_configure
	echo "LoadModule headers_module $(apache_modules)/mod_headers.so"
	echo 'RequestHeader unset Idempotency-Key early'
}
forgetful_run() { again apache forgetful; }

tight_configure() {
	lighttpd_configure |
		sed 's/server.max-request-size.*/server.max-request-size = 1024/'
}
tight_run() { again lighttpd tight; }

slim_configure() {
	nginx_configure | sed 's/client_max_body_size.*/client_max_body_size 1m;/'
}
slim_run() { nginx_run slim; }

# The path stays in the name, as it does in what nginx comes with.
unsplit_configure() {
	nginx_configure |
		sed 's/SCRIPT_NAME .*/SCRIPT_NAME $fastcgi_script_name;/'
}
unsplit_run() { nginx_run unsplit; }

ask() {
	curl -s --noproxy '*' --max-time 60 "$@"
}

# Sends an empty batch of the largest size; prints the status.
send_largest() {
	{
		head -c $((largest - 2)) /dev/zero | tr '\0' ' '
		printf '[]'
	} >"$room/largest"
	ask -o "$room/log/batch" -w '%{http_code}' -g \
		-H 'Content-Type: application/json' -H 'Expect:' \
		--data-binary "@$room/largest" \
		"http://127.0.0.1:$port/json/reply/CreateCustomer[]"
}

# check PATH: what the self-check says, in a file.
check() {
	words=$((words + 1))
	word="one-word-for-each-example-$words"
	printf 'database: %s\ncheck-token: %s\n' "$room/data/crm.db" "$word" \
		>"$room/etc/crm/crm.conf"
	sent=$(send_largest)
	ask -o "$room/answer" -w '%{http_code}\n' -u ana:secret \
		-H 'Idempotency-Key: "check"' -d sent=headers -d view=text \
		-d "body=$sent" -d "token=$word" \
		"http://127.0.0.1:$port$1/-/check" >"$room/status"
	grep -qx 200 "$room/status"
}

# is_well PATH: the log of the server is what the program can't look at.
is_well() {
	check "$1" && ! grep -E '^(FAULT|open)' "$room/answer" |
		grep -qvx 'open    No API key is sent in a URL' &&
		tail -n 1 "$room/answer" | grep -q '^All is well'
}

# faults PATH TITLE REMEDY: whether that alone is a fault, with that remedy.
faults() {
	check "$1" && test "$(grep '^FAULT' "$room/answer")" = "FAULT   $2" &&
		grep -qF "$3" "$room/answer"
}

# judge SENTENCE COMMAND...: shows the answer if the command fails.
judge() {
	sentence=$1
	shift
	"$@"
	status=$?
	report "$status" "$sentence"
	test "$status" -eq 0 || sed 's/^/# /' "$room/status" "$room/answer"
}

is_missing() {
	case $1 in
	apache) test -z "$(find_program apache2 httpd)" ||
		test -z "$(apache_modules)" ;;
	nginx) test -z "$(find_program nginx)" ||
		test -z "$(find_program fcgiwrap)" ;;
	*) test -z "$(find_program "$1")" ;;
	esac
}

# with NAME SERVER SENTENCE COMMAND...: judges one configuration.
with() {
	name=$1 needed=$2
	shift 2
	if is_missing "$needed"; then
		skip "$needed is not installed" "$1"
		return
	fi
	: >"$room/answer"
	rm -rf "$room"/data/* "$room"/log/*
	server_start "$name" || exit 1
	judge "$@"
	server_end
}

is_well_everywhere() {
	is_well /cgi-bin/crm.cgi && is_well ''
}

trap 'room_leave' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
room_make

echo 1..9
with apache apache 'as Apache is shipped, all is well' is_well_everywhere
with lighttpd lighttpd 'as lighttpd is shipped, all is well' is_well_everywhere
with deaf apache 'Apache without CGIPassAuth is found out' faults '' \
	'The header Authorization comes' 'CGIPassAuth On'
with narrow apache 'Apache with a smaller LimitRequestBody is found out' \
	faults '' 'The server lets the largest batch through' \
	"LimitRequestBody $largest"
with forgetful apache 'Apache that takes a header out is found out' \
	faults '' 'The header Idempotency-Key comes' 'RequestHeader unset'
with tight lighttpd 'lighttpd with a smaller max-request-size is found out' \
	faults '' 'The server lets the largest batch through' \
	'server.max-request-size = 9216'
with nginx nginx 'as nginx is shipped, all is well' is_well_everywhere
with slim nginx 'nginx with a smaller client_max_body_size is found out' \
	faults '' 'The server lets the largest batch through' \
	'client_max_body_size 9216k;'
with unsplit nginx 'nginx that leaves the path in the name is found out' \
	faults /cgi-bin/crm.cgi 'The server tells where it is mounted' \
	'fastcgi_split_path_info'
exit $failed
