#!/usr/bin/env python3
"""Shows that no header can make a request dear; speaks TAP.

Usage: t/floods.py [VARIABLE]...

Each variable that the program takes from a request is filled with 8 and with
32 KiB of what its readers may find hard. What the process then uses of the
processor (getrusage(2): neither a clock nor other processes count) stays less
than 10 ms beyond what the same request uses without it. Where it seems to use
more it is sent again, and the least counts: on a busy machine the same work
takes longer.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True

# pylint: disable=wrong-import-position
from conversations import BUILD, HERE, watching  # noqa: E402

PROGRAM = (BUILD / 'cgi-bin' / 'crm.cgi').resolve()
SIZES = (8 << 10, 32 << 10)
MOST = 0.010  # seconds
TIMES = 5
# What the sources call that which comes from a client or from its URL.
VARIABLE = re.compile(r'"(HTTP_\w+|CONTENT_TYPE|CONTENT_LENGTH|QUERY_STRING'
                      r'|PATH_INFO|SCRIPT_NAME|REQUEST_METHOD)"')
# How a variable begins, and what fills it.
FLOODS = [
    ('', 'a'), ('', ','), ('', ';'), ('', '"'), ('', '\\'), ('', '/'),
    ('', '%41'), ('', '\x01'), ('', '\xe9'), ('"', 'a'), ('"', '\\"'),
    ('', 'a,'), ('', '*/*,'), ('', 'text/csv;q=0.1,'), ('', 'it;q=0.1,'),
    ('text/csv', ';a=b'), ('text/csv', ';a="\\""'), ('text/csv', ';a'),
    ('multipart/form-data', ';boundary=a'),
    ('multipart/form-data;boundary=', 'a'),
    ('', 'a&'), ('', 'brand=A&'), ('', 'emails[0].email=a&'),
    ('', 'emails[1][email]=a&'), ('emails=[', '{email:a},'),
    ('emails=', '['), ('', 'https://a.example '), ('/customer', '.json'),
]
POST = {'REQUEST_METHOD': 'POST', 'PATH_INFO': '/customer'}
REQUESTS = [
    ({**POST, 'CONTENT_TYPE': 'application/json'},
     b'{"privacyPolicyAcceptanceStorage":true,"clientType":"COMPANY",'
     b'"canBeContactedByMaison":true,"companyName":"Example",'
     b'"countryId":"it","posCode":"1","brand":"CAR"}'),
    ({**POST, 'CONTENT_TYPE': 'application/x-www-form-urlencoded',
      'HTTP_ACCEPT': 'text/html'}, b'a' * 65000),
    ({'REQUEST_METHOD': 'GET', 'PATH_INFO': '/openapi.json'}, b''),
    ({'REQUEST_METHOD': 'OPTIONS', 'PATH_INFO': '/customer',
      'HTTP_ACCESS_CONTROL_REQUEST_METHOD': 'POST'}, b''),
]


def variables():
    """All that the program reads, and one that it does not."""
    found = {'HTTP_COOKIE'}
    for file in (HERE.parent / 'src').glob('**/*.c'):
        found |= set(VARIABLE.findall(file.read_text()))
    return sorted(found)


def fill(begin, piece, size):
    begin, piece = begin.encode(), piece.encode()
    return (begin + piece * (size // len(piece)))[:size]


class Room:
    """A folder with a crm.conf and a database."""

    def __init__(self, path):
        self.body, self.config = path / 'body', path / 'crm.conf'
        self.config.write_text(
            f'database: {path}/data/crm.db\n'
            'allow-origin: https://www.example.com https://a.example\n')
        self.floors = [min(self.use(env, body) for _ in range(TIMES))
                       for env, body in REQUESTS]

    def use(self, variables_of_it, body):
        """Seconds of the processor that a request uses."""
        self.body.write_bytes(body)
        env = {'GATEWAY_INTERFACE': 'CGI/1.1', 'SCRIPT_NAME': '/crm.cgi',
               'CONTENT_LENGTH': str(len(body)), 'HTTP_HOST': 'localhost',
               'HTTP_ORIGIN': 'https://a.example',
               'CRM_CONFIG': str(self.config), **variables_of_it}
        with self.body.open('rb') as stdin, \
                subprocess.Popen([PROGRAM], stdin=stdin, env=env,
                                 stdout=subprocess.DEVNULL) as child:
            _, status, usage = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            raise RuntimeError(f'exit status {child.returncode}')
        return usage.ru_utime + usage.ru_stime

    def dear(self, name):
        """Yields what costs too much in a variable."""
        for (env, body), floor in zip(REQUESTS, self.floors):
            for begin, piece in FLOODS:
                for size in SIZES:
                    flooded = {**env, name: fill(begin, piece, size)}
                    costs = [self.use(flooded, body) - floor]
                    while costs[-1] >= MOST and len(costs) < TIMES:
                        costs.append(self.use(flooded, body) - floor)
                    if min(costs) >= MOST:
                        yield (f'{min(costs) * 1000:.1f} ms: {size} bytes of '
                               f'{begin!r} {piece!r} in a request {env}')


def new_place():
    memory = pathlib.Path('/dev/shm')
    return pathlib.Path(tempfile.mkdtemp(
        prefix='crm-floods.', dir=memory if os.access(memory, os.W_OK)
        else None))


def main(names):
    reason = watching(PROGRAM)
    if reason:
        print(f'1..0 # SKIP {reason}')
        return 0
    names, failed = names or variables(), 0
    print(f'1..{len(names)}')
    place = new_place()
    try:
        room = Room(place)
        for number, name in enumerate(names, 1):
            wrong = list(room.dear(name))
            failed += bool(wrong)
            print(f'{"not ok" if wrong else "ok"} {number} - a flood in '
                  f'{name} costs less than {MOST * 1000:.0f} ms')
            for line in wrong:
                print(f'#   {line}')
            sys.stdout.flush()
    finally:
        shutil.rmtree(place)
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
