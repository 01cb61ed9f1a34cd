#!/bin/sh
# Puts what make portable-dist packs where a shared host serves it from, as one
# does who can upload files and no more; speaks TAP.

: "${top_srcdir:=$(cd "$(dirname "$0")/.." && pwd)}"
: "${top_builddir:=$top_srcdir}"
. "$top_srcdir/t/server.sh"

if test -z "$portable_notices"; then
	echo '1..0 # SKIP this is the ordinary program'
	exit 0
elif test -z "$(find_program apache2 httpd)" || test -z "$(apache_modules)"
then
	echo '1..0 # SKIP Apache is not installed'
	exit 0
fi

# An Apache that knows nothing of the program, and heeds .htaccess files.
hosting_configure() {
	modules=$(apache_modules)
	cat <<-END_OF_CONF
		ServerRoot "$room"
		ServerName 127.0.0.1
		Listen 127.0.0.1:$port
		DefaultRuntimeDir "$room/log"
		PidFile "$room/log/apache.pid"
		ErrorLog "$room/log/error.log"
	END_OF_CONF
	for module in mpm_event authz_core mime env dir rewrite cgid; do
		echo "LoadModule ${module}_module $modules/mod_$module.so"
	done
	if is_root; then
		echo "User $account"
		echo "Group $account"
	fi
	cat <<-END_OF_CONF
		TypesConfig /dev/null
		ScriptSock $room/log/cgid.socket
		DocumentRoot "$room/home/public_html"
		<Directory "$room/home/public_html">
			AllowOverride All
			Options FollowSymLinks
			Require all granted
		</Directory>
	END_OF_CONF
}

hosting_run() {
	exec "$(find_program apache2 httpd)" -D FOREGROUND \
		-f "$room/etc/hosting.conf"
}

number=0
failed=0

# report STATUS SENTENCE
report() {
	number=$((number + 1))
	if test "$1" -eq 0; then
		echo "ok $number - $2"
	else
		echo "not ok $number - $2"
		sed 's/^/# /' "$room/answer"
		server_log | sed 's/^/# /'
		failed=1
	fi
}

# ask PATH [OPTION]...: prints the status; the answer goes to a file.
ask() {
	path=$1
	shift
	curl -s -o "$room/answer" -w '%{http_code}' --noproxy '*' \
		--max-time 20 "$@" "http://127.0.0.1:$port$path"
}

# answers STATUS SENTENCE PATH [OPTION]...
answers() {
	status=$1 sentence=$2
	shift 2
	test "$(ask "$@")" = "$status"
	report $? "$sentence"
}

customer='{"privacyPolicyAcceptanceStorage":true,
"canBeContactedByMaison":false,"clientType":"COMPANY",
"companyName":"Example Ltd","countryId":"it","posCode":"P","brand":"CAR"}'

# creates SENTENCE PATH
creates() {
	answers 200 "$1" "$2" -g -H 'Content-Type: application/json' \
		-d "$customer"
}

# What suEXEC asks for: no links, and nothing that others may write to.
is_tidy() {
	test -z "$(find "$home/public_html" ! -type d ! -type f)" &&
		test -z "$(find "$home/public_html" -perm /022)" &&
		test -x "$site/crm.cgi" && test -x "$site/crm-program"
}

# Writes a program in the place of the service that tells who asks.
tell_who_asks() {
	mv "$site/crm.cgi" "$site/crm.cgi.kept" &&
		cat <<-'END_OF_SCRIPT' >"$site/crm.cgi" &&
			#!/bin/sh
			printf 'Content-Type: text/plain\n\n%s' "$HTTP_AUTHORIZATION"
		END_OF_SCRIPT
		chmod 755 "$site/crm.cgi"
}

trap 'room_leave' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
room_make
home=$room/home site=$room/home/public_html/crm
mkdir -p "$home/public_html"
sh "$top_srcdir/conf/portable/pack.sh" "$top_builddir/cgi-bin/crm.cgi" \
	"$portable_notices" "$room/one.tar.gz" >"$room/log/pack.log" &&
	(umask 077 && sh "$top_srcdir/conf/portable/pack.sh" \
		"$top_builddir/cgi-bin/crm.cgi" "$portable_notices" \
		"$room/two.tar.gz" >>"$room/log/pack.log") &&
	tar -xzpf "$room/one.tar.gz" -C "$home/public_html" \
		--no-same-owner || exit 1
chmod 755 "$home" "$home/public_html"
: >"$room/answer"
test -z "$(is_root && echo root)" || chown -R "$account" "$home"
server_start hosting || exit 1

echo 1..20
cmp -s "$room/one.tar.gz" "$room/two.tar.gz"
report $? 'it is packed the same whenever it is packed'
is_tidy
report $? 'no file is a link, nor may others write to any'
answers 200 'the service is healthy at its short address' /crm/health
creates 'a customer is created there' /crm/customer
grep -qx '{"boosterCustomerId":1}' "$room/answer"
report $? 'and has the number 1'
creates 'and at the long address' /crm/crm.cgi/customer
answers 200 'a suffix and a query stay what they are' \
	'/crm/customer.xml?format=csv' -d clientType=COMPANY \
	-d companyName=Example -d countryId=it -d posCode=P -d brand=CAR \
	-d privacyPolicyAcceptanceStorage=yes -d canBeContactedByMaison=no
answers 200 'a batch has its brackets' \
	'/crm/json/reply/CreateCustomer[]' -g \
	-H 'Content-Type: application/json' -d "[$customer,$customer]"
answers 400 'a fault is told' /crm/customer \
	-H 'Content-Type: application/json' -d '{}'
grep -q 'NotEmpty' "$room/answer"
report $? 'by the program'
answers 200 'the form is there' /crm/customer -H 'Accept: text/html'
grep -q 'action="/crm/' "$room/answer"
report $? 'and leads back to the service'
test -f "$home/crm-data/crm.db" &&
	test -z "$(find "$home/crm-data" -perm /077)"
report $? 'the database is outside of what is served, and private'

# Whatever lies in the folder, nobody gets to see it.
echo 'secret' | tee "$site/crm.db" "$site/crm.db-journal" "$site/crm.conf" \
	"$site/crm.cgi~" >"$site/notes"
for file in crm.db crm.db-journal crm.conf .htaccess crm-program \
	README.txt crm.cgi~ notes notices/sqlite3; do
	case $(ask "/crm/$file") in 403 | 404) ;; *) echo "# $file" ;; esac
	! grep -qE 'secret|RewriteEngine|ELF|shared host' "$room/answer" ||
		echo "# $file is shown"
done >"$room/shown"
cat "$room/shown"
test ! -s "$room/shown"
report $? 'no file of the folder can be fetched'
test "$(ask /crm/crm.cgi)" = 302
report $? 'nor can the settings, which are the service itself'
rm "$site/crm.db" "$site/crm.db-journal" "$site/crm.conf" "$site/crm.cgi~" \
	"$site/notes"

sed 's|^database:.*|database: crm-data/crm.db|' "$site/crm.cgi" >"$room/stub"
cp "$site/crm.cgi" "$room/kept" && cat "$room/stub" >"$site/crm.cgi"
answers 503 'customers are not kept where they could be fetched' /crm/health
test ! -e "$site/crm-data"
report $? 'nor is a folder made for them there'
cat "$room/kept" >"$site/crm.cgi"
answers 200 'put right, it is healthy again' /crm/health

tell_who_asks
answers 200 'who asks may prove it' /crm/customer -u ana:secret
test "$(cat "$room/answer")" = "Basic $(printf ana:secret | base64)"
report $? 'to the program'
exit $failed
