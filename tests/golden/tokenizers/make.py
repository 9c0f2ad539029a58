#!/usr/bin/env python3
"""Small tokenizers of the kinds that published models have, trained on the text below: own/<kind>/tokenizer.json. Run by hand:

    python3 make.py && node huggingface_tokenizers.cjs <folder where @anush008/tokenizers is installed> own > own/cases.jsonl

Needs Python 3.11.
"""
import collections, json, pathlib, re

HERE = pathlib.Path(__file__).parent / "own"
MERGES = 220
TEXT = """
The question is what the sum of the first ten numbers is. What is 2+2? Let's think step by step: the answer is 1234567, isn't it?
def f(x): return x + 1  if x < 10 else f(x - 1)    # four spaces     five
Straße, naïve, Ångström. Ελληνικά ΣΊΣΥΦΟΣ. Москва говорит. 日本語のテスト、你好世界。中文中文，日本日本。 한국어 हिन्दी ไทย
CamelCase HTTPServer snake_case I'll WE'VE don't DON'T the the the of of of and and model model modelling models
𝐀𝐁𝐜 𐐀𐐨 😀😀 ✨ don’t “quoted” \\frac{1}{2} $x^2$ 3.14159 1,000,000
"""


def trained(words, base):
    """Merges of byte-pair encoding over words that are lists of symbols."""
    words, merges, vocabulary = [list(word) for word in words], [], list(base)
    while len(merges) < MERGES:
        pairs = collections.Counter(pair for word in words for pair in zip(word, word[1:]))
        if not pairs:
            break
        best = max(pairs, key=lambda pair: (pairs[pair], pair))
        if pairs[best] < 2:
            break
        merges.append(list(best))
        vocabulary.append(best[0] + best[1])
        for word in words:
            i = 0
            while i + 1 < len(word):
                if (word[i], word[i + 1]) == best:
                    word[i:i + 2] = [best[0] + best[1]]
                i += 1
    return merges, list(dict.fromkeys(vocabulary))


def token(content, **flags):
    return {"content": content, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True} | flags


def write(kind, vocabulary, merges, added, **parts):
    ids = {text: number for number, text in enumerate(vocabulary)}
    for one in added:
        ids.setdefault(one["content"], len(ids))
    model = {"type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": None, "end_of_word_suffix": None,
             "fuse_unk": False, "byte_fallback": False, "ignore_merges": False} | parts.pop("model", {})
    model |= {"vocab": ids, "merges": merges}
    json_ = {"version": "1.0", "truncation": None, "padding": None, "added_tokens": [{"id": ids[one["content"]]} | one for one in added],
             "normalizer": None, "pre_tokenizer": None, "post_processor": None, "decoder": None} | parts | {"model": model}
    (HERE / kind).mkdir(parents=True, exist_ok=True)
    (HERE / kind / "tokenizer.json").write_text(json.dumps(json_, ensure_ascii=False) + "\n", encoding="utf-8")
    return ids


def template(first, id_):
    return {"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": first, "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
            "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
            "special_tokens": {first: {"id": first, "ids": [id_], "tokens": [first]}}}


def sentence_pieces():
    words = [("▁" + word) for word in TEXT.split()]
    letters = sorted({letter for letter, count in collections.Counter("".join(words)).items() if count > 1 or letter < "\u0080"})
    base = ["<unk>", "<s>", "</s>"] + [f"<0x{value:02X}>" for value in range(256)] + letters + ["▁▁", "▁▁▁▁", "\n"]
    merges, vocabulary = trained([[letter for letter in word if letter in letters] for word in words], base)
    return vocabulary, [["▁", "▁"], ["▁▁", "▁▁"]] + merges


def byte_level():
    kept = list(range(33, 127)) + list(range(161, 173)) + list(range(174, 256))
    table = {byte: chr(byte) if byte in kept else chr(256 + [b for b in range(256) if b not in kept].index(byte)) for byte in range(256)}
    words = re.findall(r" ?\S+|\s+", TEXT)
    merges, vocabulary = trained([[table[byte] for byte in word.encode()] for word in words], table.values())
    return vocabulary, merges


def main():
    spm, spm_merges = sentence_pieces()
    fallback = {"unk_token": "<unk>", "fuse_unk": True, "byte_fallback": True}
    plain = [token("<unk>"), token("<s>"), token("</s>")]
    replace = {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}
    back = {"type": "Replace", "pattern": {"String": "▁"}, "content": " "}
    strip = {"type": "Sequence", "decoders": [back, {"type": "ByteFallback"}, {"type": "Fuse"}, {"type": "Strip", "content": " ", "start": 1, "stop": 0}]}
    prepended = {"type": "Sequence", "normalizers": [{"type": "Prepend", "prepend": "▁"}, replace]}
    write("llama2", spm, spm_merges, plain, model=fallback, normalizer=prepended, decoder=strip, post_processor=template("<s>", 1))
    write("phi3", spm, spm_merges,
          plain + [token("<|user|>", rstrip=True), token("<|end|>", rstrip=True), token("<|left|>", lstrip=True), token("word", single_word=True, special=False)],
          model=fallback, normalizer=prepended, decoder=strip)
    write("mistral", spm, spm_merges, plain + [token("[INST]")], model=fallback, decoder=strip, post_processor=template("<s>", 1),
          pre_tokenizer={"type": "Metaspace", "replacement": "▁", "prepend_scheme": "first", "split": False})
    write("metaspace", spm, spm_merges, plain, model=fallback,
          pre_tokenizer={"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True},
          decoder={"type": "Sequence", "decoders": [{"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True}, {"type": "ByteFallback"}, {"type": "Fuse"}]})
    write("gemma", [piece for piece in spm if piece != "<0x09>"] + ["\t"], spm_merges, plain + [token("<mask>", special=False)], model=fallback, normalizer=replace,
          pre_tokenizer={"type": "Split", "pattern": {"String": " "}, "behavior": "MergedWithPrevious", "invert": False},
          decoder={"type": "Sequence", "decoders": [back, {"type": "ByteFallback"}, {"type": "Fuse"}]}, post_processor=template("<s>", 1))

    bytes_, byte_merges = byte_level()
    last = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": False}
    end = {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True, "use_regex": True}
    split = lambda pattern, behavior="Isolated", invert=False: {"type": "Split", "pattern": {"Regex": pattern}, "behavior": behavior, "invert": invert}
    # Cut as DeepSeek-V3 and gpt-oss cut: digits, then CJK, then the rest; and by upper and lower case.
    cjk = [split(r"\p{N}{1,3}"), split("[一-龥぀-ゟ゠-ヿ]+"), split(r"[!-/:-~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")]
    cased = (r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'ll)?"
             r"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'ll)?"
             r"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+")
    marks = [token("<｜begin｜>"), token("<｜User｜>", special=False, normalized=True), token("<｜end｜>", special=True, normalized=True)]
    write("deepseek", bytes_, byte_merges, marks, decoder=end, post_processor=end, normalizer={"type": "Sequence", "normalizers": []},
          pre_tokenizer={"type": "Sequence", "pretokenizers": cjk + [last]})
    write("o200k", bytes_, byte_merges, [token("<|end|>")], decoder=end, model={"ignore_merges": True},
          pre_tokenizer={"type": "Sequence", "pretokenizers": [split(cased, "Removed", True), last]})
    write("digits", bytes_, byte_merges, [token("<|end|>")], decoder=end,
          pre_tokenizer={"type": "Sequence", "pretokenizers": [{"type": "Digits", "individual_digits": True}, {**last, "add_prefix_space": True, "use_regex": True}]})
    ids = len(bytes_)
    write("llama3", bytes_, byte_merges, [token("<|begin|>"), token("<|end|>")], decoder=end, model={"ignore_merges": True},
          post_processor={"type": "Sequence", "processors": [end, template("<|begin|>", ids)]},
          pre_tokenizer={"type": "Sequence", "pretokenizers": [split(r"[A-Z]+", "Contiguous"), split(r"[.,]", "MergedWithPrevious"), split(r"[ (]", "MergedWithNext"), last]})


main()
