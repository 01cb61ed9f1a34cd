#!/usr/bin/env python3
"""Shows what the program gave up by the time it reads and stores; TAP.

Usage: t/confined.py [--program FILE]

One request is kept waiting at the gate, and /proc tells what its process is
held to. Others are watched with strace: what they open once they are
confined lies in the folder of the database, and nothing that they need is
refused. Builds that watch themselves are
not confined, and are left alone.
"""

import argparse
import contextlib
import ctypes
import fcntl
import os
import pathlib
import re
import struct
import subprocess
import sys
import tempfile
import time

import conversations
from conversations import Mismatch

TIMEOUT = 20
ROOT = os.geteuid() == 0
OPENING = ('open', 'openat', 'creat')
LEAVING = ('socket', 'socketpair', 'connect', 'execve', 'fork', 'vfork',
           'clone', 'clone3')

MEMBERS = {
    'privacyPolicyAcceptanceStorage': 'true',
    'canBeContactedByMaison': 'false', 'clientType': 'COMPANY',
    'companyName': 'Example Ltd', 'countryId': 'it', 'posCode': 'P1',
    'brand': 'CAR',
}
JSON = '{%s}' % ','.join(f'"{n}":"{v}"' for n, v in MEMBERS.items())
XML = ('<CreateCustomer>%s</CreateCustomer>'
       % ''.join(f'<{n}>{v}</{n}>' for n, v in MEMBERS.items()))
THIEF = ('<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
         + XML.replace('Example', '&e;'))
PARTS = ''.join(f'--a\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n'
                f'{v}\r\n' for n, v in MEMBERS.items()) + '--a--\r\n'
BATCH = '/json/reply/CreateCustomer[]'

# What is sent: a name, the route, the type of the body, the body, the status.
BODIES = [
    ('JSON', '/customer', 'application/json', JSON, 200),
    ('XML', '/customer', 'application/xml', XML, 200),
    ('CSV', '/customer', 'text/csv', '\n'.join(
        ','.join(row) for row in (MEMBERS, MEMBERS.values())), 200),
    ('JSV', '/customer', 'application/jsv', JSON.replace('"', ''), 200),
    ('a form', '/customer', 'application/x-www-form-urlencoded', '&'.join(
        f'{n}={v}' for n, v in MEMBERS.items()), 200),
    ('a multipart form', '/customer', 'multipart/form-data; boundary=a',
     PARTS, 200),
    ('a batch', BATCH, 'application/json', f'[{JSON},{JSON}]', 200),
    ('faults', '/customer', 'application/json', '{}', 400),
    ('what is no XML', '/customer', 'application/xml', '<a', 400),
    ('XML that asks for a file', '/customer', 'application/xml', THIEF, 400),
]


class Place(conversations.Program):
    """A folder with a crm.conf, and soon a database."""

    def __init__(self, program, room):
        super().__init__(program, False)
        self.data, self.room = room / 'data', room
        self.config = room / 'crm.conf'
        self.config.write_text(
            f'database: {self.data}/crm.db\nlock-timeout: {TIMEOUT}\n')
        (room / 'htdocs').mkdir()

    def start(self, path, media, body, *before):
        text = f'POST {path}\nContent-Type: {media}\n\n{body}'
        request = conversations.Request(text.encode(), False)
        process = subprocess.Popen(
            [*before, self.program], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, umask=0,
            cwd=self.room, env={**self.environment(request),
                                'PATH': os.environ.get('PATH', '/bin')})
        process.stdin.write(request.body)
        process.stdin.close()
        process.stdin = None
        return process

    def finish(self, process, status):
        out, err = process.communicate(timeout=TIMEOUT)
        if not out.startswith(b'Status: %d ' % status):
            raise Mismatch(f'not {status}: {(out + err).decode()}')

    @contextlib.contextmanager
    def closed_gate(self):
        """Holds the lock for writing, the first byte of the lock file."""
        lock = struct.pack('hhqqi0q', fcntl.F_WRLCK, os.SEEK_SET, 0, 1, 0)
        with open(self.data / 'crm.db-lock', 'r+b') as gate:
            fcntl.fcntl(gate, fcntl.F_OFD_SETLK, lock)
            yield


# What /proc tells of a process (proc(5))

def status_of(pid):
    lines = pathlib.Path(f'/proc/{pid}/status').read_text().splitlines()
    return {name: value.strip()
            for name, _, value in (line.partition(':') for line in lines)}


def limits_of(pid):
    lines = pathlib.Path(f'/proc/{pid}/limits').read_text().splitlines()
    rows = (re.split(r'  +', line.strip()) for line in lines[1:])
    return {row[0]: row[1] for row in rows}


def wait_confined(process):
    """Waits until the process has a filter; returns what it is held to."""
    end = time.monotonic() + TIMEOUT
    while time.monotonic() < end and process.poll() is None:
        status = status_of(process.pid)
        if status['Seccomp'] == '2':
            break
        time.sleep(.01)
    if process.poll() is not None:
        raise Mismatch('it did not wait at the gate')
    return {**status, **limits_of(process.pid),
            'owner': os.stat(f'/proc/{process.pid}/environ').st_uid}


def at_most(bound):
    return lambda value: value.isdigit() and int(value) <= bound


# Name in /proc, whether its value is good, and the sentence that it proves.
FACTS = [
    ('Seccomp', lambda value: value == '2', 'system calls are filtered'),
    ('NoNewPrivs', lambda value: value == '1', 'no privileges can be gained'),
    ('Max core file size', at_most(0), 'no core is dumped'),
    ('Max address space', at_most(512 << 20), 'memory is bounded'),
    ('Max cpu time', at_most(60), 'time is bounded'),
    ('Umask', lambda value: value == '0077', 'files are private'),
    ('owner', lambda value: value == 0, 'others may not look into it'),
]


# What strace tells

CALL = re.compile(r'\d+ +(?P<name>\w+)\((?P<given>.*)\) += (?P<result>.*)')
FILTER = 'PR_SET_SECCOMP, SECCOMP_MODE_FILTER'


def can_trace():
    try:
        return not subprocess.run(
            ['strace', '-f', '-e', 'trace=openat', '-o', '/dev/null', 'true'],
            capture_output=True, check=False).returncode
    except OSError:
        return False


def trace(place, path, media, body, status):
    """Sends a request under strace; returns the calls made."""
    out = place.room / 'trace'
    place.finish(place.start(path, media, body, 'strace', '-f', '-s', '4096',
                             '-o', str(out)), status)
    calls = [CALL.match(line) for line in out.read_text().splitlines()]
    return [call for call in calls if call]


def split_at_filter(calls):
    """The calls before the filter and those after it."""
    for at, call in enumerate(calls):
        if FILTER in call['given'] and call['result'] == '0':
            return calls[:at], calls[at + 1:]
    raise Mismatch('system calls were never filtered')


def check_files(calls, data):
    _, after = split_at_filter(calls)
    for call in after:
        if call['name'] in OPENING and f'"{data}' not in call['given']:
            raise Mismatch(call[0])


def check_needs(calls):
    """The list of calls that are left was made from what is called."""
    _, after = split_at_filter(calls)
    for call in after:
        if 'EPERM' in call['result']:
            raise Mismatch(call[0])


def check_landlock(calls):
    before, _ = split_at_filter(calls)
    if not any(call['name'] == 'landlock_restrict_self'
               and call['result'] == '0' for call in before):
        raise Mismatch('no Landlock before the filter')


def check_alone(calls):
    """The first call is the program's own beginning."""
    for call in calls[1:]:
        if call['name'] in LEAVING:
            raise Mismatch(call[0])


def has_landlock():
    """Asks the kernel for its version of Landlock (landlock(7))."""
    create_ruleset, ask = 444, 1
    return ctypes.CDLL(None).syscall(create_ruleset, None, 0, ask) > 0


class Report:
    """Says what came of the tests."""

    def __init__(self, count):
        self.count, self.number, self.failed = count, 0, False
        print(f'1..{count}')

    def test(self, sentence, work, skip=''):
        self.number += 1
        try:
            if not skip:
                work()
            word = 'ok'
        except (Mismatch, OSError, KeyError,
                subprocess.TimeoutExpired) as error:
            word, self.failed = 'not ok', True
            print('# ' + str(error).replace('\n', '\n# '))
        print(f'{word} {self.number} - {sentence}'
              + (f' # SKIP {skip}' if skip else ''), flush=True)


def expect(held, name, good):
    if not good(held[name]):
        raise Mismatch(f'{name} is {held[name]}')


def test_waiting(report, place):
    _, path, media, body, status = BODIES[0]
    report.test('a request is answered', lambda: place.finish(
        place.start(path, media, body), status))
    held = {}
    with place.closed_gate():
        process = place.start(path, media, body)
        report.test('a request waits at the gate',
                    lambda: held.update(wait_confined(process)))
    for name, good, sentence in FACTS:
        report.test(f'while it waits, {sentence}',
                    lambda: expect(held, name, good),
                    'root owns it anyway' if name == 'owner' and ROOT else '')
    report.test('it is served when the gate opens',
                lambda: place.finish(process, status))


def test_traces(report, place):
    skip = '' if can_trace() else 'strace is missing or may not trace'
    blind = skip or ('' if ROOT else 'only root is shown what it opens')
    lacking = skip or (
        '' if has_landlock() else 'the kernel has no Landlock')
    for what, path, media, body, status in BODIES:
        calls = []
        report.test(f'{what}: answered under strace', lambda: calls.extend(
            trace(place, path, media, body, status)), skip)
        report.test(
            f'{what}: once confined, it opens the database alone',
            lambda: check_files(calls, place.data), blind)
        report.test(f'{what}: nothing that it needs is refused',
                    lambda: check_needs(calls), skip)
        report.test(f'{what}: Landlock comes before the filter',
                    lambda: check_landlock(calls), lacking)
        report.test(f'{what}: no socket, no process, no program',
                    lambda: check_alone(calls), skip)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__.split('\n', maxsplit=1)[0])
    parser.add_argument('--program', type=pathlib.Path,
                        default=conversations.BUILD / 'cgi-bin' / 'crm.cgi')
    program = parser.parse_args().program.resolve()
    watching = conversations.watching(program)
    if watching:
        print(f'1..0 # SKIP {watching}')
        return 0
    if not hasattr(fcntl, 'F_OFD_SETLK'):
        print('1..0 # SKIP this Python has no F_OFD_SETLK')
        return 0
    report = Report(3 + len(FACTS) + 5 * len(BODIES))
    with tempfile.TemporaryDirectory(prefix='crm-confined.') as room:
        place = Place(program, pathlib.Path(room))
        test_waiting(report, place)
        test_traces(report, place)
    return report.failed


if __name__ == '__main__':
    sys.exit(main())
