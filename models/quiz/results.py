"""How many took part in the quizzes of groups, and how many were right. Nobody is told of fewer than FLOOR."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.errors import Conflict
from models.grids.tables import Grid
from models.grids.tree import subtree
from models.outbox.polls import ballot_of, polls_about, vote_once, votes_on
from models.quiz.tables import QuizRound

FLOOR = 5  # voters: of fewer one could guess who was wrong


@dataclass(frozen=True)
class Tally:
    voters: int = 0
    rights: int = 0


@dataclass(frozen=True)
class Results:
    """Of `groups` in which at least FLOOR took part, of `all_groups` that were asked."""

    all_groups: int
    groups: int
    voters: int
    rights: int

    @property
    def percent(self) -> int:
        return round(100 * self.rights / self.voters) if self.voters else 0


async def tallies(session: AsyncSession, rounds: Sequence[QuizRound]) -> Mapping[int, Tally]:
    """By round. Anonymous polls tell totals alone; of named ones, and of buttons, each answer is known."""
    polls = await polls_about(session, [each.id for each in rounds])
    ballots = {each.id: [ballot_of(each.id), *(poll.id for poll in polls[each.id] if each.named)] for each in rounds}
    votes = await votes_on(session, [ballot for several in ballots.values() for ballot in several])
    found = {}
    for each in rounds:
        told = [poll for poll in polls[each.id] if not each.named]
        chosen = [votes[ballot] for ballot in ballots[each.id]]
        voters = sum(poll.voters for poll in told) + sum(sum(options.values()) for options in chosen)
        rights = sum(sum(poll.counts[each.right : each.right + 1]) for poll in told)
        rights += sum(options.get(each.right, 0) for options in chosen)
        found[each.id] = Tally(voters, rights) if each.voters is None else Tally(each.voters, each.rights or 0)
    return found


async def results_in(session: AsyncSession, grids: Sequence[Grid], since: datetime, until: datetime) -> Results:
    """Of what was put to groups in these grids, and below, in that time."""
    below = select(col(Grid.id)).where(or_(*map(subtree, grids)))
    asked = select(QuizRound).where(col(QuizRound.grid_id).in_(below), col(QuizRound.asked_at).between(since, until))
    rounds = (await session.scalars(asked)).all()
    found = (await tallies(session, rounds)).values()
    enough = [tally for tally in found if tally.voters >= FLOOR]
    voters, rights = sum(tally.voters for tally in enough), sum(tally.rights for tally in enough)
    return Results(len(rounds), len(enough), voters, rights)


async def answer_by_button(
    session: AsyncSession, asked: QuizRound, voter: int, option: int, now: datetime
) -> tuple[int, Tally]:
    """Which option counts: a person's first; and the totals. Raises Conflict when the round is over."""
    if asked.closed_at is not None:
        raise Conflict("training.over")
    chosen = await vote_once(session, ballot_of(asked.id), voter, option, now)
    return chosen, (await tallies(session, [asked]))[asked.id]
