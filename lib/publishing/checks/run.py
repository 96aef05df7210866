"""``./run check``: runs the checks and prints what they find; ``--write`` first brings up to date what is derived.

Belongs here: which checks there are, in which order. Does not: any check itself; each gives a line for every problem.
"""

from lib.printable import printable
from lib.publishing.checks import (
    affirmed,
    approved,
    assumptions,
    corrections,
    data,
    dictionary,
    house,
    picture,
    readme,
    schema,
    series,
    translations,
    watched,
)

#: In the order in which their problems are printed.
CHECKS = (
    data.problems,
    watched.problems,
    series.problems,
    assumptions.problems,
    translations.problems,
    approved.problems,
    affirmed.problems,
    corrections.problems,
    dictionary.problems,
    readme.problems,
    schema.problems,
    house.problems,
    picture.problems,
)
#: What ``--write`` renews: the form of the code, the data package, the catalogues, the register and page of
#: corrections, the data dictionary, the README's findings, the schema, the picture.
WRITERS = (
    house.write,
    data.write,
    translations.write,
    corrections.write,
    dictionary.write,
    readme.write,
    schema.write,
    picture.write,
)
#: What somebody should look at; it is no problem, and does not change the exit code.
NOTES = (affirmed.stale, watched.overdue)
_SHOWN = 40


def run(*, write: bool = False) -> int:
    """Print the problems; 0 where there are none, else 2."""
    if write:
        for renew in WRITERS:
            renew()
    lines = [line for check in CHECKS for line in check()]
    for line in lines[:_SHOWN]:
        print(printable(line))
    if len(lines) > _SHOWN:
        print(f"and {len(lines) - _SHOWN} more")
    for note in (line for notes in NOTES for line in notes()):
        print(printable(note))
    hint = "" if write else "; ./run check --write mends what is derived"
    print(f"{len(lines)} problems{hint}" if lines else "no problems")
    return 2 if lines else 0
