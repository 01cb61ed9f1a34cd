#!/usr/bin/env python3
"""Shows what changes of customers do to all of a customer; speaks TAP.

Usage: t/merging.py [OPTION]...

  --program FILE  the program (the default: cgi-bin/crm.cgi of the build)
  --count N       so many customers (the default: the environment's
                  MERGING_COUNT, or 100)
  --seed TEXT     makes others of them
  --only N        one of them

Random customers, made as t/sameness.py makes them, are created. What
GetCustomerV2 answers of each, sent back by PUT in whatever format, must change
nothing. A PATCH of any members, in whatever format, must do the same as a
PUT of all that the customer has with these members in place of its own: leave
the same customer, or have the same faults and leave the customer alone. Half
of the customers meet a crm.conf that refuses unknown members and has other
dates in JSON.
"""

import argparse
import json
import os
import pathlib
import random
import re
import shutil
import sys
import tempfile
import traceback

sys.dont_write_bytecode = True

# pylint: disable=wrong-import-position
from conversations import (  # noqa: E402
    BUILD, Key, Mismatch, Program, Request, check_common, check_data, hand_out)
from sameness import (  # noqa: E402
    FIELDS, ROOT, STRANGER, Breaker, Customers, Hand, Unsayable, is_given,
    make_customer, write)

# The formats that a customer is read in and answered, with their media types.
FORMATS = {'json': 'application/json', 'xml': 'application/xml',
           'csv': 'text/csv', 'jsv': 'application/jsv',
           'jsonl': 'application/jsonl'}
# The writings of t/sameness.py that a PATCH is sent in.
WRITINGS = ('JSON', 'JSON Lines', 'JSV', 'XML', 'CSV with lists in JSV',
            'CSV with lists in JSON', 'a form with lists in JSV',
            'a form with numbered items', 'a multipart form')
NO_XML = re.compile('[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]')
NULLS = ('JSON', 'JSON Lines')
OF_THE_CHANGE = ('boosterCustomerId', 'modificationDate', 'creationDate')
KEPT = ('privacyPolicyAcceptanceStorage', 'tvPrivacyPolicyAcceptanceStorage')


class Strict(Customers):
    """What Program.prepare() asks of a case: the configuration."""

    @staticmethod
    def config(database):
        return (Customers.config(database)
                + 'unknown: reject\njson-dates: wcf\n')


class Desk:
    """A program with a database of its own, and a key that may do all."""

    def __init__(self, program, root, config):
        self.way = Program(program, False)
        self.way.prepare(config, pathlib.Path(tempfile.mkdtemp(dir=root)))
        hand_out([Key('all')], self.way)

    def ask(self, method, target, body=b'', media=None):
        head = f'{method} {target}\nX-Api-Key: {{key all}}\n'
        if media:
            head += f'Content-Type: {media}\n'
        request = Request(head.encode() + b'\n', False)
        request.body = body
        request.headers = [pair for pair in request.headers
                           if pair[0] != 'Content-Length']
        request.add_length()
        response = self.way.ask(request)
        check_common(response, self.way, request)
        return response

    def create(self, number):
        """Creates a customer; returns its id."""
        rng = random.Random(f'merging {number}')
        pairs = known_only(make_customer(rng))
        body, media = write(Hand(f'merging {number}'), 'JSON', pairs)
        response = self.ask('POST', '/customer', body, media)
        if response.status != 200:
            raise Mismatch(f'not created: {response.body}')
        return json.loads(response.body)['boosterCustomerId']

    def whole(self, number):
        """What GetCustomerV2 answers in JSON, and its tag."""
        response = self.ask('GET', f'/customer/v2/{number}.json')
        if response.status != 200:
            raise Mismatch(f'not there: {response.body}')
        return json.loads(response.body), response.get('ETag')


def known_only(pairs):
    """A message without members, and items' members, that are unknown."""
    return [(name, [item if isinstance(item, str) else known_only(item)
                    for item in value] if isinstance(value, list) else value)
            for name, value in pairs if not name.startswith(STRANGER)]


def version(tag):
    return tag.decode().strip('"').split('-')[0]


def send_back(desk, number):
    """Sends back what is answered, in every format."""
    before = desk.whole(number)
    for name, media in FORMATS.items():
        body = desk.ask('GET', f'/customer/v2/{number}.{name}').body
        answer = desk.ask('PUT', f'/customer/{number}', body, media)
        if answer.status != 204:
            raise Mismatch(f'{name}: {answer.status} {answer.body}')
        if version(answer.get('ETag')) != '1' or desk.whole(number) != before:
            raise Mismatch(f'{name} changes {before}\nto {desk.whole(number)}')


def choose(rng):
    """Members for a change, right or broken, by name."""
    pairs = make_customer(rng)
    if rng.random() < .3:
        breaker = Breaker(rng, pairs)
        breaker.run()
        pairs = breaker.pairs
    chosen = {}
    for name, value in pairs:
        if name.startswith(STRANGER) or name in KEPT or name in chosen:
            continue
        if name in FIELDS[ROOT] and rng.random() < .3 and is_given(value):
            chosen[name] = value
    return chosen


def say(hand, writing, chosen, clear):
    """A PATCH with these members, which clears others. Returns its body."""
    pairs = list(chosen.items())
    if writing not in NULLS:
        # an empty list is not given, in some of these
        pairs = [pair for pair in pairs if pair[1] != []]
    if writing in NULLS and hand.often():
        pairs += [(name, None) for name in clear]
    elif clear:
        pairs.append(('reset', ','.join(clear)))
    body, media = write(hand, writing, pairs)
    return (re.sub(rb'(?i)(</?(?:\w+:)?)createcustomer', rb'\1PatchCustomer', body),
            media, dict(pairs))


def faults(answer):
    if answer.status == 204:
        return []
    status = json.loads(answer.body)['responseStatus']
    return sorted((fault['errorCode'], fault['fieldName'])
                  for fault in status['errors'])


def plain(value):
    """A value of t/sameness.py as JSON has it."""
    if isinstance(value, list):
        return [item if isinstance(item, str)
                else {name: plain(member) for name, member in item}
                for item in value]
    return value


def is_unreadable(said):
    """Whether a text has a character that XML has not: a format may refuse the
    whole body for that, and name no member."""
    return any(isinstance(value, str) and NO_XML.search(value)
               for value in said.values())


def known(whole):
    return {name: value for name, value in whole.items()
            if name not in OF_THE_CHANGE}


def compare(desk, number):
    """Lets a PATCH and a PUT do the same to two customers that are the same."""
    rng, hand = random.Random(f'patch {number}'), Hand(f'patch {number}')
    one, other = desk.create(number), desk.create(number)
    writing = rng.choice(WRITINGS)
    chosen = choose(rng)
    clear = [name for name in FIELDS[ROOT]
             if name not in chosen and name not in KEPT
             and rng.random() < .1]
    try:
        body, media, said = say(hand, writing, chosen, clear)
    except Unsayable:
        return
    before, _ = desk.whole(other)
    merged = {name: value for name, value in before.items()
              if name not in clear}
    merged.update({name: plain(value) for name, value in said.items()
                   if name != 'reset' and value is not None})
    patched = desk.ask('PATCH', f'/customer/{one}.json', body, media)
    put = desk.ask('PUT', f'/customer/{other}.json',
                   json.dumps(merged).encode(), FORMATS['json'])
    if patched.status != put.status or (faults(patched) != faults(put)
                                        and not is_unreadable(said)):
        raise Mismatch(f'{writing}: PATCH {patched.status} {faults(patched)}\n'
                       f'PUT {put.status} {faults(put)}\n{body}')
    left, right = desk.whole(one), desk.whole(other)
    if known(left[0]) != known(right[0]):
        raise Mismatch(f'{writing}: PATCH {left[0]}\nPUT {right[0]}\n{body}')
    same = known(left[0]) == known(before)
    if patched.status != 204 and not same:
        raise Mismatch(f'refused, and changed: {before}\n{left[0]}')
    if version(left[1]) != ('1' if same else '2'):
        raise Mismatch(f'the version is {left[1]}; is it the same: {same}')


def test(desk, number):
    """Returns what is wrong with a customer, in lines."""
    try:
        send_back(desk, desk.create(number))
        compare(desk, number)
        return []
    except Exception:  # pylint: disable=broad-exception-caught
        return [f'customer {number}:'] + traceback.format_exc().split('\n')


def main():
    parser = argparse.ArgumentParser(
        description=__doc__.split('\n', maxsplit=1)[0],
        epilog='See the head of this file.')
    parser.add_argument('--program', type=pathlib.Path,
                        default=BUILD / 'cgi-bin' / 'crm.cgi')
    parser.add_argument('--count', type=int,
                        default=int(os.environ.get('MERGING_COUNT', 100)))
    parser.add_argument('--seed', default='changes')
    parser.add_argument('--only')
    chosen = parser.parse_args()
    memory = '/dev/shm' if os.access('/dev/shm', os.W_OK | os.X_OK) else None
    root = tempfile.mkdtemp(prefix='crm-merging.', dir=memory)
    numbers = ([chosen.only, chosen.only] if chosen.only
               else [f'{chosen.seed} {i}' for i in range(chosen.count)])
    print('1..1', flush=True)
    try:
        desks = [Desk(chosen.program.resolve(), root, config)
                 for config in (Customers, Strict)]
        wrong = []
        for i, number in enumerate(numbers):
            wrong += test(desks[i % 2], number)
        for desk in desks:
            check_data(desk.way.data, [])
    finally:
        shutil.rmtree(root, ignore_errors=True)
    print(f'{"not ok" if wrong else "ok"} 1 - {len(numbers)} customers are '
          'changed by what changes them, and by nothing else')
    for line in wrong:
        print(f'#   {line}')
    sys.exit(bool(wrong))


if __name__ == '__main__':
    main()
