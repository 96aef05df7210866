"""What is asked of all notebooks together."""

from dataclasses import dataclass

from lib.publishing.checks import series


@dataclass
class Declared:
    """As much of a parameter as is compared."""

    type: str
    default: object


def test_parameters_of_one_name_have_one_type_and_one_default():
    declared = {
        "01": {"confidence": Declared("float", 0.95), "seed": Declared("int", 1)},
        "02": {"confidence": Declared("float", 0.95), "seed": Declared("int", 2)},
        "03": {"confidence": Declared("str", "0.95"), "other": Declared("int", 2)},
    }

    assert series.rival_parameters(declared) == [
        "notebooks/02.ipynb: parameter seed differs from that of 01",
        "notebooks/03.ipynb: parameter confidence differs from that of 01",
    ]


def test_the_notebooks_of_the_series_are_read_whole():
    sources = series.sources()
    assert list(sources) == list(series.notebooks())
    assert all("parameters" in text or "# " in text for text in sources.values())
