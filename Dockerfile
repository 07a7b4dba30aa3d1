# The newest 3.13; a release pins what it was built on by its own image's digest.
FROM python:3.13-slim AS packages

WORKDIR /app
COPY requirements.txt .
# Nothing here is written at run time, so byte-code that is never checked against its source saves a stat for each module.
# Without the columns of each operation, which only underline a line in a traceback, byte-code weighs a quarter less.
# cryptography, a quarter of it all, is what PyGithub's PyJWT signs with for GitHub Apps; it does without where there is none.
RUN python -m pip install --no-cache-dir --no-compile --disable-pip-version-check --root-user-action=ignore \
      --require-hashes --only-binary=:all: --target=/packages --requirement=requirements.txt \
 && find /packages -type d \( -name tests -o -name test \) -prune -exec rm -r {} + \
 && find /packages \( -name '*.pyi' -o -name '*.c' -o -name '*.h' \) -delete \
 && rm -r /packages/bin /packages/cryptography /packages/cryptography-*.dist-info \
 && python -X no_debug_ranges -m compileall -q --invalidation-mode unchecked-hash -s /packages -p /usr/local/lib/python3.13/site-packages /packages


FROM packages AS root

COPY docker/collect-root /collect-root
RUN /collect-root /out


FROM packages AS app

COPY entrypoint.py .
COPY llm_router llm_router
COPY pr_writer pr_writer
RUN rm requirements.txt \
 && python -X no_debug_ranges -m compileall -q --invalidation-mode unchecked-hash .


# What changes more comes later, so that a new version is a small pull.
FROM scratch

LABEL org.opencontainers.image.title="pr-writer" \
      org.opencontainers.image.description="Writes a pull request's title and body from its diff" \
      org.opencontainers.image.licenses="MIT"

COPY --from=root /out/ /
COPY --from=packages /packages/ /usr/local/lib/python3.13/site-packages/
COPY --from=app /app/ /app/

ENV PATH=/usr/local/bin:/usr/bin LANG=C.UTF-8
# Where a runner mounts the workspace, and where `docker run -v "$PWD:/github/workspace"` then starts as well.
WORKDIR /github/workspace
# -I: the working directory belongs to the pull request, and earlier steps leave PYTHONPATH behind. -u: -I ignores PYTHONUNBUFFERED.
ENTRYPOINT ["/usr/local/bin/python", "-Iu", "/app/entrypoint.py"]
