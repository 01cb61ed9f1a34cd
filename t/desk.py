#!/usr/bin/env python3
"""Visits the desk as a browser does, and as those do who may not; speaks TAP.

Usage: t/desk.py [WORD]...

Only tests whose names hold one of the words are run.
"""

import contextlib
import html
import html.parser
import json
import os
import pathlib
import pwd
import re
import sqlite3
import sys
import tempfile
import time
import urllib.parse

sys.dont_write_bytecode = True

# pylint: disable=wrong-import-position
import conversations  # noqa: E402
import ctl  # noqa: E402
from ctl import expect  # noqa: E402

HALF_A_DAY = 12 * 60 * 60
PERSON = {
    'privacyPolicyAcceptanceStorage': True, 'canBeContactedByMaison': False,
    'clientType': 'COMPANY', 'companyName': 'Example Ltd.', 'countryId': 'it',
    'posCode': 'ES100:1', 'brand': 'ABC'}
FORM = 'application/x-www-form-urlencoded'


class Answer:
    def __init__(self, done):
        head, self.page = conversations.split_message(done.stdout)
        self.page = re.sub('<style>.*</style>', '', self.page.decode(),
                           flags=re.DOTALL)
        self.headers = conversations.parse_head(head)
        self.status = int(self.header('Status')[:3])
        self.log = done.stderr.decode()

    def header(self, name):
        return ''.join(value.decode() if isinstance(value, bytes) else value
                       for other, value in self.headers
                       if other.lower() == name.lower())

    def ticket(self):
        return self.page.partition('name="ticket" value="')[2].partition(
            '"')[0]

    def text(self):
        return html.unescape(re.sub('<[^>]*>', '', self.page))


class Browser:
    """Keeps a cookie, and comes at a time."""

    def __init__(self, room, now=None):
        self.room, self.now = room, now
        self.cookie, self.ticket, self.env = None, '', {}

    def ask(self, line, body=b'', **headers):
        if self.cookie:
            headers['Cookie'] = f'a=b; {self.cookie}; crm-desk=c'
        head = ''.join(f'{name.replace("_", "-")}: {value}\n'
                       for name, value in headers.items())
        request = conversations.Request(
            f'{line}\n{head}\n'.encode() + body, False)
        request.env.update(self.env)
        answer = Answer(self.room.ask(request, self.now))
        cookie = answer.header('Set-Cookie')
        if cookie:
            self.cookie = cookie.partition(';')[0]
        self.ticket = answer.ticket() or self.ticket
        return answer

    def get(self, path, **headers):
        return self.ask(f'GET {path}', **headers)

    def post(self, path, fields, kind=FORM, headers=None):
        body = urllib.parse.urlencode({'ticket': self.ticket, **fields})
        return self.ask(f'POST {path}', body.encode(),
                        Content_Type=kind, **(headers or {}))

    def follow(self, answer):
        expect(answer.status == 303, answer.status, answer.page)
        return self.go(answer.header('Location'))

    def go(self, link):
        return self.get('/desk' + link.partition('/desk')[2])

    def sign_in(self, key, **fields):
        self.get('/desk/sign-in')
        return self.post('/desk/sign-in', {'key': key, **fields})


def add_key(room, name='shop', *options):
    return room.ctl('key', 'add', name, *options)[0].strip()


def create(room, **members):
    done = room.ask(conversations.Request(
        b'POST /customer\nContent-Type: application/json\n\n'
        + json.dumps({**PERSON, **members}).encode(), False))
    expect(b'Status: 200' in done.stdout, done.stdout)


def visit(room, *options, now=None):
    """A browser that has signed in with a new key."""
    browser = Browser(room, now)
    answer = browser.sign_in(add_key(room, 'shop', *options))
    expect(answer.status == 303, answer.status, answer.page)
    return browser


def is_out(answer):
    return answer.status == 303 and '/desk/sign-in' in answer.header(
        'Location')


def one_signs_in_and_out(room):
    create(room)
    key = add_key(room)
    browser = Browser(room)
    first = browser.get('/desk')
    expect(is_out(first), first.status)
    page = browser.get('/desk/sign-in')
    expect(page.status == 200 and 'autocomplete="current-password"'
           in page.page, page.page)
    before = browser.cookie
    answer = browser.post('/desk/sign-in', {'key': f' {key}\n'})
    expect(answer.status == 303 and answer.header('Location').endswith(
        '/desk'), answer.headers)
    expect(browser.cookie != before, 'the secret was known before')
    page = browser.get('/desk')
    expect(page.status == 200 and 'Example Ltd.' in page.page, page.page)
    expect(page.header('Cache-Control') == 'no-store', page.headers)
    expect(key not in page.page and 'shop' in page.page, page.page)
    held = browser.cookie
    gone = browser.post('/desk/sign-out', {})
    expect(is_out(gone), gone.status)
    expect(gone.header('Clear-Site-Data') == '"cache"', gone.headers)
    expect('Max-Age=0' in gone.header('Set-Cookie'), gone.headers)
    browser.cookie = held
    expect(is_out(browser.get('/desk')), 'the cookie is still good')
    expect(room.rows('SELECT * FROM session') == [], 'a session stays')


def the_cookie_is_the_desks_alone(room):
    browser = Browser(room)
    browser.env = {'HTTPS': 'on', 'SCRIPT_NAME': '/cgi-bin/crm.cgi'}
    parts = browser.get('/desk/sign-in').header('Set-Cookie').split('; ')
    expect(re.fullmatch('crm-desk=[0-9a-f]{64}', parts[0]), parts)
    expect(parts[1:] == ['Path=/cgi-bin/crm.cgi/desk', 'HttpOnly',
                         'SameSite=Lax', 'Secure'], parts)
    browser = Browser(room)
    parts = browser.get('/desk/sign-in').header('Set-Cookie')
    expect('Secure' not in parts, parts)
    room.configure('url: https://shop.example.com')
    parts = Browser(room).get('/desk/sign-in').header('Set-Cookie')
    expect('Secure' in parts, parts)
    room.configure()
    browser = visit(room)
    answer = browser.get('/me')
    expect(answer.status == 401, 'the API takes the cookie', answer.status)
    answer = browser.get('/customer/1')
    expect(answer.status == 401, 'the API takes the cookie', answer.status)


def nothing_of_a_session_is_kept_but_a_hash(room):
    browser = visit(room)
    secret = browser.cookie.partition('=')[2]
    for file in room.data.iterdir():
        bytes_ = file.read_bytes()
        expect(secret.encode() not in bytes_, file)
        expect(bytes.fromhex(secret) not in bytes_, file)
    (print_, key, until), = room.rows('SELECT * FROM session')
    expect(len(print_) == 32 and key == 1, print_, key)
    expect(abs(until - time.time() - HALF_A_DAY) < 600, until)


def a_session_ends_after_half_a_day(room):
    now = int(time.time())
    browser = visit(room, now=now)
    browser.now = now + HALF_A_DAY - 1
    expect(browser.get('/desk').status == 200, 'it ended early')
    browser.now = now + HALF_A_DAY
    expect(is_out(browser.get('/desk')), 'it goes on')
    answer = browser.post('/desk', {'searchKey': 'ana'})
    expect(answer.status == 403, answer.status)
    expect('Nobody is signed in' in answer.text(), answer.page)


def a_session_ends_with_its_key(room):
    now = int(time.time())
    day = time.strftime('%Y-%m-%d', time.gmtime(now))
    browser = visit(room)
    room.ctl('key', 'revoke', 'shop')
    expect(is_out(browser.get('/desk')), 'the key is revoked')
    browser = visit(room, '--expires', day, now=now)
    expect(browser.get('/desk').status == 200, 'the key is good')
    browser.now = now - now % ctl.DAY + ctl.DAY
    room.ask(conversations.Request(b'GET /health\n', False))
    expect(is_out(browser.get('/desk')), 'the key has expired')


def what_is_forged_is_nobodys(room):
    browser = visit(room)
    good = browser.cookie
    wrong = 'crm-desk=' + '0' * 64
    for cookie in (wrong, good[:-1], good + '0', good.upper(), 'crm-desk=',
                   'crm-desk', good.replace('crm', 'CRM'), ';;; ='):
        browser.cookie = cookie
        expect(is_out(browser.get('/desk')), cookie)


def a_key_that_is_none_opens_nothing(room):
    room.ctl('key', 'add', 'gone')
    room.ctl('key', 'revoke', 'gone')
    sound = conversations.key_of('nobody').decode()
    for key in ('', 'x', sound, sound[:-1]):
        browser = Browser(room)
        answer = browser.sign_in(key, to='/desk/customer/7')
        expect(answer.status == 403, key, answer.status)
        expect('aria-invalid' in answer.page, answer.page)
        expect('value="/desk/customer/7"' in answer.page, answer.page)
        expect(sound[:-1] not in answer.page, answer.page)
        expect(is_out(browser.get('/desk')), key)
    expect(room.rows('SELECT * FROM session') == [], 'a session')


def no_other_site_signs_anybody_in(room):
    key = add_key(room)
    browser = Browser(room)
    browser.get('/desk/sign-in')
    other = Browser(room)
    other.get('/desk/sign-in')
    fields = {'key': key}
    for headers in ({'Sec_Fetch_Site': 'cross-site'},
                    {'Sec_Fetch_Site': 'same-site'},
                    {'Origin': 'https://evil.example.com'}):
        answer = browser.post('/desk/sign-in', fields, headers=headers)
        expect(answer.status == 403, headers, answer.status)
    for ticket in (other.ticket, '', 'x' * 64):
        answer = browser.post('/desk/sign-in', {**fields, 'ticket': ticket})
        expect(answer.status == 403, ticket, answer.status)
        answer = browser.post('/desk/sign-in', fields, 'text/plain')
        expect(answer.status == 403, answer.status)
    browser.cookie = None
    answer = browser.post('/desk/sign-in', fields)
    expect(answer.status == 403, 'without the cookie', answer.status)


def no_other_site_does_anything(room):
    browser = visit(room)
    browser.get('/desk')
    good = browser.ticket
    for ticket in ('', good[:-1], '0' * 64):
        for path in ('/desk', '/desk/sign-out'):
            answer = browser.post(path, {'ticket': ticket})
            expect(answer.status == 403, path, answer.status)
            expect('another site' in answer.text(), answer.page)
    answer = browser.post('/desk/sign-out', {'ticket': good},
                          headers={'Sec_Fetch_Site': 'cross-site'})
    expect(answer.status == 403, answer.status)
    expect(browser.get('/desk').status == 200, 'signed out')


def one_comes_back_to_the_page_that_was_asked_for(room):
    key = add_key(room)
    for asked, back in (('/desk?search=x', '/desk'),
                        ('/DESK', '/desk')):
        answer = Browser(room).get(asked)
        expect(answer.header('Location').endswith(
            f'/desk/sign-in?to={back}'), answer.headers)
    for to, back in (('/desk/customer/1', '/desk/customer/1'),
                     ('//evil.example.com', '/desk'), ('', '/desk'),
                     ('/desk.evil.example.com', '/desk'),
                     ('/desk/\r\nX: y', '/desk'), ('/customer', '/desk')):
        browser = Browser(room)
        page = browser.get('/desk/sign-in?' + urllib.parse.urlencode(
            {'to': to}))
        expect(f'name="to" value="{back}"' in page.page, to, page.page)
        answer = browser.post('/desk/sign-in', {'key': key, 'to': to})
        expect(answer.header('Location').endswith(back), answer.headers)
        expect(not answer.header('X'), answer.headers)


def a_key_sees_what_its_scopes_allow(room):
    browser = visit(room, '--scopes', 'create')
    answer = browser.get('/desk')
    expect(answer.status == 403 and 'scope read' in answer.text(),
           answer.status, answer.text())
    answer = browser.post('/desk/sign-out', {})
    expect(is_out(answer), answer.status)


def a_user_of_the_server_needs_no_sign_in(room):
    create(room)
    add_key(room, 'ana')
    room.configure('remote-user: yes')
    browser = Browser(room)
    browser.env = {'AUTH_TYPE': 'Basic', 'REMOTE_USER': 'ana'}
    page = browser.get('/desk')
    expect(page.status == 200 and 'Example' in page.page, page.status)
    answer = browser.post('/desk', {'searchKey': 'example'})
    expect(browser.follow(answer).status == 200, answer.status)
    browser.env['REMOTE_USER'] = 'ben'
    expect(is_out(browser.get('/desk')), 'a user without a key')
    browser.env['REMOTE_USER'] = 'ana'
    room.configure()
    expect(is_out(browser.get('/desk')), 'crm.conf does not say so')


def a_search_stands_in_no_address(room):
    for name in 'Example One', 'Example Two', 'Other':
        create(room, companyName=name)
    browser = visit(room)
    browser.get('/desk')
    answer = browser.post('/desk', {'searchKey': 'exam', 'posCodes': ''})
    place = answer.header('Location')
    expect('exam' not in place.lower().partition('/desk')[2], place)
    page = browser.follow(answer)
    expect(page.status == 200 and 'value="exam"' in page.page, page.page)
    expect('<details class="more">' in page.page, page.page)
    expect('Example One' in page.page and 'Other' not in page.page,
           page.page)
    token = place.partition('search=')[2]
    wrong = browser.get('/desk?search=' + token[:-2])
    expect(wrong.status == 404, wrong.status)
    expect(not any('exam' in one.log for one in (answer, page)), 'logged')


def a_list_goes_on(room):
    for number in range(27):
        create(room, companyName=f'Example {number:02}')
    browser = visit(room)
    seen = []
    page = browser.get('/desk?lang=de')
    while True:
        seen += re.findall(r'<bdi>(Example \d\d)</bdi>', page.page)
        next_ = [html.unescape(link) for link, text in re.findall(
            r'<a class="button" href="([^"]*)">([^<]*)</a>', page.page)
            if text == 'Nächste Seite']
        if not next_:
            break
        expect('lang=de' in next_[0], next_)
        page = browser.go(next_[0])
    expect(seen == [f'Example {n:02}' for n in range(26, -1, -1)], seen)
    expect('Erste Seite' in page.page, page.page)
    page = browser.follow(browser.post('/desk', {'searchKey': 'example'}))
    next_, = re.findall('<a class="button" href="([^"]*)">Next', page.page)
    page = browser.go(html.unescape(next_))
    expect('Example 01' in page.page and 'value="example"' in page.page,
           page.page)
    page = browser.get('/desk?after=x')
    expect(page.status == 400, page.status)


def filters_are_kept_and_shown(room):
    create(room, companyName='Here', countryId='it', posCode='IT1:1')
    create(room, companyName='There', countryId='fr', posCode='FR1:1')
    create(room, companyName='Elsewhere', brand='XYZ')
    browser = visit(room)
    browser.get('/desk')

    def found(**fields):
        page = browser.follow(browser.post('/desk', fields))
        return page, re.findall(r'<bdi>(\w*ere)</bdi>', page.page)

    page, names = found(brand='ABC', locationCountryIds='fr')
    expect(names == ['There'], names)
    expect('<details class="more" open="open">' in page.page, page.page)
    expect('<option value="fr" selected="selected">' in page.page, page.page)
    _, names = found(brand='ABC', posCodes='IT1:*')
    expect(names == ['Here'], names)
    _, names = found(brand='XYZ')
    expect(names == ['Elsewhere'], names)
    _, names = found(brand='ABC', canBeContactedByMaison='true')
    expect(names == [], names)
    page, names = found(brand='ABC', creationDateFrom='2001-02-03')
    expect(names == ['There', 'Here'], names)
    expect('value="2001-02-03"' in page.page, page.page)
    page, names = found(brand='ABC', creationDateTo='2001-02-03')
    expect(names == [] and 'No customer matches' in page.page, names)
    page, names = found(brand='ABC', creationDateTo='no day')
    expect(page.status == 400, page.status)


def record_of(browser):
    page = browser.get('/desk')
    link, = re.findall(r'href="([^"]*/desk/customer/\d+)"', page.page)
    return browser.go(link)


def a_record_has_all_there_is(room):
    create(room, title='Mrs.', firstName='Ana',
           lastName='<Rossi>', companyName='Ltd.', notes='one\ntwo',
           canBeContactedByMaison=True,
           emails=[{'email': 'ana@example.com', 'isMainEmail': True}])
    page = record_of(visit(room))
    expect(page.status == 200, page.status)
    expect('<h1><bdi>Mrs. Ana &lt;Rossi&gt;, Ltd.</bdi></h1>' in page.page,
           page.page)
    title = page.page.partition('<title>')[2].partition('</title>')[0]
    expect('1' in title and 'Rossi' not in title, title)
    for words in ('ana@example.com', 'one\ntwo', 'Italy', 'Entered',
                  '/customer'):
        expect(words in page.text(), words, page.page)
    expect('City' not in page.text(), 'an empty field')
    expect('class="sign"' in page.page, 'nothing to sign')


def a_record_tells_what_became_of_it(room):
    create(room, companyName='Before', canBeContactedByMaison=True,
           allowStoreDataAbroad=True)
    key = add_key(room, 'ben')

    def patch(**members):
        done = room.ask(conversations.Request(
            b'PATCH /customer/1\nContent-Type: application/json\n'
            b'X-Api-Key: ' + key.encode() + b'\n\n'
            + json.dumps(members).encode(), False))
        expect(b'Status: 204' in done.stdout, done.stdout)

    patch(companyName='Behind', canBeContactedByMaison=False)
    patch(middleName='Maria', reset=['allowStoreDataAbroad'])
    room.ctl('set', '1', 'notes=told')
    page = record_of(visit(room)).page
    changes = page.partition('<h2>Changes</h2>')[2]
    order = [changes.find(words) for words in (
        'Notes', 'Middle name: <bdi>–</bdi>', 'Company: <bdi>Before</bdi>',
        '>Entered<')]
    expect(-1 not in order and order == sorted(order), order, changes)
    expect(changes.count('<bdi>ben</bdi>') == 2, changes)
    consents = page.partition('<h2>Answers')[2].partition('<h2>')[0]
    answers = re.findall('>(Yes|No|Withdrawn)<', consents)
    expect(sorted(set(answers)) == ['No', 'Withdrawn', 'Yes'], consents)


def what_a_key_may_not_see_is_not_there(room):
    create(room)
    browser = visit(room, '--brands', 'XYZ')
    for number in ('1', '2', '0', '01', 'x', '99999999999'):
        page = browser.get(f'/desk/customer/{number}')
        expect(page.status == 404, number, page.status)
    browser.cookie = None
    page = browser.get('/desk/customer/1')
    expect(page.header('Location').endswith('?to=/desk/customer/1'),
           page.headers)


def a_store_that_fails_is_told(room):
    create(room)
    key = add_key(room)
    browser = Browser(room)
    browser.sign_in(key)
    browser.get('/desk')
    searched = browser.post('/desk', {'searchKey': 'x'}).header('Location')

    def expect_503(answer):
        expect(answer.status == 503, answer.status, answer.page)
        expect(answer.header('Retry-After') == '1', answer.headers)

    room.configure('lock-timeout: 1')
    with contextlib.closing(sqlite3.connect(
            room.data / 'crm.db', isolation_level=None)) as base:
        base.execute('BEGIN IMMEDIATE')
        other = Browser(room)
        expect_503(other.sign_in(key))
        expect(is_out(other.get('/desk')), 'signed in')
        expect_503(browser.post('/desk/sign-out', {}))
    expect(browser.get('/desk').status == 200, 'signed out')
    ctl.damage(room, 'ALTER TABLE secret RENAME TO gone')
    expect_503(browser.go(searched))
    expect_503(browser.post('/desk', {}))
    ctl.damage(room, 'ALTER TABLE gone RENAME TO secret',
               'ALTER TABLE consent RENAME TO gone')
    expect_503(browser.get('/desk/customer/1'))
    ctl.damage(room, 'ALTER TABLE gone RENAME TO consent',
               'ALTER TABLE email RENAME TO gone')
    expect_503(browser.get('/desk/customer/1/edit'))
    expect_503(browser.post('/desk/customer/1/edit', {}))
    ctl.damage(room, 'ALTER TABLE gone RENAME TO email',
               'ALTER TABLE counter RENAME TO gone')
    expect_503(browser.get('/desk'))
    ctl.damage(room, 'ALTER TABLE gone RENAME TO counter',
               'ALTER TABLE card RENAME TO gone')
    expect_503(browser.get('/desk'))
    (room.data / 'crm.db').write_bytes(b'this is no database at all' * 99)
    browser.ticket = ''
    expect_503(browser.get('/desk'))
    expect_503(Browser(room).sign_in(key))


class Controls(html.parser.HTMLParser):
    """What a browser would send of the form that corrects."""

    def __init__(self, page):
        super().__init__()
        self.fields, self.name, self.inside = {}, None, False
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        name = attrs.get('name')
        if tag == 'form':
            self.inside = attrs.get('id') == 'form'
        if not self.inside:
            return
        if tag == 'option':
            if 'selected' in attrs:
                self.fields[self.name] = attrs['value']
        elif tag in ('select', 'textarea'):
            self.name = name
            if tag == 'textarea':
                self.fields[name] = ''
        elif tag == 'input' and name and (
                attrs.get('type') not in ('radio', 'checkbox')
                or 'checked' in attrs):
            self.fields[name] = attrs.get('value', '')

    def handle_endtag(self, tag):
        if tag == 'textarea':
            self.name = None

    def handle_data(self, data):
        if self.name in self.fields and self.inside and \
                self.get_starttag_text().startswith('<textarea'):
            self.fields[self.name] += data


EDIT = '/desk/customer/1/edit'


def fields_of(page):
    return Controls(page.page).fields


def alert_of(page):
    return page.page.partition('role="alert"')[2].partition('<form')[0]


def a_correction_changes_what_was_corrected(room):
    create(room, firstName='Ana', lastName='Rossi', notes='two\nlines',
           phones=[{'phone': '3331234567', 'countryPrefix': 'it',
                    'isMainPhone': True}],
           allowStoreDataAbroad=True)
    before = room.rows('SELECT * FROM customer')
    browser = visit(room)
    page = browser.get('/desk/customer/1')
    expect(f'href="{EDIT}"' in page.page, page.page)
    page = browser.get(EDIT)
    expect(page.status == 200, page.status)
    fields = fields_of(page)
    expect(fields['version'] == '1' and fields['lastName'] == 'Rossi', fields)
    answer = browser.post(EDIT, fields)
    expect(answer.status == 303, answer.status, alert_of(answer))
    expect(answer.header('Location').endswith('/desk/customer/1'),
           answer.headers)
    expect(room.rows('SELECT * FROM customer') == before, 'something changed')
    fields['phones[0].phone'] = '3337654321'
    fields['lastName'] = ''
    answer = browser.post(EDIT, fields)
    expect(answer.status == 303, answer.status, alert_of(answer))
    expect(room.rows('SELECT phone FROM phone') == [('+393337654321',)] or
           room.rows('SELECT phone FROM phone') == [('3337654321',)],
           room.rows('SELECT phone FROM phone'))
    expect(room.rows('SELECT lastName, firstName, version FROM customer') ==
           [(None, 'Ana', 2)], room.rows('SELECT * FROM customer'))
    page = browser.follow(answer).page
    changes = page.partition('<h2>Changes</h2>')[2]
    expect('shop' in changes and 'Last name: <bdi>Rossi' in changes, changes)


def faults_are_told_all_at_once(room):
    create(room)
    browser = visit(room)
    fields = fields_of(browser.get(EDIT))
    fields.update({'companyName': '', 'emails[0].email': 'no address',
                   'emails[0].isMainEmail': 'true'})
    page = browser.post(EDIT, fields)
    alert = alert_of(page)
    expect(page.status == 400 and 'Nothing was changed' in alert, alert)
    expect('#companyName' in alert and '#emails%5B0%5D.email' in alert, alert)
    expect(fields_of(page)['emails[0].email'] == 'no address', page.page)
    page = browser.post(EDIT, {**fields, '_more': 'emails'})
    expect(page.status == 200 and 'emails[1].email' in fields_of(page),
           page.page)
    page = browser.post(EDIT, {**fields, 'emails[7].email': 'x'})
    expect(page.status == 400, page.status)
    page = browser.post(EDIT, {**fields, 'emails': 'x'})
    expect(page.status == 400, page.status)
    expect(len(room.rows('SELECT * FROM change')) == 1, 'changed')


def two_who_correct_at_once_are_told(room):
    create(room, firstName='Ana')
    browser = visit(room)
    fields = fields_of(browser.get(EDIT))
    room.ctl('set', '1', 'firstName=Ben', 'middleName=Maria')
    page = browser.post(EDIT, {**fields, 'firstName': 'Eva', 'notes': 'mine'})
    alert = alert_of(page)
    expect(page.status == 412, page.status)
    for words in ('Eva', 'Ben', 'Maria', 'mine',
                  pwd.getpwuid(os.geteuid()).pw_name):
        expect(f'<bdi>{words}</bdi>' in alert, words, alert)
    expect('Example' not in alert and 'Contact by' not in alert, alert)
    expect(room.rows('SELECT firstName FROM customer') == [('Ben',)], 'stored')
    fields = fields_of(page)
    expect(fields['version'] == '2' and fields['firstName'] == 'Eva', fields)
    answer = browser.post(EDIT, fields)
    expect(answer.status == 303, answer.status)
    expect(room.rows('SELECT firstName, middleName, version FROM customer')
           == [('Eva', 'Maria', 3)], room.rows('SELECT * FROM customer'))
    with contextlib.closing(sqlite3.connect(room.data / 'crm.db')) as base:
        base.execute('UPDATE "change" SET operator = NULL')
        base.execute('UPDATE "change" SET "key" = NULL')
        base.commit()
    page = browser.post(EDIT, fields)
    expect(page.status == 412, page.status)


def who_may_not_write_corrects_nothing(room):
    create(room)
    browser = visit(room, '--scopes', 'read')
    page = browser.get('/desk/customer/1')
    expect('/edit' not in page.page, page.page)
    expect(browser.get(EDIT).status == 403, 'a form')
    expect(browser.post(EDIT, {}).status == 403, 'a change')
    room.ctl('key', 'revoke', 'shop')
    browser = visit(room, '--pos', 'ES100:*')
    fields = fields_of(browser.get(EDIT))
    page = browser.post(EDIT, {**fields, 'posCode': 'FR1:1'})
    expect(page.status == 403 and '#posCode' in alert_of(page), page.status)
    expect(browser.get('/desk/customer/2/edit').status == 404, 'not there')
    page = browser.post('/desk/customer/2/edit', fields)
    expect(page.status == 404, page.status)


def bounds_are_seen_to(room):
    create(room, companyName='Here', posCode='IT1:1')
    create(room, companyName='There', posCode='FR1:1')
    create(room, companyName='Elsewhere', brand='XYZ')
    page = visit(room, '--brands', 'ABC', '--pos', 'IT1:*').get('/desk').page
    expect('Here' in page and 'here</bdi>' not in page, page)
    expect('XYZ' not in page, page)
    room.ctl('key', 'revoke', 'shop')
    page = visit(room, '--pos', 'IT1:*').get('/desk').page
    expect('Here' in page and 'XYZ' not in page, page)
    room.ctl('key', 'revoke', 'shop')
    page = visit(room, '--brands', 'QQQ').get('/desk').page
    expect('No customer matches' in page, page)


def sent(fields):
    """The fields as browsers send them: with CR LF in texts of lines."""
    return {name: value.replace('\n', '\r\n')
            for name, value in fields.items()}


ALL = {
    'firstName': 'Ana\nMaria', 'lastName': 'Rossi',
    'notes': 'two\nlines\n\nand more', 'birthDate': '1980-02-03',
    'weddingDate': '2001-12-31', 'allowStoreDataAbroad': True,
    'registrationDate': '2020-12-30T10:11:12.345Z',
    'emails': [{'email': f'ana{number}@example.com',
                'isMainEmail': number == 1} for number in range(3)],
    'phones': [{'phone': '3331234567', 'countryPrefix': 'it',
                'isMainPhone': True}]}


def a_page_sent_as_it_is_changes_nothing(room):
    create(room, **ALL)
    room.configure('max-items: 2')
    tables = 'customer', 'email', 'phone', 'consent', 'change'
    before = [room.rows(f'SELECT * FROM "{table}"') for table in tables]
    browser = visit(room)
    fields = fields_of(browser.get(EDIT))
    expect(fields['registrationDate'] == '2020-12-30T10:11:12.345Z', fields)
    expect(fields['emails[2].email'] == 'ana2@example.com', fields)
    expect(fields['birthDate.year'] == '1980', fields)
    answer = browser.post(EDIT, sent(fields))
    expect(answer.status == 303, answer.status, alert_of(answer))
    after = [room.rows(f'SELECT * FROM "{table}"') for table in tables]
    expect(after == before, before, after)
    fields['companyName'] = 'Example Inc.'
    answer = browser.post(EDIT, sent(fields))
    expect(answer.status == 303, answer.status, alert_of(answer))
    query = """SELECT companyName, firstName, birthDate, weddingDate, notes,
        registrationDate, version FROM customer"""
    expect(room.rows(query) == [(
        'Example Inc.', 'Ana\nMaria', '1980-02-03', '2001-12-31', ALL['notes'],
        ALL['registrationDate'], 2)], room.rows(query))
    expect(len(room.rows('SELECT * FROM email')) == 3, 'an address is lost')
    changes = browser.follow(answer).page.partition('<h2>Changes</h2>')[2]
    expect(changes.count('Company:') == 1 and 'Date of' not in changes
           and 'Notes' not in changes, changes)


def lines_in_items_are_joined(room):
    create(room)
    browser = visit(room)
    fields = fields_of(browser.get(EDIT))
    answer = browser.post(EDIT, {**fields, 'companyName': '',
                                 'addresses[0].street': 'One\r\nTwo'})
    expect(answer.status == 400, answer.status)
    expect('>\nOne\nTwo</textarea>' in answer.page, answer.page)


def browsers_fill_in_nothing_of_their_own(room):
    create(room, birthDate='1980-02-03')
    page = visit(room).get(EDIT).page.partition('<form')[2]
    expect('data-autofill' not in page, page)
    form = page[page.index('id="form"'):]
    expect('autocomplete="off"' in form.partition('>')[0], form[:200])
    expect(set(re.findall('autocomplete="([^"]*)"', form)) == {'off'}, form)


def values_that_are_none_are_shown_as_entered(room):
    create(room, emails=[{'email': 'ana@example.com', 'isMainEmail': True}])
    browser = visit(room)
    fields = fields_of(browser.get(EDIT))
    room.ctl('set', '1', 'firstName=Ben', 'birthDate=1980-02-03',
             'emails=[{email: ben@example.com, isMainEmail: true}]')
    days = [name for name in fields if name.startswith('birthDate')]
    fields = {name: value for name, value in fields.items()
              if name not in days and not name.startswith('emails')}
    for name, value, shown in (
            ('birthDate', '1990-9223372036854775807-01', None),
            ('birthDate', '5', None), ('emails', '[x]', 'ben@example.com'),
            ('emails', 'x', None), ('emails[0].email', 'no address', None),
            ('emails[0].isMainEmail', 'perhaps', None)):
        page = browser.post(EDIT, {**fields, name: value})
        expect(page.status == 412, name, value, page.status)
        alert = alert_of(page)
        shown = value if shown is None else shown
        expect(shown in alert and 'Ben' in alert, name, value, alert)
        expect(fields_of(page)['version'] == '2', name, page.page)
        expect(keep(page, name.partition('[')[0]), name, alert)


def pages_of_our_own_are_no_other_site(room):
    key = add_key(room)
    browser = Browser(room)
    browser.env = {'HTTP_HOST': 'shop.example.com'}
    ours = {'Origin': 'http://shop.example.com',
            'Sec_Fetch_Site': 'same-origin'}
    page = browser.get('/desk/sign-in')
    expect(page.header('Referrer-Policy') == 'same-origin', page.headers)
    for origin in ('null', 'http://evil.example.com',
                   'http://shop.example.com:81', 'http://example.com'):
        answer = browser.post('/desk/sign-in', {'key': key},
                              headers={**ours, 'Origin': origin})
        expect(answer.status == 403, origin, answer.status)
    answer = browser.post('/desk/sign-in', {'key': key}, headers=ours)
    expect(answer.status == 303, answer.status, answer.page)
    browser.get('/desk')
    answer = browser.post('/desk', {}, headers={**ours, 'Origin': 'null'})
    expect(answer.status == 403, answer.status)
    for path in '/desk', '/desk/sign-out':
        answer = browser.post(path, {}, headers=ours)
        expect(answer.status == 303, path, answer.status, answer.page)


def no_other_origin_reads_the_desk(room):
    create(room)
    browser = visit(room)
    room.configure('allow-origin: https://www.example.com')
    origin = {'Origin': 'https://www.example.com'}
    preflight = {**origin, 'Access_Control_Request_Method': 'POST'}
    answer = browser.ask('OPTIONS /customer', **preflight)
    expect(answer.header('Access-Control-Allow-Origin'), answer.headers)
    browser.get('/desk')
    for answer in (
            browser.get('/desk', **origin), browser.get(EDIT, **origin),
            browser.get('/desk/sign-in', **origin),
            browser.get('/desk/customer/1', **origin),
            browser.ask('OPTIONS /desk', **preflight),
            browser.ask('PUT /desk', **origin),
            browser.post('/desk', {'ticket': ''}, headers=origin)):
        expect(not [name for name, _ in answer.headers
                    if name.lower().startswith('access-control')],
               answer.headers)


def a_session_ends_when_its_key_is_rotated(room):
    browser, other = visit(room), Browser(room)
    other.sign_in(add_key(room, 'other'))
    expect(browser.get('/desk').status == 200, 'not signed in')
    room.ctl('key', 'rotate', 'shop', '--overlap', '1')
    expect(is_out(browser.get('/desk')), 'the session goes on')
    expect(other.get('/desk').status == 200, "another key's session ended")


def a_hidden_consent_keeps_its_wording(room):
    create(room)
    room.configure('form.hide: allowStoreDataAbroad',
                   'consent.allowStoreDataAbroad: Store it abroad.')
    browser = visit(room)
    page = browser.get(EDIT)
    expect('Store it abroad.' in page.page, page.page)
    answer = browser.post(
        EDIT, {**fields_of(page), 'allowStoreDataAbroad': 'true'})
    expect(answer.status == 303, answer.status, alert_of(answer))
    page = browser.follow(answer).page
    consents = page.partition('<h2>Answers')[2].partition('<h2>')[0]
    expect(consents.count('<bdi>Store it abroad.</bdi>') == 1, consents)


def a_session_that_is_not_kept_has_no_cookie(room):
    key = add_key(room)
    room.configure('lock-timeout: 1')
    browser = Browser(room)
    browser.get('/desk/sign-in')
    held = browser.cookie
    with contextlib.closing(sqlite3.connect(
            room.data / 'crm.db', isolation_level=None)) as reader:
        # who writes may begin, but end only when all have read
        reader.execute('BEGIN')
        reader.execute('SELECT * FROM session').fetchall()
        answer = browser.post('/desk/sign-in', {'key': key})
    expect(answer.status == 503, answer.status, answer.page)
    expect(not answer.header('Set-Cookie'), answer.headers)
    expect('sign-out' not in answer.page, answer.page)
    expect(browser.cookie == held, 'another cookie')
    expect(is_out(browser.get('/desk')), 'signed in')


def keep(page, name):
    return re.findall(f'<input type="checkbox" value="true" form="form" '
                      f'name="keep.{name}"/>', alert_of(page))


def what_others_changed_stays(room):
    create(room, **ALL)
    room.ctl('set', '1', 'allowStoreDataAbroad=')
    browser = visit(room)
    fields = fields_of(browser.get(EDIT))
    room.ctl('set', '1', 'firstName=Ben', 'notes=theirs',
             'birthDate=1981-01-01')
    room.ctl('set', '1', 'firstName=Ben\nNoah', 'canBeContactedByMaison=true',
             'emails=[]')
    room.ctl('set', '1', 'lastName=Bianchi', 'allowStoreDataAbroad=true',
             'interests=[{interest: Rings, sapInterestId: R1}]')
    page = browser.post(EDIT, sent({
        **fields, 'lastName': 'Verdi', 'notes': 'mine', 'companyName': 'Inc.',
        'phones[0].phone': '3337654321'}))
    expect(page.status == 412, page.status)
    alert = alert_of(page)
    for words in ('Ana\nMaria', 'Ben\nNoah', 'Verdi', 'Bianchi', 'mine',
                  'theirs', 'Inc.', 'Example Ltd.'):
        expect(f'<bdi>{words}</bdi>' in alert, words, alert)
    expect(alert.count('Taken into the form') == 6, alert)
    for name in 'lastName', 'notes', 'companyName', 'phones':
        expect(keep(page, name), name, alert)
    expect(alert.count('keep.') == 4, alert)
    fields = fields_of(page)
    expect(fields['version'] == '5', fields)
    for name, value in (
            ('firstName', 'Ben\nNoah'), ('lastName', 'Verdi'),
            ('notes', 'mine'), ('birthDate.year', '1981'),
            ('canBeContactedByMaison', 'true'), ('emails[0].email', ''),
            ('companyName', 'Inc.'), ('allowStoreDataAbroad', 'true'),
            ('phones[0].phone', '3337654321')):
        expect(fields[name].strip() == value, name, fields)
    answer = browser.post(EDIT, sent({**fields, 'keep.notes': 'true',
                                      'keep.phones': 'true'}))
    expect(answer.status == 303, answer.status, alert_of(answer))
    query = """SELECT firstName, lastName, notes, birthDate, companyName,
        canBeContactedByMaison, version FROM customer"""
    expect(room.rows(query) == [('Ben\nNoah', 'Verdi', 'theirs', '1981-01-01',
                                 'Inc.', 1, 6)], room.rows(query))
    expect(room.rows('SELECT * FROM email') == [], 'addresses came back')
    phone, = room.rows('SELECT phone FROM phone')
    expect('3331234567' in phone[0], phone)


def what_is_kept_is_shown_with_faults(room):
    create(room, firstName='Ana', notes='theirs')
    browser = visit(room)
    fields = {**fields_of(browser.get(EDIT)), 'notes': 'mine',
              'companyName': '', 'keep.notes': 'true'}
    page = browser.post(EDIT, fields)
    expect(page.status == 400, page.status)
    expect(fields_of(page)['notes'].strip() == 'theirs', page.page)
    answer = browser.post('/desk/customer/2/edit', fields)
    expect(answer.status == 404, answer.status)


def a_user_of_the_server_has_no_way_out(room):
    key = add_key(room, 'ana')
    room.configure('remote-user: yes')
    browser = Browser(room)
    browser.env = {'AUTH_TYPE': 'Basic', 'REMOTE_USER': 'ana'}
    page = browser.get('/desk')
    expect('ana' in page.page and 'sign-out' not in page.page, page.page)
    browser.env['REMOTE_USER'] = 'ben'
    browser.sign_in(key)
    page = browser.get('/desk')
    expect(page.status == 200 and 'sign-out' in page.page, page.page)


TESTS = [
    one_signs_in_and_out, the_cookie_is_the_desks_alone,
    nothing_of_a_session_is_kept_but_a_hash, a_session_ends_after_half_a_day,
    a_session_ends_with_its_key, what_is_forged_is_nobodys,
    a_key_that_is_none_opens_nothing, no_other_site_signs_anybody_in,
    no_other_site_does_anything,
    one_comes_back_to_the_page_that_was_asked_for,
    a_key_sees_what_its_scopes_allow, a_user_of_the_server_needs_no_sign_in,
    a_search_stands_in_no_address, a_list_goes_on, filters_are_kept_and_shown,
    bounds_are_seen_to, a_record_has_all_there_is,
    a_record_tells_what_became_of_it, what_a_key_may_not_see_is_not_there,
    a_store_that_fails_is_told, a_correction_changes_what_was_corrected,
    faults_are_told_all_at_once, two_who_correct_at_once_are_told,
    who_may_not_write_corrects_nothing, a_page_sent_as_it_is_changes_nothing,
    lines_in_items_are_joined, browsers_fill_in_nothing_of_their_own,
    values_that_are_none_are_shown_as_entered,
    pages_of_our_own_are_no_other_site, no_other_origin_reads_the_desk,
    a_session_ends_when_its_key_is_rotated,
    a_hidden_consent_keeps_its_wording,
    a_session_that_is_not_kept_has_no_cookie, what_others_changed_stays,
    what_is_kept_is_shown_with_faults, a_user_of_the_server_has_no_way_out,
]


CLOCKED = [a_session_ends_after_half_a_day, a_session_ends_with_its_key]


def why_not(test):
    return ctl.no_clock() if test in CLOCKED else None


def new_room():
    return pathlib.Path(tempfile.mkdtemp(prefix='crm-desk.'))


def main(words):
    tests = [test for test in TESTS
             if not words or any(word in test.__name__ for word in words)]
    return ctl.report(tests, ctl.Room, why_not, new_room)


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
