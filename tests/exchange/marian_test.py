"""Small models that Marian trains (package pymarian), imported by nmt, find words as probable as Marian does.
usage: marian_test.py NMT"""
import json
import os
import re
import subprocess
import sys
import tempfile

import sentencepiece

NMT = os.path.abspath(sys.argv[1])
MOST = 1e-4
COMMON = """--cpu-threads 1 --mini-batch 16 --maxi-batch 10 --workspace 300 --seed 7 --type transformer --dim-emb 64
 --transformer-heads 4 --transformer-dim-ffn 96 --enc-depth 2 --dec-depth 2 --after-batches 40 --learn-rate 0.003 --optimizer adam
 --disp-freq 40 --max-length 60 --overwrite --sync-sgd --quiet""".split()
ONE, TWO = ["joint", "joint"], ["source", "target"]
# name -> vocabularies and options
MODELS = {
    "post": (ONE, "--tied-embeddings-all --transformer-ffn-activation swish"),
    "pre": (ONE, "--tied-embeddings-all --transformer-preprocess n --transformer-postprocess da "
                 "--transformer-postprocess-top n --transformer-ffn-activation relu"),
    "ssru": (ONE, "--tied-embeddings-all --transformer-decoder-autoreg rnn --dec-cell ssru --transformer-ffn-activation relu"),
    "average": (ONE, "--tied-embeddings-all --transformer-decoder-autoreg average-attention --transformer-dim-aan 96"),
    "emb": (ONE, "--tied-embeddings-all --transformer-postprocess-emb nd"),
    "two": (TWO, "--tied-embeddings"),
    "untied": (TWO, ""),
}


def run(command, text=""):
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit("%s: exit %d\n%s" % (" ".join(command), done.returncode, done.stderr))
    return done.stdout


def marian(command, *options):
    return run([sys.executable, "-m", "pymarian", command, *options])


def numbers(text):
    return [float(number) for number in re.findall(r"-?\d+\.\d+(?:e-?\d+)?", text)]


with tempfile.TemporaryDirectory() as work:
    os.chdir(work)
    run([NMT, "corpus", "--quiet", "--output", "text", "--train", "2000", "--valid", "20", "--test", "20"])
    for name, files in (("joint", "text/train.en,text/train.tr"), ("source", "text/train.en"), ("target", "text/train.tr")):
        sentencepiece.SentencePieceTrainer.train(input=files, model_prefix=name, vocab_size=300, hard_vocab_limit=False,
                                                 num_threads=1, bos_id=-1, eos_id=0, unk_id=1, pad_id=-1, minloglevel=2)
        os.rename(name + ".model", name + ".spm")
    worst = 0
    for name, (sides, options) in MODELS.items():
        vocabularies = [side + ".spm" for side in sides]
        marian("train", *COMMON, "--train-sets", "text/train.en", "text/train.tr", "--vocabs", *vocabularies, "-m",
               name + ".npz", *options.split())
        scores = marian("score", "-m", name + ".npz", "-v", *vocabularies, "-t", "text/test.en", "text/test.tr",
                        "--cpu-threads", "1", "-w", "128", "--quiet", "--word-scores").strip().split("\n")
        run([NMT, "import", name + ".npz", "--output", name, "--quiet"])
        seen = run([NMT, "score", "--model", name, "--source", "text/test.en", "--target", "text/test.tr", "--format",
                    "json", "--tokens"]).strip().split("\n")
        if len(seen) != len(scores):
            sys.exit("%s: %d scores for %d" % (name, len(seen), len(scores)))
        most = 0
        for theirs, ours in zip(scores, seen):
            expected = numbers(theirs.split("WordScores=")[-1])
            words = [word["log_probability"] for word in json.loads(ours)["token_scores"]]
            if len(words) != len(expected):
                sys.exit("%s: %d words for %d\n%s\n%s" % (name, len(words), len(expected), theirs, ours))
            most = max([most] + [abs(a - b) for a, b in zip(words, expected)])
        print("%s: words within %.1e of Marian's" % (name, most))
        worst = max(worst, most)
    if worst > MOST:
        sys.exit("too far from Marian's: %.1e" % worst)
