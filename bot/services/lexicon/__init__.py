"""同义词: groups of citizens' words beside the official ones, as the files and staff say."""
