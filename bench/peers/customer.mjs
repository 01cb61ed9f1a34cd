// Creates customers as one would in Node.js, with Fastify and better-sqlite3:
// PORT says where, CRM_DATABASE in which database.
import Database from "better-sqlite3";
import Fastify from "fastify";

const lists = {
	emails: ["email", ["email", "isMainEmail"]],
	phones: ["phone",
		["phone", "countryPrefix", "phoneType", "isMainPhone"]],
	addresses: ["address", ["addressType", "countryId", "houseNumber",
		"stateId", "city", "zipCode", "street", "street2", "street3",
		"street4", "street5", "isMainAddress", "poBox",
		"additionalInformation"]],
	events: ["event",
		["eventType", "eventDate", "eventNotes", "eventOtherName"]],
	interests: ["interest", ["interest", "sapInterestId", "translation"]],
	hobbies: ["hobby", ["hobby", "sapHobbyId", "translation"]],
	productCollections: ["product_collection",
		["productCollection", "sapProductCollectionId", "translation"]],
};
const consents = ["privacyPolicyAcceptanceStorage",
	"tvPrivacyPolicyAcceptanceStorage", "canBeContactedByMaison",
	"contactByEmailFlag", "contactByMailFlag", "contactByPhoneFlag",
	"contactBySMSFlag", "contactBySocialMediaFlag", "allowStoreDataAbroad",
	"tvAllowStoreDataAbroad", "dataSharingConsent"];
const members = ["privacyPolicyAcceptanceStorage",
	"tvPrivacyPolicyAcceptanceStorage", "title", "firstName", "lastName",
	"firstNameNotLatin", "lastNameNotLatin", "middleName", "nameSuffix",
	"canBeContactedByMaison", "clientType", "companyName", "languageId",
	"gender", "countryId", "birthDate", "customerReference", "posCode",
	"brand", "weddingDate", "preferredContactMethod", "contactByEmailFlag",
	"contactByMailFlag", "contactByPhoneFlag", "contactBySMSFlag",
	"contactBySocialMediaFlag", "saleRepresentativeEmail",
	"allowStoreDataAbroad", "tvAllowStoreDataAbroad", "dataSharingConsent",
	"notes", "referenceSaleRepresentativeEmail", "registrationDate"];
const needed = ["privacyPolicyAcceptanceStorage", "canBeContactedByMaison",
	"clientType", "countryId", "posCode", "brand"];

const db = new Database(process.env.CRM_DATABASE, { timeout: 5000 });
db.pragma("foreign_keys=ON");
db.pragma("journal_mode=WAL");
db.pragma("synchronous=FULL");

const plain = value => typeof value === "boolean" ? Number(value)
	: value ?? null;
const prepare = (table, columns) => db.prepare(
	`INSERT INTO ${table}(${columns.map(name => `"${name}"`)})`
	+ `VALUES(${columns.map(() => "?")})`);
const root = prepare("customer", ["created", "route", "format", ...members]);
const consent = prepare("consent",
	["customer", "purpose", "granted", "when", "source", "version"]);
const inserts = Object.entries(lists).map(([member, [table, columns]]) =>
	[member, columns, prepare(table, ["customer", "position", ...columns])]);

const store = db.transaction(customer => {
	const now = new Date().toISOString().slice(0, 19) + "Z";
	const id = root.run(now, "/customer", "json",
		...members.map(name => plain(customer[name]))).lastInsertRowid;
	for (const [member, columns, insert] of inserts)
		(customer[member] ?? []).forEach((item, i) => insert.run(id, i,
			...columns.map(name => plain(item[name]))));
	for (const purpose of consents)
		if (purpose in customer)
			consent.run(id, purpose, plain(customer[purpose]), now,
				"/customer", 1);
	return id;
});

const app = Fastify();
app.post("/:name/customer", {
	schema: { body: { type: "object", required: needed } },
}, request => ({ boosterCustomerId: store.immediate(request.body) }));
await app.listen({ port: Number(process.env.PORT), host: "127.0.0.1" });
