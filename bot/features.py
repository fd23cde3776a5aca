"""Every feature, in the order in which their handlers are asked; the last answers what no other has an answer to."""

from functools import cache
from typing import TYPE_CHECKING

from handlers.activities.feature import ACTIVITIES
from handlers.assessment.feature import ASSESSMENT
from handlers.badges.feature import BADGES
from handlers.brigades.feature import BRIGADES
from handlers.callbacks import unambiguous
from handlers.checks.feature import CHECKS
from handlers.departments.feature import DEPARTMENTS
from handlers.digests.feature import DIGESTS
from handlers.emergencies.feature import EMERGENCIES
from handlers.evidence.feature import EVIDENCE
from handlers.feature import Feature
from handlers.fires.feature import FIRES
from handlers.grids.feature import GRIDS
from handlers.hazards.feature import HAZARDS
from handlers.ledgers.feature import LEDGERS
from handlers.mandatory_reports.feature import MANDATORY_REPORTS
from handlers.members.feature import MEMBERS
from handlers.messages import View
from handlers.mutual_reviews.feature import MUTUAL_REVIEWS
from handlers.notices.feature import NOTICES
from handlers.obligations.feature import OBLIGATIONS
from handlers.patrols.feature import PATROLS
from handlers.periods.feature import PERIODS
from handlers.places.feature import PLACES
from handlers.plans.feature import PLANS
from handlers.publicity.feature import PUBLICITY
from handlers.questions.feature import questions
from handlers.quiz.feature import QUIZ
from handlers.sheets.feature import SHEETS
from handlers.shifts.feature import SHIFTS
from handlers.system.feature import system
from handlers.system.menus import Menus
from handlers.visits.feature import VISITS
from handlers.work_log.feature import WORK_LOG
from handlers.worklist.feature import worklist
from models.domains import WORKLIST_SOURCES

if TYPE_CHECKING:
    from aiogram import Dispatcher

OWN = (
    *(DIGESTS, LEDGERS, ASSESSMENT, MUTUAL_REVIEWS, QUIZ, PUBLICITY, WORK_LOG, VISITS, PERIODS, CHECKS),
    *(ACTIVITIES, PATROLS, FIRES, OBLIGATIONS),
    *(NOTICES, PLACES, SHEETS, PLANS, BRIGADES, HAZARDS, MANDATORY_REPORTS, DEPARTMENTS),
    *(GRIDS, SHIFTS, BADGES, MEMBERS, EVIDENCE),
)
QUESTIONS = questions(form for feature in (EMERGENCIES, *OWN) for form in feature.forms)
WORKLIST = worklist(WORKLIST_SOURCES, (each.worklist for each in (EMERGENCIES, *OWN) if each.worklist))
MENUS = Menus(command for feature in (EMERGENCIES, *OWN, WORKLIST) for command in feature.commands)
FEATURES: tuple[Feature, ...] = (EMERGENCIES, QUESTIONS, *OWN, WORKLIST, system(MENUS))
VIEWS: dict[str, View] = {kind: view for feature in FEATURES for kind, view in feature.views.items()}
UNSETTLING = frozenset().union(*(feature.unsettling for feature in FEATURES))
ASKS_ADMIN = frozenset().union(*(feature.asks_admin for feature in FEATURES))


@cache
def dispatcher() -> "Dispatcher":
    """One in a process: it keeps nothing of whom it serves."""
    from aiogram import Dispatcher

    from bot.updates.routers import joined

    unambiguous(*(feature.presses for feature in FEATURES))
    root = Dispatcher(disable_fsm=True)
    root.include_routers(*joined(router for feature in FEATURES for router in feature.routers()))
    return root
