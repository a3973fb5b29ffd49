"""The JSON Schemas of specs/, for Python's jsonschema."""

import functools
import json

import jsonschema
import pytest
from referencing import Registry, Resource

from support.rekon import ROOT


@functools.cache
def schema_validator(name):
    """The validator of `specs/NAME`; references between the schemas are resolved."""
    schemas = {path.name: json.loads(path.read_text()) for path in (ROOT / "specs").glob("*.schema.json")}
    registry = Registry().with_resources((key, Resource.from_contents(schema)) for key, schema in schemas.items())
    jsonschema.Draft202012Validator.check_schema(schemas[name])
    return jsonschema.Draft202012Validator(schemas[name], registry=registry)


def validate(name, document):
    """The document follows the schema, and the schema is strict: it refuses an unknown key."""
    schema_validator(name).validate(document)
    with pytest.raises(jsonschema.ValidationError):
        schema_validator(name).validate({**document, "surprise": 1})
