"""政策文件: laws and rules, split into articles, stored, and quoted word for word."""
