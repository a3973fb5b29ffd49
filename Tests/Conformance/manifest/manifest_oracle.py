"""The published rules for Custom Labels manifests, once more, in Python: written from the guide and from
specs/manifest-rules.md, not from rekon's code. `python manifest_oracle.py TRAINING [TESTING|auto]` prints a count of each code."""

import collections
import json
import math
import re
import sys

sys.set_int_max_str_digits(0)

SOURCE = re.compile(r"[sS]3://([0-9A-Za-z.\-_]{3,255})/(.+)", re.S)
BOOKKEEPING = {"source-ref", "cl-metadata", "cl-errors", "errors", "warnings"}
CLASS_ID = re.compile(r"0|[1-9][0-9]{0,14}")
MAGIC = (b"\x1f\x8b", b"PK\x03\x04", b"\x28\xb5\x2f\xfd", b"\xfd7zXZ", b"BZh", b"\xff\xfe", b"\xfe\xff", b"{\0", b"\0{",
         b"\0\0\xfe\xff", b"\0\0\0{")
WARNINGS = {
    "WARNING_UNANNOTATED_RECORD", "WARNING_NO_ANNOTATIONS", "WARNING_NO_ATTRIBUTE_ANNOTATIONS",
    "DUPLICATE_SOURCE_REF", "IMAGE_IN_TRAINING_AND_TESTING", "TOO_MANY_LABELS_PER_IMAGE", "LABEL_WITHOUT_IMAGES",
    "TOO_MANY_TEST_IMAGES_PER_LABEL", "FRACTIONAL_BOUNDING_BOXES", "ERROR_INSUFFICIENT_IMAGES_PER_LABEL_FOR_AUTOSPLIT",
    "IMAGE_SIZE_WITHOUT_LIST",
}
IMAGE, OBJECT = "IMAGE_LEVEL_LABELS", "OBJECT_LOCALIZATION"


def refuse_constant(text):
    raise ValueError(text)


def unique(pairs):
    if len({name for name, _ in pairs}) < len(pairs):
        raise ValueError("a name occurs twice")
    return dict(pairs)


DECODER = json.JSONDecoder(parse_constant=refuse_constant, object_pairs_hook=unique)


def whole(value):
    """The integer that a JSON number is, or None."""
    if type(value) is float and value.is_integer():
        value = int(value)
    if type(value) is int and abs(value) <= 2**53:
        return value
    return None


def pixels(value):
    """The number of pixels that a JSON number is, or None."""
    if type(value) not in (int, float):
        return None
    if whole(value) is not None:
        return whole(value)
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def has_fraction(value):
    """Whether a number of pixels is not whole. Beyond 2**53 all are."""
    return type(value) is float and abs(value) < 2**53


def is_number(value):
    return type(value) in (int, float)


def depth(text):
    deepest = level = 0
    in_string = escaped = False
    for character in text:
        if in_string:
            if escaped:
                escaped = False
            elif character == "\\":
                escaped = True
            elif character == '"':
                in_string = False
        elif character == '"':
            in_string = True
        elif character in "[{":
            level += 1
            deepest = max(deepest, level)
        elif character in "]}":
            level -= 1
    return deepest


class Manifest:
    def __init__(self, dataset, training=None):
        self.dataset, self.training = dataset, training
        self.findings = []
        self.total = self.valid = self.ignored = self.invalid = 0
        self.images, self.duplicates, self.shared = {}, 0, 0
        self.bucket, self.mixed = None, False
        self.fraction = None
        self.bare_size = None
        self.boxes = self.dropped = 0
        self.lines = collections.Counter()
        self.names = set()
        self.label_images = {None: collections.Counter(), IMAGE: collections.Counter(), OBJECT: collections.Counter()}
        self.size = 0

    def add(self, code, line=None):
        self.findings.append((line, code))

    # Lines

    def line(self, raw):
        self.total += 1
        self.number = self.total
        outcome = self.outcome(raw)
        if outcome == "valid":
            self.valid += 1
        elif outcome == "ignored":
            self.ignored += 1
        else:
            self.invalid += 1

    def outcome(self, raw):
        if len(raw) > 100_000:
            characters = len(raw) if len(raw) > 400_000 else sum(1 for byte in raw if byte & 0xC0 != 0x80)
            if characters > 100_000:
                self.add("LINE_TOO_LONG", self.number)
                return "invalid"
        try:
            text = raw.decode("utf-8")
            if text.count("[") + text.count("{") >= 512 and depth(text) > 512:
                raise ValueError("depth")
            document = DECODER.decode(text)
            if type(document) is not dict:
                raise ValueError("no object")
            if "\\u" in text:
                json.dumps(document, ensure_ascii=False).encode("utf-8")
        except (ValueError, RecursionError):
            self.add("ERROR_INVALID_JSON_LINE", self.number)
            return "invalid"
        return self.judge(document)

    def judge(self, document):
        invalid = not self.source(document)
        uses, usable, formats = [], 0, set()
        found = bad = 0
        for key, metadata in document.items():
            if len(key.encode()) > 9 and key.endswith("-metadata") and key != "source-ref-metadata" and key[:-9] in document:
                found += 1
                result, labels = self.attribute(document[key[:-9]], metadata)
                if result in (IMAGE, OBJECT):
                    formats.add(result)
                    uses += [(label, result) for label in labels]
                    if result == OBJECT:
                        usable += len(labels)
                elif result == "image":
                    bad += 1
                    invalid = True
                elif result == "invalid":
                    bad += 1
        if found == 0:
            if "source-ref" in document and set(document) <= BOOKKEEPING:
                self.add("WARNING_UNANNOTATED_RECORD", self.number)
                return "invalid" if invalid else "ignored"
            self.add("ERROR_NO_LABEL_ATTRIBUTES", self.number)
            return "invalid"
        if not formats:
            if bad:
                self.add("ERROR_NO_VALID_LABEL_ATTRIBUTES", self.number)
                return "invalid"
            self.add("WARNING_NO_ANNOTATIONS", self.number)
            return "invalid" if invalid else "ignored"
        if invalid:
            return "invalid"
        self.boxes += usable
        for use_case in formats:
            self.lines[use_case] += 1
        labels = {label for label, _ in uses}
        if len(labels) > 50:
            self.add("TOO_MANY_LABELS_PER_IMAGE", self.number)
        for label in labels:
            self.label_images[None][label] += 1
        for label, use_case in set(uses):
            self.label_images[use_case][label] += 1
        return "valid"

    def source(self, document):
        if "source-ref" not in document:
            self.add("ERROR_MISSING_SOURCE_REF", self.number)
            return False
        source = document["source-ref"]
        match = SOURCE.fullmatch(source) if type(source) is str else None
        if match is None or len(match[2].encode()) > 1024:
            self.add("ERROR_INVALID_SOURCE_REF_FORMAT", self.number)
            return False
        if source in self.images:
            self.images[source] += 1
            self.duplicates += 1
            self.add("DUPLICATE_SOURCE_REF", self.number)
        else:
            self.images[source] = 1
            if self.training is not None and source in self.training.images:
                self.shared += 1
                self.add("IMAGE_IN_TRAINING_AND_TESTING", self.number)
        if self.bucket is None:
            self.bucket = match[1]
        elif self.bucket != match[1] and not self.mixed:
            self.mixed = True
            self.add("ERROR_IMAGES_IN_MULTIPLE_S3_BUCKETS", self.number)
        return True

    # Label attributes

    def metadata_error(self):
        self.add("ERROR_INVALID_LABEL_ATTRIBUTE_METADATA_FORMAT", self.number)

    def format_error(self):
        self.add("ERROR_INVALID_LABEL_ATTRIBUTE_FORMAT", self.number)

    def attribute(self, value, metadata):
        if type(metadata) is not dict or type(metadata.get("type")) is not str:
            self.metadata_error()
            return "invalid", []
        if metadata["type"] == "groundtruth/object-detection":
            return self.objects(value, metadata)
        if metadata["type"] == "groundtruth/image-classification":
            return self.image_level(value, metadata)
        self.add("ERROR_UNSUPPORTED_USE_CASE_TYPE", self.number)
        return "invalid", []

    def origin(self, metadata):
        good = True
        if metadata.get("human-annotated") not in ("yes", "no"):
            self.metadata_error()
            good = False
        if type(metadata.get("creation-date")) is not str or not metadata["creation-date"]:
            self.metadata_error()
            good = False
        return good

    def name_fits(self, name):
        if len(name) > 256:
            self.add("ERROR_INVALID_LABEL_NAME_LENGTH", self.number)
            return False
        return True

    def image_level(self, value, metadata):
        good = True
        if whole(value) is None:
            self.format_error()
            good = False
        confidence = metadata.get("confidence")
        if not is_number(confidence) or not 0 <= confidence <= 1:
            self.metadata_error()
            good = False
        good = self.origin(metadata) and good
        name = metadata.get("class-name")
        if type(name) is not str or not name:
            self.metadata_error()
            return "invalid", []
        if not self.name_fits(name) or not good:
            return "invalid", []
        self.names.add(name)
        return IMAGE, [name]

    def objects(self, value, metadata):
        if type(value) is not dict:
            self.format_error()
            return "invalid", []
        shaped = self.shape(value)
        described = self.object_metadata(metadata)
        if not shaped or not described:
            return "invalid", []
        size = self.sizes(value)[0]
        width, height = whole(size["width"]), whole(size["height"])
        if not (64 <= width <= 4096 and 64 <= height <= 4096):
            self.add("ERROR_INVALID_IMAGE_DIMENSION", self.number)
            return "image", []
        if max(width, height) > 20 * min(width, height):
            self.add("ERROR_INVALID_IMAGE", self.number)
            return "image", []
        boxes = value.get("annotations", [])
        if not boxes:
            self.add("WARNING_NO_ATTRIBUTE_ANNOTATIONS", self.number)
            return "empty", []
        if len(boxes) > 50:
            self.add("ERROR_TOO_MANY_BOUNDING_BOXES", self.number)
            return "invalid", []
        self.names.update(metadata["class-map"].values())
        labels = []
        for index, box in enumerate(boxes):
            label = self.box(box, width, height, index, metadata)
            if label is not None:
                labels.append(label)
        self.dropped += len(boxes) - len(labels)
        if not labels:
            self.add("ERROR_NO_VALID_ANNOTATIONS", self.number)
            return "invalid", []
        return OBJECT, labels

    @staticmethod
    def sizes(value):
        sizes = value.get("image_size")
        return [sizes] if type(sizes) is dict else sizes

    def shape(self, value):
        good = True
        sizes = self.sizes(value)
        if type(value.get("image_size")) is dict:
            self.bare_size = self.bare_size or self.number
        if (
            type(sizes) is not list or len(sizes) != 1 or type(sizes[0]) is not dict
            or any((whole(sizes[0].get(name)) or 0) < 1 for name in ("width", "height", "depth"))
        ):
            self.format_error()
            good = False
        boxes = value.get("annotations", [])
        if type(boxes) is not list or any(
            type(box) is not dict
            or whole(box.get("class_id")) is None
            or any(pixels(box.get(name)) is None for name in ("top", "left", "width", "height"))
            for box in boxes
        ):
            self.format_error()
            good = False
        return good

    def object_metadata(self, metadata):
        good = self.origin(metadata)
        objects = metadata.get("objects")
        if type(objects) is not list or any(
            type(entry) is not dict or not (entry.get("confidence") is None or is_number(entry["confidence"]))
            for entry in objects
        ):
            self.metadata_error()
            good = False
        classes = metadata.get("class-map")
        if type(classes) is not dict:
            self.metadata_error()
            return False
        for name in classes.values():
            if type(name) is not str or not name:
                self.metadata_error()
                good = False
            elif not self.name_fits(name):
                good = False
        return good

    def box(self, box, width, height, index, metadata):
        left, top, wide, high = sides = [pixels(box[name]) for name in ("left", "top", "width", "height")]
        if any(map(has_fraction, sides)):
            self.fraction = self.fraction or self.number
        good = True
        largest = max(width, height)
        scale = 1280 if largest > 1280 else 1
        smallest = largest if largest > 1280 else 1
        if any(map(has_fraction, sides)) and all(0 <= side <= 1 for side in sides):
            self.add("ERROR_BOUNDING_BOX_TOO_SMALL", self.number)
            good = False
        elif not all(
            # Less than a pixel outside is in the image, if its values are read as whole pixels.
            start > -1 and length >= 0 and start + length < size + 1
            for start, length, size in ((left, wide, width), (top, high, height))
        ):
            self.add("ERROR_INVALID_BOUNDING_BOX", self.number)
            good = False
        elif wide * scale <= smallest or high * scale <= smallest:
            self.add("ERROR_BOUNDING_BOX_TOO_SMALL", self.number)
            good = False
        entries = metadata["objects"]
        if index >= len(entries) or entries[index].get("confidence") is None:
            self.add("ERROR_MISSING_BOUNDING_BOX_CONFIDENCE", self.number)
            good = False
        identifier = str(whole(box["class_id"]))
        if not CLASS_ID.fullmatch(identifier) or identifier not in metadata["class-map"]:
            self.add("ERROR_MISSING_CLASS_MAP_ID", self.number)
            return None
        return metadata["class-map"][identifier] if good else None

    # The manifest

    @property
    def use_case(self):
        if not self.lines:
            return None
        return IMAGE if self.lines[IMAGE] > self.lines[OBJECT] else OBJECT

    def finish(self, split=False):
        if self.size > 1_000_000_000:
            self.add("ERROR_MANIFEST_SIZE_TOO_LARGE")
        if self.total == 0:
            self.add("ERROR_EMPTY_MANIFEST")
            return
        if self.total > 250_000:
            self.add("ERROR_MANIFEST_ROWS_EXCEEDS_MAXIMUM")
        # More than a fifth of the lines without the ignored ones is at least a warning.
        if self.invalid * 5 > self.total - self.ignored:
            self.add("ERROR_TOO_MANY_INVALID_ROWS_IN_MANIFEST")
        if self.fraction:
            self.add("FRACTIONAL_BOUNDING_BOXES", self.fraction)
        if self.bare_size:
            self.add("IMAGE_SIZE_WITHOUT_LIST", self.bare_size)
        used = self.label_images[None]
        usable = self.label_images[self.use_case or OBJECT]
        if len(used) > 250:
            self.add("ERROR_MANIFEST_TOO_MANY_LABELS")
        fewest = 2 if self.use_case == IMAGE else 1
        if len(used) < fewest:
            self.add("ERROR_MANIFEST_TOO_FEW_LABELS")
        elif len(usable) < fewest:
            self.add("ERROR_MANIFEST_TOO_FEW_USABLE_LABELS")
        if split and any(count < 2 for count in usable.values()):
            self.add("ERROR_INSUFFICIENT_IMAGES_PER_LABEL_FOR_AUTOSPLIT")
        if self.names - set(used):
            self.add("LABEL_WITHOUT_IMAGES")
        if self.dataset == "testing" and any(count > 1000 for count in used.values()):
            self.add("TOO_MANY_TEST_IMAGES_PER_LABEL")

    def read(self, path, split=False):
        with open(path, "rb") as file:
            if file.read(6).startswith(MAGIC):
                self.add("ERROR_MANIFEST_INACCESSIBLE_OR_UNSUPPORTED_FORMAT")
                return self
            file.seek(0)
            for line in file:
                self.size += len(line)
                self.line(line[:-1] if line.endswith(b"\n") else line)
        self.finish(split)
        return self


def overlap(training, testing):
    # Without any label in the testing data, its own findings say why.
    if not testing.label_images[None]:
        return []
    for code, use_case in (
        ("ERROR_INSUFFICIENT_LABEL_OVERLAP", None),
        ("ERROR_INSUFFICIENT_USABLE_LABEL_OVERLAP", training.use_case or OBJECT),
    ):
        # Brand locations: image-level labels may be tested with bounding boxes.
        if use_case == IMAGE and testing.use_case == OBJECT:
            continue
        trained, tested = set(training.label_images[use_case]), set(testing.label_images[use_case])
        if trained and len(trained & tested) / len(trained) < 0.5:
            return [(None, code)]
    return []


def main():
    split = sys.argv[2:] == ["auto"]
    training = Manifest("training").read(sys.argv[1], split)
    findings = list(training.findings)
    if len(sys.argv) > 2 and not split:
        testing = Manifest("testing", training).read(sys.argv[2])
        findings += testing.findings + overlap(training, testing)
    for code, count in sorted(collections.Counter(code for _, code in findings).items()):
        print(code, count)


if __name__ == "__main__":
    main()
