"""统计分析: pages with figures for those who decide."""
