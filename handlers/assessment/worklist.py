"""How objections stand in the list of what waits for a leader, and how one is opened from there."""

from handlers.assessment.presses import DutyObjection
from handlers.assessment.words import period_words
from handlers.dates import local_day
from handlers.messages import Button, RenderContext
from handlers.request import Request
from handlers.worklist_wording import SectionContent, WorklistWording
from locales.translator import cut
from models.assessment.results.objecting import ASKED
from models.assessment.seeing import is_over
from models.assessment.tables import OBJECTION, Assessment, AssessmentObjection, AssessmentScore
from models.members.tables import Person
from models.worklist import Section

LABEL = 44


async def words(context: RenderContext, found: Section[AssessmentObjection]) -> SectionContent:
    t = context.t
    head = t.n("<b>{n} objection</b> to a result", "<b>{n} objections</b> to results", found.total)
    if found.overdue:
        head = t("{head}, {n} overdue", head=head, n=found.overdue)
    buttons = []
    for item in found.items:
        score = await context.session.get_one(AssessmentScore, item.row.score_id)
        assessment = await context.session.get_one(Assessment, score.assessment_id)
        label = f"{local_day(context, item.row.answer_by)} {period_words(t, assessment.period)} · {item.grid}"
        buttons.append(Button(cut(label, LABEL), DutyObjection(item.row.id).pack()))
    return SectionContent([head], buttons)


async def show(request: Request, press: DutyObjection, person: Person) -> bool:
    objection = await request.session.get(AssessmentObjection, press.objection)
    score = await request.session.get(AssessmentScore, objection.score_id) if objection else None
    if score is None or not await is_over(request.session, score, person):
        return False
    request.reply(ASKED, subject_id=press.objection)
    return True


WORDING = WorklistWording(OBJECTION, words, {DutyObjection: show})
