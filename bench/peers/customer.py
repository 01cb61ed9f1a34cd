#!/usr/bin/python3
"""Creates a customer as one would in Python, with its standard library."""
import json
import os
import sqlite3
import sys
from datetime import datetime, timezone

LISTS = {
    "emails": ("email", ["email", "isMainEmail"]),
    "phones": ("phone",
               ["phone", "countryPrefix", "phoneType", "isMainPhone"]),
    "addresses": ("address",
                  ["addressType", "countryId", "houseNumber", "stateId",
                   "city", "zipCode", "street", "street2", "street3",
                   "street4", "street5", "isMainAddress", "poBox",
                   "additionalInformation"]),
    "events": ("event",
               ["eventType", "eventDate", "eventNotes", "eventOtherName"]),
    "interests": ("interest", ["interest", "sapInterestId", "translation"]),
    "hobbies": ("hobby", ["hobby", "sapHobbyId", "translation"]),
    "productCollections": ("product_collection",
                           ["productCollection", "sapProductCollectionId",
                            "translation"]),
}

CONSENTS = [
    "privacyPolicyAcceptanceStorage", "tvPrivacyPolicyAcceptanceStorage",
    "canBeContactedByMaison", "contactByEmailFlag", "contactByMailFlag",
    "contactByPhoneFlag", "contactBySMSFlag", "contactBySocialMediaFlag",
    "allowStoreDataAbroad", "tvAllowStoreDataAbroad", "dataSharingConsent",
]

MEMBERS = [
    "privacyPolicyAcceptanceStorage", "tvPrivacyPolicyAcceptanceStorage",
    "title", "firstName", "lastName", "firstNameNotLatin",
    "lastNameNotLatin", "middleName", "nameSuffix", "canBeContactedByMaison",
    "clientType", "companyName", "languageId", "gender", "countryId",
    "birthDate", "customerReference", "posCode", "brand", "weddingDate",
    "preferredContactMethod", "contactByEmailFlag", "contactByMailFlag",
    "contactByPhoneFlag", "contactBySMSFlag", "contactBySocialMediaFlag",
    "saleRepresentativeEmail", "allowStoreDataAbroad",
    "tvAllowStoreDataAbroad", "dataSharingConsent", "notes",
    "referenceSaleRepresentativeEmail", "registrationDate",
]

NEEDED = ["privacyPolicyAcceptanceStorage", "canBeContactedByMaison",
          "clientType", "countryId", "posCode", "brand"]


def insert(db, table, columns, rows):
    names = ",".join(f'"{column}"' for column in columns)
    marks = ",".join("?" * len(columns))
    return db.executemany(f"INSERT INTO {table}({names}) VALUES({marks})",
                          rows)


def store(db, customer):
    now = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    columns = ["created", "route", "format"] + MEMBERS
    insert(db, "customer", columns,
           [[now, "/customer", "json"] + [customer.get(m) for m in MEMBERS]])
    (number,) = db.execute("SELECT last_insert_rowid()").fetchone()
    for member, (table, columns) in LISTS.items():
        insert(db, table, ["customer", "position"] + columns,
               [[number, i] + [item.get(c) for c in columns]
                for i, item in enumerate(customer.get(member) or [])])
    insert(db, "consent",
           ["customer", "purpose", "granted", "when", "source",
            "version"],
           [[number, purpose, customer[purpose], now, "/customer", 1]
            for purpose in CONSENTS if customer.get(purpose) is not None])
    return number


def answer(status, body):
    text = json.dumps(body)
    print(f"Status: {status}")
    print("Content-Type: application/json; charset=utf-8")
    print(f"Content-Length: {len(text)}")
    print()
    print(text, end="")


def main():
    body = sys.stdin.buffer.read(int(os.environ.get("CONTENT_LENGTH", 0)))
    try:
        customer = json.loads(body)
    except ValueError:
        return answer("400 Bad Request", {"error": "malformed JSON"})
    missing = [name for name in NEEDED if name not in customer]
    if missing:
        return answer("400 Bad Request", {"missing": missing})
    try:
        db = sqlite3.connect(os.environ["CRM_DATABASE"], timeout=5,
                             isolation_level=None)
        db.execute("PRAGMA foreign_keys=ON")
        db.execute("PRAGMA synchronous=EXTRA")
        db.execute("PRAGMA journal_mode=TRUNCATE")
        db.execute("BEGIN IMMEDIATE")
        number = store(db, customer)
        db.execute("COMMIT")
    except sqlite3.Error as error:
        print(error, file=sys.stderr)
        return answer("503 Service Unavailable", {"error": "not stored"})
    return answer("200 OK", {"boosterCustomerId": number})


main()
