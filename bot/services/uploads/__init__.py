"""上传文件: looked at, cleaned, kept encrypted, bound to the conversation that sent it."""
