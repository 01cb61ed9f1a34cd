// Creates customers with the typed client: prints their ids. Arguments: the
// server's URL.

import { JsonApiClient, JsonServiceClient } from '@servicestack/client';
import { CreateCustomer, CreateCustomerResponse, Email, Event } from './dtos.js';

declare const process: { argv: string[] };
const server = process.argv[2] ?? '';

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

console.log(JSON.stringify(
	[one, api.response, ...many].map((answer) => answer?.boosterCustomerId)));
