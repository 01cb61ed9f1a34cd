#!/usr/bin/env python3
"""Writes the commands of README that look after a service into scripts.

Usage: t/guide.py FOLDER

A list begins with a paragraph that is not indented and that GUIDES knows; its
commands are the paragraphs indented by seven blanks. Each list becomes
FOLDER/NAME.sh.
"""

import os
import pathlib
import re
import sys

TOP = pathlib.Path(os.environ.get('top_srcdir',
                                  pathlib.Path(__file__).parent.parent))
PARTS = ('Installing it', 'Looking after it')
MARGIN = ' ' * 7
# How a list begins, and what its script is called.
GUIDES = {
    'The package': 'package',
    'Debian with Apache': 'apache',
    'Debian with lighttpd': 'lighttpd',
    'Debian with nginx': 'nginx',
    'Staying, with systemd': 'stay-systemd',
    'Staying, with spawn-fcgi': 'stay-spawn-fcgi',
    'Staying, behind Apache': 'stay-apache',
    'Staying, behind lighttpd': 'stay-lighttpd',
    'Staying, behind nginx': 'stay-nginx',
    'Self-check': 'selfcheck',
    'Shared hosting': 'hosting',
    'See the customers': 'customers',
    'Make a key': 'key',
    'Backup': 'backup',
    'Restore': 'restore',
    'Upgrade': 'upgrade',
    'Disable': 'disable',
    'Uninstall': 'uninstall',
    'Purge': 'purge',
}


def part(text, title):
    """What stands below a title, up to the next."""
    begin = text.index(f'\n{title}\n{"-" * len(title)}\n')
    rest = text[begin + 2 * len(title) + 3:]
    end = re.search(r'\n[^\n]+\n-{3,}\n', rest)
    return rest[:end.start()] if end else rest


def guides(text):
    """Returns the commands by the name of their list."""
    found, name = {}, None
    for title in PARTS:
        for paragraph in part(text, title).split('\n\n'):
            lines = paragraph.strip('\n').split('\n')
            if all(line.startswith(MARGIN) for line in lines) and name:
                found.setdefault(name, []).extend(
                    line[len(MARGIN):] for line in lines)
            elif not lines[0].startswith(' '):
                name = next((GUIDES[begin] for begin in GUIDES
                             if lines[0].startswith(begin)), None)
    return found


def main():
    folder = pathlib.Path(sys.argv[1])
    found = guides((TOP / 'README').read_text())
    missing = set(GUIDES.values()) - set(found)
    if missing:
        sys.exit(f'README has no commands for: {", ".join(sorted(missing))}')
    for name, lines in found.items():
        script = ['set -e', *lines, '']
        (folder / f'{name}.sh').write_text('\n'.join(script))


if __name__ == '__main__':
    main()
