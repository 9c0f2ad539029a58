"""Makes a recording of 1,000 questions x 16 responses in the layout of verl's rollout dump, from files of real questions.

    python3 benchmarks/imported.py /tmp/recording questions/math500.jsonl questions/olympiadbench.jsonl

Rows of the question files are verl's: prompt (list of messages) and reward_model.ground_truth. A response is 10 to 30 lines of
filler and the right answer (60 %), one of four answers of other questions (35 %), or none. Build with the experiment that is
written beside the folder:

    dotnet build pipeline.proj -p:EmpoExperiment=/tmp/recording.yaml
"""
import json
import os
import random
import sys

folder, files = sys.argv[1], sys.argv[2:]
chance = random.Random(1)
questions = {}
for name in files:
    with open(name, encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            gold = row["reward_model"]["ground_truth"]
            questions.setdefault(row["prompt"][-1]["content"], gold[0] if isinstance(gold, list) else gold)

golds = list(questions.values())
os.makedirs(folder, exist_ok=True)
with open(os.path.join(folder, "1.jsonl"), "w", encoding="utf-8") as out:
    for prompt, gold in list(questions.items())[:1000]:
        wrong = [chance.choice(golds) for _ in range(4)]
        for _ in range(16):
            lot = chance.random()
            answer = gold if lot < 0.5 else gold.replace("\\frac", "\\dfrac") if lot < 0.6 else chance.choice(wrong) if lot < 0.95 else None
            steps = [f"Step {i}: we compute ${chance.randint(2, 999)} \\cdot {chance.randint(2, 99)} + x^{{{i}}} = {chance.randint(2, 99999)}$ and go on with the next part of the problem." for i in range(chance.randint(10, 30))]
            steps.append("I do not know." if answer is None else f"Therefore the answer is \\boxed{{{answer}}}.")
            out.write(json.dumps({"input": prompt, "output": "\n".join(steps), "gts": gold, "score": 0.0, "step": 1}) + "\n")

with open(folder.rstrip("/") + ".yaml", "w", encoding="utf-8") as out:
    out.write(f"rollout:\n  engine: imported\nrecorded:\n  rollouts: {os.path.basename(folder.rstrip('/'))}\n  form: verl\n")
