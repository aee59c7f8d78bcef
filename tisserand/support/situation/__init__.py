"""What the map of the situation computes, without the database: places, lines, sentences, comparisons."""
