"""The desk's pages about requests: the queue, a request and what is done with it, answers, what stands beside them."""
