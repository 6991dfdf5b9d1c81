"""What an organisation said of the headings of its take-offs, and take-offs that wait for it."""
