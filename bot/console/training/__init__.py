"""训练数据: examples of the intents, how well they are told apart, models trained beside the talk and let into use."""
