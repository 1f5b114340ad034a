"""Ours against the stock Rasa pipeline, on the same data and the same machine, in one run."""
