import sys

sys.path[:0] = ["tests", "."]
from sanitize.ordinary import BODIES, REWRITTEN
from pr_writer.sanitize import sanitize_body, normalize_markdown
from sanitize.rendering import render

for b in BODIES:
    s = sanitize_body(b)
    if s != b:
        print(repr(b), "\n   ", repr(s), render(s) == render(b))
    assert normalize_markdown(b) == b or s != b, b
for b, e in REWRITTEN.items():
    s = sanitize_body(b)
    if s != e or render(s) != render(b):
        print("RW", repr(b), "\n   ", repr(s), render(s) == render(b))
