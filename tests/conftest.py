"""What every test may use."""

pytest_plugins = ["tests.support.hub", "tests.support.postgres", "tests.support.skips", "tests.support.valkey"]
