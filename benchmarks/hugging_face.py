"""What Hugging Face and plain PyTorch make of the model that `Empo.Benchmarks gpu` measures: random weights, bfloat16, the same batches.

    python3 benchmarks/hugging_face.py cuda vocabulary=151936 hidden=896 ...     (the verb gives all numbers of GpuSizes)

Prints "what<TAB>result" lines. What is not installed is said so and is no failure.
"""
import statistics
import sys
import time

device, numbers = sys.argv[1], {name: int(value) for name, value in (pair.split("=") for pair in sys.argv[2:])}


def say(what, result):
    print(f"{what}\t{result}", flush=True)


def clock():
    if device == "cuda":
        torch.cuda.synchronize()
    return time.perf_counter()


def model():
    config = transformers.Qwen2Config(
        vocab_size=numbers["vocabulary"],
        hidden_size=numbers["hidden"],
        intermediate_size=numbers["intermediate"],
        num_hidden_layers=numbers["layers"],
        num_attention_heads=numbers["heads"],
        num_key_value_heads=numbers["kv_heads"],
        max_position_embeddings=numbers["positions"],
        tie_word_embeddings=True,
    )
    return transformers.Qwen2ForCausalLM(config).to(device=device, dtype=torch.bfloat16)


def generate(policy):
    prompt = torch.randint(38, (numbers["rows"], numbers["prompt"]), device=device)

    def seconds(tokens):
        start = clock()
        policy.generate(
            prompt,
            attention_mask=torch.ones_like(prompt),
            do_sample=True,
            top_k=0,
            max_new_tokens=tokens,
            min_new_tokens=tokens,
            pad_token_id=0,
            eos_token_id=None,
        )
        return clock() - start

    seconds(4)
    return numbers["rows"] * numbers["response"] / seconds(numbers["response"])


def step(policy):
    """Median seconds of forward, cross-entropy, backward, clip and AdamW, as an update without EMPO's bookkeeping."""
    optimizer = torch.optim.AdamW(policy.parameters(), lr=0.0)
    tokens = torch.randint(38, (numbers["update_rows"], numbers["update_tokens"] + 1), device=device)

    def once():
        start = clock()
        logits = policy(tokens[:, :-1]).logits
        torch.nn.functional.cross_entropy(logits.float().flatten(0, 1), tokens[:, 1:].flatten()).backward()
        torch.nn.utils.clip_grad_norm_(policy.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        return clock() - start

    once()
    return statistics.median(once() for _ in range(3))


try:
    import torch
except ImportError:
    torch = None
try:
    import transformers
except ImportError:
    transformers = None

say("Python's torch", "not installed" if torch is None else f"{torch.__version__}, {torch.__file__}")
say("Python's transformers", "not installed" if transformers is None else transformers.__version__)
if torch is not None and device == "cuda" and not torch.cuda.is_available():
    say("Python's CUDA", "torch sees no card")
elif torch is not None and transformers is not None:
    policy = model()
    with torch.no_grad():
        say("sampling, the same batch, Hugging Face generate", f"{generate(policy):,.0f} tokens/s")
    count = numbers["update_rows"] * numbers["update_tokens"]
    say("update of the same tokens, plain PyTorch step", f"{count / step(policy):,.0f} tokens/s")
