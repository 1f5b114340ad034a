"""Exchanging the key of personal data: everything is written anew with the newest one, while the city goes on."""
