#!/usr/bin/env python3
"""Kills and fails the program at every system call of a change; speaks TAP.

Usage: t/halves.py [--program FILE] [--jobs N] [--most N]

A customer is replaced, patched and erased, once under strace, which tells the
system calls, and then again for each of them: killed there, and with each error
that the call may come back with (t/crash.py has the table). Afterwards all rows
of the database are as before, or as the change alone leaves them: the history
agrees with the customer, and a change that was acknowledged is there. The next
requests succeed, and once the customer is erased no file has a word of it.
--most strikes so many calls of each change only, evenly spread.
"""

import argparse
import concurrent.futures
import contextlib
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

CANARY = 'halvescanary'
BASE = {'canBeContactedByMaison': True, 'clientType': 'COMPANY',
        'companyName': f'{CANARY} Ltd.', 'countryId': 'it',
        'posCode': 'ES100:1', 'brand': 'CAR',
        'emails': [{'email': f'{CANARY}{i}@example.com',
                    'isMainEmail': i == 0} for i in range(3)]}
CHANGES = {
    'PUT': {**BASE, 'companyName': 'Other Ltd.', 'emails': [],
            'canBeContactedByMaison': False, 'notes': 'other'},
    'PATCH': {'notes': f'{CANARY} ' * 100, 'reset': ['emails'],
              'privacyPolicyAcceptanceStorage': False},
    'DELETE': None,
}
# What differs from one time to another.
OF_THE_TIME = {'created', 'modified', 'time', 'when', 'used'}
TIMES = {('secret', 'value'), ('idempotency', 'print'), ('change', 'marks')}


def make_request(method, target, members):
    head = f'{method} {target}\nX-Api-Key: {{key all}}\n'
    if members is not None:
        head += 'Content-Type: application/json\n'
    body = b'' if members is None else json.dumps(members).encode()
    return Request(head.encode() + b'\n' + body, False)


class Place(crash.Place):
    """A folder with a copy of a database, and the request to be held there."""

    request = None

    def start(self, key, *before):
        process = subprocess.Popen(
            [*before, self.program], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env=self.environment(self.request), cwd=self.program.parent)
        with contextlib.suppress(BrokenPipeError):
            process.stdin.write(self.request.body)
            process.stdin.close()
        process.stdin = None
        return process

    def hold(self, method, target, members=None):
        return self.ask(make_request(method, target, members))


def rows_of(data):
    """All rows of a database, without what tells the time."""
    base = sqlite3.connect(data / 'crm.db')
    base.row_factory = sqlite3.Row
    try:
        if base.execute('PRAGMA integrity_check').fetchone()[0] != 'ok':
            raise Mismatch('the integrity check fails')
        names = [name for name, in base.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table'"
            " AND name NOT LIKE 'sqlite%' ORDER BY name")]
        return {name: sorted(
            str({column: row[column] for column in row.keys()
                 if column not in OF_THE_TIME and (name, column) not in TIMES})
            for row in base.execute(f'SELECT * FROM "{name}"'))
            for name in names}
    finally:
        base.close()


def status_of(out):
    first = out.split(b'\r\n', 1)[0].decode()
    return int(first.split()[1]) if first.startswith('Status: ') else None


class Scene:
    """One change of one customer, with one kind of journal."""

    def __init__(self, program, journal, method):
        self.program, self.journal, self.method = program, journal, method
        self.done = []  # of each strike: whether the change was made

    def room(self, root):
        return pathlib.Path(tempfile.mkdtemp(dir=root))

    def place(self, room, model=None):
        place = Place(self.program, room, self.journal, model)
        place.request = make_request(
            self.method, '/customer/1', CHANGES[self.method])
        return place

    def prepare(self, root):
        """Makes the database before the change; learns what is after it."""
        room = self.room(root)
        place = self.place(room)
        hand_out([Key('all')], place)
        for name in (BASE['companyName'], 'Next Ltd.'):
            made = place.hold('POST', '/customer', {
                **BASE, 'privacyPolicyAcceptanceStorage': True,
                'companyName': name,
                'emails': BASE['emails'] if CANARY in name else []})
            if made.status != 200:
                raise Mismatch(f'not created: {made.body}')
        place.hold('PATCH', '/customer/1', {'firstName': CANARY})
        self.model = place.data
        self.before = rows_of(self.model)
        room = self.room(root)
        place = self.place(room, self.model)
        done, self.calls = crash.trace(place, None)
        if status_of(done.stdout) != 204:
            raise Mismatch(f'{self.method}: {done.stdout}')
        self.after = rows_of(place.data)
        shutil.rmtree(room)

    def strikes(self, most):
        """Each call with each fault; most: so many calls, evenly spread."""
        calls = self.calls
        if most and most < len(calls):
            calls = [calls[i * len(calls) // most] for i in range(most)]
        for call in calls:
            yield call, 'signal=SIGKILL'
            for error in crash.errors_of(call):
                yield call, f'error={error}'

    def strike(self, root, call, fault):
        """Returns what is wrong afterwards, or None."""
        room = self.room(root)
        try:
            place = self.place(room, self.model)
            done = place.send(None, *crash.inject(
                room / 'trace', call, fault))
            self.check(place, status_of(done.stdout))
            return None
        except Exception:  # pylint: disable=broad-exception-caught
            return f'{self.name()}: {fault} at {call.name} {call.nth}\n' \
                + traceback.format_exc()
        finally:
            shutil.rmtree(room)

    def name(self):
        return f'{self.method}, {self.journal}'

    def check(self, place, status):
        next_one = place.hold('PATCH', '/customer/2', {'notes': 'next'})
        if next_one.status != 204:
            raise Mismatch(f'next: {next_one.status} {next_one.body}')
        state = without_next(rows_of(place.data))
        if state not in (without_next(self.before), without_next(self.after)):
            raise Mismatch(f'half: {state}')
        is_after = state == without_next(self.after)
        self.done.append(is_after)
        if status == 204 and not is_after:
            raise Mismatch('it was acknowledged')
        if status not in (None, 204, 400, 500, 503):
            raise Mismatch(f'status {status}')
        there = place.hold('GET', '/customer/v2/1').status
        if there != (404 if is_after and self.method == 'DELETE' else 200):
            raise Mismatch(f'GET: {there}')
        if there == 404:
            for file in place.data.iterdir():
                if CANARY.encode() in file.read_bytes():
                    raise Mismatch(f'{file.name} has a word of the erased')


def without_next(rows):
    """The rows, but for those of the request that came next."""
    rows = {name: list(some) for name, some in rows.items()}
    rows['customer'] = [row for row in rows['customer']
                        if 'Next Ltd.' not in row]
    changes = [row for row in rows['change'] if "'record': 2" in row]
    rows['change'] = [row.split("'record'")[1] for row in rows['change']
                      if row not in changes]
    rows['change_member'] = [row.split("'name'")[1]
                             for row in rows['change_member']
                             if "'name': 'notes', 'before': None" not in row]
    return rows


def main():
    parser = argparse.ArgumentParser(
        description=__doc__.split('\n', maxsplit=1)[0])
    parser.add_argument('--program', type=pathlib.Path,
                        default=BUILD / 'cgi-bin' / 'crm.cgi')
    parser.add_argument('--jobs', type=int,
                        default=2 * len(os.sched_getaffinity(0)))
    parser.add_argument('--most', type=int,
                        default=int(os.environ.get('HALVES_MOST', 40)))
    chosen = parser.parse_args()
    reason = crash.why_not()
    if reason:
        print(f'1..0 # SKIP {reason}')
        return
    root = tempfile.mkdtemp(prefix='crm-halves.', dir=crash.SHELF)
    scenes = [Scene(chosen.program.resolve(), journal, method)
              for journal in ('wal', 'rollback') for method in CHANGES]
    failed = 0
    print(f'1..{len(scenes)}', flush=True)
    try:
        for number, scene in enumerate(scenes, 1):
            scene.prepare(root)
            strikes = list(scene.strikes(chosen.most))
            with concurrent.futures.ThreadPoolExecutor(chosen.jobs) as pool:
                wrong = list(filter(None, pool.map(
                    lambda pair, scene=scene: scene.strike(root, *pair),
                    strikes)))
            if len(set(scene.done)) != 2:
                wrong.append('no fault came before the change, or none behind')
            failed += bool(wrong)
            print(f'{"not ok" if wrong else "ok"} {number} - {scene.name()}: '
                  f'none of {len(strikes)} faults leaves a half; the change '
                  f'was made in spite of {sum(scene.done)}', flush=True)
            for lines in wrong[:5]:
                for line in lines.splitlines():
                    print(f'#   {line}', flush=True)
    finally:
        shutil.rmtree(root, ignore_errors=True)
    sys.exit(bool(failed))


if __name__ == '__main__':
    main()
