"""What a check has found."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class CheckFinding:
    """`message` is untranslated; what is wrong but not `grave` is told, and the program is still fit to run.

    `advice`, untranslated, is for what is wrong in another way than its kind mostly is.
    """

    name: str
    ok: bool
    message: str
    values: dict[str, object] = field(default_factory=dict)
    grave: bool = True
    advice: str = ""

    @property
    def detail(self) -> str:
        return self.message.format_map(self.values)


def found(name: str, message: str, *, ok: bool, grave: bool = True, **values: object) -> CheckFinding:
    return CheckFinding(name, ok, message, values, grave)
