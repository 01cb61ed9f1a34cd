#!/usr/bin/env python3
"""Tells which lines and branches the tests reach; speaks TAP.

Usage: t/coverage.py [TEST]...

Builds the program once more, in coverage.d, with what counts; runs the tests
there, and prints a table. Every line of src/ must be reached, and every
branch of those of its folders that take in what others send or keep it, but
for what t/unreached.tsv says can't be. With tests (t/unit t/faults.py) only
these are run, and counted in with those run before: so one sees at once what
a new test reaches. gcovr is needed, and gcc.
"""

import collections
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
BUILD = pathlib.Path(os.environ.get('top_builddir', HERE.parent)).resolve()
ROOM = BUILD / 'coverage.d'
SOURCE, COUNTED = ROOM / 'source', ROOM / 'build'
REPORT = ROOM / 'report.json'
EXTRA = ('t/loading.sh',)
BRANCHES = ('src/format', 'src/http', 'src/store', 'src/store/sqlite')
BRANCHES_OF = ('src/document/openapi/jsonschema.c',)
# What make was told by who started this is not meant for the tests in there.
ENVIRONMENT = {name: value for name, value in os.environ.items()
               if name not in ('MAKEFLAGS', 'MFLAGS', 'MAKELEVEL', 'TESTS',
                               'top_srcdir', 'top_builddir')}
# No test expects words about counts on stderr.
ENVIRONMENT['GCOV_ERROR_FILE'] = os.devnull
ENVIRONMENT.setdefault('SAMENESS_COUNT', '100')
ENVIRONMENT.setdefault('UPKEEP_MOST', '0')

# What was counted of a line: how often it was run, and how many of its
# branches there are and were never taken.
Line = collections.namedtuple('Line', 'file number text count branches missed')
# What can't be reached: so many branches (None: the line), and why.
Excuse = collections.namedtuple('Excuse', 'file text branches reason')


def say(*words):
    print('#', *words, flush=True)


def run(*command, **how):
    done = subprocess.run(command, env=ENVIRONMENT, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, check=False,
                          errors='replace', **how)
    return done.returncode, done.stdout


def must(*command, **how):
    status, told = run(*command, **how)
    if status:
        sys.exit(f'{told}\nBail out! {" ".join(map(str, command))} failed')
    return told


def build():
    """Builds what counts, of a copy: the tree itself may be configured."""
    ROOM.mkdir(exist_ok=True)
    must('make', '-s', 'distdir', f'distdir={SOURCE.relative_to(BUILD)}',
         cwd=BUILD)
    COUNTED.mkdir(exist_ok=True)
    if not (COUNTED / 'Makefile').exists():
        must(SOURCE / 'configure', '--enable-coverage', 'CC=gcc',
             'CFLAGS=-O0 -g', cwd=COUNTED)
    must('make', '-s', f'-j{os.cpu_count()}', 'all', 't/unit', 't/plain.cgi',
         cwd=COUNTED)


def begin_counts(anew):
    """
    Takes away counts of code that is no more, or all. What is counted must be
    kept whoever runs the program, be it a web server or nobody.
    """
    for notes in COUNTED.rglob('*.gcno'):
        counts = notes.with_suffix('.gcda')
        if anew or not counts.exists() or \
                counts.stat().st_mtime < notes.stat().st_mtime:
            counts.write_bytes(b'')
        counts.chmod(0o666)
    # the build makes these with a program that counts, and once more now
    for made in 'conf/crm.conf', 'man/crm.conf.5':
        (COUNTED / made).unlink(missing_ok=True)


def tests_of_programs():
    """All tests but those through servers and browsers, which take long and
    reach what these reach."""
    tests = must('make', '-s', '--eval', 'print-tests:; @echo $(TESTS)',
                 'print-tests', cwd=COUNTED).split()
    return [test for test in tests if test == 't/unit' or test in EXTRA
            or test.endswith('.py')]


def run_tests(chosen):
    """Returns what tests failed, and how: nothing if all held."""
    tests = ' '.join(chosen or tests_of_programs())
    status, told = run('make', '-s', f'-j{os.cpu_count()}', 'check',
                       'VERBOSE=1', f'TESTS={tests}', cwd=COUNTED)
    failures = []
    for line in told.splitlines():
        if re.match('# [A-Z]+: ', line):
            say(line.removeprefix('# '))
        elif re.match('(FAIL|XPASS|ERROR|Bail out!|not ok)', line) or \
                re.search(r':\d+:[FE]:', line):
            failures.append(line)
    if status and not failures:
        failures.append(f'make check ended with {status}')
    if chosen:
        return failures
    # what no disk or kernel does by itself
    status, told = run(sys.executable, SOURCE / 't' / 'crash.py', '--errors',
                       '--program', COUNTED / 'cgi-bin' / 'crm.cgi',
                       cwd=COUNTED)
    say('errors of system calls:', told.count('\nok '))
    failed = [line for line in told.splitlines() if line.startswith('not ok')]
    if status and not failed:
        failed.append(f't/crash.py ended with {status}')
    return failures + failed


def read_lines():
    """Yields all lines of src/ that were counted."""
    must('gcovr', '-r', SOURCE, '--object-directory', COUNTED,
         '--filter', '.*/src/', '--gcov-ignore-parse-errors',
         '--json', REPORT, '-j', str(os.cpu_count()),
         COUNTED / 'src', COUNTED / 'cgi-bin', cwd=COUNTED)
    report = json.loads(REPORT.read_text())
    for file in report['files']:
        if not file['file'].startswith('src/'):
            continue
        texts = (SOURCE / file['file']).read_text().splitlines()
        for line in file['lines']:
            number = line['line_number']
            branches = line.get('branches', [])
            if not line.get('gcovr/noncode'):
                yield Line(file['file'], number, texts[number - 1].strip(),
                           line['count'], len(branches),
                           sum(branch['count'] == 0 for branch in branches))


def read_excuses():
    for line in (SOURCE / 't' / 'unreached.tsv').read_text().splitlines():
        if line and not line.startswith('#'):
            file, branches, text, reason = line.split('\t')
            yield Excuse(file, text,
                         None if branches == '-' else int(branches), reason)


def tell_table(lines):
    """Prints how much of every file was reached, and of all."""
    files = collections.defaultdict(list)
    for line in lines:
        files[line.file].append(line)
    files['all'] = lines
    say(f'{"":28} {"lines":>7} {"reached":>8} {"branches":>9} {"taken":>7}')
    for file, counted in files.items():
        branches = sum(line.branches for line in counted)
        say(f'{file:28} {len(counted):7} '
            f'{part(sum(line.count > 0 for line in counted), len(counted))} '
            f'{branches:9} '
            f'{part(branches - sum(line.missed for line in counted), branches)}')


def part(some, most):
    return f'{100 * some / most:6.1f} %' if most else f'{"":8}'


def folder_of(line):
    return os.path.dirname(line.file)


class Tap:
    """Tells results, each with the lines that are missing."""

    def __init__(self):
        self.count, self.failed = 0, False

    def report(self, sentence, missing):
        self.count += 1
        print('not ok' if missing else 'ok', self.count, '-', sentence)
        self.failed |= bool(missing)
        for line in missing:
            say(' ', line)


def show(line):
    what = f'{line.missed} of {line.branches} branches: ' if line.count else ''
    return f'{line.file}:{line.number}: {what}{line.text}'


def judge(tap, lines):
    """Says of each folder whether all was reached that can be."""
    excuses = list(read_excuses())
    used = set()

    def is_excused(line, branches):
        for excuse in excuses:
            if (line.file, line.text, branches) == excuse[:3]:
                used.add(excuse)
                return True
        return False

    for folder in sorted({folder_of(line) for line in lines}):
        here = [line for line in lines if folder_of(line) == folder]
        tap.report(f'{folder}: every line is reached', [
            show(line) for line in here
            if line.count == 0 and not is_excused(line, None)])
        if folder in BRANCHES:
            tap.report(f'{folder}: every branch is taken', [
                show(line) for line in here
                if line.count and line.missed
                and not is_excused(line, line.missed)])
    for file in BRANCHES_OF:
        tap.report(f'{file}: every branch is taken', [
            show(line) for line in lines
            if line.file == file and line.count and line.missed
            and not is_excused(line, line.missed)])
    tap.report('what is said to be out of reach is', [
        f'{excuse.file}: {excuse.text}' for excuse in excuses
        if excuse not in used])


def main():
    chosen = sys.argv[1:]
    for tool in 'gcovr', 'gcc':
        if not shutil.which(tool):
            print(f'1..0 # SKIP {tool} is not installed')
            return 0
    build()
    begin_counts(anew=not chosen)
    tap = Tap()
    tap.report('all tests hold where lines are counted', run_tests(chosen))
    lines = list(read_lines())
    tell_table(lines)
    judge(tap, lines)
    print(f'1..{tap.count}')
    return 1 if tap.failed else 0


if __name__ == '__main__':
    sys.exit(main())
