"""政问 Zhengwen: a government-service assistant built on Rasa."""

import os

# Before NumPy is first loaded: the matrices here are small, and threads that wait for each other double a look-up's time.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

__version__ = "0.1.0"
