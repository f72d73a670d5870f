"""Models of nmt's, exported, are to onnxruntime what they are to nmt: words have the same probabilities, and greedy translations are
the same, also of batches of sentences of several lengths.  usage: export_onnx_test.py NMT [MODEL ...]"""
import json
import os
import sys

import numpy
import onnxruntime
import sentencepiece

import small_models as small

MODELS = [os.path.abspath(model) for model in sys.argv[2:]]
MOST = 1e-4
BEGIN, END = 1, 2


def session(path):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


class Engine:
    def __init__(self, folder, end_mark):
        self.encoder, self.decoder = (session(os.path.join(folder, side + "_model.onnx")) for side in ("encoder", "decoder"))
        self.source, self.target = (sentencepiece.SentencePieceProcessor(model_file=os.path.join(folder, side + ".spm"))
                                    for side in ("source", "target"))
        self.read, self.said = (self.numbers(folder, name) for name in ("vocab.json", "target_vocab.json"))
        self.end = [END] if end_mark else []

    @staticmethod
    def numbers(folder, name):
        path = os.path.join(folder, name)
        with open(path if os.path.exists(path) else os.path.join(folder, "vocab.json"), encoding="utf-8") as file:
            return json.load(file)

    def encode(self, lines):
        tokens = [[self.read.get(piece, 0) for piece in self.source.encode(line, out_type=str)] + self.end for line in lines]
        longest = max(len(sentence) for sentence in tokens)
        ids, mask = (numpy.zeros((len(tokens), longest), numpy.int64) for _ in range(2))
        for row, sentence in enumerate(tokens):
            ids[row, :len(sentence)] = sentence
            mask[row, :len(sentence)] = 1
        return self.encoder.run(None, {"input_ids": ids, "attention_mask": mask})[0], mask

    def log_probabilities(self, states, mask, ids):
        logits = self.decoder.run(None, {"input_ids": ids, "encoder_hidden_states": states,
                                         "encoder_attention_mask": mask})[0].astype(numpy.float64)
        logits -= logits.max(-1, keepdims=True)
        return logits - numpy.log(numpy.exp(logits).sum(-1, keepdims=True))

    def scores(self, sources, targets):
        found = []
        for source, target in zip(sources, targets):
            ids = [self.said.get(piece, 0) for piece in self.target.encode(target, out_type=str)] + [END]
            read = numpy.array([[BEGIN] + ids[:-1]], numpy.int64)
            told = self.log_probabilities(*self.encode([source]), read)
            found.append([told[0, place, token] for place, token in enumerate(ids)])
        return found

    def translations(self, lines, most=60, batch=25):
        found = []
        for begin in range(0, len(lines), batch):
            states, mask = self.encode(lines[begin:begin + batch])
            ids = numpy.full((len(states), 1), BEGIN, numpy.int64)
            while ids.shape[1] <= most and not (ids == END).any(1).all():
                told = self.log_probabilities(states, mask, ids)[:, -1]
                told[:, BEGIN] = -numpy.inf
                ids = numpy.concatenate([ids, told.argmax(-1)[:, None]], 1)
            pieces = {number: piece for piece, number in self.said.items()}
            for row in ids.tolist():
                row = row[1:row.index(END) if END in row else None]
                found.append(self.target.decode([pieces[token] for token in row]))
        return found


with small.folder() as work:
    os.chdir(work)
    english, turkish = small.write_text()
    for model in [small.train(name) for name in small.VARIANTS] + MODELS:
        name = os.path.basename(model)
        engine = Engine(small.export(model, "onnx"), name != "bare_source")
        difference = small.largest_difference(name, small.word_scores(model), engine.scores(english, turkish))
        small.require_near(name, difference, MOST)
        limits = ["--beam_size", "1", "--max_length", "60", "--max_length_ratio", "100"]
        small.require_equal(name, small.translations(model, english, *limits), engine.translations(english), english,
                            len(english) - max(2, len(english) // 200))
