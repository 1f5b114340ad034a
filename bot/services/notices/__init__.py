"""通知: what has to be told to somebody."""
