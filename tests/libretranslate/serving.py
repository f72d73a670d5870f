"""A server of two tiny models, Turkish to English and English to German, which copy their words."""
import os
import pathlib
import subprocess
import tempfile


def train(nmt, folder, source, target):
    words = ["ada", "bell", "cat", "dog", "elm"]
    lines = [f"{a} {b} {c}" for a in words for b in words for c in words]
    lines += 5 * words + 2 * [f"{a} {b}" for a in words for b in words]
    (folder / "text").write_text("\n".join(lines) + "\n")
    subprocess.run([nmt, "train", "--quiet", "--model_dir", source + target, "--languages.source", source,
                    "--languages.target", target, "--data.train.source", "text", "--data.train.target", "text",
                    "--tokenizer.type", "words", "--model.dim", "16", "--model.heads", "2", "--model.feed_forward", "16",
                    "--model.encoder_layers", "1", "--model.decoder_layers", "1", "--training.max_steps", "500",
                    "--training.learning_rate", "0.005", "--training.warmup_steps", "20", "--training.replicas", "1"],
                   cwd=folder, check=True)


class Serving:
    """`with Serving(nmt) as url:`"""

    def __init__(self, nmt, *flags):
        self.nmt, self.flags = os.path.abspath(nmt), flags

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory()
        folder = pathlib.Path(self.folder.name)
        train(self.nmt, folder, "tr", "en")
        train(self.nmt, folder, "en", "de")
        self.server = subprocess.Popen([self.nmt, "serve", "--model", "tren", "--model", "ende", "--port", "0", "--quiet",
                                        *self.flags], cwd=folder, stdout=subprocess.PIPE, text=True)
        return self.server.stdout.readline().split()[-1]

    def __exit__(self, *_):
        self.server.terminate()
        ended = self.server.wait(timeout=60)
        self.folder.cleanup()
        if ended != 0:
            raise AssertionError(f"the server ended with {ended}")
