#!/usr/bin/env python3
"""Kills, replaces and starves processes that stay under load; speaks TAP.

Usage: t/lost.py

LOST_CLIENTS (32) clients create customers, half of them through lighttpd where
that is installed, each until the answer is there. Meanwhile LOST_KILLS (60)
processes are killed, the web server LOST_SERVERS (3) times, the disk is full
LOST_FULL (2) times, and the program is replaced LOST_REPLACED (12) times
through a socket that stays. LOST_PAUSE (0.1) is the longest time between two
of these, in seconds.
"""

import ctypes
import http.client
import itertools
import json
import os
import pathlib
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

import stay
from conversations import Mismatch
from stay import CUSTOMER, PATIENCE, request, same, variables

CLIENTS, KILLS, SERVERS, FULL, REPLACED = (
    int(os.environ.get(f'LOST_{name}', few)) for name, few in (
        ('CLIENTS', 32), ('KILLS', 60), ('SERVERS', 3), ('FULL', 2),
        ('REPLACED', 12)))
PAUSE = float(os.environ.get('LOST_PAUSE', '0.1'))
CLONE_NEWNS = 0x20000
WHOLE = {**CUSTOMER, 'emails': [{'email': 'a@example.com',
                                 'isMainEmail': True}],
         'phones': [{'phone': '333 123 4567', 'countryPrefix': 'it',
                     'isMainPhone': True}]}
# What each customer has rows of, and the column that names the customer.
ROWS = {'email': 'customer', 'phone': 'customer', 'consent': 'customer',
        'card': 'id', 'change': 'record'}


class Direct:
    """Asks the process itself."""

    def __init__(self, room):
        self.room = room

    def create(self, key, body):
        """The status, 0 if there was no answer, and the body."""
        status, out = self.room.stay.ask(request(variables(
            'POST', '/customer', body, HTTP_IDEMPOTENCY_KEY=f'"{key}"'), body))
        return status, out.partition(b'\r\n\r\n')[2]


class Through:
    """Asks the web server."""

    def __init__(self, room):
        self.room = room

    def create(self, key, body):
        wire = http.client.HTTPConnection('127.0.0.1', self.room.server.port,
                                          timeout=PATIENCE)
        try:
            wire.request('POST', '/customer', body, {
                'Content-Type': 'application/json',
                'Idempotency-Key': f'"{key}"'})
            answer = wire.getresponse()
            return answer.status, answer.read()
        except http.client.HTTPException:
            return 0, b''
        finally:
            wire.close()


class Client(threading.Thread):
    """Creates customers, each until the answer is there."""

    def __init__(self, way, name, refused):
        super().__init__()
        self.way, self.name, self.refused = way, name, refused
        self.stop = False
        self.acknowledged, self.wrong = {}, []

    def run(self):
        for number in itertools.count():
            if self.stop:
                return
            self.create(f'{self.name}-{number}')

    def create(self, key):
        body = json.dumps({**WHOLE, 'companyName': key}).encode()
        deadline = time.monotonic() + 4 * PATIENCE
        while time.monotonic() < deadline:
            try:
                status, answer = self.way.create(key, body)
            except OSError:
                status = 0
            if status == 200:
                self.acknowledged[key] = json.loads(
                    answer)['boosterCustomerId']
                return
            self.refused.append(f'{key}: {status}')
            # 409: the request before, whose client is gone, is being done
            if status not in (0, 409, 500, 502, 503):
                self.wrong.append(f'{key}: {status} {answer[:200]}')
                return
            time.sleep(0.01)
        self.wrong.append(f'{key}: never')


class Server:
    """lighttpd, in front of the socket."""

    program = shutil.which('lighttpd', path=os.environ['PATH'] + ':/usr/sbin')

    def __init__(self, room, socket_):
        with socket.socket() as free:
            free.bind(('127.0.0.1', 0))
            self.port = free.getsockname()[1]
        (room / 'htdocs').mkdir()
        self.config, self.log = room / 'lighttpd.conf', room / 'lighttpd.log'
        self.config.write_text(f'''
server.modules = ( "mod_fastcgi" )
server.document-root = "{room}/htdocs"
server.bind = "127.0.0.1"
server.port = {self.port}
fastcgi.server = ( "/" => (( "socket" => "{socket_}",
    "check-local" => "disable", "fix-root-scriptname" => "enable" )) )
''')
        self.start()

    def start(self):
        with self.log.open('a') as log:
            self.process = subprocess.Popen(
                [self.program, '-D', '-f', self.config], stdout=log,
                stderr=log, stdin=subprocess.DEVNULL)

    def kill(self):
        self.process.kill()
        self.process.wait()


class Room:
    """The process, the web server and the clients."""

    def __init__(self, path):
        self.path = path
        self.own_disk = mount(path / 'data')
        self.stay = stay.Stay(path, processes=2)
        self.stay.worker()
        self.server = None
        ways = [Direct(self)]
        if Server.program:
            self.server = Server(path, self.stay.path)
            ways.append(Through(self))
        self.chance = random.Random(18)
        self.refused = []  # in the order of time
        self.clients = [Client(ways[number % len(ways)], f'c{number}',
                               self.refused) for number in range(CLIENTS)]
        for client in self.clients:
            client.start()

    def rest(self):
        time.sleep(self.chance.random() * PAUSE)

    def known(self):
        return {key: number for client in self.clients
                for key, number in list(client.acknowledged.items())}

    def go_on(self, count=CLIENTS):
        """Waits until more have been acknowledged."""
        wanted = len(self.known()) + count
        stay.wait_until(lambda: len(self.known()) >= wanted or any(
            client.wrong for client in self.clients), 'nothing goes on')

    def calm(self):
        """Waits until all is answered at once again."""
        for client in self.clients:
            client.stop = True
        for client in self.clients:
            client.join()
        for number, client in enumerate(self.clients):
            again = Client(client.way, client.name + 'x', self.refused)
            again.acknowledged, again.wrong = client.acknowledged, client.wrong
            self.clients[number] = again
            again.start()

    def end(self):
        for client in self.clients:
            client.stop = True
        for client in self.clients:
            client.join()

    def close(self):
        self.end()
        if self.server:
            self.server.kill()
        self.stay.close()
        if self.own_disk:
            subprocess.run(['umount', '-l', self.path / 'data'], check=False)


def mount(folder):
    """Makes a small disk of its own; False where that is not allowed."""
    folder.mkdir(0o700)
    if os.geteuid() != 0:
        return False
    if ctypes.CDLL(None).unshare(CLONE_NEWNS) != 0:
        return False
    for command in (['mount', '--make-rprivate', '/'],
                    ['mount', '-t', 'tmpfs', '-o', 'mode=700,size=1g', 'tmpfs',
                     folder]):
        if subprocess.run(command, check=False, stderr=subprocess.DEVNULL
                          ).returncode != 0:
            return False
    return True


def processes_are_killed(room):
    killed = 0
    while killed < KILLS:
        room.rest()
        pids = room.stay.workers() + [room.stay.keeper.pid] * (killed % 4 == 0)
        if not pids:
            continue
        pid = room.chance.choice(pids)
        os.kill(pid, signal.SIGKILL)
        killed += 1
        if pid == room.stay.keeper.pid:
            room.stay.keeper.wait()
            room.stay.start()
        if killed % 20 == 0:
            room.go_on()
    room.go_on()


def the_web_server_is_killed(room):
    if not room.server:
        return 'lighttpd is not installed'
    for _ in range(SERVERS):
        room.rest()
        room.server.kill()
        room.rest()
        room.server.start()
        room.go_on()
    return None


def the_disk_is_full(room):
    if not room.own_disk:
        return 'only root can make a disk'
    file = room.stay.data / 'fill'
    for _ in range(FULL):
        room.rest()
        before = len(room.refused)
        with file.open('wb') as filling:
            while True:
                free = os.statvfs(room.stay.data)
                size = free.f_bavail * free.f_frsize
                if size == 0 and len(room.refused) > before + CLIENTS:
                    break
                try:
                    filling.write(bytes(min(size, 1 << 20)))
                    filling.flush()
                except OSError:
                    time.sleep(0.01)
        file.unlink()
        room.go_on()
    return None


def the_program_is_replaced(room):
    """Nobody may notice that."""
    room.calm()
    room.go_on()
    before = len(room.refused)
    for _ in range(REPLACED):
        room.rest()
        old = room.stay.keeper
        room.stay.start()
        old.send_signal(signal.SIGTERM)
        same(old.wait(PATIENCE), 0, 'the exit')
    room.go_on()
    same(room.refused[before:][:9], [], 'refused')


def each_acknowledged_customer_is_there_once(room):
    room.end()
    same([line for client in room.clients for line in client.wrong], [],
         'faults')
    known = room.known()
    with sqlite3.connect(room.stay.data / 'crm.db') as database:
        names = [tuple(row) for row in database.execute(
            'SELECT "companyName",id FROM customer')]
        same(database.execute('PRAGMA integrity_check').fetchone()[0], 'ok',
             'integrity')
        for table, column in ROWS.items():
            counts = dict(database.execute(
                f'SELECT "{column}",count(*) FROM "{table}" GROUP BY 1'))
            same(sorted(counts), sorted(number for _, number in names),
                 f'customers with {table}')
            same(len(set(counts.values())), 1, f'kinds of {table}')
    print(f'# {len(known)} customers, {len(room.refused)} tries again')
    same(len(names), len(known), 'each once')
    same(dict(names), known, 'the customers')


TESTS = [processes_are_killed, the_web_server_is_killed, the_disk_is_full,
         the_program_is_replaced, each_acknowledged_customer_is_there_once]


def main():
    print(f'1..{len(TESTS)}', flush=True)
    path = pathlib.Path(tempfile.mkdtemp(prefix='crm-lost.'))
    failed = 0
    room = Room(path)
    try:
        for number, test in enumerate(TESTS, 1):
            name = test.__name__.replace('_', ' ')
            begun, known = time.monotonic(), len(room.known())
            try:
                skipped = test(room)
                print(f'ok {number} - {name}' +
                      (f' # SKIP {skipped}' if skipped else ''))
            except (Mismatch, OSError, sqlite3.Error,
                    subprocess.TimeoutExpired) as wrong:
                failed += 1
                print(f'not ok {number} - {name}\n#   {str(wrong)[:2000]}')
                for line in room.stay.said()[-2000:].split('\n'):
                    print(f'#   {line}')
            print(f'# {len(room.known()) - known} created in '
                  f'{time.monotonic() - begun:.0f} s', flush=True)
    finally:
        room.close()
        shutil.rmtree(path, ignore_errors=True)
    sys.exit(1 if failed else 0)


if __name__ == '__main__':
    main()
