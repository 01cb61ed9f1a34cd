#!/usr/bin/env python3
"""Asks with a bound key for what is out of its bounds; speaks TAP.

Usage: t/bounds.py [WORD]...

A database has customers within the bounds of a key and, many more, outside of
them. What the key is answered must be what a database answers that has only
those within: of one where the others never were, but for numbers and times; and
of one where they are erased, byte by byte. Only tests whose names hold one of
the words are run.
"""

import contextlib
import json
import pathlib
import re
import shutil
import sqlite3
import sys
import tempfile
import urllib.parse

sys.dont_write_bytecode = True

# pylint: disable=wrong-import-position
import conversations  # noqa: E402
import ctl  # noqa: E402
import export  # noqa: E402
from ctl import expect  # noqa: E402

FORMATS = 'json', 'xml', 'csv', 'jsv', 'jsonl', 'html'
BOUNDS = ('--brands', 'CAR', '--pos', 'ES100:*')
OUTSIDE = [('CAR', 'IT200:1'), ('CAR', 'ES10:1'), ('IWC', 'ES100:1'),
           ('CAR', 'ES1000'), ('MTB', 'FR1:1')]
WITHIN = ('CAR', 'es100:7'), ('CAR', 'ES100:1')
NEVER = 999999
CROWD = 600  # more changes than an answer of changes holds
# A sealed cursor is drawn at random, beside what conversations.still() knows.
SEALED = re.compile(rb'([?&]after=|next":"|next:"?|<next>|>Next</dt><dd>)'
                    rb'([-_0-9A-Za-z]+)')


def customer(number, brand, pos):
    return {
        'privacyPolicyAcceptanceStorage': True,
        'canBeContactedByMaison': number % 3 == 0, 'clientType': 'PRIVATE',
        'title': 'Mr.', 'firstName': 'Ana', 'lastName': f'Rossi{number % 5}',
        'gender': 'F', 'languageId': 'ita', 'countryId': 'it',
        'birthDate': f'1990-{number % 12 + 1:02}-02', 'posCode': pos,
        'brand': brand, 'registrationDate': '2021-01-02T03:04:05Z',
        'saleRepresentativeEmail': 'rep@example.com',
        'emails': [{'email': 'same@example.com', 'isMainEmail': True}],
        'phones': [{'phone': '3331234567', 'countryPrefix': 'it',
                    'isMainPhone': True}],
        'interests': [{'interest': 'Watches', 'sapInterestId': 'CA-1'}],
    }


def differ(said, other):
    """What one answer has beside the other, from the first difference on."""
    first = next((place for place, pair in enumerate(zip(said, other))
                  if pair[0] != pair[1]), min(len(said), len(other)))
    return [one[max(0, first - 80):first + 200] for one in (said, other)]


class Room(export.Room):
    """A room with a key that is bound, and one that may do everything."""

    def begin(self, *lines):
        super().begin('open: none', *lines)
        self.all = self.key
        self.bound = self.ctl('key', 'add', 'bound', *BOUNDS)[0].strip()

    @contextlib.contextmanager
    def within_bounds(self):
        self.key = self.bound
        try:
            yield
        finally:
            self.key = self.all

    def answer(self, text, body=None, **headers):
        """All that the bound key is answered, as bytes that hold still."""
        data = b'' if body is None else json.dumps(body).encode()
        with self.within_bounds():
            request = self.request(text, data)
        request.headers += [(name.replace('_', '-'), value.encode())
                            for name, value in headers.items()]
        done = self.ask(request)
        expect(done.returncode == 0, text, 'exits with', done.returncode)
        expect(not done.stderr, text, 'logs', done.stderr)
        return SEALED.sub(lambda found: found[1] + b'.' * len(found[2]),
                          conversations.still(done.stdout))

    def bound_good(self, text, body=None):
        with self.within_bounds():
            return self.good(text, body)

    def create(self, hidden=True):
        """Creates customers; returns the numbers of those within, without."""
        numbers = [], []
        for number in range(12):
            places = [WITHIN[number % 2]]
            if hidden:
                places += [OUTSIDE[number % len(OUTSIDE)],
                           OUTSIDE[(number + 1) % len(OUTSIDE)]]
            for where in places:
                made = self.good('POST /customer', customer(number, *where))
                numbers[where not in WITHIN].append(made['boosterCustomerId'])
        return numbers


def change_some(room, numbers):
    """Some within are changed, and one is erased."""
    for number in numbers[2:5]:
        room.good(f'PATCH /customer/{number}', {'notes': 'changed'})
    room.good(f'DELETE /customer/{numbers[7]}')


def listing_requests():
    """What lists customers, and counts them."""
    for order in 'NameASC', 'NameDESC', 'RegASC', 'RegDESC':
        yield f'slim?posCodes=*&items=5&sortBy={order}'
        yield f'slim?posCodes=*&items=5&page=2&sortBy={order}'
    yield 'slim?posCodes=*&items=4&page=4'
    yield 'slim?posCodes=*&noCount=true'
    for pattern in 'IT200:*', 'ES10:1', 'ES1*', 'E*', 'ES100:1,IT200:1', 'F*':
        yield f'slim?posCodes={urllib.parse.quote(pattern)}'
    for query in (
            'searchKey=rossi1', 'searchKey=ana%20ro', 'searchKey=1234567',
            'searchKey=same%40example.com', 'email=same%40example.com',
            'phoneNumber=3331234567', 'locationCountryIds=it',
            'canBeContactedByMaison=true', 'birthdateMonths=2,3',
            'interests=%5B%7Binterest%3AWatches%7D%5D',
            'saleRepresentativeEmails=rep%40example.com',
            'creationDateFrom=2000-01-01', 'modificationDateFrom=2000-01-01'):
        yield f'slim?posCodes=*&{query}'
        yield f'export?posCodes=*&{query}'
    for form in FORMATS:
        yield f'slim.{form}?posCodes=*'
        yield f'changes.{form}'
        if form != 'html':
            yield f'export.{form}?posCodes=*'
    yield 'export.csv?posCodes=*&people=true'


def as_if_they_had_never_been(room):
    """Numbers and times are those of the order of customers within."""
    answers = []
    for hidden in True, False:
        room.data = room.way.data = room.path / f'data-{hidden}'
        room.begin()
        numbers, _ = room.create(hidden)
        change_some(room, numbers)
        places = {number: place for place, number in enumerate(numbers)}
        answers.append([normal(room.answer(f'GET /customer/CAR/{one}'), places)
                        for one in listing_requests()])
    for one, mine, theirs in zip(listing_requests(), *answers):
        expect(mine == theirs, one, 'tells\n', differ(mine, theirs))
    expect(sum(b'Rossi' in said for said in answers[0]) > 20, 'nothing there')


def normal(said, places):
    """An answer with other numbers, without times and lengths."""
    said = re.sub(rb'[.]{20,}', b'', said)
    said = re.sub(rb'(?m)^Content-Length: \d+\r\n', b'', said)
    said = re.sub(rb'20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-9:.]+Z', b'(time)',
                  said)
    return re.sub(
        rb'(boosterCustomerId(?:"?:|>)|^|Customer number</dt><dd>)(\d+)(?=[,}<])',
        lambda found: found[1] + b'#%d' % places.get(int(found[2]), -1),
        said, flags=re.M)


def as_if_they_were_erased(room):
    """The same bytes, whatever the others are."""
    room.begin()
    within, without = room.create()
    change_some(room, within)
    before = [room.answer(f'GET /customer/CAR/{one}')
              for one in listing_requests()]
    for number in without[::2]:
        room.good(f'PATCH /customer/{number}', {'lastName': 'Other'})
    changed = [room.answer(f'GET /customer/CAR/{one}')
               for one in listing_requests()]
    room.good('POST /json/reply/DeleteCustomer[]',
              [{'boosterCustomerId': number} for number in without])
    erased = [room.answer(f'GET /customer/CAR/{one}')
              for one in listing_requests()]
    for one, *said in zip(listing_requests(), before, changed, erased):
        for other in said[1:]:
            expect(other == said[0], one, 'tells\n', differ(other, said[0]))


def single_requests(number):
    """What is asked of one customer, by all ways."""
    put = customer(1, *WITHIN[0])
    for form in FORMATS:
        yield f'GET /customer/{number}.{form}', None
        yield f'GET /customer/v2/{number}.{form}', None
        yield f'PUT /customer/{number}.{form}', put
        yield f'PATCH /customer/{number}.{form}', {'notes': 'x'}
        yield f'DELETE /customer/{number}.{form}', None
    yield f'HEAD /customer/{number}', None
    yield f'PUT /customer/{number}', customer(1, *OUTSIDE[0])
    yield f'PATCH /customer/{number}', {'brand': 'IWC', 'posCode': 'IT200:1'}
    yield f'PATCH /customer/{number}', {'brand': 'no brand', 'gender': 'Z'}
    yield f'PATCH /customer/{number}', {'emails': 'x'}
    yield f'PATCH /customer/{number}?notes=x', None
    for name in ('GetCustomer', 'GetCustomerV2', 'UpdateCustomer',
                 'PatchCustomer', 'DeleteCustomer'):
        member = 'customerId' if name == 'GetCustomerV2' \
            else 'boosterCustomerId'
        body = {**put, member: number} if name == 'UpdateCustomer' \
            else {member: number}
        yield f'POST /api/{name}', body
        yield f'POST /json/reply/{name}[]', [body]
        yield f'POST /xml/reply/{name}', body
    yield f'GET /api/GetCustomer?boosterCustomerId={number}', None
    yield f'DELETE /api/DeleteCustomer?boosterCustomerId={number}', None
    yield (f'GET /customer/CAR/slim?posCodes=*&searchKey={number}', None)
    yield (f'GET /customer/CAR/slim?posCodes=*&boosterCustomerIds={number}',
           None)
    yield (f'GET /customer/CAR/export?posCodes=*&boosterCustomerIds={number}',
           None)


def one_outside_is_as_one_that_never_was(room):
    room.begin()
    _, without = room.create()
    rows = dump(room)
    wanted = [room.answer(*one) for one in single_requests(NEVER)]
    for number in without[:len(OUTSIDE)]:
        for one, never in zip(single_requests(number), wanted):
            said = room.answer(*one)
            expect(said == never, *one, 'is\n', differ(said, never))
    for headers in ({'If_Match': '"1-json"'}, {'If_Match': '"9-json"'},
                    {'If_Match': '*'}, {'If_None_Match': '"1-json"'},
                    {'Idempotency_Key': '"k"'}):
        for method, body in (('GET', None), ('PATCH', {'notes': 'x'}),
                             ('DELETE', None)):
            if method == 'GET' and 'If_Match' in headers:
                continue
            said = {room.answer(f'{method} /customer/{number}', body,
                                **headers)
                    for number in (without[0], without[1], NEVER)}
            expect(len(said) == 1, method, headers, said)
            expect(b'Status: 404' in said.pop(), method, headers)
    expect(dump(room) == rows, 'something was changed')


def dump(room):
    with contextlib.closing(
            sqlite3.connect(room.data / 'crm.db')) as base:
        return [line for line in base.iterdump()
                if not line.startswith('INSERT INTO "api_key"')]


def an_order_has_those_within_alone(room):
    room.begin()
    within, without = room.create()
    for name, filters, wanted in (
            ('all', {}, len(within)), ('word', {'searchKey': 'rossi1'}, 3),
            ('pos', {'posCodes': ['IT200:*', 'ES1*']}, len(within)),
            ('none', {'boosterCustomerIds': without}, 0)):
        task = room.bound_good('POST /customer/CAR/export', {
            'downloadRequestId': name, 'posCodes': ['*'], **filters})
        told = room.bound_good(f'GET /tasks/{task["asyncTaskId"]}')
        expect(told['totalResults'] == wanted, name, told)
        with room.within_bounds():
            _, headers, said = room.say(
                f'GET /tasks/{task["asyncTaskId"]}/download.json')
        expect(headers['X-CRM-Total'] == b'%d' % wanted, name, headers)
        found = {one['boosterCustomerId'] for one in json.loads(said)}
        expect(len(found) == wanted and found <= set(within), name, found)
        signed = told['signedDownloadUrl'].partition('/tasks/')[2]
        said = room.say(f'GET /tasks/{signed}', key=False)[2]
        expect(said.count(b'\r\n') == wanted + 1, name, said)
    for brand in 'IWC', 'MTB':
        task = room.bound_good(f'POST /customer/{brand}/export', {
            'downloadRequestId': brand, 'posCodes': ['*']})
        told = room.bound_good(f'GET /tasks/{task["asyncTaskId"]}')
        expect(told['totalResults'] == 0, told)


def a_crowd_outside_leaves_no_gap(room):
    """Pages are as full, and as many, as if there were nobody else."""
    room.begin()
    within = [room.good('POST /customer', customer(0, *WITHIN[1]))]
    for where in OUTSIDE[:2]:
        room.good('POST /json/reply/CreateCustomer[]',
                  [customer(number, *where) for number in range(CROWD)])
    within.append(room.good('POST /customer', customer(1, *WITHIN[1])))
    numbers = [one['boosterCustomerId'] for one in within]
    feed = room.bound_good('GET /customer/CAR/changes')
    expect([one['boosterCustomerId'] for one in feed['elements']] == numbers,
           feed)
    for order in 'RegASC', 'NameASC':
        page = room.bound_good(
            f'GET /customer/CAR/slim?posCodes=*&sortBy={order}&items=2')
        expect([one['boosterCustomerId'] for one in page['elements']]
               == numbers and page['totalResults'] == 2
               and page['totalPages'] == 1, page)
        expect('next' not in page or not room.bound_good(
            f'GET /customer/CAR/slim?posCodes=*&sortBy={order}&items=2&after='
            + urllib.parse.quote(page['next']))['elements'], page)


def nobody_is_moved_outside(room):
    room.begin()
    within, _ = room.create()
    number, rows = within[0], dump(room)
    for brand, pos in OUTSIDE:
        fields = {'brand': brand != 'CAR',
                  'posCode': not pos.upper().startswith('ES100:')}
        moved = customer(0, brand, pos)
        for text, body in (
                (f'PUT /customer/{number}', moved),
                (f'PATCH /customer/{number}', {'brand': brand,
                                               'posCode': pos}),
                ('POST /customer', moved),
                ('POST /json/reply/CreateCustomer[]',
                 [customer(0, *WITHIN[0]), moved]),
                ('POST /json/reply/PatchCustomer[]', [
                    {'boosterCustomerId': within[1], 'notes': 'x'},
                    {'boosterCustomerId': number, 'brand': brand,
                     'posCode': pos}])):
            with room.within_bounds():
                status, _, said = room.say(text, body)
            expect(status == 403, text, brand, pos, 'is', status, said)
            told = {one['fieldName'].rpartition('.')[2] for one in
                    json.loads(said)['responseStatus']['errors']}
            expect(told == {name for name, out in fields.items() if out},
                   text, brand, pos, 'names', told)
    expect(dump(room) == rows, 'something was changed')
    room.bound_good(f'PATCH /customer/{number}', {'posCode': 'ES100:99'})


def one_that_was_moved_away_is_gone(room):
    room.begin()
    within, _ = room.create()
    number = within[0]
    room.good(f'PATCH /customer/{number}', {'posCode': 'IT200:1'})
    with room.within_bounds():
        for target in f'{number}', f'v2/{number}':
            status, _, said = room.say(f'GET /customer/{target}')
            expect(status == 404, target, status, said)
        page = room.good('GET /customer/CAR/slim?posCodes=*')
        expect(page['totalResults'] == len(within) - 1, page)
        found = room.good(f'GET /customer/CAR/slim?posCodes=*&searchKey='
                          f'{number}')
        expect(found['totalResults'] == 0, found)
        feed = room.good('GET /customer/CAR/changes')['elements']
        expect(not any(one['boosterCustomerId'] == number and
                       one['version'] == 2 for one in feed), feed)


def copies_of_a_database_keep_the_bounds(room):
    """Bounds are those of the row: what crmctl did counts at once."""
    room.begin()
    within, without = room.create()
    shutil.copytree(room.data, room.path / 'copy')
    room.data = room.way.data = room.path / 'copy'
    room.configure('open: none')
    with room.within_bounds():
        expect(room.say(f'GET /customer/{without[0]}')[0] == 404, 'seen')
        expect(room.say(f'GET /customer/{within[0]}')[0] == 200, 'not seen')
    room.ctl('key', 'revoke', 'bound')
    with room.within_bounds():
        expect(room.say(f'GET /customer/{within[0]}')[0] == 401, 'valid')


TESTS = [
    as_if_they_had_never_been, as_if_they_were_erased,
    one_outside_is_as_one_that_never_was, an_order_has_those_within_alone,
    a_crowd_outside_leaves_no_gap, nobody_is_moved_outside,
    one_that_was_moved_away_is_gone, copies_of_a_database_keep_the_bounds,
]


def new_room():
    return pathlib.Path(tempfile.mkdtemp(prefix='crm-bounds.'))


def main(words):
    tests = [test for test in TESTS
             if not words or any(word in test.__name__ for word in words)]
    return ctl.report(tests, Room, lambda _: None, new_room)


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
