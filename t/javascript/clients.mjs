// The clients of the tests, and what is expected of each that is refused.

import assert from 'node:assert/strict';
import { JsonApiClient, JsonServiceClient } from '@servicestack/client';
import { room } from './room.mjs';

export const clients = [
	{
		name: 'JsonServiceClient',
		make: () => new JsonServiceClient(room.server),
		reply: '/api/CreateCustomer',
		oneway: '/api/CreateCustomer',
	},
	{
		name: 'JsonServiceClient at /json',
		make: () => new JsonServiceClient(room.server).useBasePath(),
		reply: '/json/reply/CreateCustomer',
		oneway: '/json/oneway/CreateCustomer',
	},
	{
		name: 'JsonServiceClient below /cgi-bin',
		make: () => new JsonServiceClient(`${room.server}/cgi-bin/crm.cgi`),
		reply: '/api/CreateCustomer',
		oneway: '/api/CreateCustomer',
	},
	{
		name: 'JsonApiClient',
		make: () => JsonApiClient.create(room.server),
		reply: '/api/CreateCustomer',
		oneway: '/api/CreateCustomer',
	},
];

// Asserts that a promise is rejected, as the client rejects, with these fields.
export async function refused(promise, ...faults) {
	let error;

	await assert.rejects(promise, (reason) => {
		error = reason;
		return true;
	});
	const { responseStatus } = error;
	if (!responseStatus?.errors)
		throw error;
	assert.deepEqual(responseStatus.errors.map(
		({ errorCode, fieldName }) => [errorCode, fieldName]), faults);
	if (faults.length > 0) {
		assert.equal(responseStatus.errorCode, faults[0][0]);
		assert.equal(responseStatus.message,
			responseStatus.errors[0].message);
	}
	return error;
}
