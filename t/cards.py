#!/usr/bin/env python3
"""Has a library read the cards that crmctl exports; speaks TAP.

ical.js of npm, which knows nothing of this project, reads what is exported of
customers whose names, notes and addresses have all that cards must escape. It
is fetched by npm, without which the test is skipped.
"""

import json
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True

# pylint: disable=wrong-import-position
import commands  # noqa: E402
import ctl  # noqa: E402
from ctl import CTL, expect  # noqa: E402

COUNT = 50
OWN = pathlib.Path(__file__).with_name('cards')
# What is written in another way, what lines are folded within, and the rest.
PIECES = (
    ',', ';', '\\', ':', '"', "'", '\\n', '\\,', '^n', ' ', '=', '|', '%',
    'ä', '–', '漢字', '𝒳', 'Example', 'x' * 80, 'é' * 40, '\N{FAMILY}',
    'BEGIN:VCARD')


def words(dice, *more):
    return 'a' + ''.join(
        dice.choice(PIECES + more) for _ in range(dice.randint(1, 8))) + 'z'


def short(dice):
    return 'A' + ''.join(dice.choice(',;\\:"é漢 ') for _ in range(8)) + 'Z'


def customer_of(dice, number):
    person = {
        'firstName': short(dice), 'middleName': short(dice),
        'lastName': short(dice), 'birthDate':
        f'{dice.randint(1930, 2000)}-{dice.randint(1, 12):02}'
        f'-{dice.randint(1, 28):02}'}
    company = {'clientType': 'COMPANY', 'companyName': short(dice),
               'firstName': None, 'lastName': None}
    return {
        **(company if number % 5 == 0 else person),
        'notes': words(dice, '\n', '\r\n', '\n\n'),
        'emails': [{'email': f'{number}.{i}@example.com',
                    'isMainEmail': i == 1} for i in range(2)],
        'phones': [{'phone': f'333{number:04}{i}', 'countryPrefix': 'it',
                    'phoneType': 'Mobile', 'isMainPhone': i == 0}
                   for i in range(2)],
        'addresses': [{
            'addressType': 'Home', 'street': short(dice),
            'houseNumber': str(number), 'city': short(dice),
            'zipCode': '00100', 'countryId': 'it', 'isMainAddress': True}]}


def values(card, name):
    return [(one['values'], one['pref']) for one in card
            if one['name'] == name]


def compare(customer, card):
    """Compares what is kept of a customer with what the library has read."""
    def same(name, *wanted):
        expect(values(card, name) == list(wanted), name, values(card, name),
               wanted)
    names = [customer.get(name) or '' for name in (
        'lastName', 'firstName', 'middleName', 'title', 'nameSuffix')]
    same('version', (['4.0'], None))
    same('uid', ([f'customer-{customer["boosterCustomerId"]}'], None))
    if customer['clientType'].upper() == 'COMPANY':
        same('fn', ([customer['companyName']], None))
        same('org', ([customer['companyName']], None))
        same('bday')
    else:
        same('n', ([names], None))
        full = ' '.join(names[i] for i in (3, 1, 2, 0) if names[i])
        same('fn', ([full], None))
        same('bday', ([customer['birthDate'][:10]], None))
    same('note', ([customer['notes'].replace('\r', '')], None))
    same('email', *(([one['email']], '1' if one['isMainEmail'] else None)
                    for one in customer['emails']))
    same('tel', *(([f'tel:+39{one["phone"]}'],
                   '1' if one['isMainPhone'] else None)
                  for one in customer['phones']))
    same('adr', *(([['', '', f'{one["street"]} {one["houseNumber"]}',
                     one['city'], '', one['zipCode'], one['countryId']]], '1')
                  for one in customer['addresses']))


def read(reader, room, *arguments):
    cards = subprocess.run(
        [CTL, '--config', room.config, 'export', '--format', 'vcard',
         *arguments], check=True, capture_output=True).stdout
    done = subprocess.run(
        ['node', 'read.mjs'], cwd=reader, input=cards, capture_output=True,
        check=False)
    expect(done.returncode == 0, done.stderr.decode())
    return json.loads(done.stdout)


def install(reader):
    """Has npm fetch the library; returns why it can't."""
    if not shutil.which('node') or not shutil.which('npm'):
        return 'Node.js or npm is not installed'
    shutil.copytree(OWN, reader)
    done = subprocess.run(
        ['npm', 'ci', '--include=dev', '--ignore-scripts', '--no-audit',
         '--no-fund', '--prefer-offline', '--fetch-retries=1',
         '--fetch-retry-mintimeout=1000'], cwd=reader, check=False,
        capture_output=True, text=True)
    if done.returncode:
        print('# ' + done.stderr.replace('\n', '\n# '))
    return done.returncode and 'npm could not install what the test uses'


def main():
    with tempfile.TemporaryDirectory(prefix='crm-cards.') as path:
        path = pathlib.Path(path)
        reader = path / 'reader'
        lacking = install(reader)
        if lacking:
            print(f'1..0 # SKIP {lacking}')
            return 0
        room = ctl.Room(path)
        dice = random.Random(1)
        commands.create(room, *(
            customer_of(dice, number) for number in range(1, 1 + COUNT)))
        out, _ = room.ctl('export', '--format', 'jsonl')
        customers = [json.loads(line) for line in out.splitlines()]
        cards = read(reader, room)
        failed = len(customers) != COUNT or len(cards) != COUNT
        print(f'1..{1 + COUNT}')
        print(f'{"not " * failed}ok 1 - there is a card for each customer')
        for number, (customer, card) in enumerate(zip(customers, cards), 2):
            word = 'ok'
            try:
                compare(customer, card)
            except ctl.Mismatch as error:
                failed, word = True, 'not ok'
                print('# ' + str(error).replace('\n', '\n# '))
            print(f'{word} {number} - the card of customer {number - 1} has '
                  'what is kept')
    return failed


if __name__ == '__main__':
    sys.exit(main())
