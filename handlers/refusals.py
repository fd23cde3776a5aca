"""What is said to somebody whom an action is not for."""

from locales.translator import N_
from models.members.permissions import Who

NOT_YOURS: dict[str, str] = {
    Who.STAFF: N_(
        "Only grid members and leaders of this grid can do this. If it is urgent, call the grid leader: /contacts"
    ),
    Who.LEADER: N_("Only this grid's leader or a level above can do this."),
    Who.STREET: N_("Only a leader of the street or above can do this."),
    Who.ASSIGNEE: N_("This is not assigned to you, or not any more."),
    Who.LIAISON: N_("Only the department that has this hazard now can do this."),
    Who.REPORTER: N_("Only the person who reported it can answer this."),
}

ANONYMOUS = N_("I cannot see who you are. Please send it with your own account, not as the group.")
SEND_FIRST = N_("Please send the report above first, or press “Do not report” there.")  # what waits unsent
