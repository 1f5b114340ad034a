"""开放数据: counts anybody may have, from which nobody can be found."""
