#!/usr/bin/env python3
"""Imports files with crmctl, in all shapes that people have; speaks TAP.

Usage: t/import.py [WORD]...

Only tests whose names hold one of the words are run. IMPORT_KILLS says at how
many moments an import is killed, IMPORT_ROWS how many rows that import has.
"""

import contextlib
import csv
import io
import json
import os
import pty
import resource
import signal
import sqlite3
import subprocess
import sys
import time
import types
from xml.sax.saxutils import escape

sys.dont_write_bytecode = True

# pylint: disable=wrong-import-position
import crash  # noqa: E402
import ctl  # noqa: E402
from ctl import CTL, expect  # noqa: E402

KILLS = int(os.environ.get('IMPORT_KILLS', '4'))
ROWS = int(os.environ.get('IMPORT_ROWS', '3000'))
LITTLE = 24 << 20   # bytes
PERSON = {
    'privacyPolicyAcceptanceStorage': 'true', 'title': 'Mrs.',
    'firstName': 'Ana', 'lastName': 'Rossi', 'clientType': 'PRIVATE',
    'gender': 'F', 'canBeContactedByMaison': 'true', 'countryId': 'it',
    'languageId': 'ita', 'posCode': 'ES100:1', 'brand': 'ABC',
    'emails[0].email': 'ana@example.com', 'emails[0].isMainEmail': 'true',
    'birthDate': '1990-12-31', 'notes': 'a "b", c;\nd',
}


def person(**members):
    """A person; __ in a name stands for the notation of items."""
    changed = {name.replace('__', '[0].'): value
               for name, value in members.items()}
    return {**PERSON, **changed}


def table(*people, delimiter=',', end='\r\n'):
    """A table of people, of all of whose members it has columns."""
    out = io.StringIO()
    names = list(dict.fromkeys(name for one in people for name in one))
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end)
    writer.writerow(names)
    writer.writerows([one.get(name, '') for name in names] for one in people)
    return out.getvalue()


def lines(*people):
    """The same as JSON Lines."""
    out = []
    for one in people:
        record = {}
        for name, value in one.items():
            head, _, rest = name.partition('[0].')
            if rest:
                record.setdefault(head, [{}])[0][rest] = value
            else:
                record[name] = value
        out.append(json.dumps(record, ensure_ascii=False) + '\n')
    return ''.join(out)


def array(*people):
    return '[' + ',\n'.join(lines(*people).splitlines()) + ']\n'


def xml(*people):
    out = ['<?xml version="1.0"?>\n<!-- <no> element -->\n'
           '<ArrayOfCreateCustomer>\n']
    for one in people:
        items = ''.join(f'<{name[10:]}>{escape(value)}</{name[10:]}>'
                        for name, value in one.items()
                        if name.startswith('emails[0].'))
        out.append('<CreateCustomer>' + ''.join(
            f'<{name}>{escape(value)}</{name}>' for name, value in one.items()
            if '[' not in name) + f'<emails><Email>{items}</Email></emails>'
            '<!-- > --></CreateCustomer>\n')
    return ''.join(out) + '</ArrayOfCreateCustomer>\n'


def cards(*people):
    out = []
    for one in people:
        notes = one['notes'].replace(';', '\\;').replace(',', '\\,')
        notes = notes.replace('\n', '\\n')
        out.append(
            'BEGIN:VCARD\r\nVERSION:4.0\r\nN:'
            f'{one["lastName"]};{one["firstName"]};;{one["title"]};\r\n'
            f'item1.EMAIL;TYPE="home,work":{one["emails[0].email"]}\r\n'
            f'BDAY:{one["birthDate"]}\r\nGENDER:{one["gender"]}\r\n'
            f'NOTE:{notes[:4]}\r\n {notes[4:]}\r\nEND:VCARD\r\n')
    return ''.join(out)


CARDS = '''Colour =
brand := ABC
posCode := ES100:1
countryId := it
languageId := ita
canBeContactedByMaison := yes
privacyPolicyAcceptanceStorage := yes
phones[0].countryPrefix := it
addresses[0].addressType := Home
'''


def put(room, content, name='people.csv', encoding='utf-8'):
    file = room.path / name
    file.write_bytes(content.encode(encoding))
    return str(file)


def names(room):
    return [name for name, in room.rows(
        'SELECT firstName FROM customer ORDER BY id')]


def summary(room, *arguments, status=0):
    """What an import says of itself, and the faults that it tells."""
    out, _ = room.ctl('--json', 'import', *arguments, status=status)
    told = [json.loads(line) for line in out.splitlines()]
    return told[-1], told[:-1]


def counted(told, **counts):
    for name in ('created', 'updated', 'unchanged', 'known', 'erased',
                 'faulty'):
        expect(told[name] == counts.get(name, 0), name, 'of', told)


# Tests

def a_table_is_taken_in(room):
    file = put(room, table(person(), person(firstName='Bob')))
    told, faults = summary(room, file)
    counted(told, created=2)
    expect(not faults and told['import'] == 1, told, faults)
    expect(names(room) == ['Ana', 'Bob'], names(room))
    expect(room.rows('SELECT birthDate, notes FROM customer WHERE id = 1')
           == [('1990-12-31', PERSON['notes'])], 'values')
    expect(room.rows('SELECT email, isMainEmail FROM email')
           == [('ana@example.com', 1)] * 2, 'e-mails')
    expect(set(room.rows('SELECT source FROM consent'))
           == {('import:people.csv',)}, 'sources')
    expect(room.rows('SELECT kind, subject FROM audit')
           == [('import', 1)], 'audit')


# (the way a table is written, its bytes, what is said of it)
TEXT = person(lastName='Müller')
SHAPES = (
    ('UTF-8', table(TEXT).encode(), 'commas'),
    ('UTF-8 with a mark', table(TEXT).encode('utf-8-sig'), 'UTF-8'),
    ('LF alone', table(TEXT, end='\n').encode(), 'commas'),
    ('semicolons', table(TEXT, delimiter=';').encode(), 'semicolons'),
    ('tabs in UTF-16', table(TEXT, delimiter='\t').encode('utf-16'),
     'UTF-16LE, as it seems; its cells are separated by tabs'),
    ('UTF-16, the other way round',
     b'\xfe\xff' + table(TEXT, delimiter='\t').encode('utf-16-be'),
     'UTF-16BE'),
    ('UTF-16 without a mark', table(TEXT).encode('utf-16-le'), 'UTF-16LE'),
    ('Windows-1252', table(TEXT, delimiter=';').encode('cp1252'),
     'WINDOWS-1252, as it seems'),
    ('sep=', b'sep=|\r\n' + table(TEXT, delimiter='|').encode(), '|'),
    ('blank lines', b'\r\n' + table(TEXT).encode() + b'\r\n,,,\r\n\r\n',
     'commas'),
    ('names in any case', table({name.upper(): value for name, value
                                 in TEXT.items()}).encode(), 'commas'),
    ('no line end', table(TEXT).encode().rstrip(b'\r\n'), 'commas'),
    ('cells left off at the end',
     table({**TEXT, 'firstNameNotLatin': ''}).encode()
     .replace(b',\r\n', b'\r\n'), 'commas'),
    ('a formula made harmless',
     table({**TEXT, 'middleName': "'=1"}).encode(), 'commas'),
)


def all_shapes_of_a_table_are_one(room):
    for number, (shape, content, said) in enumerate(SHAPES):
        file = room.path / f'{number}.csv'
        file.write_bytes(content)
        _, err = room.ctl('import', str(file))
        expect(said in err, shape, 'says', err)
    rows = room.rows('SELECT lastName, notes, middleName FROM customer')
    # but for the last one, they are the same person
    expect(rows == [('Müller', PERSON['notes'], None),
                    ('Müller', PERSON['notes'], '=1')], rows)


# (what is wrong, the file, the words of the complaint)
REFUSED = (
    ('titles above the names', 'people.csv',
     'Our customers;;\r\nSpring;;\r\n' + table(TEXT, delimiter=';'),
     'the names of the columns stand in line 3: take away the lines above'),
    ('no known name', 'people.csv', 'Vorname,Nachname\r\nAna,Rossi\r\n',
     '--map-template'),
    ('a member twice', 'people.csv', 'firstName,FirstName\r\nA,B\r\n',
     'two columns are the member firstName'),
    ('a workbook', 'people.xlsx', 'PK', 'save it as "CSV UTF-8"'),
    ('an unknown format', 'people.doc', 'x', '--format names one of csv'),
    ('an empty file', 'people.csv', '', 'no name'),
)


def what_can_not_be_read_is_told_with_advice(room):
    for what, name, content, words in REFUSED:
        out, err = room.ctl('import', put(room, content, name), status=1)
        expect(words in err and not out, what, err, out)
    _, err = room.ctl('import', str(room.path / 'missing.csv'), status=1)
    expect('No such file' in err, err)
    _, err = room.ctl('import', str(room.path), '--format', 'csv', status=1)
    expect('no file of a disk' in err, err)
    file = put(room, table(person()))
    _, err = room.ctl('import', file, '--encoding', 'EBCDICX', status=1)
    expect('there is no encoding EBCDICX' in err, err)
    for words in (['--dates', 'mine'], ['--update-by', 'name'], ['more']):
        room.ctl('import', file, *words, status=2)
    room.ctl('import', status=2)


# (the members of a person, the place and the path of each fault)
FAULTS = (
    ({'phones[0].phone': '3.93331E+11', 'phones[0].isMainPhone': 'true',
      'phones[0].countryPrefix': 'it'},
     [('column 16 (phones[0].phone)', 'phones[0].phone', 'rounded')]),
    ({'birthDate': '31.12.1990', 'emails[0].email': 'ana'},
     [('column 14 (birthDate)', 'birthDate', 'year first'),
      ('column 12 (emails[0].email)', 'emails[0].email', 'e-mail')]),
    ({'gender': '', 'countryId': 'zz'},
     [('column 6 (gender)', 'gender', 'required'),
      ('column 8 (countryId)', 'countryId', 'countryId')]),
)


def faults_are_told_by_line_and_column(room):
    for members, wanted in FAULTS:
        content = table(person(), {**person(firstName='Bob'), **members})
        told, faults = summary(
            room, put(room, content), '--dry-run', status=3)
        counted(told, created=1, faulty=1)
        found = [(fault['place'], fault['fieldName']) for fault in faults]
        expect(sorted(found) == sorted(one[:2] for one in wanted), found)
        for fault in faults:
            # the first person's notes have a line end
            expect(fault['line'] == 4, fault)
        for _, path, words in wanted:
            expect(any(fault['fieldName'] == path and words
                       in fault['message'] for fault in faults), faults)


def rows_that_are_no_rows_are_faults(room):
    content = table(person(notes='x')) + 'a "b,c\r\n' \
        + table(person(firstName='Bob')).split('\r\n', 1)[1]
    told, faults = summary(room, put(room, content), status=3)
    counted(told, created=2, faulty=1)
    expect([fault['line'] for fault in faults] == [3], faults)
    content = 'firstName,,lastName\r\nAna,x,Rossi\r\n'
    told, faults = summary(room, put(room, content), status=1)
    expect('without a name' in faults[0]['message'], faults)
    told, faults = summary(room, put(room, 'firstName\r\nA,B\r\n'), status=1)
    expect('without a name' in faults[0]['message'], faults)
    content = table(person(firstName='A\x01'))
    told, faults = summary(room, put(room, content), status=1)
    expect('control character' in faults[0]['message'], faults)


def only_a_thousand_faults_are_told(room):
    file = put(room, table(*[{'firstName': str(n)} for n in range(200)]))
    told, faults = summary(room, file, status=1)
    counted(told, faulty=200)
    expect(len(faults) == 1000 and told['faults'] > 1000, len(faults), told)
    _, err = room.ctl('import', file, status=1)
    expect(f'there are {told["faults"] - 1000} faults more' in err, err)


def days_come_first_if_one_says_so(room):
    days = {'31.12.1990': '1990-12-31', '1/2/1990': '1990-02-01',
            '03-04-1990': '1990-04-03', '1990-05-06': '1990-05-06'}
    content = table(*[person(firstName=f'A{n}', birthDate=day)
                      for n, day in enumerate(days)])
    told, _ = summary(room, put(room, content), '--dates', 'day-first')
    counted(told, created=4)
    kept = [day for day, in room.rows('SELECT birthDate FROM customer')]
    expect(kept == list(days.values()), kept)
    content = table(person(birthDate='31.12.90'))
    _, faults = summary(
        room, put(room, content), '--dates', 'day-first', status=1)
    expect('four digits' in faults[0]['message'], faults)


MAP = '''# what the shop calls them
Vorname = firstName
"Name, ""alt""" = lastName   # of birth
Anrede = gender
  Frau -> F
  Herr -> M
Mail 1 = emails[0].email
Lieblingsfarbe =
brand := ABC
posCode := ES100:1
clientType := PRIVATE
title := Mrs.
countryId := it
languageId := ita
canBeContactedByMaison := yes
privacyPolicyAcceptanceStorage := yes
emails[0].isMainEmail := yes
'''


def a_map_names_columns_values_and_constants(room):
    file = put(room, 'Vorname;"Name, ""alt""";Anrede;Mail 1;Lieblingsfarbe;'
               'Rest\nAna;Rossi;frau;ana@example.com;blau;x\n'
               'Bob;Rossi;M;bob@example.com;;\n')
    _, err = room.ctl('import', file, '--map', put(room, MAP, 'map'))
    expect('left out, for they are no members: Rest' in err, err)
    expect('Lieblingsfarbe' not in err, err)
    expect(room.rows('SELECT firstName, lastName, gender, brand FROM customer')
           == [('Ana', 'Rossi', 'F', 'ABC'), ('Bob', 'Rossi', 'M', 'ABC')],
           'values')
    for text, words in (
            ('Vorname', 'line 1: there is no ='),
            ('\na -> b', 'line 2: a value must stand below its column'),
            ('a = b = c', 'line 1: it has more than two sides'),
            ('= b', 'line 1: nothing stands before the ='),
            ('Vorname = forename', 'forename is no member')):
        _, err = room.ctl('import', file, '--map', put(room, text, 'map'),
                          status=2 if 'line' in words else 1)
        expect(words in err, text, err)


def consents_have_the_time_of_the_file(room):
    people = [person(firstName='A', consentDate='2020-05-06T07:08:09Z'),
              person(firstName='B', consentDate='06.05.2020'),
              person(firstName='C', consentDate=''),
              person(firstName='D', consentDate='2999-01-01'),
              person(firstName='E', consentDate='soon')]
    told, faults = summary(room, put(room, table(*people)), '--dates',
                           'day-first', status=3)
    counted(told, created=3, faulty=2)
    expect({fault['fieldName'] for fault in faults} == {'consentDate'}, faults)
    times = [time for time, in room.rows(
        'SELECT DISTINCT "when" FROM consent ORDER BY customer')]
    expect(times[:2] == ['2020-05-06T07:08:09Z', '2020-05-06T00:00:00Z'],
           times)
    expect(times[2] == room.rows('SELECT created FROM customer')[2][0], times)


def a_map_is_guessed(room):
    file = put(room, 'Vorname;Cognome;"E-Mail";"a = b";Straße;Brand;;Vorname2;Fon\n'
               'Ana;Rossi;ana@example.com;;;ABC;;;\n', encoding='cp1252')
    out, _ = room.ctl('import', '--map-template', file)
    for line in ('Vorname = firstName', 'Cognome = lastName',
                 'E-Mail = emails[0].email', '"a = b" =',
                 'Straße = addresses[0].street', 'Brand = brand',
                 'Vorname2 =', 'Fon =', '# posCode := ES100:102048'):
        expect(line in out.splitlines(), line, 'in', out)
    expect('# brand' not in out, out)
    # a template is a map
    told, _ = summary(room, file, '--map', put(room, out + MAP.split(
            'Lieblingsfarbe =\nbrand := ABC\n')[1]
        + 'gender := F', 'map'))
    counted(told, created=1)
    _, err = room.ctl('import', '--map-template', put(
        room, lines(person()), 'a.jsonl'), status=1)
    expect('only a table' in err, err)


def nothing_is_stored_twice(room):
    first = [person(firstName=f'A{n}') for n in range(5)]
    file = put(room, table(*first))
    counted(summary(room, file)[0], created=5)
    counted(summary(room, file)[0], known=5)
    more = [*first, person(firstName='New'), person(firstName='New')]
    longer = put(room, table(*more, delimiter=';'), 'longer.csv')
    counted(summary(room, longer)[0], known=6, created=1)
    same = put(room, lines(*more), 'people.jsonl')
    counted(summary(room, same)[0], known=7)
    expect(len(names(room)) == 6, names(room))


def a_report_can_be_imported_again(room):
    report = str(room.path / 'report.csv')
    file = put(room, table(person(), person(firstName='Bob', gender='?'),
                           person(firstName='Cid'), delimiter=';'))
    summary(room, file, '--report', report, status=3)
    with open(report, encoding='utf-8-sig', newline='') as read:
        rows = list(csv.DictReader(read, delimiter=';'))
    expect([row['crm_status'] for row in rows]
           == ['created', 'faulty', 'created'], rows)
    expect([row['crm_id'] for row in rows] == ['1', '', '2'], rows)
    expect(rows[0]['notes'] == PERSON['notes'], rows[0])
    expect(rows[1]['crm_faults'].startswith('gender: '), rows[1])
    with open(report, encoding='utf-8', newline='') as read:
        mended = read.read().replace('?', 'F')
    again = put(room, mended, 'again.csv')
    other = str(room.path / 'other.csv')
    counted(summary(room, again, '--report', other)[0], known=2, created=1)
    with open(other, encoding='utf-8-sig', newline='') as read:
        rows = list(csv.DictReader(read, delimiter=';'))
    expect([row['crm_id'] for row in rows] == ['1', '3', '2'], rows)
    expect(set(rows[1]) == set(PERSON) | {'crm_status', 'crm_id',
                                          'crm_faults'}, rows[1])


# (how a file is written, its name, how a report tells of a customer)
WRITTEN = (
    (lines, 'people.jsonl', '"crm_status":"created","crm_id":1}'),
    (array, 'people.json', '"crm_status":"created","crm_id":1}'),
    (xml, 'people.xml', '<crm_status>created</crm_status><crm_id>1</crm_id>'),
    (cards, 'people.vcf', 'X-CRM-STATUS:created\r\nX-CRM-ID:1\r\nEND'),
)


def every_format_and_its_report_can_be_imported(room):
    mapped = ['--map', put(room, CARDS, 'map')]
    summary(room, put(room, table(person())))
    for write, name, told in WRITTEN:
        (room.data / 'crm.db').unlink()
        report = str(room.path / f'report-{name}')
        file = put(room, write(person(), person(firstName='Bob', gender='QQ')),
                   name)
        counted(summary(room, file, '--report', report, *mapped,
                        status=3)[0], created=1, faulty=1)
        with open(report, encoding='utf-8', newline='') as read:
            text = read.read()
        expect(told in text, text)
        again = put(room, text.replace('QQ', 'F'), f'again-{name}')
        counted(summary(room, again, '--report', report, *mapped)[0],
                known=1, created=1)
        expect(room.rows('SELECT firstName, lastName, notes, birthDate,'
                         ' gender, clientType, email, isMainEmail FROM'
                         ' customer JOIN email ON customer = id ORDER BY id')
               == [(name, 'Rossi', PERSON['notes'], '1990-12-31', 'F',
                    'PRIVATE', 'ana@example.com', 1)
                   for name in ('Ana', 'Bob')], name)
        with open(report, encoding='utf-8', newline='') as read:
            text = read.read()
        expect(text.count('created') == text.count('known') == 1, text)


# (the name of a file, what it holds, the words of the complaint)
BROKEN = (
    ('a.json', '[{"firstName":"Ana"}', 'ends before its array does'),
    ('a.json', '"text"', 'no array of objects'),
    ('a.json', '[{"firstName":', 'a value was expected'),
    ('a.json', '[{"a":"\\', ''),
    ('a.xml', '', 'no element'),
    ('a.xml', '<a/>', 'its root has no elements'),
    ('a.xml', '<a x=">"><b>', 'ends before its root does'),
    ('a.xml', '<a><b x="', 'ends before its root does'),
    ('a.xml', '<a><!-- x', 'ends before its root does'),
    ('a.vcf', 'BEGIN:VCARD\n', 'ends within a card'),
    ('a.vcf', 'BEGIN:VCARD\nVERSION:2.1\nEND:VCARD\n', 'not 3.0 or 4.0'),
    ('a.vcf', 'BEGIN:VCARD\nN:\x01\nEND:VCARD\n', 'control character'),
    ('a.jsonl', '\x01\n', 'control character'),
)


def what_is_no_member_is_told_once(room):
    people = [person(colour='blue'), person(colour='red', size='5')]
    _, err = room.ctl('import', put(room, lines(*people), 'a.jsonl'))
    expect('line 1: what is no member is left out, here and in all records: '
           'colour\n' in err and 'size' not in err, err)
    expect(names(room) == ['Ana'], names(room))


def files_that_are_cut_short_are_told(room):
    room.send()
    for name, content, words in BROKEN:
        _, err = room.ctl('import', put(room, content, name), status=1)
        expect(words in err, name, content, err)


CARD = '''BEGIN:VCARD
VERSION:3.0
FN:Example
ORG:Example\\, Ltd.;Sales
TEL;TYPE=work:+39 02 123
TEL;TYPE=cell,pref:tel:+39333123
ADR;TYPE=home:;;Via Roma 5;Milano;MI;20121;it
UID:R1
END:VCARD
'''


def a_card_of_a_company_is_read(room):
    counted(summary(room, put(room, CARD, 'a.vcf'), '--map',
                    put(room, CARDS, 'map'))[0], created=1)
    expect(room.rows('SELECT clientType, companyName, customerReference'
                     ' FROM customer') == [('COMPANY', 'Example, Ltd.', 'R1')],
           'company')
    expect(room.rows('SELECT phone, isMainPhone FROM phone ORDER BY position')
           == [('+3902123', 0), ('+39333123', 1)], 'phones')
    expect(room.rows('SELECT street, zipCode, countryId FROM address')
           == [('Via Roma 5', '20121', 'it')], 'address')


def xml_needs_its_library(room):
    file = put(room, '<a>\n<!--' + 'x' * 100000 + '-->\n<b>'
               + ' ' * 100000 + '</b></a>', 'a.xml')
    _, err = room.ctl('--json', 'import', file, status=1)
    expect('loaded' not in err, err)
    (room.path / 'libxml2.so.2').touch()
    _, err = room.ctl('import', file, status=1, env={
        **os.environ, 'LD_LIBRARY_PATH': str(room.path)})
    expect(f"{file}: libxml2 can't be loaded" in err, err)


def those_who_were_erased_do_not_come_back(room):
    file = put(room, table(person(), person(firstName='Bob')))
    summary(room, file)
    room.ctl('import', 'undo', '1')
    expect(not names(room), names(room))
    # what was undone may come again
    counted(summary(room, file)[0], created=2)
    erase(room, 3)
    counted(summary(room, file)[0], known=1, erased=1)
    expect(names(room) == ['Bob'], names(room))


def erase(room, number):
    """Erases a customer as a client does."""
    key, _ = room.ctl('key', 'add', f'key{number}')
    request = ctl.conversations.Request(
        f'DELETE /customer/{number}\nX-Api-Key: {key.split()[-1]}\n\n'
        .encode(), False)
    status, _, err = ctl.read(room.ask(request))
    expect(status == 204, status, err)


def change(room, number, body):
    key, _ = room.ctl('key', 'add', f'write{number}')
    request = ctl.conversations.Request(
        f'PATCH /customer/{number}\nX-Api-Key: {key.split()[-1]}\n'
        f'Content-Type: application/json\n\n{json.dumps(body)}'.encode(),
        False)
    status, _, err = ctl.read(room.ask(request))
    expect(status == 204, status, err)


def customers_are_updated_by_reference(room):
    file = put(room, table(person(customerReference='R1'),
                           person(firstName='Bob', customerReference='R2')))
    summary(room, file)
    newer = put(room, table(
        {'customerReference': 'R1', 'lastName': 'Bianchi', 'notes': '',
         'emails[0].email': 'new@example.com',
         'emails[0].isMainEmail': 'true'},
        {'customerReference': 'R2', 'lastName': 'Rossi', 'notes': '',
         'emails[0].email': 'ana@example.com',
         'emails[0].isMainEmail': 'true'},
        person(firstName='New', customerReference='R3')), 'newer.csv')
    told, _ = summary(room, newer, '--update-by', 'customerReference')
    counted(told, updated=1, unchanged=1, created=1)
    expect(room.rows('SELECT lastName, notes FROM customer WHERE id = 1')
           == [('Bianchi', PERSON['notes'])], 'values')
    expect(room.rows('SELECT email, isMainEmail FROM email WHERE customer = 1'
                     ' ORDER BY position')
           == [('ana@example.com', 0), ('new@example.com', 1)], 'e-mails')
    # an import that is undone sets back what it changed
    room.ctl('import', 'undo', '2')
    expect(room.rows('SELECT lastName FROM customer ORDER BY id')
           == [('Rossi',), ('Rossi',)], 'undone')
    expect(room.rows('SELECT email, isMainEmail FROM email WHERE customer = 1')
           == [('ana@example.com', 1)], 'e-mails set back')
    faulty = put(room, table({'customerReference': 'R1', 'gender': '?'}),
                 'faulty.csv')
    told, faults = summary(
        room, faulty, '--update-by', 'customerReference', status=1)
    expect(faults[0]['fieldName'] == 'gender', faults)


def addresses_are_added_to_those_before(room):
    def living(street):
        return person(customerReference='R1', **{
            f'addresses__{name}': value for name, value in {
                'addressType': 'Home', 'street': street, 'city': 'Roma',
                'zipCode': '00100', 'countryId': 'it',
                'isMainAddress': 'true'}.items()})

    for street in 'Via Roma', 'Via Po', 'Via Po':
        summary(room, put(room, table(living(street)), f'{street}.csv'),
                '--update-by', 'customerReference')
    expect(room.rows('SELECT street, isMainAddress FROM address'
                     ' ORDER BY position')
           == [('Via Roma', 0), ('Via Po', 1)], 'addresses')


def what_is_unreadable_is_not_taken_for_what_is_known(room):
    """Without what can't be read, a row says the same as another."""
    file = put(room, table(person(birthDate='')))
    counted(summary(room, file)[0], created=1)
    wrong = put(room, table(person(birthDate='1990-02-31')), 'wrong.csv')
    told, faults = summary(room, wrong, status=1)
    counted(told, faulty=1)
    expect([fault['fieldName'] for fault in faults] == ['birthDate'], faults)


def customers_are_updated_by_address(room):
    summary(room, put(room, table(person(), person(
        firstName='Bob', emails__email='bob@example.com'), person(
            firstName='Cid', emails__email='bob@example.com'))))
    newer = put(room, table(*[
        {'emails[0].email': address, 'lastName': 'Bianchi',
         'phones[0].phone': '3331234567', 'phones[0].countryPrefix': 'it',
         'phones[0].isMainPhone': 'true'}
        for address in ('ANA@example.com', 'bob@example.com')]), 'newer.csv')
    told, faults = summary(room, newer, '--update-by', 'email', status=3)
    counted(told, updated=1, faulty=1)
    expect('more than one customer' in faults[0]['message'], faults)
    expect(room.rows('SELECT phone FROM phone') == [('3331234567',)], 'phone')
    odd = put(room, table({'emails[0].email': 'a\u037ab@example.com'}), 'odd.csv')
    _, faults = summary(room, odd, '--update-by', 'email', status=1)
    expect('brand' in {fault['fieldName'] for fault in faults}, faults)
    # what was not given is not given again
    room.ctl('import', 'undo', '2')
    expect(not room.rows('SELECT * FROM phone'), 'phone')
    expect(room.rows('SELECT lastName FROM customer WHERE id = 1')
           == [('Rossi',)], 'name')


def what_was_changed_since_stays(room):
    summary(room, put(room, table(person(), person(firstName='Bob'))))
    change(room, 1, {'notes': 'new'})
    out, _ = room.ctl('import', 'undo', '1', '--dry-run')
    expect('erase 2 customers' in out, out)
    out, err = room.ctl('import', 'undo', '1', status=3)
    expect('1 customers were changed since' in err, err)
    expect('1 customers were erased' in out, out)
    expect(names(room) == ['Ana'], names(room))
    out, _ = room.ctl('import', 'list')
    expect('undone' in out and 'people.csv' in out, out)
    for number in '1', '7', 'x':
        room.ctl('import', 'undo', number, status=1)
    room.ctl('import', 'undo', status=2)


def imports_are_listed(room):
    file = put(room, table(person(), person(firstName='Bob', gender='?')))
    summary(room, file, '--source', 'old shop', status=3)
    out, _ = room.ctl('--json', 'import', 'list')
    told = json.loads(out)
    expect(told['import'] == 1 and told['created'] == 1 and told['ended']
           and not told['undone'] and told['name'] == 'old shop', told)


def a_dry_run_stores_nothing(room):
    room.send()
    before = names(room)
    told, _ = summary(room, put(room, table(person())), '--dry-run')
    counted(told, created=1)
    expect(names(room) == before, names(room))
    expect(not room.rows('SELECT * FROM import'), 'an import')


def where_the_store_fails_nothing_is_said_to_be_done(room):
    file = put(room, table(person()))
    summary(room, file)
    version = room.rows('PRAGMA user_version')[0][0]
    ctl.damage(room, 'PRAGMA user_version = 99')
    for words in ([file], ['list'], ['undo', '1']):
        _, err = room.ctl('import', *words, status=1)
        expect('a newer version' in err, words, err)
    ctl.damage(room, f'PRAGMA user_version = {version}')
    missing = str(room.path / 'none' / 'report.csv')
    _, err = room.ctl('import', file, '--report', missing, status=1)
    expect('No such file' in err, err)
    folder = room.path / 'folder'
    folder.mkdir()
    _, err = room.ctl('import', file, '--report', str(folder), status=1)
    expect(f'{folder}: ' in err, err)
    out, _ = room.ctl('import', file, '--dry-run')
    expect(out.startswith('dry run: '), out)


# (the file, its options, the words of the complaint)
ODD = (
    (b'firstName\n\x81\n', 'a.csv', (), 'it is not WINDOWS-1252'),
    (b'"' + b'x,\n' * 1000000, 'a.csv', ('--map-template',), ''),
    (b'[{"firstName":"' + b'x' * 100000 + b'\x81"}]', 'a.json', (),
     'it is not WINDOWS-1252'),
    (b'firstName\n"' + b'x,\n' * 1000000, 'a.csv', (), 'too long'),
    (b'a"b,c\n', 'a.csv', ('--map-template',), 'CSV at line 1'),
    (b'{"firstName":"A","firstname":"B"}', 'a.jsonl', (), 'given twice'),
    (b'emails,emails[0].email\na,b\n', 'a.csv', (), 'item by item'),
    (b'emails\n"[{email:a,email:b}]"\n', 'a.csv', (), 'given twice'),
    (b'firstName,emails[0],emails[100].email,emails[0].x,posCode.x,'
     b'emails[0]email\nA,,,,,\n', 'a.csv', (),
     'emails[0], emails[100].email, emails[0].x, posCode.x, emails[0]email'),
    (b'<a><b><c></b></c></a>', 'a.xml', (), 'XML'),
    (b'hello\nBEGIN:VCARD\nTEL;PREFERRED=1:+x\nEND:VCARD\n', 'a.vcf', (),
     'phones[0].phone'),
    (b'phones[0].phone\n3.x\n+x\n3E+\n3.5x\n', 'a.csv', (), 'phones'),
    (b'birthDate\n31.12-1990\n', 'a.csv', ('--dates', 'day-first'),
     'birthDate'),
)


def odd_files_are_told_of(room):
    room.send()
    for content, name, options, words in ODD:
        file = room.path / name
        file.write_bytes(content)
        done = subprocess.run(
            [CTL, '--config', room.config, 'import', file, *options],
            stdin=subprocess.DEVNULL, capture_output=True, text=True,
            check=False)
        expect(done.returncode == 1 or '--map-template' in options,
               content[:40], done)
        expect(words in done.stderr, content[:40], done.stderr)
    report = str(room.path / 'report.json')
    file = put(room, '[{"a":', 'a.json')
    room.ctl('import', file, '--report', report, status=1)
    with open(report, encoding='utf-8') as read:
        expect(read.read().startswith('[{"a":'), 'what is no object stays')
    _, err = room.ctl('import', '--format', 'csv', '/proc/self/mem', status=1)
    expect('/proc/self/mem: I' in err, err)      # in any C library's words
    (room.path / 'map').write_bytes(b'\x81 = b\n')
    file = put(room, table(person()))
    _, err = room.ctl('import', file, '--map', str(room.path / 'map'),
                      status=2)
    expect('it is not WINDOWS-1252' in err, err)
    # no name is known, and one has to be quoted
    file = put(room, 'Wort;Zwei ""Worte""\n1;2\n'.replace('Zwei', '"Zwei')
               .replace('""\n', '"""\n'))
    out, _ = room.ctl('import', file, '--map-template')
    expect('"Zwei ""Worte""" =' in out, out)


def all_or_nothing(room):
    file = put(room, table(person(), person(firstName='Bob', gender='?')))
    summary(room, file, '--all-or-nothing', status=1)
    file = put(room, table(person(), person(firstName='Bob')))
    counted(summary(room, file, '--all-or-nothing')[0], created=2)
    expect(names(room) == ['Ana', 'Bob'], names(room))


def hide(room, name):
    damage(room, f'ALTER TABLE "{name}" RENAME TO "hidden"')


def show(room, name):
    damage(room, f'ALTER TABLE "hidden" RENAME TO "{name}"')


def damage(room, statement):
    """Changes the tables, and lets others refer to what is not there."""
    ctl.damage(room, 'PRAGMA legacy_alter_table = ON', statement)


def a_table_that_is_damaged_is_told(room):
    summary(room, put(room, table(person(customerReference='R1'))))
    file = put(room, table({'customerReference': 'R1', 'notes': 'new'}))
    new = put(room, table(person(firstName='New')), 'new.csv')
    for name in 'import', 'phone', 'secret', 'change_member':
        commands = {'import': (['list'], ['undo', '1'], [new]),
                    'secret': (['undo', '1'], [new])}.get(
            name, ([file, '--update-by', 'customerReference'],))
        hide(room, name)
        for command in commands:
            out, err = room.ctl('import', *command, status=1)
            expect('database' in err, name, command, err, out)
        show(room, name)
    told, _ = summary(room, file, '--update-by', 'customerReference')
    counted(told, updated=1)
    hide(room, 'change_member')
    room.ctl('import', 'undo', '2', status=1)
    show(room, 'change_member')
    expect(room.rows('SELECT notes FROM customer') == [('new',)], 'notes')


def what_has_no_history_stays(room):
    summary(room, put(room, table(*[
        person(customerReference=f'R{n}') for n in range(2)])))
    summary(room, put(room, table(*[
        {'customerReference': f'R{n}', 'notes': 'new', 'lastName': 'Bianchi'}
        for n in range(2)])), '--update-by', 'customerReference')
    damage(room, 'DELETE FROM change WHERE record = 1 AND version = 2')
    # a member that an upgrade took away
    damage(room, "UPDATE change_member SET name = 'colour'"
                 " WHERE name = 'notes'")
    _, err = room.ctl('import', 'undo', '2', status=3)
    expect('1 customers were changed since' in err, err)
    expect(room.rows('SELECT lastName, notes FROM customer ORDER BY id')
           == [('Bianchi', 'new'), ('Rossi', 'new')], 'undone')


def an_undoing_is_asked_for(room):
    summary(room, put(room, table(person())))
    ours, theirs = pty.openpty()
    with open(ours, 'wb', 0) as keys, open(theirs, 'rb', 0) as terminal:
        keys.write(b'n\n')
        done = subprocess.run(
            [CTL, '--config', room.config, 'import', 'undo', '1'],
            stdin=terminal, capture_output=True, text=True, check=False)
    expect(done.returncode == 1 and 'nothing was done' in done.stderr, done)
    expect(names(room) == ['Ana'], names(room))


def big(room, count=ROWS):
    return put(room, table(*[person(firstName=f'A{n}',
                                    emails__email=f'a{n}@example.com')
                             for n in range(count)]))


def start(room, *arguments):
    return subprocess.Popen(
        [CTL, '--config', room.config, 'import', *arguments],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE, text=True)


def at_work(room, process, rows):
    """Waits until an import has stored so many rows, or ends."""
    while process.poll() is None:
        with contextlib.suppress(sqlite3.OperationalError), \
                contextlib.closing(sqlite3.connect(
                    f'file:{room.data}/crm.db?mode=ro', uri=True)) as base:
            if base.execute('SELECT count(*) FROM customer'
                            ).fetchone()[0] > rows:
                return
        time.sleep(0.01)


def one_that_is_killed_goes_on(room):
    file = big(room)
    for kill in range(KILLS):
        process = start(room, file)
        at_work(room, process, kill * ROWS // (KILLS + 1))
        process.kill()
        process.communicate()
        stored = room.rows('SELECT count(*) FROM customer')
        kept = room.rows('SELECT count(*) FROM import_row JOIN customer c'
                         ' ON c.id = record')
        told = room.rows('SELECT sum(created) FROM import')
        expect(stored == kept == told, stored, kept, told)
    summary(room, file)
    found = names(room)
    expect(len(found) == len(set(found)) == ROWS, len(found))


def one_that_is_stopped_says_how_to_go_on(room):
    file = big(room)
    process = start(room, file)
    at_work(room, process, 0)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate()
    if process.returncode != 0:     # it may have been done already
        expect(process.returncode == 3 and 'run the same command' in err,
               process.returncode, err)
        out, _ = room.ctl('import', 'list')
        expect('stopped' in out, out)
    summary(room, file)
    expect(len(names(room)) == ROWS, len(names(room)))


def struck(room, call, fault, nth, *arguments):
    """An import one of whose system calls goes wrong."""
    before = crash.inject(room.path / 'log', types.SimpleNamespace(
        name=call, nth=nth), fault)
    return subprocess.run(
        [*before, CTL, '--config', room.config, 'import', *arguments],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)


def check_rows(room):
    """What is stored, what is kept of it, and what is told agree."""
    stored, kept, told = (room.rows(query)[0][0] for query in (
        'SELECT count(*) FROM customer',
        'SELECT count(*) FROM import_row JOIN customer c ON c.id = record',
        'SELECT coalesce(sum(created), 0) FROM import'))
    expect(stored == kept == told, stored, kept, told)
    return stored


def one_that_fails_in_the_middle_goes_on(room):
    file = big(room, ROWS // 3)
    room.send()
    damage(room, 'DELETE FROM customer')
    ended = set()
    for call, nths in ('pwrite64', (1, 5, 30, 90)), ('fcntl', range(1, 60, 3)):
        for nth in nths:
            done = struck(room, call, 'error=EIO', nth, file)
            expect(done.returncode in (0, 1), call, nth, done)
            ended.add((call, done.returncode))
            check_rows(room)
    expect({('pwrite64', 1), ('fcntl', 1)} <= ended, ended)
    summary(room, file)
    expect(check_rows(room) == ROWS // 3, names(room))


RENAMING = '?rename,?renameat,?renameat2'


def all_is_taken_back_where_some_fails(room):
    """Each of the two passes ends with the report's getting its name."""
    command = [put(room, table(person(), person(firstName='Bob'))),
               '--all-or-nothing', '--report', str(room.path / 'report.csv')]
    room.send()
    damage(room, 'DELETE FROM customer')
    done = struck(room, RENAMING, 'error=EIO', 2, *command)
    expect(done.returncode == 1 and 'what was stored is taken back'
           in done.stderr and not check_rows(room), done)
    done = struck(room, RENAMING, 'signal=SIGINT', 1, *command)
    expect(done.returncode == 1 and 'go on with: crmctl import undo 2'
           in done.stderr, done)
    room.ctl('import', 'undo', '2')
    expect(not check_rows(room), names(room))
    ended = set()
    for nth in range(1, 30):
        done = struck(room, 'fdatasync', 'error=EIO', nth, *command)
        expect(done.returncode in (0, 1), nth, done)
        expect(check_rows(room) == (0 if done.returncode else 2), nth, done)
        ended.add(done.returncode)
        if done.returncode == 0:
            room.ctl('import', 'undo', str(room.rows(
                'SELECT max(id) FROM import')[0][0]))
    expect(ended == {0, 1}, ended)


def a_slow_disk_gets_smaller_parts(room):
    """The parts become many, not long."""
    done = struck(room, 'fdatasync', 'delay_enter=100000', '1..20',
                  big(room, ROWS // 3))
    expect(done.returncode == 0 and check_rows(room) == ROWS // 3, done)


def an_undoing_that_is_stopped_goes_on(room):
    count = ROWS // 3
    summary(room, big(room, count))
    for fault, status in ('signal=SIGINT', 3), ('error=EIO', 1):
        done = struck(room, 'fdatasync', fault, 1, 'undo', '1')
        expect(done.returncode == status, fault, done)
        expect('go on with: crmctl import undo 1' in done.stderr, fault, done)
        expect(check_rows(room) > 0, fault, done)
    room.ctl('import', 'undo', '1')
    expect(not names(room), len(names(room)))


def an_undoing_that_fails_can_be_tried_again(room):
    file = put(room, table(person()))
    number, failed = 0, 0
    for nth in range(30, 75):
        if not number:
            number = summary(room, file)[0]['import']
        done = struck(room, 'fcntl', 'error=EIO', nth, 'undo', str(number))
        expect(done.returncode in (0, 1), nth, done)
        expect(check_rows(room) == done.returncode, nth, done)
        failed += done.returncode
        if done.returncode == 0:
            number = 0
    expect(failed, 'none of them fails')


def in_little_memory():
    resource.setrlimit(resource.RLIMIT_DATA, (LITTLE, LITTLE))


def memory_is_bounded(room):
    room.ctl('import', big(room), preexec_fn=in_little_memory)
    # a quote that never ends is no reason to hold all of a file
    file = put(room, table(person()) + '"' + 'x,\n' * 4000000)
    _, err = room.ctl('import', file, status=1, preexec_fn=in_little_memory)
    expect('a record is too long' in err, err)


STRUCK = (
    one_that_fails_in_the_middle_goes_on, all_is_taken_back_where_some_fails,
    a_slow_disk_gets_smaller_parts, an_undoing_that_is_stopped_goes_on,
    an_undoing_that_fails_can_be_tried_again,
)
TESTS = (
    a_table_is_taken_in, all_shapes_of_a_table_are_one,
    what_can_not_be_read_is_told_with_advice,
    faults_are_told_by_line_and_column, rows_that_are_no_rows_are_faults,
    only_a_thousand_faults_are_told, days_come_first_if_one_says_so,
    a_map_names_columns_values_and_constants, consents_have_the_time_of_the_file,
    a_map_is_guessed, nothing_is_stored_twice,
    a_report_can_be_imported_again, every_format_and_its_report_can_be_imported,
    what_is_no_member_is_told_once, files_that_are_cut_short_are_told,
    a_card_of_a_company_is_read,
    those_who_were_erased_do_not_come_back, customers_are_updated_by_reference,
    addresses_are_added_to_those_before,
    customers_are_updated_by_address, what_was_changed_since_stays,
    imports_are_listed, a_dry_run_stores_nothing, odd_files_are_told_of,
    where_the_store_fails_nothing_is_said_to_be_done, all_or_nothing,
    one_that_is_killed_goes_on, one_that_is_stopped_says_how_to_go_on,
    memory_is_bounded, what_is_unreadable_is_not_taken_for_what_is_known,
    a_table_that_is_damaged_is_told, what_has_no_history_stays,
    an_undoing_is_asked_for, xml_needs_its_library, *STRUCK,
)


def why_not(test):
    """Why a test can't be run here, or None."""
    watching = ctl.conversations.watching(ctl.PROGRAM)
    if test is memory_is_bounded or \
            test in STRUCK and watching == ctl.conversations.SANITIZED:
        return watching
    if test is xml_needs_its_library and \
            ctl.conversations.is_static(ctl.PROGRAM):
        return ctl.conversations.STATIC
    return crash.why_not() if test in STRUCK else None


def main(words):
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    return ctl.report([test for test in TESTS
                       if not words or any(word in test.__name__
                                           for word in words)],
                      ctl.Room, why_not, ctl.new_room)


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
