"""Random files of the desired state, each with one list of versions, in random notations."""

import random

PROJECT = "arn:aws:rekognition:us-east-1:123456789012:project/signs/1690556789012"


class GeneratedFile:
    """The same seed gives the same file.

    `names` are the entries in the order of the file, `shared` those that an alias repeats, and `bytes` is the text.
    """

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.names = [f"v{number}" for number in range(self.random.randrange(5))]
        self.shared = {"v0"} if len(self.names) > 1 and self.chance(3) else set()
        lines = ["--- # é"] if self.chance(2) else []
        lines += ["apiVersion: rekon/v1", f"project: {PROJECT}" + self.comment()]
        step = self.pick("  ", "    ")
        lines += ["defaults:", step + "output: 's3://out/é/'", step + "tags: &tags { team: 日本 }  # \U0001F600"]
        rest = ["# about the pattern", 'ignoreUnmanaged: [ "tmp-*" ]']
        lines += rest + self.versions() if self.chance(2) else self.versions() + self.pick([], ["", "  # below"]) + rest
        lines += self.pick([], ["..."])
        self.line_break = self.pick("\n", "\r\n")
        text = self.line_break.join(lines) + self.pick("", self.line_break)
        if "*base" not in text:
            self.shared = set()
        self.bytes = ("\ufeff" if self.chance(5) else "").encode() + text.encode()

    def pick(self, *choices):
        return self.random.choice(choices)

    def chance(self, part):
        """True in one of `part` calls."""
        return self.random.randrange(part) == 0

    def comment(self):
        return self.pick("", "", "  # x: é", " # - y")

    def versions(self):
        if not self.names:
            return [self.pick("versions: []", "versions:  [ ]", "versions: &none []") + self.comment()]
        if not self.shared and self.chance(3):
            entries = [self.flow(name) for name in self.names]
            if self.chance(2):
                return ["versions: [" + ", ".join(entries) + "]" + self.comment()]
            lines = [f"  {entry}," + self.comment() for entry in entries[:-1]]
            return ["versions: [", *lines, f"  {entries[-1]}" + self.comment(), "]"]
        indent, dash = self.pick("", "  ", "    "), self.pick("- ", "-   ")
        lines = ["versions:" + self.comment()]
        for name in self.names:
            lines += self.pick([], [""], [indent + "# above"], [indent + "# - name: old"])
            if name in self.shared:
                lines += [indent + "- &base"] + [indent + "  " + line for line in self.block(name)]
            elif self.chance(4):
                lines.append(indent + dash + self.flow(name) + self.comment())
            else:
                first, *others = self.block(name)
                lines += [indent + dash + first] + [indent + " " * len(dash) + line for line in others]
        return lines

    def quoted(self, text):
        return self.pick(text, f"'{text}'", f'"{text}"')

    def block(self, name):
        lines = ["name: " + self.quoted(name) + self.comment()]
        lines += self.pick([], ["retired: false" + self.comment()])
        if self.shared and name not in self.shared and self.chance(2):
            lines.append("<<: *base")
        step, items = self.pick("  ", "   "), self.pick("", "  ")
        lines += ["datasets:", step + "training:"]
        for manifest in self.manifests(name, in_flow=False):
            lines += [step + items + ("  " if number else "- ") + line for number, line in enumerate(manifest)]
        lines.append(step + "testing: auto" + self.comment())
        return lines + self.pick(
            [], ["description: >-", "  a text", "  - of: lines", ""], ["tags: *tags"],
            ["expect:", "  minF1Score: 0.5", "  # inside of the entry"],
        )

    def flow(self, name):
        parts = ["name: " + self.quoted(name)] + self.pick([], ["retired: false"])
        manifests = ", ".join("".join(lines) for lines in self.manifests(name, in_flow=True))
        parts.append(f"datasets: {{ testing: auto, training: [{manifests}] }}")
        space = self.pick("", " ")
        return "{" + space + ", ".join(parts) + space + "}"

    def manifests(self, name, in_flow):
        """One or two manifests without a version id, each in one or several lines."""
        for number in range(1 + self.random.randrange(2)):
            key = f"{name}-é-{number}"
            choices = [
                [f"s3://data/{key}"], [f"'s3://data/{key}'"], [f'"s3://data/{key}"'],
                ["{bucket: data, key: %s, version: null}" % key], ['{ "bucket": "data", "key": "%s" }' % key],
            ]
            if not in_flow:
                choices += [
                    ["bucket: data", f"key: {key}" + self.comment()], ["version: ~", f"key: {key}", "bucket: data"],
                ]
            yield self.pick(*choices)
