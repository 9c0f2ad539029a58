#!/usr/bin/env python3
"""Golden scores of a reward model of every family: families.py with the head of transformers' ForSequenceClassification, score.weight
[1, D], whose numbers come from the same formula. Neither logits_scaling nor a final soft cap touches a score.

    python3 scores.py            writes scores.json beside itself: name -> the score at every position of IDS
"""
import json
import pathlib

import families

if __name__ == "__main__":
    golden = {name: [round(x, 7) for x in families.forward(families.config(name), families.IDS, scores=True)] for name in families.FAMILIES}
    (pathlib.Path(__file__).parent / "scores.json").write_text("{\n" + ",\n".join(
        f"{json.dumps(name)}: {json.dumps(scores)}" for name, scores in golden.items()) + "\n}\n")
