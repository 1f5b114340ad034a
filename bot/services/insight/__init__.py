"""What is counted for decisions: questions, funnels, complaints, times, ratings."""
