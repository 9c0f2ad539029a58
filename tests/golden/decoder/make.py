#!/usr/bin/env python3
"""Golden logits of the decoder: Qwen2 and Qwen3 in plain Python (no libraries, double precision), written from the papers and
the published config files, on small random weights.

    python3 make.py          writes qwen2/, qwen2-tied/ and qwen3/ beside itself: config.json, model.safetensors, logits.json
"""
import json
import math
import pathlib
import random
import struct

IDS = [3, 1, 4, 1, 5, 9, 2, 6, 10, 0, 7]


def config(name):
    common = {"hidden_size": 12, "intermediate_size": 20, "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2, "vocab_size": 11,
              "max_position_embeddings": 64, "rms_norm_eps": 1e-6, "rope_theta": 1000000.0, "hidden_act": "silu", "use_sliding_window": False,
              "tie_word_embeddings": name == "qwen2-tied", "torch_dtype": "float32", "model_type": name.split("-")[0]}
    if name == "qwen3":
        common.update({"head_dim": 6, "attention_bias": False})
    else:
        common.update({"num_attention_heads": 3, "num_key_value_heads": 1})
    return common


def shapes(c):
    d, f, v = c["hidden_size"], c["intermediate_size"], c["vocab_size"]
    h = c.get("head_dim", d // c["num_attention_heads"])
    q, k = c["num_attention_heads"] * h, c["num_key_value_heads"] * h
    yield "model.embed_tokens.weight", [v, d]
    for i in range(c["num_hidden_layers"]):
        p = f"model.layers.{i}."
        yield p + "input_layernorm.weight", [d]
        yield p + "post_attention_layernorm.weight", [d]
        for name, rows in (("q", q), ("k", k), ("v", k)):
            yield p + f"self_attn.{name}_proj.weight", [rows, d]
            if c["model_type"] == "qwen2":
                yield p + f"self_attn.{name}_proj.bias", [rows]
        yield p + "self_attn.o_proj.weight", [d, q]
        if c["model_type"] == "qwen3":
            yield p + "self_attn.q_norm.weight", [h]
            yield p + "self_attn.k_norm.weight", [h]
        yield p + "mlp.gate_proj.weight", [f, d]
        yield p + "mlp.up_proj.weight", [f, d]
        yield p + "mlp.down_proj.weight", [d, f]
    yield "model.norm.weight", [d]
    if not c["tie_word_embeddings"]:
        yield "lm_head.weight", [v, d]


def single(x):
    return struct.unpack("<f", struct.pack("<f", x))[0]


def weights(c, seed):
    generator = random.Random(seed)
    made = {}
    for name, shape in shapes(c):
        mean = 1.0 if "norm" in name else 0.0
        row = lambda n: [single(generator.gauss(mean, 0.4)) for _ in range(n)]
        made[name] = [row(shape[1]) for _ in range(shape[0])] if len(shape) == 2 else row(shape[0])
    return made


def times(matrix, x, bias=None):
    return [sum(a * b for a, b in zip(row, x)) + (bias[i] if bias else 0.0) for i, row in enumerate(matrix)]


def norm(x, w, eps):
    scale = 1.0 / math.sqrt(sum(a * a for a in x) / len(x) + eps)
    return [a * scale * b for a, b in zip(x, w)]


def rotate(x, position, theta):
    half = len(x) // 2
    turned = [0.0] * len(x)
    for i in range(half):
        angle = position * theta ** (-2.0 * i / len(x))
        turned[i] = x[i] * math.cos(angle) - x[i + half] * math.sin(angle)
        turned[i + half] = x[i + half] * math.cos(angle) + x[i] * math.sin(angle)
    return turned


def heads(x, count):
    size = len(x) // count
    return [x[i * size:(i + 1) * size] for i in range(count)]


def forward(c, w, ids):
    eps, theta, queries, keys = c["rms_norm_eps"], c["rope_theta"], c["num_attention_heads"], c["num_key_value_heads"]
    stream = [list(w["model.embed_tokens.weight"][i]) for i in ids]
    for layer in range(c["num_hidden_layers"]):
        p = f"model.layers.{layer}."
        project = lambda name, x: times(w[p + f"self_attn.{name}_proj.weight"], x, w.get(p + f"self_attn.{name}_proj.bias"))
        q, k, v = [], [], []
        for position, x in enumerate(stream):
            x = norm(x, w[p + "input_layernorm.weight"], eps)
            qs, ks = heads(project("q", x), queries), heads(project("k", x), keys)
            if c["model_type"] == "qwen3":
                qs = [norm(h, w[p + "self_attn.q_norm.weight"], eps) for h in qs]
                ks = [norm(h, w[p + "self_attn.k_norm.weight"], eps) for h in ks]
            q.append([rotate(h, position, theta) for h in qs])
            k.append([rotate(h, position, theta) for h in ks])
            v.append(heads(project("v", x), keys))
        for position in range(len(ids)):
            mixed = []
            for h in range(queries):
                shared = h // (queries // keys)
                scores = [sum(a * b for a, b in zip(q[position][h], k[j][shared])) / math.sqrt(len(q[position][h])) for j in range(position + 1)]
                most = max(scores)
                exponentials = [math.exp(s - most) for s in scores]
                total = sum(exponentials)
                for i in range(len(q[position][h])):
                    mixed.append(sum(e / total * v[j][shared][i] for j, e in enumerate(exponentials)))
            stream[position] = [a + b for a, b in zip(stream[position], project("o", mixed))]
        for position, x in enumerate(stream):
            y = norm(x, w[p + "post_attention_layernorm.weight"], eps)
            gate, up = times(w[p + "mlp.gate_proj.weight"], y), times(w[p + "mlp.up_proj.weight"], y)
            inner = [g / (1.0 + math.exp(-g)) * u for g, u in zip(gate, up)]
            stream[position] = [a + b for a, b in zip(x, times(w[p + "mlp.down_proj.weight"], inner))]
    head = w.get("lm_head.weight", w["model.embed_tokens.weight"])
    return [times(head, norm(x, w["model.norm.weight"], eps)) for x in stream]


def save(path, c, w):
    header, data = {"__metadata__": {"format": "pt"}}, b""
    for name, shape in shapes(c):
        flat = [x for row in w[name] for x in row] if len(shape) == 2 else w[name]
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [len(data), len(data) + 4 * len(flat)]}
        data += struct.pack(f"<{len(flat)}f", *flat)
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


if __name__ == "__main__":
    for seed, name in enumerate(["qwen2", "qwen2-tied", "qwen3"]):
        folder = pathlib.Path(__file__).parent / name
        folder.mkdir(exist_ok=True)
        c = config(name)
        w = weights(c, seed)
        (folder / "config.json").write_text(json.dumps(c, indent=1) + "\n")
        save(folder / "model.safetensors", c, w)
        (folder / "logits.json").write_text(json.dumps({"ids": IDS, "logits": [[round(x, 7) for x in row] for row in forward(c, w, IDS)]}) + "\n")
