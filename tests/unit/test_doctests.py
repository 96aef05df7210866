"""Examples in docstrings do what they show; what a package offers is there."""

import doctest
import importlib
import pkgutil

import pytest

import lib

MODULES = [
    module.name
    for module in pkgutil.walk_packages(lib.__path__, "lib.")
    if not module.name.endswith("__main__")
]
PACKAGES = [module.name for module in pkgutil.walk_packages(lib.__path__, "lib.") if module.ispkg]
#: Rooms whose public functions a person calls from a notebook or from another room: they show examples.
SHOWN = ("lib.estimates", "lib.periods", "lib.frames", "lib.money", "lib.typed")


@pytest.mark.parametrize("name", MODULES)
def test_examples_do_what_they_show(name):
    result = doctest.testmod(importlib.import_module(name), verbose=False)
    assert result.failed == 0
    assert result.attempted or name not in SHOWN


@pytest.mark.parametrize("name", PACKAGES)
def test_a_package_says_what_it_offers(name):
    package = importlib.import_module(name)
    assert len(set(package.__all__)) == len(package.__all__)
    for offered in package.__all__:
        assert hasattr(package, offered), offered
