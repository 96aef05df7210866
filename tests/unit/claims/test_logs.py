"""The logs of assumptions and tables of the series."""

from lib import claims
from tests.unit.claims.sample import finding_of_series as finding

DASH = "\N{EM DASH}"


def test_the_logs_name_what_rests_on_each():
    found = [
        finding(assumptions=["A1"], tables=["common/gdp"]),
        finding(id="b", assumptions=["A1", "A2"]),
    ]
    log = claims.assumption_log(found).set_index("id")
    assert log.loc["A1", "findings"] == "01 a, 01 b" and log.loc["A2", "findings"] == "01 b"
    assert (
        log.loc["A3", "findings"] == "\N{EM DASH}" and log.loc["A1", "rated"] == "red (low, high)"
    )
    data = claims.data_log(found)
    assert data["findings"].tolist() == ["01 a", "01 b"] and len(data) == 2
