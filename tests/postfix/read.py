"""Reads the mailbox that an edition was sent to, with Python's own mail parser.

    read.py MAILBOX EDITION LEDGER_FOLDER

Everybody whom the edition's recipients.csv has an address for got their mail once; each is
addressed to who got it, in a subject and a text of both forms; what is attached is, byte for
byte, what the manifest of the edition lists; and delivery.csv says the same.
"""

import csv
import hashlib
import json
import sys
from collections import Counter
from email import policy
from email.parser import BytesParser
from pathlib import Path

mailbox, edition, ledger = (Path(argument) for argument in sys.argv[1:4])
manifest = json.loads((edition / "manifest.json").read_text())["files"]
known = {entry["sha256"]: path for path, entry in manifest.items()}


def rows(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def check(holds, message):
    if not holds:
        sys.exit(f"the mailbox is wrong: {message}")


def attached(message):
    """Path in the edition of each attachment, by its name."""
    files = {}
    for part in message.iter_attachments():
        name = part.get_filename()
        check(name and "/" not in name, f"an attachment has no proper name: {name!r}")
        digest = hashlib.sha256(part.get_payload(decode=True)).hexdigest()
        check(digest in known, f"{name} is no file of the edition")
        files[name] = known[digest]
    return files


letters = []
for path in sorted((mailbox / "new").iterdir()):
    message = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
    reached = message["Delivered-To"]
    check(message["To"].addresses[0].addr_spec == reached, f"{path.name}: sent to {message['To']}, reached {reached}")
    check(message["Subject"].strip(), f"{path.name} has no subject")
    check(not message.defects, f"{path.name}: {message.defects}")
    for form in ("plain", "html"):
        body = message.get_body((form,))
        check(body is not None and body.get_content().strip(), f"{path.name} has no {form} text")
    raw = path.read_bytes().split(b"\n\n", 1)[0]
    check(all(byte < 128 for byte in raw), f"{path.name}: a header is not ASCII")
    letters.append((reached, message["Message-ID"], attached(message)))

recipients = rows(edition / "recipients.csv")
by_id = {row["id"]: row for row in recipients if row["kind"] == "person"}
ids = Counter(identifier for _, identifier, _ in letters)
check(max(ids.values(), default=0) == 1, "a mail came twice")
for address, _, files in letters:
    for path in files.values():
        kind, _, name = path.partition("/")
        if kind == "people":
            owner = by_id[name.rpartition(".")[0]]
            check(owner["address"] == address, f"{path} went to {address}")
sent = [row for row in rows(ledger / "delivery.csv") if row["state"] == "sent"]
check(len(sent) == len(letters), f"{len(sent)} are reported as sent, {len(letters)} came")
people = {path for _, _, files in letters for path in files.values() if path.endswith(".pdf") and path.startswith("people/")}
wanted = {f"people/{row['id']}.pdf" for row in by_id.values() if row["address"]}
check(people == wanted, f"packets not as wanted: {people ^ wanted}")
others = sum(len(files) for _, _, files in letters) - len(people)
print(f"{len(letters)} mails came once each: {len(people)} packets of people, {others} other files")
