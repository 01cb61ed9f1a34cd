// Has other people's tools read the document.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { configured, plain } from './document.mjs';

const folder = mkdtempSync(join(tmpdir(), 'lint.'));

function write(name, value) {
	const file = join(folder, name);

	writeFileSync(file, JSON.stringify(value));
	return file;
}

// The document without predefined routes but those of /api, which the others are
// like: it takes Spectral some minutes and gigabytes to read all of it.
const some = structuredClone(plain);

for (const path of Object.keys(some.paths))
	if (/\/(reply|oneway)\//.test(path))
		delete some.paths[path];

const wrong = structuredClone(some);

delete wrong.info.title;
wrong.components.schemas.Email.type = 'mail';
const files = {
	plain: write('plain.json', plain),
	some: write('some.json', some),
	configured: write('configured.json', configured),
	wrong: write('wrong.json', wrong),
};

// Each tool's options, and what errors its answer has.
const tools = {
	redocly: {
		documents: ['plain', 'configured'],
		options: ['lint', '--format=json', '--max-problems=1000'],
		errors: ({ problems }) => problems
			.filter(({ severity }) => severity === 'error')
			.map(({ message }) => message),
	},
	spectral: {
		documents: ['some'],
		options: ['lint', '--format=json', '--quiet',
			`--ruleset=${write('ruleset.json', { extends: ['spectral:oas'] })}`],
		errors: (problems) => problems
			.filter(({ severity }) => severity === 0)
			.map(({ message }) => message),
	},
};

// Runs a tool on a file; returns its errors.
async function lint(tool, file) {
	const { options, errors } = tools[tool];
	const { stdout, stderr } = await promisify(execFile)(
		join('node_modules', '.bin', tool), [...options, file], {
			maxBuffer: 1e8,
			env: { ...process.env, REDOCLY_TELEMETRY: 'off',
				REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
		}).catch((error) => error);

	try {
		return errors(JSON.parse(stdout));
	} catch (error) {
		throw new Error(`${error}: ${stdout}${stderr}`);
	}
}

for (const [tool, { documents: read }] of Object.entries(tools)) {
	for (const what of read)
		test(`${tool} finds no error in the document, ${what}`, async () => {
			assert.deepEqual(await lint(tool, files[what]), []);
		});

	test(`${tool} would find mistakes`, async () => {
		assert((await lint(tool, files.wrong)).length >= 2);
	});
}
