#!/usr/bin/env python3
"""Tries a process that stays, by FastCGI, without a web server; speaks TAP.

Usage: t/stay.py [SUBSTRING]...: of the tests' names

STAY_MIXED (2000) requests are mixed; from 12000 on, those of all conversations.
TESTS_AT_ONCE (4) go on side by side.
"""

import fcntl
import hashlib
import json
import multiprocessing
import os
import pathlib
import random
import resource
import shutil
import signal
import socket
import sqlite3
import struct
import subprocess
import sys
import tempfile
import threading
import time

import conversations
import many
from conversations import BUILD, Mismatch

MIXED = int(os.environ.get('STAY_MIXED', '2000'))
ALL_MIXED = 12000  # requests, in some four rounds of all conversations
AT_ONCE = int(os.environ.get('TESTS_AT_ONCE', '4'))
MEMORY = '/dev/shm' if os.access('/dev/shm', os.W_OK | os.X_OK) else None
PATIENCE = 30  # seconds
GROWTH = 512 * 1024  # bytes of memory
BEGIN, ABORT, END, PARAMS, STDIN, STDOUT = 1, 2, 3, 4, 5, 6
GET_VALUES, VALUES, UNKNOWN = 9, 10, 11
CUSTOMER = {'privacyPolicyAcceptanceStorage': True, 'posCode': 'P1',
            'canBeContactedByMaison': False, 'clientType': 'COMPANY',
            'companyName': 'Example Ltd.', 'countryId': 'it', 'brand': 'CAR'}
BODY = json.dumps(CUSTOMER).encode()
NOBODY = 65534
F_OFD_SETLK = 37


def record(kind, number, content=b'', padding=0):
    return struct.pack('!BBHHBx', 1, kind, number, len(content),
                       padding) + content + bytes(padding)


def begin(number=1, role=1, keep=0):
    return record(BEGIN, number, struct.pack('!HB5x', role, keep))


def pair(name, value):
    text = b''
    for part in (name, value):
        size = len(part)
        text += (bytes([size]) if size < 128
                 else struct.pack('!I', size | 1 << 31))
    return text + name + value


def pieces(kind, number, content):
    """Content in as many records as it takes, and the empty one behind."""
    return b''.join(record(kind, number, content[at:at + 65535])
                    for at in range(0, len(content), 65535)
                    ) + record(kind, number)


def request(variables, body=b'', number=1, keep=0):
    params = b''.join(pair(os.fsencode(name), os.fsencode(value))
                      for name, value in variables.items())
    return (begin(number, keep=keep) + pieces(PARAMS, number, params) +
            pieces(STDIN, number, body))


def variables(method, path, body=b'', **more):
    return {'GATEWAY_INTERFACE': 'CGI/1.1', 'REQUEST_METHOD': method,
            'SCRIPT_NAME': '', 'PATH_INFO': path, 'SERVER_NAME': 'localhost',
            'SERVER_PORT': '80', 'HTTP_HOST': 'localhost',
            'CONTENT_TYPE': 'application/json',
            'CONTENT_LENGTH': str(len(body)), **more}


def create(**more):
    body = json.dumps(CUSTOMER).encode()
    return request(variables('POST', '/customer', body, **more), body)


class Answer:
    """What came back for each request of a connection."""

    def __init__(self):
        self.out, self.ended, self.others = {}, {}, []

    def take(self, wire, count):
        """Reads until so many requests have ended, or the connection has."""
        left = b''
        while len(self.ended) < count:
            while len(left) >= 8:
                kind, number, size, pad = struct.unpack('!xBHHBx', left[:8])
                if len(left) < 8 + size + pad:
                    break
                content, left = left[8:8 + size], left[8 + size + pad:]
                if kind == STDOUT:
                    self.out[number] = self.out.get(number, b'') + content
                elif kind == END:
                    self.ended[number] = content[4]
                else:
                    self.others.append((kind, content))
            if len(self.ended) >= count:
                break
            try:
                some = wire.recv(65536)
            except ConnectionError:
                break
            if not some:
                break
            left += some
        return self


class Stay:
    """A process that stays, in a folder of its own."""

    def __init__(self, room, config='', processes=1):
        self.room = room
        self.data = room / 'data'
        self.data.mkdir(0o700, exist_ok=True)
        self.config = room / 'crm.conf'
        self.write(config, processes)
        self.listener = socket.socket(socket.AF_UNIX)
        self.path = str(room / 'socket')
        self.listener.bind(self.path)
        self.listener.listen(1024)
        self.log = (room / 'log').open('w+b')
        self.program = (BUILD / 'cgi-bin' / 'crm.cgi').resolve()
        self.start()

    def write(self, config='', processes=1):
        self.config.write_text(f'database: {self.data}/crm.db\n'
                               f'processes: {processes}\n{config}')

    def start(self):
        self.keeper = subprocess.Popen(
            [self.program], stdin=self.listener, stdout=self.log,
            stderr=self.log, env={'CRM_CONFIG': str(self.config)},
            start_new_session=True)

    def connect(self):
        wire = socket.socket(socket.AF_UNIX)
        wire.settimeout(PATIENCE)
        wire.connect(self.path)
        return wire

    def send(self, bytes_):
        wire = self.connect()
        wire.sendall(bytes_)
        return wire

    def ask(self, bytes_):
        """The answer to one request, and its status."""
        with self.send(bytes_) as wire:
            out = Answer().take(wire, 1).out.get(1, b'')
        return status_of(out), out

    def workers(self):
        return children(self.keeper.pid)

    def worker(self):
        """The process that answers, once there is one."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            found = self.workers()
            if found and self.ask(request(variables('GET', '/health')))[0]:
                return found[0]
            time.sleep(0.01)
        raise Mismatch('no process is there')

    def renew(self):
        before = self.workers()
        self.keeper.send_signal(signal.SIGHUP)
        return before

    def renewed(self, config):
        """Has another configuration read, and waits until it counts."""
        self.worker()
        self.write(config)
        before = self.renew()
        wait_until(lambda: not set(before) & set(self.workers()),
                   'the old ones stay')
        self.worker()

    def count(self):
        with sqlite3.connect(self.data / 'crm.db') as database:
            return database.execute('SELECT count(*) FROM customer'
                                    ).fetchone()[0]

    def said(self):
        return (self.room / 'log').read_text(errors='replace')

    def end(self, kind=signal.SIGTERM):
        self.keeper.send_signal(kind)
        return self.keeper.wait(PATIENCE)

    def close(self):
        self.keeper.terminate()
        try:
            self.keeper.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.keeper.kill()
            self.keeper.wait()
        self.listener.close()


def children(pid):
    path = pathlib.Path(f'/proc/{pid}/task/{pid}/children')
    return [int(child) for child in path.read_text().split()]


def status_of(out):
    return int(out[8:11]) if out.startswith(b'Status: ') else 0


def need(good, what):
    if not good:
        raise Mismatch(what)


def same(found, wanted, what):
    need(found == wanted, f'{what}: {found!r}, not {wanted!r}')


def wait_until(true, what):
    deadline = time.monotonic() + PATIENCE
    while not true():
        need(time.monotonic() < deadline, what)
        time.sleep(0.01)


def together(stay, requests):
    """Has requests come in while the process is stopped, so that they are one
    group; returns the answers in order."""
    pid = stay.worker()
    os.kill(pid, signal.SIGSTOP)
    try:
        wires = [stay.send(one) for one in requests]
    finally:
        os.kill(pid, signal.SIGCONT)
    answers = [Answer().take(wire, 1).out.get(1, b'') for wire in wires]
    for wire in wires:
        wire.close()
    return answers


# Groups

def a_faulty_request_takes_nothing_along(stay):
    body = b'{"brand":"CAR"}'
    faulty = request(variables('POST', '/customer', body), body)
    answers = together(stay, [create(), faulty, create(), faulty, create()])
    same([status_of(one) for one in answers], [200, 400, 200, 400, 200],
         'the group')
    same(stay.count(), 3, 'customers')


def a_crowd_takes_several_groups(stay):
    answers = together(stay, [create() for _ in range(150)])
    same([status_of(one) for one in answers], [200] * 150, 'the crowd')
    same(stay.count(), 150, 'customers')


def more_than_a_round_holds_are_refused(stay):
    many_ = b''.join(
        begin(number, keep=1) + pieces(PARAMS, number, b''.join(
            pair(name.encode(), value.encode()) for name, value in
            variables('POST', '/customer', BODY).items())) +
        pieces(STDIN, number, BODY) for number in range(1, 9))
    pid = stay.worker()
    os.kill(pid, signal.SIGSTOP)
    try:
        wires = [stay.send(many_) for _ in range(40)]
    finally:
        os.kill(pid, signal.SIGCONT)
    statuses = [status_of(out) for wire in wires
                for out in Answer().take(wire, 8).out.values()]
    for wire in wires:
        wire.close()
    same(len(statuses), 320, 'answers')
    same(set(statuses), {200, 503}, 'the answers')
    same(stay.count(), statuses.count(200), 'customers')


def a_group_that_is_not_kept_is_tried_one_by_one(stay):
    same(stay.ask(create())[0], 200, 'before')
    pid = stay.worker()
    most = (stay.data / 'crm.db-wal').stat().st_size
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (most, -1))
    answers = together(stay, [create() for _ in range(5)])
    same({status_of(one) // 100 for one in answers}, {5}, 'a full disk')
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (-1, -1))
    same(stay.ask(create())[0], 200, 'after')
    same(stay.count(), 2, 'customers')


def a_key_twice_in_a_group_is_replayed(stay):
    key = {'HTTP_IDEMPOTENCY_KEY': '"twice"'}
    first, second, other = together(
        stay, [create(**key), create(**key), create()])
    same(stay.count(), 2, 'customers')
    need(b'Idempotency-Replayed' not in first, 'the first is a replay')
    need(b'Idempotency-Replayed: true' in second, 'the second is none')
    same(first.split(b'\r\n\r\n')[1], second.split(b'\r\n\r\n')[1], 'the id')
    same(status_of(other), 200, 'the other')


def a_group_that_is_killed_is_not_acknowledged(stay):
    pid = stay.worker()
    os.kill(pid, signal.SIGSTOP)
    wires = [stay.send(create()) for _ in range(8)]
    os.kill(pid, signal.SIGKILL)
    answered = sum(1 in Answer().take(wire, 1).ended for wire in wires)
    stay.worker()
    same(stay.count(), answered, 'customers')


# Records

def garbage_ends_its_connection_alone(stay):
    for bytes_ in (b'\0', b'GET / HTTP/1.1\r\n\r\n', b'\2' * 8,
                   begin() + begin(),
                   begin() + record(PARAMS, 1, b'\x80') + record(PARAMS, 1),
                   begin() + record(PARAMS, 1, b'\xff\xff\xff\xff' * 2) +
                   record(PARAMS, 1),
                   begin() + record(PARAMS, 1, b'\0' * 65534) +
                   record(PARAMS, 1)):
        with stay.send(bytes_) as wire:
            same(Answer().take(wire, 1).ended, {}, f'the end of {bytes_[:40]}')
    same(stay.ask(create())[0], 200, 'the next')


def variables_beyond_a_mebibyte_end_the_connection(stay):
    with stay.connect() as wire:
        wire.sendall(begin())
        try:
            for _ in range(20):
                wire.sendall(record(PARAMS, 1, b'a' * 65535))
        except ConnectionError:
            pass
        same(Answer().take(wire, 1).ended, {}, 'the end')
    same(stay.ask(create())[0], 200, 'the next')


def ids_without_number_are_refused(stay):
    with stay.connect() as wire:
        wire.sendall(b''.join(begin(number) for number in range(1, 3001)))
        ended = Answer().take(wire, 2992).ended
    same(set(ended.values()), {2}, 'the status')  # FCGI_OVERLOADED
    same(stay.ask(create())[0], 200, 'the next')


def requests_on_one_connection_are_kept_apart(stay):
    bodies = [json.dumps({**CUSTOMER, 'companyName': f'Number {number}'}
                         ).encode() for number in range(4)]
    parts = [begin(number + 1, keep=1) + pieces(
        PARAMS, number + 1, b''.join(
            pair(name.encode(), value.encode()) for name, value in
            variables('POST', '/customer', body).items()))
        for number, body in enumerate(bodies)]
    with stay.connect() as wire:
        wire.sendall(b''.join(parts))
        for at in range(max(map(len, bodies))):
            wire.sendall(b''.join(
                record(STDIN, number + 1, body[at:at + 1], at % 256)
                for number, body in enumerate(bodies) if at < len(body)))
        wire.sendall(b''.join(record(STDIN, number) for number in (4, 2, 3, 1)))
        answer = Answer().take(wire, 4)
    same(sorted(map(status_of, answer.out.values())), [200] * 4, 'all')
    with sqlite3.connect(stay.data / 'crm.db') as database:
        names = [row[0] for row in database.execute(
            'SELECT "companyName" FROM customer ORDER BY id')]
    same(names, [f'Number {number}' for number in (3, 1, 2, 0)], 'the order')


def a_connection_may_be_kept(stay):
    with stay.connect() as wire:
        for _ in range(3):
            wire.sendall(request(variables('GET', '/health'), keep=1))
            same(status_of(Answer().take(wire, 1).out[1]), 200, 'each')
        wire.sendall(request(variables('GET', '/health')))
        same(status_of(Answer().take(wire, 1).out[1]), 200, 'the last')
        same(wire.recv(1), b'', 'what is behind')


def management_is_answered(stay):
    with stay.connect() as wire:
        wire.sendall(record(GET_VALUES, 0, pair(b'FCGI_MPXS_CONNS', b'') +
                            pair(b'X', b'')) + record(77, 0) +
                     request(variables('GET', '/health')))
        others = Answer().take(wire, 1).others
    same(others, [(VALUES, pair(b'FCGI_MPXS_CONNS', b'1')),
                  (UNKNOWN, b'\x4d' + bytes(7))], 'the answers')


def another_role_is_refused(stay):
    with stay.send(begin(role=2)) as wire:
        same(Answer().take(wire, 1).ended, {1: 3}, 'the end')


def one_byte_at_a_time_is_enough(stay):
    with stay.connect() as wire:
        for byte in create():
            wire.sendall(bytes([byte]))
        same(status_of(Answer().take(wire, 1).out[1]), 200, 'the answer')


def a_body_is_whole_or_nothing(stay):
    body = json.dumps(CUSTOMER).encode()
    head = variables('POST', '/customer', body)
    short = request(head, body[:-1])
    same(stay.ask(short)[0], 400, 'a short one')
    same(stay.ask(request(head, body + b'garbage'))[0], 200, 'a long one')
    del head['CONTENT_LENGTH']
    same(stay.ask(request(head, body))[0], 411, 'one without a length')
    same(stay.ask(request({**head, 'CONTENT_LENGTH': '9' * 18}, body))[0], 413,
         'a very long one')
    same(stay.count(), 1, 'customers')


def a_slow_body_is_late(stay):
    body = json.dumps(CUSTOMER).encode()
    whole = request(variables('POST', '/customer', body), body)
    stay.renewed('body-timeout: 1\n')
    with stay.send(whole[:-30]) as wire:
        same(stay.ask(create())[0], 200, 'another')
        same(status_of(Answer().take(wire, 1).out[1]), 408, 'the slow one')


def a_client_that_goes_away_disturbs_nobody(stay):
    whole = create()
    for at in range(0, len(whole) - 8, 7):
        stay.send(whole[:at]).close()
        with stay.send(whole[:at] + record(ABORT, 1)):
            pass
    before = stay.count() if (stay.data / 'crm.db').exists() else 0
    stay.send(whole).close()
    same(stay.ask(create())[0], 200, 'the next')
    wait_until(lambda: stay.count() >= before + 2, 'the create does not stand')
    same(stay.count(), before + 2, 'customers')


def what_comes_late_ends_its_connection(stay):
    stay.renewed('body-timeout: 1\n')
    for bytes_ in (begin()[:5], begin(),
                   begin() + record(PARAMS, 1, b'\x01'),
                   record(GET_VALUES, 0, b'')[:-1]):
        with stay.send(bytes_) as wire:
            same(Answer().take(wire, 1).ended, {}, f'the end of {bytes_}')
    same(stay.ask(create())[0], 200, 'the next')


def what_belongs_to_no_request_is_passed_over(stay):
    head = variables('GET', '/health')
    whole = request(head)
    with stay.send(record(STDIN, 7, b'a') + record(PARAMS, 7, b'a') +
                   record(ABORT, 7) + whole[:16] + record(88, 1, b'a') +
                   record(STDIN, 1, b'early') + whole[16:] +
                   record(PARAMS, 1, b'late')) as wire:
        same(status_of(Answer().take(wire, 1).out[1]), 200, 'the request')


def a_request_without_a_method_fails_alone(stay):
    head = variables('GET', '/health')
    del head['REQUEST_METHOD']
    same(stay.ask(request(head))[0], 500, 'that one')
    same(stay.ask(create())[0], 200, 'the next')


# Signals

def a_stop_finishes_what_is_at_hand(stay):
    for kind in (signal.SIGTERM, signal.SIGUSR1):
        whole = create()
        stay.worker()
        with stay.send(whole[:-40]) as wire:
            stay.ask(request(variables('GET', '/health')))
            stay.keeper.send_signal(kind)
            time.sleep(0.2)
            wire.sendall(whole[-40:])
            same(status_of(Answer().take(wire, 1).out[1]), 200, 'at hand')
        same(stay.keeper.wait(PATIENCE), 0, 'the exit')
        stay.start()


def a_connection_without_a_word_yet_is_heard(stay):
    stay.worker()
    with stay.connect() as wire:
        stay.ask(request(variables('GET', '/health')))  # so it is accepted
        stay.keeper.send_signal(signal.SIGTERM)
        time.sleep(0.2)
        wire.sendall(create())
        same(status_of(Answer().take(wire, 1).out[1]), 200, 'the answer')
    same(stay.keeper.wait(PATIENCE), 0, 'the exit')
    stay.start()


def a_mistake_in_the_configuration_changes_nothing(stay):
    stay.worker()
    stay.write('unknown: perhaps\n')
    before = stay.renew()
    wait_until(lambda: 'is kept' in stay.said(), 'nothing is logged')
    same(stay.workers(), before, 'the processes')
    same(stay.ask(create())[0], 200, 'the next')
    stay.renewed('unknown: reject\n')
    body = json.dumps({**CUSTOMER, 'strange': 1}).encode()
    same(stay.ask(request(variables('POST', '/customer', body), body))[0], 400,
         'by the new one')


# The database

def another_database_is_noticed(stay):
    same(stay.ask(create())[0], 200, 'before')
    os.rename(stay.data / 'crm.db', stay.data / 'old.db')
    for ending in ('-wal', '-shm'):
        os.rename(stay.data / f'crm.db{ending}', stay.data / f'old.db{ending}')
    same([stay.ask(create())[0] for _ in range(3)], [200] * 3, 'after')
    same(stay.count(), 3, 'customers')
    for file in stay.data.iterdir():
        file.unlink()
    same(stay.ask(create())[0], 200, 'when it was removed')
    same(stay.count(), 1, 'customers')


def is_waited_for(file):
    """Whether a process waits for a lock on a file (proc(5), /proc/locks)."""
    number = f':{file.stat().st_ino} '
    return any('-> ' in line and number in line for line in
               pathlib.Path('/proc/locks').read_text().splitlines())


def who_waits_for_the_lock_writes_to_what_is_there_then(stay):
    same(stay.ask(create())[0], 200, 'before')
    lock = stay.data / 'crm.db-lock'
    with lock.open('rb+') as held:
        fcntl.lockf(held, fcntl.LOCK_EX, 1, 0)
        wire = stay.send(create())
        wait_until(lambda: is_waited_for(lock), 'nobody waits')
        with sqlite3.connect(stay.data / 'crm.db') as old, \
                sqlite3.connect(stay.data / 'new.db') as new:
            old.backup(new)
        old.close()
        new.close()
        for ending in ('', '-wal', '-shm'):
            os.rename(stay.data / f'crm.db{ending}',
                      stay.data / f'old.db{ending}')
        os.chmod(stay.data / 'new.db', 0o600)
        os.rename(stay.data / 'new.db', stay.data / 'crm.db')
    same(status_of(Answer().take(wire, 1).out.get(1, b'')), 200, 'the waiter')
    same(stay.count(), 2, 'customers')


def a_mistake_at_the_start_fails_every_request(stay):
    stay.worker()
    stay.end()
    stay.write('unknown: perhaps\n')
    stay.start()
    same([stay.ask(create())[0] for _ in range(2)], [500] * 2, 'wrong')
    stay.renewed('')
    same(stay.ask(create())[0], 200, 'right')


def another_folder_is_noticed(stay):
    same(stay.ask(create())[0], 200, 'before')
    os.rename(stay.data, stay.room / 'old')
    same(stay.ask(create())[0], 503, 'without one')
    stay.data.mkdir(0o700, exist_ok=True)
    wait_until(lambda: stay.ask(create())[0] == 200, 'no recovery')
    need(stay.count() >= 1, 'nothing is there')


def a_database_out_of_reach_is_looked_for_again_and_again(stay):
    stay.worker()
    stay.end()
    shutil.rmtree(stay.data)
    stay.data.write_text('no folder')
    stay.start()
    # after each the process is replaced, at last with the longest pause
    same([stay.ask(create())[0] for _ in range(6)], [503] * 6, 'a file')
    stay.data.unlink()
    stay.data.mkdir(0o700)
    wait_until(lambda: stay.ask(create())[0] == 200, 'no recovery')


def an_open_database_is_refused(stay):
    same(stay.ask(create())[0], 200, 'before')
    os.chmod(stay.data / 'crm.db', 0o604)
    same(stay.ask(create())[0], 503, 'open to all')
    os.chmod(stay.data / 'crm.db', 0o600)
    same(stay.ask(create())[0], 200, 'closed again')


def a_locked_database_is_waited_for(stay):
    stay.renewed('lock-timeout: 1\n')
    same(stay.ask(create())[0], 200, 'before')
    with sqlite3.connect(stay.data / 'crm.db', isolation_level=None) as other:
        other.execute('BEGIN IMMEDIATE')
        answers = together_of(stay, 8)
        same(answers, [503] * 8, 'locked')
        other.execute('ROLLBACK')
    same(stay.ask(create())[0], 200, 'after')
    same(stay.count(), 2, 'customers')


def together_of(stay, count):
    wires = [stay.send(create()) for _ in range(count)]
    return [status_of(Answer().take(wire, 1).out.get(1, b''))
            for wire in wires]


def a_served_folder_holds_no_database(stay):
    same(stay.ask(create())[0], 200, 'before')
    same(stay.ask(create(DOCUMENT_ROOT=str(stay.room)))[0], 503, 'below it')
    same(stay.ask(create(DOCUMENT_ROOT=str(stay.room / 'da')))[0], 200,
         'beside it')
    (stay.room / 'link').symlink_to(stay.room)
    same(stay.ask(create(DOCUMENT_ROOT=str(stay.room / 'link')))[0], 503,
         'below it, by a link')
    same(stay.ask(create(DOCUMENT_ROOT=str(stay.room / 'none')))[0], 200,
         'nowhere')
    stay.renewed('allow-under-document-root: yes\n')
    same(stay.ask(create(DOCUMENT_ROOT=str(stay.room)))[0], 200, 'allowed')


def plain_cgi_works_beside_it(stay):
    body = json.dumps(CUSTOMER).encode()
    env = {**variables('POST', '/customer', body),
           'CRM_CONFIG': str(stay.config)}
    answers = []

    def run():
        for _ in range(5):
            answers.append(status_of(subprocess.run(
                [stay.program], input=body, env=env, check=False,
                stdout=subprocess.PIPE).stdout))

    thread = threading.Thread(target=run)
    thread.start()
    statuses = [stay.ask(create())[0] for _ in range(100)]
    thread.join()
    same(set(statuses) | set(answers), {200}, 'all')
    same(stay.count(), 105, 'customers')


def by_relay(stay, path=None, spaces=0):
    """Runs the program by CGI, with a crm.conf that names the socket; the
    database there is another one, for what the program does itself."""
    body = json.dumps(CUSTOMER).encode() + b' ' * spaces
    config = stay.room / 'relay.conf'
    config.write_text(f'database: {stay.room}/own/crm.db\n'
                      f'relay: {path or stay.path}\n')
    answer = subprocess.run(
        [stay.program], input=body, check=False, stderr=stay.log,
        stdout=subprocess.PIPE,
        env={**variables('POST', '/customer', body),
             'CRM_CONFIG': str(config)})
    return answer.returncode, status_of(answer.stdout), answer.stdout


def a_relay_hands_requests_over(stay):
    stay.worker()
    code, status, out = by_relay(stay)
    same((code, status), (0, 200), 'the relay')
    same(stay.count(), 1, 'customers')
    need(not (stay.room / 'own').exists(), 'the program did it itself too')
    other = stay.ask(create())[1]
    same(len(out), len(other), 'the length of the answer')


def a_relay_without_anybody_does_the_work_itself(stay):
    stay.worker()
    stay.end()
    stay.listener.close()
    same(by_relay(stay)[:2], (0, 200), 'the program')
    need((stay.room / 'own' / 'crm.db').exists(), 'no database is there')
    same(stay.count(), 0, 'others')


def relayed_to(stay, says, **how):
    """What comes of a relay to somebody else, who says that and goes away."""
    def answer():
        os.set_blocking(stay.listener.fileno(), True)
        wire, _ = stay.listener.accept()
        with wire:
            wire.recv(1)
            wire.sendall(says)

    stay.worker()
    stay.end()
    thread = threading.Thread(target=answer)
    thread.start()
    result = by_relay(stay, **how)[:2]
    thread.join()
    need(not (stay.room / 'own').exists(), 'the program did it itself too')
    return result


def a_relay_without_an_answer_fails(stay):
    same(relayed_to(stay, b''), (0, 500), 'nothing')
    stay.start()
    same(relayed_to(stay, b'', spaces=500000), (0, 500), 'a body unread')


def a_relay_with_half_an_answer_breaks_off(stay):
    same(relayed_to(stay, record(STDOUT, 1, b'Status: 200 OK\r\n\r\n')),
         (1, 200), 'the program')


def a_relay_to_a_path_too_long_does_the_work_itself(stay):
    same(by_relay(stay, stay.room / ('a' * 120))[:2], (0, 200), 'the program')
    need((stay.room / 'own' / 'crm.db').exists(), 'no database is there')


def a_relay_trusts_nobody_else(stay):
    if os.geteuid() != 0:
        return
    path = str(stay.room / 'other')
    with socket.socket(socket.AF_UNIX) as other:
        other.bind(path)
        os.seteuid(NOBODY)
        try:
            other.listen(1)
        finally:
            os.seteuid(0)
        same(by_relay(stay, path)[:2], (0, 200), 'the program')
    need((stay.room / 'own' / 'crm.db').exists(), 'no database is there')


def check_knows_whether_somebody_listens(stay):
    config = stay.room / 'relay.conf'
    config.write_text(f'database: {stay.room}/own/crm.db\n'
                      f'relay: {stay.path}\n')

    def check():
        return subprocess.run(
            [stay.program, '--check'], check=False, stderr=stay.log,
            stdout=subprocess.PIPE, env={'CRM_CONFIG': str(config)},
            stdin=subprocess.DEVNULL).stdout

    stay.worker()
    need(b'hands requests over' in check(), 'somebody is there')
    stay.end()
    stay.listener.close()
    need(b'No process of this user' in check(), 'nobody is there')


# Places to listen at

class Listening:
    """The program, told by its arguments where to listen."""

    def __init__(self, stay, *arguments, stdin=subprocess.DEVNULL):
        self.process = subprocess.Popen(
            [stay.program, '--listen', *map(str, arguments)], stdin=stdin,
            stdout=stay.log, stderr=subprocess.PIPE,
            env={'CRM_CONFIG': str(stay.config)}, start_new_session=True)

    def __enter__(self):
        return self.process

    def __exit__(self, *_):
        self.process.terminate()
        self.process.stderr.close()
        same(self.process.wait(PATIENCE), 0, 'the exit')


def answers_at(family, address):
    def try_once():
        with socket.socket(family) as wire:
            wire.settimeout(PATIENCE)
            try:
                wire.connect(address)
            except OSError:
                return False
            wire.sendall(request(variables('GET', '/health')))
            return status_of(Answer().take(wire, 1).out.get(1, b'')) == 200
    wait_until(try_once, f'nobody answers at {address}')


def a_path_is_listened_at(stay):
    path = stay.room / 'place'
    for mode in 0o660, 0o600:  # the second time the socket is there already
        more = ('--mode', f'{mode:o}') if mode != 0o660 else ()
        with Listening(stay, path, *more):
            answers_at(socket.AF_UNIX, str(path))
            same(path.stat().st_mode & 0o777, mode, 'the mode')
            refused(stay, 'in use', path)
            answers_at(socket.AF_UNIX, str(path))


def a_socket_that_listens_may_be_handed_over(stay):
    stay.worker()
    stay.end()
    stay.write('', 3)
    with Listening(stay, '-', stdin=stay.listener) as keeper:
        answers_at(socket.AF_UNIX, stay.path)
        wait_until(lambda: len(children(keeper.pid)) == 3, 'not 3 processes')


def processes_are_as_many_as_crm_conf_says(stay):
    for told, wanted in (3, 3), (0, os.sysconf('SC_NPROCESSORS_ONLN')):
        stay.write('', told)
        with Listening(stay, stay.room / 'place') as keeper:
            answers_at(socket.AF_UNIX, str(stay.room / 'place'))
            wait_until(lambda: len(children(keeper.pid)) == wanted,
                       f'not {wanted} processes')


def loopback_is_listened_at(stay):
    for family, host, name in ((socket.AF_INET, '127.0.0.1', '127.0.0.1'),
                               (socket.AF_INET6, '::1', '[::1]')):
        try:
            with socket.socket(family) as free:
                free.bind((host, 0))
                port = free.getsockname()[1]
        except OSError:  # a system without IPv6
            continue
        with Listening(stay, f'{name}:{port}'):
            answers_at(family, (host, port))


def refused(stay, why, *arguments):
    done = subprocess.run(
        [stay.program, '--listen', *map(str, arguments)], check=False,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, env={'CRM_CONFIG': str(stay.config)},
        timeout=PATIENCE)
    same(done.returncode, 2, f'the exit for {arguments}')
    need(why.encode() in done.stderr, f'{why} is not in {done.stderr}')


def other_places_are_refused(stay):
    file = stay.room / 'file'
    file.write_text('kept')
    for place in ('place', '-', '/' + 'a' * 200, '127.0.0.1:', '127.0.0.1:0',
                  '127.0.0.1:65536', '127.0.0.1:8o', '127.0.0.1:+80',
                  '127.0.0.2:8080', '[::1]:', '[::1]:65536', '[::]:8080'):
        refused(stay, 'no path with a slash', place)
    refused(stay, 'No such file', stay.room / 'missing' / 'place')
    refused(stay, 'in use', file)
    same(file.read_text(), 'kept', 'the file')
    for mode in (('--mode', '0680'), ('--mode', '1000'), ('--mode', ''),
                 ('--mode', '-1'), ('--modus', '0600')):
        refused(stay, '--mode is such as 0660', stay.room / 'place', *mode)


# Streams

MANY = 5000  # more than sockets hold
READERS = 32  # at once, as src/store/sqlite/session.c says


def fill(stay):
    """Creates many customers; returns the request to export them."""
    stay.worker()
    made = subprocess.run(
        [BUILD / 'crmctl', '--config', stay.config, 'key', 'add', 'all'],
        check=False, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=stay.log, text=True)
    key = made.stdout.strip()
    body = json.dumps([CUSTOMER] * MANY).encode()
    same(stay.ask(request(variables(
        'POST', '/json/reply/CreateCustomer[]', body, HTTP_X_API_KEY=key),
        body))[0], 200, 'the batch')
    return variables('GET', '/customer/CAR/export.csv', HTTP_X_API_KEY=key,
                     QUERY_STRING='posCodes=*')


def rest_of(wire, begun):
    """The whole answer of a connection that has told so much so far."""
    class Begun:
        def __init__(self):
            self.left = begun

        def recv(self, most):
            some, self.left = self.left, b''
            return some or wire.recv(most)

    return Answer().take(Begun(), 1)


def all_is_told(answer):
    same(answer.ended, {1: 0}, 'the end')
    same(answer.out[1].count(b'Example Ltd.'), MANY, 'customers')


def a_slow_client_of_a_stream_delays_nobody(stay):
    whole = request(fill(stay))
    with stay.send(whole) as wire:
        begun = wire.recv(1000)
        same(stay.ask(request(variables('GET', '/health')))[0], 200, 'other')
        all_is_told(rest_of(wire, begun))


def a_stream_begins_within_a_group(stay):
    head = fill(stay)
    keyed, whole = create(HTTP_X_API_KEY=head['HTTP_X_API_KEY']), request(head)
    answers = together(stay, [keyed, whole, keyed])
    same([status_of(one) for one in answers], [200] * 3, 'the group')
    same(answers[1].count(b'Example Ltd.') - MANY in (0, 1, 2), True, 'rows')


def a_stream_without_its_client_ends(stay):
    whole = request(fill(stay))
    for times in [20] + [0] * (READERS + 8):
        with stay.send(whole) as wire:
            need(wire.recv(1000), 'nothing is told')
            for _ in range(times):  # until the stream waits for its client
                stay.ask(request(variables('GET', '/health')))
    all_is_told(rest_of(stay.send(whole), b''))


def a_stream_ends_with_its_connection(stay):
    head = fill(stay)
    for _ in range(READERS + 8):
        with stay.send(request(head, number=1, keep=1) + request(
                variables('GET', '/health'), number=2)) as wire:
            answer = Answer().take(wire, 2)
        same(answer.ended, {2: 0}, 'the ends')
        same(status_of(answer.out[2]), 200, 'the other request')
    all_is_told(rest_of(stay.send(request(head)), b''))


def streams_are_so_many_at_once(stay):
    whole = request(fill(stay))
    wires = [stay.send(whole) for _ in range(READERS + 8)]
    begun = [wire.recv(1000) for wire in wires]
    same(sum(b'Status: 200' in told for told in begun), READERS, 'streams')
    same(sum(b'Status: 503' in told for told in begun), 8, 'others')
    for wire, told in zip(wires, begun):
        if b'Status: 200' in told:
            all_is_told(rest_of(wire, told))
        wire.close()
    all_is_told(rest_of(stay.send(whole), b''))


def a_stream_outlives_its_database(stay):
    whole = request(fill(stay))
    with stay.send(whole) as wire:
        begun = wire.recv(1000)
        for file in list(stay.data.iterdir()):
            file.rename(stay.room / file.name)
        same(stay.ask(create())[0], 200, 'the first in another one')
        all_is_told(rest_of(wire, begun))
    same(stay.count(), 1, 'customers')


def a_stream_that_breaks_has_no_end(stay):
    whole = request(fill(stay))
    file = stay.data / 'crm.db'
    with sqlite3.connect(file) as database:
        database.execute('PRAGMA wal_checkpoint(TRUNCATE)').fetchall()
    with stay.send(whole) as wire:
        begun = wire.recv(1000)
        with file.open('r+b') as database:
            database.seek(4096)
            database.write(bytes(file.stat().st_size - 4096))
        same(rest_of(wire, begun).ended, {}, 'the end')


def a_stream_out_of_a_served_folder_is_none(stay):
    head = fill(stay)
    head['DOCUMENT_ROOT'] = str(stay.room)
    same(stay.ask(request(head))[0], 503, 'below it')


def a_key_at_work_elsewhere_is_a_conflict(stay):
    stay.renewed('lock-timeout: 1\n')
    same(stay.ask(create())[0], 200, 'before')
    place = 1 + int.from_bytes(hashlib.sha256(
        struct.pack('=q', 0) + b'at-work').digest()[:7], 'big')
    with sqlite3.connect(stay.data / 'crm.db', isolation_level=None) as other:
        other.execute('BEGIN IMMEDIATE')
        with (stay.data / 'crm.db-lock').open('r+b') as lock:
            fcntl.fcntl(lock, F_OFD_SETLK, struct.pack(
                'hhqqi4x', fcntl.F_WRLCK, os.SEEK_SET, place, 1, 0))
            for key, wanted in ('at-work', 409), ('at-rest', 503):
                key = {'HTTP_IDEMPOTENCY_KEY': f'"{key}"'}
                same(stay.ask(create(**key))[0], wanted, key)
        other.execute('ROLLBACK')


# Nothing mixed

class Staying(many.Once):
    """Processes that stay, one for each configuration."""

    def __init__(self, once):
        super().__init__(once.program, once.room)
        self.configs = once.configs
        self.stays, self.descriptors, self.own = {}, 0, 0

    def stay(self):
        if self.config not in self.stays:
            stay = Stay.__new__(Stay)
            stay.room = pathlib.Path(tempfile.mkdtemp(dir=self.room))
            stay.config, stay.program = self.config, self.program
            stay.path = str(stay.room / 'socket')
            stay.listener = socket.socket(socket.AF_UNIX)
            stay.listener.bind(stay.path)
            stay.listener.listen(64)
            stay.log = (stay.room / 'log').open('w+b')
            stay.start()
            self.stays[self.config] = stay
        return self.stays[self.config]

    def call(self, request_):
        body = request_.sent()
        env = {name: value for name, value in
               self.environment(request_).items()
               if name not in many.OF_PROCESS}
        stay = self.stay()
        with stay.send(request(env, body)) as wire:
            answer = Answer().take(wire, 1)
        need(1 in answer.ended, f'no answer: {stay.said()[-500:]}')
        self.look()
        return answer.out.get(1, b''), b''

    def look(self):
        """Looks at the process that has most to do."""
        pids = [pid for stay in self.stays.values() for pid in stay.workers()]
        self.own = self.descriptors = 0
        for pid in pids[:1]:
            _, resident, shared = pathlib.Path(
                f'/proc/{pid}/statm').read_text().split()[:3]
            self.own += (int(resident) - int(shared)) * 4096
            try:
                self.descriptors += len(os.listdir(f'/proc/{pid}/fd'))
            except PermissionError:
                pass

    def close(self):
        for stay in self.stays.values():
            stay.close()


def nothing_is_mixed_up(room):
    program = (BUILD / 'cgi-bin' / 'crm.cgi').resolve()
    cases, _ = many.read_cases(os.environ.get('STAY_CASES', '').split())
    once = many.Once(program, room)
    once.data.mkdir(0o700)
    (room / 'htdocs').mkdir()
    cases = cases[::max(1, ALL_MIXED // MIXED)]
    shuffled, table = random.Random(18), many.Table(cases, once)
    staying = Staying(once)
    staying.child = subprocess.Popen(['sleep', 'infinity'])
    try:
        while table.requests < MIXED and not table.wrong:
            shuffled.shuffle(cases)
            table.hold_round(cases, staying)
    finally:
        staying.child.kill()
        staying.child.wait()
        staying.close()
    TOLD.append(f'{table.requests} requests; memory by round: {table.memory}')
    TOLD.extend(line[:500] for line in table.wrong
                if line[:2] in ('- ', '+ ') or not line.startswith(' '))
    need(not table.wrong, 'an answer is not that of CGI')
    need(conversations.watching(program) or table.grew() <= GROWTH,
         'memory grows')
    # one more may just be closed
    need(table.descriptors[-1] <= min(table.descriptors) + 1,
         f'descriptors {table.descriptors}')


def tests():
    found = [a_faulty_request_takes_nothing_along,
             a_key_twice_in_a_group_is_replayed,
             a_crowd_takes_several_groups,
             more_than_a_round_holds_are_refused,
             a_group_that_is_not_kept_is_tried_one_by_one,
             a_group_that_is_killed_is_not_acknowledged,
             garbage_ends_its_connection_alone,
             variables_beyond_a_mebibyte_end_the_connection,
             ids_without_number_are_refused,
             requests_on_one_connection_are_kept_apart,
             a_connection_may_be_kept,
             management_is_answered,
             another_role_is_refused,
             one_byte_at_a_time_is_enough,
             a_body_is_whole_or_nothing,
             a_slow_body_is_late,
             a_client_that_goes_away_disturbs_nobody,
             what_comes_late_ends_its_connection,
             what_belongs_to_no_request_is_passed_over,
             a_request_without_a_method_fails_alone,
             a_stop_finishes_what_is_at_hand,
             a_connection_without_a_word_yet_is_heard,
             a_mistake_in_the_configuration_changes_nothing,
             a_mistake_at_the_start_fails_every_request,
             another_database_is_noticed,
             who_waits_for_the_lock_writes_to_what_is_there_then,
             another_folder_is_noticed,
             a_database_out_of_reach_is_looked_for_again_and_again,
             an_open_database_is_refused,
             a_locked_database_is_waited_for,
             a_served_folder_holds_no_database,
             plain_cgi_works_beside_it,
             a_relay_hands_requests_over,
             a_relay_without_anybody_does_the_work_itself,
             a_relay_without_an_answer_fails,
             a_relay_with_half_an_answer_breaks_off,
             a_relay_to_a_path_too_long_does_the_work_itself,
             a_relay_trusts_nobody_else,
             check_knows_whether_somebody_listens,
             a_path_is_listened_at,
             a_socket_that_listens_may_be_handed_over,
             processes_are_as_many_as_crm_conf_says,
             loopback_is_listened_at,
             other_places_are_refused,
             a_slow_client_of_a_stream_delays_nobody,
             a_stream_begins_within_a_group,
             a_stream_without_its_client_ends,
             a_stream_ends_with_its_connection,
             streams_are_so_many_at_once,
             a_stream_outlives_its_database,
             a_stream_that_breaks_has_no_end,
             a_stream_out_of_a_served_folder_is_none,
             a_key_at_work_elsewhere_is_a_conflict,
             nothing_is_mixed_up]
    words = sys.argv[1:]
    return [test for test in found
            if not words or any(word in test.__name__ for word in words)]


TOLD = []  # lines of a test


def run(test):
    """Returns what is wrong, or None; and lines to tell."""
    room = pathlib.Path(tempfile.mkdtemp(
        prefix='crm-stay.', dir=MEMORY if test is nothing_is_mixed_up else None))
    stay, wrong = None, None
    TOLD.clear()
    try:
        if test is nothing_is_mixed_up:
            test(room)
        else:
            stay = Stay(room)
            test(stay)
    except (Mismatch, OSError, KeyError, sqlite3.Error,
            subprocess.TimeoutExpired) as error:
        wrong = f'{type(error).__name__}: {error}'
        TOLD.extend(stay.said()[-2000:].split('\n') if stay else ())
    finally:
        if stay:
            stay.close()
        shutil.rmtree(room, ignore_errors=True)
    return wrong, TOLD


def main():
    chosen = tests()
    print(f'1..{len(chosen)}', flush=True)
    failed = 0
    with multiprocessing.get_context('fork').Pool(AT_ONCE) as pool:
        # what takes longest begins first
        results = [pool.apply_async(run, (test,)) for test in reversed(chosen)]
        for number, (test, result) in enumerate(
                zip(chosen, reversed(results)), 1):
            wrong, told = result.get()
            failed += wrong is not None
            print(f'{"not ok" if wrong else "ok"} {number} - '
                  f'{test.__name__.replace("_", " ")}')
            for line in [wrong] * (wrong is not None) + told:
                print(f'#   {line}')
            sys.stdout.flush()
    sys.exit(1 if failed else 0)


if __name__ == '__main__':
    main()
