"""Who somebody is: the numbers that prove it, and how they are shown without giving them away."""
