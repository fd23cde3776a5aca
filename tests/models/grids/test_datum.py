import pytest

from models.grids.datum import Datum, taken_into

TWO_CENTIMETRES = 2e-7  # degrees


@pytest.mark.parametrize(
    ("latitude", "longitude", "shifted"),
    [
        (29.356, 105.927, (29.3530102, 105.9304887)),
        (39.9042, 116.4074, (39.9056034, 116.4136424)),
        (45.803, 126.535, (45.8049818, 126.5410403)),
        (24.723, 116.732, (24.7201399, 116.7366517)),
        (43.8256, 87.6168, (43.8268054, 87.6196500)),
    ],
)
def test_a_place_is_taken_into_gcj_02_as_others_take_it(
    latitude: float, longitude: float, shifted: tuple[float, float]
) -> None:
    x, y = taken_into(Datum.GCJ02, longitude, latitude)
    assert (y, x) == pytest.approx(shifted, abs=TWO_CENTIMETRES, rel=0)


def test_baidu_shifts_once_more() -> None:
    found = taken_into(Datum.BD09, 116.403988, 39.914266)
    assert found == pytest.approx((116.41661560068297, 39.92196580126834), abs=TWO_CENTIMETRES, rel=0)


@pytest.mark.parametrize("datum", list(Datum))
@pytest.mark.parametrize("place", [(139.69, 35.68), (13.4, 52.5), (-0.1, 51.5), (0, 0), (105.9, -29.3)])
def test_outside_of_the_mainland_nothing_is_shifted(datum: Datum, place: tuple[float, float]) -> None:
    assert taken_into(datum, *place) == place


@pytest.mark.parametrize("datum", [Datum.WGS84, Datum.UNKNOWN])
def test_where_a_map_is_not_shifted_or_nobody_knows_a_place_stays_as_it_is(datum: Datum) -> None:
    assert taken_into(datum, 105.927, 29.356) == (105.927, 29.356)
