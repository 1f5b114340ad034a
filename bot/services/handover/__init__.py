"""转人工: from the assistant to a person and back."""
