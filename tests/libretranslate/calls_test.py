"""Clients of LibreTranslate, and the calls of its own tests, against nmt serve: calls_test.py NMT"""
import json
import sys
import urllib.error
import urllib.parse
import urllib.request
import uuid

from libretranslatepy import LibreTranslateAPI
from serving import Serving

checks = 0


def check(right, what):
    global checks
    checks += 1
    if not right:
        raise AssertionError(what)


def same(seen, expected, what):
    check(seen == expected, f"{what}: {seen!r}, expected {expected!r}")


class Client:
    """What the tests of LibreTranslate call their client: forms unless it is told otherwise."""

    def __init__(self, url):
        self.url = url

    def ask(self, path, method, body=None, content_type=None):
        headers = {"Content-Type": content_type} if content_type else {}
        request = urllib.request.Request(self.url + path, data=body, method=method, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                return response.status, response.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()

    def get(self, path):
        return self.ask(path, "GET")

    def post(self, path, data=None, json_body=None, files=None):
        if json_body is not None:
            return self.ask(path, "POST", json.dumps(json_body).encode(), "application/json")
        if files is None:
            body = urllib.parse.urlencode(data or {}).encode()
            return self.ask(path, "POST", body, "application/x-www-form-urlencoded")
        boundary = uuid.uuid4().hex
        parts = [f'--{boundary}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
                 for key, value in (data or {}).items()]
        parts += [f'--{boundary}\r\nContent-Disposition: form-data; name="{key}"; filename="{name}"\r\n'
                  f'Content-Type: application/octet-stream\r\n\r\n'.encode() + content + b"\r\n"
                  for key, (name, content) in files.items()]
        return self.ask(path, "POST", b"".join(parts) + f"--{boundary}--\r\n".encode(),
                        f"multipart/form-data; boundary={boundary}")


def test_client(url):
    client = LibreTranslateAPI(url)
    same(client.translate("ada bell", "tr", "en"), "ada bell", "a translation")
    same(client.translate("ada bell", "tr", "de"), "ada bell", "a translation through English")
    same(client.translate("cat", "auto", "de"), "cat", "a translation from a language that is found out")
    same(client.detect("Where is the dog and what does it want?")[0]["language"], "en", "the language of a text")
    same(client.languages(), [{"code": "tr", "name": "Turkish", "targets": ["en", "de"]},
                              {"code": "en", "name": "English", "targets": ["de"]},
                              {"code": "de", "name": "German", "targets": []}], "the languages")
    same(LibreTranslateAPI(url + "/", api_key="unneeded").translate("dog", "en", "de"), "dog", "a key where none is needed")


# As libretranslate/tests/test_api calls, with other words and languages.
def test_calls(url):
    client = Client(url)

    def answer(status, reply):
        same(reply[0], status, "the status of " + reply[1].decode())
        return json.loads(reply[1])

    found = answer(200, client.post("/detect", {"q": "Hello"}))
    check("confidence" in found[0] and "language" in found[0], found)
    check("error" in answer(400, client.post("/detect")), "detect without q")
    answer(405, client.get("/detect"))

    answer(200, client.get("/frontend/settings"))
    check("code" in answer(200, client.get("/languages"))[0], "languages")
    answer(405, client.post("/languages"))
    same(answer(200, client.get("/health"))["status"], "ok", "health")
    answer(405, client.post("/health"))
    answer(200, client.get("/spec"))
    answer(405, client.post("/spec"))

    text = {"source": "en", "target": "de", "format": "text"}
    check("translatedText" in answer(200, client.post("/translate", {"q": "elm", **text})), "translate")
    batch = answer(200, client.post("/translate", json_body={"q": ["ada", "bell"], **text}))
    same(len(batch["translatedText"]), 2, "the translations of two texts")
    same(answer(400, client.post("/translate", {"q": "elm", **text, "target": "zz"})), {"error": "zz is not supported"},
         "a language that is none")
    same(answer(400, client.post("/translate", text)), {"error": "Invalid request: missing q parameter"}, "no q")
    same(answer(403, client.post("/suggest", {"q": "a", "s": "b", "source": "en", "target": "de"})),
         {"error": "Suggestions are disabled on this server."}, "a suggestion")

    several = answer(200, client.post("/translate", json_body={"q": "dog", **text, "source": "auto", "alternatives": 2}))
    same(len(several["alternatives"]), 2, "alternatives")
    check("confidence" in several["detectedLanguage"], several)


def test_files(url):
    client = Client(url)
    formats = json.loads(client.get("/frontend/settings")[1])["supportedFilesFormat"]
    check(".txt" in formats, formats)
    status, reply = client.post("/translate_file", {"source": "tr", "target": "de"},
                                files={"file": ("words.txt", b"ada bell\n\ncat dog elm\n")})
    same(status, 200, reply)
    with urllib.request.urlopen(json.loads(reply)["translatedFileUrl"]) as response:
        same(response.read(), b"ada bell\n\ncat dog elm\n", "the translated file")
        check("words.de.txt" in response.headers["Content-Disposition"], response.headers)
    status, reply = client.post("/translate_file", {"source": "tr", "target": "de"}, files={"file": ("a.exe", b"MZ")})
    same((status, json.loads(reply)), (400, {"error": "Invalid request: file format not supported"}), "a program")
    if ".html" in formats:
        page = b"<!doctype html><title>ada</title><p>bell <b>cat</b>"
        reply = client.post("/translate_file", {"source": "en", "target": "de"}, files={"file": ("page.html", page)})[1]
        with urllib.request.urlopen(json.loads(reply)["translatedFileUrl"]) as response:
            check(b"<b>cat</b>" in response.read(), "the translated page")


with Serving(sys.argv[1]) as address:
    for test in test_client, test_calls, test_files:
        test(address)
print(f"{checks} checks are right")
