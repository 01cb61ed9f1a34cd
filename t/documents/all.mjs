// Runs all tests, or those that DOCUMENTS names, one after the other: they share
// a server.

const { DOCUMENTS: names = 'lint agree paths types pages' } = process.env;

for (const name of names.split(' '))
	await import(`./${name}.mjs`);
