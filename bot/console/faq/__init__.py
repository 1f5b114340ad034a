"""The FAQ workspace: write, check, try, review, release."""
