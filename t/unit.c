/* Runs the suites of all modules; a new one is declared and listed here. */
#include <check.h>
#include <stdlib.h>

Suite *text_suite(void);
Suite *hex_suite(void);
Suite *list_suite(void);
Suite *crc32_suite(void);
Suite *apikey_suite(void);
Suite *arena_suite(void);
Suite *peer_suite(void);
Suite *pool_suite(void);
Suite *die_suite(void);
Suite *backup_suite(void);
Suite *bounds_suite(void);
Suite *calendar_suite(void);
Suite *config_suite(void);
Suite *describe_suite(void);
Suite *type_suite(void);
Suite *route_suite(void);
Suite *types_suite(void);
Suite *unicode_suite(void);
Suite *checks_suite(void);
Suite *codes_suite(void);
Suite *record_suite(void);
Suite *plain_suite(void);
Suite *check_suite(void);
Suite *inspection_suite(void);
Suite *erasure_suite(void);
Suite *fault_suite(void);
Suite *rule_suite(void);
Suite *customer_suite(void);
Suite *json_suite(void);
Suite *jsonout_suite(void);
Suite *jsonschema_suite(void);
Suite *jsv_suite(void);
Suite *fold_suite(void);
Suite *form_suite(void);
Suite *multipart_suite(void);
Suite *csv_suite(void);
Suite *vcard_suite(void);
Suite *xml_suite(void);
Suite *zone_suite(void);
Suite *html_suite(void);
Suite *layout_suite(void);
Suite *format_suite(void);
Suite *media_suite(void);
Suite *get_suite(void);
Suite *merge_suite(void);
Suite *query_suite(void);
Suite *request_suite(void);
Suite *accept_suite(void);
Suite *etag_suite(void);
Suite *fastcgi_suite(void);
Suite *response_suite(void);
Suite *site_suite(void);
Suite *credentials_suite(void);
Suite *cgi_suite(void);
Suite *search_suite(void);
Suite *seal_suite(void);
Suite *sha256_suite(void);
Suite *shown_suite(void);
Suite *session_suite(void);
Suite *sqlite_suite(void);
Suite *key_suite(void);
Suite *keys_suite(void);
Suite *scope_suite(void);
Suite *store_suite(void);
Suite *stream_suite(void);
Suite *migration_suite(void);
Suite *pass_suite(void);
Suite *ticket_suite(void);
Suite *manual_suite(void);
Suite *roundtrip_suite(void);
Suite *sandbox_suite(void);
Suite *filter_suite(void);
Suite *look_suite(void);
Suite *writelock_suite(void);
Suite *language_suite(void);
Suite *face_suite(void);
Suite *page_suite(void);

static Suite *(*const suites[])(void) = {
	text_suite,
	hex_suite,
	list_suite,
	crc32_suite,
	apikey_suite,
	arena_suite,
	peer_suite,
	pool_suite,
	die_suite,
	backup_suite,
	bounds_suite,
	calendar_suite,
	config_suite,
	describe_suite,
	type_suite,
	route_suite,
	types_suite,
	unicode_suite,
	checks_suite,
	codes_suite,
	record_suite,
	plain_suite,
	check_suite,
	inspection_suite,
	erasure_suite,
	fault_suite,
	rule_suite,
	customer_suite,
	json_suite,
	jsonout_suite,
	jsonschema_suite,
	jsv_suite,
	fold_suite,
	form_suite,
	multipart_suite,
	csv_suite,
	vcard_suite,
	xml_suite,
	zone_suite,
	html_suite,
	layout_suite,
	format_suite,
	media_suite,
	get_suite,
	merge_suite,
	query_suite,
	request_suite,
	accept_suite,
	etag_suite,
	fastcgi_suite,
	response_suite,
	site_suite,
	credentials_suite,
	cgi_suite,
	search_suite,
	seal_suite,
	sha256_suite,
	shown_suite,
	session_suite,
	sqlite_suite,
	key_suite,
	keys_suite,
	scope_suite,
	store_suite,
	stream_suite,
	migration_suite,
	pass_suite,
	ticket_suite,
	manual_suite,
	roundtrip_suite,
	sandbox_suite,
	filter_suite,
	look_suite,
	writelock_suite,
	language_suite,
	face_suite,
	page_suite,
};

int
main(void)
{
	SRunner *runner = srunner_create(NULL);
	for (size_t i = 0; i < sizeof(suites) / sizeof(*suites); i++)
		srunner_add_suite(runner, suites[i]());
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
