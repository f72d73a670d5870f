"""Small models of nmt's, trained for a few steps on its corpus, for those tests that hand them to other programs."""
import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile

NMT = os.path.abspath(sys.argv[1])
COMMON = """--model.dim 64 --model.heads 4 --model.feed_forward 96 --model.encoder_layers 2 --model.decoder_layers 2
 --training.max_steps 150 --training.warmup_steps 50 --training.learning_rate 0.004 --training.batch_tokens 2000 --training.replicas 1
 --training.tensorboard false --training.valid_every 1000 --tokenizer.vocab_size 500 --decoding.split lines --decoding.capitals keep
 --decoding.max_length_ratio 2 --languages.source en --languages.target tr""".split()
# name -> settings
VARIANTS = {
    "pre": "",
    "post": "--model.norm post",
    "post_exact": "--model.norm post --model.norm_epsilon 1e-6 --model.activation swish",
    "ssru": "--model.decoder_layer ssru",
    "average": "--model.decoder_layer average --model.average.feed_forward 80",
    "average_post": "--model.decoder_layer average --model.norm post --model.average.gate false",
    "gelu": "--model.activation gelu --model.decoder_feed_forward 128",
    "gelu_erf": "--model.activation gelu_erf --model.norm post --model.decoder_feed_forward 128",
    "gated": "--model.gated true --model.activation swish",
    "no_final": "--model.final_norm no",
    "post_final": "--model.norm post --model.final_norm yes",
    "learned": "--model.positions learned --model.max_length 300 --model.scale_embeddings false",
    "embedding_norm": "--model.embedding_norm true",
    "two": "--tokenizer.shared false",
    "two_post": "--tokenizer.shared false --model.norm post",
    "untied": "--model.tied_embeddings none --model.norm post",
    "input": "--model.tied_embeddings input",
    "bare_source": "--model.source_end_mark false",
}


def run(command, text="", environment=None):
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=False, env=environment)
    if done.returncode != 0:
        sys.exit("%s: exit %d\n%s" % (" ".join(command), done.returncode, done.stderr[-3000:]))
    return done.stdout


def nmt(*arguments, text=""):
    return run([NMT, *arguments], text)


def folder():
    """A new folder, or the one that several tests share so that its models are trained once: that of $SMALL_MODELS."""
    shared = os.environ.get("SMALL_MODELS")
    return contextlib.nullcontext(shared) if shared else tempfile.TemporaryDirectory()


def write_text(lines=200):
    """text/ in the current folder: a corpus, with test lines in test.en and test.tr: $LINES, where that is set."""
    lines = int(os.environ.get("LINES", lines))
    if not os.path.exists("text"):
        nmt("corpus", "--quiet", "--output", "text", "--train", "4000", "--valid", "50", "--test", "1000")
    texts = [read_lines("text/test." + side)[:lines] for side in ("en", "tr")]
    for side, text in zip(("en", "tr"), texts):
        with open("test." + side, "w", encoding="utf-8") as file:
            file.write("\n".join(text) + "\n")
    return texts


def read_lines(path):
    with open(path, encoding="utf-8") as file:
        return file.read().split("\n")[:-1]


def train(name):
    if not os.path.exists(name):
        nmt("train", "--quiet", "--model_dir", name, "--data.train.source", "text/train.en", "--data.train.target",
            "text/train.tr", "--data.valid.source", "text/valid.en", "--data.valid.target", "text/valid.tr", *COMMON,
            *VARIANTS[name].split())
    return name


def export(model, form):
    """The folder of the exported model."""
    folder = os.path.basename(model) + "-" + form
    shutil.rmtree(folder, ignore_errors=True)
    nmt("export", model, "--format", form, "--output", folder, "--quiet")
    return folder


def refuses(model, form):
    done = subprocess.run([NMT, "export", model, "--format", form, "--output", "refused"], capture_output=True,
                          text=True, check=False)
    return done.returncode == 2 and not os.path.exists("refused")


def word_scores(model, source="test.en", target="test.tr"):
    """log p of the tokens of each target line, with its end mark."""
    seen = nmt("score", "--model", model, "--source", source, "--target", target, "--format", "json", "--tokens")
    return [[word["log_probability"] for word in json.loads(line)["token_scores"]] for line in seen.strip().split("\n")]


def translations(model, lines, *flags):
    return nmt("translate", "--quiet", "--model", model, *flags, text="\n".join(lines) + "\n").split("\n")[:-1]


def largest_difference(name, ours, theirs):
    if [len(line) for line in ours] != [len(line) for line in theirs]:
        sys.exit("%s: other numbers of words" % name)
    return max(abs(a - b) for x, y in zip(ours, theirs) for a, b in zip(x, y))


def require_equal(name, ours, theirs, lines, least):
    """At least so many of the translations are the same. Two tokens may be as likely but for the last bits."""
    equal = sum(a == b for a, b in zip(ours, theirs))
    print("%s: %d of %d translations are the same" % (name, equal, len(lines)))
    if len(ours) != len(theirs) or equal < least:
        for source, a, b in zip(lines, ours, theirs):
            if a != b:
                print("  %s\n    nmt:   %s\n    other: %s" % (source, a, b))
        sys.exit("%s: at least %d were expected" % (name, least))


def require_near(name, difference, most):
    print("%s: log probabilities of words within %.1e" % (name, difference))
    if not difference <= most:
        sys.exit("%s: that is too far; at most %.0e was expected" % (name, most))
