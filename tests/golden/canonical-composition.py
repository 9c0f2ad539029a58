#!/usr/bin/env python3
"""Pairs of a text and its normal form C, from Python's unicodedata: python3 canonical-composition.py"""
import json
import pathlib
import random
import unicodedata

generator = random.Random(3)
marks = [chr(code) for code in range(0x110000) if unicodedata.combining(chr(code))]
composed = [chr(code) for code in range(0x110000) if unicodedata.normalize("NFD", chr(code)) != chr(code)]
with open(pathlib.Path(__file__).with_suffix(".jsonl"), "w") as lines:
    for i in range(1000):
        text = "".join(generator.choice([generator.choice("aeioucnsAE"), generator.choice(marks), generator.choice(composed),
                                         unicodedata.normalize("NFD", generator.choice(composed)), chr(generator.randrange(0x1100, 0x11C3))])
                       for _ in range(generator.randint(1, 8)))
        lines.write(json.dumps([text, unicodedata.normalize("NFC", text)]) + "\n")
