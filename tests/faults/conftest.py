"""Rasa as the application imports it, and logs that draw no traceback: these tests make many."""

import tests.rasa_first  # noqa: F401
