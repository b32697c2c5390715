"""Bad patches to what is forgotten and when: purges, referrers, backups, restores."""

from __future__ import annotations

from tests.sabotage.patch import Patch

_CASES, _SETTLING = "store/repositories/cases.py", "store/backup/settling.py"

PATCHES = (
    Patch(
        name="a purge keeps the messages",
        why="What was written about a case would outlive it.",
        file=_CASES,
        before='    delete(outbox).where(outbox.c.case_code == bindparam("code")),\n',
        after="",
        tests=("tests/store/test_cases.py::test_a_purged_case_goes_with_all_that_names_it",),
    ),
    Patch(
        name="whoever left stays on the roster",
        why="A list of people whom somebody could not support would outlast everybody's reason to keep it.",
        file="bot/service/forgetting_leavers.py",
        before="            forget_member(work, person)\n",
        after="            pass\n",
        tests=("tests/store/test_leavers.py::test_at_once_if_no_case_names_them",),
    ),
    Patch(
        name="a purge keeps the agenda",
        why="A timer would still say that there was a case, and when.",
        file=_CASES,
        before='    delete(agenda).where(agenda.c.subject == bindparam("code")),\n',
        after="",
        tests=("tests/store/test_cases.py::test_a_purged_case_goes_with_all_that_names_it",),
    ),
    Patch(
        name="deleted rows stay in the file",
        why="A purge that only unlinks a row leaves its bytes to the next thief.",
        file="store/databases/sqlite.py",
        before='"PRAGMA secure_delete=ON"',
        after='"PRAGMA secure_delete=OFF"',
        tests=(
            "tests/store/test_privacy.py::test_of_a_purged_case_not_even_ciphertext_stays",
            "tests/store/test_database.py::test_every_connection_to_sqlite_is_durable_and_leaves_no_traces",
        ),
    ),
    Patch(
        name="the referrer is kept after the first outreach",
        why="Who suggested a colleague is nobody's business any more once somebody has reached out.",
        file="bot/conversation/flows/supporting/outreach.py",
        before="referrer=case.referrer if case.named else None,",
        after="referrer=case.referrer,",
        tests=("tests/engine/test_referrer.py::test_a_confidential_referrer_is_dropped_at_the_first_outreach",),
    ),
    Patch(
        name="the referrer is kept beyond a week",
        why="A case that nobody takes would keep its referrer for as long as it waits.",
        file="bot/conversation/flows/matching/escalating.py",
        before="    return Decision(changed=(replace(case, referrer=None),))",
        after="    return Decision()",
        tests=("tests/engine/test_referrer.py::test_or_after_seven_days_whatever_happens",),
    ),
    Patch(
        name="an unlinkable referrer is stored",
        why="They were promised that nothing would ever say who it was.",
        file="bot/conversation/flows/asking.py",
        before="suggestion.origin is not Origin.SELF and suggestion.mode is not ReferrerMode.UNLINKABLE",
        after="suggestion.origin is not Origin.SELF",
        tests=("tests/engine/test_referrer.py::test_an_unlinkable_one_is_stored_nowhere_and_may_be_asked",),
    ),
    Patch(
        name="exclusions are kept after closing",
        why="Whom somebody did not want to meet says much about a clinic.",
        file="bot/conversation/flows/ending.py",
        before="        not_these=frozenset(),\n",
        after="",
        tests=("tests/engine/test_ending.py::test_exclusions_and_the_referrer_are_forgotten_at_closing",),
    ),
    Patch(
        name="a legal hold stops no purge",
        why="Evidence that a court asked for would be gone.",
        file="bot/conversation/flows/ending.py",
        before="if case.hold is not None and case.is_held:",
        after="if case.hold is not None and not case.is_held:",
        tests=("tests/engine/test_holds.py::test_a_held_case_is_not_purged_and_still_has_a_next_step",),
    ),
    Patch(
        name="a restore without the journal",
        why="A backup would bring back who opted out and what was erased.",
        file="store/backup/restoring.py",
        before="entries=way.journal.entries()",
        after="entries=[]",
        tests=("tests/recovery/test_backup.py::test_an_opt_out_since_the_backup_holds_and_a_lifted_one_is_lifted",),
    ),
    Patch(
        name="a restore sends what waited",
        why="Supporters would be asked a second time about a case that somebody has.",
        file=_SETTLING,
        before='dropped = scope.execute(delete(outbox).where(waiting, outbox.c.kind == "tell")).rowcount',
        after='dropped = len(scope.execute(select(outbox.c.id).where(waiting, outbox.c.kind == "tell")).all())',
        tests=("tests/recovery/test_backup.py::test_a_message_that_waited_is_held_and_counted",),
    ),
    Patch(
        name="a restore asks again what was asked",
        why="Last week's check-ins would all come a second time.",
        file="bot/conversation/flows/restoring.py",
        before="        if one.state is CheckInState.PLANNED and one.due <= facts.now\n",
        after="        if one.state is CheckInState.PLANNED and one.due > facts.now\n",
        tests=("tests/engine/test_restoring.py::test_check_ins_of_the_time_between_are_not_asked_about_again",),
    ),
    Patch(
        name="a backup of any age is restored",
        why="What was erased is known for so long only: an older backup brings it back.",
        file="store/backup/restoring.py",
        before="if now - backup.at > OPENS:",
        after="if now - backup.at > 10 * OPENS:",
        tests=("tests/recovery/test_backup.py::test_a_backup_that_is_too_old_is_refused",),
    ),
    Patch(
        name="a purge that the journal does not know",
        why="A restore would bring back somebody whose case had gone.",
        file=_CASES,
        before="        if self._scope.journal:\n            ended =",
        after="        if False:\n            ended =",
        tests=("tests/recovery/test_backup.py::test_a_purge_is_in_the_journal_before_it_is_committed",),
    ),
)
