import subprocess
import sys
from collections import Counter

import pytest

from bot.features import FEATURES, MENUS, VIEWS
from models.domains import DOMAINS

SAID_ONCE = {  # or edited by what alone changes them
    "members": """members.claimed members.contacts members.greeting members.language members.leave_begins
        members.leave_ends members.leave_how members.leave_in_private members.leave_refused members.leave_stands_in
        members.leave_stood_in members.refused""",
    "fires": "fires.in_private fires.list fires.refused",
    "ledgers": """ledgers.bad_days ledgers.bad_kind ledgers.choose ledgers.file ledgers.in_private ledgers.not_leader
        ledgers.refused""",
    "assessment": """assessment.answered assessment.below assessment.below_so_far assessment.changed
        assessment.not_here assessment.own assessment.results assessment.so_far assessment.standard assessment.stars
        assessment.unit_so_far assessment.why assessment.why_so_far""",
    "mutual_reviews": """mutual_reviews.group mutual_reviews.home mutual_reviews.link mutual_reviews.not_here
        mutual_reviews.offer mutual_reviews.refused mutual_reviews.reminder mutual_reviews.result
        mutual_reviews.results mutual_reviews.said mutual_reviews.welcome""",
    "activities": "activities.list activities.noted activities.photos activities.refused activities.taken",
    "plans": "plans.in_private plans.none plans.photos plans.piece plans.refused plans.taken plans.which",
    "checks": "checks.check checks.missed checks.no_use checks.piece",
    "patrols": """patrols.also patrols.ask patrols.drawn patrols.left_open patrols.live_kept patrols.noted
        patrols.out_here patrols.refused patrols.review patrols.summary patrols.which""",
    "shifts": "shifts.roster",
    "visits": """visits.how visits.in_private visits.list visits.only_words visits.refused visits.sheet
        visits.sheet_in_group visits.warned""",
    "mandatory_reports": "hazards.matter_heard hazards.matter_piece hazards.matter_thanks",
    "notices": """notices.copy notices.do_reminder notices.file notices.handed_over notices.lost notices.not_done
        notices.outcome notices.photos notices.pinned notices.preview notices.refused notices.reminded notices.reminder
        notices.under_way notices.unheard""",
    "obligations": """obligations.choose obligations.closed obligations.items obligations.mine obligations.minutes
        obligations.album obligations.file obligations.not_here obligations.own obligations.paper obligations.papers
        obligations.dissatisfied obligations.handed_up obligations.opinion_how obligations.opinion_thanks
        obligations.photos obligations.published obligations.refused obligations.reminder obligations.several
        obligations.summary obligations.unanswered obligations.whistle""",
    "quiz": """quiz.certificate_ends quiz.certificate_entered quiz.certificate_out quiz.certificates quiz.in_private
        quiz.refused quiz.set quiz.status quiz.team""",
    "work_log": "work_log.answered work_log.day work_log.noted work_log.piece work_log.refused work_log.saved",
    "emergencies": """emergencies.added emergencies.another_hazard emergencies.answer emergencies.file
        emergencies.is_over emergencies.over emergencies.placed emergencies.thanks emergencies.word""",
    "places": """places.added places.claimed places.coverage places.decided places.done places.how
        places.kit_ends places.lacking
        places.list places.not_leader places.photos places.waits""",
    "hazards": """hazards.added hazards.anonymous hazards.classify hazards.joined_outcome hazards.many_drafts
        hazards.mine hazards.morning hazards.not_one hazards.notice hazards.offer hazards.photos hazards.piece
        hazards.ping_list hazards.replaced hazards.several_done hazards.slow hazards.status hazards.transfer_outcome
        hazards.unbound hazards.unknown hazards.which rectification.paper""",
}
ONLY_SEEN = {"questions", "sheets", "system", "worklist"}


def test_nothing_is_declared_twice() -> None:
    kinds = Counter(kind for feature in FEATURES for kind in feature.views)
    commands = Counter(command.name for feature in FEATURES for command in feature.commands)
    assert [name for name, count in (kinds + commands).items() if count > 1] == []
    assert set(kinds) == set(VIEWS)
    assert set(commands) == {command.name for command in MENUS.commands}


def test_a_feature_bears_the_slug_of_its_domain() -> None:
    """But for what only people see."""
    assert {feature.slug for feature in FEATURES} - {domain.slug for domain in DOMAINS} == ONLY_SEEN


def test_what_waits_of_a_feature_has_its_words_and_what_has_words_waits() -> None:
    found = {domain.slug: domain.worklist.kind for domain in DOMAINS if domain.worklist}
    worded = {feature.slug: feature.worklist.kind for feature in FEATURES if feature.worklist}
    assert found == worded
    assert len(set(found.values())) == len(found) >= 3


def test_every_message_of_a_feature_whose_rows_move_is_edited_as_they_move_or_said_once() -> None:
    """A new kind of theirs is entered in Domain.standing, or else here."""
    standing = {domain.slug: set(domain.standing) for domain in DOMAINS if domain.standing}
    views = {feature.slug: set(feature.views) for feature in FEATURES if feature.slug in standing}
    assert {slug: kinds - views[slug] for slug, kinds in standing.items() if not kinds <= views[slug]} == {}
    assert {slug: views[slug] - kinds for slug, kinds in standing.items()} == {
        slug: set(kinds.split()) for slug, kinds in SAID_ONCE.items()
    }


@pytest.mark.long
def test_who_only_words_messages_does_not_load_aiogram() -> None:
    """It takes seconds and 165 MB, which the role that speaks can do without."""
    code = "import sys, bot.features; sys.exit('aiogram' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
