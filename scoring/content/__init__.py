"""Reading the published text of stories once a version, so that scoring need not open any."""
