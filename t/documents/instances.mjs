// Messages on each side of every rule: made from the account of the members in
// t/fields.tsv and from the rules that the service promises. The document and
// the program have no say in what they should be.

import { readFileSync } from 'node:fs';

// The rows of t/fields.tsv: { message, name, kind, need, max }.
const rows = readFileSync(`${process.env.top_srcdir}/t/fields.tsv`, 'utf8')
	.split('\n')
	.filter((line) => line && !line.startsWith('#'))
	.slice(1)
	.map((line) => {
		const [message, , name, kind, need, max] = line.split('\t');

		return { message, name, kind, need, max: Number(max) };
	});

export const fields = rows.filter(
	({ message }) => message !== 'CreateCustomerResponse');

const isList = ({ kind }) => kind.startsWith('List<');

// The list that items of a message stand in.
export const listOf = (message) =>
	fields.find(({ kind }) => kind === `List<${message}>`).name;

// Rules beyond kind, need and length, by the member's name: values that keep
// one, and values that break it, with the code of the fault.
const codes = (good, ...bad) => ({
	good: good.split('|'),
	bad: { Enum: [...bad, 'none', 'Ñ'] },
});
const country = codes('it|cn|az|gb|de|fr|us|ch', 'xx', 'ita', 'Italy');
const label = 'a'.repeat(63);
const email = {
	good: [
		'ana@example.com', "o'brien+tag=x@a.example.org", 'x@1-2.example',
		`${'a'.repeat(64)}@example.com`, `x@${label}.example.com`,
		`x@${`${label}.`.repeat(3)}${'b'.repeat(60)}`, 'aña@exämple.com',
		`${'é'.repeat(32)}@example.com`, '用户@例子.公司', 'e\u0301@مثال٣.com',
		`x@${`${'é'.repeat(31)}.`.repeat(3)}${'é'.repeat(31)}`,
	],
	bad: {
		Email: [
			'ana', 'ana@', '@example.com', 'ana@example', 'a@b@example.com',
			'a..b@example.com', '.a@example.com', 'a.@example.com',
			'a b@example.com', '"a"@example.com', 'ana@[127.0.0.1]',
			'a(b)@example.com', 'ana@-a.example', 'ana@a-.example',
			'ana@a..example', 'ana@a_b.example', 'ana@example.com.',
			'a\u00A0b@example.com', 'o’brien@example.com', '“a”@example.com',
			'a…b@example.com', 'ana@a․example', 'ana@a\u2011b.example',
			'😀@example.com', 'ana@😀.example', `${'a'.repeat(65)}@example.com`,
			`x@${'a'.repeat(64)}.example.com`,
			`x@${`${label}.`.repeat(3)}${'b'.repeat(61)}`,
			`${'é'.repeat(33)}@example.com`,
			`x@${`${'é'.repeat(31)}.`.repeat(4)}example`,
		],
	},
};
const special = {
	clientType: codes('PRIVATE|COMPANY', 'PRIVAT', 'OTHER'),
	gender: codes('M|F', 'X', 'MF'),
	preferredContactMethod: codes('Fax|Tel|EMail|Mail|Survey', 'Pigeon'),
	phoneType: codes('Home|Mobile|Work|Other|Secondary Address', 'Car'),
	addressType: codes('Home|Office|Shipping', 'Work'),
	eventType: codes('Birthday|Wedding|Anniversary|Barmitza|Other', 'Easter'),
	languageId: codes('ita|chi|aze|eng|ger', 'xxx', 'it', 'Italian'),
	countryId: country,
	countryPrefix: { ...country, bad: { Enum: ['xx', '39', '+39'] } },
	title: { good: ['Mr & Mrs', 'Captain', 'Herr Dr.'], bad: {} },
	brand: {
		good: ['CAR', 'MTB', 'car'],
		bad: { RegularExpression: ['CA', 'CARS', 'C4R', 'CÄR', 'C R'] },
	},
	posCode: {
		good: ['ES100:102048', 'x'],
		bad: { RegularExpression: ['ES100 102048', 'a\tb', 'a\u3000b'] },
	},
	phone: {
		good: [
			'13888889999', '352858088', '+39 (333) 12-34.56', '1234',
			'(+39) 1234', '1'.repeat(15), '+39 (0) 333 1234567',
		],
		bad: {
			RegularExpression: ['none', '12a4', '1+234', '++1234', '12/345'],
			InclusiveBetween: ['123', '1'.repeat(16), '1-2-3'],
		},
	},
	email,
	saleRepresentativeEmail: email,
	referenceSaleRepresentativeEmail: email,
};

const day = (hours) => new Date(Date.now() + hours * 3600e3)
	.toISOString().slice(0, 10);
const moment = (seconds) => new Date(Date.now() + seconds * 1e3)
	.toISOString();

const malformed = ['yesterday', '01/02/2020', '2021-02-29', '2021-13-01',
	'2021-04-31', '0000-12-31', '20-12-30', '2020-12-30T'];

// A day counts as come when it has begun at UTC+14; a moment may be five
// minutes ahead. Tests stay an hour, or some minutes, away from that.
const days = {
	birthDate: {
		good: ['1900-01-01', '2020-02-29', day(13)],
		bad: {
			SerializationException: malformed,
			InclusiveBetween: ['1899-12-31', '0999-01-01', day(39)],
		},
	},
	weddingDate: {
		good: ['0001-01-02', '1899-12-31', day(13)],
		bad: {
			SerializationException: malformed,
			InclusiveBetween: [day(39), '9999-12-31'],
		},
	},
	eventDate: {
		good: ['0001-01-02', '2021-01-20', '9999-12-31'],
		bad: {
			SerializationException: malformed,
			NotEmpty: ['0001-01-01'],
		},
	},
	registrationDate: {
		good: ['2020-12-30T10:11:12Z', '2020-12-30T10:11:12.345+14:00',
			'1969-12-31T23:59:59-05:30', moment(0)],
		bad: {
			SerializationException: ['yesterday', '2021-02-29T10:11:12Z',
				'2020-12-30T24:11:12Z', '2020-12-30T10:60:12Z',
				'2020-12-30T10:11:12+15:00', '0000-12-30T10:11:12Z'],
			InclusiveBetween: [moment(1800), '9999-12-30T00:00:00Z'],
		},
	},
};

// The two kinds of customers, with all members.
export function customers(whole) {
	return {
		PRIVATE: { ...whole, clientType: 'PRIVATE' },
		COMPANY: { ...whole, clientType: 'COMPANY' },
	};
}

// A copy of a customer with something done to it.
function changed(customer, change) {
	const copy = structuredClone(customer);

	change(copy);
	return copy;
}

// Yields { what, path, message, code }: code is that of the one fault to be
// found at the path, undefined if the message is good.
export function* instances(whole) {
	const { PRIVATE, COMPANY } = customers(whole);

	yield { what: 'a private person', message: PRIVATE };
	yield { what: 'a company', message: COMPANY };
	for (const field of fields)
		yield* ofField(field, { PRIVATE, COMPANY });
}

// Where a field's record is in a customer, and how its faults call it.
function place({ message, name }) {
	if (message === 'CreateCustomer')
		return { at: (customer) => customer, path: name };
	const list = listOf(message);

	return {
		at: (customer) => customer[list][0],
		path: `${list}[0].${name}`,
	};
}

function* ofField(field, kinds) {
	const { at, path } = place(field);
	// Without a second item no other is the main one.
	const set = (value, code, kind = 'PRIVATE') => ({
		what: `${path} is ${shown(value)}`,
		path,
		message: changed(kinds[kind], (customer) => {
			at(customer)[field.name] = value;
		}),
		code,
	});

	yield* ofNeed(field, kinds, set);
	if (isList(field))
		yield* ofList(field, kinds, set);
	else if (field.kind.startsWith('bool'))
		yield* ofValues(set, {
			good: [true, false],
			bad: { SerializationException: ['perhaps', {}, [], 2] },
		});
	else if (field.kind.startsWith('DateTime'))
		yield* ofValues(set, days[field.name], [true, {}, []]);
	else
		yield* ofText(field, set);
}

function shown(value) {
	const text = JSON.stringify(value) ?? 'left out';

	return text.length > 60 ? `${text.slice(0, 56)}… (${text.length})` : text;
}

function* ofValues(set, { good, bad }, wrong = []) {
	for (const value of good)
		yield set(value);
	for (const [code, values] of Object.entries(bad))
		for (const value of values)
			yield set(value, code);
	for (const value of wrong)
		yield set(value, 'SerializationException');
}

function* ofNeed({ need, kind }, kinds, set) {
	const text = kind === 'string';
	const nothing = [undefined, null, ...text ? ['', ' \t', '\u3000', '\u200B\uFEFF'] : []];
	const [, type] = need.split('=');

	if (need === 'required') {
		for (const value of nothing)
			yield set(value, 'NotEmpty');
	} else if (type) {
		for (const value of nothing)
			yield set(value, 'NotEmpty', type);
		for (const other of Object.keys(kinds))
			if (other !== type)
				yield set(undefined, undefined, other);
	} else {
		yield set(undefined);
		if (kind.endsWith('?'))
			yield set(null);
	}
}

function* ofText({ name, max }, set) {
	const rule = special[name];
	const isBounded = max && !(rule?.bad.Enum || name === 'brand');

	if (rule)
		yield* ofValues(set, rule);
	yield* ofValues(set, { good: [], bad: {} }, [true, {}, [], ['x']]);
	if (isBounded) {
		yield set('x'.repeat(max));
		yield set('\u{1D11E}'.repeat(max));
		yield set('x'.repeat(max + 1), 'MaximumLength');
		yield set('\u{1D11E}'.repeat(max + 1), 'MaximumLength');
	}
	if (!rule)
		yield* ofValues(set, { good: ['x', 'Ç デ', '<&>"\'\n,;'], bad: {} });
}

function* ofList(field, kinds, set) {
	const message = field.kind.slice(5, -1);
	const [item] = kinds.PRIVATE[field.name];
	const flag = fields.find((other) => other.message === message
		&& other.name.startsWith('isMain'))?.name;
	const items = (count, ...main) => Array.from({ length: count },
		(_, i) => (flag ? { ...item, [flag]: main.includes(i) } : item));

	yield* ofValues(set, {
		good: [[], items(1, 0), items(2), items(64, 63)],
		bad: { InclusiveBetween: [items(65)] },
	}, ['x', true, {}]);
	for (const wrong of ['x', [], true])
		yield { ...set([item, wrong], 'SerializationException'),
			path: `${field.name}[1]` };
	if (flag)
		yield { ...set(items(3, 0, 2), 'Predicate'),
			path: `${field.name}[2].${flag}` };
}
