"""The published schema: stale when the records have changed, and renewed by writing."""

from lib.publishing.checks import schema


def test_a_schema_that_is_not_what_the_records_say_is_stale(monkeypatch, tmp_path):
    file = tmp_path / "report.schema.json"
    monkeypatch.setattr(schema.paths, "SCHEMA", file)
    [line] = schema.problems()
    assert line.endswith("not as lib/records.py has it; ./run check --write")

    schema.write()
    assert schema.problems() == []

    text = file.read_text("utf-8")
    file.write_text(text.replace('"maxLength": 160', '"maxLength": 170', 1), "utf-8")
    assert len(schema.problems()) == 1


def test_the_schema_in_the_repository_is_up_to_date():
    assert schema.problems() == []
