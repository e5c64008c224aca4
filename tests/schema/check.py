"""Whether every packet of an edition fits docs/packet.schema.json.

    python tests/schema/check.py docs/packet.schema.json sample-data/archive/2026-10

Validates with jsonschema (`pip install -r tests/schema/requirements.txt`), which shares no
code with the program. A property that the schema does not name is an error here, although
readers of packets should let one pass: this is how the schema is known to be whole.
"""

import json
import sys
from pathlib import Path

from jsonschema import Draft202012Validator


def closed(schema):
    """The schema, allowing no property that it does not name."""
    if isinstance(schema, dict):
        inner = {key: closed(value) for key, value in schema.items()}
        # A variant of an enumeration names its tag only, and its fields by reference.
        if "properties" in inner and "$ref" not in inner:
            inner["additionalProperties"] = False
        return inner
    if isinstance(schema, list):
        return [closed(value) for value in schema]
    return schema


def main(schema_path, edition):
    schema = json.loads(Path(schema_path).read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(opened(closed(schema)))
    folder = Path(edition)
    packets = sorted([*folder.glob("people/*.json"), *folder.glob("teams/*.json")])
    packets.append(folder / "organisation.json")
    if len(packets) < 3:
        sys.exit(f"{edition} has {len(packets)} packets, which proves nothing")
    wrong = 0
    for path in packets:
        for error in validator.iter_errors(json.loads(path.read_text("utf-8"))):
            wrong += 1
            print(f"{path}: {error.json_path}: {error.message[:200]}")
    print(f"{len(packets)} packets, {wrong} misfits")
    return 1 if wrong else 0


def opened(schema):
    """Undoes `closed` for what a variant of an enumeration refers to: the tag stands outside."""
    for variant in schema.get("$defs", {}).get("ChartSpec", {}).get("oneOf", []):
        name = variant.get("$ref", "").rpartition("/")[2]
        schema["$defs"].get(name, {}).pop("additionalProperties", None)
        if "$ref" in variant:
            variant["unevaluatedProperties"] = False
    return schema


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2]))
