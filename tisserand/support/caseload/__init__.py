"""Understanding the spreadsheets that offices keep: what a file holds, what its columns mean, what a row says."""
