"""The circle as a picture: the person in the middle, three rings by closeness. No page, no database."""
