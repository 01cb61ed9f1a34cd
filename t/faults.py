#!/usr/bin/env python3
"""Does to the program what the world may do to it; speaks TAP.

Usage: t/faults.py [OPTION]... [SUBSTRING]...

  --program FILE  the program (the default: cgi-bin/crm.cgi of the build)
  --jobs N        so many tests at once (the default: 2)
  --verbose       show every exchange, not only those of tests that fail

Only tests whose name holds one of the substrings are run. What a test is
about is in its name; what must hold after every one of them is in
check_invariants(). The customers sent are full of words that must come back
nowhere. Some tests need t/failmalloc.so and t/clock.so, which make check
builds, and are skipped without them.
"""

import argparse
import base64
import concurrent.futures
import contextlib
import csv
import ctypes
import errno
import fcntl
import hashlib
import html.parser
import io
import itertools
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import sqlite3
import stat
import struct
import subprocess
import sys
import tempfile
import threading
import time
import traceback
import urllib.parse
import xml.sax.saxutils

sys.dont_write_bytecode = True

# pylint: disable=wrong-import-position
from conversations import (  # noqa: E402
    BUILD, HERE, SANITIZED, STATIC, TIMEOUT, Key, Mismatch, Program,
    Request, Response, check_common, check_data, is_static, key_of,
    parse_head, split_message, still, watching)

MEMORY = pathlib.Path('/dev/shm')
HEAVY = 16 << 10            # KiB that a hostile body may cost
SPARE = 5 << 10             # KiB that a long body may cost beside its own
NOBODY = 65534
F_OFD_SETLK = 37
CLONE_NEWNS = 0x20000
PAGE = 4096
GATE_WRITE = 0              # the byte of the lock file that writers take


class Skip(Exception):
    """Why a test can't be done here."""


TESTS = []


def test(function):
    """Registers a test; its name is its function's, in words."""
    function.title = function.__name__.replace('_', ' ')
    TESTS.append(function)
    return function


# Customers. Every text of a person holds one of the words of CANARIES.

CANARIES = re.compile(
    rb'kanarie|3470099881|1931-?07-?19|1957-?08-?23|1999-?09-?29', re.I)

CUSTOMER = {
    'privacyPolicyAcceptanceStorage': True, 'canBeContactedByMaison': False,
    'clientType': 'PRIVATE', 'title': 'Kanarie Dr.',
    'firstName': 'Kanarie-Ana', 'lastName': 'Kanarie-Rossi',
    'firstNameNotLatin': 'アナ Kanarie', 'lastNameNotLatin': 'デ Kanarie',
    'middleName': 'Kanarie Middle', 'nameSuffix': 'Kanarie PhD',
    'companyName': 'Kanarie Ltd.', 'languageId': 'ita', 'gender': 'F',
    'countryId': 'it', 'birthDate': '1931-07-19', 'posCode': 'P1',
    'brand': 'CAR', 'weddingDate': '1957-08-23',
    'customerReference': 'KANARIE-1',
    'saleRepresentativeEmail': 'kanarie.rep@example.com',
    'referenceSaleRepresentativeEmail': 'kanarie.ref@example.com',
    'notes': 'kanarie line 1\nkanarie line 2',
    'emails': [{'email': 'kanarie@example.com', 'isMainEmail': True}],
    'phones': [{'phone': '3470099881', 'countryPrefix': 'it',
                'isMainPhone': True}],
    'addresses': [{'addressType': 'Home', 'countryId': 'it',
                   'houseNumber': 'kanarie 5', 'stateId': 'Kanarie',
                   'city': 'Kanarie City', 'zipCode': 'KANARIE',
                   'street': 'Via Kanarie', 'street2': 'kanarie',
                   'isMainAddress': True, 'poBox': 'kanarie 7',
                   'additionalInformation': 'ring at kanarie'}],
    'events': [{'eventType': 'Birthday', 'eventDate': '1999-09-29',
                'eventNotes': 'kanarie cake'}],
    'interests': [{'interest': 'Kanarie', 'sapInterestId': 'K'}],
    'hobbies': [{'hobby': 'Kanarie', 'sapHobbyId': 'K'}],
    'productCollections': [{'productCollection': 'Kanarie',
                            'sapProductCollectionId': 'K',
                            'translation': 'Kanarie'}],
}
TABLES = {'email': 1, 'phone': 1, 'address': 1, 'event': 1, 'interest': 1,
          'hobby': 1, 'product_collection': 1}
SMALL = {
    'privacyPolicyAcceptanceStorage': True, 'canBeContactedByMaison': False,
    'clientType': 'COMPANY', 'companyName': 'Kanarie', 'countryId': 'it',
    'posCode': 'P1', 'brand': 'CAR',
    'emails': [{'email': 'kanarie@example.com', 'isMainEmail': True}],
}
ITEMS = {
    'emails': 'Email', 'phones': 'Phone', 'addresses': 'Address',
    'events': 'Event', 'interests': 'Interest', 'hobbies': 'Hobby',
    'productCollections': 'ProductCollection',
}


def to_json(value):
    return json.dumps(value, ensure_ascii=False)


def to_jsv(value):
    if isinstance(value, dict):
        return '{' + ','.join(f'{name}:{to_jsv(member)}'
                              for name, member in value.items()) + '}'
    if isinstance(value, list):
        return '[' + ','.join(map(to_jsv, value)) + ']'
    return '"' + str(value).replace('"', '""') + '"'


def to_xml(customer):
    def element(name, value):
        if isinstance(value, list):
            inside = ''.join(element(ITEMS[name], item) for item in value)
        elif isinstance(value, dict):
            inside = ''.join(itertools.starmap(element, value.items()))
        else:
            inside = xml.sax.saxutils.escape(cell(value))
        return f'<{name}>{inside}</{name}>'
    return element('CreateCustomer', customer)


def cell(value):
    """A value where there is only text."""
    return value if isinstance(value, str) else to_json(value)


def to_csv(customer):
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(customer)
    rows.writerow(map(cell, customer.values()))
    return text.getvalue()


def to_form(customer):
    return urllib.parse.urlencode({name: cell(value)
                                   for name, value in customer.items()})


def to_multipart(customer):
    return ''.join(
        f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
        f'{cell(value)}\r\n' for name, value in customer.items()) + '--b--\r\n'


FORMATS = {
    'json': ('application/json', to_json), 'xml': ('text/xml', to_xml),
    'csv': ('text/csv', to_csv), 'jsv': ('text/jsv', to_jsv),
    'jsonl': ('text/jsonl', to_json),
    'form': ('application/x-www-form-urlencoded', to_form),
    'multipart': ('multipart/form-data; boundary=b', to_multipart),
}


def ask(method, target, body=b'', **headers):
    """Makes a request; headers as in Content_Type='text/csv'."""
    lines = [f'{method} {target}'.encode()]
    lines += [name.replace('_', '-').encode() + b': '
              + (value if isinstance(value, bytes) else str(value).encode())
              for name, value in headers.items()]
    return Request(b'\n'.join(lines + [b'', body]), False)


def post(customer=None, kind='json', target='/customer', **headers):
    """Makes a request that creates a customer, or sends those bytes."""
    media, write = FORMATS[kind]
    if not isinstance(customer, bytes):
        customer = write(CUSTOMER if customer is None else customer).encode()
    return ask('POST', target, customer,
               **{'Content_Type': media, 'Accept': 'application/json',
                  **headers})


# A room of its own for every test

class Exchange:
    """A run of the program: what went in and what came out."""

    def __init__(self, request, status, out, err, usage, seconds):
        self.request, self.status = request, status
        self.out, self.err, self.seconds = out, err, seconds
        self.cpu = usage.ru_utime + usage.ru_stime
        self.response = None

    def parse(self):
        head, body = split_message(self.out)
        response = Response(200, 'OK', parse_head(head), body)
        status = response.get('Status')
        if status:
            code, _, response.reason = status.decode().partition(' ')
            response.status = int(code)
        self.response = response
        return response

    def accept(self, *wanted):
        """Parses an answer, which has one of those statuses."""
        if self.status != 0:
            raise Mismatch(f'exit status {self.status}: {self.err[:600]!r}')
        response = self.parse()
        if wanted and response.status not in wanted:
            raise Mismatch(f'{response.status} {response.reason}, not '
                           f'{wanted}: {response.body[:600]!r}')

    def ids(self):
        return [int(number) for number in re.findall(
            rb'boosterCustomerId\W+(\d+)', self.out)]

    def show(self):
        return (f'{self.request.method} {self.request.target[:200]!r} → exit '
                f'{self.status} in {self.seconds:.2f} s, {self.cpu * 1e3:.1f}'
                f' ms of CPU\n{self.out[:600]!r}\n{self.err[:600]!r}')


class Room(Program):
    """Where one test is done: a configuration, a database, a log."""

    def __init__(self, program, verbose=False):
        super().__init__(program, verbose)
        fast = (os.access(MEMORY, os.W_OK)
                and not os.statvfs(MEMORY).f_flag & os.ST_NOEXEC)
        self.room = pathlib.Path(tempfile.mkdtemp(
            prefix='crm-fault.', dir=MEMORY if fast else None))
        self.room.chmod(0o755)
        for folder in 'htdocs', 'tmp', 'made':
            (self.room / folder).mkdir()
        self.made = self.room / 'made'      # for what a test needs
        self.data = self.room / 'data'
        self.file = self.data / 'crm.db'
        self.config = self.room / 'crm.conf'
        self.log = None
        self.configure()
        self.exchanges, self.unheard = [], 0

    def configure(self, *lines, database=None):
        """Writes crm.conf; the lines are keys and values."""
        self.config.write_text(''.join(
            line + '\n' for line in (f'database: {database or self.file}',)
            + lines))

    def environment(self, request):
        return {**super().environment(request),
                'TMPDIR': str(self.room / 'tmp'),
                **{name: value for name, value in request.env.items()
                   if value is not None}}

    def run(self, request, shell=None, feed=None, **how):
        """Runs the program: by a line of shell that ends with exec "$0",
        with a body given by a function of the pipe's end, or otherwise as
        subprocess.Popen understands it. Notes what happened."""
        command = [self.program]
        if shell is not None:
            command = ['/bin/sh', '-c', shell, self.program]
        start = time.monotonic()
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            how = {'stdin': subprocess.PIPE, 'stdout': out, 'stderr': err,
                   'env': self.environment(request), 'cwd': self.room / 'tmp',
                   **how}
            process = begin(how.pop('args', command), **how)
            alarm = threading.Timer(TIMEOUT, process.kill)
            alarm.start()
            if process.stdin is not None:
                writer = threading.Thread(
                    target=give, args=(process, feed or request.body))
                writer.start()
            _, status, usage = os.wait4(process.pid, 0)
            seconds = time.monotonic() - start
            process.returncode = os.waitstatus_to_exitcode(status)
            alarm.cancel()
            if process.stdin is not None:
                writer.join()
            for file in out, err:
                file.seek(0)
            exchange = Exchange(request, process.returncode, out.read(),
                                err.read(), usage, seconds)
        self.exchanges.append(exchange)
        return exchange

    def answer(self, request, *wanted, **how):
        """Runs the program for an answer with one of those statuses."""
        exchange = self.run(request, **how)
        exchange.accept(*wanted)
        return exchange

    def lose(self, request, **how):
        """Runs the program in a way that nobody can hear its answer: it must
        say so by its exit status, and what it stored stands."""
        exchange = self.run(request, **how)
        if exchange.status <= 0:
            raise Mismatch(f'exit status {exchange.status} though nobody '
                           'heard the answer')
        self.unheard += 1
        return exchange

    def rows(self, query, *values):
        with contextlib.closing(sqlite3.connect(self.file)) as base:
            return base.execute(query, values).fetchall()

    def change(self, query, *values):
        with contextlib.closing(sqlite3.connect(self.file)) as base, base:
            base.execute(query, values)

    def count(self):
        return self.rows('SELECT count(*) FROM customer')[0][0]

    def own_program(self):
        """Has the program run from a folder of the room, that all may use."""
        folder = self.made / 'cgi-bin'
        folder.mkdir()
        self.program = pathlib.Path(shutil.copy(self.program, folder))
        self.program.chmod(0o755)
        return folder

    def clear(self):
        """Takes the database away, with all that was stored."""
        shutil.rmtree(self.data, ignore_errors=True)
        self.exchanges, self.unheard = [], 0


def begin(command, **how):
    """Starts a program that may just have been written. While another test
    forks, its child holds what this one had open, and the kernel starts no
    file that is open for writing (ETXTBSY)."""
    end = time.monotonic() + TIMEOUT
    while True:
        try:
            return subprocess.Popen(command, **how)
        except OSError as error:
            if error.errno != errno.ETXTBSY or time.monotonic() > end:
                raise
            time.sleep(0.01)


def give(process, feed):
    """Writes a body as the web server does, who does not mind who reads."""
    with contextlib.suppress(OSError):
        if callable(feed):
            feed(process)
        else:
            process.stdin.write(feed)
    with contextlib.suppress(OSError):
        process.stdin.close()


def await_end(process):
    """Says nothing, and does not hang up either."""
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)


def check_invariants(room):
    """What must hold after every fault, whatever it was."""
    check_stored(room)
    good = room.answer(post(), 200)
    if good.ids()[0] in {number for other in room.exchanges[:-1]
                         for number in other.ids()}:
        raise Mismatch('an id was given twice')
    check_stored(room)
    for exchange in room.exchanges:
        check_exchange(exchange)
    check_files(room)


def check_exchange(exchange):
    """An answer that parses, and not a word about the person in it."""
    response = exchange.response
    again = exchange.request.method == 'POST' and response is not None and (
        response.get('Content-Type') or b'').startswith(b'text/html')
    for words in exchange.err, b'' if again else exchange.out:
        found = CANARIES.search(words)
        if found:
            raise Mismatch(f'{found[0]!r} is told: {exchange.show()}')
    if response is not None:
        check_common(response, Room, exchange.request)
        if exchange.err and response.status < 500:
            raise Mismatch(f'words on stderr: {exchange.show()}')


def has_tables(room):
    return room.file.exists() and room.rows(
        "SELECT 1 FROM sqlite_schema WHERE name = 'customer'")


def check_stored(room):
    """Every customer that was acknowledged, whole, and no other."""
    check_data(room.data, [])
    heard = {number for exchange in room.exchanges
             for number in exchange.ids()}
    stored = {row[0] for row in room.rows('SELECT id FROM customer')
              } if has_tables(room) else set()
    if not heard <= stored:
        raise Mismatch(f'acknowledged, but lost: {sorted(heard - stored)}')
    if len(stored - heard) > room.unheard:
        raise Mismatch(f'stored, but refused: {sorted(stored - heard)}')
    for table, count in TABLES.items() if stored else ():
        for row in room.rows(
                'SELECT id FROM customer LEFT JOIN (SELECT customer, count(*)'
                f' AS rows FROM {table} GROUP BY 1) ON customer = id WHERE '
                'lastName LIKE "Kanarie%" AND rows IS NOT ?', count):
            raise Mismatch(f'customer {row[0]} lacks its {table}')


def check_files(room):
    """No file but those that were there before, and no word in the log."""
    there = {path.name for path in room.room.iterdir()}
    if there - {'htdocs', 'tmp', 'made', 'data', 'crm.conf', 'crm.log'}:
        raise Mismatch(f'new files: {there}')
    for folder in 'htdocs', 'tmp':
        for left in (room.room / folder).iterdir():
            raise Mismatch(f'there is a file {left}')
    if room.log is not None and room.log.exists():
        found = CANARIES.search(room.log.read_bytes())
        if found:
            raise Mismatch(f'{found[0]!r} is in the log')
        if stat.S_IMODE(room.log.stat().st_mode) != 0o600:
            raise Mismatch('the log is not private')


def expect(truth, words):
    if not truth:
        raise Mismatch(words)


def is_sanitized(room):
    return watching(room.program) == SANITIZED


def need_ordinary(room):
    """For what a sanitizer would count as its own memory or time."""
    if is_sanitized(room):
        raise Skip(SANITIZED)


def need_unwatched(room):
    """For what counts every allocation, or every file that is opened."""
    if watching(room.program):
        raise Skip(watching(room.program))


def shim(room, name):
    """The variables that preload a library of ours."""
    need_ordinary(room)
    if is_static(room.program):
        raise Skip(STATIC)
    for folder in BUILD / 't', HERE:
        if (folder / name).exists():
            return {'LD_PRELOAD': str(folder / name)}
    raise Skip(f't/{name} is not built')


def with_env(request, **variables):
    request.env.update(variables)
    return request


class Trace:
    """The system calls of a run, if strace works here."""

    def __init__(self, room):
        self.room, self.file = room, room.made / 'trace'

    def __call__(self, request, *wanted):
        """Returns the lines; None without strace."""
        strace = shutil.which('strace')
        probe = strace and subprocess.run(
            [strace, '-qq', '-o', '/dev/null', 'true'], check=False,
            capture_output=True)
        if not probe or probe.returncode or is_sanitized(self.room):
            self.room.answer(request, *wanted)
            return None
        # PATH and what is preloaded are the tracer's; the rest is not
        self.room.answer(request, *wanted, args=[
            strace, '-qq', '-e', 'trace=file,network,desc', '-o', self.file,
            self.room.program])
        return self.file.read_text().splitlines()


# CGI and framing

@test
def cgi_variables_may_be_missing_or_garbage(room):
    names = [name for name in room.environment(post())
             if name not in ('CRM_CONFIG', 'GATEWAY_INTERFACE', 'TMPDIR',
                             'PATH') and 'SAN_' not in name]
    for name in names:
        for value in None, b'', b'\xff\x01%n%s\x7f', b'A' * 65536:
            request = post()
            environment = room.environment(request)
            environment.pop(name)
            if value is not None:
                environment[name] = value
            exchange = room.answer(request, env=environment)
            if name == 'REQUEST_METHOD' and value is None:
                expect(exchange.response.status == 500, 'not 500')


@test
def cgi_without_a_web_server_there_is_only_the_usage_text(room):
    for environment in {}, {'REQUEST_METHOD': 'POST'}:
        exchange = room.run(post(), env=environment)
        expect(exchange.status == 2 and not exchange.out
               and exchange.err.startswith(b'Usage:'), exchange.show())
    room.exchanges.clear()


@test
def cgi_arguments_are_no_options(room):
    other = room.made / 'other.conf'
    other.write_text(f'#!{room.program}\ndatabase: {room.made}/other.db\n')
    for words in (['-s'], ['--help'], ['--version'], ['--help', 'x'],
                  [other], [room.config], ['-'] * 1000):
        room.answer(post(), 200, args=[room.program, *words])
    expect(not (room.made / 'other.db').exists(), 'an argument counted')


@test
def cgi_a_script_that_started_the_program_is_its_configuration(room):
    how = as_nobody(room)
    room.data.mkdir(0o700)
    give_away(room, how)
    stub = room.made / 'crm.cgi'
    stub.write_text(f'#!{room.program}\n{room.config.read_text()}')
    stub.chmod(0o755)

    def started(status):
        request = with_env(post(), CRM_CONFIG=None)
        return room.answer(request, status, args=[stub], **how)

    started(200)
    # an interpreter that may not look into the script, which may be run
    stub.chmod(0o711 if how else 0o111)
    expect(b'incident' not in started(503).err, 'a defect of ours')
    room.answer(with_env(post(), CRM_CONFIG=None), 503,
                args=[room.program, stub], **how)
    if how:
        for path in room.data, *room.data.iterdir():
            os.chown(path, 0, 0)
    stub.chmod(0o755)


@test
def cgi_variables_that_are_not_ours_have_no_effect(room):
    trap = room.made / 'trap'
    os.mkfifo(trap)                     # who opens it waits for ever
    touch = f'() {{ :;}}; touch {room.made}/pwned'
    variables = {
        'HTTP_PROXY': 'http://127.0.0.1:9/',
        'http_proxy': 'http://127.0.0.1:9/',
        'LD_LIBRARY_PATH': '/nonexistent', 'LD_BIND_NOW': '1',
        'LD_ORIGIN_PATH': '/nonexistent', 'SQLITE_TMPDIR': trap,
        'TMPDIR': trap, 'SQLITE_HISTORY': trap, 'XML_CATALOG_FILES': trap,
        'SGML_CATALOG_FILES': trap, 'XML_DEBUG_CATALOG': '1',
        'TZ': f':{trap}', 'TZDIR': room.made, 'LOCPATH': room.made,
        'LC_ALL': 'tr_TR.UTF-8', 'LANG': 'tr_TR.UTF-8', 'HOME': room.made,
        'GCONV_PATH': room.made, 'NLSPATH': trap, 'HTTP_CRM_CONFIG': trap,
        'HTTP_DATABASE': trap, 'HTTP_USER_AGENT': touch, 'HTTP_COOKIE': touch,
        'HTTP_REFERER': f'$({touch})', 'HTTP_X_SHELL': f'`{touch}`',
        'REMOTE_USER': touch, 'PATH_TRANSLATED': trap,
    }
    for kind in FORMATS:
        lines = Trace(room)(with_env(
            post(kind=kind), **{name: str(value)
                                for name, value in variables.items()}), 200)
        for line in lines or ():
            expect('trap' not in line or 'execve(' in line, line)
            expect(not re.match(r'(socket|connect|bind)\(', line)
                   or 'EPERM' in line, line)
    expect(not (room.made / 'pwned').exists(), 'a shell ran')
    (room.made / 'trace').unlink(missing_ok=True)


@test
def cgi_a_path_as_long_as_can_be_is_404(room):
    for path in ('/' + 'a' * 65535, '/../' * 16384, '/\xff' * 30000,
                 '/x\r\nSet-Cookie: kanarie=1\r\n' * 2000, '/customer\r\nX: 1',
                 '/%n%s' * 10000, '/customer/' + '../' * 20000):
        for accept in 'application/json', 'text/html', 'text/csv':
            exchange = room.answer(with_env(
                ask('GET', '/', Accept=accept),
                PATH_INFO=path.encode('latin-1')), 404)
            expect(exchange.response.get('Set-Cookie') is None
                   and exchange.response.get('X') is None, 'a header')


@test
def framing_a_body_cut_at_any_byte_is_400_json(room):
    cut(room, 'json')


@test
def framing_a_body_cut_at_any_byte_is_400_xml(room):
    cut(room, 'xml')


@test
def framing_a_body_cut_at_any_byte_is_400_csv(room):
    cut(room, 'csv')


@test
def framing_a_body_cut_at_any_byte_is_400_jsv(room):
    cut(room, 'jsv')


@test
def framing_a_body_cut_at_any_byte_is_400_jsonl(room):
    cut(room, 'jsonl')


@test
def framing_a_body_cut_at_any_byte_is_400_form(room):
    cut(room, 'form')


@test
def framing_a_body_cut_at_any_byte_is_400_multipart(room):
    cut(room, 'multipart')


def cut(room, kind):
    request = post(SMALL, kind)
    body = request.body
    for length in range(len(body)):
        request.body = body[:length]
        room.answer(request, 400)
    request.body = body
    room.answer(request, 200)


@test
def framing_a_length_is_no_reason_to_allocate(room):
    need_ordinary(room)
    room.configure('max-body: 1073741824', 'max-batch-body: 1073741824')
    limit = room_to_breathe(room, post(SMALL)) + HEAVY
    room.answer(post(SMALL, Content_Length=1 << 30), 400,
                shell=f'ulimit -v {limit}; exec "$0"')
    room.configure()
    for length in (1 << 31) - 1, 1 << 31, 1 << 63, int('9' * 20), 10 ** 400:
        room.answer(post(SMALL, Content_Length=length), 413,
                    shell=f'ulimit -v {limit}; exec "$0"')


BATCHES = {
    # what stands before, between and behind customers
    'json': ('[', ',', ']'), 'jsv': ('[', ',', ']'), 'csv': ('', '', ''),
    'jsonl': ('', '\n', ''),
}


def write_many(kind, customer, size):
    """Makes a batch of that customer, of nearly so many bytes."""
    begin, between, end = BATCHES[kind]
    one = FORMATS[kind][1](customer)
    if kind == 'csv':
        header, one = one.split('\r\n', 1)
        begin = header + '\r\n'
    count = (size - len(begin + end)) // len(one + between)
    return (begin + between.join([one] * count) + end).encode()


@test
def framing_a_batch_takes_the_room_of_its_body_and_of_one_customer(room):
    need_ordinary(room)
    room.configure('max-batch-body: 16777216')
    least = room_to_breathe(room, post(SMALL), 'd')
    for letters in 1000, 60000:
        customer = {**SMALL, 'unknown': 'x' * letters}
        for kind in BATCHES:
            for status, sent in ((200, customer),
                                 (400, {**customer, 'brand': '?'})):
                room.clear()
                body = write_many(kind, sent, 16777216)
                room.answer(
                    post(body, kind, '/api/CreateCustomer[]'), status,
                    shell=f'ulimit -d {least + (len(body) >> 10) + SPARE};'
                    ' exec "$0"')


@test
def framing_what_is_longer_is_drained(room):
    file = room.made / 'body'
    for request in post(), ask('GET', '/health', b'x'):
        file.write_bytes(request.body + b'x' * (1 << 20))
        with file.open('rb') as body:
            room.answer(request, 200, stdin=body)
            expect(os.lseek(body.fileno(), 0, os.SEEK_CUR) ==
                   file.stat().st_size, 'something was left')
    room.configure('max-body: 100', 'max-batch-body: 100')
    for request in post(b' ' * (1 << 20)), post(b' ', Content_Length='x'):
        taken = []

        def feed(process, taken=taken):
            taken.append(process.stdin.write(b' ' * (1 << 20)))

        room.answer(request, 400, 413, feed=feed)
        expect(taken, 'the server could not write all of the body')
    room.configure()


@test
def framing_a_client_that_says_nothing_is_408(room):
    room.configure('body-timeout: 1')
    exchange = room.answer(post(), 408, feed=await_end)
    expect(0.9 < exchange.seconds < 2, f'{exchange.seconds} s')


@test
def framing_one_byte_a_second_is_408(room):
    room.configure('body-timeout: 2')

    def feed(process):
        for byte in post().body:
            process.stdin.write(bytes([byte]))
            process.stdin.flush()
            time.sleep(1)

    exchange = room.answer(post(), 408, feed=feed)
    expect(1.9 < exchange.seconds < 3, f'{exchange.seconds} s')


@test
def framing_a_stdin_that_never_ends_is_not_waited_for(room):
    def feed(process):
        process.stdin.write(post().body)
        process.stdin.flush()
        await_end(process)

    for request in post(), ask('GET', '/customer'), ask('GET', '/nothing'):
        request.body = post().body
        exchange = room.answer(request, 200, 404, feed=feed)
        expect(exchange.seconds < 2, f'{exchange.seconds} s')


@test
def framing_stdin_may_be_anything(room):
    file = room.made / 'body'
    file.write_bytes(post().body)
    room.answer(post(), 400, shell='exec "$0" <&-', stdin=None)
    room.answer(post(), 400, shell='exec "$0" </', stdin=None)
    room.answer(post(), 400, shell='exec "$0" </dev/null', stdin=None)
    room.answer(post(), 400, shell='exec "$0" <>/dev/null', stdin=None)
    room.answer(post(), 400, shell='exec "$0" 0>/dev/null', stdin=None)
    with file.open('rb') as body:
        room.answer(post(), 200, stdin=body)
    room.answer(post(), 200, feed=drop_by_drop)
    room.answer(post(), 200, feed=stop_and_go)
    ours, theirs = os.pipe()
    os.set_blocking(ours, False)
    late = threading.Timer(0.3, lambda: os.write(theirs, post().body))
    late.start()
    room.answer(post(), 200, stdin=ours)
    late.join()
    for end in ours, theirs:
        os.close(end)


def drop_by_drop(process):
    for byte in post().body:
        process.stdin.write(bytes([byte]))
        process.stdin.flush()


def stop_and_go(process):
    """Lets its calls be interrupted."""
    for part in post().body[:500], post().body[500:]:
        for _ in range(5):
            time.sleep(0.02)
            process.send_signal(signal.SIGSTOP)
            process.send_signal(signal.SIGCONT)
        process.stdin.write(part)
        process.stdin.flush()


@test
def framing_a_long_answer_that_nobody_hears_is_told(room):
    room.lose(ask('GET', '/openapi.json', b''), shell='exec "$0" >/dev/full')
    room.unheard -= 1  # nothing was to be stored


@test
def cgi_an_option_that_is_none_is_told_on_a_terminal(room):
    said = subprocess.run([room.program, '--everything'], env={},
                          capture_output=True, check=False)
    expect(said.returncode == 2, f'exit status {said.returncode}')
    expect(b'there is no "--everything"' in said.stderr, said.stderr)
    expect(said.stdout == b'', said.stdout)


@test
def framing_an_answer_that_nobody_hears_can_be_had_again(room):
    broken = os.pipe()
    os.close(broken[0])
    ways = {
        'closed': {'shell': 'exec "$0" >&-'},
        'full': {'shell': 'exec "$0" >/dev/full'},
        'broken': {'stdout': broken[1]},
        'for reading': {'shell': 'exec "$0" 1</dev/null'},
        'a folder': {'shell': 'exec "$0" 1</'},
    }
    for name, way in ways.items():
        request = post(Idempotency_Key=f'"{name}"')
        before = room.count() if room.file.exists() else 0
        room.lose(request, **way)
        expect(room.count() == before + 1, f'{name}: not stored')
        again = room.answer(request, 200)
        expect(again.response.get('Idempotency-Replayed') == b'true',
               f'{name}: no replay')
        room.unheard -= 1
        expect(room.count() == before + 1, f'{name}: stored twice')
    os.close(broken[1])


@test
def framing_stdout_may_take_little_at_once(room):
    for blocking in True, False:
        ours, theirs = os.pipe()
        fcntl.fcntl(theirs, fcntl.F_SETPIPE_SZ, 4096)
        os.set_blocking(theirs, blocking)
        heard = []

        def listen(ours=ours, heard=heard):
            while some := os.read(ours, 777):
                heard.append(some)
                time.sleep(0.0005)

        listener = threading.Thread(target=listen)
        listener.start()
        exchange = room.run(ask('GET', '/customer'), stdout=theirs)
        os.close(theirs)
        listener.join()
        os.close(ours)
        exchange.out = b''.join(heard)
        expect(exchange.status == 0 and len(exchange.out) > 8192, 'too little')
        exchange.parse()


@test
def framing_no_file_gets_a_descriptor_of_the_standard_streams(room):
    room.log = room.room / 'crm.log'
    for log, closed in itertools.product(('stderr', room.log), (
            (0,), (1,), (2,), (0, 1), (0, 2), (1, 2), (0, 1, 2))):
        room.configure(f'log: {log}')
        streams = ' '.join(f'{number}>&-' for number in closed)
        request = post()
        if 1 in closed:
            exchange = room.run(request, shell=f'exec "$0" {streams}')
            expect(exchange.status != 0, f'{streams}: exit status 0')
            room.unheard += 0 not in closed
        else:
            room.answer(request, 400 if 0 in closed else 200,
                        shell=f'exec "$0" {streams}')
        file = room.file.read_bytes() if room.file.exists() else b''
        expect(not file or file.startswith(b'SQLite format 3'),
               f'{streams}: something was written into the database')
    expect(room.log.read_bytes() == b'', 'an answer is in the log')


@test
def framing_many_media_ranges_take_no_time(room):
    need_ordinary(room)
    items = {
        'unknown': b'a/b;q=0.1,', 'wildcard': b'*/*;q=0.001,',
        'known': b'text/csv;q=0.5,', 'commas': b',', 'parameters': b';a=b',
        'quotes': b'text/csv;a="\\"",', 'blanks': b' \t',
        'open': b'"', 'all': b'text/csv;q=0.1,application/xml;q=0.2,*/*,',
    }
    base = fastest(room, post())
    for name, item in items.items():
        for size in 8192, 65536:
            value = (item * (size // len(item) + 1))[:size]
            cost = fastest(room, post(Accept=value)) - base
            expect(cost < 0.005 * size / 8192,
                   f'{name}: {cost * 1000:.1f} ms more for {size} bytes')


def fastest(room, request):
    """The CPU seconds of an answer, when nothing disturbs it."""
    return min(room.answer(request, 200, 406).cpu for _ in range(5))


# Formats

def room_to_breathe(room, request, limit='v'):
    """The address space in KiB that a good request needs, or what ulimit
    bounds by another letter: 'd' is the memory that is its own."""
    low, high = 0, 256 << 10
    before, heard = room.exchanges, room.unheard
    while high - low > 512:
        middle = (low + high) // 2
        room.exchanges = []
        exchange = room.run(
            request, shell=f'ulimit -{limit} {middle}; exec "$0"')
        before += [exchange] if exchange.ids() else []
        room.unheard += not exchange.ids()
        if exchange.status == 0 and exchange.ids():
            high = middle
        else:
            low = middle
    room.exchanges, room.unheard = before, heard
    return high


NESTS = {
    # body, opened so often, closed so often: what stands around and within
    'json': ('json', '{"a":', '[', ']', '}'),
    'json-records': ('json', '', '{"a":', '}', ''),
    'json-emails': ('json', '{"emails":', '[', ']', '}'),
    'xml': ('xml', '<CreateCustomer>', '<a>', '</a>', '</CreateCustomer>'),
    'xml-known': ('xml', '', '<CreateCustomer>', '</CreateCustomer>', ''),
    'jsv': ('jsv', '{a:', '[', ']', '}'),
    'jsv-records': ('jsv', '{emails:', '{a:', '}', '}'),
    'csv': ('csv', 'emails\r\n"', '[', ']', '"\r\n'),
    'csv-json': ('csv', 'emails\r\n"', '[{""a"":', '}]', '"\r\n'),
    'form': ('form', 'emails=', '[', ']', ''),
    'form-records': ('form', 'emails=[', '{a:', '}', ']'),
    'form-names': ('form', 'emails', '[0].a', '', '=1'),
    'multipart': ('multipart', '--b\r\nContent-Disposition: form-data; '
                  'name="emails"\r\n\r\n', '[', ']', '\r\n--b--\r\n'),
}


@test
def formats_deep_nesting_is_400_and_cheap(room):
    need_ordinary(room)
    room.configure('max-body: 8388608')
    for kind in 'json', 'xml', 'jsv', 'csv', 'form', 'multipart':
        limit = room_to_breathe(room, post(SMALL, kind)) + HEAVY
        for name, (of, begin, down, up, end) in NESTS.items():
            for depth in (17, 1000, 100000) if of == kind else ():
                for closed in True, False:
                    body = begin + depth * down
                    body += depth * up + end if closed else ''
                    exchange = room.answer(
                        post(body.encode(), kind), 400, 413,
                        shell=f'ulimit -v {limit}; exec "$0"')
                    status = exchange.response.status
                    expect(status == 400 or kind == 'xml' and depth == 100000,
                           f'{name} {depth}: {status}')
                    expect(exchange.cpu < 0.25, f'{name} {depth}: '
                           f'{exchange.cpu * 1000:.0f} ms')


@test
def formats_deep_nesting_in_a_batch_is_400_and_cheap(room):
    need_ordinary(room)
    limit = room_to_breathe(room, post(SMALL)) + HEAVY
    for kind, begin, down in (('json', '[{"a":', '['), ('json', '', '['),
                              ('jsv', '[{a:', '['), ('jsv', '', '['),
                              ('jsonl', '{"a":', '[')):
        for depth in 17, 1000, 100000, 1000000:
            exchange = room.answer(
                post((begin + depth * down).encode(), kind,
                     f'/{kind}/reply/CreateCustomer[]'), 400,
                shell=f'ulimit -v {limit}; exec "$0"')
            expect(exchange.cpu < 0.25, f'{kind} {depth}: {exchange.cpu} s')


XML_MOST = 65536


def fill_body(begin, piece, end):
    """As many pieces, each with its number, as XML has room for."""
    pieces, room, number = [], XML_MOST - len(begin) - len(end), 0
    while room >= len(piece % number):
        pieces.append(piece % number)
        room -= len(pieces[-1])
        number += 1
    return begin + ''.join(pieces) + end


def spaces(depth, count):
    """Elements within elements that have as many namespaces each."""
    return ''.join('<a' + ''.join(f' xmlns:b{depth * count + number}="u"'
                                  for number in range(count)) + '>'
                   for depth in range(depth))


CROWDS = {
    'attributes': fill_body('<CreateCustomer', ' a%x=""', '/>'),
    'attributes within a value': fill_body(
        "<CreateCustomer><a b='<x", ' a%x=""', "/>'/></CreateCustomer>"),
    'namespaces': fill_body('<CreateCustomer', ' xmlns:a%x="u"', '/>'),
    'namespaces of namespaces': fill_body(
        fill_body('<CreateCustomer', ' xmlns:a%x="u"', '')[:20000].rsplit(' ', 1)[0],
        ' a0:b%x=""', '/>'),
    'namespaces at depth': fill_body(
        '<CreateCustomer xmlns:b="u">' + spaces(14, 63), '<b:c%x/>',
        14 * '</a>' + '</CreateCustomer>'),
    'namespaces below what may be': fill_body(
        '<CreateCustomer xmlns:b="u">' + spaces(60, 32), '<b:c%x/>',
        60 * '</a>' + '</CreateCustomer>'),
}


@test
def formats_crowds_of_attributes_and_namespaces_are_cheap(room):
    need_ordinary(room)

    def cost(body):
        return min(room.answer(post(body.encode(), 'xml'), 400).cpu
                   for _ in range(5))

    plain = cost(fill_body('<CreateCustomer>', '<b%x/>', '</CreateCustomer>'))
    for name, body in CROWDS.items():
        times = cost(body) / plain
        expect(times < 4, f'{name}: {times:.1f} times as many members')


ROOT = '<CreateCustomer><lastName>%s</lastName></CreateCustomer>'
ENTITIES = {
    'billion laughs': '<!DOCTYPE x [<!ENTITY a "kanarie">' + ''.join(
        f'<!ENTITY {after} "{10 * f"&{name};"}">'
        for name, after in zip('abcdefgh', 'bcdefghi')) + ']>' + ROOT % '&i;',
    'quadratic': '<!DOCTYPE x [<!ENTITY a "' + 'k' * 30000 + '">]>'
                 + ROOT % (7000 * '&a;'),
    'entity': '<!DOCTYPE x [<!ENTITY e SYSTEM "{url}">]>' + ROOT % '&e;',
    'public': '<!DOCTYPE x [<!ENTITY e PUBLIC "p" "{url}">]>' + ROOT % '&e;',
    'parameter': '<!DOCTYPE x [<!ENTITY % e SYSTEM "{url}"> %e;]>'
                 + ROOT % 'x',
    'subset': '<!DOCTYPE CreateCustomer SYSTEM "{url}">' + ROOT % 'x',
    'xinclude': '<CreateCustomer xmlns:xi="http://www.w3.org/2001/XInclude">'
                '<xi:include href="{url}" parse="text"/></CreateCustomer>',
    'schema': '<CreateCustomer xmlns:xsi="http://www.w3.org/2001/XMLSchema'
              '-instance" xsi:noNamespaceSchemaLocation="{url}"/>',
    'stylesheet': '<?xml-stylesheet type="text/xsl" href="{url}"?>'
                  + ROOT % 'x',
    'attributes': '<CreateCustomer ' + ' '.join(
        f'a{number}=""' for number in range(7000)) + '/>',
    'namespaces': '<CreateCustomer ' + ' '.join(
        f'xmlns:a{number}="b"' for number in range(4000)) + '/>',
}


@test
def formats_documents_that_expand_or_refer_open_nothing(room):
    need_ordinary(room)
    trap = room.made / 'trap'
    os.mkfifo(trap)                     # who opens it waits for ever
    limit = room_to_breathe(room, post(SMALL, 'xml')) + HEAVY
    for name, document in ENTITIES.items():
        for url in (f'file://{trap}', str(trap), '../made/trap',
                    'http://127.0.0.1:9/', 'ftp://127.0.0.1:9/'):
            if '{url}' not in document and 'http' in url:
                continue
            request = post(document.replace('{url}', url).encode(), 'xml')
            exchange = room.answer(request, 400,
                                   shell=f'ulimit -v {limit}; exec "$0"')
            expect(exchange.cpu < 0.25, f'{name}: {exchange.cpu} s')
        for line in Trace(room)(request, 400) or ():
            expect('trap' not in line, line)
            expect(not re.match(r'(socket|connect)\(', line), line)
    (room.made / 'trace').unlink(missing_ok=True)


HOSTILE = [
    "'; DROP TABLE customer; --", '" OR ""="', "x'||(SELECT 1)||'",
    '<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', '&amp;<&>',
    ']]>', '<!--', '$(touch pwned)', '`id`', '; rm -rf /', '|cat /etc/passwd',
    '%s%n%x%p', '%00', '\\0', '{{7*7}}', '${7*7}', '=cmd()', '+1+1', '-1-1',
    '@SUM(A1)', '=HYPERLINK("x")', '../../etc/passwd', 'NULL', 'null',
    '[{a:b}]', '{"a":1}', 'a,b;c\td', '.\r\nSet-Cookie: a=b',
    'x\nStatus: 200', '﷽\u202e𝒳', "\\'", '?1', ':id', '"',
]
TEXTS = ('title', 'firstName', 'lastName', 'firstNameNotLatin',
         'lastNameNotLatin', 'middleName', 'nameSuffix', 'companyName',
         'customerReference', 'notes')
ITEM_TEXTS = {'addresses': ('street', 'city', 'additionalInformation'),
              'events': ('eventNotes',), 'interests': ('translation',)}


def hostile_customer(text):
    customer = {**CUSTOMER, **dict.fromkeys(TEXTS, text)}
    for name, members in ITEM_TEXTS.items():
        item = {**CUSTOMER[name][0], **dict.fromkeys(members, text)}
        customer[name] = [item]
    return customer


@test
def formats_hostile_text_is_stored_literally(room):
    for kind in ('json', 'xml', 'csv', 'jsv', 'jsonl', 'form',
                 'multipart'):
        for text in HOSTILE:
            if kind == 'xml':
                text = text.replace('\r\n', '\n')
            exchange = room.answer(post(hostile_customer(text), kind), 200)
            number, = exchange.ids()
            row, = room.rows(f'SELECT {",".join(TEXTS)} FROM customer'
                             ' WHERE id = ?', number)
            row += room.rows(
                'SELECT street, city, additionalInformation, eventNotes,'
                ' translation FROM address JOIN event USING (customer) JOIN'
                ' interest USING (customer) WHERE customer = ?', number)[0]
            expect(set(row) == {text}, f'{kind}: {text!r} became {row!r}')
    expect(not (room.room / 'tmp' / 'pwned').exists(), 'a shell ran')


class Markup(html.parser.HTMLParser):
    """What a browser takes for markup in a page: its elements with the names
    of their attributes, comments, and what its scripts and styles say."""

    def __init__(self, page):
        super().__init__()
        self.seen = []
        self.feed(page.decode())
        self.close()

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, *(name for name, value in attrs)))

    def handle_endtag(self, tag):
        self.seen.append(f'/{tag}')

    def handle_comment(self, data):
        self.seen.append(f'!{data}')

    def handle_data(self, data):
        if self.cdata_elem:
            self.seen.append(data)


@test
def formats_hostile_text_is_escaped_in_every_answer(room):
    harmless = None
    for text in 'harmless', *HOSTILE:
        customer = {**hostile_customer(text), 'clientType': text,
                    'birthDate': text, 'languageId': text}
        exchange = room.answer(post(customer, 'form', Accept='text/html'), 400)
        markup = Markup(exchange.response.body).seen
        harmless = harmless or markup
        expect(markup == harmless, f'{text} is markup')
        for accept in ('application/json', 'text/csv', 'application/xml',
                       'application/jsv'):
            exchange = room.answer(post(customer, Accept=accept), 400)
            body = exchange.response.body.decode()
            expect(len(text) < 7 or text not in body,
                   f'{text} is told in {accept}')
            expect(not re.search(r'(^|,)"?[=@+-]', body, re.M),
                   f'a formula in {accept}')


# Storage

@contextlib.contextmanager
def held(room, seconds=None, kind='IMMEDIATE'):
    """Holds the lock that writers take, as a backup would, or all."""
    base = sqlite3.connect(room.file, isolation_level=None,
                           check_same_thread=False)
    base.execute(f'BEGIN {kind}')
    with releasing(lambda: base.execute('ROLLBACK'), seconds):
        yield
    base.close()


@contextlib.contextmanager
def gate_held(room, seconds=None, place=GATE_WRITE):
    """Holds a place in the queue of writers."""
    file = open(f'{room.file}-lock', 'r+b')  # pylint: disable=R1732
    fcntl.fcntl(file, F_OFD_SETLK, struct.pack(
        'hhqqi4x', fcntl.F_WRLCK, os.SEEK_SET, place, 1, 0))
    with releasing(file.close, seconds):
        yield


@contextlib.contextmanager
def releasing(release, seconds):
    if seconds is None:
        yield
        release()
        return
    timer = threading.Timer(seconds, release)
    timer.start()
    yield
    timer.join()


@test
def storage_a_lock_that_is_released_is_waited_for(room):
    for journal in 'wal', 'rollback':
        room.clear()
        room.configure(f'journal: {journal}')
        room.answer(post(), 200)
        for hold in held, gate_held:
            with hold(room, 1):
                exchange = room.answer(post(), 200)
            expect(0.7 < exchange.seconds < 2.5, f'{exchange.seconds} s')


@test
def storage_a_lock_that_stays_is_503(room):
    def block_alarms():
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})

    room.configure('lock-timeout: 1')
    room.answer(post(), 200)
    for hold in held, gate_held:
        with hold(room):
            for request, how in (
                    (post(), {}), (ask('GET', '/health'), {}),
                    (post(), {'preexec_fn': block_alarms})):
                exchange = room.answer(request, 503, **how)
                expect(0.9 < exchange.seconds < 2.5, f'{exchange.seconds} s')
                expect(exchange.response.get('Retry-After') == b'1', 'when?')


@test
def storage_a_lock_is_waited_for_5_seconds_by_default(room):
    room.answer(post(), 200)
    with held(room):
        exchange = room.answer(post(), 503)
    expect(4.9 < exchange.seconds < 7, f'{exchange.seconds} s')


@test
def storage_a_killed_holder_blocks_nobody(room):
    room.answer(post(), 200)
    with subprocess.Popen(
            [sys.executable, '-c', 'import fcntl, os, sqlite3, struct, sys\n'
             'base = sqlite3.connect(sys.argv[1], isolation_level=None)\n'
             'base.execute("BEGIN IMMEDIATE")\n'
             'base.execute("DELETE FROM customer")\n'
             'lock = open(sys.argv[1] + "-lock", "r+b")\n'
             f'fcntl.fcntl(lock, {F_OFD_SETLK}, struct.pack("hhqqi4x",'
             ' fcntl.F_WRLCK, os.SEEK_SET, 0, 1, 0))\n'
             'print(flush=True)\ninput()', room.file],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        holder.stdout.readline()
        threading.Timer(0.3, holder.kill).start()
        exchange = room.answer(post(), 200)
    expect(0.1 < exchange.seconds < 2, f'{exchange.seconds} s')


def check_unusable(room, reason, keep=True):
    """What must come of a database that can't be used: 503, with the reason
    in the log only, and it stays as it was."""
    before = room.file.read_bytes() if keep else None
    exchange = room.answer(post(), 503)
    expect(re.search(reason, exchange.err.decode()),
           f'the log says {exchange.err!r}')
    for secret in str(room.room), 'crm.db', 'SQL', 'sqlite':
        expect(secret.encode() not in exchange.out, f'{secret} is told')
    expect(exchange.response.get('Retry-After') == b'1', 'when?')
    if keep:
        expect(room.file.read_bytes() == before, 'it was changed')


def good_database(room):
    """Bytes of a database as it ought to be."""
    room.clear()
    room.answer(post(), 200)
    room.change('PRAGMA wal_checkpoint(TRUNCATE)')
    bytes_ = room.file.read_bytes()
    room.clear()
    room.data.mkdir(0o700)
    return bytearray(bytes_)


def place(room, content):
    room.clear()
    room.data.mkdir(0o700)
    room.file.write_bytes(content)
    room.file.chmod(0o600)


@test
def storage_a_missing_or_empty_database_is_made(room):
    room.answer(post(), 200)
    room.clear()
    room.data.mkdir(0o700)
    room.answer(post(), 200)
    place(room, b'')
    room.answer(post(), 200)
    room.clear()
    room.configure(database=room.data / 'deeper' / 'still' / 'crm.db')
    room.answer(post(), 200)
    for folder in room.data, room.data / 'deeper', room.data / 'deeper/still':
        expect(stat.S_IMODE(folder.stat().st_mode) == 0o700, 'mode')
    room.clear()
    room.configure()


@test
def storage_a_database_that_is_no_file_is_503(room):
    reason = 'no regular file'
    makers = (
        room.file.mkdir, lambda: os.mkfifo(room.file),
        lambda: room.file.symlink_to(room.made / 'crm.db'),
        lambda: room.file.symlink_to('nowhere'),
        lambda: room.file.symlink_to('crm.db'),
    )
    (room.made / 'crm.db').write_bytes(good_database(room))
    before = (room.made / 'crm.db').read_bytes()
    for make in makers:
        shutil.rmtree(room.data, ignore_errors=True)
        room.data.mkdir(0o700)
        make()
        check_unusable(room, reason, keep=False)
    expect((room.made / 'crm.db').read_bytes() == before, 'written through')
    room.clear()
    for device in '/dev/null', '/dev/full', '/dev/zero':
        room.configure(database=device)
        check_unusable(room, reason, keep=False)
    room.configure(database=room.made / 'crm.db' / 'crm.db')
    check_unusable(room, 'Not a directory', keep=False)
    room.configure()


@test
def storage_a_lock_file_that_is_no_file_is_503(room):
    room.answer(post(), 200)
    lock = pathlib.Path(f'{room.file}-lock')
    for make in (lock.mkdir, lambda: os.mkfifo(lock),
                 lambda: lock.symlink_to(room.made / 'elsewhere')):
        lock.unlink()
        make()
        check_unusable(room, 'lock file', keep=False)
        remove = lock.unlink if not lock.is_dir() else lock.rmdir
        remove()
        lock.touch(0o600)
    expect(not (room.made / 'elsewhere').exists(), 'a symlink was followed')


@test
def storage_symlinked_folders_are_followed(room):
    real = room.made / 'real'
    real.mkdir(0o700)
    (room.made / 'link').symlink_to('real')
    (room.made / 'chain').symlink_to(room.made / 'link')
    for folder in 'real', 'link', 'chain':
        room.configure(database=room.made / folder / 'crm.db')
        room.answer(post(), 200)
    room.data, room.file = real, real / 'crm.db'
    expect(room.count() == 3, 'not one database')
    room.configure()


@test
def storage_a_database_that_is_not_what_it_was_is_503(room):
    good = good_database(room)
    size = int.from_bytes(good[16:18], 'big')
    contents = {
        'text': (b'This is not a database.\n' * 100, 'not a database'),
        'random': (bytes(range(256)) * 64, 'not a database'),
        'header': (b'SQLite format 4\0' + good[16:], 'not a database'),
        'schema': (good[:100] + b'\xff' * (size - 100) + good[size:],
                   'malformed|corrupt'),
        'cut': (good[:size], 'malformed|corrupt'),
        'zeros': (good[:size] + bytes(len(good) - size), 'malformed|corrupt'),
        'other program': (good[:68] + b'\0\0\0\1' + good[72:],
                          'another program'),
        'newer': (good[:60] + b'\0\0\1\0' + good[64:], 'newer version'),
    }
    for content, reason in contents.values():
        place(room, content)
        check_unusable(room, reason)
    room.clear()


@test
def storage_other_tables_in_it_are_503(room):
    room.data.mkdir(0o700)
    room.change('CREATE TABLE notes(text)')
    room.file.chmod(0o600)
    check_unusable(room, 'another program')
    room.clear()


def as_nobody(room):
    """How to run the program as a user who is not root."""
    room.own_program()
    if os.geteuid() != 0:
        return {}
    return {'user': NOBODY, 'group': NOBODY, 'extra_groups': []}


def give_away(room, how):
    if how:
        for path in room.data, *room.data.iterdir():
            os.chown(path, NOBODY, NOBODY)


@test
def storage_a_reader_delays_a_write_ahead_log(room):
    """SQLite itself does not wait when an empty database is to have one."""
    room.configure('journal: wal', 'lock-timeout: 1')
    room.data.mkdir(0o700)
    room.file.touch(0o600)
    for seconds, status in (None, 503), (0.3, 200):
        base = sqlite3.connect(room.file, isolation_level=None,
                               check_same_thread=False)
        base.execute('BEGIN')
        base.execute('SELECT count(*) FROM sqlite_schema').fetchall()
        with releasing(base.close, seconds):
            room.answer(post(), status)
        base.close()
    expect(room.rows('PRAGMA journal_mode') == [('wal',)], 'no such log')
    room.configure()


@test
def storage_what_may_not_be_written_is_503(room):
    how = as_nobody(room)
    room.data.mkdir(0o700)
    give_away(room, how)
    room.answer(post(), 200, **how)
    for path, mode in ((room.file, 0o400), (room.file, 0),
                       (room.data, 0o500), (room.data, 0)):
        keep = stat.S_IMODE(path.stat().st_mode)
        if path == room.data:
            for other in room.data.iterdir():
                if other != room.file:
                    other.unlink()
        path.chmod(mode)
        exchange = room.answer(post(), 503, **how)
        path.chmod(keep)
        expect(re.search(b'denied|readonly|read-only|unable to open',
                         exchange.err), f'the log says {exchange.err!r}')
        expect(str(room.room).encode() not in exchange.out, 'a path is told')
        room.answer(post(), 200, **how)
    if how:
        for path in room.data, *room.data.iterdir():
            os.chown(path, 0, 0)


@test
def storage_what_everybody_may_read_or_write_is_503(room):
    for journal, mask in itertools.product(('wal', 'rollback'), (0, 0o22)):
        room.clear()
        room.configure(f'journal: {journal}')
        room.answer(post(), 200)
        for name, mode in (('', 0o777), ('', 0o1777), ('crm.db', 0o644),
                           ('crm.db', 0o606), ('crm.db-lock', 0o666)):
            path = room.data / name
            before = stat.S_IMODE(path.stat().st_mode)
            path.chmod(mode)
            check_unusable(room, f'{path}: everybody may .* chmod o-')
            for request in ask('GET', '/health'), post(Idempotency_Key='k'):
                room.answer(request, 503, umask=mask)
            path.chmod(before)
        room.answer(post(), 200)
        for mode in 0o755, 0o750:
            room.data.chmod(mode)
            room.answer(post(), 200, umask=mask)
        room.data.chmod(0o700)
    room.clear()
    room.data.mkdir()
    room.data.chmod(0o777)
    exchange = room.answer(post(), 503)
    expect(b'everybody may write' in exchange.err, exchange.err)
    expect(not list(room.data.iterdir()), 'something was made there')
    room.data.chmod(0o700)


@test
def storage_what_a_web_server_may_serve_is_no_place(room):
    folder = room.own_program()
    root = room.room / 'htdocs'
    (room.made / 'link').symlink_to(root)
    (root / 'below').mkdir()
    places = [root / 'crm.db', root / 'below' / 'crm.db', folder / 'crm.db',
              folder / 'data' / 'crm.db', room.made / 'link' / 'crm.db',
              room.made / 'link' / 'new' / 'below' / 'crm.db',
              root / '..' / 'htdocs' / 'crm.db', f'{root}//x/../crm.db']
    for where in places:
        room.configure(database=where)
        exchange = room.answer(post(), 503)
        expect(b'may serve it' in exchange.err or 'x/..' in str(where),
               f'the log says {exchange.err!r}')
    for document_root in '/', str(room.room), f'{room.data}/':
        room.data.mkdir(0o700, exist_ok=True)
        room.configure()
        room.answer(with_env(post(), DOCUMENT_ROOT=document_root), 503)
        room.answer(with_env(post(), CONTEXT_DOCUMENT_ROOT=document_root), 503)
    (room.data / 'crm.db').unlink(missing_ok=True)
    for left in folder.iterdir():
        expect(left == room.program, f'there is {left}')
    expect(not list((root / 'below').iterdir()), 'a file was made')
    (root / 'below').rmdir()
    room.configure('allow-under-document-root: yes')
    room.answer(with_env(post(), DOCUMENT_ROOT=str(room.room)), 200)
    neighbour = pathlib.Path(f'{root}-data')
    room.configure(database=neighbour / 'crm.db')
    exchange = room.answer(post(), 200)
    room.exchanges.remove(exchange)
    shutil.rmtree(neighbour)
    room.configure()


@test
def storage_files_are_private_whatever_the_umask(room):
    for mask in 0, 0o22, 0o777:
        for journal in 'wal', 'rollback':
            room.clear()
            room.log = room.room / 'crm.log'
            room.configure(f'journal: {journal}', f'log: {room.log}',
                           'lock-timeout: 1')
            room.answer(post(), 200, umask=mask)
            room.answer(post(), 200, umask=mask)
            with contextlib.closing(sqlite3.connect(room.file)) as reader:
                reader.execute('BEGIN').execute('SELECT * FROM customer')
                room.answer(post(), 200, 503, umask=mask)
                check_data(room.data, [])
    room.clear()
    room.configure(f'log: {room.log}')
    room.file.parent.mkdir(0o700)
    room.file.mkdir()
    room.answer(post(), 503, umask=0)
    room.file.rmdir()


CLOCKS = {
    -62135596800 + 86400: '0001-01-02T00:00:00Z',
    -2208988801: '1899-12-31T23:59:59Z', -1: '1969-12-31T23:59:59Z',
    0: '1970-01-01T00:00:00Z', 951782400: '2000-02-29T00:00:00Z',
    (1 << 31) - 1: '2038-01-19T03:14:07Z', 1 << 31: '2038-01-19T03:14:08Z',
    1 << 32: '2106-02-07T06:28:16Z', 253402300799: '9999-12-31T23:59:59Z',
}
ZONES = ('UTC', 'Pacific/Kiritimati', 'America/New_York', 'UTC+99', '',
         ':/etc/passwd', '/dev/zero', 'A' * 5000, '<%n>-14')


@test
def storage_the_clock_may_stand_anywhere(room):
    preload = shim(room, 'clock.so')
    for now, text in CLOCKS.items():
        for zone in ZONES[:3]:
            exchange = room.answer(with_env(
                post(SMALL, Idempotency_Key=f'{now}{zone}'), **preload,
                CLOCK_NOW=str(now), TZ=zone), 200)
            created = room.rows('SELECT created FROM customer WHERE id = ?',
                                exchange.ids()[0])
            expect(created == [(text,)], f'{created}, not {text}')
    for now in -62135596801, -(1 << 62), 253402300800, 1 << 62:
        room.answer(with_env(post(SMALL), **preload, CLOCK_NOW=str(now)),
                    200, 500, 503)


@test
def storage_the_time_zone_does_not_count(room):
    def instant(seconds):
        return time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(seconds))

    # the system's coarse clock lags behind its fine one: a second may differ
    for zone in ZONES:
        before = instant(time.time() - 1)
        exchange = room.answer(with_env(
            post({**SMALL, 'registrationDate': '2020-12-30 10:11'}), TZ=zone),
            200)
        after = instant(time.time() + 1)
        (created, date), = room.rows(
            'SELECT created, registrationDate FROM customer WHERE id = ?',
            exchange.ids()[0])
        expect(before <= created <= after, f'{zone}: {created}')
        expect(date == '2020-12-30T10:11:00Z', f'{zone}: {date}')


@test
def storage_a_log_that_cannot_be_written_changes_no_answer(room):
    room.data.mkdir(0o700)
    room.file.mkdir()                   # something to be logged
    plain = room.answer(post(), 503)
    fifo, forsaken = room.made / 'fifo', room.made / 'forsaken'
    os.mkfifo(fifo)
    os.mkfifo(forsaken)
    full = os.pipe2(os.O_NONBLOCK)
    fcntl.fcntl(full[1], fcntl.F_SETPIPE_SZ, 4096)
    with contextlib.suppress(BlockingIOError):
        while True:
            os.write(full[1], b'x' * 4096)
    os.set_blocking(full[1], True)
    unread = os.open(fifo, os.O_RDWR)
    ways = [
        ('log: /dev/full', {}), ('log: /', {}), (f'log: {fifo}', {}),
        (f'log: {forsaken}', {}),
        (f'log: {room.made}/no/such/folder', {}), ('log: /dev/null', {}),
        ('log: syslog', {}),
        ('log: stderr', {'shell': 'exec "$0" 2>&-'}),
        ('log: stderr', {'shell': 'exec "$0" 2>/dev/full'}),
        ('log: stderr', {'shell': 'exec "$0" 2</dev/null'}),
        ('log: stderr', {'stderr': full[1]}),
        ('log: stderr', {'stderr': unread}),
    ]
    for line, way in ways:
        room.configure(line)
        exchange = room.answer(post(), 503, **way)
        expect(still(exchange.out) == still(plain.out),
               f'{line}, {way}: {exchange.out!r}')
        expect(exchange.seconds < 2, f'{line}, {way}: waited')
    os.close(unread)
    for end in full:
        os.close(end)
    room.configure()
    room.file.rmdir()


def lies(room, *injected):
    """What runs the program before it and tells it lies of its system. For a
    user who is not root, the program must not get to hide (prctl)."""
    strace = shutil.which('strace')
    calls = ['prctl:retval=0:when=1', *injected]
    before = [strace, '-qq', '-o', '/dev/null', '-e', 'trace=' + ','.join(
        call.split(':')[0] for call in calls)]
    for call in calls:
        before += ['-e', f'inject={call}']
    if is_sanitized(room) or not strace or subprocess.run(
            [*before, 'true'], capture_output=True, check=False).returncode:
        raise Skip('strace can\'t tell the lie here')
    return before


@test
def storage_a_database_that_opens_but_not_again_is_503(room):
    with_keys(room, 'all')
    room.answer(post(), 200)
    for request in (by_key('GET', '/customer/1'),
                    by_key('POST', '/customer/CAR/export', ORDER)):
        statuses = []
        for nth in range(1, 31):
            lie = lies(room, f'?open,openat:error=EMFILE:when={nth}')
            exchange = room.answer(request, 200, 503, args=[
                *lie, '-P', str(room.file), room.program])
            statuses.append(exchange.response.status)
            room.exchanges.remove(exchange)
        expect(statuses.count(503) > 1, f'{request.target}: {statuses}')
        expect(statuses[-1] == 200, f'{request.target}: {statuses}')


@test
def storage_a_server_that_ends_what_is_behind_an_answer_leaves_no_half(room):
    room.answer(post(), 200)
    ended = lies(room, '?dup2,dup3:signal=TERM')      # as stdout is closed
    room.answer(post(b'{}'), 400, args=[*ended, room.program])
    expect((room.data / 'crm.db-journal').stat().st_size == 0, 'cut off')
    with contextlib.closing(sqlite3.connect(room.file)) as base:
        count, = base.execute('SELECT count(*) FROM refusal').fetchone()
    expect(count > 0, 'no refusal is counted')


@test
def storage_there_is_no_write_ahead_log_on_nfs(room):
    nfs = lies(room, 'fstatfs:poke_exit=@arg2=6969000000000000')
    room.log = room.room / 'crm.log'
    room.configure('journal: wal', f'log: {room.log}')
    room.answer(post(), 200, args=[*nfs, room.program])
    expect(room.file.read_bytes()[18:20] == b'\1\1', 'a write-ahead log')
    expect(b'NFS' in room.log.read_bytes(), 'not a word in the log')
    room.clear()
    room.answer(post(), 200)
    expect(room.file.read_bytes()[18:20] == b'\2\2', 'no write-ahead log')
    room.answer(post(), 503, args=[*nfs, room.program])


@test
def storage_there_is_no_write_ahead_log_where_small_blocks_are_not_reserved(
        room):
    # statfs(2) tells type and block size first, here those of an ext2
    ext2 = lies(room, 'fallocate:error=EOPNOTSUPP', 'statfs,fstatfs:'
                'poke_exit=@arg2=53ef0000000000000004000000000000')
    room.log = room.room / 'crm.log'
    room.configure('journal: wal', f'log: {room.log}')
    room.answer(post(), 200, args=[*ext2, room.program])
    expect(room.file.read_bytes()[18:20] == b'\1\1', 'a write-ahead log')
    expect(b'small blocks' in room.log.read_bytes(), 'not a word in the log')
    room.clear()
    room.answer(post(), 200)
    room.answer(post(), 503, args=[*ext2, room.program])
    expect(b'journal_mode=DELETE' in room.log.read_bytes(), 'what helps?')


@test
def storage_a_limit_on_files_is_as_a_full_disk(room):
    room.log = room.room / 'crm.log'
    for journal, log in itertools.product(('wal', 'rollback'),
                                          ('stderr', room.log)):
        room.clear()
        room.configure(f'journal: {journal}', f'log: {log}')
        for blocks in (0, 1, 8, 50, 100, 150, 200, 250):
            room.answer(post(), 200, 503, shell=f'(ulimit -f {blocks}; '
                        'exec "$0") | cat')
            check_stored(room)


def failure_of(*command):
    """Why a command failed; None if it did not."""
    try:
        done = subprocess.run(command, capture_output=True, text=True,
                              check=False)
    except OSError as error:
        return f'{command[0]}: {error.strerror}'
    return ' '.join(done.stderr.split()) if done.returncode else None


def mount_small(room, block):
    """Mounts a disk of 4 MiB with such blocks; in a mount namespace of this
    thread, so that it is gone with us, however we end."""
    disk, image = room.made / 'disk', room.made / 'image'
    disk.mkdir()
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNS) != 0:
        raise Skip('only root can mount a disk')
    with image.open('wb') as file:
        file.truncate(4 << 20)
    why = (failure_of('mount', '--make-rprivate', '/')
           or failure_of('mkfs.ext4', '-q', '-F', '-b', str(block), '-m', '0',
                        '-O', '^has_journal', image)
           or failure_of('mount', '-o', 'loop', image, disk))
    if why and block == PAGE:   # as memory has them
        why = failure_of('mount', '-t', 'tmpfs', '-o', 'size=4m', 'none', disk)
    if why:
        raise Skip(why)
    return disk


def as_root_of_its_own(room, words):
    """Has another of us do a test where any user may be root, in a user
    namespace of its own; returns whether that was needed."""
    if os.geteuid() == 0:
        return False
    why = failure_of('unshare', '-Urm', 'true')
    if why:
        raise Skip(why)
    done = subprocess.run(
        ['unshare', '-Urm', sys.executable, '-B', __file__, '--program',
         room.program, words], stdout=subprocess.PIPE, text=True, check=False)
    expect(done.returncode == 0, done.stdout)
    skipped = re.search('# SKIP (.*)', done.stdout)
    if skipped:
        raise Skip(skipped[1])
    return True


def fill(disk):
    """Takes all the room there is; returns the file that has it."""
    filler = disk / 'filler'
    with filler.open('wb', buffering=0) as file:
        with contextlib.suppress(OSError):
            while True:
                file.write(bytes(512))
        with contextlib.suppress(OSError):
            os.fsync(file.fileno())
    return filler


def check_copy(room):
    """Looks at a copy: who looks at a full disk may be killed there too."""
    data, file = room.data, room.file
    room.data = room.made / 'copy'
    room.file = room.data / file.name
    try:
        if data.exists():
            shutil.copytree(data, room.data,
                            ignore=shutil.ignore_patterns('*-shm'))
        check_stored(room)
    finally:
        shutil.rmtree(room.data, ignore_errors=True)
        room.data, room.file = data, file


def fill_up(room, disk, fresh):
    """Sends a request while there is no room, while there is a block, two …,
    until there is enough of it."""
    if not fresh:
        room.answer(post(), 200)
    filler = fill(disk)
    good, steps, most = 0, 0, filler.stat().st_size
    while good < 3:
        exchange = room.answer(post(Idempotency_Key=str(steps)), 200, 503)
        good += exchange.response.status == 200
        check_copy(room)
        steps += 1
        os.truncate(filler, most - steps * os.statvfs(disk).f_bsize)
    expect(steps > 8, 'the disk was not full')
    filler.unlink()
    last = room.answer(post(Idempotency_Key=str(steps - 1)), 200)
    expect(last.response.get('Idempotency-Replayed') == b'true', 'no replay')
    for exchange in room.exchanges:
        check_exchange(exchange)


def full_disk(room, block):
    if as_root_of_its_own(room, f'a disk of {block >> 10} kib blocks'):
        return
    disk = mount_small(room, block)
    home = room.data, room.file
    room.data = disk / 'data'
    room.file = room.data / 'crm.db'
    try:
        for journal, fresh in itertools.product(('wal', 'rollback'),
                                                (False, True)):
            room.clear()
            room.configure(f'journal: {journal}')
            fill_up(room, disk, fresh)
    finally:
        room.clear()
        room.data, room.file = home
        room.configure()
        subprocess.run(['umount', disk], check=True)


@test
def storage_a_disk_of_1_kib_blocks_may_be_full(room):
    full_disk(room, 1 << 10)


@test
def storage_a_disk_of_2_kib_blocks_may_be_full(room):
    full_disk(room, 2 << 10)


@test
def storage_a_disk_of_4_kib_blocks_may_be_full(room):
    full_disk(room, PAGE)


@test
def storage_the_system_log_is_told_the_hour_that_it_is_here(room):
    """The time zone is read before nothing else can be read any more."""
    room.configure('log: syslog')
    lines = Trace(room)(post(), 200)
    if lines is None:
        raise Skip('strace does not work here')
    (room.made / 'trace').unlink()
    text = '\n'.join(lines)
    expect(0 < text.find('/etc/localtime') < text.find('crm.db'), text)
    room.configure()


@contextlib.contextmanager
def system_log(room, kind):
    """A system's log of that kind, and how to run the program where it is."""
    if os.geteuid() != 0 or not shutil.which('unshare') or subprocess.run(
            ['unshare', '-m', 'true'], capture_output=True,
            check=False).returncode:
        raise Skip('only root may have a /dev of its own')
    devices = room.made / 'dev'
    (devices / 'shm').mkdir(parents=True)  # where rooms may lie
    with socket.socket(socket.AF_UNIX, kind) as log:
        log.bind(str(devices / 'log'))
        log.settimeout(TIMEOUT)
        if kind == socket.SOCK_STREAM:
            log.listen()
        yield log, ['unshare', '-m', 'sh', '-c',
                    'mount --bind /dev/shm "$1/shm" && '
                    'mount --rbind "$1" /dev && exec "$0"',
                    room.program, devices]
    shutil.rmtree(devices)


LOGGED = re.compile(
    rb'<28>[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d crm\.cgi\[\d+\]: '
    rb'[ -~]+: this is no regular file; [ -~]+')


@test
def storage_the_system_log_takes_a_datagram_for_each_line(room):
    room.configure('log: syslog')
    room.data.mkdir(0o700)
    room.file.mkdir()                   # something to be logged
    with system_log(room, socket.SOCK_DGRAM) as (log, args):
        exchange = room.answer(post(), 503, args=args)
        line = log.recv(4096)
    expect(LOGGED.fullmatch(line), line)
    expect(not exchange.err, exchange.err)
    room.file.rmdir()
    room.configure()


@test
def storage_the_system_log_may_take_a_stream(room):
    room.configure('log: syslog')
    room.data.mkdir(0o700)
    room.file.mkdir()
    with system_log(room, socket.SOCK_STREAM) as (log, args):
        room.answer(post(), 503, args=args)
        with log.accept()[0] as connection:
            stream = connection.makefile('rb').read()
    lines = stream.split(b'\0')
    expect(len(lines) > 1 and not lines.pop(), stream)
    expect(all(map(LOGGED.fullmatch, lines)), stream)
    room.file.rmdir()
    room.configure()


@test
def storage_without_a_system_log_lines_go_to_stderr(room):
    room.configure('log: syslog')
    room.data.mkdir(0o700)
    room.file.mkdir()
    with system_log(room, socket.SOCK_DGRAM) as (log, args):
        log.close()
        exchange = room.answer(post(), 503, args=args)
    expect(b'this is no regular file' in exchange.err, exchange.err)
    room.file.rmdir()
    room.configure()


@test
def storage_no_core_is_dumped(room):
    how = as_nobody(room)
    room.data.mkdir(0o700)
    seen = []

    def feed(process):
        status = pathlib.Path('/proc', str(process.pid))
        for _ in range(50):
            time.sleep(0.1)
            limits = (status / 'limits').read_text()
            seen[:] = [re.search(r'Max core file size +(\S+)', limits)[1],
                       (status / 'environ').stat().st_uid]
            if seen == ['0', 0]:
                break
        process.send_signal(signal.SIGSEGV)

    exchange = room.run(post(), shell='ulimit -c unlimited 2>/dev/null; '
                        'exec "$0"', feed=feed, **how)
    expect(seen[0] == '0', f'a core may have {seen[0]} bytes')
    expect(seen[1] == 0, 'others of its user can look into it')
    expect(exchange.status == -signal.SIGSEGV
           or is_sanitized(room), exchange.show())
    room.exchanges.remove(exchange)


# Keys

@test
def key_that_is_malformed_is_400(room):
    for key in ('', '""', ' ', '"a', 'a"', 'a b', 'a"b', '"a"b"', '"a\\"',
                '"a\\b"', 'a\\b', 'x' * 256, '"' + 'x' * 256 + '"', '"é"',
                'é', '"\x7f"', '"a", "b"', '"\t"', '"', '\\'):
        request = post(Idempotency_Key='x')
        with_env(request, HTTP_IDEMPOTENCY_KEY=key)
        room.answer(request, 400)
    for key in b'\xff', b'"\x01"', b'"\n"', b'k' * 65536:
        room.answer(with_env(post(), HTTP_IDEMPOTENCY_KEY=key), 400)


@test
def key_makes_one_customer_of_a_request_sent_twice(room):
    ids = []
    for key, other in (('abc', '"abc"'), ('"a b"', '"a b"'),
                       ('x' * 255, '"' + 'x' * 255 + '"'),
                       ('"a\\"b"', '"a\\"b"'), ('"\\\\"', '"\\\\"')):
        first = room.answer(post(Idempotency_Key=key), 200)
        expect(first.response.get('Idempotency-Replayed') is None, 'replay')
        again = room.answer(post(Idempotency_Key=other), 200)
        expect(again.response.get('Idempotency-Replayed') == b'true', other)
        expect(again.out.endswith(first.response.body), 'another answer')
        ids += first.ids()
    expect(len(set(ids)) == 5 == room.count(), 'keys are mixed up')


@test
def key_with_another_request_is_422(room):
    room.answer(post(Idempotency_Key='k'), 200)
    others = [
        post(SMALL, Idempotency_Key='k'),
        post(target='/json/reply/CreateCustomer', Idempotency_Key='k'),
        post(target='/customer?nameSuffix=kanarie', Idempotency_Key='k'),
        post(target='/customer.json', Idempotency_Key='k'),
        post(Content_Type='text/json', Idempotency_Key='k'),
        post(post().body + b' ', Idempotency_Key='k'),
        post(f'[{to_json(CUSTOMER)}]'.encode(), Idempotency_Key='k',
             target='/json/reply/CreateCustomer[]'),
    ]
    for request in others:
        exchange = room.answer(request, 422)
        expect(exchange.response.reason == 'Conflict', 'reason')
    room.answer(post(Idempotency_Key='k'), 200)


@test
def key_of_a_page_is_kept_while_the_database_is_away(room):
    room.log = room.room / 'crm.log'
    room.configure('spam-fill-time: 0', f'log: {room.log}')
    room.answer(post(), 200)
    show = ask('GET', '/customer', Accept='text/html')

    def ticket(exchange):
        return re.search(rb'name="_form" value="([^"]*)"',
                         exchange.out)[1].decode()

    def fill_in(ticket):
        return post({**SMALL, '_form': ticket}, 'form', Accept='text/html')

    first = ticket(room.answer(show, 200))
    with held(room, kind='EXCLUSIVE'):
        room.configure('lock-timeout: 1', f'log: {room.log}')
        busy = room.answer(fill_in(first), 503)
        bare = room.answer(show, 200)
    room.configure('spam-fill-time: 0', f'log: {room.log}')
    for sent in fill_in(ticket(busy)), fill_in(ticket(busy)), fill_in(first):
        room.answer(sent, 200)
    expect(room.count() == 2, f'{room.count()} customers')
    room.configure(f'log: {room.log}')
    again = room.answer(fill_in(ticket(bare)), 400)
    expect(room.count() == 2, 'a page without a key was taken')
    for sent in fill_in(ticket(again)), fill_in(ticket(again)):
        room.answer(sent, 200)
    expect(room.count() == 3, f'{room.count()} customers')
    room.unheard = 2    # pages don't tell ids by that name


@test
def key_of_a_correction_is_held_by_one_at_a_time(room):
    room.configure('spam-fill-time: 0', 'lock-timeout: 1')

    def send(name, **more):
        return room.answer(post({**SMALL, 'companyName': name, '_form': ticket,
                                 **more}, 'form', Accept='text/html'),
                           200, 409, 503)

    def hidden(exchange, name):
        return re.search(rb'name="%s" value="([^"]*)"' % name,
                         exchange.out)[1].decode()

    ticket = hidden(room.answer(
        ask('GET', '/customer', Accept='text/html'), 200), b'_form')
    pass_ = hidden(send('Kanarie'), b'_pass')
    place = 1 + int.from_bytes(hashlib.sha256(
        struct.pack('=q', 0) + b'pass\t1').digest()[:7], 'big')
    with held(room):
        busy = send('Kanarienvogel', _pass=pass_)
        with gate_held(room, place=place):
            at_work = send('Kanarienvogel', _pass=pass_)
    room.change('ALTER TABLE secret RENAME TO gone')
    away = send('Kanarienvogel', _pass=pass_)
    room.change('ALTER TABLE gone RENAME TO secret')
    found = [exchange.response.status for exchange in (busy, at_work, away)]
    expect(found == [503, 409, 503], f'{found}')
    done = send('Kanarienvogel', _pass=pass_)
    expect(done.response.status == 200, 'it is not corrected')
    expect(room.rows('SELECT companyName FROM customer')
           == [('Kanarienvogel',)], 'another customer')
    room.unheard = 1    # pages don't tell ids by that name
    room.configure()


@test
def key_replays_in_the_format_that_is_asked_for_now(room):
    first = room.answer(post(Idempotency_Key='k'), 200)
    for accept in ('text/csv', 'application/xml', 'text/xml', 'text/html',
                   'application/jsv', 'application/json'):
        again = room.answer(post(Idempotency_Key='k', Accept=accept), 200)
        expect(again.response.get('Idempotency-Replayed') == b'true', accept)
        expect(again.response.get('Content-Type').startswith(accept.encode()),
               accept)
        expect(re.search(rb'\b%d\b' % first.ids()[0], again.response.body),
               accept)
    room.answer(post(Idempotency_Key='k', Accept='image/png'), 406)
    expect(room.count() == 1, 'stored twice')


@test
def key_replays_whatever_the_rules_are_now(room):
    batch = f'[{to_json(CUSTOMER)},{to_json(SMALL)}]'.encode()
    many = post(batch, target='/json/reply/CreateCustomer[]',
                Idempotency_Key='many')
    first = room.answer(post(Idempotency_Key='one'), 200)
    both = room.answer(many, 200)
    room.configure('codes.gender: X')
    for sent, before in (post(Idempotency_Key='one'), first), (many, both):
        again = room.answer(sent, 200)
        expect(again.ids() == before.ids(), f'{again.ids()}')
        expect(again.response.get('Idempotency-Replayed') == b'true',
               'no word of it')
    expect(room.count() == 3, 'stored twice')
    with held(room):    # nobody waits to be told what is wrong
        for key in None, 'new', 'one':
            headers = {} if key is None else {'Idempotency_Key': key}
            exchange = room.answer(
                post({**CUSTOMER, 'notes': 'kanarie'}, **headers), 400)
            expect(exchange.seconds < 4, f'{exchange.seconds} s')
    room.clear()
    room.answer(post(Idempotency_Key='one'), 400)
    expect(not room.file.exists(), 'a fault made a database')
    room.configure()


@test
def key_is_kept_for_24_hours(room):
    first = room.answer(post(Idempotency_Key='k'), 200)
    room.change('UPDATE idempotency SET time = time - 86400 + 60')
    again = room.answer(post(Idempotency_Key='k'), 200)
    expect(again.ids() == first.ids(), 'forgotten too soon')
    room.change('UPDATE idempotency SET time = time - 60')
    later = room.answer(post(Idempotency_Key='k'), 200)
    expect(later.ids() != first.ids(), 'kept too long')
    room.change('UPDATE idempotency SET time = time - 86400')
    room.answer(post(SMALL, Idempotency_Key='k'), 200)
    expect(room.rows('SELECT count(*) FROM idempotency') == [(1,)],
           'old keys are kept')


@test
def key_of_a_refused_request_is_free(room):
    room.answer(post({**SMALL, 'brand': ''}, Idempotency_Key='k'), 400)
    room.answer(post(b'{', Idempotency_Key='k'), 400)
    again = room.answer(post(SMALL, Idempotency_Key='k'), 200)
    expect(again.response.get('Idempotency-Replayed') is None, 'replay')


@test
def key_of_a_batch_replays_the_batch(room):
    batch = f'[{",".join(3 * [to_json(CUSTOMER)])}]'.encode()
    request = post(batch, target='/json/reply/CreateCustomer[]',
                   Idempotency_Key='k')
    first = room.answer(request, 200)
    again = room.answer(request, 200)
    expect(again.response.body == first.response.body, 'another answer')
    expect(again.response.get('X-AutoBatch-Completed') == b'3', 'completed')
    expect(again.response.get('Idempotency-Replayed') == b'true', 'replay')
    expect(room.count() == 3, 'stored twice')
    empty = post(b'[]', target='/json/reply/CreateCustomer[]',
                 Idempotency_Key='empty')
    for replayed in None, b'true':
        exchange = room.answer(empty, 200)
        expect(exchange.response.get('Idempotency-Replayed') == replayed
               and exchange.response.body == b'[]', 'an empty batch')


@test
def key_that_is_still_at_work_is_409(room):
    room.answer(post(), 200)
    room.configure('lock-timeout: 10')
    patient = room.made / 'patient.conf'
    patient.write_bytes(room.config.read_bytes())
    room.configure('lock-timeout: 1')
    with concurrent.futures.ThreadPoolExecutor(1) as pool, held(room, 3):
        first = pool.submit(room.answer, with_env(
            post(Idempotency_Key='k'), CRM_CONFIG=str(patient)), 200)
        time.sleep(0.5)
        exchange = room.answer(post(Idempotency_Key='k'), 409)
        expect(0.9 < exchange.seconds < 2, f'{exchange.seconds} s')
        room.answer(post(Idempotency_Key='other'), 503)
        first.result()
    again = room.answer(post(Idempotency_Key='k'), 200)
    expect(again.response.get('Idempotency-Replayed') == b'true', 'replay')


@test
def key_of_an_operation_that_is_still_at_work_is_409(room):
    """A change, an order of an export: one at a time for a key."""
    room.configure('lock-timeout: 1')
    with_keys(room, 'all')
    room.answer(post(), 200)
    patient = room.made / 'patient.conf'
    patient.write_bytes(room.config.read_bytes().replace(
        b'lock-timeout: 1', b'lock-timeout: 10'))
    for number, (method, target, body) in enumerate((
            ('PATCH', '/customer/1', {'notes': 'kanarie'}),
            ('POST', '/customer/CAR/export', ORDER))):
        first, request = (by_key(method, target, body, Idempotency_Key=(
            f'k{number}')) for _ in range(2))
        with_env(first, CRM_CONFIG=str(patient))
        with concurrent.futures.ThreadPoolExecutor(1) as pool, held(room, 3):
            done = pool.submit(room.answer, first, 200, 204)
            time.sleep(0.5)
            room.answer(request, 409)
            done.result()
        again = room.answer(request, 200, 204)
        expect(again.response.get('Idempotency-Replayed') == b'true',
               f'{method} was done again')


@test
def key_32_times_at_once_makes_one_customer(room):
    for fresh in True, False:
        with concurrent.futures.ThreadPoolExecutor(32) as pool:
            all_ = list(pool.map(lambda _, fresh=fresh: room.answer(
                post(Idempotency_Key=f'k{fresh}'), 200), range(32)))
        expect(len({number for one in all_ for number in one.ids()}) == 1,
               'several customers')
        expect([one.response.get('Idempotency-Replayed') for one in all_
                ].count(None) == 1, 'not one was first')
    expect(room.count() == 2, f'{room.count()} customers')


# API keys

def with_keys(room, *words):
    """Has these keys in the database; the words are those of %key."""
    room.answer(ask('GET', '/me', X_Api_Key=key_of('nobody').decode()), 401)
    keys = [Key(each) for each in words]
    with contextlib.closing(sqlite3.connect(room.file)) as base, base:
        for key in keys:
            key.add(base)
    return keys


def sent(name):
    """The ways to send a key, as headers."""
    key, pair = key_of(name), base64.b64encode(b'x:' + key_of(name))
    return ({'X_Api_Key': key}, {'Authorization': b'Bearer ' + key},
            {'Authorization': b'Basic ' + pair})


REFUSED_KEYS = [
    {}, *sent('old'), *sent('gone'), *sent('nobody'),
    {'X_Api_Key': b'crm_' + b'0' * 38}, {'X_Api_Key': 'x'},
    {'X_Api_Key': 'x' * 8192}, {'Authorization': 'Bearer ' + 'x' * 8192},
    {'Authorization': 'Basic ' + 'eDp5' * 2048},
    {'Authorization': 'Basic ' + '!' * 8192}, {'Authorization': 'Basic'},
    {'Authorization': b'Bearer \xff\xfe'}, {'Authorization': 'x' * 8192},
    {**sent('shop')[1], 'X_Api_Key': key_of('other')},
]


@test
def access_all_that_is_no_valid_key_is_told_the_same(room):
    with_keys(room, 'old expires=2020-01-01', 'gone revoked', 'shop', 'other')
    for accept in 'application/json', 'text/html', 'text/csv':
        answers = {still(room.answer(ask('GET', '/me', Accept=accept, **headers),
                                     401).out) for headers in REFUSED_KEYS}
        expect(len(answers) == 1, answers)
        for headers in sent('shop'):
            room.answer(ask('GET', '/me', Accept=accept, **headers), 200)


@test
def access_a_key_in_a_url_is_told_the_same_whichever_it_is(room):
    with_keys(room, 'old expires=2020-01-01', 'gone revoked', 'shop')
    for accept in 'application/json', 'text/html', 'text/csv':
        answers = set()
        for name, key, headers in itertools.product(
                ('apikey', 'api_key', 'access_token'),
                (*map(key_of, ('shop', 'old', 'gone', 'nobody')), b'x'),
                ({}, sent('shop')[0], sent('gone')[1])):
            answers.add(still(room.answer(
                ask('GET', f'/me?{name}={key.decode()}', Accept=accept,
                    **headers), 401).out))
            expect((b'came in a URL' in room.exchanges.pop().err)
                   == (key != b'x'), 'the log tells nothing of it')
        expect(len(answers) == 1, answers)


@test
def access_a_key_is_looked_up_or_it_is_503(room):
    with_keys(room, 'shop')
    room.change('ALTER TABLE api_key RENAME TO keys_api')
    for target in '/me', '/metadata', '/health':
        exchange = room.answer(
            ask('GET', target, X_Api_Key=key_of('shop')), 503)
        expect(exchange.response.get('Retry-After'), 'it may not be retried')
    room.answer(post(X_Api_Key=key_of('shop')), 503)
    room.answer(ask('GET', '/metadata'), 200)
    room.answer(ask('GET', '/me'), 401)
    room.answer(ask('GET', '/me', X_Api_Key='x'), 401)
    room.change('ALTER TABLE keys_api RENAME TO api_key')
    room.answer(ask('GET', '/me', X_Api_Key=key_of('shop')), 200)


@test
def access_a_ticket_is_looked_up_or_it_is_503(room):
    room.configure('open: form', 'spam-fill-time: 0')
    page = room.answer(ask('GET', '/customer', Accept='text/html'), 200)
    ticket = re.search(rb'name="_form" value="([^"]*)"', page.out)[1].decode()
    sent = post({**SMALL, '_form': ticket}, 'form', Accept='text/html')
    room.change('ALTER TABLE secret RENAME TO gone')
    room.answer(sent, 503)
    room.change('ALTER TABLE gone RENAME TO secret')
    room.answer(sent, 200)
    room.unheard = 1    # pages don't tell ids by that name
    room.configure()


@test
def storage_a_list_or_task_that_is_not_to_be_had_is_503(room):
    with_keys(room, 'all')
    room.answer(post(), 200)
    order = room.answer(by_key('POST', '/customer/CAR/export', ORDER), 200)
    task = json.loads(order.response.body)['asyncTaskId']
    order = room.answer(by_key('GET', f'/tasks/{task}'), 200)
    address = json.loads(order.response.body)['signedDownloadUrl']
    signed = ask('GET', re.sub('^http://[^/]*', '', address))
    search = {'brand': 'CAR', 'posCodes': ['*']}
    one = {'asyncTaskId': task}
    failing = {
        'customer': [
            by_key('POST', '/json/reply/GetCustomerPaginated[]', [search] * 3),
            by_key('GET', '/customer/CAR/slim?posCodes=*'),
            by_key('GET', '/customer/CAR/export?posCodes=*'),
            by_key('GET', f'/tasks/{task}/download'), signed],
        'search': [
            by_key('GET', '/customer/CAR/slim?posCodes=*&searchKey=x'),
            by_key('POST', '/customer/CAR/export', ORDER)],
        'task': [
            by_key('GET', '/tasks'), by_key('GET', f'/tasks/{task}'),
            by_key('POST', '/json/reply/GetTaskDetail[]', [one] * 3),
            by_key('POST', '/json/reply/GetTask[]', [{}, {}]),
            by_key('GET', f'/tasks/{task}/download'), signed],
        'secret': [by_key('GET', '/tasks'), signed],
        'api_key': [signed],
    }
    for table, requests in failing.items():
        for request in requests:
            room.exchanges.remove(room.answer(request, 200))
        room.change(f'ALTER TABLE "{table}" RENAME TO gone')
        for request in requests:
            room.answer(request, 503)
        room.change(f'ALTER TABLE gone RENAME TO "{table}"')
    room.change("UPDATE task SET filters = 'x' || filters")
    room.answer(by_key('GET', f'/tasks/{task}/download'), 404)
    room.answer(signed, 404)


@test
def access_without_credentials_no_store_is_opened_to_decide(room):
    need_unwatched(room)
    room.configure('open: none')
    lines = Trace(room)(post(), 401)
    if lines is None:
        raise Skip('strace does not work here')
    expect(not any('crm.db' in line for line in lines
                   if re.match(r'open|stat|access', line)),
           'the database was looked for')
    room.configure()
    (room.made / 'trace').unlink(missing_ok=True)


@test
def access_the_use_of_a_key_is_noted_when_the_answer_is_out(room):
    for journal in 'rollback', 'wal':
        room.clear()
        room.configure(f'journal: {journal}')
        with_keys(room, 'shop')
        with held(room):
            room.answer(ask('GET', '/me', X_Api_Key=key_of('shop')), 200)
        expect(room.rows('SELECT used FROM api_key') == [(None,)], journal)
        room.answer(ask('GET', '/me', X_Api_Key=key_of('shop')), 200)
        expect(room.rows('SELECT length(used) FROM api_key') == [(10,)],
               journal)


@test
def access_a_line_of_the_log_has_the_id_of_the_answer(room):
    room.log = room.room / 'crm.log'
    room.configure(f'log: {room.log}', 'lock-timeout: 1')
    room.answer(post(), 200)
    for unique in None, 'Zx1-_@':
        with held(room):
            exchange = room.answer(with_env(post(), UNIQUE_ID=unique), 503)
        name = exchange.response.get('X-Request-Id')
        expect(unique is None or name == unique.encode(), name)
        expect(b': ' + name + b' ' in room.log.read_bytes().splitlines()[-1],
               room.log.read_bytes())


@test
def access_no_key_is_in_any_answer_log_or_file(room):
    room.log = room.room / 'crm.log'
    for log in 'stderr', room.log:
        room.clear()
        room.configure(f'log: {log}', 'lock-timeout: 1')
        keys = with_keys(room, 'shop scopes=read', 'old expires=2020-01-01')
        wanted = [(200, 'shop'), (401, 'old'), (401, 'nobody')]
        for status, name in wanted:
            for headers in sent(name):
                room.answer(ask('GET', '/me', **headers), status)
                room.answer(post(**headers), status)
        leaked = room.answer(
            ask('GET', f'/me?apikey={key_of("shop").decode()}'), 401)
        expect(log != 'stderr' or b'came in a URL' in leaked.err, leaked.err)
        with held(room):
            room.answer(post(**sent('shop')[0]), 503)
        room.change('ALTER TABLE api_key RENAME TO keys_api')
        room.answer(post(**sent('shop')[0]), 503)
        room.change('ALTER TABLE keys_api RENAME TO api_key')
        for exchange in room.exchanges:
            for key in keys:
                expect(not key.is_told(exchange.out + exchange.err),
                       exchange.show())
        for file in room.data.iterdir():
            for key in keys:
                expect(key.key not in file.read_bytes(), file)
    for key in keys:
        expect(not key.is_told(room.log.read_bytes()), 'the log has a key')


# Privacy

BAD = {
    'languageId': 'kanarie', 'countryId': 'kanarie', 'brand': 'kanarie',
    'birthDate': 'kanarie', 'weddingDate': '19.07.1931', 'gender': 'kanarie',
    'clientType': 'kanarie', 'posCode': 'kanarie kanarie',
    'notes': 'kanarie' * 1000, 'title': 'kanarie' * 100,
    'contactByEmailFlag': 'kanarie', 'registrationDate': '1931-07-19T99:99',
    'saleRepresentativeEmail': 'kanarie at example.com',
    'preferredContactMethod': 'kanarie',
    'emails': [{'email': 'kanarie', 'isMainEmail': 'kanarie'}],
    'phones': [{'phone': 'kanarie', 'countryPrefix': 'kanarie',
                'isMainPhone': True}],
    'events': [{'eventType': 'kanarie', 'eventDate': 'kanarie'}],
    'addresses': 'kanarie', 'hobbies': ['kanarie'],
}
HEADERS = {
    'User_Agent': 'kanarie', 'Cookie': 'kanarie=kanarie', 'From': 'kanarie',
    'Referer': 'http://kanarie.example.com/', 'Authorization': 'kanarie',
    'X_Forwarded_For': 'kanarie', 'X_Kanarie': 'kanarie',
    'Origin': 'http://kanarie.example.com', 'Accept_Language': 'kanarie',
    'X_Request_Id': 'kanarie',
}
FAILURES = [
    (400, post(BAD, **HEADERS)), (400, post(BAD, 'form', **HEADERS)),
    (400, post(BAD, 'csv', **HEADERS)), (400, post(BAD, 'jsv', **HEADERS)),
    (400, post(BAD, Accept='text/csv', **HEADERS)),
    (400, post(BAD, Accept='application/xml', **HEADERS)),
    (400, post(BAD, Accept='application/jsv', **HEADERS)),
    (400, post(BAD, Accept='text/html', **HEADERS)),
    (400, post(b'{"lastName":"Kanarie', **HEADERS)),
    (400, post(b'{"Kanarie":"Kanarie"}kanarie', **HEADERS)),
    (400, post(b'<kanarie>Kanarie</kanarie>', 'xml', **HEADERS)),
    (400, post(b'<CreateCustomer><kanarie>Kan&arie;', 'xml', **HEADERS)),
    (400, post(b'kanarie', 'csv', **HEADERS)),
    (400, post(b'lastName=kanarie%zz', 'form', **HEADERS)),
    (400, post(target='/customer?nameSuffix=%zzkanarie', **HEADERS)),
    (400, post(SMALL, target='/customer?birthDate=kanarie', **HEADERS)),
    (400, post(Idempotency_Key='"kanarie', **HEADERS)),
    (400, post(Content_Length='kanarie', **HEADERS)),
    (400, post(Content_Length='99999', **HEADERS)),
    (404, post(target='/kanarie', **HEADERS)),
    (404, post(target='/customer.kanarie?kanarie=kanarie', **HEADERS)),
    (405, ask('KANARIE', '/customer', **HEADERS)),
    (405, post(X_HTTP_Method_Override='KANARIE', **HEADERS)),
    (406, post(target='/customer?format=kanarie', **HEADERS)),
    (406, post(Accept='kanarie/kanarie', **HEADERS)),
    (411, post(Content_Length='-', **HEADERS)),
    (413, post({'notes': 'Kanarie' * 10000}, **HEADERS)),
    (415, post(Content_Type='kanarie/kanarie', **HEADERS)),
    (415, post(Content_Type='text/csv; charset=kanarie', **HEADERS)),
    (415, post(Content_Encoding='kanarie', **HEADERS)),
    (200, post(Idempotency_Key='kanarie', **HEADERS)),
    (422, post(SMALL, Idempotency_Key='kanarie', **HEADERS)),
]


@test
def privacy_no_failure_tells_of_the_person(room):
    room.log = room.room / 'crm.log'
    for log in 'stderr', room.log:
        room.clear()
        room.configure(f'log: {log}', 'lock-timeout: 1', 'body-timeout: 1')
        for status, request in FAILURES:
            room.answer(request, status)
        request = post(**HEADERS)
        room.answer(request, 408, feed=await_end)
        with held(room):
            room.answer(post(**HEADERS), 503)
        room.config.write_text(f'database: {room.file}\nkanari: x\n')
        room.answer(post(**HEADERS), 500)
        room.config.write_text(f'log: {log}\ndatabase: relative/crm.db\n'
                               'codes.gender: \n')
        room.answer(post(**HEADERS), 500)
        room.answer(with_env(post(**HEADERS), REQUEST_METHOD=None), 500)
        room.configure(f'log: {log}')
        room.change('ALTER TABLE hobby RENAME TO hobbies')
        room.answer(post(**HEADERS), 503)
        room.change('ALTER TABLE hobbies RENAME TO hobby')
        room.change('CREATE TRIGGER t BEFORE INSERT ON hobby BEGIN'
                    ' SELECT raise(ABORT, "refused"); END')
        room.answer(post(**HEADERS), 500)
        room.change('DROP TRIGGER t')
    expect(room.log.read_bytes().count(b'\n') >= 3, 'nothing was logged')


def by_key(method, target, body=None, media='application/json', **headers):
    """Makes a request with a key that may do everything."""
    if body is None:
        return ask(method, target, **{'Accept': 'application/json', **HEADERS,
                                      'X_Api_Key': key_of('all'), **headers})
    data = body if isinstance(body, bytes) else to_json(body).encode()
    return ask(method, target, data, **{
        'Content_Type': media, 'Accept': 'application/json', **HEADERS,
        'X_Api_Key': key_of('all'), **headers})


ORDER = {'downloadRequestId': 'Kanarie', 'posCodes': ['*'],
         'searchKey': 'kanarie', 'email': 'kanarie@example.com'}
# Customer 1 has the words of a person.
OPERATIONS = [
    by_key('GET', '/customer/1'), by_key('GET', '/customer/v2/1.xml'),
    by_key('PUT', '/customer/1', {**CUSTOMER, 'notes': 'Kanarie 2'}),
    by_key('PATCH', '/customer/1', {'firstName': 'Kanarie 3', 'emails': [
        {'email': 'kanarie2@example.com', 'isMainEmail': True}]},
        Idempotency_Key='kanarie'),
    by_key('GET', '/customer/CAR/slim?posCodes=*&searchKey=kanarie'),
    by_key('GET', '/customer/CAR/slim?posCodes=kanarie*&email=kanarie@example'
                  '.com&phoneNumber=3470099881&sortBy=NameASC'),
    by_key('GET', '/customer/CAR/changes'),
    by_key('GET', '/customer/CAR/export.csv?posCodes=*&searchKey=kanarie'),
    by_key('POST', '/customer/CAR/export', ORDER),
    by_key('GET', '/tasks'), by_key('GET', '/me'),
    by_key('POST', '/json/reply/PatchCustomer[]', [
        {'boosterCustomerId': 1, 'lastName': 'Kanarie'}]),
    by_key('POST', '/customer', CUSTOMER),
    by_key('DELETE', '/customer/1'),
]
SLIM = '/customer/CAR/slim?posCodes=*&'
REFUSALS = [
    (404, by_key('GET', '/customer/kanarie')),
    (404, by_key('GET', '/customer/v2/kanarie')),
    (400, by_key('GET', '/customer/kanarie/slim?posCodes=*')),
    (404, by_key('GET', '/tasks/kanarie')),
    (403, by_key('GET', '/tasks/kanarie/download?signature=kanarie')),
    *((400, by_key('GET', SLIM + query)) for query in (
        'colour=kanarie', 'sortBy=kanarie', 'creationDateFrom=kanarie',
        'page=kanarie', 'after=kanarie', 'interests=[{colour:kanarie}]',
        'boosterCustomerIds=kanarie', 'productCategories=kanarie',
        'email=kanarie%zz',
        'birthdateMonths=kanarie', 'noCount=kanarie')),
    (400, by_key('GET', '/customer/CAR/changes?after=kanarie')),
    (400, by_key('GET', '/customer/CAR/export?posCodes=*&colour=kanarie')),
    (400, by_key('POST', '/customer/CAR/export',
                 {**ORDER, 'downloadRequestId': 'kanarie' * 20})),
    (400, by_key('POST', '/customer/CAR/export', {'searchKey': 'kanarie'})),
    (400, by_key('PUT', '/customer/1', BAD)),
    (400, by_key('PATCH', '/customer/1', BAD)),
    (400, by_key('PATCH', '/customer/1', {'reset': ['kanarie']})),
    (400, by_key('PATCH', '/customer/1', b'{"lastName":"Kanarie')),
    (400, by_key('PATCH', '/customer/1', {'boosterCustomerId': 'kanarie'})),
    (400, by_key('PUT', '/customer/1', {**CUSTOMER, 'brand': 'kanarie'})),
    (400, by_key('POST', '/json/reply/PatchCustomer[]', [
        {'boosterCustomerId': 1, **BAD}])),
    (415, by_key('PATCH', '/customer/1', b'[{"value":"kanarie"}]',
                 'application/json-patch+json')),
    (412, by_key('PATCH', '/customer/1', {'notes': 'kanarie'},
                 If_Match='"9-kanarie"')),
    (412, by_key('DELETE', '/customer/1', If_Match='"9-kanarie"')),
    (401, by_key('GET', '/customer/1', X_Api_Key='kanarie')),
    (401, by_key('PATCH', '/customer/1', {'notes': 'kanarie'},
                 X_Api_Key='kanarie')),
    (403, by_key('PATCH', '/customer/1', {'notes': 'kanarie'},
                 X_Api_Key=key_of('reader'))),
    (403, by_key('PATCH', '/customer/1', {'posCode': 'kanarie'},
                 X_Api_Key=key_of('here'))),
]
ACCEPTED = 'application/json', 'application/xml', 'text/csv', 'text/html'


def hold_operations(room):
    """Holds all operations; what they answer well is for those with the key,
    what they log and refuse is checked like all else."""
    for request in OPERATIONS:
        exchange = room.run(request)
        expect(exchange.status == 0 or b'export' in request.target,
               exchange.show())
        exchange.parse()
        if exchange.response.status in (200, 204):
            expect(not CANARIES.search(exchange.err), exchange.show())
            room.exchanges.remove(exchange)


def begin_with_keys(room, *lines):
    """A database with keys, and customers of whom there is much to tell."""
    room.clear()
    room.configure(*lines)
    with_keys(room, 'all', 'reader scopes=read', 'here pos=P1')
    for _ in range(2):
        room.answer(post(), 200)


@test
def privacy_no_refusal_of_an_operation_tells_of_the_person(room):
    room.log = room.room / 'crm.log'
    for log in 'stderr', room.log:
        begin_with_keys(room, f'log: {log}')
        for status, request in REFUSALS:
            for accept in ACCEPTED:
                request.headers = [
                    (name, accept.encode() if name == 'Accept' else value)
                    for name, value in request.headers]
                # a list to save is no page
                room.answer(request, status, 406)
        leaked = by_key('GET', '/customer/1?api_key=kanarie')
        room.answer(leaked, 401)
        if log == 'stderr':
            room.exchanges[-1].err = b''    # it must say that there was one


@contextlib.contextmanager
def undone(room):
    """Lets the database be as it was, whatever is done to it."""
    model = room.made / 'model'
    shutil.copytree(room.data, model)
    yield
    shutil.rmtree(room.data)
    model.rename(room.data)


@test
def privacy_no_operation_that_fails_tells_of_the_person(room):
    room.log = room.room / 'crm.log'
    begin_with_keys(room, 'lock-timeout: 1')
    with held(room):
        for request in OPERATIONS:
            if request.method != 'GET' and b'export' not in request.target:
                room.answer(request, 503)
    begin_with_keys(room, f'log: {room.log}')
    names = [name for name, in room.rows(
        "SELECT name FROM sqlite_schema WHERE type = 'table'"
        " AND name NOT LIKE 'sqlite%'")]
    expect({'card', 'search', 'change', 'task'} <= set(names), names)
    for name in names:
        with undone(room):
            room.change(f'ALTER TABLE "{name}" RENAME TO gone')
            hold_operations(room)
        with undone(room):
            for deed in 'INSERT', 'UPDATE', 'DELETE':
                room.change(
                    f'CREATE TRIGGER {deed}_ BEFORE {deed} ON "{name}"'
                    ' BEGIN SELECT raise(ABORT, "refused"); END')
            hold_operations(room)
    expect(room.log.read_bytes().count(b'\n') > 100, 'nothing was logged')


@test
def privacy_no_damage_of_the_database_tells_of_the_person(room):
    room.log = room.room / 'crm.log'
    begin_with_keys(room, f'log: {room.log}')
    whole = room.file.read_bytes()
    size = room.rows('PRAGMA page_size')[0][0]
    for page in range(1, len(whole) // size):
        for noise in b'\0', b'\xff', b'K':
            for left in room.data.glob('crm.db-*'):
                left.unlink()
            room.file.write_bytes(whole[:page * size] + noise * size
                                  + whole[(page + 1) * size:])
            for request in OPERATIONS[page % 3::3]:
                exchange = room.run(request)
                expect(exchange.status == 0 or b'export' in request.target,
                       exchange.show())
                expect(not CANARIES.search(exchange.err), exchange.show())
            room.exchanges = []
    expect(b'malformed' in room.log.read_bytes(), 'nothing was logged')
    room.clear()


@test
def privacy_no_task_and_no_key_says_what_was_searched_for(room):
    begin_with_keys(room)
    order = room.answer(by_key('POST', '/customer/CAR/export', ORDER), 200)
    task = json.loads(order.response.body)['asyncTaskId']
    for accept in ACCEPTED:
        for target in '/tasks', f'/tasks/{task}', '/me':
            room.answer(by_key('GET', target, Accept=accept), 200)
    for row in room.rows('SELECT * FROM task'):
        for cell_ in row:
            words = cell_ if isinstance(cell_, bytes) else str(cell_).encode()
            expect(not CANARIES.search(words), row)
    page = room.run(by_key('GET', '/customer/CAR/slim?posCodes=*&items=1'
                                  '&sortBy=NameASC'))
    page.parse()
    room.exchanges.remove(page)
    cursor = json.loads(page.response.body)['next']
    for words in (cursor.encode(),
                  base64.urlsafe_b64decode(cursor + '=' * (-len(cursor) % 4))):
        expect(not CANARIES.search(words), cursor)


@test
def privacy_no_file_but_the_database_holds_the_person(room):
    need_unwatched(room)
    names = set()
    for kind, journal in itertools.product(FORMATS, ('wal', 'rollback')):
        room.clear()
        room.configure(f'journal: {journal}')
        lines = Trace(room)(post(kind=kind), 200)
        if lines is None:
            raise Skip('strace does not work here')
        for line in lines:
            found = re.match(r'(?:openat|open|creat)\((?:AT_FDCWD, )?"(.*?)", '
                             r'.*O_(?:WRONLY|RDWR|TMPFILE|CREAT)', line)
            if found and ' = -1 ' not in line:
                names.add(pathlib.Path(found[1]).name)
            expect('memfd_create' not in line, line)
    others = {name for name in names
              if not re.fullmatch(r'crm\.db(-journal|-wal|-shm|-lock)?', name)}
    expect(not others, f'these were written to: {others}')
    (room.made / 'trace').unlink(missing_ok=True)


@test
def privacy_the_process_title_is_the_programs_name(room):
    seen = []

    def feed(process):
        process.stdin.write(post().body[:-1])
        process.stdin.flush()
        time.sleep(0.3)
        for name in 'cmdline', 'comm', 'stat':
            seen.append(pathlib.Path('/proc', str(process.pid),
                                     name).read_bytes())
        process.stdin.write(post().body[-1:])

    room.answer(post(target='/customer?nameSuffix=kanarie', **HEADERS), 200,
                feed=feed)
    expect(seen[0] == os.fsencode(room.program) + b'\0', f'{seen[0]!r}')
    expect(not CANARIES.search(b''.join(seen)), f'{seen!r}')


# Memory

MOST = 700                  # points of a sweep
LOADER = b'out of memory\n'  # the dynamic loader's own end, before all else


def sweep(room, request, fresh=False):
    """Lets every allocation of a request fail, alone and with all after it:
    the answer is normal or a 5xx, and what is stored is whole."""
    need_unwatched(room)
    preload = shim(room, 'failmalloc.so')
    room.program = BUILD / 't' / 'plain.cgi'
    if not room.program.exists():
        raise Skip('t/plain.cgi is not built')
    if not fresh:
        room.answer(post(SMALL), 200)
    told, whole = allocations(room, request, preload)
    if fresh:
        room.clear()
    points = sorted({*range(1, min(told, MOST // 2) + 1),
                     *range(1, told + 1, max(1, told * 2 // MOST))})
    for on, number in itertools.product(({}, {'FAIL_ON': '1'}), points):
        with_env(request, **preload, FAIL_AT=str(number), **on)
        try:
            if room.run(request).err == LOADER:
                room.exchanges.pop()
                continue
            room.exchanges[-1].accept(200, 500, 503)
            for one in room.exchanges[-1].ids():
                expect(contents(room, one) == whole, 'something is missing')
            if number % 50 == 0 or fresh:
                check_stored(room)
            if number % 50 == 0:
                room.answer(post(SMALL), 200)
        except Mismatch as mismatch:
            raise Mismatch(f'allocation {number} of {told}'
                           f'{" and on" if on else ""}: {mismatch}') from None
        request.env.pop('FAIL_ON', None)
        if fresh:
            room.clear()


def allocations(room, request, preload):
    """How many allocations a request makes, by the library's account."""
    ours, theirs = os.pipe()
    with_env(request, **preload, FAIL_TELL=str(theirs), FAIL_AT='0')
    room.answer(request, 200, pass_fds=[theirs])
    os.close(theirs)
    request.env.pop('FAIL_TELL')
    with os.fdopen(ours, 'rb') as reader:
        told, = struct.unpack('l', reader.read())
    expect(told > 50, f'only {told} allocations')
    return told, contents(room, room.exchanges[-1].ids()[0])


def contents(room, number):
    """All that is stored of a customer, but for its id and the time."""
    columns = 'created', 'when', 'id', 'customer'
    with contextlib.closing(sqlite3.connect(room.file)) as base:
        base.row_factory = sqlite3.Row
        return [
            [[(name, row[name]) for name in row.keys() if name not in columns]
             for row in base.execute(f'SELECT * FROM {table} WHERE {key} = ?',
                                     (number,))]
            for table, key in {'customer': 'id', 'consent': 'customer',
                               **dict.fromkeys(TABLES, 'customer')}.items()]


@test
def memory_may_fail_anywhere_json(room):
    sweep(room, post())


@test
def memory_may_fail_anywhere_json_new_database(room):
    sweep(room, post(Idempotency_Key='k'), fresh=True)


@test
def memory_may_fail_anywhere_xml(room):
    sweep(room, post(kind='xml', Accept='text/xml'))


@test
def memory_may_fail_anywhere_csv(room):
    sweep(room, post(kind='csv', Accept='text/csv'))


@test
def memory_may_fail_anywhere_multipart(room):
    sweep(room, post(kind='multipart'))


@test
def memory_may_fail_anywhere_batch(room):
    sweep(room, post(f'[{to_json(CUSTOMER)},{to_json(CUSTOMER)}]'.encode(),
                     target='/json/reply/CreateCustomer[]'))


# Running

def attempt(function, chosen):
    """Returns what a line of TAP says of a test, and what to show."""
    room = Room(chosen.program.resolve(), chosen.verbose)
    start = time.monotonic()
    skipped, wrong = '', []
    try:
        function(room)
    except Skip as why:
        skipped = f' # SKIP {why}'
    except Mismatch as mismatch:
        wrong = str(mismatch).split('\n')
    except Exception:  # pylint: disable=broad-except
        wrong = traceback.format_exc().split('\n')
    if not wrong and not skipped:
        try:
            check_invariants(room)
        except Mismatch as mismatch:
            wrong = [f'afterwards: {mismatch}']
        except (OSError, sqlite3.Error) as error:
            wrong = [f'afterwards: {type(error).__name__}: {error}']
    shown = room.exchanges if chosen.verbose else room.exchanges[-1:]
    bad = bool(wrong)
    if bad or chosen.verbose:
        wrong += [line for exchange in shown
                  for line in exchange.show().split('\n')]
    shutil.rmtree(room.room, ignore_errors=True)
    return bad, skipped, wrong, time.monotonic() - start


def options():
    parser = argparse.ArgumentParser(
        description=__doc__.split('\n', maxsplit=1)[0],
        epilog='See the head of this file and t/README.')
    parser.add_argument('--program', type=pathlib.Path,
                        default=BUILD / 'cgi-bin' / 'crm.cgi')
    parser.add_argument('--jobs', type=int, default=2)
    parser.add_argument('-v', '--verbose', action='store_true')
    parser.add_argument('substring', nargs='*')
    return parser.parse_args()


def main():
    os.umask(0o022)  # other accounts read what tests make
    chosen = options()
    if not os.access(chosen.program, os.X_OK):
        sys.exit(f'Bail out! there is no program {chosen.program}')
    tests = [function for function in TESTS if not chosen.substring
             or any(word in function.title for word in chosen.substring)]
    failed = 0
    print(f'1..{len(tests)}', flush=True)
    with concurrent.futures.ThreadPoolExecutor(chosen.jobs) as pool:
        turns = [pool.submit(attempt, function, chosen) for function in tests]
        for number, (function, turn) in enumerate(zip(tests, turns), 1):
            bad, skipped, shown, seconds = turn.result()
            failed += bad
            print(f'{"not ok" if bad else "ok"} {number} - {function.title}'
                  f'{skipped}')
            print(f'# {seconds:.1f} s')
            for line in shown:
                print(f'#   {line}')
            sys.stdout.flush()
    if not tests:
        sys.exit('no such test')
    sys.exit(1 if failed else 0)


if __name__ == '__main__':
    main()
