"""Writes 1.jsonl, 2.jsonl and 3.jsonl: three training steps in the layout of verl's trainer.rollout_data_dir.

Nobody's model: chains of four additions and subtractions, each answered eight times by a made-up policy that errs in a
step with a probability that falls from file to file, and sometimes states no answer. Run it in this folder:

    python3 make.py
"""
import json
import random

QUESTIONS, SAMPLES = 40, 8
NAMES, THINGS = ["Ann", "Ben", "Eva", "Leo", "Mia", "Tom"], ["apples", "books", "cards", "coins", "pens", "stamps"]


def question(chance):
    value, steps = chance.randint(10, 99), []
    text = f"{chance.choice(NAMES)} has {value} {chance.choice(THINGS)}"
    for _ in range(4):
        step = chance.choice([-1, 1]) * chance.randint(1, 5)
        steps.append(step)
        text += f", {chance.choice(['wins', 'buys', 'finds']) if step > 0 else chance.choice(['loses', 'drops', 'sells'])} {abs(step)}"
    return text + ". How many?", value, steps


def response(chance, value, steps, noise):
    lines = []
    for step in steps:
        after = value + step + (chance.choice([-1, 1]) if chance.random() < noise else 0)
        lines.append(f"{value} {'+' if step > 0 else '-'} {abs(step)} = {after}")
        value = after
    ending = "I am not sure." if chance.random() < noise / 4 else f"The answer is \\boxed{{{value}}}."
    return "\n".join(lines + [ending])


for number, noise in [(1, 0.2), (2, 0.12), (3, 0.06)]:
    chance = random.Random(number)
    with open(f"{number}.jsonl", "w", encoding="utf-8", newline="\n") as file:
        for _ in range(QUESTIONS):
            text, value, steps = question(chance)
            for _ in range(SAMPLES):
                output = response(chance, value, steps, noise)
                row = {"input": text, "output": output, "gts": str(value + sum(steps)), "score": 0.0, "step": number}
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
