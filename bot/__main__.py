"""`python -m bot`."""

import sys

import typer

from bot.cli import app
from bot.settings import SettingsError


def main() -> None:
    try:
        app()
    except SettingsError as error:
        typer.echo(str(error), err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
