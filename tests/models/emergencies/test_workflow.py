import pytest

from models.emergencies.workflow import LIVE, OUTCOMES, CallAct, CallState, Finding, Outcome, after, ending, graver

C, G, A = CallState.CALLING, CallState.GOING, CallState.ARRIVED


@pytest.mark.parametrize(
    ("act", "ends"),
    [
        (CallAct.GOING, {C: G, G: G, A: A}),
        (CallAct.ARRIVED, {C: A, G: A, A: A}),
        (CallAct.CONFIRM, {C: C, G: G, A: A}),
        (CallAct.END, dict.fromkeys((C, G, A), CallState.ENDED)),
        (CallAct.FALSE_ALARM, dict.fromkeys((C, G, A), CallState.FALSE_ALARM)),
    ],
)
def test_where_an_act_leads(act: CallAct, ends: dict[CallState, CallState]) -> None:
    assert {state: after(state, act) for state in LIVE} == ends


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_ends_a_call_and_two_are_for_nothing(outcome: Outcome) -> None:
    ended = after(CallState.ARRIVED, ending(outcome))
    assert ended is (CallState.FALSE_ALARM if outcome in (Outcome.FALSE_ALARM, Outcome.MISTAKE) else CallState.ENDED)


@pytest.mark.parametrize(
    ("known", "may_be"),
    [
        (None, (Finding.FIRE, Finding.SMOKE, Finding.MEDICAL, Finding.OTHER)),
        (Finding.OTHER, (Finding.FIRE, Finding.SMOKE, Finding.MEDICAL)),
        (Finding.MEDICAL, (Finding.FIRE, Finding.SMOKE)),
        (Finding.SMOKE, (Finding.FIRE,)),
        (Finding.FIRE, ()),
    ],
)
def test_what_is_confirmed_only_becomes_graver(known: Finding | None, may_be: tuple[Finding, ...]) -> None:
    assert graver(known) == may_be


def test_every_finding_can_end() -> None:
    assert OUTCOMES.keys() == set(Finding)
    assert all(OUTCOMES.values())
