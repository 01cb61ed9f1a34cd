#!/usr/bin/env python3
"""Makes API keys with crmctl, and looks after them; speaks TAP.

Usage: t/keys.py [WORD]...

Only tests whose names hold one of the words are run.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import pathlib
import pty
import pwd
import re
import shutil
import sqlite3
import stat
import struct
import subprocess
import sys
import tempfile
import termios
import time
import zlib

sys.dont_write_bytecode = True

# pylint: disable=wrong-import-position
import conversations  # noqa: E402
import crash  # noqa: E402
import ctl  # noqa: E402
from ctl import CTL, DAY, expect  # noqa: E402

LETTERS = ('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
           'abcdefghijklmnopqrstuvwxyz')
SCOPES = ['create', 'read', 'write', 'erase', 'export']
LOGIN = pathlib.Path('/proc/self/loginuid')


def is_key(text):
    """What the contract says of a key, said again."""
    if not re.fullmatch('crm_[0-9A-Za-z]{38}', text):
        return False
    total, digits = zlib.crc32(text[4:36].encode()), ''
    for _ in range(6):
        total, rest = divmod(total, 62)
        digits = LETTERS[rest] + digits
    return digits == text[36:]


def add(room, *arguments):
    """Makes a key, and returns it."""
    out, _ = room.ctl('key', 'add', *arguments)
    expect(is_key(out.removesuffix('\n')), repr(out))
    return out.strip()


def shown(room, name):
    out, _ = room.ctl('--json', 'key', 'show', name)
    return json.loads(out)


def prints(room):
    """Of all secrets: the number of the key, and when it ends."""
    return {bytes(one): rest for one, *rest in room.rows(
        'SELECT "print", "key", "until" FROM api_secret')}


def print_of(key):
    return hashlib.sha256(key.encode()).digest()


def a_key_is_printed_once_alone(room):
    out, err = room.ctl('key', 'add', 'shop', '--scopes', 'read')
    expect(out.count('\n') == 1 and is_key(out[:-1]), repr(out))
    expect('shop' in err and 'read' in err and out.strip() not in err, err)
    expect(prints(room) == {print_of(out.strip()): [1, None]}, prints(room))


def the_first_key_may_be_the_first_thing_there_is(room):
    expect(not room.data.exists(), 'there is a database')
    _, err = room.ctl('key', 'list', status=1)
    expect('when the first request comes' in err, err)
    room.ctl('key', 'add', 'shop', '--dry-run', status=1)
    expect(not room.data.exists(), 'a database was made')
    add(room, 'shop')
    for file in (room.data, *room.data.iterdir()):
        expect(not stat.S_IMODE(file.stat().st_mode) & 0o77, file)
    status, _, _ = room.send()
    expect(status == 200, status)


def a_key_has_what_was_listed_for_it(room):
    add(room, 'shop', '--scopes', 'write,read', '--brands', 'abc, XYZ',
        '--pos', 'ES100:* it200', '--expires', '2999-12-31')
    found = shown(room, 'shop')
    created = found.pop('created')
    then = time.strptime(created, '%Y-%m-%dT%H:%M:%SZ')
    expect(abs(time.mktime(then) - time.mktime(time.gmtime())) < 600, created)
    expect(found == {
        'number': 1, 'name': 'shop', 'scopes': ['read', 'write'],
        'brands': ['ABC', 'XYZ'], 'pos': ['ES100:*', 'it200'],
        'expires': '2999-12-31', 'state': 'valid'}, found)
    out, _ = room.ctl('key', 'show', 'shop')
    for line in ('key 1, shop', '  state: valid', '  scopes: read write',
                 '  brands: ABC XYZ', '  points of sale: ES100:* it200',
                 '  last day: 2999-12-31', f'  created: {created}',
                 '  last used: never'):
        expect(line in out.splitlines(), line, out)


def nothing_listed_is_all(room):
    add(room, 'all')
    found = shown(room, 'all')
    expect(found['scopes'] == SCOPES, found)
    expect(not {'brands', 'pos', 'expires'} & set(found), found)
    expect(room.rows('SELECT scopes, brands, pos, expires FROM api_key')
           == [(None, None, None, None)], 'bounds')


def json_has_the_key_too(room):
    out, _ = room.ctl('--json', 'key', 'add', 'shop', '--scopes', 'read')
    made = json.loads(out)
    expect(is_key(made.pop('key')), out)
    expect(made == shown(room, 'shop'), made)
    out, _ = room.ctl('key', 'rotate', 'shop', '--json')
    expect(is_key(json.loads(out)['key']), out)


def all_are_listed(room):
    expect(room.ctl('key', 'add', 'shop')[0], 'nothing')
    room.ctl('key', 'revoke', 'shop')
    add(room, 'old', '--expires', '2020-01-31', '--scopes', 'read')
    add(room, 'shop', '--pos', '店:*')
    out, err = room.ctl('key', 'list')
    lines = [line.split() for line in out.splitlines()]
    expect(not err and lines[0][:3] == ['NUMBER', 'NAME', 'STATE'], out, err)
    expect([line[:3] for line in lines[1:]] == [
        ['1', 'shop', 'revoked'], ['2', 'old', 'expired'],
        ['3', 'shop', 'valid']], out)
    expect('2020-01-31' in lines[2] and '店:*' in lines[3], out)
    out, _ = room.ctl('--json', 'key', 'list')
    found = [json.loads(line) for line in out.splitlines()]
    expect([(one['number'], one['name'], one['state']) for one in found] == [
        (1, 'shop', 'revoked'), (2, 'old', 'expired'),
        (3, 'shop', 'valid')], out)
    expect('revoked' in found[0] and shown(room, 'shop') == found[2], found)


def a_name_is_unique_among_valid_keys(room):
    add(room, 'shop')
    out, err = room.ctl('key', 'add', 'shop', status=1)
    expect(not out and 'rotate' in err, out, err)
    add(room, 'Shop')
    room.ctl('key', 'revoke', 'shop')
    add(room, 'shop')
    expect(room.rows('SELECT count(*) FROM api_key') == [(3,)], 'keys')


def a_revoked_key_is_good_for_nothing(room):
    add(room, 'shop')
    out, err = room.ctl('key', 'revoke', 'shop')
    expect(not out and 'revoked' in err, out, err)
    expect(prints(room) == {} and shown(room, 'shop')['state'] == 'revoked',
           prints(room))
    for action in 'revoke', 'rotate':
        out, err = room.ctl('key', action, 'shop', status=1)
        expect(not out and err == 'crmctl: no valid key is named shop; '
               'crmctl key list shows all\n', out, err)
    out, _ = room.ctl('--json', 'key', 'list')
    expect(json.loads(out)['state'] == 'revoked', out)
    add(room, 'till')
    out, _ = room.ctl('--json', 'key', 'revoke', 'till')
    found = json.loads(out)
    expect(found == shown(room, 'till') and found['state'] == 'revoked', out)
    _, err = room.ctl('key', 'show', 'desk', status=1)
    expect(err == 'crmctl: no key is named desk; '
           'crmctl key list shows them\n', err)


def a_rotated_key_has_another_secret(room):
    first = add(room, 'shop', '--scopes', 'read', '--brands', 'ABC')
    before = shown(room, 'shop')
    out, err = room.ctl('key', 'rotate', 'shop')
    second = out.strip()
    expect(is_key(second) and second != first and 'no more' in err, out, err)
    expect(prints(room) == {print_of(second): [1, None]}, prints(room))
    expect(shown(room, 'shop') == before, 'it is another key')
    now = int(time.time())
    out, err = room.ctl('key', 'rotate', 'shop', '--overlap', '2')
    until = prints(room)[print_of(second)][1]
    expect(0 <= until - now - 2 * DAY < 600, until, now)
    expect(time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(until)) in err,
           err)
    expect(prints(room)[print_of(out.strip())] == [1, None], prints(room))


def a_dry_run_changes_nothing(room):
    add(room, 'shop')
    before = list(room.rows('SELECT * FROM api_key')), prints(room)
    for arguments in (('add', 'desk'), ('revoke', 'shop'),
                      ('rotate', 'shop', '--overlap', '2')):
        out, err = room.ctl('key', *arguments, '--dry-run')
        expect(not out and 'would be' in err, arguments, out, err)
    _, err = room.ctl('key', 'add', 'shop', '--dry-run', status=1)
    expect('already' in err, err)
    expect((room.rows('SELECT * FROM api_key'), prints(room)) == before,
           'changed')
    expect(room.rows('SELECT count(*) FROM audit') == [(1,)], 'noted')


def wrong_arguments_are_told(room):
    add(room, 'shop')
    for arguments, word in (
            ((), 'key add'), (('make', 'x'), 'key add'), (('add',), 'name'),
            (('add', ''), 'empty'), (('add', 'x' * 101), 'too long'),
            (('add', ' x'), 'white space'), (('add', 'a\x1bb'), 'seen'),
            (('add', 'a', 'b'), 'b'), (('list', 'shop'), 'shop'),
            (('show',), 'name'), (('revoke',), 'name'),
            (('add', 'x', '--scopes', 'read,delete'), 'create read write'),
            (('add', 'x', '--scopes', ''), 'create read write'),
            (('add', 'x', '--scopes', ','), 'create read write'),
            (('add', 'x', '--brands', 'ABCD'), 'three letters'),
            (('add', 'x', '--brands', 'A1C'), 'three letters'),
            (('add', 'x', '--brands', ''), 'three letters'),
            (('add', 'x', '--pos', 'ES*00'), '*'),
            (('add', 'x', '--pos', '**'), '*'),
            (('add', 'x', '--pos', 'x' * 34), '*'),
            (('add', 'x', '--expires', 'soon'), '2027-01-31'),
            (('add', 'x', '--expires', '2027-02-30'), '2027-01-31'),
            (('add', 'x', '--expires'), 'value'),
            (('add', 'x', '--overlap', '3'), 'overlap'),
            (('add', 'x', '--colour'), 'colour'),
            (('list', '--dry-run'), 'dry-run'),
            (('rotate', 'shop', '--scopes', 'read'), 'scopes'),
            (('rotate', 'shop', '--overlap', '-1'), 'days'),
            (('rotate', 'shop', '--overlap', ''), 'days'),
            (('rotate', 'shop', '--overlap', '3651'), 'days'),
            (('rotate', 'shop', '--overlap', '99999999999999999999'), 'days')):
        out, err = room.ctl('key', *arguments, status=2)
        expect(not out and word in err, arguments, out, err)
    expect(room.rows('SELECT count(*) FROM api_key') == [(1,)], 'added')


def a_day_that_is_over_is_told(room):
    _, err = room.ctl('key', 'add', 'old', '--expires', '20200131')
    expect('2020-01-31' in err, err)
    expect(shown(room, 'old')['state'] == 'expired', shown(room, 'old'))
    _, err = room.ctl('key', 'revoke', 'old', status=1)
    expect('no valid key is named old' in err, err)


def who_did_it_is_kept(room):
    env = {**os.environ, 'SUDO_USER': 'anna'}
    login = pwd.getpwuid(os.getuid()).pw_name
    if os.getuid() == 0:
        login = 'anna'
    if LOGIN.exists() and int(LOGIN.read_text()) != 2 ** 32 - 1:
        login = pwd.getpwuid(int(LOGIN.read_text())).pw_name
    now = int(time.time())
    for action in 'add', 'rotate', 'revoke':
        room.ctl('key', action, 'shop', env=env)
    kept = room.rows('SELECT operator, kind, subject FROM audit ORDER BY id')
    expect(kept == [(login, 'key add', 1), (login, 'key rotate', 1),
                    (login, 'key revoke', 1)], kept)
    for when, in room.rows('SELECT time FROM audit'):
        expect(0 <= when - now < 600, when, now)


def who_logged_in_is_kept(room):
    daemon = pwd.getpwnam('daemon')
    env = {**os.environ, 'SUDO_USER': 'anna'}
    room.ctl('key', 'add', 'shop', env=env,
             preexec_fn=lambda: LOGIN.write_text(str(daemon.pw_uid)))
    kept = room.rows('SELECT operator FROM audit')
    expect(kept == [('daemon',)], kept)


def without_random_numbers_there_is_no_key(room):
    first = add(room, 'shop')
    for arguments in ('add', 'desk'), ('rotate', 'shop'):
        done = subprocess.run(
            [crash.STRACE, '-qq', '-o', '/dev/null', '-e', 'trace=getrandom',
             '-e', 'inject=getrandom:error=ENOSYS',
             CTL, '--config', room.config, 'key', *arguments],
            capture_output=True, text=True, check=False)
        expect(done.returncode == 1 and not done.stdout, done)
        expect('no random numbers' in done.stderr, done)
    expect(prints(room) == {print_of(first): [1, None]}, prints(room))
    expect(room.rows('SELECT count(*) FROM api_key') == [(1,)], 'added')


def a_database_that_fails_is_told(room):
    """Nothing is said to be done, and no key printed that is none."""
    def expect_failure(what, *actions):
        for arguments in actions:
            out, err = room.ctl('key', *arguments, status=1)
            expect(not out and what in err and ' is ' not in
                   err.removeprefix('crmctl: ').partition(':')[0],
                   arguments, out, err)

    first = add(room, 'shop')
    changes = ('add', 'x'), ('rotate', 'shop'), ('revoke', 'shop')
    ctl.damage(room, 'ALTER TABLE audit RENAME TO gone')
    expect_failure('no such table', *changes)
    ctl.damage(room, 'ALTER TABLE gone RENAME TO audit')
    expect(prints(room) == {print_of(first): [1, None]}, prints(room))
    ctl.damage(room, 'ALTER TABLE api_key RENAME TO gone')
    expect_failure('no such table', ('list',), ('show', 'shop'), *changes)


def no_key_is_told_or_kept(room):
    """Neither a key nor its print, but where the key is made."""
    room.configure(f'log: {room.path}/log')
    keys = [add(room, 'shop')]
    said = []
    for arguments in (('rotate', 'shop'), ('rotate', 'shop', '--overlap', '1')):
        out, err = room.ctl('key', *arguments)
        keys.append(out.strip())
        said.append(err)
    for arguments, status in (
            (('key', 'list'), 0), (('--json', 'key', 'list'), 0),
            (('key', 'show', 'shop'), 0), (('key', 'show', keys[-1]), 1),
            (('key', 'add', keys[-1]), 2), (('key', keys[-1]), 2),
            (('key', 'add', f'my {keys[-1]}'), 2), ((keys[-1],), 2),
            (('key', 'revoke', keys[-1]), 1), (('--' + keys[-1],), 2),
            (('key', 'add', 'x', '--scopes', keys[-1]), 2),
            (('key', 'add', 'shop'), 1), (('key', 'revoke', 'shop'), 0),
            (('--json', 'key', 'list'), 0), (('suspects',), 0)):
        said.extend(room.ctl(*arguments, status=status))
    for file in (*room.data.iterdir(), room.path / 'log'):
        if file.exists():
            said.append(file.read_bytes().decode('latin-1'))
    for key in keys:
        for secret in (key, key[4:36], print_of(key).hex()):
            for words in said:
                expect(secret not in words, secret, words[:2000])
    expect(len(keys) == 3 and len(set(keys)) == 3, keys)


def a_terminal_is_safe(room):
    add(room, 'shop')
    hostile = '\x1b[31m\u202e'.encode() + b'\xff'
    with contextlib.closing(
            sqlite3.connect(room.data / 'crm.db')) as base, base:
        base.execute(f"UPDATE api_key SET name = CAST(x'{hostile.hex()}' AS"
                     f" TEXT), pos = CAST(x'{hostile.hex()}' AS TEXT)")
    escaped = '\\u{1b}[31m\\u{202e}\\u{ff}'
    out, _ = room.ctl('key', 'list')
    expect(out.count(escaped) == 2 and '\x1b' not in out, repr(out))
    out, _ = room.ctl('--json', 'key', 'list')
    expect(json.loads(out)['name'] == escaped, repr(out))
    _, err = room.ctl('key', 'show', '\x1b[31m', status=1)
    expect('\x1b' not in err and '\\u{1b}[31m' in err, repr(err))


def on_terminal(room, columns, *arguments):
    """What is printed on a terminal of so many columns."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ,
                struct.pack('HHHH', 24, columns, 0, 0))
    subprocess.run([CTL, '--config', room.config, *arguments], check=True,
                   stdin=subprocess.DEVNULL, stdout=theirs)
    os.close(theirs)
    said = b''
    with contextlib.suppress(OSError):  # the end of a terminal
        while True:
            said += os.read(ours, 4096)
    os.close(ours)
    return said.decode().replace('\r\n', '\n').splitlines()


def columns_of(line):
    return sum(2 if '\u3000' <= letter <= '\u9fff' else 1 for letter in line)


def a_listing_is_as_wide_as_the_terminal(room):
    add(room, '店' * 20, '--pos', ' '.join(f'ES{i}:*' for i in range(40)))
    add(room, 'shop')
    whole = room.ctl('key', 'list')[0].splitlines()
    expect(on_terminal(room, 500, 'key', 'list') == whole, whole)
    expect('…' not in ''.join(whole), whole)
    for columns in 132, 80, 79:
        lines = on_terminal(room, columns, 'key', 'list')
        expect(len(lines) == 3, lines)
        expect(max(map(columns_of, lines)) == columns, columns, lines)
        expect('…' in lines[1] and lines[2].startswith('2       shop'), lines)
    lines = on_terminal(room, 20, 'key', 'list')
    expect(len(lines) == 3, lines)


def help_is_printed(room):
    out, err = room.ctl('help', 'key')
    expect(out.startswith('Usage: crmctl') and not err, out, err)
    for word in ('add', 'list', 'show', 'revoke', 'rotate', *SCOPES,
                 '--scopes', '--brands', '--pos', '--expires', '--overlap',
                 '--dry-run', '--json'):
        expect(word in out, word, out)
    for arguments in (('key', '--help'), ('--help', 'key'),
                      ('key', 'add', '--help')):
        expect(room.ctl(*arguments) == (out, ''), arguments)
    out, _ = room.ctl('help')
    expect(re.search('^  key  ', out, re.M), out)
    expect(room.ctl('--help') == (out, ''), 'another text')
    room.ctl('help', 'nosuch', status=2)
    expect(not room.data.exists(), 'a database was made')


def output_that_is_lost_is_told(room):
    add(room, 'shop')
    for arguments in (('key', 'list'), ('key', 'add', 'x'),
                      ('key', 'rotate', 'x'), ('--json', 'key', 'list')):
        with open('/dev/full', 'wb') as full:
            done = subprocess.run(
                [CTL, '--config', room.config, *arguments], check=False,
                stdout=full, stderr=subprocess.PIPE)
        expect(done.returncode == 1 and b'not all could be printed'
               in done.stderr, done)


def root_makes_what_the_folders_owner_can_open(room):
    nobody = pwd.getpwnam('nobody')
    room.path.chmod(0o755)
    room.data.mkdir(0o700)
    os.chown(room.data, nobody.pw_uid, nobody.pw_gid)
    add(room, 'shop')
    for file in (room.data, *room.data.iterdir()):
        expect(file.stat().st_uid == nobody.pw_uid, file, 'is of another')
    add(room, 'desk')


def a_user_makes_what_the_user_can_open(room):
    nobody = pwd.getpwnam('nobody')
    for file in room.path, room.path / 'copy':
        file.mkdir(exist_ok=True)
        file.chmod(0o755)
    copy = room.path / 'copy' / 'crmctl'
    shutil.copy(CTL, copy)
    copy.chmod(0o755)
    room.config.chmod(0o644)
    room.data.mkdir(0o700)
    os.chown(room.data, nobody.pw_uid, nobody.pw_gid)
    done = subprocess.run(
        [copy, '--config', room.config, 'key', 'add', 'shop'], check=False,
        capture_output=True, text=True, user=nobody.pw_uid,
        group=nobody.pw_gid, extra_groups=[])
    expect(done.returncode == 0 and is_key(done.stdout[:-1]), done)
    expect(shown(room, 'shop')['number'] == 1, 'not there')


def a_database_may_name_its_kind(room):
    room.config.write_text(f'database: sqlite://{room.data}/crm.db\n')
    add(room, 'shop')
    expect(shown(room, 'shop')['number'] == 1, 'not there')
    room.config.write_text('database: nowhere://ana:secret@example.com/crm\n')
    _, err = room.ctl('key', 'list', status=1)
    expect('nowhere' in err and 'secret' not in err, err)


TESTS = [
    a_key_is_printed_once_alone, the_first_key_may_be_the_first_thing_there_is,
    a_key_has_what_was_listed_for_it, nothing_listed_is_all,
    json_has_the_key_too, all_are_listed, a_name_is_unique_among_valid_keys,
    a_revoked_key_is_good_for_nothing, a_rotated_key_has_another_secret,
    a_dry_run_changes_nothing, wrong_arguments_are_told,
    a_day_that_is_over_is_told, who_did_it_is_kept, who_logged_in_is_kept,
    without_random_numbers_there_is_no_key, a_database_that_fails_is_told,
    no_key_is_told_or_kept,
    a_terminal_is_safe, a_listing_is_as_wide_as_the_terminal, help_is_printed,
    output_that_is_lost_is_told, root_makes_what_the_folders_owner_can_open,
    a_user_makes_what_the_user_can_open, a_database_may_name_its_kind,
]
ROOTS = (root_makes_what_the_folders_owner_can_open,
         a_user_makes_what_the_user_can_open)


def why_not(test):
    """Why a test can't be run here, or None."""
    if test in ROOTS and os.geteuid() != 0:
        return 'only for root'
    if test is who_logged_in_is_kept and not may_log_in():
        return 'nobody may say who logged in'
    if test is without_random_numbers_there_is_no_key:
        if conversations.watching(CTL) == conversations.SANITIZED:
            return conversations.SANITIZED
        return crash.why_not()
    return None


def may_log_in():
    """Whether a process may say who logged in, which changes it for good."""
    return subprocess.run(
        [sys.executable, '-c', f'open("{LOGIN}", "w").write("1")'],
        check=False, capture_output=True).returncode == 0


def new_room():
    return pathlib.Path(tempfile.mkdtemp(prefix='crm-keys.'))


def main(words):
    tests = [test for test in TESTS
             if not words or any(word in test.__name__ for word in words)]
    return ctl.report(tests, ctl.Room, why_not, new_room)


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
