#!/usr/bin/env python3
"""Adds what Jinja2 renders with the settings of transformers to the cases of published.cjs (standard input to standard output).
With --golden the variables and names are left out. Needs Python 3.11 and the package jinja2 3.1."""
import datetime, json, sys
import jinja2
from jinja2.ext import Extension, loopcontrols
from jinja2.sandbox import ImmutableSandboxedEnvironment


class Generation(Extension):
    tags = {"generation"}

    def parse(self, parser):
        line = next(parser.stream).lineno
        body = parser.parse_statements(["name:endgeneration"], drop_needle=True)
        return jinja2.nodes.CallBlock(self.call_method("_body"), [], [], body).set_lineno(line)

    def _body(self, caller):
        return caller()


def environment(date):
    made = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, extensions=[Generation, loopcontrols])

    def raise_exception(message):
        raise jinja2.exceptions.TemplateError(message)

    def tojson(value, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
        return json.dumps(value, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)

    def strftime_now(form):
        if date is None:
            raise jinja2.exceptions.TemplateError("no date")
        return datetime.datetime.fromisoformat(date).strftime(form)

    made.filters["tojson"] = tojson
    made.globals.update(raise_exception=raise_exception, strftime_now=strftime_now)
    return made


def main():
    compiled = {}
    for line in sys.stdin:
        row = json.loads(line)
        try:
            key = (row["template"], row.get("date"))
            if key not in compiled:
                compiled[key] = environment(row.get("date")).from_string(row["template"])
            row["jinja2"] = compiled[key].render(**row["variables"])
        except Exception as error:
            row["jinja2_error"] = f"{type(error).__name__}: {error}"
        if "--golden" in sys.argv:
            row = {key: row[key] for key in ("template", "text", "error", "jinja2", "jinja2_error") if key in row}
        print(json.dumps(row))


if __name__ == "__main__":
    main()
