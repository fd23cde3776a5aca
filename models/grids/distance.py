"""How far apart two points are, in WGS-84 degrees."""

from math import asin, cos, radians, sin, sqrt

EARTH_METRES = 6_371_008.8  # mean radius


def metres_between(latitude: float, longitude: float, to_latitude: float, to_longitude: float) -> float:
    """Along a great circle."""
    north, south = radians(latitude), radians(to_latitude)
    east = radians(to_longitude - longitude)
    half = sin((south - north) / 2) ** 2 + cos(north) * cos(south) * sin(east / 2) ** 2
    return 2 * EARTH_METRES * asin(sqrt(half))
