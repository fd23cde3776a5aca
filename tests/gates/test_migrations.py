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
    "0029_slots_of_places.py": "072fce03afe43781004bb54d1bfe6387f09b05eee21213d96791fdcff2055ee0",
    "0030_periods.py": "e601e5d4a4cdcc99b3b3386c7f833b42895615c9f28257dfd386f0b84c5b363d",
    "0031_shifts.py": "24e8b039b6a60e8537b0141143f680c9bd2894f86d7e726bab80ef9df2087490",
    "0032_badges.py": "f7dee9b346277f0fd8b41bfb784c241333b29b55d9c73a79e2f61ab876b12a85",
    "0033_looks_and_reviewed_tracks.py": "54cfaef5f4d67f6e382580671341b8bd67dc7f001ebc5deb15aee8712357d3b5",
    "0034_notices.py": "755172779c4c1e0744cbf66261d964976ab9e449ea5a8d3a62c537f49dcec756",
    "0035_quiz.py": "01f3a21b7c969a41c626dcbe6f24618635ab2c43f99bf270c31fe9ef99097ff6",
    "0036_publicity.py": "675c477076738c67abec69812f8f188333063a533fd8db0b9ae5a4289b46f6a3",
    "0037_cap_messages.py": "3d4fbfe4d7c1f38513bf7450d5d6a5a8a167602cbe7ffd0c8a19f74733a521e3",
    "0038_publicity_calendar.py": "d6a808092d3b6f69c86cccf3d99e536c3c8894674f3834a5f22e4820f92b296a",
    "0039_obligations.py": "2f6773c13c1e5b147d02e06a806fb70b04d50b7c80925d5bf0247f08a615e46c",
    "0040_activities.py": "bbdb79e3e5cbd8e9b8054a41706c1152cffb2bdbd17efbfae14b01a213929292",
    "0041_plans.py": "2c217e634686e0025bfb34b79c617886764286410162e87e866d91851fd08457",
    "0042_what_follows_a_warning.py": "8fb89811a644e58f4ee199db634ad9ae7887d3aecbc2a4029457e6ffc78345e1",
    "0043_certificates_of_the_roster.py": "e7cf7c8f4fa945d362ff7812949a715bf359f1a0768bb80f2028da781ea757a6",
    "0045_brigades.py": "ae13126b0ba313bf41bdd44739c2ada0ccec7464dae75a48a51bac9177e9abba",
    "0046_opinions.py": "7ce696cad28c796656fcbbef6f8941c1a87119221019dfdf7afe979ffb5a9bd5",
    "0047_digests.py": "127a0dafadcb080249762036f41ec3d2cde502e6f7ca6b0078feadc0fec94f55",
    "0048_ledger_exports.py": "e583ca768cfee915ad8c2d87bbf8a49be350f2b1c095f37825d37adf7bb32a2d",
    "0049_fires.py": "2cc5d6c3297b581fc2b89a842bddba536e9ee133bcf919333be2391f8d37a554",
    "0050_assessments.py": "cbaeb42a669aa6ad3713efafbd8e5ffc8cc79daeabd67bc9ec531255a6e879b7",
    "0053_uploads.py": "ef87d9e17570a7b211bdfa1396a9c7b7f68114b7d2b41c9a9be8d0dc06f6d163",
    "0054_when_to_remind.py": "f224f7b58cd62de173bf9482cebf02c939ad283a20b5c90d0772f3b847cae3e3",
    "0055_mutual_reviews.py": "c9c2d188663524b9a86d28d31f073ddd44e85e2209550441ac6f426c613d2afb",
    "0056_windows_by_their_end.py": "3b4e82781dbb9a5f3221e7ff2531de309b6176213a2d95fabe691f309f2d4332",
    "0057_cost_of_messages.py": "ea5b6350a6b59205489859540fae70de34e4f462efcc9dfa2c7ead4977efa5c0",
    "0058_whose_words_are_agreed_to.py": "540baf8d32312f3b5c2455ce73358c0a0f9f514bb233556cab4047b5dcf4363d",
    "0059_copies_of_a_wave.py": "efa8d44bc3df7563530e1c37571078c0427b8b59f56ef4dd16f529224af63a7f",
    "0060_checklists_by_check_and_stop.py": "4a2077890a4a16419fbb43e68ff995988579096ec7401246b5ecf9e9dcdfc53a",
}


def test_a_landed_revision_is_never_edited() -> None:
    assert {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(VERSIONS.glob("[0-9]*.py"))
    } == FROZEN
