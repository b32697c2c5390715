"""Bad patches to the edges: what comes in from a platform, and what leaves for one."""

from __future__ import annotations

from tests.sabotage.patch import Edit, Patch

_GATE, _SLACK, _TEAMS = "adapters/slack/gate.py", "tests/platforms/slack", "tests/platforms/teams"
_DELIVERY = "tests/scheduling/test_delivery.py"

PATCHES = (
    Patch(
        name="Slack: a request of any age",
        why="A request that was recorded once could be sent again for ever.",
        file=_GATE,
        before="if abs(now - int(timestamp)) > WINDOW or len(raw) > LARGEST:",
        after="if len(raw) > LARGEST:",
        tests=(f"{_SLACK}/test_gate.py::test_an_old_or_future_request_stays_out",),
    ),
    Patch(
        name="Slack: the same request twice",
        why="Within five minutes whoever overheard a request could repeat it.",
        file=_GATE,
        before="        if signature in self._seen:\n            raise RefusedError\n",
        after="",
        tests=(f"{_SLACK}/test_gate.py::test_the_same_request_comes_in_once",),
    ),
    Patch(
        name="Slack: a body is read before it is proved",
        why="A parser that works on anybody's bytes is a door, and its errors tell things apart.",
        file="adapters/slack/app.py",
        before="posted = parse.body(raw, request.app[GATE].check(request.headers, raw))",
        after="posted = parse.body(raw, content_type(request.headers))\n"
        "        request.app[GATE].check(request.headers, raw)",
        tests=(f"{_SLACK}/test_gate.py::test_what_nobody_signed_is_not_even_read",),
    ),
    Patch(
        name="Slack: a signature that is compared in part",
        why="What is not compared can be guessed, digit by digit.",
        file=_GATE,
        before="if not hmac.compare_digest(self._sign(timestamp, raw), signature):",
        after="if not hmac.compare_digest(self._sign(timestamp, raw)[:20], signature[:20]):",
        tests=(f"{_SLACK}/test_gate.py::test_one_changed_digit_of_the_signature_keeps_it_out",),
    ),
    Patch(
        name="Slack: no secret needed",
        why="With an empty secret anybody could act as anybody.",
        file=_GATE,
        before="        if not signing_secret.strip():\n",
        after="        if signing_secret is None:\n",
        tests=(f"{_SLACK}/test_gate.py::test_without_a_secret_nothing_starts",),
    ),
    Patch(
        name="Slack: names in messages",
        why="A message is kept, exported and shown on a lock screen; a name must never be in it.",
        file="adapters/slack/render.py",
        before="found = blocks(item.blocks, replace(reader, sees_names=False), rich=not plain)",
        after="found = blocks(item.blocks, replace(reader, sees_names=True), rich=not plain)",
        tests=(f"{_SLACK}/test_render.py::test_a_name_that_got_into_a_message_or_a_home_is_not_shown",),
    ),
    Patch(
        name="Slack: the way to somebody in a message",
        why="A link that opens a chat has an id in it: whoever reads the message along knows who it is.",
        file="adapters/slack/render.py",
        before="    if isinstance(item, Mention) and reader.sees_names:\n",
        after="    if isinstance(item, Mention):\n",
        tests=(f"{_SLACK}/test_render.py::test_somebody_elsewhere_is_a_link_to_them_with_or_without_a_name",),
    ),
    Patch(
        name="Teams: the way to somebody in a message",
        why="A link that opens a chat has an id in it: whoever reads the message along knows who it is.",
        file="adapters/teams/render.py",
        before="    if isinstance(item, Mention) and reader.sees_names:\n",
        after="    if isinstance(item, Mention):\n",
        tests=(f"{_TEAMS}/test_render.py::test_outside_a_dialog_not_even_the_link_tells_who_it_is",),
    ),
    Patch(
        name="a platform is asked for the name of somebody whom the programme knows",
        why="Microsoft may keep a record of whom it was asked about, and so of who is supported.",
        file="bot/app/directory/names.py",
        before="await self._ask([one for one in wanted if one not in names], ends)",
        after="await self._ask(wanted, ends)",
        tests=(f"{_TEAMS}/test_names.py::test_the_roster_then_the_directory_are_asked_before_anybody_outside",),
    ),
    Patch(
        name="half a directory takes the place of a whole one",
        why="Names and departments would be missing, and nobody would know it.",
        file="store/repositories/platforms/directory.py",
        before="if counts >= generation or self._scope.execute(_SIZE, generation=generation).scalar() != size:",
        after="if counts >= generation:",
        tests=("tests/store/test_directory.py::test_a_list_of_which_something_is_missing_never_takes_its_place",),
    ),
    Patch(
        name="Slack: names at home",
        why="Slack keeps what it shows in App Home.",
        file="adapters/slack/render.py",
        before="    found = blocks(item.blocks, replace(reader, sees_names=False))\n",
        after="    found = blocks(item.blocks, replace(reader, sees_names=True))\n",
        tests=(f"{_SLACK}/test_render.py::test_a_name_that_got_into_a_message_or_a_home_is_not_shown",),
    ),
    Patch(
        name="a message names its recipient",
        why="On every platform a message stays in somebody's history, whoever reads it there.",
        file="bot/conversation/flows/matching.py",
        before="        message=texts.offer(case.code, offer.number, case.urgency),\n",
        after="        message=_named(texts.offer(case.code, offer.number, case.urgency), case),\n",
        also=(
            Edit(
                "bot/conversation/flows/matching.py",
                "def offer_name(number: int) -> str:",
                "def _named(message, case):\n"
                "    from bot.ui import Mention, Paragraph\n"
                "    return replace(message, blocks=(*message.blocks, Paragraph((Mention(case.recipient),))))\n\n\n"
                "def offer_name(number: int) -> str:",
            ),
        ),
        tests=("tests/stories/test_the_story.py::test_the_name_is_seen_only_on_the_card_of_the_one_who_took_it",),
    ),
    Patch(
        name="the lock screen says more",
        why="A telephone on a table shows its notifications to the whole team.",
        file="bot/conversation/texts.py",
        before="    return Message(strength, blocks)\n",
        after="    return Message(first, blocks)\n",
        tests=("tests/privacy/test_outbound.py::test_a_lock_screen_shows_one_of_four_sentences",),
    ),
    Patch(
        name="Teams: a key that is believed for ever",
        why="Whoever stole one that Microsoft withdrew would only have to keep Microsoft's word from us.",
        file="adapters/teams/connector/keys.py",
        before="return self._known.get(kid) if self._now() - self._fetched_at < LONGEST else None",
        after="return self._known.get(kid)",
        tests=(f"{_TEAMS}/test_gate.py::test_no_key_is_believed_for_longer_than_three_days",),
    ),
    Patch(
        name="Teams: a token for another bot",
        why="Any bot's token from the same issuer would open ours.",
        file="adapters/teams/gate.py",
        before='if claims.get("iss") != self._rules.issuer or claims.get("aud") != self._rules.app_id:',
        after='if claims.get("iss") != self._rules.issuer:',
        tests=(f"{_TEAMS}/test_gate.py::test_a_forged_token_is_refused",),
    ),
    Patch(
        name="Teams: any tenant",
        why="Somebody of another organisation could install the app and write to ours.",
        file="adapters/teams/gate.py",
        before="        if tenant not in self._rules.tenants:\n            raise RefusedError\n",
        after="",
        tests=(f"{_TEAMS}/test_gate.py::test_an_envelope_that_does_not_agree_is_refused",),
    ),
    Patch(
        name="Teams: an answer goes wherever the envelope says",
        why="Our token, and what we answer, would be sent to a stranger's address.",
        file="adapters/teams/gate.py",
        before='if service_url != caller.service_url or posted.get("channelId") != CHANNEL:',
        after='if posted.get("channelId") != CHANNEL:',
        tests=(f"{_TEAMS}/test_gate.py::test_an_address_that_is_allowed_is_refused_when_the_token_says_another",),
    ),
    Patch(
        name="what may have arrived is sent again without looking",
        why="A supporter who is asked twice believes that there are two.",
        file="bot/scheduling/delivery.py",
        before="found = await platform.find(parcel.to, token=parcel.token) if parcel.uncertain else None",
        after="found = None",
        tests=(f"{_DELIVERY}::test_what_may_have_arrived_is_looked_for_first",),
    ),
    Patch(
        name="a platform that was away is asked again ever more rarely",
        why="It would be back for an hour before somebody in need heard from anyone.",
        file="bot/scheduling/delivery.py",
        before="_FIRST, _LONGEST = 1.0, 60.0",
        after="_FIRST, _LONGEST = 1.0, 3600.0",
        tests=(f"{_DELIVERY}::test_however_long_a_platform_was_away_it_is_tried_again_within_a_minute",),
    ),
    Patch(
        name="a message is given up by its tries",
        why="A platform that is away over a long weekend would cost every message that waited for it.",
        file="bot/scheduling/delivery.py",
        before="if parcel.days >= OLDEST:",
        after="if parcel.tries >= 3_000:",
        tests=(f"{_DELIVERY}::test_a_message_is_given_up_by_its_age_and_never_by_its_tries",),
    ),
    Patch(
        name="a lease that lapsed is forgotten",
        why="The process that died may have sent it: without the mark nobody looks.",
        file="store/repositories/outbox_statements.py",
        before="uncertain=or_(_c.uncertain, _lapsed),",
        after="uncertain=_c.uncertain,",
        tests=("tests/store/test_outbox.py::test_a_lapsed_lease_makes_a_message_uncertain",),
    ),
    Patch(
        name="messages overtake each other",
        why="Somebody would read that it is taken care of, and then be asked.",
        file="store/repositories/outbox_statements.py",
        before='.where(_waits, _c.due_at <= bindparam("now"), _free, _first_of_person)',
        after='.where(_waits, _c.due_at <= bindparam("now"), _free)',
        tests=("tests/store/test_outbox.py::test_each_person_is_told_in_order_and_none_waits_for_another",),
    ),
)
