"""词表: tables of citizens' words beside what they mean, as the files and staff say."""
