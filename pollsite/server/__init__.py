"""Server: gunicorn's worker as we run it, in which no thread ever waits for a client.

arriving.py says when a request is whole, prompt.py is a socket that never waits, waiting.py knows who waits and until
when, sayings.py is what is said before a thread has read anything, worker.py puts them between gunicorn's poller and
its threads.
"""
