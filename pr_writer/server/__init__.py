"""pr-writer over HTTP: one request is one run of the program. The only place that knows Starlette and uvicorn."""
