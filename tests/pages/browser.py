"""Headless Chromium, driven over its DevTools protocol through two pipes: Python's own library is enough."""
import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

SKIPPED = 77  # what ctest takes for a skipped test


def find_chromium():
    for name in ("chromium", "chromium-browser", "google-chrome", "chromium-headless-shell"):
        if path := shutil.which(name):
            return path
    print("skipped: this machine has no chromium (apt-get install chromium)")
    sys.exit(SKIPPED)


class Browser:
    """One window. Scripts, pointer and keys reach the page as a person's would."""

    def __init__(self, width=1200, height=900):
        self.profile = tempfile.mkdtemp(prefix="nmt-browser-")
        to_browser, self.to_browser = os.pipe()
        self.from_browser, from_browser = os.pipe()
        command = [find_chromium(), "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                   "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking",
                   "--remote-debugging-pipe", f"--user-data-dir={self.profile}",
                   f"--window-size={width},{height}", "about:blank"]
        # The browser reads from descriptor 3 and writes to 4.
        self.process = subprocess.Popen(
            ["sh", "-c", f'exec 3<&{to_browser} 4>&{from_browser}; exec "$0" "$@"', *command],
            pass_fds=(to_browser, from_browser), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_browser)
        os.close(from_browser)
        self.number, self.read, self.session, self.errors = 0, b"", None, []
        targets = self.wait_for(lambda: [target for target in self.call("Target.getTargets")["targetInfos"]
                                         if target["type"] == "page"], "a window")
        self.session = self.call("Target.attachToTarget",
                                 {"targetId": targets[0]["targetId"], "flatten": True})["sessionId"]
        for domain in ("Page", "Runtime"):
            self.call(f"{domain}.enable")

    def close(self):
        try:
            self.session = None
            self.call("Browser.close")
        except (OSError, EOFError):
            pass
        self.process.wait(timeout=20)
        os.close(self.to_browser)
        os.close(self.from_browser)
        shutil.rmtree(self.profile, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def call(self, method, parameters=None):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters or {}}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.to_browser, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.next_message()
            if answer.get("method") == "Runtime.exceptionThrown":
                details = answer["params"]["exceptionDetails"]
                self.errors.append(details.get("exception", {}).get("description", details["text"]))
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                return answer["result"]

    def next_message(self):
        while b"\0" not in self.read:
            part = os.read(self.from_browser, 1 << 16)
            if not part:
                raise EOFError("the browser has ended")
            self.read += part
        message, self.read = self.read.split(b"\0", 1)
        return json.loads(message)

    @staticmethod
    def wait_for(condition, what, seconds=20):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if found := condition():
                return found
            time.sleep(0.05)
        raise AssertionError(f"there was no {what} within {seconds} s")

    def open(self, address):
        self.errors.clear()
        self.call("Page.navigate", {"url": address})
        self.wait_for(lambda: self.value("document.readyState") == "complete" and
                      self.value("location.href") != "about:blank", f"page {address}")

    def value(self, script):
        answer = self.call("Runtime.evaluate", {"expression": script, "returnByValue": True,
                                                "awaitPromise": True})
        if "exceptionDetails" in answer:
            raise AssertionError(f"{script}: {answer['exceptionDetails']['exception']['description']}")
        return answer["result"].get("value")

    def text(self, selector):
        return self.value(f"document.querySelector({json.dumps(selector)})?.textContent.trim()")

    def place_of(self, selector, x=0.5, y=0.5):
        """A point of an element, scrolled into view; x and y are shares of its box."""
        box = self.value("(() => { const e = document.querySelector(%s); e.scrollIntoView({block: 'center', "
                         "inline: 'nearest'}); const b = e.getBoundingClientRect(); "
                         "return [b.left, b.top, b.width, b.height]; })()" % json.dumps(selector))
        return box[0] + x * box[2], box[1] + y * box[3]

    def point(self, x, y):
        self.call("Input.dispatchMouseEvent", {"type": "mouseMoved", "x": x, "y": y})

    def hover(self, selector):
        self.point(*self.place_of(selector))

    def click(self, selector):
        x, y = self.place_of(selector)
        self.point(x, y)
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", {"type": kind, "x": x, "y": y, "button": "left",
                                                   "clickCount": 1})

    def key(self, name):
        for kind in ("keyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", {"type": kind, "key": name, "code": name})

    def write(self, text):
        for letter in text:
            self.call("Input.insertText", {"text": letter})

    def colours(self, scheme):
        self.call("Emulation.setEmulatedMedia",
                  {"features": [{"name": "prefers-color-scheme", "value": scheme}]})

    def brightness(self, selector, what="backgroundColor"):
        """Of a colour, from 0 to 255."""
        colour = self.value(f"getComputedStyle(document.querySelector({json.dumps(selector)})).{what}")
        numbers = [float(part) for part in colour[colour.index("(") + 1:-1].split(",")[:3]]
        return sum(numbers) / 3

    def screenshot(self, path):
        size = self.call("Page.getLayoutMetrics")["cssContentSize"]
        picture = self.call("Page.captureScreenshot", {
            "captureBeyondViewport": True,
            "clip": {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}})
        with open(path, "wb") as file:
            file.write(base64.b64decode(picture["data"]))
