#!/usr/bin/env python3
"""A golden adapter in PEFT's published layout, for the model of ../decoder/qwen2, written with plain struct and json, and the logits of
base and adapter together in double precision (the product s B A added to each matrix).

    python3 make.py          writes adapter_config.json, adapter_model.safetensors and logits.json beside itself
"""
import importlib.util
import json
import pathlib
import random
import struct

HERE = pathlib.Path(__file__).parent
RANK, ALPHA, TARGETS = 2, 5, ["down_proj", "v_proj", "q_proj"]

spec = importlib.util.spec_from_file_location("decoder", HERE.parent / "decoder" / "make.py")
decoder = importlib.util.module_from_spec(spec)
spec.loader.exec_module(decoder)

c = decoder.config("qwen2")
w = decoder.weights(c, 0)
generator = random.Random(2504)
tensors = {}
for name, shape in decoder.shapes(c):
    if name.split(".")[-2] not in TARGETS or name.endswith(".bias"):
        continue
    draw = lambda rows, columns: [[decoder.single(generator.gauss(0, 0.5)) for _ in range(columns)] for _ in range(rows)]
    a, b = draw(RANK, shape[1]), draw(shape[0], RANK)
    stem = "base_model.model." + name.removesuffix(".weight")
    tensors[stem + ".lora_A.weight"], tensors[stem + ".lora_B.weight"] = a, b
    w[name] = [[x + ALPHA / RANK * sum(b[i][k] * a[k][j] for k in range(RANK)) for j, x in enumerate(row)] for i, row in enumerate(w[name])]

header, data = {"__metadata__": {"format": "pt"}}, b""
for name, rows in sorted(tensors.items()):
    flat = [x for row in rows for x in row]
    header[name] = {"dtype": "F32", "shape": [len(rows), len(rows[0])], "data_offsets": [len(data), len(data) + 4 * len(flat)]}
    data += struct.pack(f"<{len(flat)}f", *flat)
text = json.dumps(header).encode()
(HERE / "adapter_model.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + data)

# The keys of a file that PEFT 0.14 wrote for a LoRA of a causal language model.
(HERE / "adapter_config.json").write_text(json.dumps({
    "alpha_pattern": {}, "auto_mapping": None, "base_model_name_or_path": "some/base", "bias": "none", "fan_in_fan_out": False, "inference_mode": True,
    "init_lora_weights": True, "layers_pattern": None, "layers_to_transform": None, "lora_alpha": ALPHA, "lora_dropout": 0.0, "modules_to_save": None,
    "peft_type": "LORA", "r": RANK, "rank_pattern": {}, "revision": None, "target_modules": TARGETS, "task_type": "CAUSAL_LM", "use_dora": False, "use_rslora": False,
}, indent=2) + "\n")
(HERE / "logits.json").write_text(json.dumps({"ids": decoder.IDS, "logits": [[round(x, 7) for x in row] for row in decoder.forward(c, w, decoder.IDS)]}) + "\n")
