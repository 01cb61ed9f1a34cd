// The messages of the operations as a generated client has them, and a customer
// to send: for Node.js and for a page alike.

export class CreateCustomerResponse {
	boosterCustomerId;
	constructor(init) {
		Object.assign(this, init);
	}
}

export class CreateCustomer {
	privacyPolicyAcceptanceStorage; tvPrivacyPolicyAcceptanceStorage;
	title; firstName; lastName; firstNameNotLatin; lastNameNotLatin;
	middleName; nameSuffix; canBeContactedByMaison; clientType; companyName;
	languageId; gender; countryId; birthDate; customerReference; posCode;
	brand; weddingDate; preferredContactMethod; contactByEmailFlag;
	contactByMailFlag; contactByPhoneFlag; contactBySMSFlag;
	contactBySocialMediaFlag; saleRepresentativeEmail; allowStoreDataAbroad;
	tvAllowStoreDataAbroad; emails; phones; addresses; events; interests;
	hobbies; productCollections; dataSharingConsent; notes;
	referenceSaleRepresentativeEmail; registrationDate;

	constructor(init) {
		Object.assign(this, init);
	}
	getTypeName() {
		return 'CreateCustomer';
	}
	getMethod() {
		return 'POST';
	}
	createResponse() {
		return new CreateCustomerResponse();
	}
}

// A company, which needs few fields; with others in the place of these, or
// besides.
export function company(others) {
	return new CreateCustomer({
		privacyPolicyAcceptanceStorage: true,
		canBeContactedByMaison: false,
		clientType: 'COMPANY',
		companyName: 'Example Ltd.',
		countryId: 'it',
		posCode: 'ES100:102048',
		brand: 'CAR',
		...others,
	});
}

// A message of an operation that answers with an instance of a class, or with
// nothing.
const message = (name, method, answer) => class {
	constructor(init) {
		Object.assign(this, init);
	}
	getTypeName() {
		return name;
	}
	getMethod() {
		return method;
	}
	createResponse() {
		return answer && new answer();
	}
};

export const GetCustomer = message('GetCustomer', 'GET', Object);
export const GetCustomerV2 = message('GetCustomerV2', 'GET', Object);
export const UpdateCustomer = message('UpdateCustomer', 'PUT');
export const PatchCustomer = message('PatchCustomer', 'PATCH');
export const DeleteCustomer = message('DeleteCustomer', 'DELETE');
export const GetCustomerPaginated =
	message('GetCustomerPaginated', 'GET', Object);
export const GetCustomerChanges = message('GetCustomerChanges', 'GET', Object);
export const ExportCustomer = message('ExportCustomer', 'POST', Object);
export const GetTask = message('GetTask', 'GET', Array);
export const GetTaskDetail = message('GetTaskDetail', 'GET', Object);
export const GetMe = message('GetMe', 'GET', Object);
