"""坐席: citizens who asked for a person, and what agents do for them."""
