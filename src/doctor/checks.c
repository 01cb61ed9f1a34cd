/* The self-check's table: possible faults around the program, with remedies. */
#include "doctor/checks.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "config/config.h"
#include "doctor/probe.h"
#include "doctor/verdicts.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

enum { KIB = 1024 };

#define RELOAD_APACHE "systemctl reload apache2"
#define RELOAD_LIGHTTPD "systemctl reload lighttpd"
#define RELOAD_NGINX "systemctl reload nginx"

const struct check checks[] = {
	{
		.name = "settings",
		.title = "The configuration is read",
		.verdict = verdict_settings,
		.remedies = {
			"If a line is named, correct it; crm.conf(5) has all "
			"keys. If the file can't be read, let CRM_CONFIG name "
			"one that {account} can read.",
		},
	},
	{
		.name = "user",
		.title = "It does not run as root",
		.verdict = verdict_user,
		.remedies = {
			"On a terminal, check as the account that the web "
			"server runs programs as:\n"
			"runuser -u {account} -- {program} --check",
			[SETTING_APACHE] = "User {account}\n"
					   "Group {account}",
			[SETTING_LIGHTTPD] =
				"server.username = \"{account}\"\n"
				"server.groupname = \"{account}\"",
			[SETTING_NGINX] =
				"In fcgiwrap.service below [Service]:\n"
				"User={account}",
			[SETTING_HOST] = "Ask the host: programs must run as "
					 "your account.",
		},
	},
	{
		.name = "program",
		.title = "Only its owner can change the program",
		.verdict = verdict_program,
		.remedies = {
			"chmod go-w {program} {program-folder} {settings}",
			[SETTING_HOST] = "In the file manager set 755 for "
					 "folders, crm.cgi and crm-program, "
					 "and 644 for all else.",
		},
	},
	{
		.name = "folder",
		.title = "The folder of the customers is private",
		.verdict = verdict_folder,
		.remedies = {
			"install -d -o {account} -g {account} -m 700 {folder}",
			[SETTING_HOST] = "In the file manager set 700 for "
					 "{folder}.",
		},
	},
	{
		.name = "file",
		.title = "The database is private",
		.verdict = verdict_file,
		.remedies = {
			"chown {account} {database}*\n"
			"chmod 600 {database}*",
			[SETTING_HOST] = "In the file manager set 600 for "
					 "{database} and the files beside it.",
		},
	},
	{
		.name = "place",
		.title = "No web address leads to the database",
		.verdict = verdict_location,
		.remedies = {
			"Set database in crm.conf to a file outside of what "
			"the server serves, and move what is there:\n"
			"mv {database}* " CRM_STATEDIR "/",
			[SETTING_HOST] = "Set in crm.cgi\n"
					 "database: "
					 "../../crm-data/.htcrm.db\n"
					 "with one ../ more for each site in "
					 "whose folder this one lies, and move "
					 "{database} there under that name, "
					 "with the files beside it whose names "
					 "begin so.",
		},
	},
	{
		.name = "writing",
		.title = "The database can be written",
		.verdict = verdict_writing,
		.remedies = {
			"What to do is in the line itself, which the log has "
			"too.",
		},
	},
	{
		.name = "damage",
		.title = "The database is whole",
		.verdict = verdict_damage,
		.remedies = {
			"Let nobody write, and look at all of it:\n"
			"sqlite3 {database} 'PRAGMA integrity_check'\n"
			"If it is damaged, restore the backup.",
		},
	},
	{
		.name = "expiry",
		.title = "No API key ends soon",
		.verdict = verdict_expiry,
		.remedies = {
			"Make another key for who has it, in time; crmctl(8) "
			"tells how:\n"
			"crmctl key add NAME --scopes LIST --expires DAY",
		},
	},
	{
		.name = "journal",
		.title = "Its file system keeps what it was given",
		.verdict = verdict_journal,
		.remedies = {
			"Set database in crm.conf to a file on a local disk.",
			[SETTING_HOST] = "Ask the host for a folder on a local "
					 "disk.",
		},
	},
	{
		.name = "room",
		.title = "There is room on the disk",
		.verdict = verdict_room,
		.remedies = {
			"Make room, or move the database to a larger disk:\n"
			"df -h {folder}",
		},
	},
	{
		.name = "log",
		.title = "The log can be written",
		.verdict = verdict_log,
		.remedies = {
			"Let {account} write to the file and to its folder, or "
			"set in crm.conf\n"
			"log: stderr",
		},
	},
	{
		.name = "way",
		.title = "Requests come by the way that is set up",
		.verdict = verdict_way,
		.remedies = {
			"Start the process that stays, with the socket that "
			"crm.conf names as the relay, or take that line out.\n"
			"systemctl enable --now crm-cgi.socket",
			[SETTING_HOST] =
				"Start the process that stays, where the host "
				"allows that, or take the relay out of "
				"{settings}.",
		},
	},
	{
		.name = "path",
		.title = "The server tells where it is mounted",
		.verdict = verdict_path,
		.remedies = {
			[SETTING_APACHE] =
				"ScriptAlias \"/cgi-bin/crm.cgi\" "
				"\"{program}\"",
			[SETTING_LIGHTTPD] =
				"alias.url = ( \"/cgi-bin/crm.cgi\" => "
				"\"{program}\" )\n"
				"cgi.assign = ( \"/crm.cgi\" => \"\" )",
			[SETTING_NGINX] =
				"fastcgi_split_path_info "
				"^(/cgi-bin/crm\\.cgi)(/.*)$;\n"
				"fastcgi_param SCRIPT_NAME "
				"$fastcgi_script_name;\n"
				"fastcgi_param PATH_INFO $fastcgi_path_info;",
			[SETTING_HOST] = "Upload the .htaccess of the archive "
					 "again.",
		},
	},
	{
		.name = "authorization",
		.title = "The header Authorization comes",
		.verdict = verdict_authorization,
		.remedies = {
			[SETTING_APACHE] =
				"In the <Directory> or <Files> of crm.cgi:\n"
				"CGIPassAuth On\n" RELOAD_APACHE,
			[SETTING_LIGHTTPD] =
				"lighttpd passes it on by itself: look for a "
				"proxy before it, or for a line that changes "
				"it:\n"
				"grep -rn Authorization /etc/lighttpd",
			[SETTING_NGINX] =
				"fastcgi_param HTTP_AUTHORIZATION "
				"$http_authorization;\n" RELOAD_NGINX,
			[SETTING_HOST] =
				"In .htaccess:\n"
				"RewriteEngine On\n"
				"RewriteCond %{HTTP:Authorization} .\n"
				"RewriteRule ^ - [E=HTTP_AUTHORIZATION:"
				"%{HTTP:Authorization}]",
		},
	},
	{
		.name = "key",
		.title = "The header Idempotency-Key comes",
		.verdict = verdict_key,
		.remedies = {
			[SETTING_APACHE] =
				"Look for what takes it out, here or in a "
				"proxy before:\n"
				"grep -rn 'RequestHeader unset' /etc/apache2",
			[SETTING_LIGHTTPD] =
				"Look for what takes it out, here or in a "
				"proxy before:\n"
				"grep -rn set-request-header /etc/lighttpd",
			[SETTING_NGINX] =
				"fastcgi_pass_request_headers on;\n"
				"fastcgi_param HTTP_IDEMPOTENCY_KEY "
				"$http_idempotency_key;\n" RELOAD_NGINX,
			[SETTING_HOST] = "Ask the host to let the header "
					 "Idempotency-Key pass.",
		},
	},
	{
		.name = "body",
		.title = "The server lets the largest batch through",
		.verdict = verdict_body,
		.remedies = {
			[SETTING_APACHE] =
				"LimitRequestBody {bytes}\n" RELOAD_APACHE,
			[SETTING_LIGHTTPD] =
				"server.max-request-size = {kib}\n"
				RELOAD_LIGHTTPD,
			[SETTING_NGINX] =
				"client_max_body_size {kib}k;\n" RELOAD_NGINX,
			[SETTING_HOST] =
				"In .htaccess:\n"
				"LimitRequestBody {bytes}\n"
				"If the host allows no more, let the program "
				"promise no more: set max-batch-body in "
				"crm.cgi to what the host lets through.",
		},
	},
	{
		.name = "limits",
		.title = "It may take what it needs",
		.verdict = verdict_limits,
		.remedies = {
			"If max-batch-body is larger than your batches are, "
			"make it smaller in crm.conf.",
			[SETTING_APACHE] =
				"RLimitMEM max\n"
				"In apache2.service below [Service]:\n"
				"LimitFSIZE=infinity\n"
				"LimitNOFILE=1024",
			[SETTING_LIGHTTPD] =
				"In lighttpd.service below [Service]:\n"
				"LimitAS=infinity\n"
				"LimitFSIZE=infinity\n"
				"LimitNOFILE=1024",
			[SETTING_NGINX] =
				"In fcgiwrap.service below [Service]:\n"
				"LimitAS=infinity\n"
				"LimitFSIZE=infinity\n"
				"LimitNOFILE=1024",
			[SETTING_HOST] = "Ask the host for more, or make "
					 "max-batch-body in crm.cgi smaller.",
		},
	},
	{
		.name = "texts",
		.title = "What the shop says is read",
		.verdict = verdict_texts,
		.remedies = {
			"Take the line out, or correct its language, such as "
			"it in form.title.it.",
		},
	},
	{
		.name = "encryption",
		.title = "Nobody can read what is sent",
		.verdict = verdict_encryption,
		.remedies = {
			"Let the site answer https addresses only. If a proxy "
			"before the server does that, say so in crm.conf, with "
			"the address that clients have:\n"
			"url: https://www.example.com",
			[SETTING_APACHE] = "a2enmod ssl",
			[SETTING_LIGHTTPD] = "lighttpd-enable-mod ssl",
			[SETTING_NGINX] = "listen 443 ssl;",
			[SETTING_HOST] = "Switch HTTPS on in the host's panel.",
		},
	},
	{
		.name = "urls",
		.title = "No personal data get into the access log",
		.verdict = verdict_urls,
		.remedies = {
			"Let clients send all members in the body. If yours "
			"do, set in crm.conf\n"
			"query-members: refuse",
		},
	},
	{
		.name = "open",
		.title = "Creating customers needs a key",
		.verdict = verdict_open,
		.remedies = {
			"Give each program that creates customers a key of its "
			"own:\n"
			"crmctl key add NAME --scopes create\n"
			"Then set in crm.conf what needs none, the form page "
			"(form) or nothing (none):\n"
			"open: form",
			[SETTING_HOST] = "In crm.cgi:\n"
					 "open: form",
		},
	},
	{
		.name = "leaks",
		.title = "No API key is sent in a URL",
		.verdict = verdict_leaks,
		.remedies = {
			"Let the client send its key in the header X-Api-Key, "
			"and give it another one:\n"
			"crmctl key rotate NAME",
		},
	},
	{
		.name = "clock",
		.title = "The clock is right",
		.verdict = verdict_clock,
		.remedies = {
			"timedatectl set-ntp true",
			[SETTING_HOST] = "Tell the host that the clock of "
					 "the machine is wrong.",
		},
	},
	{
		.name = "xml",
		.title = "XML is spoken",
		.verdict = verdict_xml,
		.remedies = {
			"apt-get install libxml2",
			[SETTING_HOST] = "Upload the portable program: it "
					 "needs no library.",
		},
	},
};

const size_t check_count = COUNT(checks);

/* The settings: their names, and the servers' own names in SERVER_SOFTWARE. */
static const struct {
	const char *title, *server;
} settings[SETTING__MAX] = {
	[SETTING_ANY] = { "", "" },
	[SETTING_APACHE] = { "Apache", "Apache" },
	[SETTING_LIGHTTPD] = { "lighttpd", "lighttpd" },
	[SETTING_NGINX] = { "nginx with fcgiwrap", "nginx" },
	/* they mostly have an Apache, or a server that is named as one */
	[SETTING_HOST] = { "Shared hosting", "Apache" },
};

const char *
setting_title(enum setting setting)
{
	return settings[setting].title;
}

/* Whether the server of the request may be of a setting. */
static bool
is_of(const char *server, enum setting setting)
{
	bool known = false;

	for (size_t i = SETTING_ANY + 1; i < SETTING__MAX; i++)
		if (strncmp(server, settings[i].server,
			    strlen(settings[i].server)) == 0)
			known = true;
	return !known || strncmp(server, settings[setting].server,
				 strlen(settings[setting].server)) == 0;
}

/* Adds a word of a command, in quotes if the shell would change the word. */
static void
add_word(struct text *out, const char *word)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789/._-+,:@%";

	if (*word != '\0' && word[strspn(word, plain)] == '\0')
		text_puts(out, word);
	else
		text_shell(out, word);
}

static const char *
path_or(const char *path, const char *other)
{
	return path == NULL ? other : path;
}

const char *
checks_remedy(const struct probe *probe, const struct check *check,
	enum setting setting)
{
	const int64_t most = probe->config->max_batch_body;
	const struct {
		const char *name, *value;
	} names[] = {
		{ "{program}", path_or(probe->program.path, "crm.cgi") },
		{ "{program-folder}",
			path_or(probe->program_folder.path, ".") },
		{ "{settings}", path_or(probe->settings.path, "crm.conf") },
		{ "{database}", path_or(probe->database.path, "crm.db") },
		{ "{folder}", path_or(probe->folder.path, ".") },
		{ "{account}", probe->account },
		{ "{bytes}",
			arena_printf(probe->arena, "%lld", (long long)most) },
		/* a little more, so that the program can refuse larger bodies
		 */
		{ "{kib}", arena_printf(probe->arena, "%lld",
				   (long long)most / KIB + KIB) },
	};
	const char *at = check->remedies[setting];
	struct text out = { .arena = probe->arena };

	if (at == NULL || !is_of(probe->server, setting))
		return NULL;
	while (*at != '\0') {
		size_t i = 0, length = 0;

		while (i < COUNT(names) &&
			strncmp(at, names[i].name,
				length = strlen(names[i].name)) != 0)
			i++;
		if (i < COUNT(names)) {
			add_word(&out, names[i].value);
			at += length;
		} else {
			text_putc(&out, *at++);
		}
	}
	return out.bytes;
}
