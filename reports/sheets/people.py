"""Who is in charge of a grid, as posters, cards and charts print it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Staff:
    """`role` and `phone` as printed; a phone that nobody may read is empty."""

    role: str
    name: str
    phone: str = ""


@dataclass(frozen=True)
class GridSheet:
    """`above` goes upwards: each level's name and its leader. Phones of residents' use may be empty.
    `equipment`: where there is some to fight a fire with.
    """

    office: str
    name: str
    code: str
    address: str
    staff: tuple[Staff, ...]
    above: tuple[tuple[str, Staff | None], ...]
    duty_phone: str
    supervision_phone: str
    link: str
    equipment: tuple[str, ...] = ()
