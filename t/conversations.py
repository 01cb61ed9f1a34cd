#!/usr/bin/env python3
"""Holds the HTTP conversations of t/cases with the program; speaks TAP.

Usage: t/conversations.py [OPTION]... [SUBSTRING]...

  --program FILE   talk to this program, as a web server does by CGI
                   (the default: cgi-bin/crm.cgi of the build)
  --server URL     talk to a web server instead; needs the next two
  --config FILE    the crm.conf that the server's program reads
  --data FOLDER    where its database lies; emptied before every case
  --script PREFIX  where the program is mounted; without it the short URLs
                   are used as far as the server configurations have them,
                   and the first cases of every topic are held once more
                   through /cgi-bin/crm.cgi
  --skip NAME      leave a case out that the server can't hold; may be given
                   again
  --verbose        show every conversation, not only those that fail

Only cases whose name holds one of the substrings are run. t/README says how
a case is written.
"""

import argparse
import base64
import csv
import datetime
import difflib
import hashlib
import html.parser
import io
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
import time
import urllib.parse
import zlib
import xml.etree.ElementTree

HERE = pathlib.Path(__file__).resolve().parent
BUILD = pathlib.Path(os.environ.get('top_builddir', HERE.parent))
TIMEOUT = 20
SANITIZED = 'not with sanitizers'
COUNTED = 'not where lines are counted'
LONG = '/cgi-bin/crm.cgi'
SHORT = re.compile(
    rb'/(-/check|customer|desk|health|me|metadata|openapi\.json|api|tasks|types'
    rb'|(json|xml|csv|jsv|jsonl)/(reply|oneway|metadata))([./?].*)?', re.I)
COMMON = {
    'vary': r'(.*, *)?Accept(,.*)?',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'content-type': r'.+; charset=utf-8',
}
PAGES = {
    'content-security-policy': r"default-src 'none';.*; "
                               r"frame-ancestors 'none'",
    'referrer-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
}
IS_PAGE = re.compile(rb'(text/html|application/xhtml\+xml)\b')
REQUEST_ID = re.compile(rb'[0-9A-Za-z._~@+=:/-]{1,64}')
# What is drawn at random, or told by a clock.
DRAWN = re.compile(
    rb'(?<=name="_form" value=")[^"]+'      # a ticket: key, time, print
    rb'|(?<=name="_form\.)[0-9a-f]{16}'          # a field of its name
    rb'|(?<=name="_pass" value=")[^"]+'          # a print by the key
    rb'|(?<=name="ticket" value=")[^"]+'
    rb'|(?<=crm-desk=)[0-9a-f]+'           # a session's secret
    rb'|(?<=name="_pass" value=")[^"]+'     # signed by a database's secret
    rb'|(?<=[Ii]ncident )[0-9a-f]{8}\b'
    rb'|\b[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}\b'   # a task
    rb'|(?<=next":")[^"]+|(?<=next:)[^,}]+|(?<=<next>)[^<]+'  # a cursor
    rb'|(?<=<dt>Next</dt><dd>)[^<]+|(?<=[?&]after=)[^>]+'
    rb'|(?<=until=)[0-9]+|(?<=signature=)[-_0-9A-Za-z]+'
    # an instant of these years, which no example has
    rb'|\b20(2[5-9]|[3-9][0-9])-[01][0-9]-[0-3][0-9]T[0-9:]{5,8}Z?'
    rb'|(?<=^X-Request-Id: )[^\r\n]+', re.M)
BODILESS = {204, 304}
WITH_BODY = {'POST', 'PUT', 'PATCH'}
DATABASE_FILES = re.compile(r'crm\.db(-journal|-wal|-shm|-lock)?|crm\.lock')
PASSED_ON = re.compile(r'((A|UB|L|M)SAN|GCOV)_\w+|PATH$')
ANY = '…'.encode()


STATIC = 'nothing can be preloaded into a static program'
INTERPRETER = 3  # PT_INTERP, in a program header (elf(5))


class Mismatch(Exception):
    """What was answered is not what was to be answered."""


class BadCase(Exception):
    """A case file that can't be understood."""


# Case files

ESCAPE = re.compile(rb'\\(?:\{((?:[^}\\]|\\.)*)\}|x([0-9A-Fa-f]{2})|(.))',
                    re.DOTALL)
LETTERS = {b'\\': b'\\', b'r': b'\r', b'n': b'\n', b't': b'\t', b'}': b'}'}


def unescape(text):
    """Decodes the escapes that a file with %escapes may hold."""
    def one(match):
        group, digits, letter = match.groups()
        if digits:
            return bytes([int(digits, 16)])
        if group is not None:
            return expand(group)
        if letter not in LETTERS:
            raise BadCase(f'unknown escape {match[0].decode()}')
        return LETTERS[letter]
    return ESCAPE.sub(one, text)


def expand(group):
    """Decodes what stands in the braces of an escape: 64:text, day:+2, …"""
    word, _, rest = group.partition(b':')
    now = datetime.datetime.now(datetime.timezone.utc)
    if word == b'day':
        day = now + datetime.timedelta(days=int(rest))
        return day.strftime('%Y-%m-%d').encode()
    if word == b'instant':
        instant = now + datetime.timedelta(seconds=int(rest))
        return instant.strftime('%Y-%m-%dT%H:%M:%SZ').encode()
    if word.isdigit():
        return int(word) * unescape(rest)
    raise BadCase(f'unknown escape \\{{{group.decode()}}}')


# API keys

ALNUM = b'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
HELD = re.compile(rb'\{(key|basic) ([^}]*)\}')


def key_of(name):
    """The key of a name that %key gives: always the same."""
    hashed = hashlib.sha256(name.encode()).digest()
    secret = bytes(ALNUM[byte % 62] for byte in hashed)
    crc, checksum = zlib.crc32(secret), b''
    for _ in range(6):
        crc, digit = divmod(crc, 62)
        checksum = ALNUM[digit:digit + 1] + checksum
    return b'crm_' + secret + checksum


def hold_up(match):
    """What stands for {key NAME}, {basic NAME} and {basic USER:NAME}."""
    kind, words = match[1], match[2].decode()
    user, colon, name = words.partition(':')
    if kind == b'key':
        return key_of(words)
    pair = (user.encode() + b':' + key_of(name) if colon
            else key_of(words) + b':')
    return base64.b64encode(pair)


class Key:
    """A key that a case begins with: its row, and its secret."""

    def __init__(self, words):
        self.name, *facts = words.split(' ')
        facts = dict(fact.partition('=')[::2] for fact in facts)
        self.row = {'name': self.name, 'created': 0}
        for column in ('scopes', 'brands', 'pos'):
            if column in facts:
                self.row[column] = facts.pop(column).replace(',', ' ')
        if 'expires' in facts:
            self.row['expires'] = facts.pop('expires')
        if 'revoked' in facts:
            self.row['revoked'] = 1
            del facts['revoked']
        if facts:
            raise BadCase(f'unknown facts of a key: {facts}')
        self.key = key_of(self.name)
        self.print = hashlib.sha256(self.key).digest()

    def add(self, base):
        names = ','.join(self.row)
        marks = ','.join('?' * len(self.row))
        number = base.execute(
            f'INSERT INTO api_key({names})VALUES({marks})',
            list(self.row.values())).lastrowid
        if 'revoked' not in self.row:
            base.execute('INSERT INTO api_secret(print,key)VALUES(?,?)',
                         (self.print, number))

    def is_told(self, text):
        """Whether a text has the key, what it is kept as, or its like."""
        likes = (self.key, self.key[4:36], base64.b64encode(self.print),
                 self.print.hex().encode(), self.print)
        return any(like.lower() in text.lower() for like in likes)


def hand_out(keys, way):
    """Puts keys into the database. A request with a key that is none, which
    is looked up, makes it before."""
    way.keys = keys
    if not keys:
        return
    way.ask(Request(b'GET /health\nX-Api-Key: {key nobody}\n', False))
    base = sqlite3.connect(way.data / 'crm.db')
    try:
        with base:
            for key in keys:
                key.add(base)
    finally:
        base.close()


def take_line(text):
    line, _, rest = text.partition(b'\n')
    return line, rest


def take_headers(text):
    """Takes "Name: value" lines up to an empty one, or to the end."""
    headers = []
    while text:
        line, text = take_line(text)
        if not line:
            break
        headers.append(line)
    return headers, text


def sections(path):
    text = path.read_bytes()
    if text.endswith(b'\n'):
        text = text[:-1]
    return text.split(b'\n%then\n')


class Request:
    """One request of a case."""

    def __init__(self, text, escapes):
        self.env, self.config = {}, []
        self.bare, self.send, self.escapes = False, None, escapes
        self.take, self.wait, self.log = {}, 0, None
        self.keys = []
        text = HELD.sub(hold_up, text)
        while text.startswith(b'%'):
            line, text = take_line(text)
            self.direct(line.decode()[1:])
        decode = unescape if self.escapes else bytes
        line, text = take_line(text)
        self.method, _, target = line.partition(b' ')
        self.method, self.target = self.method.decode(), decode(target)
        headers, body = take_headers(text)
        self.body = decode(body)
        self.headers = []
        for header in headers:
            name, colon, value = header.partition(b':')
            if not colon:
                raise BadCase(f'no header: {header.decode()}')
            self.headers.append((name.decode(), decode(value.strip(b' '))))
        self.add_length()

    def direct(self, line):
        word, _, rest = line.partition(' ')
        if word == 'config':
            self.config.append(rest)
        elif word == 'env':
            name, equals, value = rest.partition('=')
            self.env[name] = value if equals else None
            self.bare = True
        elif word == 'send':
            self.send = int(rest)
            self.bare = True
        elif word == 'bare':
            self.bare = True
        elif word == 'take':
            name, _, pattern = rest.partition(' ')
            self.take[name] = re.compile(pattern.encode())
        elif word == 'key':
            self.keys.append(Key(rest))
        elif word == 'wait':
            self.wait = float(rest)
        elif word == 'log':
            self.log = re.compile(rest)
        elif word == 'escapes':
            self.escapes = True
        else:
            raise BadCase(f'unknown directive %{word}')

    def carry(self, taken):
        """Puts what was taken from earlier answers where its name stands."""
        for name, value in taken.items():
            mark = b'{' + name.encode() + b'}'
            self.target = self.target.replace(mark, value)
            self.body = self.body.replace(mark, value)
            self.headers = [(header, other.replace(mark, value))
                            for header, other in self.headers]
        if taken:
            self.headers = [
                (header, str(len(self.body)).encode()
                 if header.lower() == 'content-length' else value)
                for header, value in self.headers]

    def add_length(self):
        given = [value for name, value in self.headers
                 if name.lower() == 'content-length']
        if given == [b'-']:
            self.headers = [header for header in self.headers
                            if header[0].lower() != 'content-length']
        elif not given and self.method in WITH_BODY:
            length = str(len(self.body)).encode()
            self.headers.append(('Content-Length', length))

    def sent(self):
        """The bytes of the body that come to the program."""
        return self.body if self.send is None else self.body[:self.send]

    def has_framing(self):
        return any(name.lower() in ('content-length', 'transfer-encoding')
                   for name, _ in self.headers)


class Pattern:
    """Expected bytes in which … stands for any text without a line break."""

    def __init__(self, text, decode):
        self.parts = [decode(part) for part in text.split(ANY)]

    def matches(self, actual, script=b''):
        parts = [re.escape(part.replace(b'{script}', script))
                 for part in self.parts]
        return re.fullmatch(rb'[^\r\n]+?'.join(parts), actual)

    def show(self, script=b''):
        return ANY.join(self.parts).replace(b'{script}', script)


class Expected:
    """One expected response of a case."""

    def __init__(self, text):
        decode = bytes
        if text.startswith(b'%escapes\n'):
            decode, text = unescape, take_line(text)[1]
        line, text = take_line(text)
        status, _, self.reason = line.decode().partition(' ')
        self.status = int(status)
        headers, body = take_headers(text)
        self.headers, self.absent = [], []
        for header in headers:
            name, _, value = header.partition(b':')
            if name.startswith(b'-'):
                self.absent.append(name[1:].decode())
            else:
                self.headers.append(
                    (name.decode(), Pattern(value.strip(b' '), decode)))
        self.body = None if body == b'*' else Pattern(body, decode)


class Case:
    def __init__(self, root, path):
        self.name = str(path.relative_to(root).with_suffix(''))
        self.path = path

    def read(self):
        self.requests = []
        escapes = False
        for text in sections(self.path):
            self.requests.append(Request(text, escapes))
            escapes = self.requests[-1].escapes
        responses = self.path.with_suffix('.response')
        self.expected = [Expected(text) for text in sections(responses)]
        if len(self.expected) != len(self.requests):
            raise BadCase('not as many responses as requests')
        rows = self.path.with_suffix('.rows')
        self.queries = read_queries(rows) if rows.exists() else []

    def keys(self):
        return [key for request in self.requests for key in request.keys]

    def config(self, database):
        lines = [line for request in self.requests for line in request.config]
        if not any(line.startswith('database:') for line in lines):
            lines.insert(0, f'database: {database}')
        return ''.join(line + '\n' for line in lines)

    def bare(self):
        return any(request.bare for request in self.requests)


def read_queries(path):
    """Reads a .rows file: a list of (SQL, expected rows)."""
    queries = []
    for line in path.read_text().splitlines():
        if line.startswith('> '):
            queries.append((line[2:], []))
        elif line and queries:
            queries[-1][1].append(line)
        elif line:
            raise BadCase(f'{path.name} does not begin with a query')
    return queries


# Answers

class Response:
    """An answer, parsed without any help of the program's own code."""

    def __init__(self, status, reason, headers, body):
        self.status, self.reason = status, reason
        self.headers, self.body = headers, body

    def get(self, name):
        values = [value for other, value in self.headers
                  if other.lower() == name.lower()]
        if len(values) > 1:
            raise Mismatch(f'{name} stands {len(values)} times')
        return values[0] if values else None

    def text(self):
        return b''.join(name.encode() + b': ' + value + b'\n'
                        for name, value in self.headers) + b'\n' + self.body

    def show(self):
        head = [f'{self.status} {self.reason}']
        head += [f'{name}: {value.decode("utf-8", "replace")}'
                 for name, value in self.headers]
        return head + [''] + lines_of(self.body)


def parse_head(head):
    headers = []
    for line in re.split(rb'\r?\n', head):
        match = re.fullmatch(rb'([!#$%&\'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*)',
                             line)
        if not match or re.search(rb'[\x00-\x08\x0a-\x1f\x7f]', match[2]):
            raise Mismatch(f'no header line: {line!r}')
        headers.append((match[1].decode(), match[2].rstrip()))
    return headers


def split_message(text):
    match = re.search(rb'\r?\n\r?\n', text)
    if not match:
        raise Mismatch(f'no header block: {text[:200]!r}')
    head, body = text[:match.start()], text[match.end():]
    if re.match(rb'(Status|Content-[A-Za-z]+|Vary):', body):
        raise Mismatch('two header blocks')
    return head, body


def still(answer):
    """An answer without what no two answers have the same of."""
    return DRAWN.sub(b'...', answer)


def is_static(program):
    """Whether it needs no loader: no program header names one (elf(5))."""
    image = program.read_bytes()
    first, = struct.unpack_from('Q', image, 32)
    size, count = struct.unpack_from('HH', image, 54)
    return all(struct.unpack_from('I', image, first + i * size)[0]
               != INTERPRETER for i in range(count))


def watching(program):
    """Why a build that watches itself can't be watched: it makes system calls,
    takes memory and writes files of its own. None of an ordinary one."""
    image = program.read_bytes()
    if b'__asan_' in image:
        return SANITIZED
    return COUNTED if b'__gcov_' in image else None


class Program:
    """The program itself, called as a web server calls it (RFC 3875)."""

    bare = True
    keys = ()

    def __init__(self, program, verbose):
        self.program, self.verbose = program, verbose

    def prepare(self, case, room):
        self.room = room
        self.config = room / 'crm.conf'
        self.data = room / 'data'
        (room / 'htdocs').mkdir()
        self.config.write_text(case.config(self.data / 'crm.db'))

    def script(self, request):
        return (request.env.get('SCRIPT_NAME') or '').encode()

    def environment(self, request):
        path, _, query = request.target.partition(b'?')
        env = {
            'GATEWAY_INTERFACE': 'CGI/1.1', 'SERVER_PROTOCOL': 'HTTP/1.1',
            'SERVER_SOFTWARE': 'conversations', 'SERVER_NAME': '127.0.0.1',
            'SERVER_PORT': '80', 'REMOTE_ADDR': '127.0.0.1',
            'REQUEST_METHOD': request.method, 'SCRIPT_NAME': '',
            'SCRIPT_FILENAME': str(self.program),
            'REQUEST_URI': request.target,
            'PATH_INFO': urllib.parse.unquote_to_bytes(path),
            'QUERY_STRING': query, 'HTTP_HOST': '127.0.0.1',
            'DOCUMENT_ROOT': str(self.room / 'htdocs'),
            'CRM_CONFIG': str(self.config),
        }
        for name, value in request.headers:
            name = name.upper().replace('-', '_')
            if name not in ('CONTENT_TYPE', 'CONTENT_LENGTH'):
                name = 'HTTP_' + name
                if name in env and name != 'HTTP_HOST':
                    value = os.fsencode(env[name]) + b', ' + value
            env[name] = value
        env.update(request.env)
        env.update((name, value) for name, value in os.environ.items()
                   if PASSED_ON.match(name))
        return {name: value for name, value in env.items()
                if value is not None}

    def call(self, request):
        """Returns what the program prints on stdout and on stderr."""
        try:
            done = subprocess.run(
                [self.program], input=request.sent(), capture_output=True,
                env=self.environment(request), cwd=self.program.parent,
                timeout=TIMEOUT, check=False)
        except subprocess.TimeoutExpired:
            raise Mismatch(f'no answer within {TIMEOUT} s') from None
        if done.returncode:
            raise Mismatch(f'exit status {done.returncode}: '
                           + done.stderr.decode('utf-8', 'replace'))
        return done.stdout, done.stderr

    def ask(self, request):
        answer, words = self.call(request)
        head, body = split_message(answer)
        headers = parse_head(head)
        response = Response(200, 'OK', headers, body)
        status = response.get('Status')
        if status:
            code, _, reason = status.decode().partition(' ')
            response.status, response.reason = int(code), reason
        if any(key.is_told(words) for key in self.keys):
            raise Mismatch('the log has a key')
        words = words.decode('utf-8', 'replace')
        if request.log is not None and not request.log.search(words):
            raise Mismatch(f'other words on stderr: {words}')
        if words and request.log is None and response.status < 500:
            raise Mismatch(f'words on stderr: {words}')
        return response


class Server:
    """A web server in front of the program."""

    bare = False

    def __init__(self, url, config, data, mount, verbose, keeper=None):
        self.keeper = keeper
        where = urllib.parse.urlsplit(url)
        self.address = (where.hostname, where.port)
        self.config, self.data = config, data
        self.mount, self.verbose = mount, verbose

    def prepare(self, case, room):
        for left in self.data.iterdir():
            left.unlink()
        self.config.write_text(case.config(self.data / 'crm.db'))
        if self.keeper:
            self.renew()

    def renew(self):
        """Has processes that stay read the configuration, and waits until
        those are gone which have read another."""
        path = f'/proc/{self.keeper}/task/{self.keeper}/children'
        before = set(pathlib.Path(path).read_text().split())
        os.kill(self.keeper, signal.SIGHUP)
        deadline = time.monotonic() + TIMEOUT
        while time.monotonic() < deadline:
            now = set(pathlib.Path(path).read_text().split())
            if now and not now & before:
                return
            time.sleep(0.001)
        raise Mismatch('crm.conf is not read again')

    def script(self, request):
        if self.mount is not None:
            return self.mount.encode()
        short = SHORT.fullmatch(request.target)
        return b'' if short else LONG.encode()

    def ask(self, request):
        target = self.script(request) + request.target
        lines = [b'%s %s HTTP/1.1' % (request.method.encode(), target)]
        if not any(name.lower() == 'host' for name, _ in request.headers):
            lines.append(b'Host: %s:%d'
                         % (self.address[0].encode(), self.address[1]))
        lines += [name.encode() + b': ' + value
                  for name, value in request.headers]
        lines += [b'Connection: close', b'', b'']
        message = b'\r\n'.join(lines)
        if request.has_framing():
            message += request.body
        return parse_http(self.exchange(message), request.method)

    def exchange(self, message):
        answer = b''
        try:
            with socket.create_connection(self.address, TIMEOUT) as wire:
                try:
                    wire.sendall(message)
                except (BrokenPipeError, ConnectionResetError):
                    pass
                while True:
                    some = wire.recv(65536)
                    if not some:
                        return answer
                    answer += some
        except ConnectionResetError:
            return answer
        except OSError as error:
            raise Mismatch(f'no answer: {error}') from None


def parse_http(text, method):
    head, body = split_message(text)
    first, _, rest = head.partition(b'\r\n')
    match = re.fullmatch(rb'HTTP/1\.[01] (\d{3}) ?(.*)', first)
    if not match:
        raise Mismatch(f'no status line: {first!r}')
    response = Response(int(match[1]), match[2].decode('latin-1'),
                        parse_head(rest), body)
    if response.get('Transfer-Encoding') and method != 'HEAD':
        if response.get('X-CRM-Total') is None:
            raise Mismatch('the server did not get, or keep, a Content-Length')
        # an export is as long as it is when it ends
        response.body = join_chunks(body)
    return response


def join_chunks(body):
    """What was sent in chunks, which must end."""
    whole, left = b'', body
    while True:
        size, _, left = left.partition(b'\r\n')
        size = int(size, 16)
        if len(left) < size + 2 or left[size:size + 2] != b'\r\n':
            raise Mismatch('the chunks break off')
        if size == 0:
            return whole
        whole, left = whole + left[:size], left[size + 2:]


# Comparing

def lines_of(body):
    return [line.decode('utf-8', 'backslashreplace').replace('\r', '␍')
            for line in body.split(b'\n')]


def differ(expected, actual):
    return '\n'.join(difflib.ndiff(lines_of(expected), lines_of(actual)))


def compare(expected, response, way, request):
    wanted = f'{expected.status} {expected.reason}'
    if response.status != expected.status:
        raise Mismatch(f'{response.status} {response.reason}, not {wanted}')
    if way.bare and expected.reason and response.reason != expected.reason:
        raise Mismatch(f'{response.status} {response.reason}, not {wanted}')
    script = way.script(request)
    for name, pattern in expected.headers:
        value = response.get(name)
        if value is None:
            raise Mismatch(f'no {name}')
        if name.lower() == 'vary':  # Apache takes the blanks out
            value = re.sub(rb', *', b', ', value)
        if not pattern.matches(value, script):
            raise Mismatch(differ(
                name.encode() + b': ' + pattern.show(script),
                name.encode() + b': ' + value))
    for name in expected.absent:
        if response.get(name) is not None:
            raise Mismatch(f'there is {name}: {response.get(name).decode()}')
    body = expected.body
    if body and not body.matches(response.body, script):
        raise Mismatch(differ(body.show(script), response.body))


def check_common(response, way, request):
    """Checks what section 2 of the contract says of every answer."""
    for name, _ in response.headers:
        response.get(name)
    if not REQUEST_ID.fullmatch(response.get('X-Request-Id') or b''):
        raise Mismatch('no X-Request-Id')
    length = response.get('Content-Length')
    if response.status in BODILESS or request.method == 'HEAD':
        if response.body:
            raise Mismatch('a body where there must be none')
    elif length is None:
        # an export is as long as it is when it ends
        if response.get('X-CRM-Total') is None:
            raise Mismatch('no Content-Length')
    elif int(length) != len(response.body):
        raise Mismatch(f'Content-Length {int(length)}, '
                       f'but a body of {len(response.body)}')
    if response.status == 204:
        return
    page = IS_PAGE.match(response.get('Content-Type') or b'')
    for name, pattern in {**COMMON, **(PAGES if page else {})}.items():
        if name == 'content-type' and response.status in BODILESS:
            continue
        value = (response.get(name) or b'').decode()
        if not re.fullmatch(pattern, value):
            raise Mismatch(f'{name} is "{value}"')
    if request.method != 'HEAD' and response.status not in BODILESS:
        check_syntax(response)


class Tags(html.parser.HTMLParser):
    """Sees to it that every element of a page is closed in its turn."""

    VOID = {'area', 'base', 'br', 'col', 'embed', 'hr', 'img', 'input',
            'link', 'meta', 'source', 'track', 'wbr'}

    def __init__(self):
        super().__init__()
        self.open = []

    def handle_starttag(self, tag, attrs):
        names = [name for name, _ in attrs]
        if len(set(names)) != len(names):
            raise Mismatch(f'<{tag}> has an attribute twice')
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in self.VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            raise Mismatch(f'</{tag}> closes something else')


def no_twice(pairs):
    names = [name for name, _ in pairs]
    if len(set(names)) != len(names):
        raise ValueError('a name stands twice')
    return dict(pairs)


def check_syntax(response):
    """Reads the body with a parser that is not ours."""
    media = response.get('Content-Type').decode().partition(';')[0].strip()
    kind = media.rpartition('/')[2]
    text = response.body
    try:
        text.decode('utf-8')
        if kind == 'json':
            json.loads(text, object_pairs_hook=no_twice)
        elif kind in ('jsonl', 'x-ndjson'):
            for line in text.splitlines():
                json.loads(line, object_pairs_hook=no_twice)
        elif kind in ('xml', 'xhtml+xml'):
            xml.etree.ElementTree.fromstring(text)
        elif kind == 'html':
            tags = Tags()
            tags.feed(text.decode())
            tags.close()
            if tags.open:
                raise Mismatch(f'<{tags.open[-1]}> is not closed')
        elif kind == 'csv' and not text.startswith((b'{', b'[')):
            rows = list(csv.reader(io.StringIO(text.decode(), newline=''),
                                   strict=True))
            if len({len(row) for row in rows}) != 1:
                raise Mismatch('rows of different lengths')
    except (ValueError, csv.Error, xml.etree.ElementTree.ParseError) as error:
        raise Mismatch(f'no valid {kind}: {error}\n'
                       + '\n'.join(lines_of(text))) from None


def check_data(data, queries):
    """Looks at the files that the case left, and into the database."""
    for left in data.iterdir() if data.exists() else ():
        if not DATABASE_FILES.fullmatch(left.name):
            raise Mismatch(f'there is a file {left.name}')
        mode = stat.S_IMODE(left.stat().st_mode)
        if mode != 0o600:
            raise Mismatch(f'{left.name} has mode {mode:04o}')
    if data.exists() and stat.S_IMODE(data.stat().st_mode) != 0o700:
        raise Mismatch("the database's folder has not mode 0700")
    file = data / 'crm.db'
    if not file.exists():
        if queries:
            raise Mismatch('there is no database')
        return
    for more in range(50, -1, -1):
        try:
            look_into(file, queries, 'ro' if more else 'rw')
            return
        except sqlite3.OperationalError as error:
            # Behind a server a process may end after its answer was heard, or
            # be ended there (lighttpd does): a reader can't wait for that, and
            # what was begun is taken back by the next one that may write.
            if more == 0 or 'readonly' not in str(error):
                raise Mismatch(f'database: {error}') from None
            time.sleep(.1)
        except sqlite3.Error as error:
            raise Mismatch(f'database: {error}') from None


def look_into(file, queries, mode):
    base = sqlite3.connect(
        f'file:{urllib.parse.quote(str(file))}?mode={mode}', uri=True)
    try:
        state = base.execute('PRAGMA integrity_check').fetchall()
        if state != [('ok',)]:
            raise Mismatch(f'integrity_check: {state}')
        for query, expected in queries:
            compare_rows(query, expected, base.execute(query).fetchall())
    finally:
        base.close()


def compare_rows(query, expected, rows):
    actual = ['|'.join('NULL' if cell is None else str(cell) for cell in row)
              for row in rows]
    wanted = '\n'.join(expected).encode()
    got = '\n'.join(actual).encode()
    if not Pattern(wanted, bytes).matches(got):
        raise Mismatch(f'{query}\n{differ(wanted, got)}')


# Running

def converse(case, way, room):
    """Holds one conversation; raises Mismatch. Returns what was said."""
    way.prepare(case, room)
    said, taken, response = [], {}, None
    keys = case.keys()
    try:
        hand_out(keys, way)
        for request, expected in zip(case.requests, case.expected):
            for name, pattern in request.take.items():
                match = pattern.search(response.text())
                if not match:
                    raise Mismatch(f'no {name} to take')
                taken[name] = match[1]
            request.carry(taken)
            time.sleep(request.wait)
            response = way.ask(request)
            said += response.show()
            told = '\n'.join(response.show()).encode()
            if any(key.is_told(told) for key in keys):
                raise Mismatch('the answer has a key')
            compare(expected, response, way, request)
            check_common(response, way, request)
        check_data(way.data, case.queries)
    except Mismatch as mismatch:
        raise Mismatch('\n'.join([str(mismatch)] + said)) from None
    return said


def again(cases):
    """Chooses a few cases of every topic."""
    chosen = {}
    for case in cases:
        if not case.path.read_bytes().startswith(b'%'):
            chosen.setdefault(case.path.parent, []).append(case)
    return [case for some in chosen.values() for case in some[:3]]


def run(case, way):
    """Returns whether the case passed, a word on it, and what to show."""
    room = pathlib.Path(tempfile.mkdtemp(prefix='crm-case.'))
    try:
        case.read()
        if case.bare() and not way.bare:
            return True, ' # SKIP only for the bare program', []
        said = converse(case, way, room)
        return True, '', said if way.verbose else []
    except (Mismatch, BadCase) as wrong:
        return False, '', str(wrong).split('\n')
    except (OSError, ValueError) as wrong:
        return False, '', [f'{type(wrong).__name__}: {wrong}']
    finally:
        shutil.rmtree(room, ignore_errors=True)


def options():
    parser = argparse.ArgumentParser(
        description=__doc__.split('\n', maxsplit=1)[0],
        epilog='See the head of this file and t/README.')
    parser.add_argument('--program', type=pathlib.Path,
                        default=BUILD / 'cgi-bin' / 'crm.cgi')
    parser.add_argument('--server', metavar='URL')
    parser.add_argument('--config', type=pathlib.Path)
    parser.add_argument('--data', type=pathlib.Path)
    parser.add_argument('--keeper', type=int)
    parser.add_argument('--script', metavar='PREFIX')
    parser.add_argument('--cases', type=pathlib.Path, default=HERE / 'cases')
    parser.add_argument('--skip', action='append', default=[])
    parser.add_argument('-v', '--verbose', action='store_true')
    parser.add_argument('substring', nargs='*')
    chosen = parser.parse_args()
    if chosen.server and not (chosen.config and chosen.data):
        parser.error('--server needs --config and --data')
    return chosen


def main():
    chosen = options()
    if chosen.server:
        way = Server(chosen.server, chosen.config, chosen.data,
                     chosen.script, chosen.verbose, chosen.keeper)
    else:
        way = Program(chosen.program.resolve(), chosen.verbose)
        if not os.access(way.program, os.X_OK):
            sys.exit(f'Bail out! there is no program {way.program}')
    cases = [Case(chosen.cases, path)
             for path in sorted(chosen.cases.rglob('*.request'))]
    if chosen.substring:
        cases = [case for case in cases
                 if any(word in case.name for word in chosen.substring)]
    turns = [(case, way, '') for case in cases]
    if chosen.server and chosen.script is None:
        mounted = Server(chosen.server, chosen.config, chosen.data, LONG,
                         chosen.verbose, chosen.keeper)
        turns += [(case, mounted, f' at {LONG}') for case in again(cases)]
    failed = 0
    print(f'1..{len(turns)}')
    for number, (case, how, where) in enumerate(turns, 1):
        passed, word, shown = (
            (True, ' # SKIP not with this server', [])
            if case.name in chosen.skip else run(case, how))
        failed += not passed
        print(f'{"ok" if passed else "not ok"} {number} - '
              f'{case.name}{where}{word}')
        for line in shown:
            print(f'#   {line}')
        sys.stdout.flush()
    if not cases:
        sys.exit('no such case')
    sys.exit(1 if failed else 0)


if __name__ == '__main__':
    main()
