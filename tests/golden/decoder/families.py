#!/usr/bin/env python3
"""Golden logits of every family of decoders: plain Python (no libraries, double precision), written family by family from the published
configuration and modeling files, on weights that a formula gives (so none are stored).

    python3 families.py          writes families/<name>.json beside itself: config, ids, logits of every position

Weights: the numbers of a tensor are drawn in the order of its elements by x <- (1664525 x + 1013904223) mod 2^32, begun at the CRC-32 of
its name, as m + 0.7 (2 x / 2^32 - 1), rounded to F32; m is 1 for norms, 0 for Gemma's norms and all else.
"""
import json
import math
import pathlib
import struct
import zlib

IDS = [3, 1, 4, 1, 5, 9, 2, 6, 10, 0, 7, 8, 8, 2, 5, 1, 0, 3, 9, 9, 4, 6]

COMMON = {"hidden_size": 16, "intermediate_size": 20, "num_hidden_layers": 4, "num_attention_heads": 4, "num_key_value_heads": 2,
          "vocab_size": 11, "max_position_embeddings": 64, "rms_norm_eps": 1e-5, "hidden_act": "silu", "tie_word_embeddings": False,
          "torch_dtype": "float32"}

GEMMA = {"hidden_activation": "gelu_pytorch_tanh", "head_dim": 8, "query_pre_attn_scalar": 6, "sliding_window": 5}

# What differs from COMMON; a key with None is left out of the file.
FAMILIES = {
    "llama2": {"model_type": "llama", "num_key_value_heads": None, "tie_word_embeddings": None, "rope_scaling": None},
    "llama3": {"model_type": "llama", "rope_theta": 500000.0, "head_dim": 8, "tie_word_embeddings": True, "rope_scaling": {
        "rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0, "original_max_position_embeddings": 32}},
    "llama-biased": {"model_type": "llama", "attention_bias": True, "mlp_bias": True, "rope_theta": 10000.0,
                     "rope_scaling": {"type": "linear", "factor": 2.0}},
    "mistral": {"model_type": "mistral", "rope_theta": 10000.0, "sliding_window": 5, "head_dim": 6},
    "qwen2-windowed": {"model_type": "qwen2", "rope_theta": 10000.0, "use_sliding_window": True, "sliding_window": 4, "max_window_layers": 2},
    "qwen3-yarn": {"model_type": "qwen3", "rope_theta": 10000.0, "head_dim": 8, "attention_bias": False, "rope_scaling": {
        "rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 16}},
    "granite": {"model_type": "granite", "rope_theta": 10000.0, "tie_word_embeddings": True, "attention_bias": False, "mlp_bias": False,
                "embedding_multiplier": 12.0, "residual_multiplier": 0.22, "attention_multiplier": 0.4, "logits_scaling": 2.0},
    "phi3": {"model_type": "phi3", "rope_theta": 10000.0, "original_max_position_embeddings": 32, "head_dim": 8, "rope_scaling": {
        "type": "longrope", "short_factor": [1.0, 1.1, 1.5, 2.0], "long_factor": [1.0, 2.0, 4.0, 8.0]}},
    "phi4-mini": {"model_type": "phi3", "rope_theta": 10000.0, "head_dim": 8, "partial_rotary_factor": 0.75, "sliding_window": 6,
                  "tie_word_embeddings": True},
    "olmo2": {"model_type": "olmo2", "rope_theta": 500000.0, "attention_bias": False},
    "smollm3": {"model_type": "smollm3", "rope_theta": 5000000.0, "tie_word_embeddings": True, "no_rope_layers": [1, 1, 0, 1],
                "use_sliding_window": False, "sliding_window": None, "attention_bias": False, "mlp_bias": False},
    "gemma2": GEMMA | {"model_type": "gemma2", "rope_theta": 10000.0, "tie_word_embeddings": None, "attn_logit_softcapping": 3.0,
                       "final_logit_softcapping": 5.0},
    "gemma3": GEMMA | {"model_type": "gemma3_text", "rope_theta": 1000000.0, "rope_local_base_freq": 10000.0, "tie_word_embeddings": None,
                       "sliding_window_pattern": 3, "rope_scaling": {"rope_type": "linear", "factor": 8.0}},
}


def config(name):
    return {key: value for key, value in (COMMON | FAMILIES[name]).items() if value is not None}


class Weights:
    """Rows [out][in] of matrices and lists of vectors, by name."""

    def __init__(self, gemma):
        self.gemma = gemma

    def numbers(self, name, count):
        x = zlib.crc32(name.encode())
        mean = 1.0 if "norm" in name and not self.gemma else 0.0
        made = []
        for _ in range(count):
            x = (1664525 * x + 1013904223) % 2 ** 32
            made.append(struct.unpack("<f", struct.pack("<f", mean + 0.7 * (2 * x / 2 ** 32 - 1)))[0])
        return made

    def matrix(self, name, rows, columns):
        flat = self.numbers(name, rows * columns)
        return [flat[i * columns:(i + 1) * columns] for i in range(rows)]


def times(matrix, x, bias=None):
    return [sum(a * b for a, b in zip(row, x)) + (bias[i] if bias else 0.0) for i, row in enumerate(matrix)]


def split(x, count):
    size = len(x) // count
    return [x[i * size:(i + 1) * size] for i in range(count)]


def frequencies(c, rotated, theta, scaling):
    """Angles per position, and the factor of cos and sin."""
    plain = [theta ** (-2.0 * i / rotated) for i in range(rotated // 2)]
    kind = (scaling or {}).get("rope_type", (scaling or {}).get("type"))
    if kind is None:
        return plain, 1.0
    if kind == "linear":
        return [f / scaling["factor"] for f in plain], 1.0
    if kind == "llama3":
        old, low, high = scaling["original_max_position_embeddings"], scaling["low_freq_factor"], scaling["high_freq_factor"]
        made = []
        for f in plain:
            wavelength = 2 * math.pi / f
            if wavelength < old / high:
                made.append(f)
            elif wavelength > old / low:
                made.append(f / scaling["factor"])
            else:
                smooth = (old / wavelength - low) / (high - low)
                made.append((1 - smooth) * f / scaling["factor"] + smooth * f)
        return made, 1.0
    if kind == "yarn":
        old, factor = scaling["original_max_position_embeddings"], scaling["factor"]
        dimension = lambda turns: rotated * math.log(old / (turns * 2 * math.pi)) / (2 * math.log(theta))
        low, high = max(math.floor(dimension(32)), 0), min(math.ceil(dimension(1)), rotated - 1)
        made = []
        for i, f in enumerate(plain):
            ramp = min(max((i - low) / (high - low if high != low else 0.001), 0), 1)
            made.append(f / factor * ramp + f * (1 - ramp))
        return made, 0.1 * math.log(factor) + 1.0
    if kind == "longrope":
        old, most = c["original_max_position_embeddings"], c["max_position_embeddings"]
        return [f / s for f, s in zip(plain, scaling["short_factor"])], math.sqrt(1 + math.log(most / old) / math.log(old))
    raise ValueError(kind)


def rotate(x, position, angles, factor):
    half, turned = len(angles), list(x)
    for i, angle in enumerate(angles):
        cos, sin = math.cos(position * angle) * factor, math.sin(position * angle) * factor
        turned[i] = x[i] * cos - x[i + half] * sin
        turned[i + half] = x[i + half] * cos + x[i] * sin
    return turned


def window_of(c, layer):
    kind, size = c["model_type"], c.get("sliding_window")
    if kind in ("mistral", "phi3"):
        return size
    if kind == "qwen2":
        return size if c.get("use_sliding_window") and layer >= c["max_window_layers"] else None
    if kind == "gemma2":
        return size if layer % 2 == 0 else None
    if kind == "gemma3_text":
        return size if (layer + 1) % c["sliding_window_pattern"] != 0 else None
    return None


def forward(c, ids, scores=False):
    """Logits of every position; with scores, the product of a reward model's head (score.weight) with the last states instead."""
    kind, width, inner = c["model_type"], c["hidden_size"], c["intermediate_size"]
    queries = c["num_attention_heads"]
    keys = c.get("num_key_value_heads", queries)
    size = c.get("head_dim", width // queries)
    gemma = kind.startswith("gemma")
    w = Weights(gemma)

    def norm(name, x):
        scale = 1.0 / math.sqrt(sum(a * a for a in x) / len(x) + c["rms_norm_eps"])
        return [a * scale * ((1.0 + b) if gemma else b) for a, b in zip(x, w.numbers(name, len(x)))]

    def linear(name, x, rows, biased):
        return times(w.matrix(name + ".weight", rows, len(x)), x, w.numbers(name + ".bias", rows) if biased else None)

    attention_bias = c.get("attention_bias", False)
    qkv_bias, o_bias, mlp_bias = kind == "qwen2" or attention_bias, attention_bias, c.get("mlp_bias", False)
    scale = 1 / math.sqrt(c["query_pre_attn_scalar"]) if gemma else c.get("attention_multiplier", 1 / math.sqrt(size))
    rotated = int(size * c.get("partial_rotary_factor", 1))
    residual = c.get("residual_multiplier", 1.0)
    soft, final = c.get("attn_logit_softcapping"), c.get("final_logit_softcapping")
    embedding = w.matrix("model.embed_tokens.weight", c["vocab_size"], width)
    # Gemma multiplies by the square root rounded to the type of the weights.
    factor = struct.unpack("<f", struct.pack("<f", math.sqrt(width)))[0] if gemma else c.get("embedding_multiplier", 1.0)
    stream = [[factor * x for x in embedding[i]] for i in ids]
    for layer in range(c["num_hidden_layers"]):
        p = f"model.layers.{layer}."
        window = window_of(c, layer)
        local = kind == "gemma3_text" and window is not None
        angles, amplitude = frequencies(c, rotated, c["rope_local_base_freq"] if local else c.get("rope_theta", 10000.0),
                                        None if local else c.get("rope_scaling"))
        rotates = kind != "smollm3" or c["no_rope_layers"][layer] == 1
        q, k, v = [], [], []
        for position, x in enumerate(stream):
            y = x if kind == "olmo2" else norm(p + "input_layernorm.weight", x)
            if kind == "phi3":
                both = linear(p + "self_attn.qkv_proj", y, (queries + 2 * keys) * size, False)
                qs, ks, vs = both[:queries * size], both[queries * size:(queries + keys) * size], both[(queries + keys) * size:]
            else:
                qs = linear(p + "self_attn.q_proj", y, queries * size, qkv_bias)
                ks = linear(p + "self_attn.k_proj", y, keys * size, qkv_bias)
                vs = linear(p + "self_attn.v_proj", y, keys * size, qkv_bias)
            if kind == "olmo2":
                qs, ks = norm(p + "self_attn.q_norm.weight", qs), norm(p + "self_attn.k_norm.weight", ks)
            qs, ks, vs = split(qs, queries), split(ks, keys), split(vs, keys)
            if kind in ("qwen3", "gemma3_text"):
                qs = [norm(p + "self_attn.q_norm.weight", h) for h in qs]
                ks = [norm(p + "self_attn.k_norm.weight", h) for h in ks]
            turn = (lambda h: rotate(h, position, angles, amplitude)) if rotates else (lambda h: h)
            q.append([turn(h) for h in qs])
            k.append([turn(h) for h in ks])
            v.append(vs)
        for position in range(len(ids)):
            first = 0 if window is None else max(0, position - window + 1)
            mixed = []
            for h in range(queries):
                shared = h // (queries // keys)
                scores = [scale * sum(a * b for a, b in zip(q[position][h], k[j][shared])) for j in range(first, position + 1)]
                if soft:
                    scores = [soft * math.tanh(s / soft) for s in scores]
                most = max(scores)
                exponentials = [math.exp(s - most) for s in scores]
                total = sum(exponentials)
                for i in range(size):
                    mixed.append(sum(e / total * v[first + j][shared][i] for j, e in enumerate(exponentials)))
            out = linear(p + "self_attn.o_proj", mixed, width, o_bias)
            if gemma or kind == "olmo2":
                out = norm(p + "post_attention_layernorm.weight", out)
            stream[position] = [a + residual * b for a, b in zip(stream[position], out)]
        for position, x in enumerate(stream):
            y = x if kind == "olmo2" else norm(p + ("pre_feedforward" if gemma else "post_attention") + "_layernorm.weight", x)
            if kind == "phi3":
                both = linear(p + "mlp.gate_up_proj", y, 2 * inner, False)
                gate, up = both[:inner], both[inner:]
            else:
                gate, up = linear(p + "mlp.gate_proj", y, inner, mlp_bias), linear(p + "mlp.up_proj", y, inner, mlp_bias)
            if gemma:
                gate = [0.5 * g * (1 + math.tanh(math.sqrt(2 / math.pi) * (g + 0.044715 * g ** 3))) for g in gate]
            else:
                gate = [g / (1.0 + math.exp(-g)) for g in gate]
            out = linear(p + "mlp.down_proj", [g * u for g, u in zip(gate, up)], width, mlp_bias)
            if gemma or kind == "olmo2":
                out = norm(p + "post_feedforward_layernorm.weight", out)
            stream[position] = [a + residual * b for a, b in zip(x, out)]
    if scores:
        return [times(w.matrix("score.weight", 1, width), norm("model.norm.weight", x))[0] for x in stream]
    tied = c.get("tie_word_embeddings", gemma)
    head = embedding if tied else w.matrix("lm_head.weight", c["vocab_size"], width)
    logits = [[x / c.get("logits_scaling", 1.0) for x in times(head, norm("model.norm.weight", x))] for x in stream]
    return [[final * math.tanh(x / final) for x in row] for row in logits] if final else logits


if __name__ == "__main__":
    for name in FAMILIES:
        c = config(name)
        golden = {"config": c, "ids": IDS, "logits": [[round(x, 7) for x in row] for row in forward(c, IDS)]}
        (pathlib.Path(__file__).parent / "families" / f"{name}.json").write_text(json.dumps(golden) + "\n")
