"""The machinery that runs, exports and checks the series; no notebook imports it."""
