"""The catalogue being edited by staff: drafts of items and their forms, checked, approved by a second person, live at once."""
