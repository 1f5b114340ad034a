"""The stock Rasa pipeline as a Rasa tutorial builds it: the thing to beat."""
