"""What the messaging apps have in common behind their doors: accounts, what came in, what goes out."""
