# docscreen in a container: the same set-up script as everywhere, in two stages.
#
#   docker build --tag docscreen .
#   docker run --rm --publish 127.0.0.1:8000:8000 --read-only --tmpfs /tmp \
#     --volume docscreen-data:/var/lib/docscreen docscreen
#
# Nothing runs as root, and nothing under /srv can be written by the service.

FROM python:3.11-slim-bookworm AS build
WORKDIR /srv/docscreen
COPY .ci/setup .ci/setup
RUN .ci/setup system
COPY LICENSE README.md pyproject.toml requirements.in requirements.lock ./
COPY models models
COPY checks checks
COPY service service
RUN .ci/setup runtime \
 && .venv/bin/python -m compileall -q models checks service

FROM python:3.11-slim-bookworm
WORKDIR /srv/docscreen
COPY .ci/setup .ci/setup
RUN .ci/setup system \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --home-dir /var/lib/docscreen --create-home docscreen
COPY --from=build /srv/docscreen /srv/docscreen
USER docscreen
ENV DOCSCREEN_HOST=0.0.0.0 \
    DOCSCREEN_PORT=8000 \
    DOCSCREEN_DATA_DIR=/var/lib/docscreen \
    MPLCONFIGDIR=/var/lib/docscreen/matplotlib \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONSAFEPATH=1 \
    PYTHONUNBUFFERED=1
VOLUME /var/lib/docscreen
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=3s --start-period=20s --retries=3 \
  CMD ["/srv/docscreen/.venv/bin/python", "-P", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/health/live', timeout=2)"]
ENTRYPOINT ["/srv/docscreen/.venv/bin/python", "-P", "/srv/docscreen/.venv/bin/docscreen"]
CMD ["serve"]
