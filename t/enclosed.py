#!/usr/bin/env python3
"""Watches crmctl with strace, and sees what it gave up; speaks TAP.

Usage: t/enclosed.py [WORD]...

Each command that touches the database is run once. When its system calls are
filtered it has done all that is out of reach then: from there on it opens files
of the database's folder, and of the one folder that it was told to write to or
to read from, and nothing that it needs is refused. Only tests whose names hold
one of the words are run. Builds that watch themselves are not confined, and are
left alone.
"""

import pathlib
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True

# pylint: disable=wrong-import-position
import confined  # noqa: E402
import conversations  # noqa: E402
import ctl  # noqa: E402
from ctl import CTL, expect  # noqa: E402

CSV = ('companyName,clientType,countryId,brand,posCode,'
       'privacyPolicyAcceptanceStorage,canBeContactedByMaison,notes\n'
       'Example,company,it,CAR,P1,yes,no,{}\n')

# The words of a command, and the folder beside the database's.
COMMANDS = [
    ('list', None),
    ('get 1', None),
    ('get 1 --history', None),
    ('set 1 notes=other', None),
    ('subject 1', None),
    ('erase 2 --reason test', None),
    ('suspects', None),
    ('suspects drop 1', None),
    ('key add shop --scopes read', None),
    ('key list', None),
    ('audit', None),
    ('stats', None),
    ('stats --plot {room}/out/days.svg', 'out'),
    ('export', None),
    ('export --format vcard', None),
    ('export -o {room}/out/all.csv', 'out'),
    ('import {room}/in/utf8.csv', None),
    ('import {room}/in/latin.csv --report {room}/out/report.csv', 'out'),
    ('import {room}/in/other.csv --all-or-nothing', None),
    ('import {room}/in/utf8.csv --map-template', None),
    ('import list', None),
    ('import undo 1', None),
    ('backup {room}/out/one.db', 'out'),
    ('backup {room}/out --keep 1', 'out'),
    ('restore {room}/out/one.db', 'out'),
    ('restore {room}/in/link.db', 'out'),
    ('vacuum', None),
    ('migrate', None),
]


def fill(room):
    for name in 'in', 'out':
        (room.path / name).mkdir()
    (room.path / 'in' / 'link.db').symlink_to('../out/one.db')
    for name, notes, code in (('utf8', 'caf\xe9', 'utf-8'),
                              ('latin', 'th\xe9', 'cp1252'),
                              ('other', 'lait', 'utf-16')):
        (room.path / 'in' / f'{name}.csv').write_text(
            CSV.format(notes), encoding=code)
    for _ in range(2):
        status, page, log = room.send()
        expect(status == 200, page, log)
    room.set_aside()


def trace(room, words):
    """Runs a command; returns the calls made behind the filter."""
    out = room.path / 'trace'
    done = subprocess.run(
        ['strace', '-f', '-s', '4096', '-o', out, CTL, '--config', room.config,
         *words], check=False, stdin=subprocess.DEVNULL, capture_output=True,
        text=True)
    expect(done.returncode == 0, words, 'exits with', done.returncode,
           done.stderr)
    calls = [confined.CALL.match(line)
             for line in out.read_text().splitlines()]
    calls = [call for call in calls if call]
    before, after = confined.split_at_filter(calls)
    expect(any('RLIMIT_AS, {' in call['given'] and call['result'] == '0'
               for call in before), 'memory is not bounded')
    if confined.has_landlock():
        confined.check_landlock(calls)
    return after


def is_lookalike(call):
    """The C library asks of a descriptor by an empty path, and can do without."""
    return call['name'] == 'newfstatat' and ', "", ' in call['given']


def check(room, words, folder):
    after = trace(room, words)
    within = [room.data] + ([room.path / folder] if folder else [])
    for call in after:
        expect('EPERM' not in call['result'] or is_lookalike(call),
               'refused:', call[0])
        expect('EACCES' not in call['result'], 'out of reach:', call[0])
        expect(call['name'] not in confined.LEAVING, call[0])
        expect(call['name'] not in confined.OPENING
               or any(f'"{one}' in call['given'] for one in within),
               'opened elsewhere:', call[0])


def main(words):
    watching = conversations.watching(CTL)
    if not watching and not confined.can_trace():
        watching = 'strace is missing or may not trace'
    if watching:
        print(f'1..0 # SKIP {watching}')
        return 0
    tests = [test for test in COMMANDS
             if not words or any(word in test[0] for word in words)]
    report = confined.Report(len(tests))
    with tempfile.TemporaryDirectory(prefix='crm-enclosed.') as path:
        room = ctl.Room(pathlib.Path(path))
        fill(room)
        for line, folder in tests:
            report.test(
                f'crmctl {line.replace("{room}/", "")}: nothing is out of '
                'reach, and nothing else is opened',
                lambda line=line, folder=folder: check(
                    room, [word.format(room=path) for word in line.split()],
                    folder))
    return report.failed


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
