#!/usr/bin/env python3
"""Shows what an export costs, and what others wait for meanwhile.

Usage: bench/export.py [--count N]

Makes a database with that many customers (1 000 000) in each journal mode, and
prints two tables. First, what the processor does for an export in each format,
beside the sqlite3 shell, which prints the same rows; and the most memory that
the export has. Then, how long creating a customer takes alone, and while
exports run one after the other: the median, and the longest.
"""

import argparse
import os
import pathlib
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

BUILD = pathlib.Path(os.environ.get(
    'top_builddir', pathlib.Path(__file__).resolve().parent.parent)).resolve()
PROGRAM = BUILD / 'cgi-bin' / 'crm.cgi'
CTL = BUILD / 'crmctl'
MAKER = BUILD / 'bench' / 'customers'
FORMATS = ['csv', 'json', 'jsonl', 'jsv', 'xml']
TABLES = ['customer', 'email', 'phone', 'address', 'event', 'interest',
          'hobby', 'product_collection']
SECONDS = 20
CUSTOMER = (b'{"privacyPolicyAcceptanceStorage":true,'
            b'"canBeContactedByMaison":true,"clientType":"COMPANY",'
            b'"companyName":"Example","countryId":"it","posCode":"ES100:1",'
            b'"brand":"CAR"}')


def environment(config, method, path, query='', **more):
    return {
        'CRM_CONFIG': str(config), 'GATEWAY_INTERFACE': 'CGI/1.1',
        'REQUEST_METHOD': method, 'PATH_INFO': path, 'QUERY_STRING': query,
        'SCRIPT_NAME': '/cgi-bin/crm.cgi', 'HTTP_HOST': 'www.example.com',
        **more,
    }


def prepare(room, count, journal):
    """Makes a database and a key; returns the configuration and the key."""
    data = room / journal
    data.mkdir(mode=0o700)
    config = room / f'{journal}.conf'
    config.write_text(f'database: {data}/crm.db\njournal: {journal}\n')
    key = subprocess.run([CTL, '--config', config, 'key', 'add', 'bench'],
                         check=True, capture_output=True, text=True).stdout
    subprocess.run([MAKER, f'{data}/crm.db', str(count)], check=True,
                   stdout=subprocess.DEVNULL)
    return config, key.strip()


def cost(command, **options):
    """Runs a command; returns the seconds that the processor took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with subprocess.Popen(command, stdout=subprocess.PIPE, **options) as run:
        most = 0
        while run.stdout.read(1 << 20):
            status = pathlib.Path(f'/proc/{run.pid}/status').read_text()
            found = re.search(r'VmHWM:\s*(\d+)', status)
            most = max(most, int(found[1]) if found else 0)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if run.returncode != 0:
        sys.exit(f'{command[0]} exits with {run.returncode}')
    return (after.ru_utime + after.ru_stime - before.ru_utime
            - before.ru_stime, most)


def exporting(config, key, form):
    return environment(config, 'GET', f'/customer/CAR/export.{form}',
                       'posCodes=*', HTTP_X_API_KEY=key)


def show_costs(room, config, key):
    script = '.mode csv\n' + ''.join(
        f'SELECT * FROM {table};\n' for table in TABLES)
    path = room / 'shell.sql'
    path.write_text(script)
    with path.open() as file:
        bare, _ = cost(['sqlite3', f'{room}/rollback/crm.db'], stdin=file)
    print('What an export costs\n')
    print(f'{"":10}{"processor":>12}{"of the shell":>14}{"memory":>12}')
    print(f'{"sqlite3":10}{bare:>10.2f} s')
    for form in FORMATS:
        spent, most = cost([PROGRAM], env=exporting(config, key, form),
                           stdin=subprocess.DEVNULL)
        print(f'{form:10}{spent:>10.2f} s{bare / spent:>13.2f} '
              f'{most:>8} KiB')


def waits(config):
    """How long each create takes, one after the other."""
    taken, end = [], time.monotonic() + SECONDS
    env = environment(config, 'POST', '/customer', CONTENT_LENGTH=str(
        len(CUSTOMER)), CONTENT_TYPE='application/json')
    while time.monotonic() < end:
        begun = time.monotonic()
        done = subprocess.run([PROGRAM], env=env, input=CUSTOMER, check=True,
                              capture_output=True)
        taken.append((time.monotonic() - begun) * 1000)
        if not done.stdout.startswith(b'Status: 200'):
            sys.exit(done.stdout.decode())
    return taken


def show_waits(name, config, key):
    alone = waits(config)
    loop = ('while :; do ' + str(PROGRAM) + ' >/dev/null </dev/null; done')
    with subprocess.Popen(['sh', '-c', loop], start_new_session=True,
                          env=exporting(config, key, 'csv')) as others:
        beside = waits(config)
        os.killpg(others.pid, 9)
    for what, taken in ('alone', alone), ('beside', beside):
        print(f'{name:12}{what:8}{len(taken):>8}'
              f'{statistics.median(taken):>10.1f} ms{max(taken):>10.1f} ms')


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--count', type=int, default=1000000)
    count = parser.parse_args().count
    room = pathlib.Path(tempfile.mkdtemp(prefix='crm-bench-export.'))
    try:
        made = {journal: prepare(room, count, journal)
                for journal in ('rollback', 'wal')}
        show_costs(room, *made['rollback'])
        print('\nWhat creating a customer takes, beside exports\n')
        print(f'{"":20}{"creates":>8}{"median":>13}{"longest":>13}')
        for journal, (config, key) in made.items():
            show_waits(journal, config, key)
    finally:
        shutil.rmtree(room)


if __name__ == '__main__':
    main()
