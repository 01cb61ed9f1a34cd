#!/usr/bin/env python3
"""Kills and fails the program at every system call of a request; speaks TAP.

Usage: t/crash.py [--program FILE] [--jobs N] [--errors]

A request that creates a customer with eight rows in other tables is held once
under strace, which tells the system calls that it makes. Then it is held
again for each of them: once killed there, and once for each error that the
call may come back with. What must be true after every fault is in one place,
check_after(). After each kill and each sync that failed another request is
held, which must not be answered before all is synced that it hangs on, whoever
of the two did it. A test "rollback, existing: EIO at pwrite64 3" did what
`strace -f -e inject=pwrite64:error=EIO:when=3` does. --errors leaves out what
is killed, and takes of the calls that are about the same file only the first
and the last: that is all a request can do otherwise, to count what it reaches.
"""

import argparse
import collections
import concurrent.futures
import contextlib
import errno
import fcntl
import functools
import itertools
import json
import os
import pathlib
import re
import shutil
import sqlite3
import struct
import subprocess
import sys
import tempfile
import time

import conversations
from conversations import Mismatch

HERE = pathlib.Path(__file__).resolve().parent
STRACE = shutil.which('strace') or '/usr/bin/strace'
# A SIGKILL is no power loss, so that memory will do for a disk.
SHELF = '/dev/shm' if os.access('/dev/shm', os.W_OK) else None
TIMEOUT = 20
CROWD = 32

# What stands in every personal value, and so must stand in no log.
CANARY = 'canary'
CANARY_DIGITS = '5550199'
CUSTOMER = {
    'privacyPolicyAcceptanceStorage': True, 'canBeContactedByMaison': False,
    'clientType': 'PRIVATE', 'title': 'Mrs.', 'firstName': 'Canary',
    'lastName': 'Canary', 'gender': 'F', 'languageId': 'ita',
    'countryId': 'it', 'posCode': 'ES100:102048', 'brand': 'CAR',
    'contactByEmailFlag': True, 'dataSharingConsent': True,
    'notes': 'canary ' * 64,
    'emails': [{'email': 'canary@example.com', 'isMainEmail': True},
               {'email': 'canary@example.it', 'isMainEmail': False}],
    'phones': [{'phone': '+39 555 0199', 'countryPrefix': 'it',
                'phoneType': 'Mobile', 'isMainPhone': True}],
    'addresses': [{'addressType': 'Home', 'countryId': 'it',
                   'street': 'Via Canary 1', 'city': 'Milano',
                   'isMainAddress': True}],
    'events': [{'eventType': 'Birthday', 'eventDate': '2020-01-18',
                'eventNotes': 'canary'}],
    'interests': [{'interest': 'Watches', 'sapInterestId': 'CA-1',
                   'translation': 'Orologi'}],
    'hobbies': [{'hobby': 'Art', 'sapHobbyId': 'ART', 'translation': 'Arte'}],
    'productCollections': [{'productCollection': 'Tank',
                            'sapProductCollectionId': 'CA-1',
                            'translation': 'Tank'}],
}
LISTS = ('email', 'phone', 'address', 'event', 'interest', 'hobby',
         'product_collection')
SECRET = 32  # bytes, which nobody may guess
TABLES = ('customer', 'consent') + LISTS
ROWS = 8
VOLATILE = {'id', 'customer', 'created', 'when'}

# The errors with which a call may come back; the others are only killed at:
# brk, for one, fails by returning what it is, which strace can't know.
OPENING = ('open', 'openat')  # C libraries differ in their calls
ERRORS = {
    **dict.fromkeys(OPENING, 'EMFILE ENOSPC EROFS EACCES EIO ENOMEM EINTR'),
    'mkdir': 'ENOSPC EDQUOT EROFS EACCES EIO EEXIST',
    'read': 'EIO EINTR EAGAIN',
    'write': 'ENOSPC EIO EPIPE EINTR EAGAIN',
    'pread64': 'EIO EINTR',
    'pwrite64': 'ENOSPC EIO EDQUOT EINTR',
    'fsync': 'EIO ENOSPC EDQUOT',
    'fdatasync': 'EIO ENOSPC EDQUOT',
    'fallocate': 'ENOSPC EDQUOT EOPNOTSUPP EINTR',
    'ftruncate': 'EIO ENOSPC EROFS EINTR',
    'unlink': 'EIO EACCES EROFS',
    'fcntl': 'ENOLCK EAGAIN EIO',
    'fchown': 'EPERM EROFS',
    **dict.fromkeys(('access', 'faccessat'), 'EIO EACCES EROFS'),
    **dict.fromkeys(('newfstatat', 'stat', 'lstat', 'fstat'), 'EIO'),
    'readlink': 'EIO',
    **dict.fromkeys(('statfs', 'fstatfs'), 'EIO'),
    'lseek': 'EIO',
    'close': 'EIO EINTR',
    'poll': 'ENOMEM EINTR',
    'mmap': 'ENOMEM',
    'getrandom': 'ENOSYS',
    'prctl': 'EINVAL',
    'landlock_create_ruleset': 'ENOSYS EOPNOTSUPP ENOMEM',
    'landlock_add_rule': 'ENOMEM',
    'landlock_restrict_self': 'E2BIG',
}
# What is done again after these, of what the web server sends and takes.
AGAIN = {'EINTR', 'EAGAIN'}
SYNCS = {'fsync', 'fdatasync'}
# Another process may have made it just before.
MAKING = ' EEXIST'
# They change nothing that outlives the process: to be killed at one of them
# is to be killed at the next call.
PASSIVE = {'readlink', 'newfstatat', 'stat', 'lstat', 'fstat', 'statfs',
           'fstatfs', 'access', 'faccessat', 'getpid', 'geteuid', 'getrandom',
           'poll', 'lseek', 'brk', 'munmap', 'madvise', 'prctl', 'prlimit64',
           'landlock_create_ruleset', 'landlock_add_rule',
           'landlock_restrict_self', 'rt_sigaction'}


# A place to hold requests in, and what is found there

@functools.cache
def make_request(key):
    lines = [b'POST /customer', b'Content-Type: application/json']
    if key is not None:
        lines.append(b'Idempotency-Key: "%s"' % key.encode())
    body = json.dumps(CUSTOMER).encode()
    return conversations.Request(b'\n'.join(lines + [b'', body]), False)


class Place(conversations.Program):
    """A folder with a crm.conf, and a copy of a database if there is one."""

    def __init__(self, program, room, journal, model=None):
        super().__init__(program, False)
        # two folders, so that there is more than one name to be lost
        self.room, self.data = room, room / 'shop' / 'data'
        self.config = room / 'crm.conf'
        self.config.write_text(
            f'database: {self.data}/crm.db\njournal: {journal}\n')
        (room / 'htdocs').mkdir()
        if model is not None and model.exists():
            shutil.copytree(model, self.data)

    def files(self):
        return {str(path) for path in self.room.rglob('*')}

    def start(self, key, *before):
        request = make_request(key)
        process = subprocess.Popen(
            [*before, self.program], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env=self.environment(request), cwd=self.program.parent)
        with contextlib.suppress(BrokenPipeError):  # it may be dead by now
            process.stdin.write(request.body)
            process.stdin.close()
        process.stdin = None
        return process

    def send(self, key, *before):
        """Holds a request; before it goes what runs the program."""
        with self.start(key, *before) as process:
            return finish(process)

    def create(self, key):
        """Creates a customer, as must succeed; returns the answer."""
        return check_good(read_answer(self.send(key)))


def finish(process):
    """Waits for a program; returns it done, as subprocess.run() does."""
    try:
        out, err = process.communicate(timeout=TIMEOUT)
    except subprocess.TimeoutExpired:
        process.kill()
        raise Mismatch(f'no answer within {TIMEOUT} s') from None
    return subprocess.CompletedProcess(process.args, process.returncode,
                                       out, err)


@contextlib.contextmanager
def new_room():
    # mkdtemp's names are equally long: all places have the same calls
    room = pathlib.Path(tempfile.mkdtemp(prefix='crm-crash.', dir=SHELF))
    try:
        yield room
    finally:
        shutil.rmtree(room, ignore_errors=True)


def read_answer(done):
    """The one answer on stdout, if any. Nothing may be half or personal."""
    words = done.stderr.decode('utf-8', 'replace')
    if CANARY in words.lower() or CANARY_DIGITS in words:
        raise Mismatch(f'personal data on stderr: {words}')
    if not done.stdout:
        return None
    head, body = conversations.split_message(done.stdout)
    headers = conversations.parse_head(head)
    answer = conversations.Response(0, '', headers, body)
    status = (answer.get('Status') or b'200 OK').decode()
    code, _, answer.reason = status.partition(' ')
    answer.status = int(code)
    conversations.check_common(answer, None, make_request(None))
    if CANARY.encode() in body.lower():
        raise Mismatch('personal data in the answer')
    return answer


def check_good(answer):
    if answer is None or answer.status != 200:
        raise Mismatch('\n'.join(['a good request failed']
                                 + (answer.show() if answer else [])))
    return answer


def given_id(answer):
    return json.loads(answer.body)['boosterCustomerId']


# customers: all that is kept of each, by id; keys: the id that each gave
State = collections.namedtuple('State', 'customers keys')


def read_table(base, table):
    """Yields the owner of every row, and what in it does not change."""
    cursor = base.execute(f'SELECT * FROM "{table}" ORDER BY 1, 2')
    names = [column[0] for column in cursor.description]
    owner = names.index('id' if table == 'customer' else 'customer')
    for row in cursor:
        yield row[owner], table, tuple(
            cell for name, cell in zip(names, row) if name not in VOLATILE)


def read_state(base):
    state = (base.execute('PRAGMA integrity_check').fetchall()
             + base.execute('PRAGMA foreign_key_check').fetchall())
    if state != [('ok',)]:
        raise Mismatch(f'the database is not whole: {state}')
    customers = collections.defaultdict(list)
    if not base.execute('SELECT 1 FROM sqlite_schema').fetchone():
        return State({}, {})
    for table in TABLES:
        for owner, *row in read_table(base, table):
            customers[owner].append(row)
    return State(customers, dict(base.execute(
        'SELECT key, first FROM idempotency')))


def look(data):
    """Reads a copy of the database: recovery is left to the program."""
    with new_room() as room:
        copy = room / 'copy'
        if not (data / 'crm.db').exists():
            return State({}, {})
        shutil.copytree(data, copy)
        try:
            with contextlib.closing(sqlite3.connect(copy / 'crm.db')) as base:
                return read_state(base)
        except sqlite3.Error as error:
            raise Mismatch(f'database: {error}') from None


def check_files(data):
    if data.exists() and data.stat().st_mode & 0o7777 != 0o700:
        raise Mismatch("the database's folder has not mode 0700")
    for left in data.iterdir() if data.exists() else ():
        mode = left.stat().st_mode & 0o7777
        if not conversations.DATABASE_FILES.fullmatch(left.name):
            raise Mismatch(f'there is a file {left.name}')
        if mode != 0o600:
            raise Mismatch(f'{left.name} has mode {mode:04o}')


def check_customers(state, old, whole):
    """Nothing is lost, changed or half there. Returns what is new."""
    for number, rows in old.customers.items():
        if state.customers.get(number) != rows:
            raise Mismatch(f'customer {number} is lost or changed')
    new = set(state.customers) - set(old.customers)
    for number in new:
        if state.customers[number] != whole:
            raise Mismatch(f'customer {number} is not whole: '
                           f'{state.customers[number]}')
    return new


def check_after(place, scene, done, key, statuses, late):
    """
    All that must hold after a fault. It struck a request with that key, which
    may have been answered with those statuses, if at all; late: after the
    commit. Returns whether the customer was stored.
    """
    answer = read_answer(done)
    if answer is None and None not in statuses:
        raise Mismatch(f'no answer, exit status {done.returncode}')
    if answer is not None and answer.status not in statuses:
        raise Mismatch('\n'.join(['a wrong answer'] + answer.show()))
    if answer is not None and done.returncode not in (0, -9):
        raise Mismatch(f'exit status {done.returncode} after an answer')
    if answer is None and done.returncode == 0:
        raise Mismatch('exit status 0 without an answer')
    check_files(place.data)
    found = look(place.data)
    new = check_customers(found, scene.old, scene.whole)
    if new != {number for other, number in found.keys.items() if other == key}:
        raise Mismatch(f'keys {found.keys}, new customers {new}')
    if answer is not None and answer.status == 200:
        if new != {given_id(answer)}:
            raise Mismatch(f'{given_id(answer)} was acknowledged, {new} kept')
    elif new and not late:
        raise Mismatch('stored, but the fault struck before the commit')
    again = place.create(key)
    if (again.get('Idempotency-Replayed') is not None) != bool(new):
        raise Mismatch('a retry was not replayed' if new else
                       'a replay of what was not stored')
    # a retry that is no replay is the next request, which must be fine
    wanted = {given_id(again)} | (
        {given_id(place.create(None))} if new else set())
    if not new <= wanted or len(wanted) != len(new) + 1:
        raise Mismatch(f'ids {wanted} after {new}')
    if check_customers(look(place.data), scene.old, scene.whole) != wanted:
        raise Mismatch(f'not {wanted} are kept after a good request')
    check_files(place.data)
    return bool(new)


# System calls

Call = collections.namedtuple('Call', 'name nth arguments failed')


def read_trace(log):
    """Reads what strace wrote: all calls, each with its turn by name."""
    turns = collections.Counter()
    for line in log.read_text(errors='replace').splitlines():
        match = re.match(r'\d+ +(\w+)\((.*?)(?:\) += (.*))?$', line)
        if match:
            turns[match[1]] += 1
            yield Call(match[1], turns[match[1]], match[2],
                       (match[3] or '').startswith('-1'))


def file_of(call):
    """The file that a call is about, by descriptor or name."""
    match = (re.match(r'\d+<(.*?)>(?:, |$)', call.arguments)
             or re.search(r'"(.*?)"', call.arguments))
    return match[1] if match else ''


def is_answer(call):
    return call.name == 'write' and call.arguments.startswith('1<')


def unsynced(calls, room, present):
    """
    What a power loss would take when the first byte of the answer is written:
    files whose bytes, and names that came or went, were not synced; of what
    is in a room, where at first these files are present. Nothing hangs on the
    shared memory of a write-ahead log and on the lock file; a log is removed
    when all that it held is in the database; and a journal that is empty is
    as good as none, but one that comes back undoes what was done.
    """
    present, written, named = set(present), set(), set()
    for call in calls:
        file = file_of(call)
        if is_answer(call):
            return written | named
        if call.failed or file.endswith(('-shm', '-lock')) or \
                not f'{file}/'.startswith(f'{room}/'):
            continue
        if call.name in SYNCS:
            written.discard(file)
            named = {name for name in named if os.path.dirname(name) != file}
        elif call.name in ('write', 'pwrite64', 'ftruncate'):
            written.add(file)
            if file.endswith('-journal') and call.name == 'ftruncate':
                named.discard(file)
        elif call.name == 'unlink':
            written.discard(file)
            present.discard(file)
            named.discard(file)
            if file.endswith('-journal'):
                named.add(file)
        elif call.name == 'mkdir' or 'O_CREAT' in call.arguments:
            named |= {file} - present
            present.add(file)
    raise Mismatch('there was no answer')


def show_paths():
    """
    What lets strace tell paths to a user who is not root: it must not see the
    program forbid that others look into it, which it does first of its prctl
    calls.
    """
    return ['-e', 'inject=prctl:retval=0:when=1']


def trace(place, key, *options):
    """Holds a request; returns it done and its calls after the loader's."""
    log = place.room / 'trace'
    done = place.send(key, STRACE, '-f', '-qq', '-y', '-o', log, *show_paths(),
                      *options)
    calls = list(read_trace(log))
    for index, call in enumerate(calls):
        # The dynamic loader and the C library start before main() and touch
        # nothing of ours: a fault there is one of the system's installation,
        # and what they call changes with it. Our part begins with crm.conf.
        if call.name in OPENING and file_of(call) == str(place.config):
            return done, calls[index:]
    raise Mismatch('strace saw no crm.conf opened')


def errors_of(call):
    errors = ERRORS.get(call.name, '')
    if 'O_EXCL' in call.arguments:
        errors += MAKING
    return errors.split()


def inject(log, call, fault):
    # a signal is lost where strace stops at the calls in question only
    strace = [STRACE, '-f'] if 'signal' in fault else strace_of_few()
    return [*strace, '-qq', '-o', log, '-e', f'trace={call.name}',
            '-e', f'inject={call.name}:{fault}:when={call.nth}']


@functools.cache
def strace_of_few():
    """An strace that stops at no other calls, which is faster, if it can."""
    fast = [STRACE, '-f', '--seccomp-bpf']
    tried = subprocess.run(
        [*fast, '-qq', '-o', '/dev/null', '-e', 'trace=write', 'true'],
        capture_output=True, check=False)
    return fast[:2] if tried.returncode or tried.stderr else fast


# Scenes

class Scene:
    """A database, or none, and what the request does there."""

    def __init__(self, program, journal, name, model):
        self.program, self.journal, self.model = program, journal, model
        self.name = f'{journal}, {name}'
        self.old = look(model)
        self.calls, self.commit, self.whole = [], None, None
        self.room, self.present = None, None

    @contextlib.contextmanager
    def place(self):
        with new_room() as room:
            yield Place(self.program, room, self.journal, self.model)

    def rehearse(self):
        """Learns the calls, and what a customer is when whole."""
        with self.place() as place:
            self.room, self.present = place.room, place.files()
            done, self.calls = trace(place, 'rehearsal')
            answer = check_good(read_answer(done))
            self.whole = look(place.data).customers[given_id(answer)]
            rows = sum(row[0] in LISTS for row in self.whole)
            if rows != ROWS:
                raise Mismatch(f'{rows} rows beside the customer')
            left = unsynced(self.calls, self.room, self.present)
            if left:
                raise Mismatch(f'not synced before the answer: {left}')

    def lie(self, library):
        """Sees that without syncs the rehearsal would have failed."""
        with self.place() as place:
            present = place.files()
            _, calls = trace(place, 'lie', '-E', f'LD_PRELOAD={library}')
            if any(call.name in SYNCS for call in calls):
                raise Mismatch('the library did not keep syncs from happening')
            if not unsynced(calls, place.room, present):
                raise Mismatch('nobody noticed that nothing was synced')

    def kill(self, index):
        """Kills before a call; returns whether the customer was stored."""
        call = self.calls[index]
        with self.place() as place:
            done = place.send('key', *inject(place.room / 'log', call,
                                             'signal=SIGKILL'))
            if done.returncode != -9:
                raise Mismatch('it was not killed')
            return check_after(place, self, done, 'key', {None, 200}, True)

    def fail(self, index, error):
        call = self.calls[index]
        with self.place() as place:
            log = place.room / 'log'
            done = place.send('key', *inject(log, call, f'error={error}'))
            if 'INJECTED' not in log.read_text(errors='replace'):
                raise Mismatch('the call was not made')
            check_after(place, self, done, 'key',
                        self.statuses(index, error), index >= self.commit)

    def follow_killed(self, index, key):
        """
        Kills a request before a call, and holds one with that key. This one's
        answer hangs on what the killed one did and had no time to sync.
        """
        with self.place() as place:
            present = place.files()
            place.send('key', *inject(place.room / 'log', self.calls[index],
                                      'signal=SIGKILL'))
            self.follow(place, key, present, [
                call._replace(arguments=call.arguments.replace(
                    str(self.room), str(place.room)))
                for call in self.calls[:index]],
                key == 'key' and index >= self.commit)

    def follow_failed(self, index):
        """The same after a request of which a sync failed."""
        call = self.calls[index]
        with self.place() as place:
            present = place.files()
            done, before = trace(place, 'key', '-e', f'inject={call.name}:'
                                 f'error=EIO:when={call.nth}')
            read_answer(done)
            self.follow(place, 'other', present, before, False)

    def follow(self, place, key, present, before, replayed):
        """Sees that a request leaves nothing unsynced of one before it."""
        done, calls = trace(place, key)
        answer = check_good(read_answer(done))
        if (answer.get('Idempotency-Replayed') is not None) != replayed:
            raise Mismatch('it was not replayed' if replayed else
                           'it was replayed')
        left = unsynced([call for call in before if not is_answer(call)]
                        + calls, place.room, present)
        if left:
            raise Mismatch(f'not synced before the answer: {left}')

    def statuses(self, index, error):
        """What may be answered when that call fails."""
        call = self.calls[index]
        heard = call.name in ('read', 'poll') and \
            'fd=0' in call.arguments or call.arguments.startswith('0<')
        if error in AGAIN and (heard or is_answer(call)):
            return {200}
        if is_answer(call):
            return {None, 200}
        if heard:
            return {200, 400, 500, 503}
        if call.name == 'getrandom' and f', {SECRET}, ' in call.arguments:
            return {500, 503}
        sync = index
        if call.name in OPENING and error != 'EINTR':
            sync = self.first_use(index)
        if self.calls[sync].name in SYNCS and self.needs(sync):
            return {500, 503}
        return {200, 500, 503}

    def first_use(self, index):
        """What a call opens for: a folder that can't be is not synced."""
        uses = itertools.dropwhile(
            lambda i: self.calls[i].name == 'fcntl',
            range(index + 1, len(self.calls)))
        use = next(uses, index)
        same = file_of(self.calls[use]) == file_of(self.calls[index])
        return use if same else index

    def needs(self, index):
        """
        Whether a sync must be done before the answer. Those of a checkpoint,
        after the one that makes the commit durable, need not; nor does that
        of a folder that is synced again.
        """
        last = next(index for index, call in enumerate(self.calls)
                    if index >= self.commit and call.name in SYNCS)
        others = self.calls[:index] + self.calls[index + 1:]
        is_file = '/crm.db' in file_of(self.calls[index])
        return index <= last and (
            is_file or bool(unsynced(others, self.room, self.present)))

    def find_commit(self, points, stored):
        """Learns from the kills which call comes after the commit."""
        first = stored.index(True)
        if not all(stored[first:]):
            raise Mismatch(f'what was stored did not stay: {stored}')
        self.commit = points[first - 1] + 1

    def search_commit(self):
        """Learns the same from as few kills as need be."""
        points = [index for index, call in enumerate(self.calls)
                  if call.name not in PASSIVE]
        unstored, stored = 0, len(points) - 1
        while stored - unstored > 1:
            middle = (unstored + stored) // 2
            if self.kill(points[middle]):
                stored = middle
            else:
                unstored = middle
        self.commit = points[unstored] + 1

    def typical(self):
        """The first and the last call of a kind on each file, to the answer;
        to open it is another kind than to make it."""
        seen = collections.defaultdict(list)
        for index, call in enumerate(self.calls):
            seen[call.name, file_of(call),
                 'O_CREAT' in call.arguments].append(index)
            if is_answer(call):
                break
        return sorted({index for indices in seen.values()
                       for index in (indices[0], indices[-1])})

    def title(self, index):
        call = self.calls[index]
        file = file_of(call)
        inside = f'{file}/'.startswith(f'{self.room}/')
        where = f' {os.path.relpath(file, self.room)}' if inside else ''
        return f'{call.name} {call.nth}{where}'


# Tests of more than one process

def wait_until(condition, what):
    deadline = time.monotonic() + TIMEOUT
    while not condition():
        if time.monotonic() > deadline:
            raise Mismatch(f'{what} within {TIMEOUT} s')
        time.sleep(0.005)


def is_locked(file):
    """Whether another process has the gate of writers, its first byte."""
    if not file.exists():
        return False
    with file.open('rb') as lock:
        asked = struct.pack('hhqqi4x', fcntl.F_WRLCK, os.SEEK_SET, 0, 1, 0)
        told = fcntl.fcntl(lock, fcntl.F_OFD_GETLK, asked)
        return struct.unpack('hhqqi4x', told)[0] != fcntl.F_UNLCK


def killed_holder(scene, key):
    """One who waits is served at once when the holder of the gate dies."""
    with scene.place() as place:
        lock = place.data / 'crm.db-lock'
        call = next(call for call in scene.calls if call.name == 'pwrite64')
        # -D: the program is our child, and strace is not between
        holder = place.start('holder', *inject(
            place.room / 'log', call, 'signal=SIGSTOP'), '-D')
        try:
            wait_until(lambda: is_locked(lock), 'the gate was not taken')
            waiter = place.start(key)
            time.sleep(0.3)
            if waiter.poll() is not None:
                raise Mismatch('nobody had to wait')
            began = time.monotonic()
            holder.kill()
            done = finish(waiter)
            took = time.monotonic() - began
        finally:
            holder.kill()
            finish(holder)
        if took > 1:
            raise Mismatch(f'it took {took:.1f} s to be served')
        check_after(place, scene, done, key, {200}, False)


def crowd(scene, key):
    """So many at once: one customer if they share a key, else one each."""
    with scene.place() as place:
        processes = [place.start(key) for _ in range(CROWD)]
        answers = [read_answer(finish(process)) for process in processes]
        for answer in answers:
            check_good(answer)
        ids = {given_id(answer) for answer in answers}
        replayed = sum(answer.get('Idempotency-Replayed') is not None
                       for answer in answers)
        new = check_customers(look(place.data), scene.old, scene.whole)
        wanted, repeats = (1, CROWD - 1) if key else (CROWD, 0)
        if new != ids or len(ids) != wanted or replayed != repeats:
            raise Mismatch(f'ids {ids}, {replayed} replayed, kept {new}')
        conversations.check_data(place.data, [])


# Running

class Tap:
    """Runs tests in several threads, and tells their results in order."""

    def __init__(self, jobs):
        self.pool = concurrent.futures.ThreadPoolExecutor(jobs)
        self.count = self.failed = 0

    def run(self, tests):
        """Runs (name, function, argument...); returns what they returned."""
        futures = [(name, self.pool.submit(*call)) for name, *call in tests]
        return [self.tell(name, future) for name, future in futures]

    def skip(self, tests, reason):
        for name, *_ in tests:
            self.count += 1
            print(f'ok {self.count} - {name} # SKIP {reason}')

    def tell(self, name, future):
        self.count += 1
        wrong, value = '', None
        try:
            value = future.result()
        except (Mismatch, OSError, ValueError) as error:
            wrong = f'{type(error).__name__}: {error}'
        self.failed += bool(wrong)
        print('not ok' if wrong else 'ok', self.count, '-', name)
        for line in wrong.splitlines():
            print(f'#   {line}')
        sys.stdout.flush()
        return value


def sweep(tap, scene, most=None):
    """A scene's kills, and its errors, at most so many for each call."""
    points = [index for index, call in enumerate(scene.calls)
              if call.name not in PASSIVE]
    stored = tap.run([
        (f'{scene.name}: killed at {scene.title(index)}', scene.kill, index)
        for index in points])
    tap.run([(f'{scene.name}: what was stored stays', scene.find_commit,
              points, stored)])
    if scene.commit is None:
        return
    sweep_errors(tap, scene, range(len(scene.calls)), most)
    tap.run([
        (f'{scene.name}: replayed after a kill at {scene.title(index)}',
         scene.follow_killed, index, 'key')
        for index in points if index >= scene.commit])
    tap.run([
        (f'{scene.name}: another after a kill at {scene.title(index)}',
         scene.follow_killed, index, 'other') for index in points])
    tap.run([
        (f'{scene.name}: another after EIO at {scene.title(index)}',
         scene.follow_failed, index)
        for index in points if scene.calls[index].name in SYNCS])


def sweep_errors(tap, scene, points, most=None):
    tap.run([
        (f'{scene.name}: {error} at {scene.title(index)}', scene.fail, index,
         error)
        for index in points
        for error in errors_of(scene.calls[index])[:most]])


def make_model(scene, folder, index=None):
    """Keeps what a good request leaves, or one that is killed at a call."""
    with scene.place() as place:
        if index is None:
            place.create('model')
        else:
            place.send('model', *inject(place.room / 'log', scene.calls[index],
                                        'signal=SIGKILL'))
        shutil.copytree(place.data, folder)
    return folder


def rehearse(tap, scene):
    tap.run([(f'{scene.name}: all is synced before the answer',
              scene.rehearse)])
    return scene.whole is not None


def sweep_journal(tap, program, journal, room):
    """All that concerns one kind of journal."""
    missing = Scene(program, journal, 'missing', room / 'none')
    existing = Scene(program, journal, 'existing',
                     make_model(missing, room / f'{journal}-existing'))
    if not rehearse(tap, missing) or not rehearse(tap, existing):
        return
    lies = [(f'{scene.name}: a lack of syncs is noticed', scene.lie,
             room / 'nosync.so') for scene in (missing, existing)]
    if conversations.is_static(program):
        tap.skip(lies, conversations.STATIC)
    elif build_library(room / 'nosync.so'):
        tap.run(lies)
    else:
        tap.skip(lies, 'there is no compiler')
    sweep(tap, missing)
    sweep(tap, existing)
    if existing.commit is not None:
        # what was begun is there to be undone, or what was done to be kept
        index = existing.commit + (1 if journal == 'wal' else -1)
        crashed = Scene(program, journal, 'crashed', make_model(
            existing, room / f'{journal}-crashed', index))
        if rehearse(tap, crashed):
            sweep(tap, crashed, 1)
    tap.run([(f'{journal}: a killed holder of the gate blocks nobody{how}',
              killed_holder, existing, key)
             for how, key in (('', 'other'), (', with one key', 'holder'))])
    for scene in missing, existing:
        for how, key in ('one key', 'key'), ('no keys', None):
            tap.run([(f'{scene.name}: {CROWD} at once with {how}', crowd,
                      scene, key)])


def sweep_typical(tap, program, journal, room):
    """The errors of calls that differ, and how a request ends with them."""
    missing = Scene(program, journal, 'missing', room / 'none')
    existing = Scene(program, journal, 'existing',
                     make_model(missing, room / f'{journal}-existing'))
    for scene in missing, existing:
        if rehearse(tap, scene):
            scene.search_commit()
            sweep_errors(tap, scene, scene.typical())


def build_library(file):
    compiler = os.environ.get('CC', 'cc').split()
    try:
        return file.exists() or subprocess.run(
            [*compiler, '-shared', '-fPIC', '-o', file, HERE / 'nosync.c'],
            check=False).returncode == 0
    except OSError:
        return False


def why_not():
    """Why strace can't do here what is asked of it, if it can't."""
    try:
        tried = subprocess.run(
            [STRACE, '-f', '-qq', '-o', '/dev/null', '-e',
             'inject=close:delay_enter=1:when=1', 'true'],
            capture_output=True, text=True, check=False)
    except OSError:
        return 'strace is not installed'
    return (tried.stderr.splitlines() + [f'strace: {tried.returncode}'])[0] \
        if tried.returncode else None


def main():
    parser = argparse.ArgumentParser(
        description=__doc__.split('\n', maxsplit=1)[0])
    parser.add_argument('--program', type=pathlib.Path,
                        default=conversations.BUILD / 'cgi-bin' / 'crm.cgi')
    # the program and strace wait for each other most of the time
    parser.add_argument('--jobs', type=int, default=2 * os.cpu_count())
    parser.add_argument('--errors', action='store_true')
    chosen = parser.parse_args()
    program = chosen.program.resolve()
    if not os.access(program, os.X_OK):
        sys.exit(f'Bail out! there is no program {program}')
    reason = why_not()
    if reason:
        print(f'1..0 # SKIP {reason}')
        return 0
    tap = Tap(chosen.jobs)
    with new_room() as room:
        for journal in 'rollback', 'wal':
            (sweep_typical if chosen.errors else sweep_journal)(
                tap, program, journal, room)
    print(f'1..{tap.count}')
    return 1 if tap.failed else 0


if __name__ == '__main__':
    sys.exit(main())
