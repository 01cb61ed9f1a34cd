#!/usr/bin/env python3
"""Has one process answer many requests, one after another; speaks TAP.

Usage: t/many.py [SUBSTRING]...

The conversations of t/cases, whose names hold one of the words if there are
any, are held in an order that is shuffled and always the same, again and again
until there were 10 000 requests, with t/many. Each answer must be, byte for
byte, that of a process which answers nothing else; a conversation begins with
no database in both. The memory of the process must not grow meanwhile, nor the
number of its descriptors.
"""

import collections
import os
import pathlib
import random
import re
import select
import shutil
import struct
import subprocess
import sys
import tempfile

import conversations
from conversations import BUILD, HERE, BadCase, Case, Mismatch, Program

REQUESTS = 10000
GROWTH = 128 * 1024  # bytes of memory, some 16 for each request
SEED = 15
ORDER, REPORT = struct.Struct('II'), struct.Struct('IIQ')
# Variables of the process itself, and not of a request.
OF_PROCESS = {'CRM_CONFIG', 'TZ', 'TZDIR'}


class Once(Program):
    """A process for each request, in one folder for all conversations."""

    def __init__(self, program, room):
        super().__init__(program, False)
        self.room, self.data = room, room / 'data'
        self.configs = {}

    def config_of(self, case):
        """The file of a configuration, the same for the same words."""
        text = case.config(self.data / 'crm.db')
        if text not in self.configs:
            self.configs[text] = self.room / f'{len(self.configs)}.conf'
            self.configs[text].write_text(text)
        return self.configs[text]

    def prepare(self, case, room=None):
        self.config = self.config_of(case)
        for file in self.data.iterdir():
            file.unlink()


class Many(Once):
    """One process for all requests."""

    def __init__(self, program, once):
        super().__init__(once.program, once.room)
        self.configs, self.numbers = once.configs, {
            file: number for number, file in enumerate(once.configs.values())}
        self.body = (self.room / 'body').open('w+b', buffering=0)
        self.answer = (self.room / 'answer').open('w+b', buffering=0)
        orders, self.orders = os.pipe()
        self.reports, reports = os.pipe()
        self.log = (self.room / 'log').open('w+b')
        self.child = subprocess.Popen(
            [program, self.data, str(orders), str(reports),
             *self.configs.values()],
            stdin=self.body, stdout=self.answer, stderr=self.log,
            pass_fds=(orders, reports))
        os.close(orders)
        os.close(reports)
        self.descriptors = self.own = 0

    def call(self, request):
        body = request.sent()
        os.ftruncate(self.body.fileno(), 0)
        os.pwrite(self.body.fileno(), body, 0)
        env = b''.join(os.fsencode(name) + b'=' + os.fsencode(value) + b'\0'
                       for name, value in self.environment(request).items())
        os.write(self.orders,
                 ORDER.pack(self.numbers[self.config], len(env)) + env)
        if not select.select([self.reports], [], [], conversations.TIMEOUT)[0]:
            raise Mismatch('no answer in time')
        report = os.read(self.reports, REPORT.size)
        if len(report) < REPORT.size:
            raise Mismatch(f'it ended: {self.said()}')
        sent, self.descriptors, self.own = REPORT.unpack(report)
        if not sent:
            raise Mismatch('not all of an answer')
        size = os.fstat(self.answer.fileno()).st_size
        return os.pread(self.answer.fileno(), size, 0), b''

    def said(self):
        return (self.room / 'log').read_bytes()[-500:].decode()

    def end(self):
        os.close(self.orders)
        return self.child.wait(conversations.TIMEOUT)


def hold(case, way):
    """Holds a conversation; returns all answers, without what is drawn."""
    case.read()  # it may hold the time of now
    way.prepare(case)
    conversations.hand_out(case.keys(), way)
    answers, taken = [], {}
    for request in case.requests:
        for name, pattern in request.take.items():
            match = pattern.search(re.sub(rb'\r\n', b'\n', answer))
            if not match:
                raise Mismatch(f'no {name} to take')
            taken[name] = match[1]
        request.carry(taken)
        answer = way.call(request)[0]
        answers.append(conversations.still(answer))
    return answers


def obstacle(case):
    """Why a conversation can't be held so; None if it can."""
    if case.name.startswith('selfcheck/'):
        return 'the self-check looks at files, which a sandbox forbids'
    for request in case.requests:
        if OF_PROCESS & request.env.keys():
            return 'it has variables of a process, and not of a request'
        if request.wait:
            return 'it waits'
    return None


class Table:
    """What the many requests came to."""

    def __init__(self, cases, once):
        self.once, self.requests, self.wrong = once, 0, []
        self.expected = {case.name: hold(case, once) for case in cases}
        self.memory, self.descriptors = [], []  # by round

    def hold(self, case, way):
        try:
            answers = hold(case, way)
            if answers != self.expected[case.name]:
                # another day may have begun
                self.expected[case.name] = hold(case, self.once)
        except (Mismatch, OSError) as wrong:
            self.wrong.append(f'{case.name}: {wrong}')
            return
        self.requests += len(answers)
        for answer, expected in zip(answers, self.expected[case.name]):
            if answer != expected:
                self.wrong += [f'{case.name}:', *conversations.differ(
                    expected, answer).split('\n')]

    def hold_round(self, cases, way):
        """Holds each once. What is free may be kept a while: so the least of
        memory is what counts."""
        memory, descriptors = [], []
        for case in cases:
            self.hold(case, way)
            memory.append(way.own)
            descriptors.append(way.descriptors)
            if way.child.poll() is not None:
                break
        self.memory.append(min(memory))
        self.descriptors.append(max(descriptors))

    def grew(self):
        """Bytes more than when each conversation had been held once."""
        return self.memory[-1] - self.memory[min(1, len(self.memory) - 1)]


def read_cases(words):
    """Returns cases that can be held, and names of others by why not."""
    cases, left = [], collections.defaultdict(list)
    for path in sorted((HERE / 'cases').rglob('*.request')):
        case = Case(HERE / 'cases', path)
        if words and not any(word in case.name for word in words):
            continue
        case.read()
        why = obstacle(case)
        if why is None:
            cases.append(case)
        else:
            left[why].append(case.name)
    return cases, left


def hold_all(cases, program, room):
    """Holds them all as often as it takes; returns the table, and how the
    process ended."""
    once = Once(program, room)
    once.data.mkdir(0o700)
    (room / 'htdocs').mkdir()
    shuffled, table = random.Random(SEED), Table(cases, once)
    many = Many((BUILD / 't' / 'many').resolve(), once)
    while table.requests < REQUESTS and not table.wrong:
        shuffled.shuffle(cases)
        table.hold_round(cases, many)
    return table, many.end()


def report(number, good, sentence, lines=()):
    print(f'{"ok" if good else "not ok"} {number} - {sentence}')
    for line in lines if not good else ():
        print(f'#   {line}')
    return good


def main():
    program = (BUILD / 'cgi-bin' / 'crm.cgi').resolve()
    cases, left = read_cases(sys.argv[1:])
    room = pathlib.Path(tempfile.mkdtemp(prefix='crm-many.'))
    try:
        table, status = hold_all(cases, program, room)
    finally:
        shutil.rmtree(room, ignore_errors=True)
    print(f'# {table.requests} requests of {len(cases)} conversations')
    for why, names in left.items():
        print(f'# left out, for {why}: {len(names)}:')
        for name in names:
            print(f'#   {name}')
    print('# bytes of memory that no file has, by round:', *table.memory)
    print('1..4')
    told = 'memory does not grow'
    if conversations.watching(program):
        told += f' # SKIP {conversations.watching(program)}'
    sys.exit(0 if all([
        report(1, not table.wrong, 'each answer is that of a fresh process',
               table.wrong[:200]),
        report(2, status == 0, 'the process ends when it is to'),
        report(3, len(set(table.descriptors)) == 1,
               'no descriptor stays open', [str(table.descriptors)]),
        report(4, 'SKIP' in told or table.grew() <= GROWTH, told),
    ]) else 1)


if __name__ == '__main__':
    main()
