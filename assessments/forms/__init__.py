"""What the pages' forms accept before an action looks at it."""
