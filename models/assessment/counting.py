"""From what units have done to their scores, by the rules and means that an assessment keeps."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.assessment.criteria import Counts
from models.assessment.kept import behind_kept, counts_kept, counts_read, lines_kept, pools_kept, pools_read, rules_read
from models.assessment.scoring import Scored, lent_next, pools_of, scored
from models.assessment.tables import SEEN, Assessment, AssessmentScore
from models.assessment.units import UnitDuties


def new_score(assessment: Assessment, unit: UnitDuties) -> AssessmentScore:
    """With what was counted, and not rated yet."""
    return AssessmentScore(
        assessment_id=assessment.id,
        unit=unit.unit,
        grid_id=unit.grid.id,
        post_id=unit.post.id if unit.post else None,
        person_id=unit.post.person_id if unit.post else None,
        peers=unit.peers,
        counts=counts_kept(unit.counts),
        behind={str(criterion): behind_kept(duties) for criterion, duties in unit.duties.items() if duties},
    )


async def pool(session: AsyncSession, assessment: Assessment, units: Iterable[tuple[str, Counts]]) -> None:
    """The means that units are drawn to, by their peers, and how strongly: as was measured in the period of the same
    kind before.
    """
    rules, before = rules_read(assessment.rules), await _lent_before(session, assessment)
    by_peers = defaultdict(list)
    for peers, counts in units:
        by_peers[peers].append(counts)
    pools, lent = {}, {}
    for peers, several in by_peers.items():
        pools[peers] = pools_kept(pools_of(several, before.get(peers, {}), rules))
        lent[peers] = dict(lent_next(several))
    assessment.pools, assessment.lent_next = pools, lent


async def _lent_before(session: AsyncSession, assessment: Assessment) -> Mapping[str, Any]:
    earlier = select(col(Assessment.lent_next)).where(
        col(Assessment.grid_id) == assessment.grid_id,
        col(Assessment.kind) == assessment.kind,
        col(Assessment.first) < assessment.first,
        col(Assessment.state).in_(SEEN),
    )
    return await session.scalar(earlier.order_by(col(Assessment.first).desc()).limit(1)) or {}


def rated_again(assessment: Assessment, score: AssessmentScore) -> Scored:
    """By the duties that the score says, and the rules and means that the assessment was counted by."""
    pools = pools_read(assessment.pools.get(score.peers, {}))
    return scored(counts_read(score.counts), pools, rules_read(assessment.rules))


def write(score: AssessmentScore, found: Scored) -> None:
    score.lines, score.duties, score.grade = lines_kept(found.lines), found.duties, found.grade
    score.score, score.low, score.high = found.score, found.low, found.high
