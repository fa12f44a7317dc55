"""What the owner says of a building: the file, its checks, and every figure settled from it or from a table."""
