from chromium import chromium  # noqa: F401
