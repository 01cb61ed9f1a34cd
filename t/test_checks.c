/* Tests of the self-check: each thing that it looks at is broken on purpose. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "config/config.h"
#include "fixture.h"
#include "doctor/checks.h"
#include "doctor/probe.h"

Suite *checks_suite(void);

enum { USER = 33, MIB = 1024 * 1024 };

static struct config config;

/* Facts as they are where all is well, and all of it could be told. */
static struct probe
all_well(void)
{
	config = (struct config){
		.max_body = 65536,
		.max_batch_body = 8 * MIB,
		.log = "stderr",
		.refuse_query_members = 1,
		.open = OPEN_FORM,
	};
	return (struct probe){
		.arena = &arena,
		.config = &config,
		.asked = true,
		.claim = { .headers = true, .body = "200" },
		.user = USER,
		.user_name = "ana",
		.account = "ana",
		.program = { "/usr/lib/cgi-bin/crm.cgi", 0, S_IFREG | 0755, 0,
			"root" },
		.program_folder = { "/usr/lib/cgi-bin", 0, S_IFDIR | 0755, 0,
			"root" },
		.settings = { "/etc/crm/crm.conf", 0, S_IFREG | 0644, 0,
			"root" },
		.folder = { "/srv/crm", 0, S_IFDIR | 0700, USER, "ana" },
		.database = { "/srv/crm/crm.db", 0, S_IFREG | 0600, USER,
			"ana" },
		.tried = true,
		.said = "",
		.view = { .durability = "delete",
			.damage = "",
			.newest = "2020-06-15T11:00:00Z" },
		.file_system = 0xef53,
		.room = INT64_C(1) << 40,
		.log_open = true,
		.server = "Apache/2.4.57 (Debian)",
		.script = "/cgi-bin/crm.cgi",
		.path = "/-/check",
		.uri = "/cgi-bin/crm.cgi/-/check",
		.authorization = true,
		.key = true,
		.secure = true,
		.memory = INT64_C(512) * MIB,
		.file_size = INT64_MAX,
		.files = 1024,
		.now = FIXTURE_NOW,
		.made = FIXTURE_NOW - 86400,
	};
}

static const struct check *
named(const char *name)
{
	for (size_t i = 0; i < check_count; i++)
		if (strcmp(checks[i].name, name) == 0)
			return &checks[i];
	ck_abort_msg("there is no check %s", name);
	return NULL;
}

/* The configuration, with a relay. */
static const struct config *
config_relayed(void)
{
	config.relay = "/run/crm-cgi.socket";
	return &config;
}

/* Ways to break something. */

static void
misspell(struct probe *probe)
{
	probe->wrong = "crm.conf:3: there is no key \"databse\"";
}

static void
run_as_root(struct probe *probe)
{
	probe->user = 0;
}

static void
open_program(struct probe *probe)
{
	probe->program.mode = S_IFREG | 0775;
}

static void
open_program_folder(struct probe *probe)
{
	probe->program_folder.mode = S_IFDIR | 0777;
}

static void
open_settings(struct probe *probe)
{
	probe->settings.mode = S_IFREG | 0666;
}

static void
open_folder(struct probe *probe)
{
	probe->folder.mode = S_IFDIR | 0750;
}

static void
give_folder_away(struct probe *probe)
{
	probe->folder.owner = 0;
}

static void
lose_folder(struct probe *probe)
{
	probe->folder.trouble = EACCES;
}

static void
open_file(struct probe *probe)
{
	probe->database.mode = S_IFREG | 0640;
}

static void
give_file_away(struct probe *probe)
{
	probe->database.owner = 0;
}

static void
link_file(struct probe *probe)
{
	probe->database.mode = S_IFLNK | 0777;
}

static void
give_companion_away(struct probe *probe)
{
	probe->companion = (struct entry){ "/srv/crm/crm.db-lock", 0,
		S_IFREG | 0600, 0, "root" };
}

static void
serve(struct probe *probe)
{
	probe->shown = "/srv";
}

static void
allow_to_serve(struct probe *probe)
{
	probe->shown = "/srv";
	config.allow_under_document_root = 1;
}

static void
fill_up(struct probe *probe)
{
	probe->said = "database /srv/crm/crm.db: database or disk is full (13)";
}

static void
damage(struct probe *probe)
{
	probe->view.damage = "*** in database main ***\nPage 3: never used";
}

static void
grow(struct probe *probe)
{
	probe->view.damage = NULL;
}

/* It is 2020-06-15; those before and behind the two named are no matter. */
static void
let_keys_expire(struct probe *probe)
{
	static const struct api_key keys[] = {
		{ .name = "over", .expires = "2020-06-14" },
		{ .name = "shop", .expires = "2020-06-15" },
		{ .name = "gone", .expires = "2020-06-16", .revoked = 1 },
		{ .name = "desk", .expires = "2020-07-15" },
		{ .name = "till", .expires = "2020-07-16" },
		{ .name = "ever" },
	};

	probe->keys = keys;
	probe->key_count = COUNT(keys);
}

static void
mount_nfs(struct probe *probe)
{
	probe->file_system = 0x6969;
}

static void
mount_smb(struct probe *probe)
{
	probe->file_system = 0xff534d42;
}

static void
mount_memory(struct probe *probe)
{
	probe->file_system = 0x01021994;
}

static void
take_room(struct probe *probe)
{
	probe->room = 40 * MIB;
}

static void
close_log(struct probe *probe)
{
	config.log = "/var/log/crm.log";
	probe->log_open = false;
}

static void
lose_path_info(struct probe *probe)
{
	probe->path = "";
}

/* As nginx does without fastcgi_split_path_info. */
static void
leave_path_in_name(struct probe *probe)
{
	probe->script = "/cgi-bin/crm.cgi/-/check";
}

static void
ask_for_another(struct probe *probe)
{
	probe->uri = "/elsewhere";
}

static void
strip_authorization(struct probe *probe)
{
	probe->authorization = false;
}

static void
strip_key(struct probe *probe)
{
	probe->key = false;
}

static void
bound_body(struct probe *probe)
{
	probe->claim.body = "413";
}

static void
lie_in_another_site(struct probe *probe)
{
	probe->database.path = "/home/ana/public_html/crm-data/crm.db";
}

static void
bound_memory(struct probe *probe)
{
	probe->memory = 100 * MIB;
}

static void
bound_files(struct probe *probe)
{
	probe->file_size = INT64_C(1) << 30;
}

static void
bound_descriptors(struct probe *probe)
{
	probe->files = 8;
}

static void
set_one_limit_over_the_other(struct probe *probe)
{
	(void)probe;
	config.max_body = config.max_batch_body + 1;
}

static void
speak_another_language(struct probe *probe)
{
	static const struct config_text title = { "title", "tlh", "nuqneH",
		"crm.conf:7", NULL };

	(void)probe;
	config.form = &title;
}

static void
speak_openly(struct probe *probe)
{
	probe->secure = false;
}

static void
open_to_everybody(struct probe *probe)
{
	config.open = OPEN_CREATE;
	probe->config = &config;
}

static void
leak_a_key(struct probe *probe)
{
	probe->leaks = 2;
}

static void
accept_in_urls(struct probe *probe)
{
	(void)probe;
	config.refuse_query_members = 0;
}

static void
set_clock_back(struct probe *probe)
{
	probe->now -= 2 * 3600;
}

static void
set_clock_far_back(struct probe *probe)
{
	probe->view.newest = "";
	probe->now = 0;
}

static void
leave_relay(struct probe *probe)
{
	probe->config = config_relayed();
}

static void
lose_library(struct probe *probe)
{
	probe->xml = "libxml2 can't be loaded";
}

static const struct {
	const char *name;
	void (*make_worse)(struct probe *probe);
	enum verdict verdict;
	const char *says;   /* what the text has */
	const char *remedy; /* what one of the remedies has */
} breakages[] = {
	{ "settings", misspell, VERDICT_FAULT, "databse", "crm.conf(5)" },
	{ "user", run_as_root, VERDICT_FAULT, "as root", "User ana" },
	{ "program", open_program, VERDICT_FAULT,
		"/usr/lib/cgi-bin/crm.cgi has mode 0775 and belongs to root",
		"chmod go-w /usr/lib/cgi-bin/crm.cgi /usr/lib/cgi-bin" },
	{ "program", open_program_folder, VERDICT_FAULT,
		"/usr/lib/cgi-bin has mode 0777", "chmod go-w " },
	{ "program", open_settings, VERDICT_FAULT, "/etc/crm/crm.conf has",
		" /etc/crm/crm.conf" },
	{ "folder", open_folder, VERDICT_FAULT, "/srv/crm has mode 0750",
		"install -d -o ana -g ana -m 700 /srv/crm" },
	{ "folder", give_folder_away, VERDICT_FAULT, "/srv/crm has",
		"-o ana " },
	{ "folder", lose_folder, VERDICT_FAULT, "Permission denied",
		"/srv/crm" },
	{ "file", open_file, VERDICT_FAULT, "crm.db has mode 0640",
		"chmod 600 /srv/crm/crm.db*" },
	{ "file", give_file_away, VERDICT_FAULT, "crm.db has",
		"chown ana /srv/crm/crm.db*" },
	{ "file", link_file, VERDICT_FAULT, "crm.db has", "chmod" },
	{ "file", give_companion_away, VERDICT_FAULT,
		"crm.db-lock has mode 0600 and belongs to root", "chown ana" },
	{ "place", serve, VERDICT_FAULT, "/srv/crm lies in /srv",
		"/srv/crm/crm.db" },
	{ "place", allow_to_serve, VERDICT_DOUBT, "in a browser", "crm.conf" },
	{ "place", lie_in_another_site, VERDICT_DOUBT, "at each site",
		"crm.conf" },
	{ "writing", fill_up, VERDICT_FAULT, "disk is full", "the log" },
	{ "damage", damage, VERDICT_FAULT, "Page 3", "integrity_check" },
	{ "damage", grow, VERDICT_DOUBT, "too large", "integrity_check" },
	{ "expiry", let_keys_expire, VERDICT_DOUBT,
		"of shop is 2020-06-15, of desk 2020-07-15.",
		"crmctl key add" },
	{ "journal", mount_nfs, VERDICT_DOUBT, "NFS", "local disk" },
	{ "journal", mount_smb, VERDICT_FAULT, "SMB", "local disk" },
	{ "journal", mount_memory, VERDICT_FAULT, "tmpfs", "local disk" },
	{ "room", take_room, VERDICT_FAULT, "40 MiB are free", "df -h" },
	{ "log", close_log, VERDICT_FAULT, "/var/log/crm.log", "log: stderr" },
	{ "path", lose_path_info, VERDICT_FAULT,
		"PATH_INFO is :", "ScriptAlias" },
	{ "path", leave_path_in_name, VERDICT_FAULT, "in PATH_INFO alone",
		"ScriptAlias" },
	{ "path", ask_for_another, VERDICT_FAULT, "/elsewhere was asked for",
		"ScriptAlias" },
	{ "authorization", strip_authorization, VERDICT_FAULT, "did not come",
		"CGIPassAuth On" },
	{ "key", strip_key, VERDICT_FAULT, "did not come", "RequestHeader" },
	{ "body", bound_body, VERDICT_FAULT, "status 413",
		"LimitRequestBody 8388608" },
	{ "limits", bound_memory, VERDICT_FAULT, "100 MiB", "RLimitMEM" },
	{ "limits", bound_files, VERDICT_FAULT, "1024 MiB", "LimitFSIZE" },
	{ "limits", bound_descriptors, VERDICT_FAULT, "8 files",
		"LimitNOFILE" },
	{ "limits", set_one_limit_over_the_other, VERDICT_FAULT, "max-body",
		"crm.conf" },
	{ "texts", speak_another_language, VERDICT_DOUBT, "crm.conf:7",
		"form.title.it" },
	{ "encryption", speak_openly, VERDICT_DOUBT, "without TLS", "https" },
	{ "urls", accept_in_urls, VERDICT_DOUBT, "access log",
		"query-members: refuse" },
	{ "open", open_to_everybody, VERDICT_DOUBT, "without an API key",
		"open: form" },
	{ "leaks", leak_a_key, VERDICT_DOUBT, "tells of 2",
		"crmctl key rotate" },
	{ "clock", set_clock_back, VERDICT_FAULT,
		"a customer came at 2020-06-15T11:00:00Z", "timedatectl" },
	{ "clock", set_clock_far_back, VERDICT_FAULT,
		"It is 1970-01-01T00:00:00Z", "timedatectl" },
	{ "way", leave_relay, VERDICT_DOUBT, "/run/crm-cgi.socket",
		"enable --now crm-cgi.socket" },
	{ "xml", lose_library, VERDICT_FAULT, "libxml2", "apt-get" },
};

START_TEST(where_all_is_well_each_check_says_so)
{
	struct probe probe = all_well();
	struct outcome outcome = checks[_i].verdict(&probe);

	ck_assert_msg(outcome.verdict == VERDICT_GOOD, "%s: %s",
		checks[_i].name, outcome.text);
	ck_assert_str_ne(outcome.text, "");
}
END_TEST

START_TEST(the_way_of_requests_is_told)
{
	static const struct {
		bool asked, stays, relayed, relays;
		enum verdict verdict;
		const char *says;
	} ways[] = {
		{ true, false, false, false, VERDICT_GOOD, "CGI: " },
		{ false, false, false, false, VERDICT_OPEN, "Only a request" },
		{ true, true, false, false, VERDICT_GOOD, "asked by FastCGI" },
		{ true, true, true, false, VERDICT_GOOD, "asked by FastCGI" },
		{ false, false, true, true, VERDICT_GOOD, "hands requests" },
		{ true, false, true, false, VERDICT_DOUBT, "No process of" },
	};
	struct probe probe = all_well();
	struct outcome outcome;

	if (ways[_i].relayed)
		probe.config = config_relayed();
	probe.asked = ways[_i].asked;
	probe.stays = ways[_i].stays;
	probe.relays = ways[_i].relays;
	outcome = named("way")->verdict(&probe);
	ck_assert_int_eq(outcome.verdict, ways[_i].verdict);
	ck_assert_ptr_nonnull(strstr(outcome.text, ways[_i].says));
}
END_TEST

START_TEST(each_breakage_is_found_by_its_check_and_by_no_other)
{
	struct probe probe = all_well();

	breakages[_i].make_worse(&probe);
	for (size_t i = 0; i < check_count; i++) {
		struct outcome outcome = checks[i].verdict(&probe);
		bool found = strcmp(checks[i].name, breakages[_i].name) == 0;

		ck_assert_msg(found ? outcome.verdict == breakages[_i].verdict
				    : outcome.verdict <= VERDICT_OPEN,
			"%s: %s", checks[i].name, outcome.text);
		if (found)
			ck_assert_msg(strstr(outcome.text,
					      breakages[_i].says) != NULL,
				"%s", outcome.text);
	}
}
END_TEST

START_TEST(each_breakage_has_a_remedy_that_says_what_to_do)
{
	const struct check *check = named(breakages[_i].name);
	struct probe probe = all_well();
	struct text all = { .arena = &arena };

	breakages[_i].make_worse(&probe);
	for (enum setting i = 0; i < SETTING__MAX; i++) {
		const char *remedy = checks_remedy(&probe, check, i);

		text_puts(&all, remedy == NULL ? "" : remedy);
	}
	ck_assert_msg(strstr(all.bytes, breakages[_i].remedy) != NULL, "%s",
		all.bytes);
}
END_TEST

START_TEST(every_check_can_be_broken)
{
	size_t count = 0;

	for (int i = 0; i < COUNT(breakages); i++)
		count += strcmp(breakages[i].name, checks[_i].name) == 0;
	ck_assert_uint_gt(count, 0);
}
END_TEST

START_TEST(every_check_has_a_remedy_in_every_setting)
{
	struct probe probe = all_well();

	probe.server = "";
	for (enum setting i = SETTING_ANY + 1; i < SETTING__MAX; i++) {
		const char *remedy = checks_remedy(&probe, &checks[_i], i);

		if (remedy == NULL)
			remedy =
				checks_remedy(&probe, &checks[_i], SETTING_ANY);
		ck_assert_msg(remedy != NULL, "%s: none for %s",
			checks[_i].name, setting_title(i));
		ck_assert_msg(strstr(remedy, "{folder") == NULL &&
				      strstr(remedy, "{bytes") == NULL,
			"%s", remedy);
		for (const char *at = remedy; (at = strchr(at, '{')); at++)
			ck_assert_msg(at > remedy && at[-1] == '%',
				"not replaced: %s", at);
	}
}
END_TEST

START_TEST(names_and_titles_are_there_once)
{
	for (size_t i = 0; i < check_count; i++)
		for (size_t k = 0; k < i; k++) {
			ck_assert_str_ne(checks[i].name, checks[k].name);
			ck_assert_str_ne(checks[i].title, checks[k].title);
		}
}
END_TEST

static const struct {
	const char *server;
	bool apache, lighttpd, nginx, host;
} servers[] = {
	{ "", true, true, true, true },
	{ "Apache/2.4.57 (Debian)", true, false, false, true },
	{ "lighttpd/1.4.69", false, true, false, false },
	{ "nginx/1.22.1", false, false, true, false },
	{ "Caddy/2.6.2", true, true, true, true },
};

START_TEST(only_the_server_that_asks_is_told_of)
{
	const struct check *check = named("body");
	struct probe probe = all_well();

	probe.server = servers[_i].server;
	ck_assert_int_eq(servers[_i].apache,
		checks_remedy(&probe, check, SETTING_APACHE) != NULL);
	ck_assert_int_eq(servers[_i].lighttpd,
		checks_remedy(&probe, check, SETTING_LIGHTTPD) != NULL);
	ck_assert_int_eq(servers[_i].nginx,
		checks_remedy(&probe, check, SETTING_NGINX) != NULL);
	ck_assert_int_eq(servers[_i].host,
		checks_remedy(&probe, check, SETTING_HOST) != NULL);
}
END_TEST

START_TEST(a_path_in_a_command_is_quoted_if_it_must_be)
{
	struct probe probe = all_well();

	probe.database.path = "/srv/l'altra casa/crm.db";
	ck_assert_str_eq(checks_remedy(&probe, named("file"), SETTING_ANY),
		"chown ana '/srv/l'\\''altra casa/crm.db'*\n"
		"chmod 600 '/srv/l'\\''altra casa/crm.db'*");
}
END_TEST

START_TEST(a_server_looks_after_its_database_itself)
{
	struct probe probe = all_well();

	probe.view.apart = true;
	probe.view.durability = "The server waits for its disk.";
	probe.view.danger = "";
	ck_assert_int_eq(
		named("damage")->verdict(&probe).verdict, VERDICT_OPEN);
	ck_assert_int_eq(
		named("journal")->verdict(&probe).verdict, VERDICT_GOOD);
	probe.view.danger = "The server does not wait for its disk.";
	ck_assert_int_eq(
		named("journal")->verdict(&probe).verdict, VERDICT_DOUBT);
}
END_TEST

/* What a terminal can't know is no fault, and neither what comes later. */
START_TEST(on_a_terminal_what_only_a_request_tells_is_open)
{
	static const char *const open[] = { "path", "authorization", "key",
		"body", "encryption" };
	struct probe probe = all_well();

	probe.asked = probe.authorization = probe.key = probe.secure = false;
	probe.claim = (struct claim){ .body = "" };
	probe.script = probe.path = probe.uri = probe.server = "";
	for (int i = 0; i < COUNT(open); i++)
		ck_assert_int_eq(
			named(open[i])->verdict(&probe).verdict, VERDICT_OPEN);
}
END_TEST

START_TEST(behind_a_proxy_the_url_of_crm_conf_tells_of_tls)
{
	struct probe probe = all_well();
	const struct check *check = named("encryption");

	probe.secure = false;
	config.url = "http://crm.example.com";
	ck_assert_int_eq(check->verdict(&probe).verdict, VERDICT_DOUBT);
	config.url = "https://crm.example.com";
	ck_assert_int_eq(check->verdict(&probe).verdict, VERDICT_GOOD);
}
END_TEST

START_TEST(where_creating_needs_a_key_all_is_well)
{
	struct probe probe = all_well();
	struct outcome outcome;

	config.open = OPEN_NONE;
	outcome = named("open")->verdict(&probe);
	ck_assert_int_eq(outcome.verdict, VERDICT_GOOD);
	ck_assert_str_eq(outcome.text, "Creating needs an API key.");
}
END_TEST

START_TEST(a_database_in_no_file_has_no_folder_to_look_at)
{
	static const char *const open[] = { "folder", "file", "place" };
	struct probe probe = all_well();

	probe.folder = probe.database = (struct entry){ 0 };
	for (int i = 0; i < COUNT(open); i++)
		ck_assert_int_eq(
			named(open[i])->verdict(&probe).verdict, VERDICT_OPEN);
}
END_TEST

START_TEST(before_the_first_request_there_is_no_fault)
{
	static const char *const open[] = { "folder", "file", "writing",
		"damage", "expiry" };
	struct probe probe = all_well();

	probe.asked = probe.tried = false;
	probe.folder.trouble = probe.database.trouble = ENOENT;
	probe.makable = true;
	for (int i = 0; i < COUNT(open); i++)
		ck_assert_int_eq(
			named(open[i])->verdict(&probe).verdict, VERDICT_OPEN);
	probe.makable = false;
	ck_assert_int_eq(
		named("folder")->verdict(&probe).verdict, VERDICT_FAULT);
}
END_TEST

START_TEST(a_header_that_nobody_claims_to_have_sent_is_open)
{
	struct probe probe = all_well();

	probe.claim.headers = probe.authorization = probe.key = false;
	ck_assert_int_eq(
		named("authorization")->verdict(&probe).verdict, VERDICT_OPEN);
	ck_assert_int_eq(named("key")->verdict(&probe).verdict, VERDICT_OPEN);
	probe.authorization = probe.key = true;
	ck_assert_int_eq(
		named("authorization")->verdict(&probe).verdict, VERDICT_GOOD);
}
END_TEST

START_TEST(a_short_url_and_any_case_are_fine)
{
	struct probe probe = all_well();

	probe.script = "";
	probe.path = probe.uri = "/-/Check";
	ck_assert_int_eq(named("path")->verdict(&probe).verdict, VERDICT_GOOD);
	probe.script = "/crm/crm.cgi"; /* behind a rewrite */
	probe.uri = "/crm/-/Check";
	ck_assert_int_eq(named("path")->verdict(&probe).verdict, VERDICT_GOOD);
}
END_TEST

Suite *
checks_suite(void)
{
	Suite *suite = suite_create("checks");
	TCase *tcase = fixture_case(suite, "checks");
	int count = (int)check_count;

	tcase_add_loop_test(
		tcase, where_all_is_well_each_check_says_so, 0, count);
	tcase_add_loop_test(tcase,
		each_breakage_is_found_by_its_check_and_by_no_other, 0,
		COUNT(breakages));
	tcase_add_loop_test(tcase,
		each_breakage_has_a_remedy_that_says_what_to_do, 0,
		COUNT(breakages));
	tcase_add_loop_test(tcase, the_way_of_requests_is_told, 0, 6);
	tcase_add_loop_test(tcase, every_check_can_be_broken, 0, count);
	tcase_add_loop_test(
		tcase, every_check_has_a_remedy_in_every_setting, 0, count);
	tcase_add_test(tcase, names_and_titles_are_there_once);
	tcase_add_loop_test(
		tcase, only_the_server_that_asks_is_told_of, 0, COUNT(servers));
	tcase_add_test(tcase, a_path_in_a_command_is_quoted_if_it_must_be);
	tcase_add_test(tcase, on_a_terminal_what_only_a_request_tells_is_open);
	tcase_add_test(tcase, a_server_looks_after_its_database_itself);
	tcase_add_test(tcase, behind_a_proxy_the_url_of_crm_conf_tells_of_tls);
	tcase_add_test(tcase, where_creating_needs_a_key_all_is_well);
	tcase_add_test(tcase, a_database_in_no_file_has_no_folder_to_look_at);
	tcase_add_test(tcase, before_the_first_request_there_is_no_fault);
	tcase_add_test(tcase, a_header_that_nobody_claims_to_have_sent_is_open);
	tcase_add_test(tcase, a_short_url_and_any_case_are_fine);
	return suite;
}
