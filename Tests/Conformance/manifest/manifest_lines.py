"""Lines of manifests: as the guide shows them, with one rule broken, and with anything broken at random."""

import copy
import json
import random

ORIGIN = {"human-annotated": "yes", "creation-date": "2018-10-18T22:18:13.527256", "job-name": "labeling-job/signs"}


def image_level(image, *labels, **changes):
    line = {"source-ref": f"s3://acme-data/signs/{image}.png"}
    for number, label in enumerate(labels):
        line[f"sign{number}"] = number
        line[f"sign{number}-metadata"] = {
            "class-name": label, "confidence": 0.8, "type": "groundtruth/image-classification", **ORIGIN,
        }
    return {**line, **changes}


def boxes(image, *labels, size=(640, 480), **changes):
    names = sorted(set(labels))
    return {
        "source-ref": f"s3://acme-data/signs/{image}.jpg",
        "boxes": {
            "image_size": [{"width": size[0], "height": size[1], "depth": 3}],
            "annotations": [
                {"class_id": names.index(label), "top": 5 + index, "left": 7, "width": 40, "height": 30}
                for index, label in enumerate(labels)
            ],
        },
        "boxes-metadata": {
            "objects": [{"confidence": 1} for _ in labels],
            "class-map": {str(index): name for index, name in enumerate(names)},
            "type": "groundtruth/object-detection", **ORIGIN,
        },
        **changes,
    }


def text(lines):
    return "".join((line if type(line) is str else json.dumps(line)) + "\n" for line in lines)


def edited(line, *path, value=None, remove=False):
    line = copy.deepcopy(line)
    place = line
    for step in path[:-1]:
        place = place[step]
    if remove:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return line


def corpus():
    """For each code a training manifest that has it, with the testing manifest or other arguments that it takes."""
    good = [image_level(0, "stop"), image_level(1, "yield"), boxes(2, "stop", "yield")]
    line = boxes("bad", "stop", "yield")
    broken = {
        "ERROR_INVALID_JSON_LINE": '{"source-ref": "s3://acme-data/x.png"; }',
        "ERROR_MISSING_SOURCE_REF": edited(line, "source-ref", remove=True),
        "ERROR_INVALID_SOURCE_REF_FORMAT": edited(line, "source-ref", value="https://acme-data/x.png"),
        "ERROR_NO_LABEL_ATTRIBUTES": edited(line, "boxes-metadata", remove=True),
        "ERROR_INVALID_LABEL_ATTRIBUTE_FORMAT": edited(line, "boxes", "image_size", remove=True),
        "ERROR_INVALID_LABEL_ATTRIBUTE_METADATA_FORMAT": edited(line, "boxes-metadata", "creation-date", remove=True),
        "ERROR_NO_VALID_LABEL_ATTRIBUTES": edited(line, "boxes", value=7),
        "ERROR_MISSING_BOUNDING_BOX_CONFIDENCE": edited(line, "boxes-metadata", "objects", value=[{"confidence": 1}]),
        "ERROR_MISSING_CLASS_MAP_ID": edited(line, "boxes-metadata", "class-map", value={"0": "stop"}),
        "ERROR_INVALID_IMAGE": boxes("bad", "stop", size=(64, 2000)),
        "ERROR_INVALID_IMAGE_DIMENSION": boxes("bad", "stop", size=(640, 4097)),
        "FRACTIONAL_BOUNDING_BOXES": edited(line, "boxes", "annotations", 0, "left", value=1.25),
        "IMAGE_SIZE_WITHOUT_LIST": edited(line, "boxes", "image_size", value=line["boxes"]["image_size"][0]),
        "ERROR_INVALID_BOUNDING_BOX": edited(line, "boxes", "annotations", 0, "left", value=-1),
        "ERROR_NO_VALID_ANNOTATIONS": edited(boxes("bad", "stop"), "boxes", "annotations", 0, "left", value=9000),
        "ERROR_BOUNDING_BOX_TOO_SMALL": edited(line, "boxes", "annotations", 0, "width", value=1),
        "ERROR_TOO_MANY_BOUNDING_BOXES": boxes("bad", *["stop"] * 51),
        "ERROR_UNSUPPORTED_USE_CASE_TYPE": edited(line, "boxes-metadata", "type", value="groundtruth/wrongtype"),
        "ERROR_INVALID_LABEL_NAME_LENGTH": image_level("bad", "x" * 257),
        "WARNING_UNANNOTATED_RECORD": {"source-ref": "s3://acme-data/signs/bad.png"},
        "WARNING_NO_ANNOTATIONS": boxes("bad"),
        "WARNING_NO_ATTRIBUTE_ANNOTATIONS": edited(boxes("bad"), "boxes", "annotations", remove=True),
        "LINE_TOO_LONG": image_level("bad", "stop", note="x" * 100_000),
        "DUPLICATE_SOURCE_REF": good[0],
        "TOO_MANY_LABELS_PER_IMAGE": image_level("bad", *[f"label {number}" for number in range(51)]),
        "ERROR_IMAGES_IN_MULTIPLE_S3_BUCKETS": edited(line, "source-ref", value="s3://other-data/x.png"),
        "LABEL_WITHOUT_IMAGES": edited(line, "boxes-metadata", "class-map", "9", value="never drawn"),
    }
    cases = {code: (text(good + [bad]), None) for code, bad in broken.items()}
    cases["IMAGE_IN_TRAINING_AND_TESTING"] = (text(good), text(good))
    cases["ERROR_MANIFEST_INACCESSIBLE_OR_UNSUPPORTED_FORMAT"] = (b"\x1f\x8b\x08\0\0\0\0\0", None)
    cases["ERROR_EMPTY_MANIFEST"] = ("", None)
    cases["ERROR_TOO_MANY_INVALID_ROWS_IN_MANIFEST"] = (text(good + ["x"]), None)
    one = [image_level(number, "stop") for number in range(2)]
    cases["ERROR_MANIFEST_TOO_FEW_LABELS"] = (text(one), None)
    cases["ERROR_MANIFEST_TOO_FEW_USABLE_LABELS"] = (text(one + [boxes(9, "yield")]), None)
    many = [image_level(number, f"label {number}") for number in range(251)]
    cases["ERROR_MANIFEST_TOO_MANY_LABELS"] = (text(many), None)
    cases["ERROR_INSUFFICIENT_IMAGES_PER_LABEL_FOR_AUTOSPLIT"] = (text(good + one[:1]), "auto")
    three = [image_level(number, f"label {number}") for number in range(3)]
    cases["ERROR_INSUFFICIENT_LABEL_OVERLAP"] = (text(three), text([image_level("t", "label 0")]))
    cases["ERROR_INSUFFICIENT_USABLE_LABEL_OVERLAP"] = (
        text([boxes("a", "label 0", "label 1")]),
        text([image_level(f"t{number}", f"label {number}") for number in range(2)]),
    )
    cases["TOO_MANY_TEST_IMAGES_PER_LABEL"] = (
        text(good), text([image_level(f"t{number}", "stop") for number in range(1001)]),
    )
    cases["ERROR_MANIFEST_ROWS_EXCEEDS_MAXIMUM"] = ("{}\n" * 250_001, None)
    return cases


# Values that replace any value.
ODD = [
    None, True, 0, 1, -1, 7, 0.5, 1.0, 1.5, -0.0, -0.5, -1.5, 1e17, 1e300, 2**53, 2**53 + 1, 10**30, 10**400, -(10**400), 12.0, 63, 64, 4096, 4097,
    "", "yes", "no", "1", "é", "\u2028", "x" * 256, "x" * 257, "é" * 257, "s3://acme-data/", "S3://acme-data/a.png",
    "s3://other/b.png", "s3://ab/c", "s3://acme-data/" + "k" * 1025, "groundtruth/image-classification",
    "groundtruth/object-detection", "groundtruth/text-classification", [], {}, [{}], [[]], [None], {"0": "stop"},
    {"width": 640, "height": 480, "depth": 3}, [{"confidence": 1}], [{"confidence": None}],
]
KEYS = [
    "source-ref", "source-ref-metadata", "-metadata", "boxes", "boxes-metadata", "sign0", "sign0-metadata", "type", "width",
    "height", "depth", "left", "top", "class_id", "confidence", "annotations", "objects", "class-map", "0", "00", "-1",
    "cl-metadata", "errors", "image_size", "human-annotated",
]
SCRAPS = [
    b"\xef\xbb\xbf", b"\0", b"\xff", b"\xc3", b"\xed\xa0\x80", b"\r", b"\t", b" ", b"\\ud800", b"\\ud83d\\ude00", b"\\u00e9",
    b"\\q", b"\\u12", b"1e5", b"1E+2", b"-", b"01", b"1.", b".5", b"NaN", b"-Infinity", b"null", b"true", b"[" * 600, b"{", b"}",
    b"[", b"]", b",", b":", b'"', b"\\", b"/",
]


def places(value, path=()):
    yield path
    if type(value) is dict:
        for key, item in value.items():
            yield from places(item, (*path, key))
    elif type(value) is list:
        for index, item in enumerate(value):
            yield from places(item, (*path, index))


def changed(line, chance):
    """The line with one value or name changed."""
    path = chance.choice(list(places(line))[1:])
    line = copy.deepcopy(line)
    place = line
    for step in path[:-1]:
        place = place[step]
    kind = chance.randrange(5)
    if kind == 0:
        del place[path[-1]]
    elif kind == 1 and type(place) is dict:
        place[chance.choice(KEYS)] = place.pop(path[-1])
    elif kind == 2 and type(place) is dict:
        place[chance.choice(KEYS)] = copy.deepcopy(chance.choice(ODD))
    elif kind == 3 and type(place[path[-1]]) in (int, float):
        place[path[-1]] = chance.choice([-3, 0, 1, 2, 3, 39, 400, 479, 593, 594, 600, 641, 3000, 5000, -0.5, 0.5, 1.5]) + place[path[-1]]
    else:
        place[path[-1]] = copy.deepcopy(chance.choice(ODD))
    return line


def escaped(encoded, chance):
    """The same JSON with some characters of its strings as escapes."""
    return "".join(
        f"\\u{ord(character):04x}" if character.isalpha() and character not in "truefalsnE" and chance.random() < 0.1
        else character
        for character in encoded
    )


def random_line(chance, number):
    labels = [chance.choice(["stop", "yield", "Vorfahrt gewähren", "停", "no entry"]) for _ in range(chance.randrange(5))]
    size = chance.choice([(640, 480), (1280, 720), (1281, 64), (4000, 2667), (64, 1280), (100, 2001), (4096, 64 * 4), (4097, 800)])
    line = boxes(number, *labels, size=size) if chance.random() < 0.6 else image_level(number, *labels)
    if chance.random() < 0.1:
        line.update(image_level(number, *labels))
    for _ in range(chance.choice([0, 1, 1, 2, 4])):
        if len(line) > 0:
            line = changed(line, chance)
    separators = chance.choice([(",", ":"), (", ", ": "), (" ,\t", " :\r")])
    encoded = json.dumps(line, ensure_ascii=chance.random() < 0.5, separators=separators)
    if chance.random() < 0.05:
        encoded = escaped(encoded, chance)
    raw = encoded.encode("utf-8", "surrogatepass")
    if chance.random() < 0.2:
        place = chance.randrange(len(raw) + 1)
        kind = chance.randrange(3)
        if kind == 0:
            raw = raw[:place] + chance.choice(SCRAPS) + raw[place:]
        elif kind == 1:
            raw = raw[:place] + raw[place + chance.randrange(30):]
        else:
            # A name that comes twice.
            raw = raw.replace(b"{", b"{" + json.dumps(chance.choice(KEYS)).encode() + b": 1, ", 1)
    return raw.replace(b"\n", b"")


def random_manifest(seed, count):
    chance = random.Random(seed)
    return b"\n".join(random_line(chance, chance.randrange(2 * count)) for _ in range(count)) + b"\n" * (seed % 2)
