"""A landed revision is never edited.

A new revision file is entered in FROZEN when it lands: `sha256sum models/migrations/versions/*.py`.
"""

import hashlib

from tests.gates.source import ROOT

VERSIONS = ROOT / "models/migrations/versions"
FROZEN = {
    "0001_the_first_schema.py": "1e59dafcab64852bbdbe73c39838903deac24e84508d556742f966adf2c2879b",
    "0002_who_waits_for_whom.py": "28b5e67fa4bc4ce3b88bee345d0afcf09c293d60e5e5133f76d75c571034aea9",
    "0003_call_outcomes.py": "b003867a12bc6ca4d222eeb35c6c48f7b8ed622104feba300bfca5745500d108",
    "0004_rungs_of_any_subject.py": "cdd179e83a4c3c309619d6078929e8ae337351bd809f2aceafcd8fed552592f6",
    "0005_evidence_of_any_subject.py": "0f08880335e09278d9c719ca8c3c1a3f7444cd0271f10a5e1375b7f22db6d4cf",
    "0006_one_table_of_numbers.py": "00b7c561299eb060e162b555ae9c08b513f9b0c8852fb25d66a4acd25dbf3477",
    "0007_digests_of_any_subject.py": "da9515083f5985a6719d939ac4db251cea1cb1ded0cf92e723d71e7a7c2eaa53",
    "0008_rungs_of_mandatory_reports.py": "73af8070c4c770b7c4ce9038cd683e7edfe112700effe2288937ddef2c900176",
    "0009_lost_copies.py": "240a0805161a859231a5943e2ba35e7c3ad9f2e4c45c413e45fc3eb2827bc81d",
    "0010_topics_of_chats.py": "905cce79fb4ac4a2eaea0114dbad5b088f0b24c53bf77888864eaf7d42f1efa6",
    "0011_owners.py": "999fb87fcdd9de707e4d41ecd19cb9f66aa9b3a70b612cd930a55b46d720916d",
    "0012_what_messages_have_made.py": "34b6c14df4ce51e5ea19ce278f657a79af96bc78e36970cca1a5103f6439e2ea",
    "0013_what_comes_back.py": "93c44108d8ba8daccc9ad41df06f27e0775f70cd941af69533eece2dadf661ac",
    "0015_morning_rounds.py": "42fa28f33423c24773374e91b2eab0b3ccd87384b29331cce38507eb40a5aab0",
    "0016_public_numbers.py": "589e7d7b77153378f42b96661d5c705f839db6bebcc907550cae96015675bd6a",
    "0017_files_of_failed_notices.py": "bf29941e7f39d687a51ea29255f66e84d54f56ed211baeab6c12b3340bbbb0f8",
    "0018_the_next_place.py": "532712bdc85235309c58078039a86f42093bda4374d11c0007b06371a541c878",
    "0019_corrected_notices.py": "e5dde73210c821f7fcdf515ea56ed61f406f3676e769bad79644ab485b80d92e",
    "0020_assignments.py": "fd313df1d3800399225d7026cc3a02afb8c83f95dfce04ece19608d630ca096b",
    "0022_working_days_and_datums.py": "de4371bdd1a1f61252487adbd0fa21eb9cd4b99e9fb85a1f7c60e8e7a2244c68",
    "0023_places.py": "35e226078cba7bb246ba5a7cff62af68f1f4cc7c9c6cb3320399906a2c2b971d",
    "0024_patrols.py": "35e61ca46b53fdfaf080c27a0bfb6c9180c96acd150eb5e2868470a2f478f765",
    "0025_checks.py": "820cf9db9eabb26e1c52ccefd6c51471cffe763cf01a8785abb7fae1c847f596",
    "0026_visits.py": "c14d0616b02cc9c41a3ddd0ba9b15d56116c9fc18cea213435f5d30d4d6f6167",
    "0027_checklists.py": "8665305f76f497ec8cafc7f8f0978a27149e4835955b6edbe8273af912389467",
    "0028_flags_and_work_log.py": "fef069338beac5a2cef7200c783ad4d9e6a9e633f8ea6abc5405ca7217e8728b",
}


def test_a_landed_revision_is_never_edited() -> None:
    assert {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(VERSIONS.glob("[0-9]*.py"))
    } == FROZEN
