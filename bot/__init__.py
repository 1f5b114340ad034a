"""政问 Zhengwen: a government-service assistant built on Rasa."""

__version__ = "0.1.0"
