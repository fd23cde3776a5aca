"""Why something about a plan cannot be done."""

from locales.translator import N_

REFUSALS = {
    "plan.not_staff": N_("Emergency plans are for the staff of their grids. In a fire call 119 at once."),
    "plan.not_leader": N_("Only this grid's leader or a level above sets its emergency plan."),
    "plan.not_yours": N_("Only whoever set this plan can add to it."),
    "plan.too_late": N_("This plan is older than a day, or replaced. Send /plan with all of it for a newer one."),
    "plan.replaced": N_("A newer plan is in force. Send /plan to see it."),
    "plan.files": N_("Please add photos or files here. For other words send /plan with all of it: a newer plan."),
}
