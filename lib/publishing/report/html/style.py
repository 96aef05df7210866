"""The look of the pages: one style sheet and its typefaces, which lie beside the pages of a set and are sent once.

A page that is exported alone, from JupyterLab or by nbconvert, has nothing beside it: it carries them in itself.
"""

import base64
import hashlib
from functools import cache
from pathlib import Path

from markupsafe import Markup

from lib import paths

#: Folder of a set, and the sheet in it.
FOLDER, SHEET = "style", "series.css"
_TEMPLATES = Path(__file__).parents[1] / "templates"
#: Family, weight, style, file: only these faces are used by the style sheet.
_FACES = (
    ("Source Sans 3", 400, "normal", "source-sans-3-latin-400-normal.woff2"),
    ("Source Sans 3", 400, "italic", "source-sans-3-latin-400-italic.woff2"),
    ("Source Sans 3", 600, "normal", "source-sans-3-latin-600-normal.woff2"),
    ("Source Serif 4", 600, "normal", "source-serif-4-latin-600-normal.woff2"),
)
#: Files of the folder.
NAMES = (SHEET, *(file for *_, file in _FACES))
_POLICY = (
    "default-src 'none'; style-src {styles}; font-src {fonts}; base-uri 'none'; form-action 'none'"
)
#: What a page of a set may load, and one that stands alone: nothing of others, and no script in either.
POLICY = _POLICY.format(styles="'self'", fonts="'self'")
POLICY_ALONE = _POLICY.format(styles="'unsafe-inline'", fonts="data:")


def policy_with(data: str) -> str:
    """The policy of a page of a set that holds a block of data, in an element that runs nothing: that text alone.

    Parameters
    ----------
    data : the text inside the element
    """
    digest = base64.b64encode(hashlib.sha256(data.encode()).digest()).decode()
    return f"{POLICY}; script-src 'sha256-{digest}'"


def files() -> dict[str, bytes]:
    """Name in the folder of a set -> content, of the sheet and the typefaces that it names."""
    sheet = _sheet({file: file for *_, file in _FACES})
    faces = {file: (paths.FONTS / file).read_bytes() for *_, file in _FACES}
    return {SHEET: sheet.encode("utf-8"), **faces}


@cache
def embedded() -> Markup:
    """The same for a page that stands alone: the sheet, with the typefaces in it."""
    return Markup(_sheet({file: _as_address(paths.FONTS / file) for *_, file in _FACES}))


def _as_address(file: Path) -> str:
    return "data:font/woff2;base64," + base64.b64encode(file.read_bytes()).decode("ascii")


def _sheet(addresses: dict[str, str]) -> str:
    faces = [
        f'@font-face{{font-family:"{family}";font-weight:{weight};font-style:{style};font-display:swap;'
        f'src:url({addresses[file]}) format("woff2")}}'
        for family, weight, style, file in _FACES
    ]
    sheets = [(_TEMPLATES / name).read_text("utf-8") for name in ("screen.css", "print.css")]
    return "\n".join(faces + sheets)
