#!/usr/bin/env python3
"""Shows that a customer is the same customer in every format; speaks TAP.

Usage: t/sameness.py [OPTION]...

  --program FILE  the program (the default: cgi-bin/crm.cgi of the build)
  --count N       so many valid and so many broken customers (the default: the
                  environment's SAMENESS_COUNT, or 1000)
  --seed TEXT     makes others of them
  --only KIND:N   one of them, such as valid:17, and show all about it

Random customers are written in every format by writers that share nothing
with the program, with every freedom that the format leaves: the order and
case of names, quoting, escapes, blanks. Each goes to the program, and answer,
faults and stored rows must be the same whatever it was written in; valid
ones must be stored, and broken ones must have the faults that were put in. A
writing that can't say what the customer has (an item numbered by its members
can't be empty) is left out.

The databases lie in /dev/shm where that can be written to: how long a disk
takes to sync is no matter here.
"""

import argparse
import concurrent.futures
import csv
import dataclasses
import datetime
import json
import os
import pathlib
import random
import shutil
import sqlite3
import string
import sys
import tempfile
import traceback
import unicodedata
import urllib.parse

sys.dont_write_bytecode = True

# pylint: disable=wrong-import-position
from conversations import (  # noqa: E402
    BUILD, HERE, Mismatch, Program, Request, check_common, check_data)

BATCH = 100
XML_MOST = 65536
TABLES = ('customer', 'email', 'phone', 'address', 'event', 'interest',
          'hobby', 'product_collection', 'consent')
OF_THE_REQUEST = {'id', 'customer', 'created', 'route', 'format', 'when',
                  'source'}
UNREADABLE = "The body can't be read: "
TWICE = ' is given twice '
ROOT = 'CreateCustomer'
STRANGER = 'x-'


# What a customer consists of

@dataclasses.dataclass
class Field:
    """A member, as t/fields.tsv has it, and the kind of its values."""
    order: int
    name: str
    kind: str
    item: str
    need: str
    most: int


KINDS = {
    'clientType': 'client', 'gender': 'gender', 'languageId': 'language',
    'countryId': 'country', 'countryPrefix': 'country',
    'preferredContactMethod': 'contact', 'phoneType': 'phoneType',
    'addressType': 'addressType', 'eventType': 'eventType',
    'posCode': 'token', 'brand': 'letters', 'email': 'email',
    'saleRepresentativeEmail': 'email', 'phone': 'phone',
    'referenceSaleRepresentativeEmail': 'email', 'birthDate': 'birth',
    'weddingDate': 'past', 'eventDate': 'day', 'registrationDate': 'instant',
    'isMainEmail': 'main', 'isMainPhone': 'main', 'isMainAddress': 'main',
}

CODES = {
    'client': ['PRIVATE', 'COMPANY', 'Personal'],
    'gender': ['M', 'F'],
    'language': ['ita', 'eng', 'ger', 'deu', 'chi', 'zho', 'fre', 'fra'],
    'country': ['it', 'cn', 'us', 'gb', 'ch', 'jp', 'de'],
    'contact': ['Fax', 'Tel', 'EMail', 'Mail', 'Survey'],
    'phoneType': ['Home', 'Mobile', 'Work', 'Other', 'Secondary Address'],
    'addressType': ['Home', 'Office', 'Shipping'],
    'eventType': ['Birthday', 'Wedding', 'Anniversary', 'Barmitza', 'Other'],
}


def read_fields():
    """Reads t/fields.tsv: the fields of every message by name, in order."""
    messages = {}
    lines = (HERE / 'fields.tsv').read_text().splitlines()
    rows = csv.DictReader((line for line in lines if line[:1] != '#'),
                          delimiter='\t')
    for row in rows:
        name, kind = row['name'], row['kind'].rstrip('?')
        item = kind[5:-1] if kind.startswith('List<') else ''
        base = 'list' if item else {'bool': 'bool'}.get(kind, 'text')
        fields = messages.setdefault(row['message'], {})
        fields[name] = Field(
            len(fields), name, KINDS.get(name, base), item, row['need'],
            0 if row['max'] == '-' else int(row['max']))
    return messages


FIELDS = read_fields()


class Digits(str):
    """A text that JSON may give as a number."""


# A message is a list of (name, value) pairs. A value is None, a text, a bool
# or a list; an item of a list is again such a message, or a mere text.

def is_given(value):
    """Whether the program will take it for a value."""
    if isinstance(value, str):
        return bool(trim(value)) and not value.startswith('0001-01-01')
    return value is not None


def is_seen(letter):
    return (letter not in ' \t\r\n\xa0\u3000'
            and unicodedata.category(letter) != 'Cf')


def trim(text):
    seen = [place for place, letter in enumerate(text) if is_seen(letter)]
    return text[seen[0]:seen[-1] + 1] if seen else ''


# Good values

BOOLS = ('true', 'false', '1', '0', 'yes', 'no', 'y', 'n', 't', 'f', 'on',
         'off')
YES = {'true', '1', 'yes', 'y', 't', 'on'}
BLANKS = (' ', '  ', '\t', '\n', '\r\n', '\r', '\xa0', '\u3000', '\u200b',
          '\u202a', '\ufeff ')
PIECES = (
    # what one format or another must quote, or might take for its own
    '"', '""', "'", ',', ':', ';', '{', '}', '[', ']', '{}', '[]', '[{', '}]',
    '<', '>', '&', '&amp;', '&#65;', ']]>', '<![CDATA[', '<!--', '-->', '</',
    '%', '%41', '%zz', '+', '=', '&a=b', '?', '#', '\\', '\\n', '\\"', '\\/',
    '\\u0041', '/', '--', '|', '`', '$(x)', '%s', "'; DROP", '=cmd()', '@',
    'null', 'None', 'true', 'True', '0', 'undefined', '/Date(0)/', 'a:b',
    # line ends and blanks
    '\n', '\r', '\r\n', '\n\n', '\n\r', '\t', ' ', '  ', '\xa0', '\u3000',
    # letters from everywhere
    'é', 'e\u0301', 'ß', 'ﬁ', 'アナ', '王', '😀', '👩‍👩‍👧', '𝒳', '🇮🇹', 'שלום',
    'مرحبا', '\u202eabc\u202c', '\u200b', '\u200d', '\ufeff', '\u2028',
    '\u0085', '\x7f', '\xad', '\ue000', '\ufffd', '\U0010fffd', 'क्षि', 'ก็',
)
SOLID = 'aZ09é王😀ש\u0301_'
EMAILS = (
    'ana@example.it', "o'brien+tag@sub.example.com", 'a.b.c@example.com',
    'x=y&z@example.com', '{a}|`b`@example.com', 'é王𐐷@exämple.example.it',
    'A_1-2/3?4*5^6~7!8#9$0%@EXAMPLE.COM', 'l' * 64 + '@example.com',
    'a@' + '.'.join(['d' * 63] * 3) + '.' + 'e' * 60,
)
TOKENS = ('ES100:102048', '"', 'a,b', '{x}', '[0]', 'é😀', '<&>', '%41+b',
          "it's", '\\n', 'p' * 32, '😀' * 32, 'null', 'True', '=1+1')
PHONES = ('{}', '+{}', '({}) ', ' {}.', '+ {}', '-{}-')


def recased(rng, text):
    return rng.choice([text, text.lower(), text.upper(), text.swapcase()])


def make_text(rng, field):
    """A text of at most as many characters as the field takes."""
    most = field.most
    if rng.random() < .1:
        return Digits(rng.choice([0, 7, 20121, 2 ** 53,
                                  rng.randrange(10 ** rng.randrange(1, 15))]))
    if rng.random() < .1:
        return rng.choice(SOLID) * most
    text = ''
    for _ in range(rng.randrange(1, rng.choice([3, 6, 40]))):
        text += rng.choice([rng.choice(PIECES), rng.choice(PIECES),
                            rng.choice(string.printable[:95]), 'word'])
    text = trim(text[:most])
    return outer_blanks(rng, text or rng.choice(SOLID))


def outer_blanks(rng, text):
    if rng.random() < .15:
        text = rng.choice(BLANKS) + text
    if rng.random() < .15:
        text += rng.choice(BLANKS)
    return text


def make_bool(rng, _field):
    if rng.random() < .5:
        return rng.random() < .5
    word = recased(rng, rng.choice(BOOLS))
    return Digits(word) if word in '01' else outer_blanks(rng, word)


def make_main(rng, _field):
    """As long as nobody makes one the main item, it is not."""
    return rng.choice([False, 'no', Digits('0'), 'OFF', 'f', 'False'])


def make_phone(rng, _field):
    count = rng.choice([4, 15, rng.randrange(4, 16)])
    digits = ''.join(rng.choice(string.digits) for _ in range(count))
    if rng.random() < .2 and digits[0] != '0':
        return Digits(digits)
    cut = rng.randrange(1, count)
    digits = digits[:cut] + rng.choice(['', ' ', '-', '.', ') ']) + digits[cut:]
    return rng.choice(PHONES).format(digits)


def make_letters(rng, _field):
    return ''.join(rng.choice(string.ascii_letters) for _ in range(3))


def zone(rng):
    return rng.choice(['', 'Z', 'z', '+01:00', '-0330', '+14', '-11:59'])


def time_of_day(rng):
    hour, minute, second = (rng.randrange(24), rng.randrange(60),
                            rng.randrange(60))
    fraction = rng.choice(['', '.5', ',25', '.123456789', '.000'])
    return rng.choice([
        f'{hour:02}:{minute:02}', f'{hour:02}{minute:02}',
        f'{hour:02}:{minute:02}:{second:02}{fraction}',
        f'{hour:02}{minute:02}{second:02}{fraction}', '00:00:00',
    ]) + zone(rng)


def wcf(rng, day):
    since = datetime.datetime(day.year, day.month, day.day, 12) \
        - datetime.datetime(1970, 1, 1)
    ms = int(since.total_seconds()) * 1000 + rng.choice([0, 0, 1, 999])
    text = f'/Date({ms}{rng.choice(["", "", "+0100", "-0000", "-1200"])})/'
    return text if rng.random() < .6 else text.replace('/', '\\/')


def make_day(rng, _field, first=1, last=9998):
    day = datetime.date(rng.randrange(first, last + 1), rng.randrange(1, 13),
                        rng.randrange(2, 29))
    text = rng.choice([day.isoformat(), day.strftime('%Y%m%d').zfill(8)])
    if rng.random() < .3:
        return wcf(rng, day)
    if rng.random() < .5:
        text += rng.choice('Tt ') + time_of_day(rng)
    return outer_blanks(rng, text)


def make_birth(rng, field):
    return make_day(rng, field, 1901, 2020)


def make_past(rng, field):
    return make_day(rng, field, 1, 2020)


def make_list(rng, field, count=None):
    if count is None:
        count = rng.choice([0, 1, 1, 2, 2, 3])
    items = [make_message(rng, field.item) for _ in range(count)]
    mains = [name for name in FIELDS[field.item] if KINDS.get(name) == 'main']
    if items and mains and rng.random() < .5:
        put(rng.choice(items), mains[0], rng.choice([True, 'yes', 'T', 'On']))
    return items


MAKERS = {
    'text': make_text, 'bool': make_bool, 'main': make_main,
    'phone': make_phone, 'letters': make_letters, 'birth': make_birth,
    'past': make_past, 'day': make_day, 'instant': make_past,
    'list': make_list,
    'email': lambda rng, _: outer_blanks(rng, rng.choice(EMAILS)),
    'token': lambda rng, _: outer_blanks(rng, rng.choice(TOKENS)),
}


def make(rng, field):
    """A good value for a field."""
    if field.kind in CODES:
        code = recased(rng, rng.choice(CODES[field.kind]))
        return outer_blanks(rng, code)
    return MAKERS[field.kind](rng, field)


def nothing(rng, field):
    """A way to give nothing."""
    ways = [None, '', rng.choice(BLANKS)]
    if field.kind in ('birth', 'past', 'day', 'instant'):
        ways.append(rng.choice(['0001-01-01', '0001-01-01T00:00:00']))
    return rng.choice(ways)


def make_message(rng, message):
    pairs = []
    for field in FIELDS[message].values():
        required = field.need not in ('optional', 'false')
        if required or rng.random() < .5:
            pairs.append((field.name, make(rng, field)))
        elif rng.random() < .3:
            pairs.append((field.name, nothing(rng, field)))
    if rng.random() < .05:
        pairs.append((STRANGER + rng.choice('abc'), 'whoever\r\n"it" is'))
    return pairs


def get(pairs, name):
    return dict(pairs).get(name)


def put(pairs, name, value):
    """Gives a member that value, in the place of the one it had."""
    names = [other for other, _ in pairs]
    at = names.index(name) if name in names else len(pairs)
    pairs[at:at + 1] = [(name, value)]


def make_customer(rng):
    pairs = make_message(rng, ROOT)
    if rng.random() < .05:
        name = rng.choice(['emails', 'hobbies'])
        pairs = [pair for pair in pairs if pair[0] != name]
        pairs.append((name, make_list(rng, FIELDS[ROOT][name], 64)))
    return pairs


# Broken values

NO_EMAILS = ('ana', 'ana@', '@example.it', 'a@b', 'a@@example.it',
             'a b@example.it', '"a"@example.it', 'a@[127.0.0.1]', 'a,@b.it',
             '.a@example.it', 'a.@example.it', 'a@-b.it', 'a@b..it',
             'l' * 65 + '@example.com', 'a@' + 'd' * 64 + '.it',
             'a@' + '.'.join(['d' * 63] * 4) + '.it')
NO_DATES = ('tomorrow', '30/12/2020', '12-30-2020', '1.2.20', '2020-02-30',
            '2021-02-29', '2020-13-01', '2020-1-1', '2020-12-30T25:00',
            '2020-12-30T10:60', '2020-12-30T10:11:12+99:00', '2020-12-3O',
            '/Date(x)/', '/Date(0', 'Date(0)', '0000-01-01', '20201230T',
            '/Date(999999999999999)/', '2020-12-30 10:11 PM', 'true')
NO_BOOLS = ('maybe', 'si', '2', 'truee', '-1', '01', 'null', '{}', 'yes,no',
            '"true"')
NO_CODES = ('nonsense', 'it"aly', '<x>', 'PRIVATE,COMPANY', '王', '-', '{}')
SHAPE, TYPE, RANGE = 'RegularExpression', 'SerializationException', \
    'InclusiveBetween'


def too_long(rng, field):
    return rng.choice(SOLID) * (field.most + 1), 'MaximumLength'


def no_date(rng, field):
    ways = [(rng.choice(NO_DATES), TYPE)] * 3
    if field.kind != 'day':
        ways.append((rng.choice(['9999-12-31', '/Date(9999999999999)/']),
                     RANGE))
    if field.kind == 'birth':
        ways.append((rng.choice(['1899-12-31', '18000101']), RANGE))
    return rng.choice(ways)


def no_bool(rng, _field):
    word = rng.choice(NO_BOOLS)
    return (Digits(word) if word == '2' else word), TYPE


def no_token(rng, field):
    return rng.choice([too_long(rng, field), ('a b', SHAPE), ('a\r\nb', SHAPE),
                       ('a\xa0b', SHAPE)])


def no_letters(rng, _field):
    return rng.choice(['CA', 'CARS', 'C4R', 'ÇAR', 'C R', 'C"R']), SHAPE


def no_phone(rng, _field):
    return rng.choice([('call me', SHAPE), ('12+345', SHAPE), ('()', SHAPE),
                       ('123', RANGE), (Digits('12'), RANGE),
                       ('+1234567890123456', RANGE)])


def no_email(rng, _field):
    return rng.choice(NO_EMAILS), 'Email'


def no_list(rng, _field):
    return rng.choice(['text', 'a,b', '{email:a@example.it}', 'x]', Digits(5),
                       '"[]"', 'email:a@example.it']), TYPE


BREAKERS = {
    'text': too_long, 'bool': no_bool, 'main': no_bool, 'token': no_token,
    'letters': no_letters, 'phone': no_phone, 'email': no_email,
    'birth': no_date, 'past': no_date, 'day': no_date, 'instant': no_date,
    'list': no_list,
}


def break_value(rng, field):
    if field.kind in CODES:
        return rng.choice(NO_CODES), 'Enum'
    return BREAKERS[field.kind](rng, field)


class Breaker:
    """Puts faults into a good customer, and keeps account of them."""

    def __init__(self, rng, pairs):
        self.rng, self.pairs = rng, pairs
        self.faults = {}  # by place: (field's order, item, its field's order)
        self.claimed = set()

    def claim(self, name, index=-1, member=''):
        """Whether no fault is there yet that this one could hide or meet."""
        place = (name, index, member)
        met = [other for other in self.claimed
               if other[0] == name and (index < 0 or other[1] < 0)]
        if met or place in self.claimed:
            return False
        self.claimed.add(place)
        return True

    def note(self, code, name, index=-1, member=''):
        field = FIELDS[ROOT][name]
        path, order = name, -1
        if index >= 0:
            path += f'[{index}]'
        if member:
            path += f'.{member}'
            order = FIELDS[field.item][member].order
        self.faults[(field.order, index, order)] = (code, path)

    def drop(self, pairs, field):
        if self.rng.random() < .5:
            pairs[:] = [pair for pair in pairs if pair[0] != field.name]
        else:
            put(pairs, field.name, nothing(self.rng, field))

    def is_needed(self, field):
        if '=' not in field.need:
            return field.need == 'required'
        kind = trim(get(self.pairs, 'clientType') or '').upper()
        kind = {'PERSONAL': 'PRIVATE'}.get(kind, kind)
        return ('clientType', -1, '') not in self.claimed \
            and field.need == f'clientType={kind}'

    def one_member(self):
        field = self.rng.choice(list(FIELDS[ROOT].values()))
        if field.name == 'clientType' and self.claimed:
            return
        if not self.claim(field.name):
            return
        if self.is_needed(field) and self.rng.random() < .4:
            self.drop(self.pairs, field)
            self.note('NotEmpty', field.name)
            return
        value, code = break_value(self.rng, field)
        put(self.pairs, field.name, value)
        self.note(code, field.name)

    def some_list(self):
        """A list that has items, and its name."""
        lists = [name for name, value in self.pairs
                 if isinstance(value, list) and value]
        name = self.rng.choice(lists) if lists else 'emails'
        if not lists:
            put(self.pairs, name, make_list(self.rng, FIELDS[ROOT][name], 2))
        return name, get(self.pairs, name)

    def one_item_member(self):
        name, items = self.some_list()
        index = self.rng.randrange(len(items))
        message = FIELDS[FIELDS[ROOT][name].item]
        field = self.rng.choice(list(message.values()))
        if isinstance(items[index], str) \
                or not self.claim(name, index, field.name):
            return
        if field.need == 'required' and self.rng.random() < .4:
            self.drop(items[index], field)
            self.note('NotEmpty', name, index, field.name)
            return
        value, code = break_value(self.rng, field)
        put(items[index], field.name, value)
        self.note(code, name, index, field.name)

    def one_item(self):
        """An item that is but a text, or has no members at all."""
        name, items = self.some_list()
        index = self.rng.randrange(len(items))
        if not self.claim(name):
            return
        if self.rng.random() < .5:
            items[index] = self.rng.choice(['text', 'a b', '5'])
            self.note(TYPE, name, index)
            return
        items[index] = []
        for field in FIELDS[FIELDS[ROOT][name].item].values():
            if field.need == 'required':
                self.note('NotEmpty', name, index, field.name)

    def two_mains(self):
        name = self.rng.choice(['emails', 'phones', 'addresses'])
        field = FIELDS[ROOT][name]
        if not self.claim(name):
            return
        items = make_list(self.rng, field, self.rng.randrange(2, 5))
        main = next(member for member in FIELDS[field.item]
                    if KINDS.get(member) == 'main')
        for index, item in enumerate(items):
            put(item, main, self.rng.choice([True, 'Yes', Digits('1')]))
            if index > 0:
                self.note('Predicate', name, index, main)
        put(self.pairs, name, items)

    def many_items(self):
        name = self.rng.choice(['emails', 'hobbies', 'interests'])
        if not self.claim(name):
            return
        count = self.rng.choice([65, 65, 70])
        put(self.pairs, name, make_list(self.rng, FIELDS[ROOT][name], count))
        self.note(RANGE, name)

    def twice(self):
        """A member given twice makes the body unreadable."""
        pair = self.rng.choice(
            [pair for pair in self.pairs if not isinstance(pair[1], list)])
        self.faults = {(): (TYPE, pair[0])}
        self.pairs.append(pair)

    def control(self):
        """As does a character that no XML could answer."""
        self.faults = {}
        put(self.pairs, 'notes', self.rng.choice(
            ['\x00', '\x01', 'a\x1f', '\x0c', '\ufffe', '\uffff']))

    def run(self):
        """Returns the faults that must be answered, in field order."""
        ways = [self.one_member] * 6 + [self.one_item_member] * 6 \
            + [self.one_item, self.two_mains, self.many_items]
        while not self.faults or self.rng.random() < .5:
            self.rng.choice(ways)()
        if self.rng.random() < .04:
            self.rng.choice([self.twice, self.control])()
        return [fault for _, fault in sorted(self.faults.items())]


# The writers. Each has its own hand: a generator that takes the freedoms.

class Hand(random.Random):
    def often(self, chance=.5):
        return self.random() < chance

    def name(self, name):
        """A name in any case; those that nobody knows are shown as sent."""
        if STRANGER in name or self.often(.9):
            return name
        return recased(self, name)

    def gap(self, blanks=' \t\n\r'):
        if self.often(.95):
            return ''
        return ''.join(self.choice(blanks) for _ in range(self.randrange(4)))

    def mixed(self, things):
        things = list(things)
        if self.often(.3):
            self.shuffle(things)
        return things


class Unsayable(Exception):
    """What a customer has and a format has no way to say."""


def write_json(hand, pairs):
    return hand.gap() + json_object(hand, pairs) + hand.gap()


def json_object(hand, pairs):
    members = [json_text(hand, hand.name(name)) + hand.gap() + ':'
               + hand.gap() + json_value(hand, value)
               for name, value in hand.mixed(pairs)]
    return '{' + hand.gap() + (hand.gap() + ',' + hand.gap()).join(members) \
        + '}'


def json_value(hand, value):
    if isinstance(value, list):
        items = [json_text(hand, item) if isinstance(item, str)
                 else json_object(hand, item) for item in value]
        return '[' + hand.gap() + ','.join(items) + hand.gap() + ']'
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, Digits) and hand.often():
        return value
    return json_text(hand, value)


def json_text(hand, text):
    if hand.often():
        return json.dumps(text, ensure_ascii=hand.often())
    return '"' + ''.join(json_character(hand, one) for one in text) + '"'


def json_character(hand, one):
    if one == '/' and hand.often():
        return '\\/'
    if hand.often(.9):
        return json.dumps(one, ensure_ascii=False)[1:-1]
    units = one.encode('utf-16-be')
    return ''.join(f'\\u{units[i]:02x}{units[i + 1]:02X}'
                   for i in range(0, len(units), 2))


def write_jsv(hand, pairs):
    return hand.gap() + jsv_object(hand, pairs) + hand.gap()


def jsv_object(hand, pairs):
    members = [hand.gap() + hand.name(name) + hand.gap() + ':' + hand.gap()
               + jsv_value(hand, value) + hand.gap()
               for name, value in hand.mixed(pairs)]
    return '{' + ','.join(members) + '}'


def jsv_value(hand, value):
    if isinstance(value, list):
        items = [jsv_text(hand, item) if isinstance(item, str)
                 else jsv_object(hand, item) for item in value]
        return '[' + hand.gap() + ','.join(items) + hand.gap() + ']'
    return jsv_text(hand, plain(hand, value))


def jsv_text(hand, text):
    if set(text) & set('",{}[]\r\n') or hand.often(.2):
        return '"' + text.replace('"', '""') + '"'
    return text


def plain(hand, value):
    """What is no list, as text."""
    if value is None:
        return ''
    if isinstance(value, bool):
        return recased(hand, str(value))
    return value


def write_csv(hand, pairs, write_list):
    pairs = hand.mixed(pairs)
    end = hand.choice(['\r\n', '\n'])
    delimiter = hand.choice([',', ',', ';', '\t', '|'])
    said = delimiter == '|' or hand.often(.2)
    cells = [write_list(hand, value) if isinstance(value, list)
             else plain(hand, value) for _, value in pairs]
    names = [hand.name(name) for name, _ in pairs]
    for _ in range(hand.choice([0, 0, 1, 3])):
        at = hand.randrange(len(names) + 1)
        names.insert(at, '')
        cells.insert(at, '')
    rows = [csv_row(hand, row, delimiter)
            for row in (names, cells, *hand.choice(
                [[], [], [[''] * len(names)], [[]]]))]
    if not any(trim(cell) for cell in cells):
        raise Unsayable
    return hand.choice(['', '', '\ufeff']) \
        + (f'sep={delimiter}{end}' if said else '') \
        + end.join(hand.choice([[], [], ['', ' ']])
                   + rows + [hand.choice(['', '', end])]).removesuffix(
                       end if hand.often(.2) else '')


def csv_row(hand, cells, delimiter):
    return delimiter.join(csv_cell(hand, cell, delimiter) for cell in cells)


def csv_cell(hand, text, delimiter):
    if set(text) & {'"', '\r', '\n', delimiter} or hand.often(.2):
        return '"' + text.replace('"', '""') + '"'
    return text


SPACE = 'http://schemas.datacontract.org/2004/07/' \
    'Richemont.Booster2.PublicApi.CRM.ServiceModel'
INSTANCE = 'http://www.w3.org/2001/XMLSchema-instance'


def write_xml(hand, pairs):
    prefix, spaces = hand.choice([
        ('', ''), ('', f' xmlns="{SPACE}"'), ('c:', f" xmlns:c='{SPACE}'")])
    root = prefix + hand.name(ROOT)
    text = hand.choice(['', '<?xml version="1.0" encoding="utf-8"?>',
                        "<?xml version='1.0' encoding='UTF-8'?>\n"])
    text += f'<{root}{spaces} xmlns:i="{INSTANCE}">' \
        + xml_members(hand, prefix, ROOT, pairs) + f'</{root}>' + hand.gap()
    if len(text.encode()) > XML_MOST:
        raise Unsayable
    return text


def xml_gap(hand):
    return hand.gap() if hand.often(.9) else '<!-- " -->'


def xml_members(hand, prefix, message, pairs):
    text = xml_gap(hand)
    for name, value in hand.mixed(pairs):
        tag = prefix + hand.name(name)
        if value is None:
            text += f'<{tag} i:nil="true"/>'
        elif value in ('', []) and hand.often():
            text += f'<{tag} />'
        else:
            field = FIELDS[message].get(name)
            text += f'<{tag}>' + xml_value(hand, prefix, field, value) \
                + f'</{tag}>'
        text += xml_gap(hand)
    return text


def xml_value(hand, prefix, field, value):
    if not isinstance(value, list):
        return xml_text(hand, plain(hand, value))
    text = xml_gap(hand)
    for item in value:
        tag = prefix + hand.name(field.item)
        inner = xml_text(hand, item) if isinstance(item, str) \
            else xml_members(hand, prefix, field.item, item)
        text += f'<{tag}>{inner}</{tag}>' + xml_gap(hand)
    return text


def xml_text(hand, text):
    if hand.often(.1) and ']]>' not in text and '\r' not in text:
        return f'<![CDATA[{text}]]>'
    return ''.join(xml_character(hand, one) for one in text)


def xml_character(hand, one):
    before = '<!---->' if hand.often(.01) else ''
    if one in '<&>\r' or hand.often(.05):
        names = {'<': '&lt;', '&': '&amp;', '>': '&gt;', '"': '&quot;',
                 "'": '&apos;'}
        if one in names and hand.often():
            return before + names[one]
        return before + hand.choice(['&#{};', '&#x{:X};']).format(ord(one))
    return before + one


def fields_whole(write_list):
    """A form's fields, each list in one of them."""
    def fields(hand, pairs):
        return [(hand.name(name),
                 write_list(hand, value) if isinstance(value, list)
                 else plain(hand, value)) for name, value in hand.mixed(pairs)]
    return fields


ITEMS = '{}[{}].{}', '{}[{}][{}]', '{}.{}.{}'


def fields_indexed(hand, pairs):
    """A form's fields, the items of lists numbered in any of the ways."""
    fields = []
    for name, value in pairs:
        if not isinstance(value, list):
            fields.append((hand.name(name), plain(hand, value)))
            continue
        for index, item in enumerate(value):
            if isinstance(item, str) or not any(
                    is_given(inner) for member, inner in item
                    if STRANGER not in member):
                raise Unsayable
            fields += [(hand.choice(ITEMS).format(
                hand.name(name), index, hand.name(member)),
                        plain(hand, inner)) for member, inner in item]
    return hand.mixed(fields)


def write_form(hand, pairs, fields):
    written = [form_text(hand, name) + '=' + form_text(hand, value)
               for name, value in fields(hand, pairs)]
    return hand.choice(['&', '&', '&&']).join(written)


def form_text(hand, text):
    text = ''.join(form_character(hand, one) for one in text)
    return text.replace('%20', '+') if hand.often() else text


def form_character(hand, one):
    if one in string.ascii_letters + string.digits + '-._~' and hand.often(.9):
        return one
    if one in "[]:,{}@/'()!*$;" and hand.often(.3):
        return one
    code = ''.join(f'%{byte:02X}' for byte in one.encode())
    return code if hand.often() else code.lower()


def fields_json(hand, pairs):
    """A form's fields, each a JSON text."""
    return [(hand.name(name), json_value(hand, value))
            for name, value in hand.mixed(pairs)]


def write_multipart(hand, pairs):
    fields = hand.choice([fields_indexed, fields_whole(jsv_value),
                          fields_whole(json_value), fields_json])
    boundary = ''.join(hand.choice(string.ascii_letters + "'_-")
                       for _ in range(hand.randrange(20, 60))) + 'x'
    parts = [hand.choice(['', 'A preamble\r\n'])]
    for name, value in fields(hand, pairs):
        head = f'Content-Disposition: form-data; name="{name}"\r\n'
        if STRANGER not in name.lower() and hand.often(.2):
            head = head[:-2] + '; filename="blob"\r\n'
        if fields is fields_json:
            head += 'Content-Type: application/json\r\n'
        elif hand.often(.2):
            head += 'Content-Type: text/plain; charset=utf-8\r\n'
        parts.append(f'\r\n{head}\r\n{value}\r\n')
    parts.append('--' + hand.choice(['', '\r\n']))
    return (f'--{boundary}'.join(parts),
            f'multipart/form-data; boundary="{boundary}"')


FORM = 'application/x-www-form-urlencoded'
WRITINGS = {
    'JSON': ('application/json', write_json),
    'XML': ('application/xml', write_xml),
    'CSV with lists in JSV': (
        'text/csv', lambda hand, pairs: write_csv(hand, pairs, jsv_value)),
    'CSV with lists in JSON': (
        'text/csv', lambda hand, pairs: write_csv(hand, pairs, json_value)),
    'JSV': ('application/jsv', write_jsv),
    'JSON Lines': ('text/jsonl', write_json),
    'a form with lists in JSV': (
        FORM, lambda hand, pairs:
        write_form(hand, pairs, fields_whole(jsv_value))),
    'a form with numbered items': (
        FORM, lambda hand, pairs: write_form(hand, pairs, fields_indexed)),
    'a multipart form': ('', write_multipart),
}


def write(hand, name, pairs):
    """The body and its Content-Type."""
    media, writer = WRITINGS[name]
    body = writer(hand, pairs)
    if not media:
        body, media = body
    return body.encode(), media


# Asking

class Customers:
    """What Program.prepare() asks of a case."""

    @staticmethod
    def config(database):
        return f'database: {database}\nmax-body: 1048576\n'


class Office:
    """A program with a database of its own."""

    def __init__(self, program, root):
        self.room = pathlib.Path(tempfile.mkdtemp(dir=root))
        self.way = Program(program, False)
        self.way.prepare(Customers, self.room)
        self.base, self.last = None, 0

    def ask(self, body, media):
        """Sends one customer; returns all that came of it, by name."""
        request = Request(f'POST /customer\nContent-Type: {media}\n'
                          'Accept: application/json\n\n'.encode() + body,
                          False)
        response = self.way.ask(request)
        check_common(response, self.way, request)
        answer = json.loads(response.body)
        rows = self.new_rows()
        if response.status == 200 and \
                answer != {'boosterCustomerId': self.last}:
            raise Mismatch(f'{answer}, but the newest is {self.last}')
        ignored = (response.get('X-CRM-Ignored') or b'').decode()
        return {'status': f'{response.status} {response.reason}',
                'ignored': sorted(filter(None, ignored.split(', '))),
                **faults_of(answer), **rows}

    def new_rows(self):
        """The rows that were not there before, of every table."""
        if self.base is None:
            file = urllib.parse.quote(str(self.way.data / 'crm.db'))
            try:
                self.base = sqlite3.connect(f'file:{file}?mode=ro', uri=True)
                self.base.row_factory = sqlite3.Row
            except sqlite3.OperationalError:
                return {}
        rows = {}
        for table in TABLES:
            key = 'id' if table == 'customer' else 'customer'
            found = self.base.execute(
                f'SELECT * FROM {table} WHERE {key} > ? ORDER BY 1, 2',
                [self.last]).fetchall()
            if found:
                rows[table] = [{name: row[name] for name in row.keys()
                                if name not in OF_THE_REQUEST}
                               for row in found]
        self.last, = self.base.execute(
            'SELECT coalesce(max(id), 0) FROM customer').fetchone()
        return rows


def faults_of(answer):
    status = answer.get('responseStatus', {})
    message = status.get('message', '')
    if message.startswith(UNREADABLE) and TWICE not in message:
        # where it can't be read not every format can tell
        return {'top': (status.get('errorCode'), UNREADABLE), 'faults': []}
    return {'top': (status.get('errorCode'), message),
            'faults': [(fault['errorCode'], fault['fieldName'],
                        fault['message'])
                       for fault in status.get('errors', [])]}


# Comparing

def difference(expected, actual):
    """The names under which two outcomes are not the same, and both."""
    lines = []
    for name in {**expected, **actual}:
        if expected.get(name) != actual.get(name):
            lines += [f'  {name}: {actual.get(name)!r}',
                      f'  not: {expected.get(name)!r}']
    return lines


def promised(kind, faults, outcome):
    """What of an outcome is not as the generator meant it."""
    if kind == 'valid':
        wanted = {'status': '200 OK', 'faults': []}
    else:
        code = faults[0][0] if faults else TYPE
        wanted = {'status': f'400 {code}', 'faults': faults}
    found = {'status': outcome['status'],
             'faults': [fault[:2] for fault in outcome['faults']]}
    return difference(wanted, found)


def compare(office, seed, kind, number, show):
    """Holds one customer in every format; returns what is wrong with it."""
    rng = random.Random(f'{seed}:{kind}:{number}')
    pairs = make_customer(rng)
    faults = Breaker(rng, pairs).run() if kind == 'broken' else []
    first, said, left_out = None, [], []
    for name in WRITINGS:
        try:
            body, media = write(Hand(f'{seed}:{kind}:{number}:{name}'), name,
                                pairs)
        except Unsayable:
            left_out.append(name)
            continue
        try:
            outcome = office.ask(body, media)
            wrong = promised(kind, faults, outcome)
            first = first or outcome
            wrong += difference(first, outcome)
        except Mismatch as mismatch:
            wrong = ['  ' + line for line in str(mismatch).split('\n')]
        if show:
            said += [f'{name}: {media}', f'  {body!r}', f'  {outcome}']
        elif wrong:
            wrong.append(f'  {body[:3000]!r}')
        if wrong:
            said += [f'{kind}:{number} as {name}'] + wrong
    return said, left_out


OFFICES = {}


def office_of(program, root):
    """This process's own."""
    if os.getpid() not in OFFICES:
        OFFICES[os.getpid()] = Office(program, root)
    return OFFICES[os.getpid()]


def compare_some(program, root, seed, kind, numbers):
    """Returns what is wrong with some customers, and the writings left out."""
    wrong, left_out = [], []
    try:
        office = office_of(program, root)
        for number in numbers:
            said, left = compare(office, seed, kind, number, False)
            wrong += said
            left_out += left
        check_data(office.way.data, [])
    except Exception:  # pylint: disable=broad-exception-caught
        wrong += traceback.format_exc().split('\n')
    return wrong, left_out


def options():
    parser = argparse.ArgumentParser(
        description=__doc__.split('\n', maxsplit=1)[0],
        epilog='See the head of this file.')
    parser.add_argument('--program', type=pathlib.Path,
                        default=BUILD / 'cgi-bin' / 'crm.cgi')
    parser.add_argument('--count', type=int,
                        default=int(os.environ.get('SAMENESS_COUNT', 1000)))
    parser.add_argument('--seed', default='customers')
    parser.add_argument('--only', metavar='KIND:N')
    chosen = parser.parse_args()
    chosen.program = chosen.program.resolve()
    if not os.access(chosen.program, os.X_OK):
        sys.exit(f'Bail out! there is no program {chosen.program}')
    return chosen


def show_one(chosen, root):
    kind, _, number = chosen.only.partition(':')
    said, left_out = compare(Office(chosen.program, root), chosen.seed, kind,
                             int(number), True)
    print('\n'.join(said + [f'left out: {left_out}']))


def run_all(chosen, root):
    """Runs all in as many processes as there are processors."""
    turns = [(kind, range(start, min(start + BATCH, chosen.count + 1)))
             for kind in ('valid', 'broken')
             for start in range(1, chosen.count + 1, BATCH)]
    print(f'1..{len(turns)}', flush=True)
    failed, absent = 0, {}
    with concurrent.futures.ProcessPoolExecutor(
            len(os.sched_getaffinity(0))) as pool:
        results = pool.map(compare_some, *zip(*[
            (chosen.program, root, chosen.seed, kind, numbers)
            for kind, numbers in turns]))
        for number, ((kind, numbers), (wrong, left_out)) in enumerate(
                zip(turns, results), 1):
            failed += bool(wrong)
            print(f'{"not ok" if wrong else "ok"} {number} - {kind} customers '
                  f'{numbers[0]} to {numbers[-1]} are the same in every format')
            for line in wrong:
                print(f'#   {line}')
            for name in left_out:
                absent[name] = absent.get(name, 0) + 1
            sys.stdout.flush()
    for name, count in absent.items():
        print(f'# {count} customers could not be written as {name}')
    return failed


def main():
    chosen = options()
    memory = '/dev/shm' if os.access('/dev/shm', os.W_OK | os.X_OK) else None
    root = tempfile.mkdtemp(prefix='crm-sameness.', dir=memory)
    try:
        if chosen.only:
            show_one(chosen, root)
            return
        sys.exit(1 if run_all(chosen, root) else 0)
    finally:
        shutil.rmtree(root, ignore_errors=True)


if __name__ == '__main__':
    main()
