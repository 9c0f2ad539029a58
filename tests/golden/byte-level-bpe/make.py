#!/usr/bin/env python3
"""Golden data of the byte-level tokenizer: an own, slow byte-pair encoder after the GPT-2 release (encoder.py), with the
pattern of Qwen2's tokenizer.json. Needs Python 3.11 and the package regex.

    python3 make.py          writes tokenizer.json, tokenizer_config.json and cases.jsonl beside itself
"""
import json, pathlib, random, unicodedata
from collections import Counter
import regex

PATTERN = r"""(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"""
ADDED = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
SEEDS = [
    "Let's think step by step and output the final answer within \\boxed{}.",
    "Convert the point $(0,3)$ in rectangular coordinates to polar coordinates.",
    "\\frac{\\pi}{2} + \\sqrt{x^2 + y^2} = \\left( 3, \\frac{\\pi}{2} \\right)",
    "The quick brown fox jumps over the lazy dog. I'll, we've, they're, IT'S, don't",
    "def f(x):\n    return x ** 2  # square\n\n\nif __name__ == '__main__':\n\tprint(f(3))\n",
    "Größe, naïve café, Ångström, œuvre; ¿qué tal? señor",
    "Привет, мир! Сколько будет два плюс два?",
    "你好，世界。二加二等于几？ こんにちは、世界。カタカナ 안녕하세요 세계",
    "مرحبا بالعالم ١٢٣ עברית שלום नमस्ते दुनिया ไทย สวัสดี",
    "😀 👍🏽 👩‍👩‍👧‍👦 🇩🇪 ❤️ ∑∫√∞ ≤≥≠ ½ ² Ⅷ ①",
    "𝐀𝐁𝐂 𝒙 + 𝟙𝟚𝟛 𠀀𠀁 𐍈 𝔽",
    "a  b   c    d \t\t e\r\nf\r\n\r\n   g\u00a0h\u2003i\u3000j   ",
    "e\u0301 A\u030a \u1100\u1161 \u0041\u0327\u0301 ﬁ",
    "12345 3.14159 1,000,000 2^{10} 0x1F 7e-3",
    "<|im_start|>user\nWhat is 2+2?<|im_end|>\n<|im_start|>assistant\n",
    "text<|endoftext|>more <|endoftext|><|endoftext|> <|unknown|> <|im_",
    "\u0000\u0001\u007f\u0085\u200b\u200d\ufeff\ufffd",
    "https://example.org/a?b=c&d=%20#e user@example.org --flag=value [1](2) {\"k\": [1, 2]}",
]


def alphabet():
    kept = list(range(33, 127)) + list(range(161, 173)) + list(range(174, 256))
    table, extra = {}, 0
    for byte in range(256):
        if byte in kept:
            table[byte] = chr(byte)
        else:
            table[byte] = chr(256 + extra)
            extra += 1
    return table


TABLE = alphabet()


def written(text):
    return tuple(TABLE[byte] for byte in text.encode("utf-8"))


def train(texts, merges_wanted):
    words = Counter(written(piece) for text in texts for piece in regex.findall(PATTERN, unicodedata.normalize("NFC", text)))
    merges = []
    while len(merges) < merges_wanted:
        pairs = Counter()
        for word, count in words.items():
            for pair in zip(word, word[1:]):
                pairs[pair] += count
        if not pairs:
            break
        best = max(pairs, key=lambda pair: (pairs[pair], pair))
        merges.append(best)
        words = Counter({join(word, best): count for word, count in words.items()})
    return merges


def join(word, pair):
    joined, i = [], 0
    while i < len(word):
        if word[i:i + 2] == pair:
            joined.append(word[i] + word[i + 1])
            i += 2
        else:
            joined.append(word[i])
            i += 1
    return tuple(joined)


def encode(text, vocabulary, ranks):
    ids = []
    for part in regex.split("(" + "|".join(map(regex.escape, ADDED)) + ")", text):
        if part in ADDED:
            ids.append(len(vocabulary) + ADDED.index(part))
            continue
        for piece in regex.findall(PATTERN, unicodedata.normalize("NFC", part)):
            word = written(piece)
            while len(word) > 1:
                pair = min(zip(word, word[1:]), key=lambda candidate: ranks.get(candidate, 1 << 30))
                if pair not in ranks:
                    break
                word = join(word, pair)
            ids.extend(vocabulary[token] for token in word)
    return ids


def mixtures(count):
    generator = random.Random(7)
    everything = "".join(SEEDS[:-2])
    for _ in range(count):
        pieces = []
        for _ in range(generator.randint(1, 6)):
            start = generator.randrange(len(everything))
            pieces.append(everything[start:start + generator.randint(1, 25)])
            pieces.append(generator.choice(["", " ", "  ", "\n", "\t ", "'", "\r\n", "<|im_end|>"]))
        yield "".join(pieces)


def main():
    here = pathlib.Path(__file__).parent
    merges = train(SEEDS, 420)
    tokens = sorted(TABLE.values()) + ["".join(pair) for pair in merges]
    vocabulary = {token: i for i, token in enumerate(dict.fromkeys(tokens))}
    ranks = {pair: i for i, pair in enumerate(merges)}
    split = {"type": "Split", "pattern": {"Regex": PATTERN}, "behavior": "Isolated", "invert": False}
    own = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": False, "use_regex": False}
    tokenizer = {
        "version": "1.0", "truncation": None, "padding": None,
        "added_tokens": [{"id": len(vocabulary) + i, "content": text, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True} for i, text in enumerate(ADDED)],
        "normalizer": {"type": "NFC"},
        "pre_tokenizer": {"type": "Sequence", "pretokenizers": [split, own]},
        "post_processor": {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": False, "use_regex": False},
        "decoder": {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": False, "use_regex": False},
        "model": {"type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": "", "end_of_word_suffix": "", "fuse_unk": False, "byte_fallback": False,
                  "vocab": vocabulary, "merges": [" ".join(pair) for pair in merges]},
    }
    (here / "tokenizer.json").write_text(json.dumps(tokenizer, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    (here / "tokenizer_config.json").write_text(json.dumps({"eos_token": "<|endoftext|>"}) + "\n", encoding="utf-8")
    with open(here / "cases.jsonl", "w", encoding="utf-8") as cases:
        for text in SEEDS + list(mixtures(300)):
            cases.write(json.dumps({"text": text, "ids": encode(text, vocabulary, ranks)}, ensure_ascii=True) + "\n")


main()
