#!/usr/bin/env python3
"""Sets requests aside, and looks after them with crmctl; speaks TAP.

Usage: t/ctl.py [WORD]...

Only tests whose names hold one of the words are run.
"""

import contextlib
import json
import os
import pathlib
import pwd
import resource
import shutil
import signal
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
import crash  # noqa: E402
from conversations import BUILD, Mismatch  # noqa: E402

PROGRAM = (BUILD / 'cgi-bin' / 'crm.cgi').resolve()
CTL = (BUILD / 'crmctl').resolve()
FORM = {
    'privacyPolicyAcceptanceStorage': 'true', 'canBeContactedByMaison': 'true',
    'clientType': 'COMPANY', 'companyName': 'Example & Sons',
    'countryId': 'it', 'posCode': 'ES100:1', 'brand': 'ABC',
    'emails[0].email': 'ana@example.com', 'emails[0].isMainEmail': 'true',
}
TRAP = {'_remark': 'buy'}
CLOCK = BUILD / 't' / 'clock.so'
DAY = 24 * 60 * 60


def expect(holds, *what):
    if not holds:
        raise Mismatch(' '.join(str(word) for word in what))


def read(done):
    head, page = conversations.split_message(done.stdout)
    status = dict(conversations.parse_head(head))['Status']
    return int(status[:3]), page.decode(), done.stderr.decode()


def ticket_of(page):
    return page.partition('name="_form" value="')[2].partition('"')[0]


class Room:
    """A folder with a crm.conf, a database, and the two programs."""

    def __init__(self, path):
        self.path, self.data, self.clock = path, path / 'data', CLOCK
        self.way = conversations.Program(PROGRAM, False)
        self.way.room, self.way.data = path, self.data
        self.way.config = self.config = path / 'crm.conf'
        (path / 'htdocs').mkdir()
        self.configure()

    def configure(self, *lines):
        self.config.write_text('\n'.join(
            [f'database: {self.data}/crm.db', *lines, '']))

    def post(self, **fields):
        """The request that a browser makes of a form."""
        body = urllib.parse.urlencode({**FORM, **fields}).encode()
        return conversations.Request(
            b'POST /customer?languageId=ita\n'
            b'Content-Type: application/x-www-form-urlencoded\n'
            b'Accept: text/html\n\n' + body, False)

    def environment(self, request, now=None):
        shim = {'LD_PRELOAD': str(self.clock), 'CLOCK_NOW': str(now)}
        return {**self.way.environment(request), **(shim if now else {})}

    def ask(self, request, now=None, before=()):
        """Sends a request; returns how the program ended."""
        return subprocess.run(
            [*before, PROGRAM], capture_output=True, check=False,
            input=request.body, env=self.environment(request, now))

    def send(self, now=None, **fields):
        """Sends the form; returns status, page, and what was logged."""
        return read(self.ask(self.post(**fields), now))

    def open(self, now=None):
        """Opens the form; returns its ticket."""
        request = conversations.Request(b'GET /customer\n', False)
        return ticket_of(read(self.ask(request, now))[1])

    def set_aside(self, **fields):
        status, _, _ = self.send(**TRAP, **fields)
        expect(status == 202, 'not set aside but', status)

    def ctl(self, *arguments, status=0, **options):
        done = subprocess.run(
            [CTL, '--config', self.config, *arguments], check=False,
            stdin=subprocess.DEVNULL, capture_output=True, text=True,
            **options)
        expect(done.returncode == status, arguments, 'exits with',
               done.returncode, done.stdout, done.stderr)
        return done.stdout, done.stderr

    def rows(self, query):
        with contextlib.closing(
                sqlite3.connect(self.data / 'crm.db')) as base:
            return base.execute(query).fetchall()


def damage(room, *statements):
    with contextlib.closing(
            sqlite3.connect(room.data / 'crm.db')) as base, base:
        for statement in 'PRAGMA ignore_check_constraints = ON', *statements:
            base.execute(statement)


def all_is_listed(room):
    room.send()
    room.set_aside()
    room.set_aside(companyName='Other')
    out, _ = room.ctl('suspects')
    lines = out.splitlines()
    expect(len(lines) == 2, out)
    for number, name, line in zip('12', ('Example & Sons', 'Other'), lines):
        words = line.split()
        expect(words[0] == number and words[2] == 'trap', line)
        expect(name in line and 'ana@example.com' in line, line)
        then = time.strptime(words[1], '%Y-%m-%dT%H:%M:%SZ')
        expect(abs(time.mktime(then) - time.mktime(time.gmtime())) < 600, line)


def nothing_is_listed(room):
    room.send()
    expect(room.ctl('suspects') == ('', ''), 'words about nothing')
    expect(room.ctl('suspects', '--json') == ('', ''), 'words about nothing')


def all_is_shown(room):
    room.set_aside(notes='one\ntwo')
    out, err = room.ctl('suspects', 'show', '1')
    for line in ('  companyName: Example & Sons', '  languageId: ita',
                 '  emails[0].email: ana@example.com',
                 '  emails[0].isMainEmail: true', '  notes: one\\u{a}two'):
        expect(line in out.splitlines(), line, out)
    expect(not err, err)


def json_is_what_programs_read(room):
    room.set_aside()
    room.set_aside(companyName='Other')
    out, _ = room.ctl('suspects', '--json')
    found = [json.loads(line) for line in out.splitlines()]
    expect([one['suspect'] for one in found] == [1, 2], out)
    expect(found[1]['customer']['companyName'] == 'Other', out)
    expect(found[0]['customer']['emails'] ==
           [{'email': 'ana@example.com', 'isMainEmail': True}], out)
    shown, _ = room.ctl('--json', 'suspects', 'show', '2')
    expect(json.loads(shown) == found[1], shown)
    out, _ = room.ctl('suspects', '--json', 'accept', '2')
    expect(json.loads(out) == {'suspect': 2, 'boosterCustomerId': 1}, out)


def one_that_is_accepted_is_a_customer(room):
    room.send()
    room.set_aside()
    with contextlib.closing(sqlite3.connect(room.data / 'crm.db')) as base:
        base.execute('UPDATE suspect SET time = 1577836800')
        base.commit()
    out, _ = room.ctl('suspects', 'accept', '1')
    expect(out == 'suspect 1 is customer 2\n', out)
    ignored = ('created', 'when', 'customer', 'id')
    for table in ('customer', 'email', 'consent'):
        names = [name for name, in room.rows(
            f"SELECT name FROM pragma_table_info('{table}')")
            if name not in ignored]
        owner = 'id' if table == 'customer' else 'customer'
        columns = ','.join(f'"{name}"' for name in names)
        first, second = (room.rows(
            f'SELECT {columns} FROM {table} WHERE {owner}={number}')
            for number in (1, 2))
        expect(first and first == second, table, first, second)
    expect(room.rows('SELECT created FROM customer WHERE id = 2')
           == [('2020-01-01T00:00:00Z',)], 'it was created now')
    expect(room.rows('SELECT DISTINCT "when" FROM consent WHERE customer = 2')
           == [('2020-01-01T00:00:00Z',)], 'the consents are of now')
    expect(room.rows('SELECT count(*) FROM suspect') == [(0,)], 'it stays')
    _, err = room.ctl('suspects', 'accept', '1', status=1)
    expect('there is no suspect 1' in err, err)
    expect(room.rows('SELECT count(*) FROM customer') == [(2,)], 'twice')


def what_was_shown_goes_along(room):
    room.configure('spam-fill-time: 3600')
    ticket = room.open()
    status, _, _ = room.send(_form=ticket)
    expect(status == 202, status)
    out, _ = room.ctl('suspects')
    expect('  haste  ' in out, out)
    kept = room.rows('SELECT purpose, wording FROM suspect_wording')
    expect(len(kept) > 5, kept)
    room.ctl('suspects', 'accept', '1')
    consents = room.rows('SELECT purpose, wording FROM consent')
    expect(consents and set(consents) <= set(kept), consents, kept)
    expect(room.rows('SELECT * FROM suspect_wording') == [], 'they stay')


def one_with_faults_stays(room):
    room.set_aside(gender='F')
    room.configure('codes.gender: X')
    out, err = room.ctl('suspects', 'accept', '1', status=1)
    expect(not out and 'suspect 1: gender must be one of X' in err, out, err)
    expect(room.rows('SELECT count(*) FROM suspect') == [(1,)], 'it is gone')
    expect(room.rows('SELECT count(*) FROM customer') == [(0,)], 'stored')
    out, err = room.ctl('suspects', 'show', '1')
    expect('gender: F' in out and 'gender must be' in err, out, err)
    room.configure()
    room.ctl('suspects', 'accept', '1')


def the_last_number_that_there_is_ends_the_list(room):
    room.set_aside()
    damage(room, f'UPDATE suspect SET id = {2 ** 63 - 1}')
    out, _ = room.ctl('suspects', timeout=conversations.TIMEOUT)
    expect(len(out.splitlines()) == 1, out)
    room.ctl('suspects', 'show', f'{2 ** 63 - 1}')
    room.ctl('suspects', 'drop', f'1-{2 ** 63 - 1}')
    expect(room.rows('SELECT count(*) FROM suspect') == [(0,)], 'it is there')


def a_dry_run_does_nothing(room):
    room.set_aside(gender='F')
    room.set_aside()
    for action, word in ('accept', 'accepted'), ('drop', 'dropped'):
        out, _ = room.ctl('suspects', action, '--dry-run', '1-2')
        expect(out == f'suspect 1 would be {word}\n'
               f'suspect 2 would be {word}\n', out)
        out, _ = room.ctl('--json', 'suspects', action, '--dry-run', '2')
        expect(json.loads(out) == {'suspect': 2, 'wouldBe': word}, out)
        _, err = room.ctl('suspects', action, '--dry-run', '3', status=1)
        expect('there is no suspect 3' in err, err)
    room.configure('codes.gender: X')
    out, err = room.ctl('suspects', 'accept', '--dry-run', '1', status=1)
    expect(not out and 'suspect 1: gender must be one of X' in err, out, err)
    expect(room.rows('SELECT count(*) FROM suspect') == [(2,)], 'one is gone')
    expect(room.rows('SELECT count(*) FROM customer') == [(0,)], 'stored')


def what_is_dropped_is_gone(room):
    for number in range(5):
        room.set_aside(companyName=f'Other {number}')
    expect(room.ctl('suspects', 'drop', '2-4', '1') == ('', ''), 'words')
    out, _ = room.ctl('suspects')
    expect(out.split()[0] == '5' and len(out.splitlines()) == 1, out)
    _, err = room.ctl('suspects', 'drop', '2-4', status=1)
    expect('there is no suspect 2' in err, err)
    room.ctl('suspects', 'drop', '1-99')
    room.set_aside()
    out, _ = room.ctl('suspects')
    expect(out.split()[0] == '6', out)
    expect(room.rows('SELECT count(*) FROM customer') == [(0,)], 'stored')


def when_there_is_no_more_room_the_sender_is_told(room):
    room.configure('spam-keep: 2')
    room.set_aside(companyName='A')
    room.set_aside(companyName='B')
    status, _, err = room.send(**TRAP, companyName='C')
    expect(status == 503 and 'crmctl' in err, status, err)
    status, _, err = room.send(companyName='D')
    expect(status == 200 and not err, status, err)
    room.ctl('suspects', 'drop', '1')
    room.set_aside(companyName='C')


def a_terminal_is_safe(room):
    room.set_aside(companyName='\x7f\x9b31m‮\u2028\ufeffevil')
    for action in ((), ('show', '1')):
        out, _ = room.ctl('suspects', *action)
        expect('\\u{7f}\\u{9b}31m\\u{202e}\\u{2028}\\u{feff}evil' in out, out)
        expect(not set('\x7f\x9b‮\u2028\ufeff') & set(out), repr(out))
    _, err = room.ctl('suspects', 'show', '\x1b[31m', status=2)
    expect('\x1b' not in err, repr(err))


def a_terminal_is_safe_from_what_is_stored(room):
    room.set_aside()
    hostile = '\x1b[31m\n\x9b\u202e'.encode() + b'\xff'
    escaped = '\\u{1b}[31m\\u{a}\\u{9b}\\u{202e}\\u{ff}'
    for column in 'reason', 'route', 'language':
        damage(room, f"UPDATE suspect SET {column} = CAST(x'"
               f"{(column.encode() + hostile).hex()}' AS TEXT)")
    out, _ = room.ctl('suspects')
    expect(f'  reason{escaped}  ' in out, repr(out))
    out, _ = room.ctl('suspects', 'show', '1')
    expect(f', reason{escaped}, language{escaped}\n' in out, repr(out))
    for arguments in ('suspects',), ('suspects', 'show', '1'):
        out, _ = room.ctl('--json', *arguments)
        found = json.loads(out)
        for column in 'reason', 'route', 'language':
            expect(found[column] == column + escaped, column, repr(out))


def the_language_of_the_page_is_told(room):
    request = conversations.Request(
        b'GET /customer\nAccept-Language: it\n', False)
    ticket = ticket_of(read(room.ask(request))[1])
    room.set_aside(_form=ticket)
    out, _ = room.ctl('--json', 'suspects', 'show', '1')
    expect('"language":"it"' in out.replace(' ', ''), out)


def what_is_long_is_cut(room):
    room.set_aside(companyName='x' * 100)
    out, _ = room.ctl('suspects')
    expect('x' * 40 + '…' in out and 'x' * 41 not in out, repr(out))


def what_is_no_text_is_shown_as_numbers(room):
    room.set_aside()
    _, err = room.ctl('suspects', 'show', os.fsdecode(b'\xff'), status=2)
    expect('\\u{ff}' in err, repr(err))


def a_body_that_cannot_be_read_any_more_stays(room):
    room.set_aside()
    damage(room, "UPDATE suspect SET body = CAST('companyName=%' AS BLOB)")
    _, err = room.ctl('suspects', 'accept', '1', status=1)
    expect(err and room.rows('SELECT count(*) FROM suspect') == [(1,)], err)
    expect(room.rows('SELECT count(*) FROM customer') == [(0,)], 'taken in')
    damage(room, "UPDATE suspect SET body = x''")
    out, _ = room.ctl('suspects')
    expect(out.split()[0] == '1', 'not listed', out)


def the_environment_names_the_configuration(room):
    room.set_aside()
    done = subprocess.run([CTL, 'suspects'], check=False, capture_output=True,
                          env={'CRM_CONFIG': str(room.config)})
    expect(done.returncode == 0 and b'Example & Sons' in done.stdout, done)


def both_programs_refuse_the_same_configurations(room):
    """In the same words, with the file and the line."""
    room.send()
    for line in ('consent.nosuchfield: I agree.', 'consent.notes: I agree.',
                 'consent.nosuchfield.it: Accetto.', 'codes.nosuchfield: A',
                 'codes.gender: F, F', 'form.name: A',
                 'max-items: 0', 'nosuchkey: 1', 'no key'):
        room.configure(line)
        status, _, log = room.send()
        expect(status == 500, line, status)
        _, err = room.ctl('suspects', status=1)
        place, _, wrong = err.removeprefix('crmctl: ').strip().partition(': ')
        expect(place == f'{room.config}:2' and wrong, line, err)
        expect(f'{place}: {wrong}\n' in log, line, log, err)
    room.configure('consent.contactByEmailFlag.it: Accetto.', 'max-items: 1')
    expect(room.send()[0] == 200 and room.ctl('suspects') == ('', ''), 'good')


def wrong_arguments_are_told(room):
    room.send()
    for arguments in ((), ('customers',), ('suspects', 'keep', '1'),
                      ('suspects', 'drop'), ('suspects', 'drop', 'all'),
                      ('suspects', 'drop', '0'), ('suspects', 'drop', '3-1'),
                      ('suspects', 'drop', '1', '-'), ('suspects', 'drop', '1x'),
                      ('suspects', 'drop', '99999999999999999999'),
                      ('--colour', 'suspects'), ('suspects', 'drop', '--all')):
        out, err = room.ctl(*arguments, status=2)
        expect(not out and err, arguments, out, err)


def help_and_version_are_printed(room):
    out, err = room.ctl('--help')
    expect(out.startswith('Usage: crmctl') and not err, out, err)
    out, _ = room.ctl('--version')
    expect(out.startswith('crmctl (crm-cgi) 0.'), out)
    expect(not room.data.exists(), 'a database was made')


def what_was_mistyped_is_guessed(room):
    for arguments, guess in (
            (('suspect',), 'is it suspects?'), (('kye',), 'is it key?'),
            (('hlep',), 'is it help?'), (('Quarantein',), 'is it quarantine?'),
            (('keys', 'list'), 'is it key?'), (('sus',), 'is it suspects?'),
            (('customers',), 'crmctl help has all'),
            (('x' * 50,), 'crmctl help has all'),
            (('key', 'add', 'x', '--scope=read', '--dryrun'), 'is it --dry-run?'),
            (('key', 'add', 'x', '--colour'), 'no option --colour\n'),
            (('--jsno', 'key'), 'is it --json?')):
        _, err = room.ctl(*arguments, status=2)
        expect(guess in err, arguments, err)
        expect('Try: crmctl help' in err, arguments, err)


def what_is_not_there_is_not_made(room):
    _, err = room.ctl('suspects', status=1)
    expect('when the first request comes' in err, err)
    expect(not room.data.exists(), 'a database was made')
    room.config.unlink()
    _, err = room.ctl('suspects', status=1)
    expect('crm.conf' in err, err)


def output_that_is_lost_is_told(room):
    room.set_aside()
    room.set_aside(companyName='Other')
    for command in (
            [CTL, '--help'], [CTL, '--version'], [CTL, 'suspects'],
            [CTL, '--json', 'suspects'], [CTL, 'suspects', 'show', '1'],
            [CTL, '--json', 'suspects', 'show', '1'],
            [CTL, 'suspects', 'show', '1', '9'],
            [CTL, 'suspects', 'accept', '1'],
            [CTL, '--json', 'suspects', 'accept', '2'],
            [PROGRAM, '--help'], [PROGRAM, '--version'], [PROGRAM, '--check']):
        with open('/dev/full', 'wb') as full:
            done = subprocess.run(
                command, stdout=full, stderr=subprocess.PIPE, check=False,
                env={'CRM_CONFIG': str(room.config)})
        expect(done.returncode == 1 and
               f'{command[0].name}: not all could be printed\n'.encode()
               in done.stderr, done)
    expect(room.rows('SELECT count(*) FROM customer') == [(2,)], 'not stored')


def root_becomes_the_owner(room):
    room.path.chmod(0o755)
    room.set_aside()
    nobody = pwd.getpwnam('nobody')
    (room.data / 'crm.db-lock').unlink()
    for file in (room.data, *room.data.iterdir()):
        os.chown(file, nobody.pw_uid, nobody.pw_gid)
    room.ctl('suspects', 'accept', '1')
    for file in (room.data, *room.data.iterdir()):
        expect(file.stat().st_uid == nobody.pw_uid, file, 'is of another')
        expect(not stat.S_IMODE(file.stat().st_mode) & 0o77, file)
    expect(len(list(room.data.iterdir())) > 1, 'no lock file was made')
    for file in (room.path, CTL.parent):
        if not file.stat().st_mode & stat.S_IXOTH:
            return
    room.data.chmod(0o755)
    daemon = pwd.getpwnam('daemon')
    copy = room.path / 'crmctl'
    shutil.copy(CTL, copy)
    copy.chmod(0o755)
    room.config.chmod(0o644)
    done = subprocess.run(
        [copy, '--config', room.config, 'suspects'], text=True, check=False,
        capture_output=True, user=daemon.pw_uid, group=daemon.pw_gid,
        extra_groups=[])
    expect(done.returncode == 1 and 'belongs to nobody' in done.stderr, done)


def a_page_counts_for_a_day(room):
    now = int(time.time()) - 10 * DAY
    ticket = room.open(now)
    status, page, _ = room.send(now + DAY, _form=ticket)
    expect(status == 400 and 'too long ago' in page, status)
    # who reads it and sends it at once is no spammer
    status, _, _ = room.send(now + DAY, _form=ticket_of(page))
    expect(status == 200, status)
    ticket = room.open(now)
    expect(room.send(now + DAY - 1, _form=ticket)[0] == 200, 'a second less')
    expect(room.send(now + 2 * DAY - 2, _form=ticket)[0] == 200, 'again')
    expect(room.send(now + 2 * DAY, _form=ticket)[0] == 400, 'a day later')
    expect(room.rows('SELECT count(*) FROM customer') == [(2,)], 'twice')


def pass_of(page):
    return page.partition('name="_pass" value="')[2].partition('"')[0]


def corrections_are_possible_for_30_minutes(room):
    now = int(time.time()) - 10 * DAY
    ticket = room.open(now)
    status, page, _ = room.send(now + 5, _form=ticket)
    key = {'_form': ticket, '_pass': pass_of(page)}
    expect(status == 200 and key['_pass'], status)
    late = now + 5 + 30 * 60
    status, page, _ = room.send(late - 1, _open=1, **key)
    expect(status == 200 and 'Save the correction' in page, status)
    status, page, _ = room.send(late, _open=1, **key)
    expect(status == 400 and '30 minutes' in page, status)
    expect(FORM['companyName'] not in page, 'told too late')
    status, page, _ = room.send(late, companyName='Late', **key)
    expect(status == 400 and '30 minutes' in page, status)
    expect('value="Late"' in page, 'what was typed is lost')
    status, _, _ = room.send(late - 1, companyName='Other', **key)
    expect(status == 200, status)
    # the answer can be had again
    expect(room.send(late, companyName='Other', **key)[0] == 200, 'again')
    expect(room.send(late, companyName='More', **key)[0] == 422, 'twice')
    expect(room.rows('SELECT companyName, version FROM customer')
           == [('Other', 2)], 'stored')


def a_correction_waits_as_any_change_does(room):
    room.configure('spam-fill-time: 0')
    ticket = room.open()
    status, page, _ = room.send(_form=ticket)
    key = {'_form': ticket, '_pass': pass_of(page), 'companyName': 'Other'}
    expect(status == 200 and key['_pass'], status)
    request = room.post(**key)
    room.configure('spam-fill-time: 0', 'lock-timeout: 20')
    patient = room.environment(request) | {
        'CRM_CONFIG': str(room.path / 'patient.conf')}
    (room.path / 'patient.conf').write_bytes(room.config.read_bytes())
    room.configure('spam-fill-time: 0', 'lock-timeout: 1')
    with contextlib.closing(
            sqlite3.connect(room.data / 'crm.db')) as base:
        base.execute('BEGIN IMMEDIATE')
        expect(room.send(_open=1, **key)[0] == 200, 'a reader waits')
        expect(room.send(**key)[0] == 503, 'no lock')
        with subprocess.Popen([PROGRAM], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, env=patient) as first:
            first.stdin.write(request.body)
            first.stdin.close()
            time.sleep(0.5)
            expect(room.send(**key)[0] == 409, 'not at work')
            base.rollback()
            expect(b'Status: 200' in first.stdout.read(), 'the first')
    (room.data / 'crm.db').rename(room.path / 'away')
    (room.data / 'crm.db').mkdir()
    expect(room.send(_open=1, **key)[0] == 503, 'no database')
    (room.data / 'crm.db').rmdir()
    (room.path / 'away').rename(room.data / 'crm.db')
    expect(room.rows('SELECT companyName, version FROM customer')
           == [('Other', 2)], 'stored')


def a_clock_that_was_set_back_suspects_nobody(room):
    now = int(time.time()) - 10 * DAY
    status, page, _ = room.send(now - 5, _form=room.open(now))
    expect(status == 400, status)
    expect(room.send(now - 5, _form=ticket_of(page))[0] == 200, 'again')


def haste_is_told_to_the_second(room):
    now = int(time.time()) - 10 * DAY
    expect(room.send(now + 2, _form=room.open(now))[0] == 202, '2 seconds')
    expect(room.send(now + 3, _form=room.open(now))[0] == 200, '3 seconds')


def who_corrects_a_word_is_not_hasty(room):
    now = int(time.time()) - 10 * DAY
    status, page, _ = room.send(
        now + 60, _form=room.open(now), countryId='none')
    expect(status == 400, status)
    expect(room.send(now + 61, _form=ticket_of(page))[0] == 200, 'set aside')


def a_wording_that_changed_is_to_be_read(room):
    now = int(time.time()) - 10 * DAY
    field = 'canBeContactedByMaison'
    room.configure(f'consent.{field}: May we write?')
    ticket = room.open(now)
    room.configure(f'consent.{field}: May we write and call?')
    status, page, _ = room.send(now + 60, _form=ticket)
    expect(status == 400 and 'What the consents say has changed' in page,
           status)
    expect(room.rows('SELECT count(*) FROM customer') == [(0,)], 'stored')
    expect(room.send(now + 61, _form=ticket_of(page))[0] == 200, 'again')
    (shown,), = room.rows(
        'SELECT text FROM consent JOIN wording ON id = wording'
        f" WHERE purpose = '{field}'")
    expect(shown.endswith('May we write and call?'), shown)


def the_ticket_of_another_database_does_not_count(room):
    ticket = room.open()
    shutil.rmtree(room.data)
    room.open()
    status, page, _ = room.send(_form=ticket)
    expect(status == 400, status)
    expect(ticket_of(page).split('.')[2] != ticket.split('.')[2], 'its key')


def without_a_database_there_is_a_page_that_comes_back_once(room):
    room.data.write_text('no folder')
    request = conversations.Request(b'GET /customer\n', False)
    status, page, log = read(room.ask(request))
    expect(status == 200 and '</html>' in page and log, status, log)
    expect(ticket_of(page) == 'none', 'there is a ticket')
    room.data.unlink()
    status, page, _ = room.send(_form='none')
    expect(status == 400 and ticket_of(page) != 'none', status, page)
    expect(room.rows('SELECT count(*) FROM customer') == [(0,)], 'stored')


def what_is_damaged_is_told(room):
    """Each is mended before the next, so that it is about that alone."""
    page = conversations.Request(b'GET /customer\n', False)
    room.set_aside(_form=room.open())
    kept, = room.rows('SELECT hex(bytes) FROM secret')
    for breaks, mends in (
            ("UPDATE secret SET bytes = x'00'",
             f"UPDATE secret SET bytes = x'{kept[0]}'"),
            ('DELETE FROM secret',
             f"INSERT INTO secret (id, bytes) VALUES (1, x'{kept[0]}')"),
            ('ALTER TABLE secret RENAME TO s', 'ALTER TABLE s RENAME TO secret'),
            ('PRAGMA user_version = 99', 'PRAGMA user_version = '
             f"{room.rows('PRAGMA user_version')[0][0]}")):
        damage(room, breaks)
        status, shown, log = read(room.ask(page))
        expect(status == 200 and log and ticket_of(shown) == 'none', breaks,
               log)
        if 'version' in breaks:
            room.ctl('suspects', status=1)
            room.ctl('suspects', 'show', '1', status=1)
        damage(room, mends)
    damage(room, 'ALTER TABLE consent RENAME TO gone')
    room.ctl('suspects', 'accept', '1', status=1)
    damage(room, 'ALTER TABLE gone RENAME TO consent')
    expect(room.open(), 'no ticket')
    for table in 'suspect', 'wording', 'suspect_wording':
        ticket = room.open()
        damage(room, f'ALTER TABLE {table} RENAME TO gone')
        status, _, log = room.send(**TRAP, companyName=table, _form=ticket)
        expect(status == 503 and log, table, status, log)
        room.ctl('suspects', 'show', '1', status=1)
        damage(room, f'ALTER TABLE gone RENAME TO {table}')
    room.ctl('suspects', 'show', '1')


def a_suspect_that_cannot_be_read_is_not_taken_for_none(room):
    for name in 'One', 'Two', 'Three':
        room.set_aside(companyName=name)
    # a body that goes on from page to page, and leads nowhere
    damage(room, "UPDATE suspect SET body = CAST(printf('%.20000c', 'y')"
           ' AS BLOB) WHERE id = 2')
    file = room.data / 'crm.db'
    pages = bytearray(file.read_bytes())
    page = pages.index(b'y' * 4092) - 4
    pages[page:page + 4] = b'\xff' * 4
    file.write_bytes(pages)
    for arguments in (('show', '2'), ('accept', '2'), ('drop', '2'),
                      ('show', '2-3')):
        out, err = room.ctl('suspects', *arguments, status=1)
        expect(not out and 'malformed' in err and 'no suspect' not in err,
               arguments, out, err)
    for arguments, status in ((('show', '1-3'), 1), ((), 3), (('--json',), 3)):
        out, err = room.ctl('suspects', *arguments, status=status)
        expect('One' in out and 'Two' not in out and 'malformed' in err
               and ('Three' in out) == (status == 3), arguments, out, err)
    out, _ = room.ctl('suspects', 'show', '3')
    expect('Three' in out, out)
    expect(room.rows('SELECT count(*) FROM suspect') == [(3,)], 'it is gone')
    _, err = room.ctl('suspects', 'drop', '1-3', status=3)
    expect('up to 1 suspects' in err, err)
    expect(room.rows('SELECT id FROM suspect') == [(2,)], 'one too many')


def a_database_that_fails_is_not_taken_for_an_empty_one(room):
    def expect_failure(what, *also):
        for arguments in ((), ('--json',), ('show', '1'), ('accept', '1'),
                          *also):
            out, err = room.ctl('suspects', *arguments, status=1)
            expect(not out and what in err and 'no suspect' not in err,
                   arguments, out, err)

    room.configure('lock-timeout: 1')
    room.set_aside()
    with contextlib.closing(sqlite3.connect(room.data / 'crm.db')) as base:
        base.execute('BEGIN EXCLUSIVE')
        expect_failure('database is locked', ('drop', '1'))
    for table, *also in ('suspect', ('drop', '1')), ('suspect_wording',):
        damage(room, f'ALTER TABLE {table} RENAME TO gone')
        expect_failure('no such table', *also)
        damage(room, f'ALTER TABLE gone RENAME TO {table}')
    (root, size), = room.rows(
        'SELECT rootpage, page_size FROM sqlite_schema, pragma_page_size'
        " WHERE name = 'suspect'")
    with open(room.data / 'crm.db', 'r+b') as file:
        file.seek((root - 1) * size)
        file.write(b'\xff' * size)
    expect_failure('malformed', ('drop', '1'))


def a_wording_of_a_field_that_is_no_more_is_left_out(room):
    room.set_aside(_form=room.open())
    damage(room, "UPDATE suspect_wording SET purpose = 'gone' WHERE purpose"
           ' IN (SELECT min(purpose) FROM suspect_wording)')
    expect(room.rows("SELECT 1 FROM suspect_wording WHERE purpose = 'gone'"),
           'no wording is kept')
    out, _ = room.ctl('suspects', 'accept', '1')
    expect(out == 'suspect 1 is customer 1\n', out)


def set_aside_many(room, number, length):
    """Sets copies of a request aside, each with so many letters of notes."""
    room.configure('journal: rollback')
    room.set_aside(notes='NOTES')
    letters = 'x' * length
    damage(room, 'UPDATE suspect SET body = CAST(replace(body,'
           f" 'NOTES', '{letters}') AS BLOB)", 'WITH RECURSIVE n(i) AS'
           f' (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < {number})'
           ' INSERT INTO suspect SELECT i, time, reason, route, language,'
           ' query, type, body FROM suspect, n')
    expect(room.rows('SELECT count(*), min(length(body)) FROM suspect')
           >= [(number, length)], 'they are not there')


def count_commits(room):
    """As the header of a file without a write-ahead log counts them."""
    return int.from_bytes((room.data / 'crm.db').read_bytes()[24:28])


def the_memory_is_that_of_one_suspect(room):
    """They are 24 MiB in all; no more than 8 may be allocated."""
    bound = 8 << 20
    set_aside_many(room, 400, 60000)
    for arguments in ((), ('--json',), ('show', '1-400'),
                      ('--json', 'show', '1-400'), ('drop', '2-400')):
        room.ctl('suspects', *arguments, preexec_fn=lambda: resource.setrlimit(
            resource.RLIMIT_DATA, (bound, bound)))
    expect(room.rows('SELECT id FROM suspect') == [(1,)], 'not dropped')


def many_are_dropped_in_few_transactions_and_none_is_long(room):
    for length, commits in (1, range(4, 9)), (60000, range(8, 17)):
        shutil.rmtree(room.data, ignore_errors=True)
        set_aside_many(room, 1000, length)
        before = count_commits(room)
        expect(room.ctl('suspects', 'drop', '1-1000') == ('', ''), 'words')
        expect(count_commits(room) - before in commits, length,
               count_commits(room) - before)
        expect(room.rows('SELECT count(*) FROM suspect') == [(0,)], 'left')


def heeds(process, number):
    """Whether a process has a handler for a signal by now."""
    status = pathlib.Path(f'/proc/{process.pid}/status').read_text()
    return int(status.partition('SigCgt:')[2].split()[0], 16) >> number - 1 & 1


def who_stops_it_is_told_how_to_go_on(room):
    """While it waits for a lock, so that the stop comes at the beginning."""
    set_aside_many(room, 600, 1)
    room.configure('lock-timeout: 60')
    for number, told in (signal.SIGINT, ''), (signal.SIGTERM, ' 900 901-999'):
        with contextlib.closing(sqlite3.connect(room.data / 'crm.db')) as base:
            base.execute('BEGIN EXCLUSIVE')
            with subprocess.Popen(
                    [CTL, '--config', room.config, 'suspects', 'drop', '1-600',
                     *told.split()], stderr=subprocess.PIPE,
                    text=True) as drop:
                while drop.poll() is None and not heeds(drop, number):
                    time.sleep(.01)
                drop.send_signal(number)
                base.rollback()
                _, err = drop.communicate(timeout=60)
        (left, first), = room.rows('SELECT count(*), min(id) FROM suspect')
        expect(drop.returncode == 3 and 0 < left < 600, drop.returncode, left)
        expect(err == 'crmctl: stopped; go on with: crmctl suspects drop '
               f'{first}-600{told}\n', err)


# At any system call

def trace(room, log, before, environment, body):
    """Runs a program; returns the calls that may leave something."""
    subprocess.run(
        [crash.STRACE, '-f', '-qq', '-y', '-o', log, *crash.show_paths(),
         *before], env=environment, input=body, capture_output=True,
        check=False)
    calls = list(crash.read_trace(log))
    start = next(index for index, call in enumerate(calls)
                 if call.name in crash.OPENING
                 and crash.file_of(call) == str(room.config))
    return calls[start:]


def check_kept(room, most):
    """Returns how many customers and suspects there are, all of them whole."""
    base = sqlite3.connect(room.data / 'crm.db')
    with contextlib.closing(base):
        expect(base.execute('PRAGMA integrity_check').fetchall() == [('ok',)],
               'the database is not whole')
        if not base.execute('SELECT 1 FROM sqlite_schema').fetchone():
            return 0, 0
        counts = [base.execute(f'SELECT count(*) FROM {table}').fetchone()[0]
                  for table in ('customer', 'suspect')]
    crash.check_files(room.data)
    expect(sum(counts) <= most, counts)
    return counts


def fresh(room, journal):
    shutil.rmtree(room.data, ignore_errors=True)
    room.configure(f'journal: {journal}')


def a_suspect_is_never_lost(room):
    """Killed at any call it is kept or not; answered for, it is kept."""
    request = room.post(**TRAP)
    for journal in ('rollback', 'wal'):
        fresh(room, journal)
        present = {str(path) for path in room.path.rglob('*')}
        calls = trace(room, room.path / 'log', [PROGRAM],
                      room.environment(request), request.body)
        left = crash.unsynced(calls, room.path, present)
        expect(not left, 'not synced before the answer:', left)
        kept = []
        for call in calls:
            if call.name in crash.PASSIVE:
                continue
            fresh(room, journal)
            done = room.ask(request, None, crash.inject(
                room.path / 'log', call, 'signal=SIGKILL'))
            expect(done.returncode == -9, 'it was not killed at', call)
            before = check_kept(room, 1) if room.data.exists() and (
                room.data / 'crm.db').exists() else (0, 0)
            expect(before[0] == 0, 'it became a customer at', call)
            expect(not done.stdout or before[1] == 1, 'lost at', call)
            again = room.ask(request)
            expect(read(again)[0] == 202, again)
            expect((b'Idempotency-Replayed' in again.stdout)
                   == (before[1] == 1), 'replayed at', call)
            expect(check_kept(room, 1) == [0, 1], 'not there after', call)
            kept.append(before[1])
        expect(0 in kept and 1 in kept and kept == sorted(kept), kept)


def no_core_is_left(room):
    """It would hold what was entered."""
    room.set_aside()
    subprocess.run(
        [crash.STRACE, '-qq', '-e', 'trace=prctl,prlimit64,openat', '-o',
         room.path / 'log', CTL, '--config', room.config, 'suspects'],
        capture_output=True, check=True)
    before = (room.path / 'log').read_text().partition('crm.db')[0]
    for call in ('RLIMIT_CORE, {rlim_cur=0, rlim_max=0}',
                 'PR_SET_DUMPABLE, SUID_DUMP_DISABLE'):
        expect(call in before, call, before)


def a_suspect_is_accepted_once(room):
    """Killed at any call, crmctl leaves a suspect or a customer."""
    command = [CTL, '--config', room.config, 'suspects', 'accept', '1']
    for journal in ('rollback', 'wal'):
        fresh(room, journal)
        room.set_aside()
        model = room.path / f'model-{journal}'
        shutil.copytree(room.data, model)
        calls = trace(room, room.path / 'log', command, None, b'')
        expect(check_kept(room, 1) == [1, 0], 'it was not accepted')
        accepted = []
        for call in calls:
            if call.name in crash.PASSIVE:
                continue
            shutil.rmtree(room.data)
            shutil.copytree(model, room.data)
            done = subprocess.run(
                crash.inject(room.path / 'log', call, 'signal=SIGKILL')
                + command, capture_output=True, check=False)
            expect(done.returncode == -9, 'it was not killed at', call)
            counts = check_kept(room, 1)
            expect(sum(counts) == 1, counts, 'at', call)
            expect(not done.stdout or counts[0] == 1, 'told, not done', call)
            accepted.append(counts[0])
        expect(0 in accepted and 1 in accepted
               and accepted == sorted(accepted), accepted)


def a_stop_leaves_whole_transactions_and_a_word(room):
    """Interrupted at any sync, crmctl ends its transaction and tells how to go
    on; what it says does the rest."""
    command = [CTL, '--config', room.config, 'suspects', 'drop']
    set_aside_many(room, 600, 1)
    room.set_aside()
    model = room.path / 'model'
    shutil.copytree(room.data, model)
    left = set()
    for number in range(1, 12):
        for name, ranges in ('SIGINT', ('1-601',)), (
                'SIGTERM', ('1-300', '301-601')):
            shutil.rmtree(room.data)
            shutil.copytree(model, room.data)
            done = subprocess.run(
                [crash.STRACE, '-qq', '-o', room.path / 'log', '-e',
                 'trace=fsync,fdatasync', '-e', 'inject=fsync,fdatasync:'
                 f'signal={name}:when={number}', *command, *ranges],
                capture_output=True, check=False, text=True)
            (count,), = room.rows('SELECT count(*) FROM suspect')
            left.add(count)
            check_kept(room, 601)
            told = done.stderr.partition(
                'stopped; go on with: crmctl suspects drop ')[2].split()
            expect(done.returncode == (3 if count else 0), done, count)
            expect(bool(told) == (count > 0), done, count)
            if told:
                room.ctl('suspects', 'drop', *told)
            expect(check_kept(room, 601) == [0, 0], 'not all is dropped')
    expect(len(left) > 2 and 0 in left and 601 not in left, left)


def a_page_sent_by_many_at_once_is_kept_once(room):
    request = room.post(**TRAP)
    many = [subprocess.Popen([PROGRAM], stdin=subprocess.PIPE,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                             env=room.environment(request))
            for _ in range(16)]
    for one in many:
        one.stdin.write(request.body)
        one.stdin.close()
        one.stdin = None
    for one in many:
        out, err = one.communicate(timeout=60)
        expect(b'Status: 202' in out, out, err)
    expect(check_kept(room, 1) == [0, 1], 'kept more than once')


CLOCKED = [
    a_page_counts_for_a_day, corrections_are_possible_for_30_minutes, a_clock_that_was_set_back_suspects_nobody,
    haste_is_told_to_the_second, who_corrects_a_word_is_not_hasty,
    a_wording_that_changed_is_to_be_read,
]
STRUCK = [a_suspect_is_never_lost, a_suspect_is_accepted_once,
          no_core_is_left, a_stop_leaves_whole_transactions_and_a_word]
TESTS = [
    all_is_listed, nothing_is_listed, all_is_shown, json_is_what_programs_read,
    a_correction_waits_as_any_change_does,
    one_that_is_accepted_is_a_customer, what_was_shown_goes_along,
    one_with_faults_stays, the_last_number_that_there_is_ends_the_list,
    what_is_dropped_is_gone, a_dry_run_does_nothing,
    when_there_is_no_more_room_the_sender_is_told, a_terminal_is_safe,
    a_terminal_is_safe_from_what_is_stored,
    the_language_of_the_page_is_told, what_is_long_is_cut, what_is_no_text_is_shown_as_numbers,
    a_body_that_cannot_be_read_any_more_stays,
    the_environment_names_the_configuration,
    both_programs_refuse_the_same_configurations, wrong_arguments_are_told, help_and_version_are_printed,
    what_was_mistyped_is_guessed,
    what_is_not_there_is_not_made, output_that_is_lost_is_told,
    root_becomes_the_owner, *CLOCKED,
    the_ticket_of_another_database_does_not_count,
    without_a_database_there_is_a_page_that_comes_back_once,
    what_is_damaged_is_told,
    a_suspect_that_cannot_be_read_is_not_taken_for_none,
    a_database_that_fails_is_not_taken_for_an_empty_one,
    a_wording_of_a_field_that_is_no_more_is_left_out,
    the_memory_is_that_of_one_suspect,
    many_are_dropped_in_few_transactions_and_none_is_long,
    who_stops_it_is_told_how_to_go_on, *STRUCK,
    a_page_sent_by_many_at_once_is_kept_once,
]


def no_clock():
    """Why no test can set the clock here, or None."""
    if conversations.watching(PROGRAM) == conversations.SANITIZED:
        return conversations.SANITIZED
    if conversations.is_static(PROGRAM):
        return conversations.STATIC
    return None if CLOCK.exists() else f'{CLOCK.name} is not built'


def why_not(test):
    """Why a test can't be run here, or None."""
    watching = conversations.watching(PROGRAM)
    if test is root_becomes_the_owner and os.geteuid() != 0:
        return 'only for root'
    if test is the_memory_is_that_of_one_suspect and watching:
        return watching
    if watching and test in STRUCK:
        return watching
    if test in CLOCKED and no_clock():
        return no_clock()
    return crash.why_not() if test in STRUCK else None


# What is wrong where there is no /dev/pts, as pty words it.
NO_TERMINAL = 'OSError: out of pty devices'


def new_room():
    return pathlib.Path(tempfile.mkdtemp(prefix='crm-ctl.'))


def run(test, place, make):
    """Runs a test in a place of its own; returns what is wrong, or None."""
    room = make()
    try:
        test(place(room))
    except (Mismatch, OSError, ValueError, LookupError,
            sqlite3.Error, subprocess.SubprocessError) as wrong:
        return f'{type(wrong).__name__}: {wrong}'
    finally:
        shutil.rmtree(room, ignore_errors=True)
    return None


def report(tests, place, skip, make):
    """Runs tests and speaks TAP; returns an exit status. Other accounts read
    what tests make, whatever the umask is."""
    os.umask(0o022)
    failed = 0
    print(f'1..{len(tests)}')
    for number, test in enumerate(tests, 1):
        name = test.__name__.replace('_', ' ')
        reason = skip(test)
        if reason:
            print(f'ok {number} - {name} # SKIP {reason}')
            continue
        wrong = run(test, place, make)
        if wrong == NO_TERMINAL:
            print(f'ok {number} - {name} # SKIP no terminal can be made here')
            continue
        failed += wrong is not None
        print(f'{"not ok" if wrong else "ok"} {number} - {name}')
        for line in (wrong or '').splitlines():
            print(f'#   {line}')
        sys.stdout.flush()
    return 1 if failed else 0


def main(words):
    return report([test for test in TESTS
                   if not words or any(word in test.__name__
                                       for word in words)],
                  Room, why_not, new_room)


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
