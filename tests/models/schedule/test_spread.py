from datetime import timedelta

from models.schedule.spread import HOUR, apart


def test_grids_are_spread_over_an_hour_each_always_at_the_same_minute() -> None:
    assert len({apart(grid_id) for grid_id in range(0, 339 * 37, 37)}) == 339
    assert max(apart(grid_id) for grid_id in range(3600)) == HOUR - timedelta(seconds=1)
    assert apart(10**18 + 7) == apart(10**18 + 7)
