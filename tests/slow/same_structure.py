"""Fails unless a translated document has the structure of its source: same_structure.py FORMAT SOURCE TRANSLATED"""
import html.parser
import json
import re
import sys
import xml.etree.ElementTree as trees


class Tags(html.parser.HTMLParser):
    """The start and end tags of a page and the attributes that no translation changes."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.tags = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes).get("href"), dict(attributes).get("id")))

    def handle_endtag(self, tag):
        self.tags.append("/" + tag)


def shape(value):
    """A JSON value with nothing for its texts."""
    if isinstance(value, dict):
        return {key: shape(each) for key, each in value.items()}
    if isinstance(value, list):
        return [shape(each) for each in value]
    return "" if isinstance(value, str) else value


def structure(kind, text):
    if kind == "html":
        return sorted(map(str, Tags(text).tags))
    if kind == "docbook":
        # Entities are those of a DTD that nobody reads here.
        root = trees.fromstring(re.sub(r"<!DOCTYPE.*?\]\s*>|<!DOCTYPE[^\[>]*>", "", re.sub(r"&[A-Za-z][\w.-]*;", "x", text), count=1, flags=re.S))
        return sorted(element.tag for element in root.iter())
    if kind == "po":
        return [line for line in text.split("\n") if line.startswith(("msgid", "msgctxt"))]
    if kind == "json":
        return shape(json.loads(text))
    if kind == "markdown":
        fences = re.findall(r"^ *(?:```|~~~).*$", text, flags=re.M)
        return fences, re.findall(r"^#+ ", text, flags=re.M), sorted(re.findall(r"\]\([^()\s]*\)", text))
    return None


def main():
    kind, source, translated = sys.argv[1:]
    before, after = (open(path, encoding="utf-8", newline="").read() for path in (source, translated))
    if structure(kind, before) != structure(kind, after):
        sys.exit(f"{source}: the translation has another structure")
    if kind != "text" and before == after:
        sys.exit(f"{source}: nothing was translated")


main()
