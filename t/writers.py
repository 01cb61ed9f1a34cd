#!/usr/bin/env python3
"""Lets many writers change one customer at once; speaks TAP.

Usage: t/writers.py [OPTION]...

  --program FILE  the program (the default: cgi-bin/crm.cgi of the build)
  --count N       so many writers (the default: 32)

With If-Match one of them wins, and the others are told that the customer is
not any more what they know. Without it the last one wins, and the customer is
what one of them sent: none of them is half of it. The history shows all that
came to pass, in order.
"""

import argparse
import concurrent.futures
import json
import os
import pathlib
import shutil
import sqlite3
import sys
import tempfile
import traceback

sys.dont_write_bytecode = True

# pylint: disable=wrong-import-position
from conversations import (  # noqa: E402
    BUILD, Key, Program, Request, check_common, check_data, hand_out)

BASE = {'canBeContactedByMaison': True, 'clientType': 'COMPANY',
        'companyName': 'Example Ltd.', 'countryId': 'it', 'posCode': 'ES100:1',
        'brand': 'CAR'}


class Patient:
    """What Program.prepare() asks of a case: the configuration."""

    @staticmethod
    def config(database):
        return f'database: {database}\nlock-timeout: 60\n'


class Desk:
    """A program with a database of its own and one customer."""

    def __init__(self, program, root):
        self.way = Program(program, False)
        self.way.prepare(Patient, pathlib.Path(tempfile.mkdtemp(dir=root)))
        hand_out([Key('all')], self.way)
        self.ask('POST', '/customer',
                 {**BASE, 'privacyPolicyAcceptanceStorage': True})

    def ask(self, method, target, members=None, match=None):
        head = f'{method} {target}\nX-Api-Key: {{key all}}\n'
        if members is not None:
            head += 'Content-Type: application/json\n'
        if match:
            head += f'If-Match: {match}\n'
        body = b'' if members is None else json.dumps(members).encode()
        request = Request(head.encode() + b'\n' + body, False)
        response = self.way.ask(request)
        check_common(response, self.way, request)
        return response

    def all_at_once(self, requests):
        with concurrent.futures.ThreadPoolExecutor(len(requests)) as pool:
            return list(pool.map(lambda one: self.ask(*one), requests))

    def whole(self):
        return json.loads(self.ask('GET', '/customer/v2/1').body)

    def query(self, sql):
        base = sqlite3.connect(self.way.data / 'crm.db')
        try:
            return base.execute(sql).fetchall()
        finally:
            base.close()


def version(response):
    return int(response.get('ETag').decode().strip('"').split('-')[0])


def member_sets(count):
    """For each writer members that belong together."""
    return [{'companyName': f'Writer {i}', 'notes': f'note of {i}',
             'customerReference': f'REF-{i}',
             'emails': [{'email': f'w{i}-{k}@example.com',
                         'isMainEmail': k == 0} for k in range(i % 4 + 1)]}
            for i in range(count)]


def is_one_of(whole, sets):
    return any(all(whole.get(name) == value for name, value in one.items())
               for one in sets)


def history(desk):
    """Each change's version, and the company's name before it."""
    return desk.query(
        'SELECT version, before FROM change LEFT JOIN change_member'
        " ON sequence = change AND name = 'companyName' ORDER BY sequence")


def with_if_match(desk, method, count):
    sets = member_sets(count)
    answers = desk.all_at_once(
        [(method, '/customer/1', {**(BASE if method == 'PUT' else {}), **one},
          '"1-json"') for one in sets])
    statuses = sorted(answer.status for answer in answers)
    assert statuses == [204] + [412] * (count - 1), statuses
    won = [one for one, answer in zip(sets, answers) if answer.status == 204]
    assert is_one_of(desk.whole(), won), 'another one is stored'
    assert history(desk) == [(1, None), (2, 'Example Ltd.')], history(desk)


def without(desk, method, count):
    sets = member_sets(count)
    answers = desk.all_at_once(
        [(method, '/customer/1', {**(BASE if method == 'PUT' else {}), **one})
         for one in sets])
    assert {answer.status for answer in answers} == {204}
    order = sorted(zip(map(version, answers), sets), key=lambda pair: pair[0])
    assert [number for number, _ in order] == list(range(2, count + 2))
    assert is_one_of(desk.whole(), [order[-1][1]]), 'the last did not win'
    names = ['Example Ltd.'] + [one['companyName'] for _, one in order[:-1]]
    told = history(desk)
    assert told == [(1, None)] + list(enumerate(names, 2)), told


def each_its_own(desk, count):
    """Changes of different members do not meet."""
    names = ['notes', 'customerReference', 'middleName', 'nameSuffix',
             'firstName', 'lastName', 'title']
    answers = desk.all_at_once(
        [('PATCH', '/customer/1', {names[i % len(names)]: f'w {i}'})
         for i in range(count)])
    assert {answer.status for answer in answers} == {204}
    whole = desk.whole()
    for k, name in enumerate(names[:count]):
        assert whole[name] in [f'w {i}' for i in range(k, count, len(names))]
    assert len(history(desk)) == count + 1


def erased_among(desk, count):
    """One erases; whoever comes later finds nobody."""
    requests = [('PATCH', '/customer/1', one) for one in member_sets(count)]
    requests[count // 2] = ('DELETE', '/customer/1')
    answers = desk.all_at_once(requests)
    assert {answer.status for answer in answers} <= {204, 404}
    assert answers[count // 2].status == 204
    kinds = [kind for kind, in
             desk.query('SELECT kind FROM change ORDER BY sequence')]
    done = sum(answer.status == 204 for answer in answers)
    assert kinds == [0] + [1] * (done - 1) + [2], kinds
    assert desk.query('SELECT count(*) FROM customer') == [(0,)]
    assert desk.query('SELECT count(*) FROM change_member') == [(0,)]


TESTS = [
    ('of writers with If-Match one wins, by PUT',
     lambda desk, count: with_if_match(desk, 'PUT', count)),
    ('of writers with If-Match one wins, by PATCH',
     lambda desk, count: with_if_match(desk, 'PATCH', count)),
    ('without If-Match the last one wins as a whole, by PUT',
     lambda desk, count: without(desk, 'PUT', count)),
    ('without If-Match the last one wins as a whole, by PATCH',
     lambda desk, count: without(desk, 'PATCH', count)),
    ('changes of different members do not meet', each_its_own),
    ('who comes after an erasure finds nobody', erased_among),
]


def main():
    parser = argparse.ArgumentParser(
        description=__doc__.split('\n', maxsplit=1)[0],
        epilog='See the head of this file.')
    parser.add_argument('--program', type=pathlib.Path,
                        default=BUILD / 'cgi-bin' / 'crm.cgi')
    parser.add_argument('--count', type=int, default=32)
    chosen = parser.parse_args()
    memory = '/dev/shm' if os.access('/dev/shm', os.W_OK | os.X_OK) else None
    root = tempfile.mkdtemp(prefix='crm-writers.', dir=memory)
    failed = 0
    print(f'1..{len(TESTS)}', flush=True)
    try:
        for number, (name, test) in enumerate(TESTS, 1):
            try:
                desk = Desk(chosen.program.resolve(), root)
                test(desk, chosen.count)
                check_data(desk.way.data, [])
                print(f'ok {number} - {name}', flush=True)
            except Exception:  # pylint: disable=broad-exception-caught
                failed += 1
                print(f'not ok {number} - {name}')
                for line in traceback.format_exc().splitlines():
                    print(f'#   {line}', flush=True)
    finally:
        shutil.rmtree(root, ignore_errors=True)
    sys.exit(bool(failed))


if __name__ == '__main__':
    main()
