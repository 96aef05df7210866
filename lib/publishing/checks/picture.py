"""``docs/architecture.svg``: the house as its import contracts describe it, so that the picture cannot drift.

Each row of the picture is a layer of ``[tool.importlinter]`` in ``pyproject.toml``, highest first; a module imports
only from rows below its own.
"""

import html
import tomllib

from lib import files, paths

FILE = paths.DOCS / "architecture.svg"
WIDTH, ROW, GAP, MARGIN = 860, 44, 12, 16
#: What stands in a room, in a few words.
ROOMS = {
    "__main__": "python -m lib",
    "cli": "arguments, exit codes, errors",
    "compare": "./run diff of two sets",
    "trace": "./run trace of a number",
    "checks": "./run check, approved record",
    "pipeline": "runs notebooks, publishes",
    "site": "pages and files of the set",
    "report": "HTML, PDF, SVG of a notebook",
    "display": "text, figure, table, finding",
    "claims": "verdicts, ledger",
    "charts": "forms, theme, fonts",
    "justice": "cases and courts",
    "laundering": "reports and amounts",
    "cocaine": "supply and violence",
    "aid": "promises and flows",
    "tables": "descriptors, strict reader",
    "language": "catalogues, numbers, templates",
    "money": "prices, exchange rates",
    "estimates": "values with their ranges",
    "frames": "small tables",
    "periods": "months, windows",
    "strict_csv": "CSV without surprises",
    "strict_json": "JSON without surprises",
    "strict_yaml": "YAML without surprises",
    "files": "digest, whole writes",
    "records": "forms of outputs, schema",
    "typed": "records of what is read",
    "paths": "where things are",
    "errors": "where, what, what to do",
    "printable": "text fit for a terminal",
}
#: Fill and ink by what a room is for.
_TONES = {
    "notebook": ("#fff3e6", "#8a3b00"),
    "machine": ("#e8eef5", "#12436d"),
    "use": ("#e6f4f2", "#14544f"),
}
_MACHINERY = {"__main__", "cli", "compare", "trace", "checks", "pipeline", "site", "report"}


def rows() -> list[list[str]]:
    """The layers, highest first, with the machinery's own in its place."""
    project = tomllib.loads((paths.ROOT / "pyproject.toml").read_text("utf-8"))
    layers = [
        c["layers"] for c in project["tool"]["importlinter"]["contracts"] if c["type"] == "layers"
    ]
    house, machinery = layers
    split = [[name.strip() for name in layer.replace("|", ":").split(":")] for layer in house]
    inside = [[name.strip() for name in layer.replace("|", ":").split(":")] for layer in machinery]
    place = split.index(["publishing"])
    return split[:place] + inside + split[place + 1 :]


def draw() -> str:
    """The picture as SVG: no script, no font of its own, readable in print and in dark mode."""
    layers = [["notebooks"], *rows()]
    height = 2 * MARGIN + len(layers) * (ROW + GAP) - GAP
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        'font-family="sans-serif" aria-labelledby="title desc">',
        '<title id="title">The house: a module imports only from rows below its own</title>',
        f'<desc id="desc">{html.escape(_description(layers))}</desc>',
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
    ]
    for number, layer in enumerate(layers):
        parts += _row(layer, MARGIN + number * (ROW + GAP))
    return "\n".join([*parts, "</svg>", ""])


def _row(layer: list[str], top: int) -> list[str]:
    width = (WIDTH - 2 * MARGIN - GAP * (len(layer) - 1)) / len(layer)
    parts = []
    for place, name in enumerate(layer):
        left = MARGIN + place * (width + GAP)
        fill, ink = _TONES[_use(name)]
        middle = left + width / 2
        words = "argue, and import ten names" if name == "notebooks" else ROOMS.get(name, "")
        parts += [
            f'<rect x="{left:.1f}" y="{top}" width="{width:.1f}" height="{ROW}" rx="5" fill="{fill}" '
            f'stroke="{ink}"/>',
            f'<text x="{middle:.1f}" y="{top + 19}" text-anchor="middle" font-size="15" font-weight="bold" '
            f'fill="{ink}">{html.escape(name)}</text>',
            f'<text x="{middle:.1f}" y="{top + 36}" text-anchor="middle" font-size="12" '
            f'fill="#333333">{html.escape(words)}</text>',
        ]
    return parts


def _use(name: str) -> str:
    if name == "notebooks":
        return "notebook"
    return "machine" if name in _MACHINERY else "use"


def _description(layers: list[list[str]]) -> str:
    return "From the top: " + "; ".join(", ".join(layer) for layer in layers) + "."


def problems() -> list[str]:
    """A line where the picture is not that of the contracts, or a room of them has no words."""
    lines = [
        f"lib/publishing/checks/picture.py: {name} has no words in ROOMS"
        for layer in rows()
        for name in layer
        if name not in ROOMS
    ]
    if not FILE.exists() or FILE.read_text("utf-8") != draw():
        lines.append(
            "docs/architecture.svg: not as the import contracts have it; ./run check --write"
        )
    return lines


def write() -> None:
    """Draw it anew."""
    files.write_text(FILE, draw())
