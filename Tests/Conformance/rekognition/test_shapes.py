"""Compares the Swift shapes in Sources/Rekognition with botocore's model of the API.

The test reads the structs whose doc comment says `API: NAME`. Their stored properties and the cases of their CodingKeys
must be the members of the shape NAME, with the same types. A member that the model requires is not optional in Swift.
"""

import re

import botocore.loaders
import botocore.model
import pytest

from support.rekon import ROOT

FOLDER = ROOT / "Sources/Rekognition"
MODEL = botocore.model.ServiceModel(botocore.loaders.Loader().load_service_model("rekognition", "service-2"))
SCALARS = {"string": "String", "integer": "Int", "long": "Int64", "float": "Double", "double": "Double",
           "boolean": "Bool", "timestamp": "Timestamp"}


class Struct:
    """A struct: its name, its shape, and its members without those of nested structs."""

    def __init__(self, shape, name):
        self.shape, self.name, self.members, self.types = shape, name, {}, {}


def read(text):
    """The structs of a Swift file; each ends at the brace with the indentation of its start."""
    found, open_structs, shape = [], [], None
    for line in text.splitlines():
        if match := re.match(r" *///.*\bAPI: (\w+)", line):
            shape = match[1]
        elif match := re.match(r"( *)package struct (\w+): Codable", line):
            open_structs.append((match[1], Struct(shape, match[2])))
            found.append(open_structs[-1][1])
            shape = None
        elif open_structs and line == open_structs[-1][0] + "}":
            open_structs.pop()
        # A property with a value belongs to rekon and is not in the body.
        elif open_structs and (match := re.match(r" +package var (\w+): ([^=]+)$", line)):
            open_structs[-1][1].types[match[1]] = match[2]
        elif open_structs and (match := re.match(r' +case (\w+) = "(\w+)"$', line)):
            open_structs[-1][1].members[match[2]] = match[1]
    return found


STRUCTS = [struct for path in sorted(FOLDER.glob("*.swift")) for struct in read(path.read_text()) if struct.shape]
NAMES = {struct.shape: struct.name for struct in STRUCTS}


def swift_type(shape):
    if shape.type_name == "structure":
        return NAMES[shape.name]
    if shape.type_name == "list":
        return f"[{swift_type(shape.member)}]"
    if shape.name == "TagMap":
        # Its keys are compared as bytes.
        return "Tags"
    if shape.type_name == "map":
        return f"[{swift_type(shape.key)}: {swift_type(shape.value)}]"
    return SCALARS[shape.type_name]


def test_every_operation_is_covered():
    for operation in ("CreateProjectVersion", "DescribeProjectVersions", "DescribeProjects", "ListTagsForResource",
                      "DescribeDataset", "ListDatasetEntries", "ListDatasetLabels"):
        model = MODEL.operation_model(operation)
        assert {model.input_shape.name, model.output_shape.name} <= set(NAMES)
    assert len(NAMES) == len(STRUCTS)


@pytest.mark.parametrize("struct", STRUCTS, ids=lambda struct: struct.shape)
def test_members(struct):
    shape = MODEL.shape_for(struct.shape)
    assert struct.members.keys() == shape.members.keys()
    assert sorted(struct.members.values()) == sorted(struct.types)
    for name, member in shape.members.items():
        written = struct.types[struct.members[name]]
        # A nested type may be written with the type around it.
        assert re.sub(r"\w+\.", "", written.removesuffix("?")) == swift_type(member), name
        assert name not in shape.required_members or not written.endswith("?"), name
