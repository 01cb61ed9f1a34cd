#!/usr/bin/env python3
"""Shows that /openapi.json refers to all that it has; speaks TAP.

Each component is referred to from a path, by way of others or not, and each
reference leads to something, however the program is mounted and configured.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

BUILD = pathlib.Path(os.environ.get('top_builddir',
                                    pathlib.Path(__file__).parent.parent))
PROGRAM = (BUILD / 'cgi-bin' / 'crm.cgi').resolve()
BEGIN = '#/components/'
# Who reads the document: (what is to be shown, SCRIPT_NAME, crm.conf).
READERS = [
    ('at short URLs', '', ''),
    ("below the program's own URL", '/cgi-bin/crm.cgi', ''),
    ('with a URL that crm.conf says', '', 'url: https://example.com/crm\n'),
    ('with the top of a site as its URL', '/cgi-bin/crm.cgi',
     'url: https://example.com\n'),
    ('where the least is taken in', '/crm',
     'unknown: reject\nquery-members: refuse\ncodes.brand: CAR\n'),
]


def read(script, lines):
    """The document as a reader gets it."""
    with tempfile.NamedTemporaryFile('w', suffix='.conf') as config:
        config.write(lines)
        config.flush()
        done = subprocess.run(
            [PROGRAM], stdin=subprocess.DEVNULL, capture_output=True,
            check=True, env={**os.environ, 'GATEWAY_INTERFACE': 'CGI/1.1',
                             'REQUEST_METHOD': 'GET', 'SCRIPT_NAME': script,
                             'PATH_INFO': '/openapi.json',
                             'CRM_CONFIG': config.name})
    return json.loads(done.stdout.partition(b'\r\n\r\n')[2])


def references(value):
    """All that a part of the document refers to."""
    if isinstance(value, dict):
        if '$ref' in value:
            yield value['$ref']
        # a Security Requirement Object refers by names
        for requirement in value.get('security', []):
            for name in requirement:
                yield f'{BEGIN}securitySchemes/{name}'
        value = list(value.values())
    for item in value if isinstance(value, list) else []:
        yield from references(item)


def reached(document):
    """All that the paths refer to, by way of others or not."""
    found, left = set(), list(references(document['paths']))
    while left:
        reference = left.pop()
        if reference not in found:
            found.add(reference)
            kind, _, name = reference.removeprefix(BEGIN).partition('/')
            left += references(document['components'][kind][name])
    return found


def mistakes(document):
    """What nothing refers to; a reference to nothing is a KeyError."""
    there = {f'{BEGIN}{kind}/{name}'
             for kind, members in document['components'].items()
             for name in members}
    return sorted(there - reached(document))


def main():
    failed = False
    print(f'1..{len(READERS)}')
    for number, (words, script, lines) in enumerate(READERS, 1):
        try:
            wrong = mistakes(read(script, lines))
        except KeyError as error:
            wrong = [f'{error} is not there']
        failed = failed or bool(wrong)
        print(f'{"not ok" if wrong else "ok"} {number} - all is referred to '
              f'{words}')
        for line in wrong:
            print(f'#   {line}')
    return failed


if __name__ == '__main__':
    sys.exit(main())
