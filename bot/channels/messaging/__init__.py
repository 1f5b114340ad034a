"""What every messaging app needs, whatever its wire format: words, buttons, the queue, the errors."""
