"""运行设置 in the console."""
