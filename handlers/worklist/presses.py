from dataclasses import dataclass

from handlers.callbacks import Page, Press
from models.worklist import WORKLIST


@dataclass(frozen=True)
class DutyPage(Press, form="duty:{page}", on=(WORKLIST,)):
    page: Page
