"""``lib/report.schema.json``: the form of records for readers elsewhere, as `lib.records` has it."""

from lib import files, paths, records


def problems() -> list[str]:
    """A line where the file is not what the records say."""
    if paths.SCHEMA.exists() and paths.SCHEMA.read_text("utf-8") == records.schema():
        return []
    return [f"{paths.relative(paths.SCHEMA)}: not as lib/records.py has it; ./run check --write"]


def write() -> None:
    """Write it anew."""
    files.write_text(paths.SCHEMA, records.schema())
