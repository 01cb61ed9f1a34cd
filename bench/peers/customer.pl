#!/usr/bin/perl
# Creates a customer as one would in Perl, with CGI, DBI and DBD::SQLite.
use strict;
use warnings;
use CGI;
use DBI;
use JSON::PP;
use POSIX qw(strftime);

my %lists = (
	emails => ['email', [qw(email isMainEmail)]],
	phones => ['phone', [qw(phone countryPrefix phoneType isMainPhone)]],
	addresses => ['address', [qw(addressType countryId houseNumber stateId
		city zipCode street street2 street3 street4 street5
		isMainAddress poBox additionalInformation)]],
	events => ['event',
		[qw(eventType eventDate eventNotes eventOtherName)]],
	interests => ['interest', [qw(interest sapInterestId translation)]],
	hobbies => ['hobby', [qw(hobby sapHobbyId translation)]],
	productCollections => ['product_collection',
		[qw(productCollection sapProductCollectionId translation)]],
);

my @consents = qw(privacyPolicyAcceptanceStorage
	tvPrivacyPolicyAcceptanceStorage canBeContactedByMaison
	contactByEmailFlag contactByMailFlag contactByPhoneFlag
	contactBySMSFlag contactBySocialMediaFlag allowStoreDataAbroad
	tvAllowStoreDataAbroad dataSharingConsent);

my @members = qw(privacyPolicyAcceptanceStorage
	tvPrivacyPolicyAcceptanceStorage title firstName lastName
	firstNameNotLatin lastNameNotLatin middleName nameSuffix
	canBeContactedByMaison clientType companyName languageId gender
	countryId birthDate customerReference posCode brand weddingDate
	preferredContactMethod contactByEmailFlag contactByMailFlag
	contactByPhoneFlag contactBySMSFlag contactBySocialMediaFlag
	saleRepresentativeEmail allowStoreDataAbroad tvAllowStoreDataAbroad
	dataSharingConsent notes referenceSaleRepresentativeEmail
	registrationDate);

my @needed = qw(privacyPolicyAcceptanceStorage canBeContactedByMaison
	clientType countryId posCode brand);

my $cgi = CGI->new;

sub answer {
	my ($status, $body) = @_;
	my $text = encode_json($body);
	print $cgi->header(
		-status => $status,
		-type => 'application/json',
		-charset => 'utf-8',
		-content_length => length $text,
	), $text;
	exit;
}

# Booleans are 0 and 1, and text is UTF-8 here.
sub plain {
	my ($value) = @_;
	return JSON::PP::is_bool($value) ? ($value ? 1 : 0) : $value;
}

sub prepare {
	my ($db, $table, @columns) = @_;
	my $names = join ',', map { qq("$_") } @columns;
	my $marks = join ',', ('?') x @columns;
	return $db->prepare("INSERT INTO $table($names) VALUES($marks)");
}

sub store {
	my ($db, $customer) = @_;
	my $now = strftime('%Y-%m-%dT%H:%M:%SZ', gmtime);
	my $pick = sub {
		my ($record, @names) = @_;
		return map { plain($record->{$_}) } @names;
	};

	prepare($db, 'customer', qw(created route format), @members)
		->execute($now, '/customer', 'json',
		$pick->($customer, @members));
	my $id = $db->sqlite_last_insert_rowid;
	for my $member (sort keys %lists) {
		my ($table, $columns) = @{ $lists{$member} };
		my $items = $customer->{$member} or next;
		my $insert = prepare($db, $table, qw(customer position),
			@$columns);
		$insert->execute($id, $_, $pick->($items->[$_], @$columns))
			for 0 .. $#$items;
	}
	my $insert = prepare($db, 'consent',
		qw(customer purpose granted when source version));
	for my $purpose (grep { defined $customer->{$_} } @consents) {
		$insert->execute($id, $purpose, plain($customer->{$purpose}),
			$now, '/customer', 1);
	}
	return $id;
}

my $customer = eval { decode_json(scalar $cgi->param('POSTDATA')) };
answer('400 Bad Request', { error => 'malformed JSON' }) unless $customer;
my @missing = grep { !defined $customer->{$_} } @needed;
answer('400 Bad Request', { missing => \@missing }) if @missing;

my $id = eval {
	my $db = DBI->connect("dbi:SQLite:dbname=$ENV{CRM_DATABASE}", '', '',
		{ RaiseError => 1, PrintError => 0, AutoCommit => 1,
		  sqlite_unicode => 1, sqlite_use_immediate_transaction => 1 });
	$db->sqlite_busy_timeout(5000);
	$db->do('PRAGMA foreign_keys=ON');
	$db->do('PRAGMA synchronous=EXTRA');
	$db->do('PRAGMA journal_mode=TRUNCATE');
	$db->begin_work;
	my $number = store($db, $customer);
	$db->commit;
	$number;
};
if (!defined $id) {
	warn $@;
	answer('503 Service Unavailable', { error => 'not stored' });
}
answer('200 OK', { boosterCustomerId => $id });
