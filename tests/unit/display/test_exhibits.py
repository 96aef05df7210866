"""What figures and tables have in common."""

import numpy as np
import pandas as pd

from lib.display import exhibits
from lib.estimates import Estimate


def test_estimates_become_three_columns_of_a_csv():
    data = pd.DataFrame(
        {"a": [1.123456789012, np.nan], "b": [Estimate(2, 1, None, "scenario"), None]}
    )
    assert exhibits.csv(data) == "a,b_value,b_low,b_high\n1.123456789,2,1,\n,,,\n"
