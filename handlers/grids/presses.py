"""The buttons that bind a chat to a grid and free it."""

from dataclasses import dataclass
from typing import Annotated

from handlers.callbacks import Id, Matching, Press
from models.onboarding.one_time_codes import ALPHABET


@dataclass(frozen=True)
class ConfirmBinding(Press, form="bind:{code}", anywhere="who knows the code may also send it: /bind CODE"):
    code: Annotated[str, Matching(f"[{ALPHABET}]{{1,32}}")]


@dataclass(frozen=True)
class Unbind(Press, form="unbind:{binding}", about="binding"):
    binding: Id


PRESSES: tuple[type[Press], ...] = (ConfirmBinding, Unbind)
