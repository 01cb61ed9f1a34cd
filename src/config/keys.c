/* The table of all keys of crm.conf: a new key is one stanza more. */
#include "config/config.h"
#include "config/key.h"

static const struct config_key keys[] = {
	{
		.name = "database",
		.section = SECTION_STORAGE,
		.kind = CONFIG_DATABASE,
		.offset = offsetof(struct config, database),
		.standard = CRM_STATEDIR "/crm.db",
		.text = "The file that holds the customers. It is made, with "
			"its folder, when it is first needed; both are then "
			"closed to other users, and are used only while that "
			"is so. It must lie where the web server serves no "
			"files from; see `allow-under-document-root`. A "
			"relative path begins at the folder of `crm.conf`.\n"
			"Where others than owner and group may write to the "
			"folder, or read or write the file or what lies beside "
			"it under its name, it is not used.",
	},
	{
		.name = "journal",
		.section = SECTION_STORAGE,
		.kind = CONFIG_WORD,
		.offset = offsetof(struct config, journal),
		.standard = "auto",
		.words = "auto wal rollback",
		.text = "How the database protects itself from a power loss: "
			"with a write-ahead log (`wal`), with a rollback "
			"journal (`rollback`), or as fits the place it lies in "
			"(`auto`). This counts when the database is made, and "
			"stays with it.\n"
			"A write-ahead log pays only where some process keeps "
			"the database open all the time: so `auto` takes it if "
			"a process that stays makes the database, and a "
			"rollback journal if the program is started for each "
			"request. A write-ahead log does not work on NFS, nor "
			"on a file system that has blocks of less than 4096 "
			"bytes and can't reserve them, as ext2: there the "
			"database is made with a rollback journal all the "
			"same, and the log says so.",
	},
	{
		.name = "allow-under-document-root",
		.section = SECTION_STORAGE,
		.kind = CONFIG_WORD,
		.offset = offsetof(struct config, allow_under_document_root),
		.standard = "no",
		.words = "no yes",
		.text = "Whether the database may lie in or below a folder "
			"that the web server serves, the folder of the "
			"program, or that of a configuration which starts it. "
			"Say `yes` only if the server denies access to the "
			"file and to its companions.",
	},
	{
		.name = "max-body",
		.section = SECTION_LIMITS,
		.kind = CONFIG_NUMBER,
		.offset = offsetof(struct config, max_body),
		.low = 1,
		.high = 1 << 30,
		.unit = "bytes",
		.standard = "65536",
		.text = "The largest body of a request with one customer, in "
			"bytes.\n"
			"XML bodies never exceed 65536 bytes.",
	},
	{
		.name = "max-batch-body",
		.section = SECTION_LIMITS,
		.kind = CONFIG_NUMBER,
		.offset = offsetof(struct config, max_batch_body),
		.low = 1,
		.high = 1 << 30,
		.unit = "bytes",
		.standard = "8388608",
		.text = "The largest body of a request with many customers, in "
			"bytes. It bounds all requests, whatever `max-body` "
			"says; let the web server's own limit be no less.\n"
			"So clients are told in their own format what is too "
			"large; what is up to 16 MiB larger is read for that, "
			"and thrown away. A request may take 512 MiB of "
			"memory, or eight times this and 64 MiB if that is "
			"more.",
	},
	{
		.name = "max-form",
		.section = SECTION_LIMITS,
		.kind = CONFIG_NUMBER,
		.offset = offsetof(struct config, max_form),
		.low = 1,
		.high = 1 << 30,
		.unit = "bytes",
		.standard = "524288",
		.text = "The largest form that the page for people sends, in "
			"bytes, where that is more than `max-body`: a text "
			"that is too long comes back with all that was "
			"entered, and is named. What is larger still is not "
			"sent by the page at all.",
	},
	{
		.name = "max-items",
		.section = SECTION_LIMITS,
		.kind = CONFIG_NUMBER,
		.offset = offsetof(struct config, max_items),
		.low = 1,
		.high = 4096,
		.standard = "64",
		.text = "The most items that one list of a customer may have, "
			"such as e-mail addresses. The customers of a batch "
			"are not counted.",
	},
	{
		.name = "body-timeout",
		.section = SECTION_LIMITS,
		.kind = CONFIG_NUMBER,
		.offset = offsetof(struct config, body_timeout),
		.low = 1,
		.high = 3600,
		.unit = "seconds",
		.standard = "10",
		.text = "How long a client may take to send a whole body, in "
			"seconds.",
	},
	{
		.name = "lock-timeout",
		.section = SECTION_LIMITS,
		.kind = CONFIG_NUMBER,
		.offset = offsetof(struct config, lock_timeout),
		.low = 1,
		.high = 3600,
		.unit = "seconds",
		.standard = "5",
		.text = "How long a request waits for others that write to the "
			"database, in seconds. After that it is answered with "
			"status 503, and the client may try again.",
	},
	{
		.name = "processes",
		.section = SECTION_LIMITS,
		.kind = CONFIG_NUMBER,
		.offset = offsetof(struct config, processes),
		.low = 0,
		.high = 64,
		.standard = "0",
		.text = "How many processes answer where the program is "
			"started with `--listen` and stays; with 0, one for "
			"each processor. Where a web server starts it to stay, "
			"the server says how many there are, and otherwise "
			"each request is a process of its own.",
	},
	{
		.name = "relay",
		.section = SECTION_LIMITS,
		.kind = CONFIG_PATH,
		.offset = offsetof(struct config, relay),
		.example = "/run/crm-cgi.socket",
		.text = "The socket of a process that stays (crm.cgi(8)). Where "
			"a web server starts the program for each request, "
			"the program hands its request over to that process, "
			"and passes the answer on. That is faster, and asks "
			"nothing of the server.\n"
			"The process there must be of the same user, or of "
			"root. If there is none, the request is answered as "
			"without this key. A relative path begins at the "
			"folder of `crm.conf`.",
	},
	{
		.name = "unknown",
		.section = SECTION_INPUT,
		.kind = CONFIG_WORD,
		.offset = offsetof(struct config, reject_unknown),
		.standard = "ignore",
		.words = "ignore reject",
		.text = "What to do with members of a request that no customer "
			"has: `ignore` them and name them in the answer's "
			"header `X-CRM-Ignored`, or `reject` the request.",
	},
	{
		.name = "time-zone",
		.section = SECTION_INPUT,
		.kind = CONFIG_ZONE,
		.offset = offsetof(struct config, zone),
		.example = "Europe/Rome",
		.text = "The time zone of the shop, by its name in the list of "
			"IANA. Some clients send for a day the instant at "
			"which it began where they are, and do not tell where "
			"that is. Of such an instant the day in this zone is "
			"kept, and without this key that of the nearest "
			"midnight in UTC.\n"
			"Such an instant is `/Date(631234800000-0000)/` or "
			"`1990-01-01T23:00:00Z`. One that is a midnight in UTC "
			"is that day in every zone. Days that are written as "
			"such, and instants that are to be kept as instants, "
			"do not depend on this key, and nothing does on the "
			"zone of the server.\n"
			"The zones are those of `/usr/share/zoneinfo`; where "
			"it is missing, install it (Debian: tzdata).",
	},
	{
		.name = "countries",
		.section = SECTION_INPUT,
		.kind = CONFIG_NAMES,
		.offset = offsetof(struct config, countries),
		.example = "xk Kosovo",
		.text = "Countries that ISO 3166-1 does not list, separated by "
			"commas: two letters, a blank, and the name that "
			"people read. They count wherever a customer has a "
			"country.",
	},
	{
		.name = "query-members",
		.section = SECTION_INPUT,
		.kind = CONFIG_WORD,
		.offset = offsetof(struct config, refuse_query_members),
		.standard = "accept",
		.words = "accept refuse",
		.text = "What to do with members of a customer that stand in "
			"the URL, as in `?companyName=Example`: `accept` them "
			"where the body leaves them out, or `refuse` the "
			"request with status 400, naming each. Web servers "
			"keep URLs in their access logs, and so the personal "
			"data that stand there.\n"
			"Proxies and browsers keep URLs too: what stands there "
			"can be read for as long as they are kept, by whoever "
			"reads the logs. So let clients send members in the "
			"body, and refuse them here if yours do. Parameters "
			"that are no members, such as `format`, stay as they "
			"are.",
	},
	{
		.name = "json-dates",
		.section = SECTION_INPUT,
		.kind = CONFIG_WORD,
		.offset = offsetof(struct config, wcf_dates),
		.standard = "iso",
		.words = "iso wcf",
		.text = "How answers in JSON have dates: as `2020-12-30` and "
			"`2020-12-30T10:11:12Z` (`iso`), or as "
			"`/Date(1609323072000)/` (`wcf`), which older clients "
			"of .NET expect. Days are midnight in UTC then. Both "
			"are read, whatever this says.",
	},
	{
		.name = "codes.",
		.section = SECTION_INPUT,
		.kind = CONFIG_CODES,
		.offset = offsetof(struct config, codes),
		.text = "The codes that a field may have, separated by commas. "
			"Clients may write them in any case; they are stored "
			"as spelt here. A single `*` allows any text that the "
			"field can hold. The list takes the place of the "
			"default one, wherever in a customer the field "
			"occurs.\n"
			"Customers that are stored already stay as they are. A "
			"brand is three letters in any case, also where `*` "
			"allows every one.",
	},
	{
		.name = "form.hide",
		.section = SECTION_FORM,
		.kind = CONFIG_FIELDS,
		.offset = offsetof(struct config, form_hide),
		.example = "interests, gender, phones.phoneType",
		.text = "What the page for people does not ask for: names of "
			"fields, or of the groups `person`, `contact`, "
			"`addresses`, `events`, `interests`, `consents` and "
			"`staff`. What is required can be hidden only with a "
			"value of its own: see `form.preset.FIELD`.\n"
			"A page that has values for `posCode` and `brand` is "
			"for customers, not for staff: it does not ask for "
			"what customers can't know either. Whatever begins "
			"with `form.` is about the page and what is sent with "
			"it, never about other requests.",
	},
	{
		.name = "form.preset.",
		.section = SECTION_FORM,
		.kind = CONFIG_PAIRS,
		.offset = offsetof(struct config, form_preset),
		.example = "posCode: ES100:102048\n"
			   "brand: CAR\n",
		.text = "A value that the page does not ask for: it is stored "
			"with every customer of the page, and another one is "
			"refused. A consent can't be given so.",
	},
	{
		.name = "form.keep",
		.section = SECTION_FORM,
		.kind = CONFIG_FIELDS,
		.offset = offsetof(struct config, form_keep),
		.example = "posCode, brand",
		.text = "The fields whose values stay on the page for the next "
			"customer, in that browser on that device.",
	},
	{
		.name = "form.begin.",
		.section = SECTION_FORM,
		.kind = CONFIG_PAIRS,
		.offset = offsetof(struct config, form_begin),
		.example = "emails: 1\n"
			   "phones: 1\n"
			   "addresses: 0\n",
		.text = "How many items of a list are open when the page "
			"comes, to be filled in or left empty. Of `emails` "
			"and `phones` it is one if nothing else is said.",
	},
	{
		.name = "form.first.",
		.section = SECTION_FORM,
		.kind = CONFIG_PAIRS,
		.offset = offsetof(struct config, form_first),
		.example = "countryId: it, ch, fr\n"
			   "languageId: ita, ger, fre\n",
		.text = "The codes that stand first in a list to choose from, "
			"separated by commas. Those of `countryId` count "
			"wherever a country is chosen. Without them, those "
			"are first that go with the language of the page.",
	},
	{
		.name = "form.mark",
		.section = SECTION_FORM,
		.kind = CONFIG_CONTENT,
		.offset = offsetof(struct config, form_mark),
		.low = 1,
		.high = 32768,
		.example = "mark.svg",
		.text = "A picture in SVG that stands above the heading, with "
			"the name of `form.house` for those who do not see "
			"it. A relative path begins at the folder of "
			"`crm.conf`.\n"
			"The page carries the picture in itself, up to 32768 "
			"bytes of it. Browsers run no script in it.",
	},
	{
		.name = "form.kiosk",
		.section = SECTION_FORM,
		.kind = CONFIG_WORD,
		.offset = offsetof(struct config, form_kiosk),
		.standard = "no",
		.words = "no yes",
		.text = "Whether the page is shown on a device that strangers "
			"share. `no` lets the browser keep what is half filled "
			"in, for that tab alone, until it is sent or 15 "
			"minutes have passed; with `yes` nothing is kept.",
	},
	{
		.name = "form.",
		.section = SECTION_FORM,
		.kind = CONFIG_TEXTS,
		.offset = offsetof(struct config, form),
		.words = "title introduction privacy-link house next",
		.example = "title: Become a client of our house\n"
			   "title.it: Diventi cliente della nostra casa\n"
			   "introduction: We keep what you tell us for as long "
			   "as you wish.\n"
			   "privacy-link: https://www.example.com/privacy\n"
			   "house: Example & Sons\n"
			   "next: https://www.example.com/welcome\n",
		.text = "The `title` of the page for people, the "
			"`introduction` that it begins with, the "
			"`privacy-link` that is offered beside the consents, "
			"the name of the `house`, and where the page of "
			"success leads `next`. Links are an address, or a "
			"path that begins with a slash. "
			"Without them the page has words of its own. With a "
			"language behind it, as in `form.title.it`, a text is "
			"for pages in that language, one of those that "
			"crm.cgi(8) names; one without is for all others.",
	},
	{
		.name = "consent.",
		.section = SECTION_FORM,
		.kind = CONFIG_TEXTS,
		.offset = offsetof(struct config, consent),
		.example = "contactByEmailFlag: I agree to receive letters by "
			   "e-mail from the house.\n",
		.text = "What stands beside a consent, by the name of its "
			"field, again with or without a language. It is kept "
			"with what the customer answered.\n"
			"Whoever was shown other words than those of now is "
			"asked to read them again before anything is stored.",
	},
	{
		.name = "spam-trap",
		.section = SECTION_SPAM,
		.kind = CONFIG_WORD,
		.offset = offsetof(struct config, spam_trap),
		.standard = "yes",
		.words = "no yes",
		.text = "Whether the form has a field that people neither see "
			"nor reach, and whose entries are suspect.",
	},
	{
		.name = "spam-fill-time",
		.section = SECTION_SPAM,
		.kind = CONFIG_NUMBER,
		.offset = offsetof(struct config, spam_fill_time),
		.low = 0,
		.high = 3600,
		.unit = "seconds",
		.standard = "3",
		.text = "How long a person takes to fill the form in at the "
			"least, in seconds. What comes sooner is suspect; with "
			"0 nothing is.",
	},
	{
		.name = "spam-keep",
		.section = SECTION_SPAM,
		.kind = CONFIG_NUMBER,
		.offset = offsetof(struct config, spam_keep),
		.low = 1,
		.high = 1000000,
		.standard = "1000",
		.text = "How many requests are kept aside, each as large as "
			"`max-body` at most. Further ones are refused with "
			"status 503, as when the disk is full, and the log "
			"says so, until some were taken in or dropped; all "
			"others go on being stored.",
	},
	{
		.name = "allow-frame",
		.section = SECTION_ACCESS,
		.kind = CONFIG_ORIGINS,
		.offset = offsetof(struct config, allow_frame),
		.example = "https://www.example.com",
		.text = "The origins whose pages may show the form in a frame, "
			"separated by blanks. Without this key no page may.",
	},
	{
		.name = "url",
		.section = SECTION_ACCESS,
		.kind = CONFIG_URL,
		.offset = offsetof(struct config, url),
		.example = "https://www.example.com/cgi-bin/crm.cgi",
		.text = "What the service calls itself in its documentation: "
			"the URL that clients have, up to what `/customer` "
			"comes behind. Set it where a proxy speaks HTTPS in "
			"the web server's place, or where the server answers "
			"to any name: without it the service believes the "
			"header Host of the request, and what the server says "
			"of TLS.\n"
			"The documentation is the OpenAPI document and the "
			"commands and classes that are shown. The URL begins "
			"with http:// or https://, and has no query. Links of "
			"the pages do not depend on it, because they are "
			"paths.",
	},
	{
		.name = "allow-origin",
		.section = SECTION_ACCESS,
		.kind = CONFIG_ORIGINS,
		.offset = offsetof(struct config, allow_origin),
		.example = "https://www.example.com https://shop.example.com",
		.text = "The origins whose pages may send customers by script "
			"from a visitor's browser and read the answers. Pages "
			"of the service's own origin always may.\n"
			"An origin is a scheme, a host and, unless it is the "
			"scheme's own, a port; there is no path in it and no "
			"slash at its end.",
	},
	{
		.name = "open",
		.section = SECTION_ACCESS,
		.kind = CONFIG_WORD,
		.offset = offsetof(struct config, open),
		.standard = "create",
		.words = "create form none",
		.text = "What needs no API key: creating customers by any "
			"route, and the form page (`create`); only the form "
			"page and what is sent from it (`form`); or `none` of "
			"these. All else that concerns customers needs a key "
			"always.\n"
			"With `form`, a customer is taken without a key only "
			"as a page of this service sends one, and the guard "
			"against spam looks at it. The documentation, the "
			"path `/health` and the self-check need no key. Keys "
			"are made with crmctl(8).",
	},
	{
		.name = "remote-user",
		.section = SECTION_ACCESS,
		.kind = CONFIG_WORD,
		.offset = offsetof(struct config, remote_user),
		.standard = "no",
		.words = "no yes",
		.text = "Whether whoever the web server has let in has the API "
			"key that is named like the user, without sending it. "
			"Say `yes` only if the server asks for a password "
			"there, or for a certificate.\n"
			"The name is what the server tells as REMOTE_USER, and "
			"counts only if the server tells by AUTH_TYPE that it "
			"has checked the name. The header `Authorization` is "
			"the server's then, and is not looked at. A user "
			"without a valid key of that name has none.",
	},
	{
		.name = "check-token",
		.section = SECTION_ACCESS,
		.kind = CONFIG_TOKEN,
		.offset = offsetof(struct config, check_token),
		.low = 24,
		.high = 200,
		.text = "A secret that opens the self-check at `/-/check`, "
			"once, such as `openssl rand -hex 16` prints. Take the "
			"line out when all is well.\n"
			"The self-check is told of in crm.cgi(8). It is opened "
			"only if the database can note that; for another time "
			"there must be another word.",
	},
	{
		.name = "log",
		.section = SECTION_ACCESS,
		.kind = CONFIG_PATH,
		.offset = offsetof(struct config, log),
		.standard = "stderr",
		.words = "stderr syslog",
		.text = "Where failures are noted, a line for each and without "
			"personal data: `stderr`, which is the web server's "
			"error log; `syslog`; or the path of a file, which "
			"only its owner can read.\n"
			"Lines for `syslog` go to the facility `daemon`. A "
			"relative path begins at the folder of `crm.conf`. A "
			"log that can not be opened, or a system without its "
			"log, leaves the lines to `stderr`. A line that can "
			"not be written is lost; no request fails or waits for "
			"it.",
	},
};

const struct config_table config_table = {
	.keys = keys,
	.count = sizeof(keys) / sizeof(*keys),
};
