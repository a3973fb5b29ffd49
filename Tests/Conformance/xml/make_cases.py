"""Writes the documents that Tests/AWSRuntimeTests holds XMLScanner against, as expat reads them.

    python3 Tests/Conformance/xml/make_cases.py

A case is a document with its elements and texts, or with `refused`. The documents are put together from parts that are
right or wrong, and some are mutated. They are the same on every run. expat does not count prefixes, and neither does rekon.
The cases stay clear of what rekon refuses on purpose: document types, CDATA, other encodings and names in other letters.
"""

import json
import random
import re
from pathlib import Path
from xml.parsers import expat

SEED = 20_261_129
COUNT = 1500
FILE = Path(__file__).parents[2] / "AWSRuntimeTests" / "Fixtures" / "expat-xml.json"

NAMES = ["a", "b", "Error", "n:b", "_x", "x-1", "x.y", ":c"]
WRONG_NAMES = ["1a", "-a", ".a", "", "a$", " a"]
TEXTS = [
    "x", "1", " ", "\n", "\t", "\r\n", "\r", "\r\r\n", "&#13;\n", "é", "🚦", "\x7f", "\x85", "&amp;", "&lt;", "&gt;", "&quot;",
    "&apos;", "&#65;", "&#x41;", "&#0000000000000065;", "&#x10FFFF;", "&#9;", "&#xD7FF;", "&#xE000;", ">", "]", "]]", "]>",
    "\"", "'", "&#xfffd;", "\ufffd", "a--b",
]
WRONG_TEXTS = [
    "&", "&;", "&x;", "&AMP;", "&amp", "& amp;", "&amp ;", "&#;", "&#x;", "&#x+41;", "&#+65;", "&#-65;", "&# 65;", "&#6 5;",
    "&#65", "&#X41;", "&#0;", "&#1;", "&#x1F;", "&#11;", "&#55296;", "&#xDFFF;", "&#xFFFE;", "&#65535;", "&#x110000;",
    "&#99999999999999999999;", "]]>", "\x00", "\x01", "\x0b", "\x1f", "\ufffe", "\uffff", "<", "< b/>", "<>", "</>", "</ b>",
]
ATTRIBUTES = [
    "x='1'", 'y="2"', "n:x=''", "z = '3'", "u\n=\t'<'".replace("<", "&lt;"), "v='>'", "w='\r\n'", "q='\"'", "xmlns='u'",
    "xmlns:n='u'", "t='&#65;&amp;]]>'",
]
WRONG_ATTRIBUTES = [
    "x", "x=", "x=1", "='1'", "1='1'", "x='<'", "x='&'", "x='&x;'", "x='&#1;'", "x='", "x=\"'", "x='\x01'", "x:='1' x:='2'",
    "y='1' y='1'", "a='1'b='2'", "a='1',b='2'", "/",
]
COMMENTS = ["<!-- c -->", "<!---->", "<!-- - -->", "<!-- <b> & -->", "<?p?>", "<?p d?>", "<?p ??>", "<?p\n<b>?>", "<?xmlx ?>"]
WRONG_COMMENTS = [
    "<!-- a--b -->", "<!-- a--->", "<!--->", "<!-->", "<!- c -->", "<!-- \x01 -->", "<!-- c", "<?p", "<? p?>", "<??>", "<?1?>",
    "<?p/x?>", "<?xml version='1.0'?>", "<?XML x?>", "<?p \x01?>", "<!x>", "<!>",
]
DECLARATIONS = [
    "<?xml version='1.0'?>", '<?xml version="1.0" encoding="UTF-8"?>', "<?xml version='1.0' encoding='utf-8' ?>",
    "<?xml  version = '1.0'\n?>", "<?xml version='1.0' standalone='yes'?>",
    "<?xml version='1.0' encoding='UTF-8' standalone=\"no\"?>",
]
WRONG_DECLARATIONS = [
    "<?xml?>", "<?xml ?>", "<?xml encoding='UTF-8'?>", "<?xml version='1.0' version='1.0'?>", "<?xml version=1.0?>",
    "<?xml version='1.0'encoding='UTF-8'?>", "<?xml version='1.0' standalone='maybe'?>", "<?xml version='1.0' x='y'?>",
    "<?xml version='1.0' standalone='yes' encoding='UTF-8'?>", "<?xml version='1.0'>", "<?xml version='1.0'", " <?xml version='1.0'?>",
    "<?xml version='1.0' encoding='no-such-encoding'?>", "<?xml version=\"1.0'?>",
]
ENDS = ["", "", "", "\n", "\r\n", " \t", "<!-- c -->", "<?p d?>\n"]
WRONG_ENDS = ["x", "<b/>", "&#32;", "&amp;", "<a>", "</a>", "\x00", "é", "]]>", "<!--", "<"]
INSERTED = "<>&;!-?/='\" ax1#]:\x01\r\n"


class Writer:
    """Puts a document together; a part is wrong with the given probability."""

    def __init__(self, rng, wrong):
        self.rng, self.wrong = rng, wrong

    def part(self, right, wrong):
        return self.rng.choice(wrong if self.rng.random() < self.wrong else right)

    def element(self, depth=0):
        name = self.part(NAMES, WRONG_NAMES)
        start = "<" + name
        known = set()
        for _ in range(self.rng.choice([0, 0, 0, 1, 2, 3])):
            attribute = self.part(ATTRIBUTES, WRONG_ATTRIBUTES)
            if attribute in known and self.rng.random() > self.wrong:
                continue
            known.add(attribute)
            start += self.part([" ", "\n", "  "], [""]) + attribute
        start += self.rng.choice(["", "", " ", "\n"])
        if self.rng.random() < 0.2:
            return start + "/>"
        end = "</" + self.part([name], NAMES) + self.rng.choice(["", "", " "]) + ">"
        return start + ">" + self.content(depth + 1) + end

    def content(self, depth):
        parts = []
        for _ in range(self.rng.randint(0, 4)):
            kind = self.rng.random()
            if kind < 0.6:
                parts.append(self.part(TEXTS, WRONG_TEXTS))
            elif kind < 0.75:
                parts.append(self.part(COMMENTS, WRONG_COMMENTS))
            elif depth < 5:
                parts.append(self.element(depth))
        return "".join(parts)

    def document(self):
        start = self.part(DECLARATIONS, WRONG_DECLARATIONS) if self.rng.random() < 0.4 else self.rng.choice(["", "", "\ufeff"])
        middle = self.part([""] + COMMENTS, WRONG_COMMENTS) if self.rng.random() < 0.3 else ""
        return start + middle + self.element() + self.part(ENDS, WRONG_ENDS)


def mutated(rng, text):
    place = rng.randrange(len(text))
    kind = rng.random()
    if kind < 0.3:
        return text[:place] + text[place + 1:]
    if kind < 0.5:
        return text[:place]
    return text[:place] + rng.choice(INSERTED) + text[place + (kind < 0.7):]


def local(name):
    return ([part for part in name.split(":") if part] or [name])[-1]


def read(document):
    """The elements and texts that expat finds; None if it refuses the document."""
    pieces = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, _: pieces.append("<" + local(name))
    parser.EndElementHandler = lambda _: pieces.append(">")

    def text(data):
        if pieces[-1].startswith("="):
            pieces[-1] += data
        else:
            pieces.append("=" + data)

    parser.CharacterDataHandler = text
    try:
        parser.Parse(document.encode(), True)
    except (expat.ExpatError, LookupError):
        return None
    return pieces


def is_of_both(document):
    """Whether rekon has no rule of its own about it."""
    declaration = re.match(r"<\?xml\s.*?\?>", document, re.DOTALL)
    is_plain = declaration is None or declaration.group() in DECLARATIONS + WRONG_DECLARATIONS
    return is_plain and not re.search(r"<!\[|<!DOCTYPE|[<&/?][\w:.-]*[^\x00-\x7f]", document)


def make_text():
    rng = random.Random(SEED)
    documents = []
    # Each wrong part once in a document that is right without it.
    documents += ["<a>" + text + "</a>" for text in TEXTS + WRONG_TEXTS + COMMENTS + WRONG_COMMENTS]
    documents += ["<a " + text + "/>" for text in ATTRIBUTES + WRONG_ATTRIBUTES]
    documents += [text + "<a/>" for text in DECLARATIONS + WRONG_DECLARATIONS + COMMENTS + WRONG_COMMENTS]
    documents += ["<a/>" + text for text in ENDS + WRONG_ENDS]
    documents += ["<" + text + "/>" for text in NAMES + WRONG_NAMES] + ["", " ", "\ufeff", "<!-- c -->"]
    while len(documents) < COUNT:
        document = Writer(rng, rng.choice([0, 0, 0.02, 0.1])).document()
        if rng.random() < 0.4:
            document = mutated(rng, document)
        if is_of_both(document):
            documents.append(document)
    cases = []
    for document in dict.fromkeys(documents):
        pieces = read(document)
        cases.append({"xml": document} | ({"refused": True} if pieces is None else {"pieces": pieces}))
    lines = ",\n".join(json.dumps(case, sort_keys=True) for case in cases)
    return f'{{"cases": [\n{lines}\n]}}\n'


if __name__ == "__main__":
    FILE.write_text(make_text(), encoding="utf-8")
