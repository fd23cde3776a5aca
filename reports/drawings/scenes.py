"""All scenes, by the names that texts know them by."""

from collections.abc import Callable, Mapping, Sequence

from reports.drawings import at_home, in_a_fire, kitchen, outdoors
from reports.drawings.canvas import Canvas

Scene = Callable[[Canvas, Sequence[str]], None]
SCENES: Mapping[str, Scene] = {
    "ebike": at_home.ebike,
    "stairwell": at_home.stairwell,
    "balcony": at_home.balcony,
    "wiring": at_home.wiring,
    "warm": at_home.warm,
    "fumes": at_home.fumes,
    "gas": kitchen.gas,
    "hot_pot": kitchen.hot_pot,
    "extinguish": in_a_fire.extinguish,
    "escape": in_a_fire.escape,
    "call": in_a_fire.call,
    "pan": kitchen.pan,
    "lane": outdoors.lane,
    "fireworks": outdoors.fireworks,
    "straw": outdoors.straw,
    "graves": outdoors.graves,
}
