"""Why something about a brigade cannot be done."""

from locales.translator import N_

REFUSALS = {
    "brigade.not_yours": N_("Only the leaders of this grid, and of the brigade, call it out."),
    "brigade.over": N_("This call for help is over."),
    "brigade.elsewhere": N_("This brigade is of another grid."),
    "brigade.called_out": N_("This brigade has been called out already."),
}
