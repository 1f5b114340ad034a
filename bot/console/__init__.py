"""The staff console under /staff: pages for people who keep answers and cases; a router a workspace."""
