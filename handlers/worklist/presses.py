from dataclasses import dataclass

from handlers.callbacks import Page, Press


@dataclass(frozen=True)
class DutyPage(Press, form="duty:{page}"):
    page: Page
