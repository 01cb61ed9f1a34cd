// What the service hands out about itself, and a judge of messages by it.

import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { configure, room } from '../javascript/room.mjs';

// Gets what is handed out at a path, as the configuration makes it.
async function get(path) {
	const response = await fetch(`${room.server}${path}`);

	if (response.status !== 200)
		throw new Error(`${path}: ${response.status}`);
	return response.text();
}

// Gets the document, as the configuration makes it, at short URLs or below the
// program's own.
export async function document(below = '') {
	return JSON.parse(await get(`${below}/openapi.json`));
}

// All of it once, before any test begins: as it is, and with codes that no
// document and no comment should stumble over.
export const plain = await document();

configure('unknown: reject', 'codes.gender: X, "Y"', 'codes.phoneType: *',
	'codes.title: a*/b, c\u2028d, `e`, ${f}, g\\, </h>', 'max-items: 1');
export const configured = await document();
export const classes = await get('/types/typescript');

configure();

const bytes = (text) => new TextEncoder().encode(text).length;

// What the document says in words of its own.
const keywords = [
	{
		keyword: 'x-seconds-ahead',
		type: 'string',
		schemaType: 'number',
		validate: (seconds, text) =>
			Date.parse(text) <= Date.now() + seconds * 1000,
	},
	{
		keyword: 'x-octets',
		type: 'string',
		schemaType: 'array',
		validate: ([all, local], text) => bytes(text) <= all
			&& bytes(text.replace(/@[^]*/, '')) <= local,
	},
];

// Makes what says whether a message fits a schema of the document; unless it
// knows, it takes the words of its own for no rules.
export function judge({ components: { schemas } }, name = 'CreateCustomer',
	knows = true) {
	const ajv = new Ajv2020({
		strictTypes: false, meta: false, validateSchema: false,
	});

	formats.default(ajv);
	ajv.addFormat('idn-email', true); // the pattern says all of it
	ajv.addFormat('int32', Number.isInteger);
	ajv.addVocabulary(['components', 'xml']);
	for (const keyword of keywords)
		ajv.addKeyword(knows ? keyword : keyword.keyword);
	ajv.addSchema({ $id: 'document', components: { schemas } });
	return ajv.compile({ $ref: `document#/components/schemas/${name}` });
}
