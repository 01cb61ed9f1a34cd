// Where the server, its database and its configuration are, as the command line
// says.

import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

export const { values: room } = parseArgs({
	options: {
		server: { type: 'string' }, // its URL
		data: { type: 'string' }, // the folder of its database
		config: { type: 'string' }, // its crm.conf
		key: { type: 'string' }, // an API key that may do everything
		reader: { type: 'string' }, // one that may read of ES100:* alone
		browser: { type: 'string' }, // a Chromium, if there is one
	},
});

const plain = readFileSync(room.config);

// Adds lines to the configuration that the server began with.
export function configure(...lines) {
	writeFileSync(room.config, [plain, ...lines, ''].join('\n'));
}

const query = `
import json, pathlib, sqlite3, sys
file, statement, values = sys.argv[1:]
base = sqlite3.connect(pathlib.Path(file).as_uri() + '?mode=ro', uri=True)
base.row_factory = sqlite3.Row
print(json.dumps([dict(row) for row in
                  base.execute(statement, json.loads(values))]))`;

// The rows that a statement finds, as objects.
export function select(statement, ...values) {
	return JSON.parse(execFileSync('python3', ['-c', query,
		`${room.data}/crm.db`, statement, JSON.stringify(values)]));
}

// How many customers there are.
export function customers() {
	return select('SELECT count(*) AS count FROM customer')[0].count;
}

// The members of one customer.
export function customer(id, ...members) {
	return select(`SELECT ${members} FROM customer WHERE id = ?`, id)[0];
}
