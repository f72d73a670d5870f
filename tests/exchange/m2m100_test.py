"""Small models of M2M100 and NLLB with random weights (packages torch and transformers), and what CTranslate2's converter makes
of one: nmt finds words as probable as transformers does, and says the same.
usage: m2m100_test.py NMT"""
import json
import os
import subprocess
import sys
import tempfile

import ctranslate2.converters.transformers
import sentencepiece
import torch
from transformers import M2M100Config, M2M100ForConditionalGeneration, M2M100Tokenizer, NllbTokenizer
from transformers.models.m2m_100.tokenization_m2m_100 import FAIRSEQ_LANGUAGE_CODES

NMT = os.path.abspath(sys.argv[1])
MOST = 1e-4
PAIRS, LONGEST = 200, 30
START, PAD, END, UNKNOWN = 0, 1, 2, 3


def run(command, text=""):
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit("%s: exit %d\n%s" % (" ".join(command), done.returncode, done.stderr))
    return done.stdout


def lines_of(path):
    with open(path, encoding="utf-8") as file:
        return file.read().splitlines()


def write_json(path, content):
    with open(path, "w", encoding="utf-8") as file:
        json.dump(content, file)


def random_model(folder, tokens):
    """Weights by which some words are far likelier than others."""
    torch.manual_seed(1)
    model = M2M100ForConditionalGeneration(M2M100Config(
        vocab_size=tokens, d_model=64, encoder_layers=2, decoder_layers=2, encoder_attention_heads=4, decoder_attention_heads=4,
        encoder_ffn_dim=96, decoder_ffn_dim=80, max_position_embeddings=200, encoder_layerdrop=0, decoder_layerdrop=0))
    with torch.no_grad():
        for name, numbers in model.named_parameters():
            if "norm" in name:
                numbers.add_(0.2 * torch.randn_like(numbers))
            elif numbers.dim() == 1:
                numbers.copy_(0.3 * torch.randn_like(numbers))
            else:
                numbers.copy_(torch.randn_like(numbers) / numbers.shape[-1] ** 0.5)
    model.tie_weights()
    model.save_pretrained(folder)
    return model.eval()


def subwords(folder, **ids):
    sentencepiece.SentencePieceTrainer.train(
        input="text/train.en,text/train.tr", model_prefix="pieces", vocab_size=400, model_type="bpe", num_threads=1,
        minloglevel=2, pad_id=-1, unk_id=0, **ids)
    os.rename("pieces.model", folder + "/sentencepiece.bpe.model")
    return sentencepiece.SentencePieceProcessor(model_file=folder + "/sentencepiece.bpe.model")


class Maker:
    """A folder, its model, and how its tokenizer numbers what SentencePiece cuts."""

    def encode(self, line, language):
        return [self.languages[language]] + [self.numbers.get(piece, UNKNOWN) for piece in
                                             self.pieces.encode(line, out_type=str)] + [END]

    def decode(self, ids):
        names = {number: piece for piece, number in self.numbers.items()}
        return self.pieces.decode([names[number] for number in ids if number > UNKNOWN and number in names])


class M2m100(Maker):
    folder, source, target = "m2m100", "en", "tr"

    def __init__(self):
        os.mkdir(self.folder)
        self.pieces = subwords(self.folder, bos_id=-1, eos_id=-1)
        self.numbers = {"<s>": START, "<pad>": PAD, "</s>": END, "<unk>": UNKNOWN}
        for number in range(1, self.pieces.get_piece_size()):
            self.numbers.setdefault(self.pieces.id_to_piece(number), len(self.numbers))
        write_json(self.folder + "/vocab.json", self.numbers)
        write_json(self.folder + "/tokenizer_config.json", {"tokenizer_class": "M2M100Tokenizer", "language_codes": "m2m100"})
        codes = FAIRSEQ_LANGUAGE_CODES["m2m100"]
        self.languages = {code: len(self.numbers) + number for number, code in enumerate(codes)}
        self.model = random_model(self.folder, len(self.numbers) + len(codes) + 8)
        self.tokenizer = M2M100Tokenizer.from_pretrained(self.folder, src_lang=self.source)


class Nllb(Maker):
    folder, source, target = "nllb", "eng_Latn", "tur_Latn"

    def __init__(self):
        os.mkdir(self.folder)
        self.pieces = subwords(self.folder, bos_id=1, eos_id=2)
        size = self.pieces.get_piece_size()
        self.numbers = {self.pieces.id_to_piece(number): number + 1 for number in range(3, size)}
        codes = ["ace_Arab", "eng_Latn", "fra_Latn", "tur_Latn", "zul_Latn"]
        self.tokenizer = NllbTokenizer.from_pretrained(self.folder, src_lang=self.source, additional_special_tokens=codes)
        self.tokenizer.save_pretrained(self.folder)
        self.languages = dict(zip(codes, self.tokenizer.convert_tokens_to_ids(codes), strict=True))
        self.model = random_model(self.folder, len(self.tokenizer) + 3)


def convert(maker, folder, quantization=None):
    """As CTranslate2's own converter does; with transformers 5 its release 4.8.5 forgets the tokens of the languages."""
    tokens = sorted(maker.numbers, key=maker.numbers.get)
    tokens += ["__%s__" % code for code in sorted(maker.languages, key=maker.languages.get)]
    loader = ctranslate2.converters.transformers.M2M100Loader
    loader.get_vocabulary = lambda self, model, tokenizer: tokens + [
        "madeupword%d" % number for number in range(model.config.vocab_size - len(tokens))]
    ctranslate2.converters.TransformersConverter(maker.folder).convert(folder, quantization=quantization)
    os.link(maker.folder + "/sentencepiece.bpe.model", folder + "/sentencepiece.bpe.model")


def expected_scores(maker, pairs):
    scores = []
    with torch.no_grad():
        for source, target in pairs:
            ids = maker.encode(target, maker.target)
            logits = maker.model(input_ids=torch.tensor([maker.encode(source, maker.source)]),
                                 decoder_input_ids=torch.tensor([[END] + ids[:-1]])).logits[0].double()
            found = torch.log_softmax(logits, -1)[torch.arange(len(ids)), torch.tensor(ids)]
            scores.append(found[1:].tolist())  # the language is forced
    return scores


def expected_translations(maker, sources):
    said = []
    for source in sources:
        ids = maker.model.generate(
            input_ids=torch.tensor([maker.encode(source, maker.source)]), num_beams=1, do_sample=False,
            max_new_tokens=LONGEST + 1, forced_bos_token_id=maker.languages[maker.target],
            suppress_tokens=[START, PAD, UNKNOWN])[0].tolist()
        said.append(maker.decode(ids[2:]))
    return said


def compare(maker, model, pairs, scores, translations):
    chosen = ["--from", maker.source, "--to", maker.target]
    seen = run([NMT, "score", "--model", model, "--source", "text/test.en", "--target", "text/test.tr", "--format", "json",
                "--tokens"] + chosen).strip().split("\n")
    most = 0
    for theirs, ours in zip(scores, seen, strict=True):
        words = [word["log_probability"] for word in json.loads(ours)["token_scores"]]
        if len(words) != len(theirs):
            sys.exit("%s: %d words for %d\n%s" % (model, len(words), len(theirs), ours))
        most = max([most] + [abs(a - b) for a, b in zip(words, theirs)])
    said = run([NMT, "translate", "--model", model, "--beam_size", "1", "--split", "lines", "--max_length", str(LONGEST),
                "--max_length_ratio", "100", "--suppress", "<pad>", "--suppress", "<s>~", "--suppress", "<unk>"] + chosen,
               "".join(source + "\n" for source, target in pairs)).splitlines()
    same = sum(a == b for a, b in zip(said, translations, strict=True))
    print("%s: words of %d pairs within %.1e of transformers', %d of %d translations the same" % (
        model, len(pairs), most, same, len(pairs)), flush=True)
    return most <= MOST and same == len(pairs)


with tempfile.TemporaryDirectory() as work:
    os.chdir(work)
    run([NMT, "corpus", "--quiet", "--output", "text", "--train", "2000", "--valid", "20", "--test", str(PAIRS)])
    texts = list(zip(lines_of("text/test.en"), lines_of("text/test.tr"), strict=True))
    near = True
    for maker in (M2m100(), Nllb()):
        for line, _ in texts:
            if maker.tokenizer(line)["input_ids"] != maker.encode(line, maker.source):
                sys.exit("%s: the tokenizer of transformers numbers otherwise: %s" % (maker.folder, line))
        run([NMT, "import", maker.folder, "--output", "of-" + maker.folder, "--quiet"])
        scores, translations = expected_scores(maker, texts), expected_translations(maker, [source for source, _ in texts])
        near &= compare(maker, "of-" + maker.folder, texts, scores, translations)
        if maker.folder == "m2m100":
            convert(maker, "ctranslate2")
            run([NMT, "import", "ctranslate2", "--output", "of-ctranslate2", "--quiet"])
            near &= compare(maker, "of-ctranslate2", texts, scores, translations)
    if not near:
        sys.exit("too far from transformers")
