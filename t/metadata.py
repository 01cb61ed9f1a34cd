#!/usr/bin/env python3
"""Does what the documentation of the service says; speaks TAP.

Usage: t/metadata.py URL CONFIG MORE KEY

URL is a web server's, CONFIG the configuration that its program reads. All is
done once more with the lines of MORE in it. KEY is an API key that may do
everything: it stands in the place of the one that samples show, as a task that
was ordered stands in the place of theirs. The customers that they name are
there, and are again after each sample.
"""

import contextlib
import csv
import html.parser
import json
import os
import pathlib
import re
import socket
import sqlite3
import subprocess
import sys
import urllib.parse

TOP = pathlib.Path(os.environ.get('top_srcdir',
                                  pathlib.Path(__file__).parent.parent))
FORMATS = ['json', 'xml', 'csv', 'jsv', 'jsonl']
MOUNTS = ['', '/cgi-bin/crm.cgi']
SAMPLES = 4


class Page(html.parser.HTMLParser):
    """A page's boxes by their class, tables by their name, ids and links."""

    def __init__(self, text):
        super().__init__()
        self.boxes, self.tables, self.ids, self.links = {}, {}, set(), []
        self.into = None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if 'id' in attributes:
            self.ids.add(attributes['id'])
        if tag == 'a':
            self.links.append(attributes['href'])
        elif tag == 'pre':
            self.into = self.boxes.setdefault(attributes['class'], [])
            self.into.append('')
        elif tag == 'table':
            self.rows = self.tables.setdefault(attributes['aria-label'], [])
        elif tag == 'tr':
            self.rows.append([])
        elif tag in ('td', 'th'):
            self.into = self.rows[-1]
            self.into.append('')

    def handle_endtag(self, tag):
        if tag in ('pre', 'td', 'th'):
            self.into = None

    def handle_data(self, data):
        if self.into is not None:
            self.into[-1] += data


def exchange(url, message):
    """Sends bytes to a server; returns the status, the headers, the body."""
    place = urllib.parse.urlsplit(url)
    with socket.create_connection((place.hostname, place.port), 60) as peer:
        peer.sendall(message)
        with peer.makefile('rb') as answer:
            status = int(answer.readline().split()[1])
            headers = {}
            while line := answer.readline().strip():
                name, _, value = line.decode().partition(':')
                headers[name.lower()] = value.strip()
            body = b''
            if not message.startswith(b'HEAD') and status != 204:
                body = answer.read(int(headers['content-length']))
    return status, headers, body.decode()


def ask(url, target, method='GET', host=None, more=''):
    host = host or urllib.parse.urlsplit(url).netloc
    return exchange(url, f'{method} {target} HTTP/1.1\r\nHost: {host}\r\n'
                    f'{more}Connection: close\r\n\r\n'.encode())


def raw(request):
    """What the page shows of a request, as it goes over the wire."""
    head, _, body = request.partition('\n\n')
    return head.replace('\n', '\r\n').encode() + b'\r\n\r\n' + body.encode()


def shape(body):
    """A body with no number that the database chose."""
    return re.sub(r'\d+', '#', body)


def shown_answer(answer):
    head, _, body = answer.partition('\n\n')
    lines = head.split('\n')
    return int(lines[0].split()[1]), lines[1].partition(': ')[2], body


def check_sample(url, page, index):
    """What is wrong with a sample's request and answer, or nothing."""
    status, media, body = shown_answer(page.boxes['answer'][index])
    got, headers, answer = exchange(url, raw(page.boxes['request'][index]))
    good = (got == status and headers['content-type'] == media and
            (shape(answer) == shape(body) if status == 200 else
             answer == body))
    return '' if good else f'{got} {headers} {answer}, not {status} {body}'


def check_command(page, command, server):
    if f"'{server}/" not in command:
        return f'it does not name {server}'
    body = shown_answer(page.boxes['answer'][2 if '[]' in command else 0])[2]
    answers = []
    for _ in range(2):
        ran = subprocess.run(['sh', '-c', command], capture_output=True,
                             timeout=60, check=False,
                             env={**os.environ, 'no_proxy': '*'})
        answers.append(ran.stdout.decode())
        if ran.returncode != 0 or shape(answers[-1]) != shape(body):
            return f'{answers[-1]}{ran.stderr}, not {body}'
    once = 'Idempotency-Key' in command
    return '' if once == (answers[0] == answers[1]) else f'twice {answers}'


class Place:
    """A database with the customers and the task that samples name."""

    def __init__(self, url, config, key):
        self.url, self.key = url, key
        self.database = pathlib.Path(re.search(
            r'^database: (.*)$', config.read_text(), re.M)[1])
        page = Page(ask(url, '/json/metadata?op=CreateCustomer')[2])
        whole = json.loads(page.boxes['request'][1].partition('\n\n')[2])
        status, _, _ = self.post('CreateCustomer[]', [whole] * 43)
        assert status == 200
        status, _, answer = self.post('ExportCustomer', {
            'brand': 'CAR', 'posCodes': ['*'], 'downloadRequestId': 'first'})
        assert status == 200, answer
        self.task = json.loads(answer)['asyncTaskId']
        self.kept = sqlite3.connect(':memory:')
        with contextlib.closing(sqlite3.connect(self.database)) as base:
            base.backup(self.kept)

    def post(self, name, message):
        body = json.dumps(message)
        return exchange(self.url, (
            f'POST /api/{name} HTTP/1.1\r\nHost: x\r\n'
            f'X-Api-Key: {self.key}\r\nContent-Type: application/json\r\n'
            f'Content-Length: {len(body.encode())}\r\n'
            f'Connection: close\r\n\r\n{body}').encode())

    def again(self):
        """Makes the database what it was, when nobody writes behind an answer
        any more."""
        with contextlib.closing(sqlite3.connect(self.database,
                                                timeout=20)) as base:
            self.kept.backup(base)

    def fill(self, text):
        """A sample with what a reader puts in the place of examples."""
        dashed = '-'.join(re.fullmatch('(.{8})(.{4})(.{4})(.{4})(.{12})',
                                       self.task).groups())
        text = re.sub(r'\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b', dashed,
                      text)
        text = re.sub(r'\b[0-9a-f]{32}\b', self.task, text)
        return text.replace('Bearer KEY', f'Bearer {self.key}')


def names(value, path=''):
    """The paths of all members in JSON."""
    if isinstance(value, list):
        return set().union(*(names(item, path + '[]') for item in value))
    if isinstance(value, dict):
        return set().union(*({f'{path}.{name}'} | names(item, f'{path}.{name}')
                             for name, item in value.items()))
    return set()


def is_like(operation, media, body, shown):
    """Whether a body is what is shown, as far as a sample can know."""
    if operation.startswith('GetCustomer') and operation[11:] in ('', 'V2'):
        return shape(body) == shape(shown)
    if media.startswith('application/json') and body:
        return bool(shown) and names(json.loads(body)) <= names(
            json.loads(shown))
    # a list without lines may have no customers
    return bool(body) <= bool(shown) and (
        bool(body) == bool(shown) or media.startswith('text/jsonl'))


def check_request(place, operation, page, index):
    """What is wrong with a sample of an operation, or nothing."""
    place.again()
    status, media, body = shown_answer(page.boxes['answer'][index])
    got, headers, answer = exchange(
        place.url, raw(place.fill(page.boxes['request'][index])))
    if status == 400:
        same = answer == body
    else:
        same = is_like(operation, media, answer, body)
    if got == status and headers.get('content-type', '') == media and same:
        return ''
    return f'{got} {headers} {answer}, not {status} {body}'


def check_typed(place, operation, page, command):
    """What is wrong with a command of an operation, run twice, or nothing."""
    many = '[]' in command
    _, media, body = shown_answer(next(
        (answer for request, answer in
         zip(page.boxes.get('request', []), page.boxes.get('answer', []))
         if ('[]' in request.partition('\n')[0]) == many),
        'HTTP/1.1 200 OK\n: \n\nany'))
    place.again()
    for _ in range(2 if 'Idempotency-Key' in command else 1):
        ran = subprocess.run(
            ['sh', '-c', place.fill(command).replace(
                'curl ', 'curl -sS --fail-with-body ', 1)],
            capture_output=True, timeout=60, check=False,
            env={**os.environ, 'no_proxy': '*'})
        answer = ran.stdout.decode()
        if ran.returncode != 0 or not is_like(operation, media, answer, body):
            return f'{answer}{ran.stderr}, not {body}'
    return ''


def operation_checks(place, operation, name):
    """Yields (title, what is wrong) of an operation's page of one format."""
    target = f'/{name}/metadata?op={operation}'
    status, _, text = ask(place.url, target)
    page = Page(text)
    requests = page.boxes.get('request', [])
    commands = page.boxes.get('command', [])
    yield f'{target} has samples', '' if (
        status == 200 and commands and
        len(requests) == len(page.boxes.get('answer', [])) and
        # a table can't say a message without members
        len(requests) >= (0 if name == 'csv' else 2)) else text
    for index in range(len(requests)):
        yield (f'{target} sample {index + 1}',
               check_request(place, operation, page, index))
    for index, command in enumerate(commands):
        yield (f'{target} command {index + 1}',
               check_typed(place, operation, page, command))
    yield f'{target} links', check_links(place.url, page, target)


def place_checks(place):
    """Yields what is wrong with the pages of all operations but the first."""
    page = Page(ask(place.url, '/metadata')[2])
    operations = [row[0] for row in page.tables['Operations'][1:]]
    yield 'there are operations', '' if len(operations) > 10 else operations
    for operation in operations[1:]:
        for name in FORMATS:
            yield from operation_checks(place, operation, name)
    place.again()


def check_members(page):
    """What the tables of members say that t/fields.tsv does not."""
    with open(TOP / 't/fields.tsv', encoding='utf-8') as file:
        fields = list(csv.DictReader(
            (line for line in file if not line.startswith('#')),
            delimiter='\t'))
    wrong = []
    for message in {field['message'] for field in fields}:
        rows = page.tables.get(message, [[]])
        columns, rows = rows[0], rows[1:]
        own = [field for field in fields if field['message'] == message]
        if [row[0] for row in rows] != [field['name'] for field in own]:
            wrong.append(f'{message} has {rows}')
            continue
        for row, field in zip(rows, own):
            row = dict(zip(columns, row))
            need = row.get('Required', 'yes')
            said = ('required' if need == 'yes' else
                    need.removeprefix('when ').replace(' is ', '=')
                    if need != 'no' else 'optional')
            if said != field['need'].replace('false', 'optional'):
                wrong.append(f'{field}: required {need}')
            if not row['Description']:
                wrong.append(f'{field}: no description')
            if row['Type'] != field['kind']:
                wrong.append(f'{field}: type {row["Type"]}')
            if field['max'] != '-' and not re.search(
                    rf'must be|at most {field["max"]} ', row['Rule']):
                wrong.append(f'{field}: no rule')
    title = next((row for row in page.tables['CreateCustomer']
                  if row[0] == 'title'), [''])
    if not re.search('Mrs., Sama|one of O\'Neil', title[-1]):
        wrong.append(f'{title}: no codes')
    return '\n'.join(wrong)


def check_links(url, page, target):
    wrong = []
    for link in set(page.links):
        whole = urllib.parse.urljoin(target, link)
        path, _, fragment = whole.partition('#')
        if link.startswith('#'):
            if fragment not in page.ids:
                wrong.append(f'{link} leads nowhere')
        elif ask(url, path)[0] not in (200, 302):
            wrong.append(f'{link} leads to {ask(url, path)}')
    return '\n'.join(wrong)


def check_routes(url, page, mount):
    """Asks each address that the page shows for the methods it takes."""
    wrong = []
    for path, method, _, text in page.tables['Addresses'][1:]:
        path = path.replace('{' + ','.join(FORMATS) + '}', 'xml')
        path = path.replace('{brand}', 'CAR').replace(
            '{asyncTaskId}', '0' * 32)
        path = re.sub(r'\{\w+\}', '1', path)
        status, headers, _ = ask(url, mount + path, 'OPTIONS')
        if status != 204 or method not in headers['allow'] or not text:
            wrong.append(f'{method} {path}: {status} {headers}')
    return '\n'.join(wrong)


def checks(url, mount, name):
    """Yields (title, what is wrong) of one format's page."""
    target = f'{mount}/{name}/metadata?op=CreateCustomer'
    _, _, text = ask(url, target)
    page = Page(text)
    requests = page.boxes.get('request', [])
    commands = page.boxes.get('command', [])
    yield f'{target} has samples', '' if (
        len(requests) == len(page.boxes['answer']) == SAMPLES and
        len(commands) >= 4) else text
    for index in range(len(requests)):
        yield (f'{target} sample {index + 1}',
               check_sample(url, page, index))
    for index, command in enumerate(commands):
        yield (f'{target} command {index + 1}',
               check_command(page, command, url + mount))
    yield f'{target} members', check_members(page)
    yield f'{target} links', check_links(url, page, target)
    if mount:
        yield f'{target} addresses', check_routes(url, page, mount)


def service_checks(url, mount):
    target = f'{mount}/metadata'
    page = Page(ask(url, target)[2])
    yield f'{target} links', check_links(url, page, target)
    if mount:
        yield f'{target} addresses', check_routes(url, page, mount)
    yield f'{target} leads to each format', '\n'.join(
        name for name in FORMATS if
        f'{mount}/{name}/metadata?op=CreateCustomer' not in page.links)
    host = 'shop.example.org:8443'
    other = Page(ask(url, f'{mount}/json/metadata?op=CreateCustomer',
                     host=host)[2])
    yield f'{target} is written for the host that was asked', '\n'.join(
        [command for command in other.boxes['command']
         if f"'http://{host}{mount}/" not in command] +
        [request for request in other.boxes['request']
         if f'\nHost: {host}\n' not in request])


def check_language(url):
    """The pages are English, and so are their samples, whoever reads them."""
    target = '/json/metadata?op=CreateCustomer'
    english = ask(url, target)[2]
    other = ask(url, target, more='Accept-Language: it, ja;q=0.5\r\n')[2]
    return '' if english == other and ' is required.' in english else other


def all_checks(url, place):
    yield 'the documentation is English', check_language(url)

    if place:
        yield from place_checks(place)
    for mount in MOUNTS:
        yield from service_checks(url, mount)
        for name in FORMATS:
            yield from checks(url, mount, name)


def main():
    url, config, more = sys.argv[1], *map(pathlib.Path, sys.argv[2:4])
    plain, count, failed = config.read_text(), 0, 0
    place = Place(url, config, sys.argv[4])
    for lines, note in ('', ''), (more.read_text(), ', hostile codes'):
        config.write_text(plain + lines)
        for title, wrong in all_checks(
                url, None if lines else place):
            count += 1
            failed += wrong != ''
            print(f'{"ok" if not wrong else "not ok"} {count} - '
                  f'{title}{note}')
            for line in wrong.splitlines():
                print('# ' + line)
    print(f'1..{count}')
    return failed > 0


if __name__ == '__main__':
    sys.exit(main())
