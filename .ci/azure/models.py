#!/usr/bin/env python3
"""Reads a plan of `entrance azure plan --json` from standard input, and its bodies into Microsoft's models.

A body fits if the models know each member of it, and write the same JSON that they read.
"""

import json
import sys
import types

from install import MODELS


def without_initialization(name: str) -> None:
    """A package whose own code is left out; it would need the whole SDK."""
    package = types.ModuleType(name)
    package.__path__ = [str(MODELS / name.replace(".", "/"))]
    sys.modules[name] = package


for name in ("msgraph", "msgraph.generated", "msgraph.generated.models"):
    without_initialization(name)

from kiota_serialization_json.json_parse_node_factory import JsonParseNodeFactory
from kiota_serialization_json.json_serialization_writer_factory import JsonSerializationWriterFactory
from msgraph.generated.models.application import Application
from msgraph.generated.models.service_principal import ServicePrincipal


def unknown_members(model: object, place: str) -> list[str]:
    """What a model took without knowing it, anywhere in it."""
    found = [f"{place}.{name}" for name in getattr(model, "additional_data", None) or {}]
    for name, value in vars(model).items() if hasattr(model, "__dict__") else ():
        for one in value if isinstance(value, list) else [value]:
            if hasattr(one, "additional_data"):
                found += unknown_members(one, f"{place}.{name}")
    return found


def written(model: object) -> object:
    writer = JsonSerializationWriterFactory().get_serialization_writer("application/json")
    model.serialize(writer)
    return json.loads(writer.get_serialized_content())


def main() -> int:
    changes = json.load(sys.stdin)["changes"]
    wrong = 0
    for change in changes:
        request = change["request"]
        kind = Application if request["path"].startswith("/applications") else ServicePrincipal
        # The placeholders stand for GUIDs, which the models demand.
        text = json.dumps(request["body"])
        for placeholder in ("{api.appId}", "{page.appId}"):
            text = text.replace(placeholder, "00001111-aaaa-2222-bbbb-3333cccc4444")
        node = JsonParseNodeFactory().get_root_parse_node("application/json", text.encode())
        model = node.get_object_value(kind)
        unknown = unknown_members(model, kind.__name__)
        body, again = json.loads(text), written(model)
        again.pop("@odata.type", None)
        if unknown or again != body:
            wrong += 1
            print(f"FAIL {change['setting']}: unknown {unknown}, {body} became {again}")
        else:
            print(f"ok   {change['part']} {change['setting']}")
    return 1 if wrong or not changes else 0


if __name__ == "__main__":
    sys.exit(main())
