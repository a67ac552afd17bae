"""The command line: flags and environment in, an exit code out."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import sys

import click

from bot.logs import set_up_logs
from bot.run import run
from bot.settings import Mode, SettingsError, read_settings
from bot.signals import until_signal
from index.errors import BulletinError

logger = logging.getLogger(__name__)


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--polling", is_flag=True, help="Ask Telegram for updates, even if WEBHOOK_URL is set.")
@click.option("--webhook", is_flag=True, help="Have Telegram bring updates to WEBHOOK_URL, on port PORT.")
def main(polling: bool, webhook: bool) -> None:
    """Answer readers on Telegram; without TELEGRAM_BOT_TOKEN, on a page at http://127.0.0.1:8080.

    Exit codes: 0 stopped by a signal; 1 it could not start or go on; 2 wrong usage or settings.
    """
    if polling and webhook:
        raise click.UsageError("give either --polling or --webhook")
    mode: Mode | None = "polling" if polling else "webhook" if webhook else None
    try:
        settings = read_settings(os.environ, mode)
    except SettingsError as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    secrets = [secret for secret in (settings.token, settings.webhook and settings.webhook.secret) if secret]
    set_up_logs(secret.value for secret in secrets)
    look_for_cycles_less()
    try:
        asyncio.run(until_signal(run(settings)))
    except BulletinError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    except Exception:
        # The log hides secrets, which the interpreter's own traceback would not.
        logger.exception("the bot stopped")
        sys.exit(1)


def look_for_cycles_less() -> None:
    """Hardly anything here is a cycle, which reference counts alone would not free; looking for them at Python's own
    pace takes a fifth of the bot's time beside searching, and again and again through all that was imported."""
    gc.freeze()
    gc.set_threshold(10_000)
