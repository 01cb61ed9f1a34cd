"""Creates customers as one would in Python, with FastAPI and sqlite3."""
import os
import sqlite3
from datetime import datetime, timezone
from typing import Any, Dict, List, Optional

from fastapi import FastAPI, HTTPException
from pydantic import BaseModel, Extra

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
MEMBERS = CONSENTS + [
    "title", "firstName", "lastName", "firstNameNotLatin", "lastNameNotLatin",
    "middleName", "nameSuffix", "clientType", "companyName", "languageId",
    "gender", "countryId", "birthDate", "customerReference", "posCode",
    "brand", "weddingDate", "preferredContactMethod",
    "saleRepresentativeEmail", "notes", "referenceSaleRepresentativeEmail",
    "registrationDate",
]


class Customer(BaseModel, extra=Extra.allow):
    """What must be there; the rest is taken as it is."""
    privacyPolicyAcceptanceStorage: bool
    canBeContactedByMaison: bool
    clientType: str
    countryId: str
    posCode: str
    brand: str
    emails: Optional[List[Dict[str, Any]]]
    phones: Optional[List[Dict[str, Any]]]


app = FastAPI()
db = sqlite3.connect(os.environ["CRM_DATABASE"], timeout=5,
                     isolation_level=None, check_same_thread=False)
db.execute("PRAGMA foreign_keys=ON")
db.execute("PRAGMA journal_mode=WAL")
db.execute("PRAGMA synchronous=FULL")


def insert(table, columns, rows):
    names = ",".join(f'"{column}"' for column in columns)
    marks = ",".join("?" * len(columns))
    return db.executemany(f"INSERT INTO {table}({names}) VALUES({marks})",
                          rows)


def store(customer):
    now = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    insert("customer", ["created", "route", "format"] + MEMBERS,
           [[now, "/customer", "json"] + [customer.get(m) for m in MEMBERS]])
    (number,) = db.execute("SELECT last_insert_rowid()").fetchone()
    for member, (table, columns) in LISTS.items():
        insert(table, ["customer", "position"] + columns,
               [[number, i] + [item.get(c) for c in columns]
                for i, item in enumerate(customer.get(member) or [])])
    insert("consent", ["customer", "purpose", "granted", "when", "source",
                       "version"],
           [[number, purpose, customer[purpose], now, "/customer", 1]
            for purpose in CONSENTS if customer.get(purpose) is not None])
    return number


@app.post("/{name}/customer")
async def create(name: str, customer: Customer):
    try:
        db.execute("BEGIN IMMEDIATE")
        number = store(customer.dict())
        db.execute("COMMIT")
    except sqlite3.Error as error:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise HTTPException(503, "not stored") from error
    return {"boosterCustomerId": number}
