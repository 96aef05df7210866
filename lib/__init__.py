"""The shared library of the series: the only package that a notebook imports."""
