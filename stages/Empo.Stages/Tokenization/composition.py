#!/usr/bin/env python3
"""Writes composition.txt: canonical decompositions and combining classes of Unicode, from Python's own tables.

    python3 composition.py
"""
import pathlib
import unicodedata

lines = [f"# Unicode {unicodedata.unidata_version}, made by composition.py. P: pair that composes; S: only decomposes; C: combining class."]
classes = []
for code in range(0x110000):
    character = chr(code)
    mapping = unicodedata.decomposition(character)
    if mapping and not mapping.startswith("<"):
        composes = unicodedata.normalize("NFC", unicodedata.normalize("NFD", character)) == character and " " in mapping
        lines.append(f"{'P' if composes else 'S'} {code:04X} {mapping}")
    value = unicodedata.combining(character)
    if value:
        if classes and classes[-1][1] == code - 1 and classes[-1][2] == value:
            classes[-1][1] = code
        else:
            classes.append([code, code, value])
lines += [f"C {first:04X} {last:04X} {value}" for first, last, value in classes]
pathlib.Path(__file__).with_name("composition.txt").write_text("\n".join(lines) + "\n")
