#!/usr/bin/env python3
"""Writes the Transformer of an nmt model directory as a CTranslate2 model, number for number.

usage: to_ctranslate2.py MODEL_DIR OUTPUT_DIR [SHORTLIST]      needs ctranslate2, sentencepiece, numpy, pyyaml

For comparing the two programs on the same weights (scripts/bench_decoding.sh). Takes pre-norm models with
sinusoidal positions, ReLU and one vocabulary for both sides. A shortlist of nmt shortlist becomes CTranslate2's
vocabulary map.
"""
import json
import os
import sys

import ctranslate2
import numpy as np
import sentencepiece
import yaml
from ctranslate2.specs import transformer_spec

LONGEST = 1024  # positions


def read_safetensors(path):
    with open(path, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        numbers = file.read()
    header.pop("__metadata__", None)
    tensors = {}
    for name, entry in header.items():
        if entry["dtype"] != "F32":
            sys.exit(f"{path}: {name} is {entry['dtype']}; give the model with full weights")
        begin, end = entry["data_offsets"]
        tensors[name] = np.frombuffer(numbers[begin:end], np.float32).reshape(entry["shape"])
    return tensors


def sinusoids(dim):
    half = dim // 2
    frequency = 10000.0 ** (-np.arange(half) / max(half - 1, 1))
    angle = np.arange(LONGEST)[:, None] * frequency[None]
    return np.concatenate([np.sin(angle), np.cos(angle)], axis=1).astype(np.float32)


def write_vocabulary_map(path, shortlist, tokens):
    with open(shortlist, "rb") as file:
        fields = file.readline().split()
        numbers = np.frombuffer(file.read(), np.int32)
    sources, frequent = int(fields[2]), int(fields[6])
    offsets = numbers[frequent:frequent + sources + 1]
    entries = numbers[frequent + sources + 1:]
    with open(path, "w", encoding="utf-8") as file:
        for source, targets in [("", numbers[:frequent])] + [
                (tokens[s], entries[offsets[s]:offsets[s + 1]]) for s in range(sources)]:
            if len(targets) > 0:
                print(source, " ".join(tokens[t] for t in targets), sep="\t", file=file)


class Converter:
    def __init__(self, tensors):
        self.tensors = tensors

    def linear(self, spec, name):
        spec.weight = np.ascontiguousarray(self.tensors[name + ".weight"].T)
        spec.bias = self.tensors[name + ".bias"].ravel()

    def norm(self, spec, name):
        spec.gamma = self.tensors[name + ".gain"].ravel()
        spec.beta = self.tensors[name + ".bias"].ravel()

    def layer(self, spec, name, decoder):
        self.norm(spec.self_attention.layer_norm, name + ".self.norm")
        self.linear(spec.self_attention.linear[0], name + ".self.query_key_value")
        self.linear(spec.self_attention.linear[1], name + ".self.out")
        if decoder:
            self.norm(spec.attention.layer_norm, name + ".cross.norm")
            self.linear(spec.attention.linear[0], name + ".cross.query")
            self.linear(spec.attention.linear[1], name + ".cross.key_value")
            self.linear(spec.attention.linear[2], name + ".cross.out")
        self.norm(spec.ffn.layer_norm, name + ".feed_forward.norm")
        self.linear(spec.ffn.linear_0, name + ".feed_forward.in")
        self.linear(spec.ffn.linear_1, name + ".feed_forward.out")

    def stack(self, spec, name, embeddings):
        table = self.tensors["embedding"]
        embeddings.weight = table
        spec.scale_embeddings = True
        spec.position_encodings.encodings = sinusoids(table.shape[1])
        for i, layer in enumerate(spec.layer):
            self.layer(layer, f"{name}.{i}", name == "decoder")
        self.norm(spec.layer_norm, name + ".norm")


def main():
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    directory, output = sys.argv[1:3]
    with open(directory + "/config.yaml", encoding="utf-8") as file:
        model = yaml.safe_load(file)["model"]
    wanted = {"type": "transformer", "norm": "pre", "positions": "sinusoidal", "activation": "relu", "gated": False,
              "decoder_layer": "self_attention", "scale_embeddings": True, "embedding_norm": False}
    for key, value in wanted.items():
        if model.get(key, value) != value:
            sys.exit(f"{directory}/config.yaml: {key} is {model[key]}; only {value} is converted")
    tensors = read_safetensors(directory + "/weights.safetensors")
    spec = transformer_spec.TransformerSpec.from_config(
        (model["encoder_layers"], model["decoder_layers"]), model["heads"])
    converter = Converter(tensors)
    converter.stack(spec.encoder, "encoder", spec.encoder.embeddings[0])
    converter.stack(spec.decoder, "decoder", spec.decoder.embeddings)
    spec.decoder.projection.weight = tensors["embedding"]
    spec.decoder.projection.bias = tensors["output.bias"].ravel()
    pieces = sentencepiece.SentencePieceProcessor(model_file=directory + "/joint.spm")
    tokens = [pieces.id_to_piece(i) for i in range(pieces.get_piece_size())]
    spec.register_source_vocabulary(tokens)
    spec.register_target_vocabulary(tokens)
    spec.config.add_source_eos = True
    spec.config.decoder_start_token = "<s>"
    spec.config.layer_norm_epsilon = float(model.get("norm_epsilon", 1e-5))
    spec.validate()
    spec.optimize()
    os.makedirs(output, exist_ok=True)
    spec.save(output)
    if len(sys.argv) == 4:
        write_vocabulary_map(output + "/vmap.txt", sys.argv[3], tokens)


if __name__ == "__main__":
    main()
