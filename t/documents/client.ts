// Creates customers with the typed client, and asks for all else that there is:
// prints the ids of the customers that stay. Arguments: the server's URL, and an
// API key.

import { JsonApiClient, JsonServiceClient } from '@servicestack/client';
import {
	CreateCustomer, CreateCustomerResponse, DeleteCustomer, Email, Event,
	ExportCustomer, ExportCustomerResponse, GetCustomer, GetCustomerChanges,
	GetCustomerChangesResponse, GetCustomerPaginated,
	GetCustomerPaginatedResponse, GetCustomerResponse, GetCustomerV2,
	GetCustomerV2Response, GetMe, GetMeResponse, GetTask, GetTaskDetail,
	Interest, PatchCustomer, Task, UpdateCustomer,
} from './dtos.js';

declare const process: { argv: string[] };
const [, , server = '', key = ''] = process.argv;

const company = () => new CreateCustomer({
	privacyPolicyAcceptanceStorage: true,
	canBeContactedByMaison: false,
	clientType: 'COMPANY',
	companyName: 'Example & Sons',
	countryId: 'it',
	posCode: 'ES100:102048',
	brand: 'CAR',
	weddingDate: '2020-01-18',
	contactBySMSFlag: true,
	allowStoreDataAbroad: null,
	emails: [
		new Email({ email: 'ana@example.com', isMainEmail: true }),
		new Email({ email: 'office@example.com', isMainEmail: false }),
	],
	events: [new Event({ eventType: 'Other', eventDate: '2021-07-26' })],
});

const one: CreateCustomerResponse =
	await new JsonServiceClient(server).post(company());
const api = await JsonApiClient.create(server).api(company());
const many: CreateCustomerResponse[] =
	await new JsonServiceClient(server).sendAll([company(), company()]);

const expect = (good: boolean, what: string) => {
	if (!good)
		throw new Error(what);
};
const client = new JsonServiceClient(server);
client.bearerToken = key;
const { boosterCustomerId }: CreateCustomerResponse =
	await client.post(company());
const customerId = String(boosterCustomerId);

const short: GetCustomerResponse =
	await client.get(new GetCustomer({ boosterCustomerId }));
expect(short.id === boosterCustomerId
	&& short.emails?.[0]?.email === 'ana@example.com', 'GetCustomer');
const read = (): Promise<GetCustomerV2Response> =>
	client.get(new GetCustomerV2({ customerId }));
const { companyName, emails = [] } = await read();
expect(companyName === 'Example & Sons' && emails.length === 2,
	'GetCustomerV2');
const other = company();
await client.put(new UpdateCustomer({
	boosterCustomerId,
	canBeContactedByMaison: other.canBeContactedByMaison,
	clientType: other.clientType,
	companyName: 'Updated',
	countryId: other.countryId,
	posCode: other.posCode,
	brand: other.brand,
	emails,
}));
await client.patch(new PatchCustomer({ boosterCustomerId, notes: 'patched',
	interests: [new Interest({ interest: 'Watches', sapInterestId: 'CA-1' })],
	reset: ['emails'] }));
const changed = await read();
expect(changed.companyName === 'Updated' && changed.notes === 'patched'
	&& changed.emails === undefined, 'UpdateCustomer, PatchCustomer');
const page: GetCustomerPaginatedResponse = await client.post(
	new GetCustomerPaginated({ brand: 'CAR', posCodes: ['ES100:*'], items: 5,
		boosterCustomerIds: [boosterCustomerId], noCount: null,
		interests: [new Interest({ interest: 'Watches' })] }));
expect(page.elements?.[0]?.companyName === 'Updated', 'GetCustomerPaginated');
const { next = '' }: GetCustomerChangesResponse = await client.get(
	new GetCustomerChanges({ brand: 'CAR', items: 1 }));
expect(next !== '', 'GetCustomerChanges');
const { asyncTaskId }: ExportCustomerResponse = await client.post(
	new ExportCustomer({ brand: 'CAR', posCodes: ['*'],
		downloadRequestId: 'typed' }));
const tasks: Task[] = await client.get(new GetTask());
const task: Task = await client.get(new GetTaskDetail({ asyncTaskId }));
expect(tasks.some((one) => one.asyncTaskId === asyncTaskId)
	&& task.percentage === 100, 'GetTask, GetTaskDetail');
const me: GetMeResponse = await client.get(new GetMe());
expect(me.scopes.includes('erase'), 'GetMe');
await client.delete(new DeleteCustomer({ boosterCustomerId }));
const gone = await client.api(new GetCustomer({ boosterCustomerId }));
expect(gone.errorCode === 'NotFound', 'DeleteCustomer');

console.log(JSON.stringify(
	[one, api.response, ...many].map((answer) => answer?.boosterCustomerId)));
