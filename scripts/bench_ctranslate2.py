#!/usr/bin/env python3
"""Translates a text with CTranslate2 and prints the seconds that it took, without start-up.

usage: bench_ctranslate2.py MODEL TOKENIZER.spm TEXT float32|int8[+shortlist] BEAM BATCH examples|tokens OUTPUT
"""
import sys
import time

import ctranslate2
import sentencepiece

model, tokenizer, text, kind, beam, batch, unit, output = sys.argv[1:]
pieces = sentencepiece.SentencePieceProcessor(model_file=tokenizer)
with open(text, encoding="utf-8") as file:
    lines = [line.rstrip("\n") for line in file]
kind, _, shortlist = kind.partition("+")
translator = ctranslate2.Translator(model, device="cpu", compute_type=kind, inter_threads=2, intra_threads=1)
begin = time.time()
results = translator.translate_batch(
    pieces.encode(lines, out_type=str),
    beam_size=int(beam),
    max_batch_size=int(batch),
    batch_type=unit,
    max_decoding_length=512,
    use_vmap=shortlist != "",
)
translations = [pieces.decode(result.hypotheses[0]) for result in results]
print(f"{time.time() - begin:.3f}")
with open(output, "w", encoding="utf-8") as file:
    file.write("\n".join(translations) + "\n")
