#!/usr/bin/env python3
"""Shows what finding customers costs beside reading one, among a million.

    bench/search.py [FILE]

make bench-search calls it. FILE is a database that bench/customers made, or is
where one is made. Each request is a process of its own, and its time that of
the processor, which other processes change least: the median of rounds in which
all take turns. "times" is the ratio to reading one customer by number, which
"limit" bounds. BENCH=quick takes fewer customers and rounds.
"""

import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import urllib.parse

TOP = pathlib.Path(os.environ.get('top_builddir', '.')).resolve()
QUICK = os.environ.get('BENCH') == 'quick'
MANY, ROUNDS = (100_000, 9) if QUICK else (1_000_000, 31)
PAGES = 100 if QUICK else 1000

# what is asked, the limit of the ratio, and the query; the words, addresses and
# numbers are of customers whom bench/customers makes
FEW, FREQUENT, PAGE, COUNTED, COUNT = 3, 20, 5, 10, ', counted'
ASKED = (
    ('an id', FEW, {'searchKey': '77777'}),
    ('an address', FEW, {'email': 'taziba.77776@example.com'}),
    ('the beginning of one', FEW, {'searchKey': 'taziba.7777'}),
    ('a number', FEW, {'phoneNumber': '+39 331 430 30 30'}),
    ('the end of one', FEW, {'searchKey': '4303030'}),
    ('two words', FEW, {'searchKey': 'koza raguda'}),
    ('two words of many', FEW, {'searchKey': 'vi nupe'}),
    ('a frequent word and a rare one', FEW, {'searchKey': 'maria raguda'}),
    ('nobody', FEW, {'searchKey': 'qqq'}),
    ('a word of one in 100', FREQUENT, {'searchKey': 'zeno'}),
    ('a word of one in 10', FREQUENT, {'searchKey': 'maria'}),
    ('that, by name', FREQUENT, {'searchKey': 'maria', 'sortBy': 'NameASC'}),
    ('that, with a POS of few', FREQUENT,
     {'searchKey': 'maria', 'posCodes': 'ES102:30'}),
    ('newest first', PAGE, {'sortBy': 'RegDESC'}),
    ('oldest first', PAGE, {'sortBy': 'RegASC'}),
    ('by name', PAGE, {'sortBy': 'NameASC'}),
    ('by name, backwards', PAGE, {'sortBy': 'NameDESC'}),
    ('a POS of few', PAGE, {'posCodes': 'ES102:30'}),
    ('POS of a fifth', PAGE, {'posCodes': 'ES101:*'}),
    ('who may be contacted', PAGE, {'canBeContactedByMaison': 'true'}),
)
# these are counted besides, and take at most COUNTED times as long then
COUNTED_TOO = ('a word of one in 10', 'newest first', 'by name',
               'POS of a fifth')


def ask(key, config, path, query):
    """Milliseconds of the processor, and the body of the answer."""
    with tempfile.TemporaryFile() as out:
        environment = {
            'GATEWAY_INTERFACE': 'CGI/1.1', 'REQUEST_METHOD': 'GET',
            'PATH_INFO': path, 'QUERY_STRING': urllib.parse.urlencode(query),
            'HTTP_ACCEPT': 'application/json',
            'HTTP_AUTHORIZATION': 'Bearer ' + key, 'CRM_CONFIG': config,
        }
        program = str(TOP / 'cgi-bin/crm.cgi')
        child = os.posix_spawn(program, [program], environment, file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, '/dev/null', os.O_RDONLY, 0),
            (os.POSIX_SPAWN_DUP2, out.fileno(), 1)])
        _, status, used = os.wait4(child, 0)
        out.seek(0)
        head, _, body = out.read().partition(b'\r\n\r\n')
    if status != 0 or not head.startswith(b'Status: 200'):
        sys.exit(f'bench: {path} {query}: {head.decode()}')
    return (used.ru_utime + used.ru_stime) * 1000, body


def find_page(asked, query):
    """The query for a page far behind, by "after"."""
    query = dict(query)
    for _ in range(1, PAGES):
        query['after'] = json.loads(asked('/customer/CAR/slim', query))['next']
    return query


def make_rows(asked):
    rows = []
    for name, limit, query in ASKED:
        query = {'posCodes': '*', 'noCount': 'true', **query}
        rows.append((name, limit, query))
        if name in COUNTED_TOO:
            counted = {**query, 'noCount': 'false'}
            rows.append((name + COUNT, limit * COUNTED, counted))
        if name in ('newest first', 'by name'):
            rows.append((f'page {PAGES} {name}', limit,
                         find_page(asked, query)))
    return rows


def measure(key, config):
    """Prints the table; returns whether all is within limits."""
    def asked(path, query):
        return ask(key, config, path, query)[1]

    rows = make_rows(asked)
    times = {name: [] for name, _, _ in rows}
    times[None] = []
    for _ in range(ROUNDS):
        times[None].append(ask(key, config, '/customer/77777', {})[0])
        for name, _, query in rows:
            times[name].append(ask(key, config, '/customer/CAR/slim',
                                   query)[0])
    one = statistics.median(times[None])
    print(f'{"":36}{"ms":>8}{"times":>8}{"limit":>8}')
    print(f'{"reading one":36}{one:8.2f}')
    good = True
    for name, limit, _ in rows:
        took = statistics.median(times[name])
        bare = times[name.removesuffix(COUNT)]
        over = (took / one > limit
                or took > COUNTED * statistics.median(bare))
        good = good and not over
        print(f'{name:36}{took:8.2f}{took / one:8.2f}{limit:8}'
              + ('  over' if over else ''))
    return good


def main():
    with tempfile.TemporaryDirectory(prefix='crm-search.') as room:
        file = pathlib.Path(sys.argv[1] if len(sys.argv) > 1
                            else room + '/data/crm.db').resolve()
        config = room + '/crm.conf'
        pathlib.Path(config).write_text(f'database: {file}\n')
        if not file.exists():
            print(f'bench: makes {MANY} customers', file=sys.stderr)
            subprocess.run([TOP / 'bench/customers', file, str(MANY)],
                           check=True)
        name = f'bench-{os.getpid()}'
        ctl = [TOP / 'crmctl', '--config', config, 'key']
        made = subprocess.run([*ctl, 'add', name, '--scopes', 'read'],
                              check=True, capture_output=True, text=True)
        try:
            key = re.search(r'\bcrm_\w+', made.stdout)[0]
            return 0 if measure(key, config) else 1
        finally:
            subprocess.run([*ctl, 'revoke', name], check=True,
                           capture_output=True)


if __name__ == '__main__':
    sys.exit(main())
