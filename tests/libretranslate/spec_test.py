"""Runs schemathesis against nmt serve: spec_test.py NMT [OPTION ...]"""
import os
import subprocess
import sys
import tempfile

from serving import Serving

with Serving(sys.argv[1]) as url, tempfile.TemporaryDirectory() as notes:
    program = os.path.join(os.path.dirname(sys.executable), "schemathesis")
    # Which languages and files the server knows is not of the description; and methods that cpp-httplib does not know, such as
    # TRACE, are no HTTP to it: 400 and not 405.
    ended = subprocess.run([program, "run", url + "/spec", "--url", url, "--max-examples", "30", "--seed", "1",
                            "--exclude-checks", "positive_data_acceptance,unsupported_method", *sys.argv[2:]], cwd=notes)
sys.exit(ended.returncode)
