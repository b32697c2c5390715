"""No line can hold what is not on the list, whoever writes it and however it fails."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
import threading

import aiohttp
import pytest

from bot import log, log_repeats
from bot.domain.errors import ConfigurationError

assert aiohttp.__version__, "a logger is named only if its library is there"
SECRET = "canary-tomasz-5b1e"


@pytest.fixture(autouse=True)
def set_up(monkeypatch):
    root = logging.getLogger()
    before = (root.handlers[:], root.level)
    for name, place in (("excepthook", sys), ("unraisablehook", sys), ("excepthook", threading)):
        monkeypatch.setattr(place, name, getattr(place, name))
    log.set_up("json")
    yield
    root.handlers[:] = before[0]
    root.setLevel(before[1])


def lines(capsys):
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


@pytest.mark.parametrize("facts", [{"case": "K7F3"}, {"count": 2}, {"duration": 0.5}, {"outcome": "Delivered"}])
def test_what_is_on_the_list_is_written(facts, capsys):
    log.record("delivery", **facts)
    [line] = lines(capsys)
    assert {"action": "delivery", "level": "info", **facts}.items() <= line.items()


@pytest.mark.parametrize(
    "facts",
    [
        {"who": SECRET},
        {"case": SECRET},
        {"case": "TOMA"},
        {"outcome": SECRET},
        {"sweep": SECRET},
        {"error_class": SECRET},
        {"error_class": type(SECRET, (), {})},
        {"count": SECRET},
        {"duration": float("nan")},
        {"address": f"http://{SECRET}"},
    ],
)
def test_anything_else_is_left_out_and_counted(facts, capsys):
    log.record("delivery", **facts)
    [line] = lines(capsys)
    assert line["dropped"] == 1
    assert SECRET not in str(line)


def test_an_action_that_is_not_a_constant_is_not_written(capsys):
    log.record(f"sent to {SECRET}")
    assert lines(capsys)[0]["action"] == "unnamed"


def test_a_failure_is_its_class(capsys):
    log.failed("delivery_failed", ValueError(SECRET), sweep="outbox")
    [line] = lines(capsys)
    assert (line["error_class"], line["level"], line["sweep"]) == ("ValueError", "warning", "outbox")


def test_our_own_address_may_stand_there(capsys):
    log.record("listening", address=log.own_address("http://127.0.0.1:3000"))
    assert lines(capsys)[0]["address"] == "http://127.0.0.1:3000"


def test_others_are_reduced_to_logger_level_and_class(capsys):
    try:
        {}[SECRET]
    except KeyError:
        logging.getLogger("aiohttp.server").exception("request of %s", SECRET, extra={"body": SECRET})
    logging.getLogger(SECRET).error(SECRET)
    first, second = lines(capsys)
    assert (first["logger"], first["level"], first["error_class"]) == ("aiohttp.server", "error", "KeyError")
    assert second["logger"] == "unknown"
    assert SECRET not in f"{first}{second}"


def test_what_dies_in_a_thread_is_reduced(capsys):
    def dies() -> None:
        from bot.domain.people import Address  # noqa: PLC0415

        Address.parse(SECRET)

    thread = threading.Thread(target=dies)
    thread.start()
    thread.join()
    [line] = lines(capsys)
    assert (line["action"], line["error_class"]) == ("thread_died", "BadAddressError")
    assert line["where"].startswith("bot/domain/people.py:")


async def test_what_dies_on_the_loop_is_reduced(capsys):
    log.watch_loop(asyncio.get_running_loop())

    async def dies() -> None:
        await asyncio.sleep(0)
        raise ValueError(SECRET)

    task = asyncio.create_task(dies())
    await asyncio.wait([task])
    del task
    import gc  # noqa: PLC0415

    gc.collect()
    [line] = lines(capsys)
    assert (line["action"], line["error_class"], line["where"]) == ("task_died", "ValueError", "-")


def test_what_ends_the_process_is_reduced_with_its_causes(capsys):
    try:
        try:
            {}[SECRET]
        except KeyError as error:
            raise ValueError(SECRET) from error
    except ValueError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    [line] = lines(capsys)
    assert (line["action"], line["error_class"]) == ("process_died", "ValueError < KeyError")


def test_text_is_key_value(capsys):
    log.set_up("text")
    log.record("delivery", outcome="Delivered")
    assert capsys.readouterr().err.rstrip().endswith("level=info action=delivery outcome=Delivered")


@pytest.mark.parametrize("name", ["slack_bolt", "slack_sdk.web", "botbuilder", "aiohttp.access", "sqlalchemy.engine"])
def test_no_library_says_what_it_says_in_debug_mode(name, capsys):
    assert not logging.getLogger(name).isEnabledFor(logging.DEBUG)


def test_debug_mode_is_refused():
    with pytest.raises(ConfigurationError, match="PYTHONASYNCIODEBUG"):
        log.refuse_debugging({"PYTHONASYNCIODEBUG": "1"})
    log.refuse_debugging({})
    logger = logging.getLogger("slack_sdk")
    logger.setLevel(logging.DEBUG)
    with pytest.raises(ConfigurationError, match="slack_sdk"):
        log.refuse_debugging({})
    logger.setLevel(logging.NOTSET)


def test_a_line_that_repeats_is_told_a_few_times_and_then_once_with_its_count(capsys, monkeypatch):
    for _ in range(1_000):
        log.failed("sweep_failed", OSError())
        log.record("delivery", outcome="Delivered")
    log.failed("sweep_failed", ValueError())
    monkeypatch.setattr(log_repeats, "WINDOW", -1.0)
    log.tell_repeats()
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    failures = [one for one in lines if one["action"] == "sweep_failed"]
    assert [one.get("repeats") for one in failures] == [None, None, None, None, 997]
    assert sum(one["action"] == "delivery" for one in lines) == 1_000
    log._configure(log._PLAIN)
