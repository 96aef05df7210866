"""One input at a time: worked by hand on tables of a few rows."""

from lib.justice import swings


def test_swings_move_one_input_at_a_time_and_stand_widest_first():
    table = swings.swings(
        base={"length": 2, "width": 3},
        inputs={"width": (3, 5), "length": (1, 4)},
        of=lambda length, width: length * width,
        prefix="side_",
    )

    # Base 2 x 3 = 6. Length: 1 x 3 to 4 x 3. Width: 2 x 3 to 2 x 5.
    assert list(table.columns) == ["label", "value", "low", "high"]
    assert table.to_numpy().tolist() == [["side_length", 6, 3, 12], ["side_width", 6, 6, 10]]
    assert table.index.tolist() == [0, 1]


def test_a_swing_holds_the_base_and_equal_swings_keep_the_order_of_the_inputs():
    table = swings.swings(
        base={"b": 1, "a": 1, "c": 1},
        inputs={"b": (3, 2), "a": (0, -1), "c": (4, 4)},
        of=lambda a, b, c: a + b + c,
        prefix="",
    )

    # Base 3. b alone gives 5 and 4, a alone 2 and 1, c alone 6.
    assert table.to_numpy().tolist() == [["c", 3, 3, 6], ["b", 3, 3, 5], ["a", 3, 1, 3]]
