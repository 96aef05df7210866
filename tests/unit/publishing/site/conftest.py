"""Reports that have been executed, for the pages that are made of them."""

import nbformat
import pytest

from lib.publishing.site.reports import Report


@pytest.fixture
def report(tmp_path):
    """Call with a name: a report that has been executed, with one text and no finding."""

    def of(name, language="en", title="# How large?"):
        one = Report(
            name=name,
            language=language,
            executed=tmp_path / "executed" / language / f"{name}.ipynb",
            finished=tmp_path / "finished" / language / f"{name}.ipynb",
            findings=tmp_path / "findings" / language / f"{name}.json",
            folder=tmp_path / "site" / language,
        )
        for file in (one.executed, one.findings):
            file.parent.mkdir(parents=True, exist_ok=True)
        text = nbformat.v4.new_output(
            "display_data",
            data={"text/plain": ""},
            metadata={
                "report": {"kind": "text", "markdown": f"The answer of {name}.", "holds": True}
            },
        )
        notebook = nbformat.v4.new_notebook(
            cells=[
                nbformat.v4.new_markdown_cell(title, id="title"),
                nbformat.v4.new_code_cell("text()", id="text", outputs=[text], execution_count=1),
            ]
        )
        nbformat.write(notebook, one.executed)
        one.findings.write_text("[]", "utf-8")
        return one

    return of
