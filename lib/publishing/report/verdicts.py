"""How a verdict, a certainty and a range look and read: symbol, tone and word. The rules stand in `lib.claims`."""

from lib.claims import SYMBOLS
from lib.language import format_value, translate
from lib.publishing.report.document import Finding as Block
from lib.records import Finding

#: Verdict -> (tone, strokes on a 16 x 16 grid). Word, symbol and tone: never colour alone.
VERDICTS = {
    "reproduced": ("good", "M3.2 8.4l3.2 3.2 6.4-7"),
    "consistent": ("good", "M3.5 6h9M3.5 10h9"),
    "traced": ("plain", "M3 8h9.2M8.4 4.2L12.2 8l-3.8 3.8"),
    "internally inconsistent": ("bad", "M3.5 6h9M3.5 10h9M10.6 3l-5.2 10"),
    "contradicted": ("bad", "M4 4l8 8M12 4l-8 8"),
    "not comparable": ("mixed", "M8 2.8a5.2 5.2 0 1 0 .01 0zM4.4 11.6l7.2-7.2"),
    "not verifiable": ("unknown", "M5.5 6.2a2.5 2.5 0 1 1 3.6 2.2C8.3 8.8 8 9.3 8 10.2M8 12.7v.3"),
}
#: Tone -> colour of symbol and word on white (each at least 4.5:1, also on its tint).
INK = {
    "good": "#12436d",
    "plain": "#1a635c",
    "bad": "#801650",
    "mixed": "#8f3c0c",
    "unknown": "#4a5764",
}


def icon(verdict: str, colour: str) -> str:
    """The symbol of a verdict as a small SVG drawing."""
    path = VERDICTS[verdict][1]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16" fill="none" '
        f'stroke="{colour}" stroke-width="1.9" stroke-linecap="round" stroke-linejoin="round">'
        f'<path d="{path}"/></svg>'
    )


def tone(record: Finding) -> str:
    """The tone of a finding's record; a finding without a verdict is plain."""
    return VERDICTS[record.verdict][0] if record.verdict else "plain"


def of_cell(column: str, cell: str) -> str:
    """The tone of a cell that shows a verdict with its symbol, as in the ledger; empty for any other cell."""
    found = [verdict for verdict, symbol in SYMBOLS.items() if cell.startswith(f"{symbol} ")]
    return VERDICTS[found[0]][0] if column == "shown" and found else ""


def word(record: Finding) -> str:
    """The verdict as it stands on a badge."""
    label = record.verdict_label or ""
    return label[:1].upper() + label[1:]


def certainty(record: Finding) -> str:
    """How sure we are, as it stands at the head of its reasons; empty where the finding counts our own verdicts."""
    label = record.certainty_label or ""
    return label[:1].upper() + label[1:]


def since(record: Finding) -> str:
    """What has happened to the claim after the date of the article, and when somebody last looked at the verdict."""
    said = translate("Since the article: {what}").format(what=record.since_label)
    if record.checked_in is None:
        return said
    when = format_value(record.checked_in, "date")
    return f"{said} \N{MIDDLE DOT} {translate('checked in {when}').format(when=when)}"


def ranged(record: Finding) -> bool:
    """True where a finding's value has a range whose meaning a reader must know."""
    return record.uncertainty not in (None, "exact")


def tally(findings: list[Block]) -> list[tuple[int, Finding]]:
    """How many findings have each verdict, with one record of each, in the order of `VERDICTS`."""
    records = [finding.record for finding in findings]
    found = [[record for record in records if record.verdict == verdict] for verdict in VERDICTS]
    return [(len(same), same[0]) for same in found if same]


def uncertainty(kind: str | None, level: float | None) -> str:
    """What the range of a finding means, in words."""
    words = {
        "rounding": translate("Range: what the stated digits allow"),
        "sampling": translate("Range: if chance alone varied"),
        "identification": translate("Range: what the data cannot tell apart"),
        "structural": translate("Range: sources or methods that disagree"),
        "scenario": translate("Range: assumptions that may change"),
    }
    text = words.get(kind or "", "")
    return f"{text} ({format_value(level, 'pct.0')})" if text and level else text
