#!/usr/bin/php-cgi
<?php
/* Creates a customer as one would in PHP, with its SQLite3 extension. */
declare(strict_types=1);

const LISTS = [
	'emails' => ['email', ['email', 'isMainEmail']],
	'phones' => ['phone',
		['phone', 'countryPrefix', 'phoneType', 'isMainPhone']],
	'addresses' => ['address', ['addressType', 'countryId', 'houseNumber',
		'stateId', 'city', 'zipCode', 'street', 'street2', 'street3',
		'street4', 'street5', 'isMainAddress', 'poBox',
		'additionalInformation']],
	'events' => ['event',
		['eventType', 'eventDate', 'eventNotes', 'eventOtherName']],
	'interests' => ['interest',
		['interest', 'sapInterestId', 'translation']],
	'hobbies' => ['hobby', ['hobby', 'sapHobbyId', 'translation']],
	'productCollections' => ['product_collection',
		['productCollection', 'sapProductCollectionId', 'translation']],
];

const CONSENTS = ['privacyPolicyAcceptanceStorage',
	'tvPrivacyPolicyAcceptanceStorage', 'canBeContactedByMaison',
	'contactByEmailFlag', 'contactByMailFlag', 'contactByPhoneFlag',
	'contactBySMSFlag', 'contactBySocialMediaFlag', 'allowStoreDataAbroad',
	'tvAllowStoreDataAbroad', 'dataSharingConsent'];

const MEMBERS = ['privacyPolicyAcceptanceStorage',
	'tvPrivacyPolicyAcceptanceStorage', 'title', 'firstName', 'lastName',
	'firstNameNotLatin', 'lastNameNotLatin', 'middleName', 'nameSuffix',
	'canBeContactedByMaison', 'clientType', 'companyName', 'languageId',
	'gender', 'countryId', 'birthDate', 'customerReference', 'posCode',
	'brand', 'weddingDate', 'preferredContactMethod', 'contactByEmailFlag',
	'contactByMailFlag', 'contactByPhoneFlag', 'contactBySMSFlag',
	'contactBySocialMediaFlag', 'saleRepresentativeEmail',
	'allowStoreDataAbroad', 'tvAllowStoreDataAbroad', 'dataSharingConsent',
	'notes', 'referenceSaleRepresentativeEmail', 'registrationDate'];

const NEEDED = ['privacyPolicyAcceptanceStorage', 'canBeContactedByMaison',
	'clientType', 'countryId', 'posCode', 'brand'];

function answer(int $status, array $body): void
{
	$text = json_encode($body);
	http_response_code($status);
	header('Content-Type: application/json; charset=utf-8');
	header('Content-Length: ' . strlen($text));
	echo $text;
}

function prepare(SQLite3 $db, string $table, array $columns): SQLite3Stmt
{
	$names = array_map(fn($column) => "\"$column\"", $columns);
	$marks = array_fill(0, count($columns), '?');
	return $db->prepare("INSERT INTO $table(" . implode(',', $names) .
		') VALUES(' . implode(',', $marks) . ')');
}

function insert(SQLite3Stmt $statement, array $values): void
{
	foreach ($values as $i => $value)
		$statement->bindValue($i + 1,
			is_bool($value) ? (int)$value : $value);
	$statement->execute();
	$statement->reset();
}

function store(SQLite3 $db, array $customer): int
{
	$now = gmdate('Y-m-d\TH:i:s\Z');
	$pick = fn($record, $names) =>
		array_map(fn($name) => $record[$name] ?? null, $names);

	insert(prepare($db, 'customer',
			['created', 'route', 'format', ...MEMBERS]),
		[$now, '/customer', 'json', ...$pick($customer, MEMBERS)]);
	$id = $db->lastInsertRowID();
	foreach (LISTS as $member => [$table, $columns]) {
		$statement = prepare($db, $table,
			['customer', 'position', ...$columns]);
		foreach ($customer[$member] ?? [] as $i => $item)
			insert($statement, [$id, $i, ...$pick($item, $columns)]);
	}
	$statement = prepare($db, 'consent',
		['customer', 'purpose', 'granted', 'when', 'source', 'version']);
	foreach (CONSENTS as $purpose)
		if (isset($customer[$purpose]))
			insert($statement, [$id, $purpose, $customer[$purpose],
				$now, '/customer', 1]);
	return $id;
}

try {
	$customer = json_decode(file_get_contents('php://input'), true, 16,
		JSON_THROW_ON_ERROR);
	$missing = array_filter(NEEDED, fn($name) => !isset($customer[$name]));
	if ($missing) {
		answer(400, ['missing' => array_values($missing)]);
		exit;
	}
	$db = new SQLite3(getenv('CRM_DATABASE'), SQLITE3_OPEN_READWRITE);
	$db->enableExceptions(true);
	$db->busyTimeout(5000);
	$db->exec('PRAGMA foreign_keys=ON');
	$db->exec('PRAGMA synchronous=EXTRA');
	$db->exec('PRAGMA journal_mode=TRUNCATE');
	$db->exec('BEGIN IMMEDIATE');
	$id = store($db, $customer);
	$db->exec('COMMIT');
	answer(200, ['boosterCustomerId' => $id]);
} catch (JsonException $e) {
	answer(400, ['error' => 'malformed JSON']);
} catch (Exception $e) {
	error_log($e->getMessage());
	answer(503, ['error' => 'not stored']);
}
