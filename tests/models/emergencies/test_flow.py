import pytest

from models.emergencies.flow import LIVE, CallAct, CallState, after

C, G, A = CallState.CALLING, CallState.GOING, CallState.ARRIVED


@pytest.mark.parametrize(
    ("act", "ends"),
    [
        (CallAct.GOING, {C: G, G: G, A: A}),
        (CallAct.ARRIVED, {C: A, G: A, A: A}),
        (CallAct.END, dict.fromkeys((C, G, A), CallState.ENDED)),
        (CallAct.FALSE_ALARM, dict.fromkeys((C, G, A), CallState.FALSE_ALARM)),
    ],
)
def test_where_an_act_leads(act: CallAct, ends: dict[CallState, CallState]) -> None:
    assert {state: after(state, act) for state in LIVE} == ends
