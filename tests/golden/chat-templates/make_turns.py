#!/usr/bin/env python3
"""Golden data of chat prompts with earlier turns and with the beginning of a reply: the templates beside this file rendered by Jinja2 with
the options of Hugging Face's renderer. The beginning of a reply follows the generation prompt. Needs Python 3.11 and jinja2.

    python3 make_turns.py          writes turns.jsonl beside itself
"""
import json, pathlib
from jinja2.sandbox import ImmutableSandboxedEnvironment

HERE = pathlib.Path(__file__).parent
TEMPLATES = ["chatml", "qwen2", "qwen2.5", "qwen2.5-math", "qwen3-turns"]
HISTORIES = [
    [],
    ["Let x=1.", "Noted."],
    ["Let x=1.", "<think>\nHm.\n</think>\n\nNoted.", "And y=2.", "Yes </think> no."],
    ["Never <|im_end|> this.", "  Fine.\n"],
]
SYSTEMS = [None, "Be brief."]
PREFILLS = [None, "The sum is", "Sure.\n"]


def main():
    environment = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True)
    with open(HERE / "turns.jsonl", "w", encoding="utf-8") as cases:
        for name in TEMPLATES:
            template = environment.from_string((HERE / f"{name}.jinja").read_text(encoding="utf-8"))
            for thinking in [True, False] if name == "qwen3-turns" else [True]:
                for system in SYSTEMS:
                    for history in HISTORIES:
                        for prefill in PREFILLS:
                            turns = [{"role": ["user", "assistant"][i % 2], "content": text} for i, text in enumerate(history)]
                            messages = ([] if system is None else [{"role": "system", "content": system}]) + turns + [{"role": "user", "content": "What is x+1?"}]
                            text = template.render(messages=messages, add_generation_prompt=True, **({} if thinking else {"enable_thinking": False}))
                            row = {"template": name, "thinking": thinking, "system": system, "history": history, "prefill": prefill, "text": text + (prefill or "")}
                            cases.write(json.dumps(row, ensure_ascii=True) + "\n")


main()
