"""The narrowed Voilà server (看板服务): loopback, always behind a token, no files, no sources, no tracebacks."""

from workbench.serving.server import Options, serve

__all__ = ["Options", "serve"]
