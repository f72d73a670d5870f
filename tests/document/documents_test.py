"""Translates documents with a model of four words, and checks what comes out with other programs.

Without pandoc the documents are small ones that are made here; with it, they are its own too.
"""

import io
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest
import zipfile
from xml.etree import ElementTree

NMT = str(pathlib.Path(sys.argv.pop(1)).resolve())
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
ODF = "urn:oasis:names:tc:opendocument:xmlns:"

DOCX = {
    "[Content_Types].xml":
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
    "word/document.xml":
        f"<w:document {WORD}><w:body><w:p><w:r><w:t>a b</w:t></w:r></w:p><w:p><w:r><w:t xml:space='preserve'>c </w:t></w:r><w:r><w:rPr><w:b/>"
        "</w:rPr><w:t>d</w:t></w:r></w:p></w:body></w:document>",
}
ODT = {
    "mimetype": "application/vnd.oasis.opendocument.text",
    "content.xml":
        f'<o:document-content xmlns:o="{ODF}office:1.0" xmlns:text="{ODF}text:1.0"><o:body><o:text><text:p>a b</text:p>'
        "<text:p>c <text:span>d</text:span></text:p></o:text></o:body></o:document-content>",
}
EPUB = {
    "mimetype": "application/epub+zip",
    "META-INF/container.xml": '<container><rootfile full-path="book.opf"/></container>',
    "book.opf":
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata><dc:title>c d'
        '</dc:title><dc:language>en</dc:language></metadata><manifest><item href="a.xhtml" '
        'media-type="application/xhtml+xml"/></manifest></package>',
    "a.xhtml": '<html xmlns="http://www.w3.org/1999/xhtml"><body><p>a <i>b</i></p></body></html>',
}
MARKDOWN = """---
title: a b
lang: en
---

# a b

a **b** c [d](http://x.org/) and a note.[^1]

[^1]: c d

| a | b |
|---|---|
| c | d |

- a b
"""


def run(*command, folder, stdin=None):
    result = subprocess.run(command, cwd=folder, input=stdin, capture_output=True, check=False)
    if result.returncode:
        raise AssertionError(f"{command}: {result.stderr.decode()}")
    return result.stdout


def archive(files):
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as into:
        for name, content in files.items():
            into.writestr(name, content, zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED)
    return written.getvalue()


class Documents(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="nmt_documents_"))
        (cls.folder / "source.txt").write_text("a b\nc d\n")
        (cls.folder / "target.txt").write_text("x y\nz w\n")
        run(NMT, "train", "--quiet", "--model_dir", "model", "--data.train.source", "source.txt", "--data.train.target",
            "target.txt", "--tokenizer.type", "words", "--model.type", "rnn", "--model.dim", "32", "--model.embedding", "32",
            "--model.readout", "32", "--training.max_steps", "200", "--training.replicas", "1", "--training.learning_rate",
            "0.01", "--training.warmup_steps", "0", "--languages.source", "en", "--languages.target", "tr",
            folder=cls.folder)

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def translate(self, name, content):
        (self.folder / name).write_bytes(content)
        out = self.folder / ("out." + name)
        run(NMT, "translate", "--model", "model", "--document", name, "--output", out.name, folder=self.folder)
        return out

    def check_archive(self, before, path):
        """The same files in the same order, packed as before, and XML wherever it was."""
        if shutil.which("unzip"):
            run("unzip", "-tq", path.name, folder=self.folder)
        with zipfile.ZipFile(io.BytesIO(before)) as old, zipfile.ZipFile(path) as new:
            self.assertIsNone(new.testzip())
            self.assertEqual(old.namelist(), new.namelist())
            self.assertEqual([f.compress_type for f in old.infolist()], [f.compress_type for f in new.infolist()])
            for name in new.namelist():
                # LibreOffice keeps an empty file of this ending in its archives.
                if name.endswith((".xml", ".xhtml", ".opf", ".ncx", ".rels")) and old.read(name):
                    self.check_xml(new.read(name))
            return {name: new.read(name).decode("utf-8", "replace") for name in new.namelist()}

    def check_xml(self, content):
        ElementTree.fromstring(content)
        if shutil.which("xmllint"):
            run("xmllint", "--noout", "--nonet", "-", folder=self.folder, stdin=content)

    def test_word(self):
        before = archive(DOCX)
        files = self.check_archive(before, self.translate("a.docx", before))
        self.assertIn(">x y</w:t>", files["word/document.xml"])
        self.assertIn("<w:rPr><w:b/></w:rPr>", files["word/document.xml"])

    def test_open_document(self):
        before = archive(ODT)
        path = self.translate("a.odt", before)
        files = self.check_archive(before, path)
        self.assertIn("<text:p>x y</text:p>", files["content.xml"])
        self.assertEqual(path.read_bytes()[30:46], b"mimetypeapplicat")

    def test_epub(self):
        before = archive(EPUB)
        files = self.check_archive(before, self.translate("a.epub", before))
        self.assertIn("<dc:title>z w</dc:title><dc:language>tr</dc:language>", files["book.opf"])
        self.assertIn("x", files["a.xhtml"])

    def test_what_pandoc_makes(self):
        if not shutil.which("pandoc"):
            self.skipTest("this machine has no pandoc")
        (self.folder / "a.md").write_text(MARKDOWN)
        for ending, kind in (("docx", "docx"), ("odt", "odt"), ("epub", "epub3"), ("docbook", "docbook5")):
            with self.subTest(ending):
                name = f"pandoc.{ending}"
                run("pandoc", "-s", "-t", kind, "a.md", "-o", name, folder=self.folder)
                before = (self.folder / name).read_bytes()
                path = self.translate(name, before)
                if ending == "docbook":
                    self.check_xml(path.read_bytes())
                else:
                    self.check_archive(before, path)
                text = run("pandoc", "-f", kind.rstrip("35"), "-t", "plain", path.name, folder=self.folder).decode()
                self.assertIn("x y", text)
                self.assertNotIn("a b", text)


if __name__ == "__main__":
    unittest.main(verbosity=2)
