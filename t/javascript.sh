# Runs tests written for Node.js through a real lighttpd, in TAP: to be sourced,
# with top_srcdir and top_builddir set.
# shellcheck shell=sh disable=SC2154

. "$top_srcdir/t/server.sh"

skip() {
	echo "1..0 # SKIP $*"
	exit 0
}

# javascript_key NAME [OPTION]...: makes an API key, and prints it.
javascript_key() {
	"$top_builddir/crmctl" --config "$room/etc/crm/crm.conf" key add "$@"
}

# javascript_run FILE [FOLDER]: skips what can't be run here. The folder, else
# that of the client, is one of t/; both are copied.
javascript_run() {
	for program in lighttpd node npm python3; do
		test -n "$(find_program "$program")" ||
			skip "$program is not installed"
	done
	node -e 'require("node:util").parseArgs && fetch' 2>/dev/null ||
		skip "Node.js $(node --version) is too old"

	server_begin lighttpd
	for folder in javascript ${2:-}; do
		cp -r "$top_srcdir/t/$folder" "$room/$folder" &&
			chmod -R u+w "$room/$folder" || exit 1
	done
	# a key that may do everything, and one that may do little
	key=$(javascript_key tests) &&
		reader=$(javascript_key reader --scopes read \
			--pos 'ES100:*') || exit 1
	mkdir "$room/tmp" && cd "$room/$folder" || exit 1
	npm ci --include=dev --ignore-scripts --no-audit --no-fund \
		--prefer-offline --fetch-retries=1 \
		--fetch-retry-mintimeout=1000 >"$room/log/npm" 2>&1 || {
		sed 's/^/# /' "$room/log/npm"
		skip 'npm could not install what the tests use'
	}

	TMPDIR=$room/tmp node --test-reporter=tap "$1" \
		--server "http://127.0.0.1:$port" --data "$room/data" \
		--config "$room/etc/crm/crm.conf" --key "$key" \
		--reader "$reader" \
		--browser "$(find_program chromium)"
}
