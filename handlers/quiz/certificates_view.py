"""Wording certificates: a leader's list or one's own, what was entered, and that one is about to end."""

from handlers.dates import day, today
from handlers.members.reader import reader_of
from handlers.messages import MessageContent, RenderContext, Skip, View
from locales.translator import Html
from models.members.tables import Person
from models.quiz.certificates import AHEAD, ENDS, Certificate, certificates_of
from models.work_log.team import team_of

LIST, ENTERED, TAKEN_OUT = "quiz.certificates", "quiz.certificate_entered", "quiz.certificate_out"
MOST = 60


async def listed(context: RenderContext) -> MessageContent | Skip:
    reader = await reader_of(context)
    if reader is None:
        return Skip("nobody reads it")
    t, team = context.t, await team_of(context.session, reader.id)
    names = {reader.id: reader.name, **{each.person.id: each.person.name for each in team}}
    found = await certificates_of(context.session, list(names))
    lines = [_line(context, each, names[each.person_id]) for each in found[:MOST]]
    more = [t("• … and {n} more", n=len(found) - MOST)] if len(found) > MOST else []
    head = t("<b>Certificates</b>, what ends first first") if found else t("No certificate is entered yet.")
    how = t(
        "To enter one: /certificate, then name, kind, number and last day, such as 2027-05-31; to take it out: name, "
        "kind and “delete”."
    )
    return MessageContent(Html("\n".join([head, *lines, *more, *([how] if team else [])])))


def _line(context: RenderContext, about: Certificate, name: str) -> Html:
    told = {"name": name, "kind": about.kind, "number": about.number, "day": day(context, about.until)}
    if about.until < today(context):
        return context.t("• {name}: {kind} {number}, <b>ended {day}</b>", **told)
    return context.t("• {name}: {kind} {number}, until {day}", **told)


async def entered(context: RenderContext) -> MessageContent | Skip:
    about = await context.session.get(Certificate, context.message.subject_id)
    if about is None:
        return Skip("it is taken out")
    person = await context.session.get_one(Person, about.person_id)
    told = context.t("Entered. It is recalled 30 and 7 days before its end, to whoever holds it and to the leaders.")
    return MessageContent(Html(f"{_line(context, about, person.name)}\n{told}"))


async def taken_out(context: RenderContext) -> MessageContent:
    args = context.message.args
    return MessageContent(context.t("Taken out: {name}, {kind}.", name=args["name"], kind=args["certificate"]))


async def ends(context: RenderContext) -> MessageContent | Skip:
    about = await context.session.get(Certificate, context.message.subject_id)
    left = (about.until - today(context)).days if about is not None else -1
    if about is None or not 0 <= left <= max(AHEAD).days:
        return Skip("it is renewed, taken out, or over")
    person = await context.session.get_one(Person, about.person_id)
    told = {"kind": about.kind, "number": about.number, "day": day(context, about.until), "n": left}
    renew = context.t("Please renew it in time, and send the new last day to the leader.")
    if person.tg_user_id == context.message.chat_id:
        said = context.t("⏰ Your certificate “{kind}” {number} ends on {day}, in {n} days.", **told)
        return MessageContent(Html(f"{said}\n{renew}"))
    said = context.t("⏰ {name}: certificate “{kind}” {number} ends on {day}, in {n} days.", name=person.name, **told)
    return MessageContent(said)


VIEWS: dict[str, View] = {LIST: listed, ENTERED: entered, TAKEN_OUT: taken_out, ENDS: ends}
