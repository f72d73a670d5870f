"""Models of nmt's, exported, are to CTranslate2 what they are to nmt: words have the same probabilities, and translations are the
same: greedy ones, and those of a beam of models that are given.  usage: export_ctranslate2_test.py NMT [MODEL ...]"""
import os
import sys

import ctranslate2
import sentencepiece

import small_models as small

HELD = ["pre", "post", "gelu", "gelu_erf", "gated", "no_final", "post_final", "learned", "embedding_norm", "two", "untied",
        "input", "bare_source"]
REFUSED = ["ssru", "average"]
MODELS = [os.path.abspath(model) for model in sys.argv[2:]]
LINES = 1000 if MODELS else 200
MOST = 2e-5


class Engine:
    def __init__(self, folder):
        self.translator = ctranslate2.Translator(folder, compute_type="float32", intra_threads=1)
        self.source, self.target = (sentencepiece.SentencePieceProcessor(model_file=os.path.join(folder, side + ".spm"))
                                    for side in ("source", "target"))

    def scores(self, sources, targets):
        pieces = [[model.encode(line, out_type=str) for line in lines]
                  for model, lines in ((self.source, sources), (self.target, targets))]
        return [result.log_probs for result in self.translator.score_batch(*pieces)]

    def translations(self, lines, beam):
        pieces = [self.source.encode(line, out_type=str) for line in lines]
        found = self.translator.translate_batch(pieces, beam_size=beam, length_penalty=1, max_decoding_length=100)
        return [self.target.decode(result.hypotheses[0]) for result in found]


with small.folder() as work:
    os.chdir(work)
    english, turkish = small.write_text(LINES)
    for model in [small.train(name) for name in HELD] + MODELS:
        name = os.path.basename(model)
        engine = Engine(small.export(model, "ctranslate2"))
        difference = small.largest_difference(name, small.word_scores(model), engine.scores(english, turkish))
        small.require_near(name, difference, MOST)
        limits = ["--max_length", "100", "--max_length_ratio", "100"]
        # How a beam ends differs between programs, which shows where a model has learned little.
        for beam in (1, 5) if model in MODELS else (1,):
            small.require_equal("%s, beam of %d" % (name, beam),
                                small.translations(model, english, "--beam_size", str(beam), *limits),
                                engine.translations(english, beam), english, len(english) * (99 if beam == 1 else 95) // 100)
    for name in REFUSED:
        if not small.refuses(small.train(name), "ctranslate2"):
            sys.exit("%s: that should have been refused" % name)
