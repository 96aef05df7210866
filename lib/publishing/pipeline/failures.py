"""How an error of the series crosses from a cell to the run: as data, not read back from the text of a traceback.

In the kernel, `install` has the shell send the parts of such an error beside the traceback that it shows; in the run,
`from_message` takes them from the kernel's messages and `as_error` says them with the place of the cell. A kernel
without the hook (papermill or JupyterLab alone) shows the traceback and nothing else. Errors of other classes have no
parts, and are told by their traceback.
"""

from lib import records
from lib.errors import ExecutionError, SeriesError
from lib.records import Error

_KIND = "error"


def install(shell) -> None:
    """Have a shell of IPython send the parts of each `SeriesError` that a cell raises, after its traceback."""
    shell.set_custom_exc((SeriesError,), _show)


def _show(shell, error_class, error, traceback, tb_offset=None) -> None:
    shell.showtraceback((error_class, error, traceback), tb_offset=tb_offset)
    parts = records.checked(record(error))
    shell.display_pub.publish({"text/plain": ""}, metadata={"report": parts})


def record(error: SeriesError) -> Error:
    """The parts of an error, as they are sent."""
    return Error(where=error.where, what=error.what, do=error.do, exit_code=error.exit_code)


def from_message(content: dict) -> Error | None:
    """The parts of an error in the content of a kernel's message; None where it holds none, or none of this form."""
    report = (content.get("metadata") or {}).get("report") or {}
    if report.get("kind") != _KIND:
        return None
    try:
        return records.read(report, Error)
    except records.RecordError:
        return None


def as_error(place: str, parts: Error) -> ExecutionError:
    """The error of a run for what a cell has sent: in the same words, with the same exit code.

    Parameters
    ----------
    place : notebook, language and cell
    parts : see `record`
    """
    error = ExecutionError(place, f"{parts.where}: {parts.what}", parts.do)
    error.exit_code = parts.exit_code
    return error
