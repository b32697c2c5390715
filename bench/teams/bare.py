"""The bot that ours is measured against: botbuilder as its documents show it, in a process that ends with its starter.

It checks each token as the SDK does, with this issuer's keys, and answers every press with the same card. The SDK's
own ``process`` answers 500 to every press; the one here differs in that alone.
"""

from __future__ import annotations

import asyncio
import sys

from aiohttp import web
from botbuilder.core import ActivityHandler, TurnContext
from botbuilder.core.cloud_adapter_base import CloudAdapterBase
from botbuilder.schema import Activity, AdaptiveCardInvokeResponse, AdaptiveCardInvokeValue
from botframework.connector.auth import (
    AuthenticationConstants,
    BotFrameworkAuthenticationFactory,
    PasswordServiceClientCredentialFactory,
)

from tests.platforms.teams.fake.tenant import Rules
from tests.platforms.teams.issuer import ISSUER

KIND = "application/vnd.microsoft.card.adaptive"
NOTED = {"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "TextBlock", "text": "Noted."}]}


class Bot(ActivityHandler):
    """One answer and nothing else."""

    async def on_adaptive_card_invoke(
        self,
        turn_context: TurnContext,  # noqa: ARG002 - the SDK's own signature
        invoke_value: AdaptiveCardInvokeValue,  # noqa: ARG002 - as above
    ) -> AdaptiveCardInvokeResponse:
        return AdaptiveCardInvokeResponse(status_code=200, type=KIND, value=NOTED)


def adapter(world: str, rules: Rules) -> CloudAdapterBase:
    """Configured as for Microsoft's cloud, but for where the keys are."""
    credentials = PasswordServiceClientCredentialFactory(rules.app_id, rules.secret, rules.tenant)
    return CloudAdapterBase(
        BotFrameworkAuthenticationFactory.create(
            to_channel_from_bot_login_url=AuthenticationConstants.TO_CHANNEL_FROM_BOT_LOGIN_URL_PREFIX + rules.tenant,
            to_channel_from_bot_oauth_scope=AuthenticationConstants.TO_CHANNEL_FROM_BOT_OAUTH_SCOPE,
            to_bot_from_channel_token_issuer=ISSUER,
            oauth_url=AuthenticationConstants.OAUTH_URL,
            to_bot_from_channel_open_id_metadata_url=f"{world}/v1/.well-known/openidconfiguration",
            to_bot_from_emulator_open_id_metadata_url=f"{world}/v1/.well-known/openidconfiguration",
            credential_factory=credentials,
        )
    )


async def main(world: str) -> None:
    """Serve until the input ends."""
    made, bot = adapter(world, Rules()), Bot()

    async def messages(request: web.Request) -> web.Response:
        activity = Activity().deserialize(await request.json())
        answer = await made.process_activity(request.headers["Authorization"], activity, bot.on_turn)
        return web.json_response(answer.body, status=answer.status)

    site = web.Application()
    site.router.add_post("/api/messages", messages)
    runner = web.AppRunner(site, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(f"http://127.0.0.1:{runner.addresses[0][1]}", flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
