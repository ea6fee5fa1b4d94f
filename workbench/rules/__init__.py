"""What the law and the office decide: pure functions over facts and dated parameters; no file, no pandas."""
