#!/bin/sh
# How fast crmctl import takes customers in, beside SQLite that inserts the same
# rows alone. Usage: bench/import.sh [ROWS [JOURNAL]]

: "${top_builddir:=$(cd "$(dirname "$0")/.." && pwd)}"
rows=${1:-100000}
journal=${2:-rollback}
room=$(mktemp -d "${TMPDIR:-/tmp}/crm-import.XXXXXX") || exit 1
trap 'rm -rf "$room"' EXIT
printf 'database: %s/data/crm.db\njournal: %s\n' "$room" "$journal" >"$room/crm.conf"
awk -v rows="$rows" 'BEGIN {
	srand(1)
	print "firstName,lastName,clientType,title,gender,canBeContactedByMaison,countryId,languageId,brand,posCode,customerReference,emails[0].email,emails[0].isMainEmail,phones[0].phone,phones[0].countryPrefix,phones[0].isMainPhone,addresses[0].addressType,addresses[0].street,addresses[0].city,addresses[0].zipCode,addresses[0].countryId,addresses[0].isMainAddress,birthDate,notes,privacyPolicyAcceptanceStorage"
	for (i = 0; i < rows; i++)
		printf "Ana%d,Rossi%d,private,Mrs.,F,yes,it,ita,CAR,ES%d,R%d,a.%d@example.com,yes,+39 333 %07d,it,yes,Home,Via Roma %d,Milano,20%03d,it,yes,%d-0%d-1%d,Likes blue,yes\n", rand() * 5000, rand() * 20000, rand() * 50, i, i, rand() * 1e7, rand() * 200, rand() * 100, 1940 + rand() * 60, 1 + rand() * 9, rand() * 10
}' >"$room/customers.csv"
python3 - "$top_builddir" "$room" <<'END_OF_PYTHON'
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import time

build, room = map(pathlib.Path, sys.argv[1:])
began = time.monotonic()
child = subprocess.Popen([build / 'crmctl', '--config', room / 'crm.conf',
                          'import', room / 'customers.csv'],
                         stderr=subprocess.DEVNULL)
_, status, used = os.wait4(child.pid, 0)
passed = time.monotonic() - began
assert status == 0
file = room / 'data' / 'crm.db'
base = sqlite3.connect(file)
count, = base.execute('SELECT count(*) FROM customer').fetchone()
mode, = base.execute('PRAGMA journal_mode').fetchone()
shutil.copy(file, room / 'from.db')
schema = [sql for sql, in base.execute(
    "SELECT sql FROM sqlite_schema WHERE sql NOTNULL"
    " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")]
rest = {name: base.execute(f'SELECT * FROM {name}').fetchall()
        for name in ('wording', 'import', 'counter')}
base.close()
base = sqlite3.connect(room / 'from.db')
base.execute('CREATE INDEX of ON search(customer)')
base.execute('CREATE INDEX of_row ON import_row(record)')
base.close()
base = sqlite3.connect(room / 'to.db')
base.execute(f'PRAGMA journal_mode={mode}')
for sql in schema:
    base.execute(sql)
for name, rows in rest.items():
    for row in rows:
        base.execute(f'INSERT INTO {name} VALUES({",".join("?" * len(row))})',
                     row)
base.commit()
base.close()
# as many customers in a transaction as the import takes in 70 ms
most = max(1, int(count / passed / 14))
_, cpu, wall = map(float, subprocess.check_output(
    [build / 'bench' / 'bare', room / 'from.db', room / 'to.db',
     str(most)]).split())
mine = used.ru_utime + used.ru_stime
print(f'{count} customers, journal {mode}, {most} in a transaction')
print(f'crmctl import: {passed:.1f} s, {count / passed:.0f} a second; '
      f'processor {mine:.1f} s')
print(f'SQLite alone:  {wall:.1f} s, {count / wall:.0f} a second; '
      f'processor {cpu:.1f} s')
print(f'rate beside SQLite: {wall / passed:.2f}, '
      f'by the processor {cpu / mine:.2f}')
END_OF_PYTHON
