"""Where systems that the government has already plug in: one small protocol a need, embedded or over HTTP."""
