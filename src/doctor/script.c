/* The script of the self-check: sends requests that no form can send. */

/*
 * The script then shows the page that comes back. Without the script curl does
 * the same.
 */
#include "doctor/script.h"

/* The page is well-formed XML too, so that neither < nor & may stand here. */
/* clang-format off */
const char doctor_script[] =
"'use strict';\n"
"(() => {\n"
/* Sends the largest empty batch; returns the answer's status, 0 without one. */
"async function sendLargest(form) {\n"
"	const most = Number(form.dataset.most);\n"
"	try {\n"
"		const answer = await fetch(form.dataset.batch, {\n"
"			method: 'POST',\n"
"			headers: { 'Content-Type': 'application/json' },\n"
"			body: ' '.repeat(most - 2) + '[]' });\n"
"		return answer.status;\n"
"	} catch {\n"
"		return 0;\n"
"	}\n"
"}\n"
"\n"
"async function probe(form) {\n"
"	const answer = await fetch(form.action, {\n"
"		method: 'POST',\n"
"		headers: { Authorization: 'Basic Y2hlY2s6Y2hlY2s=',\n"
"			'Idempotency-Key': '\"check\"' },\n"
"		body: new URLSearchParams({ sent: 'headers',\n"
"			ticket: form.elements.ticket.value,\n"
"			body: await sendLargest(form) }) });\n"
"	const page = new DOMParser().parseFromString(\n"
"		await answer.text(), 'text/html');\n"
"	document.querySelector('main').replaceWith(\n"
"		page.querySelector('main'));\n"
"	begin();\n"
"}\n"
"\n"
"function begin() {\n"
"	const form = document.getElementById('form');\n"
"	const button = document.getElementById('probe');\n"
"	if (!button)\n"
"		return;\n"
"	button.hidden = false;\n"
"	button.addEventListener('click', () => {\n"
"		button.disabled = true;\n"
"		probe(form).catch(() => form.submit());\n"
"	});\n"
"}\n"
"\n"
"begin();\n"
"})();\n";
