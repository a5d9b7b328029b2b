"""In from the office: a PDF comes in, the machine proposes, a person confirms, and a draft is made of it."""
