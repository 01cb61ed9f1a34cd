#!/usr/bin/env python3
"""Checks the self-check: breaks what it looks at, and does what it says helps.

Usage: t/selfcheck.py [WORD]...

Only tests whose names hold one of the words are run. Speaks TAP. The program
runs as www-data where these tests are root's.
"""

import concurrent.futures
import contextlib
import hashlib
import hmac
import html
import os
import pathlib
import pwd
import re
import resource
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
import time
import urllib.parse

sys.dont_write_bytecode = True

# pylint: disable=wrong-import-position
import conversations  # noqa: E402
import ctl  # noqa: E402
from conversations import Mismatch  # noqa: E402
from ctl import CLOCK, PROGRAM, expect  # noqa: E402

WORD = 'a-word-of-Example-0815-4711'
MEMORY = pathlib.Path('/dev/shm')
SERVER_LIMIT = 8388608  # max-batch-body


class Report:
    """What the self-check says, as text."""

    def __init__(self, text):
        self.text, self.checks = text, {}
        for words in re.split(r'\n(?=\S)', text.strip()):
            match = re.match(r'(ok|open|look|FAULT) +(.*)\n', words)
            if match:
                self.checks[match[2]] = (match[1], words)
            else:
                self.conclusion = words.strip()

    def of(self, verdict):
        return [title for title, (found, _) in self.checks.items()
                if found == verdict]

    def says(self, title, verdict, words):
        found, told = self.checks[title]
        expect(found == verdict and words in told, self.text)
        expect(verdict != 'FAULT' or self.of('FAULT') == [title], self.text)

    def commands(self, title):
        """What a remedy says to type."""
        return re.findall(r'^ +((?:chmod|chown|install) .*)$',
                          self.checks[title][1], re.M)


class Room(ctl.Room):
    """A folder with the program, a crm.conf and a database."""

    def __init__(self, path):
        path.chmod(0o755)
        super().__init__(path)
        (path / 'cgi-bin').mkdir()
        (path / 'cgi-bin').chmod(0o755)
        self.program = path / 'cgi-bin' / 'crm.cgi'
        shutil.copyfile(PROGRAM, self.program)
        self.program.chmod(0o755)
        if CLOCK.exists():
            # The account may not get at the folder that it was built in.
            self.clock = path / CLOCK.name
            shutil.copyfile(CLOCK, self.clock)
            self.clock.chmod(0o755)
        self.data.mkdir(mode=0o700)
        self.account, self.options = os.geteuid(), {}
        if self.account == 0:
            self.account = pwd.getpwnam('www-data').pw_uid
            self.options = {'user': 'www-data', 'group': 'www-data',
                            'extra_groups': []}
            shutil.chown(self.data, 'www-data', 'www-data')
        self.configure(f'check-token: {WORD}')
        self.script = ''

    def run(self, request, now=None, preexec_fn=None, **more):
        env = {**self.environment(request, now), 'SCRIPT_NAME': self.script,
               'SCRIPT_FILENAME': str(self.program), **more}
        return subprocess.run(
            [self.program], capture_output=True, check=False, timeout=60,
            input=request.body, env=env, preexec_fn=preexec_fn,
            **self.options)

    def ask(self, request, now=None, before=()):
        return self.run(request, now)

    def request(self, fields, headers=()):
        body = urllib.parse.urlencode(fields).encode()
        lines = [b'POST /-/check',
                 b'Content-Type: application/x-www-form-urlencoded',
                 *headers]
        return conversations.Request(
            b'\n'.join(lines) + b'\n\n' + body, False)

    def send(self, fields, **more):
        """Returns status and page; on 5xx the log is of no interest."""
        status, page, _ = ctl.read(self.run(self.request(fields), **more))
        return status, page

    def begin(self):
        """Lets there be a database."""
        status, page = self.send({'token': WORD})
        expect(status == 200, status, page)

    def ticket(self, age=1, word=WORD):
        """A ticket, made without the program's help; not this very second's,
        because time(2) may be a little behind."""
        when = str(int(time.time()) - age)
        return f'{when}.' + hmac.digest(
            word.encode(), f'check {when}'.encode(), hashlib.sha256).hex()

    def report(self, fields=(), headers=(), **more):
        """The check as a browser and its script make it."""
        request = self.request({'ticket': self.ticket(), 'view': 'text',
                                **dict(fields)}, headers)
        status, text, _ = ctl.read(self.run(request, **more))
        expect(status == 200, status, text)
        return Report(text)

    def terminal(self, status=0, program=None, **more):
        done = subprocess.run(
            [program or self.program, '--check'], capture_output=True,
            check=False, text=True, timeout=60, **{**self.options, **more},
            env={'CRM_CONFIG': str(self.config)} if program is None else {})
        expect(done.returncode == status, 'exit status', done.returncode,
               done.stdout, done.stderr)
        return Report(done.stdout)

    def follow(self, report, title):
        """Does what a remedy says, as the owner of all of it."""
        commands = report.commands(title)
        expect(commands, 'nothing to type:', report.text)
        for command in commands:
            subprocess.run(command, shell=True, check=True)
        report = self.report()
        expect(title in report.of('ok'), report.text)


# Who may see it

def refusals(room):
    """What must be told the same: (crm.conf, fields, how it is sent)."""
    line = f'check-token: {WORD}'
    old, forged = room.ticket(age=15 * 60 + 1), room.ticket(word='x' * 24)
    yield '', {}
    yield '', {'token': WORD}
    for fields in ({}, {'token': ''}, {'token': WORD[:-1]},
                   {'token': WORD + 'x'}, {'token': WORD.upper()},
                   {'Token': WORD}, {'token': 'x', 'ticket': 'x'},
                   {'ticket': old}, {'ticket': forged},
                   {'ticket': room.ticket() + '0'},
                   {'ticket': room.ticket()[:-1]},
                   {'ticket': room.ticket(age=-60)},
                   {'ticket': '99999999999999999999.' + '0' * 64},
                   {'ticket': '-9223372036854775808.' + '0' * 64},
                   {'ticket': '-9223372036854775808'}):
        yield line, fields


def whoever_may_not_see_is_told_the_same(room):
    answers = set()
    for line, fields in refusals(room):
        room.configure(line)
        done = room.run(room.request(fields))
        expect(not done.stderr, done.stderr)
        answers.add(conversations.still(done.stdout))
    expect(not (room.data / 'crm.db').exists(), 'the database was touched')
    room.configure(f'check-token: {WORD}')
    expect(room.send({'token': WORD})[0] == 200, 'the word does not count')
    answers.add(
        conversations.still(room.run(room.request({'token': WORD})).stdout))
    expect(len(answers) == 1, answers)
    expect(answers.pop().startswith(b'Status: 404 '), 'it is not 404')


def the_form_is_the_same_whatever_there_is(room):
    request = conversations.Request(b'GET /-/check\n', False)
    answers = set()
    for line in ('', f'check-token: {WORD}'):
        room.configure(line)
        answers.add(conversations.still(room.run(request).stdout))
    room.send({'token': WORD})
    answers.add(conversations.still(room.run(request).stdout))
    expect(len(answers) == 1, answers)
    expect(answers.pop().startswith(b'Status: 200 '), 'there is no form')


def the_word_is_not_kept_and_not_logged(room):
    log = room.data / 'log'
    room.configure(f'check-token: {WORD}', f'log: {log}')
    for fields in ({'token': WORD}, {'token': WORD}, {'token': WORD + 'x'}):
        done = room.run(room.request(fields))
        expect(WORD.encode() not in done.stdout + done.stderr, done)
    (room.data / 'crm.db').chmod(0o400)
    room.send({'token': WORD})
    for file in room.data.iterdir():
        expect(WORD.encode() not in file.read_bytes(), file)


def a_word_counts_once_however_many_come(room):
    room.run(conversations.Request(b'GET /health\n', False))
    with concurrent.futures.ThreadPoolExecutor(8) as crowd:
        answers = list(crowd.map(lambda _: room.send({'token': WORD})[0],
                                 range(8)))
    expect(sorted(answers) == [200] + [404] * 7, answers)


def a_word_that_was_used_stays_used(room):
    expect(room.send({'token': WORD})[0] == 200, 'it does not count')
    room.configure()
    room.configure(f'check-token: {WORD}')
    expect(room.send({'token': WORD})[0] == 404, 'it counts again')
    room.configure(f'check-token: {WORD}-2')
    expect(room.send({'token': WORD + '-2'})[0] == 200, 'no other counts')


def the_ticket_of_the_page_counts_while_its_word_is_there(room):
    page = room.send({'token': WORD})[1]
    ticket = re.search(r'name="ticket" value="([^"]*)"', page)[1]
    for _ in range(2):
        expect(room.send({'ticket': ticket})[0] == 200, 'not again')
    room.configure()
    expect(room.send({'ticket': ticket})[0] == 404, 'without a word')
    room.configure(f'check-token: {WORD}-2')
    expect(room.send({'ticket': ticket})[0] == 404, 'with another word')


def hindrances(room):
    """Each lets the database note nothing for a while."""
    yield lambda: (room.data / 'crm.db').mkdir(), \
        lambda: (room.data / 'crm.db').rmdir()
    room.run(conversations.Request(b'GET /health\n', False))
    yield lambda: (room.data / 'crm.db').chmod(0o400), \
        lambda: (room.data / 'crm.db').chmod(0o600)
    base = sqlite3.connect(room.data / 'crm.db')
    yield lambda: base.execute('BEGIN EXCLUSIVE'), base.close


def a_word_that_cannot_be_noted_opens_nothing(room):
    for number, (hinder, stop) in enumerate(hindrances(room)):
        word = f'{WORD}-{number}'
        room.configure(f'check-token: {word}')
        hinder()
        for _ in range(2):
            done = room.run(room.request({'token': word}))
            expect(done.stdout.startswith(b'Status: 503 '), done.stdout)
            expect(b'\r\nRetry-After: 1\r\n' in done.stdout, done.stdout)
            expect(b'name="ticket"' not in done.stdout, done.stdout)
            expect(b'<dt ' not in done.stdout, done.stdout)
        expect(room.send({'token': WORD})[0] == 404, 'a wrong one is told')
        stop()
        expect(room.send({'token': word})[0] == 200, 'it counts no more')
        expect(room.send({'token': word})[0] == 404, 'it counts twice')


def a_word_that_a_full_disk_does_not_note_opens_nothing(room):
    room.run(conversations.Request(b'GET /health\n', False))
    size = (room.data / 'crm.db').stat().st_size

    def bound():
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
    for _ in range(2):
        done = room.run(room.request({'token': WORD}), preexec_fn=bound)
        expect(done.stdout.startswith(b'Status: 503 '), done.stdout)
    expect((room.data / 'crm.db').stat().st_size == size, 'it grew')
    expect(room.send({'token': WORD})[0] == 200, 'it counts no more')
    expect(room.send({'token': WORD})[0] == 404, 'it counts twice')


# What it says

def all_is_well(room):
    room.configure(f'check-token: {WORD}', 'query-members: refuse',
                   'open: form', f'log: {room.data}/log')
    report = room.report({'sent': 'headers', 'body': '200'},
                         [b'Authorization: Basic YTpi',
                          b'Idempotency-Key: "check"'])
    expect(len(report.checks) == len(report.of('ok')), report.text)
    expect(report.conclusion == 'All is well.', report.conclusion)


def the_page_says_what_the_text_says(room):
    room.data.chmod(0o750)
    report = room.report()
    page = room.send({'ticket': room.ticket()})[1]
    texts = html.unescape(re.sub(r'<[^>]*>', '\n', page))
    for title in report.checks:
        expect(f'\n{title}\n' in texts, 'the page lacks', title)
    expect(report.conclusion in texts, 'the page concludes otherwise')
    places = [page.index(f'<dt id="{name}">') for name in
              ('folder', 'authorization', 'settings')]
    expect(places == sorted(places), 'faults are not first')


def only_what_a_request_tells_is_open(room):
    report = room.report()
    expect(report.of('open') == ['The header Authorization comes',
                                 'The header Idempotency-Key comes',
                                 'The server lets the largest batch through',
                                 'No API key is sent in a URL'],
           report.text)


def a_key_in_a_url_is_told_if_the_log_is_a_file(room):
    key = conversations.key_of('shop').decode()
    room.configure(f'check-token: {WORD}', f'log: {room.data}/log')
    title = 'No API key is sent in a URL'
    room.report().says(title, 'ok', 'tells of none')
    for query in f'apikey={key}', 'apikey=no-key', f'a=b&ACCESS_TOKEN={key}':
        done = room.run(conversations.Request(
            f'GET /health?{query}\n'.encode(), False))
        expect(done.stdout.startswith(b'Status: 401 '), done.stdout)
    room.report().says(title, 'look', 'tells of 2')


def refused(room, title, words):
    """Sees that a place is a fault, and why requests are refused for it."""
    report = room.report()
    written = 'The database can be written'
    expect(report.of('FAULT') == [title, written], report.text)
    expect(words in report.checks[title][1], report.text)
    expect('everybody may' in report.checks[written][1], report.text)
    room.follow(report, title)
    expect(not room.report().of('FAULT'), 'it did not help')


def a_folder_that_is_open_to_others(room):
    title = 'The folder of the customers is private'
    room.data.chmod(0o755)
    report = room.report()
    report.says(title, 'FAULT', f'{room.data} has mode 0755')
    room.follow(report, title)
    room.data.chmod(0o777)
    refused(room, title, f'{room.data} has mode 0777')


def a_database_that_is_open_to_others(room):
    title = 'The database is private'
    room.begin()
    for name, mode in (('crm.db', 0o644), ('crm.db-lock', 0o666),
                       ('crm.db-journal', 0o604)):
        (room.data / name).chmod(mode)
        refused(room, title, f'{name} has mode {mode:04o}')


def a_file_beside_it_that_root_made(room):
    title = 'The database is private'
    room.begin()
    os.chown(room.data / 'crm.db-lock', 0, 0)
    report = room.report()
    expect(title in report.of('FAULT'), report.text)
    room.follow(report, title)


def a_program_that_others_can_change(room):
    title = 'Only its owner can change the program'
    for path in (room.program, room.program.parent, room.config):
        mode = stat.S_IMODE(path.stat().st_mode)
        path.chmod(mode | 0o020)
        report = room.report()
        report.says(title, 'FAULT', f'{path} has mode')
        room.follow(report, title)


def a_database_that_is_served(room):
    title = 'No web address leads to the database'
    more = {'DOCUMENT_ROOT': str(room.path)}
    report = room.report(**more)
    expect(set(report.of('FAULT')) == {title, 'The database can be written'},
           report.text)
    expect(f'{room.data} lies in {room.path}' in report.text, report.text)
    expect(not (room.data / 'crm.db').exists(), 'it was made there')
    room.configure(f'check-token: {WORD}', 'allow-under-document-root: yes')
    room.report(**more).says(title, 'look', 'Ask for it in a browser')


def check_and_service_agree_on_what_is_served(room):
    title = 'No web address leads to the database'
    (room.path / 'htdocs' / 'in').symlink_to(room.data)
    inside = str(room.path)
    for holds, mode, file, more in (
            (False, 0o644, 'data/crm.db', {}),
            (True, 0o644, 'data/crm.db', {'DOCUMENT_ROOT': inside}),
            (True, 0o644, 'data/crm.db', {'CONTEXT_DOCUMENT_ROOT': inside}),
            (True, 0o644, 'data/crm.db',
             {'SCRIPT_FILENAME': f'{inside}/crm.cgi'}),
            (False, 0o644, 'data/crm.db', {'SCRIPT_FILENAME': '/crm.cgi'}),
            (True, 0o755, 'data/crm.db', {}),
            (True, 0o644, 'htdocs/in/crm.db', {}),
            (True, 0o644, 'htdocs/new/crm.db', {}),
            (True, 0o644, 'cgi-bin/new/crm.db', {})):
        more = {'DOCUMENT_ROOT': str(room.path / 'htdocs'), **more}
        room.config.write_text(f'database: {room.path}/{file}\n'
                               f'check-token: {WORD}\n')
        room.config.chmod(mode)
        status, _, log = ctl.read(room.run(room.post(), **more))
        expect(status == (503 if holds else 200), file, more, status, log)
        expect(('may serve it' in log) == holds, file, more, log)
        report = room.report(**more)
        expect((title in report.of('FAULT')) == holds, file, more,
               report.text)


def a_database_that_cannot_be_written(room):
    room.begin()
    (room.data / 'crm.db').chmod(0o400)
    room.report().says('The database can be written', 'FAULT',
                       'attempt to write a readonly database')
    (room.data / 'crm.db').chmod(0o600)
    with contextlib.closing(sqlite3.connect(room.data / 'crm.db')) as base:
        base.execute('BEGIN EXCLUSIVE')
        room.report().says('The database can be written', 'FAULT',
                           'another process kept it locked')


def a_database_of_a_newer_version(room):
    room.begin()
    with contextlib.closing(sqlite3.connect(room.data / 'crm.db')) as base:
        base.execute('PRAGMA user_version = 99')
    room.report().says('The database can be written', 'FAULT',
                       'a newer version of this program made it')


def a_database_that_is_damaged(room):
    """An index lacks a row: nothing but a look through all of it can tell."""
    room.begin()
    with contextlib.closing(sqlite3.connect(room.data / 'crm.db')) as base:
        base.execute("INSERT INTO idempotency(owner,key,print,first,count,"
                     "version,time)VALUES(0,'a',zeroblob(32),1,1,1,1)")
        base.commit()
        base.execute('PRAGMA writable_schema = 1')
        base.execute("DELETE FROM sqlite_schema"
                     " WHERE name = 'idempotency_time'")
        base.commit()
    report = room.report()
    report.says('The database is whole', 'FAULT', 'never used')


def a_disk_that_forgets(room):
    data = pathlib.Path(tempfile.mkdtemp(dir=MEMORY))
    try:
        os.chown(data, room.account, -1)
        room.config.write_text(
            f'database: {data}/crm.db\ncheck-token: {WORD}\n')
        room.report().says('Its file system keeps what it was given',
                           'FAULT', 'tmpfs')
    finally:
        shutil.rmtree(data)


def a_log_that_cannot_be_written(room):
    room.configure(f'check-token: {WORD}', 'log: /proc/no/log')
    room.report().says('The log can be written', 'FAULT', '/proc/no/log')


def a_path_that_the_server_leaves_in_the_name(room):
    room.script = '/cgi-bin/crm.cgi/-/check'
    room.report(SERVER_SOFTWARE='nginx/1.22.1').says(
        'The server tells where it is mounted', 'FAULT',
        'fastcgi_split_path_info')


def headers_that_are_taken_out(room):
    for header, title in (
            (b'Idempotency-Key: "check"', 'The header Authorization comes'),
            (b'Authorization: Basic YTpi',
             'The header Idempotency-Key comes')):
        room.report({'sent': 'headers'}, [header]).says(
            title, 'FAULT', 'did not come')


def a_server_that_refuses_what_the_program_takes(room):
    room.report({'body': '413'}).says(
        'The server lets the largest batch through', 'FAULT',
        f'LimitRequestBody {SERVER_LIMIT}')


def bounds_of_the_server(room):
    def bound(kind, value):
        return lambda: resource.setrlimit(kind, (value, value))
    title = 'It may take what it needs'
    for kind, value, words in (
            (resource.RLIMIT_AS, 100 << 20, '100 MiB of memory'),
            (resource.RLIMIT_FSIZE, 1 << 30, 'beyond 1024 MiB'),
            (resource.RLIMIT_NOFILE, 12, 'Only 12 files')):
        if kind == resource.RLIMIT_AS and b'__asan_init' in \
                PROGRAM.read_bytes():
            continue
        room.report(preexec_fn=bound(kind, value)).says(title, 'FAULT', words)


def what_comes_without_tls_from_afar(room):
    title = 'Nobody can read what is sent'
    room.report(REMOTE_ADDR='192.0.2.1').says(title, 'look', 'without TLS')
    room.report(REMOTE_ADDR='192.0.2.1', HTTPS='on').says(title, 'ok', 'HTTPS')


def a_clock_that_was_set_back(room):
    room.begin()
    room.run(conversations.Request(
        b'POST /customer\nContent-Type: application/x-www-form-urlencoded\n\n'
        + urllib.parse.urlencode(ctl.FORM).encode(), False),
        now=int(time.time()) + 7200)
    room.report().says('The clock is right', 'FAULT', 'a customer came at')


# On a terminal

def a_terminal_shows_the_same_checks(room):
    report = room.report()
    expect(list(room.terminal().checks) == list(report.checks), report.text)


def before_the_first_request_nothing_is_made(room):
    room.data.rmdir()
    room.path.chmod(0o777)
    report = room.terminal()
    expect(not room.data.exists(), 'a folder was made')
    expect('The database is private' in report.of('open'), report.text)


def a_folder_that_can_not_be_made_is_a_fault(room):
    room.data.rmdir()
    report = room.terminal(status=1)
    title = 'The folder of the customers is private'
    expect(report.of('FAULT') == [title], report.text)
    room.follow(report, title)
    room.terminal()


def a_database_that_is_no_file_has_no_folder(room):
    room.config.write_text('database: nowhere://ana:secret@example.com/crm\n')
    report = room.terminal(status=1)
    title = 'The database can be written'
    report.says(title, 'FAULT', 'without a store for nowhere://')
    expect(report.of('FAULT') == [title], report.text)
    expect('secret' not in report.text, report.text)


def a_database_may_name_its_kind(room):
    room.config.write_text(f'database: sqlite://{room.data}/crm.db\n')
    report = room.terminal()
    expect('The folder of the customers is private' in report.of('ok'),
           report.text)


def a_key_that_ends_soon_is_named(room):
    room.begin()
    title = 'No API key ends soon'
    days = [time.strftime('%Y-%m-%d', time.gmtime(time.time() + ctl.DAY * days))
            for days in (2, 60)]
    for name, day in zip(('till', 'desk'), days):
        subprocess.run([ctl.CTL, '--config', room.config, 'key', 'add', name,
                        '--expires', day], check=True, capture_output=True)
    report = room.terminal()
    report.says(title, 'look', f'till is {days[0]}.')
    expect('desk' not in report.text, report.text)
    subprocess.run([ctl.CTL, '--config', room.config, 'key', 'revoke', 'till'],
                   check=True, capture_output=True)
    expect(title in room.terminal().of('ok'), 'a revoked key')


def a_fault_is_an_exit_status(room):
    room.data.chmod(0o777)
    room.terminal(status=1).says('The folder of the customers is private',
                                 'FAULT', 'mode 0777')


def a_mistake_in_the_configuration_is_all_there_is_to_say(room):
    room.configure('databse: x')
    report = room.terminal(status=1)
    report.says('The configuration is read', 'FAULT', 'crm.conf:2: there is')
    expect(len(report.of('open')) == len(report.checks) - 1, report.text)


def a_configuration_that_is_not_there_has_no_line_to_correct(room):
    room.config.unlink()
    report = room.terminal(status=1)
    title = 'The configuration is read'
    report.says(title, 'FAULT', f"{room.config}: the file can't be read")
    report.says(title, 'FAULT', "If the file can't be read, let CRM_CONFIG")


def root_touches_no_database(room):
    report = room.terminal(status=1, user=None, group=None, extra_groups=None)
    report.says('It does not run as root', 'FAULT',
                f'runuser -u www-data -- {room.program} --check')
    room.begin()
    before = (room.data / 'crm.db').stat()
    room.terminal(status=1, user=None, group=None, extra_groups=None)
    expect((room.data / 'crm.db').stat() == before, 'it was touched')


def a_configuration_that_starts_the_program_is_checked(room):
    stub = room.path / 'stub.cgi'
    stub.write_text(f'#!{room.program}\ndatabase: {room.data}/crm.db\n')
    stub.chmod(0o755)
    report = room.terminal(status=1, program=stub)
    report.says('No web address leads to the database', 'FAULT',
                f'lies in {room.path}')
    (room.path / 'stubs').mkdir()
    stub = stub.rename(room.path / 'stubs' / 'stub.cgi')
    room.terminal(program=stub)


ROOTS = [a_file_beside_it_that_root_made, root_touches_no_database]
CLOCKED = [a_clock_that_was_set_back]
TESTS = [
    whoever_may_not_see_is_told_the_same,
    the_form_is_the_same_whatever_there_is,
    the_word_is_not_kept_and_not_logged,
    a_word_counts_once_however_many_come,
    a_word_that_was_used_stays_used,
    the_ticket_of_the_page_counts_while_its_word_is_there,
    a_word_that_cannot_be_noted_opens_nothing,
    a_word_that_a_full_disk_does_not_note_opens_nothing,
    all_is_well,
    the_page_says_what_the_text_says,
    only_what_a_request_tells_is_open,
    a_key_in_a_url_is_told_if_the_log_is_a_file,
    a_folder_that_is_open_to_others,
    a_database_that_is_open_to_others,
    a_file_beside_it_that_root_made,
    a_program_that_others_can_change,
    a_database_that_is_served, check_and_service_agree_on_what_is_served,
    a_database_that_cannot_be_written,
    a_database_of_a_newer_version,
    a_database_that_is_damaged,
    a_disk_that_forgets,
    a_log_that_cannot_be_written,
    a_path_that_the_server_leaves_in_the_name,
    headers_that_are_taken_out,
    a_server_that_refuses_what_the_program_takes,
    bounds_of_the_server,
    what_comes_without_tls_from_afar,
    a_clock_that_was_set_back,
    a_terminal_shows_the_same_checks,
    before_the_first_request_nothing_is_made,
    a_folder_that_can_not_be_made_is_a_fault,
    a_database_that_is_no_file_has_no_folder,
    a_database_may_name_its_kind, a_key_that_ends_soon_is_named,
    a_fault_is_an_exit_status,
    a_mistake_in_the_configuration_is_all_there_is_to_say,
    a_configuration_that_is_not_there_has_no_line_to_correct,
    root_touches_no_database,
    a_configuration_that_starts_the_program_is_checked,
]


def file_system(path):
    done = subprocess.run(['stat', '-f', '-c', '%T', path], check=False,
                          capture_output=True, text=True)
    return done.stdout.strip()


def why_not(test):
    """Why a test can't be run here, or None."""
    if test in ROOTS and os.geteuid() != 0:
        return 'only for root'
    if test in CLOCKED and conversations.is_static(PROGRAM):
        return conversations.STATIC
    if test in CLOCKED and b'__asan_init' in PROGRAM.read_bytes():
        return 'not with sanitizers'
    if test in CLOCKED and not CLOCK.exists():
        return f'{CLOCK.name} is not built'
    if test is a_disk_that_forgets and file_system(MEMORY) != 'tmpfs':
        return f'{MEMORY} is no tmpfs'
    return None


def new_room():
    """A folder on a disk, where there is one."""
    place = tempfile.gettempdir()
    if file_system(place) in ('tmpfs', 'ramfs'):
        place = '/var/tmp'
    return pathlib.Path(tempfile.mkdtemp(prefix='crm-check.', dir=place))


def main(words):
    tests = [test for test in TESTS
             if not words or any(word in test.__name__ for word in words)]
    return ctl.report(tests, Room, why_not, new_room)


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
