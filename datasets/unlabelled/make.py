"""Writes questions.jsonl and held-out.jsonl: chains of four additions and subtractions told as a story, without answers.

They have the form of datasets/arithmetic.yaml, so that the small base of that dataset can read them, and are none of the
problems on which that base is pre-trained: a hash of start and operations decides what a problem is for, as in
ArithmeticGenerator. The answers are worked out here only to stay within two digits, and are not written. Run it in this folder:

    python3 make.py
"""
import json
import random

TRAINING, HELD_OUT = 0, 2  # of eight buckets of problems
NAMES, THINGS = ["Ann", "Ben", "Eva", "Leo", "Mia", "Tom"], ["apples", "books", "cards", "coins", "pens", "stamps"]
GAINS, LOSSES = ["buys", "finds", "wins"], ["drops", "loses", "sells"]
BITS = (1 << 64) - 1


def bucket(signature):
    """FNV-1a and SplitMix64's finaliser, modulo 8: CounterRandom.Hash."""
    value = 0xCBF29CE484222325
    for byte in signature.encode():
        value = ((value ^ byte) * 0x100000001B3) & BITS
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & BITS
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & BITS
    return (value ^ (value >> 31)) % 8


def questions(purpose, count, chance):
    seen = set()
    while len(seen) < count:
        start = chance.randint(10, 99)
        changes = [chance.choice([-1, 1]) * chance.randint(1, 5) for _ in range(4)]
        values = [start + sum(changes[: i + 1]) for i in range(4)]
        signature = str(start) + "".join(f"{change:+d}" for change in changes)
        if not all(10 <= value <= 99 for value in values) or bucket(signature) != purpose or signature in seen:
            continue
        seen.add(signature)
        told = "".join(f", {chance.choice(GAINS if change > 0 else LOSSES)} {abs(change)}" for change in changes)
        yield f"{chance.choice(NAMES)} has {start} {chance.choice(THINGS)}{told}. How many?"


for name, purpose, count in [("questions.jsonl", TRAINING, 512), ("held-out.jsonl", HELD_OUT, 64)]:
    with open(name, "w", encoding="utf-8", newline="\n") as file:
        for question in questions(purpose, count, random.Random(f"unlabelled {name}")):
            file.write(json.dumps({"question": question}) + "\n")
