def index_story(story):
    pass
