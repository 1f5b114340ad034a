"""What the city sets while the house runs: office hours, notices, the kill switch, how long things are kept."""
