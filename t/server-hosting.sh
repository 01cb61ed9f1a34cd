#!/bin/sh
# Puts what make portable-dist packs where shared hosts serve it from, as one
# does who can upload files and no more; speaks TAP.

: "${top_srcdir:=$(cd "$(dirname "$0")/.." && pwd)}"
: "${top_builddir:=$top_srcdir}"
. "$top_srcdir/t/server.sh"
. "$top_srcdir/t/tap.sh"

if test -z "$portable_notices"; then
	echo '1..0 # SKIP this is the ordinary program'
	exit 0
elif test -z "$(find_program apache2 httpd)" || test -z "$(apache_modules)"
then
	echo '1..0 # SKIP Apache is not installed'
	exit 0
fi

# Hosts: each an Apache that knows nothing of the program. What differs is the
# modules beyond those that all have, what .htaccess files may say, what is
# already allowed, and where the user's pages are.

# What any user's pages on most hosts may do.
host_site() {
	base='' modules=rewrite override=All options=FollowSymLinks
	pages="DocumentRoot \"$home/public_html\""
}

# Pages are at /~ana, and programs run as her where suEXEC can be had.
host_user() {
	host_site
	base=/~ana modules='rewrite userdir suexec'
	override='FileInfo AuthConfig Limit Options=ExecCGI,Indexes'
	pages="DocumentRoot \"$room/htdocs\"
		UserDir \"$room/homes/*/public_html\""
}

host_without_rewriting() {
	host_site
	modules=
}

# Whoever says Options in a .htaccess gets 500 of these for everything.
host_with_its_own_options() {
	host_site
	override='FileInfo AuthConfig' options='ExecCGI FollowSymLinks'
}

# Nothing is rewritten on these where links are not followed.
host_without_links() {
	host_site
	options=None
}

hosting_configure() {
	folder=$(apache_modules)
	cat <<-END_OF_CONF
		ServerRoot "$room"
		ServerName 127.0.0.1
		Listen 127.0.0.1:$port
		DefaultRuntimeDir "$room/log"
		PidFile "$room/log/apache.pid"
		ErrorLog "$room/log/error.log"
	END_OF_CONF
	for module in mpm_event authz_core authz_host mime env dir cgid $modules; do
		echo "LoadModule ${module}_module $folder/mod_$module.so"
	done
	if is_root; then
		echo "User $account"
		echo "Group $account"
	fi
	cat <<-END_OF_CONF
		TypesConfig /dev/null
		ScriptSock $room/log/cgid.socket
		$pages
		<Directory "$home/public_html">
			AllowOverride $override
			Options $options
			Require all granted
		</Directory>
	END_OF_CONF
}

# Apache, and suEXEC, which it starts as root, find ana among the users of a
# place of their own, and a log.
hosting_run() {
	test -z "$suexec" || test "$base" != /~ana ||
		set -- unshare --mount sh -c '
			mount --bind "$1/etc/passwd" /etc/passwd &&
				mount --bind "$1/etc/group" /etc/group &&
				mount --bind "$1/log" /var/log &&
				shift && exec "$@"' sh "$room"
	exec "$@" "$(find_program apache2 httpd)" -D FOREGROUND \
		-f "$room/etc/hosting.conf"
}

# Whether programs can run as another user here.
has_suexec() {
	is_root && test -u /usr/lib/apache2/suexec &&
		test -e "$(apache_modules)/mod_suexec.so" &&
		unshare --mount true 2>/dev/null
}

# give ACCOUNT: all of the home is the account's; customers of before are gone.
give() {
	rm -rf "$home/crm-data"
	! is_root || chown -R "$1" "$home"
}

# host NAME: goes on with such a host.
host() {
	server_end
	"host_$1"
	: >"$room/log/error.log"
	server_start hosting && return
	echo "Bail out! there is no host_$1"
	exit 1
}

# told STATUS SENTENCE: a report, with the answer and the log if it is bad.
told() {
	report "$1" "$2"
	test "$1" -eq 0 || {
		cat "$room/answer"
		server_log
		test -z "$suexec" || tail -n 5 "$room/log/apache2/suexec.log"
	} | sed 's/^/# /'
}

# ask PATH [OPTION]...: prints the status; the answer goes to a file.
ask() {
	path=$1
	shift
	curl -s -o "$room/answer" -w '%{http_code}' --noproxy '*' \
		--max-time 20 "$@" "http://127.0.0.1:$port$base$path"
}

# answers STATUS SENTENCE PATH [OPTION]...
answers() {
	status=$1 sentence=$2
	shift 2
	test "$(ask "$@")" = "$status"
	told $? "$sentence"
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
		test -x "$site/crm.cgi" && test -x "$site/crm-program" &&
		test -x "$site/crmctl"
}

# edit FILE COMMAND: with sed; the file stays the same one, as its owner's.
edit() {
	cp "$1" "$room/kept" && sed "$2" "$room/kept" >"$1"
}

put_back() {
	cat "$room/kept" >"$1"
}

# Whatever lies in the folder, nobody gets to see it.
shows_nothing() {
	echo 'secret' | tee "$site/crm.db" "$site/crm.db-journal" \
		"$site/crm.conf" "$site/crm.cgi~" "$site/crm.cgi.bak" \
		>"$site/notes"
	for file in crm.db crm.db-journal crm.conf .htaccess crm-program \
		crmctl customers.sql README.txt crm.cgi~ crm.cgi.bak notes \
		notices/sqlite3 notices/ ''; do
		case $(ask "/crm/$file") in
		302 | 403 | 404) ;;
		*) echo "# $file" ;;
		esac
		! grep -qE 'secret|RewriteEngine|ELF|shared host|Index of' \
			"$room/answer" || echo "# $file is shown"
	done >"$room/shown"
	rm "$site/crm.db" "$site/crm.db-journal" "$site/crm.conf" \
		"$site/crm.cgi~" "$site/crm.cgi.bak" "$site/notes"
	cat "$room/shown"
	test ! -s "$room/shown"
}

# Puts a program in the place of the service that tells who asks.
tell_who_asks() {
	cp "$site/crm.cgi" "$room/kept" &&
		cat <<-'END_OF_SCRIPT' >"$site/crm.cgi"
			#!/bin/sh
			printf 'Content-Type: text/plain\n\n%s' "$HTTP_AUTHORIZATION"
		END_OF_SCRIPT
}

hears_who_asks() {
	tell_who_asks
	answers 200 'who asks may prove it' /crm/customer -u ana:secret
	test "$(cat "$room/answer")" = "Basic $(printf ana:secret | base64)"
	told $? 'to the program'
	put_back "$site/crm.cgi"
}

# keep COMMAND...: crmctl, as README.txt says.
keep() {
	(cd "$site" && ./crmctl --config crm.cgi "$@")
}

trap 'room_leave' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
room_make
home=$room/homes/ana site=$room/homes/ana/public_html/crm
mkdir -p "$home/public_html"
sh "$top_srcdir/conf/portable/pack.sh" "$top_builddir/cgi-bin/crm.cgi" \
	"$top_builddir/crmctl" "$top_builddir/conf/crm.conf" \
	"$portable_notices" "$room/one.tar.gz" >"$room/log/pack.log" &&
	(umask 077 && sh "$top_srcdir/conf/portable/pack.sh" \
		"$top_builddir/cgi-bin/crm.cgi" "$top_builddir/crmctl" \
		"$top_builddir/conf/crm.conf" "$portable_notices" \
		"$room/two.tar.gz" \
		>>"$room/log/pack.log") &&
	tar -xzpf "$room/one.tar.gz" -C "$home/public_html" \
		--no-same-owner || exit 1
chmod 755 "$room/homes" "$home" "$home/public_html"
: >"$room/answer"
suexec='' ana=61234 runner=$account
if has_suexec; then
	suexec=yes runner=$ana:$ana
	mkdir "$room/log/apache2"
	{
		cat /etc/passwd
		echo "ana:x:$ana:$ana::$home:/bin/false"
	} >"$room/etc/passwd"
	{
		cat /etc/group
		echo "ana:x:$ana:"
	} >"$room/etc/group"
fi

echo 1..50
cmp -s "$room/one.tar.gz" "$room/two.tar.gz"
told $? 'it is packed the same whenever it is packed'
is_tidy
told $? 'no file is a link, nor may others write to any'

give "$account"
host site
answers 200 'the service is healthy at its short address' /crm/health
creates 'a customer is created there' /crm/customer
grep -qx '{"boosterCustomerId":1}' "$room/answer"
told $? 'and has the number 1'
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
told $? 'by the program'
answers 200 'the form is there' /crm/customer -H 'Accept: text/html'
grep -q 'action="/crm/' "$room/answer"
told $? 'and leads back to the service'
test -f "$home/crm-data/.htcrm.db" &&
	test -z "$(find "$home/crm-data" -perm /077)"
told $? 'the database is outside of what is served, and private'
shows_nothing
told $? 'no file of the folder can be fetched'
test "$(ask /crm/crm.cgi)" = 302
told $? 'nor can the settings, which are the service itself'
edit "$site/crm.cgi" 's|^database:.*|database: crm-data/.htcrm.db|'
answers 503 'customers are not kept where they could be fetched' /crm/health
test ! -e "$site/crm-data"
told $? 'nor is a folder made for them there'
put_back "$site/crm.cgi"
answers 200 'put right, it is healthy again' /crm/health
hears_who_asks

# The settings as one edits them in the host's file manager.
token=Ex4mpleT0kenOfEx4mpleCom
edit "$site/crm.cgi" "s|^#check-token:.*|check-token: $token|"
answers 200 'it checks itself' /crm/-/check -d token=$token -d view=text \
	-d sent=headers -u ana:secret -H 'Idempotency-Key: "check"'
grep -q '^All is well' "$room/answer"
told $? 'and finds no fault with the host'
put_back "$site/crm.cgi"
answers 202 'the form sets aside what no person fills in' /crm/customer \
	-H 'Accept: text/html' -d clientType=COMPANY \
	-d companyName=Example -d countryId=it -d posCode=P -d brand=CAR \
	-d privacyPolicyAcceptanceStorage=yes -d canBeContactedByMaison=no \
	-d _remark=x
keep suspects >"$room/answer" 2>&1 && grep -q '^ *1  .*  trap  ' "$room/answer"
told $? 'crmctl, which is packed too, lists it'
keep suspects accept 1 >"$room/answer" 2>&1
told $? 'and takes it in'
mv "$site/crm-program" "$site/crm-program.old"
cp -p "$site/crm-program.old" "$site/crm-program.new"
mv "$site/crm-program.new" "$site/crm-program"
creates 'another version of the program is renamed into its place' \
	/crm/customer
rm "$site/crm-program.old"

# As README says where a host lets one write nowhere else.
mkdir -m 755 "$site/crm-data"
echo 'Require all denied' >"$site/crm-data/.htaccess"
! is_root || chown -R "$account" "$site/crm-data"
edit "$site/crm.cgi" 's|^database:.*|database: crm-data/.htcrm.db\
allow-under-document-root: yes|'
creates 'where nothing else can be written to, the folder may be served' \
	/crm/customer
case $(ask /crm/crm-data/.htcrm.db) in
403) test -s "$site/crm-data/.htcrm.db" ;;
*) false ;;
esac
told $? 'but is closed'
rm -r "$site/crm-data"
put_back "$site/crm.cgi"

edit "$site/.htaccess" '$a Require ip 192.0.2.0/24'
answers 403 'addresses that are not let in are refused' /crm/customer
put_back "$site/.htaccess"

give "$runner"
host user
answers 200 'it is healthy among the pages of a user' /crm/health
creates 'and creates a customer' /crm/customer
answers 200 'the form of a user is there' /crm/customer
grep -q 'action="/~ana/crm/' "$room/answer"
told $? 'and leads back to the service of the user'
shows_nothing
told $? 'no file of the user can be fetched'
hears_who_asks
edit "$site/crm.cgi" 's|^database:.*|database: ../crm-data/.htcrm.db|'
answers 503 'customers are not kept among the pages of a user' /crm/health
put_back "$site/crm.cgi"
if test -n "$suexec"; then
	test "$(stat -c %u "$home/crm-data" "$home/crm-data/.htcrm.db" |
		sort -u)" = "$ana"
	told $? 'the customers belong to the user, whom the program ran as'
	chmod g+w "$site/crm.cgi"
	answers 500 'which it would not, if others could write to it' \
		/crm/health
	grep -q 'is writable by others' "$room/log/apache2/suexec.log"
	told $? 'as suEXEC says'
	chmod g-w "$site/crm.cgi"
	answers 200 'as it is packed it runs' /crm/health
	chmod 700 "$site/crm.cgi" "$site/crm-program"
	creates 'also where nobody else may read the settings' /crm/customer
	chmod 755 "$site/crm.cgi" "$site/crm-program"
else
	for sentence in 'runs as the user' 'is watched' 'is refused' 'runs' \
		'is closed'; do
		skip 'there is no suEXEC' "$sentence"
	done
fi

give "$account"
host without_rewriting
answers 200 'without rewriting it is healthy at the long address' \
	/crm/crm.cgi/health
creates 'and creates a customer' /crm/crm.cgi/customer
shows_nothing
told $? 'no file can be fetched there either'

host with_its_own_options
answers 500 'a host may forbid a line of .htaccess' /crm/health
grep -q 'Options not allowed here' "$room/log/error.log"
told $? 'and names it in the log'
edit "$site/.htaccess" '/^Options/d'
creates 'without that line a customer is created' /crm/customer
put_back "$site/.htaccess"

host without_links
answers 403 'where links are not followed nothing is rewritten' /crm/health
edit "$site/.htaccess" 's/^Options.*/& +SymLinksIfOwnerMatch/'
creates 'unless links of the owner are followed' /crm/customer
put_back "$site/.htaccess"
exit $failed
