import sys

sys.path[:0] = ["tests", "."]
from sanitize.test_safe_body import ATTACKS
from pr_writer.sanitize import sanitize_body
from sanitize.rendering import find_alive

for a, d in ATTACKS.items():
    s = sanitize_body(a)
    if s != d:
        print(repr(a), "\n    OLD", repr(d), "\n    NEW", repr(s))
b = "*![a *b*](x.png)*"
s = sanitize_body(b)
print(s, find_alive(s), sanitize_body(s))
import time

for h in ["[" * 20000, "![" * 10000]:
    t = time.time()
    try:
        sanitize_body(h)
    except BaseException as e:
        print(type(e))
    print(time.time() - t)
