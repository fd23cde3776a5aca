"""Words about a department's own chat."""

from handlers.departments.presses import UnbindDepartment
from handlers.messages import Button, MessageContent, RenderContext, Skip, View
from locales.translator import cut
from models.departments.reach import department_at
from models.departments.tables import Department

NAME = 80


async def bound(context: RenderContext) -> MessageContent | Skip:
    here = await department_at(context.session, context.message.chat_id)
    if here is None:
        return Skip("no longer bound")
    told = context.t(
        "✅ This is now the chat of <b>{department}</b>. Hazards that the street transfers to you are brought here; "
        "your liaisons press “Got it” and, in time, “Report outcome”.",
        department=cut(here.name, NAME),
    )
    return MessageContent(told)


async def unbind(context: RenderContext) -> MessageContent | Skip:
    department = await context.session.get(Department, context.message.subject_id)
    if department is None:
        return Skip("no such department")
    t, name = context.t, cut(department.name, NAME)
    if department.chat_id != context.message.chat_id:
        return MessageContent(t("This group is no longer the chat of <b>{department}</b>.", department=name))
    asked = t(
        "Free this group from <b>{department}</b>? What is transferred will go to its liaisons in private.",
        department=name,
    )
    return MessageContent(
        asked, buttons=((Button(t.plain("Confirm unbinding"), UnbindDepartment(department.id).pack()),),)
    )


VIEWS: dict[str, View] = {"hazards.department_bound": bound, "hazards.department_unbind": unbind}
