"""What the bundled sample is made of: invented people, their mail, calendars, tasks, journals, notes and address book."""
