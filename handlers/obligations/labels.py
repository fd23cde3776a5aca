"""The words for what is asked of many: kinds, owners, states, and why something cannot be done."""

from collections.abc import Mapping
from typing import Any

from handlers.messages import RenderContext
from handlers.refusals import ANONYMOUS, NOT_YOURS
from locales.translator import N_, Translator, cut
from models.members.tables import Role
from models.obligations.kinds import Ability, Level, Owners, Paper, Proof, Series, TaskKind
from models.obligations.owners import Owned
from models.obligations.tables import RequirementState
from models.obligations.workflow import Excuse, State

NAME = 24
KINDS: Mapping[TaskKind, str] = {
    TaskKind.LETTER: N_("Responsibility letter"),
    TaskKind.DRILL: N_("Evacuation drill"),
    TaskKind.BRIGADE_DRILL: N_("Joint drill of brigades"),
    TaskKind.SELF_ASSESSMENT: N_("Self-assessment of the four abilities"),
    TaskKind.CONVENTION: N_("Fire safety convention"),
    TaskKind.JOINT_MEETING: N_("Joint meeting"),
    TaskKind.WORK_MEETING: N_("Work meeting"),
    TaskKind.TRAINING: N_("Training"),
    TaskKind.DECISION: N_("Decision"),
    TaskKind.WHISTLE: N_("Whistle"),
    TaskKind.OPINION: N_("Opinion"),
}
TITLES: Mapping[TaskKind, str] = {
    TaskKind.LETTER: N_("{year} fire safety responsibility letter"),
    TaskKind.DRILL: N_("{year} evacuation drill"),
    TaskKind.BRIGADE_DRILL: N_("Joint drill of volunteer fire brigades"),
    TaskKind.SELF_ASSESSMENT: N_("{year} self-assessment of the four abilities"),
    TaskKind.CONVENTION: N_("{year} fire safety convention"),
    TaskKind.JOINT_MEETING: N_("Joint meeting on fire safety"),
    TaskKind.WORK_MEETING: N_("Work meeting on fire safety"),
    TaskKind.TRAINING: N_("{year} fire safety training"),
}
DONE: Mapping[TaskKind, str] = {
    TaskKind.LETTER: N_("Signed {done}/{asked} {bar} {percent} %"),
    TaskKind.DRILL: N_("Drilled {done}/{asked} {bar} {percent} %"),
    TaskKind.BRIGADE_DRILL: N_("Drilled {done}/{asked} {bar} {percent} %"),
    TaskKind.SELF_ASSESSMENT: N_("Handed in {done}/{asked} {bar} {percent} %"),
    TaskKind.CONVENTION: N_("Put up {done}/{asked} {bar} {percent} %"),
    TaskKind.JOINT_MEETING: N_("Present {done}/{asked} {bar} {percent} %"),
    TaskKind.WORK_MEETING: N_("Present {done}/{asked} {bar} {percent} %"),
    TaskKind.TRAINING: N_("Trained {done}/{asked} {bar} {percent} %"),
    TaskKind.WHISTLE: N_("Done {done}/{asked} {bar} {percent} %"),
    TaskKind.DECISION: N_("Done {done}/{asked} {bar} {percent} %"),
    TaskKind.OPINION: N_("Answered {done}/{asked} {bar} {percent} %"),
}
HOW: Mapping[TaskKind, str] = {
    TaskKind.LETTER: N_("Print the letter, sign it, and reply to this message with a photo of it."),
    TaskKind.DRILL: N_("Hold the drill, and reply to this message with photos of it."),
    TaskKind.BRIGADE_DRILL: N_("Hold the drill, and reply to this message with photos of it."),
    TaskKind.SELF_ASSESSMENT: N_("Press “Assess”: four short questions."),
    TaskKind.CONVENTION: N_("Publish it in the group, put it up, and reply to this message with a photo of it."),
    TaskKind.JOINT_MEETING: N_("Please say whether you come; you are reminded the day before and an hour before."),
    TaskKind.WORK_MEETING: N_("Please say whether you come; you are reminded the day before and an hour before."),
    TaskKind.TRAINING: N_("Please say whether you come. To practise before: /quiz"),
    TaskKind.WHISTLE: N_("Please press at each step, so that whoever called you sees it."),
    TaskKind.DECISION: N_("Once it is done, reply to this message with what was done."),
}
PAPERS: Mapping[Paper, str] = {
    Paper.LETTER: N_("Get the paper to sign"),
    Paper.CONVENTION: N_("Get the poster"),
}
PRINT_ALL: Mapping[Paper, str] = {
    Paper.LETTER: N_("Print them all"),
    Paper.CONVENTION: N_("Print all posters"),
}
DO: Mapping[Proof, str] = {
    Proof.PHOTO: N_("Send the photo"),
    Proof.WORDS: N_("Done"),
    Proof.NOTHING: N_("Done"),
    Proof.ABILITIES: N_("Assess"),
}
OWNERS: Mapping[Owners, str] = {
    Owners.LEADERS: N_("grid leaders"),
    Owners.MEMBERS: N_("grid members"),
    Owners.STAFF: N_("grid leaders and members"),
    Owners.PLACES: N_("places"),
    Owners.LOWEST: N_("every lowest grid"),
    Owners.BRIGADES: N_("every volunteer fire brigade"),
    Owners.GRIDS: N_("every small grid"),
    Owners.BELOW: N_("leaders of the level below"),
    Owners.JOINT: N_("leaders of the level below, and departments"),
    Owners.DEPARTMENTS: N_("departments"),
}
REPEATS: Mapping[Series, str] = {
    Series.MONTHLY: N_("every month"),
    Series.BIMONTHLY: N_("every two months"),
    Series.QUARTERLY: N_("every quarter"),
    Series.YEARLY: N_("every year"),
}
CONVENTION = N_(
    "1. Keep stairs, corridors, exits and fire lanes free: put nothing there, lock nothing, park nothing.\n"
    "2. Charge e-bikes at the charging points alone; neither they nor their batteries come upstairs.\n"
    "3. Pull no wires of your own; switch off fire, current and gas before you leave the house.\n"
    "4. Throw down no burning cigarette, burn nothing in the yard, light fireworks only where it is allowed.\n"
    "5. Leave extinguishers and hydrants in their places; tell the grid member of what is broken.\n"
    "6. Teach children and look after old neighbours.\n"
    "7. In a fire: get out, close the door, call 119, and do not go back."
)
ROLES: Mapping[Role, str] = {Role.LEADER: N_("leader"), Role.MEMBER: N_("member")}
STATES: Mapping[RequirementState, str] = {
    RequirementState.DRAFT: N_("to be confirmed"),
    RequirementState.OPEN: N_("going on"),
    RequirementState.CLOSED: N_("closed"),
    RequirementState.WITHDRAWN: N_("withdrawn"),
}
SIGNS: Mapping[State, str] = {
    State.OPEN: "⬜",
    State.COMING: "🚶",
    State.ARRIVED: "📍",
    State.DONE: "✅",
    State.EXCUSED: "➖",
}
EXCUSES: Mapping[Excuse, str] = {
    Excuse.GRANTED: N_("excused"),
    Excuse.GONE: N_("no longer in the roster, not counted"),
    Excuse.LAPSED: N_("not done"),
}
ABILITIES: Mapping[Ability, str] = {
    Ability.FIND: N_("to find and remove fire hazards"),
    Ability.FIGHT: N_("to put out a fire when it starts"),
    Ability.EVACUATE: N_("to lead people out"),
    Ability.TEACH: N_("to inform and train its people"),
}
LEVELS: Mapping[Level, str] = {
    Level.YES: N_("able"),
    Level.PARTLY: N_("partly able"),
    Level.NO: N_("not able yet"),
}
REFUSALS: Mapping[str, str] = {
    "whistle.not_leader": N_("The whistle is for leaders of communities and streets."),
    "whistle.not_here": N_("Please send /whistle to me in private, or in the leaders' chat."),
    "whistle.level": N_("The whistle is for leaders of communities and streets."),
    "whistle.nobody": N_("Please choose a department first."),
    "whistle.no_hazard": N_("There is no hazard {hazard}. Please check the code and send /whistle again."),
    "obligation.anonymous": ANONYMOUS,
    "obligation.not_leader": N_("Tasks are set by grid leaders and above. Your own are listed under /tasks."),
    "obligation.not_setter": N_("Only leaders of the area that this was asked of may do this."),
    "obligation.not_yours": N_("This task is somebody else's. Your own are listed under /tasks."),
    "obligation.no_such_act": N_("This is not needed here."),
    "obligation.over": N_("This is over: nothing need be done about it any more."),
    "obligation.moved": N_("This has been answered already."),
    "obligation.no_photo": N_("A photo is needed: please reply to the card with it, as a photo."),
    "obligation.no_words": N_("A few words are needed: please reply to the card with what was done."),
    "obligation.no_answers": N_("Please press “Assess” under the card and answer all four questions."),
    "obligation.past": N_("That day has passed. Please name a later one."),
    "obligation.far": N_("That is more than a year away. Please name an earlier day."),
    "obligation.nobody": N_("There is nobody there of whom this could be asked. Please choose others."),
    "obligation.all_done": N_("Nothing waits any more: all is done."),
    "obligation.reminded": N_("Reminders went out just now. They can be sent again {minutes} minutes after the last."),
    "obligation.to_come": N_("It has not taken place yet. You can change its time, or withdraw it."),
    "obligation.no_minutes": N_("Minutes belong to a meeting that has been called. This is none, or not any more."),
    "obligation.long_minutes": N_("Minutes have {limit} characters at most. Please send the rest as a file."),
    "obligation.no_group": N_("No group is bound to this grid that I can write to. Please bind one first."),
    "obligation.published": N_("It stands in the group already."),
    "opinion.no_answer": N_("A few words are needed: please reply to the card with your answer."),
    "opinion.long": N_("Please use at most {limit} characters."),
    "opinion.many": N_("You have sent {count} opinions within a day. Please send the next one tomorrow."),
    "opinion.top": N_("Nobody is above your level: please answer it yourself."),
    "opinion.not_author": N_("Only who wrote this opinion can say whether the answer will do."),
    "obligation.no_grid": N_("This grid is no longer in the roster. Please send /task again."),
}
COMPLAINTS: Mapping[str, str] = {
    "no_such_grid": N_("Please press one of the grids named."),
    "no_such_owners": N_("Please press one of the buttons, or write kinds of places with commas between."),
    "text_long": N_("Please use at most {limit} characters."),
    "time_unreadable": N_("Please write a day and a time to come, such as tomorrow 9:00 or 2026-12-10 14:30."),
    "grid_unknown": N_("I know no grid of that name, or several. Please press one of those named."),
    "no_such_owner": N_("Please press one of those who were called."),
    "due_unreadable": N_("Please write a day such as next Monday, 2026-12-31 or end of next month."),
}


def refused(t: Translator, code: str, data: Mapping[str, Any]) -> str:
    if code == "not_yours":
        return t.plain(NOT_YOURS[data["who"]])
    return t.plain(REFUSALS[code], **data)


def owner_words(context: RenderContext, owned: Owned) -> str:
    """Whose share it is; with the name in private alone."""
    t, grid = context.t, cut(owned.grid.name, NAME)
    if owned.place is not None:
        return t.plain("{grid} {name}", grid=grid, name=cut(owned.place.name, NAME))
    if owned.department is not None:
        return owned.department.name
    if owned.row.role is None:
        return grid
    role = t.plain(ROLES[owned.row.role])
    if owned.post is None or owned.vacant:
        return t.plain("{grid} {role} (vacant)", grid=grid, role=role)
    if context.message.chat_id < 0:
        return t.plain("{grid} {role}", grid=grid, role=role)
    return t.plain("{grid} {role} {name}", grid=grid, role=role, name=owned.post.name)
