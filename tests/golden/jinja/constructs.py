#!/usr/bin/env python3
"""Small templates that use one construct each, with what both references render. Run by hand:

    python3 constructs.py | node huggingface_jinja.cjs <folder where @huggingface/jinja is installed> \\
        | python3 jinja2_reference.py --golden > constructs.jsonl

and constructs-variables.json with `python3 constructs.py variables`.
"""
import json, sys

VARIABLES = {
    "messages": [
        {"role": "system", "content": " Be brief. "},
        {"role": "user", "content": "What is 2+2?\n\nNow."},
        {"role": "assistant", "content": "<think>\nadd\n</think>\n\n4"},
        {"role": "user", "content": "äß😀 e\u0301 'x' \"y\" \\ \u2028"},
    ],
    "bos_token": "<s>",
    "eos_token": "</s>",
    "tools": None,
    "add_generation_prompt": True,
    "text": "Hello World",
    "numbers": [3, 1, 2],
    "names": ["b", "A", "c", "a"],
    "nested": {"z": {"a": [1, 2.5, None, True]}, "b": "q"},
    "rows": [{"n": 1, "k": "x"}, {"n": 2, "k": "y"}, {"n": 3, "k": "x"}],
    "empty": "",
    "nothing": [],
}

# One template a line.
TEMPLATES = r"""
plain text
{{ text }}
a{{ text -}}   b
a   {{- text }}  b
a   {{- text -}}   b
{#- c -#}  x  {# c #}
{% raw %}{{ a }}{% b %}{% endraw %}
{{-1}}{{ - 1 }}{{ -1|abs }}{{ 2 ** 3 ** 2 }}{{ 7 // 2 }}{{ -7 // 2 }}{{ -7 % 3 }}{{ 7 / 2 }}{{ 6 / 2 }}
{{ 1 + 2 * 3 }}{{ (1 + 2) * 3 }}{{ 1 ~ 2 }}{{ 'a' ~ none ~ true ~ 1.5 }}
{{ 0x1F }} {{ 1_000 }} {{ 1.5e3 }} {{ 1e-7 }} {{ 1e16 }} {{ 0.1 + 0.2 }} {{ 100.0 }} {{ 123456789012345.6 }}
{{ 'a' 'b' "c" }}{{ 'it\'s' }}{{ "\n\t\\\x41\u00e9\q\101" }}
{{ 'a' if false }}{{ 'a' if true else 'b' }}{{ 'a' if false else 'b' if false else 'c' }}
{{ true and 'x' }}{{ false or 'y' }}{{ 0 or none }}{{ not none }}{{ not 1 == 2 }}
{{ 1 < 2 < 3 }}{{ 1 < 3 < 2 }}{{ 'a' in 'abc' }}{{ 'x' not in 'abc' }}{{ 1 in numbers }}{{ 'z' in nested }}{{ 1 == 1.0 }}{{ true == 1 }}{{ '1' == 1 }}
{{ [1, 'a', none, true, 1.5, [2], {'k': 'v'}] }}{{ (1,) }}{{ () }}{{ {} }}{{ {'a': 'it\'s', 1: "q"} }}
{{ none }}{{ true }}{{ missing }}{{ missing is defined }}{{ tools is defined }}{{ tools is none }}{{ missing == missing2 }}
{{ messages[0].role }}{{ messages[0]['content'] }}{{ messages[-1].role }}{{ messages[9] }}{{ messages[0].nope }}
{{ messages[1:][0].role }}{{ messages[::-1][0].role }}{{ text[1:4] }}{{ text[::-1] }}{{ text[-3:] }}{{ text[::2] }}{{ text[8:2:-2] }}{{ numbers[-2:] }}
{{ messages[3].content[1] }}{{ messages[3].content[2] }}{{ messages[3].content | length }}{{ messages[3].content[::-1] }}
{% for m in messages %}{{ loop.index }}{{ loop.index0 }}{{ loop.revindex }}{{ loop.revindex0 }}{{ loop.first }}{{ loop.last }}{{ loop.length }}{{ m.role }};{% endfor %}
{% for m in messages if m.role == 'user' %}{{ loop.index }}/{{ loop.length }}{{ m.content | trim }};{% else %}none{% endfor %}
{% for m in nothing %}x{% else %}none{% endfor %}
{% for n in numbers %}{{ loop.previtem }}<{{ n }}>{{ loop.nextitem }};{{ loop.cycle('a', 'b') }}{% endfor %}
{% for n in [1, 1, 2, 2, 1] %}{% if loop.changed(n) %}{{ n }}{% endif %}{% endfor %}
{% for k, v in nested.items() %}{{ k }}={{ v }};{% endfor %}{% for k in nested %}{{ k }}{% endfor %}{% for c in 'aß😀' %}{{ c }},{% endfor %}
{% for a in numbers %}{% for b in numbers %}{{ loop.index }}{% if b == 1 %}{% continue %}{% endif %}{{ a }}{{ b }}{% if a == 1 %}{% break %}{% endif %}{% endfor %}{{ loop.index }};{% endfor %}
{% set x = 1 %}{% for n in numbers %}{{ x }}{% set x = n + 10 %}{{ x }};{% endfor %}{{ x }}
{% set x = 1 %}{% if true %}{% set x = 2 %}{% endif %}{{ x }}
{% set ns = namespace(count=0, found=false) %}{% for n in numbers %}{% set ns.count = ns.count + n %}{% endfor %}{{ ns.count }}{{ ns.found }}{{ ns.nope is defined }}
{% set a, b = 1, 2 %}{{ a }}{{ b }}{% set c = 1, 2 %}{{ c }}
{% set block %}a{{ text }}b{% endset %}[{{ block }}]{% set up | upper %}abc{% endset %}{{ up }}
{% macro greet(name, mark='!') %}Hi {{ name }}{{ mark }}{% endmacro %}{{ greet('A') }}{{ greet('B', mark='?') }}{{ greet(name='C') }}{{ greet() }}
{% macro f(n) %}{% if n > 0 %}{{ n }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(3) }}
{% macro f() %}{{ varargs }}{{ kwargs }}{% endmacro %}{{ f(1, 2, a=3) }}
{% macro box() %}[{{ caller() }}]{% endmacro %}{% call box() %}in{% endcall %}
{% macro each(items) %}{% for i in items %}{{ caller(i) }}{% endfor %}{% endmacro %}{% call(i) each([1, 2]) %}<{{ i }}>{% endcall %}
{% set x = 'outer' %}{% macro f() %}{{ x }}{% set x = 'inner' %}{{ x }}{% endmacro %}{{ f() }}{{ x }}
{% with a = 1, b = 2 %}{{ a }}{{ b }}{% endwith %}{{ a is defined }}
{% filter upper %}a{{ text }}{% endfilter %}{% filter trim | upper %} x {% endfilter %}
{% generation %}a{% set y = 1 %}{% endgeneration %}{{ y is defined }}
{% for n in range(3) %}{{ n }}{% endfor %}{{ range(2, 9, 3) | list }}{{ range(5, 1, -2) | list }}{{ range(0) | list }}
{{ dict(a=1, b='x') }}{{ dict({'k': 2}, z=3) }}
{{ text | upper }}{{ text | lower }}{{ 'heLLo wORLD-x' | title }}{{ 'heLLo' | capitalize }}{{ text | length }}{{ nested | length }}{{ missing | length }}
{{ ' x ' | trim }}|{{ 'xxaxx' | trim('x') }}|{{ none | trim }}|{{ 5 | string }}|{{ missing | upper }}|
{{ text | replace('o', '0') }}{{ text | replace('o', '0', 1) }}{{ 'ab' | replace('', '-') }}{{ 5 | replace(5, 6) }}
{{ names | join }}{{ names | join(', ') }}{{ rows | join('-', attribute='k') }}{{ numbers | join('+') }}
{{ numbers | first }}{{ numbers | last }}{{ nothing | first }}{{ text | first }}{{ text | last }}
{{ numbers | sort }}{{ numbers | sort(reverse=true) }}{{ names | sort }}{{ names | sort(case_sensitive=true) }}{{ rows | sort(attribute='k') | map(attribute='n') | list }}
{{ numbers | reverse | list }}{{ 'abc' | reverse }}{{ names | unique | list }}{{ numbers | min }}{{ numbers | max }}{{ numbers | sum }}{{ rows | sum(attribute='n') }}
{{ rows | map(attribute='k') | list }}{{ names | map('upper') | list }}{{ names | map('replace', 'a', 'z') | join }}
{{ rows | selectattr('n', 'gt', 1) | list | length }}{{ rows | rejectattr('k', 'equalto', 'x') | map(attribute='n') | list }}{{ rows | selectattr('k') | list | length }}
{{ numbers | select('odd') | list }}{{ numbers | reject('odd') | list }}{{ [0, 1, '', 'a'] | select | list }}
{% if nothing | map('upper') %}true{% else %}false{% endif %}{% if nothing | list %}true{% else %}false{% endif %}
{{ nested | dictsort }}{{ nested | items | list }}{{ {'b': 1, 'a': 2} | dictsort(by='value') }}{{ {'b': 1, 'a': 2} | dictsort(reverse=true) }}
{% for g in rows | groupby('k') %}{{ g[0] }}:{{ g[1] | length }};{% endfor %}
{{ numbers | batch(2) | list }}{{ numbers | batch(2, 'x') | list }}{{ numbers | slice(2) | list }}
{{ missing | default('d') }}{{ empty | default('d') }}{{ empty | default('d', true) }}{{ none | d('d') }}{{ missing | default }}
{{ '42' | int }}{{ 'x' | int }}{{ 'x' | int(7) }}{{ 3.9 | int }}{{ '3.7' | int }}{{ '1.5' | float }}{{ 'x' | float }}{{ -3 | abs }}
{{ 2.5 | round }}{{ 2.345 | round(2) }}{{ 2.1 | round(0, 'ceil') }}{{ 2.9 | round(method='floor') }}{{ 1234.5 | round(-2) }}
{{ nested | tojson }}{{ messages[3] | tojson }}{{ 'a"b\\\n</script>&' | tojson }}{{ none | tojson }}{{ 1.0 | tojson }}
{{ nested | tojson(indent=2) }}{{ [] | tojson(indent=2) }}{{ {'b': 1, 'a': 2} | tojson(sort_keys=true) }}{{ [1, 2] | tojson(separators=(',', ':')) }}{{ 'é😀' | tojson(ensure_ascii=true) }}
{{ 'a\nb\n\nc' | indent }}{{ 'a\nb' | indent(2, true) }}{{ 'a\n\nb' | indent(2, blank=true) }}{{ 'a\nb' | indent('> ') }}
{{ '%s and %d' | format('x', 3) }}{{ '%s' % 'y' }}{{ '%s-%s' % ('a', 'b') }}{{ '{} {1}'.format('a', 'b') if false else '{} {}'.format('a', 'b') }}{{ '{x}{{}}'.format(x=1) }}
{{ 'one two three four' | truncate(12) }}{{ 'one two three four' | truncate(12, true) }}{{ 'one two' | truncate(5, leeway=9) }}{{ 'one two  three' | wordcount }}{{ 'x' | center(5) }}|{{ 'xy' | center(5) }}|
{{ text is string }}{{ 1 is number }}{{ 1.5 is float }}{{ 1 is integer }}{{ true is integer }}{{ true is boolean }}{{ nested is mapping }}{{ numbers is sequence }}{{ numbers is iterable }}{{ 5 is iterable }}{{ none is none }}{{ true is true }}{{ 1 is true }}{{ false is false }}
{{ 3 is odd }}{{ 4 is even }}{{ 9 is divisibleby 3 }}{{ 'a' is lower }}{{ 'A' is upper }}{{ 'a' is in 'abc' }}{{ 3 is eq 3 }}{{ 3 is ne(4) }}{{ 3 is gt 2 }}{{ 3 is lessthan 2 }}{{ 'x' is sameas 'x' }}{{ range is callable }}{{ 'upper' is filter }}{{ 'odd' is test }}
{{ text is not string }}{{ missing is undefined }}{{ missing is not defined or false }}
{{ ' a b '.strip() }}|{{ ' a '.lstrip() }}|{{ ' a '.rstrip() }}|{{ 'xxaxx'.strip('x') }}|{{ '\u00a0\u3000a\x1c'.strip() }}|
{{ 'a,b,,c'.split(',') }}{{ ' a  b '.split() }}{{ 'a b c'.split(' ', 1) }}{{ 'a b c'.rsplit(' ', 1) }}{{ 'a b c '.split(none, 1) }}{{ ' a b c'.rsplit(none, 1) }}{{ 'a</think>b'.split('</think>')[-1] }}
{{ 'abc'.startswith('a') }}{{ 'abc'.endswith(('x', 'c')) }}{{ 'abc'.startswith('b', 1) }}{{ 'abc'.replace('b', 'x') }}{{ 'aaa'.replace('a', 'b', 2) }}{{ 'abc'.find('c') }}{{ 'abc'.find('z') }}{{ 'abcabc'.rfind('b') }}{{ 'abcabc'.count('bc') }}{{ 'äß😀x'.find('x') }}
{{ 'abc'.upper() }}{{ 'ABC'.lower() }}{{ 'heLLo wORLD'.title() }}{{ 'heLLo'.capitalize() }}{{ 'straße'.upper() }}{{ 'ßa ǆb აბ ﬁx'.title() }}{{ 'ßA'.capitalize() }}{{ 'ŉ' | capitalize }}{{ 'ΑΣ ΣΑΣ'.lower() }}{{ 'İ'.lower() | length }}
{{ '-'.join(['a', 'b']) }}{{ 'a\nb\r\nc'.splitlines() }}{{ 'a\nb\n'.splitlines(true) }}{{ 'a=b=c'.partition('=') }}{{ 'a=b=c'.rpartition('=') }}{{ 'abc'.removeprefix('a') }}{{ 'abc'.removesuffix('c') }}
{{ 'x'.ljust(3) }}|{{ 'x'.rjust(3, '-') }}|{{ 'x'.center(4) }}|{{ '-5'.zfill(4) }}|{{ '12'.isdigit() }}{{ 'a1'.isalpha() }}{{ 'a1'.isalnum() }}{{ ' '.isspace() }}{{ ''.isspace() }}{{ 'Ab'.isupper() }}{{ 'ab'.islower() }}
{{ nested.get('b') }}{{ nested.get('x') }}{{ nested.get('x', 'd') }}{{ nested.keys() | list }}{{ nested['z']['a'][1] }}{{ nested.z.a.0 }}{{ messages[0].get('content').strip() }}
{{ [1, 2] + [3] }}{{ 'a' * 3 }}{{ [0] * 2 }}{{ [1, 2].index(2) }}{{ [1, 2, 1].count(1) }}{{ 1 in (1, 2) }}{{ [1, 2] == [1, 2] }}{{ {'a': 1} == {'a': 1} }}{{ (1, 2) < (1, 3) }}{{ 'a' < 'b' }}
{{ strftime_now('%d %b %Y') }}{{ strftime_now('%Y-%m-%d') }}{{ strftime_now('%B %d, %Y') }}{{ strftime_now is defined }}
{{ messages[1].content | safe }}{{ text | string | safe }}
{% if messages[0]['role'] == 'system' %}{% set loop_messages = messages[1:] %}{% set system_message = messages[0]['content'] %}{% endif %}{% for message in loop_messages %}{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('roles must alternate') }}{% endif %}{% if loop.index0 == 0 %}{{ '<<SYS>>' + system_message + '<</SYS>>' + message['content'] }}{% elif message['role'] == 'user' %}{{ bos_token + '[INST] ' + message['content'].strip() + ' [/INST]' }}{% else %}{{ ' ' + message['content'].strip() + ' ' + eos_token }}{% endif %}{% endfor %}
{{ raise_exception('System role not supported') }}
{{ missing.attribute }}
{{ missing() }}
{{ 1 + 'a' }}
{{ none + 'a' }}
{{ 5 | length }}
{{ 'a' < 1 }}
{{ 1 / 0 }}
{% for x in 5 %}{% endfor %}
{% set ns = 1 %}{% set ns.x = 2 %}
{{ messages.append(1) }}
{{ nested.update({}) }}
{% if %}{% endif %}
{% if true %}
{{ 'a }}
{{ a b }}
{% nope %}
{{ a | nope }}
{% endif %}
{% break %}
{{ (1 }}
{{ {'a' 1} }}
{% macro f(a) %}{% endmacro %}{{ f(1, 2) }}
{{ range(1000000) | length }}
"""

MANY_LINES = [
    "{% if true %}\n  x\n{% endif %}\ny\n",
    "  {% if true %}\nx\n  {% endif %}\n  y",
    "  {%+ if true %}\nx\n  {%- endif +%}\ny",
    "{#- c -#}  x  {# c #}\ny\n  {# c #}\nz",
    "x\n  {%- raw -%}  {{ a }}  {%- endraw -%}  y",
    "  {% raw %}\n  {{ a }}\n  {% endraw %}\n  y",
    "{{ text }}\n\n{{ text }}\n\n",
    "a\r\nb\rc\n{{ 'x\r\ny' }}\n",
    "{%- for m in messages -%}\n    {{- m.role }}\n    {%- if not loop.last %}\n        , \n    {% endif -%}\n{%- endfor -%}\n",
    "{% for m in messages %}\n\t{% if m.role == 'user' %}\n{{ m.content }}\n\t{% endif %}\n{% endfor %}\n",
    "{% set block %}\na{{ text }}\nb{% endset %}[{{ block }}]",
    "{{\n  text\n  | upper\n}}\n{%\n set x = 1\n%}\n{{ x }}",
    "a {%- if true %} b {%- else -%} c {% endif -%} d",
    "{%- macro f(x) %}\n  <{{ x }}>\n{%- endmacro %}\n{{ f(1) }}\n{{- f(2) }}",
]

if "variables" in sys.argv:
    print(json.dumps(VARIABLES, indent=1))
    sys.exit()

for template in TEMPLATES.strip("\n").split("\n") + MANY_LINES:
    print(json.dumps({"name": "constructs", "template": template, "variables": VARIABLES, "date": "2025-01-31"}, ensure_ascii=False))
