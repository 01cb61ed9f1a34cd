#!/usr/bin/env python3
"""Looks after customers with crmctl; speaks TAP.

Usage: t/commands.py [WORD]...

Only tests whose names hold one of the words are run.
"""

import contextlib
import csv
import fcntl
import io
import json
import os
import pathlib
import pty
import resource
import select
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import tempfile
import threading
import time
import xml.etree.ElementTree

sys.dont_write_bytecode = True

# pylint: disable=wrong-import-position
import conversations  # noqa: E402
import ctl  # noqa: E402
import keys  # noqa: E402
import keys  # noqa: E402
from ctl import CTL, expect  # noqa: E402

COPIES = int(os.environ.get('BACKUP_COUNT', '5'))
SHOP = {
    'privacyPolicyAcceptanceStorage': True, 'canBeContactedByMaison': False,
    'clientType': 'PRIVATE', 'title': 'Mrs.', 'gender': 'F',
    'languageId': 'ita', 'firstName': 'Ana', 'lastName': 'Rossi',
    'countryId': 'it', 'posCode': 'IT200:1', 'brand': 'CAR',
    'emails': [{'email': 'ana@example.com', 'isMainEmail': True}],
}


def create(room, *customers):
    """Creates customers, each SHOP's but for what is given."""
    body = json.dumps([{**SHOP, **one} for one in customers]).encode()
    request = conversations.Request(
        b'POST /json/reply/CreateCustomer[]\n'
        b'Content-Type: application/json\n\n' + body, False)
    status, page, log = ctl.read(room.ask(request))
    expect(status == 200, status, page, log)
    return [one['boosterCustomerId'] for one in json.loads(page)]


def lines_of(text):
    return [json.loads(line) for line in text.splitlines()]


def said_on(ours):
    """All that is said on a terminal until its end."""
    said = b''
    with contextlib.suppress(OSError):
        while True:
            said += os.read(ours, 4096)
    os.close(ours)
    return said.decode()


def stop(room, stream, *arguments):
    """
    Stops crmctl, as Ctrl-C does, while it waits for a reader of one of its
    streams, stdout or stderr. Returns its exit status, and what the streams
    had.
    """
    ours, theirs = os.pipe()
    fcntl.fcntl(theirs, fcntl.F_SETPIPE_SZ, 4096)
    streams = {'stdout': subprocess.PIPE, 'stderr': subprocess.PIPE,
               stream: theirs}
    with subprocess.Popen([CTL, '--config', room.config, *arguments],
                          stdin=subprocess.DEVNULL, **streams) as run:
        while select.select([], [theirs], [], 0)[1] and run.poll() is None:
            time.sleep(0.01)
        time.sleep(0.2)  # as long as a transaction may take
        run.send_signal(signal.SIGINT)
        os.close(theirs)
        with open(ours, 'rb') as file:
            full = file.read().decode()
        other = (run.stderr or run.stdout).read().decode()
    return run.returncode, full, other


def page_of(room, table):
    """The first page of a table in the file, and the size of all pages."""
    return room.rows('SELECT rootpage, page_size FROM sqlite_schema,'
                     f" pragma_page_size WHERE name = '{table}'")[0]


def spoil(room, *pages):
    """Writes over pages of the database; returns how to bring them back."""
    file = room.data / 'crm.db'
    before = file.read_bytes()
    with file.open('r+b') as base:
        for page, size in pages:
            base.seek((page - 1) * size)
            base.write(b'\xff' * size)
    return lambda: file.write_bytes(before)


def pages_with(room, word):
    """The pages of customers that hold a word."""
    size = page_of(room, 'customer')[1]
    whole = (room.data / 'crm.db').read_bytes()
    pages = [whole[i:i + size] for i in range(0, len(whole), size)]
    return [(number + 1, size) for number, page in enumerate(pages)
            if page[0] == 13 and word in page]


def one_is_printed_in_every_format(room):
    create(room, {'notes': 'one, "two"'})
    text, _ = room.ctl('get', '1')
    for line in ('customer 1', '  firstName: Ana', '  countryDs: Italy',
                 '  emails[0].email: ana@example.com', '  brand: CAR'):
        expect(line in text.splitlines(), line, text)
    for arguments in (('--json', 'get', '1'), ('get', '1', '--format=json'),
                      ('get', '1', '--format', 'jsonl')):
        found, = lines_of(room.ctl(*arguments)[0])
        expect(found['boosterCustomerId'] == 1, found)
        expect(found['emails'] == SHOP['emails'], found)
        expect(found['clientType'] == 'Private', found)
    row, = csv.DictReader(io.StringIO(
        room.ctl('get', '1', '--format', 'CSV')[0]))
    expect(row['notes'] == 'one, "two"' and row['brand'] == 'CAR', row)
    root = xml.etree.ElementTree.fromstring(
        room.ctl('get', '1', '--format', 'xml')[0])
    expect(root.tag.endswith('}GetCustomerV2Response'), root.tag)
    expect(room.ctl('get', '1', '--format', 'jsv')[0].startswith(
        '{boosterCustomerId:1,'), 'JSV')


def many_are_printed_and_the_missing_told(room):
    create(room, {}, {'firstName': 'Bea'})
    out, err = room.ctl('get', '2', '9', '1', status=3)
    expect(out.index('Bea') < out.index('Ana') and 'customer 9' in err, out)
    out, _ = room.ctl('get', '2', '1', '--format', 'json')
    expect([one['boosterCustomerId'] for one in json.loads(out)] == [2, 1], out)
    out, _ = room.ctl('get', '1', '2', '--format', 'csv')
    expect(len(list(csv.reader(io.StringIO(out)))) == 3, out)
    for form in (), ('--format', 'xml'):
        out, err = room.ctl('get', '9', *form, status=1)
        expect(not out and 'there is no customer 9' in err, out, err)


def a_history_has_changes_and_consents(room):
    create(room, {})
    out, _ = room.ctl('get', '1', '--history')
    for words in ('version 1 created by no key, /json/reply/CreateCustomer[]',
                  'canBeContactedByMaison: no'):
        expect(words in out, words, out)
    found, = lines_of(room.ctl('get', '1', '--history', '--json')[0])
    expect(found['customer']['lastName'] == 'Rossi', found)
    change, = found['changes']
    expect((change['version'], change['kind'], change['format']) ==
           (1, 'created', 'json'), change)
    entry, = [one for one in found['consents']
              if one['name'] == 'privacyPolicyAcceptanceStorage']
    expect(entry['granted'] is True and entry['version'] == 1, entry)
    room.ctl('get', '1', '--history', '--format', 'csv', status=2)
    ctl.damage(room, "INSERT INTO wording(text) VALUES('I \x1b agree')",
               'UPDATE consent SET wording = 1 WHERE purpose ='
               " 'privacyPolicyAcceptanceStorage'")
    room.ctl('set', '1', 'firstName=Bea', 'notes=new')
    out, _ = room.ctl('get', '1', '--history')
    for line in ('    firstName was Ana', '    notes was not given',
                 '    I \\u{1b} agree'):
        expect(line in out.splitlines(), line, out)


def customers_are_listed_as_asked(room):
    create(room, *({'lastName': name, 'brand': brand, 'posCode': pos}
                   for name, brand, pos in (
                       ('Cara', 'CAR', 'IT1'), ('Bini', 'CAR', 'IT2'),
                       ('Alba', 'IWC', 'ES1'), ('Dolci', 'IWC', 'IT1'))))

    def names(*arguments):
        return [one['lastName']
                for one in lines_of(room.ctl('--json', 'list', *arguments)[0])]

    for arguments, expected in (
            ((), ['Bini', 'Cara', 'Dolci', 'Alba']),
            (('brand=iwc', 'sortBy=NameASC'), ['Alba', 'Dolci']),
            (('sortBy=RegASC', 'posCodes=IT1'), ['Cara', 'Dolci']),
            (('posCodes=IT*',), ['Bini', 'Cara', 'Dolci']),
            (('posCodes[]=IT2', 'posCodes[]=ES1'), ['Bini', 'Alba']),
            (('searchKey=alb',), ['Alba']), (('brand=XXX',), []),
            (('boosterCustomerIds=1,3',), ['Cara', 'Alba']),
            (('brand=CAR', 'items=1', 'page=2'), ['Cara']),
            (('items=3',), ['Bini', 'Cara', 'Dolci']),
            (('items=2',), ['Bini', 'Cara']),
            (('items=1', '--all'), ['Bini', 'Cara', 'Dolci', 'Alba'])):
        found = names(*arguments)
        expect(found == expected, arguments, found)
    out, err = room.ctl('list', 'items=1', 'brand=CAR')
    expect(len(out.splitlines()) == 2 and 'there are more' in err, out, err)
    after = [word for word in err.split() if word.startswith('after=')][0]
    expect(names('brand=CAR', after) == ['Cara'], err)
    _, err = room.ctl('list', 'items=2')
    expect('there may be more' in err, err)
    room.ctl('list', after, status=2)
    room.ctl('list', 'brand=CAR', 'after=x', status=2)


def a_list_is_a_table_or_any_format(room):
    create(room, {}, {'lastName': 'Verdi', 'notes': '-'})
    out, err = room.ctl('list')
    head, first, second = out.splitlines()
    expect(not err and head.split()[0] == 'NUMBER', out, err)
    expect('Verdi' in first and 'ana@example.com' in second, out)
    for line in keys.on_terminal(room, 60, 'list'):
        expect(len(line) <= 60, line)
    found = json.loads(room.ctl('list', '--format', 'json')[0])
    expect([one['lastName'] for one in found] == ['Verdi', 'Rossi'], found)
    rows = list(csv.DictReader(io.StringIO(
        room.ctl('list', '--format', 'csv')[0])))
    expect([row['boosterCustomerId'] for row in rows] == ['2', '1'], rows)


def a_narrow_terminal_shows_what_there_is(room):
    create(room, {'notes': 'x'}, {'lastName': 'R' * 40})
    wide, narrow = (keys.on_terminal(room, columns, 'list')
                    for columns in (200, 80))
    expect('COMPANY' in wide[0] and 'PHONE' in wide[0], wide)
    for line in narrow:
        expect(keys.columns_of(line) <= 80, line)
    expect('COMPANY' not in narrow[0] and 'PHONE' not in narrow[0], narrow)
    expect('RRR' in narrow[1] and '…' in narrow[1], narrow)
    for lines in wide, narrow:
        expect(len(lines) == 3 and 'E-MAIL' in lines[0]
               and 'ana@' in lines[1], lines)
    room.set_aside(notes='x' * 40)
    narrow, = keys.on_terminal(room, 60, 'suspects')
    expect(keys.columns_of(narrow) == 60 and narrow[-1] == '…', narrow)
    wide, = keys.on_terminal(room, 200, 'suspects')
    expect(wide.startswith(narrow[:-1]) and '…' not in wide, wide)


def a_terminal_is_safe(room):
    create(room, {'notes': 'a\x9b31m\u202eb', 'lastName': 'A\u202eX'})
    for arguments in (('get', '1'), ('get', '1', '--history'), ('list',)):
        out, _ = room.ctl(*arguments)
        expect('\u202e' not in out and '\\u{202e}' in out, arguments, out)
    for form in 'json', 'csv':
        shown = '\n'.join(keys.on_terminal(
            room, 80, 'list', '--format', form))
        expect('\u202e' not in shown and '\\u{202e}' in shown, form, shown)
        out, _ = room.ctl('list', '--format', form)
        expect('\u202e' in out, form, out)


def a_member_is_set_as_patch_does(room):
    create(room, {'notes': 'old'})
    out, err = room.ctl('set', '1', 'notes=new', 'firstName=Bea', '--dry-run')
    expect('  notes: old -> new' in out.splitlines(), out)
    expect('would be' in err, err)
    expect(lines_of(room.ctl('get', '1', '--json')[0])[0]['notes'] == 'old',
           'a dry run changed it')
    out, err = room.ctl('--json', 'set', '1', 'notes=new', 'middleName=M',
                        'emails[0].email=b@example.com',
                        'emails[0].isMainEmail=true')
    found, = lines_of(out)
    expect(found['version'] == 2 and 'version 2' in err, found, err)
    changes = {one['name']: one for one in found['changes']}
    expect(set(changes) == {'notes', 'middleName', 'emails'}, changes)
    expect((changes['notes']['before'], changes['notes']['after']) ==
           ('old', 'new'), changes)
    room.ctl('set', '1', 'notes=', 'middleName=')
    found, = lines_of(room.ctl('get', '1', '--json', '--history')[0])
    expect(not {'notes', 'middleName'} & set(found['customer']), found)
    expect(found['customer']['emails'] == [
        {'email': 'b@example.com', 'isMainEmail': True}], found)
    expect([one.get('operator') is None for one in found['changes']] ==
           [True, False, False], found['changes'])
    _, err = room.ctl('set', '1', 'notes=')
    expect('version 3' in err, err)
    _, err = room.ctl('set', '1', 'lastName=', 'countryId=xx', status=1)
    expect('lastName is required' in err and 'countryId' in err, err)
    room.ctl('set', '2', 'notes=x', status=1)


def the_erased_are_gone_for_good(room):
    create(room, {'lastName': 'Canary'}, {}, {})
    out, err = room.ctl('erase', '1', '3', '--dry-run')
    expect('customer 1 would be erased' in out and '2 customers' in err, err)
    out, _ = room.ctl('erase', '1', '3', '--reason', 'was asked to')
    expect(out == 'customer 1 is erased\ncustomer 3 is erased\n', out)
    for file in room.data.iterdir():
        expect(b'Canary' not in file.read_bytes(), file)
    room.ctl('get', '1', status=1)
    _, err = room.ctl('erase', '1', status=1)
    expect('no customer 1' in err, err)
    out, _ = room.ctl('--json', 'erase', '2', '9', status=3)
    expect(lines_of(out) == [{'boosterCustomerId': 2, 'erased': True}], out)


def the_old_are_erased(room):
    create(room, {}, {'brand': 'IWC'}, {'posCode': 'ES1'}, {})
    ctl.damage(room, "UPDATE customer SET created = '2020-12-31T23:59:59Z'"
               ' WHERE id < 4', 'UPDATE card SET created ='
               " unixepoch('2020-12-31T23:59:59Z') WHERE id < 4")
    for arguments, expected in (
            (('2020-12-31',), []), (('2021-01-01',), [1, 3, 2]),
            (('2021-01-01', 'brand=car'), [1, 3]),
            (('2021-01-01', 'posCodes=IT*'), [1, 2]),
            (('2021-01-01', 'creationDateTo=2020-12-30'), [])):
        out, _ = room.ctl('--json', 'erase', '--dry-run', '--created-before',
                          *arguments)
        found = [one['boosterCustomerId'] for one in lines_of(out)]
        expect(found == expected, arguments, found)
    _, err = room.ctl('erase', '--created-before', '2021-01-01')
    expect('3 customers are erased' in err, err)
    expect(room.rows('SELECT id FROM customer') == [(4,)], 'others')


def erasing_is_asked_for_on_a_terminal(room):
    create(room, {}, {})
    for answer, arguments, status in (
            (b'n\n', ('1',), 1), (b'\n', ('1',), 1), (b'y\n', ('1',), 0),
            (b'', ('2', '--yes',), 0)):
        ours, theirs = pty.openpty()
        os.write(ours, answer)
        done = subprocess.run(
            [CTL, '--config', room.config, 'erase', *arguments],
            check=False, stdin=theirs, capture_output=True)
        for one in ours, theirs:
            os.close(one)
        expect(done.returncode == status, answer, done)
        expect((b'erase 1 customers for good? (y/n)' in done.stderr) ==
               bool(answer), done.stderr)
    expect(room.rows('SELECT count(*) FROM customer') == [(0,)], 'customers')


def the_trail_tells_who_did_what(room):
    create(room, {}, {})
    room.ctl('key', 'add', 'shop')
    room.ctl('set', '1', 'notes=secret', 'firstName=Bea')
    room.ctl('erase', '2', '--reason', 'was asked to')
    me = room.rows('SELECT operator FROM audit')[0][0]

    def trail(*filters):
        return lines_of(room.ctl('--json', 'audit', *filters)[0])

    found = trail()
    expect(sorted((one['kind'], one['id'], str(one.get('operator')))
                  for one in found) == sorted([
                      ('created', 1, 'None'), ('created', 2, 'None'),
                      ('key add', 1, me), ('changed', 1, me),
                      ('erased', 2, me)]), found)
    change, = trail('kind=changed')
    expect(change['members'] == ['firstName', 'notes'], change)
    erased, = trail('kind=erased', f'by={me}')
    expect(erased['detail'] == 'was asked to', erased)
    kept, = trail('id=2', 'kind=created')
    expect('route' not in kept and 'secret' not in str(found), kept)
    expect(len(trail(f'by={me}')) == 3 and trail('key=7') == [], 'filters')
    expect(trail('to=2020-01-01') == [] and len(trail('from=2020-01-01')) == 5,
           'times')
    out, _ = room.ctl('audit', f'by={me}')
    expect(len(out.splitlines()) == 4 and 'firstName notes' in out, out)
    expect(room.ctl('audit', '--erased') == ('2\n', ''), 'erased')
    key = room.ctl('key', 'add', 'till', '--scopes', 'erase')[0].strip()
    status, _, log = ctl.read(room.ask(conversations.Request(
        f'DELETE /customer/1\nX-Api-Key: {key}\n\n'.encode(), False)))
    expect(status == 204, status, log)
    erased, = trail('key=2', 'kind=erased')
    expect((erased['key'], erased['id']) == (2, 1), erased)
    expect('operator' not in erased, erased)


def a_long_trail_is_whole(room):
    create(room, *[{}] * 300)
    create(room, *[{}] * 300)
    ctl.damage(room, *(
        'INSERT INTO audit(time, operator, kind, subject)'
        " SELECT time, 'anna', 'key add', record FROM change",))
    out, _ = room.ctl('audit')
    expect(len(out.splitlines()) == 1201, len(out.splitlines()))
    numbers = [line.split()[3] for line in out.splitlines()[1:]
               if ' created ' in line]
    expect(numbers == [str(i + 1) for i in range(600)], numbers)


def all_that_match_are_exported(room):
    create(room, {}, {'brand': 'IWC', 'notes': '=1+1'}, {'posCode': 'ES1'})
    for arguments, expected in (
            ((), ['1', '3', '2']), (('brand=iwc',), ['2']),
            (('posCodes=ES*',), ['3']), (('brand=XXX',), [])):
        rows = csv.DictReader(io.StringIO(room.ctl('export', *arguments)[0]))
        found = [row['boosterCustomerId'] for row in rows]
        expect(found == expected, arguments, found)
    found = json.loads(room.ctl('export', '--format', 'json')[0])
    expect([one['boosterCustomerId'] for one in found] == [1, 3, 2], found)
    expect([one['brand'] for one in lines_of(
        room.ctl('--json', 'export', 'brand=IWC')[0])] == ['IWC'], 'JSON')
    out, _ = room.ctl('export', 'people=true')
    expect(out.startswith('\ufeff') and "'=1+1" in out, out)


def nothing_is_exported_of_nothing(room):
    ids = create(room, {})
    room.ctl('erase', str(ids[0]))
    expect(room.ctl('export', '--format', 'json')[0] == '[]', 'JSON')
    expect(room.ctl('export', '--format', 'vcard') == ('', ''), 'vCard')


def a_file_is_whole_or_not_there(room):
    create(room, *[{'notes': 'x' * 500}] * 300)
    file = room.path / 'out.csv'
    file.write_text('old')
    _, err = room.ctl('export', '-o', file)
    expect('300 customers' in err, err)
    expect(file.read_text() == room.ctl('export')[0], 'not what is printed')
    expect(stat.S_IMODE(file.stat().st_mode) == 0o600, 'its mode')
    file.write_text('old')

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (100000, 100000))

    _, err = room.ctl('export', '--output', file, status=1, preexec_fn=limit,
                      restore_signals=False)
    expect(str(file) in err and file.read_text() == 'old', err)
    room.ctl('export', '-o', room.path / 'no' / 'x', status=1)
    expect(sorted(one.name for one in room.path.glob('out.csv*')) ==
           ['out.csv'], 'more files')
    room.ctl('get', '1', '-o', file, status=2)


def an_export_is_stopped(room):
    create(room, *[{'notes': 'x' * 500}] * 600)
    ours, theirs = pty.openpty()
    with subprocess.Popen(
            [CTL, '--config', room.config, 'export', '--format', 'jsonl'],
            stdout=subprocess.PIPE, stderr=theirs) as run:
        os.close(theirs)
        first = run.stdout.read(1000)
        time.sleep(0.2)
        first += run.stdout.read(200000)
        run.send_signal(signal.SIGINT)
        out = first + run.stdout.read()
    said = said_on(ours)
    expect(run.returncode == 3 and 'begins again' in said, run, repr(said))
    expect('/s  ' in said and 'left' in said and '%' in said, repr(said))
    lines = out.decode().split('\n')
    expect(lines[-1] == '{' and len(lines) < 600, len(lines), lines[-1])


def a_list_is_stopped(room):
    for _ in range(3):
        create(room, *[{}] * 400)
    status, out, err = stop(room, 'stdout', 'list', '--all')
    expect(status == 3 and 'stopped before the end' in err, status, err)
    expect(len(out.splitlines()) < 1200, len(out.splitlines()))


def erasing_is_stopped(room):
    create(room, {}, {})
    missing = [str(number) for number in range(1000, 9000)]
    status, err, out = stop(room, 'stderr', 'erase', '1', *missing, '2')
    expect(status == 3 and 'stopped: 1 of 8002 are erased' in err, err[-200:])
    expect(out == 'customer 1 is erased\n', out)
    expect(room.rows('SELECT id FROM customer') == [(2,)], 'others')


READERS = (
    ('audit',), ('erase', '--created-before', '2020-01-01'), ('export',),
    ('get', '1'), ('list',), ('stats',), ('subject', '1'))


def nothing_is_read_where_no_database_is(room):
    for arguments in READERS:
        out, err = room.ctl(*arguments, status=1)
        expect(not out and str(room.data) in err, arguments, out, err)
    expect(not room.data.exists(), 'a folder was made')
    room.data.mkdir(mode=0o700)
    file = room.data / 'crm.db'
    file.touch(mode=0o600)
    file.write_bytes(b'x' * 5000)
    for arguments in READERS:
        out, err = room.ctl(*arguments, status=1)
        expect(not out and 'not a database' in err, arguments, out, err)


def a_damaged_database_is_told(room):
    create(room, *[{'notes': 'x' * 900}] * 20)
    create(room, *[{'brand': 'IWC', 'notes': 'Canary' * 150}] * 20)
    for pages, commands in (
            ([page_of(room, 'change')], (
                ('get', '1', '--history'), ('subject', '1'), ('audit',),
                ('get', '1', '--history', '--format', 'jsonl'))),
            ([page_of(room, 'counter')], (
                ('export',), ('list',), ('stats',),
                ('erase', '--created-before', '9999-12-31'))),
            # without the highest number nothing is looked for one by one
            ([*pages_with(room, b'Canary')[-1:],
              page_of(room, 'sqlite_sequence')], (('export',), ('list',))),
            (pages_with(room, b'Canary')[-1:], (
                ('get', '40'),
                ('get', '40', '--format', 'xml'), ('get', '1', '40'),
                ('stats',), ('subject', '40'), ('erase', '40')))):
        expect(pages, 'no page')
        restore = spoil(room, *pages)
        for arguments in commands:
            _, err = room.ctl(*arguments, status=1)
            expect('malformed' in err, arguments, err)
        restore()
    room.ctl('get', '40', '--history')


def leaves_of(room, name):
    """The pages of a table or an index that hold its rows, and their size."""
    return room.rows('SELECT pageno, page_size FROM dbstat, pragma_page_size'
                     f" WHERE name = '{name}' AND pagetype = 'leaf'"
                     ' ORDER BY path')


def numbers_on(room, table, column, page):
    """The numbers that no row of a table has any more without a page."""
    def read():
        found = set()
        with contextlib.closing(
                sqlite3.connect(room.data / 'crm.db')) as base:
            for number in range(1, 1 + MANY):
                with contextlib.suppress(sqlite3.DatabaseError):
                    base.execute(f'SELECT * FROM {table} WHERE {column} = ?',
                                 (number,)).fetchall()
                    found.add(number)
        return found
    restore = spoil(room, page)
    lost = set(range(1, 1 + MANY)) - read()
    restore()
    return lost


MANY = 300
EVERYTHING = set(range(1, 1 + MANY))


def fill_for_damage(room):
    create(room, *[{
        'notes': f'{i} ' + 'x' * 200, 'brand': 'IWC' if i % 3 else 'CAR',
        'emails': [{'email': f'{i}@example.com', 'isMainEmail': True}]}
                   for i in range(1, 1 + MANY)])


def listed(out):
    return {int(line.split()[0]) for line in out.splitlines()[1:]}


def exported(out):
    return {one['boosterCustomerId'] for one in map(
        json.loads, out.splitlines())}


EXPORT, LIST = ('export', '--format', 'jsonl'), ('list', '--all')


def what_is_whole_is_read_around_damage(room):
    fill_for_damage(room)
    for table, column in (('customer', 'id'), ('email', 'customer')):
        pages = leaves_of(room, table)
        page = pages[len(pages) // 2]
        lost = numbers_on(room, table, column, page)
        expect(2 < len(lost) < MANY, table, lost)
        restore = spoil(room, page)
        for arguments, numbers in ((EXPORT, exported), (LIST, listed)):
            out, err = room.ctl(*arguments, status=3)
            expect(numbers(out) == EVERYTHING - lost, table, arguments,
                   numbers(out), lost)
            expect(f'up to {len(lost)} customers could not' in err, err)
        one = min(EVERYTHING - lost)
        out, err = room.ctl(
            'list', f'boosterCustomerIds={one},{min(lost)}', status=3)
        expect(listed(out) == {one}, out)
        out, err = room.ctl(*EXPORT, 'brand=CAR', status=3)
        expect(exported(out) == {i for i in EVERYTHING - lost if i % 3 == 0},
               out)
        restore()


def a_damaged_index_hides_nothing(room):
    fill_for_damage(room)
    # as if many had been erased
    ctl.damage(room, "UPDATE sqlite_sequence SET seq = 2000"
               " WHERE name = 'customer'")
    for name in ('card_registered', 'card_name', 'card_counter', 'search'):
        pages = leaves_of(room, name)
        restore = spoil(room, pages[len(pages) // 2])
        for arguments, numbers in (
                (EXPORT, exported), (LIST, listed),
                ((*LIST, 'sortBy=NameASC'), listed),
                ((*LIST, 'sortBy=RegASC'), listed)):
            out, _ = room.ctl(*arguments)
            expect(numbers(out) == EVERYTHING, name, arguments)
        out, _ = room.ctl('list', 'searchKey=7@example.com')
        expect(listed(out) == {7}, name, out)
        restore()


def the_old_are_erased_around_a_damaged_index(room):
    fill_for_damage(room)
    pages = leaves_of(room, 'card_registered')
    spoil(room, pages[len(pages) // 2])
    out, _ = room.ctl('erase', '--created-before', '9999-12-31', '--dry-run',
                      status=3)
    # but those whose rows there are damaged can't be taken out
    expect(MANY // 4 < len(out.splitlines()) < MANY, out)


def the_cards_are_not_needed_to_export_all(room):
    fill_for_damage(room)
    pages = leaves_of(room, 'card')
    page = pages[len(pages) // 2]
    lost = numbers_on(room, 'card', 'id', page)
    restore = spoil(room, page)
    out, _ = room.ctl(*EXPORT)
    expect(exported(out) == EVERYTHING, out)
    out, _ = room.ctl(*EXPORT, 'brand=CAR')
    expect(exported(out) == {i for i in EVERYTHING if i % 3 == 0}, out)
    out, _ = room.ctl(*LIST)
    expect(listed(out) == EVERYTHING, out)
    out, err = room.ctl(*EXPORT, 'creationDateFrom=2020-01-01', status=3)
    expect(exported(out) == EVERYTHING - lost, lost)
    expect(f'up to {len(lost)} customers' in err, err)
    restore()
    for given in ('boosterCustomerIds=7', 'email=7@example.com',
                  'searchKey=7@example.com', 'posCodes=IT200:*',
                  'phoneNumber=12345'):
        out, _ = room.ctl(*EXPORT, given)
        expect(exported(out) == (
            {7} if '7' in given else set() if 'phone' in given
            else EVERYTHING), given, out)


def what_an_old_page_lacks_is_looked_for(room):
    fill_for_damage(room)
    # pages of before, which are whole, have neither a card nor a record
    ctl.damage(room, 'DELETE FROM card WHERE id = 5',
               'DELETE FROM customer WHERE id = 6')
    spoil(room, leaves_of(room, 'card')[-1])
    out, err = room.ctl(*EXPORT, status=3)
    expect(exported(out) == EVERYTHING - {6}, EVERYTHING - exported(out))
    expect('up to 1 customers' in err, err)


def the_rest_is_erased_around_damage(room):
    fill_for_damage(room)
    pages = leaves_of(room, 'email')
    lost = numbers_on(room, 'email', 'customer', pages[len(pages) // 2])
    spoil(room, pages[len(pages) // 2])
    victims = sorted(lost)[:2]
    out, err = room.ctl('erase', '1', *map(str, victims), '2', status=3)
    expect(out == 'customer 1 is erased\ncustomer 2 is erased\n', out)
    expect('up to 2 customers' in err, err)
    _, err = room.ctl('erase', str(victims[0]), status=1)
    _, err = room.ctl('erase', '--created-before', '9999-12-31', status=3)
    left = {number for number, in room.rows('SELECT id FROM customer')}
    expect(lost <= left and len(left) < 2 * len(lost), len(left), len(lost),
           err[-300:])


def suspects_are_looked_after_around_damage(room):
    for number in range(60):
        room.set_aside(notes=f'{number} ' + 'x' * 500)
    pages = leaves_of(room, 'suspect')
    page = pages[len(pages) // 2]
    lost = {number for number in numbers_on(room, 'suspect', 'id', page)
            if number <= 60}
    expect(2 < len(lost) < 30, lost)
    spoil(room, page)
    out, err = room.ctl('suspects', status=3)
    rest = {int(line.split()[0]) for line in out.splitlines()}
    expect(rest == set(range(1, 61)) - lost, rest, lost)
    expect(f'up to {len(lost)} suspects could not' in err, err)
    room.ctl('suspects', 'drop', '1-100', status=3)
    out, err = room.ctl('suspects', status=3)
    # those beside the damage can't be taken out without touching it
    expect(len(out.splitlines()) < 15, out)


def nothing_is_erased_while_others_write(room):
    room.configure('lock-timeout: 1')
    create(room, {})
    with contextlib.closing(sqlite3.connect(room.data / 'crm.db')) as base:
        base.execute('BEGIN IMMEDIATE')
        out, err = room.ctl('erase', '1', status=1)
        expect(not out and 'locked' in err and '0 customers' in err, out, err)
    room.ctl('erase', '1')


def what_can_not_be_printed_is_told(room):
    create(room, {})
    for arguments in (
            ('audit',), ('export',), ('get', '1'),
            ('get', '1', '--history', '--json'), ('list',), ('stats',),
            ('subject', '1'), ('subject', '1', '--format', 'html')):
        for how in 'full', 'closed':
            with open('/dev/full', 'wb') as full:
                done = subprocess.run(
                    [CTL, '--config', room.config, *arguments], check=False,
                    stdout=full, stderr=subprocess.PIPE, text=True,
                    preexec_fn=(lambda: os.close(1)) if how == 'closed'
                    else None)
            expect(done.returncode == 1 and
                   'not all could be printed' in done.stderr,
                   how, arguments, done)


def cards_of(text):
    """The cards in a text, as RFC 6350 has them: names and values, unfolded."""
    cards = []
    for line in text.replace('\r\n ', '').split('\r\n')[:-1]:
        name, _, value = line.partition(':')
        if line == 'BEGIN:VCARD':
            cards.append([])
        elif line != 'END:VCARD':
            cards[-1].append((name, value))
    return cards


def cards_are_made_for_address_books(room):
    create(room, {
        'middleName': 'M', 'lastName': 'Rossi; di, Lupo\\',
        'firstNameNotLatin': '阿娜', 'lastNameNotLatin': '罗西' * 15,
        'birthDate': '1990-01-02', 'emails': [
            {'email': 'a@example.com', 'isMainEmail': False},
            {'email': 'b@example.com', 'isMainEmail': True}],
        'phones': [{'phone': '333 123', 'countryPrefix': 'it',
                    'phoneType': 'Mobile', 'isMainPhone': True}],
        'addresses': [{'addressType': 'Home', 'street': 'Via Roma',
                       'houseNumber': '1', 'city': 'Roma', 'zipCode': '00100',
                       'countryId': 'it', 'isMainAddress': True}]},
        {'clientType': 'COMPANY', 'companyName': 'Sons, Ltd',
         'firstName': None, 'lastName': None})
    out, _ = room.ctl('export', '--format', 'vcard')
    out = subprocess.run(
        [CTL, '--config', room.config, 'export', '--format', 'vcard'],
        check=True, capture_output=True).stdout.decode()
    for line in out.split('\r\n'):
        expect(len(line.encode()) <= 75 and '\n' not in line, repr(line))
    person, company = cards_of(out)
    for line in (('VERSION', '4.0'), ('UID;VALUE=text', 'customer-1'),
                 ('KIND', 'individual'),
                 ('FN', 'Mrs. Ana M Rossi; di\\, Lupo\\\\'),
                 ('FN', '阿娜 ' + '罗西' * 15),
                 ('N;ALTID=1', 'Rossi\\; di\\, Lupo\\\\;Ana;M;Mrs.;'),
                 ('N;ALTID=1', '罗西' * 15 + ';阿娜;;;'),
                 ('EMAIL', 'a@example.com'),
                 ('EMAIL;PREF=1', 'b@example.com'),
                 ('TEL;PREF=1;VALUE=uri', 'tel:+39333123'),
                 ('ADR;PREF=1', ';;Via Roma 1;Roma;;00100;it'),
                 ('BDAY', '19900102'), ('LANG', 'ita')):
        expect(line in person, line, person)
    for line in (('KIND', 'org'), ('FN', 'Sons\\, Ltd'),
                 ('ORG', 'Sons\\, Ltd')):
        expect(line in company, line, company)


def looked_through(file, journal='delete'):
    """The numbers of the customers in a backup, if it is whole."""
    with contextlib.closing(sqlite3.connect(file)) as base:
        for pragma, good in (('integrity_check', [('ok',)]),
                             ('foreign_key_check', []),
                             ('journal_mode', [(journal,)])):
            found = base.execute(f'PRAGMA {pragma}').fetchall()
            expect(found == good, file, pragma, found)
        return {number for number, in base.execute('SELECT id FROM customer')}


def a_backup_is_the_database(room):
    create(room, {}, {}, {})
    room.ctl('erase', '2')
    file = room.path / 'backup.db'
    out, _ = room.ctl('backup', file)
    expect(out == f'{file} has 2 customers\n', out)
    expect(looked_through(file) == {1, 3}, 'customers')
    expect(stat.S_IMODE(file.stat().st_mode) == 0o600, 'its mode')
    expect((room.path / 'backup.db.erasures').read_text() == '2\n', 'erased')
    create(room, {})
    _, err = room.ctl('backup', file, status=1)
    expect('--force' in err and looked_through(file) == {1, 3}, err)
    found, = lines_of(room.ctl('--json', 'backup', '--force', file)[0])
    expect(found == {'file': str(file), 'customers': 3}, found)
    expect(looked_through(file) == {1, 3, 4}, 'customers')


def backups_in_a_folder_are_kept_and_watched(room):
    create(room, {})
    folder = room.path / 'backups'
    folder.mkdir()
    (folder / 'mine.txt').touch()
    room.ctl('backup', folder, '--max-age', '1h', status=1)
    for day in range(4):
        old = folder / f'crm-2020010{day + 1}T000000Z.db'
        old.touch()
        os.utime(old, (1577836800, 1577836800))
        (folder / f'{old.name}.erasures').touch()
    room.ctl('backup', folder, '--max-age', '1d', status=1)
    room.ctl('backup', folder, '--keep', '2')
    names = sorted(one.name for one in folder.iterdir())
    newest = names[2]
    expect(names == ['crm-20200104T000000Z.db',
                     'crm-20200104T000000Z.db.erasures', newest,
                     f'{newest}.erasures', 'mine.txt'], names)
    expect(looked_through(folder / newest) == {1}, 'customers')
    room.ctl('backup', folder, '--max-age', '1h')
    room.ctl('backup', folder / newest, '--max-age', '1d')
    room.ctl('backup', folder / 'crm-20200104T000000Z.db', '--max-age', '9d',
             status=1)
    room.ctl('backup', room.path / 'no' / 'x.db', status=1)
    room.ctl('backup', room.path / 'no', '--max-age', '1h', status=1)


def a_full_disk_leaves_the_old_backup(room):
    create(room, *[{'notes': 'x' * 500}] * 600)
    file = room.path / 'backup.db'
    file.write_text('old')

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (200000, 200000))

    _, err = room.ctl('backup', '--force', file, status=1, preexec_fn=limit,
                      restore_signals=False)
    expect(str(file) in err and file.read_text() == 'old', err)
    expect([one.name for one in room.path.glob('backup*')] == ['backup.db'],
           'more files')


def a_damaged_database_makes_no_backup(room):
    create(room, {}, {})
    ctl.damage(room, 'UPDATE counter SET count = 7')
    _, err = room.ctl('backup', room.path / 'x.db', status=1)
    expect('not as counted' in err and not (room.path / 'x.db').exists(), err)


def backups_are_whole_while_customers_come(room):
    for journal in 'wal', 'rollback':
        shutil.rmtree(room.data, ignore_errors=True)
        room.configure(f'journal: {journal}')
        create(room, *[{'notes': 'x' * 900}] * 1500)
        stop, known, wrong = threading.Event(), [1500], []

        def write():
            while not stop.is_set():
                try:
                    known.extend(create(room, {}))
                except conversations.Mismatch as why:
                    wrong.append(str(why))

        writer = threading.Thread(target=write)
        writer.start()
        for count in range(COPIES):
            before = len(known)
            file = room.path / f'{journal}-{count}.db'
            room.ctl('backup', file)
            found = looked_through(file)
            expect(len(found) == max(found), file)
            expect(len(found) >= 1499 + before, len(found), before)
            file.unlink()
        stop.set()
        writer.join()
        expect(not wrong and len(known) > COPIES, wrong, len(known))


def names_in(room):
    return sorted(one.name for one in room.data.iterdir())


def a_restore_brings_back_no_erased(room):
    for journal in 'wal', 'rollback':
        shutil.rmtree(room.data, ignore_errors=True)
        room.configure(f'journal: {journal}')
        create(room, {'lastName': 'Canary'}, {}, {})
        for name in 'kept', 'gone', 'old':
            room.ctl('key', 'add', name)
        room.set_aside()
        room.set_aside(companyName='Other')
        file = room.path / f'{journal}.db'
        room.ctl('backup', file)
        secret, = room.rows('SELECT bytes FROM secret')
        room.ctl('erase', '1')
        create(room, {}, {})
        room.ctl('erase', '5')
        room.ctl('key', 'revoke', 'gone')
        room.ctl('key', 'rotate', 'old')
        room.ctl('suspects', 'drop', '1')
        prints = room.rows('SELECT print, until FROM api_secret ORDER BY 1')
        out, err = room.ctl('restore', file, '--dry-run')
        expect('2 customers would be restored, 1 erased again' in out, out)
        expect(room.rows('SELECT count(*) FROM customer') == [(3,)], 'changed')
        found, = lines_of(room.ctl('--json', 'restore', file)[0])
        expect(found == {'customers': 2, 'erased': 1}, found)
        mode = 'wal' if journal == 'wal' else 'delete'
        expect(looked_through(room.data / 'crm.db', mode) == {2, 3}, 'it')
        expect(b'Canary' not in (room.data / 'crm.db').read_bytes(), 'erased')
        expect(b'Canary' in file.read_bytes(), 'the backup lacks the canary')
        old, = [name for name in names_in(room)
                if 'before' in name and name.endswith('Z')]
        expect(looked_through(room.data / old, mode) == {2, 3, 4}, 'the old one')
        expect(not [name for name in names_in(room) if 'restoring' in name],
               names_in(room))
        states = {one['name']: one['state']
                  for one in lines_of(room.ctl('--json', 'key', 'list')[0])}
        expect(states['gone'] == 'revoked' and states['kept'] == 'valid',
               states)
        expect(room.rows('SELECT print, until FROM api_secret ORDER BY 1') ==
               prints, 'secrets of keys')
        expect(room.rows('SELECT bytes FROM secret') != [secret], 'secret')
        expect(room.rows('SELECT id FROM suspect') == [(2,)], 'suspects')
        expect(create(room, {}) == [6], 'a number was given twice')
        erased = room.ctl('audit', '--erased')[0].split()
        expect(sorted(erased) == ['1', '5'], erased)
        kinds = [one['kind']
                 for one in lines_of(room.ctl('--json', 'audit')[0])]
        for kind, count in ('restore', 1), ('key revoke', 1), ('key add', 3):
            expect(kinds.count(kind) == count, kind, kinds)


def a_lost_database_needs_the_list_of_erasures(room):
    create(room, {}, {}, {})
    room.ctl('key', 'add', 'shop')
    file, erasures = room.path / 'x.db', room.path / 'list'
    room.ctl('backup', file)
    shutil.rmtree(room.data)
    _, err = room.ctl('restore', file, status=1)
    expect(not room.data.exists(), 'something was made')
    room.data.mkdir(mode=0o700)
    _, err = room.ctl('restore', file, status=1)
    erasures.write_text('x\n')
    room.ctl('restore', file, '--erasures', erasures, status=1)
    room.ctl('restore', file, '--erasures', room.path / 'none', status=1)
    expect(names_in(room) == [], names_in(room))
    erasures.write_text('2\n99\r\n')
    out, err = room.ctl('restore', file, '--erasures', erasures)
    expect('2 customers are restored, 1 erased again' in out, out)
    expect('all keys are revoked' in err, err)
    expect(room.rows('SELECT id FROM customer') == [(1,), (3,)], 'customers')
    found, = lines_of(room.ctl('--json', 'key', 'list')[0])
    expect(found['state'] == 'revoked', found)


def a_damaged_database_counts_as_lost(room):
    for journal in 'wal', 'rollback':
        shutil.rmtree(room.data, ignore_errors=True)
        room.configure(f'journal: {journal}')
        create(room, {}, {})
        file, erasures = room.path / f'{journal}.db', room.path / 'list'
        room.ctl('backup', file)
        (room.data / 'crm.db').write_bytes(b'damage' * 5000)
        _, err = room.ctl('restore', file, status=1)
        expect("can't be opened" in err, err)
        erasures.write_text('1\n')
        out, _ = room.ctl('restore', file, '--erasures', erasures)
        expect('1 customers are restored' in out, out)
        old, = [name for name in names_in(room)
                if 'before' in name and name.endswith('Z')]
        expect((room.data / old).read_bytes() == b'damage' * 5000, old)
        expect(create(room, {}) == [3], 'a number')


def what_is_no_backup_is_not_restored(room):
    create(room, {}, {})
    file = room.path / 'x.db'
    before = room.rows('SELECT * FROM customer')
    for content, words in (
            (None, 'unable to open'), (b'x' * 5000, 'not a database'),
            ('UPDATE counter SET count = 9', 'not as counted'),
            ('DELETE FROM customer WHERE id = 1', 'refers to what is not'),
            ('PRAGMA application_id = 7', 'can\'t be opened')):
        if isinstance(content, bytes):
            file.write_bytes(content)
        elif content:
            file.unlink()
            room.ctl('backup', file)
            with contextlib.closing(sqlite3.connect(file)) as base, base:
                base.execute(content)
        _, err = room.ctl('restore', file, status=1)
        expect(words in err and 'is as it was' in err, content, err)
        expect(room.rows('SELECT * FROM customer') == before, content)
        expect(not [name for name in names_in(room) if 'restoring' in name],
               names_in(room))
    expect(create(room, {}) == [3], 'nobody can write')


def backups_of_older_versions_are_restored(room):
    create(room, {})
    for version in 3, 4:
        kept = pathlib.Path(__file__).with_name('databases')
        file = room.path / f'{version}.db'
        shutil.copy(kept / f'version-{version}-rollback.db', file)
        with contextlib.closing(sqlite3.connect(file)) as base:
            count, = base.execute('SELECT count(*) FROM customer').fetchone()
        found, = lines_of(room.ctl('--json', 'restore', file)[0])
        expect(found['customers'] == count > 0, version, found, count)


def a_subject_is_told_all(room):
    create(room, {'notes': '<b>&'})
    ctl.damage(room, "INSERT INTO wording(text) VALUES('I <agree>')",
               'UPDATE consent SET wording = 1 WHERE purpose ='
               " 'privacyPolicyAcceptanceStorage'")
    room.ctl('set', '1', 'notes=', 'canBeContactedByMaison=true')
    found, = lines_of(room.ctl('subject', '1')[0])
    expect(found['customer']['lastName'] == 'Rossi', found)
    expect([one['version'] for one in found['changes']] == [1, 2], found)
    expect({one['name']: one.get('before')
            for one in found['changes'][1]['members']} == {
                'notes': '<b>&', 'canBeContactedByMaison': 'false'}, found)
    answers = [one['granted'] for one in found['consents']
               if one['name'] == 'canBeContactedByMaison']
    expect(answers == [False, True], found)
    page, _ = room.ctl('subject', '1', '--format', 'html')
    root = xml.etree.ElementTree.fromstring(
        page.replace('<!DOCTYPE html>', '').replace('<!doctype html>', ''))
    text = ' '.join(root.itertext())
    for words in ('Rossi', 'emails[0].email', 'ana@example.com', '<b>&',
                  'customer 1', 'canBeContactedByMaison'):
        expect(words in text, words, page)
    shown, = [one['wording'] for one in found['consents']
              if 'wording' in one]
    expect(shown == 'I <agree>' and shown in text, found, text)
    room.ctl('subject', '9', status=1)


def the_figures_are_those_of_the_customers(room):
    create(room, {}, {'brand': 'IWC', 'countryId': 'fr'}, {'posCode': 'ES1'})
    room.ctl('set', '1', 'canBeContactedByMaison=true')
    ctl.damage(room, 'UPDATE sqlite_sequence SET seq = 30000'
               " WHERE name = 'customer'")  # far from the others
    room.send()
    ctl.damage(room, "UPDATE customer SET created = '2020-12-31T23:59:59Z'"
               ' WHERE id < 3',
               "INSERT INTO refusal VALUES('2020-01-01', 'brand', 2)",
               "INSERT INTO refusal VALUES('2020-01-02', 'brand', 3)")

    def figures(by, *arguments):
        return {(one['name'], one.get('answer')): one['count']
                for one in lines_of(
                    room.ctl('--json', 'stats', *arguments)[0])
                if one['by'] == by}

    today = room.rows('SELECT substr(created, 1, 10) FROM customer'
                      ' WHERE id = 3')[0][0]
    for by, expected in (
            ('day', {'2020-12-31': 2, today: 2}),
            ('pos', {'IT200:1': 2, 'ES1': 1, 'ES100:1': 1}),
            ('country', {'it': 3, 'fr': 1}),
            ('brand', {'CAR': 2, 'IWC': 1, 'ABC': 1}),
            ('format', {'json': 3, 'form': 1}), ('refused', {'brand': 5})):
        found = figures(by)
        expect(found == {(name, None): count
                         for name, count in expected.items()}, by, found)
    consents = figures('consent')
    expect(consents['canBeContactedByMaison', 'yes'] == 2, consents)
    expect(consents['canBeContactedByMaison', 'no'] == 2, consents)
    expect(figures('day', '--days', '1') == {(today, None): 2}, 'days')
    out, _ = room.ctl('stats')
    expect('created by brand' in out and '█' not in out, out)
    shown = keys.on_terminal(room, 80, 'stats')
    bars = [line.count('█') for line in shown if '2020-12-31' in line]
    expect(bars == [40], bars)
    for line in shown:
        expect(len(line) <= 80, line, len(line))
    expect(not any('█' in line for line in keys.on_terminal(
        room, 12, 'stats')), 'bars without room')


def refused_fields_are_counted_by_day(room):
    def refuse(body, path=b'/customer'):
        request = conversations.Request(
            b'POST ' + path + b'\nContent-Type: application/json\n\n' +
            json.dumps(body).encode(), False)
        status, _, log = ctl.read(room.ask(request))
        expect(status == 400 and not log, status, log)

    refuse({})
    expect(not room.data.exists() or names_in(room) == [], 'it was made')
    create(room, {})
    refuse({**SHOP, 'lastName': None, 'emails': [{'email': 'x'}] * 2})
    refuse([{**SHOP, 'countryId': 'xx'}] * 2, b'/json/reply/CreateCustomer[]')
    refuse([], b'/customer')
    rows = dict(room.rows('SELECT field, count FROM refusal'))
    expect(rows == {'lastName': 1, 'emails.email': 1, 'countryId': 1,
                    'emails.isMainEmail': 1}, rows)
    refuse({**SHOP, 'lastName': None})
    found = {one['name']: one['count']
             for one in lines_of(room.ctl('--json', 'stats')[0])
             if one['by'] == 'refused'}
    expect(found['lastName'] == 2, found)
    expect(room.rows('SELECT DISTINCT day FROM refusal') == room.rows(
        'SELECT DISTINCT substr(created, 1, 10) FROM customer'), 'days')
    room.config.write_text('database: nowhere://host\n')
    status, _, _ = ctl.read(room.ask(conversations.Request(
        b'POST /customer\nContent-Type: application/json\n\n{}', False)))
    expect(status == 400, status)


def the_days_are_drawn(room):
    create(room, {}, {}, {})
    ctl.damage(room, "UPDATE customer SET created = '2020-12-31T23:59:59Z'"
               ' WHERE id = 1')
    file = room.path / 'days.svg'
    room.ctl('stats', '--plot', file)
    space = '{http://www.w3.org/2000/svg}'
    bars = xml.etree.ElementTree.parse(file).getroot().findall(f'{space}rect')
    expect([bar.find(f'{space}title').text.split(': ')[1] for bar in bars] ==
           ['1', '2'], file.read_text())
    expect(float(bars[1].get('height')) == 2 * float(bars[0].get('height')),
           file.read_text())
    room.ctl('stats', '--plot', room.path / 'no' / 'x.svg', status=1)


def gaps_are_taken_out(room):
    create(room, *[{'notes': 'x' * 900}] * 500)
    room.ctl('erase', '--created-before', '9999-12-31')
    size = (room.data / 'crm.db').stat().st_size
    out, err = room.ctl('vacuum', '--dry-run')
    expect(not out and 'holds writers' in err, out, err)
    expect((room.data / 'crm.db').stat().st_size == size, 'a dry run')
    found, = lines_of(room.ctl('--json', 'vacuum')[0])
    expect(found['before'] == size > 2 * found['after'], found)
    expect(create(room, {}) == [501], 'a number')
    shutil.rmtree(room.data)
    room.ctl('vacuum', status=1)


def an_old_database_is_migrated(room):
    kept = pathlib.Path(__file__).with_name('databases')
    room.data.mkdir(mode=0o700)
    shutil.copyfile(kept / 'version-3-rollback.db', room.data / 'crm.db')
    (room.data / 'crm.db').chmod(0o600)
    out, err = room.ctl('migrate', '--dry-run')
    expect(not out and 'version 3' in err, err)
    expect(room.rows('PRAGMA user_version') == [(3,)], 'a dry run')
    found, = lines_of(room.ctl('--json', 'migrate')[0])
    expect(found['before'] == 3 and
           [(found['now'],)] == room.rows('PRAGMA user_version'), found)
    (room.data / 'crm.db').write_bytes(b'x' * 5000)
    room.ctl('migrate', status=1)


def a_check_is_that_of_the_service(room):
    create(room, {})
    mine = subprocess.run([CTL, '--config', room.config, 'check'],
                          check=False, capture_output=True, text=True)
    its = subprocess.run(
        [ctl.PROGRAM, '--check'], check=False, capture_output=True, text=True,
        env={'CRM_CONFIG': str(room.config)})
    verdicts = [[line for line in done.stdout.splitlines()
                 if not line.startswith(' ')] for done in (mine, its)]
    expect(mine.returncode == its.returncode and len(verdicts[0]) > 5, mine)
    expect(verdicts[0] == verdicts[1], verdicts)
    expect(str(room.config) in mine.stdout, mine)


def a_check_needs_the_program_of_the_service(room):
    copy = room.path / 'crmctl'
    shutil.copy(CTL, copy)
    command = [copy, '--config', room.config, 'check']
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    # unless one is installed on this machine
    expect(done.returncode == 1 and 'is not in its place' in done.stderr or
           done.stdout, done)
    program = room.path / 'crm-program'
    for script, words in (('kill -9 $$', 'crm-program did not run to its end'),
                          ('exit 1', ''), ('exit 0', '')):
        program.write_text(f'#!/bin/sh\n{script}\n')
        program.chmod(0o700)
        done = subprocess.run(command, check=False, capture_output=True,
                              text=True)
        expect(done.returncode == (script != 'exit 0') and
               (words in done.stderr if words else not done.stderr), done)


def wrong_arguments_are_told(room):
    create(room, {})
    for arguments, words in (
            (('get',), 'number of a customer is missing'),
            (('set',), 'number of a customer is missing'),
            (('set', '1'), 'what to set is missing'),
            (('set', 'x', 'notes=1'), 'x is no number'),
            (('set', '1', 'note=1'), 'is it notes?'),
            (('set', '1', 'boosterCustomerId=2'), 'keeps its number'),
            (('erase',), 'number of a customer is missing'),
            (('erase', '1', 'x'), 'x is no number'),
            (('erase', '--created-before', 'x'), 'x is no day'),
            (('erase', '--created-before', '2020-01-01', 'x'), 'x is no MEM'),
            (('export', '--format', 'text'), 'text is none of json'),
            (('export', 'posCodes=a*b'), 'posCodes'),
            (('-o', 'x', 'list'), 'there is no option'),
            (('subject',), 'one number'), (('subject', '1', '2'), 'one number'),
            (('subject', 'x'), 'x is no number'),
            (('subject', '1', '--format', 'csv'), 'csv is none of json, html'),
            (('stats', 'x'), 'x too much'),
            (('stats', '--days', '0'), '0 is no number of days'),
            (('vacuum', 'x'), 'x too much'), (('check', 'x'), 'x too much'),
            (('migrate', 'x'), 'x too much'),
            (('restore',), 'backup to restore is missing'),
            (('backup',), 'file or folder'),
            (('backup', '.', '--keep', '0'), '0 is no number of backups'),
            (('backup', 'x', '--keep', '1'), 'is for a folder'),
            (('backup', '.', '--max-age', '1w'), '1w is no age'),
            (('audit', 'from=x'), 'from must be a date'),
            (('audit', 'who=x'), 'there is no member who'),
            (('get', '0'), '0 is no number'), (('get', 'x'), 'x is no number'),
            (('get', '1', '--format', 'html'), 'html is none of json'),
            (('get', '1', '--format', 'vcard'), 'vcard is none of json'),
            (('list', 'x'), 'x is no MEMBER=VALUE'),
            (('list', 'posCode=x'), 'is it posCodes?'),
            (('list', 'xyzzy=x'), 'there is no member xyzzy'),
            (('list', 'posCodes=a*b'), 'posCodes'),
            (('list', 'items=501', '--format', 'x'), 'x is none of'),
            (('list', 'items=0'), 'items'),
            (('list', 'interests[0].x=1'), 'interests[0].x'),
            (('list', 'interests[1].interest=1'), 'without a gap'),
            (('list', 'sortBy=x'), 'sortBy')):
        out, err = room.ctl(*arguments, status=2)
        expect(not out and words in err and 'Try: crmctl help' in err,
               arguments, out, err)


def bash_completes_words(room):
    script = room.path / 'completion'
    script.write_text(room.ctl('help', 'bash')[0])
    for words, expected in (
            (('he',), 'help'), (('li',), 'list'), (('key', 'rot'), 'rotate'),
            (('--config', 'x', 'key', 'rot'), 'rotate'),
            (('get', '--hi'), '--history'), (('list', 'searchK'), 'searchKey='),
            (('help', 'susp'), 'suspects'), (('get', '--format', 'x'), 'xml'),
            (('quarantine', 'dr'), 'drop'), (('key', '--scopes', 'a'), ''),
            (('--config', str(script)[:-2]), str(script))):
        line = ' '.join(('crmctl', *words))
        done = subprocess.run(
            ['bash', '-c', f'source {script}; COMP_WORDS=({line});'
             f'COMP_CWORD={len(words)}; _crmctl 2>/dev/null;'
             'echo "${COMPREPLY[@]}"'],
            check=False, capture_output=True, text=True)
        expect(done.stdout == f'{expected}\n', words, done)


def help_tells_all_of_a_command(room):
    lists, _ = room.ctl('help')
    mdoc, _ = room.ctl('help', 'mdoc')
    for line in lists.splitlines():
        if not line.startswith('  ') or line.strip().startswith('--'):
            continue
        name = line.split()[0]
        if name == 'crmctl' or line.startswith('   '):
            continue
        out, _ = room.ctl('help', name)
        expect(f'] {name}' in out.replace('...', ']', 1), name, out)
        expect(f'.It Cm {name}' in mdoc, name)
        expect(all(len(row) <= 80 for row in out.splitlines()), out)


TESTS = [
    one_is_printed_in_every_format, many_are_printed_and_the_missing_told,
    a_history_has_changes_and_consents, customers_are_listed_as_asked,
    a_list_is_a_table_or_any_format,
    a_narrow_terminal_shows_what_there_is, a_terminal_is_safe,
    a_member_is_set_as_patch_does, the_erased_are_gone_for_good,
    the_old_are_erased, erasing_is_asked_for_on_a_terminal,
    all_that_match_are_exported, nothing_is_exported_of_nothing,
    a_file_is_whole_or_not_there, an_export_is_stopped,
    a_list_is_stopped, erasing_is_stopped,
    nothing_is_read_where_no_database_is, a_damaged_database_is_told,
    what_is_whole_is_read_around_damage, a_damaged_index_hides_nothing,
    the_old_are_erased_around_a_damaged_index,
    the_cards_are_not_needed_to_export_all,
    what_an_old_page_lacks_is_looked_for, the_rest_is_erased_around_damage,
    suspects_are_looked_after_around_damage,
    nothing_is_erased_while_others_write, what_can_not_be_printed_is_told,
    cards_are_made_for_address_books, the_trail_tells_who_did_what, a_long_trail_is_whole,
    gaps_are_taken_out, an_old_database_is_migrated,
    a_check_is_that_of_the_service, a_check_needs_the_program_of_the_service,
    the_figures_are_those_of_the_customers, the_days_are_drawn,
    refused_fields_are_counted_by_day,
    a_subject_is_told_all, a_backup_is_the_database, backups_in_a_folder_are_kept_and_watched,
    a_full_disk_leaves_the_old_backup, a_damaged_database_makes_no_backup,
    backups_are_whole_while_customers_come, a_restore_brings_back_no_erased,
    a_lost_database_needs_the_list_of_erasures,
    a_damaged_database_counts_as_lost,
    what_is_no_backup_is_not_restored, backups_of_older_versions_are_restored,
    wrong_arguments_are_told, bash_completes_words,
    help_tells_all_of_a_command,
]


def why_not(_):
    return None


def new_room():
    return pathlib.Path(tempfile.mkdtemp(prefix='crm-operator.'))


def main(words):
    tests = [test for test in TESTS
             if not words or any(word in test.__name__ for word in words)]
    return ctl.report(tests, ctl.Room, why_not, new_room)


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
