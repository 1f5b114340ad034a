"""What a citizen is told: reviewed words and database fields, verbatim, each with its source."""
