#!/usr/bin/env python3
"""What a glossary of 200 terms does to translations: how often terms are used, and what becomes of the rest.

usage: scripts/bench_glossary.py NMT MODEL SOURCE REFERENCE TRAIN_SOURCE TRAIN_TARGET [--terms 200] [--nouns] [FLAG ...]

--nouns takes words alone whose translation is written with a capital letter, as German nouns are.
Further FLAGs go to nmt translate (--glossary_mode prefer). Words are aligned by nmt align, over the training and
the test text together. Two glossaries are made of single words of SOURCE:

  reference   a word gets the translation that REFERENCE has for it most often. Measured on the lines of which the
              reference has all their terms.
  others      a word gets a word of the training text that translates another one and is about as frequent. In the
              references it replaces the word's translation. Measured on the lines where translating without a
              glossary says all the words that are replaced: a perfect glossary would leave BLEU as it is.
"""
import collections
import pathlib
import random
import re
import subprocess
import sys
import tempfile

arguments = sys.argv[1:]
count = 200
nouns = "--nouns" in arguments
if nouns:
    arguments.remove("--nouns")
if "--terms" in arguments:
    at = arguments.index("--terms")
    count = int(arguments[at + 1])
    del arguments[at:at + 2]
nmt, model, source_file, reference_file, train_source, train_target, *flags = arguments
folder = pathlib.Path(tempfile.mkdtemp())
WORD = re.compile(r"\w+(?:['’-]\w+)*")


def lines_of(path):
    return pathlib.Path(path).read_text(encoding="utf-8").split("\n")[:-1]


def write(name, lines):
    (folder / name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return str(folder / name)


def run(*command):
    return subprocess.run([nmt, *command], check=True, capture_output=True, text=True)


def translate(lines, *more):
    return run("translate", "--model", model, "--quiet", "--input", write("input", lines), *more, *flags).stdout.split("\n")[:-1]


def bleu(hypotheses, references):
    out = run("eval", "--reference", write("reference", references), write("system", hypotheses), "-b", "-w", "2")
    return float(out.stdout.strip())


def words(line):
    return WORD.findall(line)


source, reference = lines_of(source_file), lines_of(reference_file)
cut = [" ".join(words(line)) or "-" for line in source + lines_of(train_source)]
cut_target = [" ".join(words(line)) or "-" for line in reference + lines_of(train_target)]
links = run("align", "--quiet", "--symmetrisation", "intersection", "--source", write("a", cut), "--target",
            write("b", cut_target)).stdout.split("\n")
frequency = collections.Counter(word for line in cut_target for word in line.split())
source_frequency = collections.Counter(word for line in cut for word in line.split())

said = collections.defaultdict(collections.Counter)  # source word: reference words
table = collections.defaultdict(collections.Counter)
pairs = []
for number, line in enumerate(links[:len(cut)]):
    here = []
    s, t = cut[number].split(), cut_target[number].split()
    for link in line.split():
        i, j = map(int, link.split("-"))
        table[s[i]][t[j]] += 1
        if number < len(source):
            said[s[i]][t[j]] += 1
            here.append((s[i], t[j]))
    if number < len(source):
        pairs.append(here)

# Words that have a meaning of their own: not the most frequent, and with letters.
common = {word for word, _ in source_frequency.most_common(60)}
fit = [word for word in said if word not in common and word.isalpha() and word.islower() and len(word) > 2
       and said[word].most_common(1)[0][0].isalpha() and len(said[word].most_common(1)[0][0]) > 2
       and (not nouns or table[word].most_common(1)[0][0][0].isupper())]
random.seed(7)
chosen = sorted(random.sample(sorted(fit), min(count, len(fit))))
free = translate(source)


def holds(line, word):
    return re.search(rf"(?<!\w){re.escape(word)}", line, re.IGNORECASE) is not None


def terms_of(line):
    return [word for word in chosen if re.search(rf"(?<![\w]){word}(?![\w])", line, re.IGNORECASE)]


def report(name, glossary, keep, references):
    file = write(f"{name}.tsv", [f"{s}\t{t}" for s, t in glossary.items()])
    forced = translate(source, "--glossary", file)
    wanted = used = by_itself = changed = without = 0
    for number, line in enumerate(source):
        terms = terms_of(line)
        for term in terms:
            wanted += 1
            used += holds(forced[number], glossary[term])
            by_itself += holds(free[number], glossary[term])
        if not terms:
            without += 1
            changed += forced[number] != free[number]
    assert changed == 0, "a line without terms has changed"
    old = bleu([free[i] for i in keep], [reference[i] for i in keep])
    new = bleu([forced[i] for i in keep], [references[i] for i in keep])
    print(f"| {name} | {wanted} | {100 * by_itself / wanted:.1f} % | {100 * used / wanted:.1f} % | {len(keep)} | {old:.2f} | {new:.2f} |")
    write(f"{name}.out", forced)


print("| glossary | places | used without | used with | lines | BLEU without | BLEU with |")
print("|---|---|---|---|---|---|---|")
of_reference = {word: said[word].most_common(1)[0][0] for word in chosen}
with_all = [i for i, line in enumerate(source) if terms_of(line)
            and all(holds(reference[i], of_reference[term]) for term in terms_of(line))]
report("reference", of_reference, with_all, reference)

ranked = [word for word, _ in frequency.most_common() if word.isalpha() and len(word) > 2]
place = {word: rank for rank, word in enumerate(ranked)}
own = {word: table[word].most_common(1)[0][0] for word in chosen}
others = {}
for word in chosen:
    near = ranked[max(0, place.get(own[word], len(ranked) // 2) - 30):][:60]
    near = [each for each in near if each[0].isupper() == own[word][0].isupper() and table[word][each] == 0] or near
    others[word] = random.choice(near)
replaced, exact = list(reference), []
for i, line in enumerate(source):
    terms = terms_of(line)
    mine = {s: t for s, t in pairs[i] if s in terms}
    if not terms or any(term not in mine for term in terms):
        continue
    if any(len(re.findall(rf"(?<!\w){mine[t]}(?!\w)", reference[i])) != 1
           or len(re.findall(rf"(?<!\w){mine[t]}(?!\w)", free[i])) != 1 for t in terms):
        continue
    for term in terms:
        replaced[i] = re.sub(rf"(?<!\w){mine[term]}(?!\w)", others[term], replaced[i])
    exact.append(i)
report("others", others, exact, replaced)
print(f"the files are in {folder}", file=sys.stderr)
