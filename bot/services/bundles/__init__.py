"""一件事: a life event whose items are applied for together, with shared questions asked once."""
