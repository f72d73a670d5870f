#!/usr/bin/env python3
"""How well other splitters find sentences, on the lines of tests/document/sentences.txt.

usage: scripts/bench_sentences.py [FILE]        of the same form; after pip install pysbd minisbd; build/dev/tests/bench_sentences has nmt's row

A splitter that does not know a line's language gets it as English. minisbd loads its models from the network.
"""
import pathlib
import re
import sys

cases = []
own = pathlib.Path(__file__).parent.parent / "tests/document/sentences.txt"
for line in (pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else own).read_text().split("\n"):
    if line and not line.startswith("#"):
        language, _, text = line.split("\t", 2)
        plain = text.replace("‖", "")
        ends, at = set(), 0
        for part in text.split("‖")[:-1]:
            at += len(part)
            ends.add(at)
        cases.append(("en" if language == "-" else language, plain, ends))


def ends_of(sentences, text):
    """Where the sentences that a splitter gives end in the text, whatever white space it leaves out."""
    ends, at = set(), 0
    for sentence in sentences:
        words = sentence.split()
        if not words:
            continue
        found = re.compile(r"\s*".join(map(re.escape, words))).search(text, at)
        at = found.end() if found else at
        ends.add(at)
    return {end for end in ends if end < len(text.rstrip())}


def row(name, split):
    right = wrong = missed = lines = 0
    for language, text, ends in cases:
        found = ends_of(split(language, text), text)
        right += len(found & ends)
        wrong += len(found - ends)
        missed += len(ends - found)
        lines += found == ends
    print(f"| {name} | {100 * right / max(right + wrong, 1):.1f} | {100 * right / max(right + missed, 1):.1f} | "
          f"{200 * right / max(2 * right + wrong + missed, 1):.1f} | {lines} of {len(cases)} |")


def pysbd_split(language, text):
    import pysbd
    from pysbd.languages import LANGUAGE_CODES
    return pysbd.Segmenter(language=language if language in LANGUAGE_CODES else "en", clean=False).segment(text)


def minisbd_split(language, text):
    from minisbd import SBDetect
    from minisbd.models import list_models
    return SBDetect(language if language in list_models() else "en").sentences(text)


for name, split in (("pysbd", pysbd_split), ("minisbd", minisbd_split)):
    try:
        row(name, split)
    except Exception as error:  # a package that is not there, a network that is not
        print(f"{name}: {type(error).__name__}: {error}")
