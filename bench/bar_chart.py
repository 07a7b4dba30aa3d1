"""The whole run's figures → one SVG, without a font or a script of its own, readable on white and on black."""

from __future__ import annotations

from html import escape

WIDTH, LEFT, RIGHT = 760, 250, 190
TOP, STEP, BAR = 64, 34, 16
ABOUT = "Seconds, servers that answer at once, all in turn on one machine; peak memory; GitHub calls"
STYLE = """\
text { font: 13px system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif; fill: #1f2328 }
.title { font-size: 16px; font-weight: 600 }
.quiet { fill: #59636e; font-size: 12px }
.ours { fill: #1a7f37 }
.other { fill: #8c959f }
text.ours { font-weight: 600 }
.line { stroke: #d1d9e0 }
@media (prefers-color-scheme: dark) {
text { fill: #f0f6fc }
.quiet { fill: #9198a1 }
.ours { fill: #3fb950 }
.other { fill: #6e7681 }
.line { stroke: #3d444d }
}
"""


def draw(rows: list) -> str:
    """Draw a bar for each contender's seconds, with its memory and its calls beside it."""
    shown = [row for row in rows if row["id"] != "help"]
    most = max(row["seconds"] for row in shown)
    height = TOP + STEP * len(shown) + 16
    bars = "".join(draw_row(row, TOP + STEP * index, most) for index, row in enumerate(shown))
    said = "; ".join(f"{row['name']}: {row['seconds']:.2f} s" for row in shown)
    size = f'width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}"'
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">
<title>{escape(said)}</title>
<style>
{STYLE}</style>
<text class="title" x="0" y="20">To describe a pull request of two files</text>
<text class="quiet" x="0" y="40">{ABOUT}</text>
<line class="line" x1="{LEFT}" y1="{TOP - 10}" x2="{LEFT}" y2="{height - 12}"/>
{bars}</svg>
"""


def draw_row(row: dict, top: int, most: float) -> str:
    length = max(round((WIDTH - LEFT - RIGHT) * row["seconds"] / most), 2)
    kind = "ours" if row["id"] in ("ours", "local") else "other"
    middle = top + BAR - 3
    calls = f", {row['rest']} calls" if row["rest"] else ""
    figures = f"{row['seconds']:.2f} s"
    return (
        f'<text class="{"ours" if kind == "ours" else ""}" x="{LEFT - 10}" y="{middle}" text-anchor="end">'
        f"{escape(shorten(row['name']))}</text>\n"
        f'<rect class="{kind}" x="{LEFT}" y="{top}" width="{length}" height="{BAR}" rx="2"/>\n'
        f'<text x="{LEFT + length + 8}" y="{middle}">{figures}'
        f'<tspan class="quiet" dx="6">{row["megabytes"]:.0f} MB{calls}</tspan></text>\n'
    )


def shorten(name: str) -> str:
    """Leave out what a bar's label has no room for."""
    return name.replace(" (a reference)", "").replace("floor: openai, PyGithub, GitPython", "the three SDKs alone")
