"""What a routine notice says for the first time waits at night until the morning, whatever held it up so far."""

from collections.abc import Mapping

from handlers.messages import Later, RenderContext, View, Worded
from models.notices.copies import COPY, FILE, PHOTOS, RUNNING
from models.notices.sent.receipts import DO_REMINDER, REMINDER
from models.notices.tables import Notice
from models.notices.timing import not_at_night

KINDS = (PHOTOS, FILE, COPY, REMINDER, DO_REMINDER)


def by_day(views: Mapping[str, View]) -> dict[str, View]:
    return {kind: _waiting(view) if kind in KINDS else view for kind, view in views.items()}


def _waiting(view: View) -> View:
    """Previews are shown, and what stands is edited, at any hour."""

    async def worded(context: RenderContext) -> Worded:
        notice = await context.session.get(Notice, context.message.subject_id)
        if notice is not None and notice.state in RUNNING and not context.editing:
            morning = not_at_night(notice.kind, context.now, context.zone)
            if morning > context.now:
                return Later(morning)
        return await view(context)

    return worded
