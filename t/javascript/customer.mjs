// The messages of the operation as a generated client has them, and a customer
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
