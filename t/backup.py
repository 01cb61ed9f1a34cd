#!/usr/bin/env python3
"""Makes the backup that README tells of while customers come, and looks at the
customers as README says; speaks TAP.

Each copy must be whole, with every customer that was acknowledged before it was
begun; nobody may be refused meanwhile; and what is restored from it goes on.
"""

import contextlib
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import threading

sys.dont_write_bytecode = True

# pylint: disable=wrong-import-position
import conversations  # noqa: E402
import crash  # noqa: E402
import guide  # noqa: E402
from conversations import BUILD, Mismatch  # noqa: E402

PROGRAM = (BUILD / 'cgi-bin' / 'crm.cgi').resolve()
WRITERS, COPIES, MANY = 3, 5, 1500
TWO = b'''[{"privacyPolicyAcceptanceStorage": true,
"canBeContactedByMaison": false, "clientType": "PRIVATE", "title": "Mrs.",
"firstName": "Ana", "lastName": "Rossi", "gender": "F", "languageId": "ita",
"countryId": "it", "posCode": "P", "brand": "CAR",
"emails": [{"email": "other@example.com", "isMainEmail": false},
           {"email": "main@example.com", "isMainEmail": true}],
"phones": [{"phone": "333 123 4567", "countryPrefix": "it",
            "isMainPhone": false}]},
{"privacyPolicyAcceptanceStorage": true, "canBeContactedByMaison": false,
"clientType": "COMPANY", "companyName": "Example Ltd", "countryId": "fr",
"posCode": "Q", "brand": "MTB"}]'''
# What README shows of them: number, company, name, e-mail, phone, country,
# brand and place; not the time.
SEEN = [['2', 'Example Ltd', '', '', '', 'fr', 'MTB', 'Q'],
        ['1', '', 'Mrs. Ana Rossi', 'main@example.com', '3331234567 (it)',
         'it', 'CAR', 'P']]
BATCH = ('clientType,companyName,countryId,posCode,brand,'
         'privacyPolicyAcceptanceStorage,canBeContactedByMaison\r\n'
         + 'COMPANY,Example & Sons,it,P,CAR,true,false\r\n' * MANY).encode()


def fill(place, form=b'csv', batch=BATCH):
    """By itself, so large that it can't be copied at one go."""
    answer = place.ask(conversations.Request(
        b'POST /%s/reply/CreateCustomer[]\nContent-Type: text/%s\n\n%s'
        % (form, form, batch), False))
    if answer.status != 200:
        raise Mismatch('\n'.join(answer.show()))


class Writers:
    """Create customers one after the other, until they are told to stop."""

    def __init__(self, place):
        self.place, self.known, self.wrong = place, set(), []
        self.lock, self.stop = threading.Lock(), threading.Event()
        self.threads = [threading.Thread(target=self.write)
                        for _ in range(WRITERS)]

    def write(self):
        while not self.stop.is_set():
            try:
                number = crash.given_id(self.place.create(None))
            except Mismatch as wrong:
                self.wrong.append(str(wrong))
                return
            with self.lock:
                self.known.add(number)

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        for thread in self.threads:
            thread.join()

    def so_far(self):
        with self.lock:
            return set(self.known)


def type_list(name, *changes):
    """Runs what README says, changed for the place of this test."""
    script = '\n'.join(guide.guides((guide.TOP / 'README').read_text())[name])
    for there, here in changes:
        if there not in script:
            raise Mismatch(f'README has no {there} in {name}')
        script = script.replace(there, str(here))
    done = subprocess.run(['sh', '-ec', script], capture_output=True,
                          check=False, text=True, timeout=300)
    if done.returncode:
        raise Mismatch(f'{done.returncode}: {done.stdout}{done.stderr}')
    return done.stdout


def operating(place, backups):
    """What is changed in commands that look after customers."""
    return (('/var/backups/crm-cgi', backups),
            ('runuser -u www-data -- crmctl',
             f'{BUILD}/crmctl --config {place.config}'))


def back_up(place, backups):
    told = type_list('backup', *operating(place, backups),
                     ('-o www-data -g www-data', f'-o {place.data.owner()}'))
    return pathlib.Path(told.partition(' has ')[0])


def customers(file):
    with contextlib.closing(sqlite3.connect(file)) as base:
        if base.execute('PRAGMA foreign_key_check').fetchone():
            raise Mismatch('a row belongs to nothing')
        return {number for number, in
                base.execute('SELECT id FROM customer')}


def copies_are_whole(place, backups):
    fill(place)
    with Writers(place) as writers:
        sizes = []
        for _ in range(COPIES):
            # somebody must have come since the last copy
            least = len(writers.so_far()) + WRITERS
            crash.wait_until(lambda: len(writers.so_far()) >= least
                             or writers.wrong, 'nobody comes')
            before = writers.so_far()
            copy = customers(back_up(place, backups))
            lost = before - copy
            if lost:
                raise Mismatch(f'the copy lacks {sorted(lost)}')
            sizes.append(len(copy))
    if writers.wrong:
        raise Mismatch(writers.wrong[0])
    if sizes != sorted(set(sizes)) or sizes[0] <= MANY:
        raise Mismatch(f'the copies have {sizes} customers')
    if not writers.so_far() <= customers(place.data / 'crm.db'):
        raise Mismatch('a customer was lost')


def what_is_restored_goes_on(place, backups):
    place.create('first')
    back_up(place, backups)
    place.create('second')
    type_list('restore', *operating(place, backups),
              ('systemctl', 'true systemctl'),
              ('runuser -u www-data -- /usr/lib/cgi-bin/crm.cgi --check', ''))
    answer = place.create('first')
    if answer.get('Idempotency-Replayed') is None:
        raise Mismatch('a key of before is forgotten')
    if crash.given_id(place.create('third')) != 3:
        raise Mismatch('a number is given twice')
    if customers(place.data / 'crm.db') != {1, 3}:
        raise Mismatch('it does not go on where the copy was made')
    if [customers(before) for before in
            place.data.glob('crm.db.before-*')] != [{1, 2}]:
        raise Mismatch('what was is not kept')
    for before in place.data.glob('crm.db.before-*'):
        before.unlink()
    conversations.check_data(place.data, [])


def customers_are_seen(place, _):
    fill(place, b'json', TWO)
    before = (place.data / 'crm.db').read_bytes()
    shown = type_list('customers', ('runuser -u www-data -- ', ''),
                      ('/usr/share/crm-cgi', guide.TOP / 'conf'),
                      ('/var/lib/crm-cgi/crm.db', place.data / 'crm.db'))
    rows = [[cell.strip() for cell in line.split('│')[1:-1]]
            for line in shown.splitlines() if line.startswith('│')]
    if [row[:1] + row[2:] for row in rows[1:]] != SEEN:
        raise Mismatch(shown)
    if (place.data / 'crm.db').read_bytes() != before:
        raise Mismatch('looking changed the database')


def main():
    reason = None if shutil.which('sqlite3') else 'sqlite3 is not installed'
    failed = number = 0
    print('1..6')
    for journal in ('rollback', 'wal'):
        for test in (copies_are_whole, what_is_restored_goes_on,
                     customers_are_seen):
            number += 1
            name = f'{journal}: {test.__name__.replace("_", " ")}'
            if reason:
                print(f'ok {number} - {name} # SKIP {reason}')
                continue
            wrong = None
            with crash.new_room() as room:
                backups = pathlib.Path(room) / 'backups'
                try:
                    test(crash.Place(PROGRAM, pathlib.Path(room), journal),
                         backups)
                except (Mismatch, OSError, sqlite3.Error,
                        subprocess.SubprocessError) as caught:
                    wrong = f'{type(caught).__name__}: {caught}'
            failed += wrong is not None
            print(f'{"not ok" if wrong else "ok"} {number} - {name}')
            for line in (wrong or '').splitlines():
                print(f'#   {line}')
            sys.stdout.flush()
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
