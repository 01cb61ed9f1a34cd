#!/usr/bin/env python3
"""Mixes requests of all kinds in one process that stays; speaks TAP.

Usage: t/mixed.py

MIXED_REQUESTS (6000) requests come in on MIXED_CLIENTS (8) connections at once:
those of t/cases that need no crm.conf and no earlier request (a part of them
below 100 000), customers with a word of their own, bodies that are cut, clients
that go away, headers of 64 KiB, exports that nobody reads to the end. Each
answer must be, byte for byte, that of a process which answers nothing else, and
hold no word of another request; neither memory nor descriptors may grow.
"""

import json
import os
import pathlib
import random
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

import conversations
import many
import stay
from conversations import Mismatch
from stay import ABORT, CUSTOMER, Answer, record, request, variables

REQUESTS = int(os.environ.get('MIXED_REQUESTS', '6000'))
CLIENTS = int(os.environ.get('MIXED_CLIENTS', '8'))
ALL = 100000  # requests, from which on all conversations are mixed
PART = 5      # else one of so many
# Bytes; among very many requests a huge page of 2 MiB may come at any time.
GROWTH = (3 if REQUESTS >= ALL else 1) * 1024 * 1024
LOOKS = 40    # at memory and descriptors
FEW = 8       # descriptors: a connection that reads may be opened late
FIRST_ID = 1000000000
LARGE = 64 * 1024  # bytes of an answer that is asked for more seldom
HEADER = 'a' * 65000
ID = re.compile(rb'\b10[0-9]{8}\b')
WORD = re.compile(rb'canary-[0-9a-f]{16}')
NO_WORD = 'canary-' + '0' * 16


def still(answer, word=b''):
    """An answer without what is drawn, and without its own word."""
    answer = ID.sub(b'(id)', conversations.still(answer))
    return answer.replace(word, NO_WORD.encode()) if word else answer


class Ask:
    """A request with the answer that a process of its own gives."""

    def __init__(self, name, env, body, word=''):
        self.name, self.env, self.body, self.word = name, env, body, word
        self.wanted = None

    def with_word(self, word):
        """The same request with another word in it."""
        body = self.body.replace(NO_WORD.encode(), word.encode())
        return {name: value.replace(NO_WORD, word)
                if isinstance(value, str) else value
                for name, value in self.env.items()}, body


def of_cases(once):
    """The requests of the conversations that stand alone."""
    cases, _ = many.read_cases([])
    asks, keys = [], {}
    for case in cases:
        case.read()
        first = case.requests[0]
        if case.config('') != 'database: \n' or len(first.sent()) > 200000:
            continue
        if any(keys.setdefault(key.name, key.row) != key.row
               for key in case.keys()):
            continue
        asks.append((case, first))
    if REQUESTS < ALL:
        asks = asks[::PART]
    once.prepare(cases[0])
    once.config = once.config_of(next(case for case, _ in asks))
    conversations.hand_out(list({key.name: key for case, _ in asks
                                 for key in case.keys()}.values()), once)
    once.keys = ()
    return [Ask(case.name, {name: value for name, value in
                            once.environment(first).items()
                            if name not in many.OF_PROCESS}, first.sent())
            for case, first in asks]


def with_words():
    """Requests that hold a word of their own."""
    def ask(name, method, path, body=b'', **more):
        return Ask(name, variables(method, path, body, **more), body, NO_WORD)
    good = json.dumps({**CUSTOMER, 'companyName': NO_WORD}).encode()
    faulty = json.dumps({**CUSTOMER, 'brand': NO_WORD,
                         'languageId': NO_WORD}).encode()
    form = f'companyName={NO_WORD}&brand={NO_WORD}&posCode=P'.encode()
    xml = (f'<CreateCustomer><companyName>{NO_WORD}</companyName>'
           f'<brand>{NO_WORD}</brand></CreateCustomer>').encode()
    shapes = 'application/xml', 'text/csv', 'text/html', 'application/jsv'
    asks = [ask('good', 'POST', '/customer', good),
            ask('broken', 'POST', '/customer', good[:-3]),
            ask('header', 'GET', '/health', HTTP_X_LARGE=NO_WORD + HEADER),
            ask('path', 'GET', f'/{NO_WORD}'),
            ask('form', 'POST', '/customer', form, HTTP_ACCEPT='text/html',
                CONTENT_TYPE='application/x-www-form-urlencoded')]
    for shape in shapes:
        asks += [ask('good', 'POST', '/customer', good, HTTP_ACCEPT=shape),
                 ask('faulty', 'POST', '/customer', faulty, HTTP_ACCEPT=shape),
                 ask('xml', 'POST', '/customer', xml, HTTP_ACCEPT=shape,
                     CONTENT_TYPE='application/xml')]
    return asks


class Mixing:
    """The process, what is asked, and what came of it."""

    def __init__(self, room):
        self.once = many.Once(stay.BUILD.resolve() / 'cgi-bin' / 'crm.cgi', room)
        self.once.data.mkdir(0o700)
        (room / 'htdocs').mkdir()
        self.of_cases, self.words = of_cases(self.once), with_words()
        with sqlite3.connect(self.once.data / 'crm.db') as base:
            base.execute("INSERT INTO sqlite_sequence VALUES('customer',?)",
                         (FIRST_ID,))
        self.key = conversations.Key('export')
        with sqlite3.connect(self.once.data / 'crm.db') as base:
            self.key.add(base)
        for _ in range(50):
            self.alone(self.words[0])
        self.asks = [ask for ask in self.of_cases + self.words
                     if self.settles(ask)]
        self.stay = stay.Stay.__new__(stay.Stay)
        self.stay.room, self.stay.config = room, self.once.config
        self.stay.program = self.once.program
        self.stay.path = str(room / 'socket')
        self.stay.listener = socket.socket(socket.AF_UNIX)
        self.stay.listener.bind(self.stay.path)
        self.stay.listener.listen(64)
        self.stay.log = (room / 'log').open('w+b')
        self.stay.start()
        self.pid = self.stay.worker()
        self.lock, self.wrong = threading.Lock(), []
        self.count, self.kinds = 0, {}
        self.wanted, self.memory = 0, []

    def alone(self, ask):
        """What a process that answers nothing else says to it."""
        env = {**ask.env, 'CRM_CONFIG': str(self.once.config)}
        done = subprocess.run(
            [self.once.program], input=ask.body, env=env, check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL)
        return still(done.stdout)

    def settles(self, ask):
        """Whether the answer depends on the request alone, from its second
        time on."""
        self.alone(ask)
        ask.wanted = self.alone(ask)
        return bool(ask.wanted) and self.alone(ask) == ask.wanted

    def note(self, kind, count=1):
        with self.lock:
            self.kinds[kind] = self.kinds.get(kind, 0) + count
            before, self.count = self.count, self.count + count
            step = max(1, REQUESTS // LOOKS)
            if before // step != self.count // step:
                self.look()

    def descriptors(self):
        """How many there are once nobody is connected."""
        counts = []
        for _ in range(100):
            time.sleep(0.01)
            counts.append(len(os.listdir(f'/proc/{self.pid}/fd')))
        return min(counts)

    def look(self):
        _, resident, shared = pathlib.Path(
            f'/proc/{self.pid}/statm').read_text().split()[:3]
        self.memory.append((int(resident) - int(shared)) * 4096)

    def judge(self, ask, word, answer):
        strange = set(WORD.findall(answer)) - {word.encode()}
        if ask.word and strange:
            self.wrong.append(f'{ask.name}: {strange}')
        if still(answer, word.encode()) == ask.wanted:
            return
        # another customer or another day may have come
        ask.wanted = self.alone(ask)
        if still(answer, word.encode()) != ask.wanted:
            self.wrong += [f'{ask.name}:', *conversations.differ(
                ask.wanted, still(answer, word.encode())).split('\n')]


class Client(threading.Thread):
    """Asks one thing after another."""

    def __init__(self, mixing, seed):
        super().__init__(daemon=True)
        self.mixing, self.chance = mixing, random.Random(seed)

    def run(self):
        try:
            while (self.mixing.count < self.mixing.wanted and
                   not self.mixing.wrong):
                self.chance.choices(
                    [self.compare, self.cut, self.go_away, self.abandon],
                    [90, 4, 4, 2])[0]()
        except (OSError, KeyError, Mismatch) as wrong:
            self.mixing.wrong.append(f'{type(wrong).__name__}: {wrong}')

    def pick(self):
        mixing, chance = self.mixing, self.chance
        ask = chance.choice(mixing.words if chance.random() < 0.25
                            else mixing.asks)
        if ask.wanted is None or (len(ask.wanted) > LARGE and
                                  chance.random() < 0.9):
            return self.pick()
        word = f'canary-{chance.getrandbits(64):016x}' if ask.word else ''
        return ask, word

    def compare(self):
        """Asks some at once on a connection."""
        picked = [self.pick() for _ in range(self.chance.choice((1, 1, 2, 5)))]
        bytes_ = b''.join(
            request(*(ask.with_word(word) if word else (ask.env, ask.body)),
                    number=number, keep=1)
            for number, (ask, word) in enumerate(picked, 1))
        with self.mixing.stay.send(bytes_) as wire:
            answer = Answer().take(wire, len(picked))
        for number, (ask, word) in enumerate(picked, 1):
            if number not in answer.ended:
                raise Mismatch(f'no answer to {ask.name}')
            self.mixing.judge(ask, word, answer.out.get(number, b''))
        self.mixing.note('compared', len(picked))

    def cut(self):
        """A body that ends too early."""
        ask, _ = self.pick()
        body = ask.body[:-1 - self.chance.randrange(20)]
        env = {**ask.env, 'CONTENT_LENGTH': str(len(ask.body) + 1)}
        with self.mixing.stay.send(request(env, body)) as wire:
            if 1 not in Answer().take(wire, 1).ended:
                raise Mismatch(f'no answer to {ask.name}, cut')
        self.mixing.note('cut bodies')

    def go_away(self):
        ask, _ = self.pick()
        bytes_ = request(ask.env, ask.body)
        at = self.chance.randrange(len(bytes_))
        abort = record(ABORT, 1) if self.chance.random() < 0.5 else b''
        self.mixing.stay.send(bytes_[:at] + abort).close()
        self.mixing.note('clients gone')

    def abandon(self):
        env = variables('GET', '/customer/CAR/export.csv',
                        HTTP_X_API_KEY=self.mixing.key.key.decode(),
                        QUERY_STRING='posCodes=*')
        with self.mixing.stay.send(request(env)) as wire:
            wire.recv(1 + self.chance.randrange(2000))
        self.mixing.note('exports abandoned')


def mix(mixing):
    """Asks half of all; returns the descriptors that are open then."""
    mixing.wanted += REQUESTS // 2
    clients = [Client(mixing, mixing.wanted + seed) for seed in range(CLIENTS)]
    begun = time.monotonic()
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    print(f'# {mixing.count} requests of {len(mixing.asks)} kinds, half of them '
          f'in {time.monotonic() - begun:.0f} s: {mixing.kinds}')
    print('# memory:', *mixing.memory, flush=True)
    return mixing.descriptors()


def grew(numbers):
    """How much more the last quarter took at most than all before, when all
    kinds had come: what is given back may be taken again."""
    quarter = max(1, len(numbers) // 4)
    return max(numbers[-quarter:]) - max(numbers[:-quarter])


def main():
    print('1..4', flush=True)
    room = pathlib.Path(tempfile.mkdtemp(prefix='crm-mixed.', dir=stay.MEMORY))
    try:
        mixing = Mixing(room)
        try:
            half, whole = mix(mixing), mix(mixing)
            same_process = mixing.stay.workers() == [mixing.pid]
        finally:
            mixing.stay.close()
    finally:
        shutil.rmtree(room, ignore_errors=True)
    watched = conversations.watching(mixing.once.program)
    skip = f' # SKIP {watched}' if watched else ''
    sys.exit(0 if all([
        many.report(1, not mixing.wrong, 'each answer is that of a fresh '
                    'process', [line[:300] for line in mixing.wrong[:100]]),
        many.report(2, same_process, 'one process answers all'),
        many.report(3, skip or grew(mixing.memory) <= GROWTH,
                    'memory does not grow' + skip),
        many.report(4, abs(half - whole) < FEW, 'no descriptor stays open',
                    [f'{half} and {whole}']),
    ]) else 1)


if __name__ == '__main__':
    main()
