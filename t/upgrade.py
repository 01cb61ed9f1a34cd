#!/usr/bin/env python3
"""Opens the databases of earlier versions, which t/databases keeps; speaks TAP.

Usage: t/upgrade.py [--program FILE] [--keep]

Each must be opened by this version, keep every row, answer what was asked
before under a key as then, find and tell of all customers, and take in new
ones; whoever is killed on the way leaves it as it was or as it is to be. What a
newer version made is refused. --keep makes the databases of this version, for
all later ones: do so when the version of the database has changed, and never
change them.
"""

import argparse
import collections
import contextlib
import json
import os
import pathlib
import re
import shutil
import sqlite3
import sys
import urllib.parse

sys.dont_write_bytecode = True

# pylint: disable=wrong-import-position
import conversations  # noqa: E402
import crash  # noqa: E402
import halves  # noqa: E402
from conversations import BUILD, HERE, Key, Mismatch  # noqa: E402

KEPT = HERE / 'databases'
JOURNALS = ('rollback', 'wal')
CLOCK = BUILD / 't' / 'clock.so'
KEYS = 'all', 'gone revoked'
CHANGING = 4    # the first version in which customers are changed and found
# What such a database has besides.
CHANGED = ('change', 'change_member', 'api_key', 'api_secret', 'task', 'card',
           'search', 'counter')
# Who is found by what, of the customers of customers.requests.
FOUND = {'ana': 1, "o'brien+tag@sub.example.com": 1, '3331234567': 1,
         'de<&>': 1, 'アナ': 1, '山田': 3, '12345678': 3, 'example one': 4,
         'example two': 5, 'three ltd': 6, '5': 5}


def requests(name='customers'):
    """What every kept database was made of."""
    return [conversations.Request(text, False)
            for text in conversations.sections(KEPT / f'{name}.requests')]


class Place(crash.Place):
    """A folder with a crm.conf, and a copy of a database if there is one."""

    def __init__(self, program, room, journal, kept=None):
        super().__init__(program, room, journal)
        self.file = self.data / 'crm.db'
        self.preload = {}
        if kept is not None:
            self.data.mkdir(mode=0o700, parents=True)
            shutil.copyfile(kept, self.file)
            self.file.chmod(0o600)

    def environment(self, request):
        return {**super().environment(request), **self.preload}

    def ask_well(self, request):
        answer = self.ask(request)
        if answer.status not in (200, 204):
            raise Mismatch('\n'.join(['a good request failed']
                                     + answer.show()))
        return answer


@contextlib.contextmanager
def new_place(program, journal, kept=None):
    with crash.new_room() as room:
        yield Place(program, room, journal, kept)


# What is in a database

# rows: of each table, each a set of (column, value)
Content = collections.namedtuple('Content', 'version journal schema rows')


def one(base, query):
    return base.execute(query).fetchone()[0]


def read(file):
    """Reads a copy of a database: recovery is left to the program."""
    with crash.new_room() as room:
        for part in file.parent.glob(file.name + '*'):
            shutil.copyfile(part, room / part.name)
        with contextlib.closing(sqlite3.connect(room / file.name)) as base:
            if one(base, 'PRAGMA user_version') >= CHANGING:
                halves.check_agreement(base)
            if one(base, 'PRAGMA integrity_check') != 'ok':
                raise Mismatch('the database is not whole')
            if base.execute('PRAGMA foreign_key_check').fetchone():
                raise Mismatch('a row belongs to nothing')
            return Content(one(base, 'PRAGMA user_version'),
                           one(base, 'PRAGMA journal_mode'),
                           read_schema(base), read_rows(base))


def tables(base):
    return [name for name, in base.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table'"
        " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name")]


def read_rows(base):
    rows = {}
    for table in tables(base):
        cursor = base.execute(f'SELECT * FROM "{table}"')
        names = [column[0] for column in cursor.description]
        rows[table] = [frozenset(zip(names, row)) for row in cursor]
    return rows


DESCRIPTIONS = (
    'SELECT name, type, "notnull", dflt_value, pk, hidden'
    ' FROM pragma_table_xinfo(?)',
    'SELECT "table", "from", "to", on_update, on_delete'
    ' FROM pragma_foreign_key_list(?)',
    'SELECT wr, strict FROM pragma_table_list(?)',
    'SELECT "unique", origin, partial, group_concat(column.name)'
    ' FROM pragma_index_list(?) AS list,'
    ' pragma_index_info(list.name) AS column GROUP BY list.name',
)


def read_schema(base):
    """What decides which rows a table takes, but for its CHECKs."""
    return {table: [set(base.execute(query, (table,)))
                    for query in DESCRIPTIONS] for table in tables(base)}


def count_checks(file):
    """How often each table says CHECK."""
    with contextlib.closing(sqlite3.connect(file)) as base:
        return {name: len(re.findall(r'\bCHECK\b', sql))
                for name, sql in base.execute(
                    "SELECT name, sql FROM sqlite_schema"
                    " WHERE type = 'table' AND sql NOTNULL")}


def check_kept(old, new):
    """Every row is there, with every column that it had; counters count on."""
    for table, rows in old.rows.items():
        if table == 'counter':
            continue
        left = list(new.rows.get(table, []))
        for row in rows:
            same = next((other for other in left if row <= other), None)
            if same is None:
                raise Mismatch(f'{table}: lost or changed: {dict(row)}')
            left.remove(same)


def count(content):
    return len(content.rows['customer'])


def last_number(content):
    """The highest number that was given to a customer."""
    return max([dict(row)['id'] for row in content.rows['customer']]
               + [dict(row)['record'] for row in content.rows.get('change',
                                                                  ())])


# Tests

def is_whole(kept):
    """What is kept has what an upgrade could lose."""
    found = read(kept)
    version, journal = re.match(r'version-(\d+)-(\w+)', kept.name).groups()
    if found.version != int(version):
        raise Mismatch(f'its version is {found.version}')
    if (found.journal == 'wal') != (journal == 'wal'):
        raise Mismatch(f'its journal is {found.journal}')
    wanted = *crash.TABLES, 'idempotency', \
        *(CHANGED if found.version >= CHANGING else ())
    missing = [table for table in wanted
               if not found.rows.get(table)]
    if missing or count(found) != 6:
        raise Mismatch(f'{count(found)} customers, nothing in {missing}')


def is_opened(program, kept):
    """All its rows stay, and new customers come."""
    old = read(kept)
    with new_place(program, 'auto', kept) as place, \
            new_place(program, 'auto') as other:
        numbers = [crash.given_id(place.create(key)) for key in (None, 'new')]
        last = last_number(old)
        if numbers != [last + 1, last + 2]:
            raise Mismatch(f'ids {numbers} after {last}')
        other.create(None)
        new, fresh = read(place.file), read(other.file)
        if new.version != fresh.version:
            raise Mismatch(f'version {new.version} was left')
        if new.schema != fresh.schema:
            raise Mismatch(f'its tables are not those of a new one: '
                           f'{new.schema}, {fresh.schema}')
        checks = count_checks(place.file), count_checks(other.file)
        if checks[0] != checks[1]:
            raise Mismatch(f'its CHECKs are not those of a new one: {checks}')
        if new.journal != old.journal:
            raise Mismatch(f'its journal became {new.journal}')
        # the second request had a key: all that are a day old are forgotten
        old.rows['idempotency'].clear()
        check_kept(old, new)
        conversations.check_data(place.data, [])


def is_found(program, kept):
    """Who was there is found, listed, read and told of as who is new; what
    is answered changes nothing when it is sent back."""
    old = read(kept)

    def ask(text, body=b''):
        return place.ask_well(conversations.Request(
            text.encode() + b'\nX-Api-Key: {key desk}\n'
            b'Content-Type: application/json\n\n' + body, False))

    with new_place(program, 'auto', kept) as place:
        conversations.hand_out([Key('desk')], place)
        for word, number in FOUND.items():
            brand = dict(next(row for row in old.rows['customer']
                              if dict(row)['id'] == number))['brand']
            page = json.loads(ask(
                f'GET /customer/{brand}/slim?posCodes=*&searchKey='
                + urllib.parse.quote(word)).body)
            found = [one['boosterCustomerId'] for one in page['elements']]
            if number not in found or page['totalResults'] != len(found):
                raise Mismatch(f'{word} finds {page}')
        for row in map(dict, old.rows['customer']):
            answer = ask(f'GET /customer/v2/{row["id"]}')
            version = row.get('version') or 1
            if answer.get('ETag') != b'"%d-json"' % version:
                raise Mismatch(f'customer {row["id"]}: {answer.show()}')
            put = ask(f'PUT /customer/{row["id"]}', answer.body)
            if put.get('ETag') != answer.get('ETag'):
                raise Mismatch(f'changed: {put.show()}')
        told = {one['boosterCustomerId']: one for brand in ('CAR', 'MTB')
                for one in json.loads(ask(
                    f'GET /customer/{brand}/changes').body)['elements']
                if not one['erased']}
        if set(told) != {dict(row)['id'] for row in old.rows['customer']}:
            raise Mismatch(f'the changes tell of {told}')
        check_kept(old, read(place.file))


def is_replayed(program, kept):
    """A key of then still counts, within its time."""
    old = read(kept)
    keys = {dict(row)['key']: dict(row) for row in old.rows['idempotency']}
    with new_place(program, 'auto', kept) as place:
        for request in requests():
            named = dict(request.headers).get('Idempotency-Key')
            if named is None:
                continue
            key = keys[named.decode().strip('"')]
            place.preload = {'LD_PRELOAD': str(CLOCK),
                             'CLOCK_NOW': str(key['time'] + 3600)}
            answer = place.ask_well(request)
            if answer.get('Idempotency-Replayed') is None:
                raise Mismatch('\n'.join(answer.show()))
            given = [int(number) for number in
                     re.findall(rb':(\d+)', answer.body)]
            first = key['first']
            if given != list(range(first, first + key['count'])):
                raise Mismatch(f'{given} were given for {key}')
        new = read(place.file)
        check_kept(old, new)
        if count(new) != count(old):
            raise Mismatch('a customer was stored twice')


def is_killed(program, kept):
    """A kill at any system call leaves it as it was, or as it is to be."""
    old = read(kept)
    with new_place(program, 'auto', kept) as place:
        _, calls = crash.trace(place, None)
        goal = read(place.file)
    left = collections.Counter()
    for call in calls:
        if call.name in crash.PASSIVE:
            continue
        with new_place(program, 'auto', kept) as place:
            done = place.send(None, *crash.inject(
                place.room / 'log', call, 'signal=SIGKILL'))
            if done.returncode != -9:
                raise Mismatch(f'it was not killed at {call}')
            found = read(place.file)
            before = (old.version, old.schema, count(old))
            after = (goal.version, goal.schema, count(goal))
            now = (found.version, found.schema, count(found))
            if now not in (before, after):
                raise Mismatch(f'killed at {call}, it is {now}')
            left[now == before] += 1
            check_kept(old, found)
            place.create(None)
            check_kept(found, read(place.file))
    if not left[True] or not left[False]:
        raise Mismatch(f'no kill before, or none after the commit: {left}')


def is_refused(program, kept):
    """A program says so where a newer one was, and changes nothing."""
    with new_place(program, 'auto', kept) as place:
        place.create(None)
        with contextlib.closing(sqlite3.connect(place.file)) as base:
            newer = one(base, 'PRAGMA user_version') + 1
            base.execute(f'PRAGMA user_version = {newer}')
        old = read(place.file)
        done = place.send(None)
        answer = crash.read_answer(done)
        if answer.status != 503 or answer.get('Retry-After') is None:
            raise Mismatch('\n'.join(answer.show()))
        for words in ('a newer version of this program made it',
                      'install that version', str(place.file)):
            if words not in done.stderr.decode():
                raise Mismatch(f'the log: {done.stderr}')
        if read(place.file) != old:
            raise Mismatch('it was changed')


def is_current_kept(program):
    """This version's own databases are kept too."""
    with new_place(program, 'auto') as place:
        place.create(None)
        version = read(place.file).version
    for journal in JOURNALS:
        if not (KEPT / f'version-{version}-{journal}.db').exists():
            raise Mismatch(f'run t/upgrade.py --keep: there is no '
                           f'version-{version}-{journal}.db')


def keep(program):
    for journal in JOURNALS:
        with new_place(program, journal) as place:
            conversations.hand_out([Key(key) for key in KEYS], place)
            for request in requests() + requests('changes'):
                place.ask_well(request)
            with contextlib.closing(sqlite3.connect(place.file)) as base:
                base.execute('PRAGMA wal_checkpoint(TRUNCATE)')
                version = one(base, 'PRAGMA user_version')
            kept = KEPT / f'version-{version}-{journal}.db'
            if kept.exists():
                sys.exit(f'{kept} stays as it is')
            shutil.copyfile(place.file, kept)
            print(f'{kept} is kept')


def version_of(kept):
    return int(kept.name.split('-')[1])


def tests(program):
    strace = crash.why_not()
    clock = None if CLOCK.exists() else f'{CLOCK.name} is not built'
    watching = conversations.watching(program)
    strace = watching or strace
    if watching == conversations.SANITIZED:
        clock = watching
    yield 'the databases of this version are kept', None, is_current_kept, \
        program
    for kept in sorted(KEPT.glob('*.db')):
        name = kept.stem.replace('-', ' ')
        yield f'{name}: it has what could be lost', None, is_whole, kept
        # t/crash.py kills who has nothing to upgrade
        newest = f'-{max(map(version_of, KEPT.glob("*.db")))}-' in kept.name
        for title, reason, function in (
                ('all stays, and customers come', None, is_opened),
                ('all are found and told of', None, is_found),
                ('a key of then counts', clock, is_replayed),
                *[('killed at any system call', strace, is_killed)][newest:],
                ('a program that is older refuses', None, is_refused)):
            yield f'{name}: {title}', reason, function, program, kept


def main():
    parser = argparse.ArgumentParser(
        description=__doc__.split('\n', maxsplit=1)[0])
    parser.add_argument('--program', type=pathlib.Path,
                        default=BUILD / 'cgi-bin' / 'crm.cgi')
    parser.add_argument('--keep', action='store_true',
                        help='make the databases of this version')
    chosen = parser.parse_args()
    program = chosen.program.resolve()
    if not os.access(program, os.X_OK):
        sys.exit(f'Bail out! there is no program {program}')
    if chosen.keep:
        return keep(program)
    tap = crash.Tap(2)
    for name, reason, *call in tests(program):
        if reason:
            tap.skip([(name, *call)], reason)
        else:
            tap.run([(name, *call)])
    print(f'1..{tap.count}')
    return 1 if tap.failed else 0


if __name__ == '__main__':
    sys.exit(main())
