"""工作人员 of the console: accounts, roles, logging in."""
