#!/usr/bin/env python3
"""Shows that a search is the same in every format and place; speaks TAP.

Usage: t/finding.py [OPTION]...

  --program FILE  the program (the default: cgi-bin/crm.cgi of the build)
  --count N       so many searches (the default: the environment's
                  FINDING_COUNT, or 200)
  --seed TEXT     makes others of them

Random filters, good ones and bad ones, are asked for among some customers: in
the address with lists written in each way, and in a body of every format.
Status, faults and the customers that are found must be the same whatever they
were written in. GetCustomerPaginated is asked at its own path and at predefined
ones.
"""

import argparse
import json
import os
import pathlib
import random
import shutil
import sys
import tempfile
import traceback
import urllib.parse
from xml.sax.saxutils import escape

sys.dont_write_bytecode = True

# pylint: disable=wrong-import-position
from conversations import BUILD, Mismatch, check_data  # noqa: E402
from merging import Desk  # noqa: E402
from sameness import Customers  # noqa: E402

CUSTOMERS = 40
SPACE = ('http://schemas.datacontract.org/2004/07/'
         'Richemont.Booster2.PublicApi.CRM.ServiceModel')
ARRAYS = 'http://schemas.microsoft.com/2003/10/Serialization/Arrays'
NUMBERS = ('birthdateMonths', 'boosterCustomerIds')
ITEMS = {'interests': 'Interest', 'hobbies': 'Hobby',
         'productCollections': 'ProductCollection'}
POS = ['A:1', 'A:2', 'B:1', 'C']
FIRST = ['Ana', 'José', 'Zoé', 'ＪＯ', 'Jo & "Li"']
LAST = ['Rossi', "O'Neil", 'Straße', 'de la Cruz', 'Bianchi']
INTERESTS = ['Watches', 'Art, modern', 'A:B {c} [d]', '"Cars"']


def customer(rng, i):
    """A customer that filters may find."""
    return {
        'privacyPolicyAcceptanceStorage': True,
        'canBeContactedByMaison': rng.random() < .5,
        'clientType': 'PRIVATE', 'title': 'Mrs.', 'gender': 'F',
        'languageId': 'ita', 'firstName': rng.choice(FIRST),
        'lastName': rng.choice(LAST), 'countryId': rng.choice(['it', 'fr']),
        'posCode': rng.choice(POS), 'brand': 'CAR',
        'birthDate': f'1990-{rng.randrange(1, 13):02}-02',
        'emails': [{'email': f'c{i}@example.com', 'isMainEmail': True}],
        'phones': [{'phone': f'33312345{i:02}', 'countryPrefix': 'it',
                    'isMainPhone': True}],
        'interests': [{'interest': rng.choice(INTERESTS),
                       'sapInterestId': f'I-{rng.randrange(3)}'}],
        'saleRepresentativeEmail': f'rep{rng.randrange(3)}@example.com',
    }


def filters(rng):
    """A search: filters by name, some of them wrong."""
    ways = {
        'searchKey': lambda: rng.choice(
            ['ross', 'jose', 'STRASSE zoe', 'c1', '12345', '7', 'cruz de']),
        'phoneNumber': lambda: f'+39 333 12345{rng.randrange(40):02}',
        'email': lambda: f'C{rng.randrange(40)}@example.com',
        'locationCountryIds': lambda: rng.sample(['it', 'FR', 'de'], 2),
        'creationDateFrom': lambda: rng.choice(['2020-01-02', '2999-01-01']),
        'creationDateTo': lambda: rng.choice(
            ['2020-01-02', '2999-01-01T10:11:12Z', 'yesterday']),
        'canBeContactedByMaison': lambda: rng.random() < .5,
        'birthdateMonths': lambda: rng.sample(range(1, 13), 4)
        + ([13] if rng.random() < .1 else []),
        'interests': lambda: [dict(rng.sample([
            ('interest', rng.choice(INTERESTS)),
            ('sapInterestId', f'I-{rng.randrange(3)}')],
            rng.randrange(1, 3))) for _ in range(rng.randrange(1, 3))],
        'boosterCustomerIds': lambda: rng.sample(range(1, 45), 9),
        'saleRepresentativeEmails': lambda: rng.sample(
            [f'rep{i}@example.com' for i in range(3)], 2),
        'sortBy': lambda: rng.choice(
            ['NameASC', 'namedesc', 'RegASC', 'Random']),
        'items': lambda: rng.choice([1, 7, 500, 501]),
        'page': lambda: rng.choice([1, 2, 0]),
        'noCount': lambda: rng.random() < .5,
        'customerStatus': lambda: 'new',
    }
    chosen = {name: make() for name, make in ways.items()
              if rng.random() < .12}
    if rng.random() < .95:
        chosen['posCodes'] = rng.choice(
            [['*'], ['A:*', 'c'], ['a:1', 'B:*'], ['*'], ['A*', 'X']])
    return chosen


def jsv(value):
    """A text, list or record as JSV has it."""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, list):
        return '[' + ','.join(map(jsv, value)) + ']'
    if isinstance(value, dict):
        return '{' + ','.join(f'{name}:{jsv(item)}'
                              for name, item in value.items()) + '}'
    text = str(value)
    if set(text) & set(',:{}[]"'):
        return '"' + text.replace('"', '""') + '"'
    return text


def commas(value):
    """A list of texts with commas between them; of others JSV."""
    if isinstance(value, list) and not isinstance(value[0], dict):
        return ','.join(map(str, value))
    return jsv(value) if isinstance(value, (list, bool)) else str(value)


def as_json(value):
    return json.dumps(value, ensure_ascii=False) if isinstance(
        value, list) and isinstance(value[0], dict) else commas(value)


def brackets(value):
    return jsv(value) if isinstance(value, (list, bool)) else str(value)


def again(chosen):
    """The name of a list once for each of its items."""
    return [(name, one) for name, value in chosen.items()
            for one in (map(str, value) if isinstance(value, list)
                        and not isinstance(value[0], dict)
                        else [commas(value)])]


def each(write):
    return lambda chosen: [(name, write(value))
                           for name, value in chosen.items()]


QUERIES = {'A,B': each(commas), '[A,B]': each(brackets), 'again': again,
           'records in JSON': each(as_json)}


def to_xml(chosen):
    def member(name, value):
        if not isinstance(value, list):
            text = str(value).lower() if isinstance(value, bool) else value
            return f'<{name}>{escape(str(text))}</{name}>'
        if isinstance(value[0], dict):
            inner = ''.join(
                f'<{ITEMS[name]}>' + ''.join(
                    member(*pair) for pair in sorted(item.items()))
                + f'</{ITEMS[name]}>' for item in value)
            return f'<{name}>{inner}</{name}>'
        kind = 'int' if name in NUMBERS else 'string'
        return f'<{name} xmlns:a="{ARRAYS}">' + ''.join(
            f'<a:{kind}>{escape(str(item))}</a:{kind}>' for item in value
        ) + f'</{name}>'

    return (f'<GetCustomerPaginated xmlns="{SPACE}">' + ''.join(
        member(*pair) for pair in sorted(chosen.items()))
        + '</GetCustomerPaginated>')


def to_csv(chosen):
    def cell(text):
        return '"' + text.replace('"', '""') + '"'
    return (','.join(chosen) + '\r\n'
            + ','.join(cell(brackets(value)) for value in chosen.values())
            + '\r\n')


def to_parts(chosen):
    return ''.join(f'--b\r\nContent-Disposition: form-data; name="{name}"'
                   f'\r\n\r\n{value}\r\n'
                   for name, value in again(chosen)) + '--b--\r\n'


BODIES = {
    'application/json': lambda chosen: json.dumps(chosen),
    'text/jsonl': lambda chosen: json.dumps(chosen),
    'application/jsv': jsv,
    'application/xml': to_xml,
    'text/csv': to_csv,
    'application/x-www-form-urlencoded':
        lambda chosen: urllib.parse.urlencode(again(chosen)),
    'multipart/form-data; boundary=b': to_parts,
}


def ask_all(desk, chosen):
    """Yields what the search is written in, and the answer."""
    for name, write in QUERIES.items():
        query = urllib.parse.urlencode(write(chosen))
        yield (f'GET with {name}',
               desk.ask('GET', f'/customer/CAR/slim.json?{query}'))
        yield (f'GET /api with {name}',
               desk.ask('GET', f'/api/GetCustomerPaginated?brand=CAR&{query}'))
    for media, write in BODIES.items():
        yield (f'POST of {media}', desk.ask(
            'POST', '/api/GetCustomerPaginated',
            write({'brand': 'CAR', **chosen}).encode(), media))


def outcome(answer):
    """What of an answer must be the same."""
    told = json.loads(answer.body)
    if answer.status == 200:
        told.pop('next', None)
        return 200, told
    return answer.status, sorted(
        (fault['errorCode'], fault['fieldName'])
        for fault in told['responseStatus']['errors'])


def compare(desk, chosen):
    """Raises a Mismatch if two ways differ; returns the outcome."""
    first = None
    for way, answer in ask_all(desk, chosen):
        got = outcome(answer)
        first = first or (way, got)
        if got != first[1]:
            raise Mismatch(f'{chosen}\n{first[0]}: {str(first[1])[:600]}\n'
                           f'{way}: {str(got)[:600]}')
    return first[1]


def search(desk, seed, count):
    """Returns what is wrong, how many searches found some, and were refused."""
    wrong, found, refused = [], 0, 0
    for i in range(count):
        chosen = filters(random.Random(f'{seed} {i}'))
        try:
            status, told = compare(desk, chosen)
            found += status == 200 and bool(told['elements'])
            refused += status == 400
        except Exception:  # pylint: disable=broad-exception-caught
            wrong += [f'search {i}:'] + traceback.format_exc().split('\n')
    return wrong, found, refused


def main():
    parser = argparse.ArgumentParser(
        description=__doc__.split('\n', maxsplit=1)[0],
        epilog='See the head of this file.')
    parser.add_argument('--program', type=pathlib.Path,
                        default=BUILD / 'cgi-bin' / 'crm.cgi')
    parser.add_argument('--count', type=int,
                        default=int(os.environ.get('FINDING_COUNT', 200)))
    parser.add_argument('--seed', default='searches')
    chosen = parser.parse_args()
    memory = '/dev/shm' if os.access('/dev/shm', os.W_OK | os.X_OK) else None
    root = tempfile.mkdtemp(prefix='crm-finding.', dir=memory)
    print('1..2', flush=True)
    try:
        desk = Desk(chosen.program.resolve(), root, Customers)
        rng = random.Random(chosen.seed)
        desk.ask('POST', '/api/CreateCustomer[]', json.dumps(
            [customer(rng, i) for i in range(CUSTOMERS)]).encode(),
            'application/json')
        wrong, found, refused = search(desk, chosen.seed, chosen.count)
        check_data(desk.way.data, [])
    finally:
        shutil.rmtree(root, ignore_errors=True)
    print(f'{"not ok" if wrong else "ok"} 1 - {chosen.count} searches are the '
          'same in every format and place')
    for line in wrong[:200]:
        print(f'#   {line}')
    some = min(found, refused) * 10 >= chosen.count
    print(f'{"ok" if some else "not ok"} 2 - {found} find somebody, and '
          f'{refused} are refused')
    sys.exit(bool(wrong) or not some)


if __name__ == '__main__':
    main()
