"""What Teams' activities mean, who acted, and that no garbage behind a valid token is ever answered with a 5xx."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.teams import parse
from adapters.teams.connector.sdk import CONTACT_POINTS, TurnAdapter
from adapters.teams.parse import AppRemovedByUser, GarbageError, Ignored, InstallOrMessage, Interaction, TextMessage
from tests import proof
from tests.platforms.teams.issuer import TENANT, Microsoft, activity, object_id
from tests.platforms.test_typed import PASTED

if TYPE_CHECKING:
    from tests.platforms.teams.line import Line

MS = Microsoft(url="https://smba.trafficmanager.net")
ANA = f"{TENANT}/{object_id('ana')}"


def heard(**changed: Any) -> Any:
    return parse.hear(activity(MS, **changed))


def invoked(name: str, value: Any, **changed: Any) -> Any:
    return heard(type="invoke", name=name, value=value, **changed)


def submitted(data: dict[str, Any], name: str = "task/submit") -> Any:
    return invoked(name, {"data": {"peersupport": {"do": "submit", "token": "T"}, **data}})


def test_a_written_word_is_heard_and_not_kept():
    found = heard(text="my patient died")
    assert isinstance(found, TextMessage)
    assert "patient" not in repr(found)
    assert found.sender.address.account == ANA


def test_whoever_acts_is_taken_from_the_envelope():
    """Not from anything that a card, a form or a client says."""
    value = {"data": {"peersupport": {"do": "press", "token": "T", "from": "x"}, "aadObjectId": object_id("noor")}}
    assert invoked("task/fetch", value).sender.address.account == ANA


def test_nobody_is_named_by_a_repr():
    did = submitted({"text.phone": "555"})
    for part in (object_id("ana"), "555", "Ana", "chat-ana"):
        assert part not in repr(did)


@pytest.mark.parametrize(
    ("name", "value", "way"),
    [
        ("task/fetch", {"data": {"peersupport": {"do": "press", "token": "T"}}}, "dialog"),
        ("task/submit", {"data": {"peersupport": {"do": "press", "token": "T"}}}, "dialog"),
        ("composeExtension/submitAction", {"data": {"peersupport": {"do": "press", "token": "T"}}}, "dialog"),
        ("adaptiveCard/action", {"action": {"data": {"peersupport": {"do": "press", "token": "T"}}}}, "execute"),
    ],
)
def test_a_press_comes_in_four_ways(name: str, value: dict[str, Any], way: str):
    found = invoked(name, value)
    assert (found.what, found.way, found.token) == ("press", way, "T")


def test_the_extension_opens_the_entry_and_looks_at_no_message():
    value = {"commandId": "peersupport", "commandContext": "message", "messagePayload": {"body": {"content": "x"}}}
    found = invoked("composeExtension/fetchTask", value)
    assert (found.what, found.way) == ("open", "dialog")


def test_a_card_that_refreshes_itself_was_pressed_by_nobody():
    value = {"action": {"data": {"peersupport": {"do": "press", "token": "T"}}}, "trigger": "automatic"}
    assert invoked("adaptiveCard/action", value) == Ignored()


@pytest.mark.parametrize(
    ("key", "held", "answers"),
    [
        ("one.a", "chat", ("chat",)),
        ("one.a", "-", ()),
        ("one.a", "", ()),
        ("many.a", "x,y", ("x", "y")),
        ("person.a", object_id("noor").upper(), (f"teams:{TENANT}/{object_id('noor')}",)),
        (
            "people.a",
            f"{object_id('noor')}, {object_id('ana')}",
            tuple(f"teams:{TENANT}/{object_id(n)}" for n in ("noor", "ana")),
        ),
        ("day.a", "2026-03-09", ("2026-03-09",)),
        ("time.a", "08:30", ("08:30",)),
        ("text.a", "555 0142", ("555 0142",)),
    ],
)
def test_each_control_is_read_in_its_own_way(key: str, held: str, answers: tuple[str, ...]):
    found = submitted({key: held})
    assert found.values == (("a", answers),)
    assert found.typed == {key: held.replace(", ", ",") if key.startswith("people") else held}


def test_what_a_picker_only_shows_is_no_answer():
    assert submitted({f"shown.{object_id('noor')}": object_id("noor"), "other": "x"}).values == ()


@pytest.mark.parametrize(
    "data",
    [
        {"text.a": "x" * 8001},
        {"text.a": 3},
        {"one.a": "a\nb"},
        {"one.a": "x" * 201},
        {"many.a": ",".join(map(str, range(201)))},
        {"one.A B": "x"},
        {f"text.a{n}": "x" for n in range(61)},
    ],
)
@pytest.mark.parametrize("name", ["task/submit", "composeExtension/submitAction"])
def test_what_no_control_sends_makes_the_form_unread(data: dict[str, Any], name: str):
    """Nothing of it counts; but a dialog of ours came back, and whoever sent it has to be told."""
    found = submitted(data, name)
    assert (found.what, found.way, found.values, found.typed) == (parse.UNREAD, "dialog", (), {})
    with pytest.raises(GarbageError):  # no message of ours has fields
        invoked("adaptiveCard/action", {"action": {"data": {"peersupport": {"do": "submit", "token": "T"}, **data}}})


@pytest.mark.parametrize("ours", [{}, {"token": ""}, {"token": "T", "copy": "a b"}])
def test_a_dialog_whose_token_is_broken_is_unread_too(ours: dict[str, str]):
    assert invoked("task/submit", {"data": {"peersupport": {"do": "submit", **ours}}}).what == parse.UNREAD


@pytest.mark.parametrize(("pasted", "meant"), PASTED.items(), ids=ascii)
def test_what_was_pasted_is_read_and_shown_again_as_it_was_meant(pasted: str, meant: str):
    found = submitted({"text.phone": pasted})
    assert found.values == (("phone", (meant,) if meant else ()),)
    assert found.typed == {"text.phone": meant}


def test_a_text_that_is_too_long_is_left_to_its_field():
    assert submitted({"text.phone": "x" * 3000}).values == (("phone", ("x" * 3000,)),)


@pytest.mark.parametrize(
    ("changed", "kind"),
    [
        ({"type": "installationUpdate", "action": "add"}, InstallOrMessage),
        ({"type": "installationUpdate", "action": "remove"}, AppRemovedByUser),
        ({"type": "installationUpdate", "action": "add-upgrade"}, InstallOrMessage),
        ({"type": "conversationUpdate", "membersAdded": [{"id": "28:x"}]}, InstallOrMessage),
        ({"type": "conversationUpdate", "conversation": {"id": "19:x", "conversationType": "channel"}}, Ignored),
        ({"type": "messageReaction"}, Ignored),
        ({"type": "typing"}, Ignored),
    ],
)
def test_what_needs_no_answer(changed: dict[str, Any], kind: type):
    assert isinstance(heard(**changed), kind)


def test_an_invoke_that_nobody_asked_for_is_garbage():
    for name in ("application/search", "composeExtension/query", "signin/verifyState", None, 3):
        with pytest.raises(GarbageError):
            invoked(str(name), {})


def test_a_redelivery_under_the_same_id_is_known():
    press = {"data": {"peersupport": {"do": "press", "token": "T"}}}
    one, same, other = (invoked("task/submit", press, id=name) for name in ("f:1", "f:1", "f:2"))
    assert one.delivery == same.delivery != other.delivery


# T6 for Teams

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
WORDS = st.sampled_from(
    ["message", "invoke", "installationUpdate", "conversationUpdate", "press", "submit", "open", "home"]
)


def damaged(draw: st.DrawFn, node: Any) -> Any:
    """The same with parts exchanged for anything."""
    if draw(st.integers(0, 9)) == 0:
        return draw(JSON | WORDS)
    if isinstance(node, dict):
        return {name: damaged(draw, one) for name, one in node.items() if draw(st.integers(0, 19))}
    return [damaged(draw, one) for one in node] if isinstance(node, list) else node


SUBMITTED = {
    "peersupport": {"do": "submit", "token": "T", "copy": "C"},
    "text.a": "x",
    "many.b": "x,y",
    "day.c": "2026-01-01",
}
VALUES = [
    ("task/fetch", {"data": {"peersupport": {"do": "open"}}, "context": {"theme": "dark"}}),
    ("task/submit", {"data": SUBMITTED, "context": {"theme": "dark"}}),
    ("adaptiveCard/action", {"action": {"verb": "peersupport", "data": SUBMITTED}, "trigger": "manual"}),
    ("composeExtension/fetchTask", {"commandId": "peersupport", "commandContext": "compose"}),
    ("composeExtension/submitAction", {"commandId": "peersupport", "data": SUBMITTED}),
]


@st.composite
def damage(draw: st.DrawFn) -> Any:
    name, value = draw(st.sampled_from(VALUES))
    whole = activity(MS, type=draw(WORDS), name=name, value=value, action="add", id="f:1")
    return damaged(draw, whole)


@given(damage())
def test_no_activity_is_an_error(posted: Any):
    raw = json.dumps(posted).encode("utf-8", "surrogatepass")
    try:
        body = parse.body(raw)
        parse.tenant_in(body)
        assert isinstance(parse.hear(body), TextMessage | Interaction | InstallOrMessage | AppRemovedByUser | Ignored)
    except GarbageError:
        pass


ODD = [b"", b"[]", b"null", b"{", b"\xff\xfe", b"[" * 100_000, b'{"a":' * 50_000, b'{"type":"invoke"}', b"1" * 5000]


@pytest.mark.parametrize("raw", ODD, ids=range(len(ODD)))
async def test_odd_bodies_behind_a_valid_token_are_refused(line: Line, raw: bytes):
    assert (await line.post(raw)).status == 400


async def test_no_garbage_behind_a_valid_token_is_answered_with_a_5xx(line: Line):
    statuses: set[int] = set()

    @given(damage())
    def collect(posted: Any) -> None:
        if isinstance(posted, dict):
            found.append(posted | {"serviceUrl": line.microsoft.service_url})

    found: list[Any] = []
    collect()
    for posted in found[: proof.count(60, 2_000, 40_000)]:
        statuses.add((await line.post(posted)).status)
    assert statuses <= {200, 400, 401}
    assert statuses & {400, 401}


async def test_the_sdk_is_touched_where_we_said():
    """Swapping it is one module; the connector and the token are our own."""
    assert CONTACT_POINTS == ("authenticate", "parse", "invoke body", "connector", "token")
    turns = TurnAdapter(parse.NAMES)

    async def answer() -> dict[str, Any]:
        return {"task": {"type": "message", "value": "x"}}

    posted = activity(MS, type="invoke", name="task/fetch", value={})
    response = await turns.process(posted, MS.service_url, answer)
    assert (response.status, response.body) == (200, await answer())
    refused = await turns.process({**posted, "name": "application/search"}, MS.service_url, answer)
    assert (refused.status, refused.body) == (400, None)
