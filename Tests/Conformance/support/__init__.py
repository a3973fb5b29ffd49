"""What the conformance tests share; README.md says what is where."""
