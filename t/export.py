#!/usr/bin/env python3
"""Lists and exports many customers while others work; speaks TAP.

Usage: t/export.py [WORD]...

Only tests whose names hold one of the words are run.
"""

import contextlib
import csv
import io
import json
import pathlib
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.parse
import xml.etree.ElementTree

sys.dont_write_bytecode = True

# pylint: disable=wrong-import-position
import conversations  # noqa: E402
import ctl  # noqa: E402
from ctl import DAY, PROGRAM, expect  # noqa: E402

MANY, SOME, FEW = 100000, 20000, 1000
PIECE = 64 * 1024
MOST = 16 << 20            # bytes of an answer to a batch
CUSTOMER = {
    'privacyPolicyAcceptanceStorage': True, 'canBeContactedByMaison': True,
    'clientType': 'COMPANY', 'companyName': 'Example', 'countryId': 'it',
    'posCode': 'ES100:1', 'brand': 'CAR',
}


class Room(ctl.Room):
    """A room with a key that may do everything."""

    def begin(self, *lines):
        self.configure('max-batch-body: 67108864', *lines)
        self.key = self.ctl('key', 'add', 'all')[0].strip()

    def request(self, text, body=b'', kind='application/json', key=True):
        head = text + '\n'
        if key:
            head += f'X-Api-Key: {self.key}\n'
        if body:
            head += f'Content-Type: {kind}\n'
        return conversations.Request(head.encode() + b'\n' + body, False)

    def say(self, text, body=None, now=None, key=True):
        """Sends a request; returns status, headers and body."""
        data = b'' if body is None else json.dumps(body).encode()
        done = self.ask(self.request(text, data, key=key), now)
        expect(done.returncode == 0, text, 'exits with', done.returncode)
        head, said = conversations.split_message(done.stdout)
        headers = dict(conversations.parse_head(head))
        return int(headers['Status'][:3]), headers, said

    def good(self, text, body=None, now=None, key=True):
        status, _, said = self.say(text, body, now, key)
        expect(status in (200, 204), text, 'is', status, said[:300])
        return json.loads(said) if said else None

    def fill(self, count):
        """Creates customers, in CSV; returns nothing."""
        names = list(CUSTOMER)
        rows = io.StringIO()
        writer = csv.writer(rows)
        writer.writerow(names)
        for number in range(count):
            writer.writerow([*list(CUSTOMER.values())[:3],
                             f'Example {number % 977}',
                             *list(CUSTOMER.values())[4:]])
        request = self.request('POST /csv/reply/CreateCustomer[]',
                               rows.getvalue().encode(), 'text/csv')
        done = self.ask(request)
        expect(b'Status: 200' in done.stdout[:20], done.stdout[:300])

    def export(self, form='csv', query='posCodes=*'):
        """Begins an export; returns its process."""
        request = self.request(f'GET /customer/CAR/export.{form}?{query}')
        return subprocess.Popen(
            [PROGRAM], env=self.environment(request), bufsize=0,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE)


def peak(process):
    """The most memory that a process had so far, in KiB; 0: it has ended."""
    status = pathlib.Path(f'/proc/{process.pid}/status').read_text()
    found = re.search(r'VmHWM:\s*(\d+) kB', status)
    return int(found[1]) if found else 0


def finish(process, begun=b''):
    """Takes the rest; returns status, all that was said, and peak memory."""
    said, most = [begun], 0
    while piece := process.stdout.read(PIECE):
        said.append(piece)
        most = max(most, peak(process))
    process.wait()
    process.stdout.close()
    process.stderr.close()
    return process.returncode, b''.join(said), most


def numbers(said):
    """The numbers of customers in an export in CSV."""
    _, body = conversations.split_message(said)
    rows = csv.reader(io.StringIO(body.decode()))
    expect(next(rows)[0] == 'boosterCustomerId', 'no header')
    return [int(row[0]) for row in rows]


def memory_is_that_of_a_slice(room):
    room.begin()
    room.fill(SOME)
    _, said, some = finish(room.export())
    expect(numbers(said) == list(range(1, SOME + 1)), 'others')
    room.fill(MANY - SOME)
    status, said, many = finish(room.export())
    expect(status == 0 and len(numbers(said)) == MANY, 'not all')
    expect(b'\r\nX-CRM-Total: %d\r\n' % MANY in said, said[:500])
    expect(b'Content-Length' not in said[:500], said[:500])
    expect(many < some + 512, 'KiB:', some, 'and then', many)


def a_reader_that_stalls_holds_nobody_up(room):
    for number, journal in enumerate(('wal', 'rollback')):
        room.data = room.way.data = room.path / f'data{number}'
        room.begin(f'journal: {journal}', 'lock-timeout: 1')
        room.fill(FEW)
        process = room.export()
        begun = process.stdout.read(1)
        room.good('POST /customer', CUSTOMER)
        room.good('PATCH /customer/1000', {'companyName': 'Changed'})
        room.good('DELETE /customer/999')
        status, said, _ = finish(process, begun)
        expect(status == 0, journal, 'exits with', status)
        expect(numbers(said) == [*range(1, 999), 1000, 1001],
               journal, numbers(said)[-5:])
        expect(b',Changed,' in said, journal, 'is not as it was then')


def is_whole(form, body):
    """Whether an independent reader takes a list for complete."""
    text = body.decode()
    try:
        if form == 'json':
            json.loads(text)
        elif form == 'xml':
            xml.etree.ElementTree.fromstring(text)
        elif form == 'jsonl':
            for line in text.splitlines():
                json.loads(line)
        elif form == 'csv':
            list(csv.reader(io.StringIO(text), strict=True))
        else:
            return text.endswith(']')
    except (ValueError, csv.Error, xml.etree.ElementTree.ParseError):
        return False
    return True


def a_list_that_breaks_off_is_noticed(room):
    for form in 'csv', 'json', 'jsonl', 'xml', 'jsv':
        room.data = room.way.data = room.path / f'data-{form}'
        room.begin()
        room.fill(FEW)
        status, said, _ = finish(room.export(form))
        expect(status == 0 and is_whole(
            form, conversations.split_message(said)[1]), form)
        process = room.export(form)
        begun = process.stdout.read(1)
        with contextlib.closing(sqlite3.connect(
                room.data / 'crm.db')) as base:
            base.execute('PRAGMA wal_checkpoint(TRUNCATE)').fetchall()
            size = base.execute('PRAGMA page_size').fetchone()[0]
        path = room.data / 'crm.db'
        with path.open('r+b') as file:
            file.seek(size)
            file.write(b'\xff' * (path.stat().st_size - size))
        status, said, _ = finish(process, begun)
        expect(status != 0, form, 'exits with 0')
        body = conversations.split_message(said)[1]
        expect(not is_whole(form, body), form, 'looks whole:', body[-200:])


def a_batch_of_many_customers_is_read_one_by_one(room):
    """Its answer is that of two halves; one erased meanwhile breaks it off."""
    room.begin()
    room.fill(FEW)
    numbers = [1 + number * 7 % FEW for number in range(FEW)]
    for name, member in (
            ('GetCustomer', 'boosterCustomerId'), ('GetCustomerV2', 'customerId')):
        ids = [{member: number} for number in numbers]
        target = f'POST /json/reply/{name}[]'
        parts = [room.good(target, ids[at:at + 100])
                 for at in range(0, FEW, 100)]
        _, headers, said = room.say(target, ids)
        expect(json.loads(said) == sum(parts, []), name, 'differs')
        expect(headers['X-AutoBatch-Completed'] == b'%d' % FEW, headers)
    whole = len(said)
    request = room.request(target, json.dumps(ids * 10).encode())
    with subprocess.Popen(
            [PROGRAM], env=room.environment(request), bufsize=0,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE) as process:
        process.stdin.write(request.body)
        process.stdin.close()
        begun = process.stdout.read(1)
        room.good(f'DELETE /customer/{numbers[-1]}')
        status, said, _ = finish(process, begun)
    body = conversations.split_message(said)[1]
    expect(status != 0, 'exits with 0')
    expect(0 < len(body) < 2 * whole, len(body), 'bytes of', whole)
    expect(not is_whole('json', body), 'looks whole:', body[-200:])


def an_answer_to_a_batch_is_at_most_16_mib(room):
    room.begin()
    room.fill(FEW)
    target = 'POST /json/reply/GetCustomerPaginated[]'
    search = {'brand': 'CAR', 'posCodes': ['*'], 'items': 500}
    one = len(json.dumps(room.good(target, [search]),
                         separators=(',', ':')))
    most = MOST // one
    status, _, said = room.say(target, [search] * (most - 1))
    expect(status == 200 and len(json.loads(said)) == most - 1, status)
    status, headers, said = room.say(target, [search] * (most + 3))
    expect(status == 413, status, said[:300])
    expect(len(said) < 1000 and str(MOST).encode() in said, said[:300])
    expect(headers['X-AutoBatch-Completed'] == b'0', headers)


def a_walk_shows_each_customer_once_while_others_come(room):
    room.begin()
    room.fill(100)
    for order in 'RegDESC', 'RegASC', 'NameASC', 'NameDESC':
        there = {row[0] for row in room.rows('SELECT id FROM customer')}
        seen, after, page = [], '', 0
        while page == 0 or after:
            query = f'posCodes=*&items=7&noCount=true&sortBy={order}'
            if after:
                query += '&after=' + urllib.parse.quote(after)
            said = room.good(f'GET /customer/CAR/slim?{query}')
            page += 1
            expect(said['page'] == page, said['page'], 'is not', page)
            seen += [one['boosterCustomerId'] for one in said['elements']]
            after = said.get('next', '')
            if page % 5 == 1:
                room.good('POST /customer', CUSTOMER)
                room.good(f'PATCH /customer/{seen[0]}', {'notes': f'{page}'})
        expect(len(seen) == len(set(seen)), order, 'shows one again')
        expect(there <= set(seen), order, 'leaves out', there - set(seen))


def ordered(room, name, now=None, **filters):
    body = {'downloadRequestId': name, 'posCodes': ['*'], **filters}
    return room.good('POST /customer/CAR/export', body, now)['asyncTaskId']


def an_address_is_good_for_a_quarter_of_an_hour(room):
    room.begin()
    room.good('POST /customer', CUSTOMER)
    now = int(time.time())
    task = room.good('GET /tasks/' + ordered(room, 'a', now), now=now)
    address = task['signedDownloadUrl'].partition('/tasks/')[2]

    def fetch(then):
        return room.say('GET /tasks/' + address, now=then, key=False)[0]

    expect(fetch(now) == 200, 'not good at once')
    expect(fetch(now + 899) == 200, 'not good to the end')
    expect(fetch(now + 900) == 403, 'good too long')
    room.ctl('key', 'revoke', 'all')
    expect(fetch(now) == 403, 'good without its key')


def a_task_is_forgotten_after_a_week(room):
    room.begin()
    now = int(time.time())
    task = ordered(room, 'a', now)
    expect(ordered(room, 'a', now + 7 * DAY - 1) == task, 'forgotten before')
    room.good(f'GET /tasks/{task}', now=now + 7 * DAY - 1)
    for path in f'/tasks/{task}', f'/tasks/{task}/download':
        status, _, _ = room.say(f'GET {path}', now=now + 7 * DAY)
        expect(status == 404, path, 'is', status)
    expect(room.good('GET /tasks', now=now + 7 * DAY) == [], 'listed')
    expect(ordered(room, 'a', now + 7 * DAY) != task, 'the same')
    expect(room.rows('SELECT count(*) FROM task') == [(1,)], 'kept')


def a_key_has_a_thousand_tasks(room):
    room.begin()
    first = ordered(room, 'a')
    with contextlib.closing(
            sqlite3.connect(room.data / 'crm.db')) as base, base:
        base.executemany(
            'INSERT INTO task SELECT ?, key, randomblob(32), print, filters,'
            ' brand, created, total FROM task WHERE id = ?',
            [(f'{number:032x}', first) for number in range(998)])
    last = ordered(room, 'b')
    body = {'downloadRequestId': 'c', 'posCodes': ['*']}
    status, headers, _ = room.say('POST /customer/CAR/export', body)
    expect(status == 503 and 'Retry-After' not in headers, status)
    expect(ordered(room, 'b') == last, 'not the same')
    expect(len(room.good('GET /tasks')) == 1000, 'not all listed')
    other = room.ctl('key', 'add', 'other')[0].strip()
    room.key = other
    ordered(room, 'c')


def no_word_that_was_searched_for_is_kept(room):
    canary = 'Quetzalcoatl'
    room.begin()
    room.good('POST /customer', {**CUSTOMER, 'companyName': canary})
    task = ordered(room, canary, searchKey=canary)
    said = room.good('GET /customer/CAR/slim?posCodes=*&items=1&sortBy=NameASC'
                     f'&searchKey={canary}')
    expect(said['totalResults'] == 1, said)
    room.good('POST /customer', {**CUSTOMER, 'companyName': 'Z' + canary})
    page = room.good('GET /customer/CAR/slim?posCodes=*&items=1&sortBy=NameASC')
    expect(not re.search(canary, page['next'], re.I), page)
    status, _, body = room.say(f'GET /tasks/{task}/download')
    expect(status == 200 and canary.encode() in body, 'not found')
    room.good('DELETE /customer/1')
    room.good('DELETE /customer/2')
    for file in room.data.iterdir():
        expect(not re.search(canary.encode(), file.read_bytes(), re.I),
               file.name, 'has the word')
    status, headers, _ = room.say(f'GET /tasks/{task}/download')
    expect(status == 200 and headers['X-CRM-Total'] == b'0', headers)


TESTS = [
    memory_is_that_of_a_slice, a_reader_that_stalls_holds_nobody_up,
    a_list_that_breaks_off_is_noticed,
    a_batch_of_many_customers_is_read_one_by_one,
    an_answer_to_a_batch_is_at_most_16_mib,
    a_walk_shows_each_customer_once_while_others_come,
    an_address_is_good_for_a_quarter_of_an_hour,
    a_task_is_forgotten_after_a_week, a_key_has_a_thousand_tasks,
    no_word_that_was_searched_for_is_kept,
]

CLOCKED = [an_address_is_good_for_a_quarter_of_an_hour,
           a_task_is_forgotten_after_a_week]


def why_not(test):
    """Why a test can't be run here, or None."""
    watching = conversations.watching(PROGRAM)
    if test is memory_is_that_of_a_slice and watching:
        return watching
    return ctl.no_clock() if test in CLOCKED else None


def new_room():
    return pathlib.Path(tempfile.mkdtemp(prefix='crm-export.'))


def main(words):
    tests = [test for test in TESTS
             if not words or any(word in test.__name__ for word in words)]
    return ctl.report(tests, Room, why_not, new_room)


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
