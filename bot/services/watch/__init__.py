"""Figures an operator watches: what waits, what runs, whether every part is ready."""
