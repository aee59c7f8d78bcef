"""What a sentence seems to say: rules without database, each of them only proposes."""
