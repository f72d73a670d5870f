"""Models of nmt's, exported, are to Hugging Face's transformers what they are to nmt: its tokenizer cuts alike, words have the same
probabilities, and translations are the same.  usage: export_huggingface_test.py NMT [MODEL ...]"""
import os
import sys

import torch
from transformers import AutoModelForSeq2SeqLM, AutoTokenizer

import small_models as small

HELD = ["pre", "post", "post_exact", "gelu", "gelu_erf", "learned", "two_post", "untied", "input"]
REFUSED = ["ssru", "average", "gated", "no_final", "post_final", "embedding_norm", "two", "bare_source"]
MODELS = [os.path.abspath(model) for model in sys.argv[2:]]
MOST = 2e-5
MOST_OTHER_EPSILON = 1e-3
torch.set_num_threads(1)


class Engine:
    def __init__(self, folder):
        self.tokenizer = AutoTokenizer.from_pretrained(folder)
        self.model = AutoModelForSeq2SeqLM.from_pretrained(folder, dtype=torch.float32).eval()
        self.start = self.model.config.decoder_start_token_id

    def scores(self, sources, targets):
        found = []
        for source, target in zip(sources, targets):
            ids = self.tokenizer(text_target=target, return_tensors="pt").input_ids
            read = torch.cat([torch.tensor([[self.start]]), ids[:, :-1]], dim=1)
            with torch.no_grad():
                logits = self.model(**self.tokenizer(source, return_tensors="pt"), decoder_input_ids=read).logits
            found.append(logits[0].log_softmax(-1).gather(1, ids[0][:, None])[:, 0].tolist())
        return found

    def translations(self, lines, batch=20):
        found = []
        for begin in range(0, len(lines), batch):
            read = self.tokenizer(lines[begin:begin + batch], return_tensors="pt", padding=True)
            said = self.model.generate(**read, num_beams=1, do_sample=False, max_length=60)
            found += self.tokenizer.batch_decode(said, skip_special_tokens=True)
        return found


with small.folder() as work:
    os.chdir(work)
    english, turkish = small.write_text()
    for model in [small.train(name) for name in HELD] + MODELS:
        name = os.path.basename(model)
        engine = Engine(small.export(model, "huggingface"))
        difference = small.largest_difference(name, small.word_scores(model), engine.scores(english, turkish))
        small.require_near(name, difference, MOST_OTHER_EPSILON if name == "post_exact" else MOST)
        limits = ["--beam_size", "1", "--max_length", "59", "--max_length_ratio", "100"]
        small.require_equal(name, small.translations(model, english, *limits), engine.translations(english), english,
                            len(english) - max(2, len(english) // 200))
    for name in REFUSED:
        if not small.refuses(small.train(name), "huggingface"):
            sys.exit("%s: that should have been refused" % name)
