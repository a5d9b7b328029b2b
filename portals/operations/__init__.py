"""What an operator asks of a running process: is it well, what does it do, what did it do."""
