"""What an act is called: on its button, when it is done, in the timeline; and where its button stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from locales.translator import N_
from models.hazards.workflow import Act, State

Place = Mapping[State, int]


@dataclass(frozen=True)
class ActLabel:
    """What nobody presses has words in the timeline alone; `with_reason` are those among staff, once one was given.

    `group` is the keyboard of the card under residents' eyes, for what members press on site; `staff` the one in
    private and in leaders' chats, for all that may be done. Each names the row in every state in which the button
    stands there; within a row the order is that of ACT_LABELS.
    """

    timeline: str
    with_reason: str = ""
    button: str = ""
    done: str = ""
    group: Place = field(default_factory=dict)
    staff: Place = field(default_factory=dict)


ACT_LABELS: Mapping[Act, ActLabel] = {
    Act.REPORT: ActLabel(timeline=N_("{time} reported")),
    Act.ACCEPT: ActLabel(
        button=N_("Accept"),
        done=N_("You have accepted {code}."),
        timeline=N_("{time} accepted by {name}"),
        group={State.OPEN: 1},
        staff={State.OPEN: 1},
    ),
    Act.ON_SITE: ActLabel(
        button=N_("On site"),
        done=N_("Noted: you are on site for {code}."),
        timeline=N_("{time} {name} is on site"),
        group={State.OPEN: 1, State.ACCEPTED: 1},
        staff={State.ACCEPTED: 1},
    ),
    Act.TAKE: ActLabel(
        button=N_("Take it"),
        done=N_("You have taken {code}."),
        timeline=N_("{time} taken by {name}, to whom it was assigned"),
        staff={State.OPEN: 0, State.ACCEPTED: 0},
    ),
    Act.DECLINE: ActLabel(
        button=N_("Decline"),
        done=N_("You have declined {code}; who assigned it is told why."),
        timeline=N_("{time} {name} declined: {reason}"),
        staff={State.OPEN: 0, State.ACCEPTED: 0},
    ),
    Act.UNANSWERED: ActLabel(timeline=N_("{time} {to} did not answer the assignment")),
    Act.ADD: ActLabel(timeline=N_("{time} {name} added words or photos")),
    Act.JOIN: ActLabel(timeline=N_("{time} reported once more")),
    Act.DONE: ActLabel(
        button=N_("Done"),
        done=N_("{code} is handed to the leader for review."),
        timeline=N_("{time} done, says {name}"),
        group={State.OPEN: 2, State.ACCEPTED: 1, State.RECTIFYING: 1},
        staff={State.OPEN: 1, State.ACCEPTED: 1, State.RECTIFYING: 1},
    ),
    Act.HAND_UP: ActLabel(
        button=N_("Hand up"),
        done=N_("{code} has been handed up."),
        timeline=N_("{time} handed up by {name}"),
        with_reason=N_("{time} handed up by {name}: {reason}"),
        staff={State.OPEN: 1, State.ACCEPTED: 1, State.RECTIFYING: 2},
    ),
    Act.ASSIGN: ActLabel(
        button=N_("Assign"),
        done=N_("{code} is assigned, and will be told to you if it is not taken."),
        timeline=N_("{time} assigned to {to} by {name}"),
        staff={State.OPEN: 2, State.ACCEPTED: 2},
    ),
    Act.PUT_OFF: ActLabel(
        button=N_("Remind later"),
        done=N_("{code} is put off; it is said again on that day."),
        timeline=N_("{time} put off to {due} by {name}"),
        with_reason=N_("{time} put off to {due} by {name}: {reason}"),
        staff={State.OPEN: 3, State.ACCEPTED: 3},
    ),
    Act.ORDER: ActLabel(
        button=N_("Order rectification"),
        done=N_("Rectification of {code} is ordered."),
        timeline=N_("{time} rectification ordered by {name}, due {due}"),
        staff={State.OPEN: 2, State.ACCEPTED: 2},
    ),
    Act.EXTEND: ActLabel(
        button=N_("Extend"),
        done=N_("The deadline of {code} is extended."),
        timeline=N_("{time} deadline extended to {due} by {name}: {reason}"),
        staff={State.RECTIFYING: 1},
    ),
    Act.CORRECT: ActLabel(
        button=N_("Correct notice"),
        done=N_("The notice for {code} is corrected; the new paper follows."),
        timeline=N_("{time} notice {number} corrected by {name}: {reason}"),
        staff={State.RECTIFYING: 3, State.REVIEW: 2},
    ),
    Act.VOID: ActLabel(
        button=N_("Void notice"),
        done=N_("The notice for {code} is void. Please take the paper back."),
        timeline=N_("{time} notice {number} voided by {name}: {reason}"),
        staff={State.RECTIFYING: 3, State.REVIEW: 2},
    ),
    Act.REMIND: ActLabel(timeline=N_("{time} reminded of the deadline")),
    Act.TRANSFER: ActLabel(
        button=N_("Transfer"),
        done=N_("{code} is transferred."),
        timeline=N_("{time} transferred to {department} by {name}, outcome due {due}"),
        staff={State.OPEN: 2, State.ACCEPTED: 2, State.RECTIFYING: 2},
    ),
    Act.ACKNOWLEDGE: ActLabel(
        button=N_("Got it"),
        done=N_("Thank you. Please report the outcome of {code} in time."),
        timeline=N_("{time} acknowledged by {name}"),
    ),
    Act.OUTCOME: ActLabel(
        button=N_("Report outcome"),
        done=N_("The outcome of {code} is handed in for review."),
        timeline=N_("{time} outcome reported by {name}"),
    ),
    Act.TAKE_BACK: ActLabel(
        button=N_("Take back"),
        done=N_("{code} is taken back."),
        timeline=N_("{time} taken back from the department by {name}"),
        with_reason=N_("{time} taken back from the department by {name}: {reason}"),
        staff={State.TRANSFERRED: 1},
    ),
    Act.SUPERVISE: ActLabel(
        button=N_("List for supervision"),
        done=N_("{code} is listed for supervision."),
        timeline=N_("{time} listed for supervision by {name}, due {due}"),
        staff={State.OPEN: 2, State.ACCEPTED: 2, State.RECTIFYING: 2, State.TRANSFERRED: 1},
    ),
    Act.PROGRESS: ActLabel(
        button=N_("Report progress"),
        done=N_("Progress of {code} is noted."),
        timeline=N_("{time} progress reported by {name}"),
    ),
    Act.LIFT: ActLabel(
        button=N_("Lift the listing"),
        done=N_("The listing of {code} is lifted."),
        timeline=N_("{time} listing lifted by {name}"),
    ),
    Act.CLOSE: ActLabel(
        button=N_("Close"),
        done=N_("{code} is closed."),
        timeline=N_("{time} closed by {name}"),
        staff={State.REVIEW: 1},
    ),
    Act.SEND_BACK: ActLabel(
        button=N_("Send back"),
        done=N_("{code} is sent back."),
        timeline=N_("{time} sent back by {name}"),
        staff={State.REVIEW: 1},
    ),
    Act.DISMISS: ActLabel(
        button=N_("Dismiss"),
        done=N_("{code} is dismissed; the reporter is told why."),
        timeline=N_("{time} found to be no hazard by {name}"),
        staff={State.OPEN: 3, State.ACCEPTED: 3, State.REVIEW: 1},
    ),
    Act.OBJECT: ActLabel(
        button=N_("Object"),
        done=N_("Your objection to {code} goes to the level above."),
        timeline=N_("{time} the reporter objects"),
    ),
    Act.DUPLICATE: ActLabel(
        button=N_("Duplicate"),
        done=N_("{code} is joined to the original."),
        timeline=N_("{time} found to be the same as another, by {name}"),
        staff={State.OPEN: 3, State.ACCEPTED: 3},
    ),
    Act.CLASSIFY: ActLabel(
        button=N_("Correct kind or severity"),
        done=N_("{code} is corrected."),
        timeline=N_("{time} corrected to “{now}” by {name}"),
        staff={State.OPEN: 3, State.ACCEPTED: 3},
    ),
    Act.SATISFIED: ActLabel(
        button=N_("Satisfied"),
        done=N_("Thank you for your answer."),
        timeline=N_("{time} the reporter is satisfied"),
    ),
    Act.DISSATISFIED: ActLabel(
        button=N_("Not satisfied"),
        done=N_("{code} is opened again and handed to the level above."),
        timeline=N_("{time} the reporter is not satisfied"),
    ),
    Act.STILL_FIXED: ActLabel(
        button=N_("Still fixed"),
        done=N_("Thank you for your answer."),
        timeline=N_("{time} still fixed, says the reporter"),
    ),
    Act.BROKEN_AGAIN: ActLabel(
        button=N_("Broken again"),
        done=N_("{code} is opened again and handed to the level above."),
        timeline=N_("{time} broken again, says the reporter"),
    ),
    Act.CALLED: ActLabel(timeline=N_("{time} {name} blew the whistle: {departments} are called")),
    Act.CALLED_ARRIVED: ActLabel(timeline=N_("{time} {department} is there, as called")),
    Act.CALLED_DONE: ActLabel(timeline=N_("{time} {department} has finished, as called")),
    Act.RESUME: ActLabel(timeline=N_("{time} the call for help goes on, says {name}")),
    Act.ESCALATE: ActLabel(timeline=N_("{time} told to the level above: {level}")),
}
