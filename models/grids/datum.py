"""The datum in which a map is drawn. Telegram's places are WGS-84; maps of the mainland are shifted, by some 500 m.

A place is taken forward into the datum of a boundary. The way back is neither exact nor, in China, allowed.
"""

import math
from enum import StrEnum


class Datum(StrEnum):
    """WGS-84 is also that of Tianditu; GCJ-02 of AMap and Tencent; BD-09 of Baidu."""

    WGS84 = "wgs84"
    GCJ02 = "gcj02"
    BD09 = "bd09"
    UNKNOWN = "unknown"


TITLES = {Datum.WGS84: "WGS-84", Datum.GCJ02: "GCJ-02", Datum.BD09: "BD-09", Datum.UNKNOWN: "unknown"}
LONGITUDES, LATITUDES = (72.004, 137.8347), (0.8293, 55.8271)  # where maps are shifted
AXIS, ECCENTRICITY = 6_378_245.0, 0.00669342162296594323  # Krasovsky's ellipsoid: metres, squared
STEP = math.pi * 3000 / 180


def taken_into(datum: Datum, longitude: float, latitude: float) -> tuple[float, float]:
    """A place in WGS-84, longitude first, as it lies on a map in this datum; in an unknown one as it is."""
    if datum not in (Datum.GCJ02, Datum.BD09) or not _is_shifted(longitude, latitude):
        return longitude, latitude
    shifted = _gcj02(longitude, latitude)
    return shifted if datum is Datum.GCJ02 else _bd09(*shifted)


def _is_shifted(longitude: float, latitude: float) -> bool:
    return LONGITUDES[0] <= longitude <= LONGITUDES[1] and LATITUDES[0] <= latitude <= LATITUDES[1]


def _gcj02(longitude: float, latitude: float) -> tuple[float, float]:
    x, y = longitude - 105, latitude - 35
    waves = 20 * math.sin(6 * x * math.pi) + 20 * math.sin(2 * x * math.pi)
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
    north += (waves + _waves(y, 20, 40) + 160 * math.sin(y / 12 * math.pi) + 320 * math.sin(y / 30 * math.pi)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
    east += (waves + _waves(x, 20, 40) + 150 * math.sin(x / 12 * math.pi) + 300 * math.sin(x / 30 * math.pi)) * 2 / 3
    flat = 1 - ECCENTRICITY * math.sin(math.radians(latitude)) ** 2
    along_meridian = math.radians(AXIS * (1 - ECCENTRICITY) / flat**1.5)
    along_parallel = math.radians(AXIS / math.sqrt(flat) * math.cos(math.radians(latitude)))
    return longitude + east / along_parallel, latitude + north / along_meridian


def _waves(along: float, short: float, long: float) -> float:
    return short * math.sin(along * math.pi) + long * math.sin(along / 3 * math.pi)


def _bd09(longitude: float, latitude: float) -> tuple[float, float]:
    """From GCJ-02."""
    radius = math.hypot(longitude, latitude) + 0.00002 * math.sin(latitude * STEP)
    angle = math.atan2(latitude, longitude) + 0.000003 * math.cos(longitude * STEP)
    return radius * math.cos(angle) + 0.0065, radius * math.sin(angle) + 0.006
