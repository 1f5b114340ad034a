"""The service catalogue (事项目录): its file format, its checks, its import, export and reading."""
