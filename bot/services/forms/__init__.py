"""Guided forms as data: what is asked, in which order, and what counts as an answer. Pure; no database."""
