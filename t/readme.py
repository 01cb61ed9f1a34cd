#!/usr/bin/env python3
"""Runs the examples of README and compares their answers; speaks TAP.

Usage: t/readme.py URL KEY

An example is an indented paragraph that begins with "$ "; the command goes on
as long as its lines end with a backslash or its quotes are open; the rest is
the answer, whose last line ends too. URL, where one customer is, stands in the
place of http://127.0.0.1:8080; the variable KEY has the API key.
"""

import os
import pathlib
import shlex
import subprocess
import sys

TOP = pathlib.Path(os.environ.get('top_srcdir',
                                  pathlib.Path(__file__).parent.parent))
PLACE = 'http://127.0.0.1:8080'


def is_complete(command):
    try:
        shlex.split(command)
    except ValueError:
        return False
    return not command.endswith('\\')


def examples(text):
    """Yields (command, answer) in the order of the text."""
    for paragraph in text.split('\n\n'):
        lines = [line.removeprefix('    ') for line in paragraph.split('\n')]
        if not lines[0].startswith('$ '):
            continue
        command = lines.pop(0).removeprefix('$ ')
        while not is_complete(command):
            command += '\n' + lines.pop(0)
        yield command, '\n'.join(lines) + '\n'


def main():
    url, key = sys.argv[1:]
    found = list(examples((TOP / 'README').read_text()))
    failed = 0
    print(f'1..{len(found)}')
    for number, (command, expected) in enumerate(found, 1):
        ran = subprocess.run(
            ['sh', '-c', command.replace(PLACE, url)], capture_output=True,
            timeout=60, check=False, text=True,
            env={**os.environ, 'no_proxy': '*', 'KEY': key})
        answer = ran.stdout.replace('\r\n', '\n')
        good = ran.returncode == 0 and answer == expected
        failed += not good
        title = command.split('\n')[0].rstrip(' \\')
        print(f'{"ok" if good else "not ok"} {number} - {title}')
        if not good:
            print(f'# expected: {expected}\n# got: {answer}{ran.stderr}')
    return failed > 0


if __name__ == '__main__':
    sys.exit(main())
