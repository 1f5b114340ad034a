"""部门和窗口: where departments are and when they are open, written and approved like an item."""
