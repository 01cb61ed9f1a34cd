#!/usr/bin/env python3
"""Kills and fails the programs at every system call of a change; speaks TAP.

Usage: t/halves.py [--program FILE] [--jobs N] [--most N] [WORD]...

A customer is replaced, patched and erased, an export ordered, a key made and
revoked, each once under strace, which tells the system calls. Then the change
is struck at each of them: killed there, and at those that differ with each
error that the call may come back with (t/crash.py has the table). Afterwards
all rows of the database are as before, or as the change alone leaves them, and
agree with each other: history, cards and counters with the customers. A change
that was acknowledged is there, and one that was struck before it was made is
not. The next requests succeed, and once the customer is erased no file has a
word of it. --most strikes so many calls of each change only, evenly spread.
WORD is of the names of changes that alone are made.
"""

import argparse
import concurrent.futures
import contextlib
import hashlib
import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import traceback

sys.dont_write_bytecode = True

# pylint: disable=wrong-import-position
import crash  # noqa: E402
from conversations import (  # noqa: E402
    BUILD, Key, Mismatch, Request, hand_out)

CANARY = 'halvescanary'  # with a word that t/crash.py looks for in answers
BASE = {'canBeContactedByMaison': True, 'clientType': 'COMPANY',
        'companyName': f'{CANARY} Ltd.', 'countryId': 'it',
        'posCode': 'ES100:1', 'brand': 'CAR',
        'emails': [{'email': f'{CANARY}{i}@example.com',
                    'isMainEmail': i == 0} for i in range(3)]}
ORDER = {'downloadRequestId': f'{CANARY}-1', 'posCodes': ['*'],
         'searchKey': CANARY}
# What is sent to the program.
REQUESTS = {
    'PUT': ('/customer/1', {
        **BASE, 'companyName': 'Other Ltd.', 'emails': [], 'notes': 'other',
        'canBeContactedByMaison': False, 'posCode': 'IT200:1'}),
    'PATCH': ('/customer/1', {
        'notes': f'{CANARY} ' * 100, 'reset': ['emails'],
        'privacyPolicyAcceptanceStorage': False}),
    'DELETE': ('/customer/1', None),
    'POST': ('/customer/CAR/export', ORDER),
}
# What crmctl is told.
COMMANDS = {
    'key add': ('key', 'add', 'shop', '--scopes', 'read', '--brands', 'CAR'),
    'key revoke': ('key', 'revoke', 'old'),
}
CHANGES = (*REQUESTS, *COMMANDS)
GOOD = {200, 204}

# Of these there may be no row, whatever happened.
DISAGREEMENTS = {
    'a version that its history has not':
        'SELECT id FROM customer WHERE coalesce(version, 1) IS NOT'
        ' (SELECT max(version) FROM change WHERE record = customer.id)'
        ' OR coalesce(version, 1) IS NOT'
        ' (SELECT count(*) FROM change WHERE record = customer.id)',
    'an erasure of somebody who is there, or nobody and no erasure':
        'SELECT record FROM change GROUP BY record HAVING'
        ' (max(kind) = 2) = (record IN (SELECT id FROM customer))',
    'what somebody erased was before':
        'SELECT name FROM change_member JOIN change ON change = sequence'
        ' WHERE record NOT IN (SELECT id FROM customer)',
    'customers and cards that are not each of the other':
        'SELECT id FROM customer WHERE id NOT IN (SELECT id FROM card)'
        ' UNION SELECT id FROM card WHERE id NOT IN (SELECT id FROM customer)',
    'a word that finds nobody':
        'SELECT key FROM search WHERE customer NOT IN'
        ' (SELECT id FROM customer)',
    'a card of another POS than its customer':
        'SELECT card.id FROM card JOIN customer USING(id)'
        ' JOIN counter ON counter = counter.id'
        ' WHERE counter.pos <> lower(customer.posCode)'
        ' AND counter.pos <> customer.posCode',
    'a counter that counts others':
        'SELECT id FROM counter WHERE count <>'
        ' (SELECT count(*) FROM card WHERE counter = counter.id)',
    'a secret of no valid key':
        'SELECT key FROM api_secret WHERE key NOT IN'
        ' (SELECT id FROM api_key WHERE revoked IS NULL)',
}
# What differs from one time to another.
OF_THE_TIME = {'created', 'modified', 'time', 'when', 'used', 'revoked',
               'registered'}
TIMES = {('secret', 'value'), ('idempotency', 'print'), ('change', 'marks'),
         ('task', 'id'), ('task', 'name'), ('task', 'print'),
         ('task', 'filters'), ('api_secret', 'print'), ('audit', 'operator')}


def make_request(method, target, members):
    head = f'{method} {target}\nX-Api-Key: {{key all}}\n'
    if members is not None:
        head += 'Content-Type: application/json\n'
    body = b'' if members is None else json.dumps(members).encode()
    return Request(head.encode() + b'\n' + body, False)


class Place(crash.Place):
    """A folder with a copy of a database, and the change to be made there."""

    change = None

    def start(self, key, *before):
        if self.change in COMMANDS:
            return subprocess.Popen(
                [*before, self.program.parents[1] / 'crmctl', '--config',
                 self.config, *COMMANDS[self.change]],
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=subprocess.PIPE, cwd=self.program.parent)
        request = make_request(self.change, *REQUESTS[self.change])
        process = subprocess.Popen(
            [*before, self.program], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env=self.environment(request), cwd=self.program.parent)
        with contextlib.suppress(BrokenPipeError):
            process.stdin.write(request.body)
            process.stdin.close()
        process.stdin = None
        return process

    def hold(self, method, target, members=None, key=None):
        request = make_request(method, target, members)
        if key is not None:
            request.headers = [('X-Api-Key', key)]
        return self.ask(request)

    def good(self, method, target, members=None):
        answer = self.hold(method, target, members)
        if answer.status not in GOOD:
            raise Mismatch(f'{method} {target}: {answer.status} '
                           f'{answer.body}')
        return answer

    def found(self, words):
        """Which customers each of these words finds, in one request."""
        pages = self.good('POST', '/json/reply/GetCustomerPaginated[]', [
            {'brand': 'CAR', 'posCodes': ['*'], 'searchKey': word}
            for word in words])
        return [[one['boosterCustomerId'] for one in page['elements']]
                for page in json.loads(pages.body)]

    def tasks(self):
        return [task['asyncTaskId']
                for task in json.loads(self.good('GET', '/tasks').body)]


def rows_of(data):
    """All rows of a database, without what tells the time."""
    base = sqlite3.connect(data / 'crm.db')
    base.row_factory = sqlite3.Row
    try:
        for what, query in {'no integrity': 'PRAGMA integrity_check',
                            'a row that belongs to nothing':
                                'PRAGMA foreign_key_check',
                            **DISAGREEMENTS}.items():
            found = [tuple(row) for row in base.execute(query)]
            if found not in ([], [('ok',)]):
                raise Mismatch(f'there is {what}: {found}')
        names = [name for name, in base.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table'"
            " AND name NOT LIKE 'sqlite%' ORDER BY name")]
        return {name: sorted(
            str({column: row[column] is not None
                 if column in OF_THE_TIME or (name, column) in TIMES
                 else row[column] for column in row.keys()
                 if column != 'used'})
            for row in base.execute(f'SELECT * FROM "{name}"'))
            for name in names}
    finally:
        base.close()


def next_of(place):
    """What is there when the next request was held."""
    place.good('PATCH', '/customer/2', {'notes': 'next'})
    return rows_of(place.data)


class Scene:
    """One change, with one kind of journal."""

    def __init__(self, program, journal, change):
        self.program, self.journal, self.change = program, journal, change
        self.done = []  # of each strike: its call, fault, and what was made

    def room(self, root):
        return pathlib.Path(tempfile.mkdtemp(dir=root))

    def place(self, room, model=None):
        place = Place(self.program, room, self.journal, model)
        place.change = self.change
        return place

    def prepare(self, root):
        """Makes the database before the change; learns what is after it."""
        place = self.place(self.room(root))
        hand_out([Key('all'), Key('old')], place)
        for name in (BASE['companyName'], 'Next Ltd.'):
            place.good('POST', '/customer', {
                **BASE, 'privacyPolicyAcceptanceStorage': True,
                'companyName': name,
                'emails': BASE['emails'] if CANARY in name else []})
        place.good('PATCH', '/customer/1', {'firstName': CANARY})
        self.model = place.data
        self.before = next_of(self.place(self.room(root), self.model))
        place = self.place(self.room(root), self.model)
        done, self.calls = crash.trace(place, None)
        if not self.is_told(done):
            raise Mismatch(f'{self.change}: {done}')
        self.after = next_of(place)
        if self.after == self.before:
            raise Mismatch('nothing was changed')

    def strikes(self, most):
        """
        Each call that can leave something is killed at, and each that differs
        from others fails with each error; most: so many of each, evenly
        spread.
        """
        seen = {}
        for index, call in enumerate(self.calls):
            seen.setdefault((call.name, crash.file_of(call),
                             'O_CREAT' in call.arguments), []).append(index)
        typical = sorted({index for indices in seen.values()
                          for index in (indices[0], indices[-1])})
        deadly = [index for index, call in enumerate(self.calls)
                  if call.name not in crash.PASSIVE]
        for index in spread(deadly, most):
            yield index, 'signal=SIGKILL'
        errors = [(index, f'error={error}') for index in typical
                  for error in crash.errors_of(self.calls[index])]
        yield from spread(errors, most)

    def strike(self, root, index, fault):
        """Returns what is wrong afterwards, or None."""
        room, call = self.room(root), self.calls[index]
        try:
            place = self.place(room, self.model)
            done = place.send(None, *crash.inject(
                room / 'trace', call, fault))
            self.check(place, index, fault, done)
            return None
        except Exception:  # pylint: disable=broad-exception-caught
            return f'{self.name()}: {fault} at {call.name} {call.nth}\n' \
                + traceback.format_exc()
        finally:
            shutil.rmtree(room)

    def name(self):
        return f'{self.change}, {self.journal}'

    def is_told(self, done):
        """Whether a success was told; nothing that is told may be wrong."""
        if CANARY.encode() in done.stdout + done.stderr or any(
                Key(name).is_told(done.stdout + done.stderr)
                for name in ('all', 'old')):
            raise Mismatch(f'it tells: {done}')
        if self.change in COMMANDS:
            if done.returncode not in (0, 1, -9):
                raise Mismatch(f'it ended with {done.returncode}')
            return done.returncode == 0
        answer = crash.read_answer(done)
        if (answer is None) != (done.returncode != 0) and \
                done.returncode != -9:
            raise Mismatch(f'it ended with {done.returncode}: {done.stdout}')
        if answer is not None and \
                answer.status not in (*GOOD, 400, 500, 503):
            raise Mismatch(f'status {answer.status}')
        return answer is not None and answer.status in GOOD

    def check(self, place, index, fault, done):
        told = self.is_told(done)
        state = next_of(place)
        if state not in (self.before, self.after):
            raise Mismatch(f'half: {differ(state, self.before)}\n'
                           f'and {differ(state, self.after)}')
        made = state == self.after
        self.done.append((index, fault, told, made))
        if told and not made:
            raise Mismatch('it was acknowledged')
        crash.check_files(place.data)
        if self.change == 'POST':
            self.check_order(place, done, told, made)
        elif self.change in COMMANDS:
            self.check_keys(place, done, told, made)
        else:
            self.check_customer(place, made)

    def check_customer(self, place, made):
        """The customer reads as the rows are, and is found so."""
        there = place.hold('GET', '/customer/v2/1').status
        erased = made and self.change == 'DELETE'
        if there != (404 if erased else 200):
            raise Mismatch(f'GET: {there}')
        words = {CANARY: not made or self.change == 'PATCH',
                 f'{CANARY}1@example.com': not made,
                 'other': made and self.change == 'PUT'}
        found = place.found(words)
        if found != [[1] if there else [] for there in words.values()]:
            raise Mismatch(f'{words} find {found}')
        for file in place.data.iterdir() if erased else ():
            if CANARY.encode() in file.read_bytes():
                raise Mismatch(f'{file.name} has a word of the erased')

    def check_order(self, place, done, told, made):
        """There is one task or none, and the same order is the same task."""
        tasks = place.tasks()
        if len(tasks) != made:
            raise Mismatch(f'tasks: {tasks}')
        again = json.loads(place.good(
            'POST', *REQUESTS['POST']).body)['asyncTaskId']
        if told:
            said = json.loads(crash.read_answer(done).body)
            tasks.append(said['asyncTaskId'])
        if set(tasks or [again]) != {again} or place.tasks() != [again]:
            raise Mismatch(f'tasks: {tasks} and then {again}')
        answer = place.good('GET', f'/tasks/{again}/download')
        if answer.get('X-CRM-Total') != b'1':
            raise Mismatch(f'it has {answer.get("X-CRM-Total")}')

    def check_keys(self, place, done, told, made):
        """A key that was shown is good, and one that was revoked is not."""
        old = place.hold('GET', '/me', key=Key('old').key).status
        if old != (401 if made and self.change == 'key revoke' else 200):
            raise Mismatch(f'the old key is {old}')
        if self.change == 'key revoke':
            return
        if told:
            answer = place.hold('GET', '/me', key=done.stdout.strip())
            if answer.status != 200 or b'"shop"' not in answer.body:
                raise Mismatch(f'the key is {answer.body}')
        with contextlib.closing(
                sqlite3.connect(place.data / 'crm.db')) as base:
            prints = {bytes(one) for one, in base.execute(
                'SELECT print FROM api_secret')}
        if done.stdout and (hashlib.sha256(done.stdout.strip()).digest()
                            in prints) != made:
            raise Mismatch('the key that was shown is another one')
        if (place.send(None).returncode == 0) == made:
            raise Mismatch('the next key of that name is treated wrongly')

    def check_order_of_kills(self):
        """
        What was made at a kill is made at all later ones, and no error before
        it lets it be made untold.
        """
        kills = {index: made for index, fault, _, made in self.done
                 if 'signal' in fault}
        if len(set(kills.values())) != 2:
            raise Mismatch('no kill came before the change, or none behind')
        last = max(index for index, made in kills.items() if not made)
        wrong = [index for index, made in kills.items()
                 if made and index < last]
        wrong += [(index, fault) for index, fault, told, made in self.done
                  if made and not told and index < last]
        if wrong:
            raise Mismatch(f'made too early: {wrong}, before {last}')


def spread(things, most):
    """So many of these, evenly spread; 0: all."""
    if not most or most >= len(things):
        return things
    return [things[i * (len(things) - 1) // (most - 1)] for i in range(most)]


def differ(state, other):
    """The rows that only one of two states has."""
    return {name: sorted(set(state[name]) ^ set(other[name]))
            for name in state if state[name] != other[name]}


def test(scene, root, chosen):
    """Returns how many strikes there were, and what is wrong after each."""
    scene.prepare(root)
    strikes = list(scene.strikes(chosen.most))
    with concurrent.futures.ThreadPoolExecutor(chosen.jobs) as pool:
        wrong = list(filter(None, pool.map(
            lambda pair: scene.strike(root, *pair), strikes)))
    if not wrong:
        scene.check_order_of_kills()
    return len(strikes), wrong


def options():
    parser = argparse.ArgumentParser(
        description=__doc__.split('\n', maxsplit=1)[0])
    parser.add_argument('--program', type=pathlib.Path,
                        default=BUILD / 'cgi-bin' / 'crm.cgi')
    parser.add_argument('--jobs', type=int,
                        default=2 * len(os.sched_getaffinity(0)))
    parser.add_argument('--most', type=int,
                        default=int(os.environ.get('HALVES_MOST', 20)))
    parser.add_argument('word', nargs='*')
    return parser.parse_args()


def main():
    chosen = options()
    reason = crash.why_not()
    if reason:
        print(f'1..0 # SKIP {reason}')
        return
    root = tempfile.mkdtemp(prefix='crm-halves.', dir=crash.SHELF)
    scenes = [Scene(chosen.program.resolve(), journal, change)
              for journal in ('wal', 'rollback') for change in CHANGES
              if not chosen.word or any(word in change
                                        for word in chosen.word)]
    failed = 0
    print(f'1..{len(scenes)}', flush=True)
    try:
        for number, scene in enumerate(scenes, 1):
            try:
                count, wrong = test(scene, root, chosen)
            except Exception:  # pylint: disable=broad-exception-caught
                count, wrong = 0, [traceback.format_exc()]
            failed += bool(wrong)
            print(f'{"not ok" if wrong else "ok"} {number} - {scene.name()}: '
                  f'none of {count} faults leaves a half; the change was made '
                  f'in spite of {sum(done[3] for done in scene.done)}',
                  flush=True)
            for lines in wrong[:5]:
                for line in lines.splitlines():
                    print(f'#   {line}', flush=True)
    finally:
        shutil.rmtree(root, ignore_errors=True)
    sys.exit(bool(failed))


if __name__ == '__main__':
    main()
