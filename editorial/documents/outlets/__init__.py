"""One document, four further ways to people: a short story, the loudspeaker, residents' chats, a sheet for the wall."""
