#!/usr/bin/env python3
"""Sees that what the documents name is there: the tests of the table of
t/README; the files, and the goals of make and bootstrap, of all; speaks TAP."""

import os
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
TOP = HERE.parent
DOCUMENTS = ('README', 'HACKING', 'bench/README', 't/README')
# What documents name that no source just unpacked has: what the build makes,
# what somebody will add, and the goals that automake has.
MADE = {'t/unit', 't/failmalloc.so', 't/clock.so', 't/nosync.so', 't/plain.cgi',
        'cgi-bin/crm.cgi', 't/cases/TOPIC/STATUS-what.request',
        't/cases/TOPIC/STATUS-what.response', 't/cases/TOPIC/STATUS-what.rows',
        't/test_MODULE.c'}
AUTOMAKE = 'check', 'install', 'installcheck', 'uninstall'
ROW = re.compile(r'\t(\S.{37})(\S.*)|\t +(\S.*)')


def read_rows():
    """Yields each row: what goes wrong, and the tests that stand beside it."""
    table = (HERE / 'README').read_text().partition(
        '\thow a request comes in\n')[2]
    fault, tests = None, ''
    for line in table.splitlines():
        match = ROW.fullmatch(line)
        if match and match[1]:
            if fault:
                yield fault, tests
            fault, tests = match[1].strip(), match[2]
        elif match and fault:
            tests += ' ' + match[3]
    yield fault, tests


def functions(file):
    return [name.replace('_', ' ') for name in re.findall(
        r'^def (\w+)\(', (HERE / file).read_text(), re.M)]


def find_missing(tests, faults, others, units, cases):
    """Yields the names that no test bears."""
    # "words" behind the name of another file are a test of that
    tests = re.sub(r't/[\w.-]+ \([^)]*\)', '', tests)
    for name in re.findall(r'"([^"]+)"', tests):
        if not any(title.startswith(name) for title in faults):
            yield f'"{name}"'
    tests = re.sub(r'"[^"]+"|\([^)]*\)', '', tests)
    # those of t/ctl.py come last
    for name in filter(None, tests.partition('ctl: ')[2].split(', ')):
        if name not in others:
            yield f'ctl: {name}'
    for name in re.findall(r'\b[a-z]+(?:_[a-z0-9]+)+\b', tests):
        if name not in units:
            yield name
    for name in re.findall(r'\b[a-z-]+/\d{3}-[a-z0-9-]*', tests):
        if not any(case.startswith(name) for case in cases):
            yield name
    for name in re.findall(r'\b(?:t|bench)/[\w-]+\.\w+', tests):
        if not (HERE.parent / name).exists():
            yield name


def goals():
    """What make and bootstrap can be asked for."""
    for goal in AUTOMAKE:
        yield f'make {goal}'
    for tool, file, form in (('make', 'Makefile.am', r'^([a-z-]+):'),
                             ('./bootstrap', 'bootstrap', r'^\s*([a-z]+)\)')):
        for goal in re.findall(form, (TOP / file).read_text(), re.M):
            yield f'{tool} {goal}'


def find_lost(document):
    """Yields the files and folders of the source, and the goals of make and
    bootstrap, that a document names and nobody finds."""
    text = (TOP / document).read_text()
    for name in sorted(set(re.findall(
            r'(?<![\w./])(?:src|cgi-bin|t|bench|conf|man|debian)/[\w/.-]*\w',
            text))):
        if not (TOP / name).exists() and name not in MADE:
            yield name
    yield from set(re.findall(
        r'(?:`|^ +)((?:\./bootstrap|make) [a-z-]+)', text, re.M)) - set(goals())


def main():
    units = set(re.findall(r'START_TEST\((\w+)\)', ''.join(
        file.read_text() for file in HERE.glob('test_*.c'))))
    root = HERE / 'cases'
    cases = [os.path.relpath(case, root) for case in root.rglob('*.request')]
    faults, others = functions('faults.py'), functions('ctl.py')
    failed, number = False, 0
    for number, (fault, tests) in enumerate(read_rows(), 1):
        missing = list(find_missing(tests, faults, others, units, cases))
        failed |= bool(missing)
        print('not ok' if missing else 'ok', number, '-', fault)
        for name in missing:
            print('#   there is no', name)
    few = number < 40
    for document in DOCUMENTS:
        lost = list(find_lost(document))
        failed |= bool(lost)
        number += 1
        print('not ok' if lost else 'ok', number, '-', document)
        for name in lost:
            print('#   there is no', name)
    print(f'1..{number}')
    return 1 if failed or few else 0


if __name__ == '__main__':
    sys.exit(main())
