#!/usr/bin/env python3
"""Runs the program on a PostgreSQL server of the test's own; speaks TAP.

What any store has to do (t/unit) and the conversations of t/cases are held
with a database of PostgreSQL, and what may happen to a server is brought
about. Without PostgreSQL's programs all of it is skipped.

Usage: t/postgresql.py [WORD]...

Only the parts whose names hold a word are run, and of the conversations those
whose names hold it. CRM_CASES=all holds all conversations.
"""

import itertools
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

import cluster
import conversations
import stay
from stay import need, same, variables, request, status_of

BUILD = conversations.BUILD
SCHEMA = 'shop'
# topics whose cases look into the store
TOPICS = ('create/', 'update/', 'patch/', 'erase/', 'get/', 'slim/',
          'changes/', 'export/', 'idempotency/', 'keys/', 'desk/', 'tasks/',
          'batch/', 'guard/')
# cases about SQLite's own tables
# or in which an id must not be lost with a batch that was refused
NOT_HERE = ('create/200-names-of-columns', 'batch/400-good-after-bad',
            'idempotency/200-batch-corrected')
KILLS = int(os.environ.get('CRM_KILLS', '3'))
STAYING = 3  # and of those that are held one by a process that stays
EACH = 8  # of so many conversations one is held, unless all are

# All that the database has, each row as JSON.
ROWS = '''SELECT replace(coalesce(json_agg(t),'[]')::text,chr(10),'')
    FROM "%s"."%s" t'''


def in_order(row):
    """Rows stand in the order of their keys, as SQLite has them."""
    return [(cell is None, cell) for cell in row.values()]


class Database:
    """A schema of the server, emptied for each conversation."""

    def __init__(self, server):
        self.server = server
        self.uri = server.uri(schema=SCHEMA)
        server.sql(f'CREATE SCHEMA {SCHEMA}')
        self.tables = {}

    @classmethod
    def of(cls, server):
        """The schema that is there."""
        database = cls.__new__(cls)
        database.server = server
        return database

    def find(self):
        """Finds the tables, which are made by the first use: the columns of
        each, and the types of these."""
        if not self.tables:
            for line in self.server.sql(
                    'SELECT table_name,column_name,data_type FROM'
                    " information_schema.columns WHERE table_schema="
                    f"'{SCHEMA}' ORDER BY 1,ordinal_position").splitlines():
                table, column, kind = line.split('|')
                self.tables.setdefault(table, {})[column] = kind
        return self.tables

    def clear(self):
        """Takes everything out; ids begin at 1 again."""
        if not self.find():
            return
        emptied = ','.join(f'{SCHEMA}."{table}"' for table in self.tables
                           if table not in ('program', 'secret'))
        self.server.sql(
            f'TRUNCATE {emptied} RESTART IDENTITY;'
            + ''.join(f"SELECT setval('{SCHEMA}.{name}',1,false);"
                      for name in ('record_id', 'change_number',
                                   'change_sequence', 'wording_number',
                                   'suspect_number', 'api_key_number',
                                   'import_number')))

    def copy(self):
        """All that is there, as a database of SQLite in memory."""
        base = sqlite3.connect(':memory:')
        tables = self.find()
        texts = self.server.sql(' UNION ALL '.join(
            ROWS % (SCHEMA, table) for table in tables)).splitlines()
        for (table, columns), text in zip(tables.items(), texts):
            base.execute('CREATE TABLE "%s"(%s)' % (
                table, ','.join(f'"{name}"' for name in columns)))
            for row in sorted(json.loads(text), key=in_order):
                if table == 'idempotency' and row['owner'] < 0:
                    continue  # a key that was drawn
                if table == 'change':
                    row['sequence'] = row['number']
                base.execute(
                    'INSERT INTO "%s" VALUES(%s)' % (
                        table, ','.join('?' * len(row))),
                    [bytes.fromhex(cell[2:])
                     if columns[name] == 'bytea' and cell is not None
                     else cell for name, cell in row.items()])
        return base

    def add(self, keys):
        """Puts keys in."""
        for key in keys:
            row = {name: "'%s'" % value for name, value in key.row.items()}
            row['id'] = f"nextval('{SCHEMA}.api_key_number')"
            self.server.sql(
                f'INSERT INTO {SCHEMA}.api_key({",".join(row)})'
                f'VALUES({",".join(row.values())})')
            if 'revoked' not in key.row:
                self.server.sql(
                    f'INSERT INTO {SCHEMA}.api_secret(print,key)SELECT'
                    f" '\\x{key.print.hex()}',max(id)"
                    f' FROM {SCHEMA}.api_key')


class Way(conversations.Program):
    """The program by CGI, with a database of PostgreSQL."""

    def __init__(self, database, program):
        super().__init__(program, False)
        self.database = database

    def prepare(self, case, room):
        super().prepare(case, room)
        self.database.clear()
        self.config.write_text(case.config(self.database.uri))


def look_into(database, queries):
    """In the place of conversations.look_into()."""
    if not queries:
        return
    base = database.copy()
    for query, expected in queries:
        conversations.compare_rows(query, expected,
                                   base.execute(query).fetchall())


# A process that stays

class Staying(stay.Stay):
    """A process that stays, with a database of PostgreSQL."""

    server = None  # of all of them

    def __init__(self, uri, config=''):
        self.uri = uri
        super().__init__(pathlib.Path(tempfile.mkdtemp(prefix='crm-stay.')),
                         config)

    def write(self, config='', processes=1):
        self.config.write_text(f'database: {self.uri}\n'
                               f'processes: {processes}\n{config}')

    def count(self):
        return int(self.server.sql(f'SELECT count(*) FROM {SCHEMA}.customer'))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
        shutil.rmtree(self.room, ignore_errors=True)


class Stays(Way):
    """A process that stays, asked by FastCGI."""

    def __init__(self, database, staying):
        super().__init__(database, staying.program)
        self.staying = staying

    def prepare(self, case, room):
        super().prepare(case, room)
        # a process that stays has drawn ids for customers to come
        self.staying.renewed('')

    def call(self, asked):
        env = {name: value if isinstance(value, bytes) else value.encode()
               for name, value in self.environment(asked).items()
               if name != 'CRM_CONFIG'}
        with self.staying.send(request(env, asked.sent())) as wire:
            return stay.Answer().take(wire, 1).out.get(1, b''), b''


def create(key=None, **more):
    """A create, under a key."""
    if key is not None:
        more['HTTP_IDEMPOTENCY_KEY'] = f'"{key}"'
    return stay.create(**more)


def id_of(answer):
    return int(re.search(rb'"boosterCustomerId":(\d+)', answer)[1])


def a_group_is_durable_together(server, uri):
    with Staying(uri) as one:
        answers = stay.together(one, [create() for _ in range(20)])
        same([status_of(answer) for answer in answers], [200] * 20, 'status')
        same(len({id_of(answer) for answer in answers}), 20, 'ids')


def a_key_twice_in_a_group_is_replayed(server, uri):
    with Staying(uri) as one:
        answers = stay.together(one, [create('twice'), create(),
                                      create('twice')])
        same([status_of(answer) for answer in answers], [200] * 3, 'status')
        same(id_of(answers[0]), id_of(answers[2]), 'the id')


def a_fault_takes_nothing_along(server, uri):
    with Staying(uri) as one:
        bad = request(variables('POST', '/customer', b'{"brand":"CAR"}'),
                      b'{"brand":"CAR"}')
        answers = stay.together(one, [create(), bad, create()])
        same([status_of(answer) for answer in answers], [200, 400, 200],
             'status')


def more_than_a_round_holds_are_refused(server, uri):
    with Staying(uri) as one:
        one.ask(create())
        server.sql(f'TRUNCATE {SCHEMA}.customer CASCADE')
        stay.more_than_a_round_holds_are_refused(one)


def what_others_keep_locked_is_busy(server, uri):
    with Staying(uri, 'lock-timeout: 1\n') as one:
        number = id_of(one.ask(create())[1])
        key = conversations.Key('locker scopes=read,write,erase')
        Database.add(Database.of(server), [key])

        def change(**more):
            body = b'{"notes":"x"}'
            return request(variables(
                'PATCH', f'/customer/{number}', body,
                HTTP_X_API_KEY=key.key.decode(), **more), body)
        with subprocess.Popen(
                [os.path.join(server.bin, 'psql'), '-qXAt', '-d', uri],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                text=True) as other:
            other.stdin.write(f'BEGIN;SELECT id FROM customer WHERE'
                              f' id={number} FOR UPDATE;\n')
            other.stdin.flush()
            same(other.stdout.readline().strip(), str(number), 'the lock')
            same(one.ask(change())[0], 503, 'status')
            other.stdin.close()
        same(one.ask(change())[0], 204, 'status afterwards')
        same(one.ask(request(variables(
            'DELETE', f'/customer/{number}',
            HTTP_X_API_KEY=key.key.decode())))[0], 204, 'status of erasing')


def any_text_is_found_among_points_of_sale(server, uri):
    with Staying(uri) as one:
        body = json.dumps(dict(stay.CUSTOMER, brand='IWC',
                               posCode='P\\"{1}')).encode()
        same(one.ask(request(variables('POST', '/customer', body), body))[0],
             200, 'status')
        key = conversations.Key('finder scopes=read')
        Database.add(Database.of(server), [key])
        status, out = one.ask(request(variables(
            'GET', '/customer/IWC/slim', QUERY_STRING='posCodes=P\\*',
            HTTP_X_API_KEY=key.key.decode())))
        same(status, 200, 'status of finding')
        need(b'"totalResults":1' in out, f'not found: {out}')


def a_defect_is_500_and_ends_its_request_alone(server, uri):
    with Staying(uri) as one:
        same(one.ask(create())[0], 200, 'before')
        server.sql(f'ALTER TABLE {SCHEMA}.card RENAME month TO moon')
        server.sql(f'ALTER TABLE {SCHEMA}.card ADD CHECK (id<0) NOT VALID')
        try:
            same(one.ask(create())[0], 500, 'status')
        finally:
            server.sql(f'ALTER TABLE {SCHEMA}.card RENAME moon TO month')
            server.sql(f'ALTER TABLE {SCHEMA}.card DROP CONSTRAINT'
                       ' card_id_check')
        same(one.ask(create())[0], 200, 'after')


def a_secret_that_is_gone_is_told(server, uri):
    with Staying(uri) as one:
        form = request(variables('GET', '/customer', HTTP_ACCEPT='text/html'))
        same(one.ask(form)[0], 200, 'before')
        server.sql(f'CREATE TABLE {SCHEMA}.kept AS TABLE {SCHEMA}.secret;'
                   f'DELETE FROM {SCHEMA}.secret')
        try:
            one.ask(form)
            need('its secret is gone' in one.said(), 'nothing in the log')
        finally:
            server.sql(f'INSERT INTO {SCHEMA}.secret TABLE {SCHEMA}.kept;'
                       f'DROP TABLE {SCHEMA}.kept')


def without_libpq_it_is_told_what_to_install(server, uri):
    room = pathlib.Path(tempfile.mkdtemp(prefix='crm-library.'))
    config = room / 'crm.conf'
    config.write_text(f'database: {uri}\n')
    (room / 'broken').mkdir()
    (room / 'broken' / 'libpq.so.5').write_text('none')
    (room / 'other').mkdir()
    maps = pathlib.Path('/proc/self/maps').read_text()
    libc = re.search(r'/\S*/libc\.so\.6', maps)[0]
    os.symlink(libc, room / 'other' / 'libpq.so.5')
    try:
        for folder, word in (('broken', "libpq can't be loaded"),
                             ('other', 'libpq lacks a function')):
            done = subprocess.run(
                [BUILD / 'crmctl', '--config', config, 'key', 'list'],
                check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                text=True, env={'LD_LIBRARY_PATH': str(room / folder)})
            need(word in done.stdout, f'no "{word}" in {done.stdout}')
    finally:
        shutil.rmtree(room, ignore_errors=True)


def hosts_share_keys_and_versions(server, uri):
    """Two processes with configurations of their own."""
    with Staying(uri) as one, Staying(uri) as other:
        hosts = [one, other]
        found = {}

        def work(host):
            for number in range(40):
                status, out = host.ask(create(f'both-{number}'))
                found.setdefault(number, set()).add(
                    (status, id_of(out) if status == 200 else 0))
        both = [threading.Thread(target=work, args=(host,))
                for host in hosts for _ in range(2)]
        for thread in both:
            thread.start()
        for thread in both:
            thread.join()
        other = {number: each for number, each in found.items()
                 if len(each) > 1}
        same(other, {}, 'different answers')
        same(len({list(each)[0][1] for each in found.values()}), 40, 'ids')
        same({list(each)[0][0] for each in found.values()}, {200}, 'status')


def a_server_that_was_restarted_is_found_again(server, uri):
    with Staying(uri) as one:
        same(one.ask(create())[0], 200, 'before')
        server.end('fast')
        same(one.ask(create())[0], 503, 'without a server')
        same(one.ask(create('key'))[0], 503, 'without a server')
        one.ask(request(variables('GET', '/customer',
                                  HTTP_ACCEPT='text/html')))
        same(one.ask(request(variables(
            'GET', '/customer/1', HTTP_X_API_KEY=conversations.key_of(
                'nobody').decode())))[0], 503, 'of reading')
        server.begin()
        same(one.ask(create())[0], 200, 'after')
        same(one.ask(request(variables('GET', '/health')))[0], 200, 'health')


def what_is_refused_is_503_with_the_reason_in_the_log(server, uri):
    """Connections that can't be had, for all reasons that there are."""
    mute = tempfile.mkdtemp(prefix='crm-mute.')
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(os.path.join(mute, '.s.PGSQL.5432'))
    listener.listen(8)
    server.sql('CREATE ROLE nobody_here LOGIN;CREATE ROLE reader_here LOGIN')
    server.sql(f'GRANT USAGE ON SCHEMA {SCHEMA} TO reader_here')
    server.sql('CREATE ROLE crowd LOGIN CONNECTION LIMIT 0;'
               'CREATE ROLE reader LOGIN;'
               'ALTER ROLE reader SET default_transaction_read_only=on')
    server.sql("CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0"
               " LC_COLLATE 'C' LC_CTYPE 'C'")
    server.sql('CREATE SCHEMA newer')
    server.sql('CREATE TABLE newer.program(version bigint);'
               'INSERT INTO newer.program VALUES(99)')
    server.sql('CREATE SCHEMA others')
    server.sql('CREATE TABLE others.audit(id bigint)')
    for database, word in (
            (server.uri(schema=SCHEMA, user='absent'), 'absent'),
            (server.uri(database='absent'), 'absent'),
            (server.uri(database='latin'), 'encoding is not UTF8'),
            (server.uri(schema='newer'), 'another version'),
            (server.uri(schema='others'), 'another program'),
            (server.uri(schema='absent'), 'create the schema'),
            (server.uri(schema=SCHEMA, user='nobody_here'),
             'let the role use it'),
            (server.uri(schema=SCHEMA, user='reader_here'), 'grant the role'),
            (server.uri().replace('port=', 'port=1'), 'see that the server'),
            (server.uri(schema=SCHEMA, user='crowd'), 'too many connections'),
            (server.uri(schema=SCHEMA, user='reader'), 'read-only'),
            (server.uri().replace('crm@', ''), 'does not exist'),
            ('postgresql:///crm?host=' + mute.replace('/', '%2F'),
             'does not answer in time'),
            ('postgresql://%zz', 'no connection string')):
        with Staying(database, 'lock-timeout: 1\n') as one:
            status, out = one.ask(create())
            same(status, 503, f'status at "{word}"')
            need(word in one.said(), f'no "{word}" in the log: {one.said()}')
            need(word.encode() not in out, f'"{word}" in the answer')
    listener.close()
    shutil.rmtree(mute)


def set_standby(server, name):
    """Has commits wait for a standby of that name, or for none."""
    server.sql(f"ALTER SYSTEM SET synchronous_standby_names='{name}'")
    server.sql('SELECT pg_reload_conf()')
    stay.wait_until(lambda: server.sql(
        'SHOW synchronous_standby_names') == name, 'the setting')


def waiting(server):
    """The backend that waits for the standby, once there is one."""
    found = []

    def look():
        found[:] = server.sql('SELECT pid FROM pg_stat_activity WHERE'
                              " wait_event='SyncRep'").split()
        return found
    stay.wait_until(look, 'nothing waits for the standby')
    return found[0]


def a_commit_without_an_answer_is_in_doubt(server, uri):
    with Staying(uri, 'lock-timeout: 1\n') as one:
        same(one.ask(create())[0], 200, 'before')
        set_standby(server, 'absent')
        try:
            status, out = one.ask(create('doubt'))
            alone = one.ask(create())[0]
        finally:
            set_standby(server, '')
        same((status, alone), (503, 503), 'status')
        need(b'it may have been' in out, f'the message is {out}')
        need('still in doubt' in one.said(), 'nothing in the log')
        again, out = one.ask(create('doubt'))
        same(again, 200, 'again')
        same(server.sql(f'SELECT count(*) FROM {SCHEMA}.idempotency'
                        f" WHERE key='doubt' AND first={id_of(out)}"),
             '1', 'customers')


def a_commit_that_did_not_wait_is_done_again(server, uri):
    """An answer with a warning is none."""
    with Staying(uri) as one:
        same(one.ask(create())[0], 200, 'before')
        before = int(server.sql(f'SELECT count(*) FROM {SCHEMA}.customer'))
        set_standby(server, 'absent')
        try:
            wires = [one.send(create('warned')), one.send(create())]
            pid = waiting(server)
            set_standby(server, 'other')
            server.sql(f'SELECT pg_cancel_backend({pid})')
            stay.wait_until(lambda: 'in doubt' in one.said(), 'no doubt')
        finally:
            set_standby(server, '')
        same([status_of(stay.Answer().take(wire, 1).out.get(1, b''))
              for wire in wires], [200, 200], 'status')
        same(int(server.sql(f'SELECT count(*) FROM {SCHEMA}.customer')),
             before + 2, 'customers')


def a_server_that_hangs_does_nothing_twice(server, uri):
    """What the server does when it goes on is refused by the key."""
    with Staying(uri, 'lock-timeout: 1\n') as one:
        same(one.ask(create())[0], 200, 'before')
        before = int(server.sql(f'SELECT count(*) FROM {SCHEMA}.customer'))
        pids = [int(pid) for pid in server.sql(
            'SELECT pid FROM pg_stat_activity WHERE'
            " application_name='crm'").split()]
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        try:
            status, _ = one.ask(create())
        finally:
            for pid in pids:
                os.kill(pid, signal.SIGCONT)
        same(status, 200, 'status')
        stay.wait_until(lambda: all(
            not os.path.exists(f'/proc/{pid}') for pid in pids),
            'the old connections stay')
        same(int(server.sql(f'SELECT count(*) FROM {SCHEMA}.customer')),
             before + 1, 'customers')


def the_self_check_warns_of_what_loses_customers(server, uri):
    room = tempfile.mkdtemp(prefix='crm-check.')
    config = pathlib.Path(room, 'crm.conf')
    several = uri.replace('host=', 'host=%2Fnowhere,').replace(
        'port=', 'port=1,')

    def says(database, word):
        config.write_text(f'database: {database}\n')
        said = subprocess.run(
            [BUILD / 'cgi-bin' / 'crm.cgi', '--check'], check=False,
            stdout=subprocess.PIPE, text=True,
            env={'CRM_CONFIG': str(config)}).stdout
        need(word in said, f'no "{word}" in: {said}')
    try:
        says(uri, 'fsync is off')
        says(uri.replace('port=', 'port=1'), 'see that the server runs')
        says(uri.replace('search_path%3D',
                         'synchronous_commit%3Doff%20-csearch_path%3D'),
             'fsync is off')
        server.sql('ALTER SYSTEM SET fsync=on')
        server.sql('SELECT pg_reload_conf()')
        stay.wait_until(lambda: server.sql('SHOW fsync') == 'on', 'fsync')
        says(uri, "Its commits are on its server's disk.")
        says(uri.replace('search_path%3D',
                         'synchronous_commit%3Dlocal%20-csearch_path%3D'),
             'synchronous_commit is local')
        says(several, 'no commit waits for a standby')
        server.sql("ALTER SYSTEM SET synchronous_standby_names='*'")
        server.sql('SELECT pg_reload_conf()')
        says(uri.replace('search_path%3D',
                         'synchronous_commit%3Dremote_apply'
                         '%20-csearch_path%3D'),
             'Its commits wait for a standby.')
    finally:
        for name in ('fsync', 'synchronous_standby_names'):
            server.sql(f'ALTER SYSTEM RESET {name}')
        server.sql('SELECT pg_reload_conf()')
        shutil.rmtree(room, ignore_errors=True)


def crmctl_works(server, uri):
    room = tempfile.mkdtemp(prefix='crm-ctl.')
    config = pathlib.Path(room, 'crm.conf')
    config.write_text(f'database: {uri}\n')

    def ctl(*words):
        return subprocess.run(
            [BUILD / 'crmctl', '--config', config, *words], check=True,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            text=True).stdout
    try:
        need(ctl('key', 'add', 'ctl', '--scopes', 'read').startswith('crm_'),
             'no key')
        need(re.search(r'ctl +valid', ctl('key', 'list')), 'not in the list')
        rows = pathlib.Path(room, 'rows.csv')
        rows.write_text(','.join(stay.CUSTOMER) + ',customerReference\n'
                        + ''.join(
            ','.join(str(cell) for cell in stay.CUSTOMER.values())
            + f',R{number}\n' for number in range(3)))
        ctl('import', str(rows))
        ctl('import', str(rows))
        same(server.sql(f'SELECT count(*) FROM {SCHEMA}.customer WHERE'
                        ' "customerReference" LIKE \'R_\''), '3', 'rows')
        need(re.search(r'rows', ctl('import', 'list')), 'no import is listed')
        ctl('import', 'undo', '1', '--yes')
        same(server.sql(f'SELECT count(*) FROM {SCHEMA}.customer WHERE'
                        ' "customerReference" LIKE \'R_\''), '0', 'rows')
        ctl('key', 'rotate', 'ctl')
        ctl('key', 'revoke', 'ctl')
        need(re.search(r'ctl +revoked', ctl('key', 'list')), 'not revoked')
    finally:
        shutil.rmtree(room, ignore_errors=True)


class Proxy(threading.Thread):
    """Passes bytes on to a server, and cuts connections after so many of
    what the client sends; -1: never."""

    def __init__(self, server):
        super().__init__(daemon=True)
        self.to = os.path.join(server.folder, '.s.PGSQL.%d' % server.port)
        self.room = tempfile.mkdtemp(prefix='crm-proxy.')
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(os.path.join(self.room, '.s.PGSQL.1'))
        self.listener.listen(64)
        self.after, self.cut = -1, 0
        self.start()

    def run(self):
        while True:
            try:
                client = self.listener.accept()[0]
            except OSError:
                return
            threading.Thread(target=self.serve, args=(client,),
                             daemon=True).start()

    def serve(self, client):
        server = socket.socket(socket.AF_UNIX)
        server.connect(self.to)
        back = threading.Thread(target=self.back, args=(server, client),
                                daemon=True)
        back.start()
        left = self.after
        self.after = -1  # one connection is cut, the next is not
        while True:
            some = client.recv(65536)
            if not some:
                break
            if left >= 0 and len(some) >= left:
                self.cut += 1
                server.sendall(some[:left])
                time.sleep(0.02)  # what was sent may be done by now
                break
            left -= len(some) if left >= 0 else 0
            server.sendall(some)
        for end in (server, client):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    @staticmethod
    def back(server, client):
        try:
            while some := server.recv(65536):
                client.sendall(some)
        except OSError:
            pass

    def close(self):
        self.listener.close()
        shutil.rmtree(self.room, ignore_errors=True)


def a_connection_cut_at_any_byte_loses_and_doubles_nothing(server, uri):
    """Of a create, whose bytes are counted by trying."""
    proxy = Proxy(server)
    through = uri.replace(server.folder.replace('/', '%2F'),
                          proxy.room.replace('/', '%2F')).replace(
                              'port=%d' % server.port, 'port=1')
    step = 1 if os.environ.get('CRM_CASES') == 'all' else 61
    try:
        with Staying(uri) as one:
            one.ask(create())
            for after in itertools.count(0, step):
                key = f'cut-{after}'
                proxy.after, before = after, proxy.cut
                with Staying(through) as cut:
                    status, out = cut.ask(create(key))
                    need(status in (200, 503), f'{status} at {after}')
                    again, repeated = one.ask(create(key))
                    same(again, 200, f'again at {after}')
                    if status == 200:
                        same(id_of(out), id_of(repeated), f'id at {after}')
                    same(cut.ask(create())[0], 200, f'the next at {after}')
                if proxy.cut == before:
                    break
            kept = server.sql(
                f"SELECT count(*),count(DISTINCT first) FROM {SCHEMA}."
                "idempotency WHERE key LIKE 'cut-%'")
            made = server.sql(
                f'SELECT count(*) FROM {SCHEMA}.idempotency i JOIN'
                f" {SCHEMA}.customer c ON c.id=first WHERE i.key LIKE 'cut-%'")
            same(kept, f'{made}|{made}', 'customers by key')
    finally:
        proxy.close()


def a_change_cut_at_any_byte_is_whole_or_nothing(server, uri):
    """Of a process for each request, as well when it has nothing to keep."""
    proxy = Proxy(server)
    room = pathlib.Path(tempfile.mkdtemp(prefix='crm-change.'))
    (room / 'crm.conf').write_text('database: ' + uri.replace(
        server.folder.replace('/', '%2F'),
        proxy.room.replace('/', '%2F')).replace(
            'port=%d' % server.port, 'port=1') + '\n')
    step = 1 if os.environ.get('CRM_CASES') == 'all' else 211

    def ask(method, path, body=b'', **more):
        done = subprocess.run(
            [BUILD / 'cgi-bin' / 'crm.cgi'], input=body, check=False,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env=dict(variables(method, path, body, **more),
                     CRM_CONFIG=str(room / 'crm.conf')))
        return status_of(done.stdout), done.stdout
    try:
        number = id_of(ask('POST', '/customer', stay.BODY)[1])
        key = conversations.Key('cutter scopes=read,write')
        Database.add(Database.of(server), [key])
        path, api = f'/customer/{number}', {'HTTP_X_API_KEY':
                                            key.key.decode()}
        for match, wanted in (('*', 204), ('"99"', 412)):
            for after in itertools.count(0, step):
                proxy.after, before = after, proxy.cut
                body = json.dumps({'notes': f'{match} {after}'}).encode()
                status, _ = ask('PATCH', path, body, HTTP_IF_MATCH=match,
                                **api)
                cut, proxy.after = proxy.cut > before, -1
                need(status in (wanted, 503, 401), f'{status} at {after}')
                version, changes, notes = server.sql(
                    f'SELECT version,(SELECT count(*) FROM {SCHEMA}.change'
                    f' WHERE record={number}),coalesce(notes,\'\') FROM'
                    f' {SCHEMA}.customer WHERE id={number}').split('|')
                same(version, changes, f'changes at {after}')
                need(status != 204 or notes == f'{match} {after}',
                     f'notes are {notes} at {after}')
                if not cut:
                    break
    finally:
        proxy.close()
        shutil.rmtree(room, ignore_errors=True)


# Fail-over

class Pair:
    """A primary and a standby that each commit waits for."""

    def __init__(self):
        self.servers = [
            cluster.Cluster(port=5433 + number, settings='fsync=off\n'
                            'hot_standby=on\nwal_keep_size=64MB\n')
            for number in range(2)]
        self.first = self.servers[0].start()
        self.second = self.servers[1]
        self.follow()

    def follow(self):
        """Has the second server follow the first, and commits wait."""
        shutil.rmtree(self.second.data, ignore_errors=True)
        self.second.run('pg_basebackup', '-D', self.second.data, '-R', '-c',
                        'fast', '-X', 'stream', '--no-sync', '-d',
                        self.first.uri())
        # the folder of the socket is the server's own
        with open(os.path.join(self.second.data, 'postgresql.auto.conf'),
                  'a', encoding='utf-8') as out:
            out.write("synchronous_standby_names=''\n"
                      f"unix_socket_directories='{self.second.folder}'\n")
        self.second.begin()
        self.first.sql("ALTER SYSTEM SET synchronous_standby_names='*'")
        self.first.sql('SELECT pg_reload_conf()')
        stay.wait_until(
            lambda: self.first.sql('SELECT count(*) FROM pg_stat_replication'
                                   " WHERE sync_state='sync'") == '1',
            'the standby does not follow')

    def uri(self):
        folders = ','.join(server.folder.replace('/', '%2F')
                           for server in self.servers)
        ports = ','.join(str(server.port) for server in self.servers)
        return (f'postgresql://crm@/postgres?host={folders}&port={ports}'
                f'&options=-csearch_path%3D{SCHEMA}')

    def stall(self):
        """Stops what the standby receives by; returns the process."""
        pid = int(self.second.sql('SELECT pid FROM pg_stat_wal_receiver'))
        os.kill(pid, signal.SIGSTOP)
        return pid

    def fail(self, stalled):
        """Kills the primary, promotes the standby; returns when."""
        pid = self.stall() if stalled else 0
        time.sleep(0.2)
        pidfile = os.path.join(self.first.data, 'postmaster.pid')
        with open(pidfile, encoding='ascii') as lines:
            os.kill(int(lines.readline()), signal.SIGQUIT)
        time.sleep(0.1)
        if pid:
            os.kill(pid, signal.SIGCONT)
        self.second.run('pg_ctl', '-D', self.second.data, '-w', '-s',
                        'promote')
        promoted = time.monotonic()
        self.first, self.second = self.second, self.first
        return promoted

    def close(self):
        for server in self.servers:
            server.end()
            shutil.rmtree(server.folder, ignore_errors=True)


class Clients:
    """Clients that create, each customer under a key until it is acknowledged,
    and what they were told."""

    def __init__(self, staying, count):
        self.staying = staying
        self.told, self.times, self.wrong = {}, [], []
        self.stopping = False
        self.threads = [threading.Thread(target=self.work, args=(number,))
                        for number in range(count)]
        for thread in self.threads:
            thread.start()

    def work(self, client):
        for number in itertools.count():
            if self.stopping:
                return
            key = f'client-{client}-{number}'
            while True:
                try:
                    status, out = self.staying.ask(create(key))
                except (OSError, TimeoutError):
                    status = 0
                if status == 200:
                    break
                if status not in (0, 409, 503):
                    self.wrong.append(status)
                time.sleep(0.02)
            self.told[key] = id_of(out)
            self.times.append(time.monotonic())

    def stop(self):
        self.stopping = True
        for thread in self.threads:
            thread.join()


def no_customer_is_lost_or_doubled_by_a_fail_over(kills):
    """Kills the primary under load; returns the longest wait."""
    pair = Pair()
    longest = 0
    try:
        pair.first.sql(f'CREATE SCHEMA {SCHEMA}')
        with Staying(pair.uri()) as one:
            clients = Clients(one, 8)
            for number in range(kills):
                time.sleep(0.5)
                promoted = pair.fail(number % 2 == 1)
                stay.wait_until(lambda since=promoted: clients.times and
                                clients.times[-1] > since,
                                'nothing is acknowledged any more')
                longest = max(longest, min(
                    at for at in clients.times if at > promoted) - promoted)
                pair.follow()
            clients.stop()
            log = one.said()
        same(clients.wrong, [], 'other answers')
        kept = dict(line.split('|') for line in pair.first.sql(
            f'SELECT i.key,first FROM {SCHEMA}.idempotency i JOIN'
            f' {SCHEMA}.customer c ON c.id=first WHERE owner=0').splitlines())
        same({key: int(number) for key, number in kept.items()},
             clients.told, 'what is kept and what was told')
        same(int(pair.first.sql(f'SELECT count(*) FROM {SCHEMA}.customer')),
             len(clients.told), 'customers')
        return (f'{len(clients.told)} customers, {log.count("in doubt (")}'
                f' commits in doubt, first acknowledgement within'
                f' {longest * 1000:.0f} ms')
    finally:
        pair.close()


class Test:
    """The parts of the test, and what they say."""

    def __init__(self, words):
        self.words = words
        self.number = self.failed = 0

    def report(self, passed, sentence, lines=()):
        self.number += 1
        self.failed += not passed
        print(f'{"ok" if passed else "not ok"} {self.number} - {sentence}')
        for line in lines:
            print(f'#   {line}')
        sys.stdout.flush()

    def wants(self, part):
        return not self.words or any(word in part for word in self.words)

    def units(self, server):
        for suite in ('store', 'key', 'search'):
            if not self.wants('unit ' + suite):
                continue
            done = subprocess.run(
                [BUILD / 't' / 'unit'], stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT, text=True, check=False,
                env=dict(os.environ, CRM_POSTGRESQL=server.uri(),
                         CK_RUN_SUITE=suite, CK_TIMEOUT_MULTIPLIER='10', CK_VERBOSITY='normal'))
            self.report(done.returncode == 0 and 'Checks: 0' not in
                        done.stdout,
                        f'the suite {suite} holds on PostgreSQL',
                        done.stdout.splitlines()
                        if done.returncode else ())

    def cases(self):
        root = conversations.HERE / 'cases'
        found = [conversations.Case(root, path)
                 for path in sorted(root.rglob('*.request'))]
        found = [case for case in found if case.name.startswith(TOPICS)
                 and case.name not in NOT_HERE]
        if self.words:
            return [case for case in found
                    if any(word in case.name for word in self.words)]
        if os.environ.get('CRM_CASES') == 'all':
            return found
        return found[::EACH]

    def conversations(self, server):
        database = Database(server)
        way = Way(database, (BUILD / 'cgi-bin' / 'crm.cgi').resolve())

        def hand_out(keys, way):
            way.keys = keys
            if keys:
                way.ask(conversations.Request(
                    b'GET /health\nX-Api-Key: {key nobody}\n', False))
                database.add(keys)

        conversations.hand_out = hand_out
        conversations.check_data = (
            lambda data, queries: look_into(database, queries))
        cases = self.cases()
        for case in cases:
            passed, word, shown = conversations.run(case, way)
            self.report(passed, case.name + word, shown)
        with Staying(database.uri) as staying:
            way = Stays(database, staying)
            for case in cases[::1 if self.words else STAYING]:
                case.read()
                if any(each.config for each in case.requests):
                    continue
                passed, word, shown = conversations.run(case, way)
                self.report(passed, case.name + ' in a process that stays'
                            + word, shown)

    def faults(self, server):
        uri = server.uri(schema=SCHEMA)
        Staying.server = server
        for part in (a_group_is_durable_together,
                     a_key_twice_in_a_group_is_replayed,
                     a_fault_takes_nothing_along,
                     more_than_a_round_holds_are_refused,
                     what_others_keep_locked_is_busy,
                     any_text_is_found_among_points_of_sale,
                     a_defect_is_500_and_ends_its_request_alone,
                     a_secret_that_is_gone_is_told,
                     without_libpq_it_is_told_what_to_install,
                     hosts_share_keys_and_versions,
                     a_connection_cut_at_any_byte_loses_and_doubles_nothing,
                     a_server_that_hangs_does_nothing_twice,
                     a_commit_without_an_answer_is_in_doubt,
                     a_commit_that_did_not_wait_is_done_again,
                     the_self_check_warns_of_what_loses_customers,
                     crmctl_works,
                     a_change_cut_at_any_byte_is_whole_or_nothing,
                     what_is_refused_is_503_with_the_reason_in_the_log,
                     a_server_that_was_restarted_is_found_again):
            self.part(part.__name__, lambda part=part: part(server, uri))

    def part(self, name, do):
        name = name.replace('_', ' ')
        if not self.wants(name):
            return
        try:
            said = do()
            self.report(True, name, [said] if said else ())
        except (conversations.Mismatch, OSError, TypeError,
                subprocess.CalledProcessError) as wrong:
            self.report(False, name, str(wrong).splitlines())


def is_built():
    """Whether the program was configured with PostgreSQL."""
    made = (BUILD / 'Makefile').read_text()
    return re.search('^POSTGRESQL = yes$', made, re.M) is not None


def main():
    test = Test(sys.argv[1:])
    if not is_built():
        print('1..0 # SKIP this build has no --enable-postgresql')
        return
    if cluster.binaries() is None:
        print('1..0 # SKIP PostgreSQL is not installed')
        return
    with cluster.Cluster(settings='fsync=off\n') as server:
        test.units(server)
        test.conversations(server)
        test.faults(server)
    test.part('no_customer_is_lost_or_doubled_by_a_fail_over',
              lambda: no_customer_is_lost_or_doubled_by_a_fail_over(KILLS))
    print(f'1..{test.number}')
    sys.exit(1 if test.failed else 0)


if __name__ == '__main__':
    main()
