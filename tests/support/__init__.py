"""What the tests stand on: databases, running servers, a browser and a plain HTTP client."""
