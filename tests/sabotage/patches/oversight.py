"""Bad patches to what lets others check the programme: audit, logs, metrics, overview; and to what makes it lasting."""

from __future__ import annotations

from tests.sabotage.patch import Patch

_SPLITS, _ATTACKERS = "bot/insight/splits.py", "tests/engine/test_splits.py"
_HANDLING, _OVERSIGHT = "bot/service/service.py", "tests/stories/test_oversight.py"
_ANSWERED = "tests/platforms/teams/test_send_answers.py"
_RUNNING, _STATEMENTS = "store/statements/running.py", "tests/store/test_statements.py"
_LIBPQ, _PREPARED = "store/statements/libpq.py", "tests/store/test_prepared.py"

PATCHES = (
    Patch(
        name="an audit entry without the one before it",
        why="Entries could be taken out, or put in another order, and nobody would know.",
        file="bot/domain/audit.py",
        before="json.dumps([before.hex(), *columns,",
        after="json.dumps([*columns,",
        tests=("tests/store/test_audit_tampered.py::test_every_tampered_chain_is_found",),
    ),
    Patch(
        name="a reveal that is not on record",
        why="Looking a name up must be seen by others, or it will be done out of curiosity.",
        file="bot/conversation/flows/oversight.py",
        before="return Decision(changed=(after,), effects=(*gone, looked))",
        after="return Decision(changed=(after,), effects=gone)",
        tests=(f"{_OVERSIGHT}::test_a_reveal_is_on_record_told_to_the_director_and_the_recipient_and_opens_again",),
    ),
    Patch(
        name="a reveal without a reason",
        why="Who has to say why thinks twice, and the director can ask.",
        file="bot/conversation/actions/oversight.py",
        before="    if reason not in set(RevealReason):\n"
        '        return FieldErrors((("reason", say("Please choose one.")),))\n'
        "    return Revealed(by=sight.person, turn=form.action.turn, reason=RevealReason(reason))\n",
        after="    return Revealed(by=sight.person, turn=form.action.turn, reason=RevealReason(reason or 'safety'))\n",
        tests=("tests/engine/test_reveal.py::test_without_a_reason_nothing_is_shown",),
    ),
    Patch(
        name="a card that nobody notes",
        why="Whoever opened whose card is the first thing an inquiry asks.",
        file=_HANDLING,
        before="                if look is not None and shown:\n"
        "                    await self._world.store.run(lambda work: self._record(work, look))\n",
        after="",
        tests=(f"{_OVERSIGHT}::test_each_card_is_on_record_once_an_hour",),
    ),
    Patch(
        name="a look that nobody had",
        why="A record of what was never shown makes every other entry worth less.",
        file=_HANDLING,
        before="look = access(sight, press.form, reply) if shown else None",
        after="look = access(sight, press.form, reply)",
        tests=(f"{_ANSWERED}::test_who_takes_a_case_in_the_chat_is_on_record_once_they_have_opened_it",),
    ),
    Patch(
        name="an answer from before the decision",
        why="Who took the request would read that it has moved on.",
        file="bot/service/sight_after.py",
        before='{"case": saved[sight.case.code]}',
        after='{"case": sight.case}',
        tests=(f"{_OVERSIGHT}::test_each_card_is_on_record_once_an_hour",),
    ),
    Patch(
        name="one large side of a split is enough",
        why="The small side is the total without the large one.",
        file=_SPLITS,
        before="if not (counted.enough(first) and counted.enough(second)):",
        after="if not (counted.enough(first) or counted.enough(second)):",
        tests=(
            f"{_ATTACKERS}::test_in_all_tables_that_look_the_same_a_small_count_may_be_anything",
            f"{_ATTACKERS}::test_another_year_could_have_led_to_the_same_releases",
        ),
    ),
    Patch(
        name="a split below one that is not shown",
        why="Its sides add up to a side that nobody may read.",
        file=_SPLITS,
        before="        yield Split(table, above.code, first.code, second.code, None)\n        return\n",
        after="        yield Split(table, above.code, first.code, second.code, None)\n"
        "        for side in above.sides:\n            yield from _walk(side, counted, table)\n        return\n",
        tests=(f"{_ATTACKERS}::test_in_all_tables_that_look_the_same_a_small_count_may_be_anything",),
    ),
    Patch(
        name="a threshold with the cases that a reader knows",
        why="Whoever entered three of five subtracts them and reads two.",
        file=_SPLITS,
        before="return side.count(self.counts) - side.count(self.known) >= self.least",
        after="return side.count(self.counts) >= self.least",
        tests=(f"{_ATTACKERS}::test_known_cases_are_counted_on_their_side_but_cover_nothing",),
    ),
    Patch(
        name="a year after its quarters",
        why="What the year shows, without what the quarters show, is the quarter that was withheld.",
        file="bot/insight/quarterly_report.py",
        before="        return Why.DIFFERENCED\n    many",
        after="        pass\n    many",
        tests=("tests/engine/test_quarterly_report.py::test_a_year_and_its_quarters_are_never_both_released",),
    ),
    Patch(
        name="a report before its year is over",
        why="Two of them, a day apart, tell of the one case in between.",
        file="bot/insight/quarterly_report.py",
        before="    if basis.today < period.ended + SETTLES:\n",
        after="    if basis.today < period.ended - 300 * SETTLES:\n",
        tests=(
            "tests/engine/test_quarterly_report.py::test_nothing_before_the_period_is_over_and_its_counters_are_final",
        ),
    ),
    Patch(
        name="logging without the allow-list",
        why="The first debugging line with a name in it would lie in the log for years.",
        file="bot/log.py",
        before="known = {key: _loggable(value) for key, value in facts.items() if _fits(key, value)}",
        after="known = {key: _loggable(value) for key, value in facts.items()}",
        tests=("tests/logs/test_log.py::test_anything_else_is_left_out_and_counted",),
    ),
    Patch(
        name="libraries log what they like",
        why="They write requests, tokens and people's ids into their messages.",
        file="bot/log.py",
        before='facts = {"logger": name, "error_class": kind.__name__ if kind else "-"}',
        after='facts = {"logger": name, "error_class": kind.__name__ if kind else "-", "said": record.getMessage()}',
        tests=("tests/logs/test_log.py::test_others_are_reduced_to_logger_level_and_class",),
    ),
    Patch(
        name="metrics with a case in a label",
        why="Whoever reads the figures could follow one case, minute by minute.",
        file="bot/metrics.py",
        before='"Rows that no key opened", ("table",)',
        after='"Rows that no key opened", ("case",)',
        tests=("tests/watching/test_metrics.py::test_every_label_has_a_closed_set_and_a_stranger_is_other",),
    ),
    Patch(
        name="a label that takes any value",
        why="A code or an id that somebody passes by mistake would be kept for ever.",
        file="bot/metrics.py",
        before="return value if value in LABELS[label] else OTHER",
        after="return value",
        tests=("tests/watching/test_metrics.py::test_every_label_has_a_closed_set_and_a_stranger_is_other",),
    ),
    Patch(
        name="an overview that nobody claims",
        why="Two processes, or two starts, would send the weekly overview twice.",
        file=_HANDLING,
        before="if not work.slots.claim(digest_schedule.JOB, slot):",
        after="if not slot:",
        tests=("tests/store/test_digest_schedule.py::test_of_two_who_ask_for_the_same_week_one_writes_it",),
    ),
    Patch(
        name="a slot that is free again",
        why="What is to happen once a week would happen whenever somebody asks.",
        file="store/repositories/scheduled_slots.py",
        before="job=job, slot=slot).rowcount == 1",
        after="job=job, slot=slot).rowcount >= 0",
        tests=("tests/store/test_people.py::test_a_slot_is_claimed_once_for_ever",),
    ),
    Patch(
        name="SQLite decides on what it read before others wrote",
        why="Two who press at the same time would both be told that the case is theirs.",
        file="store/databases/sqlite.py",
        before='self.engine = self._engine("BEGIN IMMEDIATE")',
        after='self.engine = self._engine("BEGIN")',
        tests=("tests/store/test_database.py::test_a_unit_of_work_owns_the_file_from_its_first_read",),
    ),
    Patch(
        name="a commit that waits for no disk",
        why="What was confirmed to somebody would be gone after a power cut.",
        file="store/databases/sqlite.py",
        before='"PRAGMA synchronous=FULL"',
        after='"PRAGMA synchronous=NORMAL"',
        tests=("tests/store/test_database.py::test_every_connection_to_sqlite_is_durable_and_leaves_no_traces",),
    ),
    Patch(
        name="an answer before the commit",
        why="Somebody would read that their request is saved, and it would not be.",
        file="store/databases/transactions.py",
        before="                    group.append(job)\n                    self._attempt(job, connection)\n"
        "                self._database.refuse_if_moved()  # whoever joined meanwhile may have come after the move\n"
        "        except Exception as error:  # noqa: BLE001 - without this thread nothing is saved again"
        " (docs/rules/database.md)\n"
        "            self._disconnect()  # the next group starts on a fresh connection: that is the recovery\n"
        "            self._line.met(error)\n"
        "            for job in group:\n"
        "                job.future.set_exception(not_saved(error))\n"
        "        else:\n"
        "            if any(isinstance(job.error, DBAPIError) for job in group):\n"
        "                self._disconnect()\n"
        "            for job in group:\n"
        "                job.resolve()\n",
        after="                    group.append(job)\n                    self._attempt(job, connection)\n"
        "                for job in group:\n"
        "                    job.resolve()\n"
        "        except Exception as error:\n"
        "            self._disconnect()\n"
        "            for job in group:\n"
        "                if not job.future.done():\n"
        "                    job.future.set_exception(not_saved(error))\n",
        tests=(
            "tests/store/test_transactions.py::test_if_the_commit_fails_everybody_in_it_is_told",
            "tests/store/test_transactions.py::test_an_answer_is_given_only_when_the_change_is_durable",
        ),
    ),
    Patch(
        name="the last one to save wins",
        why="A decision that was made on an older state would silently undo a newer one.",
        file="store/repositories/cases.py",
        before='.where(cases.c.code == bindparam("of"), cases.c.version == bindparam("read_version"))',
        after='.where(cases.c.code == bindparam("of"), cases.c.version >= bindparam("read_version"))',
        tests=("tests/store/test_cases.py::test_a_write_on_a_version_that_has_moved_is_refused",),
    ),
    Patch(
        name="values in another order than the statement's",
        why="A row would be found under what another column holds, and changed.",
        file=_RUNNING,
        before="in state.positiontup or ()]",
        after="in sorted(state.positiontup or ())]",
        tests=(f"{_STATEMENTS}::test_what_a_statement_brings_along_and_what_it_is_given_both_count",),
    ),
    Patch(
        name="what stands in a statement itself is forgotten",
        why="A condition such as 'still waiting' would hold for nothing, or for everything.",
        file=_RUNNING,
        before="{**self.fixed, **values} if self.fixed",
        after="{**dict.fromkeys(self.fixed), **values} if self.fixed",
        tests=(f"{_STATEMENTS}::test_what_a_statement_brings_along_and_what_it_is_given_both_count",),
    ),
    Patch(
        name="of a list only one is asked for",
        why="Whoever is known under two keys, or by two addresses, would be half forgotten and half found.",
        file=_RUNNING,
        before="if at is None else given[name][at]",
        after="if at is None else given[name][-1]",
        tests=(f"{_STATEMENTS}::test_a_list_may_have_any_length",),
    ),
    Patch(
        name="what PostgreSQL rolled back is called saved",
        why="A request would be answered with thanks, and be lost.",
        file=_LIBPQ,
        before='if result.command_status != b"COMMIT":',
        after="if not result.command_status:",
        tests=(f"{_PREPARED}::test_what_an_error_undid_is_never_called_saved",),
    ),
    Patch(
        name="psycopg prepares statements beside us",
        why="With a rollback it would take ours from the connection, and nothing were saved or read over it again.",
        file="store/databases/transactions.py",
        before="driver.prepare_threshold = None",
        after="driver.prepare_threshold = 5",
        tests=(f"{_PREPARED}::test_what_was_undone_takes_nothing_from_the_connection",),
    ),
    Patch(
        name="a statement outside a transaction is run",
        why="What belongs together would be saved one by one, and what is read would be several moments.",
        file=_LIBPQ,
        before="if self.driver.pgconn.transaction_status == TransactionStatus.IDLE:",
        after="if self.driver.pgconn.transaction_status == TransactionStatus.ACTIVE:",
        tests=(f"{_PREPARED}::test_outside_a_transaction_nothing_is_run",),
    ),
    Patch(
        name="a delivery that comes twice is handled twice",
        why="Platforms repeat what they are not sure of; one press would count as two.",
        file="store/repositories/inbox.py",
        before="        return all(list(marked))\n",
        after="        return any([*list(marked), True])\n",
        tests=("tests/store/test_people.py::test_a_delivery_is_new_once_for_seven_days",),
    ),
)
