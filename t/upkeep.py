#!/usr/bin/env python3
"""Kills and fails crmctl when it backs up, restores, vacuums and migrates;
speaks TAP.

Usage: t/upkeep.py [WORD]...

Each is done once under strace, which tells its system calls, and then again
and again: killed at a call, or with an error that the call comes back with.
What was said to be done is done, and whatever happened the database is whole,
as it was or as it is to be, and the next request is answered. UPKEEP_MOST says
how many calls of each are struck, evenly spread; 0: all that differ. Then come
the locks, signals and damages that crmctl can meet. Only tests whose names
hold one of the words are run.
"""

import concurrent.futures
import contextlib
import fcntl
import itertools
import json
import os
import pathlib
import pty
import shutil
import signal
import sqlite3
import struct
import subprocess
import sys
import tempfile
import traceback

sys.dont_write_bytecode = True

# pylint: disable=wrong-import-position
import conversations  # noqa: E402
import crash  # noqa: E402
import ctl  # noqa: E402
import halves  # noqa: E402
from ctl import CTL, expect  # noqa: E402

MOST = int(os.environ.get('UPKEEP_MOST', 10))
MANY = 1500  # customers, more than are copied at one go
DATABASES = pathlib.Path(__file__).with_name('databases')
# The errors that each call comes back with. SQLite opens a file to read that it
# can't open to write, unless it is a folder.
ERRORS = {
    **{call: errors.split()[:1] for call, errors in crash.ERRORS.items()},
    **dict.fromkeys(('link', 'rename', 'getdents64'), ['EIO']),
    **dict.fromkeys(crash.OPENING, ['EACCES', 'EISDIR']),
}
NEVER = {'mmap', 'brk', 'prctl', 'getrandom', 'poll', 'close'}
DONE, FAILED, USAGE, PARTLY = 0, 1, 2, 3
# A restore tells the feed of itself, and revokes keys that stay beside.
OF_RESTORES = {'an erasure of somebody who is there, or nobody and no erasure',
               'a secret of no valid key'}


class Room(ctl.Room):
    """A room for crmctl, with a copy of a database if there is one."""

    def __init__(self, path, model=None, journal='wal'):
        self.journal = journal
        super().__init__(path)
        for name in 'data', 'backups':
            if model is not None and (model / name).exists():
                shutil.copytree(model / name, path / name)

    def configure(self, *lines):
        super().configure(f'journal: {self.journal}', 'lock-timeout: 1',
                          *lines)

    def command(self, words):
        return [CTL, '--config', self.config,
                *(word.format(room=self.path) for word in words)]

    def run(self, words, *before):
        return subprocess.run(
            [*before, *self.command(words)], check=False,
            stdin=subprocess.DEVNULL, capture_output=True, text=True)

    def numbers(self):
        return [number for number, in
                self.rows('SELECT id FROM customer ORDER BY id')]

    @contextlib.contextmanager
    def base(self):
        """The database, to be locked by who has it."""
        with contextlib.closing(sqlite3.connect(
                self.data / 'crm.db', isolation_level=None)) as base:
            yield base


def create(room, count=1, notes='x'):
    """Creates customers; returns their numbers."""
    body = json.dumps([{**crash.CUSTOMER, 'notes': notes}] * count).encode()
    done = room.ask(conversations.Request(
        b'POST /json/reply/CreateCustomer[]\n'
        b'Content-Type: application/json\n\n' + body, False))
    status, page, log = ctl.read(done)
    expect(status == 200, status, page, log)
    return [one['boosterCustomerId'] for one in json.loads(page)]


def fill(room):
    """Three customers, of whom one is erased and one came after a backup."""
    create(room, 2)
    room.ctl('key', 'add', 'shop')
    (room.path / 'backups').mkdir()
    room.ctl('backup', room.path / 'backups' / 'old.db')
    for day in range(2):
        name = f'crm-2020010{day + 1}T000000Z.db'
        (room.path / 'backups' / name).write_text('old')
    create(room)
    room.ctl('erase', '2')


def fill_with_old(room):
    fill(room)
    with room.base() as base:
        base.execute('PRAGMA journal_mode=DELETE')
    for file in room.data.iterdir():
        file.unlink()
    shutil.copyfile(DATABASES / 'version-3-rollback.db',
                    room.data / 'crm.db')
    (room.data / 'crm.db').chmod(0o600)


def fill_and_keep_old(room):
    """The backup is one of an older version."""
    fill(room)
    shutil.copyfile(DATABASES / 'version-3-rollback.db',
                    room.path / 'backups' / 'old.db')


def fill_and_lose(room):
    fill(room)
    (room.path / 'backups' / 'list').write_text('1\n')
    (room.data / 'crm.db').write_bytes(b'x' * 5000)
    for name in 'crm.db-wal', 'crm.db-shm':
        (room.data / name).unlink(missing_ok=True)
    (room.data / 'crm.db-journal').write_bytes(b'journal')
    for name in 'crm.db', 'crm.db-journal':
        (room.data / name).chmod(0o600)


# What crmctl is told, and what is there before it.
BACKUP = ('backup', '{room}/backups', '--keep', '1')
AGAIN = ('backup', '{room}/backups/old.db', '--force')
AGE = ('backup', '{room}/backups', '--max-age', '9d')
RESTORE = ('restore', '{room}/backups/old.db')
LOST = (*RESTORE, '--erasures', '{room}/backups/list')
SCENES = (
    ('wal', BACKUP, fill), ('rollback', AGAIN, fill), ('rollback', AGE, fill),
    ('wal', RESTORE, fill), ('rollback', RESTORE, fill),
    ('wal', RESTORE, fill_and_keep_old), ('wal', LOST, fill_and_lose),
    ('wal', ('vacuum',), fill), ('rollback', ('vacuum',), fill),
    ('rollback', ('migrate',), fill_with_old),
)


@contextlib.contextmanager
def new_room(model=None, journal='wal'):
    path = pathlib.Path(tempfile.mkdtemp(prefix='crm-upkeep.',
                                         dir=crash.SHELF))
    try:
        yield Room(path, model, journal)
    finally:
        shutil.rmtree(path, ignore_errors=True)


def calls_of(room, words):
    """Does it once under strace; returns it done, and its calls."""
    log = room.path / 'trace'
    done = room.run(words, crash.STRACE, '-f', '-qq', '-y', '-o', log)
    calls = list(crash.read_trace(log))
    first = [crash.file_of(call) for call in calls].index(str(room.config))
    calls = calls[first:]
    # a build that counts lines writes these in the end
    return done, [*itertools.takewhile(
        lambda call: not crash.file_of(call).endswith('.gcda'), calls)]


def is_whole(file):
    with contextlib.closing(sqlite3.connect(file)) as base:
        for what, query in halves.DISAGREEMENTS.items():
            found = base.execute(query).fetchall()
            expect(found in ([], [('ok',)]) or what in OF_RESTORES,
                   'there is', what, found)


class Scene:
    """One of the commands, and one kind of journal."""

    def __init__(self, journal, words, prepare):
        self.journal, self.words, self.prepare = journal, words, prepare
        self.__name__ = f'{words[0]}, {journal}, {prepare.__name__}'

    def state(self, room):
        """The customers, or what else is there; whole, if it is a base."""
        try:
            if self.prepare != fill_with_old or \
                    room.rows('PRAGMA user_version') != [(3,)]:
                is_whole(room.data / 'crm.db')
            return room.numbers()
        except sqlite3.DatabaseError:
            return (room.data / 'crm.db').read_bytes()

    def __call__(self, _):
        with new_room(None, self.journal) as model:
            self.prepare(model)
            self.before = self.state(model)
            with new_room(model.path, self.journal) as room:
                done, calls = calls_of(room, self.words)
                expect(done.returncode == DONE, done)
                self.after = self.state(room)
            self.backup = (model.path / 'backups' / 'old.db').read_bytes()
            strikes = list(self.strikes(calls))
            with concurrent.futures.ThreadPoolExecutor(
                    2 * len(os.sched_getaffinity(0))) as pool:
                wrong = list(filter(None, pool.map(
                    lambda strike: self.strike(model, *strike), strikes)))
            expect(strikes and not wrong, '\n'.join(wrong[:3]))

    def strikes(self, calls):
        """The calls to be struck, and how."""
        seen = {}
        for call in calls:
            if call.name in ERRORS and call.name not in NEVER and \
                    not call.failed:
                seen.setdefault(
                    (call.name, pathlib.Path(crash.file_of(call)).name,
                     'O_CREAT' in call.arguments), []).append(call)
        chosen = sorted({calls.index(call) for same in seen.values()
                         for call in (
                             same if self.is_fateful(same[0]) else
                             (same[0], same[len(same) // 2], same[-1]))})
        yield from halves.spread([
            (calls[index], f'error={error}') for index in chosen
            for error in ERRORS[calls[index].name]], MOST)
        if conversations.watching(CTL):  # what is killed counts nothing
            return
        deadly = [call for call in calls if call.name in ERRORS
                  and call.name not in crash.PASSIVE]
        for call in halves.spread(deadly, MOST):
            yield call, 'signal=SIGKILL'

    @staticmethod
    def is_fateful(call):
        """Whether each such call begins something else."""
        return call.name in crash.OPENING or 'stat' in call.name and \
            crash.file_of(call).endswith('.restoring')

    def strike(self, model, call, fault):
        """Returns what is wrong afterwards, or None."""
        with new_room(model.path, self.journal) as room:
            try:
                done = room.run(self.words, *crash.inject(
                    room.path / 'trace', call, fault))
                self.check(room, done)
                return None
            except Exception:  # pylint: disable=broad-exception-caught
                return f'{fault} at {call.name} {call.nth} ' \
                    f'{crash.file_of(call)}\n' + traceback.format_exc()

    def check(self, room, done):
        expect(done.returncode in (DONE, FAILED, USAGE, PARTLY,
                                   -signal.SIGKILL), done)
        state = self.state(room)
        expect(state in (self.before, self.after), 'half', state)
        if done.returncode == DONE and self.words != AGE:
            expect(state == self.after, 'not done, but', done)
        if self.words in (BACKUP, AGAIN):
            self.check_backup(room, done)
        if self.words[0] == 'restore' and state != self.before:
            kept, = [file for file in room.data.iterdir()
                     if '.before-' in file.name and file.name.endswith('Z')]
            if self.prepare == fill_and_lose:
                expect(kept.read_bytes() == self.before, kept)
            else:
                is_whole(kept)
        if not isinstance(state, bytes):
            new, = create(room)
            expect(self.state(room) == [*state, new], 'the next', new)

    def check_backup(self, room, done):
        """A backup that has its name is whole; the old one stays till then."""
        old = room.path / 'backups' / 'old.db'
        files = [file for file in old.parent.iterdir()
                 if file.suffix == '.db' and file.read_bytes() != b'old'
                 and (file != old or file.read_bytes() != self.backup)]
        expect(old.exists(), old)
        expect(files or done.returncode != DONE, 'no backup', done)
        for file in files:
            is_whole(file)


# What crmctl meets

def fill_much(room):
    create(room, MANY, 'x' * 900)
    (room.path / 'backups').mkdir()


def inject(room, name, fault, nth=1):
    return crash.inject(room.path / 'trace', crash.Call(name, nth, '', False),
                        fault)


def who_stops_gets_nothing_new(_):
    for journal, words in (('rollback', AGAIN[:2]),
                           ('wal', ('restore', '{room}/backups/x.db')),
                           ('wal', ('vacuum',))):
        with new_room(None, journal) as model:
            fill_much(model)
            model.ctl('backup', model.path / 'backups' / 'x.db')
            nth, name = 1, '?nanosleep,clock_nanosleep'
            if words == ('vacuum',):
                with new_room(model.path, journal) as room:
                    name = 'pread64'
                    nth = [call for call in calls_of(room, words)[1]
                           if call.name == name and crash.file_of(
                               call).endswith('/crm.db')][0].nth
            done = model.run(words, *inject(model, name, 'signal=SIGINT',
                                            nth))
            expect(done.returncode == PARTLY, done)
            expect('stopped' in done.stderr or 'as it was' in done.stderr,
                   done)
            expect(not (model.path / 'backups' / 'old.db').exists(), 'it is')
            expect(len(model.numbers()) == MANY, 'customers')
            expect(create(model) == [MANY + 1], 'a number')


@contextlib.contextmanager
def halted(room, words):
    """Halts it between two steps of a copy; yields it, and what resumes it."""
    log = room.path / 'trace'
    with subprocess.Popen(
            [*inject(room, '?nanosleep,clock_nanosleep', 'signal=SIGSTOP'),
             *room.command(words)], stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True) as process:
        def lines():
            return [line for line in (
                log.read_text().splitlines() if log.exists() else ())
                if 'stopped by SIGSTOP' in line]
        crash.wait_until(lambda: lines() or process.poll() is not None,
                         'it does not halt')
        expect(lines(), process.poll(), log.read_text())
        pid = int(lines()[0].split()[0])
        yield process, lambda: os.kill(pid, signal.SIGCONT)


def a_backup_waits_for_who_has_all_but_not_for_long(_):
    with new_room(None, 'rollback') as room:
        fill_much(room)
        with room.base() as base, halted(room, AGAIN[:2]) as (process, go_on):
            base.execute('BEGIN EXCLUSIVE')
            go_on()
            _, err = process.communicate(timeout=crash.TIMEOUT)
            expect(process.returncode == FAILED, process.returncode, err)
            expect('database is locked' in err, err)
        expect(list((room.path / 'backups').iterdir()) == [], 'files')


def who_writes_is_waited_for_but_not_for_long(_):
    with new_room() as room:
        fill(room)
        with open(room.data / 'crm.db-lock', 'r+b') as lock:
            fcntl.fcntl(lock, fcntl.F_OFD_SETLK, struct.pack(
                'hhqqi4x', fcntl.F_WRLCK, os.SEEK_SET, 0, 1, 0))
            for words in RESTORE, LOST[:3] + (os.devnull,), ('vacuum',):
                done = room.run(words)
                expect(done.returncode == FAILED, done)
                expect('for too long' in done.stderr or
                       words == RESTORE, done)
        expect(room.numbers() == [1, 3], 'customers')


def who_reads_all_the_time_is_not_replaced(_):
    with new_room() as room:
        fill(room)
        with room.base() as base:
            base.execute('BEGIN')
            base.execute('SELECT * FROM customer').fetchall()
            create(room)
            done = room.run(RESTORE)
            expect(done.returncode == FAILED and
                   'read all the time' in done.stderr, done)
            base.execute('COMMIT')
        expect(room.numbers() == [1, 3, 4], 'customers')


def all_that_was_is_kept_however_often_it_is_restored(room):
    second, most = 1893456000, 100
    fill(room)
    name = 'crm.db.before-2030-01-01T00:00:00Z'
    expect(room.data.is_dir(), room.data)
    clock = {'LD_PRELOAD': str(room.clock), 'CLOCK_NOW': str(second)}

    def restore(status):
        return room.ctl('restore', room.path / 'backups' / 'old.db',
                        status=status, env={**os.environ, **clock})[1]

    def kept():
        return sorted(file.name for file in room.data.iterdir()
                      if file.name.startswith(name))

    restore(0)
    restore(0)
    expect(kept() == [name, f'{name}-2'], kept())
    for number in range(3, most):
        (room.data / f'{name}-{number}').write_text('mine')
    err = restore(1)
    expect('File exists' in err and 'as it was' in err, err)
    expect(len(kept()) == most - 1, len(kept()))
    expect((room.data / f'{name}-{most - 1}').read_text() == 'mine', 'mine')
    expect(room.numbers() == [1], room.numbers())


def what_no_second_name_can_be_given_is_not_replaced(_):
    with new_room() as room:
        fill(room)
        for error in 'EPERM', 'EMLINK':
            done = room.run(RESTORE, *inject(room, 'link', f'error={error}'))
            expect(done.returncode == FAILED and
                   'as it was' in done.stderr, done)
            expect(room.numbers() == [1, 3], 'it was replaced')


def what_a_damaged_database_left_stays_with_it(_):
    with new_room() as room:
        fill_and_lose(room)
        done = room.run(LOST)
        expect(done.returncode == DONE, done)
        kept, = [file for file in room.data.iterdir()
                 if '.before-' in file.name and file.name.endswith('Z')]
        expect(kept.with_name(f'{kept.name}-journal').read_bytes() ==
               b'journal', 'it is lost')


def a_damaged_page_makes_no_backup(_):
    with new_room(None, 'rollback') as room:
        create(room, 3)
        with room.base() as base:
            page, = base.execute(
                "SELECT rootpage FROM sqlite_schema WHERE type = 'index'"
                " AND tbl_name = 'change' LIMIT 1").fetchone()
            size, = base.execute('PRAGMA page_size').fetchone()
        with open(room.data / 'crm.db', 'r+b') as file:
            file.seek((page - 1) * size)
            file.write(bytes((10, 0, 0, 0, 0)) + size.to_bytes(2, 'big'))
        file = room.path / 'x.db'
        done = room.run(('backup', str(file)))
        expect(done.returncode == FAILED and 'it is damaged' in done.stderr,
               done)
        expect(not file.exists(), 'a backup')
        (room.data / 'crm.db').write_bytes(b'x' * 5000)
        for words in ('backup', str(file)), ('migrate',), ('vacuum',):
            done = room.run(words)
            expect(done.returncode == FAILED and done.stderr, done)
        expect(not file.exists(), 'a backup')


def a_backup_may_have_a_short_name(room):
    create(room)
    room.ctl('backup', 'x.db', cwd=room.path)
    is_whole(room.path / 'x.db')
    folder = room.path / 'backups'
    (folder / 'crm-20200101T000000Z.db').mkdir(parents=True)
    _, err = room.ctl('backup', folder, '--keep', '1', status=FAILED)
    expect('crm-20200101T000000Z.db: ' in err, err)


def a_database_in_no_file_has_its_own_programs(room):
    room.config.write_text('database: other://example.com/crm\n')
    for words in ('restore', 'x.db'), ('vacuum',):
        _, err = room.ctl(*words, status=FAILED)
        expect('in no file' in err, err)


def a_lost_database_says_what_is_asked_for(room):
    room.data.mkdir(mode=0o700)
    _, err = room.ctl('restore', 'x.db', status=FAILED)
    expect('--erasures' in err and not list(room.data.iterdir()), err)


def who_says_no_migrates_nothing(room):
    fill_with_old(room)
    ours, theirs = pty.openpty()
    os.write(ours, b'n\n')
    done = subprocess.run(room.command(('migrate',)), check=False,
                          stdin=theirs, capture_output=True, text=True)
    for one in ours, theirs:
        os.close(one)
    expect(done.returncode == FAILED and 'nothing was done' in done.stderr,
           done)
    expect(room.rows('PRAGMA user_version') == [(3,)], 'migrated')


def a_check_needs_the_program(_):
    with new_room() as room:
        create(room)
        for calls, fault, words in (
                ('?access,?faccessat', 'ENOENT', 'not in its place'),
                ('?fork,?clone,?clone3', 'EAGAIN', 'crm.cgi: '),
                ('execve', 'EACCES:when=2+', '')):
            done = room.run(('check',), crash.STRACE, '-f', '-qq', '-o',
                            room.path / 'trace', '-e',
                            f'inject={calls}:error={fault}')
            expect(done.returncode == FAILED and words in done.stderr, done)


STRUCK = [
    *itertools.starmap(Scene, SCENES), who_stops_gets_nothing_new,
    a_backup_waits_for_who_has_all_but_not_for_long,
    what_no_second_name_can_be_given_is_not_replaced,
    a_check_needs_the_program,
]
CLOCKED = [all_that_was_is_kept_however_often_it_is_restored]
TESTS = [
    *STRUCK, *CLOCKED, who_writes_is_waited_for_but_not_for_long,
    who_reads_all_the_time_is_not_replaced,
    what_a_damaged_database_left_stays_with_it,
    a_damaged_page_makes_no_backup, a_backup_may_have_a_short_name,
    a_database_in_no_file_has_its_own_programs,
    a_lost_database_says_what_is_asked_for, who_says_no_migrates_nothing,
]


def why_not(test):
    """Why a test can't be run here, or None."""
    watching = conversations.watching(CTL)
    if watching == conversations.SANITIZED and test in (*STRUCK, *CLOCKED):
        return watching
    if test in CLOCKED and conversations.is_static(CTL):
        return conversations.STATIC
    if test in CLOCKED and not ctl.CLOCK.exists():
        return f'{ctl.CLOCK.name} is not built'
    return crash.why_not() if test in STRUCK else None


def make_room():
    return pathlib.Path(tempfile.mkdtemp(prefix='crm-upkeep.'))


def main(words):
    tests = [test for test in TESTS
             if not words or any(word in test.__name__ for word in words)]
    return ctl.report(tests, Room, why_not, make_room)


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
