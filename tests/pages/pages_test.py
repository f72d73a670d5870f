"""Clicks through the pages of the linked program as a person would: that of `nmt attend --html` and that of `nmt serve`.

    pages_test.py NMT [PICTURES]      PICTURES: a folder for screenshots, in light and dark colours
"""
import contextlib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from browser import Browser, find_chromium

nmt = os.path.abspath(sys.argv[1])
pictures = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else None
checks = 0


def check(right, what):
    global checks
    checks += 1
    if not right:
        raise AssertionError(what)


def same(seen, expected, what):
    check(seen == expected, f"{what}: {seen!r}, expected {expected!r}")


def train(folder):
    """A Transformer that has learnt to copy its words; letters outside its vocabulary come as bytes."""
    words = ["ada", "bell", "cat", "dog", "elm"]
    lines = [f"{a} {b} {c}" for a in words for b in words for c in words]
    (folder / "text").write_text("\n".join(lines) + "\n")
    subprocess.run([nmt, "train", "--quiet", "--model_dir", "model", "--data.train.source", "text", "--data.train.target",
                    "text", "--tokenizer.type", "bpe", "--tokenizer.vocab_size", "300", "--model.dim", "16",
                    "--model.heads", "4", "--model.feed_forward", "16", "--model.encoder_layers", "1",
                    "--model.decoder_layers", "2", "--training.max_steps", "30", "--training.replicas", "1"],
                   cwd=folder, check=True)


def test_attention_page(browser, folder):
    subprocess.run([nmt, "attend", "--model", "model", "ada Ü bell", "--target", "bell dog", "--html", "page.html"],
                   cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    browser.open((folder / "page.html").as_uri())
    same(browser.errors, [], "errors of the page")
    same(browser.text("h2"), "cross-attention", "the first part")
    shown = "section .head"
    same(browser.text(shown), "layer 2 of 2, mean of 4 heads", "what is large at first")

    # A small map becomes the large one.
    before = browser.value("document.querySelector('.large .cells').innerHTML")
    browser.click("a.small[aria-label='layer 1 of 2, head 3 of 4']")
    same(browser.text(shown), "layer 1 of 2, head 3 of 4", "what is large after a click")
    check(browser.value("document.querySelector('.large .cells').innerHTML") != before, "the large map stays as it was")
    same(browser.value("document.querySelectorAll('section')[0].querySelectorAll('[aria-current=true]').length"), 1,
         "small maps that are marked")

    # The pointer tells a weight, and no more once it has left.
    same(browser.text("#told"), "", "what is told before the pointer comes")
    cell = browser.value("(() => { const s = document.querySelector('.large svg'); const d = s.dataset; const b = "
                         "s.getBoundingClientRect(); return [(+d.left + d.cell / 2) / b.width, "
                         "(+d.top + d.cell / 2) / b.height]; })()")
    browser.point(*browser.place_of(".large svg", *cell))
    told = browser.text("#told")
    check(" → " in told and told.split(": ")[-1].replace(".", "").isdigit(), f"the pointer is told {told!r}")
    first = browser.value("document.querySelector('section [aria-current=true]').dataset.weights.split(',')[0]")
    same(told.split(": ")[-1], f"{int(first or 0) / 1000:.3f}", "the weight under the pointer")
    browser.point(1, 1)
    same(browser.text("#told"), "", "what is told when the pointer has left")

    # So do the arrow keys.
    browser.value("document.querySelector('.large').focus()")
    browser.key("ArrowDown")
    top = browser.text("#told")
    browser.key("ArrowRight")
    check(top and browser.text("#told") and browser.text("#told") != top, "arrow keys do not move the cursor")
    browser.key("Escape")
    same(browser.text("#told"), "", "what is told after Escape")

    # A decoder does not see what is to come.
    decoder = "section:nth-of-type(3) "
    same(browser.text(decoder + "h2"), "decoder self-attention", "the third part")
    browser.value(f"document.querySelector('{decoder}.large').focus()")
    browser.key("ArrowDown")
    browser.key("ArrowRight")
    check(browser.text("#told").endswith(": not seen"), f"an unseen cell is told as {browser.text('#told')!r}")
    check(browser.value(f"document.querySelector('{decoder}.large .hatch') !== null"), "unseen cells are not hatched")

    for scheme in ("light", "dark"):
        browser.colours(scheme)
        bright = browser.brightness("body") > 128
        same(bright, scheme == "light", f"bright paper in {scheme} colours")
        same(browser.brightness("body", "color") > 128, not bright, f"bright ink in {scheme} colours")
        if pictures:
            browser.screenshot(pictures / f"attend_{scheme}.png")
    same(browser.errors, [], "errors of the page")


@contextlib.contextmanager
def served(folder, *flags):
    """The address of a server that runs meanwhile."""
    server = subprocess.Popen([nmt, "serve", "--port", "0", "--quiet", *flags], cwd=folder, stdout=subprocess.PIPE,
                              text=True)
    try:
        yield server.stdout.readline().split()[-1]
    finally:
        server.terminate()
        server.wait(timeout=20)


def test_translation_page(browser, folder):
    with served(folder, "--model", "model", "--source_language", "en", "--target_language", "tr") as address:
        browser.open(address)
        browser.wait_for(lambda: browser.value("document.querySelectorAll('#count option').length") > 1, "choice of counts")
        same(browser.wait_for(lambda: ":" in browser.text("#target-label") and browser.text("#target-label"),
                              "name of a language"), "Translation: Turkish", "the target language")
        same(browser.text("#source-label"), "Source: English", "the source language")

        # It translates while somebody types, without a click.
        browser.value("document.querySelector('#source').focus()")
        browser.write("ada <b bell")
        # On a busy machine, half of it may have been translated before.
        browser.wait_for(lambda: browser.text("#status").endswith(" s") and
                         browser.text(".words").endswith("bell"), "translation")
        best = browser.text("#target")
        check(best != "", "the translation is empty")
        # The own text, though < comes as bytes.
        same(browser.value("[...document.querySelector('.words').querySelectorAll('.word')].map(w => w.textContent)"
                           ".join(' ')"), "ada <b bell", "the source sentence")

        # The second candidate goes into the box, as do its words.
        second = browser.text(".candidate:nth-child(2) .text")
        check(second != best, "both candidates are the same")
        browser.click(".candidate:nth-child(2)")
        same(browser.value("document.querySelector('#target').textContent").strip(), second, "the box after a choice")
        same(browser.value("document.querySelector('.candidate:nth-child(2)').getAttribute('aria-selected')"), "true",
             "the mark of what was chosen")
        check(browser.text(".score").startswith("score "), "scores have no name")

        # The map comes when it is asked for.
        same(browser.value("document.querySelectorAll('.map').length"), 0, "maps before one is asked for")
        browser.click("summary")
        browser.wait_for(lambda: browser.value("document.querySelectorAll('.map td').length") > 0, "map")
        browser.hover(".map td")
        check(" → " in browser.text(".note"), f"the pointer is told {browser.text('.note')!r}")

        # Copying.
        browser.click("#copy")
        browser.wait_for(lambda: browser.text("#copy") == "Copied", "copy")

        # Lines, and nothing at all.
        browser.value("document.querySelector('#source').value = ''; document.querySelector('#source').focus()")
        browser.call("Input.insertText", {"text": "ada\n\nbell dog"})
        browser.wait_for(lambda: browser.value("document.querySelectorAll('.sentence').length") == 2, "two sentences")
        lines = browser.value("document.querySelector('#target').textContent").split("\n")
        same(len(lines), 3, "lines of the translation")
        choice = ".sentence:nth-child(2) .candidate:nth-child(2)"
        second = browser.text(choice + " .text")
        browser.click(choice)
        same(browser.value("document.querySelector('#target').textContent").split("\n"), [lines[0], "", second],
             "lines after a choice in the last one")
        for scheme in ("light", "dark"):
            browser.colours(scheme)
            same(browser.brightness("body") > 128, scheme == "light", f"bright paper in {scheme} colours")
            if pictures:
                browser.screenshot(pictures / f"serve_{scheme}.png")
        browser.value("document.querySelector('#source').value = ''")
        browser.value("document.querySelector('#source').dispatchEvent(new Event('input'))")
        browser.wait_for(lambda: browser.text("#target") == "", "empty box")
        same(browser.value("document.querySelector('#languages').hidden"), True, "the choice of one pair")
        same(browser.errors, [], "errors of the page")


def fill(browser, text):
    """Puts the text into the box, and waits for its translation."""
    browser.value("document.querySelector('#status').textContent = ''; document.querySelector('#source').value = ''; "
                  "document.querySelector('#source').focus()")
    browser.call("Input.insertText", {"text": text})

    def answered():
        status = browser.text("#status")  # once: it may change between two looks
        return status if not status.endswith("…") else None
    return browser.wait_for(answered, "answer")


def test_what_is_said_of_a_text(browser, folder):
    """A model that does not say its languages; warnings, sentences of a memory, writing from right to left."""
    (folder / "memory.tsv").write_text("Elm.\tKaraağaç.\n")
    with served(folder, "--model", "model", "--max_source_length", "8", "--memory", "memory.tsv") as address:
        browser.open(address)
        browser.wait_for(lambda: browser.value("document.querySelectorAll('#count option').length") > 1, "choice of counts")
        same(browser.text("#source-label"), "Source", "the language that nobody has said")
        same(browser.value("document.querySelector('#languages').hidden"), True, "the choice of no languages")

        fill(browser, "ada bell")
        same(browser.value("document.querySelectorAll('#warnings li').length"), 0, "warnings without need")
        fill(browser, "ada bell cat dog elm ada bell cat dog elm ada bell cat dog elm")
        check("it was translated in" in browser.text("#warnings"), f"the warning is {browser.text('#warnings')!r}")

        # Each sentence lights up its own words, and that of the memory none.
        fill(browser, "Ada bell. Elm. Cat dog.")
        same(browser.value("[...document.querySelectorAll('.sentence')].map(s => s.textContent.includes('memory'))"),
             [False, True, False], "sentences of the memory")
        check("Karaağaç." in browser.text("#target"), "the memory's sentence is not in the box")
        browser.hover(".sentence:nth-child(3) .words:last-child .word")
        same(browser.value("[...document.querySelectorAll('.sentence')].map(s => s.querySelectorAll('.lit').length > 0)"),
             [False, False, True], "sentences that light up")

        same(browser.value("document.querySelector('#source').matches(':dir(rtl)')"), False, "English from the right")
        fill(browser, "كلب")
        same(browser.value("document.querySelector('#source').matches(':dir(rtl)')"), True, "Arabic from the right")
        same(browser.errors, [], "errors of the page")


def choose(browser, selector, value):
    browser.value(f"(() => {{ const s = document.querySelector('{selector}'); s.value = '{value}'; "
                  "s.dispatchEvent(new Event('change')); })()")


def options(browser, selector):
    return browser.value(f"[...document.querySelectorAll('{selector} option')].map(o => o.textContent)")


def test_choice_of_languages(browser, folder):
    """Three models of one network, by their languages; a file."""
    for name, source, target in (("there", "en", "tr"), ("back", "tr", "en"), ("arabic", "en", "ar")):
        shutil.copytree(folder / "model", folder / name)
        config = folder / name / "config.yaml"
        text = config.read_text().replace('source: ""', f"source: {source}", 1).replace('target: ""', f"target: {target}", 1)
        config.write_text(text)
    with served(folder, "--model", "there", "--model", "back", "--model", "arabic") as address:
        browser.open(address)
        browser.wait_for(lambda: browser.value("!document.querySelector('#languages').hidden"), "choice of languages")
        same(options(browser, "#source-language"), ["Detect language", "English", "Turkish"], "source languages")
        choose(browser, "#source-language", "en")
        same(options(browser, "#target-language"), ["Turkish", "Arabic"], "languages that English goes into")
        choose(browser, "#target-language", "ar")
        same(browser.value("document.querySelector('#swap').disabled"), True, "a way back from Arabic")
        same(browser.value("document.querySelector('#target').lang"), "ar", "the language of the box")
        choose(browser, "#target-language", "tr")

        fill(browser, "ada bell")
        there = browser.text("#target")
        browser.click("#swap")
        browser.wait_for(lambda: browser.value("document.querySelector('#source').value") == there, "swapped text")
        same(browser.value("[...document.querySelectorAll('#languages select')].map(s => s.value)"), ["tr", "en"],
             "languages after swapping")
        browser.wait_for(lambda: browser.text("#status").endswith(" s"), "translation after swapping")

        # What is found out is told, and can be swapped too.
        choose(browser, "#source-language", "auto")
        choose(browser, "#target-language", "tr")
        fill(browser, "The farmer gives the apples to the child, and the child thanks him.")
        same(browser.text("#detected"), "English detected", "the language that was found")
        same(browser.value("document.querySelector('#swap').disabled"), False, "no way back from Turkish")

        (folder / "words.txt").write_text("ada bell\n\ncat dog\n")
        root = browser.call("DOM.getDocument")["root"]["nodeId"]
        node = browser.call("DOM.querySelector", {"nodeId": root, "selector": "#file"})["nodeId"]
        browser.call("DOM.setFileInputFiles", {"nodeId": node, "files": [str(folder / "words.txt")]})
        browser.wait_for(lambda: browser.value("!document.querySelector('#file-link').hidden"), "translated file")
        check("words.txt" in browser.text("#file-link"), "the link does not name the file")
        file = browser.value("fetch(document.querySelector('#file-link').href).then(r => r.text())")
        same(file.count("\n"), 3, "lines of the translated file")
        same(browser.errors, [], "errors of the page")


def test_key(browser, folder):
    (folder / "keys").write_text("a-key\n")
    with served(folder, "--model", "model", "--api_keys", "keys", "--require_api_key", "--max_files", "0") as address:
        browser.open(address)
        browser.wait_for(lambda: browser.value("!document.querySelector('#key-choice').hidden"), "field for a key")
        same(browser.value("document.querySelector('#file-choice').hidden"), True, "files where there are none")
        fill(browser, "ada bell")
        same(browser.text("#status"), "Please contact the server operator to get an API key", "what is said without a key")
        choose(browser, "#key", "a-key")
        browser.wait_for(lambda: browser.text("#status").endswith(" s"), "translation with a key")
        browser.open(address)
        browser.wait_for(lambda: browser.value("document.querySelector('#key').value") == "a-key", "key of the last visit")
        same(browser.errors, [], "errors of the page")


find_chromium()
with tempfile.TemporaryDirectory() as name, Browser() as browser:
    work = pathlib.Path(name)
    train(work)
    test_attention_page(browser, work)
    test_translation_page(browser, work)
    test_what_is_said_of_a_text(browser, work)
    test_choice_of_languages(browser, work)
    test_key(browser, work)
print(f"{checks} checks passed")
