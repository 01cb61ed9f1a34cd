#!/usr/bin/env python3
"""Erases customers, and looks for what is left of them; speaks TAP.

Usage: t/erased.py [WORD]...

A customer has a word in every field, another one after a change, and was
replayed, searched for, listed, exported and ordered. Once it is erased no file
of the database's folder has one of the words, with either kind of journal and
a process for each request; no route, list, count, task or key tells of it; and
its number is not used again. Only tests whose names hold one of the words are
run.
"""

import csv
import io
import json
import pathlib
import re
import sys
import tempfile
import time

sys.dont_write_bytecode = True

# pylint: disable=wrong-import-position
import conversations  # noqa: E402
import ctl  # noqa: E402
import export  # noqa: E402
from ctl import DAY, expect  # noqa: E402
from sameness import FIELDS, ROOT  # noqa: E402

JOURNALS = 'wal', 'rollback'
FORMATS = 'json', 'xml', 'csv', 'jsv', 'jsonl', 'html'


def customer_of(word, digits, year):
    """
    A customer whose every field that takes words or days has this word, these
    digits, or a day of this year.
    """
    name = word.capitalize()
    return {
        'privacyPolicyAcceptanceStorage': True,
        'tvPrivacyPolicyAcceptanceStorage': True, 'title': f'{name}T',
        'firstName': f'{name}á', 'lastName': f'{name}ß',
        'firstNameNotLatin': f'ア{word}', 'lastNameNotLatin': f'デ{word}',
        'middleName': f'{name}-m', 'nameSuffix': f'{name}s',
        'canBeContactedByMaison': True, 'clientType': 'PRIVATE',
        'companyName': f'{name} Ltd.', 'languageId': 'ita', 'gender': 'F',
        'countryId': 'it', 'birthDate': f'{year}-07-19',
        'customerReference': f'{word}-r', 'posCode': f'{word}:1',
        'brand': 'CAR', 'weddingDate': f'{year}-08-23',
        'preferredContactMethod': 'EMail',
        'saleRepresentativeEmail': f'{word}.s@example.com',
        'referenceSaleRepresentativeEmail': f'{word}.t@example.com',
        'notes': f'{word} line\n' * 300, 'registrationDate':
            f'{year}-09-29T10:11:12Z',
        'emails': [{'email': f'{word}{i}@example.com', 'isMainEmail': i == 0}
                   for i in range(3)],
        'phones': [{'phone': f'{digits}', 'countryPrefix': 'it',
                    'phoneType': 'Mobile', 'isMainPhone': True}],
        'addresses': [{
            'addressType': 'Home', 'countryId': 'it', 'houseNumber': word,
            'stateId': word, 'city': word, 'zipCode': word, 'street': word,
            'street2': word, 'street3': word, 'street4': word,
            'street5': word, 'isMainAddress': True, 'poBox': word,
            'additionalInformation': word}],
        'events': [{'eventType': 'Birthday', 'eventDate': f'{year}-02-03',
                    'eventNotes': word, 'eventOtherName': word}],
        'interests': [{'interest': word, 'sapInterestId': word,
                       'translation': word}],
        'hobbies': [{'hobby': word, 'sapHobbyId': word, 'translation': word}],
        'productCollections': [{
            'productCollection': word, 'sapProductCollectionId': word,
            'translation': word}],
    }


FIRST = customer_of('quokka', '3470099881', 1931)
SECOND = customer_of('numbat', '3480088772', 1957)
OTHER = customer_of('wombat', '3490077663', 1963)
WORDS = [re.compile(word.encode(), re.I) for word in (
    'quokka', '3470099881', '1931-0', 'numbat', '3480088772', '1957-0')]
STAYING = [re.compile(word.encode(), re.I)
           for word in ('wombat', '3490077663', '1963-0')]


class Room(export.Room):
    """A room whose files are looked through."""

    def files_with(self, words):
        """Which words are in a file, each with the file."""
        return {(word.pattern, file.name) for file in self.data.iterdir()
                for word in words if word.search(file.read_bytes())}

    def ask_with(self, text, body=None, now=None, **headers):
        data = b'' if body is None else json.dumps(body).encode()
        request = self.request(text, data)
        request.headers += [(name.replace('_', '-'), value.encode())
                            for name, value in headers.items()]
        done = self.ask(request, now)
        head, said = conversations.split_message(done.stdout)
        headers = dict(conversations.parse_head(head))
        return int(headers['Status'][:3]), headers, said

    def lists(self):
        """What lists, counts, changes and exports tell."""
        return [self.say(f'GET /customer/CAR/{one}')[2] for one in (
            'slim?posCodes=*', 'slim?posCodes=*&sortBy=NameASC',
            'slim?posCodes=*&boosterCustomerIds=2,3', 'export?posCodes=*',
            'export.csv?posCodes=*')]


def every_field_has_a_word(_):
    """So that a new one can't be forgotten."""
    for customer in FIRST, SECOND, OTHER:
        records = [(ROOT, customer)]
        records += [(field.item, customer[name][0])
                    for name, field in FIELDS[ROOT].items() if field.item]
        for message, record in records:
            for name, field in FIELDS[message].items():
                expect(name in record or field.kind == 'bool', message, name)


def live(room):
    """A customer's life: number 2, between two others. Returns a task."""
    room.good('POST /customer', OTHER)
    status, _, _ = room.ask_with('POST /customer', FIRST,
                                 Idempotency_Key='"retry"')
    expect(status == 200, 'not created')
    room.good('POST /customer', OTHER)
    status, headers, _ = room.ask_with('POST /customer', FIRST,
                                       Idempotency_Key='"retry"')
    expect('Idempotency-Replayed' in headers, 'not replayed')
    for key in '"first"', '"second"':
        room.ask_with('PATCH /customer/2', {'notes': 'quokka ' * 1000},
                      Idempotency_Key=key)
    room.good('PUT /customer/2', SECOND)
    room.good('PATCH /customer/2', {'firstName': 'Quokka', 'reset': 'phones'})
    room.good('PATCH /customer/2', {'phones': SECOND['phones']})
    for word in 'quokka', 'numbat', '3480088772', 'numbat1@example.com':
        for one in 'slim', 'export':
            room.say(f'GET /customer/CAR/{one}?posCodes=*&searchKey={word}')
    room.good('POST /api/GetCustomerPaginated', {
        'brand': 'CAR', 'posCodes': ['numbat:*'], 'email':
            'numbat0@example.com', 'interests': [{'interest': 'numbat'}]})
    for target in '/customer/2', '/customer/v2/2', '/customer/CAR/changes':
        for form in FORMATS:
            expect(room.say(f'GET {target}.{form}')[0] == 200, target)
    task = export.ordered(room, 'numbat-order', searchKey='numbat')
    expect(export.ordered(room, 'numbat-order', searchKey='numbat') == task,
           'another task')
    said = room.say(f'GET /tasks/{task}/download')[2]
    expect(b'Numbat' in said, said)
    expect({word for word, _ in room.files_with(WORDS)}
           == {word.pattern for word in WORDS},
           'not kept before:', room.files_with(WORDS))
    return task


def no_file_has_a_word(room):
    for journal in JOURNALS:
        room.data = room.way.data = room.path / journal
        room.begin(f'journal: {journal}', f'log: {room.path}/log')
        live(room)
        room.good('DELETE /customer/2')
        expect(not room.files_with(WORDS), journal, room.files_with(WORDS))
        expect(len(room.files_with(STAYING)) >= 3, 'the others are gone')
        for target in '/customer/1', '/customer/v2/3':
            room.good(f'GET {target}')
        expect(not room.files_with(WORDS), journal, 'afterwards')
        log = room.path / 'log'
        expect(not log.exists() or not any(
            word.search(log.read_bytes()) for word in WORDS), 'the log')


def nothing_tells_of_it(room):
    room.begin()
    task = live(room)
    room.good('DELETE /customer/2')
    for form in FORMATS:
        for method, target, body in (
                ('GET', f'/customer/2.{form}', None),
                ('GET', f'/customer/v2/2.{form}', None),
                ('PUT', f'/customer/2.{form}', SECOND),
                ('PATCH', f'/customer/2.{form}', {'notes': 'x'}),
                ('DELETE', f'/customer/2.{form}', None)):
            status, headers, said = room.say(f'{method} {target}', body)
            expect(status == 404 and b'ETag' not in headers,
                   method, target, 'is', status, said)
            expect(not any(word.search(said) for word in WORDS), said)
    for said in room.lists():
        expect(not any(word.search(said) for word in WORDS), said)
        expect(re.search(b'wombat', said, re.I), said)
    page = room.good('GET /customer/CAR/slim?posCodes=*')
    expect(page['totalResults'] == 2, page)
    expect([one['boosterCustomerId'] for one in page['elements']] == [3, 1],
           page)
    for word in ('quokka', 'numbat', '3480088772', '88772', '2',
                 'numbat1@example.com'):
        page = room.good(f'GET /customer/CAR/slim?posCodes=*&searchKey={word}')
        expect(page['totalResults'] == 0 and page['elements'] == [], page)
    status, headers, said = room.say(f'GET /tasks/{task}/download')
    expect((status, headers['X-CRM-Total']) == (200, b'0'), headers)
    rows = list(csv.reader(io.StringIO(said.decode())))
    expect(len(rows) == 1, rows)
    changes = room.good('GET /customer/CAR/changes')['elements']
    erased = [one for one in changes if one['erased']]
    expect([one['boosterCustomerId'] for one in erased] == [2], changes)
    expect(set(erased[0]) == {'boosterCustomerId', 'version',
                              'modificationDate', 'erased'}, erased)


def a_retry_brings_nothing_back(room):
    for journal in JOURNALS:
        room.data = room.way.data = room.path / journal
        room.begin(f'journal: {journal}')
        live(room)
        room.good('DELETE /customer/2')
        status, headers, said = room.ask_with(
            'POST /customer', FIRST, Idempotency_Key='"retry"')
        expect(status == 200 and 'Idempotency-Replayed' in headers, said)
        expect(json.loads(said)['boosterCustomerId'] == 2, said)
        status, headers, said = room.ask_with(
            'PATCH /customer/2', {'notes': 'quokka ' * 1000},
            Idempotency_Key='"first"')
        expect(status in (204, 404), status, said)
        expect(room.say('GET /customer/2')[0] == 404, 'it is back')
        expect(not room.files_with(WORDS), journal, room.files_with(WORDS))


def a_number_is_used_once(room):
    for journal in JOURNALS:
        room.data = room.way.data = room.path / journal
        room.begin(f'journal: {journal}')
        given = set()
        for _ in range(4):
            number = room.good('POST /customer', FIRST)['boosterCustomerId']
            expect(number not in given, number, 'again, after', given)
            given.add(number)
            room.good(f'DELETE /customer/{number}')
        made = room.good('POST /json/reply/CreateCustomer[]', [FIRST, FIRST])
        numbers = {one['boosterCustomerId'] for one in made}
        expect(len(numbers) == 2 and not numbers & given, made)
        room.good('POST /json/reply/DeleteCustomer[]', made)
        expect(room.rows('SELECT count(*) FROM customer') == [(0,)], 'left')
        expect(not room.files_with(WORDS), journal, room.files_with(WORDS))
        number = room.good('POST /customer', OTHER)['boosterCustomerId']
        expect(number > max(numbers | given), number)


def the_rows_that_stay_say_nothing(room):
    room.begin()
    live(room)
    room.good('DELETE /customer/2')
    changes = room.rows(
        'SELECT kind, key, time IS NOT NULL FROM change WHERE record = 2'
        ' ORDER BY sequence')
    expect([kind for kind, _, _ in changes][-1] == 2, changes)
    expect(all(key == 1 and told for _, key, told in changes), changes)
    for table in ('email', 'phone', 'address', 'event', 'interest', 'hobby',
                  'product_collection', 'consent', 'search'):
        expect(room.rows(f'SELECT count(*) FROM "{table}"'
                         ' WHERE customer = 2') == [(0,)], table)
    expect(room.rows('SELECT count(*) FROM change_member JOIN change'
                     ' ON change = sequence WHERE record = 2') == [(0,)],
           'the history has values')
    expect(room.rows('SELECT count(*) FROM card WHERE id = 2') == [(0,)],
           'a card')


def a_creation_is_forgotten_with_its_key(room):
    room.begin()
    now = int(time.time())
    for moment in now, now + DAY - 60:
        room.ask_with('POST /customer', FIRST, moment,
                      Idempotency_Key='"retry"')
        room.say('DELETE /customer/1', now=moment)
        expect(room.rows('SELECT count(*) FROM customer') == [(0,)], moment)
    status, headers, said = room.ask_with('POST /customer', OTHER,
                                          now + DAY + 60,
                                          Idempotency_Key='"retry"')
    expect(status == 200 and 'Idempotency-Replayed' not in headers, said)
    expect(json.loads(said)['boosterCustomerId'] == 2, said)


TESTS = [
    every_field_has_a_word, no_file_has_a_word, nothing_tells_of_it,
    a_retry_brings_nothing_back, a_number_is_used_once,
    the_rows_that_stay_say_nothing, a_creation_is_forgotten_with_its_key,
]
CLOCKED = [a_creation_is_forgotten_with_its_key]


def why_not(test):
    return export.why_not(test) if test not in CLOCKED else ctl.no_clock()


def new_room():
    return pathlib.Path(tempfile.mkdtemp(prefix='crm-erased.'))


def main(words):
    tests = [test for test in TESTS
             if not words or any(word in test.__name__ for word in words)]
    return ctl.report(tests, Room, why_not, new_room)


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
