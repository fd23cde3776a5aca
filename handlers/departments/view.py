"""Words about a department's own chat."""

from handlers.departments.presses import UnbindDepartment
from handlers.messages import Button, Pointless, Scene, View, Worded
from locales.translator import cut
from models.departments.reach import department_at
from models.departments.tables import Department

NAME = 80


async def bound(scene: Scene) -> Worded | Pointless:
    here = await department_at(scene.session, scene.message.chat_id)
    if here is None:
        return Pointless("no longer bound")
    told = scene.t(
        "✅ This is now the chat of <b>{department}</b>. Hazards that the street transfers to you are brought here; "
        "your liaisons press “Got it” and, in time, “Report outcome”.",
        department=cut(here.name, NAME),
    )
    return Worded(told)


async def unbind(scene: Scene) -> Worded | Pointless:
    department = await scene.session.get(Department, scene.message.subject_id)
    if department is None:
        return Pointless("no such department")
    t, name = scene.t, cut(department.name, NAME)
    if department.chat_id != scene.message.chat_id:
        return Worded(t("This group is no longer the chat of <b>{department}</b>.", department=name))
    asked = t(
        "Free this group from <b>{department}</b>? What is transferred will go to its liaisons in private.",
        department=name,
    )
    return Worded(asked, buttons=((Button(t.plain("Confirm unbinding"), UnbindDepartment(department.id).pack()),),))


VIEWS: dict[str, View] = {"hazards.department_bound": bound, "hazards.department_unbind": unbind}
