"""Whether an install is ready for its first visitor, asked line by line: `manage.py install_check`."""
