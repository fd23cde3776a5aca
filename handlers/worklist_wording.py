"""What a feature says of what waits for people: a section of the list, and how that is opened."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from handlers.callbacks import Press
from handlers.messages import Button, RenderContext
from handlers.request import Request
from locales.translator import Html
from models.base import Row
from models.grids.tables import Grid
from models.members.tables import Person
from models.worklist import Section
from reports.workbook import Sheet

R = TypeVar("R", bound=Row)
Open = Callable[[Request, Any, Person], Awaitable[bool]]


@dataclass(frozen=True)
class SectionContent:
    """A section of the list of what waits: lines, and buttons that open what they name, one below the other."""

    lines: Sequence[Html]
    buttons: Sequence[Button]


@dataclass(frozen=True)
class WorklistWording(Generic[R]):
    """How what waits of one kind of subject is worded and opened, as its WorklistSource finds it.

    `words` is given a section that is not empty. `opens` are the presses that begin with the word of the list itself;
    given the request, the press and who pressed, they show what is asked for, or return False where that is gone or not
    for this person. `in_group` says how many are open in a grid and below, in lines that point at nobody. `sheet` is
    the section as a table.
    """

    kind: str
    words: Callable[[RenderContext, Section[R]], Awaitable[SectionContent]]
    opens: Mapping[type[Press], Open] = field(default_factory=dict)
    in_group: Callable[[RenderContext, Grid], Awaitable[Sequence[Html]]] | None = None
    sheet: Callable[[RenderContext, Section[R]], Awaitable[Sheet]] | None = None
