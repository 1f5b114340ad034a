"""Training data of the intents: drafts of staff, and the models trained from them."""
