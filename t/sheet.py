#!/usr/bin/env python3
"""Passes customers through LibreOffice, both ways; speaks TAP.

LibreOffice Calc opens what crmctl exports as CSV, and its cells hold what the
file does; what it saves as CSV, with commas, semicolons and TABs, in UTF-8,
Windows-1252 and UTF-16, crmctl imports. Where LibreOffice is not installed
(Debian: libreoffice-calc) the test is skipped.
"""

import csv
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as tree

sys.dont_write_bytecode = True

# pylint: disable=wrong-import-position
import commands  # noqa: E402
import ctl  # noqa: E402
from ctl import CTL, expect  # noqa: E402

TABLE = '{urn:oasis:names:tc:opendocument:xmlns:table:1.0}'
TEXT = '{urn:oasis:names:tc:opendocument:xmlns:text:1.0}'
UTF_8, CP1252, UTF_16 = 76, 1, 65535
# Comma, quote, UTF-8, from line 1, all columns text, quoted cells are text.
COLUMNS = '/'.join(f'{column}/2' for column in range(1, 61))
OPENED = f'CSV:44,34,{UTF_8},1,{COLUMNS},0,true,false'
CUSTOMERS = [
    {'notes': notes, 'firstName': 'Zoë', 'lastName': name,
     'customerReference': f'R{number}'}
    for number, (notes, name) in enumerate((
        ('plain', 'Rossi'), ('two\nlines', "D'Arco"), ('a "quote"', 'Müller'),
        ('=1+1', 'O;Neil'), ('+39 333', 'Comma, Co'), ('0012', '1/2'),
        ('1e5', 'True'), ('漢字', 'Łódź'), ('-', '@home')))]
WAYS = [
    ('commas and UTF-8', 44, UTF_8), ('semicolons and UTF-8', 59, UTF_8),
    ('semicolons and Windows-1252', 59, CP1252),
    ('TABs and UTF-16', 9, UTF_16)]


def convert(path, file, kind, *options):
    """Has LibreOffice save a file as another kind, beside it."""
    done = subprocess.run(
        ['soffice', f'-env:UserInstallation=file://{path}/profile',
         '--headless', *options, '--convert-to', kind, '--outdir',
         path / 'saved', file],
        check=False, capture_output=True, text=True,
        env={**os.environ, 'HOME': str(path)})
    saved = path / 'saved' / f'{file.stem}.{kind.partition(":")[0]}'
    expect(saved.exists(), done.returncode, done.stdout, done.stderr)
    return saved


def text_of(cell):
    """The lines of a cell: blanks and TABs are elements there."""
    def flat(node):
        blank = {f'{TEXT}s': ' ' * int(node.get(f'{TEXT}c', 1)),
                 f'{TEXT}tab': '\t', f'{TEXT}line-break': '\n'}
        return (blank.get(node.tag, '') + (node.text or '')
                + ''.join(flat(one) + (one.tail or '') for one in node))
    return '\n'.join(flat(line) for line in cell.findall(f'{TEXT}p'))


def cells_of(file):
    """The rows of a flat OpenDocument spreadsheet, without empty ends."""
    rows = []
    for row in tree.parse(file).iter(f'{TABLE}table-row'):
        cells = []
        for cell in row:
            times = int(cell.get(f'{TABLE}number-columns-repeated', 1))
            cells += [text_of(cell)] * min(times, 1000)
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            rows.append(cells)
    return rows


def trimmed(row):
    while row and not row[-1]:
        row = row[:-1]
    return row


def what_is_exported_is_opened(room):
    commands.create(room, *CUSTOMERS)
    file = room.path / 'all.csv'
    file.write_bytes(subprocess.run(
        [CTL, '--config', room.config, 'export', 'people=true'],
        check=True, capture_output=True).stdout)
    with file.open(newline='', encoding='utf-8-sig') as text:
        wanted = [trimmed(row) for row in csv.reader(text)]
    opened = cells_of(convert(room.path, file, 'fods', f'--infilter={OPENED}'))
    expect(len(opened) == 1 + len(CUSTOMERS), opened)
    for row, cells in zip(wanted, opened):
        row = [cell.replace('\r\n', '\n') for cell in row]
        expect(row == cells, row, cells)


def what_is_saved_is_imported(room, separator, charset):
    """The sheet is opened from a CSV of ours, and saved in another way."""
    customers = [one for one in CUSTOMERS
                 if charset != CP1252 or one['lastName'] != 'Łódź']
    file = room.path / 'sheet.csv'
    same = {**commands.SHOP, 'emails[0].email': 'ana@example.com',
            'emails[0].isMainEmail': True}
    del same['emails']
    columns = list({**same, **customers[0]})
    with file.open('w', newline='', encoding='utf-8') as text:
        out = csv.DictWriter(text, columns, quoting=csv.QUOTE_ALL)
        out.writeheader()
        for one in customers:
            out.writerow({**same, **{
                name: "'" * (value[0] in '=+-@') + value
                for name, value in one.items()}})
    sheet = convert(room.path, file, 'fods', f'--infilter={OPENED}')
    saved = convert(
        room.path, sheet,
        'csv:Text - txt - csv (StarCalc):'
        f'{separator},34,{charset},1,,0,false,true,false')
    _, err = room.ctl('import', saved)
    out, _ = room.ctl('export', '--format', 'jsonl')
    got = {one['customerReference']: one for one in map(
        json.loads, out.splitlines())}
    for one in customers:
        for name, value in one.items():
            found = got[one['customerReference']][name]
            expect(found == value, name, repr(found), repr(value), err)


def main():
    if not shutil.which('soffice'):
        print('1..0 # SKIP LibreOffice is not installed')
        return 0
    tests = [('what is exported is opened', what_is_exported_is_opened, ())]
    tests += [(f'what is saved with {name} is imported',
               what_is_saved_is_imported, (separator, charset))
              for name, separator, charset in WAYS]
    print(f'1..{len(tests)}')
    failed = False
    for number, (name, work, more) in enumerate(tests, 1):
        word = 'ok'
        with tempfile.TemporaryDirectory(prefix='crm-sheet.') as path:
            try:
                work(ctl.Room(pathlib.Path(path)), *more)
            except ctl.Mismatch as error:
                failed, word = True, 'not ok'
                print('# ' + str(error).replace('\n', '\n# '))
        print(f'{word} {number} - {name}', flush=True)
    return failed


if __name__ == '__main__':
    sys.exit(main())
