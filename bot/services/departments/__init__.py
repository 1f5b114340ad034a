"""部门和窗口: where they are and when they are open, written in the console, approved, live at once."""
